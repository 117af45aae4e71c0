//! What the documentation pages do not say alone: names that are wrong, accepted, refused, of other languages, and where
//! pages disagree. Facts only.

use super::{Accepted, Disagreement, Instead, Refused, Why, WrongName};
use crate::api::Api;

/// Names that formats use by mistake, and what to write instead. `lint`, `explain` and the advice about `$` names read this
/// table.
pub static WRONG_NAMES: &[WrongName] = &[
    // names that public formats use
    wrong("responseTime", Instead::Path("responseLatency"), None),
    wrong("requestLength", Instead::Nothing, Some(Why::NoSize)),
    wrong(
        "identity.authType",
        Instead::Path("identity.cognitoAuthenticationType"),
        None,
    ),
    wrong(
        "error.statusCode",
        Instead::OneOf(&["status", "error.responseType"]),
        None,
    ),
    wrong(
        "responseOverride.statusCode",
        Instead::Path("responseOverride.status"),
        None,
    ),
    wrong("traceId", Instead::Path("xrayTraceId"), None),
    wrong(
        "method.request.url",
        Instead::Path("path"),
        Some(Why::Mapping),
    ),
    wrong("request.path", Instead::Path("path"), Some(Why::Mapping)),
    // the requestContext of Lambda events
    wrong("http.method", Instead::Path("httpMethod"), Some(Why::Event)),
    wrong("http.path", Instead::Path("path"), Some(Why::Event)),
    wrong("http.protocol", Instead::Path("protocol"), Some(Why::Event)),
    wrong(
        "http.sourceIp",
        Instead::Path("identity.sourceIp"),
        Some(Why::Event),
    ),
    wrong(
        "http.userAgent",
        Instead::Path("identity.userAgent"),
        Some(Why::Event),
    ),
    wrong("time", Instead::Path("requestTime"), Some(Why::Event)),
    wrong(
        "timeEpoch",
        Instead::Path("requestTimeEpoch"),
        Some(Why::Event),
    ),
    wrong("identity.accessKey", Instead::Nothing, Some(Why::Event)),
    wrong(
        "identity.userAgentV2",
        Instead::Path("identity.userAgent"),
        Some(Why::Event),
    ),
    wrong("messageDirection", Instead::Nothing, Some(Why::Event)),
    wrong("disconnectStatusCode", Instead::Nothing, Some(Why::Event)),
    wrong("disconnectReason", Instead::Nothing, Some(Why::Event)),
    // other spellings of the same thing
    wrong("bytes", Instead::Path("responseLength"), None),
    wrong("code", Instead::Path("status"), None),
    wrong("duration", Instead::Path("responseLatency"), None),
    wrong("error.code", Instead::Path("error.responseType"), None),
    wrong("error.status", Instead::Path("status"), None),
    wrong("error.type", Instead::Path("error.responseType"), None),
    wrong("host", Instead::Path("domainName"), None),
    wrong("identity.ip", Instead::Path("identity.sourceIp"), None),
    wrong("identity.userId", Instead::Path("identity.user"), None),
    wrong(
        "integration.integrationLatency",
        Instead::Path("integration.latency"),
        None,
    ),
    wrong(
        "integration.responseLatency",
        Instead::Path("integration.latency"),
        None,
    ),
    wrong(
        "integration.statusCode",
        Instead::Path("integration.status"),
        None,
    ),
    wrong("ip", Instead::Path("identity.sourceIp"), None),
    wrong("latency", Instead::Path("responseLatency"), None),
    wrong("method", Instead::Path("httpMethod"), None),
    wrong("request.ip", Instead::Path("identity.sourceIp"), None),
    wrong("request.method", Instead::Path("httpMethod"), None),
    wrong("request.protocol", Instead::Path("protocol"), None),
    wrong("request.time", Instead::Path("requestTime"), None),
    wrong("requestMethod", Instead::Path("httpMethod"), None),
    wrong("requestPath", Instead::Path("path"), None),
    wrong(
        "resource",
        Instead::ApiSpecific(&[
            (Api::Rest, "resourcePath"),
            (Api::Http, "routeKey"),
            (Api::WebSocket, "routeKey"),
        ]),
        None,
    ),
    wrong("response.latency", Instead::Path("responseLatency"), None),
    wrong("response.length", Instead::Path("responseLength"), None),
    wrong("response.status", Instead::Path("status"), None),
    wrong("response.statusCode", Instead::Path("status"), None),
    wrong("responseBytes", Instead::Path("responseLength"), None),
    wrong("responseCode", Instead::Path("status"), None),
    wrong("responseSize", Instead::Path("responseLength"), None),
    wrong("responseStatus", Instead::Path("status"), None),
    wrong("restApiId", Instead::Path("apiId"), None),
    wrong(
        "route",
        Instead::ApiSpecific(&[
            (Api::Rest, "resourcePath"),
            (Api::Http, "routeKey"),
            (Api::WebSocket, "routeKey"),
        ]),
        None,
    ),
    wrong("stageName", Instead::Path("stage"), None),
    wrong("statusCode", Instead::Path("status"), None),
    wrong("timestamp", Instead::Path("requestTime"), None),
    wrong("totalLatency", Instead::Path("responseLatency"), None),
    wrong("uri", Instead::Path("path"), None),
    wrong("url", Instead::Path("path"), None),
    wrong("user", Instead::Path("identity.user"), None),
    wrong("waf.responseCode", Instead::Path("wafResponseCode"), None),
    // what access logs cannot hold
    wrong("body", Instead::Nothing, Some(Why::NoContent)),
    wrong("queryString", Instead::Nothing, Some(Why::NoContent)),
    wrong(
        "queryStringParameters",
        Instead::Nothing,
        Some(Why::NoContent),
    ),
    wrong("requestBody", Instead::Nothing, Some(Why::NoContent)),
    wrong("requestSize", Instead::Nothing, Some(Why::NoSize)),
    wrong("responseBody", Instead::Nothing, Some(Why::NoContent)),
    wrong("stageVariables", Instead::Nothing, Some(Why::NoContent)),
    // nginx
    wrong(
        "body_bytes_sent",
        Instead::Path("responseLength"),
        Some(Why::Nginx),
    ),
    wrong(
        "bytes_sent",
        Instead::Path("responseLength"),
        Some(Why::Nginx),
    ),
    wrong(
        "http_user_agent",
        Instead::Path("identity.userAgent"),
        Some(Why::Nginx),
    ),
    wrong(
        "remote_addr",
        Instead::Path("identity.sourceIp"),
        Some(Why::Nginx),
    ),
    wrong(
        "remote_user",
        Instead::Path("identity.user"),
        Some(Why::Nginx),
    ),
    wrong(
        "request_method",
        Instead::Path("httpMethod"),
        Some(Why::Nginx),
    ),
    wrong("request_uri", Instead::Path("path"), Some(Why::Nginx)),
    wrong(
        "server_protocol",
        Instead::Path("protocol"),
        Some(Why::Nginx),
    ),
    wrong("time_local", Instead::Path("requestTime"), Some(Why::Nginx)),
];

