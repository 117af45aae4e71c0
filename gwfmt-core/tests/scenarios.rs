//! The lines of scenarios: each value is one that the variable may have and that the table tells of, no two values of a
//! line contradict each other, and JSON stays JSON.

#![allow(clippy::print_stderr, reason = "says what was looked at")]

mod common;
#[path = "../../tests/formats/mod.rs"]
mod formats;

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use common::Random;
use gwfmt_core::api::{Api, ApiSet};
use gwfmt_core::catalog::{Alias, Kind, VARIABLES, Variable};
use gwfmt_core::diagnostic::CounterExample;
use gwfmt_core::lint::{RULES, examples};
use gwfmt_core::mark::Mark;
use gwfmt_core::model::Model;
use gwfmt_core::samples::samples;
use gwfmt_core::scenario::{Scenario, cell, lines, outcomes, reading, values, write};
use gwfmt_core::shape::Shape;

/// A name that the variable's entry is for.
fn name(variable: &Variable) -> String {
    match variable.kind {
        Kind::Exact => variable.path.to_owned(),
        Kind::Open => format!("{}example", variable.family_prefix()),
    }
}

/// All APIs, each with what can happen on it.
fn cases() -> impl Iterator<Item = (Api, Scenario)> {
    Api::ALL
        .into_iter()
        .flat_map(|api| Scenario::of(api).map(move |scenario| (api, scenario)))
}

/// A JSON format of all variables of an API.
fn all_of(api: Api) -> (Vec<&'static Variable>, String) {
    let listed: Vec<_> = VARIABLES
        .iter()
        .filter(|variable| variable.listing(api).is_some())
        .collect();
    let members: Vec<String> = listed
        .iter()
        .map(|variable| match variable.path {
            "error.messageString" => format!("\"{}\":$context.{}", variable.path, variable.path),
            _ => format!("\"{}\":\"$context.{}\"", variable.path, name(variable)),
        })
        .collect();
    (listed, format!("{{{}}}", members.join(",")))
}

