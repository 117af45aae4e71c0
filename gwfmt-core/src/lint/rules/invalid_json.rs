//! See [`RULE`].

use super::foreign_namespace;
use crate::diagnostic::{Fix, Severity};
use crate::limits::JSON_DEPTH;
use crate::lint::fit::{Fit, Takes};
use crate::lint::line::{ESCAPED, Reading};
use crate::lint::{Findings, rule};
use crate::model::Model;
use crate::shape::Shape;
use crate::shape::json::{Fault, FaultKind};
use crate::span::Span;
use crate::texts::TextKind;

rule! {
    /// The format is meant to be JSON and is not: a comma is missing, quotes are single, a brace stays open.
    ///
    /// API Gateway replaces the references and looks at nothing else, so such a stage deploys, and no JSON reader takes
    /// any of its lines. Each fault is pinned on its own; the same slip made many times is one finding.
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

/// Places named beside the first one.
const RELATED: usize = 16;

fn check(model: &Model<'_>, findings: &mut Findings) {
    let Shape::Json(json) = &model.shape else {
        return;
    };
    if json.faults.is_empty() && !model.text().contains('\\') {
        return;
    }
    let fit = Fit::of(model);
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
                .filter(|f| f.kind == fault.kind)
                .collect();
            told.push(fault.kind);
        }
        tell(model, &fit, &faults, findings);
    }
    before_reference(model, &fit, findings);
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
    )
}

