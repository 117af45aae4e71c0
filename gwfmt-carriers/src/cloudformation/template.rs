//! A template of CloudFormation or SAM: what of it is read at all, its resources, and which API a stage belongs to.

use std::collections::HashMap;

use super::intrinsic::Values;
use super::places::Place;
use crate::yaml::tree::{Function, NodeId, Tree};
use crate::yaml::{ALL, Keep};
use gwfmt_core::api::{Api, ApiSet};
use gwfmt_core::span::SourceId;

/// What to keep of a document.
pub(super) fn root(key: &str) -> Option<Keep> {
    match key {
        "Resources" => Some(Keep(|key| {
            Some(if key.starts_with(LOOP) {
                ALL
            } else {
                Keep(resource)
            })
        })),
        "Globals" | "Parameters" | "Mappings" => Some(ALL),
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
    pub(super) loops: Vec<(&'t str, NodeId)>,
}

/// A template whose formats are looked for.
pub(super) struct Template<'t> {
    pub(super) values: Values<'t>,
    pub(super) resources: Vec<Resource<'t>>,
    /// Where each resource stands in the list.
    by_name: HashMap<&'t str, usize>,
}

impl<'t> Template<'t> {
    pub(super) fn new(source: SourceId, text: &'t str, tree: &'t Tree<'t>) -> Self {
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
    pub(super) fn is_template(&self) -> bool {
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
