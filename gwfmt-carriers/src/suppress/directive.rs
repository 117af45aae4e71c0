//! What a comment says: `gwfmt: ignore[rule-a, rule-b] -- reason`, and what is wrong with one that is meant to say so.

use std::sync::Arc;

use gwfmt_core::span::Span;

use super::{MOST_NAMES, NEEDLE, Named};

/// The words of a comment that speaks to gwfmt.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Directive {
    /// The words, from the sign before them when that is not the comment's own, to the end of the reason.
    pub(crate) place: Span,
    /// Whether it is about the whole file.
    pub(crate) is_for_file: bool,
    pub(crate) rules: Vec<Named>,
    pub(crate) list: Option<Span>,
    pub(crate) fault: Option<&'static str>,
}

const NO_BRACKETS: &str = "the rules are not named";
const NOT_CLOSED: &str = "the bracket is not closed";
const NO_NAMES: &str = "no rule is named between the brackets";
const TOO_MANY: &str = "more rules are named than there are";
const NO_DASHES: &str = "`--` is missing before the reason";
const NO_COLON: &str = "it does not begin with `gwfmt: ignore[`";
const OTHER_WORD: &str = "it says neither `ignore` nor `ignore-file`";

/// What other tools call it. What begins so is meant to be a suppression, and no prose.
const MEANT: [&str; 11] = [
    "allow", "disable", "expect", "exclude", "ignor", "mute", "nolint", "noqa", "off", "silence",
    "suppress",
];

impl Directive {
    /// The directive in a line of a comment, which begins at byte `start` of its file: its first word, or behind the sign of
    /// another comment (`# noqa # gwfmt: …`).
    pub(crate) fn read(line: &str, start: usize) -> Option<Self> {
        let mut from = 0;
        while let Some(found) = line.get(from..)?.find(NEEDLE) {
            let at = from + found;
            if let Some(sign) = begins(line, at)
                && let Some(directive) = Self::at(line, sign, at + NEEDLE.len(), start)
            {
                return Some(directive);
            }
            from = at + NEEDLE.len();
        }
        None
    }

    /// What stands behind the word `gwfmt`, which ends at `at`.
    fn at(line: &str, sign: usize, at: usize, start: usize) -> Option<Self> {
        let behind = line.get(at..)?;
        let Some(said) = behind.strip_prefix(':') else {
            let said = behind.trim_start_matches(['-', '_', '.', '/', ' ', '\t']);
            let is_meant = said.len() < behind.len() && said.starts_with("ignore");
            return is_meant.then(|| Self::malformed(line, sign, start, NO_COLON));
        };
        let said = said.trim_start();
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
        let end = said.find(|c| !is_word(c)).unwrap_or(said.len());
        let (word, rest) = said.split_at(end);
        let is_for_file = match word {
            "ignore" => false,
            "ignore-file" => true,
            _ if rest.starts_with('[') || MEANT.iter().any(|meant| word.starts_with(meant)) => {
                return Some(Self::malformed(line, sign, start, OTHER_WORD));
            }
            _ => return None, // prose about gwfmt
        };
        let offset = line.len() - rest.len();
        Some(Self::names(line, sign, offset, is_for_file, start))
    }

    /// The names and the reason, which begin at `at`.
    fn names(line: &str, sign: usize, at: usize, is_for_file: bool, start: usize) -> Self {
        let malformed = |fault| Self::malformed(line, sign, start, fault);
        let rest = line.get(at..).unwrap_or_default();
        let Some(inner) = rest.trim_start().strip_prefix('[') else {
            return malformed(NO_BRACKETS);
        };
        let Some(len) = inner.find(']') else {
            return malformed(NOT_CLOSED);
        };
        let (list, behind) = (&inner[..len], &inner[len + 1..]);
        let list_at = line.len() - inner.len();
        let behind_at = line.len() - behind.len();
        let (reason, end) = match reason(behind) {
            Ok((reason, len)) => (reason.map(Arc::<str>::from), behind_at + len),
            Err(fault) => return malformed(fault),
        };
        let mut rules: Vec<Named> = Vec::new();
        let mut name_at = list_at;
        for name in list.split(',') {
            let trimmed = name.trim();
            let blanks = name.len() - name.trim_start().len();
            let place = start + name_at + blanks;
            name_at += name.len() + 1;
            if trimmed.is_empty() || rules.iter().any(|known| *known.name == *trimmed) {
                continue;
            }
            if rules.len() == MOST_NAMES {
                return malformed(TOO_MANY);
            }
            rules.push(Named {
                name: trimmed.into(),
                place: Span::new(place, place + trimmed.len()),
                reason: reason.clone(),
            });
        }
        if rules.is_empty() {
            return malformed(NO_NAMES);
        }
        Self {
            place: Span::new(start + sign, start + end),
            is_for_file,
            rules,
            list: Some(Span::new(start + list_at, start + list_at + list.len())),
            fault: None,
        }
    }