#[test]
fn values_are_what_the_catalog_and_the_table_say() {
    let mut seen: BTreeMap<_, BTreeSet<&str>> = BTreeMap::new();
    for (api, scenario) in cases() {
        let (listed, text) = all_of(api);
        let source = common::source(&text);
        let model = Model::new(&source, ApiSet::one(api));
        assert_eq!(model.uses.len(), listed.len());
        for row in values(&model, api, scenario, 1).take(300) {
            for (variable, value) in listed.iter().zip(row) {
                let text = value.as_deref().unwrap_or("-");
                let place = format!("{} {} {}", api.name(), scenario.name(), variable.path);
                assert!(variable.texts().contains(text), "{place}: {text:?}");
                let holds = cell(api, scenario, variable).unwrap().holds;
                let word = match text {
                    "-" => "-",
                    "(none)" if holds.none => "(none)",
                    _ => "value",
                };
                assert!(
                    holds.words().any(|known| known == word),
                    "{place}: {text:?}"
                );
                seen.entry((api, scenario, variable.path))
                    .or_default()
                    .insert(word);
            }
        }
    }
    // What may be either is drawn in every way.
    let missing: Vec<String> = seen
        .into_iter()
        .filter_map(|((api, scenario, path), words)| {
            let cell = cell(api, scenario, Variable::find(path)?)?;
            let all: BTreeSet<&str> = cell.holds.words().collect();
            let place = format!("{} {} {path}", api.name(), scenario.name());
            (words != all).then(|| format!("{place}: only {words:?}"))
        })
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn a_line_does_not_contradict_itself() {
    for (api, scenario) in cases() {
        let (listed, text) = all_of(api);
        let source = common::source(&text);
        let model = Model::new(&source, ApiSet::one(api));
        for row in values(&model, api, scenario, 2).take(100) {
            let get = |path: &str| -> Option<&str> {
                let at = listed.iter().position(|variable| variable.path == path)?;
                row[at].as_deref()
            };
            check(api, scenario, &get);
            for variable in &listed {
                let alias = variable
                    .listing(api)
                    .unwrap()
                    .alias_of
                    .and_then(Alias::same);
                if let Some(alias) = alias.and_then(Variable::find)
                    && alias.listing(api).is_some()
                {
                    assert_eq!(get(variable.path), get(alias.path), "{}", variable.path);
                }
            }
        }
    }
}

fn check<'v>(api: Api, scenario: Scenario, get: &dyn Fn(&str) -> Option<&'v str>) {
    let number = |path| get(path).map(|text| text.parse::<u64>().unwrap());
    let place = format!("{} {}", api.name(), scenario.name());
    let status: u16 = get("status").unwrap().parse().unwrap();
    let outcome = outcomes(api, scenario)
        .iter()
        .find(|outcome| outcome.status == status);
    assert!(outcome.is_some(), "{place}: {status}");
    let known: Vec<_> = outcomes(api, scenario)
        .iter()
        .filter(|outcome| outcome.status == status)
        .map(|outcome| outcome.response_type)
        .collect();
    assert!(known.contains(&get("error.responseType")), "{place}");
    assert_eq!(
        get("error.responseType").is_some(),
        get("error.message").is_some(),
        "{place}"
    );
    if let Some(message) = get("error.message") {
        let quoted: String = serde_json::from_str(get("error.messageString").unwrap()).unwrap();
        assert_eq!(quoted, message);
    }
    // The seconds of both times are the same ones of the minute.
    let seconds = number("requestTimeEpoch").unwrap() / 1_000;
    let time = get("requestTime").unwrap();
    let clock = format!(
        "{:02}:{:02}:{:02} +0000",
        seconds / 3_600 % 24,
        seconds / 60 % 60,
        seconds % 60
    );
    assert!(time.ends_with(&clock), "{time} {clock}");
    if let (Some(whole), Some(part)) = (number("responseLatency"), number("integration.latency")) {
        assert!(whole >= part, "{place}");
    }
    if let (Some(whole), Some(part)) = (
        number("authorizer.latency"),
        number("authorizer.integrationLatency"),
    ) {
        assert!(whole >= part, "{place}");
    }
    if let (Some(path), Some(resource)) = (get("path"), get("resourcePath")) {
        let first = resource.split('{').next().unwrap().trim_end_matches('/');
        assert!(path.contains(first), "{path} {resource}");
    }
    if let (Some(key), Some(method)) = (get("routeKey"), get("httpMethod")) {
        let words = [method, "ANY", "$default"];
        assert!(words.contains(&key.split(' ').next().unwrap()), "{key}");
    }
    if let Some(prefix) = get("domainPrefix") {
        assert!(
            get("domainName")
                .unwrap()
                .starts_with(&format!("{prefix}."))
        );
    }
    if let Some(event) = get("eventType") {
        assert_eq!(event == "MESSAGE", get("messageId").is_some(), "{place}");
    }
    let ip: IpAddr = get("identity.sourceIp").unwrap().parse().unwrap();
    let documentation = match ip {
        IpAddr::V4(v4) => matches!(
            v4.octets(),
            [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _]
        ),
        IpAddr::V6(v6) => v6.segments()[..2] == [0x2001, 0xdb8],
    };
    assert!(documentation, "{ip}");
}

#[test]
fn the_same_seed_gives_the_same_lines_whatever_the_format() {
    let long = common::source("$context.requestId $context.status $context.path");
    let short = common::source("$context.path");
    let [long, short] = [&long, &short].map(|text| Model::new(text, ApiSet::one(Api::Rest)));
    for scenario in Scenario::of(Api::Rest) {
        let draw = |model, seed| -> Vec<String> {
            lines(model, Api::Rest, scenario, seed).take(20).collect()
        };
        assert_eq!(draw(&long, 1), draw(&long, 1));
        assert_ne!(draw(&long, 1), draw(&long, 2));
        for (line, path) in draw(&long, 1).iter().zip(draw(&short, 1)) {
            assert!(line.ends_with(&path), "{line} {path}");
        }
    }
    assert_eq!(lines(&long, Api::Http, Scenario::Canary, 1).next(), None);
}

