//! See [`RULE`].

use crate::diagnostic::Severity;
use crate::line::Reading;
use crate::lint::slots::{Slots, Takes};
use crate::lint::{Findings, rule};
use crate::model::Model;
use crate::shape::Shape;
use crate::texts::TextKind;

rule! {
    /// Text that a client or a backend chose, inside a JSON string: safe only if API Gateway escapes it.
    ///
    /// AWS does not say whether values are escaped. In 2022 a quote in a value broke the JSON lines of a REST API; in
    /// 2024 the same project saw `\"` and `\\`. gwfmt follows the newer observation, so this rule is off. Turn it on to
    /// see what would break if values were written unescaped; the only remedy is to leave such variables out.
    ///
    /// ```bad rest
    /// {"requestId":"$context.requestId","agent":"$context.identity.userAgent"}
    /// ```
    ///
    /// ```good rest
    /// {"requestId":"$context.requestId","ip":"$context.identity.sourceIp"}
    /// ```
    "unescaped-json-text", Json, Whole, Note, false, Unclear,
    sources: [
        "https://github.com/DataBiosphere/azul/issues/4009",
        "https://github.com/DataBiosphere/azul/issues/4348",
    ],
    check
}

fn check(model: &Model<'_>, findings: &mut Findings) {
    if !matches!(model.shape, Shape::Json(_)) {
        return;
    }
    let slots = Slots::cut(model);
    for slot in &slots.all {
        if !matches!(slot.takes, Takes::JsonString | Takes::JsonKey) {
            continue;
        }
        for used in slots.uses(slot) {
            if used.texts().kind != TextKind::Any {
                continue;
            }
            let Some(misfit) = slots.misfit(slot, used, &[Reading::AsIs]) else {
                continue;
            };
            findings.push(
                Severity::Note,
                used.span,
                format!(
                    "`{}` may contain quotes and backslashes",
                    model.slice(used.span)
                ),
                |d| {
                    d.help("whether API Gateway escapes them is not documented")
                        .shown_by(misfit.shown())
                },
            );
        }
    }
}
