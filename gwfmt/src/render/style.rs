//! The styles: what each escapes and how. All in safe code, sixteen or eight bytes a step.

use super::{Buffer, Out};
use crate::format::pieces;

/// A way of writing values.
pub trait Style {
    /// Which pieces of text stand around the values.
    const PIECES: usize;
    /// Whether empty text has to be escaped.
    const BAD_EMPTY: bool = false;
    /// Whether values without quotes are JSON values: text gets quotes, absence is `null`.
    const JSON_VALUES: bool = false;
    /// Whether this is the line that API Gateway writes.
    const NATIVE: bool = false;

    /// Whether one of sixteen bytes has to be escaped.
    fn bad16(block: &[u8; 16]) -> bool;

    /// Whether one of eight bytes has to be escaped.
    fn bad8(word: u64) -> bool;

    /// Writes text of which something has to be escaped, into a line that is as long as this; gives the new length.
    fn escape(text: &str, buffer: &mut Buffer<'_>, len: usize) -> usize;
}

const LOW: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// The high bit of each byte that is `byte`, maybe of others above such a byte.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) const fn equal(word: u64, byte: u8) -> u64 {
    let x = word ^ (LOW * byte as u64);
    x.wrapping_sub(LOW) & !x & HIGH
}

/// The high bit of each byte below space, maybe of others above such a byte.
#[cfg_attr(not(debug_assertions), inline(always))]
const fn control(word: u64) -> u64 {
    word.wrapping_sub(LOW * 0x20) & !word & HIGH
}

/// Whether a byte of the block is one of `bytes`, a control character, or not ASCII. No branches, so that the compiler
/// makes compares of sixteen bytes of it.
#[cfg_attr(not(debug_assertions), inline(always))]
fn any16<const N: usize, const CONTROL: bool, const WIDE: bool>(
    block: &[u8; 16],
    bytes: [u8; N],
) -> bool {
    let block = *block;
    let mut bad = false;
    for byte in block {
        for escaped in bytes {
            bad |= byte == escaped;
        }
        bad |= (CONTROL & (byte < 0x20)) | (WIDE & (byte >= 0x80));
    }
    bad
}

#[cfg_attr(not(debug_assertions), inline(always))]
fn any8<const N: usize, const CONTROL: bool, const WIDE: bool>(word: u64, bytes: [u8; N]) -> bool {
    let mut bad = if WIDE { word & HIGH } else { 0 };
    if CONTROL {
        bad |= control(word);
    }
    for byte in bytes {
        bad |= equal(word, byte);
    }
    bad != 0
}

