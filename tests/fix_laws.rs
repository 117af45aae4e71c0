//! What holds of every fix, tried on faulty formats in every way of writing them: the finding is gone, no new one came, a
//! second `--fix` changes nothing, only bytes of the format changed, and the file is still one of its language.

#![allow(clippy::print_stderr, reason = "says what was tried")]

mod formats;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// A way of writing a format in a file: its name, the name of the file, and what it makes of a format; nothing where it cannot
/// hold one.
struct Style {
    name: &'static str,
    file: &'static str,
    write: fn(&str) -> Option<String>,
}

const STYLES: &[Style] = &[
    Style {
        name: "raw",
        file: "format.txt",
        write: |text| (!text.is_empty()).then(|| text.to_owned()),
    },
    Style {
        name: "terraform-quoted",
        file: "main.tf",
        write: |text| Some(terraform(&json(&hcl(text)?))),
    },
    Style {
        name: "terraform-heredoc",
        file: "main.tf",
        write: |text| Some(terraform(&format!("<<EOF\n{}\nEOF", hcl(text)?))),
    },
    Style {
        name: "terraform-indented",
        file: "main.tf",
        write: |text| {
            let text = hcl(text)?;
            let lines: Vec<String> = text.lines().map(|line| format!("      {line}\n")).collect();
            Some(terraform(&format!(
                "replace(<<-EOF\n{}    EOF\n    , \"\\n\", \"\")",
                lines.concat()
            )))
        },
    },
    Style {
        name: "terraform-jsonencode",
        file: "main.tf",
        write: |text| {
            let members: serde_json::Map<String, Value> = serde_json::from_str(text).ok()?;
            let member = |(key, value): (String, Value)| {
                let value = value.as_str().and_then(hcl)?;
                Some(format!("      {} = {}\n", json(&key), json(&value)))
            };
            let members: Option<Vec<_>> = members.into_iter().map(member).collect();
            Some(terraform(&format!(
                "jsonencode({{\n{}    }})",
                members?.concat()
            )))
        },
    },
    Style {
        name: "yaml-plain",
        file: "template.yaml",
        write: |text| {
            let is_plain = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '$')
                && ![": ", " #", "\n", "  "]
                    .iter()
                    .any(|sign| text.contains(sign))
                && text.trim() == text
                && !text.ends_with(':');
            is_plain.then(|| cloudformation(text))
        },
    },
    Style {
        name: "yaml-single",
        file: "template.yaml",
        write: |text| {
            one_line(text).map(|text| cloudformation(&format!("'{}'", text.replace('\'', "''"))))
        },
    },
    Style {
        name: "yaml-double",
        file: "template.yaml",
        write: |text| Some(cloudformation(&json(text))),
    },
    Style {
        name: "yaml-literal",
        file: "template.yaml",
        write: |text| block(text, "|-"),
    },
    Style {
        name: "yaml-folded",
        file: "template.yaml",
        write: |text| block(one_line(text)?, ">-"),
    },
    Style {
        name: "json",
        file: "template.json",
        write: |text| {
            Some(format!(
                "{{\"Resources\":{{\"S\":{{\"Type\":\"AWS::ApiGateway::Stage\",\"Properties\":{{\"AccessLogSetting\":{{\"Format\":{}}}}}}}}}}}",
                json(text)
            ))
        },
    },
    Style {
        name: "sub",
        file: "template.yaml",
        write: |text| {
            let text = text.replace("${", "${!");
            Some(cloudformation(&format!("!Sub {}", json(&text))))
        },
    },
    Style {
        name: "join",
        file: "template.yaml",
        write: |text| {
            let middle = (text.len() / 2..=text.len()).find(|at| text.is_char_boundary(*at))?;
            let (one, other) = text.split_at(middle);
            Some(cloudformation(&format!(
                "!Join ['', [{}, {}]]",
                json(one),
                json(other)
            )))
        },
    },
    Style {
        name: "serverless",
        file: "serverless.yml",
        write: |text| {
            let text = one_line(text).filter(|text| !text.contains("${"))?;
            Some(format!(
                "service: s\nprovider:\n  name: aws\n  logs:\n    restApi:\n      format: '{}'\n",
                text.replace('\'', "''")
            ))
        },
    },
    #[cfg(feature = "source")]
    Style {
        name: "typescript-double",
        file: "stack.ts",
        write: |text| Some(typescript(&json(text))),
    },
    #[cfg(feature = "source")]
    Style {
        name: "typescript-single",
        file: "stack.ts",
        write: |text| {
            let text = text
                .replace('\\', "\\\\")
                .replace('\'', "\\'")
                .replace('\n', "\\n");
            (!text.contains('\r')).then(|| typescript(&format!("'{text}'")))
        },
    },
    #[cfg(feature = "source")]
    Style {
        name: "typescript-template",
        file: "stack.ts",
        write: |text| {
            let text = text
                .replace('\\', "\\\\")
                .replace('`', "\\`")
                .replace("${", "\\${");
            (!text.contains('\r')).then(|| typescript(&format!("`{text}`")))
        },
    },
    #[cfg(feature = "source")]
    Style {
        name: "python",
        file: "deploy.py",
        write: |text| Some(python(&json(text))),
    },
];

