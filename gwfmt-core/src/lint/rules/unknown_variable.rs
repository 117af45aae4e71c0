//! See [`RULE`].

use crate::api::Api;
use crate::catalog::{HTTP_VARIABLES, Meaning, REST_VARIABLES, WEBSOCKET_LOGGING, nearest};
use crate::diagnostic::{Fix, Severity};
use crate::lint::{Findings, rule};
use crate::model::Model;

rule! {
    /// A `$context` name that no page of API Gateway lists.
    ///
    /// A REST API takes it and writes `-` for years; an HTTP API refuses the deployment.
    ///
    /// ```bad rest
    /// {"requestId":"$context.requestId","status":"$context.statsu"}
    /// ```
    ///
    /// ```good rest
    /// {"requestId":"$context.requestId","status":"$context.status"}
    /// ```
    "unknown-variable", Catalog, Error, true, Reported,
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
        if used.before_hole || !matches!(used.resolution.meaning, Meaning::Unknown) {
            continue;
        }
        let path = model.path(used);
        let refused = model.apis.known() == Some(Api::Http) && !path.starts_with("authorizer.");
        let severity = if refused {
            Severity::Error
        } else {
            Severity::Warning
        };
        findings.push(
            severity,
            used.span,
            format!("unknown variable `{}`", model.slice(used.span)),
            |mut d| {
                if let Some(near) = nearest(path, model.apis) {
                    let new = format!("$context.{}", near.path);
                    d = d.help(format!("did you mean `{new}`?")).fix(Fix::to_review(
                        format!("write `{new}`"),
                        used.span,
                        new,
                    ));
                }
                if refused {
                    d = d.aws_error(format!(
                        "The following context variables are not supported: [$context.{path}]"
                    ));
                }
                d
            },
        );
    }
}
