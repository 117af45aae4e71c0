//! What people ask of access logs, and which variables answer it.

use gwfmt_core::catalog::{Variable, var};

use crate::commands::generate::source::Source;

/// A condition on a value.
#[derive(Clone, Copy, Debug)]
pub(super) enum Condition {
    /// A status code that begins with this digit.
    Class(char),
    /// One of these.
    OneOf(&'static [&'static str]),
    /// A value at all, so no `-`.
    Present,
}

/// A question about which requests there were.
#[derive(Debug)]
pub(super) struct Question {
    /// Its name in outputs.
    pub(super) name: &'static str,
    /// The name of its metric.
    pub(super) metric: &'static str,
    /// What it asks for.
    pub(super) title: &'static str,
    /// The variables that answer it with their conditions, the best first.
    pub(super) ways: &'static [(&'static str, Condition)],
}

pub(super) const QUESTIONS: &[Question] = &[
    Question {
        name: "client-errors",
        metric: "ClientErrors",
        title: "Responses with a 4xx status",
        ways: &[(var::STATUS, Condition::Class('4'))],
    },
    Question {
        name: "server-errors",
        metric: "ServerErrors",
        title: "Responses with a 5xx status",
        ways: &[(var::STATUS, Condition::Class('5'))],
    },
    Question {
        name: "throttled",
        metric: "Throttled",
        title: "Requests over a limit",
        ways: &[(var::STATUS, Condition::OneOf(&["429"]))],
    },
    Question {
        name: "authorizer-refusals",
        metric: "AuthorizerRefusals",
        title: "Requests that were not authorized",
        ways: &[
            (
                var::ERROR_RESPONSE_TYPE,
                Condition::OneOf(&[
                    "ACCESS_DENIED",
                    "UNAUTHORIZED",
                    "AUTHORIZER_FAILURE",
                    "AUTHORIZER_CONFIGURATION_ERROR",
                ]),
            ),
            (var::AUTHORIZER_ERROR, Condition::Present),
        ],
    },
    Question {
        name: "waf-blocks",
        metric: "WafBlocks",
        title: "Requests that AWS WAF blocked",
        ways: &[
            (var::WAF_RESPONSE_CODE, Condition::OneOf(&["WAF_BLOCK"])),
            (var::WAF_STATUS, Condition::OneOf(&["403"])),
        ],
    },
    Question {
        name: "integration-errors",
        metric: "IntegrationErrors",
        title: "Requests that failed in the integration",
        ways: &[
            (var::INTEGRATION_ERROR, Condition::Present),
            (var::INTEGRATION_ERROR_MESSAGE, Condition::Present),
            (
                var::ERROR_RESPONSE_TYPE,
                Condition::OneOf(&["INTEGRATION_FAILURE", "INTEGRATION_TIMEOUT"]),
            ),
        ],
    },
];

impl Question {
    /// The ways that a format's fields answer it, the best first: the field's number and the condition.
    pub(super) fn answers<'s>(
        &self,
        source: &'s Source<'_>,
    ) -> impl Iterator<Item = (usize, Condition)> + use<'s> {
        let ways = self.ways.iter();
        ways.filter_map(|(variable, condition)| Some((source.find(&[variable])?, *condition)))
    }

    /// What to add to a format that answers it in no way; nothing where no API of the format's type could.
    pub(super) fn lacks(&self, source: &Source<'_>) -> Option<String> {
        let variables: Vec<&str> = self.ways.iter().map(|(variable, _)| *variable).collect();
        lacking(self.name, &variables, source)
    }
}

/// What to add so that `name` is answered.
pub(super) fn lacking(name: &str, variables: &[&str], source: &Source<'_>) -> Option<String> {
    let mut listed = variables.iter().filter(|path| {
        let variable = Variable::find(path);
        variable.is_some_and(|v| source.apis.iter().any(|api| v.listing(api).is_some()))
    });
    let variable = listed.next()?;
    Some(format!(
        "`{name}` is left out: the format lacks `$context.{variable}`"
    ))
}
