//! What an entry of the table of variables says.

use super::{Fact, VARIABLES, page};
use crate::api::Api;
use crate::texts::{TextKind, Texts};

/// A variable of access logs.
#[derive(Clone, Copy, Debug)]
pub struct Variable {
    /// Its name without `$context.`; the last part of an open family is upper-case: `authorizer.claims.PROPERTY`.
    pub path: &'static str,
    /// One name, or a family with a free last part.
    pub kind: Kind,
    /// The type of its value.
    pub ty: Type,
    /// The texts its value is written as, absence left out.
    pub texts: TextKind,
    /// How the page of each API lists it, in the order of [`Api::ALL`].
    pub(super) listings: [Option<Listing>; 3],
    /// The unit, where the page states one.
    pub unit: Option<Unit>,
    /// The values of an enumeration.
    pub values: &'static [&'static str],
    /// What it takes for it to have a value; nothing for one that always has one.
    pub absence: Option<Absence>,
    /// What is written where it has no value.
    pub absent_texts: &'static [&'static str],
    /// The longest value, in characters, where known.
    pub max_length: Option<u32>,
    /// Whether it should be logged with care.
    pub sensitive: Option<Sensitive>,
    /// What to write instead, or beside it.
    pub preferred: Option<Preferred>,
    /// Whether it may be written unquoted as a JSON value.
    pub unquoted: Unquoted,
    /// A value as it was seen.
    pub example: Option<&'static str>,
    /// What it is, in a sentence.
    pub summary: &'static str,
    /// What else to know.
    pub notes: Option<&'static str>,
    /// Where the facts come from, besides the pages of the APIs that list it.
    pub(super) also_in: &'static [&'static str],
}

impl Variable {
    /// The entry of an exact name.
    pub fn find(path: &str) -> Option<&'static Variable> {
        let at = VARIABLES.binary_search_by(|v| v.path.cmp(path)).ok()?;
        Some(&VARIABLES[at])
    }

    /// How the page of `api` lists it, if it does.
    pub const fn listing(&self, api: Api) -> Option<&Listing> {
        self.listings[api as usize].as_ref()
    }

    /// How the pages list it, in the order of [`Api::ALL`].
    pub fn listings(&self) -> impl Iterator<Item = &Listing> {
        self.listings.iter().flatten()
    }

    /// The APIs whose pages list it, as a sentence says them: `REST and WebSocket`.
    pub fn apis(&self) -> String {
        let titles: Vec<_> = self.listings().map(|l| l.api.title()).collect();
        match titles.as_slice() {
            [] => String::new(),
            [one] => (*one).to_owned(),
            [head @ .., last] => format!("{} and {last}", head.join(", ")),
        }
    }

    /// Whether `-` may be written instead of a value.
    pub const fn may_be_absent(&self) -> bool {
        self.absence.is_some()
    }

    /// When that happens.
    pub fn absent_when(&self) -> Option<When> {
        self.absence.map(|absence| absence.when)
    }

    /// Whether a client or a backend controls the text.
    pub const fn free_text(&self) -> bool {
        matches!(
            self.texts,
            TextKind::Any | TextKind::JsonString | TextKind::Path
        )
    }

    /// Where the facts come from: today's pages that list it, and others.
    pub fn sources(&self) -> impl Iterator<Item = &'static str> {
        let today = self.listings().filter(|l| l.status == DocStatus::Current);
        let pages = today.map(|listing| page(listing.api));
        pages.chain(self.also_in.iter().copied())
    }

    /// The texts that may be written in its place, absence included.
    pub fn texts(&'static self) -> Texts {
        Texts {
            kind: self.texts,
            values: self.values,
            absent: self.absent_texts,
            example: self.example,
        }
    }

    /// For an open family, the part before the free one with its dot: `authorizer.claims.`.
    pub fn family_prefix(&self) -> &'static str {
        match (self.kind, self.path.rfind('.')) {
            (Kind::Open, Some(dot)) => &self.path[..=dot],
            _ => self.path,
        }
    }
}

/// Whether an entry is one name or a family of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The path is the name.
    Exact,
    /// The last part is the user's: a claim, a header, a key.
    Open,
}

/// The type of a variable's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Type {
    String,
    Id,
    Arn,
    Integer,
    HttpStatus,
    EpochMillis,
    ClfTime,
    Ip,
    Enum,
    Boolean,
    Json,
}

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Unit {
    Milliseconds,
    Bytes,
}

impl Unit {
    /// The word of reports: `ms`, `bytes`.
    pub const fn name(self) -> &'static str {
        match self {
            Unit::Milliseconds => "ms",
            Unit::Bytes => "bytes",
        }
    }
}

/// How the page of one API lists a variable.
#[derive(Clone, Copy, Debug)]
pub struct Listing {
    /// The API.
    pub api: Api,
    /// Whether today's page has it.
    pub status: DocStatus,
    /// The date or year from which a page has it.
    pub since: Option<&'static str>,
    /// The variable whose value it repeats on this API.
    pub alias_of: Option<Alias>,
    /// What it means on this API, where that differs.
    pub meaning: Option<&'static str>,
}

/// What a variable repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alias {
    /// The value of this variable.
    Same(&'static str),
    /// The value of this variable, in quotes and escaped.
    Quoted(&'static str),
}

impl Alias {
    /// The name of the variable.
    pub const fn path(self) -> &'static str {
        match self {
            Alias::Same(path) | Alias::Quoted(path) => path,
        }
    }

    /// The name of the variable if the value is repeated byte for byte.
    pub const fn same(self) -> Option<&'static str> {
        match self {
            Alias::Same(path) => Some(path),
            Alias::Quoted(_) => None,
        }
    }
}

/// Why a variable may have no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Absence {
    /// What has to be so for it to have one.
    pub fact: Fact,
    /// In which cases it has none.
    pub when: When,
}

/// When a variable has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// In this case.
    Known(&'static str),
    /// It is not known, or not for certain: what can be said.
    Unclear(&'static str),
}

impl When {
    /// The words.
    pub const fn words(self) -> &'static str {
        match self {
            When::Known(words) | When::Unclear(words) => words,
        }
    }
}

/// Whether today's page lists a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocStatus {
    /// It does.
    Current,
    /// Only older pages did; the words say when.
    OlderOnly(&'static str),
}

/// What to write instead of a variable, or beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preferred {
    /// This variable, in every case.
    Variable(&'static str),
    /// It depends: a person has to read it.
    Advice(&'static str),
}

impl Preferred {
    /// The words, which are the name alone for a variable.
    pub const fn words(self) -> &'static str {
        match self {
            Preferred::Variable(words) | Preferred::Advice(words) => words,
        }
    }
}

/// Why a variable should be logged with care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sensitive {
    /// It tells something of a person.
    Personal,
    /// It opens a door.
    Credential,
}

/// Whether a variable may be written unquoted as a JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unquoted {
    /// It is text.
    No,
    /// It is a number that may be `-`.
    Risky,
    /// It is a number that is always there.
    LikelySafe,
    /// It brings its own quotes; the words say more.
    OwnQuotes(&'static str),
}
