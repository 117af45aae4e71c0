//! See [`RULE`].

use crate::ast::PartKind;
use crate::catalog::{Meaning, REST_VARIABLES, var};
use crate::diagnostic::{CounterExample, Diagnostic, Severity};
use crate::limits::{AMBIGUOUS_BETWEEN, AMBIGUOUS_REFERENCES};
use crate::lint::{Findings, rule};
use crate::model::{Model, Use};
use crate::shape::json::Json;
use crate::shape::{Place, Shape};
use crate::span::Span;
use crate::texts::TextKind;

rule! {
    /// A line that can be read in two ways: two values run into each other, and nothing shows where one ends.
    ///
    /// This happens to references with nothing between them, unless the values themselves show it (a path begins with a
    /// slash), and for two texts that may both contain the delimiter between them. One such text in a line of
    /// otherwise regular values can still be told from the rest, and so can two variables that hold the same value, such as
    /// `$context.integration.error` and its older spelling. The finding shows a line with both of its readings.
    ///
    /// ```bad rest
    /// $context.requestId $context.error.message $context.status $context.integration.error
    /// ```
    ///
    /// ```bad rest
    /// $context.requestId $context.responseLatency$context.responseLength
    /// ```
    ///
    /// In JSON, only values that touch are reported.
    ///
    /// ```bad rest
    /// {"requestId":"$context.requestId","api":"$context.apiId$context.stage"}
    /// ```
    ///
    /// ```good rest
    /// $context.requestId $context.domainName$context.path $context.status $context.identity.userAgent
    /// ```
    "ambiguous-delimiter", Text, Whole, Warning, true, Inferred,
    sources: [
        REST_VARIABLES,
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-access-logging.html",
    ],
    check
}

fn check(model: &Model<'_>, findings: &mut Findings) {
    if model.uses.len() > AMBIGUOUS_REFERENCES {
        return;
    }
    match &model.shape {
        Shape::Text => runs_together(model, &model.uses, findings),
        Shape::Delimited(columns) if columns.delimiter == ' ' => {
            runs_together(model, &model.uses, findings);
        }
        // The delimiter is another rule's affair.
        Shape::Delimited(columns) => {
            for column in &columns.columns {
                let from = model
                    .uses
                    .partition_point(|u| u.span.start < column.span.start);
                let to = model
                    .uses
                    .partition_point(|u| u.span.start < column.span.end);
                runs_together(
                    model,
                    model.uses.get(from..to).unwrap_or_default(),
                    findings,
                );
            }
        }
        Shape::Json(json) => touching(model, json, findings),
        Shape::Xml(_) => {}
    }
}

fn runs_together(model: &Model<'_>, uses: &[Use], findings: &mut Findings) {
    // A copy of a value shows where the value ends.
    let told: Vec<bool> = uses
        .iter()
        .map(|used| {
            let others = model.uses.iter().filter(|other| other.part != used.part);
            let mut copies = others.filter(|other| holds_the_same(model, used, other));
            copies.next().is_some()
        })
        .collect();
    for from in (0..uses.len()).filter(|&at| !told[at]) {
        let runs_on = |middle: &str| {
            uses[from].texts().kind == TextKind::Any || stretches(&uses[from], middle)
        };
        let found = (from + 1..uses.len())
            .map_while(|to| Some((to, between(model, &uses[from..=to])?)))
            .take_while(|(_, middle)| runs_on(middle))
            .filter(|(to, _)| !told[*to])
            .find_map(|(to, middle)| {
                let readings = readings(&uses[from], &uses[to], &middle)?;
                Some((to, middle, readings))
            });
        if let Some((to, middle, readings)) = found {
            report(model, &uses[from..=to], &readings, &middle, findings);
        }
    }
}

/// References of one JSON value with nothing between them; words between them are for people to read.
fn touching(model: &Model<'_>, json: &Json, findings: &mut Findings) {
    for pair in model.uses.windows(2) {
        let [first, last] = pair else { continue };
        if first.span.end != last.span.start
            || matches!(first.place, Place::JsonKey)
            || last.before_hole
            || holds_the_same(model, first, last)
            || json.is_faulty(first.span.to(last.span))
        {
            continue;
        }
        if let Some(readings) = readings(first, last, "") {
            report(model, pair, &readings, "", findings);
        }
    }
}

