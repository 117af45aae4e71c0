//! Where templates of CloudFormation and SAM keep access log formats.

use crate::yaml::tree::{NodeId, Tree};
use gwfmt_core::api::Api;

/// A property of a resource type that holds `Format`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// The resource type.
    pub(super) resource: &'static str,
    /// The properties on the way to the one that holds `Format`.
    pub(super) path: &'static [&'static str],
    /// The type of the API, or `None` when the API that the stage names has the word.
    pub(super) api: Option<Api>,
    /// The section of `Globals` that lends its properties to resources of this type.
    pub(super) globals: Option<&'static str>,
}

/// The resource type of a part of a template that leaves the type to the part that it is merged with, when its properties
/// hold a format.
pub(super) fn meant(tree: &Tree<'_>, properties: NodeId) -> Option<&'static str> {
    let holds = |place: &&Place| {
        let mut path = place.path.iter();
        let setting = path.try_fold(properties, |at, key| tree.get(at, key));
        setting.is_some_and(|setting| tree.get(setting, "Format").is_some())
    };
    PLACES.iter().find(holds).map(|place| place.resource)
}

/// All of them. Of those with the same properties that comes first whose type of API says least.
pub(super) const PLACES: [Place; 7] = [
    Place {
        resource: "AWS::ApiGateway::Stage",
        path: &["AccessLogSetting"],
        api: Some(Api::Rest),
        globals: None,
    },
    Place {
        resource: "AWS::ApiGateway::Deployment",
        path: &["StageDescription", "AccessLogSetting"],
        api: Some(Api::Rest),
        globals: None,
    },
    Place {
        resource: "AWS::ApiGatewayV2::Stage",
        path: &["AccessLogSettings"],
        api: None,
        globals: None,
    },
    // quick create makes HTTP APIs only
    Place {
        resource: "AWS::ApiGatewayV2::ApiGatewayManagedOverrides",
        path: &["Stage", "AccessLogSettings"],
        api: Some(Api::Http),
        globals: None,
    },
    Place {
        resource: "AWS::Serverless::Api",
        path: &["AccessLogSetting"],
        api: Some(Api::Rest),
        globals: Some("Api"),
    },
    Place {
        resource: "AWS::Serverless::HttpApi",
        path: &["AccessLogSettings"],
        api: Some(Api::Http),
        globals: Some("HttpApi"),
    },
    Place {
        resource: "AWS::Serverless::WebSocketApi",
        path: &["AccessLogSettings"],
        api: Some(Api::WebSocket),
        globals: Some("WebSocketApi"),
    },
];
