//! Sixteen bytes at a time on x86-64.
//!
//! Eight bytes at a time, in safe code, miss the speed that is asked of one-field reads and of XML by a third. The instructions
//! themselves are safe to use where the compiler knows that the processor has them; that every x86-64 processor does, it does
//! not take for granted at a call.

use std::arch::x86_64::{
    __m128i, _mm_cmpeq_epi8, _mm_min_epu8, _mm_movemask_epi8, _mm_or_si128, _mm_set_epi64x,
    _mm_set1_epi8, _mm_setzero_si128,
};
use std::str::Utf8Error;

/// Which of sixteen bytes are `A`, `B` or `C`: one bit each, the first byte's lowest.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn mask<const A: u8, const B: u8, const C: u8>(block: &[u8; 16]) -> u32 {
    // SAFETY: SSE2 is a part of x86-64, so every processor that runs this has it. The function touches no memory but its
    // argument, by reference.
    unsafe { sse2::<A, B, C>(block) }
}

#[inline]
#[target_feature(enable = "sse2")]
fn sse2<const A: u8, const B: u8, const C: u8>(block: &[u8; 16]) -> u32 {
    let block = load(block);
    let is = |byte: u8| _mm_cmpeq_epi8(block, _mm_set1_epi8(byte.cast_signed()));
    let mut hits = is(A);
    if B != A {
        hits = _mm_or_si128(hits, is(B));
    }
    if C != A && C != B {
        hits = _mm_or_si128(hits, is(C));
    }
    _mm_movemask_epi8(hits).cast_unsigned()
}

/// Which of sixteen bytes are one of `bytes`, a control character, or not ASCII.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn any<const N: usize, const CONTROL: bool, const WIDE: bool>(
    block: [u8; 16],
    bytes: [u8; N],
) -> u32 {
    // SAFETY: as above.
    unsafe { sse2_any::<N, CONTROL, WIDE>(&block, bytes) }
}

#[inline]
#[target_feature(enable = "sse2")]
fn sse2_any<const N: usize, const CONTROL: bool, const WIDE: bool>(
    block: &[u8; 16],
    bytes: [u8; N],
) -> u32 {
    let block = load(block);
    // The mask takes the high bit of each byte, which is set where the byte is not ASCII.
    let mut hits = if WIDE { block } else { _mm_setzero_si128() };
    for byte in bytes {
        let is = _mm_cmpeq_epi8(block, _mm_set1_epi8(byte.cast_signed()));
        hits = _mm_or_si128(hits, is);
    }
    if CONTROL {
        let least = _mm_min_epu8(block, _mm_set1_epi8(0x1f));
        hits = _mm_or_si128(hits, _mm_cmpeq_epi8(block, least));
    }
    _mm_movemask_epi8(hits).cast_unsigned()
}

/// Whether one of sixty-four bytes is `byte`.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn holds(block: &[u8; 64], byte: u8) -> bool {
    // SAFETY: as above.
    unsafe { sse2_holds(block, byte) }
}

#[inline]
#[target_feature(enable = "sse2")]
fn sse2_holds(block: &[u8; 64], byte: u8) -> bool {
    let mut hits = _mm_setzero_si128();
    for part in block.as_chunks::<16>().0 {
        let is = _mm_cmpeq_epi8(load(part), _mm_set1_epi8(byte.cast_signed()));
        hits = _mm_or_si128(hits, is);
    }
    _mm_movemask_epi8(hits) != 0
}

/// Which of sixty-four bytes are each of `bytes`: one bit each, the first byte's lowest.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn masks<const N: usize>(block: &[u8; 64], bytes: [u8; N]) -> [u64; N] {
    // SAFETY: as above.
    unsafe { sse2_masks(block, bytes) }
}

#[inline]
#[target_feature(enable = "sse2")]
fn sse2_masks<const N: usize>(block: &[u8; 64], bytes: [u8; N]) -> [u64; N] {
    let mut masks = [0; N];
    for (number, part) in block.as_chunks::<16>().0.iter().enumerate() {
        let part = load(part);
        for (mask, byte) in masks.iter_mut().zip(bytes) {
            let is = _mm_cmpeq_epi8(part, _mm_set1_epi8(byte.cast_signed()));
            *mask |= u64::from(_mm_movemask_epi8(is).cast_unsigned()) << (16 * number);
        }
    }
    masks
}

