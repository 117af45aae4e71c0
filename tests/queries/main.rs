//! What `gwfmt generate` makes for CloudWatch: read by a grammar of AWS's pages, and run on lines of every scenario, the answers are those
//! of gwfmt's own records. AWS itself has not run any of it.

#![allow(clippy::print_stderr, reason = "says what was compared")]
#![allow(
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    clippy::float_cmp,
    reason = "small numbers"
)]

mod insights;
mod patterns;
mod resources;

use std::collections::BTreeMap;
use std::process::Command;

use gwfmt::runtime::{Format, Record};
use gwfmt_core::api::{Api, ApiSet};
use gwfmt_core::model::Model;
use gwfmt_core::scenario::{Scenario, lines};
use gwfmt_core::span::SourceId;
use gwfmt_core::text::FormatText;
use insights::{Event, Query, percentile};
use patterns::Pattern;
use serde_json::Value;

/// A format, and how many queries and patterns it answers.
const FORMATS: &[(&str, usize, usize)] = &[
    (
        r#"{"requestId":"$context.requestId","method":"$context.httpMethod","route":"$context.resourcePath","status":"$context.status","ip":"$context.identity.sourceIp","latency":"$context.responseLatency","type":"$context.error.responseType","waf-code":"$context.wafResponseCode","integration":{"error":"$context.integration.error"}}"#,
        9,
        6,
    ),
    (
        r#"{"requestId":"$context.requestId","path":"$context.path","status":$context.status,"who":{"caller":"$context.authorizer.principalId"},"integration.latency":"$context.integration.latency","auth":{"error":"$context.authorizer.error"}}"#,
        7,
        4,
    ),
    (
        r#"$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] "$context.httpMethod $context.resourcePath $context.protocol" $context.status $context.responseLength $context.requestId $context.responseLatency $context.error.responseType $context.waf.status"#,
        9,
        6,
    ),
    (
        r#"$context.requestId $context.error.message "$context.identity.userAgent" $context.status $context.wafResponseCode $context.integration.latency"#,
        3,
        4,
    ),
    (
        r#"{"requestId":"$context.requestId","latency":$context.integration.latency,"route":"$context.resourcePath","status":$context.status}"#,
        5,
        0,
    ),
    (
        "$context.requestId|$context.resourcePath|$context.status|$context.integration.error|$context.identity.sourceIp",
        6,
        0,
    ),
];

fn cases() -> usize {
    let cases = std::env::var("GWFMT_CASES").ok();
    cases.and_then(|text| text.parse().ok()).unwrap_or(30)
}

/// Lines of every scenario, hostile ones among them, that gwfmt reads: a line with two readings has no right answer.
fn rendered(text: &str, format: &Format) -> Vec<String> {
    let source = FormatText::verbatim(SourceId(0), 0, text);
    let model = Model::new(&source, ApiSet::one(Api::Rest));
    let scenarios = Scenario::of(Api::Rest);
    let lines = scenarios.flat_map(|scenario| lines(&model, Api::Rest, scenario, 1).take(cases()));
    let (good, refused): (Vec<_>, Vec<_>) = lines.partition(|line| format.parse(line).is_ok());
    assert!(
        refused.len() * 10 < good.len(),
        "{} of {}",
        refused.len(),
        good.len()
    );
    good
}

/// What the command prints, and what it says.
fn generate(target: &str, format: &str, options: &[&str]) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_gwfmt"))
        .args(["generate", target, "--api", "rest", "--format", format])
        .args(options)
        .output()
        .unwrap();
    (
        output.status.success(),
        String::from_utf8(output.stdout).unwrap(),
    )
}

/// The texts of an output by their names, which stand in parentheses at the end of a comment.
fn named(text: &str) -> BTreeMap<String, String> {
    let mut named = BTreeMap::new();
    for part in text.split("\n# ").skip(1) {
        let (title, body) = part.split_once('\n').unwrap();
        let (_, name) = title.strip_suffix(')').unwrap().rsplit_once('(').unwrap();
        named.insert(name.to_owned(), body.trim().to_owned());
    }
    named
}

