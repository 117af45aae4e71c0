//! `gwfmt generate json-schema`: two independent validators agree on what satisfies it, every line of every scenario does, and
//! what is no line does not.
#![allow(
    deprecated,
    reason = "formats that the linter warns of are read all the same"
)]
#![allow(clippy::print_stderr, reason = "says what was looked at")]

#[path = "../gwfmt/tests/aws/mod.rs"]
mod aws;
mod formats;

use std::fmt;
use std::fs;
use std::process::Command;

use assert_cmd::cargo::cargo_bin_cmd;
use gwfmt::access_log_format;
use gwfmt::runtime::Format;
use gwfmt_core::api::{Api, ApiSet};
use gwfmt_core::diagnostic::Severity;
use gwfmt_core::model::Model;
use gwfmt_core::scenario::{Scenario, lines};
use gwfmt_core::shape::Shape;
use gwfmt_core::span::SourceId;
use gwfmt_core::text::FormatText;
use serde_json::{Value, json};

/// How many lines of each scenario: `GWFMT_CASES`, else `usual`.
fn cases(usual: usize) -> usize {
    number("GWFMT_CASES", usual)
}

/// How many lines of each scenario the second validator gets, which is slower: `GWFMT_SECOND`, else as many as are mutated.
fn second() -> usize {
    number("GWFMT_SECOND", MUTATED)
}

/// How many lines of each scenario are mutated.
const MUTATED: usize = 2;

fn number(variable: &str, usual: usize) -> usize {
    let number = std::env::var(variable).ok();
    number.and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// What the command prints.
fn generated(of: &str, api: &str, format: &str) -> Value {
    let mut command = cargo_bin_cmd!("gwfmt");
    command.args([
        "generate",
        "json-schema",
        "--of",
        of,
        "--api",
        api,
        "--format",
        format,
    ]);
    let output = command.output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{format}\n{error}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn validator(schema: &Value) -> jsonschema::Validator {
    assert!(jsonschema::meta::is_valid(schema), "{schema:#}");
    jsonschema::options()
        .should_validate_formats(true)
        .build(schema)
        .unwrap()
}

/// What a reader makes of a line: JSON, or the text itself.
fn read(model: &Model<'_>, line: &str) -> Value {
    match &model.shape {
        Shape::Json(_) => {
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))
        }
        _ => line.into(),
    }
}

/// What is no line of the format, made of one that is.
fn mutants(value: &Value) -> Vec<(&'static str, Value)> {
    match value {
        Value::Object(object) => {
            let mut mutants = vec![("no object", json!([])), ("text", value.to_string().into())];
            let mut extra = object.clone();
            extra.insert("another".to_owned(), json!("x"));
            mutants.push(("extra field", extra.into()));
            for (key, inner) in object {
                let with = |new: Value| {
                    let mut object = object.clone();
                    object.insert(key.clone(), new);
                    Value::Object(object)
                };
                let mut less = object.clone();
                less.remove(key);
                mutants.push(("missing key", less.into()));
                mutants.push(("wrong type", with(json!(null))));
                mutants.push(("wrong type", with(json!(true))));
                match inner {
                    Value::String(text) => {
                        mutants.push(("wrong type", with(json!(7))));
                        mutants.push(("stray quote", with(format!("{text}\"").into())));
                    }
                    Value::Number(_) => mutants.push(("wrong type", with(json!("x y")))),
                    Value::Object(_) => mutants.push(("wrong type", with(json!("x")))),
                    _ => {}
                }
            }
            mutants
        }
        Value::String(line) => {
            let mut mutants = vec![
                ("wrong type", json!(7)),
                ("stray quote", format!("{line}\"").into()),
                ("stray quote", format!("\"{line}").into()),
                ("extra field", format!("x y {line}").into()),
                ("two lines", format!("{line}\n{line}").into()),
            ];
            for delimiter in [" ", ",", "</"] {
                if let Some((first, rest)) = line.split_once(delimiter) {
                    mutants.push(("missing column", rest.into()));
                    mutants.push(("shifted column", format!("{rest}{delimiter}{first}").into()));
                }
            }
            mutants
        }
        _ => Vec::new(),
    }
}

/// What the second validator is asked: a schema, what Rust says of values.
#[derive(Default)]
struct Second(Vec<Value>);

