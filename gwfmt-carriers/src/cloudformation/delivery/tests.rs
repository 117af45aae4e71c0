use gwfmt_core::delivery::{Deployment, Receiver};
use gwfmt_core::lint::{RULES, judge};
use gwfmt_core::span::SourceId;

use crate::cloudformation::template_text;

fn deployment(text: &str) -> Deployment {
    let (_, mut found) = template_text(SourceId(0), text);
    assert_eq!(found.problems, [], "{text}");
    let deployment = found.deployments.pop().unwrap_or_default();
    for place in deployment.stages.iter().map(|stage| stage.place) {
        assert!(
            text.get(place.span.range())
                .is_some_and(|name| !name.contains('\n'))
        );
    }
    deployment
}

/// The rules that say something of a template.
fn said(text: &str) -> Vec<&'static str> {
    let all = judge(&deployment(text), RULES);
    all.iter().map(|remark| remark.rule.name).collect()
}

const HEAD: &str = "
Parameters:
  P: {Type: String, Default: x}
  Q: {Type: String}
Mappings: {M: {a: {b: c}}}
Resources:
";

const ACCOUNT: &str = "
  Account:
    Type: AWS::ApiGateway::Account
    Properties:
      CloudWatchRoleArn: !ImportValue Role
";

const GROUP: &str = "
  Group:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: a, RetentionInDays: 3}
";

/// A template with a REST stage that waits for the account settings.
fn rest(destination: &str, more: &str) -> String {
    format!(
        "{HEAD}  Stage:
    Type: AWS::ApiGateway::Stage
    DependsOn: Account
    Properties:
      RestApiId: a
      StageName: a
      AccessLogSetting:
        DestinationArn: {destination}
        Format: $context.requestId
{ACCOUNT}{GROUP}{more}"
    )
}

/// The same of SAM.
fn sam(destination: &str, more: &str) -> String {
    let text = rest(destination, more);
    let text = text.replace("AWS::ApiGateway::Stage", "AWS::Serverless::Api");
    format!("Transform: AWS::Serverless-2016-10-31\n{text}")
}

#[test]
fn the_group_of_a_stage_is_found_however_it_is_named() {
    for destination in [
        "!GetAtt Group.Arn",
        "{Fn::GetAtt: [Group, Arn]}",
        "{'Fn::GetAtt': Group.Arn}",
        "!GetAtt [Group, Arn]",
        "!Sub '${Group.Arn}'",
        "!Sub '${Group.Arn}:*'",
        "!Sub arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${Group}",
        "!Sub 'arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:${Group}:*'",
        "!Join [':', [arn, !Ref AWS::Partition, logs, !Ref AWS::Region, !Ref AWS::AccountId, log-group, !Ref Group]]",
    ] {
        for text in [rest(destination, ""), sam(destination, "")] {
            let deployment = deployment(&text);
            assert_eq!(deployment.groups.len(), 1, "{destination}");
            assert!(deployment.stages[0].needs_account_role(), "{destination}");
            assert_eq!(said(&text), [""; 0], "{destination}");
        }
    }
}

#[test]
fn a_destination_that_is_not_known_is_not_judged() {
    for destination in [
        "!Ref P",
        "!Ref Q",
        "!Ref Nothing",
        "!GetAtt Nothing.Arn",
        "!GetAtt Nested.Outputs.Arn",
        "!ImportValue Arn",
        "!Sub '${P}'",
        "!Sub '${P}:log-group:a'",
        "!FindInMap [M, a, b]",
        "!Select [0, !Split [',', !Ref P]]",
        "'{{resolve:ssm:/arn}}'",
        "!If [c, !GetAtt Bucket.Arn, !GetAtt Group.Arn]",
        "!GetAtt Custom.Arn",
        "!Ref Topic",
        "${LOG_ARN}",
        "<log group ARN>",
        "REPLACE_ME",
        "'{{ arn }}'",
        "'$(arn)'",
    ] {
        let more = "  Nested: {Type: AWS::CloudFormation::Stack}\n  Custom: {Type: Custom::Thing}\n  Bucket: {Type: AWS::S3::Bucket}\n  Topic: {Type: AWS::SNS::Topic}\n";
        assert_eq!(said(&rest(destination, more)), [""; 0], "{destination}");
    }
    assert_eq!(
        said(&rest("!Ref AWS::NoValue", "")),
        ["incomplete-settings"]
    );
}