/// Insights discovers the members of JSON, nested ones with dots (CWL_AnalyzeLogData-discoverable-fields.html).
fn event(line: &str) -> Event {
    fn members(prefix: &str, value: &Value, event: &mut Event) {
        match value {
            Value::Object(object) => {
                for (key, value) in object {
                    let name = if prefix.is_empty() {
                        key.clone()
                    } else {
                        format!("{prefix}.{key}")
                    };
                    members(&name, value, event);
                }
            }
            Value::String(text) => {
                event.insert(prefix.to_owned(), text.clone());
            }
            other => {
                event.insert(prefix.to_owned(), other.to_string());
            }
        }
    }
    let mut event = Event::from([
        ("@message".to_owned(), line.to_owned()),
        ("bin(5m)".to_owned(), "now".to_owned()),
    ]);
    if let Ok(value) = serde_json::from_str(line) {
        members("", &value, &mut event);
    }
    event
}

/// The text of a variable in a record, `-` where there is none; nothing if the format lacks it.
fn value(format: &Format, record: &Record<'_>, variable: &str) -> Option<String> {
    let variable = format!("$context.{variable}");
    let field = format.fields().find(|field| field.variable() == variable)?;
    record.get(field.name()).map(ToString::to_string)
}

fn first(format: &Format, record: &Record<'_>, variables: &[&str]) -> Option<String> {
    variables
        .iter()
        .find_map(|variable| value(format, record, variable))
}

const ROUTE: &[&str] = &["resourcePath", "routeKey", "path"];
const CALLER: &[&str] = &["identity.sourceIp", "authorizer.principalId"];
const LATENCY: &[&str] = &["responseLatency", "integration.latency"];
const REFUSALS: &[&str] = &[
    "ACCESS_DENIED",
    "UNAUTHORIZED",
    "AUTHORIZER_FAILURE",
    "AUTHORIZER_CONFIGURATION_ERROR",
];

/// Whether a record is one of those that a question asks for, and the value that says so.
fn asked(name: &str, format: &Format, record: &Record<'_>) -> Option<String> {
    let of = |variable: &str| value(format, record, variable);
    let status = of("status").unwrap_or_default();
    match name {
        "client-errors" => status.starts_with('4').then_some(status),
        "server-errors" => status.starts_with('5').then_some(status),
        "throttled" => (status == "429").then_some(status),
        "authorizer-refusals" => match of("error.responseType") {
            Some(kind) => REFUSALS.contains(&kind.as_str()).then_some(kind),
            None => of("authorizer.error").filter(|error| error != "-"),
        },
        "waf-blocks" => match of("wafResponseCode") {
            Some(code) => (code == "WAF_BLOCK").then_some(code),
            None => of("waf.status").filter(|status| status == "403"),
        },
        "integration-errors" => match of("integration.error") {
            Some(error) => (error != "-").then_some(error),
            None => of("error.responseType").filter(|kind| kind.starts_with("INTEGRATION_")),
        },
        other => panic!("question {other}"),
    }
}

