//! A template of CloudFormation or SAM: its resources, and which API a stage belongs to.

use std::collections::{HashMap, HashSet};

use super::function::Function;
use super::kept::LOOP;
use super::page::Page;
use super::places::{self, Place};
use super::values::Values;
use crate::limits::{LOOP_DEPTH, LOOP_STEPS};
use crate::yaml::tree::{NodeId, Tree};
use gwfmt_core::api::{Api, ApiSet};

/// A key as it is written, where a template engine writes some of it.
fn shown<'t>(page: Page<'t>, tree: &Tree<'_>, name: NodeId) -> Option<&'t str> {
    let span = tree.node(name)?.span;
    let is_covered = page.parts.touch(span);
    let text = page.original.get(span.range()).filter(|_| is_covered)?;
    Some(text.trim_matches(['"', '\'']))
}

/// A resource of a template.
pub(super) struct Resource<'t> {
    pub(super) name: &'t str,
    pub(super) kind: &'t str,
    pub(super) node: NodeId,
    pub(super) properties: Option<NodeId>,
    /// The names that the loops around it fill in, and where they stand.
    pub(super) loops: Vec<(&'t str, NodeId)>,
}

/// Where resources stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Home {
    /// In a template.
    Template,
    /// In a document that is a map of resources, or one resource.
    Bare,
    /// In a document of another tool, which has templates in it.
    Inner,
}

/// A template whose formats are looked for.
pub(super) struct Template<'t> {
    pub(super) page: Page<'t>,
    pub(super) values: Values<'t>,
    pub(super) resources: Vec<Resource<'t>>,
    /// Where each resource stands in the list.
    by_name: HashMap<&'t str, usize>,
    pub(super) home: Home,
    /// What of it is more than is read: the place, and what there is too much of.
    pub(super) unread: Vec<(NodeId, &'static str)>,
}

/// What is said of merge keys and loops that stand for more than anybody means.
pub(super) const TOO_MUCH: &str =
    "merge keys and loops expand it too far; some of it is not checked";

impl<'t> Template<'t> {
    pub(super) fn new(page: Page<'t>, tree: &'t Tree<'t>) -> Self {
        let mut template = Self::empty(page, tree, Home::Template);
        if let Some(resources) = tree.get(tree.root, "Resources") {
            template.add_map(resources);
        }
        template
    }

    /// The resources of a document that is no template, kept by [`elsewhere`].
    pub(super) fn elsewhere(page: Page<'t>, tree: &'t Tree<'t>) -> Self {
        let has = |key| tree.get(tree.root, key).is_some();
        if !has("resources") {
            let mut template = Self::empty(page, tree, Home::Bare);
            let kind = tree.get(tree.root, "Type").and_then(|kind| tree.word(kind));
            match kind {
                Some(kind) => template.add(kind, tree.root, &[]),
                None => template.add_map(tree.root),
            }
            return template;
        }
        let mut template = Self::empty(page, tree, Home::Inner);
        let parts = match tree.get(tree.root, "resources") {
            Some(list) if tree.is_sequence(list) => tree.children(list).collect(),
            one => Vec::from_iter(one),
        };
        template.values.top = parts.first().copied().unwrap_or(tree.root);
        for part in parts {
            for key in ["Resources", "extensions"] {
                if let Some(resources) = tree.get(part, key) {
                    template.add_map(resources);
                }
            }
        }
        template
    }

    fn empty(page: Page<'t>, tree: &'t Tree<'t>, home: Home) -> Self {
        Self {
            page,
            values: Values::new(tree, page.source, page.text),
            resources: Vec::new(),
            by_name: HashMap::new(),
            home,
            unread: Vec::new(),
        }
    }

