//! The set of texts that a reference may be replaced by: the one mechanism under the JSON, XML, CSV and text rules.
//!
//! A rule asks whether every text of a reference fits its place. [`Texts::samples`] holds one text for every way of not
//! fitting, so the sample that does not fit is the counter-example; [`Texts::contains`] says whether a text is possible,
//! for lines that can be read in two ways.

use std::net::IpAddr;

/// What the value of a variable looks like, absence left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextKind {
    /// Decimal digits.
    Integer,
    /// Three decimal digits.
    Status,
    /// Milliseconds since 1970: thirteen digits.
    EpochMillis,
    /// `true` or `false`.
    Boolean,
    /// One of the listed values.
    OneOf,
    /// `10/Jul/2024:18:14:22 +0000`: 26 characters, one space.
    Time,
    /// An IPv4 or IPv6 address.
    Ip,
    /// Letters, digits, dots and hyphens.
    Host,
    /// Visible ASCII without spaces, quotes, commas, backslashes, angle brackets, ampersands.
    Token,
    /// Begins with a slash; no spaces or quotes, but commas and ampersands.
    Path,
    /// No spaces or quotes, but commas.
    Visible,
    /// Spaces, but no quotes, commas, angle brackets.
    Phrase,
    /// Anything: a client or a backend chose it.
    Any,
    /// Any text, between quotes of its own and escaped.
    JsonString,
    /// Never a value: the name means nothing to this API.
    Nothing,
}

/// A set of texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Texts {
    /// What a value looks like.
    pub kind: TextKind,
    /// The values of [`TextKind::OneOf`].
    pub values: &'static [&'static str],
    /// What is written when there is no value; empty when there always is one.
    pub absent: &'static [&'static str],
}

impl Texts {
    /// Only ever `-`.
    pub const MISSING: Texts = Texts {
        kind: TextKind::Nothing,
        values: &[],
        absent: &["-"],
    };

    /// Anything at all: what a hole may hold.
    pub const ANYTHING: Texts = Texts {
        kind: TextKind::Any,
        values: &[],
        absent: &["-", ""],
    };

    /// Whether the set holds `text`.
    pub fn contains(&self, text: &str) -> bool {
        if self.absent.contains(&text) {
            return true;
        }
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        match self.kind {
            TextKind::Nothing => false,
            TextKind::Integer => digits(text),
            TextKind::Status => digits(text) && text.len() == 3,
            TextKind::EpochMillis => digits(text) && text.len() == 13,
            TextKind::Boolean => matches!(text, "true" | "false"),
            TextKind::OneOf => self.values.contains(&text),
            TextKind::Time => is_time(text),
            TextKind::Ip => text.parse::<IpAddr>().is_ok(),
            TextKind::Host => {
                !text.is_empty()
                    && text
                        .bytes()
                        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'))
            }
            TextKind::Token => {
                !text.is_empty()
                    && text
                        .bytes()
                        .all(|b| b.is_ascii_graphic() && !br#""'\,<>&|"#.contains(&b))
            }
            TextKind::Path => {
                text.starts_with('/')
                    && text
                        .bytes()
                        .all(|b| b.is_ascii_graphic() && !br#""\<>"#.contains(&b))
            }
            TextKind::Visible => {
                !text.is_empty()
                    && text
                        .bytes()
                        .all(|b| b.is_ascii_graphic() && !br#""'\<>&"#.contains(&b))
            }
            TextKind::Phrase => {
                !text.is_empty()
                    && text
                        .bytes()
                        .all(|b| matches!(b, b' '..=b'~') && !br#""'\,<>&|"#.contains(&b))
            }
            TextKind::Any => true,
            TextKind::JsonString => text.len() >= 2 && text.starts_with('"') && text.ends_with('"'),
        }
    }

    /// One text for every way in which a place may not take it, the commonest first.
    pub fn samples(&self) -> impl Iterator<Item = &'static str> {
        let of_kind: &'static [&'static str] = match self.kind {
            TextKind::Nothing => &[],
            TextKind::Integer => &["617"],
            TextKind::Status => &["504"],
            TextKind::EpochMillis => &["1720635262451"],
            TextKind::Boolean => &["false"],
            TextKind::OneOf => self.values,
            TextKind::Time => &["10/Jul/2024:18:14:22 +0000"],
            TextKind::Ip => &["192.0.2.10", "2001:db8::1"],
            TextKind::Host => &["api.example.com"],
            TextKind::Token => &["WyHPAfymhcwCENw="],
            TextKind::Path => &["/orders/7", "/orders/7,8&all"],
            TextKind::Visible => &["cognito-idp.example,cognito-idp.example:sub"],
            TextKind::Phrase => &["GET /orders", "$default"],
            TextKind::Any => &[
                "Forbidden",
                "not authorized",
                "no, thanks",
                r#"say "no""#,
                r"back\slash",
                "<b>&",
                "caf\u{e9}",
                "a|b",
                "a\tb",
            ],
            TextKind::JsonString => &["\"Forbidden\""],
        };
        self.absent.iter().chain(of_kind).copied()
    }

    /// A text such as most lines hold: a value where there can be one.
    pub fn ordinary(&self) -> &'static str {
        self.samples()
            .nth(self.absent.len())
            .or_else(|| self.samples().next())
            .unwrap_or("-")
    }
}

/// `10/Jul/2024:18:14:22 +0000`, letter by letter.
fn is_time(text: &str) -> bool {
    const PATTERN: &[u8; 26] = b"00/Aaa/0000:00:00:00 +0000";
    text.len() == PATTERN.len()
        && text.bytes().zip(PATTERN).all(|(b, p)| match p {
            b'0' => b.is_ascii_digit(),
            b'A' => b.is_ascii_uppercase(),
            b'a' => b.is_ascii_lowercase(),
            b'+' => matches!(b, b'+' | b'-'),
            p => b == *p,
        })
}

#[cfg(test)]
mod tests {
    use crate::catalog::VARIABLES;

    #[test]
    fn every_sample_is_in_its_set() {
        for variable in VARIABLES {
            let texts = variable.texts();
            assert!(texts.samples().count() > 0, "{}", variable.path);
            for sample in texts.samples() {
                assert!(texts.contains(sample), "{}: {sample:?}", variable.path);
            }
            assert!(texts.contains(texts.ordinary()));
        }
    }

    #[test]
    fn every_example_of_the_catalog_is_in_its_set() {
        for variable in VARIABLES {
            if let Some(example) = variable.example {
                assert!(
                    variable.texts().contains(example),
                    "{}: {example:?}",
                    variable.path
                );
            }
        }
    }
}
