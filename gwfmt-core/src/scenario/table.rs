//! The table: what a variable holds in a scenario on a type of API, how sure that is, why, and where it is said.
//!
//! Variables that come and go together share a [`Fact`]; what is known of a fact is written once, and each cell of the
//! table follows from it.

use super::Scenario::{
    self, AuthorizerDenied, AuthorizerError, Canary, CustomDomain, Hostile, IntegrationError,
    IntegrationTimeout, Mock, Mtls, Ok, Preflight, Throttled, Unauthorized, WafBlocked, WsConnect,
    WsDisconnect, WsMessage,
};
use crate::api::Api::{self, Http, Rest, WebSocket};
use crate::catalog::{
    EMPTY_BASE_PATH, Fact, HTTP_VARIABLES, REST_VARIABLES, Variable, WEBSOCKET_LOGGING, page,
};
use crate::mark::Mark::{self, Documented, Inferred, Reported, Unclear};

/// What may be written for a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "a set of three texts, by name"
)]
pub struct Holds {
    /// A value.
    pub value: bool,
    /// `-`.
    pub dash: bool,
    /// `(none)`.
    pub none: bool,
}

impl Holds {
    const VALUE: Self = Self::new(true, false, false);
    const DASH: Self = Self::new(false, true, false);
    const EITHER: Self = Self::new(true, true, false);

    const fn new(value: bool, dash: bool, none: bool) -> Self {
        Self { value, dash, none }
    }

    /// The words: `value`, `-`, `(none)`, in this order.
    pub fn words(self) -> impl Iterator<Item = &'static str> {
        [
            (self.value, "value"),
            (self.dash, "-"),
            (self.none, "(none)"),
        ]
        .into_iter()
        .filter_map(|(holds, word)| holds.then_some(word))
    }
}

/// A cell of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// What may be there.
    pub holds: Holds,
    /// How sure that is.
    pub mark: Mark,
    /// Why, in a few words.
    pub why: &'static str,
    /// The page that says it, or from which it follows.
    pub source: &'static str,
}

/// The cell of a variable; none where the API does not list the variable or the scenario cannot happen on it.
pub fn cell(api: Api, scenario: Scenario, variable: &Variable) -> Option<Cell> {
    if !scenario.apis().has(api) || variable.listing(api).is_none() {
        return None;
    }
    let Some(absence) = variable.absence else {
        return Some(value(
            Inferred,
            "the page describes no case without it",
            page(api),
        ));
    };
    let mut cell = absence.fact.known(api, scenario);
    if variable.absent_texts.contains(&EMPTY_BASE_PATH) && cell.holds.value {
        cell = base_path(api);
    }
    Some(cell)
}

/// The base path is written as `(none)` where it is empty, and not at all where a routing rule led to the API.
fn base_path(api: Api) -> Cell {
    match api {
        Rest => Cell {
            holds: Holds::new(true, true, true),
            mark: Reported,
            why: "`(none)` for an empty base path; `-` where a routing rule matched",
            source: AZUL,
        },
        _ => Cell {
            holds: Holds::new(true, false, true),
            mark: Unclear,
            why: "`(none)` for an empty base path was seen on REST APIs only",
            source: AZUL,
        },
    }
}

impl Fact {
    /// What is known of it.
    pub(super) fn known(self, api: Api, scenario: Scenario) -> Cell {
        match self {
            Fact::WebAcl | Fact::WafError => self.waf(api, scenario),
            Fact::Signed
            | Fact::Organization
            | Fact::CognitoIdentity
            | Fact::Authenticate
            | Fact::AuthenticateError
            | Fact::ApiKey
            | Fact::ClientCert
            | Fact::Vpc => self.caller(api, scenario),
            Fact::Authorize
            | Fact::AuthorizeError
            | Fact::Authorizer
            | Fact::LambdaAuthorizer
            | Fact::AuthorizerError
            | Fact::AuthorizerContext
            | Fact::Claims => self.authorizer(api, scenario),
            Fact::Integration
            | Fact::IntegrationStatus
            | Fact::IntegrationRequestId
            | Fact::SecondRequestId
            | Fact::IntegrationError
            | Fact::TransferMode
            | Fact::Streamed
            | Fact::RequestOverride
            | Fact::ResponseOverride => self.integration(api, scenario),
            Fact::GatewayError | Fact::MessageString | Fact::ValidationError => {
                self.error(api, scenario)
            }
            _ => self.way(api, scenario),
        }
    }

