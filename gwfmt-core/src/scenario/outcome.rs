//! How a request ends in each scenario: the status, and what API Gateway says of it.

use super::Scenario;
use crate::api::Api;

/// How a request may end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The status that the client gets.
    pub status: u16,
    /// The gateway response that answered, where API Gateway itself did.
    pub response_type: Option<&'static str>,
    /// What API Gateway says of it.
    pub message: &'static str,
}

impl Outcome {
    pub(super) const OK: Self = ok(200);
}

const fn ok(status: u16) -> Outcome {
    Outcome {
        status,
        response_type: None,
        message: "",
    }
}

const fn error(status: u16, response_type: &'static str, message: &'static str) -> Outcome {
    Outcome {
        status,
        response_type: Some(response_type),
        message,
    }
}

/// The ways in which a scenario ends on a type of API. The statuses of REST APIs are the documented ones of their gateway
/// responses; an HTTP API answers a late integration with 503 or 504.
#[allow(clippy::too_many_lines, reason = "a table")]
pub fn outcomes(api: Api, scenario: Scenario) -> &'static [Outcome] {
    const ANSWERS: &[Outcome] = &[ok(200), ok(200), ok(200), ok(201), ok(204)];
    const DENY: &str = "User is not authorized to access this resource with an explicit deny";
    const LATE: &str = "Endpoint request timed out";
    const OOPS: &str = "Internal server error";
    match (scenario, api) {
        (Scenario::Throttled, _) => const { &[error(429, "THROTTLED", "Too Many Requests")] },
        (Scenario::Unauthorized, Api::Http) => {
            const {
                &[
                    error(401, "UNAUTHORIZED", "Unauthorized"),
                    error(403, "ACCESS_DENIED", "Forbidden"),
                ]
            }
        }
        (Scenario::Unauthorized, _) => {
            const {
                &[
                    error(401, "UNAUTHORIZED", "Unauthorized"),
                    error(
                        403,
                        "MISSING_AUTHENTICATION_TOKEN",
                        "Missing Authentication Token",
                    ),
                    error(
                        403,
                        "EXPIRED_TOKEN",
                        "The security token included in the request is expired",
                    ),
                ]
            }
        }
        (Scenario::AuthorizerDenied, Api::Http) => {
            const { &[error(403, "ACCESS_DENIED", "Forbidden")] }
        }
        (Scenario::AuthorizerDenied, _) => const { &[error(403, "ACCESS_DENIED", DENY)] },
        (Scenario::AuthorizerError, Api::Http) => {
            const { &[error(500, "AUTHORIZER_FAILURE", "Internal Server Error")] }
        }
        (Scenario::AuthorizerError, _) => {
            const {
                &[
                    error(500, "AUTHORIZER_FAILURE", OOPS),
                    error(500, "AUTHORIZER_CONFIGURATION_ERROR", OOPS),
                ]
            }
        }
        (Scenario::WafBlocked, _) => const { &[error(403, "WAF_FILTERED", "Forbidden")] },
        (Scenario::IntegrationTimeout, Api::Http) => {
            const {
                &[
                    error(503, "INTEGRATION_TIMEOUT", "Service Unavailable"),
                    error(504, "INTEGRATION_TIMEOUT", LATE),
                ]
            }
        }
        (Scenario::IntegrationTimeout, _) => const { &[error(504, "INTEGRATION_TIMEOUT", LATE)] },
        (Scenario::IntegrationError, Api::Http) => {
            const {
                &[
                    error(500, "INTEGRATION_FAILURE", "Internal Server Error"),
                    error(503, "INTEGRATION_FAILURE", "Service Unavailable"),
                ]
            }
        }
        (Scenario::IntegrationError, _) => {
            const {
                &[
                    error(502, "DEFAULT_5XX", OOPS),
                    error(
                        504,
                        "INTEGRATION_FAILURE",
                        "Network error communicating with endpoint",
                    ),
                ]
            }
        }
        (Scenario::Preflight, Api::Http) => const { &[ok(204)] },
        (Scenario::Hostile, Api::Rest) => {
            const {
                &[
                    ok(200),
                    ok(200),
                    ok(404),
                    error(400, "BAD_REQUEST_BODY", "Invalid request body"),
                    error(
                        400,
                        "BAD_REQUEST_PARAMETERS",
                        "Missing required request parameters",
                    ),
                    error(502, "DEFAULT_5XX", OOPS),
                ]
            }
        }
        (Scenario::Hostile, Api::Http) => {
            const {
                &[
                    ok(200),
                    ok(404),
                    error(400, "BAD_REQUEST_PARAMETERS", "Bad Request"),
                    error(500, "INTEGRATION_FAILURE", "Internal Server Error"),
                ]
            }
        }
        (Scenario::Hostile, Api::WebSocket) => {
            const {
                &[
                    ok(200),
                    error(400, "BAD_REQUEST_BODY", "Bad Request"),
                    error(500, "INTEGRATION_FAILURE", OOPS),
                ]
            }
        }
        (Scenario::Ok | Scenario::Canary | Scenario::CustomDomain | Scenario::Mtls, api)
            if api != Api::WebSocket =>
        {
            ANSWERS
        }
        _ => const { &[ok(200)] },
    }
}
