//! One line a finding: `path:line:column: severity: message [rule]`, columns in characters from 1.

use std::io::{self, Write};

use super::{PLAIN, color, printable};
use crate::run::{Finding, Run};

/// Writes every finding, a line each.
pub(crate) fn concise(run: &Run, colors: bool, out: &mut dyn Write) -> io::Result<()> {
    run.findings()
        .iter()
        .try_for_each(|finding| line(finding, colors, out))
}

fn line(finding: &Finding, colors: bool, out: &mut dyn Write) -> io::Result<()> {
    let said = &finding.said;
    let name = printable(&said.file);
    let (line, column) = (finding.spot.line, finding.spot.column);
    let severity = said.severity;
    let message = printable(&said.message);
    let rule = said.rule;
    if colors {
        let paint = color(severity);
        writeln!(
            out,
            "\u{1b}[1m{name}:{line}:{column}:{PLAIN} {paint}{severity}:{PLAIN} {message} [{rule}]"
        )
    } else {
        writeln!(
            out,
            "{name}:{line}:{column}: {severity}: {message} [{rule}]"
        )
    }
}
