//! [`Cursor`]: follows a template along a line, in safe code: sixteen bytes at a time on x86-64, where the instructions for that are
//! always there, else eight.

use crate::decode::{self, Decode};
use crate::format::Format;
use crate::raw::masks;
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

/// The byte order mark, which files may begin with.
pub(crate) const MARK: char = '\u{feff}';

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

/// From a place inside a JSON string, the index of its closing quote. Never inlined: few strings hold a backslash.
#[inline(never)]
pub(crate) fn closing_quote(text: &str, from: usize) -> Option<usize> {
    const MARKS: [u8; 2] = *b"\"\\";
    let mut at = from;
    loop {
        let rest = text.as_bytes().get(at..)?;
        let [quotes, backslashes] = match rest.first_chunk() {
            Some(block) => masks(block, MARKS),
            None if rest.is_empty() => return None,
            None => {
                let mut block = [0; 64];
                block.get_mut(..rest.len())?.copy_from_slice(rest);
                masks(&block, MARKS)
            }
        };
        let mut left = quotes | backslashes;
        let mut read = 0;
        while read < 64 && left != 0 {
            let mark = left.trailing_zeros();
            if quotes >> mark & 1 != 0 {
                return Some(at + mark as usize);
            }
            // Nothing is looked for in what a backslash stands before.
            read = mark + 2;
            left &= u64::MAX.checked_shl(read).unwrap_or(0);
        }
        at += (read as usize).max(64);
    }
}

/// The index of the first quote or backslash.
pub(crate) fn quote_or_backslash(text: &str) -> Option<usize> {
    find::<b'"', b'\\', b'"'>(text.as_bytes(), text.as_bytes())
}

/// Whether `byte` stands anywhere. Never inlined: one for all records.
#[inline(never)]
fn contains(bytes: &[u8], byte: u8) -> bool {
    let Some(last) = bytes.last_chunk::<64>() else {
        return bytes.contains(&byte);
    };
    let mut blocks = bytes.as_chunks::<64>().0.iter();
    blocks.any(|block| holds(block, byte)) || holds(last, byte)
}

#[cfg(target_arch = "x86_64")]
use crate::raw::block::holds;

/// Whether one of sixty-four bytes is `byte`. No branches, so that the compiler may make wide compares of it.
#[cfg(not(target_arch = "x86_64"))]
fn holds(block: &[u8; 64], byte: u8) -> bool {
    block.iter().fold(false, |found, b| found | (*b == byte))
}

/// The first of three bytes in `rest`, which is the end of `line`.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn find<const A: u8, const B: u8, const C: u8>(
    rest: &[u8],
    line: &[u8],
) -> Option<usize> {
    let mut left = rest;
    #[cfg(target_arch = "x86_64")]
    while let Some((block, next)) = left.split_first_chunk::<16>() {
        let mask = crate::raw::block::mask::<A, B, C>(block);
        if mask != 0 {
            return Some(rest.len() - left.len() + mask.trailing_zeros() as usize);
        }
        left = next;
    }
    while let Some((word, next)) = left.split_first_chunk::<8>() {
        let hits = hits::<A, B, C>(u64::from_le_bytes(*word));
        if hits != 0 {
            return Some(rest.len() - left.len() + (hits.trailing_zeros() >> 3) as usize);
        }
        left = next;
    }
    find_in_tail::<A, B, C>(left, line).map(|at| rest.len() - left.len() + at)
}

/// The same for fewer than eight bytes: looks at the last eight of the line.
#[cfg_attr(not(debug_assertions), inline(always))]
fn find_in_tail<const A: u8, const B: u8, const C: u8>(left: &[u8], line: &[u8]) -> Option<usize> {
    let Some(word) = line.last_chunk::<8>() else {
        return left.iter().position(|&b| b == A || b == B || b == C);
    };
    if left.is_empty() {
        return None;
    }
    // The bytes that come from above are zero, which nothing is looked for.
    let hits = hits::<A, B, C>(u64::from_le_bytes(*word) >> (8 * (8 - left.len())));
    (hits != 0).then(|| (hits.trailing_zeros() >> 3) as usize)
}

