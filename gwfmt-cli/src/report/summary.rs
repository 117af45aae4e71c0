//! What standard error says at the end, so that silence is never mistaken for a clean result.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use gwfmt_carriers::Why;
use gwfmt_carriers::recognise::NotRead;
use gwfmt_core::diagnostic::Severity;
use gwfmt_core::model::Extent;

use crate::check::run::Run;
use crate::text::many;

/// What to say of files that were named and are not read. What looks like a format in one of them is always named; of
/// files in which nothing does, many are one line.
pub(crate) fn not_read(files: &[(String, NotRead)]) -> Vec<String> {
    const MOST: usize = 3;
    const MOST_SEEN: usize = 20;
    let (seen, unseen): (Vec<_>, Vec<_>) = files.iter().partition(|(_, why)| why.seen.is_some());
    let more = seen.len().saturating_sub(MOST_SEEN);
    let mut lines: Vec<String> = seen
        .into_iter()
        .take(MOST_SEEN)
        .map(|(name, why)| not_read_line(name, why))
        .collect();
    if more > 0 {
        lines.push(format!(
            "{more} more of the named files hold what looks like a format and are not read"
        ));
    }
    if unseen.len() > MOST {
        lines.push(format!(
            "{} of the named files contain no access log format",
            unseen.len()
        ));
    } else {
        lines.extend(
            unseen
                .into_iter()
                .map(|(name, why)| not_read_line(name, why)),
        );
    }
    lines
}

/// Why one named file is not read.
pub(crate) fn not_read_line(name: &str, why: &NotRead) -> String {
    let because = why.words();
    let mut line = match &why.seen {
        Some(seen) => format!(
            "`{name}`: `{}` at line {} is not read: {because}",
            seen.word, seen.line
        ),
        None => format!("`{name}` contains no access log format: {because}"),
    };
    if why.may_be_format {
        let _ = write!(
            line,
            "; if the file itself is a format, run `gwfmt lint - < {name}`"
        );
    }
    line
}

/// What was looked at and what was found: `3 formats in 2 files: 1 error, 2 warnings`.
pub(crate) fn closing(run: &Run) -> String {
    let mut counts = Counts::of(run.findings().iter().map(|finding| finding.said.severity));
    counts.suppressed = run.suppressed.len();
    let mut files: Vec<&str> = run
        .formats
        .iter()
        .map(|format| &*format.place.file)
        .collect();
    files.dedup();
    let seen = run.not_read.iter().filter_map(|(name, why)| {
        let seen = why.seen.as_ref()?;
        Some((Arc::from(name.as_str()), seen.line))
    });
    let unread: BTreeSet<_> = run.unread.iter().cloned().chain(seen).collect();
    let is_whole = unread.is_empty() && run.failures.is_empty();
    let nothing = match (is_whole, run.unknown.is_empty()) {
        (false, _) => None,
        (true, true) => Some("no format"),
        (true, false) => Some("no format is known"),
    };
    let parts = run.formats.iter();
    let parts = parts.filter(|format| format.content.extent == Extent::Part);
    let parts = parts.count();
    let seen = [run.formats.len() - parts, parts];
    let mut line = counts.closing(seen, files.len(), run.looked_at, nothing);
    if !run.accepted.is_empty() {
        let _ = write!(line, "; {} in the baseline", run.accepted.len());
    }
    if !unread.is_empty() {
        line.push_str("; not read: ");
        let unread = unread.iter().map(|(file, line)| (&**file, *line));
        line.push_str(&few(unread));
    }
    for why in [Why::Deployment, Why::NotComputed] {
        let unknown_so = run.unknown.iter().filter(|unknown| unknown.why == why);
        let places = unknown_so.map(|unknown| &unknown.place);
        let places = places.map(|place| (&*place.file, place.spot.line));
        line.push_str(&unknown(why, &places.collect::<Vec<_>>()));
    }
    line
}

/// The formats that were not looked at: `; 2 formats are known only at deployment: main.tf:12, api.yaml:3`.
fn unknown(why: Why, places: &[(&str, usize)]) -> String {
    let count = places.len();
    let formats = many(count, "format");
    let mut line = match (why, count) {
        (_, 0) => return String::new(),
        (Why::Deployment, 1) => format!("; {formats} is known only at deployment: "),
        (Why::Deployment, _) => format!("; {formats} are known only at deployment: "),
        (Why::NotComputed, _) => format!("; gwfmt does not compute {formats}: "),
    };
    line.push_str(&few(places.iter().copied()));
    line
}

