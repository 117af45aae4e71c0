//! The formats of a template's stages: each place, each branch, and what is known of its value.

use std::collections::HashSet;

use super::dynamic;
use super::function::Function;
use super::globals;
use super::places::PLACES;
use super::template::{self, Template};
use super::values::Known;
use crate::limits::BRANCHES;
use crate::reason::Reason;
use crate::yaml::tree::NodeId;
use crate::{Extraction, Found, Problem, ProblemKind, Unknown, Why};
use gwfmt_core::api::ApiSet;
use gwfmt_core::model::Extent;
use gwfmt_core::span::{SourceSpan, Span};
use gwfmt_core::text::FormatText;

/// What the value of `Format` turns out to be.
enum Outcome {
    Found(Box<Found>),
    /// Where nothing is known, and why.
    Unknown(SourceSpan, Reason),
}

/// A value that a format may be.
struct Choice {
    value: NodeId,
    /// The call of `Fn::FindInMap` that may find it.
    found_by: Option<NodeId>,
}

/// Whose format it is.
struct Owner<'t> {
    address: String,
    api: ApiSet,
    /// The names that the loops around the resource fill in.
    loops: &'t [(&'t str, NodeId)],
}

impl Template<'_> {
    /// Adds the formats of every place, and what is wrong with the keys around them.
    pub(super) fn everything(&self, to: &mut Extraction) {
        self.formats(to);
        self.wrong_keys(&mut to.problems);
    }

    /// Adds the formats of every place.
    pub(super) fn formats(&self, to: &mut Extraction) {
        let tree = self.tree();
        for (node, why) in &self.unread {
            to.problems.push(self.limit(*node, why));
        }
        for resource in &self.resources {
            let Some(properties) = resource.properties else {
                continue;
            };
            for place in PLACES
                .iter()
                .filter(|place| place.resource == resource.kind)
            {
                let ((), is_enough) = tree.budgeted(|| {
                    let owner = Owner {
                        address: resource.name.to_owned(),
                        api: self.api(place, properties),
                        loops: &resource.loops,
                    };
                    self.formats_in(&self.settings(properties, place.path), &owner, to);
                });
                if !is_enough {
                    to.problems
                        .push(self.limit(resource.node, template::TOO_MUCH));
                }
            }
        }
        for place in &PLACES {
            let Some(section) = place.globals else {
                continue;
            };
            let ((), is_enough) = tree.budgeted(|| {
                if let Some(settings) = globals::lent(self, place, section) {
                    let owner = Owner {
                        address: format!("Globals.{section}"),
                        api: place.api.map_or(ApiSet::ANY, ApiSet::one),
                        loops: &[],
                    };
                    self.formats_in(&[settings], &owner, to);
                }
            });
            if !is_enough && let Some(globals) = tree.get(tree.root, "Globals") {
                to.problems.push(self.limit(globals, template::TOO_MUCH));
            }
        }
    }

    /// A problem at the beginning of a node.
    pub(super) fn limit(&self, node: NodeId, why: &str) -> Problem {
        let start = self.values.place(node).span.start;
        let place = SourceSpan::new(self.values.source, start, start);
        Problem::new(ProblemKind::Limit, place, why)
    }

    /// The values at the end of a path of properties: several where `Fn::If` has a say.
    pub(super) fn settings(&self, properties: NodeId, path: &[&str]) -> Vec<NodeId> {
        path.iter().fold(vec![properties], |holders, key| {
            let holders = self.branches(holders);
            let values = holders.into_iter();
            let values = values.flat_map(|id| self.every(id, key));
            values.collect()
        })
    }

    /// The branches of all of these, each once.
    pub(super) fn branches(&self, of: impl IntoIterator<Item = NodeId>) -> Vec<NodeId> {
        let tree = self.tree();
        let mut met = HashSet::new();
        let branches = of.into_iter().filter(|id| met.insert(tree.target(*id)));
        let all: Vec<NodeId> = branches.flat_map(|id| tree.branches(id)).collect();
        let mut met = HashSet::new();
        let all = all.into_iter().filter(|id| met.insert(tree.target(*id)));
        all.collect()
    }

    /// Adds the formats in the values of `AccessLogSetting`. CloudFormation refuses a list of them, which is a problem; its
    /// items are read all the same.
    fn formats_in(&self, settings: &[NodeId], owner: &Owner<'_>, to: &mut Extraction) {
        let tree = self.tree();
        let settings = self.branches(settings.iter().copied());
        let is_list = |id: NodeId| tree.is_sequence(id) && tree.function(id).is_none();
        let has_list = settings.iter().any(|id| is_list(*id));
        let items = settings.iter().flat_map(|&setting| {
            if is_list(setting) {
                self.branches(tree.children(setting))
            } else {
                vec![setting]
            }
        });
        let items: Vec<NodeId> = items.collect();
        let before = to.formats.len() + to.problems.len();
        for id in settings
            .iter()
            .filter(|id| is_list(**id) || self.is_text(**id))
        {
            let why = "the settings of the access log must be an object with `Format`";
            let place = self.values.place(*id);
            to.problems
                .push(Problem::new(ProblemKind::Value, place, why));
        }
        for item in items.iter().filter(|id| tree.is_cut(**id)) {
            let why = "the settings have too many values and are not checked";
            to.problems.push(self.limit(*item, why));
        }
        let whole = items.into_iter().filter(|id| !tree.is_cut(*id));
        let formats = self.branches(whole.flat_map(|id| self.every(id, "Format")));
        let formats: Vec<Choice> = formats
            .into_iter()
            .flat_map(|id| self.choices(id))
            .collect();
        let is_branch = formats.len() > 1 && !has_list;
        let first = to.formats.len();
        let mut unknown = None;
        for (count, format) in formats.iter().enumerate() {
            if to.formats.len() - first >= BRANCHES || count >= 4 * BRANCHES {
                let why = "`Fn::If` gives the stage too many formats; this one and the following ones are not checked";
                to.problems.push(self.limit(format.value, why));
                break;
            }
            match self.format(format, owner, is_branch, &mut to.problems) {
                Some(Outcome::Found(mut found)) => {
                    if is_branch {
                        let remark = if format.found_by.is_some() {
                            "one of those that `Fn::FindInMap` may find"
                        } else if self.page.parts.have_choices() {
                            "one of those that `Fn::If` or a template engine chooses from"
                        } else {
                            "one of the branches of `Fn::If`"
                        };
                        found.remarks.push(remark.to_owned());
                    }
                    let known = to.formats.iter().skip(first);
                    let is_known = |one: &Found| one.place == found.place && one.text == found.text;
                    if !known.into_iter().any(is_known) {
                        to.formats.push(*found);
                    }
                }
                Some(Outcome::Unknown(place, reason)) => {
                    unknown.get_or_insert((place, reason));
                }
                None => {}
            }
        }
        let mut elsewhere = settings.iter().filter(|id| tree.function(**id).is_some());
        if formats.is_empty()
            && let Some(id) = elsewhere.next()
        {
            let why = "it comes with settings that are known only at deployment";
            unknown = Some((self.values.place(*id), Reason::deployment(why)));
        } else if formats.is_empty()
            && let Some(id) = settings
                .iter()
                .find(|id| tree.word(**id).is_some() && self.is_covered(**id))
        {
            unknown = Some((self.values.place(*id), engine_reason()));
        }
        // beside a branch that is known, one that is not is a way out
        if to.formats.len() + to.problems.len() == before
            && let Some((place, reason)) = unknown
        {
            to.unknown.push(Unknown {
                address: owner.address.clone(),
                place,
                via: Vec::new(),
                why: reason.why,
                reason: reason.text,
            });
        }
    }

    /// Whether a value is a text that somebody typed, with nothing in it that is put in later.
    fn is_text(&self, id: NodeId) -> bool {
        let tree = self.tree();
        let is_text = |word: &str| !word.contains("${") && !word.contains("{{");
        let is_scalar = tree.function(id).is_none() && !tree.is_null(id);
        is_scalar && tree.word(id).is_some_and(is_text) && !self.is_covered(id)
    }

    /// The values that a format may be: several where a mapping is asked for an entry that is not known before the deployment.
    fn choices(&self, id: NodeId) -> Vec<Choice> {
        let tree = self.tree();
        let entries = match tree.function(id) {
            Some((Function::FindInMap, argument)) => self.values.entries(argument),
            _ => None,
        };
        let mut met = HashSet::new();
        let all = entries.into_iter().flatten().filter(|entry| {
            let is_format = |word: &str| word.contains('$') || word.contains("{{");
            tree.scalar(*entry).is_some_and(is_format) && met.insert(tree.target(*entry))
        });
        let found_by = Some(id);
        let all: Vec<Choice> = all.map(|value| Choice { value, found_by }).collect();
        if all.is_empty() {
            return vec![Choice {
                value: id,
                found_by: None,
            }];
        }
        all
    }

    /// The format that the value of `Format` is; `None` when it is none.
    fn format(
        &self,
        format: &Choice,
        owner: &Owner<'_>,
        is_branch: bool,
        problems: &mut Vec<Problem>,
    ) -> Option<Outcome> {
        let tree = self.tree();
        let id = format.value;
        let place = self.values.place(id);
        let mut problem = |kind, message: &str| problems.push(Problem::new(kind, place, message));
        let is_collection = tree.is_mapping(id) || tree.is_sequence(id);
        if is_collection && tree.function(id).is_none() {
            problem(
                ProblemKind::Value,
                "`Format` must be a string; use `Fn::ToJsonString` for an object",
            );
            return None;
        }
        let mut stands = place;
        let is_call = |call: &(Function, NodeId)| {
            !matches!(
                call.0,
                Function::Sub | Function::Join | Function::ToJsonString
            )
        };
        if let Some((function, argument)) = tree.function(id).filter(is_call) {
            match self.values.known(function, argument) {
                Ok(known) => {
                    // `NONE` as the default of a parameter that a condition asks about is no format
                    let (word, there) = match &known {
                        Known::Node(id) => (tree.word(*id), Some(self.values.place(*id))),
                        Known::Given(text) => (Some(text.as_str()), whole_place(text)),
                    };
                    if is_branch && word.is_some_and(|text| !text.contains('$')) {
                        return None;
                    }
                    stands = there.unwrap_or(place);
                }
                Err(why) => return Some(Outcome::Unknown(place, why)),
            }
        }
        let mut value = self.values.value(id);
        let stored = dynamic::stored_name(&value.text);
        if let Some(stored) = stored.and_then(|name| self.values.stored_under(name)) {
            stands = self.values.place(stored);
            value = self.values.value(stored);
        }
        if value.too_big {
            problem(
                ProblemKind::Limit,
                "put together from too many pieces; the pieces left out are treated as unknown",
            );
        }
        let mut text = value.text;
        for (name, identifier) in owner.loops {
            let mut hole = FormatText::new();
            hole.push_hole(self.values.place(*identifier));
            for needle in [format!("${{{name}}}"), format!("&{{{name}}}")] {
                text = text.replace(&needle, &hole);
            }
        }
        let reason = dynamic::reason(&text);
        text = dynamic::references(text);
        let (text, has_statement) = self.page.parts.holes(place.source, text);
        let unknown: usize = text.holes().map(|(hole, _)| hole.len()).sum();
        let is_written = text
            .holes()
            .any(|(_, place)| self.page.parts.touch(place.span));
        if unknown > 0 && unknown == text.len() && value.faults.is_empty() {
            if is_written {
                return Some(Outcome::Unknown(place, engine_reason()));
            }
            let why = "every part of it is known only at deployment";
            let why = reason.unwrap_or_else(|| why.to_owned());
            return Some(Outcome::Unknown(place, Reason::deployment(why)));
        }
        let mut remarks = value.remarks;
        if is_written {
            remarks.push("what a template engine writes is not known".to_owned());
        }
        Some(Outcome::Found(Box::new(Found {
            text,
            // what is chosen or repeated is not all there at once
            extent: if has_statement {
                Extent::Part
            } else {
                Extent::Whole
            },
            api: owner.api,
            receiver: None,
            address: owner.address.clone(),
            place: stands,
            via: format
                .found_by
                .map(|id| self.values.place(id))
                .or_else(|| (stands != place).then_some(place))
                .into_iter()
                .collect(),
            remarks,
            faults: value.faults,
        })))
    }
}

/// Why nothing is known of what a template engine writes.
fn engine_reason() -> Reason {
    Reason {
        why: Why::NotComputed,
        text: "a template engine writes it".to_owned(),
    }
}

/// Where a text is that was written in one place.
pub(super) fn whole_place(text: &FormatText) -> Option<SourceSpan> {
    let whole = Span::new(0, text.len());
    let places = text.locate(whole)?;
    places.others.is_empty().then_some(places.primary)
}