#[test]
fn a_destination_that_takes_no_log_is_told() {
    let more = "  Bucket: {Type: AWS::S3::Bucket}\n  Stream: {Type: AWS::KinesisFirehose::DeliveryStream}\n";
    for destination in [
        "!Ref Group",
        "{Ref: Group}",
        "!Sub '${Group}'",
        "!Ref Stream",
        "!GetAtt Bucket.Arn",
        "my-group",
        "arn:aws:s3:::logs",
        "!Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:q",
    ] {
        assert_eq!(
            said(&rest(destination, more)),
            ["wrong-destination"],
            "{destination}"
        );
        assert_eq!(
            said(&sam(destination, more)),
            ["wrong-destination"],
            "{destination}"
        );
    }
}

#[test]
fn the_name_of_a_stream_is_judged_as_far_as_it_is_known() {
    for (name, expected) in [
        ("amazon-apigateway-x", true),
        ("!Sub 'amazon-apigateway-${P}'", true),
        ("!Sub '${P}-x'", true),
        ("!Sub '${AWS::StackName}'", true),
        ("!Ref P", true),
        ("!FindInMap [M, a, b]", true),
        ("!If [c, x, y]", true),
        ("${STAGE}-logs", true),
        ("!Join ['-', [amazon, apigateway, !Ref P]]", true),
        ("x", false),
        ("!Sub 'logs-${P}'", false),
        ("!Join ['-', [logs, !Ref P]]", false),
    ] {
        let stream = format!(
            "  Stream:\n    Type: AWS::KinesisFirehose::DeliveryStream\n    Properties:\n      DeliveryStreamName: {name}\n"
        );
        let expected: &[&str] = if expected { &[] } else { &["misnamed-stream"] };
        assert_eq!(
            said(&rest("!GetAtt Stream.Arn", &stream)),
            expected,
            "{name}"
        );
        assert_eq!(
            said(&sam("!GetAtt Stream.Arn", &stream)),
            expected,
            "{name}"
        );
    }
    let nameless = "  Stream: {Type: AWS::KinesisFirehose::DeliveryStream}\n";
    assert_eq!(
        said(&rest("!GetAtt Stream.Arn", nameless)),
        ["misnamed-stream"]
    );
}

#[test]
fn who_takes_the_lines_is_told_to_the_format() {
    let stream = "  Stream: {Type: AWS::KinesisFirehose::DeliveryStream, Properties: {DeliveryStreamName: amazon-apigateway-x}}\n";
    let receiver = |text: &str| {
        let (_, found) = template_text(SourceId(0), text);
        found
            .formats
            .iter()
            .map(|one| one.receiver)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        receiver(&rest("!GetAtt Stream.Arn", stream)),
        [Some(Receiver::Firehose)]
    );
    assert_eq!(
        receiver(&rest("!GetAtt Group.Arn", stream)),
        [Some(Receiver::LogGroup)]
    );
    assert_eq!(receiver(&rest("!Ref P", stream)), [None]);
    let two = |one: &str, other: &str| {
        let api = |name: &str, destination: &str| {
            format!(
                "  {name}: {{Type: AWS::Serverless::Api, Properties: {{AccessLogSetting: {{DestinationArn: !GetAtt {destination}.Arn}}}}}}\n"
            )
        };
        format!(
            "Transform: AWS::Serverless-2016-10-31\nGlobals: {{Api: {{AccessLogSetting: {{Format: $context.requestId}}}}}}\nResources:\n{}{}{stream}{GROUP}",
            api("A", one),
            api("B", other)
        )
    };
    assert_eq!(
        receiver(&two("Stream", "Stream")),
        [Some(Receiver::Firehose)]
    );
    assert_eq!(receiver(&two("Stream", "Group")), [None]);
}

#[test]
fn only_rest_apis_log_to_a_stream() {
    let stream = "  Stream: {Type: AWS::KinesisFirehose::DeliveryStream, Properties: {DeliveryStreamName: amazon-apigateway-x}}\n";
    for kind in [
        "AWS::ApiGatewayV2::Stage",
        "AWS::Serverless::HttpApi",
        "AWS::Serverless::WebSocketApi",
    ] {
        let text =
            rest("!GetAtt Stream.Arn", stream).replace("AccessLogSetting", "AccessLogSettings");
        let text = text.replace("AWS::ApiGateway::Stage", kind);
        assert_eq!(said(&text), ["stream-of-other-api"], "{kind}");
    }
}

