//! What is found in templates, and where.

mod bounds;
mod elsewhere;

use super::*;

fn read(text: &str) -> Extraction {
    template_text(SourceId(0), text).1
}

/// Address, API and text of each format.
fn found(text: &str) -> Vec<String> {
    let extraction = read(text);
    let formats = extraction.formats.iter();
    formats
        .map(|found| format!("{} {} {}", found.address, found.api, found.text.as_str()))
        .collect()
}

/// A template of one REST stage with these settings.
fn stage(settings: &str) -> String {
    format!(
        "Resources: {{S: {{Type: AWS::ApiGateway::Stage, Properties: {{AccessLogSetting: {settings}}}}}}}"
    )
}

#[test]
fn settings_that_are_no_object_are_a_problem() {
    for (settings, formats, problems) in [
        ("a $context.path", 0, 1),
        ("[]", 0, 1),
        ("[{Format: a}]", 1, 1),
        ("{Fn::If: [c, [{Format: a}], {Format: b}]}", 2, 1),
        ("{Format: a}", 1, 0),
        ("", 0, 0),
        ("!Ref P", 0, 0),
        ("!Sub a", 0, 0),
        ("{{ x }}", 0, 0),
        ("'${self:custom.logs}'", 0, 0),
        ("'{{resolve:ssm:/a}}'", 0, 0),
    ] {
        let found = read(&stage(settings));
        assert_eq!(found.formats.len(), formats, "{settings}");
        let kinds: Vec<_> = found.problems.iter().map(|problem| problem.kind).collect();
        assert_eq!(kinds, vec![ProblemKind::Value; problems], "{settings}");
    }
}

#[test]
fn finds_every_place() {
    let text = "
Transform: AWS::Serverless-2016-10-31
Globals:
  HttpApi: {AccessLogSettings: {Format: g}}
Resources:
  A: {Type: AWS::ApiGateway::Stage, Properties: {AccessLogSetting: {Format: a}}}
  B: {Type: AWS::ApiGateway::Deployment, Properties: {StageDescription: {AccessLogSetting: {Format: b}}}}
  C: {Type: AWS::ApiGatewayV2::Stage, Properties: {AccessLogSettings: {Format: c}}}
  D: {Type: AWS::ApiGatewayV2::ApiGatewayManagedOverrides, Properties: {Stage: {AccessLogSettings: {Format: d}}}}
  E: {Type: AWS::Serverless::Api, Properties: {AccessLogSetting: {Format: e}}}
  F: {Type: AWS::Serverless::HttpApi, Properties: {}}
  G: {Type: AWS::Serverless::WebSocketApi, Properties: {AccessLogSettings: {Format: f}}}
  H: {Type: AWS::ApiGateway::Stage, Properties: {AccessLogSettings: {Format: wrong name}}}
  I: {Type: AWS::S3::Bucket, Properties: {AccessLogSetting: {Format: wrong type}}}
Outputs:
  A: {Type: AWS::ApiGateway::Stage, Properties: {AccessLogSetting: {Format: wrong section}}}
";
    let expected = [
        "Globals.HttpApi http g",
        "A rest a",
        "B rest b",
        "C http or websocket c",
        "D http d",
        "E rest e",
        "G websocket f",
    ];
    assert_eq!(found(text), expected);
}

