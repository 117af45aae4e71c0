//! The catalog: what each `$context` name means, for each type of API.
//!
//! The tables are facts gathered from AWS's pages and from public reports; [`resolve`] finds what a name of a format is.

mod advice;
mod known;
mod meant;
mod outside;
mod placeholder;
mod resolve;
mod variables;

pub use advice::{Advice, advice};
pub use known::{ACCEPTED, DISAGREEMENTS, REFUSED, WRONG_NAMES};
pub use meant::{Meant, meant, runs_on};
pub use outside::{Namespace, Outside, outside};
pub use placeholder::placeholder;
pub use resolve::{Meaning, Resolution, nearest, resolve};
pub use variables::VARIABLES;

use crate::api::{Api, ApiSet};
use crate::texts::{TextKind, Texts};

/// The page that lists the variables of REST APIs.
pub const REST_VARIABLES: &str = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html";
/// The page that lists the variables of HTTP APIs.
pub const HTTP_VARIABLES: &str =
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html";
/// The page that lists the variables of WebSocket APIs.
pub const WEBSOCKET_LOGGING: &str =
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-logging.html";

/// What a variable without a value is written as.
pub const MISSING: &str = "-";

/// One of these must stand in every format.
pub const REQUIRED_ANY_OF: [&str; 2] = ["requestId", "extendedRequestId"];

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
    /// The APIs whose pages list it.
    pub listings: &'static [Listing],
    /// `ms` or `bytes`, where the page states one.
    pub unit: Option<&'static str>,
    /// The values of an enumeration.
    pub values: &'static [&'static str],
    /// Whether `-` may be written instead of a value.
    pub may_be_absent: bool,
    /// When that happens.
    pub absent_when: Option<When>,
    /// Whether a client or a backend chooses the text.
    pub free_text: bool,
    /// The longest value, in characters, where known.
    pub max_length: Option<u32>,
    /// Whether it should be logged with care.
    pub sensitive: Option<Sensitive>,
    /// What to write instead, or beside it.
    pub preferred: Option<&'static str>,
    /// Whether it may stand unquoted as a JSON value.
    pub unquoted: Unquoted,
    /// A value as it was seen.
    pub example: Option<&'static str>,
    /// What it is, in a sentence.
    pub summary: &'static str,
    /// What else to know.
    pub notes: Option<&'static str>,
    /// Where the facts come from.
    pub sources: &'static [&'static str],
}

impl Variable {
    /// What the entries of the table leave out.
    const NONE: Variable = Variable {
        path: "",
        kind: Kind::Exact,
        ty: Type::String,
        texts: TextKind::Any,
        listings: &[],
        unit: None,
        values: &[],
        may_be_absent: false,
        absent_when: None,
        free_text: false,
        max_length: None,
        sensitive: None,
        preferred: None,
        unquoted: Unquoted::No,
        example: None,
        summary: "",
        notes: None,
        sources: &[],
    };

    /// The entry of an exact name.
    pub fn find(path: &str) -> Option<&'static Variable> {
        let at = VARIABLES.binary_search_by(|v| v.path.cmp(path)).ok()?;
        Some(&VARIABLES[at])
    }

    /// How the page of `api` lists it, if it does.
    pub fn listing(&self, api: Api) -> Option<&'static Listing> {
        self.listings.iter().find(|listing| listing.api == api)
    }

    /// The APIs whose pages list it, as a sentence says them: `REST and WebSocket`.
    pub fn apis(&self) -> String {
        let titles: Vec<_> = self.listings.iter().map(|l| l.api.title()).collect();
        match titles.as_slice() {
            [] => String::new(),
            [one] => (*one).to_owned(),
            [head @ .., last] => format!("{} and {last}", head.join(", ")),
        }
    }

    /// The texts that may stand in its place, absence included.
    pub fn texts(&'static self) -> Texts {
        Texts {
            kind: self.texts,
            values: self.values,
            absent: if self.path == "customDomain.basePathMatched" {
                &["-", "(none)"]
            } else if self.may_be_absent {
                &["-"]
            } else {
                &[]
            },
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

/// Why a variable should be logged with care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sensitive {
    /// It tells something of a person.
    Personal,
    /// It opens a door.
    Credential,
}

/// Whether a variable may stand unquoted as a JSON value.
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

/// A name that formats use by mistake.
#[derive(Clone, Copy, Debug)]
pub struct WrongName {
    /// The name without `$context.`.
    pub name: &'static str,
    /// What to write instead.
    pub instead: Instead,
    /// Where it comes from, or why nothing can be written instead.
    pub why: Option<Why>,
}

/// What to write instead of a wrong name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instead {
    /// This variable.
    Path(&'static str),
    /// One of these, the likelier first.
    OneOf(&'static [&'static str]),
    /// Another one on each type of API.
    ApiSpecific(&'static [(Api, &'static str)]),
    /// Nothing: no variable holds it.
    Nothing,
}

