//! See [`RULE`].

use crate::api::Api;
use crate::catalog::{
    ACCEPTED, Accepted, Counterpart, HTTP_VARIABLES, Meaning, REST_VARIABLES, Variable,
    WEBSOCKET_LOGGING, counterpart, family, placeholder, titles,
};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::lint::{Findings, aws, member, rule};
use crate::model::{Model, Use};

rule! {
    /// A variable of another type of API: `$context.routeKey` on REST, `$context.resourcePath` on HTTP.
    ///
    /// Each type of API has its own list. REST and WebSocket APIs take a name of another list and log `-` in every line.
    /// HTTP APIs refuse the deployment, except for `resourcePath`, which they accept and log as `-`. Write the counterpart where
    /// there is one, and leave the value out where there is none: HTTP APIs have no API keys, no WAF and no tracing,
    /// WebSocket APIs no method, path or response size.
    ///
    /// On an HTTP API, `$context.authorizer.latency` and its like name keys of the Lambda authorizer's context and not what
    /// they are elsewhere; that is a note. Where the type of an `apigatewayv2` stage is not known, only what is wrong for
    /// both HTTP and WebSocket APIs is reported.
    ///
    /// ```bad rest
    /// {"requestId":"$context.requestId","route":"$context.routeKey"}
    /// ```
    ///
    /// ```bad http
    /// {"requestId":"$context.requestId","trace":"$context.xrayTraceId"}
    /// ```
    ///
    /// ```bad websocket
    /// {"requestId":"$context.requestId","length":"$context.responseLength"}
    /// ```
    ///
    /// ```good rest
    /// {"requestId":"$context.requestId","route":"$context.resourcePath"}
    /// ```
    ///
    /// ```good http, websocket
    /// {"requestId":"$context.requestId","route":"$context.routeKey","length":"$context.responseLength"}
    /// ```
    "wrong-api-type", Catalog, Reference, Error, true, Reported,
    sources: [
        REST_VARIABLES,
        HTTP_VARIABLES,
        WEBSOCKET_LOGGING,
        "https://github.com/usdigitalresponse/usdr-gost/pull/3497",
        "https://github.com/DataBiosphere/azul/issues/4348",
    ],
    check
}

fn check(model: &Model<'_>, findings: &mut Findings) {
    for used in &model.uses {
        let Meaning::OtherApi(variable) = used.resolution.meaning else {
            continue;
        };
        let path = model.path(used);
        if used.before_hole || placeholder(path).is_some() {
            continue;
        }
        let open_on_http = model.apis.has(Api::Http) && path.starts_with(family::AUTHORIZER);
        if open_on_http {
            authorizer_key(model, used, findings);
            continue;
        }
        let severity = aws::mildest(model.apis, |api| {
            let undocumented = |known: &Accepted| known.path == path && known.apis.contains(&api);
            if aws::refuses(api, path) {
                Severity::Error
            } else if api == Api::WebSocket && ACCEPTED.iter().any(undocumented) {
                Severity::Note // in use, and what it logs is not known
            } else {
                Severity::Warning
            }
        });
        findings.push(
            severity,
            used.span,
            format!(
                "`{}` is available on {} APIs, not on {} APIs",
                model.slice(used.span),
                variable.apis(),
                titles(model.apis),
            ),
            |mut d| {
                d.aws_error = aws::unsupported(model.apis, path);
                match severity {
                    Severity::Error => {}
                    Severity::Warning => d = d.label("logged as `-` in every line"),
                    Severity::Note => d = d.label("the logged value is not documented"),
                }
                advise(model, used, variable, d)
            },
        );
    }
}

/// `authorizer.latency` on HTTP: a key of the Lambda authorizer's context, if it returns one of that name.
fn authorizer_key(model: &Model<'_>, used: &Use, findings: &mut Findings) {
    let name = model.slice(used.span);
    findings.note(
        used.span,
        format!("on an HTTP API `{name}` is a key of the Lambda authorizer's context"),
        |d| {
            d.label("`-` unless the authorizer returns it")
                .help("the HTTP page does not list it as a variable; remove it if you meant the variable that other types of API have")
        },
    );
}

fn advise(model: &Model<'_>, used: &Use, variable: &Variable, d: Diagnostic) -> Diagnostic {
    let path = model.path(used);
    match counterpart(path, variable, model.apis) {
        Counterpart::Write(other) if is_used(model, &other) => remove(
            model,
            used,
            &format!("its counterpart `$context.{other}` is in the format already"),
            d,
        ),
        Counterpart::Write(other) => write(model, used, &other, d),
        Counterpart::Remove(why) => remove(model, used, &why, d),
        Counterpart::Say(words) => d.help(words),
    }
}

/// The counterpart in its place, under its own name where the key was the name of the other.
fn write(model: &Model<'_>, used: &Use, other: &str, d: Diagnostic) -> Diagnostic {
    let new = format!("$context.{other}");
    let renamed = member::renamed(model, used, other);
    let title = match &renamed {
        Some((_, key)) => format!("write `{new}` under the key `{key}`"),
        None => format!("write `{new}`"),
    };
    let mut edits = vec![(used.span, new)];
    edits.splice(0..0, renamed);
    d.help(title.clone()).fix(Fix {
        title,
        edits,
        safe: false,
    })
}

