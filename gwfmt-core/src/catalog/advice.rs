//! What to do about a name that no page lists: one answer, which `lint` and `explain` give alike.

use super::{Meaning, Meant, Variable, family, meant, resolve, runs_on};
use crate::api::ApiSet;

/// What to do about a name that no page lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Advice {
    /// Write this instead: the name without `$context.`.
    Write(String),
    /// Leave it out: nothing else can be written.
    LeaveOut,
    /// The name that it begins with, and what it goes on with by accident.
    EndsTooLate(&'static str, String),
    /// What is nested in a claim or a key cannot be reached.
    Nested,
    /// Nothing is known of it.
    Unknown,
}

/// The advice for `path`, a name without `$context.`, and the words that say it.
pub fn advice(path: &str, apis: ApiSet) -> (Advice, String) {
    let meant = meant(path, apis);
    // A name that was seen elsewhere beats one that runs on; so does a near one, unless it goes on with a text (`requestId_`).
    if meant.why.is_none()
        && let Some(known) = runs_on(path)
    {
        let rest = &path[known.path.len()..];
        let is_near = meant.path.as_deref() == Some(known.path);
        if meant.path.is_none() || is_near && is_text(rest) {
            return ends_too_late(known, path);
        }
    }
    match &meant.path {
        Some(new) => write(new, &meant, apis),
        None => match meant.why {
            Some(why) => (
                Advice::LeaveOut,
                format!("remove it: {}", why.words(apis)),
            ),
            None if path.starts_with(family::AUTHORIZER) => (
                Advice::Nested,
                "a claim or a key of the authorizer's context is a single name after the last dot: nested values cannot be reached"
                    .to_owned(),
            ),
            None => (
                Advice::Unknown,
                "no variable has a name like this; `gwfmt variables` lists all of them".to_owned(),
            ),
        },
    }
}

fn write(new: &str, meant: &Meant, apis: ApiSet) -> (Advice, String) {
    let because = meant
        .why
        .map_or_else(String::new, |why| format!("{}; ", why.words(apis)));
    if let Meaning::OtherApi(variable) = resolve(new, apis).meaning {
        let words = format!(
            "remove it: {because}`$context.{new}` exists on {} APIs only",
            variable.apis()
        );
        return (Advice::LeaveOut, words);
    }
    let mut names = format!("`$context.{new}`");
    for other in &meant.others {
        names.push_str(&format!(" or `$context.{other}`"));
    }
    let words = format!("{because}did you mean {names}?");
    (Advice::Write(new.to_owned()), words)
}

/// Whether what follows a name was meant as text: a delimiter, or the unit of a number. Else it is a slip: `statuss`.
fn is_text(rest: &str) -> bool {
    rest.starts_with(['_', '-', '.']) || UNITS.contains(&rest.to_ascii_lowercase().as_str())
}

const UNITS: &[&str] = &["ms", "msec", "sec", "b", "kb", "bytes"];

/// `requestId_`, `responseLatencyms`, `requestId.x`.
fn ends_too_late(known: &'static Variable, path: &str) -> (Advice, String) {
    let (name, rest) = (known.path, &path[known.path.len()..]);
    let words = if rest.starts_with('.') {
        format!("`$context.{name}` has no parts: write it alone")
    } else {
        format!(
            "a name runs as far as its characters allow: put a space or another delimiter after `$context.{name}`"
        )
    };
    (Advice::EndsTooLate(name, rest.to_owned()), words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_to_do_about_a_name() {
        let of = |path| advice(path, ApiSet::ANY);
        let write = |path: &str| Advice::Write(path.to_owned());
        let too_late = |rest: &str| Advice::EndsTooLate("requestId", rest.to_owned());
        for (path, advice, words) in [
            ("statsu", write("status"), "did you mean `$context.status`?"),
            (
                "error.statusCode",
                write("status"),
                "or `$context.error.responseType`?",
            ),
            // one letter too many
            (
                "statuss",
                write("status"),
                "did you mean `$context.status`?",
            ),
            (
                "requestIds",
                write("requestId"),
                "did you mean `$context.requestId`?",
            ),
            (
                "responseLatencyms",
                Advice::EndsTooLate("responseLatency", "ms".to_owned()),
                "put a space or another delimiter after",
            ),
            (
                "requestIdBehindIt",
                too_late("BehindIt"),
                "put a space or another delimiter after",
            ),
            (
                "requestId_",
                too_late("_"),
                "put a space or another delimiter after",
            ),
            (
                "requestId.x",
                too_late(".x"),
                "has no parts: write it alone",
            ),
            ("request.header.x", Advice::LeaveOut, "remove it: "),
            (
                "authorizer.tenant.region.x",
                Advice::Nested,
                "nested values cannot be reached",
            ),
            (
                "gibberish",
                Advice::Unknown,
                "no variable has a name like this",
            ),
        ] {
            let (found, said) = of(path);
            assert_eq!(found, advice, "{path}: {said}");
            assert!(said.contains(words), "{path}: {said}");
        }
    }
}
