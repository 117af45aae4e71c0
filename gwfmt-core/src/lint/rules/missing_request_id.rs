//! See [`RULE`].

use crate::ast::{Malformed, PartKind};
use crate::catalog::REQUIRED_ANY_OF;
use crate::lint::{Findings, rule};
use crate::model::Model;
use crate::span::Span;

rule! {
    /// The format holds neither `$context.requestId` nor `$context.extendedRequestId`.
    ///
    /// API Gateway refuses to deploy such a stage, for every type of API. A name that only begins like one of the two
    /// does not count for a reader of the log, and whether API Gateway is content with it is not known.
    ///
    /// ```bad rest
    /// {"ip":"$context.identity.sourceIp","status":$context.status}
    /// ```
    ///
    /// ```good rest
    /// {"requestId":"$context.requestId","ip":"$context.identity.sourceIp"}
    /// ```
    "missing-request-id", Deploy, Error, true, Documented,
    sources: [
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-access-logging.html",
        "https://github.com/aws/aws-cdk/pull/22591",
    ],
    check
}

fn check(model: &Model<'_>, findings: &mut Findings) {
    let required = |path: &str| REQUIRED_ANY_OF.contains(&path);
    let present = model.uses.iter().any(|used| required(model.path(used)));
    // A hole may hold anything, and nobody knows what the odd spellings do.
    let may_be_present = model.has_holes()
        || model.format.parts.iter().any(|part| {
            part.kind == PartKind::Malformed(Malformed::Braced) && {
                let name = model.slice(part.span).trim_start_matches("${context.");
                required(name.trim_end_matches('}'))
            }
        });
    if present || may_be_present {
        return;
    }
    let nearly = model.uses.iter().find(|used| {
        REQUIRED_ANY_OF
            .iter()
            .any(|id| model.path(used).starts_with(id))
    });
    let help = "add `$context.requestId` or `$context.extendedRequestId`";
    if let Some(used) = nearly {
        findings.warning(
            used.span,
            format!(
                "`{}` is neither of the two required ids",
                model.slice(used.span)
            ),
            |d| d.label("only begins like one").help(help),
        );
        return;
    }
    let v1 =
        "Access Log format must include either $context.requestId or $context.extendedRequestId";
    findings.error(
        Span::new(0, model.text().len()),
        "the format holds neither `$context.requestId` nor `$context.extendedRequestId`",
        |d| d.help(help).aws_error(v1),
    );
}
