//! [`Cursor`]: follows a template along a line, in safe code: sixteen bytes at a time on x86-64, where the instructions for that are
//! always there, else eight.

use crate::decode::Decode;

/// A place in a line. What it reads is copied nowhere.
#[derive(Debug)]
pub struct Cursor<'a> {
    line: &'a str,
    rest: &'a str,
    escaped: bool,
    /// Whether `escaped` speaks of the whole line, and not only of what was read.
    whole: bool,
}

impl<'a> Cursor<'a> {
    /// At the start of a line, which may have its line break.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn new(line: &'a str) -> Self {
        let line = without_break(line);
        Self {
            line,
            rest: line,
            escaped: false,
            whole: false,
        }
    }

    /// At the start of a line of JSON, all of which will be read: looking through it for backslashes once is cheaper than
    /// looking for them in each value.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn json_line(line: &'a str) -> Self {
        Self {
            escaped: contains(line.as_bytes(), b'\\'),
            whole: true,
            ..Self::new(line)
        }
    }

    /// How the values of the line are written.
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

    /// The inside of a JSON string after `text`, up to its closing quote.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn json(&mut self, text: &'static str) -> Option<&'a str> {
        self.text(text)?;
        if self.escaped {
            let at = closing_quote(self.rest, 0)?;
            return self.cut(at);
        }
        if self.whole {
            let at = find::<b'"', b'"', b'"'>(self.rest.as_bytes(), self.line.as_bytes())?;
            return self.cut(at);
        }
        let at = find::<b'"', b'\\', b'"'>(self.rest.as_bytes(), self.line.as_bytes())?;
        if self.rest.as_bytes().get(at) == Some(&b'"') {
            return self.cut(at);
        }
        self.escaped = true;
        let at = closing_quote(self.rest, at)?;
        self.cut(at)
    }

    /// A value in quotes of its own after `text`, or all up to `A`.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn own_quotes<const A: u8>(&mut self, text: &'static str) -> Option<&'a str> {
        self.text(text)?;
        let at = if self.rest.starts_with('"') {
            closing_quote(self.rest, 1)? + 1
        } else {
            find::<A, A, A>(self.rest.as_bytes(), self.line.as_bytes())?
        };
        let value = self.cut(at)?;
        if !self.whole && contains(value.as_bytes(), b'\\') {
            self.escaped = true;
        }
        Some(value)
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

/// A line may be given with its line break.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn without_break(line: &str) -> &str {
    let line = line.strip_suffix('\n').unwrap_or(line);
    line.strip_suffix('\r').unwrap_or(line)
}

/// From a place inside a JSON string, the index of its closing quote.
#[cold]
#[inline(never)]
pub(crate) fn closing_quote(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
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

/// The first line break: lines are long, so the search takes wide steps first. Never inlined, as [`contains`].
#[inline(never)]
pub(crate) fn line_end(bytes: &[u8]) -> Option<usize> {
    let (blocks, _) = bytes.as_chunks::<64>();
    let whole = blocks.iter().take_while(|block| !holds(block, b'\n'));
    let at = 64 * whole.count();
    let rest = bytes.get(at..)?;
    find::<b'\n', b'\n', b'\n'>(rest, bytes).map(|found| at + found)
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
pub(crate) use crate::raw::block::utf8;
#[cfg(not(target_arch = "x86_64"))]
pub(crate) use std::str::from_utf8 as utf8;

#[cfg(test)]
mod tests {
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
        for start in [Cursor::new, Cursor::json_line] {
            let mut cursor = start(r#""a\"b\\","c""#);
            assert_eq!(cursor.json("\""), Some(r#"a\"b\\"#));
            assert_eq!(cursor.decode(), Decode::Json);
            assert_eq!(cursor.json("\",\""), Some("c"));
            assert_eq!(start(r#""abc\"#).json("\""), None);
        }
    }

    #[test]
    fn a_value_without_its_quotes_may_hold_escapes() {
        for start in [Cursor::new, Cursor::json_line] {
            let mut cursor = start(r":a\nb}");
            assert_eq!(cursor.own_quotes::<b'}'>(":"), Some(r"a\nb"));
            assert_eq!(cursor.decode(), Decode::Json);
        }
    }

    #[test]
    fn finds_line_breaks_and_backslashes_at_every_place() {
        for length in 0..100 {
            for place in 0..length {
                let mut line = vec![b'x'; length];
                line[place] = b'\n';
                assert_eq!(line_end(&line), Some(place), "{length} {place}");
                assert!(contains(&line, b'\n') && !contains(&line, b'\\'));
            }
        }
        assert_eq!(line_end(&[b'x'; 70]), None);
    }
}
