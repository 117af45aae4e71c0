//! A made-up request: everything that its line may tell, and nothing that contradicts itself.

use super::Scenario;
use super::outcome::{Outcome, outcomes};
use super::random::Random;
use super::target::{Stage, Target};
use crate::api::Api;
use crate::catalog::Fact;
use crate::mark::Mark;

/// How the caller of a request is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Auth {
    /// Not at all.
    #[default]
    Open,
    /// By a signature.
    Iam,
    /// By a Lambda authorizer.
    Lambda,
    /// By a Cognito authorizer (REST) or a JWT (HTTP).
    Token,
}

/// What a WebSocket request is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Event {
    #[default]
    Connect,
    Message,
    Disconnect,
}

/// A request.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) api: Api,
    pub(super) scenario: Scenario,
    pub(super) outcome: Outcome,
    pub(super) auth: Auth,
    pub(super) event: Event,
    pub(super) stage: Stage,
    pub(super) target: Target,
    /// Milliseconds since 1970.
    pub(super) time: u64,
    pub(super) id: String,
    pub(super) extended_id: String,
    pub(super) integration_latency: u64,
    pub(super) authorizer_latency: u64,
    /// What API Gateway itself takes.
    pub(super) overhead: u64,
    pub(super) length: u64,
    pub(super) streamed: bool,
    private: bool,
    /// What else is drawn is drawn from here.
    seed: u64,
}

/// When the first request of a seed comes: as in the catalog's examples.
const FIRST: u64 = 1_720_635_262_451;

impl Request {
    /// The request with that number.
    pub(super) fn draw(api: Api, scenario: Scenario, seed: u64, number: u64) -> Self {
        let stage = Stage::draw(api, scenario, seed);
        let mut random = Random::new(seed, &[api as u64 + 1, scenario as u64 + 1, number]);
        let outcomes = outcomes(api, scenario);
        let at = random.below(outcomes.len() as u64) as usize;
        let outcome = outcomes.get(at).copied().unwrap_or(Outcome::OK);
        let auth = auth(api, scenario, outcome, &mut random);
        let event = event(scenario, &mut random);
        let request_id = match api {
            Api::Rest => random.uuid(),
            _ => random.token(),
        };
        let replaced = api == Api::Rest && scenario == Scenario::Hostile && random.one_in(8);
        let extended_id = match api {
            Api::Rest => random.token(),
            _ => request_id.clone(),
        };
        let integration_latency = match (scenario, api) {
            (Scenario::IntegrationTimeout, Api::Http) => random.within(29_990, 30_020),
            (Scenario::IntegrationTimeout, _) => random.within(28_990, 29_020),
            _ => random.within(4, 900),
        };
        Self {
            api,
            scenario,
            outcome,
            auth,
            event,
            target: Target::draw(api, scenario, &stage, &mut random),
            stage,
            time: FIRST + number * 1_013 + random.below(1_000),
            id: if replaced {
                format!("{request_id}_REPLACED_INVALID_REQUEST_ID")
            } else {
                request_id
            },
            extended_id,
            integration_latency,
            authorizer_latency: random.within(2, 240),
            overhead: random.within(1, 24),
            length: match outcome.status {
                204 => 0,
                _ if outcome.response_type.is_some() => outcome.message.len() as u64 + 14,
                _ => random.within(2, 65_000),
            },
            streamed: random.one_in(6),
            private: random.one_in(10),
            seed: random.next(),
        }
    }

    /// Numbers of its own for whatever is asked of the request, the same ones whenever it is asked.
    pub(super) fn random(&self, of: u64) -> Random {
        Random::new(self.seed, &[of])
    }

    /// Whether the request came to a private endpoint.
    pub(super) fn private(&self) -> bool {
        self.private && self.scenario != Scenario::Mtls
    }

    /// Whether API Gateway ended it before any integration.
    fn ended_early(&self) -> bool {
        self.outcome.status == 400
    }

    /// Whether there is a value for what the fact stands for.
    pub(super) fn has(&self, fact: Fact) -> bool {
        let cell = fact.known(self.api, self.scenario);
        match (cell.holds.value, cell.holds.dash) {
            (true, true) => self.happens(fact, cell.mark == Mark::Unclear),
            (value, _) => value,
        }
    }

