//! The tools of each language still take the files: Terraform, cfn-lint, the SAM translator, the TypeScript compiler, Python.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::Case;

/// Gives the files to the tool of their language. One that is missing is said.
pub(crate) fn take(case: &Case<'_>) {
    let ending = Path::new(case.style.file).extension();
    let answer = match ending.and_then(|ending| ending.to_str()) {
        Some("tf") => terraform(case),
        Some("py") => python(case, PARSE, &[]),
        Some("ts") => node(case),
        Some("yaml" | "json") => templates(case),
        Some("yml") => python(case, LOAD, &["yaml"]),
        _ => return,
    };
    if let Err(missing) = answer {
        let name = case.style.name;
        eprintln!("NOT RUN: {name}: {missing} is missing, so its files are not given to it");
        let is_required = std::env::var_os("GWFMT_REQUIRE_TOOLS").is_some();
        assert!(!is_required, "{name}: {missing} is required");
    }
}

/// Runs a command, whose failure is one of the file; the name of what is missing where it does not start.
fn run(case: &Case<'_>, command: &mut Command) -> Result<String, String> {
    let program = command.get_program().display().to_string();
    let output = command.current_dir(case.folder).output();
    let output = output.map_err(|_| program)?;
    assert!(output.status.success(), "{}: {output:?}", case.style.name);
    Ok(String::from_utf8(output.stdout).unwrap())
}

fn terraform(case: &Case<'_>) -> Result<(), String> {
    let args = [
        "fmt",
        "-check=false",
        "-write=false",
        "-list=false",
        "-recursive",
    ];
    run(case, Command::new("terraform").args(args)).map(drop)
}

const PARSE: &str = "import ast, sys\nfor f in sys.argv[1:]: ast.parse(open(f, 'rb').read())";

const LOAD: &str = "import sys, yaml\nfor f in sys.argv[1:]: yaml.safe_load(open(f, 'rb'))";

/// Runs a script with the files, when Python has what it imports.
fn python(case: &Case<'_>, script: &str, modules: &[&str]) -> Result<(), String> {
    let imports = [&["ast"], modules].concat().join(", ");
    needs(Command::new("python3").args(["-c", &format!("import {imports}")]))?;
    let mut command = Command::new("python3");
    run(case, command.args(["-c", script]).args(case.named)).map(drop)
}

const TRANSPILE: &str = r#"
const fs = require("fs"), ts = require("typescript");
for (const fileName of process.argv.slice(1)) {
    const options = { fileName, reportDiagnostics: true };
    const { diagnostics } = ts.transpileModule(fs.readFileSync(fileName, "utf8"), options);
    if (diagnostics.length) throw new Error(fileName + ": " + JSON.stringify(diagnostics[0].messageText));
}"#;

fn node(case: &Case<'_>) -> Result<(), String> {
    // `.ci/run` says where the compiler is
    let modules = std::env::var_os("GWFMT_NODE_MODULES").unwrap_or_default();
    let node = || {
        let mut node = Command::new("node");
        node.env("NODE_PATH", &modules);
        node
    };
    let compiler = "require('typescript').transpileModule.name";
    needs(node().args(["-e", compiler]))?;
    run(case, node().args(["-e", TRANSPILE]).args(case.named)).map(drop)
}

/// Whether a command succeeds; its words where not.
fn needs(command: &mut Command) -> Result<(), String> {
    let is_there = command.output().is_ok_and(|output| output.status.success());
    is_there.then_some(()).ok_or_else(|| format!("{command:?}"))
}

/// Reads pairs of files, before and after. Says for each what the SAM translator makes of it, if it is one of SAM's. Every
/// template is read by cfn-lint, and judged as a whole for one in 32: what is wrong after was wrong before.
const TEMPLATES: &str = r#"
import json, os, sys
from pathlib import Path
os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
from cfnlint.api import lint_file
from cfnlint.decode import decode
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

def faults(name):
    return {(m.rule.id, m.message) for m in lint_file(Path(name)) if m.rule.id.startswith("E")}

def translated(name):
    template, _ = decode(name)
    if "Transform" not in template or "Serverless" not in str(template["Transform"]):
        return None
    resources = Translator({}, Parser()).translate(json.loads(json.dumps(template)), {})["Resources"].values()
    keys = ("AccessLogSetting", "AccessLogSettings")
    stages = [r["Properties"] for r in resources if r["Type"].endswith("::Stage")]
    return [stage[key]["Format"] for stage in stages for key in keys if key in stage]

answers = {}
for number, (name, old) in enumerate(sorted(json.load(sys.stdin).items())):
    template, errors = decode(name)
    assert template is not None and not errors, (name, errors)
    answers[name] = translated(name)
    if number % 32 == 0:
        after = faults(name)
        fixed = Path(name).read_bytes()
        Path(name).write_bytes(old.encode())
        before = faults(name)
        Path(name).write_bytes(fixed)
        assert after <= before, (name, after - before)
json.dump(answers, sys.stdout)
"#;

fn templates(case: &Case<'_>) -> Result<(), String> {
    needs(Command::new("python3").args(["-c", "import cfnlint, samtranslator"]))?;
    let input = json!(case.old);
    let output = assert_cmd::Command::new("python3")
        .current_dir(case.folder)
        .args(["-c", TEMPLATES])
        .write_stdin(input.to_string())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}: {output:?}", case.style.name);
    let answers: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut seen = 0;
    for format in case.formats {
        let translated = &answers[format["file"].as_str().unwrap()];
        if !translated.is_null() {
            seen += 1;
            assert_eq!(translated, &json!([format["text"]]), "{format}");
        }
    }
    assert_eq!(seen > 0, case.style.name == "sam", "{}", case.style.name);
    Ok(())
}
