//! The set of texts that a reference may be replaced by: the one mechanism under the JSON, XML, CSV and text rules.
//!
//! A rule asks whether every text of a reference fits its place. [`Texts::samples`] holds one text for every way of not
//! fitting, so the sample that does not fit is the counter-example; [`Texts::contains`] says whether a text is possible,
//! for lines that can be read in two ways. Both speak of the value itself, before anybody escapes it.

use gwfmt_format::{Form, TextSet};

/// What the value of a variable looks like, absence left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextKind {
    /// Decimal digits, without leading zeros.
    Integer,
    /// Three decimal digits.
    Status,
    /// Milliseconds since 1970: thirteen digits, though a reader takes any whole number.
    EpochMillis,
    /// An AWS account: twelve digits, the first of which may be zero.
    AccountId,
    /// `true` or `false`.
    Boolean,
    /// One of the listed values.
    OneOf,
    /// `10/Jul/2024:18:14:22 +0000`: 26 characters, one space.
    Time,
    /// `May 28 12:30:02 2019 GMT`: four spaces, or five.
    CertTime,
    /// An IPv4 or IPv6 address.
    Ip,
    /// Letters, digits, dots and hyphens.
    Host,
    /// A method of HTTP: capital letters.
    Method,
    /// Letters and digits.
    Alnum,
    /// Letters, digits, `_`, `-`, `.`, `$`.
    Word,
    /// Base64 or a UUID: letters, digits, `=`, `+`, `/`, `_`, `-`.
    Id,
    /// Visible ASCII without spaces, quotes, commas, bars, semicolons, backslashes, angle brackets, ampersands.
    Token,
    /// The path of a resource as its owner wrote it: begins with a slash; letters, digits, braces and what else a path may hold
    /// without being encoded, but no `,`, `;`, `'` or `&`.
    Resource,
    /// The path that a client sent: begins with a slash; no spaces or double quotes, but commas and ampersands.
    Path,
    /// `GET /orders`, `$default`, or a word of the owner's: at most one space.
    RouteKey,
    /// No spaces or quotes, but commas.
    Visible,
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
    /// A value as it was seen.
    pub example: Option<&'static str>,
}

impl Texts {
    /// Only ever `-`.
    pub const MISSING: Texts = Texts {
        kind: TextKind::Nothing,
        values: &[],
        absent: &["-"],
        example: None,
    };

    /// Anything at all: what a hole may hold.
    pub const ANYTHING: Texts = Texts {
        kind: TextKind::Any,
        values: &[],
        absent: &["-", ""],
        example: None,
    };

    /// Whether the set holds `text`.
    pub fn contains(&self, text: &str) -> bool {
        self.set().contains(text)
    }

    /// The set as readers have it.
    pub fn set(&self) -> TextSet {
        TextSet {
            form: self.form(),
            letters: self.kind.letters().map_or(0, Letters::bits),
            absent: self.absent,
        }
    }

    /// How the values of the set are told from other texts.
    pub fn form(&self) -> Form {
        match self.kind {
            TextKind::Any => Form::Anything,
            TextKind::Nothing => Form::Words(&[]),
            TextKind::OneOf => Form::Words(self.values),
            TextKind::Boolean => Form::Words(&["true", "false"]),
            TextKind::Integer | TextKind::EpochMillis => Form::Number,
            TextKind::Status => Form::Status,
            TextKind::AccountId => Form::Patterns(&["000000000000"]),
            TextKind::Time => Form::Patterns(&["00/Aaa/0000:00:00:00 +0000"]),
            TextKind::CertTime => {
                Form::Patterns(&["Aaa 00 00:00:00 0000 GMT", "Aaa  0 00:00:00 0000 GMT"])
            }
            TextKind::Ip => Form::Address,
            TextKind::Resource | TextKind::Path => Form::Path,
            TextKind::RouteKey => Form::RouteKey,
            TextKind::JsonString => Form::JsonString,
            TextKind::Host
            | TextKind::Method
            | TextKind::Alnum
            | TextKind::Word
            | TextKind::Id
            | TextKind::Token
            | TextKind::Visible => Form::Letters,
        }
    }

