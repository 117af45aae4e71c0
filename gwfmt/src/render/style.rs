//! The styles: what each escapes and how.

use super::Out;
use crate::format::pieces;
#[cfg(target_arch = "x86_64")]
use crate::raw::block::any;

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

    /// Something else than zero if one of sixteen bytes has to be escaped.
    fn bad16(block: [u8; 16]) -> u32;

    /// Writes text of which something has to be escaped, or that has no room.
    fn escape(text: &str, out: &mut Out<'_, '_>);
}

const LOW: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// The high bit of each byte that is `byte`, maybe of others above such a byte.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) const fn equal(word: u64, byte: u8) -> u64 {
    let x = word ^ (LOW * byte as u64);
    x.wrapping_sub(LOW) & !x & HIGH
}

/// Something else than zero if a byte of the block is one of `bytes`, a control character, or not ASCII. No branches, so
/// that the compiler may look at many bytes at once.
#[cfg(not(target_arch = "x86_64"))]
#[cfg_attr(not(debug_assertions), inline(always))]
fn any<const N: usize, const CONTROL: bool, const WIDE: bool>(
    block: [u8; 16],
    bytes: [u8; N],
) -> u32 {
    let mut bad = false;
    for byte in block {
        for escaped in bytes {
            bad |= byte == escaped;
        }
        bad |= (CONTROL & (byte < 0x20)) | (WIDE & (byte >= 0x80));
    }
    u32::from(bad)
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
            fn bad16(block: [u8; 16]) -> u32 {
                any::<_, $control, $wide>(block, [$($byte),*])
            }

            #[cold]
            #[inline(never)]
            fn escape(text: &str, out: &mut Out<'_, '_>) {
                $escape(text, out);
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
    fn bad16(_: [u8; 16]) -> u32 {
        1
    }

    fn escape(text: &str, out: &mut Out<'_, '_>) {
        let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text != "-";
        let quote = text.is_empty() || text.contains([',', '"', '\n', '\r']);
        match (formula, quote) {
            (false, false) => out.text(text),
            (false, true) => csv(text, out),
            (true, _) => csv(&format!("'{text}"), out),
        }
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

pub(super) fn hex(byte: u8) -> [u8; 2] {
    [byte >> 4, byte & 15].map(|half| b"0123456789abcdef"[usize::from(half)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agree<S: Style>(bad: impl Fn(u8) -> bool) {
        let mut seed = 3u64;
        for _ in 0..50_000 {
            let mut block = [b'x'; 16];
            for _ in 0..2 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                block[(seed >> 33) as usize & 15] = (seed >> 48) as u8;
            }
            let expected = block.iter().any(|&byte| bad(byte));
            assert_eq!(S::bad16(block) != 0, expected, "{block:?}");
        }
    }

    #[test]
    fn sixteen_bytes_agree_with_one() {
        agree::<Json>(|b| b < 0x20 || b"\"\\".contains(&b));
        agree::<NativePlain>(|_| false);
        agree::<Csv>(|b| b",\"\n\r".contains(&b));
        agree::<Xml>(|b| b < 0x20 || b"<>&\"'".contains(&b));
        agree::<Clf>(|b| !(b' '..=b'~').contains(&b) || b"\"\\".contains(&b));
    }
}
