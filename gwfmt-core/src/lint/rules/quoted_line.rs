//! See [`RULE`].

use crate::ast::PartKind;
use crate::diagnostic::{CounterExample, Fix};
use crate::line::Reading;
use crate::lint::slots::Slots;
use crate::lint::{Findings, rule};
use crate::model::Model;
use crate::shape::Shape;
use crate::span::Span;

rule! {
    /// The whole line in one pair of quotes: `"$context.requestId,$context.status,$context.path"`.
    ///
    /// The quotes were meant for a shell, for YAML or for another host language, and were written once too often. They
    /// are part of every line: a reader of columns takes such a line for one column, whatever separates the values inside.
    /// For a format that is JSON `invalid-json` says the same.
    ///
    /// ```bad rest
    /// "$context.requestId,$context.status,$context.path"
    /// ```
    ///
    /// ```bad http
    /// '$context.requestId $context.status $context.path'
    /// ```
    ///
    /// ```good rest
    /// "$context.requestId","$context.status","$context.path"
    /// ```
    "quoted-line", Text, Whole, Warning, true, Reported,
    sources: [
        "https://github.com/ministryofjustice/cloud-platform-environments/pull/18344",
        "https://www.rfc-editor.org/rfc/rfc4180",
    ],
    check
}

/// Quotes that a shell or a host language has, each with the one that closes it.
const QUOTES: [(char, char); 5] = [
    ('"', '"'),
    ('\'', '\''),
    ('`', '`'),
    ('\u{201C}', '\u{201D}'),
    ('\u{2018}', '\u{2019}'),
];

fn check(model: &Model<'_>, findings: &mut Findings) {
    if matches!(model.shape, Shape::Json(_) | Shape::Xml(_)) || model.uses.is_empty() {
        return;
    }
    let text = model.text();
    let whole = Span::new(text.len() - text.trim_start().len(), text.trim_end().len());
    // `'"…"'`: as many pairs as there are.
    let mut inside = whole;
    while let Some(inner) = unwrapped(model, inside) {
        inside = inner;
    }
    if inside == whole {
        return;
    }
    findings.warning(whole, "the whole line is in one pair of quotes", |d| {
        let line = Slots::cut(model).line(Reading::AsIs);
        d.label("read as one value")
            .help(
                "remove the outer quotes: they were for a shell or a host language, and here they are part of each line",
            )
            .shown_by(CounterExample::Broken {
                at: line.place(whole),
                line: line.text,
                why: "one column, whatever separates the values in it".to_owned(),
            })
            .fix(Fix {
                title: "remove the outer quotes".to_owned(),
                edits: vec![
                    (Span::new(whole.start, inside.start), String::new()),
                    (Span::new(inside.end, whole.end), String::new()),
                ],
                safe: true,
            })
    });
}

/// What is inside of the quotes around `span`, if they are a pair: nothing between them closes the first or may do so.
fn unwrapped(model: &Model<'_>, span: Span) -> Option<Span> {
    let text = model.slice(span);
    let (open, close) = QUOTES
        .into_iter()
        .find(|(open, close)| text.starts_with(*open) && text.ends_with(*close))?;
    let inside = Span::new(
        span.start + open.len_utf8(),
        span.end.checked_sub(close.len_utf8())?,
    );
    if inside.start >= inside.end {
        return None;
    }
    let parts = model.format.parts.iter();
    let within = parts.filter(|part| part.span.start < inside.end && part.span.end > inside.start);
    for part in within {
        let start = part.span.start.max(inside.start);
        let literal = model.slice(Span::new(start, part.span.end.min(inside.end)));
        let closes = match part.kind {
            PartKind::Hole | PartKind::Template => true,
            _ => literal.contains([open, close]),
        };
        if closes {
            return None;
        }
    }
    Some(inside)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Piece, fixed, found, found_in};
    use super::RULE;

    #[test]
    fn every_kind_of_quotes_around_a_line_of_every_kind() {
        for line in [
            "$context.requestId,$context.status,$context.path",
            "$context.requestId $context.status $context.path",
            "$context.requestId\t$context.status",
            "$context.requestId | $context.status",
            "request $context.requestId took $context.responseLatency ms",
            "$context.requestId",
            "<a>$context.requestId</a>",
        ] {
            for (open, close) in [
                ("\"", "\""),
                ("'", "'"),
                ("`", "`"),
                ("'\"", "\"'"),
                ("\u{201C}", "\u{201D}"),
                (" \"", "\"\n"),
            ] {
                let text = format!("{open}{line}{close}");
                assert_eq!(
                    found(&RULE, &text, "rest"),
                    [("warning".to_owned(), text.trim().to_owned())],
                    "{text}"
                );
                assert_eq!(fixed(&RULE, &text, "rest").trim(), line);
            }
        }
        let access = "'$context.identity.sourceIp [$context.requestTime] \"$context.httpMethod\" $context.requestId'";
        assert_eq!(found(&RULE, access, "rest").len(), 1);
    }

    #[test]
    fn keeps_quiet_about_quoted_columns_and_holes() {
        for text in [
            "\"$context.requestId\",\"$context.status\"",
            "\"$context.requestId\" - \"$context.status\"",
            "'$context.requestId','$context.status'",
            "\"$context.httpMethod $context.path\" $context.requestId",
            "$context.requestId \"$context.path\"",
            "\"{\"a\":\"$context.requestId\"}\"",
            "\"\"",
            "\"",
        ] {
            assert_eq!(found(&RULE, text, "rest"), [], "{text}");
        }
        let pieces = [
            Piece::Text("\"$context.requestId"),
            Piece::Hole,
            Piece::Text("$context.status\""),
        ];
        assert_eq!(found_in(&RULE, &pieces, "rest"), []);
    }
}
