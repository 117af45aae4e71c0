//! String literals of Rust. Read as formats: what was typed, escape by escape, so that a place in the format is a place in
//! the literal. Written: any text.

use crate::span::{SourceId, SourceSpan};
use crate::text::FormatText;

/// Reads a string literal of Rust source (`"…"`, `r#"…"#`). Places are bytes of `token`. `None` when it is
/// no string literal.
pub fn read(source: SourceId, token: &str) -> Option<FormatText> {
    if let Some(raw) = token.strip_prefix('r') {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        let start = 1 + hashes + 1;
        let end = token.len().checked_sub(hashes + 1)?;
        let inside = token.get(start..end)?;
        let quoted = raw.get(hashes..)?.starts_with('"') && token.get(end..)?.starts_with('"');
        return quoted.then(|| FormatText::verbatim(source, start, inside));
    }
    let inside = token.strip_prefix('"')?.strip_suffix('"')?;
    let mut text = FormatText::new();
    let mut at = 0;
    while let Some(backslash) = inside.get(at..)?.find('\\') {
        let escape = at + backslash;
        text.push_verbatim(source, 1 + at, inside.get(at..escape)?);
        let (len, decoded) = unescape(inside.get(escape..)?)?;
        let place = SourceSpan::new(source, 1 + escape, 1 + escape + len);
        text.push_escape(place, &decoded);
        at = escape + len;
    }
    text.push_verbatim(source, 1 + at, inside.get(at..)?);
    Some(text)
}

/// The length of an escape and what it stands for.
fn unescape(text: &str) -> Option<(usize, String)> {
    let kind = text.chars().nth(1)?;
    let simple = |c: char| Some((2, c.to_string()));
    match kind {
        'n' => simple('\n'),
        'r' => simple('\r'),
        't' => simple('\t'),
        '0' => simple('\0'),
        '\\' | '"' | '\'' => simple(kind),
        'x' => {
            let code = u8::from_str_radix(text.get(2..4)?, 16).ok()?;
            Some((4, char::from(code).to_string()))
        }
        'u' => {
            let close = text.find('}')?;
            let digits = text.get(3..close)?.replace('_', "");
            let c = char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?;
            Some((close + 1, c.to_string()))
        }
        // A line break and the white space after it are left out.
        '\n' | '\r' => {
            let rest = text.get(1..)?;
            let skipped = rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
            Some((1 + skipped, String::new()))
        }
        _ => None,
    }
}

/// A text as a string literal of Rust. What cannot be seen is an escape.
pub fn write(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('"');
    for c in text.chars() {
        if matches!(c, ' '..='~') && !matches!(c, '"' | '\\') || c.is_alphanumeric() {
            literal.push(c);
        } else {
            // `\n`, `\"`, `\u{2026}`
            literal.extend(c.escape_default());
        }
    }
    literal.push('"');
    literal
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::Span;

    const A: SourceId = SourceId(0);

    #[test]
    fn reads_every_form() {
        for (token, text) in [
            (r#""a\"b\\c""#, r#"a"b\c"#),
            (r##"r#"a"b"#"##, r#"a"b"#),
            (r#"r"a\n""#, r"a\n"),
            (r#""\x41\u{e9}\t""#, "A\u{e9}\t"),
            ("\"a \\\n     b\"", "a b"),
            ("\"\"", ""),
        ] {
            assert_eq!(read(A, token).unwrap().as_str(), text, "{token}");
        }
        assert!(read(A, "b\"x\"").is_none());
        assert!(read(A, "1").is_none());
    }

    #[test]
    fn writes_what_is_read() {
        for (text, token) in [
            ("a\"b\\c'd", r#""a\"b\\c'd""#),
            ("é→\n\0\u{202e}", r#""é\u{2192}\n\u{0}\u{202e}""#),
            ("", "\"\""),
        ] {
            assert_eq!(write(text), token);
            assert_eq!(read(A, token).unwrap().as_str(), text, "{token}");
        }
    }

    #[test]
    fn points_into_the_literal() {
        let text = read(A, r#""{\"id\":\"$context.x\"}""#).unwrap();
        let at = text.as_str().find("$context").unwrap();
        let place = text.locate(Span::new(at, at + 10)).unwrap();
        assert_eq!(place.primary, SourceSpan::new(A, 11, 21));
        assert!(place.verbatim);
    }
}
