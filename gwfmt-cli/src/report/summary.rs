//! What standard error says at the end, so that silence is never mistaken for a clean result.

use std::fmt::Write as _;

use gwfmt_core::diagnostic::Severity;

use crate::examine::Outcome;

/// What a named file is that is no template with a format: one such file, and many.
pub(crate) const NO_TEMPLATE: [&str; 2] = [
    "holds no access log format of CloudFormation or SAM",
    "hold no access log format of CloudFormation or SAM",
];

/// What a named file is that no carrier claims, and that does not look like a format.
pub(crate) const FOREIGN: [&str; 2] = [
    "is not taken for an access log format",
    "are not taken for access log formats",
];

/// What to say of files that were named and hold nothing that is looked for.
pub(crate) fn no_formats(names: &[String], [one, many]: [&str; 2]) -> Vec<String> {
    const MOST: usize = 3;
    if names.len() > MOST {
        return vec![format!("{} of the named files {many}", names.len())];
    }
    let line =
        |name: &String| format!("`{name}` {one}; if it is one itself: gwfmt lint - < {name}");
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
    let nothing = if outcome.unknown.is_empty() {
        "no format"
    } else {
        "no format is known"
    };
    let formats = outcome.formats.len();
    let mut line = counts.closing(formats, files.len(), outcome.looked_at, nothing);
    let places = outcome.unknown.iter().map(|row| &row.entry.place);
    line.push_str(&unknown(
        places.map(|place| (place.file.as_str(), place.line)),
    ));
    line
}

/// The formats that were not looked at: `; 2 formats are known only at deployment: main.tf:12, api.yaml:3`.
fn unknown<'a>(places: impl ExactSizeIterator<Item = (&'a str, usize)>) -> String {
    const MOST: usize = 3;
    let count = places.len();
    if count == 0 {
        return String::new();
    }
    let is = if count == 1 { "is" } else { "are" };
    let formats = many(count, "format");
    let mut line = format!("; {formats} {is} known only at deployment: ");
    let named = places.take(MOST);
    let named: Vec<String> = named
        .map(|(file, line)| format!("{}:{line}", super::printable(file)))
        .collect();
    line.push_str(&named.join(", "));
    if count > MOST {
        let _ = write!(line, " and {} more", count - MOST);
    }
    line
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

    fn closing(&self, formats: usize, files: usize, looked_at: usize, nothing: &str) -> String {
        let mut line = if formats > 0 {
            format!("{} in {}", many(formats, "format"), many(files, "file"))
        } else {
            format!("{nothing} in {}", many(looked_at, "file"))
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
            counts.closing(3, 2, 9, ""),
            "3 formats in 2 files: 1 error, 2 warnings"
        );
        let none = Counts::of(std::iter::empty());
        assert_eq!(none.closing(1, 1, 1, ""), "1 format in 1 file: no findings");
        assert_eq!(none.closing(0, 0, 14, "no format"), "no format in 14 files");
        let places = [("a.tf", 1), ("b\u{1b}.tf", 2), ("c", 3), ("d", 4), ("e", 5)];
        assert_eq!(unknown([].into_iter()), "");
        assert_eq!(
            unknown(places[..1].iter().copied()),
            "; 1 format is known only at deployment: a.tf:1"
        );
        assert_eq!(
            unknown(places.into_iter()),
            "; 5 formats are known only at deployment: a.tf:1, b\u{241b}.tf:2, c:3 and 2 more"
        );
        let note = Counts::of([Severity::Note].into_iter());
        assert_eq!(
            note.closing(0, 0, 1, "no format"),
            "no format in 1 file: 1 note"
        );
    }
}