/// The first places, each once: `main.tf:12, api.yaml:3 and 2 more`.
fn few<'a>(places: impl Iterator<Item = (&'a str, usize)>) -> String {
    const MOST: usize = 3;
    let mut places: Vec<_> = places.collect();
    places.dedup();
    let named = places.iter().take(MOST);
    let named: Vec<String> = named.map(|(file, line)| format!("{file}:{line}")).collect();
    let mut list = named.join(", ");
    if places.len() > MOST {
        let _ = write!(list, " and {} more", places.len() - MOST);
    }
    list
}

/// How many findings of each level.
struct Counts {
    errors: usize,
    warnings: usize,
    notes: usize,
    /// What is left out, whatever its level.
    suppressed: usize,
}

impl Counts {
    fn of(levels: impl Iterator<Item = Severity>) -> Self {
        let mut counts = Self {
            errors: 0,
            warnings: 0,
            notes: 0,
            suppressed: 0,
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

    /// `seen` are the whole formats, and the texts that are parts of formats. Without `nothing` there may be more than was
    /// seen: then silence is not called a result.
    fn closing(
        &self,
        seen: [usize; 2],
        files: usize,
        looked_at: usize,
        nothing: Option<&str>,
    ) -> String {
        let (files, formats) = (many(files, "file"), many(seen[0], "format"));
        let of_formats = if seen[1] == 1 { "a format" } else { "formats" };
        let parts = format!("{} of {of_formats}", many(seen[1], "part"));
        let mut line = match seen {
            [0, 0] => match nothing {
                Some(nothing) => format!("{nothing} in {}", many(looked_at, "file")),
                None => format!("{} looked at", many(looked_at, "file")),
            },
            [_, 0] => format!("{formats} in {files}"),
            [0, _] => format!("{parts} in {files}"),
            [_, _] => format!("{formats} and {parts} in {files}"),
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
        if sign == ": " && seen != [0, 0] && nothing.is_some() {
            line.push_str(": no findings");
            sign = ", ";
        }
        if self.suppressed > 0 {
            let _ = write!(line, "{sign}{} suppressed", self.suppressed);
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_what_was_seen_and_found() {
        let counts =
            Counts::of([Severity::Warning, Severity::Error, Severity::Warning].into_iter());
        assert_eq!(
            counts.closing([3, 0], 2, 9, Some("")),
            "3 formats in 2 files: 1 error, 2 warnings"
        );
        let none = Counts::of(std::iter::empty());
        assert_eq!(
            none.closing([1, 0], 1, 1, Some("")),
            "1 format in 1 file: no findings"
        );
        assert_eq!(
            none.closing([0, 0], 0, 14, Some("no format")),
            "no format in 14 files"
        );
        assert_eq!(
            none.closing([0, 1], 1, 1, Some("")),
            "1 part of a format in 1 file: no findings"
        );
        assert_eq!(
            none.closing([1, 2], 1, 1, Some("")),
            "1 format and 2 parts of formats in 1 file: no findings"
        );
        assert_eq!(none.closing([1, 0], 1, 1, None), "1 format in 1 file");
        assert_eq!(none.closing([0, 0], 0, 1, None), "1 file looked at");
        assert_eq!(few([("a", 1), ("a", 1), ("b", 2)].into_iter()), "a:1, b:2");
        let places = [("a.tf", 1), ("b\u{1b}.tf", 2), ("c", 3), ("d", 4), ("e", 5)];
        assert_eq!(unknown(Why::Deployment, &[]), "");
        assert_eq!(
            unknown(Why::Deployment, &places[..1]),
            "; 1 format is known only at deployment: a.tf:1"
        );
        assert_eq!(
            unknown(Why::Deployment, &places),
            "; 5 formats are known only at deployment: a.tf:1, b\u{1b}.tf:2, c:3 and 2 more"
        );
        assert_eq!(
            unknown(Why::NotComputed, &places[..2]),
            "; gwfmt does not compute 2 formats: a.tf:1, b\u{1b}.tf:2"
        );
        let mut counts = Counts::of([Severity::Note].into_iter());
        counts.suppressed = 2;
        assert_eq!(
            counts.closing([1, 0], 1, 1, Some("")),
            "1 format in 1 file: 1 note, 2 suppressed"
        );
        counts.notes = 0;
        assert_eq!(
            counts.closing([1, 0], 1, 1, Some("")),
            "1 format in 1 file: no findings, 2 suppressed"
        );
        assert_eq!(
            counts.closing([0, 0], 0, 1, None),
            "1 file looked at: 2 suppressed"
        );
        let note = Counts::of([Severity::Note].into_iter());
        assert_eq!(
            note.closing([0, 0], 0, 1, Some("no format")),
            "no format in 1 file: 1 note"
        );
    }
}
