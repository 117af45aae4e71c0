//! Strings of JavaScript, read again from the bytes of the file: each byte of the text keeps its place.

use gwfmt_core::span::{SourceId, SourceSpan, Span};
use gwfmt_core::text::FormatText;

/// The text between the quotes of `'…'` or `"…"`, or of a part of a template string.
///
/// `span` is what stands between the quotes.
pub(super) fn decoded(source: SourceId, file: &str, span: Span) -> FormatText {
    let raw = file.get(span.range()).unwrap_or_default();
    let mut text = FormatText::new();
    let mut done = 0;
    let mut at = 0;
    while let Some(found) = raw.get(at..).and_then(|rest| rest.find(['\\', '\r'])) {
        let start = at + found;
        let (len, meant) = escape(&raw[start..]);
        text.push_verbatim(source, span.start + done, &raw[done..start]);
        let place = SourceSpan::new(source, span.start + start, span.start + start + len);
        text.push_escape(place, &meant);
        done = start + len;
        at = done;
    }
    text.push_verbatim(source, span.start + done, &raw[done..]);
    text
}

/// How many bytes the escape at the beginning of a text has, and what it means. A carriage return stands for itself in
/// quotes, where the parser lets none through, and for a line feed in a template string.
fn escape(text: &str) -> (usize, String) {
    if text.starts_with('\r') {
        let len = if text.starts_with("\r\n") { 2 } else { 1 };
        return (len, "\n".to_owned());
    }
    let mut chars = text[1..].chars();
    let Some(c) = chars.next() else {
        return (1, String::new());
    };
    let rest = chars.as_str();
    let simple = |meant: &str| (1 + c.len_utf8(), meant.to_owned());
    match c {
        'n' => simple("\n"),
        't' => simple("\t"),
        'r' => simple("\r"),
        'b' => simple("\u{8}"),
        'f' => simple("\u{c}"),
        'v' => simple("\u{b}"),
        '\r' if rest.starts_with('\n') => (3, String::new()),
        '\n' | '\r' | '\u{2028}' | '\u{2029}' => simple(""),
        '0'..='7' => {
            let digits: String = text[1..]
                .chars()
                .take(if c <= '3' { 3 } else { 2 })
                .take_while(|c| c.is_digit(8))
                .collect();
            let code = u32::from_str_radix(&digits, 8).unwrap_or_default();
            (
                1 + digits.len(),
                char::from_u32(code).map_or_else(String::new, String::from),
            )
        }
        'x' => match hex(rest, 2) {
            Some(code) => (4, character(code)),
            None => simple("x"),
        },
        'u' => unicode(rest).unwrap_or_else(|| simple("u")),
        _ => simple(c.encode_utf8(&mut [0; 4])),
    }
}

/// What stands behind `\u`.
fn unicode(rest: &str) -> Option<(usize, String)> {
    if let Some(braced) = rest.strip_prefix('{') {
        let end = braced.find('}')?;
        let code = u32::from_str_radix(&braced[..end], 16).ok()?;
        return Some((4 + end, character(code)));
    }
    let high = hex(rest, 4)?;
    let low = rest.get(4..).and_then(|rest| rest.strip_prefix("\\u"));
    let low = low.and_then(|rest| hex(rest, 4));
    if let (0xD800..=0xDBFF, Some(low @ 0xDC00..=0xDFFF)) = (high, low) {
        let code = 0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00);
        return Some((12, character(code)));
    }
    Some((6, character(high)))
}

fn hex(text: &str, digits: usize) -> Option<u32> {
    let digits = text.get(..digits)?;
    let is_hex = digits.chars().all(|c| c.is_ascii_hexdigit());
    is_hex.then(|| u32::from_str_radix(digits, 16).ok())?
}

/// Half of a pair of surrogates becomes what UTF-8 has in its place.
fn character(code: u32) -> String {
    char::from_u32(code)
        .unwrap_or(char::REPLACEMENT_CHARACTER)
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(raw: &str) -> String {
        let text = decoded(SourceId(0), raw, Span::new(0, raw.len()));
        for (span, origin) in text.spans() {
            if let gwfmt_core::text::Origin::Verbatim { offset, .. } = origin {
                let range = offset..offset + span.len();
                assert_eq!(raw.get(range), Some(&text.as_str()[span.range()]), "{raw}");
            }
        }
        text.as_str().to_owned()
    }

    #[test]
    fn every_escape_is_read() {
        assert_eq!(
            text(r#"a\"b\'\\\n\t\r\b\f\v\0\x41\u0041\u{41}\u{1F600}\ud83d\ude00\$\{\d"#),
            "a\"b'\\\n\t\r\u{8}\u{c}\u{b}\0AAA😀😀${d"
        );
        assert_eq!(text("a\\\nb\\\r\nc\r\nd\\\u{2028}e"), "abc\nde");
        assert_eq!(text(r"\ud83d-\101\47x"), "\u{FFFD}-A'x");
        assert_eq!(text("é\\é"), "éé");
    }

    #[test]
    fn half_an_escape_harms_nobody() {
        for raw in [
            "\\",
            "\\x4",
            "\\u",
            "\\u{",
            "\\u{110000}",
            "\\ud83d\\u",
            "\\xé",
        ] {
            let _ = text(raw);
        }
    }
}
