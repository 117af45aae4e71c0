//! Situations in which a request may end, and the lines that API Gateway would write in each.
//!
//! [`cell`] is the table: whether a variable has a value in a [`Scenario`] on a type of API, how sure that is and why.
//! [`values`] and [`lines`] draw from it: made-up requests, each consistent in itself, the same ones for the same seed.

mod breaking;
mod hostile;
mod line;
mod outcome;
mod random;
mod request;
mod size;
mod table;
mod target;
mod value;

pub(crate) use breaking::breaking;
pub use line::{lines, reading, values, write};
pub use outcome::{Outcome, outcomes};
pub use size::{Size, Sizes, sizes};
pub use table::{Cell, Holds, cell};

use crate::api::{Api, ApiSet};

/// A situation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scenario {
    /// The integration answered, and the client got its answer.
    Ok,
    /// More requests than the account, the stage, the method or the usage plan allows.
    Throttled,
    /// No credentials, or none that count.
    Unauthorized,
    /// A Lambda authorizer said no.
    AuthorizerDenied,
    /// A Lambda authorizer failed, or gave an answer that is none.
    AuthorizerError,
    /// The web ACL of the stage blocked the request.
    WafBlocked,
    /// The integration did not answer in time.
    IntegrationTimeout,
    /// The integration could not be reached, or its answer could not be used.
    IntegrationError,
    /// A browser asks which origins may call.
    Preflight,
    /// A mock integration: API Gateway answers by itself.
    Mock,
    /// The request went to the canary of its stage.
    Canary,
    /// The request came through a custom domain.
    CustomDomain,
    /// The request came through a custom domain with mutual TLS.
    Mtls,
    /// A client connects.
    WsConnect,
    /// A client sends a message.
    WsMessage,
    /// A connection ends.
    WsDisconnect,
    /// Text that a client or a backend chose is as bad as it may be.
    Hostile,
}

impl Scenario {
    /// All of them, in the order of the table.
    pub const ALL: [Scenario; 17] = [
        Scenario::Ok,
        Scenario::Throttled,
        Scenario::Unauthorized,
        Scenario::AuthorizerDenied,
        Scenario::AuthorizerError,
        Scenario::WafBlocked,
        Scenario::IntegrationTimeout,
        Scenario::IntegrationError,
        Scenario::Preflight,
        Scenario::Mock,
        Scenario::Canary,
        Scenario::CustomDomain,
        Scenario::Mtls,
        Scenario::WsConnect,
        Scenario::WsMessage,
        Scenario::WsDisconnect,
        Scenario::Hostile,
    ];

    /// The word of the command line and of reports.
    pub const fn name(self) -> &'static str {
        match self {
            Scenario::Ok => "ok",
            Scenario::Throttled => "throttled",
            Scenario::Unauthorized => "unauthorized",
            Scenario::AuthorizerDenied => "authorizer-denied",
            Scenario::AuthorizerError => "authorizer-error",
            Scenario::WafBlocked => "waf-blocked",
            Scenario::IntegrationTimeout => "integration-timeout",
            Scenario::IntegrationError => "integration-error",
            Scenario::Preflight => "preflight",
            Scenario::Mock => "mock",
            Scenario::Canary => "canary",
            Scenario::CustomDomain => "custom-domain",
            Scenario::Mtls => "mtls",
            Scenario::WsConnect => "ws-connect",
            Scenario::WsMessage => "ws-message",
            Scenario::WsDisconnect => "ws-disconnect",
            Scenario::Hostile => "hostile",
        }
    }

    /// What happens, in a sentence.
    pub const fn summary(self) -> &'static str {
        match self {
            Scenario::Ok => {
                "the integration answers, through the API's own name, without mutual TLS"
            }
            Scenario::Throttled => {
                "more requests than the account, the stage, the method or the usage plan allows"
            }
            Scenario::Unauthorized => "no credentials, or invalid ones",
            Scenario::AuthorizerDenied => "a Lambda authorizer says no",
            Scenario::AuthorizerError => "a Lambda authorizer fails or returns an invalid answer",
            Scenario::WafBlocked => "the web ACL of the stage blocks the request",
            Scenario::IntegrationTimeout => "the integration does not answer in time",
            Scenario::IntegrationError => {
                "the integration cannot be reached, or its answer cannot be used"
            }
            Scenario::Preflight => {
                "a browser asks with OPTIONS which origins may call; a REST API answers with a mock integration, an HTTP API by itself"
            }
            Scenario::Mock => "a mock integration answers",
            Scenario::Canary => "the request goes to the canary of its stage",
            Scenario::CustomDomain => "the request comes through a custom domain",
            Scenario::Mtls => "the request comes through a custom domain with mutual TLS",
            Scenario::WsConnect => "a client connects",
            Scenario::WsMessage => "a client sends a message",
            Scenario::WsDisconnect => "a connection ends",
            Scenario::Hostile => {
                "text that a client or a backend chooses is as hostile as it can be: quotes, backslashes, commas, angle brackets, non-ASCII, long texts"
            }
        }
    }

    /// The scenario of that name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// The types of API on which it can happen.
    pub fn apis(self) -> ApiSet {
        let apis: &[Api] = match self {
            Scenario::WafBlocked | Scenario::Canary => &[Api::Rest],
            Scenario::Preflight | Scenario::Mtls => &[Api::Rest, Api::Http],
            Scenario::Mock => &[Api::Rest, Api::WebSocket],
            Scenario::WsConnect | Scenario::WsMessage | Scenario::WsDisconnect => &[Api::WebSocket],
            _ => return ApiSet::ANY,
        };
        ApiSet::of(apis).unwrap_or(ApiSet::ANY)
    }

    /// Those that can happen on a type of API.
    pub fn of(api: Api) -> impl Iterator<Item = Self> + Clone {
        Self::ALL.into_iter().filter(move |one| one.apis().has(api))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_back() {
        for (number, scenario) in Scenario::ALL.into_iter().enumerate() {
            assert_eq!(Scenario::find(scenario.name()), Some(scenario));
            assert_eq!(scenario as usize, number);
        }
        assert_eq!(Scenario::find("OK"), None);
    }

    #[test]
    fn each_api_has_its_own() {
        let names = |api| -> Vec<_> { Scenario::of(api).map(Scenario::name).collect() };
        assert_eq!(names(Api::Rest).len(), 14);
        assert_eq!(
            names(Api::Http),
            [
                "ok",
                "throttled",
                "unauthorized",
                "authorizer-denied",
                "authorizer-error",
                "integration-timeout",
                "integration-error",
                "preflight",
                "custom-domain",
                "mtls",
                "hostile"
            ]
        );
        assert!(names(Api::WebSocket).contains(&"ws-disconnect"));
        assert!(!names(Api::WebSocket).contains(&"mtls"));
    }
}