    fn waf(self, api: Api, scenario: Scenario) -> Cell {
        if api == WebSocket {
            return unclear(
                "the page lists it, but only REST APIs can have a web ACL",
                WAF,
            );
        }
        match (self, scenario) {
            (Fact::WebAcl, WafBlocked) => value(Documented, "the web ACL answered", PHASES),
            (Fact::WebAcl, Throttled) => unclear(
                "whether the web ACL is asked before a request is throttled is not documented",
                PHASES,
            ),
            (Fact::WebAcl, _) => either(Documented, "only where the stage has a web ACL", PHASES),
            (_, WafBlocked) => unclear(
                "whether a blocked request counts as an error of the web ACL is not documented",
                PHASES,
            ),
            _ => dash(Inferred, "the web ACL made no error", REST_VARIABLES),
        }
    }

    /// Who calls: what a signature, a key, a certificate or an endpoint of a VPC tells.
    fn caller(self, api: Api, scenario: Scenario) -> Cell {
        match self {
            Fact::ApiKey => return api_key(api, scenario),
            Fact::ClientCert => {
                return match (api, scenario) {
                    (Rest, Mtls) => unclear(
                        "one page says always with mutual TLS, another only if the check fails",
                        REST_VARIABLES,
                    ),
                    (_, Mtls) => value(Documented, "mutual TLS is on", HTTP_VARIABLES),
                    _ => dash(Documented, "without mutual TLS", page(api)),
                };
            }
            Fact::Vpc => {
                return match scenario {
                    Mtls => dash(
                        Inferred,
                        "a private API takes no part in mutual TLS",
                        REST_MTLS,
                    ),
                    _ => either(Documented, "only on private APIs", REST_VARIABLES),
                };
            }
            _ => {}
        }
        match (self, scenario) {
            (_, WafBlocked) => dash(
                Inferred,
                "the web ACL is evaluated before anybody is authenticated",
                WAF,
            ),
            (Fact::AuthenticateError, Unauthorized) => {
                either(Inferred, "only where IAM refused the signature", page(api))
            }
            (Fact::AuthenticateError, _) => dash(Inferred, "no signature was refused", page(api)),
            (Fact::Authenticate, Unauthorized) => {
                either(Inferred, "only where IAM was to authenticate", PHASES)
            }
            (_, Unauthorized) => dash(Inferred, "nobody was authenticated", page(api)),
            (_, Throttled) => unclear(
                "whether a request is authenticated before it is throttled is not documented",
                page(api),
            ),
            (_, AuthorizerDenied | AuthorizerError) => dash(
                Inferred,
                "a Lambda authorizer takes the place of IAM",
                page(api),
            ),
            (_, Preflight) => dash(
                Inferred,
                "a browser sends no credentials with a preflight",
                CORS,
            ),
            (Fact::Authenticate, WsMessage | WsDisconnect) => {
                dash(Documented, "only `$connect` is authenticated", WS_ROUTES)
            }
            (_, WsMessage | WsDisconnect) => unclear(
                "whether the identity of `$connect` is repeated is not documented",
                WEBSOCKET_LOGGING,
            ),
            (Fact::Authenticate, _) => either(Documented, "only where IAM authenticates", PHASES),
            (Fact::CognitoIdentity, _) => either(
                Documented,
                "only for requests signed with credentials of an identity pool",
                page(api),
            ),
            (Fact::Organization, _) => either(
                Documented,
                "only for signed requests of an account in an organization",
                page(api),
            ),
            _ => either(Documented, "only for signed requests", page(api)),
        }
    }

