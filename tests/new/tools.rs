//! Terraform, cfn-lint, the SAM translator, the CDK and the Serverless Framework take the files, and see the same format in them.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::Made;

/// A file with the format that is in it.
pub(crate) struct Case<'m> {
    pub(crate) made: &'m Made,
    pub(crate) text: String,
}

/// Gives the files to their tools. One that is missing is said.
pub(crate) fn take(root: &Path, cases: &[Case<'_>]) {
    let of = |tool: &str| -> Vec<&Case<'_>> {
        cases.iter().filter(|case| case.made.tool == tool).collect()
    };
    let templates: Vec<_> = of("cloudformation").into_iter().chain(of("sam")).collect();
    let answers = [
        ("Terraform", terraform(root, &of("terraform"))),
        ("cfn-lint and the SAM translator", lint(&templates)),
        ("the CDK", synthesize(&of("cdk"))),
        ("the Serverless Framework", package(&of("serverless"))),
    ];
    for (name, answer) in answers {
        match answer {
            Ok(count) => eprintln!("{name}: {count} files"),
            Err(missing) => {
                eprintln!("NOT RUN: {name}: {missing}");
                assert!(!is_required(), "{name}: {missing}");
            }
        }
    }
}

/// Whether a missing tool is a failure, and every combination is run.
pub(crate) fn is_required() -> bool {
    env::var_os("GWFMT_REQUIRE_TOOLS").is_some()
}

fn terraform_command() -> Command {
    let mut command = Command::new("terraform");
    command
        .env("TF_CLI_CONFIG_FILE", "/dev/null")
        .env("CHECKPOINT_DISABLE", "1");
    command
}

