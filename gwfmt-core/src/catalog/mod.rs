//! The catalog: what each `$context` name means, for each type of API.
//!
//! The tables are facts gathered from AWS's pages and from public reports; [`resolve`] finds what a name of a format is.

mod advice;
mod counterpart;
mod entry;
mod fact;
mod known;
mod meant;
mod outside;
mod placeholder;
mod resolve;
mod variable;
mod variables;
mod wrong_names;

pub use advice::{Advice, advice};
pub(crate) use counterpart::titles;
pub use counterpart::{Counterpart, counterpart};
pub use fact::Fact;
pub use known::{ACCEPTED, Accepted, DISAGREEMENTS, Disagreement, REFUSED, Refused};
pub use meant::{Meant, meant, runs_on};
pub use outside::{Namespace, Outside, outside};
pub use placeholder::placeholder;
pub use resolve::{Meaning, Resolution, nearest, resolve};
pub use variable::{
    Absence, Alias, DocStatus, Kind, Listing, Preferred, Sensitive, Type, Unit, Unquoted, Variable,
    When,
};
pub use variables::{VARIABLES, family, var};
pub use wrong_names::{Instead, WRONG_NAMES, Why, WrongName};

use crate::api::Api;

/// The page that lists the variables of REST APIs.
pub const REST_VARIABLES: &str = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html";
/// The page that lists the variables of HTTP APIs.
pub const HTTP_VARIABLES: &str =
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html";
/// The page that lists the variables of WebSocket APIs.
pub const WEBSOCKET_LOGGING: &str =
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-logging.html";

/// The page that lists the variables of an API.
pub(crate) const fn page(api: Api) -> &'static str {
    match api {
        Api::Rest => REST_VARIABLES,
        Api::Http => HTTP_VARIABLES,
        Api::WebSocket => WEBSOCKET_LOGGING,
    }
}

/// What a variable without a value is written as.
pub const MISSING: &str = "-";

/// What `$context.customDomain.basePathMatched` is written as where the base path is empty.
pub const EMPTY_BASE_PATH: &str = "(none)";

/// Every format must contain one of these.
pub const REQUIRED_ANY_OF: [&str; 2] = [var::REQUEST_ID, var::EXTENDED_REQUEST_ID];