    #[allow(clippy::too_many_lines, reason = "a table")]
    fn authorizer(self, api: Api, scenario: Scenario) -> Cell {
        let error = matches!(self, Fact::AuthorizeError | Fact::AuthorizerError);
        match (self, scenario) {
            (_, WafBlocked) => dash(Inferred, "the web ACL is asked before any authorizer", WAF),
            (_, Preflight) => dash(
                Inferred,
                "a browser sends no credentials with a preflight",
                CORS,
            ),
            (_, Throttled) if !error => unclear(
                "whether authorizers run before a request is throttled is not documented",
                page(api),
            ),
            (Fact::AuthorizerContext, WsMessage | WsDisconnect) => unclear(
                "whether the context of `$connect` is repeated is not documented",
                WEBSOCKET_LOGGING,
            ),
            (_, WsMessage | WsDisconnect) => {
                dash(Documented, "authorizers run at `$connect` only", WS_ROUTES)
            }

            (Fact::Authorize, AuthorizerDenied) => value(
                Inferred,
                "the answer of the authorizer was carried out",
                PHASES,
            ),
            (Fact::AuthorizeError, AuthorizerDenied) => {
                value(Inferred, "the caller was not authorized", PHASES)
            }
            (Fact::Authorizer | Fact::LambdaAuthorizer, AuthorizerDenied) => {
                value(Documented, "the authorizer ran", PHASES)
            }
            (Fact::AuthorizerError, AuthorizerDenied) if api == Http => unclear(
                "whether a refusal is an error of the authorizer is not documented",
                HTTP_VARIABLES,
            ),
            (Fact::AuthorizerError, AuthorizerDenied) => {
                dash(Inferred, "the authorizer made no error", PHASES)
            }
            (Fact::AuthorizerContext, AuthorizerDenied) => unclear(
                "whether the context of a refusal is logged is not documented",
                page(api),
            ),
            (Fact::Claims, AuthorizerDenied | AuthorizerError) => {
                dash(Inferred, "a Lambda authorizer knows no claims", page(api))
            }

            (Fact::Authorize | Fact::AuthorizeError, AuthorizerError) => unclear(
                "whether anything is authorized after a failed authorizer is not documented",
                PHASES,
            ),
            (Fact::Authorizer, AuthorizerError) => value(Inferred, "the authorizer ran", PHASES),
            (Fact::LambdaAuthorizer, AuthorizerError) => unclear(
                "what is known of a function that failed or could not be called is not documented",
                page(api),
            ),
            (Fact::AuthorizerError, AuthorizerError) if api == Http => {
                value(Reported, "the authorizer failed", AUTHORIZER_TROUBLE)
            }
            (Fact::AuthorizerError, AuthorizerError) => {
                value(Inferred, "the authorizer failed", page(api))
            }
            (Fact::AuthorizerContext, AuthorizerError) => {
                dash(Inferred, "a failed authorizer gives no context", page(api))
            }

            (Fact::AuthorizerContext | Fact::Claims, Unauthorized) => {
                dash(Inferred, "nobody was authenticated", page(api))
            }
            (Fact::Authorize | Fact::AuthorizeError, Unauthorized) => unclear(
                "whether anything is authorized where nobody is authenticated is not documented",
                PHASES,
            ),
            (Fact::LambdaAuthorizer, Unauthorized) => either(
                Documented,
                "the function is not called where its token is missing",
                LAMBDA_AUTHORIZER,
            ),
            (_, Unauthorized) => either(
                Inferred,
                "only where an authorizer was to authenticate",
                PHASES,
            ),

            _ if error => dash(Inferred, "nothing was refused", page(api)),
            (Fact::Authorize, _) => {
                either(Documented, "only with IAM or a Lambda authorizer", PHASES)
            }
            (Fact::LambdaAuthorizer, _) => {
                either(Documented, "only with a Lambda authorizer", page(api))
            }
            (Fact::Claims, _) => either(
                Documented,
                "only with a Cognito or JWT authorizer, for a claim that the token has",
                page(api),
            ),
            (Fact::AuthorizerContext, _) => either(
                Documented,
                "only with a Lambda authorizer, for a key that it set",
                page(api),
            ),
            _ => either(
                Documented,
                "only with a Lambda, JWT or Cognito authorizer",
                PHASES,
            ),
        }
    }

