//! See [`RULE`].

use super::ambiguous_delimiter;
use crate::catalog::{REST_VARIABLES, family, var};
use crate::diagnostic::CounterExample;
use crate::line::{EITHER, Reading};
use crate::lint::slots::{Slot, Slots, Takes};
use crate::lint::words::{Word, words};
use crate::lint::{Findings, rule};
use crate::model::{Model, Use};
use crate::shape::Shape;
use crate::span::Span;
use crate::texts::TextKind;

rule! {
    /// Text that a client or a backend chose, in a column without quotes: the delimiter in it shifts all columns behind it.
    ///
    /// A user agent holds spaces, an error message holds commas, and a client may send any delimiter at all. API Gateway
    /// puts no quotes around values and does not double the quotes inside them. In CSV, quotes in the format therefore help
    /// against commas and not against quotes; between columns that are separated by spaces they help against spaces, as in
    /// Common Log Format. At the end of a line of such columns the text is harmless. AWS's own CSV samples hold no such text.
    /// JSON does not have this problem.
    ///
    /// Two cases are notes. Whether API Gateway escapes a tab is not documented. And a line of `key=value` pairs may have a
    /// reader that looks for the keys.
    ///
    /// ```bad rest
    /// $context.requestId,$context.identity.userAgent,$context.status
    /// ```
    ///
    /// ```bad rest
    /// $context.requestId,"$context.identity.userAgent",$context.status
    /// ```
    ///
    /// ```bad http
    /// $context.requestId $context.identity.userAgent $context.status
    /// ```
    ///
    /// ```bad http
    /// $context.requestId :: $context.error.message :: $context.status
    /// ```
    ///
    /// ```good rest
    /// $context.requestId,$context.identity.sourceIp,$context.status
    /// ```
    ///
    /// ```good rest
    /// $context.requestId $context.status "$context.identity.userAgent" $context.error.message
    /// ```
    "unescaped-cell-text", Text, Whole, Warning, true, Inferred,
    sources: [
        REST_VARIABLES,
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-access-logging.html",
        "https://www.rfc-editor.org/rfc/rfc4180",
    ],
    check
}

fn check(model: &Model<'_>, findings: &mut Findings) {
    match &model.shape {
        Shape::Delimited(columns) if columns.delimiter == ' ' => between_spaces(model, findings),
        Shape::Delimited(_) => in_cells(model, findings),
        Shape::Text => {
            if let Some(separator) = separator(model) {
                between_separators(model, separator, findings);
            } else {
                between_spaces(model, findings);
            }
        }
        Shape::Json(_) | Shape::Xml(_) => {}
    }
}

fn in_cells(model: &Model<'_>, findings: &mut Findings) {
    let slots = Slots::cut(model);
    let last = model.uses.last().map(|used| used.part);
    for slot in &slots.all {
        let (ends, help) = match slot.takes {
            Takes::Cell(delimiter) => (delimiter, "log JSON, or remove the variable"),
            Takes::QuotedCell(quote) => (
                quote,
                "quotes inside are not doubled; log JSON, or remove the variable",
            ),
            _ => continue,
        };
        for used in slots.uses(slot) {
            if ends == '\t' && last != Some(used.part) {
                tab(model, &slots, slot, used, findings);
                continue;
            }
            let Some(misfit) = slots.misfit(slot, used, EITHER) else {
                continue;
            };
            let name = model.slice(used.span);
            findings.warning(
                used.span,
                format!("`{name}` may contain `{ends}`, which ends its cell"),
                |d| {
                    // A path holds commas and no quotes.
                    let quotes = ends != '"' && fits_in_quotes(used);
                    let help = if quotes {
                        format!("put quotes around it: `\"{name}\"`")
                    } else {
                        help.to_owned()
                    };
                    d.label(format!("for example `{}`", misfit.sample))
                        .help(help)
                        .shown_by(misfit.shown())
                },
            );
        }
    }
}

