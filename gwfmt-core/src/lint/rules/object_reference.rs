//! See [`RULE`].

use crate::catalog::{Kind, Meaning, REST_VARIABLES, VARIABLES, Variable, var};
use crate::lint::{Findings, rule};
use crate::model::Model;

rule! {
    /// A reference to an object and not to one of its values: `$context.identity`, `$context.authorizer.claims`.
    ///
    /// `$context.authorizer.claims` is documented to be null and is logged as `-`. What the other objects give is not
    /// documented, and no useful output has been reported; an HTTP API may refuse them, since its page does not list
    /// them. An object cannot be logged as a whole: name each value that you want.
    ///
    /// ```bad rest
    /// {"requestId":"$context.requestId","claims":"$context.authorizer.claims"}
    /// ```
    ///
    /// ```bad websocket
    /// {"requestId":"$context.requestId","error":"$context.error"}
    /// ```
    ///
    /// ```good rest
    /// {"requestId":"$context.requestId","user":"$context.authorizer.claims.sub"}
    /// ```
    "object-reference", Catalog, Reference, Warning, true, Reported,
    sources: [
        REST_VARIABLES,
        "https://dev.classmethod.jp/articles/tsnote-how-to-output-claims-to-the-accesslog-on-apigateway-with-cognito-authorizer/",
    ],
    check
}

/// The values that are wanted most, to be named first.
const WANTED: &[&str] = &[
    var::AUTHORIZER_PROPERTY,
    var::AUTHORIZER_CLAIMS_PROPERTY,
    var::AUTHORIZER_PRINCIPAL_ID,
    var::IDENTITY_SOURCE_IP,
    var::IDENTITY_USER_AGENT,
    var::IDENTITY_USER,
    var::IDENTITY_CALLER,
    var::INTEGRATION_STATUS,
    var::INTEGRATION_LATENCY,
    var::INTEGRATION_ERROR,
    var::INTEGRATION_REQUEST_ID,
];

/// How many values of an object a finding names.
const NAMED: usize = 4;

fn check(model: &Model<'_>, findings: &mut Findings) {
    for used in &model.uses {
        if used.before_hole || !matches!(used.resolution.meaning, Meaning::Object) {
            continue;
        }
        let path = model.path(used);
        let shown = model.slice(used.span);
        findings.warning(
            used.span,
            format!("`{shown}` is an object, not a value"),
            |d| {
                let d = if path == "authorizer.claims" {
                    d.label("logged as `-`")
                } else {
                    d
                };
                d.help(format!(
                    "log individual values instead: {}",
                    children(model, path)
                ))
            },
        );
    }
}

/// Some values of an object: those of the possible APIs, of any API where these have none.
fn children(model: &Model<'_>, path: &str) -> String {
    let inside = |v: &&Variable| {
        v.path
            .strip_prefix(path)
            .is_some_and(|rest| rest.starts_with('.'))
    };
    let of_apis = |v: &&Variable| model.apis.iter().any(|api| v.listing(api).is_some());
    let mut all: Vec<&Variable> = VARIABLES.iter().filter(inside).filter(of_apis).collect();
    if all.is_empty() {
        all = VARIABLES.iter().filter(inside).collect();
    }
    all.sort_by_key(|v| {
        WANTED
            .iter()
            .position(|path| v.path == *path)
            .unwrap_or(WANTED.len())
    });
    let mut names: Vec<String> = all
        .iter()
        .take(NAMED)
        .map(|v| format!("`$context.{}`", spelt_out(v)))
        .collect();
    if all.len() > NAMED {
        names.push(format!("{} more", all.len() - NAMED));
    }
    match names.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [head @ .., last] => format!("{} or {last}", head.join(", ")),
    }
}

/// A family by a name that it could contain.
fn spelt_out(variable: &Variable) -> String {
    match (variable.kind, variable.path) {
        (Kind::Exact, path) => path.to_owned(),
        (Kind::Open, var::AUTHORIZER_CLAIMS_PROPERTY) => "authorizer.claims.sub".to_owned(),
        (Kind::Open, var::AUTHORIZER_PROPERTY) => "authorizer.<property>".to_owned(),
        (Kind::Open, _) => format!("{}<name>", variable.family_prefix()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Piece, diagnostics, found_in};
    use super::RULE;

    fn help(text: &str, api: &str) -> String {
        let all = diagnostics(&RULE, text, api);
        assert_eq!(all.len(), 1);
        all[0].help.clone().unwrap_or_default()
    }

    #[test]
    fn offers_values_of_this_api() {
        assert_eq!(
            help("$context.authorizer.claims", "http"),
            "log individual values instead: `$context.authorizer.claims.sub`"
        );
        assert!(help("$context.authorizer", "http").contains("`$context.authorizer.<property>`"));
        assert!(help("$context.waf", "rest").contains("`$context.waf.status`"));
        assert!(help("$context.identity.clientCert", "http").contains(" or 2 more"));
    }

    #[test]
    fn keeps_quiet_where_a_hole_may_name_the_value() {
        for pieces in [
            &[Piece::Text("$context.identity."), Piece::Hole],
            &[Piece::Text("$context.identity"), Piece::Hole],
        ] {
            assert_eq!(found_in(&RULE, pieces, "http"), []);
        }
    }
}
