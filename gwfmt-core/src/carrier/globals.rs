//! `Globals` of SAM: whether the format that stands there reaches any resource. SAM merges objects key by key, where the
//! resource's own value wins; a function counts as one value.

use super::cloudformation::{Resource, Template};
use super::places::Place;
use super::tree::{NodeId, Tree};

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