#[test]
fn what_is_not_set_is_missing() {
    let with = |kind: &str, settings: &str, globals: &str| {
        said(&format!(
            "Transform: AWS::Serverless-2016-10-31\nGlobals: {globals}\nResources:\n  S: {{Type: {kind}, Properties: {{RestApiId: a, ApiId: a, StageName: a, {settings}}}}}\n"
        ))
    };
    let stage = "AWS::ApiGateway::Stage";
    let api = "AWS::Serverless::Api";
    for (kind, settings, globals) in [
        (stage, "AccessLogSetting: {Format: a}", "{}"),
        (stage, "AccessLogSetting: {DestinationArn: !Ref P}", "{}"),
        (
            stage,
            "AccessLogSetting: !If [c, {Format: a}, !Ref AWS::NoValue]",
            "{}",
        ),
        (
            "AWS::ApiGatewayV2::Stage",
            "AccessLogSettings: {Format: a}",
            "{}",
        ),
        (api, "AccessLogSetting: {Format: a}", "{}"),
        (
            api,
            "AccessLogSetting: {Format: a}",
            "{Api: {AccessLogSetting: {Format: b}}}",
        ),
        (
            api,
            "StageName: a",
            "{Api: {AccessLogSetting: {DestinationArn: !Ref P}}}",
        ),
    ] {
        assert_eq!(
            with(kind, settings, globals),
            ["incomplete-settings"],
            "{kind} {settings}"
        );
    }
    for (kind, settings, globals) in [
        (stage, "AccessLogSetting: {}", "{}"),
        (stage, "AccessLogSetting: !Ref P", "{}"),
        (
            stage,
            "AccessLogSetting: !If [c, {Format: a}, {Format: a, DestinationArn: !Ref P}]",
            "{}",
        ),
        (
            stage,
            "AccessLogSetting: {Format: !If [c, a, !Ref AWS::NoValue], DestinationArn: !Ref P}",
            "{}",
        ),
        (
            "AWS::ApiGatewayV2::ApiGatewayManagedOverrides",
            "Stage: {AccessLogSettings: {Format: a}}",
            "{}",
        ),
        (
            api,
            "AccessLogSetting: {Format: a}",
            "{Api: {AccessLogSetting: {DestinationArn: !Ref P}}}",
        ),
        (
            api,
            "AccessLogSetting: {DestinationArn: !Ref P}",
            "{Api: {AccessLogSetting: {Format: a}}}",
        ),
        (
            api,
            "StageName: a",
            "{Api: {AccessLogSetting: {Format: a, DestinationArn: !Ref P}}}",
        ),
    ] {
        assert_eq!(with(kind, settings, globals), [""; 0], "{kind} {settings}");
    }
}

#[test]
fn a_stage_may_wait_for_the_account_settings_in_many_ways() {
    let with = |how: &str, more: &str| {
        said(&rest("!GetAtt Group.Arn", more).replace("DependsOn: Account", how))
    };
    assert_eq!(with("DeletionPolicy: Delete", ""), ["missing-dependency"]);
    assert_eq!(with("DependsOn: Group", ""), ["missing-dependency"]);
    for (how, more) in [
        ("DependsOn: [Group, Account]", ""),
        ("Metadata: {a: !Ref Account}", ""),
        (
            "DependsOn: Deployment",
            "  Deployment:\n    Type: AWS::ApiGateway::Deployment\n    DependsOn: Method\n  Method:\n    Type: AWS::ApiGateway::Method\n    Properties: {RestApiId: !Ref Api}\n  Api:\n    Type: AWS::ApiGateway::RestApi\n    Properties: {Description: !Sub '${Account}'}\n",
        ),
    ] {
        assert_eq!(with(how, more), [""; 0], "{how}");
    }
    let text = sam("!GetAtt Group.Arn", "");
    assert_eq!(
        said(&text.replace("DependsOn: Account", "DeletionPolicy: Delete")),
        ["missing-dependency"]
    );
    let http = text
        .replace("DependsOn: Account", "DeletionPolicy: Delete")
        .replace("AWS::Serverless::Api", "AWS::Serverless::HttpApi")
        .replace("AccessLogSetting", "AccessLogSettings");
    assert_eq!(said(&http), [""; 0]);
    let socket = http.replace("HttpApi", "WebSocketApi");
    assert_eq!(said(&socket), ["missing-dependency"]);
    // an alias may bring it
    let alias = "x: &d {DependsOn: Account}\n".to_owned()
        + &rest("!GetAtt Group.Arn", "").replace("DependsOn: Account", "<<: *d");
    assert_eq!(said(&alias), [""; 0]);
}

