//! See [`RULE`].

use super::ambiguous_delimiter;
use crate::catalog::var;
use crate::diagnostic::Fix;
use crate::lint::words::{Word, words};
use crate::lint::{Findings, rule};
use crate::model::{Model, Use};
use crate::shape::Shape;
use crate::span::Span;
use crate::texts::TextKind;

rule! {
    /// No space between two columns of an access line: `[$context.requestTime]"$context.httpMethod …"`.
    ///
    /// Common Log Format separates its columns by spaces. A sample on AWS's page for REST APIs lacks the one before the
    /// request, and was copied from there; older versions of the page have it. API Gateway takes the format as it is, but a
    /// ready-made reader of Common Log Format may refuse every line, and one that splits lines at spaces finds two columns
    /// in one. A line that is your own, in columns of another kind, is left alone.
    ///
    /// ```bad rest
    /// $context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime]"$context.httpMethod $context.resourcePath $context.protocol" $context.status $context.responseLength $context.requestId
    /// ```
    ///
    /// ```bad http
    /// $context.identity.sourceIp - - [$context.requestTime] "$context.httpMethod $context.routeKey $context.protocol"$context.status $context.responseLength $context.requestId
    /// ```
    ///
    /// ```good rest
    /// $context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] "$context.httpMethod $context.resourcePath $context.protocol" $context.status $context.responseLength $context.requestId
    /// ```
    "missing-space", Text, Whole, Note, true, Documented,
    sources: [
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-access-logging.html",
        "https://httpd.apache.org/docs/current/logs.html#common",
    ],
    check
}

fn check(model: &Model<'_>, findings: &mut Findings) {
    let gaps = gaps(model);
    let [first, others @ ..] = gaps.as_slice() else {
        return;
    };
    let [before, after] = [first.before, first.after].map(|span| brief(model.slice(span)));
    findings.note(
        first.before.to(first.after),
        format!("no space between `{before}` and `{after}`"),
        |d| {
            d.also(others.iter().map(|gap| gap.before.to(gap.after)))
                .label("two columns, read as one")
                .help("write a space between the columns: readers of Common Log Format expect one")
                .fix(Fix {
                    title: "add the space".to_owned(),
                    edits: gaps
                        .iter()
                        .map(|gap| (Span::at(gap.after.start), " ".to_owned()))
                        .collect(),
                    safe: false,
                })
        },
    );
}

/// Two columns that touch.
struct Gap {
    before: Span,
    after: Span,
}

/// Whether a column touches its neighbour, so that this rule says what is wrong with the line.
pub(super) fn speaks(model: &Model<'_>) -> bool {
    !gaps(model).is_empty()
}

fn gaps(model: &Model<'_>) -> Vec<Gap> {
    let spaced = match &model.shape {
        Shape::Delimited(columns) => columns.delimiter == ' ',
        Shape::Text => true,
        Shape::Json(_) | Shape::Xml(_) => false,
    };
    if !spaced {
        return Vec::new();
    }
    let Some(words) = words(model) else {
        return Vec::new();
    };
    if !is_access_line(model, &words) {
        return Vec::new();
    }
    let mut gaps = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if let Some(before) = at.checked_sub(1).and_then(|at| words.get(at))
            && word.glued
            && !before.is_open(model)
            && !word.is_open(model)
            && is_column(model, before)
            && is_column(model, word)
        {
            gaps.push(Gap {
                before: before.span,
                after: word.span,
            });
        }
        gaps.extend(inside(model, word));
    }
    gaps
}

/// `"(…)"` and `x="…"` are columns of somebody's own; a group or a reference that touches another is not meant to.
fn is_column(model: &Model<'_>, word: &Word) -> bool {
    word.close.is_some() || !word.parts.is_empty() || model.slice(word.span) == "-"
}

/// References that touch within a word: parts of the request, or two columns without anything around them.
fn inside(model: &Model<'_>, word: &Word) -> Vec<Gap> {
    let uses: Vec<&Use> = word.uses(model).collect();
    let mut gaps = Vec::new();
    if let [first, ..] = uses.as_slice()
        && word.close.is_none()
        && model.slice(Span::new(word.span.start, first.span.start)) == "-"
    {
        gaps.push(Gap {
            before: Span::new(word.span.start, first.span.start),
            after: first.span,
        });
    }
    for pair in uses.windows(2) {
        let [first, last] = pair else { continue };
        let touches = first.span.end == last.span.start && !last.before_hole;
        let of_request = |used: &Use| {
            REQUEST.contains(&model.path(used))
                || [var::HTTP_METHOD, var::PROTOCOL].contains(&model.path(used))
        };
        let (method, protocol) = (
            model.path(first) == var::HTTP_METHOD,
            model.path(last) == var::PROTOCOL,
        );
        let told = if word.close == Some('"') {
            (method || protocol) && of_request(first) && of_request(last)
        } else {
            // A path begins with its slash: `$context.domainName$context.path`.
            let shows = matches!(last.texts().kind, TextKind::Path | TextKind::Resource);
            word.close.is_none() && (!shows || method)
        };
        if touches && told && !ambiguous_delimiter::cannot_be_told(first, last) {
            gaps.push(Gap {
                before: first.span,
                after: last.span,
            });
        }
    }
    gaps
}