    fn integration(self, api: Api, scenario: Scenario) -> Cell {
        match scenario {
            Unauthorized | AuthorizerDenied if api == Rest => {
                return dash(Reported, "the request never reached an integration", AZUL);
            }
            Throttled | Unauthorized | AuthorizerDenied | AuthorizerError | WafBlocked => {
                return dash(
                    Inferred,
                    "the request never reached an integration",
                    page(api),
                );
            }
            Preflight if api == Http => {
                return dash(Inferred, "API Gateway answers by itself", CORS);
            }
            _ => {}
        }
        let from_template = matches!(self, Fact::RequestOverride | Fact::ResponseOverride);
        match (self, scenario) {
            (Fact::ResponseOverride, IntegrationTimeout | IntegrationError) => dash(
                Inferred,
                "no mapping template for a response ran",
                REST_VARIABLES,
            ),
            _ if from_template => either(
                Documented,
                "only where a mapping template set it",
                REST_VARIABLES,
            ),
            (_, Mock | Preflight) if api == Rest => {
                dash(Reported, "a mock integration calls no backend", AZUL)
            }
            (_, Mock | Preflight) => {
                dash(Inferred, "a mock integration calls no backend", page(api))
            }

            (Fact::IntegrationStatus, IntegrationTimeout) => unclear(
                "whether a status is written for an answer that never came is not documented",
                page(api),
            ),
            (Fact::IntegrationStatus, IntegrationError) => either(
                Inferred,
                "an integration that cannot be reached gives no status",
                page(api),
            ),
            (
                Fact::IntegrationRequestId | Fact::SecondRequestId,
                IntegrationTimeout | IntegrationError,
            ) => unclear(
                "whether an id is known without an answer that can be used is not documented",
                page(api),
            ),
            (Fact::TransferMode | Fact::Streamed, IntegrationTimeout | IntegrationError) => {
                unclear("not documented for failed integrations", STREAMING)
            }
            (Fact::IntegrationError, IntegrationTimeout | IntegrationError) if api == Http => {
                value(Documented, "the integration failed", HTTP_TROUBLE)
            }
            (Fact::IntegrationError, IntegrationTimeout | IntegrationError) => {
                value(Inferred, "the integration failed", page(api))
            }

            (Fact::IntegrationError, Hostile) => either(
                Inferred,
                "some of these requests end with an integration that failed",
                page(api),
            ),
            (Fact::IntegrationError, _) => dash(Inferred, "the integration answered", page(api)),
            (Fact::IntegrationRequestId, _) => either(
                Inferred,
                "only where the integration is a service of AWS",
                page(api),
            ),
            (Fact::SecondRequestId, _) => either(
                Documented,
                "only where the answer had the header `x-amz-id-2`",
                HTTP_VARIABLES,
            ),
            (Fact::Streamed, _) => unclear(
                "whether it is written for answers that are not streamed is not documented",
                STREAMING,
            ),
            (_, Hostile) => either(
                Inferred,
                "some of these requests end before the integration",
                page(api),
            ),
            (_, WsConnect | WsDisconnect | Ok | CustomDomain) if api == WebSocket => {
                either(Documented, "`$connect` needs no integration", WS_ROUTES)
            }
            _ => value(Inferred, "the integration was called", page(api)),
        }
    }

    fn error(self, api: Api, scenario: Scenario) -> Cell {
        let failed = matches!(
            scenario,
            Throttled
                | Unauthorized
                | AuthorizerDenied
                | AuthorizerError
                | WafBlocked
                | IntegrationTimeout
                | IntegrationError
        );
        match (self, scenario) {
            (Fact::ValidationError, Hostile) => either(
                Inferred,
                "some of these requests fail validation",
                page(api),
            ),
            (Fact::ValidationError, _) => dash(Inferred, "nothing failed validation", page(api)),
            (Fact::GatewayError, Hostile) => either(
                Inferred,
                "some of these requests end with an error of API Gateway",
                page(api),
            ),
            (Fact::MessageString, _) if failed => {
                value(Documented, "the message, between quotes", page(api))
            }
            (Fact::MessageString, _) => unclear(
                "whether a missing message is written as `-` or `\"-\"` is not documented",
                page(api),
            ),
            _ if failed => value(Inferred, "API Gateway answers with an error", page(api)),
            _ => dash(Inferred, "no error of API Gateway", page(api)),
        }
    }