    fn malformed(line: &str, sign: usize, start: usize, fault: &'static str) -> Self {
        Self {
            place: Span::new(start + sign, start + line.trim_end().len()),
            is_for_file: false,
            rules: Vec::new(),
            list: None,
            fault: Some(fault),
        }
    }
}

/// Where the directive begins whose word is at `at`: there, or at the sign of a comment within the comment.
fn begins(line: &str, at: usize) -> Option<usize> {
    let before = line[..at].trim_end_matches([' ', '\t']);
    if before.is_empty() {
        return Some(at);
    }
    let outside = before.trim_end_matches(['#', '/']);
    let sign = &before[outside.len()..];
    let is_sign = sign.starts_with('#') || sign.starts_with("//");
    let is_apart = outside.is_empty() || outside.ends_with([' ', '\t']);
    (is_sign && is_apart).then_some(outside.len())
}

/// The reason behind the brackets, and where it ends. Another comment may follow instead.
fn reason(behind: &str) -> Result<(Option<&str>, usize), &'static str> {
    let said = behind.trim_start();
    if said.is_empty() || said.starts_with('#') || said.starts_with("//") {
        return Ok((None, 0));
    }
    let reason = said.strip_prefix("--").ok_or(NO_DASHES)?.trim();
    let end = behind.trim_end().len();
    Ok(((!reason.is_empty()).then_some(reason), end))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names with their places, and the reason.
    fn read(line: &str) -> Option<(Vec<&str>, Option<String>)> {
        let directive = Directive::read(line, 10)?;
        assert_eq!(directive.fault, None, "{line}");
        let names = directive.rules.iter().map(|rule| {
            let name = &line[rule.place.start - 10..rule.place.end - 10];
            assert_eq!(name, &*rule.name);
            name
        });
        let names = names.collect();
        let reason = directive.rules[0].reason.as_deref().map(str::to_owned);
        Some((names, reason))
    }

    fn fault(line: &str) -> &'static str {
        Directive::read(line, 0).unwrap().fault.unwrap()
    }

    #[test]
    fn reads_names_and_the_reason() {
        let reason = |text: &str| Some(text.to_owned());
        for (line, names, why) in [
            (
                " gwfmt: ignore[a-b] -- old clients",
                vec!["a-b"],
                reason("old clients"),
            ),
            ("gwfmt:ignore[a,b , c]", vec!["a", "b", "c"], None),
            (" gwfmt: ignore [a,] --  -- x ", vec!["a"], reason("-- x")),
            (" gwfmt: ignore-file[a, a] --", vec!["a"], None),
            (
                " noqa: E501 # gwfmt: ignore[a] -- x",
                vec!["a"],
                reason("x"),
            ),
            (" gwfmt: ignore[a] # noqa: E501", vec!["a"], None),
            (" gwfmt: ignore[é] -- ü", vec!["é"], reason("ü")),
        ] {
            assert_eq!(read(line), Some((names, why)), "{line}");
        }
    }

    #[test]
    fn the_place_is_what_goes_with_it() {
        let place = |line: &str| {
            let place = Directive::read(line, 0).unwrap().place;
            line[place.range()].to_owned()
        };
        assert_eq!(place(" gwfmt: ignore[a] -- x "), "gwfmt: ignore[a] -- x");
        assert_eq!(place(" noqa # gwfmt: ignore[a]"), "# gwfmt: ignore[a]");
        assert_eq!(place(" gwfmt: ignore[a] # noqa"), "gwfmt: ignore[a]");
        assert_eq!(place(" gwfmt: ignore a "), "gwfmt: ignore a");
    }

    #[test]
    fn says_what_is_wrong_with_one_that_is_meant() {
        for (line, what) in [
            (" gwfmt: ignore", NO_BRACKETS),
            (" gwfmt: ignore: a", NO_BRACKETS),
            (" gwfmt: ignore[a -- x", NOT_CLOSED),
            (" gwfmt: ignore[ , ]", NO_NAMES),
            (" gwfmt: ignore[a] because", NO_DASHES),
            (" gwfmt: ignore[a]: x", NO_DASHES),
            (" gwfmt ignore[a]", NO_COLON),
            (" gwfmt-ignore: a", NO_COLON),
            (" gwfmt: disable=a", OTHER_WORD),
            (" gwfmt: ingore[a]", OTHER_WORD),
            (" gwfmt: ignore-files[a]", OTHER_WORD),
            (" gwfmt: noqa", OTHER_WORD),
        ] {
            assert_eq!(fault(line), what, "{line}");
        }
        let many: Vec<String> = (0..300).map(|n| format!("a{n}")).collect();
        let many = many.join(",");
        assert_eq!(fault(&format!("gwfmt: ignore[{many}]")), TOO_MANY);
    }

    #[test]
    fn prose_is_left_alone() {
        for line in [
            " checked by gwfmt: see the wiki",
            " gwfmt: the linter for access logs",
            " `gwfmt: ignore[a]` leaves out a",
            " gwfmt lints this",
            " gwfmtignore",
            "",
        ] {
            assert_eq!(Directive::read(line, 0), None, "{line}");
        }
    }
}
