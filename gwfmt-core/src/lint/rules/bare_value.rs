//! See [`RULE`].

use super::foreign_namespace;
use crate::ast::{Malformed, PartKind};
use crate::catalog::{Absence, Meaning, REST_VARIABLES, Variable, When, var};
use crate::diagnostic::{CounterExample, Fix, Severity};
use crate::line::{ESCAPED, Reading};
use crate::lint::slots::{Misfit, Slot, Slots, Takes};
use crate::lint::{Findings, rule};
use crate::model::{Model, Use};
use crate::shape::json::{Json, TokenKind};
use crate::shape::{Place, Shape};
use crate::texts::TextKind;

rule! {
    /// A JSON value without quotes that is not always a number.
    ///
    /// A variable without a value is written as `-`, and a bare `-` is not JSON, so no reader can parse the line. Text
    /// without quotes is never JSON. Only numbers that are always there may be written without quotes: `status`,
    /// `responseLatency`, `responseLength`, `requestTimeEpoch`.
    ///
    /// ```bad rest
    /// {"requestId":"$context.requestId","latency":$context.integration.latency}
    /// ```
    ///
    /// ```bad http
    /// {"requestId":"$context.requestId","route":$context.routeKey}
    /// ```
    ///
    /// ```good rest
    /// {"requestId":"$context.requestId","latency":"$context.integration.latency","status":$context.status}
    /// ```
    "bare-value", Json, Whole, Error, true, Inferred,
    sources: [
        REST_VARIABLES,
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-routing-rules-troubleshoot.html",
        "https://github.com/anomalyco/sst/pull/294",
        "https://github.com/elastic/integrations/issues/9834",
    ],
    check
}

fn check(model: &Model<'_>, findings: &mut Findings) {
    let Shape::Json(json) = &model.shape else {
        return;
    };
    if !model.places.contains(&Place::JsonBare) {
        return;
    }
    let slots = Slots::cut(model);
    let mut causes: Vec<((Reason, &str), Vec<Bare<'_, '_>>)> = Vec::new();
    for slot in &slots.all {
        let foreign = |part: &usize| foreign_namespace::breaks_json(model, *part);
        if slot.takes != Takes::JsonBare || slot.parts.iter().any(foreign) {
            continue;
        }
        let misfit = slots
            .uses(slot)
            .filter(|used| !is_message(model, used))
            .find_map(|used| Some((used, slots.misfit(slot, used, ESCAPED)?)));
        let Some((used, misfit)) = misfit else {
            continue;
        };
        let kind = match used.resolution.meaning {
            Meaning::Listed(_) if misfit.always => Reason::Text,
            Meaning::Listed(_) | Meaning::Added(_) if misfit.sample == "-" => Reason::MayBeAbsent,
            Meaning::Listed(_) | Meaning::Added(_) => Reason::NotAlwaysANumber,
            Meaning::OtherApi(_) | Meaning::Object | Meaning::Unknown => Reason::Unknown,
        };
        let bare = Bare { slot, used, misfit };
        // one variable written twice is one mistake, two variables are two
        let cause = (kind, model.slice(bare.used.span));
        match causes.iter_mut().find(|(other, _)| *other == cause) {
            Some((_, all)) => all.push(bare),
            None => causes.push((cause, vec![bare])),
        }
    }
    for ((kind, _), all) in &causes {
        report(model, *kind, all, findings);
    }
    no_references(model, json, &slots, findings);
}

/// Why a value needs quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reason {
    Text,
    MayBeAbsent,
    NotAlwaysANumber,
    Unknown,
}

/// A value without quotes, and the reference in it that is not always a number.
struct Bare<'f, 'm> {
    slot: &'f Slot,
    used: &'m Use,
    misfit: Misfit<'f>,
}

/// One finding for all places of a variable that needs quotes for one reason.
fn report(model: &Model<'_>, kind: Reason, all: &[Bare<'_, '_>], findings: &mut Findings) {
    let [Bare { slot, used, misfit }, others @ ..] = all else {
        return;
    };
    let (name, value) = (model.slice(used.span), model.slice(slot.span));
    let (severity, message) = match kind {
        Reason::Text => (
            Severity::Error,
            format!("`{value}` is text, but is not in quotes"),
        ),
        Reason::MayBeAbsent => (
            Severity::Warning,
            format!("`{name}` may be `-`, but is not in quotes"),
        ),
        Reason::NotAlwaysANumber => (
            Severity::Warning,
            format!("`{name}` is not in quotes and is not always a number"),
        ),
        // Not an error: a name may be newer than the catalog.
        Reason::Unknown => (
            Severity::Warning,
            format!("`{name}` is not in quotes and, as far as is known, is always `-`"),
        ),
    };
    findings.push(severity, used.span, message, |d| {
        let quoted = format!("\"{value}\"");
        let (title, help) = if others.is_empty() {
            (
                format!("write `{quoted}`"),
                format!("put quotes around it: `{quoted}`"),
            )
        } else {
            (
                "put them in quotes".to_owned(),
                format!("put quotes around each: `{quoted}`"),
            )
        };
        let label = match used.resolution.meaning {
            Meaning::Listed(&Variable {
                absence:
                    Some(Absence {
                        when: When::Known(when),
                        ..
                    }),
                ..
            }) if misfit.sample == "-" => {
                format!("`-` is written when {when}")
            }
            _ if slot.span != used.span => format!("`{value}` would have to be a JSON value"),
            _ => format!("`{}` is not a JSON value", misfit.sample),
        };
        let edits = all.iter().map(|bare| {
            let value = model.slice(bare.slot.span);
            (bare.slot.span, format!("\"{value}\""))
        });
        d.label(label)
            .help(help)
            .also(others.iter().map(|bare| bare.used.span))
            .shown_by(misfit.shown())
            .fix(Fix {
                title,
                edits: edits.collect(),
                safe: all.iter().all(|bare| is_text(bare.used)),
            })
    });
}

