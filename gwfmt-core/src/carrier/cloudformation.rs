//! Templates of CloudFormation and SAM, in YAML or JSON: the formats of their stages. What a document is, is told by
//! what it holds, never by its name.

use std::collections::HashMap;

use super::globals;
use super::places::PLACES;
use super::template::{self, Template};
use super::tree::NodeId;
use super::yaml::{self, Keep};
use super::{Extraction, Found, Problem, ProblemKind, Sources};
use crate::api::ApiSet;
use crate::span::{SourceId, SourceSpan};
use crate::text::FormatText;

/// A file without this text holds no format of a template.
pub const NEEDLE: &str = "AccessLogSetting";

/// What a file turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A template of CloudFormation or SAM.
    Template,
    /// Something else in YAML or JSON.
    Other,
    /// Neither YAML nor JSON; the extraction says why.
    Unreadable,
}

/// The formats of a template; none when the file is none.
pub fn template(path: &str, sources: &dyn Sources) -> Extraction {
    match sources.read(path) {
        Some((source, text)) => template_text(source, &text).1,
        None => Extraction::default(),
    }
}

/// The formats of a template whose text is at hand, and whether it is one.
pub fn template_text(source: SourceId, text: &str) -> (Kind, Extraction) {
    let mut kind = Kind::Other;
    let mut is_whole = true;
    let mut extraction = Extraction::default();
    for document in yaml::read(text, Keep(template::root)) {
        match document {
            Ok(tree) => {
                let template = Template::new(source, text, &tree);
                if template.is_template() {
                    kind = Kind::Template;
                    template.formats(&mut extraction);
                }
            }
            Err(fault) => {
                if kind == Kind::Other {
                    kind = Kind::Unreadable;
                }
                if std::mem::take(&mut is_whole) {
                    let message = format!("cannot be read as YAML or JSON: {}", fault.message);
                    let place = SourceSpan::new(source, fault.at, fault.at);
                    extraction.problems.push(Problem {
                        kind: ProblemKind::Syntax,
                        place,
                        message,
                    });
                }
            }
        }
    }
    extraction.formats.sort_by_key(|found| found.place);
    number_addresses(&mut extraction.formats);
    (kind, extraction)
}

/// Tells formats of one address from each other: `Stage`, `Stage#2`.
fn number_addresses(formats: &mut [Found]) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for found in formats {
        let count = seen.entry(found.address.clone()).or_default();
        *count += 1;
        if *count > 1 {
            found.address = format!("{}#{count}", found.address);
        }
    }
}

impl Template<'_> {
    /// Adds the formats of every place.
    fn formats(&self, to: &mut Extraction) {
        for resource in &self.resources {
            let Some(properties) = resource.properties else {
                continue;
            };
            for place in PLACES
                .iter()
                .filter(|place| place.resource == resource.kind)
            {
                let api = self.api(place, properties);
                let settings = self.settings(properties, place.path);
                self.formats_in(&settings, resource.name, api, &resource.loops, to);
            }
        }
        for place in &PLACES {
            if let Some(section) = place.globals
                && let Some(settings) = globals::lent(self, place, section)
            {
                let api = place.api.map_or(ApiSet::ANY, ApiSet::one);
                let address = format!("Globals.{section}");
                self.formats_in(&[settings], &address, api, &[], to);
            }
        }
    }

    /// The values at the end of a path of properties: several where `Fn::If` has a say.
    fn settings(&self, properties: NodeId, path: &[&str]) -> Vec<NodeId> {
        path.iter().fold(vec![properties], |holders, key| {
            let holders = holders.into_iter().flat_map(|id| self.tree().branches(id));
            holders.filter_map(|id| self.tree().get(id, key)).collect()
        })
    }

    /// Adds the formats in the values of `AccessLogSetting`. CloudFormation refuses a list of them; its items are read all the
    /// same.
    fn formats_in(
        &self,
        settings: &[NodeId],
        address: &str,
        api: ApiSet,
        loops: &[(&str, NodeId)],
        to: &mut Extraction,
    ) {
        let tree = self.tree();
        for setting in settings.iter().flat_map(|id| tree.branches(*id)) {
            let items = if tree.is_sequence(setting) && tree.function(setting).is_none() {
                tree.children(setting)
                    .flat_map(|item| tree.branches(item))
                    .collect()
            } else {
                vec![setting]
            };
            let formats = items.into_iter().filter_map(|id| tree.get(id, "Format"));
            let formats: Vec<NodeId> = formats.flat_map(|id| tree.branches(id)).collect();
            for format in &formats {
                self.format(*format, address, api, loops, to);
                if let Some(found) = to.formats.last_mut().filter(|_| formats.len() > 1) {
                    found
                        .remarks
                        .push("one of the branches of `Fn::If`".to_owned());
                }
            }
        }
    }

    fn format(
        &self,
        id: NodeId,
        address: &str,
        api: ApiSet,
        loops: &[(&str, NodeId)],
        to: &mut Extraction,
    ) {
        let tree = self.tree();
        let place = self.values.place(id);
        let is_collection = tree.is_mapping(id) || tree.is_sequence(id);
        if is_collection && tree.function(id).is_none() {
            let message =
                "`Format` must be a string; `Fn::ToJsonString` makes one of an object".to_owned();
            to.problems.push(Problem {
                kind: ProblemKind::Value,
                place,
                message,
            });
            return;
        }
        let value = self.values.value(id);
        if value.too_big {
            let message =
                "put together from too many pieces; what was left out is taken as unknown"
                    .to_owned();
            to.problems.push(Problem {
                kind: ProblemKind::Limit,
                place,
                message,
            });
        }
        let mut text = value.text;
        for (name, identifier) in loops {
            let mut hole = FormatText::new();
            hole.push_hole(self.values.place(*identifier));
            text = text.replace(&format!("${{{name}}}"), &hole);
        }
        let known = text.len() - text.holes().map(|(hole, _)| hole.len()).sum::<usize>();
        if known == 0 && text.has_holes() {
            return; // nothing but what the deployment fills in
        }
        to.formats.push(Found {
            text,
            api,
            address: address.to_owned(),
            place,
            via: Vec::new(),
            remarks: value.remarks,
        });
    }
}
