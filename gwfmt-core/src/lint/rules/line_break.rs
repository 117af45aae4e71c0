//! See [`RULE`].

use crate::api::Api;
use crate::ast::PartKind;
use crate::delivery::Receiver;
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::lint::{Findings, aws, rule, space};
use crate::model::Model;
use crate::shape::Shape;
use crate::span::Span;
use crate::text::Origin;

rule! {
    /// A line break in the format, which has to be one line.
    ///
    /// API Gateway refuses the deployment. It judges the text that it receives, and not the file: an indented JSON object
    /// may be right in Terraform's `jsonencode` and wrong in a heredoc. YAML's `>` and `>-` join lines, but not those that
    /// are indented more than the first one: pretty-printed JSON keeps all its breaks. `|` keeps every break, and so do
    /// Terraform's heredocs.
    ///
    /// In Terraform write `jsonencode({…})`, or wrap the heredoc: `replace(…, "\n", "")`. In YAML use `>-` with all lines
    /// at one indentation, quotes, or `Fn::ToJsonString` where the language extension is on.
    ///
    /// A break at the very end is taken by REST APIs, and separates the records of a Firehose stream; elsewhere it adds
    /// nothing. For WebSocket APIs the guide allows it, but the known error message does not; for HTTP APIs it is not
    /// documented.
    ///
    /// ```bad rest
    /// {
    ///   "requestId": "$context.requestId"
    /// }
    /// ```
    ///
    /// ```bad http
    /// $context.requestId
    /// $context.status
    /// ```
    ///
    /// ```good rest, http, websocket
    /// { "requestId": "$context.requestId" }
    /// ```
    "line-break", Deploy, Whole, Error, true, Reported,
    sources: [
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-access-logging.html",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-logging.html",
        "https://github.com/ministryofjustice/cloud-platform-environments/pull/12962",
        "https://github.com/serverless/serverless/issues/7162",
        "https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecord.html",
    ],
    check
}

fn check(model: &Model<'_>, findings: &mut Findings) {
    let text = model.text();
    let breaks = breaks(text);
    let Some(&first) = breaks.first() else {
        return;
    };
    let only_holes_follow = model
        .format
        .parts
        .iter()
        .rev()
        .take_while(|part| part.span.end > first.end)
        .all(|part| part.kind == PartKind::Hole);
    if only_holes_follow {
        at_the_end(model, first, findings);
        return;
    }
    // Only a carriage return: HTTP and WebSocket APIs are said to refuse it too, of REST APIs nothing is known.
    let feeds = text[..text.len() - usize::from(text.ends_with('\n'))].contains('\n');
    let severity = if feeds {
        Severity::Error
    } else {
        Severity::Warning
    };
    let lines = breaks.len() + usize::from(breaks.last().is_some_and(|b| b.end < text.len()));
    findings.push(
        severity,
        first,
        format!("the format has {lines} lines, but only one is allowed"),
        |mut d| {
            d = d.label("the first line ends here").help(help(model, first));
            if feeds {
                d = d.aws_error(aws::line_break(model));
            }
            d.fix = Some(joined(model));
            d
        },
    );
}

fn at_the_end(model: &Model<'_>, at: Span, findings: &mut Findings) {
    let returns = model.slice(at).contains('\r');
    let is_right =
        model.receiver == Some(Receiver::Firehose) && model.apis.known() == Some(Api::Rest);
    if is_right && !returns {
        return;
    }
    let drop = |d: Diagnostic| d.fix(Fix::to_review("remove the line break", at, ""));
    let (message, help) = match model.apis.known() {
        Some(Api::Rest) if returns => (
            "whether a carriage return may end the format is not documented",
            "remove it; a line feed alone separates the records of a Firehose stream",
        ),
        Some(Api::Rest) if model.receiver == Some(Receiver::LogGroup) => (
            "the format ends with a line break",
            "remove it: a log group keeps lines apart by itself",
        ),
        Some(Api::Rest) => (
            "the format ends with a line break",
            "right for a Firehose stream, where it separates the records; remove it for a log group",
        ),
        Some(Api::Http) => (
            "the format ends with a line break; whether an HTTP API accepts it is not documented",
            "remove it",
        ),
        Some(Api::WebSocket) => (
            "the format ends with a line break: the guide allows it, but it has been reported as refused",
            "remove it",
        ),
        None => (
            "the format ends with a line break, which only REST APIs are known to accept",
            "remove it, unless it separates the records of a Firehose stream",
        ),
    };
    // Refused by an emulator of HTTP and WebSocket APIs, allowed or not mentioned by the pages: unclear, so advice.
    findings.note(at, message, |d| drop(d.help(help)));
}

