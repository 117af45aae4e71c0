//! Files as the world holds them: nested, broken, huge, linked in circles, forbidden, in other encodings. Each has its answer.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;

struct Repository(tempfile::TempDir);

impl Repository {
    fn new() -> Self {
        let repository = Self(tempfile::tempdir().unwrap());
        fs::create_dir(repository.at(".git")).unwrap();
        repository
    }

    fn at(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn file(&self, path: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.at(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::cargo_bin("gwfmt").unwrap();
        command.current_dir(self.0.path()).arg("lint").args(args);
        command
    }

    fn lint(&self, args: &[&str]) -> Answer {
        Answer::of(
            self.command(args)
                .arg("--output-format=concise")
                .output()
                .unwrap(),
        )
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Answer {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Answer {
    fn of(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

fn answer(code: i32, out: &str, err: &str) -> Answer {
    Answer {
        code: Some(code),
        out: out.to_owned(),
        err: err.to_owned(),
    }
}

/// A template with one format, in single quotes.
fn template(format: &str) -> String {
    format!(
        "Resources:\n  S:\n    Type: AWS::ApiGateway::Stage\n    Properties:\n      AccessLogSetting:\n        Format: '{format}'\n"
    )
}

const TYPO: &str = "$context.requestId $context.statsu";
/// The sign of a hole never reaches a person: the expression that fills it does.
#[test]
fn an_example_shows_what_fills_its_holes() {
    let repository = Repository::new();
    let format = r#"{\"id\":\"$context.requestId\",\"n\":\"${var.name}\",\"ms\":$context.integration.latency}"#;
    let stage = format!(
        "resource \"aws_api_gateway_stage\" \"a\" {{\n  access_log_settings {{\n    format = \"{format}\"\n  }}\n}}\n"
    );
    repository.file("main.tf", stage);
    let output = repository.command(&["main.tf"]).output().unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(out.contains(r#","n":"‹var.name›","ms":-}"#), "{out}");
    assert!(!out.contains('\u{FFFC}'), "{out}");
}

const CLOSING: &str = "1 format in 1 file: 1 warning\n";

#[test]
fn ignore_files_are_honoured_when_walking_but_not_when_a_folder_is_named() {
    let repository = Repository::new();
    repository
        .file(".gitignore", "cdk.out/\nbuild/*\n")
        .file("cdk.out/a.yaml", template(TYPO))
        .file("build/deep/a.yaml", template(TYPO))
        .file(".hidden/a.yaml", template(TYPO))
        .file("seen.yaml", template("$context.requestId"));
    assert_eq!(
        repository.lint(&[]),
        answer(0, "", "1 format in 1 file: no findings\n")
    );
    for folder in ["cdk.out", "build", "build/deep", ".hidden"] {
        let found = repository.lint(&[folder]);
        assert_eq!(
            (found.code, found.err.as_str()),
            (Some(1), CLOSING),
            "{folder}"
        );
    }
    let file = repository.lint(&["cdk.out/a.yaml"]);
    assert_eq!(
        file,
        answer(
            1,
            "cdk.out/a.yaml:6:37: warning: unknown variable `$context.statsu` [unknown-variable]\n",
            CLOSING
        )
    );
}

#[test]
fn the_answer_is_the_same_whatever_the_order_and_the_threads() {
    let repository = Repository::new();
    for number in 0..120 {
        repository.file(&format!("{number:03}/t.yaml"), template(TYPO));
        repository.file(
            &format!("{number:03}/main.tf"),
            format!("resource \"aws_api_gateway_stage\" \"s\" {{\n  access_log_settings {{\n    format = \"{TYPO}\"\n  }}\n}}\n"),
        );
    }
    let walked = repository.lint(&["."]);
    assert_eq!(walked.out.lines().count(), 240);
    assert_eq!(walked.err, "240 formats in 240 files: 240 warnings\n");
    let mut sorted: Vec<&str> = walked.out.lines().collect();
    sorted.sort_unstable();
    assert_eq!(walked.out.lines().collect::<Vec<_>>(), sorted);
    let mut named: Vec<String> = (0..120)
        .flat_map(|n| [format!("{n:03}/t.yaml"), format!("{n:03}/main.tf")])
        .collect();
    named.reverse();
    let named: Vec<&str> = named.iter().map(String::as_str).collect();
    for _ in 0..3 {
        assert_eq!(repository.lint(&named), walked);
    }
}

#[test]
fn what_is_named_twice_is_reported_once() {
    let repository = Repository::new();
    repository.file("a/t.yaml", template(TYPO));
    let once = repository.lint(&["a"]);
    assert_eq!(once.err, CLOSING);
    assert_eq!(
        repository.lint(&["a", "a/t.yaml", "./a/../a/t.yaml", "."]),
        once
    );
}

#[test]
fn a_byte_order_mark_and_crlf_do_not_move_places() {
    let repository = Repository::new();
    let content = format!("\u{FEFF}{}", template(TYPO).replace('\n', "\r\n"));
    repository.file("t.yaml", content);
    assert_eq!(
        repository.lint(&[]).out,
        "t.yaml:6:37: warning: unknown variable `$context.statsu` [unknown-variable]\n"
    );
    repository.file(
        "f.txt",
        "\u{FEFF}$context.requestId\u{20}$context.statsu\r\n",
    );
    assert_eq!(
        repository.lint(&["f.txt"]),
        answer(
            1,
            "f.txt:1:20: warning: unknown variable `$context.statsu` [unknown-variable]\n",
            CLOSING
        )
    );
    let tf = format!(
        "\u{FEFF}resource \"aws_api_gateway_stage\" \"s\" {{\r\n  access_log_settings {{\r\n    format = \"{TYPO}\"\r\n  }}\r\n}}\r\n"
    );
    let repository = Repository::new();
    repository.file("main.tf", tf);
    assert_eq!(
        repository.lint(&[]).out,
        "main.tf:3:34: warning: unknown variable `$context.statsu` [unknown-variable]\n"
    );
}

#[test]
fn columns_count_characters() {
    let repository = Repository::new();
    repository.file("f.txt", "é😀 $context.requestId $context.statsu");
    assert!(repository.lint(&["f.txt"]).out.starts_with("f.txt:1:23: "));
}

#[test]
fn a_file_that_is_not_utf8_is_a_finding_at_its_place() {
    let repository = Repository::new();
    let mut bytes = template(TYPO).into_bytes();
    bytes.extend(b"# caf\xe9\n");
    repository.file("t.yaml", &bytes);
    let place = "t.yaml:7:6:";
    assert_eq!(
        repository.lint(&["t.yaml"]),
        answer(
            1,
            &format!("{place} error: the file is not UTF-8 [parse-error]\n"),
            "1 file looked at: 1 error; not read: t.yaml:7\n"
        )
    );
    assert_eq!(
        repository.lint(&["."]),
        answer(
            0,
            &format!("{place} note: the file is not UTF-8 [parse-error]\n"),
            "1 file looked at: 1 note; not read: t.yaml:7\n"
        )
    );
    repository.file("main.tf", b"# access_log_settings \xff\n");
    assert_eq!(
        repository.lint(&["main.tf"]).out,
        "main.tf:1:23: error: the file is not UTF-8 [parse-error]\n"
    );
    repository.file("f.txt", b"\xff");
    assert_eq!(repository.lint(&["f.txt"]).code, Some(1));
}

#[test]
fn a_file_that_does_not_parse_is_an_error_when_named_and_a_note_when_met() {
    let repository = Repository::new();
    repository
        .file("chart.yaml", "a: {{ .Values.AccessLogSetting }\nb: [\n")
        .file("main.tf", "resource \"aws_api_gateway_stage\" \"s\" {\n  access_log_settings {\n    format = \"$context.requestId\n  }\n}\n");
    for file in ["chart.yaml", "main.tf"] {
        let named = repository.lint(&[file]);
        assert_eq!(named.code, Some(1), "{named:?}");
        assert!(named.out.contains(": error: "), "{named:?}");
        assert!(named.out.trim_end().ends_with("[parse-error]"), "{named:?}");
    }
    let met = repository.lint(&["."]);
    assert_eq!(met.code, Some(0), "{met:?}");
    assert!(
        met.out.lines().all(|line| line.contains(": note: ")),
        "{met:?}"
    );
    assert!(met.out.lines().count() >= 2, "{met:?}");
    let quiet = repository.lint(&[".", "--ignore", "parse-error"]);
    assert_eq!(quiet.out, "");
}

#[test]
fn a_file_without_the_needle_is_never_parsed() {
    let repository = Repository::new();
    repository.file("chart.yaml", "a: {{ .Values.b }\nb: [\n");
    assert_eq!(
        repository.lint(&["."]),
        answer(0, "", "no format in 1 file\n")
    );
}

#[test]
fn deep_nesting_is_answered() {
    let repository = Repository::new();
    let deep = "[".repeat(200_000);
    repository
        .file("deep.yaml", format!("# AccessLogSetting\na: {deep}"))
        .file("deep.json", format!("{{\"AccessLogSetting\":{deep}"))
        .file(
            "main.tf",
            format!("# access_log_settings\nlocals {{\n  a = {deep}\n}}\n"),
        )
        .file(
            "deep.txt",
            format!("{{\"requestId\":\"$context.requestId\",\"a\":{deep}"),
        );
    let met = repository.lint(&["."]);
    assert_eq!(met.code, Some(0), "{met:?}");
    for file in ["deep.yaml", "deep.json"] {
        let named = repository.lint(&[file]);
        assert_eq!(named.code, Some(1), "{named:?}");
        assert!(named.out.contains("[parse-error]"), "{named:?}");
    }
    let raw = repository.lint(&["deep.txt"]);
    assert_eq!(raw.code, Some(1), "{}", raw.err);
    assert!(raw.out.contains("[format-too-long]"));
    repository.file(
        "short.txt",
        format!(
            "{{\"requestId\":\"$context.requestId\",\"a\":{}",
            "[".repeat(2000)
        ),
    );
    let raw = repository.lint(&["short.txt"]);
    assert_eq!(raw.code, Some(1), "{}", raw.err);
    assert!(raw.out.contains("[invalid-json]"));
}

#[cfg(unix)]
#[test]
fn symbolic_links_in_circles_end() {
    use std::os::unix::fs::symlink;
    let repository = Repository::new();
    repository.file("a/t.yaml", template(TYPO));
    symlink(repository.at("a"), repository.at("a/again")).unwrap();
    symlink(repository.at("loop"), repository.at("loop")).unwrap();
    symlink(repository.at("."), repository.at("a/up")).unwrap();
    symlink("x.tf", repository.at("a/x.tf")).unwrap();
    let note =
        "x.tf:1:1: note: cannot be read: too many levels of symbolic links [unreadable-file]\n";
    for folder in [".", "a/again/up/a"] {
        let met = repository.lint(&[folder]);
        let closing = "1 format in 1 file: 1 warning, 1 note; not read: ";
        assert!(met.err.starts_with(closing), "{met:?}");
        assert!(met.err.ends_with("x.tf:1\n"), "{met:?}");
        assert!(met.out.contains(note), "{met:?}");
    }
    let broken = repository.lint(&["loop"]);
    assert_eq!(broken.code, Some(2));
    assert!(
        broken.err.starts_with("error: cannot read `loop`: "),
        "{broken:?}"
    );
}

#[cfg(unix)]
#[test]
fn no_link_of_a_repository_leads_out_of_it() {
    let outside = tempfile::tempdir().unwrap();
    fs::write(
        outside.path().join("secret.tf"),
        "locals {\n  format = \"$context.requestId $context.secretname\"\n}\n",
    )
    .unwrap();
    let repository = Repository::new();
    repository.file(
        "main.tf",
        "resource \"aws_api_gateway_stage\" \"s\" {\n  access_log_settings {\n    format = local.format\n  }\n}\n",
    );
    std::os::unix::fs::symlink(outside.path().join("secret.tf"), repository.at("link.tf")).unwrap();
    let found = repository.lint(&["."]);
    assert!(!found.out.contains("secretname"), "{found:?}");
    repository.file(
        "main.tf",
        "resource \"aws_api_gateway_stage\" \"s\" {\n  access_log_settings {\n    format = file(\"link.tf\")\n  }\n}\n",
    );
    assert!(!repository.lint(&["."]).out.contains("secretname"));
}

/// Root may read everything, so the command runs as nobody then.
#[cfg(unix)]
#[test]
fn what_may_not_be_read_is_an_error_when_named_and_a_note_when_met() {
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::process::CommandExt as _;
    const NOBODY: u32 = 65_534;

    let repository = Repository::new();
    repository
        .file("t.yaml", template(TYPO))
        .file("b.yaml", template(TYPO))
        .file("main.tf", "# access_log_settings\n")
        .file("closed/c.yaml", template(TYPO));
    let mode =
        |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    let tool = repository.at("gwfmt");
    fs::copy(assert_cmd::cargo::cargo_bin("gwfmt"), &tool).unwrap();
    mode(&tool, 0o755);
    mode(repository.0.path(), 0o755);
    for closed in ["t.yaml", "main.tf", "closed"] {
        mode(&repository.at(closed), 0o000);
    }
    let is_root = fs::read(repository.at("t.yaml")).is_ok();
    let lint = |paths: &[&str]| {
        let mut command = std::process::Command::new(&tool);
        command.current_dir(repository.0.path());
        command
            .args(["lint", "--output-format=concise"])
            .args(paths);
        if is_root {
            command.uid(NOBODY).gid(NOBODY);
        }
        Answer::of(command.output().unwrap())
    };
    let found = "b.yaml:6:37: warning: unknown variable `$context.statsu` [unknown-variable]\n";
    assert_eq!(
        lint(&["t.yaml", "b.yaml", "main.tf"]),
        answer(
            2,
            found,
            "error: cannot read `t.yaml`: permission denied\nerror: cannot read `main.tf`: permission denied\n1 format in 1 file: 1 warning\n"
        )
    );
    let note = |path: &str| {
        format!("{path}:1:1: note: cannot be read: permission denied [unreadable-file]\n")
    };
    let met = lint(&["."]);
    let expected = [
        found.to_owned(),
        note("closed"),
        note("main.tf"),
        note("t.yaml"),
    ]
    .concat();
    assert_eq!((met.code, met.out), (Some(1), expected));
    mode(&repository.at("closed"), 0o755);
}

#[test]
fn a_file_over_the_limit_is_not_read() {
    let repository = Repository::new();
    repository.file("big.yaml", "");
    let file = fs::OpenOptions::new()
        .write(true)
        .open(repository.at("big.yaml"))
        .unwrap();
    file.set_len((64 << 20) + 1).unwrap();
    let message = "the file is over 64 MiB and is not read [file-too-large]\n";
    assert_eq!(
        repository.lint(&["big.yaml"]),
        answer(
            1,
            &format!("big.yaml:1:1: error: {message}"),
            "1 file looked at: 1 error; not read: big.yaml:1\n"
        )
    );
    assert_eq!(
        repository.lint(&[]).out,
        format!("big.yaml:1:1: note: {message}")
    );
}

#[test]
fn a_limit_inside_a_file_is_an_error_when_named_and_a_note_when_met() {
    let joins = "!Join ['', [".repeat(100) + "a" + &"]]".repeat(100);
    let template = template("x").replace("'x'", &joins);
    let nested = format!("{{\"locals\": {{\"a\": {}}}}}", "[".repeat(100_000));
    let lists = format!(
        "locals {{\n  a = {}{}\n}}\n",
        "[".repeat(2_000),
        "]".repeat(2_000)
    );
    let cases = [
        ("join.yaml", template, None),
        ("deep.tf.json", nested, Some("main.tf")),
        ("deep.tf", lists, Some("main.tf")),
    ];
    for (name, text, beside) in cases {
        let repository = Repository::new();
        repository.file(name, text);
        if let Some(beside) = beside {
            repository.file(beside, stage("s", "\"$context.requestId\""));
        }
        let [named, met] = [repository.lint(&[name]), repository.lint(&[])];
        for (answer, severity, code) in [(&named, "error", 1), (&met, "note", 0)] {
            let finding = answer.out.lines().next().unwrap_or_default();
            assert!(finding.starts_with(&format!("{name}:")), "{answer:?}");
            assert!(finding.contains(&format!(": {severity}: ")), "{answer:?}");
            assert!(finding.ends_with("[file-too-large]"), "{answer:?}");
            assert_eq!(answer.code, Some(code), "{answer:?}");
        }
    }
}

/// A stage of Terraform.
fn stage(name: &str, format: &str) -> String {
    format!(
        "resource \"aws_api_gateway_stage\" \"{name}\" {{\n  access_log_settings {{\n    format = {format}\n  }}\n}}\n"
    )
}

#[test]
fn formats_that_only_the_deployment_knows_are_named() {
    let repository = Repository::new();
    let terraform = stage("s", "var.f") + &stage("t", "\"$context.requestId\"");
    repository
        .file("main.tf", terraform + "variable \"f\" {}\n")
        .file("t.yaml", template("x").replace("'x'", "!Ref Format"));
    let closing = "1 format in 1 file: no findings; 2 formats are known only at deployment: main.tf:3, t.yaml:6\n";
    assert_eq!(repository.lint(&[]), answer(0, "", closing));
    let named = repository.lint(&["main.tf#aws_api_gateway_stage.s"]);
    let closing = "no format is known in 1 file; 1 format is known only at deployment: main.tf:3\n";
    assert_eq!(named, answer(0, "", closing));
    let mut command = repository.command(&["--output-format=json"]);
    let report = Answer::of(command.output().unwrap());
    let report: serde_json::Value = serde_json::from_str(&report.out).unwrap();
    assert_eq!(
        report["unknown"],
        serde_json::json!([
            {
                "file": "main.tf", "line": 3, "column": 14, "end_line": 3, "end_column": 19,
                "address": "aws_api_gateway_stage.s", "why": "deployment", "reason": "the variable `f` has no default"
            },
            {
                "file": "t.yaml", "line": 6, "column": 22, "end_line": 6, "end_column": 28,
                "address": "S", "why": "deployment", "reason": "`Format` is known only at deployment"
            }
        ])
    );
}

/// A function of constants says the same whenever it runs; gwfmt just does not run it.
#[test]
fn what_gwfmt_does_not_compute_is_told_from_what_only_the_deployment_knows() {
    let not_computed = [
        (
            "!Select [0, ['$context.requestId', x]]",
            "gwfmt does not compute `Fn::Select`",
        ),
        ("!Base64 abc", "gwfmt does not compute `Fn::Base64`"),
        ("{'Fn::Length': [1]}", "gwfmt does not compute `Fn::Length`"),
    ];
    let deployment = [
        ("!ImportValue f", "it is exported by another stack"),
        ("!GetAtt A.b", "`Fn::GetAtt` is known only after deployment"),
        (
            "'{{resolve:ssm:/f}}'",
            "`{{resolve:ssm:/f}}` is a dynamic reference",
        ),
    ];
    let not_computed = not_computed.map(|case| (case, "not-computed"));
    let deployment = deployment.map(|case| (case, "deployment"));
    for ((value, reason), why) in not_computed.into_iter().chain(deployment) {
        let repository = Repository::new();
        repository.file("t.yaml", template("x").replace("'x'", value));
        let mut command = repository.command(&["--output-format=json"]);
        let report = Answer::of(command.output().unwrap());
        let report: serde_json::Value = serde_json::from_str(&report.out).unwrap();
        let unknown = &report["unknown"][0];
        assert_eq!(
            (unknown["why"].as_str(), unknown["reason"].as_str()),
            (Some(why), Some(reason)),
            "{value}"
        );
    }
}

const MODULE: &str = "variable \"fmt\" {}\nresource \"aws_api_gateway_stage\" \"s\" {\n  access_log_settings {\n    format = var.fmt\n  }\n}\n";

/// A call of a module at `source` that hands on a variable of the caller.
fn hands_on(source: &str, input: &str) -> String {
    format!(
        "variable \"log_format\" {{}}\nmodule \"api\" {{\n  source = \"{source}\"\n  {input} = var.log_format\n}}\n"
    )
}

#[test]
fn a_value_of_some_file_of_values_leaves_nothing_unknown_behind_calls() {
    let value = format!("log_format = \"{TYPO}\"\n");
    let one = |found: &Answer, file: &str| {
        assert_eq!(found.out.lines().count(), 1, "{found:?}");
        assert!(found.out.starts_with(file), "{found:?}");
    };
    // a variable of the root, a module, a stage
    let repository = Repository::new();
    repository
        .file("main.tf", hands_on("./api", "fmt"))
        .file("api/main.tf", MODULE)
        .file("env/dev.tfvars", &value);
    let found = repository.lint(&[]);
    one(&found, "env/dev.tfvars:1:");
    assert_eq!(found.err, CLOSING);
    // through two modules, two files of values, of which one says nothing
    let repository = Repository::new();
    repository
        .file("main.tf", hands_on("./middle", "log_format"))
        .file("middle/main.tf", hands_on("../api", "fmt"))
        .file("api/main.tf", MODULE)
        .file("env/none.tfvars", "other = 1\n")
        .file("env/dev.tfvars", &value);
    let found = repository.lint(&[]);
    one(&found, "env/dev.tfvars:1:");
    assert_eq!(found.err, CLOSING);
    // the value is a part of what the module makes
    let repository = Repository::new();
    repository
        .file(
            "main.tf",
            "variable \"fields\" {}\nmodule \"api\" {\n  source = \"./api\"\n  fmt = jsonencode(var.fields)\n}\n",
        )
        .file("api/main.tf", MODULE)
        .file("env/dev.tfvars", "fields = { id = \"$context.requestId\", s = \"$context.statsu\" }\n");
    assert_eq!(repository.lint(&[]).err, CLOSING);
    // a root that has no value keeps its word, though it calls the same module
    let repository = Repository::new();
    repository
        .file("dev/main.tf", hands_on("../api", "fmt"))
        .file("dev/env/dev.tfvars", &value)
        .file("prod/main.tf", hands_on("../api", "fmt"))
        .file("api/main.tf", MODULE);
    let found = repository.lint(&[]);
    let unknown = "; 1 format is known only at deployment: prod/main.tf:4\n";
    assert_eq!(found.err, CLOSING.replace('\n', unknown));
}

#[test]
fn a_closing_line_says_what_was_not_read_and_never_that_there_is_nothing() {
    let repository = Repository::new();
    repository
        .file("broken.yaml", "AccessLogSetting: [\n")
        .file("good.yaml", template("$context.requestId"));
    let broken = repository.lint(&["broken.yaml"]);
    assert_eq!(broken.code, Some(1));
    assert_eq!(
        broken.err,
        "1 file looked at: 1 error; not read: broken.yaml:1\n"
    );
    let both = repository.lint(&["--ignore=files"]);
    let closing = "1 format in 1 file; not read: broken.yaml:1\n";
    assert_eq!(both, answer(0, "", closing));
    let missing = repository.lint(&["none.yaml", "good.yaml"]);
    assert_eq!(missing.code, Some(2));
    assert!(
        missing.err.ends_with("\n1 format in 1 file\n"),
        "{missing:?}"
    );
    let missing = repository.lint(&["none.yaml"]);
    assert!(
        missing.err.ends_with("\n0 files looked at\n"),
        "{missing:?}"
    );
    for name in ["a.yaml", "b.yaml", "c.yaml"] {
        repository.file(name, b"AccessLogSetting: \xff");
    }
    let many = repository.lint(&["."]);
    let closing =
        "1 format in 1 file: 4 notes; not read: a.yaml:1, b.yaml:1, broken.yaml:1 and 1 more\n";
    assert_eq!(many.err, closing);
}

#[test]
fn what_a_call_says_of_a_module_leaves_nothing_unknown_there() {
    let repository = Repository::new();
    repository
        .file("api/main.tf", stage("s", "var.f") + "variable \"f\" {}\n")
        .file(
            "main.tf",
            "module \"a\" {\n  source = \"./api\"\n  f      = \"$context.requestId\"\n}\n",
        );
    let known = repository.lint(&[]);
    assert_eq!(known, answer(0, "", "1 format in 1 file: no findings\n"));
    assert!(repository.lint(&["api"]).err.contains("api/main.tf:3"));
    // what the call says stands in two places, so the format is reported at the stage
    repository.file(
        "main.tf",
        "locals {\n  id = \"$context.requestId\"\n}\nmodule \"a\" {\n  source = \"./api\"\n  f      = \"${local.id} $context.path\"\n}\n",
    );
    assert_eq!(repository.lint(&[]), known);
    repository.file(
        "main.tf",
        "module \"a\" {\n  source = \"./api\"\n  f      = data.a.b.c # $context.\n}\n",
    );
    let closing =
        "no format is known in 2 files; 1 format is known only at deployment: main.tf:3\n";
    assert_eq!(repository.lint(&[]), answer(0, "", closing));
}

#[test]
fn context_in_braces_is_an_error_with_a_fix() {
    let repository = Repository::new();
    repository
        .file(
            "main.tf",
            stage("s", "\"$context.requestId ${context.path}\""),
        )
        .file(
            "t.yaml",
            template("x").replace("'x'", "!Sub '$context.requestId ${context.path}'"),
        );
    let found =
        "`${context.path}` refers to a resource that is not declared [interpolated-reference]\n";
    assert_eq!(
        repository.lint(&[]),
        answer(
            1,
            &format!("main.tf:3:34: error: {found}t.yaml:6:42: error: {found}"),
            "2 formats in 2 files: 2 errors\n"
        )
    );
    let quiet = repository.lint(&["--ignore=interpolated-reference"]);
    assert_eq!(quiet.code, Some(0));
    let mut command = repository.command(&["--output-format=json"]);
    let report = Answer::of(command.output().unwrap());
    let report: serde_json::Value = serde_json::from_str(&report.out).unwrap();
    for finding in report["findings"].as_array().unwrap() {
        let file = finding["file"].as_str().unwrap();
        let mut text = fs::read_to_string(repository.at(file)).unwrap();
        let edit = &finding["fixes"][0]["edits"][0];
        let offset = |name: &str| edit[name].as_u64().unwrap() as usize;
        text.replace_range(
            offset("start")..offset("end"),
            edit["text"].as_str().unwrap(),
        );
        repository.file(file, text);
    }
    assert_eq!(
        repository.lint(&[]),
        answer(0, "", "2 formats in 2 files: no findings\n")
    );
}

#[test]
fn a_text_that_two_stages_share_is_judged_once_and_has_both_addresses() {
    let repository = Repository::new();
    let locals = format!("locals {{\n  f = \"{TYPO}\"\n}}\n");
    repository.file(
        "main.tf",
        stage("s", "local.f") + &stage("t", "local.f") + &locals,
    );
    let found = "main.tf:12:27: warning: unknown variable `$context.statsu` [unknown-variable]\n";
    assert_eq!(
        repository.lint(&[]),
        answer(1, found, "2 formats in 1 file: 1 warning\n")
    );
    for name in ["s", "t"] {
        let one = repository.lint(&[&format!("main.tf#aws_api_gateway_stage.{name}")]);
        assert_eq!(one, answer(1, found, CLOSING));
    }
    let anchor = "Mappings:\n  M: &log {Format: '$context.requestId $context.statsu'}\nResources:\n  S: {Type: AWS::ApiGateway::Stage, Properties: {AccessLogSetting: *log}}\n  T: {Type: AWS::ApiGateway::Stage, Properties: {AccessLogSetting: *log}}\n";
    repository.file("t.yaml", anchor);
    let closing = "2 formats in 1 file: 1 warning\n";
    assert_eq!(repository.lint(&["t.yaml"]).err, closing);
    for name in ["S", "T"] {
        let one = repository.lint(&[&format!("t.yaml#{name}")]);
        assert_eq!((one.code, one.err.as_str()), (Some(1), CLOSING));
    }
}

#[test]
fn a_named_file_that_is_not_read_is_said_not_to_be() {
    let repository = Repository::new();
    repository
        .file("README.md", "# Logs\n\nWe log $context.statsu.\n")
        .file("image.pkr.hcl", "source \"a\" \"b\" {\n}\n")
        .file("Makefile", "all:\n\ttrue\n")
        .file("notes", "one\ntwo\n")
        .file("logo.png", b"\x89PNG\r\n\0\0")
        .file("format", "no reference")
        .file("access.log", format!("\n{TYPO}\n"));
    let neither = "it is neither a format nor a kind of file that gwfmt reads formats from";
    let way_out =
        |name: &str| format!("; if the file itself is a format, run `gwfmt lint - < {name}`\n");
    for name in ["image.pkr.hcl", "Makefile", "notes"] {
        let err = format!("`{name}` contains no access log format: {neither}");
        let err = err + &way_out(name) + "no format in 1 file\n";
        assert_eq!(repository.lint(&[name]), answer(0, "", &err));
    }
    let read_me = format!("`README.md`: `$context.statsu` at line 3 is not read: {neither}");
    let read_me = read_me + &way_out("README.md");
    let err = read_me.clone() + "1 file looked at; not read: README.md:3\n";
    assert_eq!(repository.lint(&["README.md"]), answer(0, "", &err));
    let logo =
        "`logo.png` contains no access log format: it is a binary file\nno format in 1 file\n";
    assert_eq!(repository.lint(&["logo.png"]), answer(0, "", logo));
    let all = repository.lint(&[
        "README.md",
        "image.pkr.hcl",
        "Makefile",
        "notes",
        "logo.png",
    ]);
    let closing = "5 files looked at; not read: README.md:3\n";
    let err = read_me + "4 of the named files contain no access log format\n" + closing;
    assert_eq!(all, answer(0, "", &err));
    for name in ["format", "access.log"] {
        let found = repository.lint(&[name]);
        assert_eq!(found.code, Some(1), "{found:?}");
        assert!(found.err.starts_with("1 format in 1 file: "), "{found:?}");
    }
}

/// Resources in a file of their own are read by themselves and for the service: once.
#[test]
fn resources_of_a_service_are_counted_once() {
    let repository = Repository::new();
    let format =
        "{\"s\":\"$context.statsu\",\"id\":\"$context.requestId\",\"x\":\"${self:provider.name}\"}";
    repository
        .file(
            "serverless.yml",
            "service: x\nprovider:\n  name: aws\nresources:\n  - ${file(resources/api.yml)}\n",
        )
        .file("resources/api.yml", template(format));
    let found = repository.lint(&["."]);
    assert!(
        found.err.ends_with("1 format in 1 file: 1 warning\n"),
        "{found:?}"
    );
}

/// What a unit of Terragrunt gives is judged where it is written, once, and answers what its module leaves open.
#[test]
fn a_stack_of_terragrunt_gives_values_to_its_units() {
    let repository = Repository::new();
    let module = stage("s", "var.log_format");
    let unit = "terraform {\n  source = \"${get_repo_root()}/modules//api\"\n}\ninputs = {\n  log_format = values.log_format\n}\n";
    let stack = format!(
        "unit \"api\" {{\n  source = \"${{get_repo_root()}}/units/api\"\n  path = \"api\"\n  values = {{\n    log_format = \"{TYPO}\"\n  }}\n}}\n"
    );
    repository
        .file(
            "modules/api/main.tf",
            format!("{module}variable \"log_format\" {{}}\n"),
        )
        .file("units/api/terragrunt.hcl", unit);
    let found = repository.lint(&[]);
    assert!(found.err.contains("known only at deployment"), "{found:?}");
    repository.file("live/terragrunt.stack.hcl", stack);
    let at = "live/terragrunt.stack.hcl:5:38: warning: unknown variable `$context.statsu` [unknown-variable]\n";
    let expected = answer(1, at, "1 format in 1 file: 1 warning\n");
    assert_eq!(repository.lint(&["live"]), expected);
    assert_eq!(repository.lint(&[]), expected);
}

#[test]
fn a_unit_of_terragrunt_gives_values_to_a_module() {
    let repository = Repository::new();
    let module = stage("s", "var.log_format");
    repository
        .file(
            "modules/api/main.tf",
            format!("{module}variable \"log_format\" {{}}\n"),
        )
        .file(
            "root.hcl",
            format!("inputs = {{\n  log_format = \"{TYPO}\"\n}}\n"),
        )
        .file(
            "image.pkr.hcl",
            format!("locals {{\n  log_format = \"{TYPO}\"\n}}\n"),
        );
    for unit in ["dev", "prod"] {
        let text = "include \"root\" {\n  path = find_in_parent_folders(\"root.hcl\")\n}\nterraform {\n  source = \"${get_repo_root()}/modules//api\"\n}\n";
        repository.file(&format!("live/{unit}/terragrunt.hcl"), text);
    }
    let found = repository.lint(&["modules"]);
    assert!(found.err.contains("known only at deployment"), "{found:?}");
    let at = "root.hcl:2:36: warning: unknown variable `$context.statsu` [unknown-variable]\n";
    for named in [
        ".",
        "live",
        "root.hcl",
        "live/dev/terragrunt.hcl",
        "live/dev/terragrunt.hcl#aws_api_gateway_stage.s",
    ] {
        let expected = answer(1, at, "1 format in 1 file: 1 warning\n");
        assert_eq!(repository.lint(&[named]), expected, "{named}");
    }
}

/// Whatever the file is called: `api.yml.j2`, `stack`, `notes.txt`.
#[test]
fn a_template_is_read_as_one_whatever_it_is_called() {
    let repository = Repository::new();
    let yaml = template(TYPO);
    let json = serde_json::json!({"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"S": {
        "Type": "AWS::ApiGatewayV2::Stage",
        "Properties": {"AccessLogSettings": {"Format": TYPO}},
    }}});
    let typo = "warning: unknown variable `$context.statsu` [unknown-variable]\n";
    for name in [
        "api.yml.j2",
        "API.YAML",
        "api.cfn",
        "api.cform",
        "api.tmpl",
        "api.yaml.tpl",
        "stack",
        "notes.txt",
        "a.Json",
    ] {
        repository.file(name, &yaml);
        let at = format!("{name}:6:37: {typo}");
        let found = answer(1, &at, "1 format in 1 file: 1 warning\n");
        assert_eq!(repository.lint(&[name]), found);
        assert_eq!(repository.lint(&[&format!("{name}#S")]), found);
        let stdin = repository
            .command(&["-", "--stdin-filename", name, "--output-format=concise"])
            .write_stdin(yaml.clone())
            .output();
        assert_eq!(Answer::of(stdin.unwrap()), found);
        repository.file(name, json.to_string());
        let found = repository.lint(&[name]);
        assert!(found.out.ends_with(typo), "{name}: {found:?}");
    }
    let none = repository.lint(&["stack#T"]);
    assert_eq!(none.code, Some(2));
    assert!(none.err.contains("it has `stack#S`"), "{none:?}");
    // instructions of a template engine cost nothing around them
    repository.file("engine.j2", yaml.replace("  S:", "{% if x %}\n  S:"));
    let found = repository.lint(&["engine.j2"]);
    assert_eq!(found.out, format!("engine.j2:7:37: {typo}"));
    // a mistake costs the resource that it is in
    repository.file("broken.j2", yaml.replace("  S:", "  R:\n    a: b: c\n  S:"));
    let found = repository.lint(&["broken.j2"]);
    assert!(found.out.starts_with("broken.j2:3:9: error: "), "{found:?}");
    assert!(
        found.out.contains("; the rest is read [parse-error]\n"),
        "{found:?}"
    );
    assert!(
        found.out.ends_with(&format!("broken.j2:8:37: {typo}")),
        "{found:?}"
    );
}

/// The template that deploys another one, and files of parameters, say what its parameters are.
#[test]
fn what_a_template_is_given_is_judged_where_it_is_written() {
    let repository = Repository::new();
    let inner = format!(
        "Parameters: {{Log: {{Type: String}}}}\n{}",
        template("").replace("''", "!Ref Log")
    );
    repository.file("inner/t.yaml", &inner);
    let alone = repository.lint(&["."]);
    assert!(alone.err.contains("known only at deployment"), "{alone:?}");
    repository.file(
        "parent.yaml",
        format!("Resources:\n  N:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: inner/t.yaml\n      Parameters: {{Log: {TYPO}}}\n"),
    );
    let typo = "warning: unknown variable `$context.statsu` [unknown-variable]\n";
    assert_eq!(
        repository.lint(&["."]),
        answer(
            1,
            &format!("parent.yaml:6:44: {typo}"),
            "1 format in 1 file: 1 warning\n"
        )
    );
    repository.file(
        "inner/samconfig.toml",
        format!("[p.deploy.parameters]\nparameter_overrides = 'Log=\"{TYPO}\"'\n"),
    );
    assert_eq!(
        repository.lint(&["inner"]),
        answer(
            1,
            &format!("inner/samconfig.toml:2:48: {typo}"),
            "1 format in 1 file: 1 warning\n"
        )
    );
}

#[test]
fn terraform_is_read_by_itself_whatever_it_is_called() {
    let repository = Repository::new();
    repository
        .file("main.tf.tmpl", stage("s", "\"$context.requestId $context.statsu\""))
        .file("MAIN.TF", stage("s", "\"$context.requestId $context.statsu\""))
        .file("main.tf", stage("s", "\"$context.requestId $context.status\""))
        .file(
            "call.txt",
            "module \"m\" {\n  source = \"./m\"\n  format = \"$context.requestId $context.statsu\"\n}\n",
        )
        .file(
            "m/main.tf",
            "variable \"format\" {}\nresource \"aws_api_gateway_stage\" \"m\" {\n  access_log_settings {\n    format = var.format\n  }\n}\n",
        );
    for name in ["main.tf.tmpl", "MAIN.TF", "call.txt"] {
        let found = repository.lint(&[name]);
        assert!(found.out.starts_with(&format!("{name}:3:")), "{found:?}");
        assert_eq!(found.err, "1 format in 1 file: 1 warning\n");
    }
    let one = repository.lint(&["main.tf.tmpl#aws_api_gateway_stage.s"]);
    assert_eq!((one.code, one.out.lines().count()), (Some(1), 1), "{one:?}");
    let none = repository.lint(&["main.tf.tmpl#aws_api_gateway_stage.t"]);
    assert_eq!(none.code, Some(2), "{none:?}");
}

#[test]
fn a_document_of_another_tool_is_said_not_to_be_read_with_what_was_seen() {
    let repository = Repository::new();
    let settings =
        "{\"access_log_settings\": [{\"format\": \"{\\\"a\\\":\\\"$context.requestId\\\"}\"}]}";
    let stage = format!("{{\"aws_api_gateway_stage\": {{\"s\": {settings}}}}}");
    let cases = [
        (
            "synthesized.json",
            format!("{{\n\"resource\": {stage}\n}}\n"),
            "`access_log_settings` at line 2 is not read: it is Terraform in JSON syntax\n",
        ),
        (
            "part.yaml",
            "# a part\nAccessLogSetting:\n  Format: $context.requestId\n".to_owned(),
            "`AccessLogSetting` at line 2 is not read: it is not a kind of file that gwfmt reads formats from; if the file itself is a format, run `gwfmt lint - < part.yaml`\n",
        ),
        (
            "lost.yaml",
            "Resources:\n  S:\n    Type: AWS::S3::Bucket\n    Properties: {AccessLogSetting: {Format: a}}\n".to_owned(),
            "`AccessLogSetting` at line 4 is not read: no resource of this template keeps an access log format there\n",
        ),
    ];
    for (name, text, why) in cases {
        repository.file(name, text);
        let (_, line) = why.split_once("at line ").unwrap();
        let line = line.split(' ').next().unwrap();
        let err = format!("`{name}`: {why}1 file looked at; not read: {name}:{line}\n");
        assert_eq!(repository.lint(&[name]), answer(0, "", &err));
    }
    // nobody asked for them
    assert_eq!(
        repository.lint(&["."]),
        answer(0, "", "no format in 3 files\n")
    );
    // of a format that a program of the service makes the place is said
    repository.file("log.js", "module.exports = {};\n");
    repository.file(
        "serverless.yml",
        "service: s\nprovider:\n  logs:\n    restApi:\n      format: ${file(log.js):format}\n",
    );
    let err = "no format is known in 1 file; gwfmt does not compute 1 format: serverless.yml:5\n";
    assert_eq!(repository.lint(&["serverless.yml"]), answer(0, "", err));
    let more = repository.lint(&["serverless.yml", "-v"]);
    assert!(more.err.contains("gwfmt does not run `log.js`"), "{more:?}");
    // many of them fill no screen
    let names: Vec<String> = (0..25).map(|number| format!("{number}.go")).collect();
    for name in &names {
        repository.file(name, "let a = 1;\nlet b = '$context.requestId';\n");
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let many = repository.lint(&names);
    assert_eq!(
        (many.code, many.err.lines().count()),
        (Some(0), 22),
        "{many:?}"
    );
    assert!(
        many.err.contains("\n5 more of the named files hold"),
        "{many:?}"
    );
}

#[test]
fn a_file_in_utf_16_is_said_to_be_in_utf_16() {
    let repository = Repository::new();
    let of = |text: &str, mark: &[u8], unit: fn(u16) -> [u8; 2]| {
        let bytes: Vec<u8> = text.encode_utf16().flat_map(unit).collect();
        [mark, &bytes].concat()
    };
    let yaml = template(TYPO);
    let hcl = stage("s", TYPO);
    let little = "the file is UTF-16, little-endian; only UTF-8 is read [parse-error]\n";
    let big = "the file is UTF-16, big-endian; only UTF-8 is read [parse-error]\n";
    for (name, bytes, message) in [
        ("a.yaml", of(&yaml, &[0xFF, 0xFE], u16::to_le_bytes), little),
        ("b.json", of(&yaml, &[0xFE, 0xFF], u16::to_be_bytes), big),
        ("c.template", of(&yaml, &[], u16::to_le_bytes), little),
        ("d.yml", of(&yaml, &[], u16::to_be_bytes), big),
        ("e.tf", of(&hcl, &[0xFF, 0xFE], u16::to_le_bytes), little),
        ("f/f.tf", of(&hcl, &[], u16::to_be_bytes), big),
        ("g.txt", of(TYPO, &[0xFF, 0xFE], u16::to_le_bytes), little),
    ] {
        repository.file(name, bytes);
        let found = repository.lint(&[name]);
        assert_eq!(found.code, Some(1), "{name}: {found:?}");
        assert_eq!(found.out, format!("{name}:1:1: error: {message}"));
        let met = repository.lint(&["."]);
        if name != "g.txt" {
            let note = format!("{name}:1:1: note: {message}");
            assert!(met.out.contains(&note), "{name}: {met:?}");
        }
        assert_eq!(met.code, Some(0));
        fs::remove_file(repository.at(name)).unwrap();
    }
    // one that holds nothing of interest costs nobody a word
    repository.file("h.yaml", of("a: b\n", &[0xFF, 0xFE], u16::to_le_bytes));
    assert_eq!(
        repository.lint(&["."]),
        answer(0, "", "no format in 1 file\n")
    );
}

#[test]
fn a_file_of_values_is_read_with_its_folder() {
    let repository = Repository::new();
    let values = format!("f = \"{TYPO}\"\n");
    repository
        .file("api/main.tf", stage("s", "var.f") + "variable \"f\" {}\n")
        .file("api/prod.tfvars", &values)
        .file("api/env/test.tfvars", &values)
        .file("api/env/other.tfvars", "f = \"$context.requestId\"\n");
    for name in ["api/prod.tfvars", "api/env/test.tfvars"] {
        let found = format!(
            "{name}:1:25: warning: unknown variable `$context.statsu` [unknown-variable]\n"
        );
        assert_eq!(repository.lint(&[name]), answer(1, &found, CLOSING));
        let one = format!("{name}#aws_api_gateway_stage.s");
        assert_eq!(repository.lint(&[&one]), answer(1, &found, CLOSING));
    }
    let met = repository.lint(&[]);
    assert_eq!(met.err, "3 formats in 3 files: 2 warnings\n");
    repository.file(
        "api/x.auto.tfvars",
        "f = \"$context.statsu $context.requestId\"\n",
    );
    let given = repository.lint(&["api/x.auto.tfvars"]);
    assert_eq!(given.err, CLOSING);
    assert_eq!(repository.lint(&["api/prod.tfvars"]).err, CLOSING);
}

#[test]
fn a_folder_that_only_calls_a_module_with_a_format_is_read() {
    let repository = Repository::new();
    let module = stage(
        "s",
        "var.long ? \"$context.requestId $context.statsu\" : \"$context.requestId\"",
    ) + "variable \"long\" {\n  default = false\n}\n";
    let call =
        |source: &str| format!("module \"m\" {{\n  source = \"{source}\"\n  long   = true\n}}\n");
    repository
        .file("modules/api/main.tf", module)
        .file("modules/between/main.tf", "module \"api\" {\n  source = \"../api\"\n  long   = var.long\n}\nvariable \"long\" {\n  default = false\n}\n")
        .file("modules/none/main.tf", "locals {}\n")
        .file("live/a/main.tf", call("../../modules/api"))
        .file("live/b/main.tf", call("../../modules/between"))
        .file("live/c/main.tf", call("../../modules/none"));
    let found = "modules/api/main.tf:3:45: warning: unknown variable `$context.statsu` [unknown-variable]\n";
    for folder in ["live/a", "live/b", "live", "."] {
        let lint = repository.lint(&[folder]);
        assert_eq!((lint.code, lint.out.as_str()), (Some(1), found), "{folder}");
    }
    assert_eq!(repository.lint(&["live/c"]).err, "no format in 1 file\n");
}

#[test]
fn a_format_on_the_command_line_is_taken_byte_for_byte() {
    let repository = Repository::new();
    let lint = |format: &str| repository.lint(&["--api=rest", "--format", format]);
    assert!(lint("$context.requestId\n\n").out.contains("[line-break]"));
    assert_eq!(lint("$context.requestId").out, "");
    assert!(
        lint("-$context.requestId $context.statsu")
            .out
            .contains("<format>:1:21:")
    );
}

#[test]
fn standard_input_is_a_format_or_the_file_that_it_stands_for() {
    let repository = Repository::new();
    let lint = |args: &[&str], input: &str| {
        let mut command = repository.command(args);
        command.arg("--output-format=concise");
        Answer::of(command.write_stdin(input).output().unwrap())
    };
    let at = |place: &str| {
        format!("{place}: warning: unknown variable `$context.statsu` [unknown-variable]\n")
    };
    assert_eq!(
        lint(&["-"], &format!("{TYPO}\n")),
        answer(1, &at("<stdin>:1:20"), CLOSING)
    );
    assert_eq!(
        lint(&["-", "--stdin-filename", "new/t.yaml"], &template(TYPO)),
        answer(1, &at("new/t.yaml:6:37"), CLOSING)
    );
    assert_eq!(
        lint(&["-", "--stdin-filename", "f.txt"], TYPO),
        answer(1, &at("f.txt:1:20"), CLOSING)
    );
    // an editor's unsaved text, with the rest of the folder as it is on disk
    repository.file("main.tf", "").file(
        "locals.tf",
        format!("locals {{\n  format = \"{TYPO}\"\n}}\n"),
    );
    let stage = "resource \"aws_api_gateway_stage\" \"s\" {\n  access_log_settings {\n    format = local.format\n  }\n}\n";
    assert_eq!(
        lint(&["-", "--stdin-filename", "main.tf"], stage),
        answer(1, &at("locals.tf:2:32"), CLOSING)
    );
}

#[test]
fn a_report_goes_to_a_file_when_that_is_asked_for() {
    let repository = Repository::new();
    let found = repository.lint(&["--format", TYPO, "--output-file", "report.txt"]);
    assert_eq!(found, answer(1, "", CLOSING));
    assert_eq!(
        fs::read_to_string(repository.at("report.txt")).unwrap(),
        "<format>:1:20: warning: unknown variable `$context.statsu` [unknown-variable]\n"
    );
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    use std::process::Stdio;
    let repository = Repository::new();
    for number in 0..3000 {
        repository.file(&format!("{number}.yaml"), template(TYPO));
    }
    for args in [&["lint"][..], &["variables"], &["lint", "--help"]] {
        let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("gwfmt"))
            .current_dir(repository.0.path())
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{args:?}: {output:?}");
        assert!(output.stderr.is_empty(), "{args:?}: {output:?}");
    }
}

#[test]
fn nothing_in_a_file_reaches_the_terminal_as_an_escape_sequence() {
    let repository = Repository::new();
    repository.file(
        "t.yaml",
        template("$context.requestId \u{1b}]0;x\u{7} $context.statsu"),
    );
    repository.file(
        "e\u{1b}[31m.txt",
        "$context.requestId \u{1b}[2J $context.statsu\u{9b}",
    );
    for format in ["pretty", "concise"] {
        let output = repository
            .command(&[".", "e\u{1b}[31m.txt", "--output-format", format])
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains("$context.statsu"), "{text}");
        assert!(!text.contains(['\u{1b}', '\u{7}', '\u{9b}']), "{text:?}");
    }
}

/// Terraform's JSON syntax alone: the folder, the file, a module that it calls, and values in JSON.
#[test]
fn a_folder_in_terraforms_json_syntax_is_read_like_any_other() {
    let repository = Repository::new();
    repository.file(
        "app/cdk.tf.json",
        r#"{"resource":{"aws_api_gateway_stage":{"s":{"access_log_settings":{"format":"$context.requestId $context.statsu"}}}}}"#,
    );
    repository.file("call/main.tf.json", r#"{"module":{"m":{"source":"../m"}}}"#);
    repository.file(
        "m/main.tf.json",
        r#"{"variable":{"f":{"default":"$context.requestId"}},"resource":{"aws_api_gateway_stage":{"t":{"access_log_settings":{"format":"${var.f}"}}}}}"#,
    );
    repository.file(
        "m/odd.tfvars.json",
        r#"{"f":"$context.requestId $context.pth"}"#,
    );
    let in_app =
        "app/cdk.tf.json:1:96: warning: unknown variable `$context.statsu` [unknown-variable]\n";
    let in_values =
        "m/odd.tfvars.json:1:26: warning: unknown variable `$context.pth` [unknown-variable]\n";
    let one = "1 format in 1 file: 1 warning\n";
    for path in ["app", "app/cdk.tf.json"] {
        assert_eq!(repository.lint(&[path]), answer(1, in_app, one), "{path}");
    }
    assert_eq!(
        repository.lint(&["m/odd.tfvars.json"]),
        answer(1, in_values, one)
    );
    let all = repository.lint(&["."]);
    assert_eq!(all.out, format!("{in_app}{in_values}"));
}

#[test]
fn values_are_tried_where_teams_keep_them() {
    let main = stage("s", "var.f") + "variable \"f\" {}\n";
    let values = format!("f = \"{TYPO}\"\n");
    let json = format!("{{\"f\": \"{TYPO}\"}}\n");
    for (code, path, text) in [
        ("main.tf", "envs/prod/terraform.tfvars", &values),
        ("main.tf", "config/prod.auto.tfvars", &values),
        ("main.tf", "config/prod.tfvars.json", &json),
        ("infra/main.tf", "environments/prod.tfvars", &values),
        (
            "infra/api/main.tf",
            "environments/terraform.tfvars",
            &values,
        ),
        (
            "infra/main.tf",
            "environments/prod/x.auto.tfvars.json",
            &json,
        ),
    ] {
        let repository = Repository::new();
        repository.file(code, &main).file(path, text);
        repository.file("versions/main.tf", "terraform {\n}\n");
        for args in [&[][..], &[path]] {
            let found = repository.lint(args);
            assert!(
                found.out.starts_with(&format!("{path}:1:")),
                "{path}: {found:?}"
            );
            assert_eq!(found.err, CLOSING, "{path}");
        }
        let address = format!("{path}#aws_api_gateway_stage.s");
        assert_eq!(repository.lint(&[&address]).err, CLOSING);
        assert_eq!(repository.lint(&[&format!("{path}#no")]).code, Some(2));
    }
}

#[test]
fn values_that_git_tracks_are_tried_although_they_are_ignored() {
    let repository = Repository::new();
    let git = |args: &[&str]| {
        let done = std::process::Command::new("git")
            .args(args)
            .current_dir(repository.0.path())
            .output()
            .unwrap();
        assert!(done.status.success(), "git {args:?}");
    };
    fs::remove_dir(repository.at(".git")).unwrap();
    git(&["init", "-q"]);
    let values = format!("f = \"{TYPO}\"\n");
    repository
        .file(".gitignore", "*.tfvars\nsecret/\n")
        .file("main.tf", stage("s", "var.f") + "variable \"f\" {}\n")
        .file("prod.tfvars", &values)
        .file("secret/x.tfvars", &values)
        .file("local.tfvars", &values);
    git(&["add", "-f", "prod.tfvars", "secret/x.tfvars"]);
    let found = repository.lint(&[]);
    let files: Vec<&str> = found
        .out
        .lines()
        .map(|line| line.split_once(':').unwrap().0)
        .collect();
    assert_eq!(files, ["prod.tfvars", "secret/x.tfvars"], "{found:?}");
    // what other tools are told to leave out stays so
    repository.file(".ignore", "prod.tfvars\n");
    let found = repository.lint(&["--exclude=secret/"]);
    assert_eq!(found.out, "", "{found:?}");
}

#[test]
fn what_is_deployed_is_read_from_a_pipe_and_whatever_its_name() {
    let answer = format!(
        "{{\"item\": [{{\"stageName\": \"prod\", \"accessLogSettings\": {{\"format\": \"{TYPO}\"}}}}]}}"
    );
    let state = format!(
        "{{\"version\": 4, \"terraform_version\": \"1.9.0\", \"resources\": [{{\"type\": \"aws_api_gateway_stage\", \"name\": \"s\", \"instances\": [{{\"attributes\": {{\"access_log_settings\": [{{\"format\": \"{TYPO}\"}}]}}}}]}}]}}"
    );
    let repository = Repository::new();
    for (name, text) in [
        ("stages.json", &answer),
        ("stages", &answer),
        ("terraform.tfstate", &state),
        ("state.txt", &state),
    ] {
        repository.file(name, text);
        let found = repository.lint(&[name]);
        assert!(found.out.starts_with(&format!("{name}:1:")), "{found:?}");
        assert_eq!(found.err, CLOSING, "{name}");
    }
    let mut command = repository.command(&["-", "--output-format=concise"]);
    let found = Answer::of(command.write_stdin(answer).output().unwrap());
    assert!(found.out.starts_with("<stdin>:1:"), "{found:?}");
    assert_eq!(found.err, CLOSING);
}