    /// One text for every way in which a place may not take it, the commonest first.
    pub fn samples(&self) -> impl Iterator<Item = &'static str> + use<> {
        let of_kind: &'static [&'static str] = match self.kind {
            TextKind::Nothing => &[],
            TextKind::Integer => &["617"],
            TextKind::Status => &["504"],
            TextKind::EpochMillis => &["1720635262451"],
            TextKind::AccountId => &["123456789012", "012345678901"],
            TextKind::Boolean => &["false"],
            TextKind::OneOf => self.values,
            TextKind::Time => &["10/Jul/2024:18:14:22 +0000"],
            TextKind::CertTime => &["May 28 12:30:02 2019 GMT"],
            TextKind::Ip => &["192.0.2.10", "2001:db8::1"],
            TextKind::Host => &["api.example.com"],
            TextKind::Method => &["GET"],
            TextKind::Alnum => &["c1d9hqzaza"],
            TextKind::Word => &["prod"],
            TextKind::Id => &["WyHPAfymhcwCENw="],
            TextKind::Token => &["AIDAEXAMPLE:session@example.com"],
            TextKind::Resource => &["/orders/{id}"],
            TextKind::Path => &["/orders/7", "/orders/7,8&all"],
            TextKind::RouteKey => &["GET /orders", "$default"],
            TextKind::Visible => &[
                "cognito-idp.example",
                "cognito-idp.example,cognito-idp.example:sub",
            ],
            TextKind::Any => &[
                "Forbidden",
                "not authorized",
                "no, thanks",
                r#"say "no""#,
                r"back\slash",
                "<b>&",
                "it's",
                "caf\u{e9}",
                "a|b;c",
                "a\tb",
                "items[0]",
                "42",
            ],
            TextKind::JsonString => &["\"Forbidden\"", r#""<b>, \"no\"""#],
        };
        self.absent.iter().chain(of_kind).copied()
    }

    /// A text such as most lines hold: a value where there can be one.
    pub fn ordinary(&self) -> &'static str {
        self.example
            .or_else(|| self.samples().nth(self.absent.len()))
            .or_else(|| self.samples().next())
            .unwrap_or("-")
    }
}

/// A set of characters of ASCII, one bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Letters(u128);

