//! See [`RULE`].

use crate::ast::PartKind;
use crate::diagnostic::Severity;
use crate::lint::{Findings, rule};
use crate::model::Model;
use crate::shape::Shape;
use crate::shape::json::TokenKind;
use crate::shape::program::{CodeKind, code, holds_code};
use crate::span::Span;

rule! {
    /// Source code or a printed object of the program that wrote the format, where a value should be.
    ///
    /// A helper that is named and not called puts its own source into the format
    /// (`contextRequestId(){return"$context.requestId"}`), an object becomes `[object Object]` or `<function f at 0x…>`, a
    /// token of the CDK that was not resolved `${Token[TOKEN.12]}`, a variable that was never set `undefined` or `None`.
    /// API Gateway copies all of it into every line. Call the helper, and write the format as text.
    ///
    /// `undefined`, `None`, `null`, `nil` and `NaN` are reported as a column of their own only, not in sentences or as keys.
    ///
    /// ```bad rest
    /// contextRequestId(){return"$context.requestId"}
    /// ```
    ///
    /// ```bad rest
    /// $context.requestId undefined
    /// ```
    ///
    /// ```bad http
    /// {"requestId":"$context.requestId","stage":"[object Object]"}
    /// ```
    ///
    /// ```good rest
    /// {"requestId":"$context.requestId","null":"$context.status","function":"$context.path"}
    /// ```
    ///
    /// ```good rest
    /// request $context.requestId, undefined behaviour none, function $context.path
    /// ```
    "code-in-format", Syntax, Whole, Error, true, Inferred,
    sources: [
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-access-logging.html",
        "https://docs.aws.amazon.com/cdk/v2/guide/tokens.html",
        "https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Global_Objects/Function/toString",
    ],
    check
}

fn check(model: &Model<'_>, findings: &mut Findings) {
    let code = code(model.text(), &model.format);
    if let [first, others @ ..] = code.as_slice() {
        let severity = if breaks_json(model) {
            Severity::Error
        } else {
            Severity::Warning
        };
        let text = model.slice(first.span);
        let (message, help) = message_and_help(model, first.kind, text);
        findings.push(severity, first.span, message, |d| {
            d.label("written literally to every line")
                .help(help)
                .also(others.iter().map(|other| other.span))
        });
    }
    let unset = unset(model);
    if let [first, others @ ..] = unset.as_slice() {
        let word = model.slice(*first);
        findings.warning(
            *first,
            format!("`{word}` is what a program prints for a value that was not set"),
            |d| {
                d.label("written literally to every line")
                    .help("write the reference that was meant, or `-` for a column that should stay empty")
                    .also(others.iter().copied())
            },
        );
    }
}

/// Whether code is in a JSON format that is broken: then it is the cause, and nothing else needs to be said.
pub(super) fn breaks_json(model: &Model<'_>) -> bool {
    let Shape::Json(json) = &model.shape else {
        return false;
    };
    !json.faults.is_empty() && holds_code(model.text(), &model.format)
}

fn message_and_help(model: &Model<'_>, kind: CodeKind, text: &str) -> (String, String) {
    match kind {
        CodeKind::Function(Some(name)) => {
            let name = model.slice(name);
            (
                format!("the source of the function `{name}` is in the format"),
                format!("call it: `{name}()` instead of `{name}`"),
            )
        }
        CodeKind::Function(None) => (
            "the source of a function is in the format".to_owned(),
            "call the function and put its result into the format".to_owned(),
        ),
        CodeKind::Object => (
            format!("`{text}` is how a program prints an object or a function, not a value"),
            "call the function, or write the text that the object holds".to_owned(),
        ),
        CodeKind::Token => (
            format!("`{text}` is a CDK token that was not resolved"),
            "write the value, or let the CDK resolve it: put it into the format with `Fn.join` or `Stack.resolve`, not into \
             JSON that is made while the program runs"
                .to_owned(),
        ),
        CodeKind::Helper => (
            format!("`{text}` is the name of a CDK helper, written as text"),
            "call it outside of the quotes, or write the reference".to_owned(),
        ),
        CodeKind::Verb => (
            format!("`{text}` is what Go prints for a formatting verb without a value"),
            "pass a value for the verb, or write the text".to_owned(),
        ),
    }
}

/// Words that programs print for nothing.
const UNSET: [&str; 5] = ["undefined", "None", "null", "nil", "NaN"];
/// Those that nobody writes on purpose.
const NEVER_MEANT: [&str; 2] = ["undefined", "NaN"];

/// Words for nothing that are a whole column. In JSON only a string that is `undefined`: the others may well be meant.
fn unset(model: &Model<'_>) -> Vec<Span> {
    if let Shape::Json(json) = &model.shape {
        return json
            .tokens()
            .iter()
            .filter(|token| token.kind == TokenKind::String && token.parts.is_empty())
            .filter(|token| NEVER_MEANT.contains(&model.slice(token.span).trim_matches('"')))
            .map(|token| Span::new(token.span.start + 1, token.span.end - 1))
            .collect();
    }
    let mut found = Vec::new();
    for part in &model.format.parts {
        if part.kind != PartKind::Literal {
            continue;
        }
        for word in UNSET {
            for (at, _) in model.slice(part.span).match_indices(word) {
                let start = part.span.start + at;
                let span = Span::new(start, start + word.len());
                if is_column(model, span) {
                    found.push(span);
                }
            }
        }
    }
    found.sort_unstable();
    found
}

