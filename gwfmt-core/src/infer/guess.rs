//! Which variable a value is: by what the line calls it, and by what its texts can be.

use crate::api::ApiSet;
use crate::catalog::{Kind, VARIABLES, Variable, var};
use crate::texts::TextKind;

/// A variable for a value, and what speaks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guess {
    /// What the line calls the value, if it has a name there.
    pub key: Option<String>,
    /// The variable without `$context.`.
    pub path: String,
    /// The entry of the catalog that it is, or belongs to.
    pub variable: Option<&'static str>,
    /// How certain that is.
    pub certainty: Certainty,
    /// Other variables that the same speaks for, the likeliest first; three at most.
    pub others: Vec<&'static str>,
}

/// How certain a guess is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// Nothing speaks for it but that something stands there.
    Open,
    /// Its texts can be the variable's, or its name resembles it.
    Possible,
    /// Its name or its form is the variable's.
    Likely,
    /// Name and form are the variable's.
    Sure,
}

impl Certainty {
    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Certainty::Open => "open",
            Certainty::Possible => "possible",
            Certainty::Likely => "likely",
            Certainty::Sure => "sure",
        }
    }
}

/// Short names that published formats give to variables; the names of variables themselves are not among them.
const NAMES: [(&str, &str); 24] = [
    ("ip", var::IDENTITY_SOURCE_IP),
    ("clientip", var::IDENTITY_SOURCE_IP),
    ("remoteaddr", var::IDENTITY_SOURCE_IP),
    ("remoteip", var::IDENTITY_SOURCE_IP),
    ("agent", var::IDENTITY_USER_AGENT),
    ("method", var::HTTP_METHOD),
    ("verb", var::HTTP_METHOD),
    ("time", var::REQUEST_TIME),
    ("timestamp", var::REQUEST_TIME_EPOCH),
    ("epoch", var::REQUEST_TIME_EPOCH),
    ("route", var::ROUTE_KEY),
    ("resource", var::RESOURCE_PATH),
    ("uri", var::PATH),
    ("url", var::PATH),
    ("requestpath", var::PATH),
    ("domain", var::DOMAIN_NAME),
    ("host", var::DOMAIN_NAME),
    ("account", var::ACCOUNT_ID),
    ("statuscode", var::STATUS),
    ("responsestatus", var::STATUS),
    ("latency", var::RESPONSE_LATENCY),
    ("responsetime", var::RESPONSE_LATENCY),
    ("bytes", var::RESPONSE_LENGTH),
    ("size", var::RESPONSE_LENGTH),
];

/// What lines without names mostly hold, the commonest first.
const COMMON: [&str; 21] = [
    var::REQUEST_ID,
    var::EXTENDED_REQUEST_ID,
    var::IDENTITY_SOURCE_IP,
    var::REQUEST_TIME,
    var::REQUEST_TIME_EPOCH,
    var::HTTP_METHOD,
    var::RESOURCE_PATH,
    var::PATH,
    var::PROTOCOL,
    var::STATUS,
    var::RESPONSE_LENGTH,
    var::RESPONSE_LATENCY,
    var::STAGE,
    var::API_ID,
    var::DOMAIN_NAME,
    var::IDENTITY_CALLER,
    var::IDENTITY_USER,
    var::IDENTITY_USER_AGENT,
    var::INTEGRATION_LATENCY,
    var::INTEGRATION_STATUS,
    var::INTEGRATION_REQUEST_ID,
];

/// The variable of a value; nothing where all lines have the same there and it is called like no variable.
pub(super) fn variable(
    key: Option<&str>,
    values: &[&str],
    apis: ApiSet,
    taken: &[&str],
) -> Option<Guess> {
    let mut ranked: Vec<(u32, &'static Variable)> = VARIABLES
        .iter()
        .filter(|variable| variable.kind == Kind::Exact)
        .filter(|variable| apis.iter().any(|api| variable.listing(api).is_some()))
        .filter(|variable| holds(variable, values))
        .map(|variable| (weight(variable, key, values, taken), variable))
        .filter(|(weight, _)| *weight > 0)
        .collect();
    // the table is sorted by name, and so stay equals
    ranked.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    let is_constant = values.windows(2).all(|pair| pair.first() == pair.last());
    let best = ranked.first().copied();
    let called = |variable: &Variable| key.map_or(0, |key| name(variable, key));
    let is_called = best.is_some_and(|(_, variable)| called(variable) >= NAMED);
    let tells = best.is_some_and(|(_, variable)| form(variable, values) >= TELLING);
    let is_text = key.is_some() || values.len() > 1 || is_mere_mark(values);
    if is_constant && is_text && !is_called && !tells {
        return None;
    }
    let Some((_, best)) = best else {
        return Some(open(key));
    };
    let form = form(best, values);
    Some(Guess {
        key: key.map(str::to_owned),
        path: best.path.to_owned(),
        variable: Some(best.path),
        certainty: match (called(best) >= NAMED, form >= TELLING) {
            (true, true) => Certainty::Sure,
            (true, false) | (false, true) => Certainty::Likely,
            (false, false) => Certainty::Possible,
        },
        others: ranked.iter().skip(1).take(3).map(|(_, v)| v.path).collect(),
    })
}

/// A value of which nothing is known: whatever an authorizer returned may stand there.
fn open(key: Option<&str>) -> Guess {
    let name: String = key
        .unwrap_or("unknown")
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '_')
        .collect();
    let name = if name.is_empty() { "unknown" } else { &name };
    Guess {
        key: key.map(str::to_owned),
        path: format!("authorizer.{name}"),
        variable: None,
        certainty: Certainty::Open,
        others: Vec::new(),
    }
}

