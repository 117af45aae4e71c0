//! [`Cursor`]: follows a template along a line.

use crate::decode::{self, Decode};
use crate::find::{closing_quote, contains, find};
use crate::format::{Format, MARK};
use crate::read::ReadText;

/// A place in a line. What it reads is copied nowhere.
#[derive(Debug)]
pub struct Cursor<'a> {
    line: &'a str,
    rest: &'a str,
    /// Whether one of the values so far may hold an escape of JSON.
    escaped: bool,
}

impl<'a> Cursor<'a> {
    /// At the start of a line, which may have its line break. A byte order mark before it is no part of the template; where
    /// the template begins with text, the line then departs from it, and is read without the mark afterwards.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn new(line: &'a str) -> Self {
        Self::at(without_break(line))
    }

    /// The same for a template that begins with a value.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn behind_mark(line: &'a str) -> Self {
        let line = without_break(line);
        Self::at(line.strip_prefix(MARK).unwrap_or(line))
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn at(line: &'a str) -> Self {
        Self {
            line,
            rest: line,
            escaped: false,
        }
    }

    /// How the values so far are written.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn decode(&self) -> Decode {
        if self.escaped {
            Decode::Json
        } else {
            Decode::Plain
        }
    }

    /// Goes over the template's text.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn text(&mut self, text: &'static str) -> Option<()> {
        self.rest = self.rest.strip_prefix(text)?;
        Some(())
    }

    /// The template's last text, and the end of the line.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn finish(&self, text: &'static str) -> Option<()> {
        (self.rest == text).then_some(())
    }

    /// A value after `text`, up to `A`; neither `B` nor `C` may stand in it.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn until<const A: u8, const B: u8, const C: u8>(
        &mut self,
        text: &'static str,
    ) -> Option<&'a str> {
        self.text(text)?;
        let at = find::<A, B, C>(self.rest.as_bytes(), self.line.as_bytes())?;
        if (A != B || A != C) && self.rest.as_bytes().get(at) != Some(&A) {
            return None;
        }
        self.cut(at)
    }

    /// A value after `text` that mostly has `N` bytes, up to `A`. Its conversion refuses what holds `A`.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn fixed<const N: usize, const A: u8>(&mut self, text: &'static str) -> Option<&'a str> {
        self.text(text)?;
        // A value of one byte is the `-` of absence, behind which the next value may end just here.
        let bytes = self.rest.as_bytes();
        if bytes.get(N) == Some(&A) && bytes.get(1) != Some(&A) {
            return self.cut(N);
        }
        let at = find::<A, A, A>(self.rest.as_bytes(), self.line.as_bytes())?;
        self.cut(at)
    }

    /// The value of a JSON string after `text`, up to its closing quote.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn string<T: ReadText<'a>>(&mut self, text: &'static str) -> Option<T> {
        self.text(text)?;
        let at = find::<b'"', b'\\', b'"'>(self.rest.as_bytes(), self.line.as_bytes())?;
        if self.rest.as_bytes().get(at) == Some(&b'"') {
            return T::read(self.cut(at)?, Decode::Plain);
        }
        let (text, end) = decode::string(self.rest, at)?;
        self.cut(end)?;
        Some(T::unescaped(text))
    }

    /// A time of Common Log Format after `text`, or the `-` of absence: its length tells its end, for it may hold what follows it.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn clf_time(&mut self, text: &'static str) -> Option<&'a str> {
        self.text(text)?;
        let end = clf_time_end(self.rest)?;
        self.cut(end)
    }

    /// The inside of a JSON string after `text`, up to its closing quote.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn json(&mut self, text: &'static str) -> Option<&'a str> {
        self.text(text)?;
        let at = find::<b'"', b'\\', b'"'>(self.rest.as_bytes(), self.line.as_bytes())?;
        if self.rest.as_bytes().get(at) == Some(&b'"') {
            return self.cut(at);
        }
        self.escaped = true;
        let at = closing_quote(self.rest, at)?;
        self.cut(at)
    }

    /// A value in quotes of its own after `text`, or the `-` of absence before `A`. Where a value without quotes ends, only the
    /// whole line tells.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn own_quotes<const A: u8>(&mut self, text: &'static str) -> Option<&'a str> {
        self.text(text)?;
        if let [b'-', after, ..] = self.rest.as_bytes()
            && *after == A
        {
            return self.cut(1);
        }
        if !self.rest.starts_with('"') {
            return None;
        }
        let at = closing_quote(self.rest, 1)? + 1;
        let value = self.cut(at)?;
        self.escaped |= contains(value.as_bytes(), b'\\');
        Some(value)
    }

    /// [`Cursor::own_quotes`], where the text holds none of `ends`: one of them may be where another value ends, and only the
    /// whole line tells.
    pub fn own_quotes_without<const A: u8>(
        &mut self,
        text: &'static str,
        ends: &'static str,
    ) -> Option<&'a str> {
        let value = self.own_quotes::<A>(text)?;
        (!value.contains(|c| ends.contains(c))).then_some(value)
    }

    /// A value after `text`, up to the first of `stops`; another one may not stand in it.
    pub fn before(&mut self, text: &'static str, stops: &'static str) -> Option<&'a str> {
        self.text(text)?;
        let at = self.rest.find(|c| stops.contains(c))?;
        let first = stops.chars().next()?;
        if !self.rest.get(at..)?.starts_with(first) {
            return None;
        }
        self.cut(at)
    }

    /// All that is left after `text`, when no character of `stops` stands in it.
    pub fn without(&mut self, text: &'static str, stops: &'static str) -> Option<&'a str> {
        self.text(text)?;
        if self.rest.contains(|c| stops.contains(c)) {
            return None;
        }
        self.cut(self.rest.len())
    }

    /// A value after `text` whose end only the shared code finds.
    pub fn slowly(&mut self, _: &'static str) -> Option<&'a str> {
        None
    }

    /// Whether a piece of the template stands here.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn stands_before(&self, text: &'static str) -> Option<()> {
        self.rest.starts_with(text).then_some(())
    }

    /// Whether the line holds a byte that makes the texts of its values doubtful.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn is_in_doubt(&self, byte: u8) -> bool {
        contains(self.line.as_bytes(), byte)
    }

    /// All that is left after `text`, when neither `A`, `B` nor `C` stands in it.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn rest<const A: u8, const B: u8, const C: u8>(
        &mut self,
        text: &'static str,
    ) -> Option<&'a str> {
        self.text(text)?;
        // Zero stands for no byte at all.
        if A != 0 && find::<A, B, C>(self.rest.as_bytes(), self.line.as_bytes()).is_some() {
            return None;
        }
        self.cut(self.rest.len())
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn cut(&mut self, at: usize) -> Option<&'a str> {
        let (value, rest) = self.rest.split_at_checked(at)?;
        self.rest = rest;
        Some(value)
    }
}

