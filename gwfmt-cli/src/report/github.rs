//! Annotations in a GitHub Actions workflow: `::error file=…,line=…::message`, which the runner shows in the pull request.
//!
//! GitHub keeps ten annotations of a level for each step and drops the rest without a word. So the first ten of a level
//! are annotations; those that follow are lines of the log, and their number is said.
//!
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>

use std::fmt;
use std::io::{self, Write};

use gwfmt_core::diagnostic::Severity;

use super::concise;
use super::{Look, Report};
use crate::check::finding::Finding;
use crate::check::run::Run;
use crate::text::shown::Shown;

/// So many annotations of a level reach the pull request.
const MOST: usize = 10;

/// The row of the table.
pub(crate) static REPORT: Report = Report {
    name: "github",
    what: "Annotations in a GitHub Actions workflow",
    is_for_people: false,
    prints_texts: false,
    write: github,
};

/// Writes the findings, the gravest level first.
fn github(run: &Run, _: &Look, out: &mut dyn Write) -> io::Result<()> {
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        let of_level = |finding: &&Finding| finding.said.severity == severity;
        let findings: Vec<&Finding> = run.findings().iter().filter(of_level).collect();
        let (first, rest) = findings.split_at(findings.len().min(MOST));
        for finding in first {
            writeln!(out, "{}", Annotation(finding))?;
        }
        for finding in rest {
            concise::finding(finding, false, out)?;
        }
        if !rest.is_empty() {
            let (command, number) = (command(severity), rest.len());
            let findings = if number == 1 {
                "finding is"
            } else {
                "findings are"
            };
            writeln!(
                out,
                "::{command} title=gwfmt::{number} more {findings} in the log of this step"
            )?;
        }
    }
    Ok(())
}

fn command(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    }
}

/// A finding as the runner takes it.
struct Annotation<'f>(&'f Finding);

impl fmt::Display for Annotation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (said, spot) = (&self.0.said, &self.0.spot);
        let file = Property(&said.file);
        let (rule, line, end_line) = (said.rule, spot.line, spot.end_line);
        write!(
            f,
            "::{} title=gwfmt: {rule},file={file},line={line},endLine={end_line}",
            command(said.severity)
        )?;
        // the runner takes columns only of one line; its last column is a part of the range
        if line == end_line {
            let end = spot.end_column.saturating_sub(1).max(spot.column);
            write!(f, ",col={},endColumn={end}", spot.column)?;
        }
        write!(f, "::{}", Data(&said.message))?;
        if let Some(help) = self.0.advice() {
            write!(f, "%0A{}", Data(help))?;
        }
        Ok(())
    }
}

/// The value of a property.
pub(crate) struct Property<'t>(pub(crate) &'t str);

impl fmt::Display for Property<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = Data(self.0).to_string();
        f.write_str(&text.replace(':', "%3A").replace(',', "%2C"))
    }
}

/// What stands after `::`.
pub(crate) struct Data<'t>(pub(crate) &'t str);

impl fmt::Display for Data<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self
            .0
            .lines()
            .map(|line| Shown::with_holes(line).as_str().replace('%', "%25"))
            .collect();
        f.write_str(&lines.join("%0A"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_outside_ends_a_property_or_begins_a_command() {
        assert_eq!(
            Property("a,b:c%d\n::e").to_string(),
            "a%2Cb%3Ac%25d%0A%3A%3Ae"
        );
        assert_eq!(
            Data("50% \r\n::error::x").to_string(),
            "50%25 %0A::error::x"
        );
    }
}
