//! See [`RULE`].

use super::colon_in_claim;
use crate::catalog::{
    Advice, HTTP_VARIABLES, Meaning, REST_VARIABLES, WEBSOCKET_LOGGING, advice, placeholder,
};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::lint::{Findings, aws, member, rule};
use crate::model::{Model, Use};

rule! {
    /// A `$context` name that no AWS page lists.
    ///
    /// A REST or WebSocket API accepts it silently and logs `-` in its place, for years if nobody looks. An HTTP API
    /// refuses the deployment; only under `authorizer.` it takes any name. Names are case-sensitive: `identity.sourceIP`
    /// is not `identity.sourceIp`.
    ///
    /// Many wrong names come from related systems: the `requestContext` of Lambda events (`authorizer.jwt.claims.sub`, `http.method`),
    /// nginx, or a guess such as `responseTime`. Others go on by accident: the longest name wins, so
    /// `$context.requestId_$context.status` asks for `requestId_`. Where the variable that was meant is known, it is offered.
    ///
    /// ```bad rest
    /// {"requestId":"$context.requestId","time":$context.responseTime}
    /// ```
    ///
    /// ```bad http
    /// {"requestId":"$context.requestId","status":"$context.statsu"}
    /// ```
    ///
    /// ```bad websocket
    /// {"requestId":"$context.requestId","ip":"$context.identity.sourceIP"}
    /// ```
    ///
    /// ```good http
    /// {"requestId":"$context.requestId","status":"$context.status","user":"$context.authorizer.claims.sub"}
    /// ```
    "unknown-variable", Catalog, Reference, Error, true, Reported,
    sources: [
        REST_VARIABLES,
        HTTP_VARIABLES,
        WEBSOCKET_LOGGING,
        "https://github.com/DataBiosphere/azul/issues/4348",
        "https://github.com/anomalyco/sst/issues/2587",
    ],
    check
}

fn check(model: &Model<'_>, findings: &mut Findings) {
    for used in &model.uses {
        let path = model.path(used);
        if used.before_hole
            || !matches!(used.resolution.meaning, Meaning::Unknown)
            || placeholder(path).is_some()
            || colon_in_claim::tail(model, used).is_some()
        {
            continue;
        }
        let severity = aws::mildest(model.apis, |api| {
            if aws::refuses(api, path) {
                Severity::Error
            } else {
                Severity::Warning
            }
        });
        findings.push(
            severity,
            used.span,
            format!("unknown variable `{}`", model.slice(used.span)),
            |mut d| {
                d.aws_error = aws::unsupported(model.apis, path);
                advise(model, used, d)
            },
        );
    }
}

fn advise(model: &Model<'_>, used: &Use, d: Diagnostic) -> Diagnostic {
    let (advice, words) = advice(model.path(used), model.apis);
    let d = d.help(words);
    match advice {
        Advice::Write(path) => {
            let new = format!("$context.{path}");
            d.fix(Fix::to_review(format!("write `{new}`"), used.span, new))
        }
        Advice::EndsTooLate(known, rest) if rest.starts_with('.') => {
            let new = format!("$context.{known}");
            d.label(format!("`{rest}` is read as part of the name"))
                .fix(Fix::to_review(format!("write `{new}`"), used.span, new))
        }
        Advice::EndsTooLate(known, rest) => d
            .label(format!("`{rest}` is read as part of the name"))
            .fix(Fix::to_review(
                format!("put a space after `$context.{known}`"),
                used.span,
                format!("$context.{known} {rest}"),
            )),
        Advice::LeaveOut => match member::removal(model, used) {
            Some(gone) => d.fix(Fix::to_review("remove it", gone, "")),
            None => d,
        },
        Advice::Nested | Advice::Unknown => d,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Piece, diagnostics, fixed, found, found_in};
    use super::RULE;

    fn severity(text: &str, api: &str) -> String {
        let mut all = found(&RULE, text, api);
        assert_eq!(all.len(), 1, "{text}: {all:?}");
        all.remove(0).0
    }

    #[test]
    fn is_as_grave_as_the_mildest_of_the_possible_apis() {
        for (api, level) in [
            ("http", "error"),
            ("rest", "warning"),
            ("websocket", "warning"),
            ("v2", "warning"),
            ("any", "warning"),
        ] {
            assert_eq!(severity("$context.statsu", api), level, "{api}");
        }
        assert_eq!(
            severity("$context.authorizer.jwt.claims.sub", "http"),
            "warning"
        );
    }

    #[test]
    fn quotes_http_apis_alone() {
        let error = |api| {
            diagnostics(&RULE, "$context.responseTime", api)[0]
                .aws_error
                .clone()
        };
        assert_eq!(
            error("http").as_deref(),
            Some("The following context variables are not supported: [$context.responseTime]")
        );
        assert_eq!(error("rest"), None);
        assert_eq!(error("v2"), None);
    }

    #[test]
    fn offers_what_was_meant() {
        for (wrong, right) in [
            ("responseTime", "responseLatency"),
            ("identity.sourceIP", "identity.sourceIp"),
            ("error.statusCode", "status"),
            ("authorizer.jwt.claims.sub", "authorizer.claims.sub"),
            ("http.method", "httpMethod"),
            ("requestId.foo", "requestId"),
            ("integrationError", "integration.error"),
        ] {
            assert_eq!(
                fixed(&RULE, &format!("\"$context.{wrong}\""), "http"),
                format!("\"$context.{right}\"")
            );
        }
        assert_eq!(fixed(&RULE, "$context.traceId", "http"), "$context.traceId");
        assert_eq!(
            fixed(&RULE, "$context.traceId", "rest"),
            "$context.xrayTraceId"
        );
        assert_eq!(
            fixed(
                &RULE,
                "$context.requestId_$context.responseLatencyms",
                "rest"
            ),
            "$context.requestId _$context.responseLatency ms"
        );
    }

    #[test]
    fn leaves_claims_with_a_colon_to_their_own_rule() {
        let text = "$context.authorizer.jwt.claims.cognito:groups";
        assert_eq!(found(&RULE, text, "http"), []);
    }

    #[test]
    fn keeps_quiet_about_holes() {
        assert_eq!(
            found_in(&RULE, &[Piece::Text("$context.stat"), Piece::Hole], "http"),
            []
        );
    }
}
