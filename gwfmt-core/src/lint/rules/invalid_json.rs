//! See [`RULE`].

use super::{code_in_format, foreign_namespace};
use crate::diagnostic::{Fix, Severity};
use crate::limits::JSON_DEPTH;
use crate::lint::fit::{Fit, Takes};
use crate::lint::line::{ESCAPED, Reading};
use crate::lint::{Findings, rule};
use crate::model::Model;
use crate::shape::Shape;
use crate::shape::json::{Fault, FaultKind};
use crate::span::Span;
use crate::text::Quoting;
use crate::texts::TextKind;

rule! {
    /// The format is meant to be JSON and is not: a comma is missing, quotes are single, a brace stays open.
    ///
    /// API Gateway replaces the references and looks at nothing else, so such a stage deploys, and no JSON reader takes
    /// any of its lines. Each fault is pinned on its own; the same slip made many times is one finding.
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
                .filter(|f| f.kind == fault.kind && !is_foreign(model, f))
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

fn tell(model: &Model<'_>, fit: &Fit<'_>, faults: &[&Fault], findings: &mut Findings) {
    let [first, others @ ..] = faults else { return };
    let quoting = model.source.quoting(first.span).map(Quoting::words);
    let page = page(first, &brief(model.slice(first.span)), quoting);
    let severity = if first.kind == FaultKind::TooDeep {
        Severity::Warning
    } else {
        Severity::Error
    };
    findings.push(severity, first.span, page.message, |mut d| {
        d = d.label(page.label.clone()).help(page.help);
        d = d.also(others.iter().map(|other| other.span));
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

/// What is said of a fault; `text` is what stands there, `quoting` how the file quotes it when a backslash is kept by that.
#[allow(clippy::too_many_lines, reason = "one arm a fault")]
fn page(fault: &Fault, text: &str, quoting: Option<&str>) -> Page {
    let page = |message: &str, label: &str, help: &str, fix: &'static str, safe: bool| Page {
        message: message
            .replace("{quoting}", quoting.unwrap_or("here"))
            .replace("{}", text),
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
            "expected a member, found a comma",
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
            "the colon of `{}` is inside the quotes",
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
            "`{}` is where a colon belongs",
            "a colon belongs here",
            "write `:` between a key and its value",
            "write `:`",
            true,
        ),
        FaultKind::WrongSeparator(_) => page(
            "`{}` is where a comma belongs",
            "a comma belongs here",
            "write `,` between members",
            "write `,`",
            true,
        ),
        FaultKind::UnquotedKey => page(
            "the key `{}` is not in quotes",
            "a key is a string",
            "put keys in double quotes",
            "put keys in quotes",
            true,
        ),
        FaultKind::WrongQuotes => page(
            "`{}` is in quotes that JSON does not know",
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
            "`{}` is in two pairs of quotes",
            "the second quote ends the string",
            "write one pair of quotes",
            "write one pair of quotes",
            true,
        ),
        FaultKind::WrappedInQuotes => page(
            "the whole format is in one more pair of quotes",
            "each line is one string, or none at all",
            "remove the outer quotes; they were for a shell or a host language",
            "remove the outer quotes",
            true,
        ),
        FaultKind::EscapedQuotes => page(
            "`{}` is in escaped quotes",
            "a value may not begin with a backslash",
            "write `\"`: nothing removes the backslash here (single quotes of YAML and a doubled backslash of HCL or JSON \
             keep it), so that it is in each line",
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
            "`{}` is not a JSON value",
            "neither a number nor `true`, `false`, `null`",
            "put it in quotes",
            "put it in quotes",
            true,
        ),
        FaultKind::BadEscape => page(
            "`{}` is not an escape of JSON",
            "JSON does not know this escape",
            "write `\\\\` for a backslash",
            "double the backslash",
            false,
        ),
        FaultKind::SpelledEscape => page(
            "`{}` is two characters {quoting}: a backslash and a letter",
            "neither a line break nor a tab: it is in every line as it is",
            if quoting.is_some() {
                "remove it; where a line break is wanted at the end, for a Firehose stream, write the format between double \
                 quotes: there `\\n` is one"
            } else {
                "remove it: nothing turned it into a line break (single quotes of YAML and a doubled backslash of HCL or JSON \
                 keep the backslash), and API Gateway takes no line break in the middle of a format"
            },
            "remove it",
            true,
        ),
        FaultKind::Leftover => {
            let (message, help) = leftover(text);
            page(&message, "not a part of JSON", help, "remove it", true)
        }
        FaultKind::ControlCharacter => page(
            "a line break, a tab or another control character is inside a string",
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

/// What a leftover was for, and what to do.
fn leftover(text: &str) -> (String, &'static str) {
    if text.contains(['+', '&', '.']) {
        let help = "the format was put together from strings: remove the operators, and the quotes around them";
        (
            "`{}` joined two strings, and was left in the format".to_owned(),
            help,
        )
    } else if text.contains(['\\', '^']) || text == "`" {
        let help = "it continues a line in a shell or in another language; here the lines are one already: remove it";
        (
            "`{}` is the continuation of a line, left in the format".to_owned(),
            help,
        )
    } else {
        let help = "remove the quotes that each line of the source was written in";
        ("the quote `{}` belongs to no string".to_owned(), help)
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
    fn one_slip_made_many_times_is_one_finding_with_one_fix() {
        for (between, message) in [
            ("", "a comma is missing before the next member (and 7 more)"),
            (",,", "expected a member, found a comma (and 7 more)"),
            (";", "`;` is where a comma belongs (and 7 more)"),
            (
                r", \ ",
                r"`\` is the continuation of a line, left in the format (and 7 more)",
            ),
            (
                ", ^ ",
                "`^` is the continuation of a line, left in the format (and 7 more)",
            ),
            (
                r#"," + "#,
                r#"`" +` joined two strings, and was left in the format (and 7 more)"#,
            ),
            (
                ",' + '",
                "`' + '` joined two strings, and was left in the format (and 7 more)",
            ),
            (
                r#"", "#,
                r#"the quote `"` belongs to no string (and 7 more)"#,
            ),
            (
                r#",", "#,
                r#"the quote `",` belongs to no string (and 7 more)"#,
            ),
            (
                r#"," "#,
                r#"the quote `"` belongs to no string (and 7 more)"#,
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
