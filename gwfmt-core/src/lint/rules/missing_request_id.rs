//! See [`RULE`].

use crate::ast::{Malformed, PartKind};
use crate::catalog::{Outside, REQUIRED_ANY_OF, outside, var};
use crate::diagnostic::Fix;
use crate::lint::{Findings, aws, rule};
use crate::model::Model;
use crate::shape::json::{Value, ValueKind};
use crate::shape::{Json, Shape};
use crate::span::Span;

rule! {
    /// The format contains neither `$context.requestId` nor `$context.extendedRequestId`.
    ///
    /// API Gateway refuses to deploy such a stage, for every type of API. The guide advises to log both on REST APIs: a
    /// client can choose the first, the second is made by the service. On HTTP and WebSocket APIs they are equal.
    ///
    /// A name that only begins like one of the two, or an odd spelling of it, does not help readers of the log, and whether API
    /// Gateway accepts it is not known, so that is a warning. A format with a part that only the deployment knows may hold the id
    /// there, and is not judged.
    ///
    /// ```bad rest
    /// {"ip":"$context.identity.sourceIp","status":"$context.status"}
    /// ```
    ///
    /// ```bad http
    /// $context.requestTime
    /// ```
    ///
    /// ```bad websocket
    /// $context.requestIdFoo $context.routeKey
    /// ```
    ///
    /// ```good rest
    /// {"requestId":"$context.requestId","ip":"$context.identity.sourceIp"}
    /// ```
    ///
    /// ```good http
    /// $context.extendedRequestId,$context.status
    /// ```
    "missing-request-id", Deploy, Whole, Error, true, Reported,
    sources: [
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-access-logging.html",
        "https://github.com/aws/aws-cdk/pull/22591",
        "https://github.com/KensioSoftware/yulin/pull/1303",
    ],
    check
}

const HELP: &str = "add `$context.requestId` or `$context.extendedRequestId`";

fn check(model: &Model<'_>, findings: &mut Findings) {
    let present = model.uses.iter().any(|used| is_id(model.path(used)));
    if present || model.has_holes() || braced(model) {
        return;
    }
    if let Some((span, message)) = nearly(model) {
        findings.warning(span, message, |d| d.help(HELP));
        return;
    }
    findings.error(
        Span::new(0, model.text().len()),
        "the format contains neither `$context.requestId` nor `$context.extendedRequestId`",
        |mut d| {
            match unprefixed(model) {
                Some(name) => d = d.related(name, "literal text, not a reference"),
                None => d.fix = fix(model),
            }
            d.help(HELP).aws_error(aws::missing_id(model))
        },
    );
}

fn is_id(path: &str) -> bool {
    REQUIRED_ANY_OF.contains(&path)
}

/// `${context.requestId}` may be read as a reference: nobody knows, and another rule says so.
fn braced(model: &Model<'_>) -> bool {
    model.oddities().any(|(_, part)| {
        part.kind == PartKind::Malformed(Malformed::Braced)
            && model
                .slice(part.span)
                .strip_prefix("${context.")
                .and_then(|rest| rest.strip_suffix('}'))
                .is_some_and(is_id)
    })
}

/// What begins like an id, or is one in a spelling of another language.
fn nearly(model: &Model<'_>) -> Option<(Span, String)> {
    let longer = model.uses.iter().find(|used| {
        REQUIRED_ANY_OF
            .iter()
            .any(|id| model.path(used).starts_with(id))
    });
    if let Some(used) = longer {
        let name = model.slice(used.span);
        return Some((
            used.span,
            format!("`{name}` starts like one of the two required IDs, but is neither"),
        ));
    }
    let odd = model.oddities().find(|(_, part)| {
        let plain: String = model
            .slice(part.span)
            .replace(['\\', '\'', '"', ']', '!', '{', '}'], "")
            .replace('[', ".")
            .replace("..", ".");
        let counts = match part.kind {
            PartKind::Malformed(_) | PartKind::Template => true,
            PartKind::Literal | PartKind::Reference | PartKind::Name | PartKind::Hole => false,
        };
        counts && plain.strip_prefix("$context.").is_some_and(is_id)
    });
    odd.map(|(_, part)| {
        let text = model.slice(part.span);
        (
            part.span,
            format!("`{text}` might not count as one of the two required IDs"),
        )
    })
}

