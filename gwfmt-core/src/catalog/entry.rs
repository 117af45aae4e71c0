//! The words that the table of variables is written in: how an entry begins, and what may be said of it after that.

use super::variable::{
    Absence, Alias, DocStatus, Kind, Listing, Preferred, Sensitive, Type, Unit, Unquoted, Variable,
    When,
};
use super::{Fact, MISSING};
use crate::api::Api;
use crate::texts::TextKind;

/// An entry before anything is said of it.
const fn entry(ty: Type, texts: TextKind) -> Variable {
    Variable {
        path: "",
        kind: Kind::Exact,
        ty,
        texts,
        listings: [None; 3],
        unit: None,
        values: &[],
        absence: None,
        absent_texts: &[],
        max_length: None,
        sensitive: None,
        preferred: None,
        unquoted: match ty {
            Type::Integer | Type::HttpStatus | Type::EpochMillis => Unquoted::LikelySafe,
            _ => Unquoted::No,
        },
        example: None,
        summary: "",
        notes: None,
        also_in: &[],
    }
}

pub(super) const fn string(texts: TextKind) -> Variable {
    entry(Type::String, texts)
}

pub(super) const fn id(texts: TextKind) -> Variable {
    entry(Type::Id, texts)
}

pub(super) const fn arn() -> Variable {
    entry(Type::Arn, TextKind::Token)
}

pub(super) const fn ip() -> Variable {
    entry(Type::Ip, TextKind::Ip)
}

pub(super) const fn boolean() -> Variable {
    entry(Type::Boolean, TextKind::Boolean)
}

pub(super) const fn clf_time() -> Variable {
    entry(Type::ClfTime, TextKind::Time)
}

/// A status code of HTTP.
pub(super) const fn status() -> Variable {
    entry(Type::HttpStatus, TextKind::Status)
}

/// A duration.
pub(super) const fn millis() -> Variable {
    Variable {
        unit: Some(Unit::Milliseconds),
        ..entry(Type::Integer, TextKind::Integer)
    }
}

/// A size.
pub(super) const fn bytes() -> Variable {
    Variable {
        unit: Some(Unit::Bytes),
        ..entry(Type::Integer, TextKind::Integer)
    }
}

/// A point in time as a number.
pub(super) const fn epoch_millis() -> Variable {
    Variable {
        unit: Some(Unit::Milliseconds),
        ..entry(Type::EpochMillis, TextKind::EpochMillis)
    }
}

/// One of these words and no other.
pub(super) const fn one_of(values: &'static [&'static str]) -> Variable {
    Variable {
        values,
        ..entry(Type::Enum, TextKind::OneOf)
    }
}

/// A method of HTTP. The pages name these, but a client may send any word.
pub(super) const fn method(values: &'static [&'static str]) -> Variable {
    Variable {
        values,
        ..entry(Type::Enum, TextKind::Method)
    }
}

/// Any text, in quotes of its own and escaped; `how` says what that means for a JSON format.
pub(super) const fn quoted_json(how: &'static str) -> Variable {
    Variable {
        unquoted: Unquoted::OwnQuotes(how),
        ..entry(Type::Json, TextKind::JsonString)
    }
}

