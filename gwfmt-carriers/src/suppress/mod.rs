//! What a file asks gwfmt to leave out: in comments, and in what stands for them where a language has none.
//!
//! `gwfmt: ignore[rule] -- reason` covers what begins on the next line, or on its own; `gwfmt: ignore-file[rule] -- reason`
//! the file. Which rules there are is not known here.

mod directive;
#[cfg(any(feature = "shell", feature = "source", feature = "terraform"))]
pub(crate) mod lines;

use std::sync::Arc;

use gwfmt_core::span::{Span, floor_boundary};

pub(crate) use self::directive::Directive;
use crate::limits::SUPPRESSIONS;

/// What no file without a suppression holds.
pub const NEEDLE: &str = "gwfmt";

pub(crate) const NOT_AT_TOP: &str = "`ignore-file` belongs in the comments at the top of the file";

/// Names of one suppression: more than there are rules.
pub(crate) const MOST_NAMES: usize = 200;

/// What a file asks to leave out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suppressions {
    /// In the order of their places.
    pub all: Vec<Suppression>,
    /// Where the first stands that is not read, for there are too many.
    pub left_out: Option<Span>,
}

/// One comment, or one member that stands for a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// All of it.
    pub place: Span,
    /// What it is about.
    pub covers: Covers,
    /// The rules that it names. None when it is malformed.
    pub rules: Vec<Named>,
    /// Where the names stand, separated by commas, when they can be written anew there.
    pub list: Option<Span>,
    /// What to take away when nothing of it is needed; nothing where that leaves something broken.
    pub removal: Option<Span>,
    /// What is wrong with it. Then it leaves out nothing.
    pub fault: Option<&'static str>,
}

/// What a suppression is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Covers {
    /// All of the file.
    File,
    /// What begins in these bytes.
    Within(Span),
}

/// A rule, or a group of rules, as a suppression names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The name.
    pub name: Box<str>,
    /// Where it stands.
    pub place: Span,
    /// Why it is suppressed.
    pub reason: Option<Arc<str>>,
}

impl Suppression {
    /// Whether it covers what stands at these bytes.
    pub fn covers(&self, place: Span) -> bool {
        match self.covers {
            Covers::File => true,
            Covers::Within(within) => {
                let ends = if place.is_empty() {
                    place.start <= within.end
                } else {
                    place.start < within.end
                };
                within.start <= place.start && ends
            }
        }
    }
}

impl Suppressions {
    /// Adds one, unless there are too many.
    pub(crate) fn push(&mut self, suppression: Suppression) -> Option<usize> {
        if self.all.len() < SUPPRESSIONS {
            self.all.push(suppression);
            return Some(self.all.len() - 1);
        }
        self.left_out.get_or_insert(suppression.place);
        None
    }
}

/// The bytes of the line that holds `at`, without its break.
pub(crate) fn line_of(text: &str, at: usize) -> Span {
    let at = floor_boundary(text, at);
    let start = text[..at].rfind('\n').map_or(0, |start| start + 1);
    let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    Span::new(start, end)
}

/// What to take away with a comment: the lines that hold nothing else, else the blanks before it too.
pub(crate) fn with_blanks(text: &str, comment: Span) -> Span {
    let line = line_of(text, comment.start);
    let before = text.get(line.start..comment.start).unwrap_or_default();
    let last = line_of(text, comment.end);
    let after = text.get(comment.end..last.end).unwrap_or_default();
    if !after.trim().is_empty() {
        return comment;
    }
    if before.trim().is_empty() {
        return Span::new(line.start, (last.end + 1).min(text.len()));
    }
    Span::new(line.start + before.trim_end().len(), comment.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_goes_with_its_line_or_with_the_blanks_before_it() {
        let text = "a = 1 # x\n  # y\nb = /* z */ 2\n";
        let without = |comment: &str| {
            let start = text.find(comment).unwrap();
            let gone = with_blanks(text, Span::new(start, start + comment.len()));
            format!("{}{}", &text[..gone.start], &text[gone.end..])
        };
        assert_eq!(without("# x"), "a = 1\n  # y\nb = /* z */ 2\n");
        assert_eq!(without("# y"), "a = 1 # x\nb = /* z */ 2\n");
        assert_eq!(without("/* z */"), "a = 1 # x\n  # y\nb =  2\n");
    }

    #[test]
    fn of_too_many_the_first_is_kept_that_is_left_out() {
        let mut all = Suppressions::default();
        for at in 0..SUPPRESSIONS + 3 {
            all.push(Suppression {
                place: Span::at(at),
                covers: Covers::File,
                rules: Vec::new(),
                list: None,
                removal: None,
                fault: None,
            });
        }
        assert_eq!(all.all.len(), SUPPRESSIONS);
        assert_eq!(all.left_out, Some(Span::at(SUPPRESSIONS)));
    }
}

#[cfg(test)]
pub(crate) mod testing {
    //! Suppressions in words.

    use super::{Covers, Suppression, Suppressions};

    /// The names of each, and what it covers; or what is wrong with it.
    pub(crate) fn words(text: &str, found: &Suppressions) -> Vec<(String, String)> {
        let words = |one: &Suppression| {
            let names: Vec<&str> = one.rules.iter().map(|rule| &*rule.name).collect();
            let covered = match (one.fault, one.covers) {
                (Some(fault), _) => fault,
                (None, Covers::File) => "the file",
                (None, Covers::Within(within)) => text[within.range()].trim(),
            };
            (names.join(" "), covered.to_owned())
        };
        found.all.iter().map(words).collect()
    }

    /// The text without the suppressions that can be taken away.
    pub(crate) fn without(text: &str, found: &Suppressions) -> String {
        let mut rest = text.to_owned();
        for one in found.all.iter().rev() {
            if let Some(removal) = one.removal {
                rest.replace_range(removal.range(), "");
            }
        }
        rest
    }

    /// Every place lies in the text, on whole characters.
    pub(crate) fn assert_sound(text: &str, found: &Suppressions) {
        for one in &found.all {
            let names = one.rules.iter().map(|rule| rule.place);
            let covers = match one.covers {
                Covers::File => None,
                Covers::Within(within) => Some(within),
            };
            let places = [Some(one.place), one.list, one.removal, covers];
            for place in places.into_iter().flatten().chain(names) {
                assert!(text.get(place.range()).is_some(), "{place:?} in {text:?}");
            }
        }
    }
}
