//! JUnit's XML: each finding that makes the command fail is a failed test, each format without one a passed test, and each
//! format of which nothing is known a skipped one.

use std::collections::HashSet;
use std::io::{self, Write};

use gwfmt_carriers::Why;

use super::xml::Escaped;
use super::{Look, Report};
use crate::check::run::Run;

/// The row of the table.
pub(crate) static REPORT: Report = Report {
    name: "junit",
    what: "JUnit XML: findings as failed tests, formats without findings as passed tests",
    is_for_people: false,
    prints_texts: false,
    write: junit,
};

/// Writes one suite. A finding that does not make the command fail is no failure: its text is the output of its test.
fn junit(run: &Run, _: &Look, out: &mut dyn Write) -> io::Result<()> {
    let failures = run.findings().iter().filter(|finding| finding.fails);
    let failures = failures.count();
    let found: HashSet<(&str, &str)> = run
        .findings()
        .iter()
        .filter_map(|finding| {
            Some((
                &*finding.said.file,
                finding.format.as_ref()?.address.as_str(),
            ))
        })
        .collect();
    let clean = run
        .formats
        .iter()
        .map(|format| (&*format.place.file, format.address.as_str()))
        .filter(|format| !found.contains(format));
    let clean: Vec<(&str, &str)> = clean.collect();
    let (skipped, errors) = (run.unknown.len(), run.failures.len());
    let tests = run.findings().len() + clean.len() + skipped + errors;
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    let counts = format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\"");
    writeln!(out, "<testsuites name=\"gwfmt\" {counts}>")?;
    writeln!(
        out,
        "  <testsuite name=\"gwfmt\" {counts} skipped=\"{skipped}\">"
    )?;
    for finding in run.findings() {
        let said = &finding.said;
        let (line, column) = (finding.spot.line, finding.spot.column);
        let name = format!("{} at {line}:{column}", said.rule);
        let (element, kind) = if finding.fails {
            (
                "failure",
                format!(
                    " type=\"{}\" message=\"{}\"",
                    said.severity,
                    Escaped(&said.message)
                ),
            )
        } else {
            ("system-out", String::new())
        };
        let help = finding.advice().map(|help| format!("\n{help}"));
        let text = format!(
            "{}:{line}:{column}: {}: {} [{}]{}",
            said.file,
            said.severity,
            said.message,
            said.rule,
            help.unwrap_or_default(),
        );
        open(&said.file, &name, out)?;
        writeln!(out, "      <{element}{kind}>{}</{element}>", Escaped(&text))?;
        writeln!(out, "    </testcase>")?;
    }
    for (file, address) in clean {
        let name = if address.is_empty() {
            "format"
        } else {
            address
        };
        open(file, name, out)?;
        writeln!(out, "    </testcase>")?;
    }
    for unknown in &run.unknown {
        let why = match unknown.why {
            Why::Deployment => "known only at deployment",
            Why::NotComputed => "not computed",
        };
        let message = format!("{why}: {}", unknown.reason);
        open(&unknown.place.file, &unknown.address, out)?;
        writeln!(out, "      <skipped message=\"{}\"/>", Escaped(&message))?;
        writeln!(out, "    </testcase>")?;
    }
    for failure in &run.failures {
        open("gwfmt", "lint", out)?;
        writeln!(out, "      <error message=\"{}\"/>", Escaped(failure))?;
        writeln!(out, "    </testcase>")?;
    }
    writeln!(out, "  </testsuite>\n</testsuites>")
}

fn open(file: &str, name: &str, out: &mut dyn Write) -> io::Result<()> {
    let (file, name) = (Escaped(file), Escaped(name));
    writeln!(out, "    <testcase classname=\"{file}\" name=\"{name}\">")
}
