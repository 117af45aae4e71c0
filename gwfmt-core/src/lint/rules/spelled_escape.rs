//! See [`RULE`].

use crate::ast::PartKind;
use crate::diagnostic::Fix;
use crate::lint::{Findings, rule};
use crate::model::Model;
use crate::shape::Shape;
use crate::span::Span;

rule! {
    /// `\n`, `\t` or `\"` written as two characters where one was meant.
    ///
    /// Nothing unescapes a format. The backslash reached API Gateway because the host language keeps it: YAML does between
    /// single quotes and without quotes, and `\\n` does in Terraform, in JSON and between double quotes of YAML. So every
    /// line holds a backslash and a letter.
    ///
    /// A real line break would not help in the middle of a format, which has to be one line; at its end it is useful only for a
    /// Firehose stream. A tab can be written as one. For JSON formats `invalid-json` says the same; inside of their strings `\n`
    /// is right.
    ///
    /// ```bad rest
    /// $context.requestId $context.status\n
    /// ```
    ///
    /// ```bad http
    /// $context.requestId\t$context.status
    /// ```
    ///
    /// ```bad rest
    /// $context.requestId \"$context.httpMethod $context.path\" $context.status
    /// ```
    ///
    /// ```good rest
    /// $context.requestId CORP\network\$context.identity.user "$context.path"
    /// ```
    "spelled-escape", Syntax, Whole, Warning, true, Inferred,
    sources: [
        "https://yaml.org/spec/1.2.2/#732-single-quoted-style",
        "https://developer.hashicorp.com/terraform/language/expressions/strings",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-access-logging.html",
    ],
    check
}

fn check(model: &Model<'_>, findings: &mut Findings) {
    if matches!(model.shape, Shape::Json(_)) {
        return;
    }
    let quoted = |span: Span| {
        let quoting = model.source.quoting(span);
        quoting.map_or_else(String::new, |quoting| format!(" {}", quoting.words()))
    };
    let spaces = spaces(model);
    if let [first, others @ ..] = spaces.as_slice() {
        let text = model.slice(*first);
        let letter = text.trim_start_matches('\\');
        let meant = if letter == "t" {
            "a tab"
        } else {
            "a line break"
        };
        let at_end = model.text()[first.end..].trim().is_empty();
        let help = match (letter, at_end) {
            ("t", _) => {
                "write a tab itself: in a Terraform string or a double-quoted YAML string, `\\t` is one"
            }
            (_, true) => {
                "remove it; a line break at the end is useful only for a Firehose stream: in a Terraform string or a double-quoted YAML string, `\\n` is one"
            }
            _ => {
                "remove it: API Gateway accepts no line break in the middle of a format, not even a real one"
            }
        };
        findings.warning(
            *first,
            format!(
                "`{text}` is two characters{}, a backslash and `{letter}`, not {meant}",
                quoted(*first)
            ),
            |d| {
                d.label("written literally to every line")
                    .help(help)
                    .also(others.iter().copied())
                    .fix(Fix {
                        title: "replace it with white space, or remove it".to_owned(),
                        edits: spaces
                            .iter()
                            .map(|span| (*span, mended(model, *span)))
                            .collect(),
                        safe: false,
                    })
            },
        );
    }
    let quotes = quotes(model);
    if let [first, others @ ..] = quotes.as_slice() {
        findings.warning(
            *first,
            format!(
                "`\\\"` is two characters{}, a backslash and a quote",
                quoted(*first)
            ),
            |d| {
                d.label("the backslash is in every line")
                    .help("write `\"` without the backslash: YAML single quotes and a doubled backslash keep it")
                    .also(others.iter().copied())
                    .fix(Fix {
                        title: "remove the backslashes".to_owned(),
                        edits: quotes
                            .iter()
                            .map(|span| (Span::new(span.start, span.end - 1), String::new()))
                            .collect(),
                        safe: false,
                    })
            },
        );
    }
}

/// What was meant: a tab between columns, nothing for a line break at an edge, a space for one in the middle.
fn mended(model: &Model<'_>, span: Span) -> String {
    let text = model.text();
    let edge = text[..span.start].trim().is_empty() || text[span.end..].trim().is_empty();
    if model.slice(span).ends_with('t') {
        "\t".to_owned()
    } else if edge
        || text[..span.start].ends_with(['>', ' '])
        || text[span.end..].starts_with(['\\', ' '])
    {
        String::new()
    } else {
        " ".to_owned()
    }
}

