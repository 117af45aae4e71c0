//! How often each rule found something.

use std::collections::BTreeMap;
use std::io::{self, Write};

use gwfmt_core::diagnostic::Severity;

use super::{Look, Report};
use crate::check::run::Run;

/// `--statistics`, which is no name of `--output-format`.
pub(crate) static REPORT: Report = Report {
    name: "statistics",
    what: "How often each rule found something",
    is_for_people: true,
    prints_texts: false,
    write: statistics,
};

/// Writes a table of counts, the most frequent first.
fn statistics(run: &Run, _: &Look, out: &mut dyn Write) -> io::Result<()> {
    let findings = run.findings().iter();
    table(
        findings.map(|finding| (finding.said.rule, finding.said.severity)),
        out,
    )
}

fn table(
    findings: impl Iterator<Item = (&'static str, Severity)>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut counts: BTreeMap<(&str, Severity), usize> = BTreeMap::new();
    for finding in findings {
        *counts.entry(finding).or_default() += 1;
    }
    let mut rows: Vec<_> = counts.into_iter().collect();
    rows.sort_by_key(|((rule, severity), count)| {
        (
            std::cmp::Reverse(*count),
            std::cmp::Reverse(*severity),
            *rule,
        )
    });
    let digits = rows.first().map_or(1, |(_, count)| count.to_string().len());
    for ((rule, severity), count) in rows {
        writeln!(out, "{count:>digits$}  {:<7}  {rule}", severity.name())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_by_rule_and_level() {
        let found = [
            ("b", Severity::Note),
            ("a", Severity::Error),
            ("b", Severity::Note),
        ];
        let mut out = Vec::new();
        table(found.into_iter(), &mut out).unwrap();
        assert_eq!(out, b"2  note     b\n1  error    a\n");
    }
}
