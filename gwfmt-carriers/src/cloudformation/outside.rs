//! What a template is given from outside: values of its parameters, by files beside it and by templates that deploy it as a
//! stack of their own.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use super::documents::{Seen, documents};
use super::parameters::{self, Around};
use super::template::{Resource, Template};
use crate::limits::{NESTED_BYTES, NESTED_DEPTH, NESTED_STACKS};
use crate::paths::{parent, resolve};
use crate::yaml::tree::NodeId;
use crate::{Extraction, Found, Problem, ProblemKind};
use gwfmt_core::span::{SourceId, SourceSpan};
use gwfmt_core::text::FormatText;

/// The resources that are stacks of their own, with the property that says where their template is.
const STACKS: [(&str, &str); 2] = [
    ("AWS::CloudFormation::Stack", "TemplateURL"),
    ("AWS::Serverless::Application", "Location"),
];

/// Words of which a template that deploys others has one.
pub(super) const NEEDLES: [&str; 2] = [STACKS[0].0, STACKS[1].0];

/// How many more stacks are followed, and how many bytes of their templates.
struct Left {
    /// What says that there was more.
    limits: RefCell<Vec<Problem>>,
    stacks: Cell<usize>,
    bytes: Cell<usize>,
}

impl Left {
    /// Takes one template; `false` when there have been too many.
    fn take(&self, bytes: usize) -> bool {
        let left = self
            .stacks
            .get()
            .checked_sub(1)
            .zip(self.bytes.get().checked_sub(bytes));
        if let Some((stacks, bytes)) = left {
            self.stacks.set(stacks);
            self.bytes.set(bytes);
        }
        left.is_some()
    }
}

impl Template<'_> {
    /// Adds the formats that come about by what is given from outside, and those of the stacks that the template deploys.
    pub(super) fn given_formats(&self, around: Around<'_>, to: &mut Extraction) {
        let left = Left {
            limits: RefCell::default(),
            stacks: Cell::new(NESTED_STACKS),
            bytes: Cell::new(NESTED_BYTES),
        };
        self.nested(around, NESTED_DEPTH, &left, to);
        let asked = self.values.asked.borrow().clone();
        let (sets, is_more) = parameters::given(around, &asked);
        if is_more {
            let place = SourceSpan::new(self.values.source, 0, 0);
            let message = "there are more files that may give values to parameters than are tried";
            to.problems
                .push(Problem::new(ProblemKind::Limit, place, message));
        }
        for set in sets {
            self.values.given.replace(set.values);
            let mut made = Extraction::default();
            self.formats(&mut made);
            self.nested(around, NESTED_DEPTH, &left, &mut made);
            add(made, |source| source == set.source, to);
        }
        self.values.given.take();
        to.problems.append(&mut left.limits.into_inner());
    }

    /// Takes values for its parameters.
    #[cfg(feature = "terraform")]
    pub(super) fn give(&self, values: &HashMap<String, FormatText>) {
        self.values.given.replace(values.clone());
    }

    /// Adds the formats of the stacks that the template deploys, where it hands one of their parameters a format.
    fn nested(&self, around: Around<'_>, depth: usize, left: &Left, to: &mut Extraction) {
        for resource in &self.resources {
            let Some((path, values)) = self.stack(resource, around) else {
                continue;
            };
            let Some((source, text)) = around.sources.read(&path) else {
                continue;
            };
            if depth == 0 || !left.take(text.len()) {
                let why = "more stacks within stacks than are followed; this one is not";
                left.limits
                    .borrow_mut()
                    .push(self.limit(resource.node, why));
                continue;
            }
            let mut made = Extraction::default();
            let there = Around {
                path: &path,
                ..around
            };
            documents(source, &text, |seen| {
                if let Seen::Template(template) = seen {
                    template.values.given.replace(values.clone());
                    template.formats(&mut made);
                    template.nested(there, depth - 1, left, &mut made);
                }
            });
            for found in &mut made.formats {
                found.address = format!("{}.{}", resource.name, found.address);
            }
            made.unknown.clear();
            add(made, |from| from != source, to);
        }
    }

    /// Where the template of a stack lies, and what its parameters are given, when it lies in the repository and one of them
    /// may be a format.
    fn stack(
        &self,
        resource: &Resource<'_>,
        around: Around<'_>,
    ) -> Option<(String, HashMap<String, FormatText>)> {
        let tree = self.tree();
        let (_, location) = STACKS.iter().find(|(kind, _)| *kind == resource.kind)?;
        let properties = resource.properties?;
        let path = tree.word(tree.get(properties, location)?)?;
        let given = tree.entries(tree.get(properties, "Parameters")?);
        let value = |(name, id): (NodeId, NodeId)| {
            let text = self.values.value(id).text;
            Some((tree.word(name)?.to_owned(), text))
        };
        let values: HashMap<String, FormatText> = given.into_iter().filter_map(value).collect();
        let is_format = |text: &FormatText| text.as_str().contains("$context");
        let is_local = !path.contains(':');
        let is_wanted = is_local && values.values().any(is_format);
        if !is_wanted {
            return None;
        }
        let path = resolve(&around.sources.location(), parent(around.path), path)?;
        Some((path, values))
    }
}

/// Adds the formats that hold something of the files that give values, and that are not there yet. What is known by them is not
/// unknown any more.
fn add(made: Extraction, is_given: impl Fn(SourceId) -> bool, to: &mut Extraction) {
    let holds = |found: &Found| {
        let mut runs = found.text.runs().iter();
        runs.any(|run| is_given(run.origin.source())) || is_given(found.place.source)
    };
    let limits = made.problems.into_iter();
    to.problems
        .extend(limits.filter(|problem| is_given(problem.place.source)));
    for found in made.formats.into_iter().filter(holds) {
        to.unknown
            .retain(|unknown| unknown.address != found.address);
        let is_same = |known: &Found| {
            known.place == found.place && known.text == found.text && known.address == found.address
        };
        if !to.formats.iter().any(is_same) {
            to.formats.push(found);
        }
    }
}