/// What a request is made of, beside its method and its protocol.
const REQUEST: [&str; 3] = [var::RESOURCE_PATH, var::PATH, var::ROUTE_KEY];

/// Whether the line is meant for a reader of access logs: a request in quotes, and a time in brackets or the client's
/// address in front.
fn is_access_line(model: &Model<'_>, words: &[Word]) -> bool {
    let holds = |word: &Word, names: &[&str]| {
        word.uses(model)
            .any(|used| names.contains(&model.path(used)))
    };
    let request = |word: &Word| {
        word.close == Some('"')
            && holds(
                word,
                &[
                    var::HTTP_METHOD,
                    var::RESOURCE_PATH,
                    var::PATH,
                    var::ROUTE_KEY,
                ],
            )
    };
    let time = |word: &Word| word.close == Some(']') && holds(word, &[var::REQUEST_TIME]);
    let client = model.uses.first();
    words.iter().any(request)
        && (words.iter().any(time)
            || client.is_some_and(|used| model.path(used) == var::IDENTITY_SOURCE_IP))
}

/// A column, shortened for a message.
fn brief(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Piece, diagnostics, fixed, found_in};
    use super::super::{not_common_log_format, testing::found};
    use super::RULE;

    const RIGHT: &str = "$context.identity.sourceIp - $context.identity.user [$context.requestTime] \"$context.httpMethod $context.resourcePath $context.protocol\" $context.status $context.responseLength $context.requestId";

    #[test]
    fn finds_every_space_that_is_left_out_and_puts_it_back() {
        assert_eq!(found(&RULE, RIGHT, "rest"), []);
        for (at, _) in RIGHT.match_indices(' ') {
            let text = format!("{}{}", &RIGHT[..at], &RIGHT[at + 1..]);
            // A hyphen may belong to the name before it; two texts that run together are another rule's.
            if RIGHT[at..].starts_with(" - ")
                || RIGHT[..at].ends_with('-')
                || text.contains("resourcePath$context.protocol")
                || text.contains("status$context.responseLength$")
                || text.contains("responseLength$context.requestId")
            {
                continue;
            }
            let found = diagnostics(&RULE, &text, "rest");
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(fixed(&RULE, &text, "rest"), RIGHT);
            assert_eq!(diagnostics(&not_common_log_format::RULE, &text, "rest"), []);
        }
    }

    #[test]
    fn words_of_the_authors_own_do_not_hide_it() {
        for text in [
            "$context.identity.sourceIp - - [$context.requestTime]\"$context.httpMethod $context.path HTTP/1.1\" $context.status $context.requestId",
            "$context.identity.sourceIp \"$context.routeKey\"[$context.requestTime] $context.status $context.requestId",
            "$context.requestId [$context.requestTime] \"$context.httpMethod $context.path\"\"$context.identity.userAgent\" $context.status",
        ] {
            assert_eq!(diagnostics(&RULE, text, "http").len(), 1, "{text}");
        }
    }

    #[test]
    fn several_gaps_are_one_finding() {
        let text = "$context.identity.sourceIp - -[$context.requestTime]\"$context.httpMethod $context.path\"$context.status $context.requestId";
        let found = diagnostics(&RULE, text, "http");
        assert_eq!((found.len(), found[0].related.len()), (1, 2));
    }

    #[test]
    fn keeps_quiet_about_other_lines_and_holes() {
        for text in [
            "[$context.requestTime][$context.requestId][$context.status]",
            "[$context.requestTime] [$context.requestId]: $context.status",
            "{\"a\":\"$context.requestId\",\"b\":\"$context.path\"}",
            "$context.requestId,\"$context.path\",$context.status",
            "$context.identity.sourceIp \"$context.httpMethod https://$context.domainName$context.path\" $context.status",
            "$context.identity.sourceIp $context.domainName$context.path \"$context.routeKey\" $context.requestId",
            "$context.identity.sourceIp [$context.requestTime] request=\"$context.httpMethod $context.path\" $context.requestId",
        ] {
            assert_eq!(diagnostics(&RULE, text, "http"), [], "{text}");
        }
        let pieces = [
            Piece::Text("$context.identity.sourceIp [$context.requestTime]"),
            Piece::Hole,
            Piece::Text("\"$context.httpMethod $context.path\" $context.status"),
        ];
        assert_eq!(found_in(&RULE, &pieces, "http"), []);
    }
}