/// A tab ends the cell if API Gateway writes it as it is.
fn tab(model: &Model<'_>, slots: &Slots<'_>, slot: &Slot, used: &Use, findings: &mut Findings) {
    let Some(misfit) = slots.misfit(slot, used, &[Reading::AsIs]) else {
        return;
    };
    findings.note(
        used.span,
        format!(
            "`{}` may contain a tab, which ends its cell",
            model.slice(used.span)
        ),
        |d| {
            d.label("a client or a backend controls the text")
                .help("whether API Gateway escapes a tab is not documented; move it to the end of the line, or log JSON")
                .shown_by(misfit.shown())
        },
    );
}

/// Free text without quotes, and further columns behind it.
fn between_spaces(model: &Model<'_>, findings: &mut Findings) {
    let Some(words) = words(model) else { return };
    let warned = ambiguous_delimiter::warned(model);
    for (at, word) in words.iter().enumerate() {
        let Some((used, place)) = column(model, &words, at) else {
            continue;
        };
        let behind = |word: &Word| word.uses(model).next().is_some();
        if !is_phrase(model, used)
            || !words[at + 1..].iter().any(behind)
            || warned.contains(&used.span)
        {
            continue;
        }
        let name = model.slice(used.span);
        let shown = shown(model, used, SPACED, ' ', "the column ends at this space");
        match place {
            Column::Alone => findings.warning(
                used.span,
                format!("`{name}` may contain spaces, which end its column"),
                |d| {
                    d.label(format!("for example `{SPACED}`"))
                        .help(format!(
                            "put quotes around it: `\"{name}\"`, move it to the end of the line, or log JSON"
                        ))
                        .shown_by(shown)
                },
            ),
            Column::Pair => findings.note(
                used.span,
                format!("`{name}` may contain spaces, which end its value for a reader of `key=value` pairs"),
                |d| {
                    let pair = model.slice(word.span).replace(name, &format!("\"{name}\""));
                    d.label(format!("for example `{SPACED}`"))
                        .help(format!("put quotes around it: `{pair}`, or log JSON"))
                        .shown_by(shown)
                },
            ),
        }
    }
}

/// A text with spaces in it.
const SPACED: &str = "not authorized";

/// How a value without quotes is placed in a line.
enum Column {
    /// Between spaces.
    Alone,
    /// `key=value`.
    Pair,
}

/// The reference that is the column `at`, in a line whose other words are columns too. In a sentence nothing tells a column.
fn column<'m>(model: &'m Model<'_>, words: &[Word], at: usize) -> Option<(&'m Use, Column)> {
    let word = &words[at];
    let next = words.get(at + 1)?;
    let gap = model.slice(Span::new(word.span.end, next.span.start));
    if word.glued || next.glued || word.is_open(model) || gap.contains('\t') {
        return None;
    }
    let delimited = matches!(model.shape, Shape::Delimited(_));
    if let Some(used) = word.lone(model) {
        let is_column = |word: &Word| {
            let starts = word.uses(model).next();
            word.close.is_some()
                || starts.is_some_and(|used| used.span.start == word.span.start)
                || model.slice(word.span) == "-"
        };
        let before = at.checked_sub(1).is_none_or(|at| is_column(&words[at]));
        return (delimited || before && is_column(next)).then_some((used, Column::Alone));
    }
    if word.close.is_some() || delimited {
        return None;
    }
    let [used] = word.uses(model).collect::<Vec<_>>()[..] else {
        return None;
    };
    let is_pair = |word: &Word| {
        let text = model.slice(word.span);
        let key = text
            .find(['=', ':'])
            .map(|end| (&text[..end], &text[end + 1..]));
        let plain = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
        key.is_some_and(|(key, value)| {
            !key.is_empty() && key.chars().all(plain) && !value.is_empty()
        })
    };
    let ends = used.span.end == word.span.end && word.parts.len() == 1;
    let value = model.slice(Span::new(word.span.start, used.span.start));
    (ends && value.ends_with(['=', ':']) && is_pair(word) && is_pair(next))
        .then_some((used, Column::Pair))
}

