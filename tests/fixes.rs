//! `lint --fix`, `--unsafe-fixes` and `--diff` on files as they lie in repositories.

use std::fs;
use std::path::PathBuf;

struct Repository(tempfile::TempDir);

#[derive(Debug)]
struct Answer {
    code: Option<i32>,
    out: String,
    err: String,
}

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

    fn text(&self, path: &str) -> String {
        String::from_utf8(fs::read(self.at(path)).unwrap()).unwrap()
    }

    fn lint(&self, args: &[&str]) -> Answer {
        let output = assert_cmd::Command::cargo_bin("gwfmt")
            .unwrap()
            .current_dir(self.0.path())
            .env("GITHUB_ACTIONS", "")
            .arg("lint")
            .args(args)
            .output()
            .unwrap();
        Answer {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// A stage whose format is this expression.
fn stage(name: &str, format: &str) -> String {
    format!(
        "resource \"aws_api_gateway_stage\" \"{name}\" {{\n  access_log_settings {{\n    format = {format}\n  }}\n}}\n"
    )
}

const BARE: &str = r#""{\"id\":\"$context.requestId\",\"p\":$context.path}""#;
const QUOTED: &str = r#""{\"id\":\"$context.requestId\",\"p\":\"$context.path\"}""#;

#[test]
fn a_fix_keeps_the_way_in_which_the_file_writes_the_format() {
    let cases = [
        (BARE, QUOTED),
        (
            "<<-EOF\n      {\"id\":\"$context.requestId\",\"p\":$context.path}\n    EOF",
            "<<-EOF\n      {\"id\":\"$context.requestId\",\"p\":\"$context.path\"}\n    EOF",
        ),
        (
            r#"jsonencode({ id = "$context.requestId", p = "$context.error.messageString" })"#,
            r#"jsonencode({ id = "$context.requestId", p = "$context.error.message" })"#,
        ),
        (
            r#"join("", ["{\"id\":\"$context.requestId\",", "\"p\":$context.path}"])"#,
            r#"join("", ["{\"id\":\"$context.requestId\",", "\"p\":\"$context.path\"}"])"#,
        ),
    ];
    for (bad, good) in cases {
        let repository = Repository::new();
        repository.file("main.tf", stage("s", bad));
        let answer = repository.lint(&["--fix", "--unsafe-fixes", "--ignore", "line-break"]);
        assert_eq!(repository.text("main.tf"), stage("s", good), "{answer:?}");
        assert_eq!(answer.code, Some(0), "{answer:?}");
        assert!(
            answer.err.starts_with("fixed 1 finding in 1 file: 1 "),
            "{answer:?}"
        );
    }
}

/// What a file becomes with all fixes; nothing is left to find.
fn fixed(name: &str, text: &str) -> String {
    let repository = Repository::new();
    repository.file(name, text);
    let answer = repository.lint(&["--fix", "--unsafe-fixes", "--output-format=concise"]);
    assert_eq!(answer.code, Some(0), "{answer:?}");
    repository.text(name)
}

/// An HTTP API whose stage has this format.
fn http(format: &str) -> String {
    format!(
        "resource \"aws_apigatewayv2_api\" \"a\" {{\n  protocol_type = \"HTTP\"\n}}\n{}",
        stage("s", format)
            .replace("aws_api_gateway_stage", "aws_apigatewayv2_stage")
            .replace("  access", "  api_id = aws_apigatewayv2_api.a.id\n  access")
            .replace("    format", "    destination_arn = var.group\n    format")
    )
}

#[test]
fn a_key_that_is_the_name_of_a_variable_changes_with_it() {
    for (bad, good) in [
        (
            r#""{\"id\":\"$context.requestId\",\"resourcePath\":\"$context.resourcePath\"}""#,
            r#""{\"id\":\"$context.requestId\",\"routeKey\":\"$context.routeKey\"}""#,
        ),
        // `jsonencode` sorts by key: the member moves in the format and not in the file
        (
            r#"jsonencode({ id = "$context.requestId", resource_path = "$context.resourcePath", s = "$context.status", rs = "$context.responseLength" })"#,
            r#"jsonencode({ id = "$context.requestId", route_key = "$context.routeKey", s = "$context.status", rs = "$context.responseLength" })"#,
        ),
        // a word of the author's own stays
        (
            r#"jsonencode({ id = "$context.requestId", path = "$context.resourcePath" })"#,
            r#"jsonencode({ id = "$context.requestId", path = "$context.routeKey" })"#,
        ),
    ] {
        assert_eq!(fixed("main.tf", &http(bad)), http(good));
    }
}

#[test]
fn members_come_and_go_as_entries_of_an_object() {
    for (bad, good) in [
        (
            "jsonencode({\n      id  = \"$context.requestId\"\n      key = \"$context.identity.apiKey\"\n    })",
            "jsonencode({\n      id  = \"$context.requestId\"\n    })",
        ),
        (
            "jsonencode({ key = \"$context.identity.apiKey\", id = \"$context.requestId\" })",
            "jsonencode({ id = \"$context.requestId\" })",
        ),
        (
            "jsonencode({ id = \"$context.requestId\", key = \"$context.identity.apiKey\" })",
            "jsonencode({ id = \"$context.requestId\" })",
        ),
        (
            "jsonencode({\n      ip : \"$context.identity.sourceIp\"\n    })",
            "jsonencode({\n      requestId : \"$context.requestId\"\n      ip : \"$context.identity.sourceIp\"\n    })",
        ),
        (
            "jsonencode({ \"ip\" = \"$context.identity.sourceIp\" })",
            "jsonencode({ \"requestId\" = \"$context.requestId\", \"ip\" = \"$context.identity.sourceIp\" })",
        ),
    ] {
        assert_eq!(fixed("main.tf", &http(bad)), http(good));
    }
    let template = |members: &str| {
        format!(
            "Transform: AWS::LanguageExtensions\nResources:\n  S:\n    Type: AWS::ApiGateway::Stage\n    Properties:\n      AccessLogSetting:\n        Format:\n          Fn::ToJsonString:\n{members}"
        )
    };
    let (id, ip) = (
        "            requestId: $context.requestId\n",
        "            ip: $context.identity.sourceIp\n",
    );
    let route = "            route: $context.connectionId\n";
    assert_eq!(
        fixed("t.yaml", &template(&format!("{ip}{route}"))),
        template(&format!("{id}{ip}"))
    );
}

#[test]
fn a_key_under_which_nobody_looks_gets_the_name_that_is_read() {
    let block = |settings: &str, format: &str| {
        format!(
            "resource \"aws_api_gateway_stage\" \"s\" {{\n  {settings} {{\n    {format} = \"$context.requestId\"\n  }}\n}}\n"
        )
    };
    let good = block("access_log_settings", "format");
    assert_eq!(
        fixed("main.tf", &block("access_log_setting", "format")),
        good
    );
    assert_eq!(
        fixed("main.tf", &block("access_log_settings", "log_format")),
        good
    );
    let attribute = |settings: &str| {
        format!(
            "resource \"awscc_apigateway_stage\" \"s\" {{\n  {settings} = {{ format = \"$context.requestId\" }}\n}}\n"
        )
    };
    assert_eq!(
        fixed("main.tf", &attribute("access_log_settings")),
        attribute("access_log_setting")
    );
    let template = |settings: &str, format: &str| {
        format!(
            "{{\"Resources\": {{\"S\": {{\"Type\": \"AWS::ApiGateway::Stage\", \"Properties\": {{\"{settings}\": {{\"{format}\": \"$context.requestId\"}}}}}}}}}}\n"
        )
    };
    let good = template("AccessLogSetting", "Format");
    assert_eq!(
        fixed("t.json", &template("AccessLogSettings", "Format")),
        good
    );
    assert_eq!(
        fixed("t.json", &template("AccessLogSetting", "format")),
        good
    );
    // with the name that is read beside it, or in a form that the provider does not take, somebody has to decide
    for text in [
        "resource \"aws_api_gateway_stage\" \"s\" {\n  access_log_setting = {\n    format = \"$context.requestId\"\n  }\n}\n".to_owned(),
        block("access_log_settings {\n  }\n  access_log_setting", "format"),
        block("access_log_settings", "log_format = \"$context.requestId\"\n    access_log_format"),
    ] {
        let repository = Repository::new();
        repository.file("main.tf", &text);
        let answer = repository.lint(&["--diff", "--unsafe-fixes", "--output-format=concise"]);
        assert_eq!(answer.out, "", "{answer:?}");
    }
}

#[test]
fn what_gets_a_fix_by_another_fix_is_mended_in_the_same_run() {
    let bad = r#""{\"id\":\"$context.requestId\",\"key\":\"$context.identity.apiKey\",}""#;
    let good = r#""{\"id\":\"$context.requestId\"}""#;
    assert_eq!(fixed("main.tf", &http(bad)), http(good));
}

#[test]
fn only_fixes_that_keep_the_meaning_are_made_unless_asked_for() {
    let repository = Repository::new();
    let both =
        r#""{\"id\":\"$context.requestId\",\"p\":$context.path,\"i\":\"$context.sourceIp\"}""#;
    repository.file("main.tf", stage("s", both));
    let answer = repository.lint(&["--fix", "--output-format=concise"]);
    let text = repository.text("main.tf");
    assert!(text.contains(r#"\"p\":\"$context.path\""#), "{text}");
    assert!(text.contains("$context.sourceIp"), "{text}");
    assert_eq!(answer.code, Some(1), "{answer:?}");
    assert!(answer.out.contains("[unknown-variable]") && !answer.out.contains("[bare-value]"));
    assert_eq!(
        answer.err.lines().collect::<Vec<_>>(),
        [
            "fixed 1 finding in 1 file: 1 bare-value",
            "1 fix to review: add `--unsafe-fixes` to make it",
            "1 format in 1 file: 1 warning",
        ]
    );
    let answer = repository.lint(&["--fix", "--unsafe-fixes"]);
    assert_eq!(answer.code, Some(0), "{answer:?}");
    assert!(
        repository
            .text("main.tf")
            .contains("$context.identity.sourceIp")
    );
    let again = repository.lint(&["--fix", "--unsafe-fixes"]);
    assert_eq!(again.err, "1 format in 1 file: no findings\n");
}

#[test]
fn a_diff_is_printed_and_nothing_is_written() {
    let repository = Repository::new();
    let before = stage("s", BARE);
    repository.file("main.tf", &before);
    let answer = repository.lint(&["--diff"]);
    assert_eq!(answer.code, Some(1), "{answer:?}");
    assert_eq!(
        answer.out,
        format!(
            "--- main.tf\n+++ main.tf\n@@ -1,5 +1,5 @@\n resource \"aws_api_gateway_stage\" \"s\" {{\n   access_log_settings {{\n-    format = {BARE}\n+    format = {QUOTED}\n   }}\n }}\n"
        )
    );
    assert!(
        answer
            .err
            .starts_with("would fix 1 finding in 1 file: 1 bare-value\n")
    );
    assert_eq!(repository.text("main.tf"), before);
    assert_eq!(repository.lint(&["--diff", "--exit-zero"]).code, Some(0));
    repository.lint(&["--fix"]);
    let answer = repository.lint(&["--diff"]);
    assert_eq!((answer.code, &*answer.out), (Some(0), ""), "{answer:?}");
}

#[test]
fn line_endings_byte_order_mark_and_missing_final_line_break_stay() {
    let text = |format: &str| {
        let file = stage("s", format).replace('\n', "\r\n");
        format!("\u{feff}{}", file.trim_end())
    };
    let repository = Repository::new();
    repository.file("main.tf", text(BARE));
    repository.file(
        "format.txt",
        "\u{feff}{\"id\":\"$context.requestId\",\"p\":$context.path}\r\n",
    );
    let answer = repository.lint(&["--fix", "main.tf", "format.txt"]);
    assert_eq!(answer.code, Some(0), "{answer:?}");
    assert_eq!(repository.text("main.tf"), text(QUOTED));
    assert_eq!(
        repository.text("format.txt"),
        "\u{feff}{\"id\":\"$context.requestId\",\"p\":\"$context.path\"}\r\n"
    );
}

#[test]
fn files_that_nobody_named_are_left_alone_and_that_is_said() {
    let call = "module \"api\" {\n  source = \"../../modules/api\"\n}\n";
    let repository = Repository::new();
    repository.file("envs/prod/main.tf", call);
    repository.file("modules/api/main.tf", stage("s", BARE));
    let answer = repository.lint(&["--fix", "envs/prod"]);
    assert_eq!(
        repository.text("modules/api/main.tf"),
        stage("s", BARE),
        "{answer:?}"
    );
    // nothing of the module is reported where only its caller was named
    repository.file(
        "envs/prod/main.tf",
        "module \"api\" {\n  source = \"../../modules/api\"\n  extra  = \"x\"\n}\n",
    );
    repository.file(
        "modules/api/main.tf",
        format!(
            "variable \"extra\" {{}}\n{}",
            stage(
                "s",
                &BARE.replace("{\\\"id", "{\\\"e\\\":\\\"${var.extra}\\\",\\\"id")
            )
        ),
    );
    let before = repository.text("modules/api/main.tf");
    let answer = repository.lint(&["--fix", "envs/prod"]);
    assert_eq!(repository.text("modules/api/main.tf"), before, "{answer:?}");
    if answer.code == Some(1) {
        assert!(
            answer
                .err
                .contains("1 fix is not made: it belongs in a file that was not named"),
            "{answer:?}"
        );
    }
    let answer = repository.lint(&["--fix", "."]);
    assert_eq!(answer.code, Some(0), "{answer:?}");
    assert_ne!(repository.text("modules/api/main.tf"), before);
}

#[test]
fn what_is_excluded_is_written_only_when_it_is_named() {
    let repository = Repository::new();
    repository
        .file("a.tf", stage("s", BARE))
        .file(".gitignore", "*.tf\n");
    for args in [
        &["--fix", "."][..],
        &["--fix", "--exclude=a.tf", "."],
        &["--fix", "--exclude=a.tf", "--force-exclude", "a.tf"],
        &["--fix", "--ignore=bare-value", "a.tf"],
    ] {
        repository.lint(args);
        assert_eq!(repository.text("a.tf"), stage("s", BARE), "{args:?}");
    }
    repository.lint(&["--fix", "--exclude=a.tf", "a.tf"]);
    assert_eq!(repository.text("a.tf"), stage("s", QUOTED));
}

#[test]
fn what_a_baseline_accepts_stays() {
    let repository = Repository::new();
    repository.file("main.tf", stage("s", BARE));
    let made = assert_cmd::Command::cargo_bin("gwfmt")
        .unwrap()
        .current_dir(repository.at(""))
        .arg("baseline")
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    for args in [
        &["--diff", "--baseline", "gwfmt-baseline.json"][..],
        &["--fix", "--baseline", "gwfmt-baseline.json"],
    ] {
        let answer = repository.lint(args);
        assert_eq!(answer.code, Some(0), "{answer:?}");
        assert_eq!(answer.out, "", "{answer:?}");
        assert!(!answer.err.contains("fix"), "{answer:?}");
        assert_eq!(repository.text("main.tf"), stage("s", BARE));
    }
}

#[test]
fn lines_are_joined_and_a_heredoc_stays_a_heredoc() {
    let many = "{ \"id\": \"$context.requestId\",\n      \"p\": \"$context.path\" }";
    let one = "{ \"id\": \"$context.requestId\",\"p\": \"$context.path\" }";
    let repository = Repository::new();
    let heredoc = |text: &str| format!("<<-EOF\n      {text}\n    EOF");
    repository.file("main.tf", stage("s", &heredoc(many)));
    let yaml = |sign: &str, text: &str| {
        format!(
            "Resources:\n  S:\n    Type: AWS::ApiGateway::Stage\n    Properties:\n      AccessLogSetting:\n        Format: {sign}\n          {}\n      StageName: x\n",
            text.replace("\n      ", "\n          ")
        )
    };
    repository.file("template.yaml", yaml("|", many));
    let answer = repository.lint(&["--fix"]);
    assert_eq!(
        repository.text("main.tf"),
        stage("s", &format!("chomp({}\n    )", heredoc(one))),
        "{answer:?}"
    );
    assert_eq!(repository.text("template.yaml"), yaml("|-", one));
    assert_eq!(answer.code, Some(0), "{answer:?}");
}

#[test]
fn what_is_suppressed_stays_and_a_suppression_without_use_goes() {
    let text = |comment: &str, other: &str| {
        format!(
            "# gwfmt: ignore[bare-value] -- known\n{}{comment}{}",
            stage("a", BARE),
            stage("b", other)
        )
    };
    let repository = Repository::new();
    let comment = "# gwfmt: ignore[duplicate-key] -- nothing\n";
    repository.file("main.tf", text(comment, BARE));
    let answer = repository.lint(&["--fix"]);
    assert_eq!(repository.text("main.tf"), text("", QUOTED), "{answer:?}");
    assert_eq!(answer.code, Some(0), "{answer:?}");
}

/// Longer texts are not judged: a fix that makes a text so long would hide what is wrong with it.
#[test]
fn no_fix_makes_a_format_too_long_to_be_judged() {
    let padding = "a".repeat(64 * 1024 - 56);
    let text =
        format!("{{\"id\":\"$context.requestId\",\"p\":$context.path,\"long\":\"{padding}\"}}");
    assert!(
        (64 * 1024 - 1..=64 * 1024).contains(&text.len()),
        "{}",
        text.len()
    );
    let repository = Repository::new();
    repository.file("format.txt", &text);
    let answer = repository.lint(&["--fix", "format.txt"]);
    assert_eq!(repository.text("format.txt"), text, "{answer:?}");
}

#[test]
fn of_a_file_with_an_address_only_that_format_is_mended() {
    let repository = Repository::new();
    repository.file("main.tf", stage("a", BARE) + &stage("b", BARE));
    let answer = repository.lint(&["--fix", "main.tf#aws_api_gateway_stage.b"]);
    assert_eq!(answer.code, Some(0), "{answer:?}");
    assert_eq!(
        repository.text("main.tf"),
        stage("a", BARE) + &stage("b", QUOTED)
    );
}

#[test]
fn one_place_of_many_stages_is_mended_once() {
    let text = |format: &str| {
        format!(
            "locals {{\n  f = {format}\n}}\n{}{}",
            stage("a", "local.f"),
            stage("b", "\"${local.f} \"")
        )
    };
    let repository = Repository::new();
    repository.file("main.tf", text(BARE));
    let answer = repository.lint(&["--fix"]);
    assert_eq!(repository.text("main.tf"), text(QUOTED), "{answer:?}");
    assert_eq!(answer.code, Some(0), "{answer:?}");
}

/// The text that would be written means something else at another stage: nobody can write it so that all are content.
#[test]
fn a_fix_that_would_break_another_format_is_not_made() {
    let text = format!(
        "locals {{\n  p = \"$context.path\"\n}}\n{}{}",
        stage("a", r#""{\"id\":\"$context.requestId\",\"p\":${local.p}}""#),
        stage(
            "b",
            r#""{\"id\":\"$context.requestId\",\"p\":\"${local.p}\"}""#
        )
    );
    let repository = Repository::new();
    repository.file("main.tf", &text);
    let answer = repository.lint(&["--fix", "--unsafe-fixes"]);
    let fixed = text.replace("\"p\\\":${local.p}}", "\"p\\\":\\\"${local.p}\\\"}");
    let now = repository.text("main.tf");
    assert!(now == text || now == fixed, "{answer:?}\n{now}");
}

#[test]
fn a_reference_that_the_file_takes_for_its_own_is_mended() {
    let repository = Repository::new();
    let text = |id: &str| stage("s", &format!("\"{id} $context.path\""));
    repository.file("main.tf", text("${context.requestId}"));
    let answer = repository.lint(&["--fix", "--unsafe-fixes"]);
    assert_eq!(
        repository.text("main.tf"),
        text("$context.requestId"),
        "{answer:?}"
    );
}

#[cfg(unix)]
#[test]
fn links_stay_links_and_permissions_stay() {
    use std::os::unix::fs::PermissionsExt as _;
    let repository = Repository::new();
    repository.file(
        "real/format.txt",
        "{\"id\":\"$context.requestId\",\"p\":$context.path}\n",
    );
    std::os::unix::fs::symlink("real/format.txt", repository.at("link.txt")).unwrap();
    fs::set_permissions(
        repository.at("real/format.txt"),
        fs::Permissions::from_mode(0o640),
    )
    .unwrap();
    let answer = repository.lint(&["--fix", "link.txt"]);
    assert_eq!(answer.code, Some(0), "{answer:?}");
    assert!(
        fs::symlink_metadata(repository.at("link.txt"))
            .unwrap()
            .is_symlink()
    );
    assert!(
        repository
            .text("real/format.txt")
            .contains("\"$context.path\"")
    );
    let mode = fs::metadata(repository.at("real/format.txt"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o640);
    let names: Vec<_> = fs::read_dir(repository.at("real")).unwrap().collect();
    assert_eq!(names.len(), 1, "no temporary file is left: {names:?}");
}

#[test]
fn a_read_only_file_is_left_alone_and_said_so() {
    let repository = Repository::new();
    repository.file("main.tf", stage("s", BARE));
    let mut permissions = fs::metadata(repository.at("main.tf"))
        .unwrap()
        .permissions();
    permissions.set_readonly(true);
    fs::set_permissions(repository.at("main.tf"), permissions).unwrap();
    let answer = repository.lint(&["--fix"]);
    assert_eq!(repository.text("main.tf"), stage("s", BARE));
    assert_eq!(answer.code, Some(2), "{answer:?}");
    assert!(
        answer
            .err
            .contains("error: `main.tf` is read-only and is left alone"),
        "{answer:?}"
    );
    assert!(!answer.err.contains("fixed"), "{answer:?}");
}

#[test]
fn what_is_no_file_cannot_be_mended() {
    let repository = Repository::new();
    for (args, words) in [
        (
            &["--fix", "-"][..],
            "`--fix` needs files; standard input cannot be fixed",
        ),
        (
            &["--diff", "-"],
            "`--diff` needs files; standard input cannot be fixed",
        ),
        (
            &["--unsafe-fixes"],
            "`--unsafe-fixes` needs `--fix` or `--diff`",
        ),
        (
            &["--fix", "--format", "$context.path"],
            "cannot be used with",
        ),
    ] {
        let answer = repository.lint(args);
        assert_eq!(answer.code, Some(2), "{answer:?}");
        assert!(answer.err.contains(words), "{answer:?}");
    }
}
