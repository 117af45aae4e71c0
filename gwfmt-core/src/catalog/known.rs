//! What the documentation pages do not say alone: names that are accepted or refused all the same, and where pages disagree.
//! Facts only.

use super::var;
use crate::api::Api;

/// Names that no page lists and that API Gateway takes all the same.
pub static ACCEPTED: &[Accepted] = &[
    Accepted {
        path: var::RESOURCE_PATH,
        apis: &[Api::Http],
        behaviour: "accepted at stage creation, logs a dash",
        source: "public file (emulator built from recorded AWS behaviour); CDK HttpStage default CLF uses it",
    },
    Accepted {
        path: var::AWS_ENDPOINT_REQUEST_ID,
        apis: &[Api::WebSocket],
        behaviour: "used by SST's default WebSocket format; value unverified",
        source: "https://github.com/sst/sst",
    },
    Accepted {
        path: var::OLDER_INTEGRATION_STATUS,
        apis: &[Api::WebSocket],
        behaviour: "used by SST's default WebSocket format; value unverified",
        source: "https://github.com/sst/sst",
    },
];

/// What API Gateway refuses when a stage is deployed.
pub static REFUSED: &[Refused] = &[Refused {
    path: var::IDENTITY_COGNITO_IDENTITY_ID,
    apis: &[Api::Http],
    seen: "documented but rejected (2023, us-west-2)",
    source: "https://github.com/anomalyco/sst/issues/2587",
}];

/// Where documentation pages contradict each other or their older selves.
pub static DISAGREEMENTS: &[Disagreement] = &[
    Disagreement {
        id: "clientCert-only-on-failure",
        variables: &[
            var::IDENTITY_CLIENT_CERT_CLIENT_CERT_PEM,
            var::IDENTITY_CLIENT_CERT_ISSUER_DN,
            var::IDENTITY_CLIENT_CERT_SERIAL_NUMBER,
            var::IDENTITY_CLIENT_CERT_SUBJECT_DN,
            var::IDENTITY_CLIENT_CERT_VALIDITY_NOT_AFTER,
            var::IDENTITY_CLIENT_CERT_VALIDITY_NOT_BEFORE,
        ],
        topic: "identity.clientCert.* on REST",
        old: "2020-2023 table and the current data-transformation page: present only in access logs if mTLS fails",
        new: "current access-logging page: present whenever mTLS is enabled",
    },
    Disagreement {
        id: "http-principalId",
        variables: &[var::AUTHORIZER_PRINCIPAL_ID],
        topic: "authorizer.principalId on HTTP",
        old: "listed 2020-09 until about 2025",
        new: "not listed; only the PROPERTY family",
    },
    Disagreement {
        id: "http-authorizer-latency",
        variables: &[var::AUTHORIZER_LATENCY, var::AUTHORIZER_STATUS],
        topic: "authorizer.latency / authorizer.status on HTTP",
        old: "listed 2020-08-20 to 2021-01-09",
        new: "not listed",
    },
    Disagreement {
        id: "rest-integrationErrorMessage",
        variables: &[var::INTEGRATION_ERROR_MESSAGE],
        topic: "integrationErrorMessage on REST",
        old: "listed",
        new: "not listed (HTTP still lists it)",
    },
    Disagreement {
        id: "integration-status-equivalence",
        variables: &[var::INTEGRATION_STATUS, var::OLDER_INTEGRATION_STATUS],
        topic: "integration.status vs integrationStatus",
        old: "called equivalent (old REST/HTTP, current WebSocket)",
        new: "current REST/HTTP: not called equivalent; integrationStatus is the Lambda service status",
    },
    Disagreement {
        id: "websocket-dangling-aliases",
        variables: &[var::AWS_ENDPOINT_REQUEST_ID, var::OLDER_INTEGRATION_STATUS],
        topic: "awsEndpointRequestId and integrationStatus on WebSocket",
        old: "-",
        new: "mentioned as equivalents but have no row of their own",
    },
    Disagreement {
        id: "mandatory-id",
        variables: &[],
        topic: "which id is mandatory",
        old: "2018 guide, and API/CFN/SDK references today: must include requestId",
        new: "guide and control plane: requestId or extendedRequestId",
    },
    Disagreement {
        id: "trailing-newline",
        variables: &[],
        topic: "newline at the end",
        old: "REST guide up to 2023 and the current WebSocket page: a final newline is allowed",
        new: "current REST page no longer says it; the REST error text still does; HTTP/WebSocket error text (as reproduced by an emulator) forbids any newline",
    },
    Disagreement {
        id: "rest-clf-missing-space",
        variables: &[],
        topic: "REST CLF sample",
        old: "space between ] and the opening quote",
        new: "current page has no space there",
    },
    Disagreement {
        id: "http-samples-extended",
        variables: &[],
        topic: "HTTP samples",
        old: "8 fields",
        new: "extendedRequestId appended to all four",
    },
    Disagreement {
        id: "http-cognito-rejected",
        variables: &[var::IDENTITY_COGNITO_IDENTITY_ID],
        topic: "identity.cognitoIdentityId on HTTP",
        old: "listed",
        new: "listed, but stage creation rejected (2023, us-west-2); docs not changed",
    },
    Disagreement {
        id: "format-length",
        variables: &[],
        topic: "maximum length of a format",
        old: "2023: 3 KB stated only for HTTP APIs",
        new: "3 KB for REST, HTTP and WebSocket; the apigatewayv2 API model annotates the field as 1-1024 characters",
    },
    Disagreement {
        id: "log-event-size",
        variables: &[],
        topic: "CloudWatch Logs event size",
        old: "256 KB (older SDK docs)",
        new: "1,024 KB; the HTTP quota page says 1 MB per log entry",
    },
    Disagreement {
        id: "authorizer-property-type",
        variables: &[var::AUTHORIZER_PROPERTY],
        topic: "authorizer.PROPERTY values",
        old: "-",
        new: "REST and WebSocket: string form of the value; HTTP: the value itself",
    },
    Disagreement {
        id: "epoch-unit-http",
        variables: &[var::REQUEST_TIME_EPOCH],
        topic: "requestTimeEpoch unit",
        old: "-",
        new: "ms for REST/WebSocket, unit not stated for HTTP",
    },
];

/// A name that is taken although no page lists it.
#[derive(Clone, Copy, Debug)]
pub struct Accepted {
    /// The name.
    pub path: &'static str,
    /// On which APIs.
    pub apis: &'static [Api],
    /// What is logged.
    pub behaviour: &'static str,
    /// Where that is reported.
    pub source: &'static str,
}

/// A variable that is listed, and was refused at deployment.
#[derive(Clone, Copy, Debug)]
pub struct Refused {
    /// The name.
    pub path: &'static str,
    /// On which APIs.
    pub apis: &'static [Api],
    /// What was seen.
    pub seen: &'static str,
    /// Where that is reported.
    pub source: &'static str,
}

/// Pages that contradict each other or their older selves.
#[derive(Clone, Copy, Debug)]
pub struct Disagreement {
    /// A short name.
    pub id: &'static str,
    /// The variables it is about; none for what is said of formats.
    pub variables: &'static [&'static str],
    /// What it is about, in words.
    pub topic: &'static str,
    /// What was or is said at one place.
    pub old: &'static str,
    /// What is said at the other.
    pub new: &'static str,
}