    /// Which way the request came, and what API Gateway made of it.
    fn way(self, api: Api, scenario: Scenario) -> Cell {
        match (self, scenario) {
            (Fact::CustomDomain, CustomDomain | Mtls) => {
                value(Documented, "through a custom domain", page(api))
            }
            (Fact::CustomDomain, _) if api != Rest => dash(
                Inferred,
                "the request came through the API's own name",
                page(api),
            ),
            (Fact::CustomDomain, _) => dash(
                Documented,
                "the request came through the API's own name",
                ROUTING,
            ),
            (Fact::RoutingRule, CustomDomain | Mtls) => {
                either(Documented, "only where a routing rule matched", ROUTING)
            }
            (Fact::RoutingRule, _) => dash(Documented, "no routing rule was used", ROUTING),
            (Fact::Canary, Canary) => value(Documented, "`true`", REST_VARIABLES),
            (Fact::Canary, _) => either(
                Documented,
                "`false` where the stage has a canary",
                REST_VARIABLES,
            ),
            (Fact::Tracing, _) => either(
                Documented,
                "only with tracing, or where the client sent the header",
                REST_VARIABLES,
            ),
            (Fact::Resource | Fact::Route, Throttled) => unclear(
                "whether a route is found before a request is throttled is not documented",
                page(api),
            ),
            (Fact::Resource, WafBlocked) => unclear(
                "whether a resource is found before the web ACL answers is not documented",
                REST_VARIABLES,
            ),
            (Fact::Route, Preflight) => unclear(
                "an answer of API Gateway's own needs no route; what is written then is not documented",
                CORS,
            ),
            (Fact::Resource | Fact::Route, _) => value(Inferred, "a route was found", page(api)),
            (Fact::Message, WsMessage) => value(Documented, "a message", WEBSOCKET_LOGGING),
            (
                Fact::Message,
                WsConnect | WsDisconnect | Unauthorized | AuthorizerDenied | AuthorizerError,
            ) => dash(Documented, "no message", WEBSOCKET_LOGGING),
            (Fact::Message, _) => either(Documented, "only for messages", WEBSOCKET_LOGGING),
            (Fact::Tls, Mtls) => value(Inferred, "over TLS", REST_VARIABLES),
            (Fact::Tls, _) => unclear(
                "a value for public APIs; private ones are not documented",
                REST_VARIABLES,
            ),
            (Fact::UserAgent, Hostile) => value(Inferred, "a hostile client sends one", page(api)),
            _ => either(Inferred, "only where the client sent the header", page(api)),
        }
    }
}

fn api_key(api: Api, scenario: Scenario) -> Cell {
    match scenario {
        WafBlocked | Unauthorized | AuthorizerDenied | AuthorizerError => unclear(
            "whether the key is known to a request that ends before it is checked is not documented",
            page(api),
        ),
        Throttled => either(
            Inferred,
            "a usage plan throttles by key, other limits do not involve a key",
            page(api),
        ),
        Preflight => dash(
            Inferred,
            "a browser sends no credentials with a preflight",
            CORS,
        ),
        WsMessage | WsDisconnect => unclear(
            "whether the key of `$connect` is repeated is not documented",
            WEBSOCKET_LOGGING,
        ),
        _ => either(
            Documented,
            "only where the method requires an API key",
            page(api),
        ),
    }
}

const fn known(holds: Holds, mark: Mark, why: &'static str, source: &'static str) -> Cell {
    Cell {
        holds,
        mark,
        why,
        source,
    }
}

const fn value(mark: Mark, why: &'static str, source: &'static str) -> Cell {
    known(Holds::VALUE, mark, why, source)
}

const fn dash(mark: Mark, why: &'static str, source: &'static str) -> Cell {
    known(Holds::DASH, mark, why, source)
}

const fn either(mark: Mark, why: &'static str, source: &'static str) -> Cell {
    known(Holds::EITHER, mark, why, source)
}

const fn unclear(why: &'static str, source: &'static str) -> Cell {
    known(Holds::EITHER, Unclear, why, source)
}