/// Whether one value alone is no sign of a variable: `-`.
fn is_mere_mark(values: &[&str]) -> bool {
    values.iter().all(|value| value.len() <= 1)
}

/// Whether the variable can be all of these. Escapes are not undone: what holds one may be any text.
fn holds(variable: &'static Variable, values: &[&str]) -> bool {
    let mut texts = variable.texts();
    let quoted = texts.kind == TextKind::JsonString;
    if quoted {
        texts.kind = TextKind::Any;
    }
    let is_other = |value: &&&str| {
        let is_absent = **value == "-" && variable.may_be_absent();
        !is_absent && !texts.contains(value)
    };
    // a broken line in twenty says nothing about the others
    20 * values.iter().filter(is_other).count() <= values.len()
}

/// The weight from which on a name is the variable's.
const NAMED: u32 = 60;
/// The weight from which on a form tells the variable.
const TELLING: u32 = 40;
/// The weight from which on a form says anything.
const SOMETHING: u32 = 5;

fn weight(variable: &Variable, key: Option<&str>, values: &[&str], taken: &[&str]) -> u32 {
    let name = key.map_or(0, |key| name(variable, key));
    let common = COMMON.iter().position(|path| *path == variable.path);
    let form = form(variable, values);
    // one of many that anything could be says nothing
    if name == 0 && (common.is_none() || form < SOMETHING) {
        return 0;
    }
    let rank = common.map_or(0, |at| (COMMON.len() - at) as u32);
    let weight = 3 * name + form + rank;
    if taken.contains(&variable.path) && name < 100 {
        return weight / 4;
    }
    weight
}

/// How much a name says for a variable.
fn name(variable: &Variable, key: &str) -> u32 {
    let key_path = bare(key);
    let last = bare(key.rsplit('.').next().unwrap_or(key));
    let path = bare(variable.path);
    let own = bare(variable.path.rsplit('.').next().unwrap_or(variable.path));
    let is_name = |(name, path): &(&str, &str)| *name == last && *path == variable.path;
    if key == variable.path {
        return 120;
    }
    if key_path == path || last == path {
        return 100;
    }
    if NAMES.iter().any(is_name) {
        return 80;
    }
    if last == own || path.ends_with(&key_path) && key_path.len() > 5 {
        return 70;
    }
    if last.len() > 3 && (path.contains(&last) || last.ends_with(&own) && own.len() > 3) {
        return 30;
    }
    0
}

/// Letters and digits alone, in lower case.
fn bare(name: &str) -> String {
    let kept = name.chars().filter(char::is_ascii_alphanumeric);
    kept.map(|c| c.to_ascii_lowercase()).collect()
}

/// How much the texts say for a variable.
fn form(variable: &Variable, values: &[&str]) -> u32 {
    if values.iter().all(|value| *value == "-") {
        return 0;
    }
    let is_number = |value: &str| value == "-" || value.bytes().all(|b| b.is_ascii_digit());
    let numbers = values.iter().all(|value| is_number(value));
    match variable.texts {
        // other texts are no numbers, though they could be
        TextKind::Host | TextKind::Word | TextKind::Alnum | TextKind::Token if numbers => 1,
        TextKind::Time | TextKind::Ip | TextKind::CertTime => 60,
        TextKind::EpochMillis if values.iter().all(|value| value.len() == 13) => 55,
        TextKind::AccountId | TextKind::OneOf | TextKind::Method => 45,
        TextKind::Status => 42,
        TextKind::Id if values.iter().all(|value| is_identifier(variable, value)) => 45,
        TextKind::Path | TextKind::Resource | TextKind::RouteKey => 25,
        TextKind::EpochMillis => 0,
        TextKind::Integer | TextKind::Boolean => 15,
        TextKind::Any | TextKind::JsonString | TextKind::Nothing | TextKind::Id => 1,
        _ if variable.path == var::PROTOCOL => {
            let is_protocol = |value: &str| value.starts_with("HTTP/") || value == "WEBSOCKET";
            if values.iter().all(|value| is_protocol(value)) {
                45
            } else {
                2
            }
        }
        _ => 5,
    }
}

/// Whether a text is a UUID for the request id, and the shorter form for the extended one.
fn is_identifier(variable: &Variable, value: &str) -> bool {
    let is_uuid = value.len() == 36 && value.bytes().filter(|b| *b == b'-').count() == 4;
    match variable.path {
        var::REQUEST_ID => is_uuid || value.ends_with('='),
        var::EXTENDED_REQUEST_ID => value.ends_with('=') && value.len() <= 24,
        _ => false,
    }
}
