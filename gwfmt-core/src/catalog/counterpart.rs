//! What the value of a variable is called on another type of API.

use std::borrow::Cow;

use super::{Variable, family, var};
use crate::api::{Api, ApiSet};

/// What to write instead of a variable that a type of API does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Counterpart {
    /// The variable that says the same, or nearly so.
    Write(String),
    /// None does, and this is why.
    Remove(Cow<'static, str>),
    /// What to do where there is a choice.
    Say(&'static str),
}

/// What to write on these types of API instead of `path`, whose entry is `variable` and which they do not have.
pub fn counterpart(path: &str, variable: &Variable, apis: ApiSet) -> Counterpart {
    let listed = |name: &str| {
        Variable::find(name).is_some_and(|v| apis.iter().all(|api| v.listing(api).is_some()))
    };
    let replaced = match path {
        var::RESOURCE_PATH => Some(var::ROUTE_KEY),
        var::ROUTE_KEY => Some(var::RESOURCE_PATH),
        var::HTTP_METHOD => Some(var::EVENT_TYPE),
        var::EVENT_TYPE => Some(var::HTTP_METHOD),
        var::RESPONSE_LATENCY => Some(var::INTEGRATION_LATENCY),
        var::DOMAIN_PREFIX => Some(var::DOMAIN_NAME),
        var::WAF_RESPONSE_CODE => Some(var::WAF_STATUS),
        var::AWS_ENDPOINT_REQUEST_ID_2 => Some(var::INTEGRATION_REQUEST_ID),
        _ => variable
            .listings()
            .find_map(|listing| listing.alias_of?.same()),
    };
    if let Some(name) = replaced.filter(|name| listed(name)) {
        return Counterpart::Write(name.to_owned());
    }
    if let Some(claim) = path.strip_prefix(family::CLAIMS) {
        // WebSocket APIs have Lambda authorizers alone: the claim is there if the function copies it.
        return Counterpart::Write(format!("{}{claim}", family::AUTHORIZER));
    }
    let http = apis.known() == Some(Api::Http);
    let websocket = apis.known() == Some(Api::WebSocket);
    let root = path.split('.').next().unwrap_or(path);
    let why = match (path, root) {
        (var::IDENTITY_API_KEY | var::IDENTITY_API_KEY_ID, _) if http => {
            "HTTP APIs have no API keys"
        }
        (_, "waf" | var::WAF_RESPONSE_CODE | var::WEBACL_ARN) if http => {
            "HTTP APIs cannot have a web ACL"
        }
        (var::DATA_PROCESSED, _) if !websocket => {
            return Counterpart::Say(
                "remove it; `$context.responseLength` is the size of the response",
            );
        }
        (var::RESOURCE_ID, _) => "`$context.routeKey` names the route, which has no id here",
        (var::XRAY_TRACE_ID, _) => "only REST APIs can trace with X-Ray",
        (_, "authenticate" | "authorize") if http => {
            "HTTP APIs have only `$context.authorizer.error`"
        }
        (var::PROTOCOL | var::PATH, _) if websocket => {
            return Counterpart::Say(
                "remove it, or write `$context.eventType` and `$context.routeKey`",
            );
        }
        (var::ACCOUNT_ID, _) if websocket => {
            "it is the same for every line (`$context.identity.accountId` is the caller's)"
        }
        (var::CONNECTION_ID | var::CONNECTED_AT | var::MESSAGE_ID, _) => {
            "only WebSocket APIs have connections and messages"
        }
        (_, "requestOverride" | "responseOverride") => {
            "only on REST APIs can a mapping template set overrides"
        }
        _ => {
            let words = format!("{} APIs have no such value", titles(apis));
            return Counterpart::Remove(words.into());
        }
    };
    Counterpart::Remove(why.into())
}

/// `HTTP`, `HTTP and WebSocket`.
pub(crate) fn titles(apis: ApiSet) -> String {
    let titles: Vec<_> = apis.iter().map(Api::title).collect();
    titles.join(" and ")
}