/// The text of a doc comment, which begins with the space after `///`.
pub(super) const fn summary(doc: &'static str) -> &'static str {
    doc.split_at(1).1
}

/// What may be said of an entry.
impl Variable {
    /// Today's pages of these APIs list it; since when is not known.
    pub(super) const fn on(self, apis: &[Api]) -> Self {
        self.list(None, apis)
    }

    /// Today's pages of these APIs list it, and did so first on that day or in that year.
    pub(super) const fn since(self, since: &'static str, apis: &[Api]) -> Self {
        self.list(Some(since), apis)
    }

    const fn list(mut self, since: Option<&'static str>, apis: &[Api]) -> Self {
        let mut i = 0;
        // A constant function knows no `for`.
        while i < apis.len() {
            assert!(self.listings[apis[i] as usize].is_none(), "listed twice");
            self.listings[apis[i] as usize] = Some(Listing {
                api: apis[i],
                status: DocStatus::Current,
                since,
                alias_of: None,
                meaning: None,
            });
            i += 1;
        }
        self
    }

    const fn listed(&mut self, api: Api) -> &mut Listing {
        self.listings[api as usize]
            .as_mut()
            .expect("the API lists it")
    }

    /// Only older pages of this API listed it.
    pub(super) const fn older_only(mut self, api: Api, when: &'static str) -> Self {
        self.listed(api).status = DocStatus::OlderOnly(when);
        self
    }

    /// On these APIs its value is that of another variable.
    pub(super) const fn repeats(mut self, apis: &[Api], alias: Alias) -> Self {
        let mut i = 0;
        while i < apis.len() {
            self.listed(apis[i]).alias_of = Some(alias);
            i += 1;
        }
        self
    }

    /// What it means on this API, where that differs.
    pub(super) const fn means(mut self, api: Api, meaning: &'static str) -> Self {
        self.listed(api).meaning = Some(meaning);
        self
    }

    /// `-` is written where the fact is not so; the words say when.
    pub(super) const fn absent(self, fact: Fact, when: &'static str) -> Self {
        self.absence(fact, When::Known(when))
    }

    /// `-` is written at times; when, is not known for certain.
    pub(super) const fn perhaps_absent(self, fact: Fact, when: &'static str) -> Self {
        self.absence(fact, When::Unclear(when))
    }

    const fn absence(mut self, fact: Fact, when: When) -> Self {
        self.absence = Some(Absence { fact, when });
        self.absent_texts = &[MISSING];
        if matches!(self.unquoted, Unquoted::LikelySafe) {
            self.unquoted = Unquoted::Risky;
        }
        self
    }

    /// `-` and these texts are written where there is no value.
    pub(super) const fn written(mut self, texts: &'static [&'static str]) -> Self {
        self.absent_texts = texts;
        self
    }

    /// The longest value, in characters.
    pub(super) const fn at_most(mut self, characters: u32) -> Self {
        self.max_length = Some(characters);
        self
    }

    /// It tells something of a person.
    pub(super) const fn personal(mut self) -> Self {
        self.sensitive = Some(Sensitive::Personal);
        self
    }

    /// It opens a door.
    pub(super) const fn credential(mut self) -> Self {
        self.sensitive = Some(Sensitive::Credential);
        self
    }

    /// A value as it was seen.
    pub(super) const fn example(mut self, value: &'static str) -> Self {
        self.example = Some(value);
        self
    }

    /// The variable to write instead.
    pub(super) const fn prefer(mut self, path: &'static str) -> Self {
        self.preferred = Some(Preferred::Variable(path));
        self
    }

    /// What to write instead or beside it, where that is not simply another variable.
    pub(super) const fn advise(mut self, words: &'static str) -> Self {
        self.preferred = Some(Preferred::Advice(words));
        self
    }

    /// What else to know.
    pub(super) const fn notes(mut self, notes: &'static str) -> Self {
        self.notes = Some(notes);
        self
    }

    /// Sources besides the pages of the APIs that list it.
    pub(super) const fn also_in(mut self, sources: &'static [&'static str]) -> Self {
        self.also_in = sources;
        self
    }

    /// Its name and what it is. The free part of a family is upper-case.
    pub(super) const fn named(mut self, path: &'static str, summary: &'static str) -> Self {
        self.path = path;
        self.summary = summary;
        // No exact name ends in a capital: those that end in `DN` say `subjectDN`, a word with small letters.
        if ends_in_capitals(path) {
            self.kind = Kind::Open;
        }
        self
    }
}

/// Whether the last part of a dotted name has no small letter.
const fn ends_in_capitals(path: &str) -> bool {
    let bytes = path.as_bytes();
    let mut i = bytes.len();
    while i > 0 && bytes[i - 1] != b'.' {
        i -= 1;
        if bytes[i].is_ascii_lowercase() {
            return false;
        }
    }
    true
}