    /// The resource of that name.
    pub(super) fn resource(&self, name: &str) -> Option<&Resource<'t>> {
        self.resources.get(*self.by_name.get(name)?)
    }

    pub(super) fn tree(&self) -> &'t Tree<'t> {
        self.values.tree
    }

    /// Whether the document is one that keeps formats as CloudFormation does.
    pub(super) fn is_template(&self) -> bool {
        let tree = self.tree();
        let has = |key| tree.get(tree.root, key).is_some();
        let starts = ["AWS::", "Custom::", "Alexa::"];
        let is_typed = |resource: &Resource<'_>| {
            let kind = resource.kind;
            let is_whole = self.home == Home::Template || resource.properties.is_some();
            is_whole && starts.iter().any(|start| kind.starts_with(start))
        };
        self.resources.iter().any(is_typed)
            || self.home == Home::Template
                && (has("AWSTemplateFormatVersion")
                    || has("Transform") && (has("Globals") || has("Resources")))
    }

    fn add_map(&mut self, resources: NodeId) {
        let tree = self.tree();
        let (mut entries, is_enough) = tree.budgeted(|| tree.entries(resources));
        if self.page.parts.have_choices() {
            let known: HashSet<NodeId> = entries.iter().map(|(_, node)| *node).collect();
            let others = tree.pairs(resources);
            entries.extend(others.filter(|(_, node)| !known.contains(node)));
        }
        if !is_enough {
            let why = "there are too many resources; some are not checked";
            self.unread.push((resources, why));
        }
        for (name, node) in entries {
            let ((), is_enough) = tree.budgeted(|| self.add_entry(name, node, &[]));
            if !is_enough {
                self.unread.push((name, TOO_MUCH));
            }
        }
    }

    /// Adds what stands behind a key: a resource, or a loop of them.
    fn add_entry(&mut self, name: NodeId, node: NodeId, loops: &[(&'t str, NodeId)]) {
        let tree = self.tree();
        let Some(word) = tree.word(name) else {
            return;
        };
        if tree.is_cut(node) {
            self.unread
                .push((name, "it has too many values and is not checked"));
        } else if !word.starts_with(LOOP) {
            self.add(word, node, loops);
            if let Some(added) = self.resources.last_mut() {
                added.name = shown(self.page, tree, name).unwrap_or(added.name);
            }
        } else if loops.len() >= LOOP_DEPTH {
            self.unread
                .push((name, "loops are nested too deeply; this one is not checked"));
        } else {
            let parts: Vec<NodeId> = tree.children(node).collect();
            if let [identifier, _, body] = parts[..]
                && let Some(word) = tree.word(identifier)
            {
                let loops = [loops, &[(word, identifier)]].concat();
                // aliases can make few bytes stand for many loops
                tree.spend(LOOP_STEPS);
                for (name, node) in tree.entries(body) {
                    self.add_entry(name, node, &loops);
                }
            }
        }
    }

    fn add(&mut self, name: &'t str, node: NodeId, loops: &[(&'t str, NodeId)]) {
        let tree = self.tree();
        let properties = tree.get(node, "Properties");
        let kind = match tree.get(node, "Type") {
            Some(kind) => tree.word(kind),
            None => properties.and_then(|properties| places::meant(tree, properties)),
        };
        let Some(kind) = kind else {
            return;
        };
        if !loops.is_empty() {
            tree.spend(LOOP_STEPS);
        }
        self.by_name.insert(name, self.resources.len());
        self.resources.push(Resource {
            name,
            kind,
            node,
            properties,
            loops: loops.to_vec(),
        });
    }

    /// The values of a key: several where a template engine chooses.
    pub(super) fn every(&self, mapping: NodeId, key: &str) -> Vec<NodeId> {
        let tree = self.tree();
        let one = tree.get(mapping, key);
        if !self.page.parts.have_choices() {
            return Vec::from_iter(one);
        }
        let all = tree
            .pairs(mapping)
            .filter(|(name, _)| tree.word(*name) == Some(key));
        let all: Vec<NodeId> = all.map(|(_, value)| value).collect();
        if all.is_empty() {
            Vec::from_iter(one)
        } else {
            all
        }
    }

    /// Whether a template engine writes something of a value.
    pub(super) fn is_covered(&self, id: NodeId) -> bool {
        let node = self.tree().node(id);
        node.is_some_and(|node| self.page.parts.touch(node.span))
    }

    /// The type of the API of a resource at `place`.
    pub(super) fn api(&self, place: &Place, properties: NodeId) -> ApiSet {
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
        let parameters = tree.get(self.values.top, "Parameters")?;
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

#[cfg(test)]
mod tests {
    use crate::cloudformation::template_text;
    use gwfmt_core::span::SourceId;

    /// The API of a stage whose `ApiId` is this, beside these parameters and resources.
    fn api(id: &str, rest: &str) -> String {
        let text = format!(
            "{rest}  S:\n    Type: AWS::ApiGatewayV2::Stage\n    Properties:\n      ApiId: {id}\n      AccessLogSettings: {{Format: a}}\n"
        );
        let (_, extraction) = template_text(SourceId(0), &text);
        extraction
            .formats
            .iter()
            .map(|found| found.api.to_string())
            .collect()
    }

    fn with_protocol(protocol: &str) -> String {
        format!("Resources:\n  A: {{Type: AWS::ApiGatewayV2::Api, Properties: {{{protocol}}}}}\n")
    }

    #[test]
    fn a_stage_is_of_the_type_of_its_api() {
        let websocket = with_protocol("ProtocolType: WEBSOCKET");
        assert_eq!(api("!Ref A", &websocket), "websocket");
        assert_eq!(api("{'Fn::GetAtt': [A, ApiId]}", &websocket), "websocket");
        assert_eq!(api("!GetAtt A.ApiId", &websocket), "websocket");
        assert_eq!(api("!ImportValue A", &websocket), "http or websocket");
        assert_eq!(api("!Ref B", &websocket), "http or websocket");
        assert_eq!(api("!Ref A", &with_protocol("ProtocolType: HTTP")), "http");
        assert_eq!(api("!Ref A", &with_protocol("Body: {}")), "http");
        assert_eq!(api("!Ref A", &with_protocol("")), "http or websocket");
        assert_eq!(api("!Ref ServerlessHttpApi", "Resources:\n"), "http");
    }

    #[test]
    fn a_protocol_may_be_a_parameter_that_can_only_be_one_thing() {
        let parameter = |parameter: &str| {
            let resources = with_protocol("ProtocolType: !Ref P");
            api(
                "!Ref A",
                &format!("Parameters: {{P: {{{parameter}}}}}\n{resources}"),
            )
        };
        assert_eq!(parameter("Default: HTTP"), "http");
        assert_eq!(parameter("AllowedValues: [WEBSOCKET]"), "websocket");
        assert_eq!(
            parameter("Default: HTTP, AllowedValues: [HTTP, WEBSOCKET]"),
            "http or websocket"
        );
        assert_eq!(parameter("Type: String"), "http or websocket");
    }
}
