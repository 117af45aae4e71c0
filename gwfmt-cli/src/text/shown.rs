//! Text from outside, made safe to show: file names, addresses, messages that quote a file, what the system says.
//!
//! Nothing in a repository may move the cursor of who lints it, forge a line of the report, or talk to the runner of a
//! workflow. So whatever is printed line by line passes one of two gates. [`Shown`] is the type that standard error takes
//! and that lines of reports are made of: there is no way to make one with a control character in it. [`line`] is the
//! last gate before a line is written, for pages and drawings that bring their own colours.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, Write};

use gwfmt_core::text::HOLE;
use gwfmt_core::visible::{is_hidden, visible};

/// A text in which nothing is hidden: one line, no escape sequence, no change of direction.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Shown(String);

impl Shown {
    /// The text with a sign in place of whatever a terminal would obey.
    pub(crate) fn new(text: &str) -> Self {
        Self(text.chars().map(visible).collect())
    }

    /// [`Shown::new`] for a text that may quote a format with holes in it.
    pub(crate) fn with_holes(text: &str) -> Self {
        Self(Self::new(text).0.replace(HOLE, "‹…›"))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl From<&str> for Shown {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Shown {
    fn from(text: String) -> Self {
        Self::new(&text)
    }
}

impl From<&String> for Shown {
    fn from(text: &String) -> Self {
        Self::new(text)
    }
}

impl From<&Shown> for Shown {
    fn from(text: &Shown) -> Self {
        text.clone()
    }
}

/// A line as it may be written. Of what is hidden only colours are left, and these only where the output takes them. What
/// the runner of a workflow would take for a command does not look like one to it: `::` at the start of a line, also an
/// indented one, and `##[…]` or `##vso[…]` anywhere in it.
pub(crate) fn line(text: &str, colors: bool) -> Cow<'_, str> {
    let is_odd = |text: &str| {
        let hidden = text.contains(is_hidden);
        hidden || text.trim_start().starts_with("::") || text.contains("##")
    };
    if !is_odd(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut starts = true;
    while let Some(c) = rest.chars().next() {
        if colors && let Some(length) = color(rest) {
            out.push_str(&rest[..length]);
            rest = &rest[length..];
            continue;
        }
        let looks_like = match c {
            ':' if starts && rest.starts_with("::") => '\u{A789}',
            '#' if out.ends_with('#') && opens_bracket(rest) => '\u{266F}',
            c => visible(c),
        };
        out.push(looks_like);
        starts &= c.is_whitespace();
        rest = &rest[c.len_utf8()..];
    }
    Cow::Owned(out)
}

/// The length of the sequence that sets a colour, when the text starts with one.
fn color(text: &str) -> Option<usize> {
    let rest = text.strip_prefix("\u{1B}[")?;
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != ';')?;
    rest[end..]
        .starts_with('m')
        .then_some(text.len() - rest.len() + end + 1)
}

/// Whether `#` is followed by `[`, or by a word and `[`.
fn opens_bracket(text: &str) -> bool {
    let rest = text.strip_prefix('#').unwrap_or(text);
    rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric())
        .starts_with('[')
}

/// Writes lines to a terminal, or to what is read line by line: whatever is hidden in them is made visible.
pub(crate) fn lines(text: &str, colors: bool, out: &mut dyn Write) -> io::Result<()> {
    text.lines()
        .try_for_each(|line| writeln!(out, "{}", self::line(line, colors)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_shown_is_obeyed() {
        let all: String = ('\0'..=char::MAX).collect();
        assert!(!Shown::new(&all).as_str().contains(is_hidden));
        assert!(!line(&all, true).contains(is_hidden));
        assert_eq!(Shown::new("a\n\u{1B}[31m").as_str(), "a␊␛[31m");
        assert_eq!(Shown::with_holes("a\n\u{FFFC}").as_str(), "a␊‹…›");
    }

    #[test]
    fn a_line_keeps_colours_where_there_are_any_and_nothing_else() {
        let text = "\u{1B}[1;31merror:\u{1B}[0m a\u{1B}]8;;x\u{7}\u{1B}[2J\u{9B}1m";
        assert_eq!(
            line(text, true),
            "\u{1B}[1;31merror:\u{1B}[0m a␛]8;;x␇␛[2J\u{FFFD}1m"
        );
        assert!(!line(text, false).contains('\u{1B}'));
        assert!(matches!(line("plain: text", false), Cow::Borrowed(_)));
    }

    #[test]
    fn no_line_is_a_command_to_a_runner() {
        for text in [
            "::error file=x::y",
            "  ::error::y",
            "\u{1B}[1m::error::y",
            "\u{2003}::add-mask::x",
        ] {
            for colors in [false, true] {
                let shown = line(text, colors).replace("\u{1B}[1m", "");
                assert!(!shown.trim_start().starts_with("::"), "{shown}");
            }
        }
        for text in [
            "##[error]x",
            "a ##vso[task.setvariable]x",
            "###[x]",
            "##[##[x]",
        ] {
            let shown = line(text, false);
            assert!(!shown.contains("##[") && !shown.contains("##v"), "{shown}");
        }
        for text in ["a::b", "a: ::b", "# ## x", "##x", "x## [a]"] {
            assert_eq!(line(text, false), text);
        }
    }
}
