//! The text of a JSON string: runs are copied sixteen bytes at a time, and quotes and backslashes looked for in sixty-four, each
//! byte once.

use super::line::{self, Line};
use super::masks;

/// What is looked through at a time.
const BLOCK: usize = 64;

/// Pieces of a run are sixteen bytes long, and an escape at most twelve: both may go over the end of the block.
const AHEAD: usize = BLOCK + 16;

/// What ends a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Upto {
    /// The first quote that is not escaped; there has to be one.
    Quote,
    /// Its end; there must be no such quote.
    End,
}

/// What the text of a JSON string stands for, and the index of its end. `None` when an escape is not one of JSON's, or another
/// end is found. The first `plain` bytes hold neither a quote nor a backslash.
///
/// Never inlined: one for all types of values.
#[inline(never)]
pub(crate) fn unescape(text: &str, plain: usize, upto: Upto) -> Option<(String, usize)> {
    let bytes = text.as_bytes();
    let mut room = line::room();
    let mut out = Line::new(&mut room);
    // What was in the room before.
    let mut before = Vec::new();
    let run = bytes.get(..plain)?;
    if !out.text(run) {
        before.extend_from_slice(run);
    }
    let mut at = plain;
    loop {
        // A block becomes no longer, and its last store has sixteen bytes.
        if out.written().len() > line::SIZE - 2 * AHEAD {
            before.extend_from_slice(out.written());
            out.clear();
        }
        let rest = bytes.get(at..)?;
        let mut padded;
        let block = if let Some(block) = rest.first_chunk() {
            block
        } else {
            // A quote behind the text is its end. An escape that takes it for its own ends behind that.
            padded = [b'"'; AHEAD];
            padded.get_mut(..rest.len())?.copy_from_slice(rest);
            &padded
        };
        match copy(block, &mut out)? {
            Step::On(len) => at += len,
            Step::Quote(len) => {
                at += len;
                break;
            }
        }
    }
    let as_asked = match upto {
        Upto::Quote => at < bytes.len(),
        Upto::End => at == bytes.len(),
    };
    if !as_asked {
        return None;
    }
    let all = if before.is_empty() {
        out.written().to_vec()
    } else {
        before.extend_from_slice(out.written());
        before
    };
    // SAFETY: these are the runs of a text between quotes, backslashes and the ends of escapes, all of which are ASCII, and
    // characters in UTF-8.
    Some((unsafe { String::from_utf8_unchecked(all) }, at))
}

/// How a block ends.
enum Step {
    /// So many of its bytes are read, and the text goes on.
    On(usize),
    /// At the quote with this index.
    Quote(usize),
}

/// Reads a block.
#[cfg_attr(not(debug_assertions), inline(always))]
fn copy(block: &[u8; AHEAD], out: &mut Line<'_>) -> Option<Step> {
    let [quotes, backslashes] = masks(block.first_chunk()?, *b"\"\\");
    let mut left = quotes | backslashes;
    let mut at = 0;
    loop {
        let mark = left.trailing_zeros() as usize;
        loop {
            let part = block.get(at..)?.first_chunk::<16>()?;
            out.some_of(part, mark - at).then_some(())?;
            at += 16;
            if at >= mark {
                break;
            }
        }
        if mark >= BLOCK {
            return Some(Step::On(BLOCK));
        }
        if quotes >> mark & 1 != 0 {
            return Some(Step::Quote(mark));
        }
        at = escape(block, mark, out)?;
        if at >= BLOCK {
            return Some(Step::On(at));
        }
        left &= u64::MAX << at;
    }
}

/// Reads the escape at `at`; gives its end.
#[cfg_attr(not(debug_assertions), inline(always))]
fn escape(block: &[u8; AHEAD], at: usize, out: &mut Line<'_>) -> Option<usize> {
    let letter = *block.get(at + 1)?;
    let simple = SIMPLE[usize::from(letter)];
    if simple != 0 {
        out.some_of(&[simple], 1).then_some(())?;
        return Some(at + 2);
    }
    if letter != b'u' {
        return None;
    }
    let unit = hex(block, at + 2)?;
    let (code, end) = match unit {
        0xd800..0xdc00 => {
            if block.get(at + 6..at + 8)? != b"\\u" {
                return None;
            }
            let low = hex(block, at + 8)?.checked_sub(0xdc00)?;
            if low > 0x3ff {
                return None;
            }
            (0x1_0000 + ((unit - 0xd800) << 10) + low, at + 12)
        }
        unit => (unit, at + 6),
    };
    let mut bytes = [0; 4];
    let len = char::from_u32(code)?.encode_utf8(&mut bytes).len();
    out.some_of(&bytes, len).then_some(())?;
    Some(end)
}

/// What a letter after a backslash stands for; zero if it is no such letter.
static SIMPLE: [u8; 256] = {
    let mut table = [0; 256];
    let pairs = *b"\"\"\\\\//b\x08f\x0cn\nr\rt\t";
    let mut at = 0;
    while at < pairs.len() {
        table[pairs[at] as usize] = pairs[at + 1];
        at += 2;
    }
    table
};

