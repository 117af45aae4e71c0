//! See [`RULE`].

use crate::line::Reading;
use crate::lint::slots::{Slots, Takes};
use crate::lint::{Findings, rule};
use crate::model::Model;
use crate::shape::Shape;

rule! {
    /// Text that a client or a backend chose, in a quoted column of an access line: a quote in it ends the column.
    ///
    /// This happens if API Gateway writes values unescaped. If it escapes them, as it was seen to do in JSON, a reader that
    /// knows `\"` copes. AWS does not say, so this rule is off.
    ///
    /// ```bad rest
    /// $context.identity.sourceIp [$context.requestTime] "$context.identity.userAgent" $context.status $context.requestId
    /// ```
    ///
    /// ```good rest
    /// $context.identity.sourceIp [$context.requestTime] "$context.httpMethod $context.resourcePath" $context.requestId
    /// ```
    "unescaped-column-text", Text, Whole, Note, false, Unclear,
    sources: [
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-access-logging.html",
        "https://github.com/DataBiosphere/azul/issues/4348",
    ],
    check
}

fn check(model: &Model<'_>, findings: &mut Findings) {
    if !matches!(model.shape, Shape::Delimited(_)) {
        return;
    }
    let slots = Slots::cut(model);
    for slot in &slots.all {
        let Takes::Column(close) = slot.takes else {
            continue;
        };
        for used in slots.uses(slot) {
            let Some(misfit) = slots.misfit(slot, used, &[Reading::AsIs]) else {
                continue;
            };
            findings.note(
                used.span,
                format!(
                    "`{}` may contain `{close}`, which ends its column",
                    model.slice(used.span)
                ),
                |d| {
                    d.help("whether API Gateway escapes it is not documented")
                        .shown_by(misfit.shown())
                },
            );
        }
    }
}