fn remove(model: &Model<'_>, used: &Use, why: &str, d: Diagnostic) -> Diagnostic {
    let is_sure = d.severity > Severity::Note;
    let gone = member::removal(model, used).filter(|_| is_sure);
    let d = d.help(format!("remove it: {why}"));
    match gone {
        Some(gone) => d.fix(Fix::to_review("remove it", gone, "")),
        None => d,
    }
}

fn is_used(model: &Model<'_>, path: &str) -> bool {
    model.uses.iter().any(|used| model.path(used) == path)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Piece, diagnostics, fixed, found, found_in};
    use super::RULE;
    use crate::catalog::{Kind, VARIABLES};

    #[test]
    fn is_as_grave_as_the_mildest_of_the_possible_apis() {
        for (name, api, level) in [
            ("routeKey", "rest", "warning"),
            ("resourceId", "http", "error"),
            ("resourcePath", "http", "warning"),
            ("resourcePath", "v2", "warning"),
            ("xrayTraceId", "v2", "warning"),
            ("responseLength", "websocket", "warning"),
            ("awsEndpointRequestId", "websocket", "note"),
            ("authorizer.claims.sub", "websocket", "warning"),
            ("authorizer.latency", "http", "note"),
        ] {
            let text = format!("$context.{name}");
            assert_eq!(
                found(&RULE, &text, api),
                [(level.to_owned(), text.clone())],
                "{name} on {api}"
            );
        }
    }

    #[test]
    fn what_one_possible_api_has_is_right() {
        assert_eq!(
            found(&RULE, "$context.responseLength $context.connectionId", "v2"),
            []
        );
        for variable in VARIABLES {
            assert_eq!(
                found(&RULE, &format!("$context.{}", variable.path), "any"),
                []
            );
        }
    }

    #[test]
    fn offers_the_counterpart() {
        for (name, api, other) in [
            ("routeKey", "rest", "resourcePath"),
            ("resourcePath", "http", "routeKey"),
            ("resourcePath", "websocket", "routeKey"),
            ("httpMethod", "websocket", "eventType"),
            (
                "integrationStatus",
                "websocket",
                "integration.integrationStatus",
            ),
            ("integrationErrorMessage", "websocket", "integration.error"),
            ("awsEndpointRequestId", "websocket", "integration.requestId"),
            ("wafResponseCode", "websocket", "waf.status"),
            ("authorizer.claims.sub", "websocket", "authorizer.sub"),
        ] {
            assert_eq!(
                fixed(&RULE, &format!("$context.{name}"), api),
                format!("$context.{other}"),
                "{name} on {api}"
            );
        }
    }

    #[test]
    fn a_key_that_is_the_old_name_becomes_the_new_one() {
        for (text, new) in [
            (
                r#"{"resource_path":"$context.resourcePath"}"#,
                r#"{"route_key":"$context.routeKey"}"#,
            ),
            (
                r#"{"path":"$context.resourcePath"}"#,
                r#"{"path":"$context.routeKey"}"#,
            ),
            (
                r#"{"resourcePath":"at $context.resourcePath"}"#,
                r#"{"resourcePath":"at $context.routeKey"}"#,
            ),
            // the name is another member's
            (
                r#"{"resourcePath":"$context.resourcePath","routeKey":1}"#,
                r#"{"resourcePath":"$context.routeKey","routeKey":1}"#,
            ),
        ] {
            assert_eq!(fixed(&RULE, text, "http"), new);
        }
    }

    #[test]
    fn what_has_no_counterpart_goes() {
        let text = r#"{"id":"$context.requestId","key":"$context.identity.apiKey"}"#;
        assert_eq!(fixed(&RULE, text, "http"), r#"{"id":"$context.requestId"}"#);
        // what it logs is not known
        let text = text.replace("identity.apiKey", "extendedRequestId");
        assert_eq!(fixed(&RULE, &text, "websocket"), text);
    }

    #[test]
    fn offers_no_value_twice() {
        let text = "$context.routeKey $context.resourcePath";
        assert_eq!(fixed(&RULE, text, "http"), text);
        let all = diagnostics(&RULE, text, "http");
        assert!(all[0].help.as_ref().unwrap().contains("already"));
    }

    #[test]
    fn every_finding_says_what_to_do() {
        for variable in VARIABLES.iter().filter(|v| v.kind == Kind::Exact) {
            for api in ["rest", "http", "websocket"] {
                for d in diagnostics(&RULE, &format!("$context.{}", variable.path), api) {
                    assert!(d.help.is_some(), "{} on {api}", variable.path);
                    assert_eq!(
                        d.aws_error.is_some(),
                        d.severity == crate::diagnostic::Severity::Error,
                        "{} on {api}",
                        variable.path
                    );
                }
            }
        }
    }

    #[test]
    fn keeps_quiet_about_holes() {
        assert_eq!(
            found_in(
                &RULE,
                &[Piece::Text("$context.path"), Piece::Hole],
                "websocket"
            ),
            []
        );
    }
}