/// The bytes as text. Lines are mostly ASCII, which is seen sooner than UTF-8.
#[inline(never)]
pub(crate) fn utf8(bytes: &[u8]) -> Result<&str, Utf8Error> {
    // SAFETY: SSE2, as above.
    if unsafe { sse2_ascii(bytes) } {
        // SAFETY: ASCII is UTF-8.
        Ok(unsafe { std::str::from_utf8_unchecked(bytes) })
    } else {
        std::str::from_utf8(bytes)
    }
}

/// The bytes as text, as [`utf8`] has them; and for each sixty-four of them, which are one of `looked_for`.
#[inline(never)]
#[cfg(feature = "runtime")]
pub(crate) fn utf8_marked<'a, const N: usize>(
    bytes: &'a [u8],
    looked_for: [u8; N],
    marks: &mut Vec<u64>,
) -> Result<&'a str, Utf8Error> {
    marks.clear();
    // SAFETY: SSE2, as above.
    if unsafe { sse2_marks(bytes, looked_for, marks) } {
        // SAFETY: ASCII is UTF-8.
        Ok(unsafe { std::str::from_utf8_unchecked(bytes) })
    } else {
        std::str::from_utf8(bytes)
    }
}

/// Whether all is ASCII.
#[inline]
#[target_feature(enable = "sse2")]
#[cfg(feature = "runtime")]
fn sse2_marks<const N: usize>(bytes: &[u8], looked_for: [u8; N], marks: &mut Vec<u64>) -> bool {
    let (blocks, rest) = bytes.as_chunks::<64>();
    marks.reserve(blocks.len() + 1);
    let mut last = [0; 64];
    for (last, byte) in last.iter_mut().zip(rest) {
        *last = *byte;
    }
    let mut all = _mm_setzero_si128();
    for block in blocks.iter().chain([&last]) {
        let mut mark = 0;
        for (number, part) in block.as_chunks::<16>().0.iter().enumerate() {
            let part = load(part);
            all = _mm_or_si128(all, part);
            let mut hits = _mm_setzero_si128();
            for byte in looked_for {
                let is = _mm_cmpeq_epi8(part, _mm_set1_epi8(byte.cast_signed()));
                hits = _mm_or_si128(hits, is);
            }
            mark |= u64::from(_mm_movemask_epi8(hits).cast_unsigned()) << (16 * number);
        }
        marks.push(mark);
    }
    _mm_movemask_epi8(all) == 0
}

/// The first line as text, and what is behind its line break. Both are looked for at once.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn first_line(bytes: &[u8]) -> (Result<&str, Utf8Error>, &[u8]) {
    // SAFETY: SSE2, as above.
    let (end, ascii) = unsafe { sse2_line(bytes) };
    let (line, rest) = bytes.split_at_checked(end).unwrap_or((bytes, b""));
    let line = if ascii {
        // SAFETY: ASCII is UTF-8.
        Ok(unsafe { std::str::from_utf8_unchecked(line) })
    } else {
        std::str::from_utf8(line)
    };
    (line, rest.get(1..).unwrap_or_default())
}

/// The index of the first line break, or how many bytes there are; and whether it is certain that all before it is ASCII.
#[inline(never)]
#[target_feature(enable = "sse2")]
fn sse2_line(bytes: &[u8]) -> (usize, bool) {
    let mut all = _mm_setzero_si128();
    let (blocks, rest) = bytes.as_chunks::<64>();
    for (number, block) in blocks.iter().enumerate() {
        let mut breaks = _mm_setzero_si128();
        for part in block.as_chunks::<16>().0 {
            let part = load(part);
            all = _mm_or_si128(all, part);
            let is = _mm_cmpeq_epi8(part, _mm_set1_epi8(b'\n'.cast_signed()));
            breaks = _mm_or_si128(breaks, is);
        }
        if _mm_movemask_epi8(breaks) != 0 {
            let [breaks] = sse2_masks(block, [b'\n']);
            let at = breaks.trailing_zeros() as usize;
            return (64 * number + at, _mm_movemask_epi8(all) == 0);
        }
    }
    let end = rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len());
    let ascii = _mm_movemask_epi8(all) == 0 && rest.get(..end).is_some_and(<[u8]>::is_ascii);
    (64 * blocks.len() + end, ascii)
}