fn json(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

/// As a template of Terraform writes it; not one in which the sign before braces is doubled already.
fn hcl(text: &str) -> Option<String> {
    let is_odd = ["$${", "%%{", "\r", "\u{b}", "\u{c}", "\u{8}"];
    let is_plain = !is_odd.iter().any(|sign| text.contains(sign));
    is_plain.then(|| text.replace("${", "$${").replace("%{", "%%{"))
}

fn one_line(text: &str) -> Option<&str> {
    (!text.contains(['\n', '\r', '\t'])).then_some(text)
}

fn block(text: &str, sign: &str) -> Option<String> {
    let is_block =
        !text.is_empty() && !text.starts_with([' ', '\n']) && !text.contains(['\r', '\t']);
    let text = text.trim_end_matches('\n').replace('\n', "\n          ");
    is_block.then(|| cloudformation(&format!("{sign}\n          {text}")))
}

fn terraform(format: &str) -> String {
    format!(
        "resource \"aws_api_gateway_stage\" \"s\" {{\n  access_log_settings {{\n    format = {format}\n  }}\n}}\n"
    )
}

fn cloudformation(format: &str) -> String {
    format!(
        "Resources:\n  S:\n    Type: AWS::ApiGateway::Stage\n    Properties:\n      AccessLogSetting:\n        Format: {format}\n      StageName: x\n"
    )
}

#[cfg(feature = "source")]
fn typescript(format: &str) -> String {
    format!(
        "import * as apigw from 'aws-cdk-lib/aws-apigateway';\nnew apigw.CfnStage(this, 'S', {{\n  restApiId: 'x',\n  accessLogSetting: {{ format: {format} }},\n}});\n"
    )
}

#[cfg(feature = "source")]
fn python(format: &str) -> String {
    format!(
        "from aws_cdk import aws_apigateway as apigw\napigw.CfnStage(self, \"S\", access_log_setting={{\"format\": {format}}})\n"
    )
}

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
fn every_fix_in_every_carrier_keeps_the_laws() {
    let entries = formats::all();
    let entries: Vec<_> = entries
        .iter()
        .filter(|entry| entry.worst().is_some())
        .collect();
    assert!(entries.len() > 50, "{} faulty formats", entries.len());
    let (mut all, mut fixed) = (0, 0);
    for style in STYLES {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        fs::create_dir(folder.join(".git")).unwrap();
        fs::write(folder.join("gwfmt.toml"), "").unwrap();
        let mut named: BTreeSet<String> = BTreeSet::new();
        for entry in &entries {
            if let Some(text) = (style.write)(&entry.text) {
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
            "{}: {} files, {counted} findings, {left} left",
            style.name,
            named.len()
        );
        all += counted;
        fixed += counted - left;
        in_its_own_tool(style, folder, &named);
    }
    assert!(fixed * 2 > all, "{fixed} of {all} findings are gone");
}

/// The language's own parser still takes the files.
fn in_its_own_tool(style: &Style, folder: &Path, named: &BTreeSet<String>) {
    let mut command = match Path::new(style.file).extension().and_then(|e| e.to_str()) {
        Some("tf") => {
            let mut command = Command::new("terraform");
            command.args([
                "fmt",
                "-check=false",
                "-write=false",
                "-list=false",
                "-recursive",
            ]);
            command
        }
        Some("py") => {
            let mut command = Command::new("python3");
            command.args([
                "-c",
                "import ast, sys\nfor f in sys.argv[1:]: ast.parse(open(f, 'rb').read())",
            ]);
            command.args(named);
            command
        }
        _ => return,
    };
    match command.current_dir(folder).output() {
        Ok(output) => assert!(output.status.success(), "{}: {output:?}", style.name),
        Err(error) => {
            let program = command.get_program().display();
            eprintln!(
                "{}: {program} is missing, so its files are not given to it",
                style.name
            );
            assert!(
                std::env::var_os("GWFMT_REQUIRE_TOOLS").is_none(),
                "{program}: {error}"
            );
        }
    }
}
