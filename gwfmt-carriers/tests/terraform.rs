//! Terraform itself is the oracle: random expressions as locals, evaluated by `terraform console` and by us, must give the
//! same bytes; and the source map of each result must keep its laws.
//!
//! `GWFMT_CASES` sets how many cases are tried, `GWFMT_REQUIRE_TOOLS` makes a missing `terraform` a failure.

#![allow(clippy::print_stderr)] // what a test says of itself

mod terraform_cases;

use std::collections::BTreeMap;
use std::env;
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::Arc;

use gwfmt_carriers::{Extraction, Problem, ProblemKind, Sources, hcl};
use gwfmt_core::span::{SourceId, SourceSpan};
use gwfmt_core::text::{FormatText, Origin};

use serde_json::{Map, json};
use terraform_cases::{Generator, handmade};

/// Cases that one call of Terraform evaluates.
const BATCH: usize = 400;

#[derive(Default)]
struct Files(BTreeMap<String, Arc<str>>);

impl Sources for Files {
    fn read(&self, path: &str) -> Option<(SourceId, Arc<str>)> {
        let at = self.0.keys().position(|known| known == path)?;
        Some((SourceId(u32::try_from(at).ok()?), Arc::clone(&self.0[path])))
    }

    fn list(&self, _: &str) -> Vec<String> {
        self.0.keys().cloned().collect()
    }
}

impl Files {
    fn slice(&self, place: SourceSpan) -> &str {
        let text = self.0.values().nth(place.source.0 as usize).unwrap();
        text.get(place.span.range())
            .unwrap_or_else(|| panic!("{place:?} is no place"))
    }
}

#[test]
fn handmade_expressions_are_what_terraform_says() {
    for syntax in [Syntax::Native, Syntax::Crlf, Syntax::Json] {
        compare(&handmade(), syntax, "handmade");
    }
}

#[test]
fn random_expressions_are_what_terraform_says() {
    let cases: usize = env::var("GWFMT_CASES").map_or(1200, |n| n.parse().unwrap());
    for batch in 0..cases.div_ceil(BATCH) {
        let mut generator = Generator::new(batch as u64);
        let locals: Vec<String> = (0..BATCH).map(|n| generator.local(n)).collect();
        let syntax = [Syntax::Native, Syntax::Json, Syntax::Native, Syntax::Crlf][batch % 4];
        compare(&locals, syntax, &format!("batch {batch}"));
    }
}

/// Never a wrong value: what is not computed says so.
#[test]
fn random_regular_expressions_are_what_terraform_says() {
    let cases: usize = env::var("GWFMT_CASES").map_or(1200, |n| n.parse().unwrap());
    let (mut taken, mut computed) = (0, 0);
    for batch in 0..cases.div_ceil(BATCH) {
        let mut generator = Generator::new(0x9A77 + batch as u64);
        let locals: Vec<String> = (0..BATCH).map(|_| generator.pattern()).collect();
        let code = locals_of(&locals, Syntax::Native);
        let Some(expected) = terraform(&code, Syntax::Native) else {
            return;
        };
        let (files, found) = ours(&code, locals.len(), Syntax::Native);
        let mut wrong = 0;
        for (at, expected) in expected.iter().enumerate() {
            let address = format!("aws_api_gateway_stage.c{at}");
            let is_known = |text: &FormatText| !text.has_holes();
            let format = found
                .formats
                .iter()
                .find(|format| format.address == address);
            let unknown = found
                .unknown
                .iter()
                .any(|unknown| unknown.address == address);
            taken += usize::from(expected != "refused");
            match format {
                Some(format) if is_known(&format.text) => {
                    computed += usize::from(expected != "refused");
                    check_laws(&files, &format.text);
                    if format.text.as_str() != expected {
                        wrong += 1;
                        eprintln!(
                            "c{at} = {}\n  terraform {expected:?}\n  gwfmt     {:?}",
                            locals[at],
                            format.text.as_str()
                        );
                    }
                }
                _ => assert!(format.is_some() || unknown, "{}", locals[at]),
            }
        }
        assert_eq!(wrong, 0, "batch {batch}");
    }
    eprintln!("Terraform takes {taken} of {cases} expressions, {computed} are computed");
    assert!(taken * 5 > cases * 2 && computed * 10 > taken * 6);
}

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Syntax {
    Native,
    /// With line breaks of Windows.
    Crlf,
    Json,
}

impl Syntax {
    fn ending(self) -> &'static str {
        match self {
            Syntax::Native | Syntax::Crlf => "tf",
            Syntax::Json => "tf.json",
        }
    }
}

fn locals_of(locals: &[String], syntax: Syntax) -> String {
    let names: Vec<String> = (0..locals.len()).map(|at| format!("local.c{at}")).collect();
    let all = format!("[for c in [{}] : tostring(c)]", names.join(", "));
    if syntax == Syntax::Json {
        let locals = locals.iter().enumerate();
        let mut members: Map<_, _> = locals
            .map(|(at, local)| (format!("c{at}"), json!(format!("${{{local}\n}}"))))
            .collect();
        members.insert("all".to_owned(), json!(format!("${{{all}}}")));
        return json!({ "locals": members }).to_string();
    }
    let mut code = "locals {\n".to_owned();
    for (at, local) in locals.iter().enumerate() {
        writeln!(code, "c{at} = {local}").unwrap();
    }
    writeln!(code, "all = {all}\n}}").unwrap();
    if syntax == Syntax::Crlf {
        code = code.replace('\n', "\r\n");
    }
    code
}

