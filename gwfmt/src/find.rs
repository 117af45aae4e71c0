//! Looking for bytes, in safe code: sixteen at a time on x86-64, where the instructions for that are always there, else eight.

use crate::raw::masks;

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

/// The index of the first quote, backslash or line break.
#[cfg(feature = "runtime")]
#[cfg_attr(not(debug_assertions), inline)]
pub(crate) fn find_quote(text: &[u8]) -> Option<usize> {
    find::<b'"', b'\\', b'\n'>(text, text)
}

/// Whether `byte` stands anywhere. Never inlined: one for all records.
#[inline(never)]
pub(crate) fn contains(bytes: &[u8], byte: u8) -> bool {
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

/// The first of four bytes that only the running program knows.
#[cfg(feature = "runtime")]
#[cfg_attr(not(debug_assertions), inline)]
pub(crate) fn find_one_of(rest: &[u8], bytes: [u8; 4]) -> Option<usize> {
    let mut left = rest;
    #[cfg(target_arch = "x86_64")]
    while let Some((block, next)) = left.split_first_chunk::<16>() {
        let mask = crate::raw::block::any::<4, false, false>(*block, bytes);
        if mask != 0 {
            return Some(rest.len() - left.len() + mask.trailing_zeros() as usize);
        }
        left = next;
    }
    let found = left.iter().position(|byte| bytes.contains(byte))?;
    Some(rest.len() - left.len() + found)
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

#[cfg(all(target_arch = "x86_64", feature = "runtime"))]
pub(crate) use crate::raw::block::utf8_marked;
#[cfg(target_arch = "x86_64")]
pub(crate) use crate::raw::block::{first_line, utf8};
#[cfg(not(target_arch = "x86_64"))]
pub(crate) use std::str::from_utf8 as utf8;

/// The bytes as text; and for each sixty-four of them, which are one of `looked_for`.
#[cfg(all(not(target_arch = "x86_64"), feature = "runtime"))]
pub(crate) fn utf8_marked<'a, const N: usize>(
    bytes: &'a [u8],
    looked_for: [u8; N],
    marks: &mut Vec<u64>,
) -> Result<&'a str, std::str::Utf8Error> {
    let blocks = bytes.chunks(64).map(|chunk| {
        let mut block = [0; 64];
        for (place, byte) in block.iter_mut().zip(chunk) {
            *place = *byte;
        }
        masks(&block, looked_for)
            .into_iter()
            .fold(0, |all, mask| all | mask)
    });
    marks.clear();
    marks.extend(blocks);
    utf8(bytes)
}

/// The first line as text, and what is behind its line break.
#[cfg(not(target_arch = "x86_64"))]
pub(crate) fn first_line(bytes: &[u8]) -> (Result<&str, std::str::Utf8Error>, &[u8]) {
    let end = find::<b'\n', b'\n', b'\n'>(bytes, bytes).unwrap_or(bytes.len());
    let (line, rest) = bytes.split_at_checked(end).unwrap_or((bytes, b""));
    (utf8(line), rest.get(1..).unwrap_or_default())
}

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
