//! [`TextSet`]: which texts may be written for a variable. The linter judges formats by it, and readers weigh the readings of a
//! line by it.

use std::net::IpAddr;

/// A set of texts.
///
/// ```
/// use gwfmt_format::{Form, TextSet};
///
/// let protocols = TextSet {
///     form: Form::Words(&["HTTP/1.1", "HTTP/2.0"]),
///     letters: 0,
///     absent: &["-"],
/// };
/// assert!(protocols.contains("HTTP/1.1") && protocols.contains("-"));
/// assert!(!protocols.contains("HTTP/1.2"));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct TextSet {
    /// How they are told from others.
    pub form: Form,
    /// The characters of ASCII that they may hold, one bit each.
    pub letters: u128,
    /// What is written for no value.
    pub absent: &'static [&'static str],
}

/// How the texts of a set are told from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Every text is one.
    Anything,
    /// One or more of the set's characters.
    Letters,
    /// The same, and the first is a slash.
    Path,
    /// One of these.
    Words(&'static [&'static str]),
    /// Letter by letter as one of these: `0` a digit, `A` and `a` letters of that case, `+` a sign, anything else itself.
    Patterns(&'static [&'static str]),
    /// A whole number without leading zeros, of at most [`MOST_DIGITS`].
    Number,
    /// Three digits, the first of which is not zero.
    Status,
    /// An IP address.
    Address,
    /// A route's key.
    RouteKey,
    /// A JSON string with its quotes.
    JsonString,
}

/// As many digits as a reader takes for a number: nineteen fit into 64 bits.
pub const MOST_DIGITS: usize = 19;

impl TextSet {
    /// Any text at all.
    pub const ANYTHING: Self = Self {
        form: Form::Anything,
        letters: 0,
        absent: &[],
    };

    /// Whether the set holds `text`.
    pub fn contains(&self, text: &str) -> bool {
        if self.absent.contains(&text) {
            return true;
        }
        match self.form {
            Form::Anything => true,
            Form::Letters => self.spells(text),
            Form::Path => text.starts_with('/') && self.spells(text),
            Form::Words(words) => words.contains(&text),
            Form::Patterns(patterns) => patterns.iter().any(|pattern| follows(text, pattern)),
            Form::Number => {
                text == "0"
                    || text.len() <= MOST_DIGITS && self.spells(text) && !text.starts_with('0')
            }
            Form::Status => text.len() == 3 && self.spells(text) && !text.starts_with('0'),
            Form::Address => text.parse::<IpAddr>().is_ok(),
            Form::RouteKey => self.is_route_key(text),
            Form::JsonString => string_end(text) == Ok(text.len()),
        }
    }

    /// Whether the text is one or more of the set's characters.
    fn spells(&self, text: &str) -> bool {
        let known = |byte: u8| byte.is_ascii() && self.letters >> byte & 1 == 1;
        !text.is_empty() && text.bytes().all(known)
    }

    /// A word in capitals alone is a method without its path, and a path alone lacks its method: neither is a key.
    fn is_route_key(&self, text: &str) -> bool {
        let odd = |byte: u8| br#""'\,<>&|;"#.contains(&byte);
        let word = |text: &str| self.spells(text) && !text.bytes().any(|b| b == b' ' || odd(b));
        let capitals = |text: &str| text.bytes().all(|b| b.is_ascii_uppercase());
        match text.split_once(' ') {
            Some((method, path)) => {
                !method.is_empty() && capitals(method) && path.starts_with('/') && word(path)
            }
            None => word(text) && !capitals(text) && !text.starts_with('/'),
        }
    }
}

/// Letter by letter: `0` a digit, `A` and `a` letters of that case, `+` a sign, anything else itself.
fn follows(text: &str, pattern: &str) -> bool {
    text.len() == pattern.len()
        && text.bytes().zip(pattern.bytes()).all(|(b, p)| match p {
            b'0' => b.is_ascii_digit(),
            b'A' => b.is_ascii_uppercase(),
            b'a' => b.is_ascii_lowercase(),
            b'+' => matches!(b, b'+' | b'-'),
            p => b == p,
        })
}

/// One past the quote that closes the JSON string at the start of `text`, or the byte that it may not hold.
pub fn string_end(text: &str) -> Result<usize, usize> {
    let bytes = text.as_bytes();
    if bytes.first() != Some(&b'"') {
        return Err(0);
    }
    let mut at = 1;
    loop {
        at += match bytes.get(at..).unwrap_or_default() {
            [b'"', ..] => return Ok(at + 1),
            [b'\\', b'u', a, b, c, d, ..] if [a, b, c, d].iter().all(|b| b.is_ascii_hexdigit()) => {
                6
            }
            [
                b'\\',
                b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't',
                ..,
            ] => 2,
            [] | [b'\\' | 0..0x20, ..] => return Err(at),
            [_, ..] => 1,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_json_string_ends_or_says_where_it_cannot() {
        for (text, end) in [
            (r#""""#, Ok(2)),
            (r#""a" rest"#, Ok(3)),
            (r#""\u00e9\\" "#, Ok(10)),
            ("a", Err(0)),
            ("", Err(0)),
            ("\"a", Err(2)),
            ("\"a\tb\"", Err(2)),
            (r#""\q""#, Err(1)),
            (r#""ab\u12g4""#, Err(3)),
            (r#""a\"#, Err(2)),
        ] {
            assert_eq!(string_end(text), end, "{text}");
        }
    }

    #[test]
    fn a_json_string_is_strict() {
        let is_string = |text: &str| string_end(text) == Ok(text.len());
        for good in [r#""""#, r#""a\"b""#, r#""\u00e9é""#] {
            assert!(is_string(good), "{good}");
        }
        for bad in [
            r#"""#,
            r#""a"b""#,
            r#""\""#,
            r#""\q""#,
            r#""\u00g9""#,
            "\"a\tb\"",
            "a",
        ] {
            assert!(!is_string(bad), "{bad}");
        }
    }
}
