//! From stage to log group, through the command: the example with all steps, each of them left out in turn, and what `--fix` makes of
//! a format whose lines a stream would join.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

fn gwfmt(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gwfmt"));
    command.current_dir(folder).args(args).output().unwrap()
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// `file:line rule` of each finding of these rules.
fn said(folder: &Path, select: &[&str]) -> Vec<String> {
    let mut args = vec!["lint", "--output-format", "json", "--isolated"];
    args.extend(select.iter().flat_map(|word| ["--select", word]));
    let output = gwfmt(folder, &args);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap().iter();
    let line = |finding: &Value| {
        let word = |key: &str| finding[key].as_str().unwrap().to_owned();
        format!("{}:{} {}", word("file"), finding["line"], word("rule"))
    };
    findings.map(line).collect()
}

const GROUPS: [&str; 2] = ["delivery", "account"];

/// The example, with one text replaced in one of its files.
fn example(file: &str, from: &str, to: &str) -> TempDir {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/delivery");
    let copy = tempfile::tempdir().unwrap();
    for name in ["main.tf", "iam.tf"] {
        let mut text = fs::read_to_string(root.join(name)).unwrap();
        if name == file {
            assert!(text.contains(from), "{from}");
            text = text.replace(from, to);
        }
        fs::write(copy.path().join(name), text).unwrap();
    }
    copy
}

#[test]
fn each_step_that_is_left_out_is_found() {
    let all = example("main.tf", "", "");
    assert_eq!(said(all.path(), &GROUPS), [""; 0]);
    let policy = "resource \"aws_iam_role_policy_attachment\" \"logs\" {\n  role       = aws_iam_role.logs.name\n  policy_arn = \"arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs\"\n}\n";
    for (file, from, to, expected) in [
        // the log group
        (
            "main.tf",
            "    destination_arn = aws_cloudwatch_log_group.access.arn\n",
            "",
            "main.tf:23 incomplete-settings",
        ),
        (
            "main.tf",
            "aws_cloudwatch_log_group.access.arn",
            "aws_cloudwatch_log_group.access.name",
            "main.tf:29 wrong-destination",
        ),
        (
            "main.tf",
            "  retention_in_days = 30\n",
            "",
            "main.tf:18 unlimited-retention",
        ),
        // the trust policy
        (
            "iam.tf",
            "      identifiers = [\"apigateway.amazonaws.com\"]\n",
            "      identifiers = [\"lambda.amazonaws.com\"]\n",
            "iam.tf:16 missing-trust",
        ),
        // the policy
        ("iam.tf", policy, "", "iam.tf:14 missing-log-permission"),
        (
            "iam.tf",
            "service-role/AmazonAPIGatewayPushToCloudWatchLogs",
            "AmazonAPIGatewayInvokeFullAccess",
            "iam.tf:21 missing-log-permission",
        ),
        // the account setting
        (
            "iam.tf",
            "  cloudwatch_role_arn = aws_iam_role.logs.arn\n",
            "",
            "main.tf:23 missing-account-role",
        ),
        // the order
        (
            "main.tf",
            "\n  depends_on = [aws_api_gateway_account.this]\n",
            "",
            "main.tf:23 missing-dependency",
        ),
    ] {
        let copy = example(file, from, to);
        assert_eq!(said(copy.path(), &GROUPS), [expected], "{from}");
    }
    // the whole file with role and account setting
    let none = example(
        "main.tf",
        "\n  depends_on = [aws_api_gateway_account.this]\n",
        "",
    );
    fs::write(none.path().join("iam.tf"), "").unwrap();
    assert_eq!(
        said(none.path(), &GROUPS),
        ["main.tf:23 missing-account-role"]
    );
}

const STREAM: &str = "resource \"aws_kinesis_firehose_delivery_stream\" \"s\" {\n  name = \"amazon-apigateway-s\"\n}\n\n";

fn stage(format: &str) -> String {
    format!(
        "{STREAM}resource \"aws_api_gateway_stage\" \"p\" {{\n  access_log_settings {{\n    destination_arn = aws_kinesis_firehose_delivery_stream.s.arn\n    format          = {format}\n  }}\n}}\n"
    )
}

fn template(format: &str) -> String {
    format!(
        "Resources:\n  Stream:\n    Type: AWS::KinesisFirehose::DeliveryStream\n    Properties: {{DeliveryStreamName: amazon-apigateway-s}}\n  Stage:\n    Type: AWS::ApiGateway::Stage\n    Properties:\n      AccessLogSetting:\n        DestinationArn: !GetAtt Stream.Arn\n        Format: {format}\n"
    )
}

#[test]
fn a_stream_wants_a_line_break_at_the_end_and_nobody_takes_it_away() {
    for (file, text) in [
        ("main.tf", stage("\"$context.requestId\\n\"")),
        (
            "main.tf",
            stage("\"${jsonencode({ requestId = \"$context.requestId\" })}\\n\""),
        ),
        (
            "main.tf",
            stage("<<E\n{\"requestId\":\"$context.requestId\"}\nE"),
        ),
        (
            "template.yaml",
            template("!Join [\"\\n\", ['{\"requestId\":\"$context.requestId\"}', '']]"),
        ),
        ("template.yaml", template("\"$context.requestId\\n\"")),
        ("template.yaml", template("|\n          $context.requestId")),
        (
            "template.yaml",
            template("!Sub \"$context.requestId${End}\""),
        ),
    ] {
        let right = folder(&[(file, &text)]);
        assert_eq!(said(right.path(), &[]), [""; 0], "{text}");
    }
    let line = |file: &str, text: &str, format: &str| {
        let at = text.lines().position(|line| line.contains(format)).unwrap();
        format!("{file}:{} joined-records", at + 1)
    };
    for (file, text) in [
        ("main.tf", stage("\"$context.requestId\"")),
        (
            "main.tf",
            stage("jsonencode({ requestId = \"$context.requestId\" })"),
        ),
        (
            "template.yaml",
            template("'{\"requestId\":\"$context.requestId\"}'"),
        ),
        (
            "template.yaml",
            template("!Join [\"\", ['{\"requestId\":\"$context.requestId\"}', '']]"),
        ),
    ] {
        let wrong = folder(&[(file, &text)]);
        assert_eq!(
            said(wrong.path(), &[]),
            [line(file, &text, "$context.requestId")],
            "{text}"
        );
    }
}

#[test]
fn the_line_break_is_written_where_the_file_has_a_place_for_it() {
    for (file, before, after) in [
        (
            "main.tf",
            stage("\"$context.requestId\""),
            stage("\"$context.requestId\\n\""),
        ),
        (
            "template.yaml",
            template("\"$context.requestId\""),
            template("\"$context.requestId\\n\""),
        ),
    ] {
        let fixed = folder(&[(file, &before)]);
        let output = gwfmt(fixed.path(), &["lint", "--fix", "--isolated"]);
        let text = fs::read_to_string(fixed.path().join(file)).unwrap();
        assert_eq!(text, after, "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(said(fixed.path(), &[]), [""; 0]);
    }
}

#[test]
fn a_name_in_place_of_an_arn_is_mended() {
    let text = stage("\"$context.requestId\"").replace(
        "aws_kinesis_firehose_delivery_stream.s.arn",
        "aws_cloudwatch_log_group.g.name",
    ) + "\nresource \"aws_cloudwatch_log_group\" \"g\" {\n  name = \"g\"\n}\n";
    let fixed = folder(&[("main.tf", &text)]);
    assert_eq!(said(fixed.path(), &[]), ["main.tf:7 wrong-destination"]);
    gwfmt(fixed.path(), &["lint", "--fix", "--isolated"]);
    let after = fs::read_to_string(fixed.path().join("main.tf")).unwrap();
    assert_eq!(after, text.replace("log_group.g.name", "log_group.g.arn"));
    assert_eq!(said(fixed.path(), &[]), [""; 0]);
}

#[test]
fn findings_about_resources_are_suppressed_chosen_and_accepted_as_others_are() {
    let bad = stage("\"$context.requestId\\n\"").replace("amazon-apigateway-s", "s");
    let plain = folder(&[("main.tf", &bad)]);
    assert_eq!(said(plain.path(), &[]), ["main.tf:2 misnamed-stream"]);
    assert_eq!(said(plain.path(), &["json"]), [""; 0]);

    let hushed = bad.replace(
        "  name =",
        "  # gwfmt: ignore[misnamed-stream] -- renamed next week\n  name =",
    );
    let hushed = folder(&[("main.tf", &hushed)]);
    assert_eq!(said(hushed.path(), &[]), [""; 0]);

    // where it has no effect, it is told
    let needless = stage("\"$context.requestId\\n\"").replace(
        "  name =",
        "  # gwfmt: ignore[misnamed-stream] -- x\n  name =",
    );
    let needless = folder(&[("main.tf", &needless)]);
    assert_eq!(said(needless.path(), &[]), ["main.tf:2 unused-suppression"]);

    fs::write(
        plain.path().join("gwfmt.toml"),
        "[rules]\nmisnamed-stream = \"note\"\naccount = \"on\"\n",
    )
    .unwrap();
    let output = gwfmt(plain.path(), &["lint", "--output-format", "concise"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.starts_with("main.tf:2:10: note: the name of the stream"),
        "{text}"
    );
    assert!(output.status.success());
    fs::remove_file(plain.path().join("gwfmt.toml")).unwrap();

    gwfmt(
        plain.path(),
        &["baseline", "--output-file", "accepted.json"],
    );
    let output = gwfmt(plain.path(), &["lint", "--baseline", "accepted.json"]);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );

    for format in ["sarif", "github", "gitlab", "junit", "checkstyle", "pretty"] {
        let output = gwfmt(plain.path(), &["lint", "--output-format", format]);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains("misnamed-stream"), "{format}: {text}");
    }
}

#[test]
fn a_finding_belongs_to_every_file_that_it_speaks_of() {
    let main = stage("\"$context.requestId\\n\"").replace(STREAM, "");
    let stream = STREAM.replace("amazon-apigateway-s", "s");
    let both = folder(&[("main.tf", &main), ("stream.tf", &stream)]);
    for named in ["main.tf", "stream.tf"] {
        let output = gwfmt(both.path(), &["lint", "--output-format", "concise", named]);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(
            text.starts_with("stream.tf:2:10: error:"),
            "{named}: {text}"
        );
    }
}

#[test]
fn the_resources_of_a_service_are_looked_at() {
    let service = "service: orders\nprovider:\n  name: aws\nresources:\n  Resources:\n    Stream:\n      Type: AWS::KinesisFirehose::DeliveryStream\n      Properties:\n        DeliveryStreamName: NAME\n    Stage:\n      Type: AWS::ApiGateway::Stage\n      Properties:\n        RestApiId: !Ref Api\n        AccessLogSetting:\n          DestinationArn: !GetAtt Stream.Arn\n          Format: \"$context.requestId\\n\"\n";
    for (name, expected) in [
        ("logs", Some("serverless.yml:9 misnamed-stream")),
        ("amazon-apigateway-orders", None),
        ("${self:custom.stream}", None),
        (
            "${self:service}-logs",
            Some("serverless.yml:9 misnamed-stream"),
        ),
        ("${opt:stage}-logs", None),
    ] {
        let service = folder(&[("serverless.yml", &service.replace("NAME", name))]);
        assert_eq!(
            said(service.path(), &["delivery"]),
            Vec::from_iter(expected),
            "{name}"
        );
    }
}