/// Whether a client or a backend may choose a text with spaces. Some claims, and what calls itself an id, are one word.
fn is_phrase(model: &Model<'_>, used: &Use) -> bool {
    const WORDS: [&str; 14] = [
        "sub",
        "iss",
        "aud",
        "exp",
        "iat",
        "nbf",
        "jti",
        "username",
        "email",
        "azp",
        "client_id",
        "auth_time",
        "token_use",
        "event_id",
    ];
    if used.texts().kind != TextKind::Any || used.before_hole {
        return false;
    }
    let name = model.path(used);
    let last = name.rsplit('.').next().unwrap_or(name);
    let lower = last.to_ascii_lowercase();
    let id =
        last.ends_with("Id") || last.ends_with("ID") || lower.ends_with("_id") || lower == "id";
    !(name.starts_with(family::AUTHORIZER) && (WORDS.contains(&lower.as_str()) || id))
        || name == var::AUTHORIZER_PRINCIPAL_ID
}

/// The text that separates every two references, when it is not a delimiter of one character that CSV readers know:
/// ` :: `, `~`, `--`. Words, quotes and brackets separate nothing.
fn separator<'m>(model: &Model<'m>) -> Option<&'m str> {
    let mut gaps = model.uses.windows(2).map(|pair| match pair {
        [a, b] => model.slice(Span::new(a.span.end, b.span.start)),
        _ => "",
    });
    let first = gaps.next()?;
    let mark = first.trim();
    let plain = |c: char| c.is_ascii_punctuation() && !"\"'[](){}<>\\".contains(c) || c == ' ';
    let other = gaps.clone().next();
    (!mark.is_empty()
        && first.chars().all(plain)
        && (mark.len() > 1 || other.is_some())
        && gaps.all(|gap| gap == first)
        && !model.has_holes())
    .then_some(first)
}

fn between_separators(model: &Model<'_>, separator: &str, findings: &mut Findings) {
    let [columns @ .., _] = model.uses.as_slice() else {
        return;
    };
    let mark = separator.trim();
    let warned = ambiguous_delimiter::warned(model);
    for used in columns {
        if used.texts().kind != TextKind::Any || used.before_hole || warned.contains(&used.span) {
            continue;
        }
        let name = model.slice(used.span);
        let value = format!("a{separator}b");
        findings.warning(
            used.span,
            format!("`{name}` may contain `{mark}`, which ends its column"),
            |d| {
                d.label("a client or a backend controls the text")
                    .help("move it to the end of the line, put quotes around it, or log JSON")
                    .shown_by(shown(
                        model,
                        used,
                        &value,
                        mark.chars().next().unwrap_or(' '),
                        "the column ends here",
                    ))
            },
        );
    }
}

/// The line with `value` for one reference, and the place in it at which the column ends.
fn shown(model: &Model<'_>, used: &Use, value: &str, ends: char, why: &str) -> CounterExample {
    let slots = Slots::cut(model);
    let line = slots.line_with(Reading::AsIs, used.part, value);
    let start = line.place(used.span).start + value.find(ends).unwrap_or(0);
    CounterExample::Broken {
        at: Span::new(start, start + ends.len_utf8()),
        line: line.text,
        why: why.to_owned(),
    }
}