/// The files are as `terraform fmt` has them, and Terraform works out the same text from what is written as `format`.
fn terraform(root: &Path, cases: &[&Case<'_>]) -> Result<usize, String> {
    let mut command = terraform_command();
    let output = command
        .args(["fmt", "-check", "-diff", "-recursive"])
        .arg(root)
        .output();
    let output = output.map_err(|error| format!("terraform: {error}"))?;
    assert!(output.status.success(), "{output:?}");
    let mut code = "locals {\n".to_owned();
    for (number, case) in cases.iter().enumerate() {
        let file = fs::read_to_string(&case.made.file).unwrap();
        let (_, rest) = file.split_once("    format ").unwrap();
        let (expression, _) = rest.split_once("\n  }\n}\n").unwrap();
        let (_, expression) = expression.split_once("= ").unwrap();
        writeln!(code, "  format_{number} = {expression}").unwrap();
    }
    let names: Vec<String> = (0..cases.len())
        .map(|n| format!("local.format_{n}"))
        .collect();
    writeln!(code, "  all = jsonencode([{}])\n}}", names.join(", ")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("main.tf"), code).unwrap();
    let mut console = terraform_command()
        .arg("console")
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    console
        .stdin
        .take()
        .unwrap()
        .write_all(b"base64encode(local.all)\n")
        .unwrap();
    let output = console.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let answer = String::from_utf8(output.stdout).unwrap();
    let decoded = Command::new("python3")
        .args([
            "-c",
            "import base64, sys; sys.stdout.buffer.write(base64.b64decode(sys.argv[1]))",
        ])
        .arg(answer.trim().trim_matches('"'))
        .output()
        .unwrap();
    let texts: Vec<String> = serde_json::from_slice(&decoded.stdout).unwrap();
    for (case, text) in cases.iter().zip(texts) {
        assert_eq!(text, case.text, "{}", case.made.file.display());
    }
    Ok(cases.len())
}

/// Reads names of templates; says what cfn-lint finds in any, and the formats that the SAM translator makes of them.
const TEMPLATES: &str = r#"
import json, os, sys
from pathlib import Path
os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
from cfnlint.api import lint_file
from cfnlint.decode import decode
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

answers = []
for name in json.load(sys.stdin):
    faults = [f"{m.rule.id} {m.message}" for m in lint_file(Path(name))]
    template = json.loads(json.dumps(decode(name)[0]))
    if "Transform" in template:
        template = Translator({}, Parser()).translate(template, {})
    keys = ("AccessLogSetting", "AccessLogSettings")
    stages = [r["Properties"] for r in template["Resources"].values() if r["Type"].endswith("::Stage")]
    answers.append([faults, [stage[key]["Format"] for stage in stages for key in keys if key in stage]])
json.dump(answers, sys.stdout)
"#;

fn lint(cases: &[&Case<'_>]) -> Result<usize, String> {
    let python = || Command::new(env::var_os("GWFMT_PYTHON").unwrap_or_else(|| "python3".into()));
    let is_there = python()
        .args(["-c", "import cfnlint, samtranslator"])
        .output();
    if !is_there.is_ok_and(|output| output.status.success()) {
        return Err("Python does not have cfnlint and samtranslator".to_owned());
    }
    // each takes a while, and they differ little
    let some = if is_required() { cases.len() } else { 2 };
    let cases: Vec<_> = cases.iter().take(some).collect();
    let names: Vec<&Path> = cases.iter().map(|case| &*case.made.file).collect();
    let mut child = python()
        .args(["-c", TEMPLATES])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(json!(names).to_string().as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let answers: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answers.len(), cases.len());
    for (case, answer) in cases.iter().zip(answers) {
        assert_eq!(
            answer,
            json!([[], [case.text]]),
            "{}",
            case.made.file.display()
        );
    }
    Ok(cases.len())
}

/// Reads names of programs; says the formats of the stages in the template that the CDK makes of each.
const STACKS: &str = r#"
const fs = require("fs"), path = require("path"), Module = require("module"), ts = require("typescript");
const { App } = require("aws-cdk-lib");
const answers = JSON.parse(fs.readFileSync(0, "utf8")).map((name) => {
    const options = { compilerOptions: { module: "commonjs", target: "es2022" }, reportDiagnostics: true, fileName: name };
    const { outputText, diagnostics } = ts.transpileModule(fs.readFileSync(name, "utf8"), options);
    if (diagnostics.length) throw new Error(name + ": " + JSON.stringify(diagnostics[0].messageText));
    const program = new Module(name);
    program.paths = module.paths.concat(process.env.NODE_PATH);
    program._compile(outputText, name);
    const app = new App();
    const stack = new program.exports.ExampleStack(app, "a");
    const { Resources } = app.synth().getStackArtifact(stack.artifactId).template;
    const stages = Object.values(Resources).filter((one) => one.Type.endsWith("::Stage"));
    return stages.map(({ Properties: one }) => (one.AccessLogSetting ?? one.AccessLogSettings).Format);
});
process.stdout.write(JSON.stringify(answers));"#;

fn synthesize(cases: &[&Case<'_>]) -> Result<usize, String> {
    // `.ci/run` says where the CDK is
    let modules = env::var_os("GWFMT_NODE_MODULES").ok_or("GWFMT_NODE_MODULES is not set")?;
    let names: Vec<&Path> = cases.iter().map(|case| &*case.made.file).collect();
    let mut child = Command::new("node")
        .args(["-e", STACKS])
        .env("NODE_PATH", modules)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("node: {error}"))?;
    let input = json!(names).to_string();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let answers: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answers.len(), cases.len());
    for (case, answer) in cases.iter().zip(answers) {
        assert_eq!(answer, json!([case.text]), "{}", case.made.file.display());
    }
    Ok(cases.len())
}

/// The framework packages the service, and has the format in its state. It takes seconds: one service for each type of API.
fn package(cases: &[&Case<'_>]) -> Result<usize, String> {
    let mut packaged: Vec<&str> = Vec::new();
    for case in cases {
        if packaged.contains(&case.made.api) {
            continue;
        }
        packaged.push(case.made.api);
        let folder = case.made.file.parent().unwrap();
        let handler = "def handler(event, context): return {}\n";
        fs::write(folder.join("handler.py"), handler).unwrap();
        let output = Command::new("serverless")
            .args(["package", "--package", "made"])
            .current_dir(folder)
            .env("SLS_TELEMETRY_DISABLED", "1")
            .env("SLS_NOTIFICATIONS_MODE", "off")
            .env("AWS_ACCESS_KEY_ID", "x")
            .env("AWS_SECRET_ACCESS_KEY", "x")
            .output()
            .map_err(|error| format!("serverless: {error}"))?;
        assert!(output.status.success(), "{output:?}");
        let state = fs::read(folder.join("made/serverless-state.json")).unwrap();
        let state: Value = serde_json::from_slice(&state).unwrap();
        let logs = &state["service"]["provider"]["logs"];
        let key = match case.made.api {
            "rest" => "restApi",
            "http" => "httpApi",
            _ => "websocket",
        };
        assert_eq!(
            logs[key]["format"],
            case.text.as_str(),
            "{}",
            folder.display()
        );
    }
    Ok(packaged.len())
}
