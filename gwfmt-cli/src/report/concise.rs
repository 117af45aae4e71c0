//! One line per finding: `path:line:column: severity: message [rule]`, columns in characters from 1.

use std::io::{self, Write};

use super::{Look, Report};
use crate::check::finding::Finding;
use crate::check::run::Run;
use crate::text::color::{PLAIN, color};
use crate::text::shown::{self, Shown};

/// The row of the table.
pub(crate) static REPORT: Report = Report {
    name: "concise",
    what: "One line per finding: `path:line:column: severity: message [rule]`",
    is_for_people: true,
    prints_texts: false,
    write: concise,
};

/// Writes every finding, a line each.
fn concise(run: &Run, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    run.findings()
        .iter()
        .try_for_each(|one| finding(one, look.color, out))
}

/// Writes one finding.
pub(super) fn finding(finding: &Finding, colors: bool, out: &mut dyn Write) -> io::Result<()> {
    shown::lines(&line(finding, colors), colors, out)
}

fn line(finding: &Finding, colors: bool) -> String {
    let said = &finding.said;
    let name = Shown::new(&said.file);
    let (line, column) = (finding.spot.line, finding.spot.column);
    let severity = said.severity;
    let message = Shown::with_holes(&said.message);
    let rule = said.rule;
    if colors {
        let paint = color(severity);
        format!(
            "\u{1b}[1m{name}:{line}:{column}:{PLAIN} {paint}{severity}:{PLAIN} {message} [{rule}]"
        )
    } else {
        format!("{name}:{line}:{column}: {severity}: {message} [{rule}]")
    }
}
