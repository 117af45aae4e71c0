//! See [`RULE`].

use crate::catalog::{
    DocStatus, HTTP_VARIABLES, Listing, Meaning, REST_VARIABLES, Variable, WEBSOCKET_LOGGING,
};
use crate::diagnostic::Fix;
use crate::lint::{Findings, rule};
use crate::model::Model;

rule! {
    /// An older spelling of a variable: `$context.integrationLatency`, `$context.integrationErrorMessage`.
    ///
    /// Since 2020 the values of the integration are grouped under `$context.integration.`, beside `waf`, `authenticate`,
    /// `authorizer` and `authorize`. The older names still work and hold the same; some are gone from today's pages.
    /// `$context.integrationStatus` wants care: for a Lambda function it is the status of the Lambda *service*, and so is
    /// `$context.integration.integrationStatus`, while `$context.integration.status` is what the function returned. Older
    /// pages called the first and the last the same.
    ///
    /// ```bad rest
    /// {"requestId":"$context.requestId","ms":"$context.integrationLatency","error":"$context.integrationErrorMessage"}
    /// ```
    ///
    /// ```good rest
    /// {"requestId":"$context.requestId","ms":"$context.integration.latency","error":"$context.integration.error"}
    /// ```
    "older-spelling", Catalog, Note, true, Documented,
    sources: [
        REST_VARIABLES,
        HTTP_VARIABLES,
        WEBSOCKET_LOGGING,
        "https://github.com/awsdocs/amazon-api-gateway-developer-guide/tree/781597d/doc_source",
    ],
    check
}

fn check(model: &Model<'_>, findings: &mut Findings) {
    for used in model.uses.iter().filter(|used| !used.before_hole) {
        let Meaning::Listed(variable) = used.resolution.meaning else {
            continue;
        };
        let listings: Vec<&Listing> = model
            .apis
            .iter()
            .filter_map(|api| variable.listing(api))
            .collect();
        let gone = listings
            .iter()
            .all(|listing| matches!(listing.status, DocStatus::OlderOnly(_)));
        let newer = newer(variable, &listings);
        if newer.is_none() && !gone {
            continue;
        }
        let shown = model.slice(used.span);
        let message = if gone {
            format!("today's page no longer lists `{shown}`")
        } else {
            format!("`{shown}` is an older spelling")
        };
        findings.note(used.span, message, |d| {
            let Some(newer) = newer else {
                return d.help("it may go away without notice");
            };
            let new = format!("$context.{newer}");
            let title = format!("write `{new}`");
            if newer == "integration.integrationStatus" {
                return d
                    .help(format!(
                        "write `{new}` for the status of the Lambda service, which is what it holds; `$context.integration.status` is the status that the function returned"
                    ))
                    .fix(Fix::to_review(title, used.span, new));
            }
            let fix = if gone {
                Fix::to_review(title, used.span, new.clone())
            } else {
                Fix::safe(title, used.span, new.clone())
            };
            d.help(format!("write `{new}`, which holds the same")).fix(fix)
        });
    }
}

/// The name of today, when every possible API gives the same one.
fn newer(variable: &Variable, listings: &[&Listing]) -> Option<&'static str> {
    let (first, rest) = listings.split_first()?;
    let newer = first.alias_of?;
    let same = rest.iter().all(|listing| listing.alias_of == Some(newer));
    // An id that repeats the other is a duplicate, not a spelling; `error.message (quoted)` is no name.
    let is_spelling = variable.path != "extendedRequestId" && Variable::find(newer).is_some();
    (same && is_spelling).then_some(newer)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{diagnostics, fixed, found};
    use super::RULE;
    use crate::catalog::VARIABLES;

    #[test]
    fn mends_what_holds_the_same() {
        assert_eq!(
            fixed(
                &RULE,
                "$context.integrationLatency $context.awsEndpointRequestId $context.integrationErrorMessage",
                "http"
            ),
            "$context.integration.latency $context.integration.requestId $context.integration.error"
        );
    }

    #[test]
    fn a_status_keeps_its_meaning() {
        let all = diagnostics(&RULE, "$context.integrationStatus", "rest");
        let fix = all[0].fix.as_ref().unwrap();
        assert!(!fix.safe);
        assert_eq!(fix.edits[0].1, "$context.integration.integrationStatus");
        assert!(
            all[0]
                .help
                .as_ref()
                .unwrap()
                .contains("$context.integration.status")
        );
    }

    #[test]
    fn knows_what_is_gone_from_the_pages() {
        let message = |text: &str, api: &str| diagnostics(&RULE, text, api)[0].message.clone();
        assert!(message("$context.integrationErrorMessage", "rest").contains("no longer"));
        assert!(message("$context.integrationErrorMessage", "http").contains("older spelling"));
        assert!(message("$context.authorizer.principalId", "http").contains("no longer"));
        assert_eq!(found(&RULE, "$context.authorizer.principalId", "any"), []);
    }

    #[test]
    fn these_are_all() {
        let older: Vec<&str> = VARIABLES
            .iter()
            .filter(|v| !found(&RULE, &format!("$context.{}", v.path), "any").is_empty())
            .map(|v| v.path)
            .collect();
        assert_eq!(
            older,
            [
                "awsEndpointRequestId",
                "integrationErrorMessage",
                "integrationLatency",
                "integrationStatus"
            ]
        );
    }
}
