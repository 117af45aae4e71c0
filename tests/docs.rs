//! The pages in `docs/` that are made from the program say what the program says.
//!
//! `GWFMT_UPDATE=1 cargo test --test docs` writes them anew.

use std::fs;
use std::path::Path;

use serde_json::Value;

fn keep(path: &str, made: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("GWFMT_UPDATE").is_some() {
        fs::write(&path, made).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == made,
        "{} is not what the program says; run GWFMT_UPDATE=1 cargo test --test docs",
        path.display()
    );
}

#[test]
fn the_page_of_rules_is_up_to_date() {
    keep("docs/rules.md", &gwfmt_cli::docs::rules_page());
}

#[test]
fn the_page_of_scenarios_is_up_to_date() {
    keep("docs/scenarios.md", &gwfmt_cli::docs::scenarios_page());
}

#[test]
fn the_schema_of_the_report_is_up_to_date() {
    let schema = serde_json::to_string_pretty(&schema()).unwrap();
    keep("docs/report.schema.json", &format!("{schema}\n"));
}

fn schema() -> Value {
    gwfmt_cli::report::json::schema()
}

/// Real reports, with everything that a report can hold, are what the schema says.
#[test]
fn real_reports_are_what_the_schema_says() {
    assert!(jsonschema::meta::is_valid(&schema()));
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let formats = [
        "",
        "no reference",
        r#"{"requestId":"$context.requestId","status":$context.status,"x":$context.error.message}"#,
        "$context.error.message $context.requestId $context.integration.error $context.identity.userAgent",
        "<a><b>$context.requestId</b><c>$context.error.message</c></a>",
        "${context.requestId} #if($input.body) $context. \u{FFFC}",
    ];
    let mut reports: Vec<Value> = formats
        .into_iter()
        .map(|f| report(&["--format", f]))
        .collect();
    reports.push(report(&["examples"]));
    let mut seen = String::new();
    for report in &reports {
        let errors: Vec<String> = validator
            .iter_errors(report)
            .map(|error| format!("{error} at {}", error.instance_path()))
            .collect();
        assert_eq!(errors, [""; 0], "{report:#}");
        seen.push_str(&report.to_string());
    }
    for part in [
        "\"broken\"",
        "\"ambiguous\"",
        "\"edits\":[{",
        "\"related\":[{",
    ] {
        assert!(seen.contains(part), "no report holds {part}");
    }
}

/// A field that the program does not write is one too many for the schema.
#[test]
fn the_schema_refuses_what_is_no_report() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let mut report = report(&["--format", "$context.requestId"]);
    assert!(validator.is_valid(&report));
    report["version"] = 2.into();
    assert!(!validator.is_valid(&report));
    report["version"] = 1.into();
    report["formats"][0]["line"] = "one".into();
    assert!(!validator.is_valid(&report));
}

/// A line break belongs to the file's own language, so nothing can be written in its place.
#[test]
fn a_fix_that_cannot_be_applied_is_left_out_and_the_help_stays() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("main.tf");
    let stage = "resource \"aws_api_gateway_stage\" \"a\" {\n  access_log_settings {\n    format = <<EOF\n$context.requestId\n$context.path\nEOF\n  }\n}\n";
    std::fs::write(&file, stage).unwrap();
    let report = report(&[file.to_str().unwrap()]);
    let finding = &report["findings"][0];
    assert_eq!(finding["rule"], "line-break", "{report:#}");
    assert_eq!(finding["fixes"], Value::Array(Vec::new()));
    assert!(finding["help"].as_str().unwrap().contains("one line"));
}

fn report(args: &[&str]) -> Value {
    let output = assert_cmd::Command::cargo_bin("gwfmt")
        .unwrap()
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["lint", "--output-format", "json", "--select", "all"])
        .args(args)
        .output()
        .unwrap();
    assert!(matches!(output.status.code(), Some(0 | 1)), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The Rust files below a folder, as paths from the root.
fn rust_files(folder: &str, files: &mut Vec<String>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for entry in fs::read_dir(root.join(folder)).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{folder}/{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            rust_files(&path, files);
        } else if path.strip_suffix(".rs").is_some() {
            files.push(path);
        }
    }
}

/// Whether code, and not a comment, names a library.
fn uses(code: &str, library: &str) -> bool {
    let lines = code.lines().map(str::trim_start);
    let mut code = lines.filter(|line| !line.starts_with("//"));
    code.any(|line| {
        line.match_indices(library).any(|(at, _)| {
            let is_whole = !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
            let behind = &line[at + library.len()..];
            is_whole && (behind.starts_with("::") || behind.starts_with('!'))
        })
    })
}

#[test]
fn outside_libraries_are_used_where_the_architecture_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap();
    let (_, list) = page.split_once("## Outside libraries").unwrap();
    let (list, _) = list.split_once("\n## ").unwrap();
    let mut files = Vec::new();
    for package in [
        "gwfmt",
        "gwfmt-carriers",
        "gwfmt-cli",
        "gwfmt-core",
        "gwfmt-format",
        "gwfmt-macros",
    ] {
        rust_files(&format!("{package}/src"), &mut files);
    }
    let rows = list.lines().filter(|line| line.starts_with("| `"));
    let mut libraries = 0;
    for row in rows {
        let quoted: Vec<&str> = row.split('`').skip(1).step_by(2).collect();
        let (library, homes) = quoted.split_first().unwrap();
        let is_home = |file: &&String| homes.iter().any(|home| file.starts_with(home));
        for file in &files {
            let code = fs::read_to_string(root.join(file)).unwrap();
            let code = code.split("#[cfg(test)]\nmod tests").next().unwrap();
            assert!(
                !uses(code, library) || is_home(&file),
                "{file} uses {library}"
            );
        }
        for home in homes {
            let mut here = files.iter().filter(|file| file.starts_with(home));
            let is_used =
                here.any(|file| uses(&fs::read_to_string(root.join(file)).unwrap(), library));
            assert!(is_used, "{home} does not use {library}");
        }
        libraries += 1;
    }
    assert!(libraries >= 10, "{libraries}");
}
