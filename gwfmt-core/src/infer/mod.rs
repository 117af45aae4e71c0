//! From lines of an unknown format to formats that may have written them.
//!
//! In: some lines of a log. Out: proposals, each with what speaks for every variable. Whether the lines are read by a
//! proposal is for the caller to try: it reads them.

mod guess;
mod json;
mod skeleton;
mod words;
mod xml;

pub use guess::{Certainty, Guess};

use crate::api::{Api, ApiSet};
use crate::catalog::{REQUIRED_ANY_OF, Variable};
use crate::model::{Model, Use};
use crate::samples::samples;
use crate::span::SourceId;
use crate::text::FormatText;
use skeleton::{Piece, Skeleton};

/// Lines that are looked at; more say hardly more.
pub const LINES: usize = 1_000;

/// A longer line is not looked at.
pub const LINE_BYTES: usize = 65_536;

/// A format that may have written the lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The format.
    pub text: String,
    /// The types of API whose variables these are.
    pub apis: ApiSet,
    /// Why each variable, in the order of the format.
    pub guesses: Vec<Guess>,
    /// Members whose value is taken for text of the format: it is the same in all lines, and nothing that a variable would be called.
    pub fixed: Vec<Fixed>,
    /// How many of the lines have the same text around their values.
    pub lines: usize,
}

/// A member whose value is taken for text of the format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// Its name.
    pub key: String,
    /// Its value.
    pub value: String,
}

impl Proposal {
    /// The least certain of its variables. That a value is always the same is no more than possible after one line.
    pub fn certainty(&self) -> Certainty {
        let all = self.guesses.iter().map(|guess| guess.certainty);
        let least = all.min().unwrap_or(Certainty::Open);
        if self.lines == 1 && !self.fixed.is_empty() {
            return least.min(Certainty::Possible);
        }
        least
    }

    /// Whether it has a request id, without which API Gateway takes no format.
    pub fn has_request_id(&self) -> bool {
        let paths = self.guesses.iter().filter_map(|guess| guess.variable);
        paths
            .into_iter()
            .any(|path| REQUIRED_ANY_OF.contains(&path))
    }
}

/// The formats that may have written these lines, the likeliest first. Empty where the lines have nothing in common.
///
/// ```
/// use gwfmt_core::api::ApiSet;
/// use gwfmt_core::infer::{Certainty, propose};
///
/// let lines = [
///     r#"{"requestId":"a1","ip":"192.0.2.1","status":200}"#,
///     r#"{"requestId":"b2","ip":"192.0.2.7","status":504}"#,
/// ];
/// let proposals = propose(&lines, ApiSet::ANY);
/// let expected = r#"{"requestId":"$context.requestId","ip":"$context.identity.sourceIp","status":$context.status}"#;
/// assert_eq!(proposals[0].text, expected);
/// assert_eq!(proposals[0].certainty(), Certainty::Likely);
/// ```
pub fn propose(lines: &[&str], apis: ApiSet) -> Vec<Proposal> {
    let lines: Vec<&str> = lines
        .iter()
        .map(|line| line.trim_end_matches(['\r', '\n']))
        .filter(|line| !line.trim().is_empty() && line.len() <= LINE_BYTES)
        .take(LINES)
        .collect();
    let mut proposals = Vec::new();
    let mut read = |reader: fn(&str) -> Option<Skeleton>| {
        let skeletons: Vec<Skeleton> = lines.iter().filter_map(|line| reader(line)).collect();
        proposals.extend(proposal(&skeletons, apis));
        2 * skeletons.len() > lines.len()
    };
    // what most lines are by a strict reader they are
    if !read(json::read) && !read(xml::read) {
        read(words::columns);
        read(words::tokens);
    }
    // sorted, so that of equals the stricter reader's comes first
    let likely = |one: &Proposal| {
        let guesses = one.guesses.iter();
        guesses
            .filter(|guess| guess.certainty >= Certainty::Likely)
            .count()
    };
    proposals.sort_by_key(|one| std::cmp::Reverse((one.lines, likely(one))));
    proposals.dedup_by(|one, other| one.text == other.text);
    proposals
}

