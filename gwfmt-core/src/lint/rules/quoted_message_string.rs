//! See [`RULE`].

use crate::catalog::{REST_VARIABLES, var};
use crate::diagnostic::{CounterExample, Fix};
use crate::line::Reading;
use crate::lint::slots::Slots;
use crate::lint::{Findings, member, rule};
use crate::model::Model;
use crate::shape::Place;
use crate::texts::TextKind;

rule! {
    /// `$context.error.messageString` in quotes: it brings its own.
    ///
    /// The line of every request that fails in the gateway then contains `""Forbidden""`, which is not JSON: the very lines
    /// that you look for are lost. `$context.error.message` is the same text without quotes.
    ///
    /// ```bad rest
    /// {"requestId":"$context.requestId","error":"$context.error.messageString"}
    /// ```
    ///
    /// ```good rest
    /// {"requestId":"$context.requestId","error":"$context.error.message"}
    /// ```
    "quoted-message-string", Json, Whole, Warning, true, Documented,
    sources: [
        REST_VARIABLES,
        "https://github.com/wri/gfw-data-api/pull/350",
    ],
    check
}

const BOTH: &str =
    "remove it: `$context.error.message` holds the same and is in the format already";

fn check(model: &Model<'_>, findings: &mut Findings) {
    let quoted = |place: Place| matches!(place, Place::JsonString | Place::JsonKey);
    for used in &model.uses {
        if !quoted(used.place) || used.texts().kind != TextKind::JsonString {
            continue;
        }
        let Some(value) = used.texts().samples().find(|sample| sample.len() > 1) else {
            continue;
        };
        let line = Slots::cut(model).line_with(Reading::JsonEscaped, used.part, value);
        let place = line.place(used.span);
        let both = model
            .uses
            .iter()
            .any(|used| model.path(used) == var::ERROR_MESSAGE);
        findings.warning(
            used.span,
            "`$context.error.messageString` has quotes of its own and is already in quotes",
            |d| {
                let d = d
                    .label("the quotes are doubled when there is an error")
                    .shown_by(CounterExample::Broken {
                        line: line.text,
                        at: place,
                        why: format!("`{value}` ends the string that contains it"),
                    });
                if both {
                    let d = d.help(BOTH);
                    return match member::removal(model, used) {
                        Some(gone) => d.fix(Fix::to_review("remove it", gone, "")),
                        None => d,
                    };
                }
                d.help("write `\"$context.error.message\"`")
                    .fix(Fix::to_review(
                        "write `$context.error.message`",
                        used.span,
                        "$context.error.message",
                    ))
            },
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{diagnostics, fixed};
    use super::RULE;

    #[test]
    fn does_not_offer_what_is_there_already() {
        let help = |rest: &str| {
            let text = format!(r#"{{"a":"$context.error.messageString"{rest}}}"#);
            let all = diagnostics(&RULE, &text, "rest");
            (all[0].help.clone().unwrap(), all[0].fix.is_some())
        };
        let write = "write `\"$context.error.message\"`".to_owned();
        assert_eq!(help(""), (write, true));
        assert_eq!(
            help(r#","b":"$context.error.message""#),
            (super::BOTH.to_owned(), true)
        );
        let text = r#"{"a":"$context.error.messageString","b":"$context.error.message"}"#;
        assert_eq!(
            fixed(&RULE, text, "rest"),
            r#"{"b":"$context.error.message"}"#
        );
    }
}
