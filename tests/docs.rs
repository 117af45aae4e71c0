//! The pages in `docs/` that are made from the program say what the program says.
//!
//! `GWFMT_UPDATE=1 cargo test --test docs` writes them anew.

use std::fs;
use std::path::Path;

use gwfmt_core::lint::RULES;
use serde_json::Value;

const PACKAGES: [&str; 8] = [
    "gwfmt",
    "gwfmt-carriers",
    "gwfmt-cli",
    "gwfmt-core",
    "gwfmt-decode",
    "gwfmt-format",
    "gwfmt-macros",
    "gwfmt-python",
];

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

#[test]
fn the_schema_of_the_config_is_up_to_date() {
    let schema = serde_json::to_string_pretty(&gwfmt_cli::docs::config_schema()).unwrap();
    keep("docs/config.schema.json", &format!("{schema}\n"));
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
    for package in PACKAGES {
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

/// The Rust files of all packages, with what in them is neither a test nor a comment.
fn code() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for package in PACKAGES {
        rust_files(&format!("{package}/src"), &mut files);
    }
    let code = |file: &String| {
        let text = fs::read_to_string(root.join(file)).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
        let lines = code
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        lines.collect::<Vec<_>>().join("\n")
    };
    let mut all: Vec<_> = files
        .iter()
        .map(|file| (file.clone(), code(file)))
        .collect();
    all.retain(|(file, _)| !file.ends_with("/toys.rs"));
    all.sort_unstable();
    all
}

/// The files in which code, and not a comment or a test, holds a text.
fn holding<'c>(code: &'c [(String, String)], text: &str) -> Vec<&'c str> {
    let files = code.iter().filter(|(_, code)| code.contains(text));
    files.map(|(file, _)| file.as_str()).collect()
}

/// What a page says in a row of its table: the files between backquotes, by the row's first cell.
fn row(page: &str, name: &str) -> Vec<String> {
    let start = format!("| {name} |");
    let row = page.lines().find(|line| line.starts_with(&start));
    let row = row.unwrap_or_else(|| panic!("no row of {name}"));
    let cell = row.split('|').nth(2).unwrap();
    cell.split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

#[test]
fn an_addition_touches_the_files_that_the_page_counts() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("CONTRIBUTING.md")).unwrap();
    let (_, page) = page.split_once("## What an addition touches").unwrap();
    for name in [
        "rule",
        "rule about files",
        "carrier",
        "report",
        "export",
        "variable",
        "type of values",
    ] {
        let files = row(page, name);
        assert!(!files.is_empty(), "{name}");
        for file in files.iter().filter(|file| !file.contains("NAME")) {
            assert!(root.join(file).exists(), "{name}: {file}");
        }
    }
    let code = code();

    // a rule over formats is named by its list alone, and by rules that leave something to it
    let rules = "gwfmt-core/src/lint/rules/";
    for rule in RULES.iter().filter(|rule| rule.is_about_formats()) {
        let module = format!("{}::RULE", rule.name.replace('-', "_"));
        let others = holding(&code, &module);
        assert!(
            others.iter().all(|file| file.starts_with(rules)),
            "{}: {others:?}",
            rule.name
        );
    }

    // a report is named by its table; the command knows the three that it chooses by itself
    let mut reports = Vec::new();
    rust_files("gwfmt-cli/src/report", &mut reports);
    let mut rows = 0;
    for file in &reports {
        let name = file
            .rsplit('/')
            .next()
            .unwrap()
            .strip_suffix(".rs")
            .unwrap();
        let named = holding(&code, &format!("{name}::REPORT"));
        rows += usize::from(named.contains(&"gwfmt-cli/src/report/mod.rs"));
        let by_itself = ["github", "pretty", "statistics"].contains(&name);
        assert!(
            named
                .iter()
                .all(|file| *file == "gwfmt-cli/src/report/mod.rs"
                    || by_itself && *file == "gwfmt-cli/src/commands/lint.rs"),
            "{name}: {named:?}"
        );
    }
    assert!(rows > 7, "{rows}");

    // a carrier is named by the table, and the table by whoever begins a run
    assert_eq!(
        holding(&code, "::CARRIER,"),
        ["gwfmt-carriers/src/table.rs"]
    );
    assert_eq!(
        holding(&code, "CARRIERS"),
        [
            "gwfmt-carriers/src/lib.rs",
            "gwfmt-carriers/src/table.rs",
            "gwfmt-cli/src/commands/library.rs",
            "gwfmt-cli/src/lib.rs",
            "gwfmt-macros/src/file.rs",
        ]
    );

    // a type of values is stated wherever one of them is
    let mut types = row(page, "type of values");
    types.sort_unstable();
    let mut stated = holding(&code, "BasePath");
    stated.retain(|file| !file.starts_with("gwfmt-carriers/"));
    assert_eq!(stated, types);

    // a variable needs nothing but its entry: some are named nowhere else
    let (_, variables) = code
        .iter()
        .find(|(file, _)| file.ends_with("/catalog/variables.rs"))
        .unwrap();
    let constants = variables.lines().filter_map(|line| {
        let (name, rest) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
        let is_constant = name.len() > 3
            && name
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
        (is_constant && rest.starts_with('=')).then_some(name)
    });
    let alone = constants.filter(|name| holding(&code, &format!("var::{name}")).is_empty());
    assert!(alone.count() > 0);
}

#[test]
fn what_the_architecture_names_is_there() {
    fn below(folder: &Path, paths: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy();
            if name.starts_with('.') || name == "target" {
                continue;
            }
            let relative = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap();
            paths.push(format!("/{}", relative.display()));
            if path.is_dir() {
                below(&path, paths);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    below(root, &mut paths);
    let page = fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap();
    let quoted = page.split('`').skip(1).step_by(2);
    let mut named = 0;
    for name in quoted.filter(|name| name.strip_suffix(".rs").is_some() || name.ends_with('/')) {
        let end = format!("/{}", name.trim_end_matches('/'));
        assert!(paths.iter().any(|path| path.ends_with(&end)), "{name}");
        named += 1;
    }
    assert!(named > 60, "{named}");
}