/// Whether a word is a column of its own: not a part of another word, of a sentence or of a key.
fn is_column(model: &Model<'_>, span: Span) -> bool {
    let text = model.text();
    let word = &text[span.range()];
    let (before, after) = (&text[..span.start], &text[span.end..]);
    let edge = |c: char| c.is_whitespace() || ",|;\"'[]()=:".contains(c);
    if before.ends_with(|c| !(edge(c) || c == '>')) || after.starts_with(|c| !(edge(c) || c == '<'))
    {
        return false;
    }
    // A reference may end or begin there, another word may not.
    let literal = |at: usize| {
        let parts = &model.format.parts;
        let number = parts.partition_point(|part| part.span.end <= at);
        parts
            .get(number)
            .is_some_and(|part| part.kind == PartKind::Literal)
    };
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-');
    let last = before.trim_end_matches(' ');
    let next = after.trim_start_matches(' ');
    let names = |text: &str| UNSET.contains(&text);
    let word_before = last.rsplit(|c| !is_word(c)).next().unwrap_or_default();
    let word_after = next.split(|c| !is_word(c)).next().unwrap_or_default();
    let letters = |text: &str| text.contains(char::is_alphabetic) && !names(text);
    let is_key = next[word_after.len()..].starts_with(['=', ':']);
    if letters(word_before) && literal(last.len() - 1)
        || letters(word_after) && !is_key && literal(text.len() - next.len())
    {
        return false;
    }
    // `null=…` is a key, and `auth=None` may be meant.
    let key = next.starts_with(['=', ':']);
    let labelled = last.ends_with(['=', ':']);
    let alone = last.is_empty() && next.is_empty();
    !key && !alone && (!labelled || NEVER_MEANT.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{diagnostics, found};
    use super::RULE;
    use crate::api::ApiSet;
    use crate::lint::{RULES, lint};
    use crate::model::Model;
    use crate::span::SourceId;
    use crate::text::FormatText;

    /// The rules that speak, those that are off left out.
    fn rules(text: &str) -> Vec<&'static str> {
        let source = FormatText::verbatim(SourceId(0), 0, text);
        let model = Model::new(&source, ApiSet::ANY);
        let found = lint(&model, RULES.iter().filter(|rule| rule.on));
        found.iter().map(|d| d.rule).collect()
    }

    #[test]
    fn code_is_the_only_finding_of_what_it_breaks() {
        for text in [
            "contextRequestId(){return\"$context.requestId\"}",
            "{\"id\":\"contextRequestId(){return\"$context.requestId\"}\",\"s\":\"contextStatus(){return\"$context.status\"}\"}",
            "{\"id\":() => \"$context.requestId\",\"s\":() => \"$context.status\"}",
            "<function request_id at 0x7f12ab> $context.requestId",
            "{\"id\":\"$context.requestId\",\"fn\":<bound method A.f of <a.A object at 0x1>>}",
            "{\"id\":\"$context.requestId\",\"stage\":\"${Token[TOKEN.12]}\"}",
            "[object Object],$context.requestId",
            "$context.requestId %!s(MISSING) $context.status",
        ] {
            assert_eq!(rules(text), ["code-in-format"], "{text}");
        }
    }

    #[test]
    fn names_the_function_that_was_not_called() {
        let text = "contextRequestId(){return\"$context.requestId\"} contextStatus(){return\"$context.status\"}";
        let found = diagnostics(&RULE, text, "rest");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].related.len(), 1);
        assert_eq!(
            found[0].help.as_deref(),
            Some("call it: `contextRequestId()` instead of `contextRequestId`")
        );
    }

    #[test]
    fn words_for_nothing_are_columns() {
        for (text, words) in [
            ("$context.requestId undefined", &["undefined"][..]),
            ("undefined,$context.requestId", &["undefined"]),
            ("$context.requestId,None,$context.status", &["None"]),
            ("$context.requestId|null|$context.status", &["null"]),
            ("$context.requestId \"NaN\" $context.status", &["NaN"]),
            ("user=undefined id=$context.requestId", &["undefined"]),
            ("<a><b>undefined</b>$context.requestId</a>", &["undefined"]),
            (
                r#"{"a":"undefined","b":"$context.requestId"}"#,
                &["undefined"],
            ),
        ] {
            let places: Vec<_> = found(&RULE, text, "rest")
                .into_iter()
                .map(|f| f.1)
                .collect();
            assert_eq!(places, words, "{text}");
        }
        let two = diagnostics(&RULE, "$context.requestId None null", "rest");
        assert_eq!((two.len(), two[0].related.len()), (1, 1));
    }

    #[test]
    fn keys_sentences_and_words_that_are_meant_are_left_alone() {
        for text in [
            "null=$context.status none=$context.path None: $context.requestId",
            "user=None id=$context.requestId auth: null",
            "undefined behaviour of $context.requestId",
            "request $context.requestId is undefined here",
            "$context.requestId none $context.status",
            "$context.requestId nullable undefined-x $context.status",
            r#"{"null":"$context.requestId","undefined":"None","a":null,"b":"null","c":"is undefined"}"#,
            "<null>$context.requestId</null>",
            "null",
        ] {
            assert_eq!(found(&RULE, text, "rest"), [], "{text}");
        }
    }
}