/// AWS's sample formats for these types of API, each once. Lines without names say little by themselves: whoever reads lines
/// tries these first.
pub fn well_known(apis: ApiSet) -> Vec<Proposal> {
    let mut proposals: Vec<Proposal> = Vec::new();
    for sample in samples().into_iter().filter(|sample| apis.has(sample.api)) {
        if proposals.iter().any(|one| one.text == sample.text) {
            continue;
        }
        let text = FormatText::verbatim(SourceId(0), 0, &sample.text);
        let model = Model::new(&text, ApiSet::one(sample.api));
        let guess = |used: &Use| Guess {
            key: None,
            path: model.path(used).to_owned(),
            variable: used.resolution.variable().map(|variable| variable.path),
            certainty: Certainty::Likely,
            others: Vec::new(),
        };
        let guesses = model.uses.iter().map(guess).collect();
        proposals.push(Proposal {
            guesses,
            apis: ApiSet::one(sample.api),
            fixed: Vec::new(),
            lines: 0,
            text: sample.text,
        });
    }
    proposals
}

/// The format of the lines that share the commonest skeleton.
fn proposal(skeletons: &[Skeleton], apis: ApiSet) -> Option<Proposal> {
    let first = commonest(skeletons)?;
    let alike: Vec<&Skeleton> = skeletons.iter().filter(|one| one.is_like(first)).collect();
    let columns: Vec<Vec<&str>> = (0..first.values())
        .map(|at| alike.iter().filter_map(|one| one.value(at)).collect())
        .collect();
    let mut text = String::new();
    let mut guesses = Vec::new();
    let mut fixed = Vec::new();
    let mut taken: Vec<&str> = Vec::new();
    let mut number = 0;
    for piece in &first.pieces {
        match piece {
            Piece::Text(literal) => text.push_str(literal),
            Piece::Value { key, text: value } => {
                let values = columns.get(number).map_or(&[][..], Vec::as_slice);
                number += 1;
                if let Some(guess) = guess::variable(key.as_deref(), values, apis, &taken) {
                    taken.extend(guess.variable);
                    text.push_str("$context.");
                    text.push_str(&guess.path);
                    guesses.push(guess);
                } else {
                    fixed.extend(key.clone().map(|key| Fixed {
                        key,
                        value: value.clone(),
                    }));
                    text.push_str(value);
                }
            }
        }
    }
    // a form of which nothing is known says no more than that there are words
    if guesses
        .iter()
        .all(|guess| guess.certainty == Certainty::Open)
    {
        return None;
    }
    let listed = |api: Api| {
        let mut paths = guesses.iter().filter_map(|guess| guess.variable);
        paths
            .all(|path| Variable::find(path).is_none_or(|variable| variable.listing(api).is_some()))
    };
    let fitting: Vec<Api> = apis.iter().filter(|api| listed(*api)).collect();
    Some(Proposal {
        text,
        apis: ApiSet::of(&fitting).unwrap_or(apis),
        guesses,
        fixed,
        lines: alike.len(),
    })
}

/// The skeleton that most lines have; of several the first.
fn commonest(skeletons: &[Skeleton]) -> Option<&Skeleton> {
    let mut kinds: Vec<(&Skeleton, usize)> = Vec::new();
    for one in skeletons {
        match kinds.iter().position(|(kind, _)| kind.is_like(one)) {
            Some(at) => kinds[at].1 += 1,
            // log groups hold a few formats; a hundred kinds of lines are none
            None if kinds.len() < 100 => kinds.push((one, 1)),
            None => {}
        }
    }
    let most = kinds.iter().map(|(_, count)| *count).max()?;
    kinds
        .into_iter()
        .find(|(_, count)| *count == most)
        .map(|(kind, _)| kind)
}

#[cfg(test)]
mod tests;