/// The length of a time of Common Log Format.
pub(crate) const CLF_TIME: usize = 26;

/// The end of a time of Common Log Format at the start of `text`, or of the `-` of absence. What does not look like a time is
/// none: a delimiter may stand within as many bytes.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn clf_time_end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    if bytes.first() == Some(&b'-') {
        return Some(1);
    }
    let time: &[u8; CLF_TIME] = bytes.first_chunk()?;
    // No branches but one: most texts here are times.
    let mut looks = true;
    for (byte, form) in time.iter().zip(b"00/Aaa/0000:00:00:00 +0000") {
        looks &= match form {
            b'0' => byte.is_ascii_digit(),
            b'A' | b'a' => byte.is_ascii_alphabetic(),
            b'+' => matches!(byte, b'+' | b'-'),
            other => byte == other,
        };
    }
    looks.then_some(CLF_TIME)
}

/// A line may be given with its line break.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn without_break(line: &str) -> &str {
    let line = line.strip_suffix('\n').unwrap_or(line);
    line.strip_suffix('\r').unwrap_or(line)
}

/// A line without its line break and without a byte order mark before it, and how many bytes are left out at its start. A
/// format may begin with the mark itself.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn line_of<'a>(line: &'a str, format: &Format<'_>) -> (&'a str, usize) {
    let line = without_break(line);
    match line.strip_prefix(MARK) {
        Some(rest) if !format.begins_with_mark() => (rest, MARK.len_utf8()),
        _ => (line, 0),
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    #[test]
    fn a_quote_behind_a_backslash_does_not_close() {
        let mut cursor = Cursor::new(r#""a\"b\\","c""#);
        assert_eq!(cursor.json("\""), Some(r#"a\"b\\"#));
        assert_eq!(cursor.decode(), Decode::Json);
        assert_eq!(cursor.json("\",\""), Some("c"));
        assert_eq!(Cursor::new(r#""abc\"#).json("\""), None);
    }

    #[test]
    fn the_value_of_a_string_is_read_without_its_escapes() {
        let line = r#""a\"b\u00e9","c","\xd","-"."#;
        let mut cursor = Cursor::new(line);
        let mut next = |text| cursor.string::<Option<Cow<'_, str>>>(text).unwrap();
        assert_eq!(next("\"").as_deref(), Some("a\"bé"));
        assert!(matches!(next("\",\""), Some(Cow::Borrowed("c"))));
        assert!(matches!(next("\",\""), Some(Cow::Borrowed("\\xd"))));
        assert_eq!(next("\",\""), None);
        assert_eq!(cursor.finish("\"."), Some(()));
        for open in [r#""a\"#, r#""a\"b"#, r#""a\x"#, r#""a\n"#] {
            assert_eq!(Cursor::new(open).string::<Cow<'_, str>>("\""), None);
        }
    }

    #[test]
    fn a_value_in_quotes_of_its_own_may_hold_escapes() {
        let mut cursor = Cursor::new(r#":"a\nb"}"#);
        assert_eq!(cursor.own_quotes::<b'}'>(":"), Some(r#""a\nb""#));
        assert_eq!(cursor.decode(), Decode::Json);
        assert_eq!(Cursor::new(":-}").own_quotes::<b'}'>(":"), Some("-"));
        assert_eq!(Cursor::new(":a}").own_quotes::<b'}'>(":"), None);
    }
}
