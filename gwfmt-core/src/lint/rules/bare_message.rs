//! See [`RULE`].

use crate::catalog::{REST_VARIABLES, var};
use crate::diagnostic::{Fix, Severity};
use crate::line::ESCAPED;
use crate::lint::slots::{Slots, Takes};
use crate::lint::{Findings, rule};
use crate::model::Model;
use crate::shape::Place;

rule! {
    /// An error message without quotes around it in JSON.
    ///
    /// `$context.error.message` is plain text, so it belongs in quotes. `$context.error.messageString` is the same text
    /// in quotes of its own, so it belongs outside of quotes; but what is written for it when there was no error is not
    /// documented, and a bare `-` would break the line of every request that succeeds. `"$context.error.message"` is
    /// right in both cases.
    ///
    /// ```bad rest
    /// {"requestId":"$context.requestId","error":$context.error.message}
    /// ```
    ///
    /// ```bad rest
    /// {"requestId":"$context.requestId","error":$context.error.messageString}
    /// ```
    ///
    /// ```good rest
    /// {"requestId":"$context.requestId","error":"$context.error.message"}
    /// ```
    "bare-message", Json, Whole, Warning, true, Documented,
    sources: [
        REST_VARIABLES,
        "https://github.com/wri/gfw-data-api/pull/350",
    ],
    check
}

fn check(model: &Model<'_>, findings: &mut Findings) {
    if !model.places.contains(&Place::JsonBare) {
        return;
    }
    let slots = Slots::cut(model);
    for slot in &slots.all {
        if slot.takes != Takes::JsonBare {
            continue;
        }
        for used in slots.uses(slot) {
            let (severity, message) = match model.path(used) {
                var::ERROR_MESSAGE => (
                    Severity::Warning,
                    "`$context.error.message` is text, but is not in quotes",
                ),
                var::ERROR_MESSAGE_STRING => (
                    Severity::Note,
                    "AWS does not document what `$context.error.messageString` logs when there is no error",
                ),
                _ => continue,
            };
            let Some(misfit) = slots.misfit(slot, used, ESCAPED) else {
                continue;
            };
            findings.push(severity, used.span, message, |d| {
                let quoted = "\"$context.error.message\"";
                let d = d.help(format!("write `{quoted}`")).shown_by(misfit.shown());
                if slot.span != used.span {
                    return d;
                }
                let title = format!("write `{quoted}`");
                d.fix(if severity == Severity::Warning {
                    Fix::safe(title, slot.span, quoted)
                } else {
                    Fix::to_review(title, slot.span, quoted)
                })
            });
        }
    }
}
