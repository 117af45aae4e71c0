//! `Globals` of SAM: whether the format that stands there reaches any resource. SAM merges objects key by key, where the
//! resource's own value wins; a function counts as one value.

use super::places::Place;
use super::template::{Resource, Template};
use crate::yaml::tree::{NodeId, Tree};

/// The value that `section` of `Globals` lends to the resources of `place`, when its format reaches one of them, or when
/// there is none that it could reach.
pub(super) fn lent(template: &Template<'_>, place: &Place, section: &str) -> Option<NodeId> {
    let tree = template.tree();
    let key = place.path.first()?;
    let globals = tree.get(tree.root, "Globals")?;
    let global = tree.get(tree.get(globals, section)?, key)?;
    let mut is_needed = has_implicit_api(template, place);
    let mut has_resource = is_needed;
    for resource in template
        .resources
        .iter()
        .filter(|resource| resource.kind == place.resource)
    {
        has_resource = true;
        is_needed |= reaches(tree, global, resource, key);
    }
    (is_needed || !has_resource).then_some(global)
}

/// Whether the format of `global` is still there when SAM has merged it into `resource`.
fn reaches(tree: &Tree<'_>, global: NodeId, resource: &Resource<'_>, key: &str) -> bool {
    if let Some(ignored) = tree.get(resource.node, "IgnoreGlobals") {
        let is_ignored = |id: NodeId| tree.word(id).is_some_and(|word| word == key);
        if tree.word(ignored) == Some("*") || tree.children(ignored).any(is_ignored) {
            return false;
        }
    }
    let Some(local) = resource
        .properties
        .and_then(|properties| tree.get(properties, key))
    else {
        return true;
    };
    let is_object = |id| tree.is_mapping(id) && tree.function(id).is_none();
    let is_list = |id| tree.is_sequence(id) && tree.function(id).is_none();
    is_list(global) && is_list(local)
        || is_object(global) && is_object(local) && tree.get(local, "Format").is_none()
}

/// Whether SAM makes an API of its own for events that name none.
fn has_implicit_api(template: &Template<'_>, place: &Place) -> bool {
    let (event_type, id) = match place.resource {
        "AWS::Serverless::Api" => ("Api", "RestApiId"),
        "AWS::Serverless::HttpApi" => ("HttpApi", "ApiId"),
        _ => return false,
    };
    let tree = template.tree();
    let makes_one = |event: NodeId| {
        let properties = tree.get(event, "Properties");
        tree.get(event, "Type").and_then(|kind| tree.word(kind)) == Some(event_type)
            && properties.is_none_or(|properties| tree.get(properties, id).is_none())
    };
    template.resources.iter().any(|resource| {
        let events = resource
            .properties
            .and_then(|properties| tree.get(properties, "Events"));
        matches!(
            resource.kind,
            "AWS::Serverless::Function" | "AWS::Serverless::StateMachine"
        ) && events.is_some_and(|events| {
            tree.entries(events)
                .iter()
                .any(|(_, event)| makes_one(*event))
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::cloudformation::template_text;
    use gwfmt_core::span::SourceId;

    /// The addresses found in a SAM template of these `Globals` and `Resources`.
    fn found(globals: &str, resources: &str) -> Vec<String> {
        let text = format!(
            "Transform: AWS::Serverless-2016-10-31\nGlobals: {globals}\nResources: {resources}\n"
        );
        let (_, extraction) = template_text(SourceId(0), &text);
        assert!(extraction.problems.is_empty(), "{:?}", extraction.problems);
        extraction
            .formats
            .into_iter()
            .map(|found| found.address)
            .collect()
    }

    const GLOBAL: &str = "{Api: {AccessLogSetting: {Format: a}}}";

    #[test]
    fn reach_a_resource_that_has_no_format_of_its_own() {
        let none = "{A: {Type: AWS::Serverless::Api}}";
        assert_eq!(found(GLOBAL, none), ["Globals.Api"]);
        let part = "{A: {Type: AWS::Serverless::Api, Properties: {AccessLogSetting: {DestinationArn: b}}}}";
        assert_eq!(found(GLOBAL, part), ["Globals.Api"]);
    }

    #[test]
    fn do_not_reach_a_resource_that_says_otherwise() {
        let own = "{A: {Type: AWS::Serverless::Api, Properties: {AccessLogSetting: {Format: b}}}}";
        assert_eq!(found(GLOBAL, own), ["A"]);
        let function = "{A: {Type: AWS::Serverless::Api, Properties: {AccessLogSetting: !If [b, {Format: c}, !Ref AWS::NoValue]}}}";
        assert_eq!(found(GLOBAL, function), ["A"]);
        let one_of_two = "{A: {Type: AWS::Serverless::Api, Properties: {AccessLogSetting: {Format: b}}}, B: {Type: AWS::Serverless::Api}}";
        assert_eq!(found(GLOBAL, one_of_two), ["Globals.Api", "A"]);
    }

    #[test]
    fn can_be_ignored() {
        for ignored in ["'*'", "[AccessLogSetting]"] {
            let resources =
                format!("{{A: {{Type: AWS::Serverless::Api, IgnoreGlobals: {ignored}}}}}");
            assert!(found(GLOBAL, &resources).is_empty());
        }
        let other = "{A: {Type: AWS::Serverless::Api, IgnoreGlobals: [Cors]}}";
        assert_eq!(found(GLOBAL, other), ["Globals.Api"]);
    }

    #[test]
    fn reach_the_api_that_events_make() {
        let own = "A: {Type: AWS::Serverless::Api, Properties: {AccessLogSetting: {Format: b}}}";
        let event = |properties: &str| {
            let events = format!("{{E: {{Type: Api, Properties: {properties}}}}}");
            format!(
                "{{{own}, F: {{Type: AWS::Serverless::Function, Properties: {{Events: {events}}}}}}}"
            )
        };
        assert_eq!(found(GLOBAL, &event("{Path: /}")), ["Globals.Api", "A"]);
        assert_eq!(found(GLOBAL, &event("{Path: /, RestApiId: !Ref A}")), ["A"]);
    }

    #[test]
    fn are_read_when_there_is_nothing_to_reach() {
        let globals = "{HttpApi: {AccessLogSettings: {Format: a}}, WebSocketApi: {AccessLogSettings: {Format: b}}}";
        let addresses = ["Globals.HttpApi", "Globals.WebSocketApi"];
        assert_eq!(
            found(globals, "{A: {Type: AWS::Serverless::Api}}"),
            addresses
        );
    }
}
