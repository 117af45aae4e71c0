//! What fields are called: as the columns of tables, or as the Elastic Common Schema or OpenTelemetry's conventions call the same thing.
//!
//! ECS: <https://www.elastic.co/guide/en/ecs/current/ecs-field-reference.html>. OpenTelemetry: <https://opentelemetry.io/docs/specs/semconv/registry/attributes/>.
//! Only names of the same thing in the same unit are taken; all others stay below a name of their own.

use std::collections::HashSet;

use clap::ValueEnum;
use gwfmt_core::catalog::var;

use crate::commands::generate::source::Source;

/// Whose names fields get.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Names {
    /// Those of the format, as the columns of tables
    Format,
    /// The Elastic Common Schema
    Ecs,
    /// OpenTelemetry's semantic conventions
    Otel,
}

/// A variable, its name in ECS, and its name in OpenTelemetry.
const KNOWN: &[(&str, Option<&str>, Option<&str>)] = &[
    (
        var::REQUEST_ID,
        Some("http.request.id"),
        Some("aws.request_id"),
    ),
    (
        var::IDENTITY_SOURCE_IP,
        Some("source.ip"),
        Some("client.address"),
    ),
    (
        var::IDENTITY_USER_AGENT,
        Some("user_agent.original"),
        Some("user_agent.original"),
    ),
    (
        var::HTTP_METHOD,
        Some("http.request.method"),
        Some("http.request.method"),
    ),
    (var::PATH, Some("url.path"), Some("url.path")),
    (var::RESOURCE_PATH, None, Some("http.route")),
    (
        var::STATUS,
        Some("http.response.status_code"),
        Some("http.response.status_code"),
    ),
    (
        var::RESPONSE_LENGTH,
        Some("http.response.body.bytes"),
        Some("http.response.body.size"),
    ),
    (var::DOMAIN_NAME, Some("url.domain"), Some("server.address")),
    (
        var::ACCOUNT_ID,
        Some("cloud.account.id"),
        Some("cloud.account.id"),
    ),
    (var::ERROR_MESSAGE, Some("error.message"), None),
    (
        var::ERROR_RESPONSE_TYPE,
        Some("error.type"),
        Some("error.type"),
    ),
    (var::XRAY_TRACE_ID, Some("trace.id"), None),
    (var::IDENTITY_USER, Some("user.id"), Some("user.id")),
    (
        var::AUTHORIZER_PRINCIPAL_ID,
        Some("user.id"),
        Some("user.id"),
    ),
];

impl Names {
    /// The name of each field, with dots between its parts.
    pub(super) fn of(self, source: &Source<'_>) -> Vec<String> {
        let mut taken = HashSet::new();
        let fields = source.record.fields.iter().zip(&source.columns);
        let names = fields.map(|(field, column)| {
            let known = KNOWN.iter().find(|known| known.0 == field.variable);
            let own = known.and_then(|(_, ecs, otel)| match self {
                Names::Format => None,
                Names::Ecs => *ecs,
                Names::Otel => *otel,
            });
            match own {
                Some(name) if taken.insert(name) => name.to_owned(),
                _ if self == Names::Format => column.name.clone(),
                _ => format!("aws.api_gateway.{}", column.name),
            }
        });
        names.collect()
    }
}
