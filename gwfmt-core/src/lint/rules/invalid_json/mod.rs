//! See [`RULE`].

mod explanation;

use self::explanation::explain;
use super::{code_in_format, foreign_namespace};
use crate::diagnostic::{Fix, Severity};
use crate::line::{ESCAPED, Reading};
use crate::lint::slots::{Slots, Takes};
use crate::lint::{Findings, rule};
use crate::model::Model;
use crate::shape::Shape;
use crate::shape::json::{Fault, FaultKind};
use crate::span::Span;
use crate::text::Quoting;
use crate::texts::TextKind;

rule! {
    /// The format is meant to be JSON and is not: a comma is missing, quotes are single, a brace is never closed.
    ///
    /// API Gateway replaces the references and looks at nothing else, so such a stage deploys, and no JSON reader accepts
    /// any of its lines. Each fault is reported at its own place; the same slip made many times is one finding.
    ///
    /// Some faults come from how the format was written down: continuations of lines and operators between strings that
    /// are left in the text, or `\n` that nothing turned into a line break and that is a backslash and an `n` in each line.
    ///
    /// ```bad rest
    /// {"requestId":"$context.requestId" "status":"$context.status"}
    /// ```
    ///
    /// ```bad rest
    /// {'requestId':'$context.requestId','status':'$context.status'}
    /// ```
    ///
    /// ```bad http
    /// {"requestId":"$context.requestId","status":"$context.status",}
    /// ```
    ///
    /// ```bad rest
    /// {"requestId":"$context.requestId","stage:$context.stage"}
    /// ```
    ///
    /// ```bad rest
    /// {"requestId":"$context.requestId", \ "status":"$context.status"}
    /// ```
    ///
    /// ```bad rest
    /// {"requestId":"$context.requestId"}\n
    /// ```
    ///
    /// ```good rest
    /// {"requestId":"$context.requestId","status":"$context.status"}
    /// ```
    "invalid-json", Json, Whole, Error, true, Reported,
    sources: [
        "https://www.rfc-editor.org/rfc/rfc8259",
        "https://github.com/elastic/integrations/issues/9834",
        "https://github.com/aws-samples/sessions-with-aws-sam/issues/33",
        "https://github.com/serverless/serverless/issues/7559",
        "https://github.com/ministryofjustice/cloud-platform-environments/pull/18344",
    ],
    check
}

fn check(model: &Model<'_>, findings: &mut Findings) {
    let Shape::Json(json) = &model.shape else {
        return;
    };
    // The code of a program in place of values is the cause of all that follows from it.
    if json.faults.is_empty() && !model.text().contains('\\') || code_in_format::breaks_json(model)
    {
        return;
    }
    let slots = Slots::cut(model);
    let mut told: Vec<FaultKind> = Vec::new();
    for fault in &json.faults {
        if told.contains(&fault.kind) || is_foreign(model, fault) {
            continue;
        }
        let mut faults = vec![fault];
        if is_habit(fault.kind) {
            faults = json
                .faults
                .iter()
                .filter(|f| f.kind == fault.kind && !is_foreign(model, f))
                .collect();
            told.push(fault.kind);
        }
        report(model, &slots, &faults, findings);
    }
    before_reference(model, &slots, findings);
}

/// `$input.json('$')` without quotes is what `foreign-namespace` tells.
fn is_foreign(model: &Model<'_>, fault: &Fault) -> bool {
    let parts = &model.format.parts;
    let at = parts.partition_point(|part| part.span.start < fault.span.start);
    fault.kind == FaultKind::BareWord
        && parts.get(at).is_some_and(|part| part.span == fault.span)
        && foreign_namespace::breaks_json(model, at)
}

