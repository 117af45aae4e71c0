//! A run as data: what was looked at and what was found, all owned. Reports are functions over it.
//!
//! Nothing here is drawn, and nothing here needs a file again. What is kept of a file are the few lines around a finding
//! ([`Passage`]), so memory grows with the findings and not with the files.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use gwfmt_carriers::Why;
use gwfmt_carriers::recognise::NotRead;
use gwfmt_core::api::ApiSet;
use gwfmt_core::limits;
use gwfmt_core::model::Extent;
use gwfmt_core::span::Span;
use gwfmt_core::text::HOLE;

use crate::check::account::Account;
use crate::check::finding::{Finding, Said, Suppressed};
use crate::check::place::Place;
use crate::check::unit::{Read, Unit};

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Run {
    /// After [`Run::settle`] in the order of their places.
    pub(crate) formats: Vec<Format>,
    /// Formats of which nothing is known; in the same order.
    pub(crate) unknown: Vec<Unknown>,
    pub(super) findings: Vec<Finding>,
    /// What a baseline accepts of what was found; in the same order.
    pub(crate) accepted: Vec<Finding>,
    /// Whether a baseline was asked.
    pub(crate) has_baseline: bool,
    /// Where each finding is, by what it says.
    said: HashMap<Arc<Said>, usize>,
    /// What files ask to leave out; in the same order.
    pub(crate) suppressed: Vec<Suppressed>,
    pub(super) account: Account,
    /// Files and bytes where values stand of which a call, or a file of values, says what becomes of them.
    called: HashSet<(Arc<str>, usize)>,
    /// What a format passes through to which a file of values, or a caller, gives a text: by the address without the calls
    /// that say it.
    answered: HashSet<(String, Arc<str>, usize)>,
    /// Files and lines from which on something was not read, whatever the reason.
    pub(crate) unread: BTreeSet<(Arc<str>, usize)>,
    /// Files that were named and are not read, each with the reason.
    pub(crate) not_read: Vec<(String, NotRead)>,
    /// Files that were asked for and could not be read: what kept us.
    pub(crate) failures: Vec<String>,
    /// The number of files that were looked at.
    pub(crate) looked_at: usize,
    /// What was read at once, when it is to be read again.
    pub(crate) units: BTreeMap<Unit, Read>,
}

/// A format. Two are the same when all of this is: the module that is called twice gives one where both calls give the
/// same text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Format {
    pub(crate) place: Place,
    /// Its name in the file; empty when the file is the format.
    pub(crate) address: String,
    /// Shared by all formats that are the same text.
    pub(crate) content: Arc<Content>,
    /// What to know about how the text was computed.
    pub(crate) remarks: Vec<String>,
}

/// What a format says, wherever it is used.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Content {
    pub(crate) text: Text,
    pub(crate) apis: ApiSet,
    pub(crate) extent: Extent,
    /// As `Shape::name` says.
    pub(crate) shape: &'static str,
    /// The parts that only the deployment knows; none when the run does not keep them.
    pub(crate) holes: Vec<Hole>,
    /// The places that the text came from, when the run keeps them.
    pub(crate) pieces: Vec<(Arc<str>, Span)>,
}

/// The text of a format.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Text {
    Whole(Box<str>),
    /// Its bytes are counted and not kept: it is far longer than API Gateway takes, and no report asked for it.
    Long(usize),
}

impl Text {
    /// The text, unless it is long and nobody needs it.
    pub(crate) fn new(text: &str, needed: bool) -> Self {
        if needed || text.len() <= limits::TEXT_KEPT {
            Text::Whole(text.into())
        } else {
            Text::Long(text.len())
        }
    }

    /// The number of bytes.
    pub(crate) fn len(&self) -> usize {
        match self {
            Text::Whole(text) => text.len(),
            Text::Long(len) => *len,
        }
    }
}

/// A part of a format that only the deployment knows.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Hole {
    /// Where it stands in the text, in characters.
    pub(crate) at: usize,
    /// The expression that fills it, as the file writes it.
    pub(crate) expression: String,
    pub(crate) place: Place,
}

/// A format of which nothing is known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Unknown {
    pub(crate) place: Place,
    pub(crate) address: String,
    pub(crate) why: Why,
    /// The same in words.
    pub(crate) reason: String,
    /// The value of the stage, and the calls that lead to it.
    route: Vec<Place>,
}

impl Unknown {
    pub(crate) fn new(unknown: &gwfmt_carriers::Unknown, place: Place, via: Vec<Place>) -> Self {
        Self {
            address: unknown.address.clone(),
            why: unknown.why,
            reason: unknown.reason.clone(),
            // without a call the place is the value of the stage
            route: if via.is_empty() {
                vec![place.clone()]
            } else {
                via
            },
            place,
        }
    }
}

/// The formats without those of which another one says more: the same value, read by itself and with what fills it in.
fn without_vaguer(formats: &[Format]) -> Vec<Format> {
    let is_vaguer = |one: &Format, other: &Format| {
        let (one, other) = (&one.content, &other.content);
        one.apis == other.apis
            && one.extent == other.extent
            && match (&one.text, &other.text) {
                (Text::Whole(one), Text::Whole(other)) => one != other && leaves_open(one, other),
                _ => false,
            }
    };
    let mut kept: Vec<Format> = Vec::with_capacity(formats.len());
    let same = |a: &Format, b: &Format| a.place == b.place && a.address == b.address;
    for group in formats.chunk_by(same) {
        let alike = group.iter().take(ALIKE);
        let is_known = |one: &&Format| !alike.clone().any(|other| is_vaguer(one, other));
        kept.extend(group.iter().filter(is_known).cloned());
    }
    kept
}

