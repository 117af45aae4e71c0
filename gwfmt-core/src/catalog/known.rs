//! What the documentation pages do not say alone: names that are wrong, accepted, refused, of other languages, and where
//! pages disagree. Facts only.

use super::{Accepted, Disagreement, NotInLogs, Refused, WrongName};
use crate::api::Api;

/// Names that public formats use by mistake, and what was probably meant.
pub static WRONG_NAMES: &[WrongName] = &[
    WrongName {
        wrong: "responseTime",
        instead: Some("responseLatency"),
        seen: "public Terraform, public file",
    },
    WrongName {
        wrong: "requestLength",
        instead: None,
        seen: "public Terraform, public file (no such variable)",
    },
    WrongName {
        wrong: "identity.authType",
        instead: Some("identity.cognitoAuthenticationType"),
        seen: "public Terraform, public file",
    },
    WrongName {
        wrong: "error.statusCode",
        instead: Some("status or error.responseType"),
        seen: "public file",
    },
    WrongName {
        wrong: "responseOverride.statusCode",
        instead: Some("responseOverride.status"),
        seen: "public file",
    },
    WrongName {
        wrong: "traceId",
        instead: Some("xrayTraceId"),
        seen: "public file",
    },
    WrongName {
        wrong: "request.header.NAME",
        instead: Some("requestOverride.header.NAME (REST only)"),
        seen: "public file; HTTP API rejects it",
    },
    WrongName {
        wrong: "method.request.url",
        instead: Some("path"),
        seen: "https://github.com/sgrthati/AZ.Projects",
    },
    WrongName {
        wrong: "identity.sourceIP",
        instead: Some("identity.sourceIp"),
        seen: "names are case-sensitive (docs); typical slip",
    },
    WrongName {
        wrong: "authorizer.claims.property / authorizer.property",
        instead: Some("the real claim or key"),
        seen: "placeholder copied literally: https://github.com/DataBiosphere/azul/blob/ccc785fec/attic/scripts/log_api_gateway.py",
    },
    WrongName {
        wrong: "requestOverride.header.header_name / path.path_name / querystring.querystring_name / responseOverride.header.header_name",
        instead: Some("the real name"),
        seen: "placeholder copied literally: public file",
    },
    WrongName {
        wrong: "$content.X",
        instead: Some("$context.X"),
        seen: "AWS streaming launch blog text, public file",
    },
    WrongName {
        wrong: "$requestId, $status, $error.message (no context.)",
        instead: Some("$context.requestId ..."),
        seen: "public file",
    },
    WrongName {
        wrong: "error.messageString as errorType",
        instead: Some("error.responseType"),
        seen: "public file",
    },
];

/// Names that belong to other parts of API Gateway and have no meaning in an access log format.
pub static NOT_IN_LOGS: &[NotInLogs] = &[
    NotInLogs {
        name: "$input",
        examples: &[
            "$input.body",
            "$input.params('x')",
            "$input.json('$.a')",
            "$input.path('$')",
        ],
        why: "mapping-template namespace; the access-log page says only $context works",
        source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html",
    },
    NotInLogs {
        name: "$stageVariables",
        examples: &[
            "$stageVariables.x",
            "$context.stageVariables.x",
            "${stageVariables['x']}",
        ],
        why: "mapping-template/parameter namespace; there is no $context.stageVariables either",
        source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html",
    },
    NotInLogs {
        name: "$util",
        examples: &[
            "$util.escapeJavaScript($context.identity.userAgent)",
            "$util.urlEncode(...)",
            "$util.base64Encode(...)",
        ],
        why: "functions exist only in mapping templates, so a format cannot escape anything",
        source: "https://github.com/serverless/dashboard-plugin/pull/364",
    },
    NotInLogs {
        name: "$method / $integration (REST parameter mapping)",
        examples: &[
            "$method.request.header.X",
            "$integration.response.body",
            "$context.method.request.url",
        ],
        why: "parameter-mapping expressions",
        source: "https://davidgarc.com/blog/api-gw-log-headers",
    },
    NotInLogs {
        name: "$request / $response (HTTP and WebSocket parameter mapping)",
        examples: &[
            "$request.header.X",
            "$request.querystring.q",
            "$request.path",
            "$request.body.a",
            "$response.header.X",
            "$context.request.header.X",
        ],
        why: "HTTP parameter-mapping expressions; $context.request.* does not exist, HTTP APIs reject the stage",
        source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html",
    },
    NotInLogs {
        name: "VTL directives",
        examples: &["#if($context.error)", "#set($x = 1)", "#foreach"],
        why: "plain substitution, no template engine",
        source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html",
    },
    NotInLogs {
        name: "requestContext-only fields",
        examples: &[
            "identity.accessKey",
            "identity.userAgentV2",
            "messageDirection",
            "disconnectStatusCode",
            "disconnectReason",
            "authorizer.lambda.x",
            "authorizer.jwt.claims.x",
            "http.method",
            "http.sourceIp",
            "timeEpoch",
            "time",
        ],
        why: "appear in the Lambda event's requestContext but are not in any access-log table (authorizer.jwt.* and http.* are payload 2.0 shapes)",
        source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html",
    },
    NotInLogs {
        name: "bare objects",
        examples: &[
            "$context",
            "$context.authorizer",
            "$context.authorizer.claims",
            "$context.identity",
            "$context.error",
            "$context.integration",
            "$context.responseOverride",
            "$context.requestOverride",
        ],
        why: "claims is documented to give null (a dash is logged); the others are undocumented. AWS's own 2019 WebSocket sample used $context.authorizer and $context.error.",
        source: "https://dev.classmethod.jp/articles/tsnote-how-to-output-claims-to-the-accesslog-on-apigateway-with-cognito-authorizer/",
    },
];

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
    Accepted {
        path: "any unknown name",
        apis: &[Api::Rest, Api::WebSocket],
        behaviour: "accepted, logs a dash (REST observed; WebSocket per emulator)",
        source: "https://github.com/DataBiosphere/azul/issues/4348",
    },
];

/// What API Gateway refuses when a stage is deployed.
pub static REFUSED: &[Refused] = &[
    Refused {
        path: None,
        apis: &[Api::Http],
        rule: "any $context name outside the HTTP list (authorizer.* is open)",
        error: Some("The following context variables are not supported: [$context.x, ...]"),
        source: "https://github.com/anomalyco/sst/issues/2587",
    },
    Refused {
        path: Some("identity.cognitoIdentityId"),
        apis: &[Api::Http],
        rule: "documented but rejected (2023, us-west-2)",
        error: None,
        source: "https://github.com/anomalyco/sst/issues/2587",
    },
];

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