/// Made once it is made everywhere: one finding for all.
fn is_habit(kind: FaultKind) -> bool {
    matches!(
        kind,
        FaultKind::WrongQuotes
            | FaultKind::EscapedQuotes
            | FaultKind::DoubledQuotes
            | FaultKind::UnquotedKey
            | FaultKind::WrongSeparator(_)
            | FaultKind::ColonInQuotes
            | FaultKind::PythonWord
            | FaultKind::ControlCharacter
            | FaultKind::Comment
            | FaultKind::SpelledEscape
            | FaultKind::Leftover
            | FaultKind::MissingComma
            | FaultKind::TrailingComma
            | FaultKind::ExtraComma
            | FaultKind::MissingColon
            | FaultKind::MissingValue
            | FaultKind::MissingOpeningQuote
            | FaultKind::MissingClosingQuote
            | FaultKind::BareWord
            | FaultKind::BadEscape
    )
}

fn report(model: &Model<'_>, slots: &Slots<'_>, faults: &[&Fault], findings: &mut Findings) {
    let [first, others @ ..] = faults else { return };
    let quoting = model.source.quoting(first.span).map(Quoting::words);
    let explanation = explain(first, &brief(model.slice(first.span)), quoting);
    let severity = if first.kind == FaultKind::TooDeep {
        Severity::Warning
    } else {
        Severity::Error
    };
    findings.push(severity, first.span, explanation.message, |mut d| {
        d = d.label(explanation.label.clone()).help(explanation.help);
        d = d.also(others.iter().map(|other| other.span));
        d = d.shown_by(slots.broken(Reading::JsonEscaped, first.span, explanation.label));
        let edits: Vec<(Span, String)> = faults
            .iter()
            .flat_map(|fault| &fault.mend)
            .map(|(span, text)| (*span, (*text).to_owned()))
            .collect();
        if !explanation.fix.is_empty() && faults.iter().all(|fault| !fault.mend.is_empty()) {
            d = d.fix(Fix {
                title: explanation.fix.to_owned(),
                edits,
                safe: explanation.safe,
            });
        }
        d
    });
}

