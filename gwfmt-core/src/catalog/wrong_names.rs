//! Names that formats use by mistake. `lint`, `explain` and the advice about `$` names read this table.

use super::{family, var};
use crate::api::{Api, ApiSet};

/// Names that formats use by mistake, and what to write instead. `lint`, `explain` and the advice about `$` names read this
/// table.
pub static WRONG_NAMES: &[WrongName] = &[
    // names that public formats use
    spelling("responseTime", var::RESPONSE_LATENCY),
    nothing("requestLength", Why::NoSize),
    spelling(
        "identity.authType",
        var::IDENTITY_COGNITO_AUTHENTICATION_TYPE,
    ),
    one_of("error.statusCode", &[var::STATUS, var::ERROR_RESPONSE_TYPE]),
    spelling("responseOverride.statusCode", var::RESPONSE_OVERRIDE_STATUS),
    spelling("traceId", var::XRAY_TRACE_ID),
    mapping("method.request.url", var::PATH),
    mapping("request.path", var::PATH),
    // the requestContext of Lambda events
    event("http.method", var::HTTP_METHOD),
    event("http.path", var::PATH),
    event("http.protocol", var::PROTOCOL),
    event("http.sourceIp", var::IDENTITY_SOURCE_IP),
    event("http.userAgent", var::IDENTITY_USER_AGENT),
    event("time", var::REQUEST_TIME),
    event("timeEpoch", var::REQUEST_TIME_EPOCH),
    nothing("identity.accessKey", Why::Event),
    event("identity.userAgentV2", var::IDENTITY_USER_AGENT),
    nothing("messageDirection", Why::Event),
    nothing("disconnectStatusCode", Why::Event),
    nothing("disconnectReason", Why::Event),
    // other spellings of the same thing
    spelling("bytes", var::RESPONSE_LENGTH),
    spelling("code", var::STATUS),
    spelling("duration", var::RESPONSE_LATENCY),
    spelling("error.code", var::ERROR_RESPONSE_TYPE),
    spelling("error.status", var::STATUS),
    spelling("error.type", var::ERROR_RESPONSE_TYPE),
    spelling("host", var::DOMAIN_NAME),
    spelling("identity.ip", var::IDENTITY_SOURCE_IP),
    spelling("identity.userId", var::IDENTITY_USER),
    spelling("integration.integrationLatency", var::INTEGRATION_LATENCY),
    spelling("integration.responseLatency", var::INTEGRATION_LATENCY),
    spelling("integration.statusCode", var::INTEGRATION_STATUS),
    spelling("ip", var::IDENTITY_SOURCE_IP),
    spelling("latency", var::RESPONSE_LATENCY),
    spelling("method", var::HTTP_METHOD),
    spelling("request.ip", var::IDENTITY_SOURCE_IP),
    spelling("request.method", var::HTTP_METHOD),
    spelling("request.protocol", var::PROTOCOL),
    spelling("request.time", var::REQUEST_TIME),
    spelling("requestMethod", var::HTTP_METHOD),
    spelling("requestPath", var::PATH),
    by_api("resource", ROUTE),
    spelling("response.latency", var::RESPONSE_LATENCY),
    spelling("response.length", var::RESPONSE_LENGTH),
    spelling("response.status", var::STATUS),
    spelling("response.statusCode", var::STATUS),
    spelling("responseBytes", var::RESPONSE_LENGTH),
    spelling("responseCode", var::STATUS),
    spelling("responseSize", var::RESPONSE_LENGTH),
    spelling("responseStatus", var::STATUS),
    spelling("restApiId", var::API_ID),
    by_api("route", ROUTE),
    spelling("stageName", var::STAGE),
    spelling("statusCode", var::STATUS),
    spelling("timestamp", var::REQUEST_TIME),
    spelling("totalLatency", var::RESPONSE_LATENCY),
    spelling("uri", var::PATH),
    spelling("url", var::PATH),
    spelling("user", var::IDENTITY_USER),
    spelling("waf.responseCode", var::WAF_RESPONSE_CODE),
    // what access logs cannot hold
    nothing("body", Why::NoContent),
    nothing("queryString", Why::NoContent),
    nothing("queryStringParameters", Why::NoContent),
    nothing("requestBody", Why::NoContent),
    nothing("requestSize", Why::NoSize),
    nothing("responseBody", Why::NoContent),
    nothing("stageVariables", Why::NoContent),
    // nginx
    nginx("body_bytes_sent", var::RESPONSE_LENGTH),
    nginx("bytes_sent", var::RESPONSE_LENGTH),
    nginx("http_user_agent", var::IDENTITY_USER_AGENT),
    nginx("remote_addr", var::IDENTITY_SOURCE_IP),
    nginx("remote_user", var::IDENTITY_USER),
    nginx("request_method", var::HTTP_METHOD),
    nginx("request_uri", var::PATH),
    nginx("server_protocol", var::PROTOCOL),
    nginx("time_local", var::REQUEST_TIME),
];

