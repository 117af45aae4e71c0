//! See [`RULE`].

use crate::catalog::{
    Alias, DocStatus, HTTP_VARIABLES, Listing, Meaning, REST_VARIABLES, Variable,
    WEBSOCKET_LOGGING, var,
};
use crate::diagnostic::Fix;
use crate::lint::{Findings, member, rule};
use crate::model::{Model, Use};

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
    "older-spelling", Catalog, Reference, Note, true, Documented,
    sources: [
        REST_VARIABLES,
        HTTP_VARIABLES,
        WEBSOCKET_LOGGING,
        "https://github.com/awsdocs/amazon-api-gateway-developer-guide/tree/781597d/doc_source",
    ],
    check
}

/// A reference that today's page writes in another way, or not at all.
struct Older<'m> {
    used: &'m Use,
    /// The name of today; none where there is no other.
    newer: Option<&'static str>,
    /// Today's page no longer lists it.
    gone: bool,
}

fn check(model: &Model<'_>, findings: &mut Findings) {
    let all: Vec<Older<'_>> = model
        .uses
        .iter()
        .filter_map(|used| older(model, used))
        .collect();
    let (spellings, gone): (Vec<_>, Vec<_>) = all.iter().partition(|older| older.newer.is_some());
    if let [first, others @ ..] = spellings.as_slice() {
        findings.note(first.used.span, message(model, &spellings), |d| {
            let d = others
                .iter()
                .fold(d, |d, older| d.related(older.used.span, "and this"));
            let d = d.help(help(model, &spellings));
            match fix(model, &spellings) {
                Some(fix) => d.fix(fix),
                None => d,
            }
        });
    }
    for older in gone {
        findings.note(older.used.span, message(model, &[older]), |d| {
            d.help("it may go away without notice")
        });
    }
}

fn older<'m>(model: &Model<'_>, used: &'m Use) -> Option<Older<'m>> {
    let Meaning::Listed(variable) = used.resolution.meaning else {
        return None;
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
    (!used.before_hole && (newer.is_some() || gone)).then_some(Older { used, newer, gone })
}

/// How many names a message holds.
const NAMED: usize = 4;

fn message(model: &Model<'_>, older: &[&Older<'_>]) -> String {
    let mut names: Vec<String> = Vec::new();
    for older in older {
        let name = format!("`{}`", model.slice(older.used.span));
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let more = names.len().saturating_sub(NAMED);
    names.truncate(NAMED);
    if more > 0 {
        names.push(format!("{more} more"));
    }
    match (older, names.as_slice()) {
        ([older, ..], [name]) if older.gone => {
            format!("the AWS documentation no longer lists {name}")
        }
        (_, [name]) => format!("{name} is an older name"),
        (_, names) => format!("{} are older names", listed(names)),
    }
}

/// Whether the format holds the newer spelling too.
fn repeats(model: &Model<'_>, newer: &str) -> bool {
    model.uses.iter().any(|used| model.path(used) == newer)
}

fn help(model: &Model<'_>, spellings: &[&Older<'_>]) -> String {
    let mut write = Vec::new();
    let mut leave_out = Vec::new();
    let mut service = String::new();
    for older in spellings {
        let (old, Some(newer)) = (model.slice(older.used.span), older.newer) else {
            continue;
        };
        let list = if repeats(model, newer) {
            &mut leave_out
        } else if newer == SERVICE_STATUS {
            service = format!(
                "write `$context.{newer}` for the status of the Lambda service, which is what `{old}` holds; `$context.integration.status` is the status that the function returned"
            );
            continue;
        } else {
            &mut write
        };
        let name = if repeats(model, newer) {
            format!("`{old}`")
        } else {
            format!("`$context.{newer}`")
        };
        if !list.contains(&name) {
            list.push(name);
        }
    }
    let mut clauses = Vec::new();
    if !write.is_empty() {
        let holds = if write.len() == 1 { "holds" } else { "hold" };
        clauses.push(format!("write {}, which {holds} the same", listed(&write)));
    }
    if !leave_out.is_empty() {
        clauses.push(format!(
            "leave out {}: the format has the newer name too",
            listed(&leave_out)
        ));
    }
    if !service.is_empty() {
        clauses.push(service);
    }
    clauses.join("; ")
}

fn listed(names: &[String]) -> String {
    match names {
        [one] => one.clone(),
        [head @ .., last] => format!("{} and {last}", head.join(", ")),
        [] => String::new(),
    }
}

/// The newer spellings, for those that the format does not have yet; the others go.
fn fix(model: &Model<'_>, spellings: &[&Older<'_>]) -> Option<Fix> {
    let mut edits = Vec::new();
    let mut safe = true;
    let (mut written, mut removed) = (None, false);
    for older in spellings {
        let newer = older.newer?;
        if repeats(model, newer) {
            if let Some(gone) = member::removal(model, older.used) {
                safe = false;
                removed = true;
                edits.push((gone, String::new()));
            }
            continue;
        }
        safe &= !older.gone && newer != SERVICE_STATUS;
        written = Some(newer);
        edits.push((older.used.span, format!("$context.{newer}")));
    }
    edits.sort_unstable();
    // of the first two members, one goes at a time
    edits.dedup_by(|next, before| next.0.start < before.0.end);
    let title = match (written, edits.len()) {
        (_, 0) => return None,
        (None, _) => "remove what the newer name says already".to_owned(),
        (Some(newer), 1) => format!("write `$context.{newer}`"),
        (Some(_), _) if removed => "write the newer names once".to_owned(),
        (Some(_), _) => "write the newer names".to_owned(),
    };
    Some(Fix { title, edits, safe })
}

/// What takes the place of `integrationStatus`, which many mean otherwise.
const SERVICE_STATUS: &str = var::INTEGRATION_INTEGRATION_STATUS;

/// The name of today, when every possible API gives the same one.
fn newer(variable: &Variable, listings: &[&Listing]) -> Option<&'static str> {
    let (first, rest) = listings.split_first()?;
    let newer = first.alias_of?.same()?;
    let same = rest
        .iter()
        .all(|listing| listing.alias_of == Some(Alias::Same(newer)));
    // An id that repeats the other is a duplicate, not a spelling; `error.message (quoted)` is no name.
    let is_spelling = variable.path != var::EXTENDED_REQUEST_ID && Variable::find(newer).is_some();
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
    fn speaks_once_of_a_format() {
        let text = "$context.integrationLatency $context.integrationErrorMessage $context.integration.error";
        let all = diagnostics(&RULE, text, "http");
        assert_eq!(all.len(), 1);
        assert_eq!(
            all[0].message,
            "`$context.integrationLatency` and `$context.integrationErrorMessage` are older names"
        );
        assert_eq!(
            all[0].help.as_deref(),
            Some(
                "write `$context.integration.latency`, which holds the same; \
                 leave out `$context.integrationErrorMessage`: the format has the newer name too"
            )
        );
        let fix = all[0].fix.as_ref().unwrap();
        assert!(fix.safe);
        assert_eq!(fix.edits.len(), 1);
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
        assert!(message("$context.integrationErrorMessage", "http").contains("older name"));
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