impl Instead {
    /// The variables, in the order in which they are offered for these types of API.
    pub fn paths(self, apis: ApiSet) -> Vec<&'static str> {
        match self {
            Instead::Path(path) => vec![path],
            Instead::OneOf(paths) => paths.to_vec(),
            Instead::ApiSpecific(paths) => {
                let mut found = Vec::new();
                for (_, path) in paths.iter().filter(|(api, _)| apis.has(*api)) {
                    if !found.contains(path) {
                        found.push(*path);
                    }
                }
                found
            }
            Instead::Nothing => Vec::new(),
        }
    }
}

/// Where a wrong name comes from, or why no variable holds what was wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is a name of the `requestContext` of Lambda events.
    Event,
    /// It is a name of nginx.
    Nginx,
    /// It is an expression of parameter mapping.
    Mapping,
    /// Headers of one's choice cannot be logged.
    Headers,
    /// No content of requests and responses can be logged.
    NoContent,
    /// The size of a request cannot be logged.
    NoSize,
}

impl Why {
    /// The words, for these types of API.
    pub fn words(self, apis: ApiSet) -> &'static str {
        match self {
            Why::Event => {
                "this is a name of the `requestContext` of Lambda events, not of access logs"
            }
            Why::Nginx => "this is a name of nginx",
            Why::Mapping => "this is an expression of parameter mapping",
            Why::Headers if apis.has(Api::Rest) => {
                "no variable holds a header of one's choice, but a Lambda authorizer can return one, which is then `$context.authorizer.<key>`, or a mapping template set one as an override, which is then `$context.requestOverride.header.<name>`"
            }
            Why::Headers => {
                "no variable holds a header of one's choice, but a Lambda authorizer can return one, which is then `$context.authorizer.<key>`"
            }
            Why::NoContent => {
                "access logs hold no headers, no query string, no body and no stage variables"
            }
            Why::NoSize => "no variable holds the size of a request",
        }
    }
}

/// A name that is taken although no page lists it.
#[derive(Clone, Copy, Debug)]
pub struct Accepted {
    /// The name.
    pub path: &'static str,
    /// On which APIs.
    pub apis: &'static [Api],
    /// What is logged.
    pub behaviour: &'static str,
    /// Where that is reported.
    pub source: &'static str,
}

/// A variable that is listed, and was refused at deployment.
#[derive(Clone, Copy, Debug)]
pub struct Refused {
    /// The name.
    pub path: &'static str,
    /// On which APIs.
    pub apis: &'static [Api],
    /// What was seen.
    pub seen: &'static str,
    /// Where that is reported.
    pub source: &'static str,
}

/// Pages that contradict each other or their older selves.
#[derive(Clone, Copy, Debug)]
pub struct Disagreement {
    /// A short name.
    pub id: &'static str,
    /// What it is about.
    pub topic: &'static str,
    /// What was or is said at one place.
    pub old: &'static str,
    /// What is said at the other.
    pub new: &'static str,
}