/// Declares a style.
macro_rules! style {
    (
        $(#[$docs:meta])*
        $name:ident, $pieces:ident, [$($byte:literal)*], control: $control:literal, wide: $wide:literal,
        { $($consts:tt)* }, $escape:path
    ) => {
        $(#[$docs])*
        #[derive(Debug)]
        pub(crate) struct $name;

        impl Style for $name {
            const PIECES: usize = pieces::$pieces;
            $($consts)*

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn bad16(block: &[u8; 16]) -> bool {
                any16::<_, $control, $wide>(block, [$($byte),*])
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn bad8(word: u64) -> bool {
                any8::<_, $control, $wide>(word, [$($byte),*])
            }

            #[cold]
            #[inline(never)]
            fn escape(text: &str, buffer: &mut Buffer<'_>, len: usize) -> usize {
                buffer.with(len, |out| $escape(text, out))
            }
        }
    };
}

style!(
    /// JSON that every reader takes.
    Json, JSON, [b'"' b'\\'], control: true, wide: false,
    { const JSON_VALUES: bool = true; }, json
);
style!(
    /// A JSON line as API Gateway writes it.
    NativeJson, NATIVE, [b'"' b'\\'], control: true, wide: false,
    { const NATIVE: bool = true; }, json
);
style!(
    /// Any other line as API Gateway writes it: nothing is escaped.
    NativePlain, NATIVE, [], control: false, wide: false,
    { const NATIVE: bool = true; }, plain
);
style!(
    /// Cells of CSV.
    Csv, CSV, [b',' b'"' b'\n' b'\r'], control: false, wide: false,
    { const BAD_EMPTY: bool = true; }, csv
);
style!(
    /// Text and attributes of XML.
    Xml, XML, [b'<' b'>' b'&' b'"' b'\''], control: true, wide: false,
    {}, xml
);
style!(
    /// Columns of Common Log Format, escaped as Apache escapes them.
    Clf, NATIVE, [b'"' b'\\' 0x7f], control: true, wide: true,
    {}, apache
);

/// Cells of CSV of which none begins like a formula.
#[derive(Debug)]
pub(crate) struct GuardedCsv;

impl Style for GuardedCsv {
    const PIECES: usize = pieces::CSV;
    const BAD_EMPTY: bool = true;

    // Whether a cell begins like a formula is seen in `escape`, so all cells go there.
    fn bad16(_: &[u8; 16]) -> bool {
        true
    }

    fn bad8(_: u64) -> bool {
        true
    }

    fn escape(text: &str, buffer: &mut Buffer<'_>, len: usize) -> usize {
        let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text != "-";
        let quote = text.is_empty() || text.contains([',', '"', '\n', '\r']);
        buffer.with(len, |out| match (formula, quote) {
            (false, false) => out.text(text),
            (false, true) => csv(text, out),
            (true, _) => csv(&format!("'{text}"), out),
        })
    }
}

fn plain(text: &str, out: &mut Out<'_, '_>) {
    out.text(text);
}

/// The short escapes where JSON has them, `\u00xx` for other control characters.
fn json(text: &str, out: &mut Out<'_, '_>) {
    by_byte(text, out, |byte, out| {
        match byte {
            b'"' => out.text("\\\""),
            b'\\' => out.text("\\\\"),
            b'\n' => out.text("\\n"),
            b'\r' => out.text("\\r"),
            b'\t' => out.text("\\t"),
            8 => out.text("\\b"),
            12 => out.text("\\f"),
            0..0x20 => {
                out.text("\\u00");
                out.array(&hex(byte));
            }
            _ => return false,
        }
        true
    });
}

/// Control characters that XML cannot hold become U+FFFD.
fn xml(text: &str, out: &mut Out<'_, '_>) {
    by_byte(text, out, |byte, out| {
        match byte {
            b'<' => out.text("&lt;"),
            b'>' => out.text("&gt;"),
            b'&' => out.text("&amp;"),
            b'"' => out.text("&quot;"),
            b'\'' => out.text("&apos;"),
            b'\n' => out.text("&#10;"),
            b'\r' => out.text("&#13;"),
            b'\t' => out.text("&#9;"),
            0..0x20 => out.text("\u{fffd}"),
            _ => return false,
        }
        true
    });
}

fn csv(text: &str, out: &mut Out<'_, '_>) {
    out.text("\"");
    by_byte(text, out, |byte, out| {
        if byte == b'"' {
            out.text("\"\"");
        }
        byte == b'"'
    });
    out.text("\"");
}

/// `\"`, `\\`, `\n` and so on; every other byte that is no visible ASCII as `\xhh`.
fn apache(text: &str, out: &mut Out<'_, '_>) {
    for &byte in text.as_bytes() {
        match byte {
            b'"' => out.text("\\\""),
            b'\\' => out.text("\\\\"),
            b'\n' => out.text("\\n"),
            b'\r' => out.text("\\r"),
            b'\t' => out.text("\\t"),
            8 => out.text("\\b"),
            11 => out.text("\\v"),
            b' '..=b'~' => out.array(&[byte]),
            _ => {
                out.text("\\x");
                out.array(&hex(byte));
            }
        }
    }
}

/// Copies what `escape` does not write. Only ASCII is ever escaped, so the pieces are whole characters.
fn by_byte(text: &str, out: &mut Out<'_, '_>, escape: impl Fn(u8, &mut Out<'_, '_>) -> bool) {
    let mut from = 0;
    for (at, &byte) in text.as_bytes().iter().enumerate() {
        if byte < 0x80 && (byte < 0x20 || !(byte.is_ascii_alphanumeric() || byte == b' ')) {
            let before = text.get(from..at).unwrap_or_default();
            out.text(before);
            from = at;
            from += usize::from(escape(byte, out));
        }
    }
    out.text(text.get(from..).unwrap_or_default());
}

fn hex(byte: u8) -> [u8; 2] {
    [byte >> 4, byte & 15].map(|half| b"0123456789abcdef"[usize::from(half)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agree<S: Style>() {
        let reference = |bytes: &[u8]| {
            bytes
                .iter()
                .any(|&b| S::bad8(u64::from(b) | 0x7878_7878_7878_7800))
        };
        let mut seed = 3u64;
        for _ in 0..50_000 {
            let mut block = [b'x'; 16];
            for _ in 0..2 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                block[(seed >> 33) as usize & 15] = (seed >> 48) as u8;
            }
            let (low, high) = crate::scan::halves(&block);
            assert_eq!(S::bad16(&block), reference(&block), "{block:?}");
            assert_eq!(
                S::bad8(low) || S::bad8(high),
                reference(&block),
                "{block:?}"
            );
        }
    }

    #[test]
    fn sixteen_bytes_and_eight_agree_with_one() {
        agree::<Json>();
        agree::<NativePlain>();
        agree::<Csv>();
        agree::<Xml>();
        agree::<Clf>();
    }
}