fn fits_in_quotes(used: &Use) -> bool {
    let fits = |sample: &str| !sample.contains(['"', '\\']);
    used.texts().samples().all(fits)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Piece, diagnostics, found, found_in};
    use super::RULE;

    #[test]
    fn quotes_help_where_a_value_holds_none() {
        let help = |name: &str| {
            let text = format!("$context.requestId,{name},$context.status");
            diagnostics(&RULE, &text, "rest")[0].help.clone().unwrap()
        };
        assert_eq!(
            help("$context.path"),
            "put quotes around it: `\"$context.path\"`"
        );
        assert!(help("$context.error.message").contains("log JSON"));
        assert_eq!(
            diagnostics(&RULE, "$context.requestId,\"$context.path\"", "rest"),
            []
        );
    }

    #[test]
    fn free_text_before_another_column_is_found_whatever_separates_them() {
        for text in [
            "$context.identity.userAgent",
            "$context.error.message",
            "$context.authorizer.description",
            "$context.authorizer.principalId",
            "$context.integration.error",
            "$context.waf.error",
            "$context.requestOverride.header.X-Trace",
        ] {
            for (delimiter, level) in [
                (" ", "warning"),
                ("  ", "warning"),
                (",", "warning"),
                (", ", "warning"),
                ("|", "warning"),
                (" | ", "warning"),
                ("||", "warning"),
                (";", "warning"),
                (" - ", "warning"),
                (" :: ", "warning"),
                ("~|~", "warning"),
                ("#", "warning"),
                ("\t", "note"),
            ] {
                let line = ["$context.requestId", text, "$context.status"].join(delimiter);
                let expected = [(level.to_owned(), text.to_owned())];
                assert_eq!(found(&RULE, &line, "rest"), expected, "{line}");
            }
        }
    }

    #[test]
    fn free_text_is_found_in_lines_with_words_of_the_authors_own() {
        for (line, level) in [
            (
                "$context.identity.sourceIp - - [$context.requestTime] \"$context.httpMethod $context.path HTTP/1.1\" $context.identity.userAgent $context.status",
                "warning",
            ),
            (
                "$context.identity.userAgent $context.status \"api v1\" $context.requestId",
                "warning",
            ),
            (
                "id=$context.requestId ua=$context.identity.userAgent status=$context.status",
                "note",
            ),
            (
                "id:$context.requestId err:$context.error.message status:$context.status",
                "note",
            ),
        ] {
            let found = found(&RULE, line, "rest");
            assert_eq!(found.len(), 1, "{line}: {found:?}");
            assert_eq!(found[0].0, level, "{line}");
        }
    }

    #[test]
    fn keeps_quiet_where_the_text_shifts_nothing() {
        for line in [
            "$context.requestId $context.status $context.identity.userAgent",
            "$context.requestId\t$context.status\t$context.identity.userAgent",
            "$context.requestId :: $context.status :: $context.error.message",
            "$context.requestId \"$context.identity.userAgent\" $context.status",
            "$context.requestId [$context.error.message] $context.status",
            "$context.requestId $context.requestTime $context.httpMethod $context.path $context.status",
            "$context.identity.sourceIp - $context.authorizer.claims.sub [$context.requestTime] $context.requestId",
            "$context.requestId $context.authorizer.tenantId $context.status",
            "request $context.requestId by $context.identity.userAgent gave $context.status",
            "error: $context.error.message, id: $context.requestId",
            "id=$context.requestId ua=\"$context.identity.userAgent\" status=$context.status",
            "id=$context.requestId status=$context.status ua=$context.identity.userAgent",
            "id:$context.requestId\tua:$context.identity.userAgent\tstatus:$context.status",
        ] {
            assert_eq!(found(&RULE, line, "rest"), [], "{line}");
        }
        let pieces = [
            Piece::Text("$context.requestId $context.identity.userAgent"),
            Piece::Hole,
            Piece::Text(" $context.status"),
        ];
        assert_eq!(found_in(&RULE, &pieces, "rest"), []);
    }

    #[test]
    fn two_texts_that_cannot_be_told_apart_are_another_finding() {
        let line =
            "$context.error.message $context.status $context.integration.error $context.stage";
        assert_eq!(found(&RULE, line, "http"), []);
    }
}
