//! JSON's words and numbers, and what a string's inside stands for.

use std::borrow::Cow;

/// A JSON number, `true`, `false`, `null`.
pub(crate) fn is_scalar(text: &str) -> bool {
    if matches!(text, "true" | "false" | "null") {
        return true;
    }
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = unsigned
        .split_once(['e', 'E'])
        .map_or((unsigned, None), |(m, e)| (m, Some(e)));
    let (whole, fraction) = mantissa
        .split_once('.')
        .map_or((mantissa, None), |(w, f)| (w, Some(f)));
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|e| digits(e.strip_prefix(['+', '-']).unwrap_or(e)))
}

/// The inside of a JSON string for a text: the short escapes where JSON has them, `\u00xx` for other
/// control characters, everything else as it is.
pub fn escape(text: &str) -> Cow<'_, str> {
    let plain = |c: char| c >= '\u{20}' && !matches!(c, '"' | '\\');
    if text.chars().all(plain) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match (short_escape(c), c) {
            (Some(escape), _) => out.push_str(escape),
            (None, '\0'..'\u{20}') => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            (None, _) => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// The escape of two characters that JSON has for a character which cannot be written as it is. Every encoder of JSON
/// that gwfmt follows (API Gateway's, Terraform's, CloudFormation's) uses these; they differ in the rest.
pub const fn short_escape(c: char) -> Option<&'static str> {
    Some(match c {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\u{8}' => "\\b",
        '\u{c}' => "\\f",
        _ => return None,
    })
}

/// The text that a JSON string's inside stands for; text that is not an escape stays.
pub fn unescape(raw: &str) -> Cow<'_, str> {
    if !raw.contains('\\') {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut units: Vec<u16> = Vec::new();
    let mut rest = raw;
    while let Some(c) = rest.chars().next() {
        let hex = rest
            .strip_prefix("\\u")
            .and_then(|r| r.get(..4))
            .filter(|h| h.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|h| u16::from_str_radix(h, 16).ok());
        if let Some(unit) = hex {
            units.push(unit);
            rest = &rest[6..];
            continue;
        }
        flush(&mut units, &mut out);
        if c == '\\'
            && let Some(escaped) = rest[1..].chars().next()
        {
            out.push(match escaped {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'b' => '\u{8}',
                'f' => '\u{c}',
                other => other,
            });
            rest = &rest[1 + escaped.len_utf8()..];
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    flush(&mut units, &mut out);
    Cow::Owned(out)
}

fn flush(units: &mut Vec<u16>, out: &mut String) {
    out.extend(char::decode_utf16(units.drain(..)).map(|c| c.unwrap_or('\u{FFFD}')));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_strict() {
        for good in ["0", "-0", "1.5", "1e9", "-2.5E-3", "null"] {
            assert!(is_scalar(good), "{good}");
        }
        for bad in ["", "-", "01", "+1", ".5", "1.", "1e", "0x1", "NaN", "True"] {
            assert!(!is_scalar(bad), "{bad}");
        }
    }

    #[test]
    fn unescapes_pairs_and_what_is_broken() {
        assert_eq!(unescape(r"a\u00e9\ud83d\ude00\n\/"), "a\u{e9}\u{1F600}\n/");
        assert_eq!(unescape(r"\ud83d \u+123 \"), "\u{FFFD} u+123 \\");
    }
}