impl Second {
    fn ask(&mut self, schema: &Value, verdicts: Vec<(Value, bool)>) {
        let (values, valid): (Vec<_>, Vec<_>) = verdicts.into_iter().unzip();
        self.0
            .push(json!({ "schema": schema, "values": values, "valid": valid }));
    }

    /// Python's jsonschema has to say the same.
    fn agrees(self) {
        let python = std::env::var("GWFMT_PYTHON").unwrap_or_else(|_| "python3".to_owned());
        let has = Command::new(&python)
            .args(["-c", "import jsonschema"])
            .output();
        if !has.is_ok_and(|output| output.status.success()) {
            eprintln!("`{python}` has no jsonschema: the second validator was not asked");
            let required = std::env::var_os("GWFMT_REQUIRE_TOOLS").is_some();
            assert!(!required, "and GWFMT_REQUIRE_TOOLS is set");
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("cases.json");
        fs::write(&file, Value::Array(self.0).to_string()).unwrap();
        let output = Command::new(python)
            .args(["-c", SECOND])
            .arg(&file)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}{error}");
        eprintln!("{}", said.trim());
    }
}

const SECOND: &str = r#"
import json, sys
from jsonschema import Draft202012Validator as Draft
count = 0
for case in json.load(open(sys.argv[1])):
    Draft.check_schema(case["schema"])
    validator = Draft(case["schema"], format_checker=Draft.FORMAT_CHECKER)
    for value, valid in zip(case["values"], case["valid"], strict=True):
        count += 1
        if validator.is_valid(value) != valid:
            sys.exit(f"Rust says {valid}: {json.dumps(value)}\n{json.dumps(case['schema'])}")
print(f"Python says the same of {count} values")
"#;

#[derive(Default)]
struct Counts {
    lines: usize,
    mutants: usize,
    rejected: usize,
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            lines,
            mutants,
            rejected,
        } = self;
        let share = 1000 * rejected / mutants.max(&1);
        write!(
            f,
            "{lines} lines; {rejected} of {mutants} mutants rejected ({share} of 1,000)"
        )
    }
}

/// Every line satisfies the schema of its format, and what is read of it the one of its records; mutants are counted.
fn lines_satisfy(api: Api, format: &str, count: usize, second: &mut Second, counts: &mut Counts) {
    let schema = generated("line", api.name(), format);
    let validator = validator(&schema);
    let of_record = generated("record", api.name(), format);
    let validator_of_record = self::validator(&of_record);
    let reader = Format::new(format, Some(api)).unwrap();
    let mut records = Vec::new();
    let text = FormatText::verbatim(SourceId(0), 0, format);
    let model = Model::new(&text, ApiSet::one(api));
    let mut verdicts = Vec::new();
    for scenario in Scenario::of(api) {
        for (number, line) in lines(&model, api, scenario, 1).take(count).enumerate() {
            // Whether an absent messageString has quotes, nobody knows; a bare `-` is not JSON, which the schema is about.
            if format.contains("error.messageString")
                && matches!(model.shape, Shape::Json(_))
                && serde_json::from_str::<Value>(&line).is_err()
            {
                assert!(line.contains(":-"), "{line}");
                continue;
            }
            let value = read(&model, &line);
            if let Err(error) = validator.validate(&value) {
                panic!("{}: {error}\n{line}\n{schema:#}", scenario.name());
            }
            counts.lines += 1;
            let record = reader.parse(&line);
            let record =
                record.unwrap_or_else(|error| panic!("{}: {error}\n{line}", scenario.name()));
            // Whether an absent messageString has quotes, a record does not tell.
            if !format.contains("error.messageString") {
                assert_eq!(record.to_native().unwrap(), line);
            }
            let record = serde_json::to_value(&record).unwrap();
            if let Err(error) = validator_of_record.validate(&record) {
                panic!("{}: {error}\n{line}\n{record}", scenario.name());
            }
            if number < MUTATED {
                for (_, mutant) in mutants(&value) {
                    let valid = validator.is_valid(&mutant);
                    counts.mutants += 1;
                    counts.rejected += usize::from(!valid);
                    // Python's `$` also matches before a last line break
                    verdicts.push((mutant, valid));
                }
            }
            if number < self::second() {
                verdicts.push((value, true));
                records.push((record, true));
            }
        }
    }
    second.ask(&schema, verdicts);
    second.ask(&of_record, records);
}

