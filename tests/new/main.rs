//! What `gwfmt new` prints, for every preset, shape, type of API and tool: one format, without a finding, the same text everywhere;
//! and the tools of each language take the files.

#![allow(clippy::print_stderr, reason = "says what was tried")]

mod tools;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

const APIS: [&str; 3] = ["rest", "http", "websocket"];
const SHAPES: [&str; 4] = ["json", "csv", "xml", "clf"];
const PRESETS: [&str; 5] = ["minimal", "aws", "security", "latency", "full"];
const TOOLS: [(&str, &str); 6] = [
    ("raw", "format.txt"),
    ("terraform", "main.tf"),
    ("cloudformation", "template.yaml"),
    ("sam", "template.yaml"),
    ("serverless", "serverless.yml"),
    ("cdk", "stack.ts"),
];
const VENDORS: [&str; 2] = ["datadog", "elastic"];

/// A file that was printed.
struct Made {
    api: &'static str,
    shape: &'static str,
    tool: &'static str,
    /// Preset and vendor.
    order: String,
    file: PathBuf,
}

fn gwfmt(args: &[&str]) -> Vec<u8> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gwfmt"));
    let output = command.args(args).output().unwrap();
    assert!(output.status.success(), "{args:?}: {output:?}");
    output.stdout
}

/// Every combination, each in a folder of its own. Where the tools are not required, a part of them: every shape, preset and tool
/// is among it.
fn all(root: &Path) -> Vec<Made> {
    let mut made = Vec::new();
    let mut number = 0;
    for api in APIS {
        for preset in PRESETS {
            let own = SHAPES.map(|shape| (shape, None));
            let others = VENDORS.map(|vendor| ("json", Some(vendor)));
            for (shape, vendor) in own.into_iter().chain(others) {
                number += 1;
                let is_taken = |at: usize| match vendor {
                    _ if at == 0 => tools::is_required() || number % 4 == 0,
                    // what differs is the text alone
                    Some(_) if at > 1 => false,
                    _ => tools::is_required() || number % 4 == 0 && number / 4 % 5 + 1 == at,
                };
                let tools = TOOLS.iter().enumerate().filter(|(at, _)| is_taken(*at));
                for (_, (tool, name)) in tools {
                    let order = format!("{preset}-{}", vendor.unwrap_or("own"));
                    let folder = root.join(format!("{api}-{shape}-{order}-{tool}"));
                    fs::create_dir(&folder).unwrap();
                    let file = folder.join(name);
                    let mut args = vec!["new", "--api", api, "--shape", shape, "--preset", preset];
                    args.extend(["--as", tool, "--output-file", file.to_str().unwrap()]);
                    args.extend(vendor.into_iter().flat_map(|vendor| ["--for", vendor]));
                    gwfmt(&args);
                    made.push(Made {
                        api,
                        shape,
                        tool,
                        order,
                        file,
                    });
                }
            }
        }
    }
    made
}

/// The formats that the linter finds below a folder, by file. It finds nothing to say of any.
fn linted(root: &Path) -> BTreeMap<PathBuf, Vec<Value>> {
    let report = gwfmt(&[
        "lint",
        "--isolated",
        "--output-format",
        "json",
        root.to_str().unwrap(),
    ]);
    let report: Value = serde_json::from_slice(&report).unwrap();
    assert_eq!(report["findings"], serde_json::json!([]));
    let mut formats: BTreeMap<PathBuf, Vec<Value>> = BTreeMap::new();
    for format in report["formats"].as_array().unwrap() {
        let file = PathBuf::from(format["file"].as_str().unwrap());
        formats.entry(file).or_default().push(format.clone());
    }
    formats
}

/// The text of a raw file, with the members of each object sorted where `jsonencode` sorts them.
fn expected(raw: &str, made: &Made) -> String {
    if made.tool != "terraform" || made.shape != "json" {
        return raw.to_owned();
    }
    fn sorted(value: Value) -> Value {
        let Value::Object(object) = value else {
            return value;
        };
        let mut members: Vec<_> = object.into_iter().collect();
        members.sort_by(|(one, _), (other, _)| one.cmp(other));
        let sorted = |(key, value)| (key, sorted(value));
        Value::Object(members.into_iter().map(sorted).collect())
    }
    sorted(serde_json::from_str(raw).unwrap()).to_string()
}

#[test]
fn every_preset_in_every_file_is_one_format_without_a_finding() {
    let folder = tempfile::tempdir().unwrap();
    let root = fs::canonicalize(folder.path()).unwrap();
    let all = all(&root);
    let whole = 3 * 5 * (6 * 4 + 2 * 2);
    assert!(all.len() == whole || !tools::is_required() && all.len() > whole / 12);
    // a raw file is named, for nothing says that it is one
    let found = linted(&root);
    let mut texts: BTreeMap<(&str, &str, &str), String> = BTreeMap::new();
    for made in all.iter().filter(|made| made.tool == "raw") {
        let text = fs::read_to_string(&made.file).unwrap();
        let text = text.strip_suffix('\n').unwrap().to_owned();
        let report = gwfmt(&[
            "lint",
            "--isolated",
            "--output-format",
            "json",
            "--api",
            made.api,
            "--format",
            &text,
        ]);
        let report: Value = serde_json::from_slice(&report).unwrap();
        assert_eq!(report["findings"], serde_json::json!([]), "{text}");
        assert_eq!(report["formats"].as_array().unwrap().len(), 1);
        assert_eq!(report["formats"][0]["shape"], made.shape, "{text}");
        texts.insert((made.api, made.shape, made.order.as_str()), text);
    }
    let mut cases = Vec::new();
    for made in all.iter().filter(|made| made.tool != "raw") {
        let name = made.file.display();
        let [format] = found.get(&made.file).map(Vec::as_slice).unwrap_or_default() else {
            panic!("{name} holds {:?}", found.get(&made.file));
        };
        assert_eq!(format["api"], made.api, "{name}");
        let raw = &texts[&(made.api, made.shape, made.order.as_str())];
        let text = expected(raw, made);
        assert_eq!(format["text"], text.as_str(), "{name}");
        cases.push(tools::Case { made, text });
    }
    tools::take(&root, &cases);
}