#[test]
fn a_role_that_is_set_somewhere_else_is_not_missed() {
    let text = rest("!GetAtt Group.Arn", "")
        .replace(ACCOUNT, "")
        .replace("    DependsOn: Account\n", "");
    assert_eq!(said(&text), ["missing-account-role"]);
    for more in [
        "  N: {Type: AWS::CloudFormation::Stack}\n",
        "  N: {Type: AWS::Serverless::Application}\n",
        "  N: {Type: Custom::Account}\n",
        "  N: {Type: A::B::C::MODULE}\n",
    ] {
        assert_eq!(said(&(text.clone() + more)), [""; 0], "{more}");
    }
    let without =
        rest("!GetAtt Group.Arn", "").replace("      CloudWatchRoleArn: !ImportValue Role\n", "");
    assert_eq!(said(&without), ["missing-account-role"]);
}

const TRUST: &str = "{Statement: [{Effect: Allow, Action: sts:AssumeRole, Principal: {Service: [apigateway.amazonaws.com]}}]}";
const PUSH: &str = "ManagedPolicyArns: [!Sub 'arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs']";

fn with_role(trust: &str, role: &str, more: &str) -> Vec<&'static str> {
    let role = format!(
        "  Role:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: {trust}\n      {role}\n{more}"
    );
    let text = rest("!GetAtt Group.Arn", &role);
    said(&text.replace("!ImportValue Role", "!GetAtt Role.Arn"))
}

#[test]
fn the_trust_policy_is_read() {
    for trust in [
        TRUST,
        "{Statement: {Effect: Allow, Principal: {Service: apigateway.amazonaws.com}}}",
        "{Statement: [{Effect: Allow, Principal: {Service: !Sub 'apigateway.${AWS::URLSuffix}'}}]}",
        "{Statement: [{Effect: Allow, Principal: {Service: !Ref P}}]}",
        "{Statement: [!If [c, {Effect: Allow}, !Ref AWS::NoValue]]}",
        "!Ref P",
        "{'Fn::Transform': {Name: AWS::Include}}",
    ] {
        assert_eq!(with_role(trust, PUSH, ""), [""; 0], "{trust}");
    }
    for trust in [
        "{Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}}]}",
        "{Statement: [{Effect: Allow, Principal: {AWS: 'arn:aws:iam::1:root'}}]}",
        "{Statement: []}",
    ] {
        assert_eq!(with_role(trust, PUSH, ""), ["missing-trust"], "{trust}");
    }
}

