//! See [`RULE`].

use crate::catalog::{HTTP_VARIABLES, Meaning, REST_VARIABLES, placeholder};
use crate::diagnostic::Severity;
use crate::lint::{Findings, aws, rule};
use crate::model::Model;

rule! {
    /// A placeholder of AWS's tables, copied unchanged: `$context.authorizer.claims.property`.
    ///
    /// In the tables the last part of some names stands for a name of yours: `property` for a claim or a key of the
    /// authorizer's context, `header_name`, `path_name` and `querystring_name` for what a mapping template overrides.
    /// Copied literally, API Gateway looks for a claim of that name and logs `-` in every line. Write the real name, or
    /// leave the field out.
    ///
    /// ```bad rest
    /// {"requestId":"$context.requestId","claim":"$context.authorizer.claims.property"}
    /// ```
    ///
    /// ```bad http
    /// {"requestId":"$context.requestId","header":"$context.requestOverride.header.header_name"}
    /// ```
    ///
    /// ```good rest
    /// {"requestId":"$context.requestId","user":"$context.authorizer.claims.sub"}
    /// ```
    "copied-placeholder", Catalog, Reference, Error, true, Reported,
    sources: [
        REST_VARIABLES,
        HTTP_VARIABLES,
        "https://github.com/DataBiosphere/azul/issues/4055",
    ],
    check
}

fn check(model: &Model<'_>, findings: &mut Findings) {
    for used in &model.uses {
        let path = model.path(used);
        if used.before_hole {
            continue;
        }
        let Some(belongs) = placeholder(path) else {
            continue;
        };
        let listed = matches!(used.resolution.meaning, Meaning::Listed(_));
        let severity = aws::mildest(model.apis, |api| {
            if !listed && aws::refuses(api, path) {
                Severity::Error
            } else {
                Severity::Warning
            }
        });
        let word = path.rsplit('.').next().unwrap_or(path);
        findings.push(
            severity,
            used.span,
            format!(
                "`{word}` in `{}` is a placeholder from the AWS documentation",
                model.slice(used.span)
            ),
            |mut d| {
                if severity == Severity::Error {
                    d.aws_error = aws::unsupported(model.apis, path);
                    return d.help("remove it: HTTP APIs have no overrides");
                }
                d.help(format!("write {belongs}, or remove it"))
            },
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::{testing::found, unknown_variable, wrong_api_type};
    use super::RULE;

    #[test]
    fn no_other_rule_of_the_catalog_speaks_of_it() {
        for (name, api, level) in [
            ("authorizer.claims.property", "rest", "warning"),
            ("authorizer.claims.PROPERTY", "websocket", "warning"),
            ("authorizer.property", "http", "warning"),
            (
                "requestOverride.querystring.querystring_name",
                "rest",
                "warning",
            ),
            ("responseOverride.header.header_name", "http", "error"),
            ("responseOverride.header.header_name", "v2", "warning"),
            ("requestOverride.path.path_name", "any", "warning"),
        ] {
            let text = format!("$context.{name}");
            assert_eq!(
                found(&RULE, &text, api),
                [(level.to_owned(), text.clone())],
                "{name} on {api}"
            );
            assert_eq!(found(&unknown_variable::RULE, &text, api), []);
            assert_eq!(found(&wrong_api_type::RULE, &text, api), []);
        }
    }

    #[test]
    fn a_claim_may_be_called_name() {
        assert_eq!(found(&RULE, "$context.authorizer.claims.name", "rest"), []);
    }
}
