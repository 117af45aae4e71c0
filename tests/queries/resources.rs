//! What is written as resources is what Terraform formats and cfn-lint accepts, and holds the same patterns.

use std::fs;
use std::process::Command;

use super::{FORMATS, generate, named};

/// The targets that write resources.
const TARGETS: &[(&str, &[&str])] = &[
    ("metric-filters", &["--log-group", "api"]),
    (
        "alarms",
        &["--topic", "arn:aws:sns:us-east-1:123456789012:alarms"],
    ),
    (
        "glue",
        &["--location", "s3://logs/prod/", "--partition", "hour"],
    ),
];

/// Whether a tool is there; where it has to be, its lack is a failure.
fn has(program: &str, args: &[&str]) -> bool {
    let output = Command::new(program).args(args).output();
    let has = output.is_ok_and(|output| output.status.success());
    if !has {
        eprintln!("`{program}` is missing: resources are not checked");
        let required = std::env::var_os("GWFMT_REQUIRE_TOOLS").is_some();
        assert!(!required, "and GWFMT_REQUIRE_TOOLS is set");
    }
    has
}

/// Every resource in that language, written to files with this ending.
fn written(language: &str, ending: &str) -> (tempfile::TempDir, usize) {
    let folder = tempfile::tempdir().unwrap();
    let mut count = 0;
    for (number, (format, _, patterns)) in FORMATS.iter().enumerate() {
        for (target, options) in TARGETS {
            let (good, text) = generate(target, format, &[&["--as", language], *options].concat());
            assert_eq!(
                good,
                *target == "glue" || *patterns > 0,
                "{target}: {format}"
            );
            if good {
                let file = folder.path().join(format!("{target}-{number}.{ending}"));
                fs::write(file, text).unwrap();
                count += 1;
            }
        }
    }
    (folder, count)
}

#[test]
fn terraform_formats_resources_as_they_are() {
    if !has("terraform", &["version"]) {
        return;
    }
    let (folder, count) = written("terraform", "tf");
    let output = Command::new("terraform")
        .args(["fmt", "-check", "-diff"])
        .arg(folder.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    eprintln!("terraform fmt: {count} files are as they should be");
}

#[test]
fn cfn_lint_accepts_templates() {
    let python = std::env::var("GWFMT_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    if !has(&python, &["-c", "import cfnlint"]) {
        return;
    }
    let (folder, count) = written("cloudformation", "yaml");
    let files = fs::read_dir(folder.path()).unwrap();
    let output = Command::new(&python)
        .args([
            "-c",
            "import sys; from cfnlint.runner import main; sys.exit(main())",
        ])
        .args(files.map(|file| file.unwrap().path()))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{output:?}");
    eprintln!("cfn-lint: {count} templates without a finding");
}

#[test]
fn resources_hold_the_patterns() {
    for (format, _, count) in FORMATS {
        if *count == 0 {
            continue;
        }
        let (_, patterns) = generate("metric-filters", format, &[]);
        let (_, terraform) = generate("alarms", format, &[]);
        let (_, template) = generate("alarms", format, &["--as", "cloudformation"]);
        for pattern in named(&patterns).values() {
            let quoted = serde_json::Value::from(pattern.as_str()).to_string();
            assert!(terraform.contains(&format!("= {quoted}\n")), "{quoted}");
            assert!(
                template.contains(&format!("FilterPattern: {quoted}\n")),
                "{quoted}"
            );
        }
    }
}
