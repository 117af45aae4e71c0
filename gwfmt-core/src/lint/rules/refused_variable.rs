//! See [`RULE`].

use crate::catalog::{HTTP_VARIABLES, REFUSED};
use crate::lint::{Findings, aws, rule};
use crate::model::Model;

rule! {
    /// A variable that the documentation lists and API Gateway was seen to refuse.
    ///
    /// In 2023 HTTP APIs refused `$context.identity.cognitoIdentityId` at deployment although their page lists it, and
    /// still does. Whether it is refused today is not known, nor whether its siblings are; REST and WebSocket APIs take it.
    /// Leave it out of the format of an HTTP API unless a deployment has shown that it works.
    ///
    /// ```bad http
    /// {"requestId":"$context.requestId","cognito":"$context.identity.cognitoIdentityId"}
    /// ```
    ///
    /// ```good rest, websocket
    /// {"requestId":"$context.requestId","cognito":"$context.identity.cognitoIdentityId"}
    /// ```
    "refused-variable", Catalog, Reference, Warning, true, Unclear,
    sources: [
        HTTP_VARIABLES,
        "https://github.com/anomalyco/sst/issues/2587",
    ],
    check
}

fn check(model: &Model<'_>, findings: &mut Findings) {
    let Some(api) = model.apis.known() else {
        return;
    };
    for used in model.uses.iter().filter(|used| !used.before_hole) {
        let path = model.path(used);
        let refused = REFUSED
            .iter()
            .any(|entry| entry.path == path && entry.apis.contains(&api));
        if !refused {
            continue;
        }
        findings.warning(
            used.span,
            format!(
                "`{}` is listed for {} APIs, but was refused at deployment",
                model.slice(used.span),
                api.title()
            ),
            |d| {
                d.help("remove it unless a deployment has shown that it is accepted now")
                    .aws_error(aws::unsupported_by_http(path))
            },
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::found;
    use super::RULE;

    #[test]
    fn speaks_only_where_the_type_is_known() {
        let text = "$context.requestId $context.identity.cognitoIdentityId";
        assert_eq!(
            found(&RULE, text, "http"),
            [(
                "warning".to_owned(),
                "$context.identity.cognitoIdentityId".to_owned()
            )]
        );
        assert_eq!(found(&RULE, text, "v2"), []);
        assert_eq!(found(&RULE, text, "any"), []);
        assert_eq!(
            found(&RULE, "$context.identity.cognitoIdentityPoolId", "http"),
            []
        );
    }
}