/// One engineer's deployments of odd formats, with the lines that came.
const AZUL: &str = "https://github.com/DataBiosphere/azul/issues/4348";
/// Which phases a request goes through, and which variables each of them fills.
const PHASES: &str = "https://aws.amazon.com/blogs/compute/troubleshooting-amazon-api-gateway-with-enhanced-observability-variables/";
const WAF: &str = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-aws-waf.html";
const CORS: &str =
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html";
const ROUTING: &str = "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-routing-rules-troubleshoot.html";
const REST_MTLS: &str =
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mutual-tls.html";
const STREAMING: &str = "https://docs.aws.amazon.com/apigateway/latest/developerguide/response-streaming-troubleshoot.html";
const HTTP_TROUBLE: &str = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-lambda.html";
/// Two ways in which an authorizer fails, with what an HTTP API logged.
const AUTHORIZER_TROUBLE: &str = "https://dev.classmethod.jp/articles/tsnote-api-gateway-lambda-authorizer-internal-server-error-troubleshooting/";
const LAMBDA_AUTHORIZER: &str = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html";
const WS_ROUTES: &str = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-keys-connect-disconnect.html";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::VARIABLES;

    fn find(path: &str) -> &'static Variable {
        Variable::find(path).unwrap()
    }

    fn said(api: Api, scenario: Scenario, path: &str) -> (String, &'static str) {
        let cell = cell(api, scenario, find(path)).unwrap();
        let words: Vec<_> = cell.holds.words().collect();
        (words.join(" "), cell.mark.name())
    }

    #[test]
    fn a_cell_never_contradicts_the_catalog() {
        for variable in VARIABLES {
            for api in Api::ALL {
                for scenario in Scenario::of(api) {
                    let Some(cell) = cell(api, scenario, variable) else {
                        assert!(variable.listing(api).is_none());
                        continue;
                    };
                    let absent = variable.texts().absent;
                    let place = format!("{} {} {}", api.name(), scenario.name(), variable.path);
                    assert!(!cell.holds.dash || absent.contains(&"-"), "{place}");
                    assert!(!cell.holds.none || absent.contains(&"(none)"), "{place}");
                    assert!(cell.holds.words().count() > 0, "{place}");
                    assert!(cell.source.starts_with("https://"), "{place}");
                    // What nobody knows is never one thing only.
                    assert!(
                        cell.mark != Unclear || cell.holds.words().count() > 1,
                        "{place}"
                    );
                }
            }
        }
    }

    #[test]
    fn every_variable_has_a_value_somewhere() {
        for variable in VARIABLES {
            for listing in variable.listings() {
                let has_value = |scenario| {
                    cell(listing.api, scenario, variable).is_some_and(|cell| cell.holds.value)
                };
                // No scenario of an HTTP API is about them, or WAF is not for the API at all.
                assert!(
                    Scenario::of(listing.api).any(has_value),
                    "{} on {}",
                    variable.path,
                    listing.api.name()
                );
            }
        }
    }

    #[test]
    fn well_known_cells() {
        let either = "value -".to_owned();
        assert_eq!(
            said(Rest, WafBlocked, "wafResponseCode"),
            ("value".to_owned(), "documented")
        );
        assert_eq!(
            said(Rest, Throttled, "integration.latency"),
            ("-".to_owned(), "inferred")
        );
        assert_eq!(
            said(Rest, Mock, "integration.latency"),
            ("-".to_owned(), "reported")
        );
        assert_eq!(
            said(Http, Preflight, "routeKey"),
            (either.clone(), "unclear")
        );
        assert_eq!(
            said(Rest, CustomDomain, "customDomain.basePathMatched"),
            ("value - (none)".to_owned(), "reported")
        );
        assert_eq!(
            said(Rest, Scenario::Ok, "customDomain.basePathMatched").0,
            "-"
        );
        assert_eq!(
            said(Rest, Scenario::Ok, "error.messageString"),
            (either, "unclear")
        );
        assert_eq!(said(WebSocket, WsMessage, "messageId").0, "value");
        assert_eq!(cell(Http, Canary, find("status")), None);
        assert_eq!(cell(Http, Scenario::Ok, find("resourcePath")), None);
    }
}