#[test]
fn json_is_read_like_yaml() {
    let text = r#"{"Resources": {"S": {"Type": "AWS::ApiGateway::Stage",
            "Properties": {"AccessLogSetting": {"Format": "{\"id\":\"$context.requestId\"}\ud83d\ude00"}}}}}"#;
    assert_eq!(found(text), [r#"S rest {"id":"$context.requestId"}😀"#]);
}

#[test]
fn each_branch_is_a_format() {
    let branches = stage("!If [c, {Format: !If [d, a, b]}, !Ref AWS::NoValue]");
    assert_eq!(found(&branches), ["S rest a", "S~2 rest b"]);
    let settings = stage("!If [c, {Format: a}, {Format: b}]");
    assert_eq!(found(&settings), ["S rest a", "S~2 rest b"]);
    assert_eq!(
        read(&branches).formats[0].remarks,
        ["one of the branches of `Fn::If`"]
    );
    assert_eq!(found(&stage("[{Format: a}, {Format: b}]")).len(), 2);
}

#[test]
fn what_is_only_a_hole_is_no_format() {
    assert!(found(&stage("{Format: !Ref F}")).is_empty());
    assert!(found(&stage("{Format: !Sub '${F}'}")).is_empty());
    assert!(found(&stage("{Format: null}")).is_empty());
    assert!(found(&stage("{Fn::Transform: {Name: AWS::Include}}")).is_empty());
    assert_eq!(
        found(&stage("{Format: !Sub ' ${F}'}")),
        ["S rest  \u{FFFC}"]
    );
    assert_eq!(found(&stage("{Format: ''}")), ["S rest "]);
}

#[test]
fn what_is_only_a_hole_is_named_with_its_reason() {
    let unknown = |settings: &str| -> Vec<String> {
        let unknown = read(&stage(settings)).unknown.into_iter();
        unknown
            .map(|one| format!("{}: {}", one.address, one.reason))
            .collect()
    };
    let all = "S: every part of it is known only at deployment";
    assert_eq!(unknown("{Format: !Sub '${F}'}"), [all]);
    assert_eq!(
        unknown("{Fn::Transform: {Name: AWS::Include}}"),
        ["S: it comes with settings that are known only at deployment"]
    );
    assert!(unknown("{Format: !If [c, !Ref F, a]}").is_empty());
    assert_eq!(unknown("{Format: !If [c, !Ref F, !Ref G]}").len(), 1);
    assert!(unknown("{DestinationArn: a}").is_empty());
}

#[test]
fn a_default_that_a_condition_asks_about_is_no_format() {
    let text = "Parameters: {P: {Type: String, Default: NONE}}\n".to_owned();
    let branches = stage("{Format: !If [c, !Ref P, a]}");
    assert_eq!(found(&(text.clone() + &branches)), ["S rest a"]);
    assert_eq!(found(&(text + &stage("{Format: !Ref P}"))), ["S rest NONE"]);
}

#[test]
fn context_in_braces_is_a_fault_with_a_fix() {
    let text = stage("{Format: !Sub 'a ${context.path} ${AWS::Region} ${context.path}'}");
    let found = &read(&text).formats[0];
    let faults = found.faults.iter();
    let faults = faults.map(|fault| (&text[fault.place.span.range()], fault.fix.as_deref()));
    let expected = ("${context.path}", Some("$context.path"));
    assert_eq!(faults.collect::<Vec<_>>(), [expected, expected]);
    let alone = read(&stage("{Format: !Sub '${context.requestId}'}"));
    assert_eq!((alone.formats.len(), alone.unknown.len()), (1, 0));
    for other in [
        "!Sub ['${context.path}', {context.path: x}]",
        "!Sub '${!context.path}'",
        "'${context.path}'",
    ] {
        let read = read(&stage(&format!("{{Format: {other}}}")));
        assert_eq!(read.formats[0].faults, [], "{other}");
    }
}

#[test]
fn an_object_is_no_format() {
    let extraction = read(&stage("{Format: {a: $context.requestId}}"));
    assert!(extraction.formats.is_empty());
    let [problem] = &extraction.problems[..] else {
        panic!("{:?}", extraction.problems);
    };
    assert!(problem.message.starts_with("`Format` must be a string"));
}

#[test]
fn what_a_loop_fills_in_is_a_hole() {
    let text = "
Transform: AWS::LanguageExtensions
Resources:
  Fn::ForEach::Stages:
    - Name
    - [a, b]
    - Stage${Name}:
        Type: AWS::ApiGateway::Stage
        Properties:
          AccessLogSetting:
            Format: $context.requestId ${Name}
";
    assert_eq!(
        found(text),
        ["Stage${Name} rest $context.requestId \u{FFFC}"]
    );
    let hole = read(text).formats[0].text.holes().next().expect("a hole").1;
    assert_eq!(&text[hole.span.range()], "Name");
}

#[test]
fn aliases_and_merge_keys_are_followed() {
    let text = "
Mappings:
  M: &log
    Format: a
Resources:
  S: &stage
    Type: AWS::ApiGateway::Stage
    Properties:
      AccessLogSetting: *log
  T:
    Type: AWS::ApiGateway::Stage
    Properties:
      AccessLogSetting: {<<: *log, DestinationArn: b}
  U: *stage
  V:
    <<: *stage
";
    let expected = ["S rest a", "T rest a", "U rest a", "V rest a"];
    assert_eq!(found(text), expected);
}

#[test]
fn other_documents_are_none() {
    for text in [
        "a: 1",
        "Resources: [1]",
        "Resources: {S: {Type: Other, Properties: {AccessLogSetting: {Format: a}}}}",
        "- a",
        "{\"requestId\": \"$context.requestId\"}",
        "",
    ] {
        let (kind, extraction) = template_text(SourceId(0), text);
        assert_eq!((kind, extraction.formats.len()), (Kind::Other, 0), "{text}");
    }
    let (kind, _) = template_text(SourceId(0), "a: 1\n---\nAWSTemplateFormatVersion: x\n");
    assert_eq!(kind, Kind::Template);
}

#[test]
fn says_where_a_file_cannot_be_read() {
    let text = "Resources:\n  S:\n\tType: AWS::ApiGateway::Stage\n";
    let (kind, extraction) = template_text(SourceId(3), text);
    assert_eq!(kind, Kind::Unreadable);
    let [problem] = &extraction.problems[..] else {
        panic!("{:?}", extraction.problems);
    };
    assert_eq!(problem.place.source, SourceId(3));
    assert_eq!(text[..problem.place.span.start].lines().count(), 3);
}

#[test]
fn a_value_begins_behind_its_tag_and_a_block_scalar_at_its_header() {
    let place = |format: &str| {
        let text = format!(
            "Resources:\n  S:\n    Type: AWS::ApiGateway::Stage\n    Properties:\n      AccessLogSetting:\n        Format: {format}\n      StageName: x\n"
        );
        let extraction = read(&text);
        text[extraction.formats[0].place.span.range()].to_owned()
    };
    assert_eq!(place("a b # c"), "a b");
    assert_eq!(place("!Sub 'a'"), "'a'");
    assert_eq!(place("!Sub >- # c\n          a\n\n"), ">- # c\n          a");
    let json = "\n          Fn::ToJsonString:\n            a: b";
    assert_eq!(place(json), json.trim_start());
}

#[test]
fn a_byte_order_mark_and_crlf_change_nothing() {
    let text = "\u{FEFF}Resources:\r\n  S:\r\n    Type: AWS::ApiGateway::Stage\r\n    Properties:\r\n      AccessLogSetting:\r\n        Format: >\r\n          a\r\n          b\r\n";
    assert_eq!(found(text), ["S rest a b\n"]);
    let place = read(text).formats[0].place.span;
    assert_eq!(&text[place.range()], ">\r\n          a\r\n          b");
}

/// Kind and place (as the text that begins there) of each problem.
fn problems(text: &str) -> Vec<(ProblemKind, String)> {
    let problems = read(text).problems.into_iter();
    let at = |problem: Problem| text[problem.place.span.start..].chars().take(6).collect();
    problems
        .map(|problem| (problem.kind, at(problem)))
        .collect()
}

/// `S` with these settings, and `T` with a format that is at fault.
fn beside(anchors: &str, settings: &str) -> String {
    format!(
        "{anchors}\nResources:\n  S:\n    Type: AWS::ApiGateway::Stage\n    Properties:\n      AccessLogSetting: {settings}\n  T:\n    Type: AWS::ApiGateway::Stage\n    Properties: {{AccessLogSetting: {{Format: t}}}}\n"
    )
}
