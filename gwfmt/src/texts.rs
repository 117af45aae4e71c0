//! [`Texts`]: which texts may stand for a variable. Made from the linter's own sets, so that both say the same.

use std::net::IpAddr;

/// A set of texts.
#[derive(Clone, Copy, Debug)]
pub struct Texts {
    /// How they are told from others.
    pub form: Form,
    /// The characters of ASCII that they may hold, one bit each.
    pub letters: u128,
    /// What stands for no value.
    pub absent: &'static [&'static str],
}

/// How the texts of a set are told from others.
#[derive(Clone, Copy, Debug)]
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
    /// A whole number without leading zeros.
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

/// As many digits as are read: nineteen fit into 64 bits.
const MOST_DIGITS: usize = 19;

impl Texts {
    /// Any text at all.
    pub const ANYTHING: Self = Self {
        form: Form::Anything,
        letters: 0,
        absent: &[],
    };

    /// Whether the set holds `text`.
    pub(crate) fn contain(&self, text: &str) -> bool {
        if self.absent.contains(&text) {
            return true;
        }
        match self.form {
            Form::Anything => true,
            Form::Letters => self.spell(text),
            Form::Path => text.starts_with('/') && self.spell(text),
            Form::Words(words) => words.contains(&text),
            Form::Patterns(patterns) => patterns.iter().any(|pattern| follows(text, pattern)),
            Form::Number => {
                text == "0"
                    || text.len() <= MOST_DIGITS && self.spell(text) && !text.starts_with('0')
            }
            Form::Status => text.len() == 3 && self.spell(text) && !text.starts_with('0'),
            Form::Address => text.parse::<IpAddr>().is_ok(),
            Form::RouteKey => self.is_route_key(text),
            Form::JsonString => is_json_string(text),
        }
    }

    fn spell(&self, text: &str) -> bool {
        let known = |byte: u8| byte.is_ascii() && self.letters >> byte & 1 == 1;
        !text.is_empty() && text.bytes().all(known)
    }

    /// A word in capitals alone is a method without its path, and a path alone lacks its method: neither is a key.
    fn is_route_key(&self, text: &str) -> bool {
        let odd = |byte: u8| br#""'\,<>&|;"#.contains(&byte);
        let word = |text: &str| self.spell(text) && !text.bytes().any(|b| b == b' ' || odd(b));
        let capitals = |text: &str| text.bytes().all(|b| b.is_ascii_uppercase());
        match text.split_once(' ') {
            Some((method, path)) => {
                !method.is_empty() && capitals(method) && path.starts_with('/') && word(path)
            }
            None => word(text) && !capitals(text) && !text.starts_with('/'),
        }
    }
}

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

/// A JSON string with its quotes, and nothing after it.
fn is_json_string(text: &str) -> bool {
    let inside = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    let Some(mut rest) = inside.map(str::as_bytes) else {
        return false;
    };
    loop {
        rest = match rest {
            [] => return true,
            [b'\\', b'u', a, b, c, d, rest @ ..]
                if [a, b, c, d].iter().all(|b| b.is_ascii_hexdigit()) =>
            {
                rest
            }
            [
                b'\\',
                b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't',
                rest @ ..,
            ] => rest,
            [b'"' | b'\\' | 0..0x20, ..] => return false,
            [_, rest @ ..] => rest,
        };
    }
}