/// The line breaks: `\n`, `\r\n`, `\r`.
fn breaks(text: &str) -> Vec<Span> {
    let mut breaks = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find(['\n', '\r']).map(|at| from + at) {
        let len = if text[at..].starts_with("\r\n") { 2 } else { 1 };
        from = at + len;
        breaks.push(Span::new(at, from));
    }
    breaks
}

/// What to do, by where the break came from.
fn help(model: &Model<'_>, at: Span) -> &'static str {
    let origin = model
        .source
        .spans()
        .find(|(run, _)| run.start <= at.start && at.start < run.end)
        .map(|(_, origin)| origin);
    match origin {
        Some(Origin::Escape(place)) if place.span.len() <= 2 * at.len() => {
            "remove the escaped line break"
        }
        Some(Origin::Escape(_)) => {
            "YAML's `>` keeps the breaks of lines that are indented more than the first one: give all lines the same indentation, or write one line in quotes"
        }
        Some(Origin::Written(_)) => "join the pieces with something other than a line break",
        Some(Origin::Verbatim { .. } | Origin::Hole(_)) | None => {
            "write it on one line, or let Terraform or YAML join the lines (see `gwfmt explain line-break`)"
        }
    }
}

/// All lines in one.
fn joined(model: &Model<'_>) -> Fix {
    let text = model.text();
    let breaks_in = |run: &Span| text[run.range()].contains(['\n', '\r']);
    let all: Vec<Span> = space::runs(text).into_iter().filter(breaks_in).collect();
    let between = space::between_json_tokens(model).unwrap_or_default();
    let edge = |run: &Span| run.start == 0 || run.end == text.len();
    let between_tags = |run: &Span| {
        matches!(model.shape, Shape::Xml(_))
            && text[..run.start].ends_with('>')
            && text[run.end..].starts_with('<')
    };
    let vanishes =
        |run: &Span| edge(run) || between.binary_search(run).is_ok() || between_tags(run);
    Fix {
        title: "write it on one line".to_owned(),
        safe: all.iter().all(vanishes),
        edits: all
            .iter()
            .map(|run| {
                let new = if vanishes(run) { "" } else { " " };
                (*run, new.to_owned())
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{diagnostics, fixed, found};
    use super::RULE;
    use crate::api::{Api, ApiSet};
    use crate::delivery::Receiver;
    use crate::lint::lint;
    use crate::model::Model;
    use crate::span::{SourceId, SourceSpan};
    use crate::text::FormatText;

    fn level(text: &str, api: &str) -> String {
        let mut all = found(&RULE, text, api);
        assert_eq!(all.len(), 1, "{text:?} on {api}: {all:?}");
        all.remove(0).0
    }

    #[test]
    fn a_break_inside_is_an_error_everywhere() {
        for api in ["rest", "http", "websocket", "v2", "any"] {
            for text in ["a\nb", "a\r\nb", "a\n\n", "\na", "a\nb\n"] {
                assert_eq!(level(text, api), "error", "{text:?} on {api}");
            }
            assert_eq!(level("a\rb", api), "warning");
            assert_eq!(found(&RULE, "a\tb", api), []);
        }
    }

    #[test]
    fn a_break_at_the_end_is_a_note() {
        for (api, expected) in [
            ("rest", "note"),
            ("http", "note"),
            ("websocket", "note"),
            ("v2", "note"),
            ("any", "note"),
        ] {
            for text in ["a\n", "a\r\n", "a\r"] {
                assert_eq!(level(text, api), expected, "{text:?} on {api}");
            }
        }
    }

    #[test]
    fn a_break_that_separates_the_records_of_a_stream_is_right() {
        let says = |text: &str, api, receiver| {
            let text = FormatText::verbatim(SourceId(0), 0, text);
            let model = Model::new(&text, ApiSet::one(api)).with_receiver(Some(receiver));
            lint(&model, [&(&RULE)]).len()
        };
        assert_eq!(says("a\n", Api::Rest, Receiver::Firehose), 0);
        assert_eq!(says("a\n", Api::Rest, Receiver::LogGroup), 1);
        assert_eq!(says("a\r\n", Api::Rest, Receiver::Firehose), 1);
        assert_eq!(says("a\nb\n", Api::Rest, Receiver::Firehose), 1);
        assert_eq!(says("a\n", Api::Http, Receiver::Firehose), 1);
    }

    #[test]
    fn a_hole_at_the_end_may_be_empty() {
        use super::super::testing::{Piece, found_in};
        let level = |pieces: &[Piece]| found_in(&RULE, pieces, "rest").remove(0).0;
        assert_eq!(level(&[Piece::Text("a\n"), Piece::Hole]), "note");
        assert_eq!(
            level(&[Piece::Text("a\n"), Piece::Hole, Piece::Text("b")]),
            "error"
        );
    }

    #[test]
    fn points_at_the_first_break_and_counts_lines() {
        let text = "{\n  \"a\": 1\n}\n";
        let all = diagnostics(&RULE, text, "rest");
        assert_eq!(all[0].span.range(), 1..2);
        assert_eq!(
            all[0].message,
            "the format has 3 lines, but only one is allowed"
        );
        assert!(all[0].aws_error.as_ref().unwrap().ends_with(": '{…'"));
    }

    #[test]
    fn joins_by_shape() {
        let json = "{\n  \"a b\": \"$context.requestId\",\r\n  \"c\": $context.status\n}\n";
        assert_eq!(
            fixed(&RULE, json, "rest"),
            r#"{"a b": "$context.requestId","c": $context.status}"#
        );
        assert!(
            diagnostics(&RULE, json, "rest")[0]
                .fix
                .as_ref()
                .unwrap()
                .safe
        );
        let xml = "<a>\n  <b>$context.requestId</b>\n</a>";
        assert_eq!(
            fixed(&RULE, xml, "rest"),
            "<a><b>$context.requestId</b></a>"
        );
        let text = "$context.requestId\n$context.status";
        assert_eq!(
            fixed(&RULE, text, "http"),
            "$context.requestId $context.status"
        );
        assert!(
            !diagnostics(&RULE, text, "http")[0]
                .fix
                .as_ref()
                .unwrap()
                .safe
        );
        let inside = "{\"a\":\"x\n y\"}";
        assert_eq!(fixed(&RULE, inside, "http"), "{\"a\":\"x y\"}");
    }

    #[test]
    fn explains_by_where_the_break_came_from() {
        let help = |place: SourceSpan| {
            let mut text = FormatText::verbatim(SourceId(0), 0, "a");
            text.push_escape(place, "\n");
            text.push_verbatim(SourceId(0), place.span.end, "b");
            let found = lint(&Model::new(&text, ApiSet::ANY), [&(&RULE)]);
            found[0].help.clone().unwrap()
        };
        assert!(help(SourceSpan::new(SourceId(0), 1, 3)).contains("escaped"));
        assert!(help(SourceSpan::new(SourceId(0), 1, 9)).contains("YAML"));
    }
}
