//! What a value of a service may be: by the variables in it several things, or something that the files do not say.

use gwfmt_core::span::SourceSpan;
use gwfmt_core::text::FormatText;

use super::file::At;
use crate::limits::BRANCHES;
use crate::reason::Reason;

/// A value.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// A scalar with its variables filled in.
    Text(FormatText),
    /// Anything else: an object, a list, a function of CloudFormation.
    Node(At),
}

/// A value that is known, and how it is reached.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) value: Value,
    /// Where it is.
    pub(super) place: SourceSpan,
    /// The values that lead to it, the last one first.
    pub(super) via: Vec<SourceSpan>,
    /// What to know about how its text came about.
    pub(super) remarks: Vec<&'static str>,
}

/// All that a value may be.
#[derive(Clone, Debug, Default)]
pub(super) struct Choices {
    pub(super) known: Vec<Known>,
    /// Why it may be something else too, and the value that says so.
    pub(super) unknown: Option<(Reason, SourceSpan)>,
    /// Whether it may be that there is nothing.
    pub(super) may_be_missing: bool,
}

impl Choices {
    pub(super) fn one(value: Value, place: SourceSpan) -> Self {
        let known = Known {
            value,
            place,
            via: Vec::new(),
            remarks: Vec::new(),
        };
        Self {
            known: vec![known],
            ..Self::default()
        }
    }

    pub(super) fn unknown(reason: Reason, place: SourceSpan) -> Self {
        Self {
            unknown: Some((reason, place)),
            ..Self::default()
        }
    }

    /// Adds what it may be besides. Of more than are read the first are kept.
    pub(super) fn add(&mut self, other: Choices) {
        for one in other.known {
            let is_there = self.known.iter().any(|known| {
                known.place == one.place
                    && match (&known.value, &one.value) {
                        (Value::Text(a), Value::Text(b)) => a == b,
                        (Value::Node(a), Value::Node(b)) => a.id == b.id,
                        _ => false,
                    }
            });
            if !is_there && self.known.len() < 2 * BRANCHES {
                self.known.push(one);
            }
        }
        if self.unknown.is_none() {
            self.unknown = other.unknown;
        }
        self.may_be_missing |= other.may_be_missing;
    }

    /// The same, reached through these values.
    pub(super) fn through(mut self, via: &[SourceSpan]) -> Self {
        for one in &mut self.known {
            let new = via.iter().filter(|place| **place != one.place);
            let new: Vec<SourceSpan> = new.copied().collect();
            one.via.extend(new);
        }
        if let (Some((_, place)), Some(outer)) = (&mut self.unknown, via.last()) {
            *place = *outer;
        }
        self
    }

    /// Those that are texts.
    pub(super) fn texts(&self) -> Vec<FormatText> {
        let known = self.known.iter();
        let texts = known.filter_map(|one| match &one.value {
            Value::Text(text) => Some(text.clone()),
            Value::Node(_) => None,
        });
        texts.collect()
    }

    /// Those that are objects, lists and functions.
    pub(super) fn nodes(&self) -> impl Iterator<Item = &At> {
        self.known.iter().filter_map(|one| match &one.value {
            Value::Node(at) => Some(at),
            Value::Text(_) => None,
        })
    }
}