/// `error.message` and `error.messageString` have rules of their own.
fn is_message(model: &Model<'_>, used: &Use) -> bool {
    matches!(
        model.path(used),
        var::ERROR_MESSAGE | var::ERROR_MESSAGE_STRING
    )
}

/// Whether quotes do not change what a reader takes it for.
fn is_text(used: &Use) -> bool {
    !matches!(
        used.texts().kind,
        TextKind::Integer | TextKind::Status | TextKind::EpochMillis | TextKind::Boolean
    )
}

/// Values of malformed references: whatever is written for them, it is not a number.
fn no_references(model: &Model<'_>, json: &Json, slots: &Slots<'_>, findings: &mut Findings) {
    for token in json.tokens() {
        let malformed =
            |part: &&usize| matches!(model.format.parts[**part].kind, PartKind::Malformed(_));
        let known = token.parts.iter().all(|&part| {
            model.use_of(part).is_none()
                && matches!(
                    model.format.parts[part].kind,
                    PartKind::Malformed(_) | PartKind::Name
                )
        });
        let Some(&part) = token.parts.iter().find(malformed) else {
            continue;
        };
        if token.kind != TokenKind::Bare || !known || json.is_faulty(token.span) {
            continue;
        }
        // It is not known whether `${context.x}` is read as a reference.
        let braced = model.format.parts[part].kind == PartKind::Malformed(Malformed::Braced);
        let severity = if braced {
            Severity::Note
        } else {
            Severity::Warning
        };
        let text = model.slice(token.span);
        findings.push(
            severity,
            token.span,
            format!("`{text}` is not a reference and is not in quotes"),
            |d| {
                let example = slots.broken(
                    Reading::JsonEscaped,
                    token.span,
                    format!("`{text}` is not a JSON value"),
                );
                debug_assert!(matches!(example, CounterExample::Broken { .. }));
                d.help("correct the name and put quotes around it")
                    .shown_by(example)
            },
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{Api, ApiSet};
    use crate::diagnostic::Diagnostic;
    use crate::lint::lint;
    use crate::span::SourceId;
    use crate::text::FormatText;

    fn findings(value: &str) -> Vec<Diagnostic> {
        let text = format!(r#"{{"a":{value}}}"#);
        let source = FormatText::verbatim(SourceId(0), 0, &text);
        lint(&Model::new(&source, ApiSet::one(Api::Rest)), [&&RULE])
    }

    #[test]
    fn numbers_that_are_always_there_may_stand_bare() {
        for value in [
            "$context.status",
            "$context.responseLength",
            "1$context.responseLatency",
        ] {
            assert_eq!(findings(value), [], "{value}");
        }
    }

    #[test]
    fn text_on_every_line_is_an_error() {
        for value in [
            "$context.path",
            "$context.requestTime",
            "$context.endpointType",
        ] {
            let found = findings(value);
            assert_eq!(found[0].severity, Severity::Error, "{value}");
            assert!(found[0].fix.as_ref().unwrap().safe);
        }
    }

    #[test]
    fn what_may_be_absent_or_unknown_is_a_warning() {
        for value in [
            "$context.integration.status",
            "$context.accountId",
            "$context.authorizer.tenant",
            "$context.responseTime",
            "$context.routeKey",
            "$context.",
        ] {
            let found = findings(value);
            assert_eq!(found.len(), 1, "{value}");
            assert_eq!(found[0].severity, Severity::Warning, "{value}");
            assert!(found[0].counter_example.is_some());
        }
    }

    #[test]
    fn a_zero_before_a_number_is_no_number() {
        assert_eq!(findings("0$context.responseLatency").len(), 1);
    }

    #[test]
    fn messages_are_left_to_their_own_rules() {
        assert_eq!(findings("$context.error.message"), []);
        assert_eq!(findings("$context.error.messageString"), []);
    }
}
