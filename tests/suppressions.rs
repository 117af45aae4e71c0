//! Suppressions from outside, in every kind of file: what is left out and kept with its reason, what is not, and what is said of
//! suppressions themselves.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gwfmt"));
    command.current_dir(folder).arg("lint").args(args);
    command.env_remove("GITHUB_ACTIONS").env("NO_COLOR", "1");
    command
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn report(folder: &Path, args: &[&str]) -> Value {
    let args = [&["--output-format", "json"], args].concat();
    let output = command(folder, &args).output().unwrap();
    assert!(matches!(output.status.code(), Some(0 | 1)), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// `rule` at each line, of what is reported or suppressed.
fn rules(list: &Value) -> Vec<String> {
    let rule = |finding: &Value| {
        let file = finding["file"].as_str().unwrap();
        let (rule, line) = (finding["rule"].as_str().unwrap(), &finding["line"]);
        format!("{file}:{line} {rule}")
    };
    list.as_array().unwrap().iter().map(rule).collect()
}

fn found(folder: &Path, args: &[&str]) -> Vec<String> {
    rules(&report(folder, args)["findings"])
}

/// A file with a fault of `unknown-variable`, by the comment before the value and the one behind it.
type Make = fn(before: &str, behind: &str) -> String;

/// Each kind of file that has comments: its name, how it is made, and how a comment is written.
const KINDS: [(&str, Make, &str); 12] = [
    ("main.tf", terraform, "# _"),
    ("a.tf", terraform, "// _"),
    ("b.tf", terraform, "/* _ */"),
    (
        "heredoc.tf",
        |before, _| {
            format!(
                "resource \"aws_api_gateway_stage\" \"s\" {{\n  access_log_settings {{\n    {before}\n    format = chomp(<<-EOT\n      $context.requestId $context.bogus\n    EOT\n    )\n  }}\n}}\n"
            )
        },
        "# _",
    ),
    (
        "encoded.tf",
        |before, _| {
            format!(
                "locals {{\n  {before}\n  log = {{\n    id = \"$context.requestId\"\n    b  = \"$context.bogus\"\n  }}\n}}\nresource \"aws_api_gateway_stage\" \"s\" {{\n  access_log_settings {{\n    format = jsonencode(merge(local.log, {{ c = \"$context.status\" }}))\n  }}\n}}\n"
            )
        },
        "# _",
    ),
    ("template.yaml", template, "# _"),
    (
        "folded.yml",
        |before, _| {
            format!(
                "Resources:\n  S:\n    Type: AWS::ApiGateway::Stage\n    Properties:\n      AccessLogSetting:\n        {before}\n        Format: !Sub >-\n          $context.requestId\n          $context.bogus\n"
            )
        },
        "# _",
    ),
    (
        "serverless.yml",
        |before, behind| {
            format!(
                "service: s\nprovider:\n  name: aws\n  logs:\n    restApi:\n      {before}\n      format: '$context.requestId $context.bogus' {behind}\n"
            )
        },
        "# _",
    ),
    (
        "manifest.yaml",
        |before, behind| {
            format!(
                "apiVersion: apigatewayv2.services.k8s.aws/v1alpha1\nkind: Stage\nmetadata:\n  name: {{{{ .Values.name }}}}\nspec:\n  accessLogSettings:\n    {before}\n    format: '$context.requestId $context.bogus' {behind}\n"
            )
        },
        "# _",
    ),
    (
        "Pulumi.yaml",
        |before, behind| {
            format!(
                "name: p\nruntime: yaml\nresources:\n  s:\n    type: aws:apigateway:Stage\n    properties:\n      accessLogSettings:\n        {before}\n        format: '$context.requestId $context.bogus' {behind}\n"
            )
        },
        "# _",
    ),
    (
        "stack.ts",
        |before, behind| {
            format!(
                "import * as apigw from 'aws-cdk-lib/aws-apigateway';\nnew apigw.CfnStage(this, 'S', {{\n  restApiId: 'a',\n  accessLogSetting: {{\n    {before}\n    format: '$context.requestId $context.bogus', {behind}\n  }},\n}});\n"
            )
        },
        "// _",
    ),
    (
        "stack.py",
        |before, behind| {
            format!(
                "from aws_cdk import aws_apigateway as apigw\napigw.CfnStage(\n    self,\n    \"S\",\n    rest_api_id=\"a\",\n    access_log_setting=apigw.CfnStage.AccessLogSettingProperty(\n        {before}\n        format=\"$context.requestId $context.bogus\",  {behind}\n    ),\n)\n"
            )
        },
        "# _",
    ),
];

fn terraform(before: &str, behind: &str) -> String {
    format!(
        "resource \"aws_api_gateway_stage\" \"s\" {{\n  access_log_settings {{\n    {before}\n    format = \"$context.requestId $context.bogus\" {behind}\n  }}\n}}\n"
    )
}

fn template(before: &str, behind: &str) -> String {
    format!(
        "Resources:\n  S:\n    Type: AWS::ApiGateway::Stage\n    Properties:\n      AccessLogSetting:\n        {before}\n        Format: $context.requestId $context.bogus {behind}\n"
    )
}

#[test]
fn every_kind_of_file_has_its_comments() {
    for (name, make, sign) in KINDS {
        let comment = |says: &str| sign.replace('_', says);
        let ignore = comment("gwfmt: ignore[unknown-variable] -- as agreed");
        let of_file = comment("gwfmt: ignore-file[unknown-variable] -- as agreed");
        let plain = make("", "");
        let line = |text: &str| 1 + text[..text.find("bogus").unwrap()].matches('\n').count();
        let expected = format!("{name}:{} unknown-variable", line(&plain));

        let folder = folder(&[(name, &plain)]);
        assert_eq!(found(folder.path(), &[]), [&*expected], "{plain}");
        let mut texts = vec![
            make(&ignore, ""),
            make(&format!("{ignore}\n{}", comment("more")), ""),
            format!("{of_file}\n{plain}"),
        ];
        let behind = make("", &ignore);
        if behind != plain {
            texts.push(behind);
        }
        for text in texts {
            fs::write(folder.path().join(name), &text).unwrap();
            let report = report(folder.path(), &[]);
            assert_eq!(rules(&report["findings"]), [""; 0], "{name}:\n{text}");
            let suppressed = &report["suppressed"];
            let expected = format!("{name}:{} unknown-variable", line(&text));
            assert_eq!(rules(suppressed), [&*expected], "{text}");
            assert_eq!(suppressed[0]["reason"], "as agreed", "{text}");
            let all = found(folder.path(), &["--no-inline-ignores"]);
            assert_eq!(all, [&*expected], "{text}");
        }
    }
}

#[test]
fn what_is_wrong_with_a_suppression_is_found_in_every_kind_of_file() {
    for (name, make, sign) in KINDS {
        let folder = folder(&[]);
        for (says, rule) in [
            ("gwfmt: ignore[unknown-varable]", "invalid-suppression"),
            ("gwfmt: ignore[unused-suppression]", "invalid-suppression"),
            ("gwfmt: ignore unknown-variable", "invalid-suppression"),
            (
                "gwfmt: ignore-file[unknown-variable]",
                "invalid-suppression",
            ),
            ("gwfmt: ignore[bare-value]", "unused-suppression"),
            ("gwfmt: ignore[json, xml] -- groups", "unused-suppression"),
        ] {
            let text = make(&sign.replace('_', says), "");
            fs::write(folder.path().join(name), &text).unwrap();
            let found = found(folder.path(), &["--select", "all", "--ignore", "privacy"]);
            let found: Vec<&str> = found
                .iter()
                .filter_map(|line| line.split(' ').nth(1))
                .collect();
            assert_eq!(found, [rule, "unknown-variable"], "{name}:\n{text}");
        }
    }
}

#[test]
fn what_stands_in_a_text_is_no_comment() {
    let says = "# gwfmt: ignore[unknown-variable] // gwfmt: ignore[unknown-variable]";
    for (name, text) in [
        (
            "a.tf",
            terraform("", "").replace("$context.bogus", &format!("$context.bogus {says}")),
        ),
        (
            "a.yaml",
            template("", "").replace(
                "$context.requestId $context.bogus",
                &format!("'$context.requestId $context.bogus {says}'"),
            ),
        ),
        (
            "b.yaml",
            template("", "").replace(
                "$context.requestId",
                &format!("|-\n          $context.requestId {says}"),
            ),
        ),
    ] {
        let folder = folder(&[(name, &text)]);
        let found = found(folder.path(), &["--select", "unknown-variable"]);
        assert_eq!(found.len(), 1, "{text}\n{found:?}");
    }
    let quoted = format!("'$context.requestId $context.bogus {says}'");
    let ts = KINDS[10].1("", "").replace("'$context.requestId $context.bogus'", &quoted);
    let template = ts.replace(&quoted, &quoted.replace('\'', "`"));
    let py = KINDS[11].1("", "").replace("\"$context.requestId $context.bogus\"", &quoted);
    let long = py.replace(&quoted, &format!("\"\"{}\"\"", quoted.replace('\'', "\"")));
    for (name, text) in [
        ("a.ts", ts),
        ("b.ts", template),
        ("a.py", py),
        ("b.py", long),
    ] {
        let folder = folder(&[(name, &text)]);
        let found = found(folder.path(), &["--select", "unknown-variable"]);
        assert_eq!(found.len(), 1, "{text}\n{found:?}");
    }
}

#[test]
fn json_has_members_and_metadata() {
    let stage = |first: &str| {
        format!(
            "{{\"Resources\": {{\"S\": {{{first}\"Type\": \"AWS::ApiGateway::Stage\", \"Properties\": {{\"AccessLogSetting\": {{\"Format\": \"$context.requestId $context.bogus\"}}}}}}}}}}"
        )
    };
    let terraform = |first: &str| {
        format!(
            "{{{first}\"resource\": {{\"aws_api_gateway_stage\": {{\"s\": {{\"access_log_settings\": {{\"format\": \"$context.requestId $context.bogus\"}}}}}}}}}}"
        )
    };
    let metadata = "\"Metadata\": {\"gwfmt\": {\"ignore\": {\"unknown-variable\": \"why\"}}}, ";
    let member = "\"//\": \"gwfmt: ignore[unknown-variable] -- why\", ";
    let of_file = "\"//\": \"gwfmt: ignore-file[unknown-variable] -- why\", ";
    for (name, text) in [
        ("t.json", stage(metadata)),
        ("t.json", stage(member)),
        ("main.tf.json", terraform(member)),
        ("main.tf.json", terraform(of_file)),
    ] {
        let folder = folder(&[(name, &text)]);
        let report = report(folder.path(), &[]);
        assert_eq!(rules(&report["findings"]), [""; 0], "{text}");
        assert_eq!(report["suppressed"][0]["reason"], "why", "{text}");
        let expected = format!("{name}:1 unknown-variable");
        let all = found(folder.path(), &["--no-inline-ignores"]);
        assert_eq!(all, [expected]);
    }
    let wrong = stage(&metadata.replace("variable\"", "varable\""));
    let folder = folder(&[("t.json", &wrong)]);
    let found = found(folder.path(), &[]);
    assert_eq!(
        found,
        ["t.json:1 invalid-suppression", "t.json:1 unknown-variable"]
    );
}

/// The edits of a fix of a rule, applied to a file of ASCII.
fn fixed(folder: &Path, name: &str, rule: &str) -> String {
    let report = report(folder, &[]);
    let findings = report["findings"].as_array().unwrap().iter();
    let finding = findings.clone().find(|finding| finding["rule"] == rule);
    let finding = finding.unwrap_or_else(|| panic!("{report:#}"));
    let mut text = fs::read_to_string(folder.join(name)).unwrap();
    for edit in finding["fixes"][0]["edits"].as_array().unwrap() {
        let at = |name: &str| usize::try_from(edit[name].as_u64().unwrap()).unwrap();
        text.replace_range(at("start")..at("end"), edit["text"].as_str().unwrap());
    }
    text
}

#[test]
fn a_fix_takes_away_what_is_not_needed_or_writes_the_name_that_is_meant() {
    let (unused, invalid) = ("unused-suppression", "invalid-suppression");
    for (name, make, sign) in KINDS {
        let with = |says: &str| make(&sign.replace('_', says), "");
        let without = make("", "");
        let blank = without.lines().find(|line| line.trim().is_empty()).unwrap();
        let without = without.replacen(&format!("{blank}\n"), "", 1);
        for (before, rule, after) in [
            (
                with("gwfmt: ignore[bare-value] -- x"),
                unused,
                without.clone(),
            ),
            (
                with("gwfmt: ignore[bare-value, unknown-variable] -- x"),
                unused,
                with("gwfmt: ignore[unknown-variable] -- x"),
            ),
            (
                with("gwfmt: ignore[unknown-varable]"),
                invalid,
                with("gwfmt: ignore[unknown-variable]"),
            ),
            (with("gwfmt: ignore"), invalid, without.clone()),
        ] {
            let folder = folder(&[(name, &before)]);
            assert_eq!(fixed(folder.path(), name, rule), after, "{name}");
        }
    }
}

#[test]
fn fix_takes_away_what_is_not_needed() {
    let text = terraform(
        "# gwfmt: ignore[bare-value]",
        "# gwfmt: ignore[unknown-variable, json] -- x",
    );
    let folder = folder(&[("main.tf", &text)]);
    let args = ["--fix", "--select", "all", "--ignore", "privacy"];
    let output = command(folder.path(), &args).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let rest = fs::read_to_string(folder.path().join("main.tf")).unwrap();
    let without = terraform("", "# gwfmt: ignore[unknown-variable] -- x");
    assert_eq!(rest, without.replacen("    \n", "", 1));
}

#[test]
fn nothing_is_said_of_what_was_not_looked_for() {
    let comment = "# gwfmt: ignore[bare-value]";
    let text = terraform(comment, "");
    let folder = folder(&[
        ("main.tf", &text),
        (
            "unknown/main.tf",
            &text.replace("\"$context.requestId $context.bogus\"", "data.a.b.c"),
        ),
        (
            "part/main.tf",
            "module \"x\" {\n  source = \"a/b/c\"\n  # gwfmt: ignore[missing-request-id]\n  access_log_format = \"$context.status\"\n}\n",
        ),
        (
            "broken/main.tf",
            &format!(
                "{text}resource \"aws_api_gateway_stage\" \"b\" {{\n  access_log_settings = \n}}\n"
            ),
        ),
    ]);
    let unused = |args: &[&str]| {
        let mut found = found(folder.path(), args);
        found.retain(|line| line.ends_with("unused-suppression"));
        found
    };
    assert_eq!(unused(&["."]), ["main.tf:3 unused-suppression"]);
    assert_eq!(unused(&["main.tf", "--select", "catalog"]), [""; 0]);
    assert_eq!(unused(&["main.tf", "--ignore", "bare-value"]), [""; 0]);
    assert_eq!(unused(&["main.tf#aws_api_gateway_stage.s"]), [""; 0]);
    assert_eq!(
        unused(&["main.tf", "--ignore", "unused-suppression"]),
        [""; 0]
    );
}

#[test]
fn one_occurrence_is_suppressed_and_the_other_is_not() {
    let text = "resource \"aws_api_gateway_stage\" \"s\" {\n  access_log_settings {\n    format = jsonencode({\n      id = \"$context.requestId\"\n      a = \"$context.bogus\" # gwfmt: ignore[unknown-variable]\n      b = \"$context.bogus\"\n      c = \"$context.bogus\"\n    })\n  }\n}\n";
    let folder = folder(&[("main.tf", text)]);
    let report = report(folder.path(), &[]);
    assert_eq!(rules(&report["findings"]), ["main.tf:6 unknown-variable"]);
    let message = report["findings"][0]["message"].as_str().unwrap();
    assert!(message.ends_with("(and 1 more)"), "{message}");
    assert_eq!(rules(&report["suppressed"]), ["main.tf:5 unknown-variable"]);
}

#[test]
fn what_a_caller_does_not_want_to_hear_another_may() {
    let stage = |name: &str, comment: &str| {
        format!(
            "resource \"aws_api_gateway_stage\" \"{name}\" {{\n  access_log_settings {{\n    format = local.log {comment}\n  }}\n}}\n"
        )
    };
    let ignore = "# gwfmt: ignore[unknown-variable] -- ours";
    let log = "locals {\n  log = \"$context.requestId $context.bogus\"\n}\n";
    let one = stage("a", ignore) + &stage("b", "");
    let both = stage("a", ignore) + &stage("b", ignore);
    let folder = folder(&[("log.tf", log), ("main.tf", &one)]);
    assert_eq!(found(folder.path(), &[]), ["log.tf:2 unknown-variable"]);
    fs::write(folder.path().join("main.tf"), both).unwrap();
    assert_eq!(found(folder.path(), &[]), [""; 0]);
    // its own place says so for all
    fs::write(
        folder.path().join("main.tf"),
        stage("a", "") + &stage("b", ""),
    )
    .unwrap();
    let log = log.replace("  log", &format!("  {ignore}\n  log"));
    fs::write(folder.path().join("log.tf"), log).unwrap();
    assert_eq!(found(folder.path(), &[]), [""; 0]);
}

#[test]
fn a_module_says_it_for_all_that_call_it() {
    let module = "variable \"format\" {\n  default = \"$context.requestId\"\n}\nresource \"aws_api_gateway_stage\" \"s\" {\n  access_log_settings {\n    # gwfmt: ignore[unknown-variable] -- of the module\n    format = \"$context.bogus ${var.format}\"\n  }\n}\n";
    let call = "module \"m\" {\n  source = \"../m\"\n  format = \"$context.requestId $context.status\"\n}\n";
    let folder = folder(&[
        ("m/main.tf", module),
        ("a/main.tf", call),
        ("b/main.tf", call),
    ]);
    let one = report(folder.path(), &[]);
    assert_eq!(rules(&one["findings"]), [""; 0], "{one:#}");
    assert_eq!(rules(&one["suppressed"]), ["m/main.tf:7 unknown-variable"]);
    for threads in ["1", "3"] {
        let mut command = command(folder.path(), &["--output-format", "json"]);
        let output = command.env("GWFMT_THREADS", threads).output().unwrap();
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(report, one);
    }
}

#[test]
fn findings_about_files_are_suppressed_where_they_stand() {
    let fault = terraform("# gwfmt: ignore[interpolated-reference]", "")
        .replace("$context.bogus", "${context.status}");
    let key = "# gwfmt: ignore-file[ignored-key]\nresource \"aws_api_gateway_stage\" \"s\" {\n  access_log_settings {\n    log_format = \"$context.requestId\"\n  }\n}\n";
    let broken = "# gwfmt: ignore-file[parse-error] -- a fixture\nResources:\n  S:\n    AccessLogSetting: \"open\n";
    let folder = folder(&[
        ("a/main.tf", &fault),
        ("b/main.tf", key),
        ("c.yaml", broken),
    ]);
    let output = command(
        folder.path(),
        &[".", "c.yaml", "--output-format", "concise"],
    )
    .output()
    .unwrap();
    let (out, err) = (
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    );
    assert_eq!(out, "");
    assert_eq!(output.status.code(), Some(0), "{err}");
    assert!(
        err.contains("3 suppressed") && err.contains("not read: c.yaml:"),
        "{err}"
    );
}

#[test]
fn reports_for_people_and_ci_leave_it_out_and_sarif_marks_it() {
    let text = terraform("# gwfmt: ignore[unknown-variable] -- as agreed", "")
        + &terraform("", "").replace("\"s\"", "\"t\"");
    let folder = folder(&[("main.tf", &text)]);
    for format in [
        "pretty",
        "concise",
        "github",
        "gitlab",
        "junit",
        "checkstyle",
    ] {
        let output = command(folder.path(), &["--output-format", format])
            .output()
            .unwrap();
        let out = String::from_utf8(output.stdout).unwrap();
        let times = if format == "junit" { 2 } else { 1 };
        assert_eq!(out.matches("unknown variable").count(), times, "{out}");
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(err, "2 formats in 1 file: 1 warning, 1 suppressed\n");
    }
    let sarif = command(folder.path(), &["--output-format", "sarif"])
        .output()
        .unwrap();
    let log: Value = serde_json::from_slice(&sarif.stdout).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    let suppressions: Vec<&Value> = results
        .iter()
        .map(|result| &result["suppressions"])
        .collect();
    assert_eq!(suppressions[0][0]["kind"], "inSource");
    assert_eq!(suppressions[0][0]["justification"], "as agreed");
    assert_eq!(
        suppressions[0][0]["location"]["physicalLocation"]["region"]["startLine"],
        3
    );
    assert_eq!(suppressions[1], &Value::Array(Vec::new()));
    assert_eq!(results.len(), 2);
}

#[test]
fn a_megabyte_of_suppressions_gives_a_bounded_number_of_findings() {
    for (name, text) in [
        ("main.tf", terraform("", "")),
        ("t.yaml", template("", "")),
        ("a.py", KINDS[11].1("", "")),
    ] {
        for line in ["# gwfmt: ignore[\n", "# gwfmt: ignore[unknown-varable]\n"] {
            let text = line.repeat((1 << 20) / line.len()) + &text;
            let folder = folder(&[(name, &text)]);
            let found = found(folder.path(), &[]);
            assert!((1000..1100).contains(&found.len()), "{}", found.len());
        }
    }
}
