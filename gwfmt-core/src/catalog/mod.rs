//! The catalog: what each `$context` name means, for each type of API.
//!
//! The tables are facts gathered from AWS's pages and from public reports; [`resolve`] finds what a name of a format is.

mod known;
mod meant;
mod outside;
mod placeholder;
mod resolve;
mod variables;

pub use known::{ACCEPTED, DISAGREEMENTS, NOT_IN_LOGS, REFUSED, WRONG_NAMES};
pub use meant::{Meant, meant, runs_on};
pub use outside::{Outside, outside};
pub use placeholder::placeholder;
pub use resolve::{Meaning, Resolution, nearest, resolve};
pub use variables::VARIABLES;

use crate::api::Api;
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
    pub absent_when: Option<&'static str>,
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
    pub alias_of: Option<&'static str>,
    /// What it means on this API, where that differs.
    pub meaning: Option<&'static str>,
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

/// A name that public formats use by mistake.
#[derive(Clone, Copy, Debug)]
pub struct WrongName {
    /// The name, or several with ` / ` or `, ` between them.
    pub wrong: &'static str,
    /// What was probably meant, in words.
    pub instead: Option<&'static str>,
    /// Where it was seen.
    pub seen: &'static str,
}

/// A name of another part of API Gateway.
#[derive(Clone, Copy, Debug)]
pub struct NotInLogs {
    /// The name or the family.
    pub name: &'static str,
    /// How it is written.
    pub examples: &'static [&'static str],
    /// Why it has no meaning in a format.
    pub why: &'static str,
    /// The page that says so.
    pub source: &'static str,
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

/// Something that is refused at deployment.
#[derive(Clone, Copy, Debug)]
pub struct Refused {
    /// The name, when it is about one.
    pub path: Option<&'static str>,
    /// On which APIs.
    pub apis: &'static [Api],
    /// What is refused.
    pub rule: &'static str,
    /// AWS's words.
    pub error: Option<&'static str>,
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