/// `\n`, `\r`, `\t` where white space may be: not in `CORP\network`, where a word goes on.
fn spaces(model: &Model<'_>) -> Vec<Span> {
    let text = model.text();
    let mut found: Vec<Span> = Vec::new();
    for (at, _) in text.match_indices('\\') {
        if found.last().is_some_and(|last| at < last.end) {
            continue;
        }
        let letters = text[at..].trim_start_matches('\\');
        let slashes = text.len() - at - letters.len();
        let end = at + slashes + 1;
        let is_escape = slashes <= 2 && letters.starts_with(['n', 'r', 't']);
        let in_literal = model.format.parts.iter().any(|part| {
            part.kind == PartKind::Literal && part.span.start <= at && end <= part.span.end
        });
        if !is_escape || !in_literal {
            continue;
        }
        let (before, after) = (&text[..at], &text[end..]);
        let after_reference = model
            .format
            .parts
            .iter()
            .any(|part| part.kind == PartKind::Reference && part.span.end == at);
        let closes = before.is_empty()
            || before.ends_with([' ', '"', '\'', ']', '>', ')', '}', ',', ';', '|'])
            || found.last().is_some_and(|last| last.end == at);
        let ends = after.is_empty()
            || after.starts_with([' ', '"', '\'', '[', '<', '(', '{', ',', ';', '|', '$', '\\']);
        if ends && (closes || after_reference || after.is_empty()) {
            found.push(Span::new(at, end));
        }
    }
    found
}

/// `\"`, where all quotes of the format are written so: one that is meant is next to others that are not.
fn quotes(model: &Model<'_>) -> Vec<Span> {
    let text = model.text();
    let found: Vec<Span> = text
        .match_indices("\\\"")
        .map(|(at, quote)| Span::new(at, at + quote.len()))
        .collect();
    if text.matches('"').count() == found.len() {
        found
    } else {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{diagnostics, fixed, found};
    use super::RULE;

    #[test]
    fn says_that_it_is_two_characters() {
        for (text, message, fixed_text) in [
            (
                r"$context.requestId $context.status\n",
                r"`\n` is two characters, a backslash and `n`, not a line break",
                "$context.requestId $context.status",
            ),
            (
                r"$context.requestId\t$context.status\t$context.path",
                r"`\t` is two characters, a backslash and `t`, not a tab (and 1 more)",
                "$context.requestId\t$context.status\t$context.path",
            ),
            (
                r"$context.requestId,\n$context.status,\r\n",
                r"`\n` is two characters, a backslash and `n`, not a line break (and 2 more)",
                "$context.requestId, $context.status,",
            ),
            (
                r"<a>\n  <b>$context.requestId</b>\n</a>",
                r"`\n` is two characters, a backslash and `n`, not a line break (and 1 more)",
                "<a>  <b>$context.requestId</b></a>",
            ),
            (
                r"$context.requestId\\n",
                r"`\\n` is two characters, a backslash and `n`, not a line break",
                "$context.requestId",
            ),
        ] {
            let all = diagnostics(&RULE, text, "rest");
            assert_eq!(all.len(), 1, "{text}: {all:?}");
            assert_eq!(all[0].message, message, "{text}");
            assert_eq!(fixed(&RULE, text, "rest"), fixed_text, "{text}");
        }
    }

    #[test]
    fn quotes_with_backslashes_are_one_finding() {
        let text = r#"$context.requestId \"$context.path\" \"$context.stage\""#;
        let all = diagnostics(&RULE, text, "rest");
        assert_eq!((all.len(), all[0].related.len()), (1, 3));
        assert_eq!(
            fixed(&RULE, text, "rest"),
            r#"$context.requestId "$context.path" "$context.stage""#
        );
    }

    #[test]
    fn leaves_names_and_json_alone() {
        for text in [
            r"CORP\network\$context.identity.user $context.requestId",
            r"C:\temp\new $context.requestId",
            r#"{"a":"x\ny","b":"$context.requestId\n"}"#,
            r#"$context.requestId "say \"$context.path\" now""#,
            "$context.requestId\t$context.status\n",
        ] {
            assert_eq!(found(&RULE, text, "rest"), [], "{text}");
        }
    }
}
