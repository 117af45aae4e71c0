//! JSON lines as ordinary readers see them: serde_json, Python's `json` and jq read every line of a clean format, and all of
//! them refuse a line of the scenario in which the linter says that a format breaks.

#![allow(clippy::print_stderr, reason = "says what was looked at")]

#[path = "../gwfmt/tests/aws/mod.rs"]
mod aws;
mod formats;

use std::fs;
use std::process::Command;

use gwfmt_core::api::{Api, ApiSet};
use gwfmt_core::diagnostic::{CounterExample, Severity};
use gwfmt_core::lint::{RULES, lint};
use gwfmt_core::model::Model;
use gwfmt_core::scenario::{Scenario, lines};
use gwfmt_core::shape::Shape;
use gwfmt_core::span::SourceId;
use gwfmt_core::text::FormatText;
use serde_json::{Value, json};

/// Formats of the project's own: each of them breaks, and not in every scenario.
const BROKEN: &[(&str, &str)] = &[
    ("rest", r#"{"latency":$context.integration.latency}"#),
    (
        "rest",
        r#"{"error":$context.error.message,"id":"$context.requestId"}"#,
    ),
    ("http", r#"{"claim":$context.authorizer.claims.sub}"#),
    ("http", r#"{"ms":$context.integrationLatency}"#),
    ("websocket", r#"{"ms":$context.authorizer.latency}"#),
];

macro_rules! list {
    ($($name:ident, $test:ident, $api:literal, $format:literal;)+) => {
        const SAMPLES: &[(&str, &str)] = &[$(($api, $format)),+];
    };
}
aws_samples!(list);

/// How many lines of each scenario: `GWFMT_CASES`, else 100.
fn cases() -> usize {
    let cases = std::env::var("GWFMT_CASES").ok();
    cases.and_then(|text| text.parse().ok()).unwrap_or(100)
}

/// The samples, formats that break, and the labelled formats.
fn known_formats() -> Vec<(Api, String)> {
    let known = |name: &str| Api::ALL.into_iter().find(|api| api.name() == name);
    let own = SAMPLES.iter().chain(BROKEN);
    let mut formats: Vec<_> = own
        .map(|(api, format)| (known(api).unwrap(), (*format).to_owned()))
        .collect();
    let labelled = formats::all().into_iter();
    formats.extend(labelled.filter_map(|entry| Some((entry.api?, entry.text))));
    formats
}

/// The scenario that a counter-example names.
fn named(example: &CounterExample) -> Option<Scenario> {
    let CounterExample::Broken { why, .. } = example else {
        return None;
    };
    let (_, name) = why.rsplit_once("(scenario `")?;
    Scenario::find(name.strip_suffix("`)")?)
}

#[test]
fn three_readers_agree_on_the_lines_of_every_format() {
    let python = std::env::var("GWFMT_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has = Command::new(&python).args(["-c", "import jq"]).output();
    if !has.as_ref().is_ok_and(|output| output.status.success()) {
        eprintln!("`{python}` has no jq: it was not asked");
        let required = std::env::var_os("GWFMT_REQUIRE_TOOLS").is_some();
        assert!(!required, "and GWFMT_REQUIRE_TOOLS is set");
    }
    let (mut clean, mut broken) = (0, 0);
    let mut asked = Vec::new();
    for (api, format) in known_formats() {
        let text = FormatText::verbatim(SourceId(0), 0, &format);
        let model = Model::new(&text, ApiSet::one(api));
        if !matches!(model.shape, Shape::Json(_)) || model.has_holes() {
            continue;
        }
        let findings = lint(&model, RULES.iter().filter(|rule| rule.on));
        // A note says that nobody knows what is written there without an error: the made-up lines hold a bare `-`.
        let unclear = findings
            .iter()
            .any(|finding| finding.rule == "bare-message");
        let findings = findings
            .iter()
            .filter(|finding| finding.severity > Severity::Note);
        if findings.clone().next().is_none() && !unclear {
            clean += 1;
            for scenario in Scenario::of(api) {
                for line in lines(&model, api, scenario, 1).take(cases()) {
                    let value: Value = serde_json::from_str(&line)
                        .unwrap_or_else(|error| panic!("{}: {error}\n{line}", scenario.name()));
                    asked.push(json!({ "line": line, "value": value }));
                }
            }
        }
        for finding in findings {
            // Quotes twice around a value are JSON all the same.
            let scenario = finding.counter_example.as_ref().and_then(named);
            let Some(scenario) = scenario.filter(|_| finding.rule != "double-quoted-value") else {
                continue;
            };
            broken += 1;
            let mut lines = lines(&model, api, scenario, 1).take(1000);
            let line = lines.find(|line| serde_json::from_str::<Value>(line).is_err());
            let line =
                line.unwrap_or_else(|| panic!("{}: nothing breaks\n{format}", scenario.name()));
            asked.push(json!({ "line": line }));
        }
    }
    eprintln!("{clean} formats, {broken} scenarios in which a format breaks");
    assert!(clean >= 50 && broken >= BROKEN.len());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("lines.json");
    fs::write(&file, Value::Array(asked).to_string()).unwrap();
    let output = Command::new(&python)
        .args(["-c", READERS])
        .arg(&file)
        .output();
    let Ok(output) = output else {
        eprintln!("there is no `{python}`: its `json` was not asked either");
        return;
    };
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}{error}");
    eprintln!("{}", said.trim());
}

const READERS: &str = r#"
import json, sys
try:
    import jq
    whole = jq.compile(".")
    readers = {"json": json.loads, "jq": lambda line: whole.input_text(line).first()}
except ImportError:
    readers = {"json": json.loads}
read = refused = 0
for case in json.load(open(sys.argv[1])):
    for name, reader in readers.items():
        try:
            value = reader(case["line"])
        except ValueError as error:
            if "value" in case:
                sys.exit(f"{name}: {error}\n{case['line']}")
            refused += 1
            continue
        if "value" not in case or value != case["value"]:
            sys.exit(f"{name} reads {value}\n{case['line']}")
        read += 1
print(f"{', '.join(readers)}: {read} read, {refused} refused")
"#;