#[inline]
#[target_feature(enable = "sse2")]
fn sse2_ascii(bytes: &[u8]) -> bool {
    let Some(last) = bytes.last_chunk::<16>() else {
        return bytes.is_ascii();
    };
    let mut all = load(last);
    let (blocks, rest) = bytes.as_chunks::<64>();
    for block in blocks {
        for part in block.as_chunks::<16>().0 {
            all = _mm_or_si128(all, load(part));
        }
    }
    for part in rest.as_chunks::<16>().0 {
        all = _mm_or_si128(all, load(part));
    }
    _mm_movemask_epi8(all) == 0
}

#[inline]
#[target_feature(enable = "sse2")]
fn load(block: &[u8; 16]) -> __m128i {
    let both = u128::from_le_bytes(*block);
    _mm_set_epi64x(
        ((both >> 64) as u64).cast_signed(),
        (both as u64).cast_signed(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_every_byte_that_is_looked_for() {
        for at in 0..16 {
            for (byte, marked) in [
                (b'a', true),
                (b'b', true),
                (b'c', true),
                (b'd', false),
                (0xe1, false),
            ] {
                let mut block = [b'x'; 16];
                block[at] = byte;
                let expected = u32::from(marked) << at;
                assert_eq!(mask::<b'a', b'b', b'c'>(&block), expected, "{at} {byte}");
            }
        }
        assert_eq!(mask::<b'x', b'x', b'x'>(&[b'x'; 16]), 0xffff);
    }

    #[test]
    fn marks_each_byte_at_every_place() {
        for at in 0..64 {
            let mut block = [b'x'; 64];
            block[at] = b'"';
            assert_eq!(masks(&block, *b"\"\\"), [1 << at, 0]);
            block[at] = b'\\';
            assert_eq!(masks(&block, *b"\"\\"), [0, 1 << at]);
        }
        assert_eq!(masks(&[b'"'; 64], *b"\"\\"), [u64::MAX, 0]);
    }

    #[test]
    #[cfg(feature = "runtime")]
    fn marks_text_of_every_length() {
        let mut marks = Vec::new();
        for length in 0..200 {
            for at in 0..length {
                let mut bytes = vec![b'x'; length];
                for (byte, is_marked) in [(b'"', true), (b'\n', true), (b'a', false), (0xc3, false)]
                {
                    bytes[at] = byte;
                    let text = utf8_marked(&bytes, *b"\"\\\n", &mut marks);
                    assert_eq!(text, std::str::from_utf8(&bytes));
                    let marked: Vec<usize> = (0..64 * marks.len())
                        .filter(|at| marks[at / 64] >> (at % 64) & 1 != 0)
                        .collect();
                    assert_eq!(marked, if is_marked { vec![at] } else { vec![] });
                }
            }
        }
    }

    #[test]
    fn reads_text_as_the_library_does() {
        for length in 0..200 {
            let mut bytes = vec![b'x'; length];
            assert_eq!(utf8(&bytes), std::str::from_utf8(&bytes));
            for at in 0..length {
                bytes[at] = 0xc3;
                assert!(utf8(&bytes).is_err(), "{at} of {length}");
                assert_eq!(utf8(&bytes), std::str::from_utf8(&bytes));
                if let Some(next) = bytes.get_mut(at + 1) {
                    *next = 0xa9;
                    assert!(utf8(&bytes).is_ok(), "{at} of {length}");
                    bytes[at + 1] = b'x';
                }
                bytes[at] = b'x';
            }
        }
    }
}
