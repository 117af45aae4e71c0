//! What is found in programs, written as `address api text` with holes as `_`.

use super::*;
use crate::fixture::Files;

fn lines(text: &str) -> Vec<String> {
    let found = read(SourceId(0), text).expect("a program");
    assert_eq!(found.problems, [], "{text}");
    Files(&[("Pulumi.yaml", text)]).check(&found);
    let formats = found.formats.iter().map(|one| {
        let text = one.text.as_str().replace('\u{FFFC}', "_");
        format!("{} {} {text}", one.address, one.api)
    });
    let unknown = found.unknown.iter();
    let unknown = unknown.map(|one| format!("{}: {}", one.address, one.reason));
    formats.chain(unknown).collect()
}

fn program(kind: &str, settings: &str, more: &str) -> String {
    format!(
        "name: api\nruntime: yaml\nresources:\n  stage:\n    type: {kind}\n    properties:\n      apiId: ${{chat.id}}\n      {settings}\n{more}"
    )
}

fn text(format: &str, more: &str) -> String {
    let program = program(
        "aws:apigateway:Stage",
        &format!("accessLogSettings: {{format: {format}}}"),
        more,
    );
    let found = lines(&program);
    assert_eq!(found.len(), 1, "{format}: {found:?}");
    found[0].replacen("stage rest ", "", 1)
}

#[test]
fn each_type_of_stage_has_its_field() {
    for (kind, field, api) in [
        ("aws:apigateway:Stage", "accessLogSettings", "rest"),
        ("aws:apigateway/stage:Stage", "accessLogSettings", "rest"),
        (
            "aws:apigatewayv2:Stage",
            "accessLogSettings",
            "http or websocket",
        ),
        (
            "aws:apigatewayv2/stage:Stage",
            "accessLogSettings",
            "http or websocket",
        ),
        ("aws-native:apigateway:Stage", "accessLogSetting", "rest"),
        (
            "aws-native:apigatewayv2:Stage",
            "accessLogSettings",
            "http or websocket",
        ),
    ] {
        let program = program(kind, &format!("{field}: {{format: $context.path}}"), "");
        assert_eq!(
            lines(&program),
            [format!("stage {api} $context.path")],
            "{kind}"
        );
    }
    let api = "  chat: {type: 'aws:apigatewayv2:Api', properties: {protocolType: WEBSOCKET}}\n";
    let program = program(
        "aws:apigatewayv2:Stage",
        "accessLogSettings: {format: a}",
        api,
    );
    assert_eq!(lines(&program), ["stage websocket a"]);
}

#[test]
fn functions_and_references_are_worked_out() {
    let more = "variables:\n  log: '{\"id\":\"$context.requestId\"}'\n  list: {fn::toJSON: [a, 1]}\n  other: {fn::invoke: {function: x}}\nconfig:\n  env: {type: string, default: dev}\n  region: {type: string}\n";
    for (format, expected) in [
        (
            "'$context.path $${x} ${env} ${region} ${stage.id}'",
            "$context.path ${x} dev _ _",
        ),
        ("'${log}'", r#"{"id":"$context.requestId"}"#),
        ("'x ${list}'", r#"x ["a",1]"#),
        (
            "{fn::toJSON: {b: '$context.path \"${env}\" <a>', a: 5, d: '5', c: [true, null, '${log}', '${region}', '-${region}']}}",
            r#"{"a":5,"b":"$context.path \"dev\" \u003ca\u003e","c":[true,null,"{\"id\":\"$context.requestId\"}",_,"-_"],"d":"5"}"#,
        ),
        ("{fn::join: ['-', [a, '${env}', '${other}']]}", "a-dev-_"),
        ("'${other} x'", "_ x"),
    ] {
        assert_eq!(text(format, more), expected, "{format}");
    }
    assert_eq!(
        text("{fn::readFile: log.txt}", ""),
        "stage: every part of it is known only to the deployment"
    );
    let circle = "variables: {a: '${b} x', b: '${a} y'}\n";
    assert!(text("'$context.path ${a}'", circle).starts_with("$context.path "));
}

#[test]
fn context_in_braces_is_a_fault_with_a_fix() {
    let program = program(
        "aws:apigateway:Stage",
        "accessLogSettings: {format: 'a ${context.path}'}",
        "",
    );
    let found = read(SourceId(0), &program).expect("a program");
    let fault = &found.formats[0].faults[0];
    assert_eq!(fault.kind, ProblemKind::Interpolated);
    assert_eq!(fault.fix.as_deref(), Some("$context.path"));
    assert_eq!(&program[fault.place.span.range()], "${context.path}");
}

#[test]
fn other_documents_are_none() {
    for text in [
        "",
        "resources: {a: {type: x}}\n",
        "resources: {a: {type: 'gcp:x:Stage'}}\n",
        "name: a\nruntime: yaml\n",
        "resources: [:Stage\n",
    ] {
        assert!(
            read(SourceId(0), text).is_none() && !is_program(text),
            "{text}"
        );
    }
    let object = program(
        "aws:apigateway:Stage",
        "accessLogSettings: {format: {a: b, c: d}}",
        "",
    );
    let found = read(SourceId(0), &object).expect("a program");
    assert_eq!(found.problems[0].kind, ProblemKind::Value);
}

/// Whatever a format is made of, it is read back, also out of JSON that holds it.
#[test]
fn any_format_comes_back() {
    use proptest::prelude::*;
    proptest!(|(format in "[ -~\\n\u{e9}\u{1F600}]{1,60}", json in any::<bool>())| {
        prop_assume!(!format.contains("${"));
        let written = serde_json::to_string(&format).expect("a string");
        let value = if json { format!("{{fn::toJSON: {{a: {written}}}}}") } else { written };
        let program = program("aws:apigateway:Stage", &format!("accessLogSettings: {{format: {value}}}"), "");
        let found = read(SourceId(0), &program).expect("a program");
        Files(&[("Pulumi.yaml", &program)]).check(&found);
        let text = found.formats[0].text.as_str();
        if json {
            let inner: serde_json::Value = serde_json::from_str(text).expect("JSON");
            prop_assert_eq!(inner["a"].as_str(), Some(format.as_str()));
        } else {
            prop_assert_eq!(text, &format);
        }
    });
}
