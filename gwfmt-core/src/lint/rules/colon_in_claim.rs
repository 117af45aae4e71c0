//! See [`RULE`].

use crate::catalog::family;
use crate::lint::{Findings, rule};
use crate::model::{Model, Use};
use crate::span::Span;

rule! {
    /// A claim with a colon in its name: `$context.authorizer.claims.cognito:username`.
    ///
    /// The colon ends the name. API Gateway looks for a claim `cognito`, finds none, and writes `-` followed by the rest as
    /// text: public log pipelines filter for the literal `-:username`. The same holds for `custom:tenant` and for claims
    /// named by a URL, and such a name cannot be quoted.
    ///
    /// Copy the claim to a plain name: a Lambda authorizer can return it as a key of its context, a Cognito pre-token
    /// trigger can add a claim without a colon. Often a standard claim will do, such as `sub`, `email`, or `username` of
    /// an access token.
    ///
    /// ```bad http
    /// {"requestId":"$context.requestId","user":"$context.authorizer.claims.cognito:username"}
    /// ```
    ///
    /// ```good http
    /// {"requestId":"$context.requestId","user":"$context.authorizer.claims.username"}
    /// ```
    "colon-in-claim", Syntax, Reference, Warning, true, Reported,
    sources: [
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html",
    ],
    check
}

fn check(model: &Model<'_>, findings: &mut Findings) {
    for used in &model.uses {
        let Some(tail) = tail(model, used) else {
            continue;
        };
        let shown = model.slice(used.span);
        findings.warning(
            used.span,
            format!("`{shown}{tail}` cannot be logged: the name ends before the colon"),
            |d| {
                d.related(
                    Span::new(used.span.end, used.span.end + tail.len()),
                    "logged literally, after a `-`",
                )
                .help("copy the claim to a name without a colon, in a Lambda authorizer or a Cognito pre token generation trigger")
            },
        );
    }
}

/// What follows the name of a claim from its colon on, when it looks like the rest of that name.
pub(super) fn tail<'m>(model: &Model<'m>, used: &Use) -> Option<&'m str> {
    if used.open_end || !model.path(used).starts_with(family::AUTHORIZER) {
        return None;
    }
    let rest = &model.text()[used.span.end..];
    let tail = rest
        .find(|c: char| !(c.is_ascii_alphanumeric() || ":/._-".contains(c)))
        .map_or(rest, |end| &rest[..end]);
    let name = tail.strip_prefix(':').unwrap_or("");
    let goes_on = name.starts_with(|c: char| c.is_ascii_alphabetic()) || name.starts_with("//");
    goes_on.then_some(tail)
}

#[cfg(test)]
mod tests {
    use super::super::testing::found;
    use super::RULE;

    #[test]
    fn points_at_what_is_read_as_the_name() {
        for claim in [
            "cognito:username",
            "custom:tenant_id",
            "https://example.com/role",
        ] {
            let text = format!(r#"{{"a":"$context.authorizer.claims.{claim}"}}"#);
            let name = claim.split(':').next().unwrap();
            assert_eq!(
                found(&RULE, &text, "rest"),
                [(
                    "warning".to_owned(),
                    format!("$context.authorizer.claims.{name}")
                )]
            );
        }
    }

    #[test]
    fn a_colon_that_separates_is_none_of_its_business() {
        for text in [
            "$context.authorizer.claims.sub:$context.path",
            "$context.authorizer.claims.sub: x",
            r#"{"a":$context.authorizer.claims.sub,"b":1}"#,
            "$context.requestId:x",
        ] {
            assert_eq!(found(&RULE, text, "rest"), [], "{text}");
        }
    }
}
