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

/// A REST API with everything in its place: lines go to a group, and of a second stage to a stream.
const TEMPLATE: &str = r#"AWSTemplateFormatVersion: "2010-09-09"
@TRANSFORM
Resources:
  Trust:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Action: "sts:AssumeRole", Principal: {Service: apigateway.amazonaws.com}}]}
      ManagedPolicyArns: [!Sub "arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"]
  Account: {Type: AWS::ApiGateway::Account, Properties: {CloudWatchRoleArn: !GetAtt Trust.Arn}}
  Group: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /aws/api/orders, RetentionInDays: 30}}
  Stream: {Type: AWS::KinesisFirehose::DeliveryStream, Properties: {DeliveryStreamName: amazon-apigateway-orders}}
  One:
    Type: @ONE
    DependsOn: Account
    Properties:
      RestApiId: !Ref Api
      StageName: prod
      AccessLogSetting:
        DestinationArn: !GetAtt Group.Arn
        Format: '{"requestId":"$context.requestId","status":"$context.status"}'
  Two:
    Type: @TWO
    DependsOn: Account
    Properties:
      RestApiId: !Ref Api
      StageName: test
      AccessLogSetting:
        DestinationArn: !GetAtt Stream.Arn
        Format: "{\"requestId\":\"$context.requestId\",\"status\":\"$context.status\"}\n"
"#;

/// The same in Terraform.
const FOLDER: &str = r#"resource "aws_iam_role" "trust" {
  assume_role_policy  = jsonencode({ Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "apigateway.amazonaws.com" } }] })
  managed_policy_arns = ["arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"]
}
resource "aws_api_gateway_account" "this" {
  cloudwatch_role_arn = aws_iam_role.trust.arn
}
resource "aws_cloudwatch_log_group" "group" {
  name              = "/aws/api/orders"
  retention_in_days = 30
}
resource "aws_kinesis_firehose_delivery_stream" "stream" {
  name = "amazon-apigateway-orders"
}
resource "aws_api_gateway_stage" "one" {
  rest_api_id = "abc"
  depends_on = [aws_api_gateway_account.this]
  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.group.arn
    format          = "{\"requestId\":\"$context.requestId\",\"status\":\"$context.status\"}"
  }
}
resource "aws_api_gateway_stage" "two" {
  rest_api_id = "abc"
  depends_on = [aws_api_gateway_account.this]
  access_log_settings {
    destination_arn = aws_kinesis_firehose_delivery_stream.stream.arn
    format          = "{\"requestId\":\"$context.requestId\",\"status\":\"$context.status\"}\n"
  }
}
"#;

/// What stands there when all is right, and in its place.
type Change = (&'static str, &'static str);

/// A rule, and one change of what is right that it finds: of a template, and of Terraform.
const MISTAKES: [(&str, Change, Change); 11] = [
    (
        "incomplete-settings",
        ("        DestinationArn: !GetAtt Group.Arn\n", ""),
        (
            "    destination_arn = aws_cloudwatch_log_group.group.arn\n",
            "",
        ),
    ),
    (
        "wrong-destination",
        ("!GetAtt Group.Arn", "arn:aws:s3:::logs"),
        (
            "aws_cloudwatch_log_group.group.arn",
            "\"arn:aws:s3:::logs\"",
        ),
    ),
    (
        "misnamed-stream",
        ("amazon-apigateway-orders", "orders"),
        ("amazon-apigateway-orders", "orders"),
    ),
    ("joined-records", ("}\\n\"", "}\""), ("}\\n\"", "}\"")),
    (
        "execution-log-group",
        ("/aws/api/orders", "API-Gateway-Execution-Logs_abc/prod"),
        ("/aws/api/orders", "API-Gateway-Execution-Logs_abc/prod"),
    ),
    (
        "differing-keys",
        (
            "DestinationArn: !GetAtt Stream.Arn\n        Format: \"{\\\"requestId\\\":\\\"$context.requestId\\\",\\\"status\\\":\\\"$context.status\\\"}\\n\"",
            "DestinationArn: !GetAtt Group.Arn\n        Format: '{\"requestId\":\"$context.requestId\",\"code\":\"$context.status\"}'",
        ),
        (
            "aws_kinesis_firehose_delivery_stream.stream.arn\n    format          = \"{\\\"requestId\\\":\\\"$context.requestId\\\",\\\"status\\\":\\\"$context.status\\\"}\\n\"",
            "aws_cloudwatch_log_group.group.arn\n    format          = \"{\\\"requestId\\\":\\\"$context.requestId\\\",\\\"code\\\":\\\"$context.status\\\"}\"",
        ),
    ),
    (
        "missing-dependency",
        ("    DependsOn: Account\n", ""),
        ("  depends_on = [aws_api_gateway_account.this]\n", ""),
    ),
    (
        "missing-trust",
        ("apigateway.amazonaws.com", "lambda.amazonaws.com"),
        ("apigateway.amazonaws.com", "lambda.amazonaws.com"),
    ),
    (
        "missing-log-permission",
        (
            "service-role/AmazonAPIGatewayPushToCloudWatchLogs",
            "AmazonAPIGatewayInvokeFullAccess",
        ),
        (
            "service-role/AmazonAPIGatewayPushToCloudWatchLogs",
            "AmazonAPIGatewayInvokeFullAccess",
        ),
    ),
    (
        "missing-account-role",
        (", Properties: {CloudWatchRoleArn: !GetAtt Trust.Arn}}", "}"),
        ("  cloudwatch_role_arn = aws_iam_role.trust.arn\n", ""),
    ),
    (
        "unlimited-retention",
        (", RetentionInDays: 30", ""),
        ("  retention_in_days = 30\n", ""),
    ),
];

/// The rules that find something in a file, each once.
fn rules(file: &str, text: &str) -> Vec<String> {
    let there = folder(&[(file, text)]);
    let found = said(there.path(), &GROUPS).into_iter();
    let mut rules: Vec<String> = found
        .map(|line| line.rsplit(' ').next().unwrap().to_owned())
        .collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

#[test]
fn each_rule_finds_its_mistake_in_terraform_cloudformation_and_sam_and_nothing_in_what_is_right() {
    let template = |transform: &str, kind: &str| {
        TEMPLATE
            .replace("@TRANSFORM", transform)
            .replace("@ONE", kind)
            .replace("@TWO", kind)
    };
    let cloudformation = template("Description: orders", "AWS::ApiGateway::Stage");
    let sam = template(
        "Transform: AWS::Serverless-2016-10-31",
        "AWS::Serverless::Api",
    )
    .replace("      RestApiId: !Ref Api\n", "");
    for (file, right, is_template) in [
        ("main.tf", FOLDER, false),
        ("template.yaml", cloudformation.as_str(), true),
        ("template.yaml", sam.as_str(), true),
    ] {
        assert_eq!(rules(file, right), [""; 0], "{right}");
        for (rule, of_template, of_terraform) in MISTAKES {
            let (from, to) = if is_template {
                of_template
            } else {
                of_terraform
            };
            assert!(right.contains(from), "{rule}: {from}");
            let wrong = right.replace(from, to);
            assert_eq!(rules(file, &wrong), [rule], "{wrong}");
        }
    }
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