/// What a digit is worth; no more than fifteen.
static DIGITS: [u8; 256] = {
    let mut table = [0xff; 256];
    let mut value = 0;
    while value < 16 {
        table[b"0123456789abcdef"[value] as usize] = value as u8;
        table[b"0123456789ABCDEF"[value] as usize] = value as u8;
        value += 1;
    }
    table
};

/// Four digits.
#[cfg_attr(not(debug_assertions), inline(always))]
fn hex(block: &[u8; AHEAD], at: usize) -> Option<u32> {
    let digits = *block.get(at..)?.first_chunk::<4>()?;
    let [a, b, c, d] = digits.map(|digit| u32::from(DIGITS[usize::from(digit)]));
    ((a | b | c | d) < 16).then_some(a << 12 | b << 8 | c << 4 | d)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One step at a time.
    fn slowly(text: &str) -> Option<(String, usize)> {
        let mut out = String::new();
        let mut chars = text.char_indices();
        let hex = |text: &str| {
            let digits = text.get(..4)?;
            let all = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
            u32::from_str_radix(digits, 16).ok().filter(|_| all)
        };
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => return Some((out, at)),
                '\\' => match chars.next()?.1 {
                    c @ ('"' | '\\' | '/') => out.push(c),
                    'b' => out.push('\u{8}'),
                    'f' => out.push('\u{c}'),
                    'n' => out.push('\n'),
                    'r' => out.push('\r'),
                    't' => out.push('\t'),
                    'u' => {
                        let mut code = hex(chars.as_str())?;
                        chars.nth(3)?;
                        if (0xd800..0xdc00).contains(&code) {
                            let low = hex(chars.as_str().strip_prefix("\\u")?)?;
                            chars.nth(5)?;
                            if !(0xdc00..0xe000).contains(&low) {
                                return None;
                            }
                            code = 0x1_0000 + ((code - 0xd800) << 10) + low - 0xdc00;
                        }
                        out.push(char::from_u32(code)?);
                    }
                    _ => return None,
                },
                c => out.push(c),
            }
        }
        Some((out, text.len()))
    }

    /// Also with all numbers of plain bytes that are allowed.
    fn check(text: &str) {
        let plain = text.find(['"', '\\']).unwrap_or(text.len());
        let expected = slowly(text);
        for plain in [0, plain / 2, plain] {
            for upto in [Upto::Quote, Upto::End] {
                let expected = expected
                    .clone()
                    .filter(|(_, end)| (*end < text.len()) == (upto == Upto::Quote));
                let found = unescape(text, plain, upto);
                assert_eq!(found, expected, "{text:?}, {plain}, {upto:?}");
            }
        }
    }

    const ESCAPES: &[&str] = &[
        "\\\"",
        "\\\\",
        "\\/",
        "\\b",
        "\\f",
        "\\n",
        "\\r",
        "\\t",
        "\\u0041",
        "\\u00e9",
        "\\u20AC",
        "\\ud83d\\ude00",
        "\\u0000",
    ];
    const BAD: &[&str] = &[
        "\\",
        "\\x",
        "\\u",
        "\\u123",
        "\\u12g4",
        "\\u+123",
        "\\ud800",
        "\\ud83d\\u0041",
        "\\ude00",
        "\\ud83d\\n12345",
        "\\é",
        "\\U0041",
    ];

    #[test]
    fn every_escape_is_read_at_every_place() {
        for escape in ESCAPES.iter().chain(BAD) {
            for before in (0..90).chain([1020, 3000]) {
                for after in [0, 1, 16, 80] {
                    let (before, after) = ("x".repeat(before), "y".repeat(after));
                    check(&format!("{before}{escape}{after}"));
                    check(&format!("{before}{escape}{after}\" and more \\x"));
                    check(&format!("é{before}{escape}{escape}{after}€\""));
                }
            }
        }
    }

    #[test]
    fn texts_of_any_escapes_are_read() {
        let mut dice = 0x9e37_79b9_7f4a_7c15_u64;
        let mut roll = |sides: usize| {
            dice ^= dice << 13;
            dice ^= dice >> 7;
            dice ^= dice << 17;
            (dice >> 11) as usize % sides
        };
        for _ in 0..1000 {
            let mut text = String::new();
            for _ in 0..roll(120) {
                let kinds = if roll(40) == 0 { 4 } else { 3 };
                match roll(kinds) {
                    0 => text.push_str(ESCAPES[roll(ESCAPES.len())]),
                    1 => text.push_str(&"abcdefghijklmnopqrstuvwxyz"[..roll(27)]),
                    2 => text.push_str(["é", "€", "😀", "\u{7f}", "\n"][roll(5)]),
                    _ => text.push_str(BAD[roll(BAD.len())]),
                }
            }
            check(&text);
            check(&format!("{text}\","));
        }
    }
}
