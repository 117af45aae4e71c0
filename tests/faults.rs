//! Faults met in the field that only the whole command shows: what is said of a part of a format, one finding for one
//! cause, and what a file may cost.

use std::fs;
use std::process::Command;

/// What a run of `lint` says.
#[derive(Debug)]
struct Answer {
    code: Option<i32>,
    /// The concise report.
    out: String,
    err: String,
}

/// Lints a repository of one file.
fn lint(name: &str, text: &str) -> Answer {
    within(None, name, text)
}

/// Lints with at most so many KiB of address space, where the shell can limit it.
fn within(memory: Option<u32>, name: &str, text: &str) -> Answer {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    fs::write(folder.path().join(name), text).unwrap();
    let mut command = match memory {
        None => Command::new(env!("CARGO_BIN_EXE_gwfmt")),
        Some(memory) => {
            let mut shell = Command::new("sh");
            shell
                .args([
                    "-c",
                    &format!("ulimit -v {memory} 2>/dev/null; exec \"$0\" \"$@\""),
                ])
                .arg(env!("CARGO_BIN_EXE_gwfmt"))
                .env("GWFMT_THREADS", "1");
            shell
        }
    };
    let output = command
        .current_dir(folder.path())
        .args(["lint", "--output-format=concise", name])
        .output()
        .unwrap();
    Answer {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The rules of the report, in its order.
fn rules(out: &str) -> Vec<&str> {
    let rule = |line: &'_ str| Some(line.rsplit_once('[')?.1.strip_suffix(']')?.len());
    out.lines()
        .filter_map(|line| {
            let length = rule(line)?;
            Some(&line[line.len() - length - 1..line.len() - 1])
        })
        .collect()
}

fn stage(name: &str, format: &str) -> String {
    format!(
        "resource \"aws_api_gateway_stage\" \"{name}\" {{\n  access_log_settings {{\n    format = {format}\n  }}\n}}\n"
    )
}

/// What a module does with its inputs is not in sight: it may strip line breaks, or join elements.
#[test]
fn of_what_a_module_out_of_sight_takes_only_single_references_are_judged() {
    let call = |input: &str| {
        format!(
            "module \"m\" {{\n  source = \"vendor/api/aws\"\n  {input}\n  stage = \"prod\"\n}}\n"
        )
    };
    for (input, expected) in [
        (
            "access_log_format = <<EOF\n{\n  \"requestId\": \"$context.requestId\",\n  \"status\": $context.status }\nEOF",
            &[][..],
        ),
        (
            "access_log_format = <<EOF\n{\n  \"requestId\": \"$context.requestId\",\n  \"status\": $context.statsu }\nEOF",
            &["unknown-variable"],
        ),
        (
            "access_log_format_fields = [\"$context.identity.sourceIp\", \"$context.status\"]",
            &[],
        ),
        (
            "access_log_format_fields = [\"$context.identity.sourceIp\", \"$context.statsu\"]",
            &["unknown-variable"],
        ),
        (
            "log_formats = { json = \"{\\\"ip\\\":\\\"$context.identity.sourceIp\\\"}\", clf = \"$context.identity.sourceIp - -\" }",
            &[],
        ),
        (
            "log_formats = { json = <<EOF\n{\n\"a\":\"$context.path\"\nEOF\n clf = \"$context.pth\" }",
            &["unknown-variable"],
        ),
        (
            "log_format = [for name in [\"path\", \"stage\"] : \"$context.${name}\"]",
            &[],
        ),
    ] {
        let found = lint("main.tf", &call(input));
        assert_eq!(rules(&found.out), expected, "{input}: {found:?}");
        assert_eq!(
            found.code,
            Some(i32::from(!expected.is_empty())),
            "{found:?}"
        );
        assert!(
            found.err.contains(" of a format") || found.err.contains("parts of formats"),
            "{found:?}"
        );
    }
}

#[test]
fn what_can_be_no_format_is_a_finding() {
    for value in [
        "{ requestId = \"$context.requestId\" }",
        "\"\"",
        "[\"$context.requestId\"]",
        "null",
    ] {
        let found = lint("main.tf", &stage("s", value));
        assert_eq!(
            rules(&found.out),
            ["unreadable-format"],
            "{value}: {found:?}"
        );
    }
}

/// However the members come together, the same slip is told once.
#[test]
fn a_slip_made_many_times_is_one_finding_however_the_text_is_put_together() {
    let members: Vec<String> = (0..10)
        .map(|at| format!("\\\"k{at}\\\":\\\"$context.requestId\\\""))
        .collect();
    let first = members[0].clone() + ",";
    let rest = members[1..].join("\", \"");
    let terraform = |format: &str| lint("main.tf", &stage("s", format));
    let template = |format: &str| {
        let text = format!(
            "Resources:\n  S:\n    Type: AWS::ApiGateway::Stage\n    Properties:\n      AccessLogSetting:\n        Format: {format}\n"
        );
        lint("t.yaml", &text)
    };
    let comma = "a comma is missing before the next member (and 7 more)";
    let sign = r"`\` is a line continuation that was left in the format (and 8 more)";
    for (found, message) in [
        (
            terraform(&format!(
                "join(\"\", [\"{{\", \"{first}\", \"{rest}\", \"}}\"])"
            )),
            comma,
        ),
        (
            terraform(&format!(
                "replace(\"{{{first}|{}}}\", \"|\", \" \")",
                members[1..].join("|")
            )),
            comma,
        ),
        (
            template(&format!("!Join ['', [\"{{{first}\", \"{rest}\", '}}']]")),
            comma,
        ),
        (
            terraform(&format!("\"{{{}}}\"", members.join(", \\\\ "))),
            sign,
        ),
        (
            template(&format!("!Sub \"{{{}}}\"", members.join(", \\\\ "))),
            sign,
        ),
    ] {
        assert_eq!(rules(&found.out), ["invalid-json"], "{found:?}");
        assert!(found.out.contains(message), "{found:?}");
    }
}

/// So many references that no API has.
fn wrong(count: usize) -> String {
    let names: Vec<String> = (0..count).map(|n| format!("$context.no{n}")).collect();
    format!("$context.requestId {}", names.join(" "))
}

/// A gibibyte of address space, as for a whole repository.
const GIBIBYTE: Option<u32> = Some(1 << 20);

#[test]
fn a_text_is_judged_once_however_often_it_is_used() {
    let choices = |first: &str, level: &dyn Fn(usize) -> String, settings: &str| {
        let levels: Vec<String> = (1..15).map(|n| format!("- &a{n} {}\n", level(n))).collect();
        let levels = levels.concat();
        format!(
            "Mappings:\n- &a0 {first}\n{levels}Resources:\n  S:\n    Type: AWS::ApiGateway::Stage\n    Properties: {{AccessLogSetting: {settings}}}\n"
        )
    };
    let stages: String = (0..2000)
        .map(|n| stage(&format!("s{n}"), "local.f"))
        .collect();
    let local = format!("locals {{\n  f = \"{}\"\n}}\n", wrong(100));
    let sides: String = (0..300)
        .map(|n| {
            stage(
                &format!("s{n}"),
                "var.a ? local.f : var.b ? local.f : local.f",
            )
        })
        .collect();
    let shared: Vec<String> = (0..1000)
        .map(|n| {
            format!(
                "  S{n}: {{Type: AWS::ApiGateway::Stage, Properties: {{AccessLogSetting: *log}}}}\n"
            )
        })
        .collect();
    let shared = shared.concat();
    for (name, text, formats, findings) in [
        // branches that aliases double at each of 14 levels
        (
            "t.yaml",
            choices(
                &format!("{{Format: {}}}", wrong(60)),
                &|n| format!("!If [c, *a{0}, *a{0}]", n - 1),
                "*a14",
            ),
            1,
            60,
        ),
        // and of which each level has another text
        (
            "t.yaml",
            choices(
                &format!("\"{}\"", wrong(60)),
                &|n| format!("!If [c, *a{0}, !Join ['', [*a{0}, ' ']]]", n - 1),
                "{Format: *a14}",
            ),
            15,
            60,
        ),
        ("main.tf", stages + &local, 2000, 100),
        (
            "main.tf",
            sides + &local + "variable \"a\" {}\nvariable \"b\" {}\n",
            300,
            100,
        ),
        (
            "t.yaml",
            format!(
                "Mappings:\n  M: &log {{Format: {}}}\nResources:\n{shared}",
                wrong(100)
            ),
            1000,
            100,
        ),
    ] {
        let found = within(GIBIBYTE, name, &text);
        assert_eq!(found.code, Some(1), "{}", found.err);
        let plural = if formats == 1 { "" } else { "s" };
        let closing = format!("{formats} format{plural} in 1 file: {findings} warnings\n");
        assert_eq!(found.err, closing);
        assert_eq!(found.out.lines().count(), findings);
    }
}

/// 17 bytes of memory for each of a file's were too many: of 66 MB they were over a gibibyte.
#[test]
fn a_file_of_line_breaks_costs_a_few_bytes_for_each() {
    let breaks = "\n".repeat(8_000_000);
    let head = "Resources:\n  S:\n    Type: AWS::ApiGateway::Stage\n    Properties:\n      AccessLogSetting:\n        Format: ";
    for (name, text) in [
        ("f.txt", format!("$context.requestId{breaks}")),
        ("t.yaml", format!("{head}\"{breaks}\"\n")),
        ("t.yaml", format!("{head}|+\n          a{breaks}\n")),
    ] {
        let found = within(Some(140_000), name, &text);
        assert_eq!(found.code, Some(1), "{}", found.err);
        assert_eq!(rules(&found.out), ["format-too-long"]);
    }
}
