//! Real producers are the oracle: what `gwfmt lint` finds in the files that people write is what it finds in those that the
//! CDK, CDKTF, Terraform, the Serverless Framework and AWS's own command line make of them, byte for byte.
//!
//! `.ci/run` installs them. Where one is missing, its test says so and passes, unless `GWFMT_REQUIRE_TOOLS` is set.

#![allow(clippy::print_stderr)] // what a test says of itself

mod cdk;
mod deployed;
mod serverless;
mod terraform;

use std::env;
use std::ffi::OsStr;
use std::fmt;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The programs of this folder.
fn programs() -> PathBuf {
    Path::new(ROOT).join("tests/producers/programs")
}

/// What the JSON report says of a format, without its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Format {
    address: String,
    api: String,
    text: String,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.address, self.api, self.text)
    }
}

/// What `gwfmt lint` found.
#[derive(Debug)]
struct Linted {
    formats: Vec<Format>,
    /// Address and reason of each format that is not known.
    unknown: Vec<(String, String)>,
}

/// Lints files of a folder, or what is given on standard input.
fn lint(folder: &Path, files: &[&str], input: &str) -> Linted {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gwfmt"));
    command
        .args(["lint", "--output-format", "json", "--isolated"])
        .args(files)
        .current_dir(folder);
    let output = fed(&mut command, input);
    let report: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|why| panic!("{why}: {}", said(&output)));
    let text = |of: &Value, name: &str| of[name].as_str().unwrap_or_default().to_owned();
    let list = |name: &str| report[name].as_array().cloned().unwrap_or_default();
    let broken: Vec<Value> = list("findings")
        .into_iter()
        .filter(|finding| finding["rule"] == "syntax-error")
        .collect();
    assert_eq!(broken, [] as [Value; 0]);
    let formats = list("formats").into_iter().map(|format| Format {
        address: text(&format, "address"),
        api: text(&format, "api"),
        text: text(&format, "text"),
    });
    let unknown = list("unknown").into_iter();
    Linted {
        formats: formats.collect(),
        unknown: unknown
            .map(|one| (text(&one, "address"), text(&one, "reason")))
            .collect(),
    }
}

/// Runs a program with something on its standard input.
fn fed(command: &mut Command, input: &str) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut stdin = child.stdin.take().expect("it is piped");
    // a program that does not read may be gone already
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    child.wait_with_output().expect("it ends")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// Runs a producer; its own words when it fails.
fn run(command: &mut Command) -> Output {
    let output = command.stdin(Stdio::null()).output().expect("it starts");
    assert!(output.status.success(), "{command:?}: {}", said(&output));
    output
}

/// Says that a producer is missing, and fails where it must not be.
fn missing(what: &str) {
    eprintln!("NOT RUN: {what} is missing; .ci/run installs it");
    assert!(
        env::var_os("GWFMT_REQUIRE_TOOLS").is_none(),
        "{what} is missing"
    );
}

/// What an environment variable names, or what `.ci/run` makes in `target`.
fn made(variable: &str, path: &str) -> PathBuf {
    env::var_os(variable).map_or_else(|| Path::new(ROOT).join("target").join(path), PathBuf::from)
}

/// The folder of npm packages, where it has this one.
fn node_modules(package: &str) -> Option<PathBuf> {
    let modules = made("GWFMT_NODE_MODULES", "producers/node_modules");
    modules.join(package).is_dir().then_some(modules)
}

/// A Python that has this module.
fn python(module: &str) -> Option<PathBuf> {
    let python = made("GWFMT_PYTHON", "venv/bin/python");
    let mut command = Command::new(&python);
    // to find a module takes a blink, to import it may take seconds
    command.args([
        "-c",
        "import importlib.util, sys; sys.exit(importlib.util.find_spec(sys.argv[1]) is None)",
    ]);
    let found = command.arg(module).output();
    found
        .is_ok_and(|output| output.status.success())
        .then_some(python)
}

/// Whether a program is on the path.
fn has(program: impl AsRef<OsStr>) -> bool {
    let output = Command::new(program).arg("--version").output();
    output.is_ok_and(|output| output.status.success())
}