    /// What the table leaves open: by the rest of the request where that says something, else by chance.
    fn happens(&self, fact: Fact, unclear: bool) -> bool {
        let chance = |of| self.random(fact as u64).one_in(of);
        // Nobody knows whether the caller is told of there: now so, now so.
        let told = |auth: bool| auth && (!unclear || chance(2));
        let ended = self.scenario == Scenario::Hostile && self.ended_early();
        let failed = self.scenario == Scenario::Hostile && self.outcome.status >= 500;
        let connects = unclear || self.api != Api::WebSocket || self.event == Event::Connect;
        match fact {
            Fact::Signed | Fact::Authenticate | Fact::AuthenticateError => {
                told(self.auth == Auth::Iam && connects)
            }
            Fact::Organization | Fact::CognitoIdentity => {
                self.auth == Auth::Iam && connects && chance(2)
            }
            Fact::Authorize => told(matches!(self.auth, Auth::Iam | Auth::Lambda) && connects),
            Fact::AuthorizeError => self.has(Fact::Authorize) && chance(2),
            Fact::Authorizer => told(matches!(self.auth, Auth::Lambda | Auth::Token) && connects),
            Fact::AuthorizerError => self.has(Fact::Authorizer) && chance(2),
            Fact::LambdaAuthorizer => {
                told(self.auth == Auth::Lambda && connects) && !self.refused()
            }
            Fact::AuthorizerContext => told(self.auth == Auth::Lambda),
            Fact::Claims => told(self.auth == Auth::Token),
            Fact::Vpc => self.private(),
            Fact::Tls => !self.private() || chance(2),
            Fact::Message => self.event == Event::Message,
            Fact::GatewayError => self.outcome.response_type.is_some(),
            Fact::MessageString if self.scenario == Scenario::Hostile => {
                self.outcome.response_type.is_some() || chance(2)
            }
            Fact::ValidationError => ended,
            Fact::Integration if self.scenario == Scenario::Hostile => !ended,
            Fact::Integration => self.event == Event::Message || chance(2),
            Fact::IntegrationError => failed,
            Fact::IntegrationStatus | Fact::TransferMode => {
                self.has(Fact::Integration) && !failed && (self.surely_answered() || chance(2))
            }
            Fact::IntegrationRequestId => self.has(Fact::Integration) && !chance(4),
            Fact::SecondRequestId => self.has(Fact::Integration) && chance(3),
            Fact::Streamed => self.streamed && self.has(Fact::TransferMode),
            Fact::ResponseOverride => !ended && !failed && chance(3),
            Fact::UserAgent => !chance(8),
            Fact::WebAcl | Fact::Canary | Fact::RequestOverride => chance(3),
            _ => chance(2),
        }
    }

    /// Whether the credentials never came as far as an authorizer's function.
    fn refused(&self) -> bool {
        self.scenario == Scenario::Unauthorized && self.random(1_000).one_in(2)
    }

    fn surely_answered(&self) -> bool {
        !matches!(
            self.scenario,
            Scenario::IntegrationTimeout | Scenario::IntegrationError
        )
    }

    /// The milliseconds from the request to its answer.
    pub(super) fn latency(&self) -> u64 {
        let mut sum = self.overhead;
        if self.has(Fact::Integration) {
            sum += self.integration_latency;
        }
        if self.has(Fact::Authorizer) || self.has(Fact::LambdaAuthorizer) {
            sum += self.authorizer_latency + 1;
        }
        if self.has(Fact::WebAcl) {
            sum += self.overhead;
        }
        sum
    }
}

impl Scenario {
    /// Whether its requests come through a custom domain.
    pub(super) fn through_domain(self) -> bool {
        matches!(self, Scenario::CustomDomain | Scenario::Mtls)
    }
}

fn auth(api: Api, scenario: Scenario, outcome: Outcome, random: &mut Random) -> Auth {
    let token = if api == Api::WebSocket {
        Auth::Lambda
    } else {
        Auth::Token
    };
    match scenario {
        Scenario::AuthorizerDenied | Scenario::AuthorizerError => Auth::Lambda,
        Scenario::Preflight => Auth::Open,
        Scenario::Unauthorized if outcome.status == 403 => Auth::Iam,
        Scenario::Unauthorized => random.pick(&[Auth::Lambda, token]),
        _ => random.pick(&[Auth::Open, Auth::Iam, Auth::Lambda, token]),
    }
}

fn event(scenario: Scenario, random: &mut Random) -> Event {
    match scenario {
        Scenario::WsConnect
        | Scenario::Unauthorized
        | Scenario::AuthorizerDenied
        | Scenario::AuthorizerError => Event::Connect,
        Scenario::WsMessage => Event::Message,
        Scenario::WsDisconnect => Event::Disconnect,
        Scenario::Throttled => random.pick(&[Event::Connect, Event::Message]),
        Scenario::IntegrationTimeout
        | Scenario::IntegrationError
        | Scenario::Mock
        | Scenario::Hostile => random.pick(&[Event::Message, Event::Message, Event::Connect]),
        _ => random.pick(&[
            Event::Connect,
            Event::Message,
            Event::Message,
            Event::Disconnect,
        ]),
    }
}
