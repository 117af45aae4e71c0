//! What of a document is read at all: which keys can lead to a format, or to what is wrong with one.

use super::wrong_keys;
use crate::yaml::{ALL, Keep};

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
        "Globals" | "Parameters" | "Mappings" | "Transform" => Some(ALL),
        "AWSTemplateFormatVersion" | wrong_keys::CALL => Some(PRESENCE),
        _ => None,
    }
}

/// What to keep of a document that holds resources and is no template: a map of resources and nothing else, or a document of
/// another tool that has templates in it.
pub(super) fn elsewhere(key: &str) -> Option<Keep> {
    match key {
        "resources" => Some(Keep(inner)),
        // sections beside them that hold no resources of CloudFormation
        "custom" | "functions" | "package" | "plugins" | "provider" => None,
        "Type" => Some(ALL),
        "Properties" => Some(Keep(properties)),
        _ => Some(Keep(resource)),
    }
}

/// What another tool calls its resources: a template, a list of such, or changes to what the tool makes.
fn inner(key: &str) -> Option<Keep> {
    match key {
        "[]" => Some(Keep(inner)),
        "extensions" => Some(Keep(|_| Some(Keep(resource)))),
        _ => root(key),
    }
}

/// That the value is there.
const PRESENCE: Keep = Keep(|_| None);

pub(super) fn resource(key: &str) -> Option<Keep> {
    match key {
        "Type" | "IgnoreGlobals" => Some(ALL),
        "Properties" => Some(Keep(properties)),
        wrong_keys::CALL => Some(PRESENCE),
        key => wrong_keys::is_about_logs(key).then_some(ALL),
    }
}

pub(super) fn properties(key: &str) -> Option<Keep> {
    match key {
        "AccessLogSetting" | "AccessLogSettings" | "StageDescription" | "Stage" | "ApiId"
        | "Location" | "Name" | "Parameters" | "ProtocolType" | "TemplateURL" | "Value" => {
            Some(ALL)
        }
        "Events" => Some(Keep(|_| Some(Keep(event)))),
        "Body" | "BodyS3Location" | "Format" | wrong_keys::CALL => Some(PRESENCE),
        key if wrong_keys::BESIDE.contains(&key) => Some(Keep(beside)),
        key => wrong_keys::is_about_logs(key).then_some(ALL),
    }
}

/// Of settings of another kind, those of access logs, which do not belong there.
fn beside(key: &str) -> Option<Keep> {
    match key {
        "[]" => Some(Keep(beside)),
        key => wrong_keys::is_setting(key).then_some(ALL),
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
pub(super) const LOOP: &str = "Fn::ForEach::";