/// `locals[n]` is what follows `cN =`.
fn compare(locals: &[String], syntax: Syntax, name: &str) {
    let code = locals_of(locals, syntax);
    let Some(expected) = terraform(&code, syntax) else {
        return;
    };
    let (files, found) = ours(&code, locals.len(), syntax);
    // an empty text is a value like any other here, and not a format
    let is_empty = |problem: &&Problem| {
        problem.kind == ProblemKind::Value && problem.message.starts_with("`format` is empty")
    };
    let mut other = found.problems.iter().filter(|problem| !is_empty(problem));
    assert_eq!(other.next(), None, "{name}");
    let mut wrong = 0;
    for (at, expected) in expected.iter().enumerate() {
        let address = format!("aws_api_gateway_stage.c{at}");
        let format = found.formats.iter().find(|format| {
            format.address == address
                || format
                    .via
                    .iter()
                    .any(|place| files.slice(*place) == format!("tostring(local.c{at})"))
        });
        // an empty text is no format
        let text = format.map_or("", |format| format.text.as_str());
        if text != expected {
            wrong += 1;
            eprintln!(
                "{name}: c{at} = {}\n  terraform {expected:?}\n  gwfmt     {text:?}",
                locals[at]
            );
        }
        if let Some(format) = format {
            check_laws(&files, &format.text);
        }
    }
    assert_eq!(wrong, 0, "{name}, {syntax:?}");
}

fn ours(code: &str, count: usize, syntax: Syntax) -> (Files, Extraction) {
    let mut stages = String::new();
    for at in 0..count {
        let settings = format!("access_log_settings {{\n format = tostring(local.c{at})\n }}");
        writeln!(
            stages,
            "resource \"aws_api_gateway_stage\" \"c{at}\" {{\n {settings}\n}}"
        )
        .unwrap();
    }
    if syntax == Syntax::Json {
        let stage = |at: usize| {
            let format = format!("${{tostring(local.c{at})}}");
            let settings = json!({ "access_log_settings": { "format": format } });
            (format!("c{at}"), settings)
        };
        let all: Map<_, _> = (0..count).map(stage).collect();
        stages = json!({ "resource": { "aws_api_gateway_stage": all } }).to_string();
    }
    let mut files = Files::default();
    let path = |name: &str| format!("{name}.{}", syntax.ending());
    files.0.insert(path("main"), code.into());
    files.0.insert(path("stages"), stages.into());
    let found = hcl::directory("", &files);
    (files, found)
}

fn check_laws(files: &Files, text: &FormatText) {
    let mut end = 0;
    for (span, origin) in text.spans() {
        assert_eq!(span.start, end, "runs cover the text");
        end = span.end;
        let run = &text.as_str()[span.range()];
        match origin {
            Origin::Verbatim { source, offset } => {
                let place = SourceSpan::new(source, offset, offset + span.len());
                assert_eq!(files.slice(place), run, "a verbatim run equals its source");
            }
            Origin::Escape(place) | Origin::Written(place) => {
                files.slice(place);
            }
            Origin::Hole(place) => panic!("a hole for `{}`", files.slice(place)),
        }
    }
    assert_eq!(end, text.len());
}

/// What Terraform makes of `local.all`; `None` when there is no Terraform and none is required.
fn terraform(code: &str, syntax: Syntax) -> Option<Vec<String>> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("main.{}", syntax.ending()));
    std::fs::write(path, code).unwrap();
    let child = Command::new("terraform")
        .args(["console", "-no-color"])
        .current_dir(folder.path())
        .env("CHECKPOINT_DISABLE", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = match child {
        Ok(child) => child,
        Err(error) => {
            let required = env::var_os("GWFMT_REQUIRE_TOOLS").is_some();
            assert!(!required, "terraform is missing: {error}");
            eprintln!("SKIPPED: terraform is missing, nothing was compared with it ({error})");
            return None;
        }
    };
    child
        .stdin
        .take()
        .unwrap()
        .write_all(b"jsonencode(local.all)\n")
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success() && printed.starts_with('"'),
        "terraform: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Some(serde_json::from_str(&unquote(printed.trim_end())).unwrap())
}

/// The console prints strings as Go quotes them.
fn unquote(printed: &str) -> String {
    let inner = printed
        .strip_prefix('"')
        .unwrap()
        .strip_suffix('"')
        .unwrap();
    let mut chars = inner.chars();
    let mut text = String::new();
    while let Some(c) = chars.next() {
        if c != '\\' {
            text.push(c);
            continue;
        }
        let letter = chars.next().unwrap();
        let digits = match letter {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            '"' | '\\' => {
                text.push(letter);
                continue;
            }
            other => panic!("the console printed \\{other}"),
        };
        let digits: String = chars.by_ref().take(digits).collect();
        text.push(char::from_u32(u32::from_str_radix(&digits, 16).unwrap()).unwrap());
    }
    text
}