fn tell(model: &Model<'_>, fit: &Fit<'_>, faults: &[&Fault], findings: &mut Findings) {
    let [first, others @ ..] = faults else { return };
    let page = page(first, &brief(model.slice(first.span)));
    let severity = if first.kind == FaultKind::TooDeep {
        Severity::Warning
    } else {
        Severity::Error
    };
    findings.push(severity, first.span, page.message, |mut d| {
        d = d.label(page.label.clone()).help(page.help);
        for other in others.iter().take(RELATED) {
            d = d.related(other.span, "here too");
        }
        if others.len() > RELATED {
            let more = others.len() - RELATED;
            d.message = format!("{} (and {more} more)", d.message);
        }
        d = d.shown_by(fit.broken(Reading::JsonEscaped, first.span, page.label));
        let edits: Vec<(Span, String)> = faults
            .iter()
            .flat_map(|fault| &fault.mend)
            .map(|(span, text)| (*span, (*text).to_owned()))
            .collect();
        if !page.fix.is_empty() && faults.iter().all(|fault| !fault.mend.is_empty()) {
            d = d.fix(Fix {
                title: page.fix.to_owned(),
                edits,
                safe: page.safe,
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

struct Page {
    message: String,
    label: String,
    help: String,
    fix: &'static str,
    safe: bool,
}

/// What is said of a fault; `text` is what stands there.
#[allow(clippy::too_many_lines, reason = "one arm a fault")]
fn page(fault: &Fault, text: &str) -> Page {
    let page = |message: &str, label: &str, help: &str, fix: &'static str, safe: bool| Page {
        message: message.replace("{}", text),
        label: label.to_owned(),
        help: help.to_owned(),
        fix,
        safe,
    };
    match fault.kind {
        FaultKind::MissingComma => page(
            "a comma is missing before the next member",
            "a comma belongs here",
            "separate members with `,`",
            "add the comma",
            true,
        ),
        FaultKind::TrailingComma => page(
            "a comma follows the last member",
            "nothing may follow this comma but another member",
            "remove the comma",
            "remove the comma",
            true,
        ),
        FaultKind::ExtraComma => page(
            "a comma stands where a member belongs",
            "one comma too many",
            "remove the comma",
            "remove the comma",
            true,
        ),
        FaultKind::MissingColon => page(
            "the key `{}` has no value",
            "a colon and a value belong behind it",
            "write `\"key\":\"$context.name\"`",
            "add the colon",
            false,
        ),
        FaultKind::ColonInQuotes => page(
            "the colon of `{}` stands inside of the quotes",
            "read as one string without a value",
            "close the quotes before the colon and open them again behind it",
            "put key and value in quotes of their own",
            true,
        ),
        FaultKind::ListInBraces => page(
            "the braces hold values without keys",
            "an object needs `\"key\":value`",
            "give every value a key, or write a list in `[` and `]`",
            "",
            false,
        ),
        FaultKind::MissingValue => page(
            "the key `{}` has a colon and no value",
            "a value belongs behind it",
            "write the value, or remove the key",
            "",
            false,
        ),
        FaultKind::WrongSeparator(':') => page(
            "`{}` stands where a colon belongs",
            "a colon belongs here",
            "write `:` between a key and its value",
            "write `:`",
            true,
        ),
        FaultKind::WrongSeparator(_) => page(
            "`{}` stands where a comma belongs",
            "a comma belongs here",
            "write `,` between members",
            "write `,`",
            true,
        ),
        FaultKind::UnquotedKey => page(
            "the key `{}` stands without quotes",
            "a key is a string",
            "put keys in double quotes",
            "put keys in quotes",
            true,
        ),
        FaultKind::WrongQuotes => page(
            "`{}` stands in quotes that JSON does not know",
            "JSON has double quotes only",
            "write `\"`; in Python, `json.dumps` does it where `str` does not",
            "write double quotes",
            true,
        ),
        FaultKind::DoubledBraces => page(
            "the braces are doubled",
            "a key belongs here",
            "write one brace; doubling them is the escape of some template languages, not of this place",
            "write one brace",
            true,
        ),
        FaultKind::DoubledQuotes => page(
            "`{}` stands in two pairs of quotes",
            "the second quote ends the string",
            "write one pair of quotes",
            "write one pair of quotes",
            true,
        ),
        FaultKind::WrappedInQuotes => page(
            "the whole format stands in one more pair of quotes",
            "each line is one string, or none at all",
            "remove the outer quotes; they were for a shell or a host language",
            "remove the outer quotes",
            true,
        ),
        FaultKind::EscapedQuotes => page(
            "`{}` stands in escaped quotes",
            "a value may not begin with a backslash",
            "write `\"`; the backslashes were for a host language, and here they stay in each line",
            "write plain quotes",
            true,
        ),
        FaultKind::MissingOpeningQuote => page(
            "the opening quote of `{}` is missing",
            "a quote belongs before it",
            "write the quote",
            "add the quote",
            true,
        ),
        FaultKind::MissingClosingQuote => page(
            "the closing quote of `{}` is missing",
            "a quote belongs behind it",
            "write the quote",
            "add the quote",
            true,
        ),
        FaultKind::UnclosedString => page(
            "the string that begins here never ends",
            "the quote is never closed",
            "write the closing quote",
            "",
            false,
        ),
        FaultKind::Unclosed(_) => page(
            "`{}` is never closed",
            "opened here",
            "write the closing bracket",
            "close it at the end",
            false,
        ),
        FaultKind::Unbalanced(_) => page(
            "`{}` closes nothing",
            "nothing is open here",
            "remove it, or write the opening bracket",
            "remove it",
            false,
        ),
        FaultKind::ClosedEarly => page(
            "the object is closed before its last members",
            "members follow this brace",
            "remove the brace",
            "remove the brace",
            false,
        ),
        FaultKind::MissingOpeningBrace => page(
            "there is no `{` before the first key",
            "a brace belongs here",
            "put the members in `{` and `}`",
            "add the brace",
            true,
        ),
        FaultKind::PythonWord => page(
            "`{}` is a word of Python",
            "no JSON value",
            "write `true`, `false` or `null`; `json.dumps` does",
            "write JSON's word",
            true,
        ),
        FaultKind::BareWord => page(
            "`{}` is no JSON value",
            "neither a number nor `true`, `false`, `null`",
            "put it in quotes",
            "put it in quotes",
            true,
        ),
        FaultKind::BadEscape => page(
            "`{}` is no escape of JSON",
            "JSON does not know this escape",
            "write `\\\\` for a backslash",
            "double the backslash",
            false,
        ),
        FaultKind::ControlCharacter => page(
            "a line break, a tab or another control character stands inside a string",
            "a JSON string may not hold it",
            "write `\\n`, `\\t` or a space, or remove it",
            "write it as an escape",
            true,
        ),
        FaultKind::Comment => page(
            "JSON has no comments",
            "read as text where a key belongs",
            "remove the comment",
            "remove the comment",
            true,
        ),
        FaultKind::TextAfter => page(
            "text follows the end of the JSON value",
            "the value has ended before this",
            "remove it, or make it a member",
            "remove it",
            false,
        ),
        FaultKind::TooDeep => page(
            &format!("objects and lists are nested deeper than {JSON_DEPTH}"),
            "common readers give up here",
            "nest less deeply",
            "",
            false,
        ),
        FaultKind::Unexpected => page(
            "`{}` cannot stand here",
            "neither a comma nor the end of the object",
            "put text in quotes, and `,` between members",
            "",
            false,
        ),
    }
}

/// `"\$context.status"`: the backslash makes an escape of whatever is logged.
fn before_reference(model: &Model<'_>, fit: &Fit<'_>, findings: &mut Findings) {
    for slot in &fit.slots {
        if !matches!(slot.takes, Takes::JsonString | Takes::JsonKey) {
            continue;
        }
        for used in fit.uses(slot) {
            let before = model.slice(Span::new(slot.span.start, used.span.start));
            let own_quotes = used.texts().kind == TextKind::JsonString;
            if own_quotes || !before.ends_with('\\') {
                continue;
            }
            let Some(misfit) = fit.misfit(slot, used, ESCAPED) else {
                continue;
            };
            let backslash = Span::new(used.span.start - 1, used.span.start);
            findings.warning(
                backslash.to(used.span),
                format!("a backslash stands before `{}`", model.slice(used.span)),
                |d| {
                    d.label("it makes an escape of what is logged")
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
    fn every_slip_is_a_finding_of_its_own() {
        let text = r#"{"a":"$context.path" "b":"$context.status" "c":"$context.stage"}"#;
        let found = findings(text);
        assert_eq!(found.len(), 2);
        let fixed = found[1].fix.as_ref().unwrap().apply(text);
        assert_eq!(findings(&fixed).len(), 1);
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
