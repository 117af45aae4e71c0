//! What `gwfmt generate` makes for engines, run by them: every line that gwfmt reads gives the same typed row there.
//!
//! The engines are libraries of Python (DuckDB, Spark, ClickHouse, pygrok) and GoAccess. `GWFMT_CASES` is the number of lines of each scenario.

#![allow(clippy::print_stderr, reason = "says what was compared")]

mod formats;
#[path = "../formats/mod.rs"]
mod known;
mod types;

use std::fs;
use std::path::Path;
use std::process::Command;

use formats::FORMATS;
use gwfmt::runtime::{Format, Record, Value};
use gwfmt_core::api::{Api, ApiSet};
use gwfmt_core::model::Model;
use gwfmt_core::scenario::{Scenario, lines};
use gwfmt_core::span::SourceId;
use gwfmt_core::text::FormatText;
use serde_json::json;
use tempfile::TempDir;

/// How many lines of each scenario: `GWFMT_CASES`, else 100.
fn cases() -> usize {
    let cases = std::env::var("GWFMT_CASES").ok();
    cases.and_then(|text| text.parse().ok()).unwrap_or(100)
}

/// A row as engines give it: times as milliseconds since 1970, addresses as text.
fn row(record: &Record<'_>) -> Vec<serde_json::Value> {
    let value = |(_, value): (&str, &Value<'_>)| match value {
        Value::Absent => json!(null),
        Value::Number(number) => json!(number),
        Value::Boolean(value) => json!(value),
        Value::Time(time) => json!(time.as_millis()),
        other => json!(other.to_string()),
    };
    record.iter().map(value).collect()
}

/// The lines of a format in every scenario, hostile ones among them, and what gwfmt reads of each.
fn write_lines(folder: &Path, name: &str, format: &str) {
    write_some(folder, name, format, Api::Rest, cases());
}

fn write_some(folder: &Path, name: &str, format: &str, api: Api, cases: usize) {
    let source = FormatText::verbatim(SourceId(0), 0, format);
    let model = Model::new(&source, ApiSet::one(api));
    let reader = Format::new(format, Some(api)).unwrap();
    let (mut log, mut rows) = (String::new(), String::new());
    for scenario in Scenario::of(api) {
        for line in lines(&model, api, scenario, 1).take(cases) {
            let read = reader.parse(&line).ok().map(|record| row(&record));
            let read = json!({ "scenario": scenario.name(), "line": line, "row": read });
            rows.push_str(&format!("{read}\n"));
            log.push_str(&line);
            log.push('\n');
        }
    }
    fs::write(folder.join(format!("{name}.log")), log).unwrap();
    fs::write(folder.join(format!("{name}.rows")), rows).unwrap();
}