/// Pieces of formats that are anything but nice.
const PIECES: &[&str] = &[
    "{\"a\":\"",
    "\",\"b\":\"",
    "\"}",
    "<a>",
    "</a>",
    ",",
    "\t",
    " ",
    "[",
    "]",
    "\"",
    "-",
    ".",
    "$",
    "é",
    "\n",
    "$context",
    "$context.",
    "${context.x}",
    "$context.nothing",
    "$context.identity",
    "text",
    "\u{fffc}",
];

fn random_format(random: &mut Random) -> String {
    let mut text = String::new();
    for _ in 0..random.below(14) {
        if random.below(2) == 0 {
            text.push_str(random.pick(PIECES));
        } else {
            let at = random.below(VARIABLES.len());
            text.push_str("$context.");
            text.push_str(&name(&VARIABLES[at]));
        }
    }
    text
}

#[test]
fn the_text_between_the_values_stands_in_every_line() {
    let mut random = Random(42);
    for seed in 0..600 {
        let text = random_format(&mut random);
        let source = common::source(&text);
        let api = random.pick(&Api::ALL);
        let model = Model::new(&source, random.pick(&[ApiSet::one(api), ApiSet::ANY]));
        for scenario in Scenario::of(api) {
            let rows = values(&model, api, scenario, seed).take(2);
            for (row, line) in rows.zip(lines(&model, api, scenario, seed)) {
                let mut wanted = String::new();
                let mut from = 0;
                for (used, value) in model.uses.iter().zip(&row) {
                    let value = value.as_deref().unwrap_or("-");
                    let of_api = used
                        .resolution
                        .variable()
                        .is_some_and(|variable| variable.listing(api).is_some());
                    assert!(of_api || value == "-", "{text:?}");
                    assert!(
                        !of_api || used.texts().contains(value),
                        "{text:?} {value:?}"
                    );
                    wanted.push_str(&text[from..used.span.start]);
                    wanted.push_str(&reading(&model.shape).write(used.texts(), value));
                    from = used.span.end;
                }
                wanted.push_str(&text[from..]);
                if text.ends_with('\n') {
                    wanted.truncate(wanted.trim_end_matches('\n').len());
                }
                assert_eq!(line, wanted, "{text:?}");
                assert_eq!(line, write(&model, &row));
            }
        }
    }
}

#[test]
fn a_value_breaks_a_line_only_where_it_is_escaped() {
    for api in Api::ALL {
        let (listed, json) = all_of(api);
        let names: Vec<String> = listed.iter().map(|variable| name(variable)).collect();
        let text = format!("$context.{}", names.join(" | $context."));
        for (format, escaped) in [(json, true), (text, false)] {
            let source = common::source(&format);
            let model = Model::new(&source, ApiSet::one(api));
            assert_eq!(matches!(model.shape, Shape::Json(_)), escaped);
            let mut rows = values(&model, api, Scenario::Hostile, 3)
                .take(200)
                .flatten()
                .flatten();
            assert_eq!(rows.any(|value| value.contains('\n')), escaped);
            let mut lines = lines(&model, api, Scenario::Hostile, 3).take(200);
            assert!(lines.all(|line| !line.contains(['\n', '\r'])));
        }
    }
}

/// AWS's samples, the labelled formats, the examples of the rules' pages, and one format of everything for each API.
fn known_formats() -> BTreeSet<(ApiSet, String)> {
    let mut formats = BTreeSet::new();
    for entry in formats::all() {
        formats.insert((entry.apis(), entry.text));
    }
    for sample in samples() {
        formats.insert((ApiSet::one(sample.api), sample.text));
    }
    for rule in RULES.iter().filter(|rule| rule.is_about_formats()) {
        let examples = examples(rule.docs).into_iter();
        formats.extend(examples.map(|example| (example.apis, example.text)));
    }
    formats
}