/// What a query has to give, from gwfmt's records.
fn expected(
    name: &str,
    format: &Format,
    records: &[Record<'_>],
) -> BTreeMap<Vec<String>, Vec<u64>> {
    let mut groups: BTreeMap<Vec<String>, Vec<u64>> = BTreeMap::new();
    for record in records {
        let status = value(format, record, "status");
        let method = value(format, record, "httpMethod");
        let route = first(format, record, ROUTE);
        let by_route = || method.clone().into_iter().chain(route.clone());
        let number = |text: &str| text.parse::<u64>().ok();
        let (key, number): (Vec<String>, u64) = match name {
            "errors-by-route" => match status.as_deref().and_then(number) {
                Some(400..) => (by_route().chain(status).collect(), 0),
                _ => continue,
            },
            "errors-over-time" => match status.as_deref().and_then(number) {
                Some(500..) => (vec!["now".to_owned()], 0),
                _ => continue,
            },
            "latency-by-route" => {
                match first(format, record, LATENCY).as_deref().and_then(number) {
                    Some(latency) => (by_route().collect(), latency),
                    None => continue,
                }
            }
            "quiet-routes" if route.as_deref() == Some("-") => continue,
            "quiet-routes" => (by_route().collect(), 0),
            "top-callers" => match first(format, record, CALLER) {
                Some(caller) if caller != "-" => (vec![caller], 0),
                _ => continue,
            },
            name => match asked(name, format, record) {
                Some(value) => (std::iter::once(value).chain(by_route()).collect(), 0),
                None => continue,
            },
        };
        groups.entry(key).or_default().push(number);
    }
    groups
}

#[test]
fn queries_answer_what_the_records_of_gwfmt_say() {
    for (text, count, _) in FORMATS {
        let format = Format::new(text, Some(Api::Rest)).unwrap();
        let lines = rendered(text, &format);
        let records: Vec<_> = lines
            .iter()
            .map(|line| format.parse(line).unwrap())
            .collect();
        let (_, queries) = generate("insights", text, &[]);
        let queries = named(&queries);
        assert_eq!(queries.len(), *count, "{:?}", queries.keys());
        let mut rows = 0;
        for (name, query) in &queries {
            let found = Query::read(query).run(lines.iter().map(|line| event(line)).collect());
            let mut expected = expected(name, &format, &records);
            assert_eq!(found.len(), expected.len(), "{name}: {query}");
            for row in &found {
                let aggregates = if name == "latency-by-route" { 4 } else { 1 };
                let (key, aggregates) = row.split_at(row.len() - aggregates);
                let numbers = expected
                    .get_mut(key)
                    .unwrap_or_else(|| panic!("{name}: {key:?}"));
                let mut own = vec![numbers.len().to_string()];
                if name == "latency-by-route" {
                    own.extend(
                        [50.0, 95.0, 99.0].map(|percent| percentile(numbers, percent).to_string()),
                    );
                }
                assert_eq!(aggregates, own, "{name}: {key:?}");
            }
            rows += found.len();
        }
        eprintln!(
            "{} queries over {} lines: {rows} rows are those of gwfmt",
            queries.len(),
            lines.len()
        );
        assert!(rows > 0);
    }
}

#[test]
fn patterns_match_the_lines_that_the_records_of_gwfmt_say() {
    for (text, _, count) in FORMATS {
        let format = Format::new(text, Some(Api::Rest)).unwrap();
        let lines = rendered(text, &format);
        let (_, patterns) = generate("metric-filters", text, &[]);
        let patterns = named(&patterns);
        assert_eq!(patterns.len(), *count, "{patterns:?}");
        for (name, pattern) in &patterns {
            let read = Pattern::read(pattern);
            let mut matches = 0;
            for line in &lines {
                let record = format.parse(line).unwrap();
                let holds = read.holds(line);
                assert_eq!(
                    holds,
                    asked(name, &format, &record).is_some(),
                    "{pattern}: {line}"
                );
                matches += usize::from(holds);
            }
            eprintln!("{pattern:.60}: {matches} of {} lines", lines.len());
            assert!(matches > 0, "{pattern}");
        }
    }
}

#[test]
fn a_dashboard_holds_the_same_queries() {
    for (text, count, _) in FORMATS {
        let (_, body) = generate("dashboard", text, &["--log-group", "api"]);
        let body: Value = serde_json::from_str(&body).unwrap();
        let widgets = body["widgets"].as_array().unwrap();
        assert_eq!(widgets.len(), *count);
        let (_, queries) = generate("insights", text, &[]);
        let queries = named(&queries);
        for widget in widgets {
            let query = widget["properties"]["query"].as_str().unwrap();
            Query::read(query);
            let (_, query) = query.split_once(" | ").unwrap();
            assert!(queries.values().any(|own| own == query), "{query}");
        }
    }
}

#[test]
fn the_grammars_refuse_what_they_do_not_know() {
    let refused =
        |read: fn(&str), text: &'static str| std::panic::catch_unwind(move || read(text)).is_err();
    let query = |text: &str| drop(Query::read(text));
    let pattern = |text: &str| drop(Pattern::read(text));
    query("filter a = 1 | limit 1");
    for text in [
        "filter a",
        "stats avg(a)",
        "sort a",
        "limit x",
        "filter a-b = 1",
        "parse @message \"*\" as a",
        "filter a = 1 |",
    ] {
        assert!(refused(query, text), "{text}");
    }
    pattern("[a, b=4*]");
    for text in [
        "{ $.a }",
        "{ $.a = 1",
        "{ $.a b = 1 }",
        "[a, b=4*",
        "{ $.a >= \"4*\" }",
        "{ ($.a = 1) && ($.b = 1) || ($.c = 1) }",
        "plain",
    ] {
        assert!(refused(pattern, text), "{text}");
    }
}