/// The high bit of each byte that is `A`, `B` or `C`. Bits above the lowest one may be wrong.
#[cfg_attr(not(debug_assertions), inline(always))]
fn hits<const A: u8, const B: u8, const C: u8>(word: u64) -> u64 {
    const LOW: u64 = 0x0101_0101_0101_0101;
    let zero = |x: u64| x.wrapping_sub(LOW) & !x;
    let mut hits = zero(word ^ (LOW * u64::from(A)));
    if B != A {
        hits |= zero(word ^ (LOW * u64::from(B)));
    }
    if C != A && C != B {
        hits |= zero(word ^ (LOW * u64::from(C)));
    }
    hits & (LOW << 7)
}

#[cfg(target_arch = "x86_64")]
pub(crate) use crate::raw::block::{first_line, utf8};
#[cfg(not(target_arch = "x86_64"))]
pub(crate) use std::str::from_utf8 as utf8;

/// The first line as text, and what is behind its line break.
#[cfg(not(target_arch = "x86_64"))]
pub(crate) fn first_line(bytes: &[u8]) -> (Result<&str, std::str::Utf8Error>, &[u8]) {
    let end = find::<b'\n', b'\n', b'\n'>(bytes, bytes).unwrap_or(bytes.len());
    let (line, rest) = bytes.split_at_checked(end).unwrap_or((bytes, b""));
    (utf8(line), rest.get(1..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    #[test]
    fn finds_at_every_place_of_every_length() {
        for length in 0..70 {
            for place in 0..length {
                let mut line = vec![b'x'; length];
                line[place] = b'"';
                for from in 0..=place {
                    let found = find::<b'"', b'\\', b','>(&line[from..], &line);
                    assert_eq!(found, Some(place - from), "{length} {place} {from}");
                }
                assert_eq!(find::<b'"', b'"', b'"'>(&line[place + 1..], &line), None);
            }
        }
    }

    #[test]
    fn a_quote_behind_a_backslash_does_not_close() {
        let mut cursor = Cursor::new(r#""a\"b\\","c""#);
        assert_eq!(cursor.json("\""), Some(r#"a\"b\\"#));
        assert_eq!(cursor.decode(), Decode::Json);
        assert_eq!(cursor.json("\",\""), Some("c"));
        assert_eq!(Cursor::new(r#""abc\"#).json("\""), None);
    }

    #[test]
    fn the_closing_quote_is_found_behind_any_row_of_backslashes() {
        for before in 0..70 {
            for row in 0..140 {
                let text = format!("{}{}\"x\"", "a".repeat(before), "\\".repeat(row));
                let end = before + row + if row % 2 == 0 { 0 } else { 2 };
                assert_eq!(closing_quote(&text, before), Some(end), "{before} {row}");
                let open = text.trim_end_matches(['"', 'x']);
                assert_eq!(closing_quote(open, before), None, "{before} {row}");
            }
        }
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

    #[test]
    fn finds_backslashes_at_every_place() {
        for length in 0..100 {
            let mut line = vec![b'x'; length];
            assert!(!contains(&line, b'\\'));
            for place in 0..length {
                line[place] = b'\\';
                assert!(contains(&line, b'\\'), "{length} {place}");
                line[place] = b'x';
            }
        }
    }

    #[test]
    fn the_first_line_ends_where_the_library_says() {
        for length in 0..150 {
            for place in 0..=length {
                let mut text = vec![b'x'; length];
                if let Some(byte) = text.get_mut(place) {
                    *byte = b'\n';
                }
                for bad in [None, place.checked_sub(1), place.checked_add(1), Some(0)] {
                    let mut text = text.clone();
                    if let Some(byte) = bad.and_then(|at| text.get_mut(at)) {
                        *byte = 0xc3;
                    }
                    let mut parts = text.splitn(2, |b| *b == b'\n');
                    let line = std::str::from_utf8(parts.next().unwrap());
                    let rest = parts.next().unwrap_or_default();
                    assert_eq!(first_line(&text), (line, rest), "{length} {place} {bad:?}");
                }
            }
        }
        assert_eq!(first_line("aé\nb".as_bytes()), (Ok("aé"), &b"b"[..]));
    }
}