const fn wrong(name: &'static str, instead: Instead, why: Option<Why>) -> WrongName {
    WrongName { name, instead, why }
}

/// Names that no page lists and that API Gateway takes all the same.
pub static ACCEPTED: &[Accepted] = &[
    Accepted {
        path: "resourcePath",
        apis: &[Api::Http],
        behaviour: "accepted at stage creation, logs a dash",
        source: "public file (emulator built from recorded AWS behaviour); CDK HttpStage default CLF uses it",
    },
    Accepted {
        path: "awsEndpointRequestId",
        apis: &[Api::WebSocket],
        behaviour: "used by SST's default WebSocket format; value unverified",
        source: "https://github.com/sst/sst",
    },
    Accepted {
        path: "integrationStatus",
        apis: &[Api::WebSocket],
        behaviour: "used by SST's default WebSocket format; value unverified",
        source: "https://github.com/sst/sst",
    },
];

/// What API Gateway refuses when a stage is deployed.
pub static REFUSED: &[Refused] = &[Refused {
    path: "identity.cognitoIdentityId",
    apis: &[Api::Http],
    seen: "documented but rejected (2023, us-west-2)",
    source: "https://github.com/anomalyco/sst/issues/2587",
}];

/// Where documentation pages contradict each other or their older selves.
pub static DISAGREEMENTS: &[Disagreement] = &[
    Disagreement {
        id: "clientCert-only-on-failure",
        topic: "identity.clientCert.* on REST",
        old: "2020-2023 table and the current data-transformation page: present only in access logs if mTLS fails",
        new: "current access-logging page: present whenever mTLS is enabled",
    },
    Disagreement {
        id: "http-principalId",
        topic: "authorizer.principalId on HTTP",
        old: "listed 2020-09 until about 2025",
        new: "not listed; only the PROPERTY family",
    },
    Disagreement {
        id: "http-authorizer-latency",
        topic: "authorizer.latency / authorizer.status on HTTP",
        old: "listed 2020-08-20 to 2021-01-09",
        new: "not listed",
    },
    Disagreement {
        id: "rest-integrationErrorMessage",
        topic: "integrationErrorMessage on REST",
        old: "listed",
        new: "not listed (HTTP still lists it)",
    },
    Disagreement {
        id: "integration-status-equivalence",
        topic: "integration.status vs integrationStatus",
        old: "called equivalent (old REST/HTTP, current WebSocket)",
        new: "current REST/HTTP: not called equivalent; integrationStatus is the Lambda service status",
    },
    Disagreement {
        id: "websocket-dangling-aliases",
        topic: "awsEndpointRequestId and integrationStatus on WebSocket",
        old: "-",
        new: "mentioned as equivalents but have no row of their own",
    },
    Disagreement {
        id: "mandatory-id",
        topic: "which id is mandatory",
        old: "2018 guide, and API/CFN/SDK references today: must include requestId",
        new: "guide and control plane: requestId or extendedRequestId",
    },
    Disagreement {
        id: "trailing-newline",
        topic: "newline at the end",
        old: "REST guide up to 2023 and the current WebSocket page: a final newline is allowed",
        new: "current REST page no longer says it; the REST error text still does; HTTP/WebSocket error text (as reproduced by an emulator) forbids any newline",
    },
    Disagreement {
        id: "rest-clf-missing-space",
        topic: "REST CLF sample",
        old: "space between ] and the opening quote",
        new: "current page has no space there",
    },
    Disagreement {
        id: "http-samples-extended",
        topic: "HTTP samples",
        old: "8 fields",
        new: "extendedRequestId appended to all four",
    },
    Disagreement {
        id: "http-cognito-rejected",
        topic: "identity.cognitoIdentityId on HTTP",
        old: "listed",
        new: "listed, but stage creation rejected (2023, us-west-2); docs not changed",
    },
    Disagreement {
        id: "format-length",
        topic: "maximum length of a format",
        old: "2023: 3 KB stated only for HTTP APIs",
        new: "3 KB for REST, HTTP and WebSocket; the apigatewayv2 API model annotates the field as 1-1024 characters",
    },
    Disagreement {
        id: "log-event-size",
        topic: "CloudWatch Logs event size",
        old: "256 KB (older SDK docs)",
        new: "1,024 KB; the HTTP quota page says 1 MB per log entry",
    },
    Disagreement {
        id: "authorizer-property-type",
        topic: "authorizer.PROPERTY values",
        old: "-",
        new: "REST and WebSocket: string form of the value; HTTP: the value itself",
    },
    Disagreement {
        id: "epoch-unit-http",
        topic: "requestTimeEpoch unit",
        old: "-",
        new: "ms for REST/WebSocket, unit not stated for HTTP",
    },
];