macro_rules! records {
    ($($name:ident, $test:ident, $api:literal, $format:literal;)+) => {
        $(
            #[access_log_format($format, api = $api)]
            struct $name;
        )+

        #[test]
        fn the_samples_of_aws_satisfy_both_schemas_in_every_scenario() {
            let (mut second, mut counts) = (Second::default(), Counts::default());
            let count = cases(100);
            $(
                let api = Api::ALL.into_iter().find(|api| api.name() == $api).unwrap();
                lines_satisfy(api, $format, count, &mut second, &mut counts);
                // the record: command and derive print the same, and parsed lines satisfy it
                let schema = generated("record", $api, $format);
                let derived = serde_json::to_value(schemars::schema_for!($name<'_>)).unwrap();
                assert_eq!(schema, derived);
                let of_record = validator(&schema);
                let text = FormatText::verbatim(SourceId(0), 0, $format);
                let model = Model::new(&text, ApiSet::one(api));
                let mut verdicts = Vec::new();
                for scenario in Scenario::of(api) {
                    for (number, line) in lines(&model, api, scenario, 1).take(count).enumerate() {
                        let record = $name::parse(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
                        assert_eq!(record.to_native().unwrap(), line);
                        let value = serde_json::to_value(&record).unwrap();
                        if let Err(error) = of_record.validate(&value) {
                            panic!("{}: {error}\n{line}\n{value}", scenario.name());
                        }
                        if number < self::second() {
                            verdicts.push((value, true));
                        }
                    }
                }
                second.ask(&schema, verdicts);
            )+
            eprintln!("{counts}");
            assert!(counts.lines >= 12 * count);
            assert!(counts.rejected * 100 >= counts.mutants * 95);
            second.agrees();
        }
    };
}

aws_samples!(records);

#[test]
fn clean_formats_satisfy_the_schema_of_their_lines() {
    let (mut second, mut counts) = (Second::default(), Counts::default());
    let mut tried = 0;
    for entry in formats::all() {
        let clean = entry.worst() <= Some(Severity::Note);
        if let Some(api) = entry
            .api
            .filter(|_| clean && !entry.text.contains('\u{fffc}'))
        {
            tried += 1;
            lines_satisfy(api, &entry.text, cases(10), &mut second, &mut counts);
        }
    }
    eprintln!("{tried} formats: {counts}");
    assert!(tried > 70, "{tried} formats");
    second.agrees();
}

#[test]
fn a_schema_takes_the_numbers_and_paths_that_the_readers_take() {
    let format = r#"{"id":"$context.requestId","path":"$context.path","resource":"$context.resourcePath","status":"$context.status","bytes":"$context.responseLength","epoch":"$context.requestTimeEpoch","time":"$context.requestTime"}"#;
    let reader = Format::new(format, Some(Api::Rest)).unwrap();
    let validator = validator(&generated("line", "rest", format));
    let both = |member: &str, text: &str| {
        let mut line = json!({
            "id": "a", "path": "/a", "resource": "/a", "status": "200", "bytes": "7",
            "epoch": "1720635262451", "time": "10/Jul/2024:18:14:22 +0000",
        });
        line[member] = text.into();
        let read = reader.parse(&line.to_string()).is_ok();
        [read, validator.is_valid(&line)]
    };
    for member in ["path", "resource"] {
        for path in [
            "/",
            "/a%20b",
            "/~me",
            "/@me/x",
            "/a!b$c",
            "/a(b)*",
            "/a=b",
            "/{proxy+}",
            "/a:b_c.d-e+f",
        ] {
            assert_eq!(both(member, path), [true, true], "{member} {path}");
        }
    }
    for path in ["/a,b", "/a;b", "/a&b", "/it's"] {
        assert_eq!(both("path", path), [true, true], "{path}");
    }
    for member in ["status", "bytes", "epoch"] {
        for text in [
            "0",
            "7",
            "07",
            "99",
            "099",
            "200",
            "0200",
            "1000",
            "9999999999999999999",
            "10000000000000000000",
            "+7",
            " 7",
            "7.0",
            "",
        ] {
            let [read, valid] = both(member, text);
            // The epoch is read into 63 bits.
            if (member, text) != ("epoch", "9999999999999999999") {
                assert_eq!(read, valid, "{member} {text}");
            }
        }
    }
    for text in [
        "10/Jul/2024:18:14:22 +0000",
        "10/Jul/2024:18:14:22 +0200",
        "10/Jul/2024",
        "10 Jul 2024:18:14:22 +0000",
    ] {
        let [read, valid] = both("time", text);
        assert_eq!(read, valid, "{text}");
    }
}
