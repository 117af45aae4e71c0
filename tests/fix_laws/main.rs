//! What holds of every fix, tried on faulty formats in every way of writing them: the finding is gone, no new one came, a
//! second `--fix` changes nothing, only bytes of the format changed, and the file is still one of its language.

#![allow(clippy::print_stderr, reason = "says what was tried")]

#[path = "../formats/mod.rs"]
mod formats;
mod styles;
mod tools;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use gwfmt_core::api::Api;
use serde_json::Value;

use styles::{STYLES, Style};

fn gwfmt(folder: &Path, args: &[&str]) -> std::process::Output {
    assert_cmd::Command::cargo_bin("gwfmt")
        .unwrap()
        .current_dir(folder)
        .env("GITHUB_ACTIONS", "")
        .arg("lint")
        .args(args)
        .output()
        .unwrap()
}

/// The files of a style, after all fixes were made.
struct Case<'a> {
    style: &'a Style,
    folder: &'a Path,
    named: &'a BTreeSet<String>,
    /// Their texts before.
    old: &'a BTreeMap<String, String>,
    /// What the report says of their formats.
    formats: &'a [Value],
}

/// How many fixes could not be written, by what the command says.
fn not_made(said: &str) -> usize {
    let mut lines = said.lines();
    let line = lines.find(|line| line.contains(" not made: "));
    line.map_or(0, |line| line.split(' ').next().unwrap().parse().unwrap())
}

/// What is said of each file, without what moves.
fn said(report: &Value) -> BTreeMap<(String, String, String), usize> {
    let mut all = BTreeMap::new();
    for finding in report["findings"].as_array().unwrap() {
        let text = |key: &str| finding[key].as_str().unwrap().to_owned();
        let words = text("message").replace(|c: char| c.is_ascii_digit(), "");
        *all.entry((text("file"), text("rule"), words)).or_default() += 1;
    }
    all
}

/// The bytes of a file before and behind its only format.
fn around(text: &str, format: &Value) -> (String, String) {
    let at = |line: &str, column: &str| {
        let (line, column) = (
            format[line].as_u64().unwrap(),
            format[column].as_u64().unwrap(),
        );
        let start: usize = text
            .split_inclusive('\n')
            .take(line as usize - 1)
            .map(str::len)
            .sum();
        let chars = text[start..].char_indices().map(|(at, _)| at);
        start
            + chars
                .chain([text.len() - start])
                .nth(column as usize - 1)
                .unwrap()
    };
    let (start, end) = (at("line", "column"), at("end_line", "end_column"));
    (text[..start].to_owned(), text[end..].to_owned())
}

fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        for file in path
            .is_dir()
            .then(|| fs::read_dir(&path).unwrap())
            .into_iter()
            .flatten()
        {
            let file = file.unwrap().path();
            let name = file
                .strip_prefix(folder)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned();
            all.insert(name, fs::read_to_string(&file).unwrap());
        }
    }
    all
}

#[test]
fn every_fix_in_terraform_keeps_the_laws() {
    keep_the_laws(&["main.tf"]);
}

#[test]
fn every_fix_in_templates_keeps_the_laws() {
    keep_the_laws(&["template.yaml", "template.json"]);
}

#[test]
fn every_fix_in_programs_and_in_other_files_keeps_the_laws() {
    keep_the_laws(&["format.txt", "serverless.yml", "stack.ts", "deploy.py"]);
}

/// Fixes all formats in all styles of these files.
fn keep_the_laws(written_in: &[&str]) {
    let entries = formats::all();
    let entries: Vec<_> = entries
        .iter()
        .filter(|entry| entry.worst().is_some())
        .collect();
    assert!(entries.len() > 50, "{} faulty formats", entries.len());
    let (mut all, mut fixed) = (0, 0);
    for style in STYLES
        .iter()
        .filter(|style| written_in.contains(&style.file))
    {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        fs::create_dir(folder.join(".git")).unwrap();
        fs::write(folder.join("gwfmt.toml"), "").unwrap();
        let mut named: BTreeSet<String> = BTreeSet::new();
        for entry in &entries {
            if let Some(text) = (style.write)(&entry.text, entry.api.unwrap_or(Api::Rest)) {
                let home = folder.join(&entry.id);
                fs::create_dir(&home).unwrap();
                fs::write(home.join(style.file), text).unwrap();
                named.insert(format!("{}/{}", entry.id, style.file));
            }
        }
        let args = |first: &[&str]| -> Vec<String> {
            let first = first.iter().map(|arg| (*arg).to_owned());
            first.chain(named.iter().cloned()).collect()
        };
        let lint = |first: &[&str]| {
            let args = args(first);
            gwfmt(folder, &args.iter().map(String::as_str).collect::<Vec<_>>())
        };
        let report = || -> Value {
            let output = lint(&["--output-format", "json"]);
            serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {output:?}"))
        };
        let before = report();
        let old = files(folder);
        let output = lint(&["--fix", "--unsafe-fixes", "--output-format", "concise"]);
        assert_ne!(output.status.code(), Some(2), "{}: {output:?}", style.name);
        let not_made = not_made(&String::from_utf8_lossy(&output.stderr));
        let new = files(folder);
        let after = report();
        let diff = lint(&["--diff", "--unsafe-fixes"]);
        assert!(
            diff.stdout.is_empty(),
            "{}: {}",
            style.name,
            String::from_utf8_lossy(&diff.stdout)
        );
        let (said_before, said_after) = (said(&before), said(&after));
        for (what, count) in &said_after {
            assert!(
                said_before.get(what) >= Some(count),
                "{}: {what:?} is new",
                style.name
            );
        }
        let formats = |report: &Value| report["formats"].as_array().unwrap().clone();
        let (of_before, of_after) = (formats(&before), formats(&after));
        assert_eq!(of_before.len(), of_after.len(), "{}", style.name);
        for (one, other) in of_before.iter().zip(&of_after) {
            assert_eq!(
                (&one["file"], &one["address"]),
                (&other["file"], &other["address"])
            );
            let file = one["file"].as_str().unwrap();
            if of_before
                .iter()
                .filter(|format| format["file"] == one["file"])
                .count()
                == 1
            {
                let (old, new) = (around(&old[file], one), around(&new[file], other));
                assert_eq!(old, new, "{}: {file}", style.name);
            }
        }
        let counted: usize = said_before.values().sum();
        let left: usize = said_after.values().sum();
        eprintln!(
            "{}: {} files, {counted} findings, {left} left, {not_made} fixes not made",
            style.name,
            named.len()
        );
        // two would bring to light what nobody can mend
        assert!(not_made <= 2, "{}: {not_made}", style.name);
        all += counted;
        fixed += counted - left;
        tools::take(&Case {
            style,
            folder,
            named: &named,
            old: &old,
            formats: &of_after,
        });
    }
    assert!(fixed * 2 > all, "{fixed} of {all} findings are gone");
}
