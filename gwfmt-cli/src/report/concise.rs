//! One line a finding: `path:line:column: severity: message [rule]`, columns in characters from 1.

use super::{Finding, PLAIN, color, printable};

/// The report of one line a finding.
#[derive(Debug)]
pub(crate) struct Concise {
    pub(crate) color: bool,
}

impl Concise {
    pub(crate) fn finding(&self, finding: &Finding<'_>) -> String {
        let (name, line, column) = match finding.sources.spot(finding.primary) {
            Some((source, spot)) => (source.name.as_str(), spot.line, spot.column),
            None => ("", 1, 1),
        };
        let name = printable(name);
        let severity = finding.severity;
        let message = printable(finding.message);
        let rule = finding.rule;
        if self.color {
            let paint = color(severity);
            format!(
                "\u{1b}[1m{name}:{line}:{column}:{PLAIN} {paint}{severity}:{PLAIN} {message} [{rule}]\n"
            )
        } else {
            format!("{name}:{line}:{column}: {severity}: {message} [{rule}]\n")
        }
    }
}