/// Beginnings of names in the events of payload version 2.0 ([`Why::Event`]), and what access logs have in their place.
/// The first that fits counts.
pub(super) static RENAMED: &[(&str, &str)] = &[
    ("authorizer.jwt.claims.", family::CLAIMS),
    ("authorizer.jwt.", family::AUTHORIZER),
    ("authorizer.lambda.", family::AUTHORIZER),
    ("claims.", family::CLAIMS),
];

/// The headers of requests that a variable holds, letters and digits alone; for all others, [`Why::Headers`].
pub(super) static HELD_HEADERS: &[(&str, &str)] = &[
    ("useragent", var::IDENTITY_USER_AGENT),
    ("host", var::DOMAIN_NAME),
];

/// Objects, in small letters, that hold content of requests and responses ([`Why::NoContent`]), as does any whose name
/// ends in `parameters`.
pub(super) static CONTENT: &[&str] = &[
    "body",
    "requestbody",
    "responsebody",
    "params",
    "queryparams",
    "querystring",
    "stagevariables",
    "payload",
];

/// What names of parameter mapping begin with. What no other entry knows of them is content ([`Why::NoContent`]).
pub(super) static MESSAGES: &[&str] = &[
    "request.",
    "response.",
    "method.",
    "integration.response.",
    "stageVariables.",
];

/// What matched the request: a resource or a route.
const ROUTE: &[(Api, &str)] = &[
    (Api::Rest, var::RESOURCE_PATH),
    (Api::Http, var::ROUTE_KEY),
    (Api::WebSocket, var::ROUTE_KEY),
];

const fn wrong(name: &'static str, instead: Instead, why: Option<Why>) -> WrongName {
    WrongName { name, instead, why }
}

const fn spelling(name: &'static str, path: &'static str) -> WrongName {
    wrong(name, Instead::Path(path), None)
}

const fn one_of(name: &'static str, paths: &'static [&'static str]) -> WrongName {
    wrong(name, Instead::OneOf(paths), None)
}

const fn by_api(name: &'static str, paths: &'static [(Api, &'static str)]) -> WrongName {
    wrong(name, Instead::ApiSpecific(paths), None)
}

const fn mapping(name: &'static str, path: &'static str) -> WrongName {
    wrong(name, Instead::Path(path), Some(Why::Mapping))
}

const fn event(name: &'static str, path: &'static str) -> WrongName {
    wrong(name, Instead::Path(path), Some(Why::Event))
}

const fn nginx(name: &'static str, path: &'static str) -> WrongName {
    wrong(name, Instead::Path(path), Some(Why::Nginx))
}

const fn nothing(name: &'static str, why: Why) -> WrongName {
    wrong(name, Instead::Nothing, Some(why))
}

/// A name that formats use by mistake.
#[derive(Clone, Copy, Debug)]
pub struct WrongName {
    /// The name without `$context.`.
    pub name: &'static str,
    /// What to write instead.
    pub instead: Instead,
    /// Where it comes from, or why nothing can be written instead.
    pub why: Option<Why>,
}

/// What to write instead of a wrong name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instead {
    /// This variable.
    Path(&'static str),
    /// One of these, the likelier first.
    OneOf(&'static [&'static str]),
    /// Another one on each type of API.
    ApiSpecific(&'static [(Api, &'static str)]),
    /// Nothing: no variable holds it.
    Nothing,
}

impl Instead {
    /// The variables, in the order in which they are offered for these types of API.
    pub fn paths(self, apis: ApiSet) -> Vec<&'static str> {
        match self {
            Instead::Path(path) => vec![path],
            Instead::OneOf(paths) => paths.to_vec(),
            Instead::ApiSpecific(paths) => {
                let mut found = Vec::new();
                for (_, path) in paths.iter().filter(|(api, _)| apis.has(*api)) {
                    if !found.contains(path) {
                        found.push(*path);
                    }
                }
                found
            }
            Instead::Nothing => Vec::new(),
        }
    }
}

/// Where a wrong name comes from, or why no variable holds what was wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is a name of the `requestContext` of Lambda events.
    Event,
    /// It is a name of nginx.
    Nginx,
    /// It is an expression of parameter mapping.
    Mapping,
    /// Headers of one's choice cannot be logged.
    Headers,
    /// No content of requests and responses can be logged.
    NoContent,
    /// The size of a request cannot be logged.
    NoSize,
}

impl Why {
    /// The words, for these types of API.
    pub fn words(self, apis: ApiSet) -> &'static str {
        match self {
            Why::Event => {
                "this is a name from the `requestContext` of Lambda events, not from access logs"
            }
            Why::Nginx => "this is an nginx variable",
            Why::Mapping => "this is an expression of parameter mapping",
            Why::Headers if apis.has(Api::Rest) => {
                "no variable holds a header of your choice, but a Lambda authorizer can return one, which is then `$context.authorizer.<key>`, or a mapping template set one as an override, which is then `$context.requestOverride.header.<name>`"
            }
            Why::Headers => {
                "no variable holds a header of your choice, but a Lambda authorizer can return one, which is then `$context.authorizer.<key>`"
            }
            Why::NoContent => {
                "access logs hold no headers, no query string, no body and no stage variables"
            }
            Why::NoSize => "no variable holds the size of a request",
        }
    }
}