fn generate(target: &str, format: &str, options: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_gwfmt"))
        .args(["generate", target, "--api", "rest", "--format", format])
        .args(options)
        .output()
        .unwrap();
    assert!(output.status.success(), "{target}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Runs a script on lines of all formats and the files that `made` puts beside them; the script fails where a row differs.
fn compare(module: &str, script: &str, made: impl Fn(&Path, &str, &str)) {
    compare_with(module, script, |folder| {
        for (name, format) in FORMATS {
            write_lines(folder, name, format);
            made(folder, name, format);
        }
    });
}

/// Runs a script in a folder that `write` fills.
fn compare_with(module: &str, script: &str, write: impl FnOnce(&Path)) {
    let python = std::env::var("GWFMT_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has = Command::new(&python)
        .args(["-c", &format!("import {module}")])
        .output();
    if !has.is_ok_and(|output| output.status.success()) {
        eprintln!("`{python}` has no {module}: nothing was compared");
        let required = std::env::var_os("GWFMT_REQUIRE_TOOLS").is_some();
        assert!(!required, "and GWFMT_REQUIRE_TOOLS is set");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    write(folder.path());
    run(&python, script, &folder);
}

fn run(python: &str, script: &str, folder: &TempDir) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/engines")
        .join(script);
    let output = Command::new(python)
        .arg(script)
        .current_dir(folder.path())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    eprint!("{said}");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{error}");
}

#[test]
fn duckdb_gives_the_rows_of_gwfmt() {
    compare("duckdb", "with_duckdb.py", |folder, name, format| {
        let sql = generate("duckdb", format, &["--location", &format!("{name}.log")]);
        fs::write(folder.join(format!("{name}.sql")), sql).unwrap();
    });
}

#[test]
fn clickhouse_gives_the_rows_of_gwfmt() {
    compare("chdb", "with_chdb.py", |folder, name, format| {
        let log = folder.join(format!("{name}.log"));
        let sql = generate("clickhouse", format, &["--location", log.to_str().unwrap()]);
        fs::write(folder.join(format!("{name}.sql")), sql).unwrap();
    });
}

/// The labelled formats that the linter finds no error in, each with a few lines.
#[test]
fn duckdb_gives_the_rows_of_gwfmt_for_every_known_format() {
    let mut count = 0;
    compare_with("duckdb", "with_duckdb.py", |folder| {
        for entry in known::all() {
            let Some(api) = entry.api else { continue };
            let name = entry.id.as_str();
            let location = format!("{name}.log");
            let output = Command::new(env!("CARGO_BIN_EXE_gwfmt"))
                .args([
                    "generate",
                    "duckdb",
                    "--api",
                    api.name(),
                    "--location",
                    &location,
                ])
                .args(["--format", &entry.text])
                .output()
                .unwrap();
            if output.status.success() {
                fs::write(folder.join(format!("{name}.sql")), output.stdout).unwrap();
                write_some(folder, name, &entry.text, api, 10);
                count += 1;
            }
        }
    });
    assert!(count == 0 || count > 50, "{count}");
}

/// Spark has the RegexSerDe and the OpenCSVSerde that Athena has; the view of Athena is run by DuckDB over the texts.
#[test]
fn spark_and_the_serdes_of_athena_give_the_rows_of_gwfmt() {
    compare(
        "pyspark, duckdb, sqlglot",
        "with_spark.py",
        |folder, name, format| {
            let log = folder.join(format!("{name}.log"));
            let lines = folder.join(format!("{name}.lines"));
            fs::create_dir(&lines).unwrap();
            fs::copy(&log, lines.join("lines")).unwrap();
            let location = ["--location", log.to_str().unwrap()];
            fs::write(
                folder.join(format!("{name}.sql")),
                generate("spark", format, &location),
            )
            .unwrap();
            let location = ["--location", lines.to_str().unwrap()];
            fs::write(
                folder.join(format!("{name}.athena")),
                generate("athena", format, &location),
            )
            .unwrap();
            if ["csv", "pipes"].contains(&name) {
                let options = [&location[..], &["--serde", "csv"]].concat();
                fs::write(
                    folder.join(format!("{name}.opencsv")),
                    generate("athena", format, &options),
                )
                .unwrap();
            }
        },
    );
}

/// The formats that are no JSON: grok undoes no escapes.
#[test]
fn a_library_of_grok_gives_the_texts_of_gwfmt() {
    compare("pygrok", "with_grok.py", |folder, name, format| {
        let made = generate("grok", format, &[]);
        fs::write(folder.join(format!("{name}.grok")), made).unwrap();
    });
}

#[test]
fn goaccess_takes_every_line() {
    let has = Command::new("goaccess").arg("--version").output();
    if !has.is_ok_and(|output| output.status.success()) {
        eprintln!("goaccess is missing: nothing was compared");
        let required = std::env::var_os("GWFMT_REQUIRE_TOOLS").is_some();
        assert!(!required, "and GWFMT_REQUIRE_TOOLS is set");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for (name, format) in FORMATS
        .iter()
        .filter(|(name, _)| ["clf", "json"].contains(name))
    {
        write_lines(folder.path(), name, format);
        let config = folder.path().join("goaccess.conf");
        fs::write(&config, generate("goaccess", format, &[])).unwrap();
        let report = folder.path().join("report.json");
        let log = folder.path().join(format!("{name}.log"));
        let output = Command::new("goaccess")
            .arg(&log)
            .arg("--config-file")
            .arg(&config)
            .args(["--no-global-config", "--no-progress", "-o"])
            .arg(&report)
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        let report: serde_json::Value =
            serde_json::from_slice(&fs::read(&report).unwrap()).unwrap();
        let log = fs::read_to_string(&log).unwrap();
        let count = |name: &str| report["general"][name].as_u64();
        // GoAccess cuts lines into pieces of 4,095 bytes; the first may be one that it takes.
        let (short, long): (Vec<&str>, Vec<&str>) = log.lines().partition(|line| line.len() < 4096);
        let valid = count("valid_requests").unwrap() as usize;
        assert!(
            (short.len()..=short.len() + long.len()).contains(&valid),
            "{name}: {valid}"
        );
        assert_eq!(
            count("failed_requests") == Some(0),
            long.is_empty(),
            "{name}"
        );
        assert!(*name != "clf" || long.is_empty());
        let (lines, long) = (short.len(), long.len());
        eprintln!(
            "goaccess: {name}: {lines} lines, none invalid; {long} longer than GoAccess reads"
        );
    }
}

/// `.ci/vrl` builds the runner of `tests/vrl`, which takes minutes, and says where it is.
#[test]
fn vector_s_language_gives_the_rows_of_gwfmt() {
    let Some(runner) = std::env::var_os("GWFMT_RUN_VRL") else {
        eprintln!("GWFMT_RUN_VRL is not set: `.ci/vrl` runs this test");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    for (name, format) in FORMATS {
        write_lines(folder.path(), name, format);
        let program = folder.path().join("program.vrl");
        fs::write(&program, generate("vrl", format, &[])).unwrap();
        let log = fs::File::open(folder.path().join(format!("{name}.log"))).unwrap();
        let output = Command::new(&runner)
            .arg(&program)
            .stdin(log)
            .output()
            .unwrap();
        assert!(output.status.success(), "{name}: {output:?}");
        let events = String::from_utf8(output.stdout).unwrap();
        let rows = fs::read_to_string(folder.path().join(format!("{name}.rows"))).unwrap();
        let names = columns(format);
        let mut compared = 0;
        for (event, entry) in events
            .split_terminator('\n')
            .zip(rows.split_terminator('\n'))
        {
            let event: serde_json::Value = serde_json::from_str(event).unwrap();
            let entry: serde_json::Value = serde_json::from_str(entry).unwrap();
            let Some(row) = entry["row"].as_array() else {
                continue;
            };
            for (name, ours) in names.iter().zip(row) {
                let theirs = &event[name];
                let time = theirs.as_str().and_then(gwfmt::Timestamp::from_rfc3339);
                let time = time.filter(|_| ours.is_number());
                let theirs = time.map_or_else(|| theirs.clone(), |time| json!(time.as_millis()));
                assert_eq!(&theirs, ours, "{name}: {entry}\n{event}");
            }
            compared += 1;
        }
        assert_eq!(compared, rows.lines().count());
        eprintln!("vrl: {name}: {compared} rows compared");
    }
}

/// The columns of a format.
fn columns(format: &str) -> Vec<String> {
    let format = Format::new(format, Some(Api::Rest)).unwrap();
    let names = format.fields().map(|field| field.column().name.clone());
    names.collect()
}
