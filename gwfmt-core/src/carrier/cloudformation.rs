//! Templates of CloudFormation and SAM, in YAML or JSON: the formats of their stages. What a document is, is told by
//! what it holds, never by its name.

use std::collections::HashMap;

use super::globals;
use super::intrinsic::Values;
use super::places::{PLACES, Place};
use super::tree::{Function, NodeId, Tree};
use super::yaml::{self, ALL, Keep};
use super::{Extraction, Found, Problem, Sources};
use crate::api::{Api, ApiSet};
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
    let mut extraction = Extraction::default();
    for document in yaml::read(text, Keep(root)) {
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
                if extraction.problems.is_empty() {
                    let message = format!("cannot be read as YAML or JSON: {}", fault.message);
                    let place = SourceSpan::new(source, fault.at, fault.at);
                    extraction.problems.push(Problem { place, message });
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

/// What to keep of a document.
fn root(key: &str) -> Option<Keep> {
    match key {
        "Resources" => Some(Keep(|key| {
            Some(if key.starts_with(LOOP) {
                ALL
            } else {
                Keep(resource)
            })
        })),
        "Globals" | "Parameters" => Some(ALL),
        "AWSTemplateFormatVersion" | "Transform" => Some(PRESENCE),
        _ => None,
    }
}

/// That the value is there.
const PRESENCE: Keep = Keep(|_| None);

fn resource(key: &str) -> Option<Keep> {
    match key {
        "Type" | "IgnoreGlobals" => Some(ALL),
        "Properties" => Some(Keep(properties)),
        _ => None,
    }
}

fn properties(key: &str) -> Option<Keep> {
    match key {
        "AccessLogSetting" | "AccessLogSettings" | "StageDescription" | "Stage" | "ApiId"
        | "ProtocolType" => Some(ALL),
        "Events" => Some(Keep(|_| Some(Keep(event)))),
        "Body" | "BodyS3Location" => Some(PRESENCE),
        _ => None,
    }
}

fn event(key: &str) -> Option<Keep> {
    match key {
        "Type" => Some(ALL),
        "Properties" => Some(Keep(|key| {
            matches!(key, "ApiId" | "RestApiId").then_some(PRESENCE)
        })),
        _ => None,
    }
}

/// The key of a resource that is written once for each item of a list.
const LOOP: &str = "Fn::ForEach::";

/// How deep loops may lie in each other.
const LOOP_DEPTH: usize = 8;

/// A resource of a template.
pub(super) struct Resource<'t> {
    pub(super) name: &'t str,
    pub(super) kind: &'t str,
    pub(super) node: NodeId,
    pub(super) properties: Option<NodeId>,
    /// The names that the loops around it fill in, and where they stand.
    loops: Vec<(&'t str, NodeId)>,
}

/// A template whose formats are looked for.
pub(super) struct Template<'t> {
    pub(super) values: Values<'t>,
    pub(super) resources: Vec<Resource<'t>>,
    /// Where each resource stands in the list.
    by_name: HashMap<&'t str, usize>,
}

impl<'t> Template<'t> {
    fn new(source: SourceId, text: &'t str, tree: &'t Tree<'t>) -> Self {
        let mut template = Self {
            values: Values { tree, source, text },
            resources: Vec::new(),
            by_name: HashMap::new(),
        };
        if let Some(resources) = tree.get(tree.root, "Resources") {
            template.add_resources(resources, &[]);
        }
        template
    }

    pub(super) fn tree(&self) -> &'t Tree<'t> {
        self.values.tree
    }

    /// Whether the document is a template of CloudFormation or SAM at all.
    fn is_template(&self) -> bool {
        let tree = self.tree();
        let has = |key| tree.get(tree.root, key).is_some();
        let starts = ["AWS::", "Custom::", "Alexa::"];
        let mut kinds = self.resources.iter().map(|resource| resource.kind);
        kinds.any(|kind| starts.iter().any(|start| kind.starts_with(start)))
            || has("AWSTemplateFormatVersion")
            || has("Transform") && (has("Globals") || has("Resources"))
    }

    fn add_resources(&mut self, resources: NodeId, loops: &[(&'t str, NodeId)]) {
        let tree = self.tree();
        for (name, node) in tree.entries(resources) {
            let Some(name) = tree.word(name) else {
                continue;
            };
            if name.starts_with(LOOP) {
                let parts: Vec<NodeId> = tree.children(node).collect();
                if let [identifier, _, body] = parts[..]
                    && let Some(word) = tree.word(identifier)
                    && loops.len() < LOOP_DEPTH
                {
                    let loops = [loops, &[(word, identifier)]].concat();
                    self.add_resources(body, &loops);
                }
                continue;
            }
            let Some(kind) = tree.get(node, "Type").and_then(|kind| tree.word(kind)) else {
                continue;
            };
            self.by_name.insert(name, self.resources.len());
            self.resources.push(Resource {
                name,
                kind,
                node,
                properties: tree.get(node, "Properties"),
                loops: loops.to_vec(),
            });
        }
    }

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
            to.problems.push(Problem { place, message });
            return;
        }
        let value = self.values.value(id);
        if value.too_big {
            let message =
                "put together from too many pieces; what was left out is taken as unknown"
                    .to_owned();
            to.problems.push(Problem { place, message });
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

    /// The type of the API of a resource at `place`.
    fn api(&self, place: &Place, properties: NodeId) -> ApiSet {
        if let Some(api) = place.api {
            return ApiSet::one(api);
        }
        let tree = self.tree();
        let named = tree.get(properties, "ApiId").and_then(|id| {
            let (function, name) = tree.function(id)?;
            matches!(function, Function::Ref | Function::GetAtt).then_some(name)
        });
        let named = named.and_then(|name| {
            let first = tree.children(name).next().unwrap_or(name); // `GetAtt` also takes a list
            tree.scalar(first)
                .map(|name| name.split('.').next().unwrap_or(name))
        });
        let Some(named) = named else {
            return ApiSet::V2;
        };
        let resource = self
            .by_name
            .get(named)
            .and_then(|at| self.resources.get(*at));
        match resource {
            Some(resource) => match resource.kind {
                "AWS::Serverless::HttpApi" => ApiSet::one(Api::Http),
                "AWS::Serverless::WebSocketApi" => ApiSet::one(Api::WebSocket),
                "AWS::ApiGatewayV2::Api" => resource
                    .properties
                    .and_then(|properties| self.protocol(properties))
                    .map_or(ApiSet::V2, ApiSet::one),
                _ => ApiSet::V2,
            },
            None if named == "ServerlessHttpApi" => ApiSet::one(Api::Http), // SAM's own
            None => ApiSet::V2,
        }
    }

    /// What `ProtocolType` says, itself or by a parameter that can only be one thing.
    fn protocol(&self, properties: NodeId) -> Option<Api> {
        let tree = self.tree();
        let Some(protocol) = tree.get(properties, "ProtocolType") else {
            // only HTTP APIs can be imported
            let imports = ["Body", "BodyS3Location"];
            let is_import = imports
                .iter()
                .any(|key| tree.get(properties, key).is_some());
            return is_import.then_some(Api::Http);
        };
        let Some((function, name)) = tree.function(protocol) else {
            return protocol_named(tree.word(protocol)?);
        };
        if function != Function::Ref {
            return None;
        }
        let parameters = tree.get(tree.root, "Parameters")?;
        let parameter = tree.get(parameters, tree.scalar(name)?)?;
        let word = |key: &str| tree.get(parameter, key);
        match word("AllowedValues") {
            Some(allowed) => {
                let mut allowed = tree.children(allowed);
                let (Some(only), None) = (allowed.next(), allowed.next()) else {
                    return None;
                };
                protocol_named(tree.word(only)?)
            }
            None => protocol_named(tree.word(word("Default")?)?),
        }
    }
}

fn protocol_named(name: &str) -> Option<Api> {
    match name {
        "HTTP" => Some(Api::Http),
        "WEBSOCKET" => Some(Api::WebSocket),
        _ => None,
    }
}
