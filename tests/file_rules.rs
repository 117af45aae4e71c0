//! The rules about files and resources: what their pages show as bad yields them, what they show as good does not.

use std::fs;
use std::path::Path;
use std::process::Command;

use gwfmt_core::lint::{Example, RULES, Rule, Subject, examples};
use serde_json::Value;

/// Makes what an example shows.
fn make(example: &Example, folder: &Path) {
    match &example.subject {
        Subject::File(name) => fs::write(folder.join(name), &example.text).unwrap(),
        Subject::Commands => {
            let mut shell = Command::new("sh");
            shell.current_dir(folder).args(["-e", "-c", &example.text]);
            assert!(shell.status().unwrap().success(), "{}", example.text);
        }
        Subject::Format => panic!("a format is not a file: {}", example.text),
    }
}

/// The levels of what a rule says of a folder.
fn levels(rule: &Rule, folder: &Path) -> Vec<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_gwfmt"))
        .current_dir(folder)
        .args([
            "lint",
            "--output-format",
            "json",
            "--select",
            "default",
            "--select",
            rule.name,
            ".",
        ])
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap().iter();
    let of_rule = findings.filter(|finding| finding["rule"] == rule.name);
    of_rule
        .map(|finding| finding["severity"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn every_example_says_the_truth() {
    let rules: Vec<_> = RULES
        .iter()
        .filter(|rule| !rule.is_about_formats())
        .collect();
    assert!(rules.len() > 15, "{rules:?}");
    for rule in rules {
        for example in examples(rule.docs) {
            if cfg!(not(unix)) && example.subject == Subject::Commands {
                continue;
            }
            let folder = tempfile::tempdir().unwrap();
            make(&example, folder.path());
            let levels = levels(rule, folder.path());
            assert_eq!(
                !levels.is_empty(),
                example.bad,
                "{}: {example:?}",
                rule.name
            );
        }
    }
}