#[test]
fn what_a_role_may_do_is_gathered_from_all_that_is_attached() {
    let document = |actions: &str| {
        format!("{{Statement: [{{Effect: Allow, Resource: '*', Action: {actions}}}]}}")
    };
    let own = |actions: &str| {
        format!(
            "Policies: [{{PolicyName: p, PolicyDocument: {}}}]",
            document(actions)
        )
    };
    let policy = |roles: &str, actions: &str| {
        format!(
            "  Policy:\n    Type: AWS::IAM::Policy\n    Properties: {{PolicyName: p, Roles: {roles}, PolicyDocument: {}}}\n",
            document(actions)
        )
    };
    let managed = |actions: &str| {
        format!(
            "  Policy:\n    Type: AWS::IAM::ManagedPolicy\n    Properties: {{PolicyDocument: {}}}\n",
            document(actions)
        )
    };
    for (role, more) in [
        (PUSH.to_owned(), String::new()),
        (own("'logs:*'"), String::new()),
        ("Path: /".to_owned(), policy("[!Ref Role]", "['logs:*']")),
        (
            "ManagedPolicyArns: [!Ref Policy]".to_owned(),
            managed("'*'"),
        ),
        // not known
        ("ManagedPolicyArns: !Ref P".to_owned(), String::new()),
        ("ManagedPolicyArns: [!Ref P]".to_owned(), String::new()),
        (
            "ManagedPolicyArns: [arn:aws:iam::aws:policy/CloudWatchLogsFullAccess]".to_owned(),
            String::new(),
        ),
        (
            own("[logs:PutLogEvents, logs:CreateLogStream, !Ref P]"),
            String::new(),
        ),
        ("Path: /".to_owned(), policy("[by-name]", "s3:*")),
        ("Path: /".to_owned(), policy("!Ref P", "s3:*")),
        (
            "Path: /".to_owned(),
            "Outputs: {R: {Value: !Ref Role}}\n".to_owned(),
        ),
        (
            "Path: /".to_owned(),
            "  C: {Type: Custom::Attach, Properties: {Role: !Ref Role}}\n".to_owned(),
        ),
    ] {
        assert_eq!(with_role(TRUST, &role, &more), [""; 0], "{role} {more}");
    }
    for (role, more) in [
        ("Path: /".to_owned(), String::new()),
        (
            own("[logs:CreateLogGroup, logs:CreateLogStream]"),
            String::new(),
        ),
        (
            own("[logs:CreateLogStream, logs:PutLogEvents]"),
            String::new(),
        ),
        (
            "ManagedPolicyArns: [!Ref Policy]".to_owned(),
            managed("'s3:*'"),
        ),
        (
            "Path: /".to_owned(),
            "Outputs: {R: {Value: !GetAtt Role.Arn}}\n".to_owned(),
        ),
    ] {
        assert_eq!(
            with_role(TRUST, &role, &more),
            ["missing-log-permission"],
            "{role} {more}"
        );
    }
}

#[test]
fn stages_of_one_group_are_compared() {
    let two = |format: &str, destination: &str| {
        let stage = |name: &str, format: &str, destination: &str| {
            format!(
                "  {name}:\n    Type: AWS::ApiGatewayV2::Stage\n    Properties:\n      AccessLogSettings: {{DestinationArn: !GetAtt {destination}.Arn, Format: '{format}'}}\n"
            )
        };
        let other = GROUP.replace("Group:", "Other:");
        said(&format!(
            "Resources:\n{}{}{GROUP}{other}",
            stage("A", "{\"status\":\"$context.status\"}", "Group"),
            stage("B", format, destination)
        ))
    };
    assert_eq!(
        two("{\"code\":\"$context.status\"}", "Group"),
        ["differing-keys"]
    );
    assert_eq!(two("{\"code\":\"$context.status\"}", "Other"), [""; 0]);
    assert_eq!(two("{\"status\":\"$context.status\"}", "Group"), [""; 0]);
    assert_eq!(two("$context.status", "Group"), [""; 0]);
}

#[test]
fn a_group_of_execution_logs_and_one_without_a_time_are_told() {
    let text = rest("!GetAtt Group.Arn", "").replace(
        "{LogGroupName: a, RetentionInDays: 3}",
        "{LogGroupName: !Sub 'API-Gateway-Execution-Logs_${Api}/prod'}",
    );
    assert_eq!(said(&text), ["execution-log-group", "unlimited-retention"]);
}

#[test]
fn what_a_template_engine_or_a_macro_makes_is_not_judged() {
    let bad = rest("my-group", "");
    assert_eq!(said(&bad), ["wrong-destination"]);
    assert_eq!(said(&format!("Transform: [Mine]\n{bad}")), [""; 0]);
    let (_, found) = template_text(
        SourceId(0),
        &bad.replace("DependsOn: Account", "{% if x %}"),
    );
    assert!(found.deployments.is_empty());
}

#[test]
fn json_is_read_too() {
    let text = r#"{"Resources":{"S":{"Type":"AWS::ApiGateway::Stage","Properties":{"AccessLogSetting":{"DestinationArn":{"Fn::GetAtt":["F","Arn"]},"Format":"$context.requestId"}}},"F":{"Type":"AWS::KinesisFirehose::DeliveryStream","Properties":{"DeliveryStreamName":"x"}}}}"#;
    assert_eq!(said(text), ["misnamed-stream"]);
}