/// The user's text, shortened for a message.
fn brief(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// `"\$context.status"`: the backslash makes an escape of whatever is logged.
fn before_reference(model: &Model<'_>, slots: &Slots<'_>, findings: &mut Findings) {
    for slot in &slots.all {
        if !matches!(slot.takes, Takes::JsonString | Takes::JsonKey) {
            continue;
        }
        for used in slots.uses(slot) {
            let before = model.slice(Span::new(slot.span.start, used.span.start));
            let own_quotes = used.texts().kind == TextKind::JsonString;
            if own_quotes || !before.ends_with('\\') {
                continue;
            }
            let Some(misfit) = slots.misfit(slot, used, ESCAPED) else {
                continue;
            };
            let backslash = Span::new(used.span.start - 1, used.span.start);
            findings.warning(
                backslash.to(used.span),
                format!("unexpected backslash before `{}`", model.slice(used.span)),
                |d| {
                    d.label("it turns the logged text into an escape sequence")
                        .help("remove the backslash; a format needs none before `$`")
                        .shown_by(misfit.shown())
                        .fix(Fix::to_review("remove the backslash", backslash, ""))
                },
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::ApiSet;
    use crate::diagnostic::{CounterExample, Diagnostic};
    use crate::lint::lint;
    use crate::span::SourceId;
    use crate::text::FormatText;

    fn findings(text: &str) -> Vec<Diagnostic> {
        let source = FormatText::verbatim(SourceId(0), 0, text);
        lint(&Model::new(&source, ApiSet::ANY), [&&RULE])
    }

    #[test]
    fn a_habit_is_one_finding_with_one_fix() {
        let text = "{'requestId':'$context.requestId','status':'$context.status'}";
        let found = findings(text);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].related.len(), 3);
        assert_eq!(
            found[0].fix.as_ref().unwrap().apply(text),
            r#"{"requestId":"$context.requestId","status":"$context.status"}"#
        );
    }

    #[test]
    fn one_slip_made_many_times_is_one_finding_with_one_fix() {
        for (between, message) in [
            ("", "a comma is missing before the next member (and 7 more)"),
            (",,", "expected a member, found a comma (and 7 more)"),
            (";", "`;` is where a comma belongs (and 7 more)"),
            (
                r", \ ",
                r"`\` is a line continuation that was left in the format (and 7 more)",
            ),
            (
                ", ^ ",
                "`^` is a line continuation that was left in the format (and 7 more)",
            ),
            (
                r#"," + "#,
                r#"`" +` is an operator that was left in the format (and 7 more)"#,
            ),
            (
                ",' + '",
                "`' + '` is an operator that was left in the format (and 7 more)",
            ),
            (
                r#"", "#,
                r#"the quote `"` does not belong to a string (and 7 more)"#,
            ),
            (
                r#",", "#,
                r#"the quote `",` does not belong to a string (and 7 more)"#,
            ),
            (
                r#"," "#,
                r#"the quote `"` does not belong to a string (and 7 more)"#,
            ),
            (
                r",\n",
                r"`\n` is two characters here: a backslash and a letter (and 7 more)",
            ),
            (
                r",\r\n  ",
                r"`\r` is two characters here: a backslash and a letter (and 15 more)",
            ),
        ] {
            let members: Vec<String> = (0..9)
                .map(|at| format!("\"k{at}\":\"$context.requestId\""))
                .collect();
            let text = format!("{{{}}}", members.join(between));
            let found = findings(&text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert_eq!(found[0].message, message);
            let fixed = found[0].fix.as_ref().unwrap().apply(&text);
            assert_eq!(findings(&fixed), [], "{fixed}");
        }
    }

    #[test]
    fn different_slips_are_findings_of_their_own() {
        let text = r#"{"a":"$context.path" "b":"$context.status",,c:"$context.stage"}"#;
        assert_eq!(findings(text).len(), 3);
    }

    #[test]
    fn what_joined_strings_or_lines_is_told_wherever_it_is_left() {
        for (text, fixed_text) in [
            (
                r#"{ \ "a":"$context.path" \ }"#,
                r#"{  "a":"$context.path"  }"#,
            ),
            (r#"{"a":"$context.path"} \"#, r#"{"a":"$context.path"} "#),
            (r#"{"a":"$context.path"}\n"#, r#"{"a":"$context.path"}"#),
            (r#"\n{"a":$context.status\n}"#, r#"{"a":$context.status}"#),
            (
                r#"{\n\t"a":\t"$context.path"\n}"#,
                r#"{"a":"$context.path"}"#,
            ),
            (
                r#"{"a":["x", \ "y"],"b":"$context.path"}"#,
                r#"{"a":["x",  "y"],"b":"$context.path"}"#,
            ),
            (r#"{"a":"$context.path"" }"#, r#"{"a":"$context.path" }"#),
            (r#"{"a":"$context.path"}" + ""#, r#"{"a":"$context.path"}"#),
        ] {
            let found = findings(text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            let fix = found[0].fix.as_ref().unwrap();
            assert_eq!(fix.apply(text), fixed_text);
        }
        // Two strings of one value: nobody knows what was meant.
        assert_eq!(
            findings(r#"{"a":"$context.path" + "$context.stage"}"#).len(),
            1
        );
    }

    #[test]
    fn shows_the_line_and_where_it_breaks() {
        let found = findings(r#"{"a":"$context.path","b":$context.stage"}"#);
        let Some(CounterExample::Broken { line, at, .. }) = &found[0].counter_example else {
            panic!("a broken line")
        };
        assert_eq!(line, r#"{"a":"/prod/root/child","b":prod"}"#);
        assert_eq!(&line[at.range()], "prod\"");
    }

    #[test]
    fn a_backslash_before_a_reference_is_a_warning() {
        let found = findings(r#"{"a":"\$context.status"}"#);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].severity, Severity::Warning);
        assert!(findings(r#"{"a":"\\$context.status"}"#).is_empty());
    }

    #[test]
    fn quotes_within_single_quotes_have_no_fix() {
        let found = findings("{'a':'say \"$context.path\"'}");
        assert!(found[0].fix.is_none());
    }
}
