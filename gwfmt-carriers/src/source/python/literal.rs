//! Strings of Python, read again from the bytes of the file: each byte of the text keeps its place.

use gwfmt_core::span::{SourceId, SourceSpan, Span};
use gwfmt_core::text::FormatText;

/// What stands around the text of one string: its prefix and quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quotes {
    /// Bytes before the text.
    pub(super) before: usize,
    /// Bytes behind it.
    pub(super) after: usize,
    /// A backslash is a backslash.
    pub(super) is_raw: bool,
}

impl Quotes {
    /// Those of a string that begins a text.
    pub(super) fn of(text: &str) -> Self {
        let prefix = text.find(['"', '\'']).unwrap_or_default();
        let is_raw = text[..prefix].contains(['r', 'R']);
        let rest = &text[prefix..];
        let is_triple = rest.starts_with("\"\"\"") || rest.starts_with("'''");
        let after = if is_triple { 3 } else { 1 };
        Self {
            before: prefix + after,
            after,
            is_raw,
        }
    }
}

/// The text of a string; `span` is what stands between its quotes. In a string with code in it, `is_formatted`, two braces are one.
pub(super) fn decoded(
    source: SourceId,
    file: &str,
    span: Span,
    is_raw: bool,
    is_formatted: bool,
) -> FormatText {
    let raw = file.get(span.range()).unwrap_or_default();
    let mut text = FormatText::new();
    let mut done = 0;
    let mut at = 0;
    while let Some(found) = raw
        .get(at..)
        .and_then(|rest| rest.find(['\\', '\r', '{', '}']))
    {
        let start = at + found;
        let rest = &raw[start..];
        let escape = match rest.as_bytes()[0] {
            b'\\' if !is_raw => escape(rest),
            b'\r' if rest.starts_with("\r\n") => Some((2, Some("\n".to_owned()))),
            b'\r' => Some((1, Some("\n".to_owned()))),
            b'{' if is_formatted && rest.starts_with("{{") => Some((2, Some("{".to_owned()))),
            b'}' if is_formatted && rest.starts_with("}}") => Some((2, Some("}".to_owned()))),
            _ => None,
        };
        let Some((len, meant)) = escape else {
            at = start + 1;
            if rest.starts_with('\\') && is_raw {
                continue;
            }
            // `\d` is two characters
            at += usize::from(rest.starts_with('\\') && rest[1..].starts_with('\\'));
            continue;
        };
        text.push_verbatim(source, span.start + done, &raw[done..start]);
        let place = SourceSpan::new(source, span.start + start, span.start + start + len);
        match meant {
            Some(meant) => text.push_escape(place, &meant),
            None => text.push_hole(place),
        }
        done = start + len;
        at = done;
    }
    text.push_verbatim(source, span.start + done, &raw[done..]);
    text
}

/// How many bytes the escape at the beginning of a text has, and what it means; `None` for what only a table of all characters
/// knows. Nothing where the backslash stands for itself.
fn escape(text: &str) -> Option<(usize, Option<String>)> {
    let c = text[1..].chars().next()?;
    let simple = |meant: &str| Some((1 + c.len_utf8(), Some(meant.to_owned())));
    let code = |digits: usize| {
        let end = 2 + digits;
        let digits = text.get(2..end)?;
        let code = u32::from_str_radix(digits, 16).ok()?;
        let is_hex = digits.chars().all(|c| c.is_ascii_hexdigit());
        let meant = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
        is_hex.then(|| (end, Some(meant.to_string())))
    };
    match c {
        '\\' | '\'' | '"' => simple(c.encode_utf8(&mut [0; 4])),
        'a' => simple("\u{7}"),
        'b' => simple("\u{8}"),
        'f' => simple("\u{c}"),
        'n' => simple("\n"),
        'r' => simple("\r"),
        't' => simple("\t"),
        'v' => simple("\u{b}"),
        '\r' if text[2..].starts_with('\n') => Some((3, Some(String::new()))),
        '\n' | '\r' => simple(""),
        '0'..='7' => {
            let digits: String = text[1..]
                .chars()
                .take(3)
                .take_while(|c| c.is_digit(8))
                .collect();
            let code = u32::from_str_radix(&digits, 8).ok()?;
            Some((1 + digits.len(), Some(char::from_u32(code)?.to_string())))
        }
        'x' => code(2),
        'u' => code(4),
        'U' => code(8),
        'N' if text[2..].starts_with('{') => Some((text.find('}')? + 1, None)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gwfmt_core::text::Origin;

    fn text(raw: &str, is_raw: bool, is_formatted: bool) -> String {
        let text = decoded(
            SourceId(0),
            raw,
            Span::new(0, raw.len()),
            is_raw,
            is_formatted,
        );
        for (span, origin) in text.spans() {
            if let Origin::Verbatim { offset, .. } = origin {
                let range = offset..offset + span.len();
                assert_eq!(raw.get(range), Some(&text.as_str()[span.range()]), "{raw}");
            }
        }
        text.as_str().to_owned()
    }

    #[test]
    fn every_escape_is_read() {
        assert_eq!(
            text(
                r#"a\"\'\\\n\t\r\x41\u0041\U0001F600\101\d\\d{{}}"#,
                false,
                false
            ),
            "a\"'\\\n\t\rAA😀A\\d\\d{{}}"
        );
        assert_eq!(text("a\\\nb\\\r\nc\r\nd", false, false), "abc\nd");
        assert_eq!(text(r"\n{{a}}\d", false, true), "\n{a}\\d");
        assert_eq!(text(r"\n\\{{a}}", true, true), "\\n\\\\{a}");
        assert_eq!(text(r"\N{DASH}-", false, false), "\u{FFFC}-");
    }

    #[test]
    fn half_an_escape_harms_nobody() {
        for raw in ["\\", "\\x4", "\\u", "\\N{", "\\N", "\\U1", "\\xé", "\\é"] {
            let _ = text(raw, false, false);
        }
    }

    #[test]
    fn the_quotes_of_a_string_are_told_by_its_beginning() {
        let quotes = |before, after, is_raw| Quotes {
            before,
            after,
            is_raw,
        };
        assert_eq!(Quotes::of("'a'"), quotes(1, 1, false));
        assert_eq!(Quotes::of("rb\"\"\"a\"\"\""), quotes(5, 3, true));
        assert_eq!(Quotes::of("f'''a'''"), quotes(4, 3, false));
        assert_eq!(Quotes::of("''"), quotes(1, 1, false));
    }
}
