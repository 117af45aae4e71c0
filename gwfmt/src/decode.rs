//! From the text of a slot to what was meant: escapes of JSON, entities of XML, doubled quotes of CSV.

use std::borrow::Cow;

use crate::find::{closing_quote, quote_or_backslash};
use crate::raw::unescape::{Upto, unescape};

/// How the values of a line are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decode {
    /// As they are.
    Plain,
    /// Maybe with JSON's escapes. A value that could not stand in a JSON string is taken as it is: lines without escapes
    /// were seen in the wild.
    Json,
    /// With entities of XML.
    Xml,
    /// With every quote doubled.
    Csv,
}

/// The text that was meant.
#[cold]
#[inline(never)]
pub(crate) fn text(raw: &str, decode: Decode) -> Cow<'_, str> {
    let decoded = match decode {
        Decode::Json => json(raw),
        Decode::Xml => xml(raw),
        Decode::Csv if raw.contains("\"\"") => Some(raw.replace("\"\"", "\"")),
        Decode::Plain | Decode::Csv => None,
    };
    decoded.map_or(Cow::Borrowed(raw), Cow::Owned)
}

/// A text that may have quotes of its own, without them: `"Forbidden"`.
#[inline]
pub fn without_quotes(raw: &str, decode: Decode) -> (&str, Decode) {
    match raw
        .strip_prefix('"')
        .and_then(|inner| inner.strip_suffix('"'))
    {
        Some(inner) if decode == Decode::Plain && inner.contains('\\') => (inner, Decode::Json),
        Some(inner) => (inner, decode),
        None => (raw, decode),
    }
}

/// `None` when there is nothing to do or the text cannot stand in a JSON string.
fn json(raw: &str) -> Option<String> {
    let plain = quote_or_backslash(raw)?;
    Some(unescape(raw, plain, Upto::End)?.0)
}

/// The text of a JSON string at the start of `rest` in which `plain` bytes stand before a backslash, and the index of the quote
/// behind it.
#[inline(never)]
pub(crate) fn string(rest: &str, plain: usize) -> Option<(Cow<'_, str>, usize)> {
    if let Some((text, end)) = unescape(rest, plain, Upto::Quote) {
        return Some((Cow::Owned(text), end));
    }
    let end = closing_quote(rest, plain)?;
    Some((Cow::Borrowed(rest.get(..end)?), end))
}

/// The five entities of XML and numbers; what is none stays as it is.
fn xml(raw: &str) -> Option<String> {
    if !raw.contains('&') {
        return None;
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at_checked(at)?;
        out.push_str(before);
        let end = from.bytes().take(12).position(|b| b == b';');
        let entity = end.and_then(|end| from.get(1..end));
        if let Some(c) = entity.and_then(character) {
            out.push(c);
            rest = end.and_then(|end| from.get(end + 1..)).unwrap_or_default();
        } else {
            out.push('&');
            rest = from.get(1..).unwrap_or_default();
        }
    }
    out.push_str(rest);
    Some(out)
}

fn character(entity: &str) -> Option<char> {
    match entity {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        number => {
            let number = number.strip_prefix('#')?;
            let code = match number.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undoes_the_escapes_of_json() {
        assert_eq!(
            text(r#"a\"b\\c\/\u00e9\ud83d\ude00\n"#, Decode::Json),
            "a\"b\\c/é😀\n"
        );
        assert!(matches!(
            text("plain", Decode::Json),
            Cow::Borrowed("plain")
        ));
    }

    #[test]
    fn takes_what_is_not_escaped_as_it_is() {
        for raw in [
            r"C:\apps",
            r#"say "no"\n"#,
            r"\ud800",
            r"\u00g0",
            "\\",
            r"\u+123",
        ] {
            assert_eq!(text(raw, Decode::Json), raw);
        }
    }

    #[test]
    fn undoes_entities_and_doubled_quotes() {
        assert_eq!(
            text("a &amp; &lt;b&gt; &#65;&#x42; &nope; &", Decode::Xml),
            "a & <b> AB &nope; &"
        );
        assert_eq!(text(r#"a ""b"""#, Decode::Csv), r#"a "b""#);
    }
}
