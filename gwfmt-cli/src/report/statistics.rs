//! How often each rule found something.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use gwfmt_core::diagnostic::Severity;

/// A table of counts, the most frequent first.
pub(crate) fn statistics(findings: impl Iterator<Item = (&'static str, Severity)>) -> String {
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
    let mut out = String::new();
    for ((rule, severity), count) in rows {
        let _ = writeln!(out, "{count:>digits$}  {:<7}  {rule}", severity.name());
    }
    out
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
        assert_eq!(
            statistics(found.into_iter()),
            "2  note     b\n1  error    a\n"
        );
    }
}
