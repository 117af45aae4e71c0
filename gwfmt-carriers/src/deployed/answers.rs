//! Answers of `aws apigateway` and `aws apigatewayv2` about stages, and what their commands take: `--cli-input-json`, patches.

use gwfmt_core::api::{Api, ApiSet};

use super::Document;
use crate::Extraction;
use crate::yaml::tree::NodeId;

/// The keys of one of the two services: its answers do not write them alike.
struct Service {
    /// Of a list of stages.
    items: &'static [&'static str],
    name: &'static str,
    settings: &'static str,
    format: &'static str,
}

const REST: Service = Service {
    items: &["item", "items"],
    name: "stageName",
    settings: "accessLogSettings",
    format: "format",
};

/// An answer does not say whether its API is of HTTP or WebSocket.
const V2: Service = Service {
    items: &["Items"],
    name: "StageName",
    settings: "AccessLogSettings",
    format: "Format",
};

pub(super) fn what(document: &Document<'_>) -> Option<&'static str> {
    if !stages(document).is_empty() {
        Some("what AWS says of stages")
    } else if patches(document, document.root()).is_empty() {
        None
    } else {
        Some("a patch of a stage")
    }
}

/// Adds the formats; says whether the document speaks of stages in the words of AWS.
pub(super) fn formats(document: &Document<'_>, extraction: &mut Extraction) -> bool {
    let stages = stages(document);
    for (service, apis, stage) in &stages {
        let name = document.word(*stage, service.name).unwrap_or_default();
        if let Some(format) = document.at(*stage, &[service.settings, service.format]) {
            document.add(format, *apis, name, extraction);
        }
    }
    let patches = patches(document, document.root());
    let name = document
        .word(document.root(), REST.name)
        .unwrap_or_default();
    for format in &patches {
        document.add(*format, ApiSet::one(Api::Rest), name, extraction);
    }
    !stages.is_empty() || !patches.is_empty()
}

/// The stages of an answer, or the one that it is, with the service that answers.
fn stages(document: &Document<'_>) -> Vec<(&'static Service, ApiSet, NodeId)> {
    let root = document.root();
    let mut found = Vec::new();
    for (service, apis) in [(&REST, ApiSet::one(Api::Rest)), (&V2, ApiSet::V2)] {
        let lists = service
            .items
            .iter()
            .flat_map(|key| document.items(root, key));
        // an item of a list that is printed alone, or asked for with `--query`
        let bare = document.tree.is_sequence(root);
        let bare = bare
            .then(|| document.tree.children(root))
            .into_iter()
            .flatten();
        let stages = lists.chain(bare).chain([root]);
        let is_stage = |stage: &NodeId| document.has(*stage, &[service.name, service.settings]);
        found.extend(stages.filter(is_stage).map(|stage| (service, apis, stage)));
    }
    found
}

/// The values of the patches that set a format.
fn patches(document: &Document<'_>, root: NodeId) -> Vec<NodeId> {
    let bare = document.tree.is_sequence(root);
    let bare = bare
        .then(|| document.tree.children(root))
        .into_iter()
        .flatten();
    let patches = document
        .items(root, "patchOperations")
        .into_iter()
        .chain(bare);
    let is_format =
        |patch: &NodeId| document.word(*patch, "path") == Some("/accessLogSettings/format");
    let values = patches
        .filter(is_format)
        .filter_map(|patch| document.at(patch, &["value"]));
    values.collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::lines;

    #[test]
    fn answers_and_inputs_are_read() {
        for (text, expected) in [
            (
                r#"{"item": [{"deploymentId": "a", "stageName": "prod", "accessLogSettings": {"format": "$context.path", "destinationArn": "x"}}, {"stageName": "dev"}]}"#,
                &["prod rest $context.path"][..],
            ),
            (
                r#"{"deploymentId": "a", "stageName": "prod", "accessLogSettings": {"format": "$context.path\n"}}"#,
                &["prod rest $context.path\n"],
            ),
            (
                r#"{"Items": [{"StageName": "$default", "AccessLogSettings": {"DestinationArn": "x", "Format": "{\"a\":1}"}}]}"#,
                &["$default http or websocket {\"a\":1}"],
            ),
            (
                "Items:\n- AccessLogSettings:\n    Format: $context.path\n  StageName: prod\n- AccessLogSettings:\n    Format: $context.status\n  StageName: prod\n",
                &[
                    "prod http or websocket $context.path",
                    "prod~2 http or websocket $context.status",
                ],
            ),
            (
                r#"[{"StageName": "a", "AccessLogSettings": {"Format": "$context.path"}}]"#,
                &["a http or websocket $context.path"],
            ),
            // the skeleton is empty
            (
                r#"{"ApiId": "", "StageName": "", "AccessLogSettings": {"DestinationArn": "", "Format": ""}}"#,
                &[],
            ),
            (
                r#"{"restApiId": "r", "stageName": "prod", "patchOperations": [{"op": "replace", "path": "/accessLogSettings/destinationArn", "value": "x"}, {"op": "replace", "path": "/accessLogSettings/format", "value": "$context.path"}]}"#,
                &["prod rest $context.path"],
            ),
            (
                r#"[{"op": "replace", "path": "/accessLogSettings/format", "value": "$context.path"}]"#,
                &[" rest $context.path"],
            ),
        ] {
            assert_eq!(lines(text).unwrap(), expected, "{text}");
        }
    }
}