/// Formats of one place and address that are compared with each other.
const ALIKE: usize = 16;

/// Whether a text with holes leaves open what the other one says.
fn leaves_open(text: &str, other: &str) -> bool {
    let Some((first, rest)) = text.split_once(HOLE) else {
        return false;
    };
    let Some(mut other) = other.strip_prefix(first) else {
        return false;
    };
    let mut parts = rest.split(HOLE).peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return other.ends_with(part);
        }
        let Some(at) = other.find(part) else {
            return false;
        };
        other = other.get(at + part.len()..).unwrap_or_default();
    }
    true
}

/// An address without the number of one text of several: `~2`.
fn base(address: &str) -> &str {
    match address.rsplit_once('~') {
        Some((base, number)) if number.bytes().all(|digit| digit.is_ascii_digit()) => base,
        _ => address,
    }
}

impl Run {
    /// The findings, after [`Run::settle`] sorted by file, place, rule.
    pub(crate) fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Whether a finding would add nothing: the same is said already, of a format that comes first.
    pub(crate) fn has(&self, said: &Said, address: &str) -> bool {
        let known = self.said.get(said).and_then(|at| self.findings.get(*at));
        known.is_some_and(|known| match &known.format {
            None => true,
            Some(format) => format.address.as_str() < address,
        })
    }

    /// Adds a finding. Of two that say the same the first in order is kept, so that the order of finding has no say.
    pub(crate) fn find(&mut self, finding: Finding) {
        let at = self.said.get(&finding.said).copied();
        if let Some(known) = at.and_then(|at| self.findings.get_mut(at)) {
            if finding < *known {
                *known = finding;
            }
        } else {
            let at = self.findings.len();
            self.said.insert(Arc::clone(&finding.said), at);
            self.findings.push(finding);
        }
    }

    /// Notes a place that a call of a module or a file of values has a say in.
    pub(crate) fn call(&mut self, file: &Arc<str>, start: usize) {
        self.called.insert((Arc::clone(file), start));
    }

    /// Notes that a file of values or a caller says what the format of that address is that passes through a place.
    pub(crate) fn answer(&mut self, address: &str, file: &Arc<str>, start: usize) {
        let address = base(address).to_owned();
        self.answered.insert((address, Arc::clone(file), start));
    }

    /// Notes a file that was named and is not read.
    pub(crate) fn not_read(&mut self, name: String, why: Option<NotRead>) {
        self.not_read.extend(why.map(|why| (name, why)));
    }

    /// Adds what was found elsewhere.
    pub(crate) fn absorb(&mut self, other: Run) {
        self.formats.extend(other.formats);
        self.unknown.extend(other.unknown);
        for finding in other.findings {
            self.find(finding);
        }
        self.suppressed.extend(other.suppressed);
        self.account.absorb(other.account);
        self.called.extend(other.called);
        self.answered.extend(other.answered);
        self.unread.extend(other.unread);
        self.not_read.extend(other.not_read);
        self.failures.extend(other.failures);
        self.looked_at += other.looked_at;
        self.units.extend(other.units);
    }

    /// In the order of reports, whatever the order of finding; what was found twice is there once.
    pub(crate) fn settle(&mut self) {
        self.formats.sort_unstable();
        self.formats.dedup();
        self.formats = without_vaguer(&self.formats);
        self.findings.sort_unstable();
        // what one caller of a module wants to hear and another does not is said
        let said = std::mem::take(&mut self.said);
        self.suppressed
            .retain(|one| !said.contains_key(&one.finding.said));
        self.suppressed.sort_unstable();
        self.suppressed
            .dedup_by(|one, before| one.finding.said == before.finding.said);
        self.not_read.sort_unstable();
        self.not_read.dedup();
        let (called, answered) = (&self.called, &self.answered);
        self.unknown.retain(|unknown| {
            let at = |place: &Place| (Arc::clone(&place.file), place.span.start);
            let mut route = unknown.route.iter().map(at);
            let is_answered = route.all(|(file, start)| {
                answered.contains(&(base(&unknown.address).to_owned(), file, start))
            });
            !is_answered && !called.contains(&at(&unknown.place))
        });
        self.unknown.sort_unstable();
        self.unknown.dedup();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_with_holes_leaves_open_what_stands_there() {
        for (text, other, expected) in [
            ("a\u{FFFC}", "abc", true),
            ("\u{FFFC}b\u{FFFC}d", "abcd", true),
            ("a\u{FFFC}c\u{FFFC}", "abc", true),
            ("a\u{FFFC}", "ba", false),
            ("a\u{FFFC}d", "abc", false),
            ("a", "a", false),
            ("\u{FFFC}x\u{FFFC}", "abc", false),
        ] {
            assert_eq!(leaves_open(text, other), expected, "{text} {other}");
        }
    }
}
