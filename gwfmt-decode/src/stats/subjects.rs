//! [`Subjects`]: which fields of a format hold what is asked of logs, by their variables.

use gwfmt::runtime::{Format, Kind};
use gwfmt_core::catalog::var;

/// A list of texts that come often: what it is, and the variables that hold it, the best first.
#[derive(Debug)]
pub struct Question {
    /// Its name in reports for programs.
    pub name: &'static str,
    /// Its title.
    pub title: &'static str,
    /// The variables.
    pub variables: &'static [&'static str],
}

/// Who calls.
pub const CALLERS: [Question; 4] = [
    Question {
        name: "source_ips",
        title: "source IPs",
        variables: &[var::IDENTITY_SOURCE_IP],
    },
    Question {
        name: "user_agents",
        title: "user agents",
        variables: &[var::IDENTITY_USER_AGENT],
    },
    Question {
        name: "api_keys",
        title: "API keys",
        variables: &[var::IDENTITY_API_KEY_ID],
    },
    Question {
        name: "principals",
        title: "principals",
        variables: &[
            var::AUTHORIZER_PRINCIPAL_ID,
            var::IDENTITY_USER_ARN,
            var::IDENTITY_CALLER,
            var::IDENTITY_USER,
            var::IDENTITY_COGNITO_IDENTITY_ID,
        ],
    },
];

/// What goes wrong.
pub const ERRORS: [Question; 4] = [
    Question {
        name: "types",
        title: "error types",
        variables: &[var::ERROR_RESPONSE_TYPE],
    },
    Question {
        name: "messages",
        title: "error messages",
        variables: &[var::ERROR_MESSAGE, var::ERROR_MESSAGE_STRING],
    },
    Question {
        name: "integration",
        title: "errors of the integration",
        variables: &[var::INTEGRATION_ERROR, var::INTEGRATION_ERROR_MESSAGE],
    },
    Question {
        name: "authorizer",
        title: "errors of the authorizer",
        variables: &[var::AUTHORIZER_ERROR],
    },
];

/// Which variable makes a route, the best first, and whether the method is part of it too.
const ROUTES: [(&str, bool); 4] = [
    (var::ROUTE_KEY, false),
    (var::RESOURCE_PATH, true),
    (var::PATH, true),
    (var::RESOURCE_ID, true),
];

/// Variables of latencies; of these the first is the one that is followed over time.
const LATENCIES: [&str; 3] = [
    var::RESPONSE_LATENCY,
    var::INTEGRATION_LATENCY,
    var::OLDER_INTEGRATION_LATENCY,
];

/// A field that answers something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The number of the field.
    pub field: usize,
    /// Its variable: `$context.status`.
    pub variable: String,
}

/// Which fields answer what.
#[derive(Clone, Debug, Default)]
pub struct Subjects {
    /// The status.
    pub status: Option<Subject>,
    /// The time of the request.
    pub time: Option<Subject>,
    /// All latencies, the most telling first.
    pub latencies: Vec<Subject>,
    /// What makes a route: method and path, or a key. Nothing where the format has none.
    pub route: Vec<Subject>,
    /// For each of [`CALLERS`].
    pub callers: [Option<Subject>; 4],
    /// For each of [`ERRORS`].
    pub errors: [Option<Subject>; 4],
}

impl Subjects {
    /// Those of a format.
    pub fn of(format: &Format) -> Self {
        let find = |path: &str| {
            let is_it = |name: &str| name.strip_prefix("$context.") == Some(path);
            let field = format.fields().position(|field| is_it(field.variable()))?;
            Some(Subject {
                field,
                variable: format!("$context.{path}"),
            })
        };
        let first = |paths: &[&str]| paths.iter().find_map(|path| find(path));
        Self {
            status: find(var::STATUS),
            time: first(&[var::REQUEST_TIME_EPOCH, var::REQUEST_TIME]),
            latencies: latencies(format),
            route: route(&find),
            callers: CALLERS.each_ref().map(|asked| first(asked.variables)),
            errors: ERRORS.each_ref().map(|asked| first(asked.variables)),
        }
    }

    /// The variables of which any would make a route.
    pub fn of_route() -> impl Iterator<Item = &'static str> {
        ROUTES.iter().map(|(path, _)| *path)
    }
}

fn latencies(format: &Format) -> Vec<Subject> {
    let mut latencies: Vec<Subject> = Vec::new();
    for (number, field) in format.fields().enumerate() {
        let variable = field.variable();
        let is_new = || latencies.iter().all(|known| known.variable != variable);
        if field.kind() == Kind::Millis && is_new() {
            latencies.push(Subject {
                field: number,
                variable: variable.to_owned(),
            });
        }
    }
    let rank = |latency: &Subject| {
        let is_it = |path: &&str| latency.variable.strip_prefix("$context.") == Some(*path);
        LATENCIES.iter().position(is_it).unwrap_or(LATENCIES.len())
    };
    latencies.sort_by_key(rank);
    latencies
}

fn route(find: &dyn Fn(&str) -> Option<Subject>) -> Vec<Subject> {
    let found = ROUTES
        .iter()
        .find_map(|(path, with_method)| Some((find(path)?, *with_method)));
    let Some((path, with_method)) = found else {
        return Vec::new();
    };
    let method = with_method.then(|| find(var::HTTP_METHOD)).flatten();
    method.into_iter().chain([path]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subjects(format: &str) -> Subjects {
        Subjects::of(&Format::new(format, None).unwrap())
    }

    fn names(subjects: &[Subject]) -> Vec<&str> {
        subjects
            .iter()
            .map(|subject| subject.variable.as_str())
            .collect()
    }

    #[test]
    fn fields_are_found_by_what_they_hold_and_not_by_their_names() {
        let subjects = subjects(
            r#"{"status":"$context.requestId","x":$context.status,"m":"$context.httpMethod","p":"$context.resourcePath","a":"$context.integration.latency","b":"$context.responseLatency","a2":"$context.integration.latency"}"#,
        );
        assert_eq!(subjects.status.unwrap().field, 1);
        assert_eq!(
            names(&subjects.route),
            ["$context.httpMethod", "$context.resourcePath"]
        );
        let latencies = names(&subjects.latencies);
        assert_eq!(
            latencies,
            ["$context.responseLatency", "$context.integration.latency"]
        );
        assert_eq!(subjects.time, None);
    }

    #[test]
    fn a_route_key_says_the_method_itself() {
        let subjects =
            subjects("$context.requestId $context.httpMethod $context.routeKey $context.path");
        assert_eq!(names(&subjects.route), ["$context.routeKey"]);
    }
}
