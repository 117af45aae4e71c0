//! What standard error says at the end, so that silence is never mistaken for a clean result.

use std::fmt::Write as _;

use gwfmt_core::diagnostic::Severity;

use crate::examine::Outcome;

/// What to say of files that were named and hold nothing that is looked for.
pub(crate) fn no_templates(names: &[String]) -> Vec<String> {
    const MOST: usize = 3;
    if names.len() > MOST {
        return vec![format!(
            "{} of the named files hold no access log format of CloudFormation or SAM",
            names.len()
        )];
    }
    let line = |name: &String| {
        format!(
            "`{name}` holds no access log format of CloudFormation or SAM; if it is one itself: gwfmt lint - < {name}"
        )
    };
    names.iter().map(line).collect()
}

/// What was looked at and what was found: `3 formats in 2 files: 1 error, 2 warnings`.
pub(crate) fn closing(outcome: &Outcome) -> String {
    let counts = Counts::of(outcome.findings.iter().map(|row| row.severity));
    let mut files: Vec<&str> = outcome
        .formats
        .iter()
        .map(|row| row.file.as_str())
        .collect();
    files.dedup();
    counts.closing(outcome.formats.len(), files.len(), outcome.looked_at)
}

/// How many findings of each level.
struct Counts {
    errors: usize,
    warnings: usize,
    notes: usize,
}

impl Counts {
    fn of(levels: impl Iterator<Item = Severity>) -> Self {
        let mut counts = Self {
            errors: 0,
            warnings: 0,
            notes: 0,
        };
        for level in levels {
            match level {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
                Severity::Note => counts.notes += 1,
            }
        }
        counts
    }

    fn closing(&self, formats: usize, files: usize, looked_at: usize) -> String {
        let mut line = if formats > 0 {
            format!("{} in {}", many(formats, "format"), many(files, "file"))
        } else {
            format!("no format in {}", many(looked_at, "file"))
        };
        let counted = [
            (self.errors, "error"),
            (self.warnings, "warning"),
            (self.notes, "note"),
        ];
        let mut sign = ": ";
        for (count, word) in counted.into_iter().filter(|(count, _)| *count > 0) {
            let _ = write!(line, "{sign}{}", many(count, word));
            sign = ", ";
        }
        if sign == ": " && formats > 0 {
            line.push_str(": no findings");
        }
        line
    }
}

fn many(count: usize, word: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {word}{s}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_what_was_seen_and_found() {
        let counts =
            Counts::of([Severity::Warning, Severity::Error, Severity::Warning].into_iter());
        assert_eq!(
            counts.closing(3, 2, 9),
            "3 formats in 2 files: 1 error, 2 warnings"
        );
        let none = Counts::of(std::iter::empty());
        assert_eq!(none.closing(1, 1, 1), "1 format in 1 file: no findings");
        assert_eq!(none.closing(0, 0, 14), "no format in 14 files");
        let note = Counts::of([Severity::Note].into_iter());
        assert_eq!(note.closing(0, 0, 1), "no format in 1 file: 1 note");
    }
}