/// Whether two references have one value: one name twice, or a name and its older spelling.
fn holds_the_same(model: &Model<'_>, a: &Use, b: &Use) -> bool {
    let spells = |a: &Use, b: &Use| {
        let Meaning::Listed(variable) = a.resolution.meaning else {
            return false;
        };
        let mut listings = model.apis.iter().filter_map(|api| variable.listing(api));
        listings.all(|listing| {
            listing
                .alias_of
                .is_some_and(|alias| alias.path() == model.path(b))
        })
    };
    model.path(a) == model.path(b) || spells(a, b) || spells(b, a)
}

/// The text between the first and the last of `uses`, ordinary values in the place of those between; `None` where
/// nobody knows.
fn between(model: &Model<'_>, uses: &[Use]) -> Option<String> {
    let (first, last) = (uses.first()?, uses.last()?);
    let unknown = model.format.parts[first.part..last.part]
        .iter()
        .any(|part| {
            matches!(
                part.kind,
                PartKind::Hole | PartKind::Template | PartKind::Malformed(_)
            )
        });
    if unknown || last.before_hole {
        return None;
    }
    let mut text = String::new();
    for pair in uses.windows(2) {
        if let [one, next] = pair {
            text.push_str(model.slice(Span::new(one.span.end, next.span.start)));
            if next.part != last.part {
                text.push_str(next.texts().ordinary());
            }
        }
    }
    (text.len() <= AMBIGUOUS_BETWEEN).then_some(text)
}

/// Whether any value of `used` could hold `middle`.
fn stretches(used: &Use, middle: &str) -> bool {
    let texts = used.texts();
    if middle.contains(' ') && !matches!(texts.kind, TextKind::RouteKey) {
        return false; // of all other kinds, none holds a space wherever one likes
    }
    pieces(used).iter().any(|a| {
        PIECES
            .iter()
            .any(|b| texts.contains(&format!("{a}{middle}{b}")))
    })
}

/// Whether nothing shows where one of two references that touch ends and the other begins.
pub(super) fn cannot_be_told(first: &Use, last: &Use) -> bool {
    readings(first, last, "").is_some()
}

/// The references that this rule warns of: those that run on, and those that they run into.
pub(super) fn warned(model: &Model<'_>) -> Vec<Span> {
    let mut findings = Findings::default();
    check(model, &mut findings);
    let warned = |d: &Diagnostic| d.severity >= Severity::Warning;
    let findings = findings.diagnostics.into_iter();
    let places = |d: Diagnostic| d.related.into_iter().map(|r| r.0).chain([d.span]);
    findings.filter(warned).flat_map(places).collect()
}

/// Two ways to cut one line: the first and the last value each time.
struct Readings {
    one: [String; 2],
    other: [String; 2],
}

/// With `a`, `b`, `c` such that `a|bMc` and `aMb|c` are values of the two references, and `M` the text between them:
/// the line `aMbMc` has both readings.
fn readings(first: &Use, last: &Use, middle: &str) -> Option<Readings> {
    let (of_first, of_last) = (first.texts(), last.texts());
    // Quotes and backslashes are not written in one way only.
    let plain = |text: &str| text.chars().all(|c| c >= ' ' && !matches!(c, '"' | '\\'));
    if !plain(middle) {
        return None;
    }
    for &b in PIECES {
        for a in pieces(first).into_iter().filter(|a| of_first.contains(a)) {
            let long_first = format!("{a}{middle}{b}");
            if !of_first.contains(&long_first) {
                continue;
            }
            for c in pieces(last)
                .into_iter()
                .rev()
                .filter(|c| of_last.contains(c))
            {
                let long_last = format!("{b}{middle}{c}");
                if of_last.contains(&long_last) {
                    return Some(Readings {
                        one: [a.to_owned(), long_last],
                        other: [long_first, c.to_owned()],
                    });
                }
            }
        }
    }
    None
}