#[test]
fn json_without_a_finding_is_json_in_every_scenario() {
    // More where everything is to run, as `.ci/run` has it.
    let all = std::env::var_os("GWFMT_REQUIRE_TOOLS").is_some();
    let count = if all { 200 } else { 30 };
    let mut sound = 0;
    for (apis, text) in known_formats() {
        let source = common::source(&text);
        for api in apis.iter() {
            let model = Model::new(&source, ApiSet::one(api));
            let broken = common::all_findings(&model).iter().any(common::breaks_json);
            if broken || !matches!(model.shape, Shape::Json(_)) {
                continue;
            }
            sound += 1;
            for scenario in Scenario::of(api) {
                for line in lines(&model, api, scenario, sound).take(count) {
                    if let Err(error) = serde_json::from_str::<serde_json::Value>(&line) {
                        panic!(
                            "{} {}: {error}\n{text}\n{line}",
                            api.name(),
                            scenario.name()
                        );
                    }
                }
            }
        }
    }
    eprintln!("{sound} JSON formats, {count} lines in each scenario");
    assert!(sound > 10);
}

/// The scenario that a counter-example names.
fn named(example: &CounterExample) -> Option<Scenario> {
    let CounterExample::Broken { why, .. } = example else {
        return None;
    };
    let (_, name) = why.strip_suffix("`)")?.rsplit_once("(scenario `")?;
    Some(Scenario::find(name).unwrap())
}

#[test]
fn a_broken_format_breaks_in_the_scenario_that_the_finding_names() {
    let mut seen = 0;
    for (apis, text) in known_formats() {
        let source = common::source(&text);
        for apis in apis.iter().map(ApiSet::one).chain([apis]) {
            let model = Model::new(&source, apis);
            if !matches!(model.shape, Shape::Json(_)) {
                continue;
            }
            for finding in common::all_findings(&model) {
                let example = finding.counter_example.as_ref();
                let Some(scenario) = example.and_then(named) else {
                    continue;
                };
                // Lines are rendered with escaped quotes; whether they are is not known.
                if finding.rule == "unescaped-json-text" {
                    continue;
                }
                seen += 1;
                let broken = apis.iter().any(|api| {
                    let mut lines = lines(&model, api, scenario, 1).take(40);
                    lines.any(|line| serde_json::from_str::<serde_json::Value>(&line).is_err())
                });
                assert!(broken, "{}: {}\n{text}", scenario.name(), finding.message);
            }
        }
    }
    eprintln!("{seen} findings name a scenario");
    assert!(seen > 10);
}

#[test]
fn what_may_break_a_line_names_a_scenario() {
    for variable in VARIABLES.iter().filter(|one| one.may_be_absent()) {
        for listing in variable.listings() {
            let text = format!(
                "{{\"id\":\"$context.requestId\",\"x\":$context.{}}}",
                name(variable)
            );
            let source = common::source(&text);
            let model = Model::new(&source, ApiSet::one(listing.api));
            let findings = common::findings(&model);
            let bare = findings
                .iter()
                .filter(|one| matches!(one.rule, "bare-value" | "bare-message"));
            for finding in bare {
                let example = finding.counter_example.as_ref().unwrap();
                let always = model.uses[1]
                    .texts()
                    .samples()
                    .all(|sample| serde_json::from_str::<serde_json::Value>(sample).is_err());
                let place = format!("{} {}", listing.api.name(), variable.path);
                assert!(always || named(example).is_some(), "{place}: {example:?}");
            }
        }
    }
}

#[test]
fn a_bare_value_breaks_the_line_where_the_table_has_a_dash() {
    let text = r#"{"id":"$context.requestId","latency":$context.integration.latency}"#;
    let source = common::source(text);
    let model = Model::new(&source, ApiSet::one(Api::Rest));
    let variable = Variable::find("integration.latency").unwrap();
    for scenario in Scenario::of(Api::Rest) {
        let cell = cell(Api::Rest, scenario, variable).unwrap();
        for line in lines(&model, Api::Rest, scenario, 5).take(50) {
            let good = serde_json::from_str::<serde_json::Value>(&line).is_ok();
            match (cell.holds.value, cell.holds.dash) {
                (true, false) => assert!(good, "{}: {line}", scenario.name()),
                (false, true) => assert!(!good, "{}: {line}", scenario.name()),
                _ => {}
            }
        }
        assert_ne!(cell.mark, Mark::Unclear);
    }
}