/// `$requestId`: the rule that mends it gives the format its id.
fn unprefixed(model: &Model<'_>) -> Option<Span> {
    let mut names = model.oddities().filter(|(_, part)| {
        let name = model.slice(part.span);
        part.kind == PartKind::Name && name.len() < 40 && name.to_ascii_lowercase().contains("id")
    });
    names
        .find(
            |(_, part)| match outside(model.slice(part.span), model.apis) {
                Outside::Unprefixed(path) | Outside::Misspelt(Some(path)) => is_id(&path),
                Outside::Misspelt(None)
                | Outside::Namespace(_)
                | Outside::Route
                | Outside::Other => false,
            },
        )
        .map(|(_, part)| part.span)
}

/// A first member of a JSON object, or a last column.
fn fix(model: &Model<'_>) -> Option<Fix> {
    let title = "add `$context.requestId`";
    match &model.shape {
        Shape::Json(Json {
            root:
                Value {
                    span,
                    kind: ValueKind::Object(members),
                },
            faults,
            ..
        }) if faults.is_empty() && model.slice(*span).starts_with('{') => {
            let taken = members.iter().any(|member| {
                member
                    .name(model.text())
                    .is_some_and(|name| name == var::REQUEST_ID)
            });
            if taken {
                return None; // `"requestId":"$requestId"`: the value is at fault
            }
            let comma = if members.is_empty() { "" } else { "," };
            let member = format!(r#""requestId":"$context.requestId"{comma}"#);
            Some(Fix::safe(title, Span::at(span.start + 1), member))
        }
        Shape::Delimited(columns) => {
            let end = model.text().trim_end_matches(['\n', '\r']).len();
            let column = format!("{}$context.requestId", columns.delimiter);
            Some(Fix::to_review(title, Span::at(end), column))
        }
        Shape::Json(_) | Shape::Xml(_) | Shape::Text => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Piece, diagnostics, fixed, found, found_in};
    use super::RULE;

    #[test]
    fn looks_for_whole_names() {
        for (text, level) in [
            ("$context.requestIdFoo", "warning"),
            ("$context.requestId_$context.status", "warning"),
            ("$context['requestId']", "warning"),
            ("$!{context.requestId}", "warning"),
            ("$requestId", "error"),
            ("$context.authorizer.requestId", "error"),
            ("$context.integration.requestId", "error"),
            ("", "error"),
        ] {
            let all = found(&RULE, text, "rest");
            assert_eq!(all.len(), 1, "{text}");
            assert_eq!(all[0].0, level, "{text}");
        }
        for text in [
            "$context.requestId-x",
            "x$context.extendedRequestId.",
            "${context.requestId}",
            "a\"$context.requestId\"",
        ] {
            assert_eq!(found(&RULE, text, "rest"), [], "{text}");
        }
    }

    #[test]
    fn a_hole_could_hold_it() {
        let pieces = [Piece::Text("$context.status "), Piece::Hole];
        assert_eq!(found_in(&RULE, &pieces, "http"), []);
    }

    #[test]
    fn quotes_the_answer_of_the_api() {
        let error = |api| {
            let all = diagnostics(&RULE, "json", api);
            all[0].aws_error.clone().unwrap()
        };
        assert!(error("http").starts_with("The following errors are found"));
        assert!(error("rest").ends_with("$context.extendedRequestId : 'json'"));
    }

    #[test]
    fn leaves_the_mending_to_the_rule_that_names_the_fault() {
        let all = diagnostics(&RULE, "$requestId $context.status", "rest");
        assert_eq!(all[0].fix, None);
        assert_eq!(all[0].related[0].0.range(), 0..10);
        assert_eq!(diagnostics(&RULE, "{\"requestId\":1}", "rest")[0].fix, None);
    }

    #[test]
    fn adds_a_member_or_a_column() {
        assert_eq!(
            fixed(&RULE, r#"{"a":"$context.path"}"#, "http"),
            r#"{"requestId":"$context.requestId","a":"$context.path"}"#
        );
        assert_eq!(
            fixed(&RULE, "{}", "http"),
            r#"{"requestId":"$context.requestId"}"#
        );
        assert_eq!(
            fixed(&RULE, "$context.path,$context.status\n", "rest"),
            "$context.path,$context.status,$context.requestId\n"
        );
    }
}