impl Letters {
    /// What can be seen.
    const VISIBLE: Self = Self(!0 << 0x21 & !(1 << 0x7f));
    const DIGITS: Self = Self(0).and("0123456789");
    const CAPITALS: Self = Self(0).and("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    const SMALL: Self = Self(0).and("abcdefghijklmnopqrstuvwxyz");
    const WORD: Self = Self(Self::DIGITS.0 | Self::CAPITALS.0 | Self::SMALL.0);

    const fn and(mut self, letters: &str) -> Self {
        let mut at = 0;
        while at < letters.len() {
            self.0 |= 1 << letters.as_bytes()[at];
            at += 1;
        }
        self
    }

    const fn without(self, letters: &str) -> Self {
        Self(self.0 & !Self(0).and(letters).0)
    }

    /// Whether the set holds the character.
    pub const fn holds(self, c: char) -> bool {
        c.is_ascii() && self.0 >> (c as u32) & 1 == 1
    }

    /// The bits.
    pub const fn bits(self) -> u128 {
        self.0
    }
}

impl TextKind {
    /// The characters that a value may hold; `None` when it may hold any.
    pub const fn letters(self) -> Option<Letters> {
        Some(match self {
            TextKind::Nothing | TextKind::OneOf => Letters::WORD.and("_"),
            TextKind::Integer | TextKind::Status | TextKind::EpochMillis | TextKind::AccountId => {
                Letters::DIGITS
            }
            TextKind::Boolean => Letters::SMALL,
            TextKind::Time => Letters::WORD.and("/:+- "),
            TextKind::CertTime => Letters::WORD.and(": "),
            TextKind::Ip => Letters::DIGITS.and("abcdefABCDEF.:"),
            TextKind::Host => Letters::WORD.and(".-"),
            TextKind::Method => Letters::CAPITALS,
            TextKind::Alnum => Letters::WORD,
            TextKind::Word => Letters::WORD.and("_-.$"),
            TextKind::Id => Letters::WORD.and("=+/_-"),
            TextKind::Token => Letters::VISIBLE.without(r#""'\,<>&|;"#),
            TextKind::Resource => Letters::WORD.and("/{}._-:+~%@!$*()="),
            TextKind::Path => Letters::VISIBLE.without(r#""\<>"#),
            TextKind::RouteKey => Letters::VISIBLE.and(" "),
            TextKind::Visible => Letters::VISIBLE.without(r#""'\<>&"#),
            TextKind::Any | TextKind::JsonString => return None,
        })
    }

    /// Whether a text of this kind may hold the character somewhere.
    pub(crate) fn may_hold(self, c: char) -> bool {
        self.letters().is_none_or(|letters| letters.holds(c))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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

    fn holds(kind: TextKind, text: &str) -> bool {
        let texts = Texts {
            kind,
            ..Texts::MISSING
        };
        texts.contains(text)
    }

    #[test]
    fn a_route_key_is_no_phrase() {
        for key in ["GET /orders/{id}", "$default", "sendMessage"] {
            assert!(holds(TextKind::RouteKey, key), "{key}");
        }
        for other in ["GET", "/orders", "GET /a b", "send message", "", " "] {
            assert!(!holds(TextKind::RouteKey, other), "{other}");
        }
    }

    #[test]
    fn the_letters_of_a_kind_are_these() {
        let of = |kind: TextKind| {
            let letters = kind.letters().expect("letters");
            let all: String = ('\0'..='\u{ff}').filter(|c| letters.holds(*c)).collect();
            let bits: String = ('\0'..='\u{7f}')
                .filter(|c| letters.bits() >> u32::from(*c) & 1 == 1)
                .collect();
            assert_eq!(all, bits);
            all
        };
        let word = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        assert_eq!(of(TextKind::Alnum), word);
        assert_eq!(of(TextKind::Integer), word[..10]);
        assert_eq!(of(TextKind::Method), word[10..36]);
        assert_eq!(
            of(TextKind::Token),
            "!#$%()*+-./0123456789:=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{}~"
        );
        assert!(TextKind::Any.letters().is_none() && TextKind::Any.may_hold('\u{1f}'));
    }

    #[test]
    fn a_path_begins_with_a_slash() {
        for path in ["/", "/orders/7", "/a%20b"] {
            assert!(holds(TextKind::Path, path), "{path}");
        }
        for other in ["", "orders", "orders/7", "/a b", "/a\"b"] {
            assert!(!holds(TextKind::Path, other), "{other}");
        }
    }

    #[test]
    fn numbers_and_times_are_exact() {
        let digits = |count| "1".repeat(count);
        assert!(holds(TextKind::Integer, &digits(gwfmt_format::MOST_DIGITS)));
        assert!(!holds(
            TextKind::Integer,
            &digits(gwfmt_format::MOST_DIGITS + 1)
        ));
        for other in ["", "-1", "1.5", "1e3", "00", "+1"] {
            assert!(!holds(TextKind::Integer, other), "{other}");
        }
        assert!(holds(TextKind::Status, "200") && holds(TextKind::Status, "504"));
        for other in ["2000", "020", "20x", ""] {
            assert!(!holds(TextKind::Status, other), "{other}");
        }
        assert!(holds(TextKind::Integer, "0") && !holds(TextKind::Integer, "007"));
        assert!(!holds(TextKind::Status, "20") && !holds(TextKind::Status, "-20"));
        assert!(holds(TextKind::Time, "10/Jul/2024:18:14:22 +0000"));
        assert!(!holds(TextKind::Time, "10/07/2024:18:14:22 +0000"));
        assert!(holds(TextKind::CertTime, "Jan  1 00:00:00 2030 GMT"));
        assert!(holds(TextKind::AccountId, "012345678901"));
        for other in ["01234567890", "0123456789012", ""] {
            assert!(!holds(TextKind::AccountId, other), "{other}");
        }
    }
}