/// Texts to put values together from.
const PIECES: &[&str] = &["timed out", "b", "3", "/b"];

fn pieces(used: &Use) -> Vec<&'static str> {
    let texts = used.texts();
    let path = used.resolution.variable().map_or("", |v| v.path);
    if path == var::IDENTITY_USER_AGENT {
        vec!["Mozilla/5.0", "curl/8.5.0"]
    } else if texts.kind == TextKind::Any {
        vec!["Forbidden", "no route"]
    } else {
        let simple = ["a", "1", "/a"];
        std::iter::once(texts.ordinary())
            .chain(texts.samples())
            .chain(simple)
            .collect()
    }
}

fn report(
    model: &Model<'_>,
    uses: &[Use],
    found: &Readings,
    middle: &str,
    findings: &mut Findings,
) {
    let [first, .., last] = uses else {
        return;
    };
    let values = |[a, c]: &[String; 2]| -> Vec<(String, String)> {
        model
            .uses
            .iter()
            .map(|used| {
                let value = if used.part == first.part {
                    a.clone()
                } else if used.part == last.part {
                    c.clone()
                } else {
                    used.texts().ordinary().to_owned()
                };
                (model.slice(used.span).to_owned(), value)
            })
            .collect()
    };
    let (one, other) = (values(&found.one), values(&found.other));
    let line = model.render(|part, _| {
        model
            .uses
            .iter()
            .zip(&one)
            .find(|(used, _)| used.part == part)
            .map_or("", |(_, (_, value))| value.as_str())
            .into()
    });
    let gaps = || {
        uses.windows(2).filter_map(|pair| match pair {
            [a, b] => Some(model.slice(Span::new(a.span.end, b.span.start))),
            _ => None,
        })
    };
    // Words or brackets between two texts make a mix-up far-fetched, not impossible; two messages in one value are for
    // people to read.
    let tells = |c: char| c.is_alphanumeric() || "[](){}<>".contains(c);
    let is_message = |used: &Use| used.texts().kind == TextKind::Any;
    let prose = matches!(model.shape, Shape::Json(_)) && is_message(first) && is_message(last);
    let severity = if prose || gaps().any(|gap| gap.contains(tells)) {
        Severity::Note
    } else {
        Severity::Warning
    };
    let (name, next) = (model.slice(first.span), model.slice(last.span));
    let message = if middle.is_empty() {
        format!("nothing shows where `{name}` ends and `{next}` begins")
    } else if gaps().all(|gap| gap.chars().all(char::is_whitespace)) {
        format!(
            "`{name}` and `{next}` cannot be told apart: both may contain spaces, and neither is enclosed"
        )
    } else {
        format!(
            "`{name}` and `{next}` cannot be told apart: both may contain the separator between them"
        )
    };
    findings.push(severity, first.span, message, |d| {
        d.label("this value may extend")
            .related(last.span, "into this one")
            .help(if matches!(model.shape, Shape::Json(_)) {
                "give each its own key, or separate them with text that neither can contain"
            } else {
                "separate them with text that neither can contain, keep only one such value per line, or log JSON"
            })
            .shown_by(CounterExample::Ambiguous { line, one, other })
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{Api, ApiSet};
    use crate::diagnostic::Diagnostic;
    use crate::lint::lint;
    use crate::span::SourceId;
    use crate::text::FormatText;

    fn findings(text: &str) -> Vec<Diagnostic> {
        let source = FormatText::verbatim(SourceId(0), 0, text);
        lint(&Model::new(&source, ApiSet::one(Api::Http)), [&&RULE])
    }

    #[test]
    fn two_free_texts_between_spaces_have_two_readings() {
        let text =
            "$context.error.message $context.httpMethod $context.status $context.integration.error";
        let found = findings(text);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].severity, Severity::Warning);
        let Some(CounterExample::Ambiguous { line, one, other }) = &found[0].counter_example else {
            panic!("two readings")
        };
        assert_eq!(line, "Forbidden GET 200 timed out GET 200 no route");
        assert_eq!(one[0].1, "Forbidden");
        assert_eq!(other[0].1, "Forbidden GET 200 timed out");
        assert_eq!(one[3].1, "timed out GET 200 no route");
        assert_eq!(other[3].1, "no route");
    }

    #[test]
    fn a_chain_of_free_texts_is_told_link_by_link() {
        let text = "$context.error.message $context.integration.error $context.identity.userAgent";
        assert_eq!(findings(text).len(), 2);
    }

    #[test]
    fn values_without_anything_between_them() {
        for text in [
            "$context.responseLatency$context.responseLength",
            "$context.identity.sourceIp$context.responseLength",
            "$context.requestId$context.apiId",
            "$context.path$context.stage",
            "$context.requestId,$context.responseLatency$context.responseLength,$context.stage",
        ] {
            assert_eq!(findings(text).len(), 1, "{text}");
        }
    }

    #[test]
    fn keeps_quiet_where_values_show_their_ends() {
        for text in [
            "$context.domainName$context.path",
            "$context.stage$context.path",
            "$context.domainName/$context.stage$context.path",
            "$context.status$context.responseLength",
            "$context.requestId $context.identity.userAgent $context.status",
            "$context.requestId $context.routeKey $context.identity.userAgent",
            "$context.identity.userAgent $context.routeKey $context.requestId",
            "$context.identity.sourceIp - - [$context.requestTime] \"$context.httpMethod $context.routeKey $context.protocol\" $context.status",
            "$context.requestId $context.requestTime $context.httpMethod $context.routeKey $context.status",
            "\"$context.identity.userAgent\" \"$context.error.message\"",
            "ip: $context.identity.sourceIp, caller: $context.identity.caller, user: $context.identity.user",
        ] {
            assert_eq!(findings(text), [], "{text}");
        }
    }

    #[test]
    fn words_or_brackets_between_make_it_a_note() {
        for text in [
            "agent: $context.identity.userAgent, error: $context.error.message",
            "[$context.identity.userAgent] [$context.error.message]",
        ] {
            let found = findings(text);
            assert_eq!(found.len(), 1);
            assert_eq!(found[0].severity, Severity::Note);
        }
    }

    #[test]
    fn values_that_touch_in_json_run_together() {
        let of = |value: &str| findings(&format!("{{\"a\":{value}}}")).len();
        for value in [
            "$context.responseLength$context.responseLatency",
            r#""$context.apiId$context.stage""#,
            r#""$context.stage$context.error.message""#,
        ] {
            assert_eq!(of(value), 1, "{value}");
        }
        let messages = r#"{"a":"$context.error.message$context.integration.error"}"#;
        assert_eq!(findings(messages)[0].severity, Severity::Note);
        for value in [
            r#""$context.domainName$context.path""#,
            r#""$context.status$context.responseLatency""#,
            r#""$context.error.message, $context.integration.error""#,
            r#""$context.stage","b":"$context.path""#,
        ] {
            assert_eq!(of(value), 0, "{value}");
        }
    }

    #[test]
    fn a_copy_shows_where_its_value_ends() {
        for text in [
            "$context.integration.error $context.status $context.integrationErrorMessage",
            "$context.error.message $context.status $context.error.message",
            "$context.error.message $context.error.messageString $context.identity.userAgent",
            "$context.responseLatency$context.responseLatency",
        ] {
            assert_eq!(findings(text), [], "{text}");
        }
        // Not so for two texts, whatever else the line holds.
        let text = "$context.error.message $context.integrationErrorMessage $context.waf.status";
        assert_eq!(findings(text).len(), 1);
    }

    #[test]
    fn a_long_format_ends() {
        let text = |n: usize| -> String {
            let of = |at: usize| format!("$context.authorizer.claims.a{at} $context.status ");
            (0..n).map(of).collect()
        };
        assert_eq!(findings(&text(20_000)), []);
        // A hundred, and one that says how many are left out.
        let found = findings(&text(150));
        assert_eq!(found.len(), 101);
        assert_eq!(
            found[100].message,
            "49 more findings of `ambiguous-delimiter` are left out"
        );
    }
}
