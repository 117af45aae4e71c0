//! `--write`, in the languages that hold formats.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn gwfmt(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gwfmt"));
    command.args(args).current_dir(folder).output().unwrap()
}

/// The formats of a file.
fn formats(folder: &Path, file: &str) -> Vec<(String, String)> {
    let output = gwfmt(
        folder,
        &[
            "lint",
            "--isolated",
            "--exit-zero",
            "--output-format",
            "json",
            file,
        ],
    );
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let formats = report["formats"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    formats
        .map(|format| (text(&format["address"]), text(&format["text"])))
        .collect()
}

const TERRAFORM: &str = r#"# kept
resource "aws_api_gateway_stage" "a" {
  access_log_settings {
    destination_arn = "arn:aws:logs:eu-west-1:123456789012:log-group:a" # kept too
    format          = FORMAT
  }
}

resource "aws_api_gateway_stage" "b" {
  access_log_settings {
    format = "$context.requestId $context.stage"
  }
}
"#;

const TEMPLATE: &str = r"# kept
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: live
      AccessLogSetting:
        DestinationArn: !GetAtt Log.Arn
        Format: FORMAT
  Other:
    Type: AWS::Serverless::Api
    Properties:
      AccessLogSetting:
        Format: $context.requestId $context.stage
";

const TEMPLATE_JSON: &str = r#"{"Resources": {
  "Api": {"Type": "AWS::ApiGateway::Stage", "Properties": {"AccessLogSetting": {
    "Format": FORMAT, "DestinationArn": "arn:aws:logs:eu-west-1:123456789012:log-group:a"}}}
}}
"#;

const SCRIPT: &str = r#"import * as apigateway from "aws-cdk-lib/aws-apigateway";
new apigateway.CfnStage(scope, "Stage", {
  restApiId: "a", // kept
  accessLogSetting: { format: FORMAT },
});
"#;

const SERVICE: &str =
    "service: a\nprovider:\n  name: aws\n  logs:\n    restApi:\n      format: FORMAT\n";

#[test]
fn a_format_is_converted_where_it_stands_and_all_else_stays() {
    let json = r#"{"id":"$context.requestId","path":"$context.path","status":"$context.status"}"#;
    let quoted = Value::from(json).to_string();
    let single = format!("'{json}'");
    let object =
        r#"{ id = "$context.requestId", path = "$context.path", status = "$context.status" }"#;
    let encoded = format!("jsonencode({object})");
    let heredoc = format!("chomp(<<-EOT\n      {json}\n    EOT\n    )");
    let folded = format!(">-\n          {}", json.replace(',', ",\n          "));
    let script = r#"JSON.stringify({ id: "$context.requestId", path: "$context.path", status: "$context.status" })"#;
    let csv = "\"$context.requestId,\\\"$context.path\\\",$context.status\"";
    let cases: Vec<(&str, &str, &str, &str)> = vec![
        ("main.tf", TERRAFORM, &quoted, "#aws_api_gateway_stage.a"),
        ("main.tf", TERRAFORM, &encoded, "#aws_api_gateway_stage.a"),
        ("main.tf", TERRAFORM, &heredoc, "#aws_api_gateway_stage.a"),
        ("main.tf", TERRAFORM, csv, "#aws_api_gateway_stage.a"),
        ("template.yaml", TEMPLATE, &quoted, "#Api"),
        ("template.yaml", TEMPLATE, &single, "#Api"),
        ("template.yaml", TEMPLATE, &folded, "#Api"),
        ("template.json", TEMPLATE_JSON, &quoted, "#Api"),
        ("stack.ts", SCRIPT, &quoted, ""),
        ("stack.ts", SCRIPT, &single, ""),
        ("stack.ts", SCRIPT, script, ""),
        ("serverless.yml", SERVICE, &single, ""),
        ("format.txt", "FORMAT\n", json, ""),
    ];
    let is_whole = std::env::var_os("GWFMT_REQUIRE_TOOLS").is_some();
    let mut written = 0;
    for (number, (file, around, value, address)) in cases.into_iter().enumerate() {
        for (at, shape) in ["json", "csv", "xml", "clf"].into_iter().enumerate() {
            // a part of them, where time matters
            if !is_whole && (number + at) % 3 > 0 {
                continue;
            }
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join(file);
            fs::write(&path, around.replace("FORMAT", value)).unwrap();
            let before = formats(folder.path(), file);
            let named = format!("{file}{address}");
            let args = ["convert", &named, "--to", shape, "--api", "rest"];
            let printed = gwfmt(folder.path(), &args);
            let wanted = String::from_utf8(printed.stdout).unwrap();
            let wanted = wanted.strip_suffix('\n').unwrap();
            let output = gwfmt(folder.path(), &[&args[..], &["--write"]].concat());
            let name = format!("{file}, {shape}, {value}");
            assert!(output.status.success(), "{name}: {output:?}");
            let text = fs::read_to_string(&path).unwrap();
            // what is around the value is there, byte for byte
            let (start, end) = around.split_once("FORMAT").unwrap();
            assert!(
                text.starts_with(start) && text.ends_with(end),
                "{name}: {text}"
            );
            let after = formats(folder.path(), file);
            assert_eq!(before.len(), after.len(), "{name}: {text}");
            for (number, (was, is)) in before.iter().zip(&after).enumerate() {
                assert_eq!(was.0, is.0, "{name}");
                if number > 0 {
                    assert_eq!(was.1, is.1, "{name}");
                    continue;
                }
                let sorted = |text: &str| {
                    let value: Option<Value> = serde_json::from_str(text).ok();
                    value.map_or(text.to_owned(), |value| {
                        let map: std::collections::BTreeMap<_, _> =
                            value.as_object().unwrap().iter().collect();
                        serde_json::to_string(&map).unwrap()
                    })
                };
                assert_eq!(sorted(&is.1), sorted(wanted), "{name}: {text}");
            }
            written += 1;
        }
    }
    assert!(written == 52 || !is_whole && written > 16, "{written}");
}

#[test]
fn a_file_that_was_not_named_is_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::write(
        root.join("main.tf"),
        TERRAFORM.replace("FORMAT", "local.format"),
    )
    .unwrap();
    let locals = "locals {\n  format = \"$context.requestId $context.status\"\n}\n";
    fs::write(root.join("locals.tf"), locals).unwrap();
    let named = "main.tf#aws_api_gateway_stage.a";
    let output = gwfmt(root, &["convert", named, "--to", "json", "--write"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.contains("the format is written in `locals.tf`, which was not named"),
        "{said}"
    );
    assert_eq!(fs::read_to_string(root.join("locals.tf")).unwrap(), locals);
}

#[test]
fn what_cannot_be_written_there_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let text = TERRAFORM.replace("FORMAT", "\"$context.requestId $context.status\"");
    fs::write(root.join("main.tf"), &text).unwrap();
    let named = "main.tf#aws_api_gateway_stage.a";
    // the stage is that of a REST API
    let output = gwfmt(
        root,
        &["convert", named, "--to", "json", "--api", "http", "--write"],
    );
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("not for HTTP APIs"), "{said}");
    assert_eq!(fs::read_to_string(root.join("main.tf")).unwrap(), text);
    for args in [["--format", "$context.requestId"], ["-", "--write"]] {
        let output = gwfmt(
            root,
            &[&["convert", "--to", "json", "--write"], &args[..]].concat(),
        );
        assert_eq!(output.status.code(), Some(2), "{output:?}");
    }
}
