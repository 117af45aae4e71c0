//! Resources that stand in documents that are no templates.

use super::{found, read};
use crate::Why;
use crate::cloudformation::{Kind, template_text};
use gwfmt_core::span::SourceId;

#[test]
fn resources_without_a_template_around_them_are_read() {
    let stage = |format: &str| {
        format!(
            "{{Type: AWS::ApiGatewayV2::Stage, Properties: {{AccessLogSettings: {{Format: {format}}}}}}}"
        )
    };
    assert_eq!(
        found(&format!("S: {}\n", stage("a"))),
        ["S http or websocket a"]
    );
    assert_eq!(
        found(&stage("a")),
        ["AWS::ApiGatewayV2::Stage http or websocket a"]
    );
    let api = "A: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: HTTP}}\n";
    let named = stage("a").replace("Properties: {", "Properties: {ApiId: !Ref A, ");
    assert_eq!(found(&format!("{api}S: {named}\nx: 1\n")), ["S http a"]);
    // a part that is merged with another file
    let part = r#"{"Resources":{"RestAPI":{"Properties":{"AccessLogSetting":{"Format":"a"}}}}}"#;
    assert_eq!(found(part), ["RestAPI rest a"]);
    assert_eq!(
        found("Api:\n  Properties:\n    AccessLogSettings: {Format: b}\n"),
        ["Api http or websocket b"]
    );
    assert_eq!(
        found("D:\n  Properties:\n    StageDescription: {AccessLogSetting: {Format: b}}\n"),
        ["D rest b"]
    );
    for other in [
        "S: {Type: AWS::ApiGatewayV2::Stage}\n",
        "S: {Properties: {AccessLogSettings: {DestinationArn: a}}}\n",
        "S: {Type: Other, Properties: {AccessLogSettings: {Format: a}}}\n",
        "spec: {AccessLogSettings: {Format: a}}\n",
        "- {Type: AWS::ApiGatewayV2::Stage, Properties: {AccessLogSettings: {Format: a}}}\n",
    ] {
        let (kind, extraction) = template_text(SourceId(0), other);
        assert_eq!(
            (kind, extraction.formats.len()),
            (Kind::Other, 0),
            "{other}"
        );
    }
}

#[test]
fn templates_inside_documents_of_other_tools_are_read() {
    let text = "
service: s
provider: {logs: {restApi: {format: $context.path}}}
resources:
  Parameters: {P: {Type: String, Default: d}}
  Resources:
    S:
      Type: AWS::ApiGatewayV2::Stage
      Properties:
        AccessLogSettings: {Format: !Sub '$context.requestId ${self:service} ${opt:a, \"b\"} ${P} ${AWS::Region}'}
    T:
      Type: AWS::ApiGateway::Stage
      Properties: {AccessLogSetting: {Format: '${file(./log.txt)}'}}
  extensions:
    U:
      Properties: {AccessLogSetting: {Format: u}}
";
    assert_eq!(
        found(text),
        [
            "S http or websocket $context.requestId \u{FFFC} \u{FFFC} d \u{FFFC}",
            "U rest u"
        ]
    );
    let unknown = read(text).unknown;
    let unknown: Vec<_> = unknown
        .iter()
        .map(|one| (one.address.as_str(), one.why))
        .collect();
    assert_eq!(unknown, [("T", Why::Deployment)]);
    let list = "service: s\nresources:\n- ${file(a.yml)}\n- Resources: {S: {Type: AWS::ApiGateway::Stage, Properties: {AccessLogSetting: {Format: a}}}}\n";
    assert_eq!(found(list), ["S rest a"]);
    assert_eq!(
        template_text(SourceId(0), "service: s\nprovider: {name: aws}\n").0,
        Kind::Other
    );
}

#[test]
fn a_part_of_a_service_in_a_file_of_its_own_has_variables() {
    let part = |format: &str| {
        format!(
            "Resources: {{S: {{Type: AWS::ApiGateway::Stage, Properties: {{AccessLogSetting: {{Format: {format}}}}}}}}}"
        )
    };
    assert_eq!(
        found(&part(
            "'$context.requestId ${self:provider.stage} ${context.path}'"
        )),
        ["S rest $context.requestId \u{FFFC} ${context.path}"]
    );
    let unknown = read(&part("'${self:custom.formats.${opt:stage, ''dev''}}'")).unknown;
    assert_eq!(unknown.len(), 1);
}
