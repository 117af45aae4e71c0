use gwfmt_core::delivery::Deployment;
use gwfmt_core::lint::{RULES, judge};

use crate::hcl::fixture::Files;

const STAGE: &str = "resource \"aws_api_gateway_stage\" \"s\" {\n access_log_settings {\n destination_arn = DESTINATION\n format = \"$context.requestId\"\n }\n MORE\n}\n";
const GROUP: &str = "resource \"aws_cloudwatch_log_group\" \"g\" {\n name = \"a\"\n}\n";
const STREAM: &str = "resource \"aws_kinesis_firehose_delivery_stream\" \"f\" {\n name = NAME\n}\n";

fn deployment(files: &[(&str, &str)]) -> Deployment {
    let mut found = Files(files).extract("");
    assert_eq!(found.problems, []);
    found.deployments.pop().unwrap_or_default()
}

/// The rules that say something of these files.
fn said(files: &[(&str, &str)]) -> Vec<&'static str> {
    let all = judge(&deployment(files), RULES);
    all.iter().map(|remark| remark.rule.name).collect()
}

fn said_of(main: &str) -> Vec<&'static str> {
    said(&[("main.tf", main)])
}

fn stage(destination: &str, more: &str) -> String {
    STAGE
        .replace("DESTINATION", destination)
        .replace("MORE", more)
}

/// A folder in which everything is said, and this stage.
fn whole(destination: &str, rest: &str) -> String {
    let account =
        "resource \"aws_api_gateway_account\" \"a\" {\n cloudwatch_role_arn = var.role\n}\n";
    let group = GROUP.replace("name = \"a\"", "name = \"a\"\n retention_in_days = 1");
    let stage = stage(destination, "depends_on = [aws_api_gateway_account.a]");
    format!("{stage}{account}{group}{rest}")
}

#[test]
fn the_group_of_a_stage_is_found_however_it_is_named() {
    for destination in [
        "aws_cloudwatch_log_group.g.arn",
        "\"${aws_cloudwatch_log_group.g.arn}:*\"",
        "\"${aws_cloudwatch_log_group.g.arn}\"",
        "aws_cloudwatch_log_group.g[0].arn",
        "local.group",
        "true ? aws_cloudwatch_log_group.g.arn : var.x",
        "module.m.group",
        "module.n.group",
        "data.aws_cloudwatch_log_group.d.arn",
    ] {
        let main = whole(
            destination,
            "locals {\n group = aws_cloudwatch_log_group.g.arn\n}\nmodule \"m\" {\n source = \"./m\"\n group = aws_cloudwatch_log_group.g.arn\n}\nmodule \"n\" {\n source = \"./n\"\n}\ndata \"aws_cloudwatch_log_group\" \"d\" {\n name = \"d\"\n}\n",
        );
        let files = [
            ("main.tf", main.as_str()),
            (
                "m/main.tf",
                "variable \"group\" {}\noutput \"group\" {\n value = var.group\n}\n",
            ),
            (
                "n/main.tf",
                "resource \"aws_cloudwatch_log_group\" \"g\" {\n name = \"n\"\n retention_in_days = 1\n}\noutput \"group\" {\n value = aws_cloudwatch_log_group.g.arn\n}\n",
            ),
        ];
        let deployment = deployment(&files);
        assert!(deployment.stages[0].needs_account_role(), "{destination}");
        assert_eq!(deployment.groups.len(), 1, "{destination}");
        assert_eq!(said(&files), [""; 0], "{destination}");
    }
}

#[test]
fn a_destination_that_is_not_known_is_not_judged() {
    for destination in [
        "var.arn",
        "var.default",
        "var.name_by_default",
        "local.nothing",
        "data.aws_x.y.arn",
        "data.terraform_remote_state.s.outputs.arn",
        "module.elsewhere.arn",
        "coalesce(var.arn, aws_s3_bucket.b.arn)",
        "var.arn == null ? aws_s3_bucket.b.arn : var.arn",
        "\"${var.prefix}:log-group:x\"",
        "\"arn:${var.partition_and_more}\"",
        "aws_kinesis_firehose_delivery_stream.nowhere.arn",
        "aws_cloudwatch_log_group.nowhere.name",
        "split(\",\", var.arns)[0]",
        "aws_cloudformation_stack.s.outputs[\"arn\"]",
        "aws_ssm_parameter.p.value",
        "other_thing.x.arn",
    ] {
        let rest = "variable \"default\" {\n default = \"\"\n}\nvariable \"name_by_default\" {\n default = \"my-group\"\n}\nmodule \"elsewhere\" {\n source = \"a/b/c\"\n}\nvariable \"partition_and_more\" {}\n";
        assert_eq!(said_of(&whole(destination, rest)), [""; 0], "{destination}");
    }
}

#[test]
fn a_destination_that_takes_no_log_is_told() {
    for destination in [
        "aws_cloudwatch_log_group.g.name",
        "aws_cloudwatch_log_group.g.id",
        "aws_s3_bucket.b.arn",
        "aws_kinesis_stream.k.arn",
        "\"my-group\"",
        "\"arn:aws:s3:::logs\"",
        "\"arn:aws:logs:eu-west-1:1:my-group\"",
        "\"arn:${data.aws_partition.p.partition}:kinesis:eu-west-1:1:stream/x\"",
        "local.name",
    ] {
        let rest = "locals {\n name = \"my-group\"\n}\n";
        assert_eq!(
            said_of(&whole(destination, rest)),
            ["wrong-destination"],
            "{destination}"
        );
    }
    let main = stage("aws_cloudwatch_log_group.g.name", "") + GROUP;
    let found = judge(&deployment(&[("main.tf", &main)]), RULES);
    let wrong = found
        .iter()
        .find(|one| one.rule.name == "wrong-destination")
        .unwrap();
    let fix = wrong.fix.as_ref().unwrap();
    assert_eq!(fix.edits[0].1, "aws_cloudwatch_log_group.g.arn");
    let place = fix.edits[0].0.span.range();
    assert_eq!(&main[place], "aws_cloudwatch_log_group.g.name");
}

#[test]
fn the_name_of_a_stream_is_judged_as_far_as_it_is_known() {
    for (name, expected) in [
        ("\"amazon-apigateway-x\"", true),
        ("\"amazon-apigateway-${var.x}\"", true),
        ("\"${var.prefix}-x\"", true),
        ("\"${var.with_default}-x\"", true),
        ("\"amazon-${var.x}\"", true),
        ("var.with_default", true),
        ("local.name", true),
        ("each.key", true),
        ("\"x-${var.x}\"", false),
        ("\"apigateway-x\"", false),
        ("local.other", false),
    ] {
        let rest = STREAM.replace("NAME", name)
            + "variable \"with_default\" {\n default = \"x\"\n}\nlocals {\n name = \"amazon-apigateway-l\"\n other = \"l\"\n}\n";
        let main = whole("aws_kinesis_firehose_delivery_stream.f.arn", &rest);
        let expected: &[&str] = if expected { &[] } else { &["misnamed-stream"] };
        assert_eq!(said_of(&main), expected, "{name}");
    }
    let nameless = STREAM.replace("name = NAME", "destination = \"s3\"");
    let main = whole("aws_kinesis_firehose_delivery_stream.f.arn", &nameless);
    assert_eq!(said_of(&main), ["misnamed-stream"]);
}

#[test]
fn only_rest_apis_log_to_a_stream() {
    let stream = STREAM.replace("NAME", "\"amazon-apigateway-x\"");
    let rest = stage("aws_kinesis_firehose_delivery_stream.f.arn", "") + &stream;
    assert_eq!(said_of(&rest), [""; 0]);
    let v2 = rest.replace("aws_api_gateway_stage", "aws_apigatewayv2_stage");
    assert_eq!(said_of(&v2), ["stream-of-other-api"]);
}

#[test]
fn what_is_not_set_is_missing() {
    let stage = |settings: &str| {
        format!(
            "resource \"aws_api_gateway_stage\" \"s\" {{\n rest_api_id = var.api\n {settings}\n}}\n"
        )
    };
    for settings in [
        "access_log_settings {\n format = \"$context.requestId\"\n }",
        "access_log_settings {\n destination_arn = var.x\n }",
        "dynamic \"access_log_settings\" {\n for_each = [1]\n content {\n format = \"$context.requestId\"\n }\n }",
    ] {
        assert_eq!(
            said_of(&stage(settings)),
            ["incomplete-settings"],
            "{settings}"
        );
    }
    for settings in [
        "",
        "access_log_settings {\n }",
        "access_log_settings = var.settings",
        "access_log_settings {\n destination_arn = var.x\n format = var.y\n }",
        "count = 0\n access_log_settings {\n format = \"$context.requestId\"\n }",
        "dynamic \"access_log_settings\" {\n for_each = []\n content {\n format = \"$context.requestId\"\n }\n }",
        "dynamic \"access_log_settings\" {\n for_each = var.logs\n content {\n destination_arn = access_log_settings.value.arn\n format = access_log_settings.value.format\n }\n }",
    ] {
        assert_eq!(said_of(&stage(settings)), [""; 0], "{settings}");
    }
}

#[test]
fn a_stage_may_wait_for_the_account_settings_in_many_ways() {
    let account =
        "resource \"aws_api_gateway_account\" \"a\" {\n cloudwatch_role_arn = var.role\n}\n";
    let group = GROUP.replace("name = \"a\"", "name = \"a\"\n retention_in_days = 1");
    let with = |more: &str, rest: &str| {
        let stage = stage("aws_cloudwatch_log_group.g.arn", more);
        said_of(&format!("{stage}{account}{group}{rest}"))
    };
    assert_eq!(with("", ""), ["missing-dependency"]);
    assert_eq!(
        with("depends_on = [aws_cloudwatch_log_group.g]", ""),
        ["missing-dependency"]
    );
    for (more, rest) in [
        ("depends_on = [aws_api_gateway_account.a]", ""),
        (
            "tags = { role = aws_api_gateway_account.a.cloudwatch_role_arn }",
            "",
        ),
        (
            "tags = { role = local.role }",
            "locals {\n role = aws_api_gateway_account.a.id\n}\n",
        ),
        (
            "deployment_id = aws_api_gateway_deployment.d.id",
            "resource \"aws_api_gateway_deployment\" \"d\" {\n depends_on = [time_sleep.t]\n}\nresource \"time_sleep\" \"t\" {\n triggers = {\n a = \"${aws_api_gateway_account.a.id}\"\n }\n}\n",
        ),
        (
            "stage_name = module.m.name",
            "module \"m\" {\n source = \"a/b/c\"\n x = aws_api_gateway_account.a.id\n}\n",
        ),
    ] {
        assert_eq!(with(more, rest), [""; 0], "{more}");
    }
    // an account without a role, and an API that needs none
    let main = format!(
        "{}{account}{group}",
        stage("aws_cloudwatch_log_group.g.arn", "")
    );
    let none = main.replace(" cloudwatch_role_arn = var.role\n", "");
    assert_eq!(said_of(&none), ["missing-account-role"]);
    let http = main.replace("aws_api_gateway_stage", "aws_apigatewayv2_stage");
    assert_eq!(said_of(&http), [""; 0]);
    let socket = http.replace(
        " access_log_settings",
        " api_id = aws_apigatewayv2_api.x.id\n access_log_settings",
    ) + "resource \"aws_apigatewayv2_api\" \"x\" {\n protocol_type = \"WEBSOCKET\"\n}\n";
    assert_eq!(said_of(&socket), ["missing-dependency"]);
}

#[test]
fn a_role_that_is_set_somewhere_else_is_not_missed() {
    let main = stage("aws_cloudwatch_log_group.g.arn", "")
        + &GROUP.replace("name = \"a\"", "name = \"a\"\n retention_in_days = 1");
    assert_eq!(said_of(&main), ["missing-account-role"]);
    for rest in [
        "module \"m\" {\n source = \"a/b/c\"\n}\n",
        "module \"m\" {\n source = \"./m\"\n}\n",
        // a module of somebody
        "variable \"x\" {}\n",
    ] {
        let main = format!("{main}{rest}");
        let child =
            "resource \"aws_api_gateway_account\" \"a\" {\n cloudwatch_role_arn = var.r\n}\n";
        assert_eq!(
            said(&[("main.tf", &main), ("m/main.tf", child)]),
            [""; 0],
            "{rest}"
        );
    }
}

const TRUST: &str = "jsonencode({ Statement = [{ Effect = \"Allow\", Action = \"sts:AssumeRole\", Principal = { Service = \"apigateway.amazonaws.com\" } }] })";
const PUSH: &str = "\"arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs\"";

fn with_role(trust: &str, role: &str, rest: &str) -> Vec<&'static str> {
    let role = format!(
        "resource \"aws_iam_role\" \"r\" {{\n assume_role_policy = {trust}\n {role}\n}}\n{rest}"
    );
    let main = whole("aws_cloudwatch_log_group.g.arn", &role);
    said_of(&main.replace("var.role", "aws_iam_role.r.arn"))
}

#[test]
fn the_trust_policy_is_read_in_every_form() {
    let policies = format!("managed_policy_arns = [{PUSH}]");
    let document = |who: &str| {
        format!(
            "data \"aws_iam_policy_document\" \"t\" {{\n statement {{\n actions = [\"sts:AssumeRole\"]\n {who}\n }}\n}}\n"
        )
    };
    let of = |services: &str| {
        document(&format!(
            "principals {{\n type = \"Service\"\n identifiers = {services}\n }}"
        ))
    };
    let data = "data.aws_iam_policy_document.t.json";
    for (trust, rest) in [
        (TRUST, String::new()),
        (
            "<<E\n{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"Service\":[\"apigateway.amazonaws.com\"]}}}\nE\n",
            String::new(),
        ),
        (
            data,
            of("[\"lambda.amazonaws.com\", \"apigateway.amazonaws.com\"]"),
        ),
        // not known
        ("var.trust", String::new()),
        ("file(\"nowhere.json\")", String::new()),
        ("templatefile(\"nowhere\", {})", String::new()),
        (data, of("var.services")),
        (data, of("[\"${var.service}.amazonaws.com\"]")),
        (
            data,
            document(
                "dynamic \"principals\" {\n for_each = var.x\n content {\n type = \"Service\"\n identifiers = [\"a\"]\n }\n }",
            ),
        ),
        (
            data,
            of("[\"lambda.amazonaws.com\"]").replace(
                "statement {",
                "source_policy_documents = [var.x]\n statement {",
            ),
        ),
        (
            "module.m.json",
            "module \"m\" {\n source = \"a/b/c\"\n}\n".to_owned(),
        ),
        (
            "local.trust",
            "locals {\n trust = var.trust\n}\n".to_owned(),
        ),
        (
            "var.trust",
            "variable \"trust\" {\n default = \"{}\"\n}\n".to_owned(),
        ),
    ] {
        assert_eq!(
            with_role(trust, &policies, &rest),
            [""; 0],
            "{trust} {rest}"
        );
    }
    for (trust, rest) in [
        (TRUST.replace("apigateway", "lambda"), String::new()),
        ("<<E\n{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"ec2.amazonaws.com\"}}]}\nE\n".to_owned(), String::new()),
        (data.to_owned(), of("[\"lambda.amazonaws.com\"]")),
        ("local.trust".to_owned(), format!("locals {{\n trust = {}\n}}\n", TRUST.replace("apigateway", "lambda"))),
    ] {
        assert_eq!(with_role(&trust, &policies, &rest), ["missing-trust"], "{trust} {rest}");
    }
}

#[test]
fn what_a_role_may_do_is_gathered_from_all_that_is_attached() {
    let inline = |actions: &str| {
        format!(
            "jsonencode({{ Statement = [{{ Effect = \"Allow\", Resource = \"*\", Action = {actions} }}] }})"
        )
    };
    let own = |actions: &str| {
        format!(
            "resource \"aws_iam_role_policy\" \"p\" {{\n role = aws_iam_role.r.id\n policy = {}\n}}\n",
            inline(actions)
        )
    };
    let attached = |arn: &str| {
        format!(
            "resource \"aws_iam_role_policy_attachment\" \"p\" {{\n role = aws_iam_role.r.name\n policy_arn = {arn}\n}}\n"
        )
    };
    let policy = |actions: &str| {
        format!(
            "resource \"aws_iam_policy\" \"q\" {{\n policy = {}\n}}\n",
            inline(actions)
        )
    };
    let ours = "aws_iam_policy.q.arn";
    for (role, rest) in [
        (format!("managed_policy_arns = [{PUSH}]"), String::new()),
        (
            format!("inline_policy {{\n policy = {}\n }}", inline("\"logs:*\"")),
            String::new(),
        ),
        (String::new(), own("\"*\"")),
        (String::new(), attached(PUSH)),
        (String::new(), attached(ours) + &policy("[\"logs:*\"]")),
        // not known
        (
            String::new(),
            attached("\"arn:aws:iam::aws:policy/CloudWatchLogsFullAccess\""),
        ),
        (String::new(), attached("var.policy")),
        (String::new(), own("var.actions")),
        (
            String::new(),
            own("[\"logs:PutLogEvents\", \"logs:CreateLogStream\", var.action]"),
        ),
        (String::new(), attached("each.value")),
        (
            String::new(),
            "module \"m\" {\n source = \"a/b/c\"\n role = aws_iam_role.r.name\n}\n".to_owned(),
        ),
        (
            String::new(),
            "output \"role\" {\n value = aws_iam_role.r.name\n}\n".to_owned(),
        ),
        (
            String::new(),
            "resource \"aws_iam_role_policy\" \"p\" {\n role = \"by-name\"\n policy = var.x\n}\n"
                .to_owned(),
        ),
        (
            "managed_policy_arns = var.policies".to_owned(),
            String::new(),
        ),
        (
            "dynamic \"inline_policy\" {\n for_each = var.x\n content {\n policy = var.y\n }\n }"
                .to_owned(),
            String::new(),
        ),
    ] {
        assert_eq!(with_role(TRUST, &role, &rest), [""; 0], "{role} {rest}");
    }
    for (role, rest) in [
        (String::new(), String::new()),
        (String::new(), own("[\"logs:CreateLogGroup\", \"logs:CreateLogStream\"]")),
        (String::new(), own("[\"logs:CreateLogStream\", \"logs:PutLogEvents\"]")),
        (String::new(), attached(ours) + &policy("\"s3:*\"")),
        (String::new(), "output \"role\" {\n value = aws_iam_role.r.arn\n}\n".to_owned()),
        (String::new(), "resource \"aws_iam_role_policy\" \"p\" {\n role = aws_iam_role.other.id\n policy = var.x\n}\n".to_owned()),
    ] {
        assert_eq!(with_role(TRUST, &role, &rest), ["missing-log-permission"], "{role} {rest}");
    }
}

#[test]
fn stages_of_one_group_are_compared() {
    let two = |one: &str, other: &str, groups: [&str; 2]| {
        let stage = |name: &str, format: &str, group: &str| {
            format!(
                "resource \"aws_apigatewayv2_stage\" \"{name}\" {{\n access_log_settings {{\n destination_arn = aws_cloudwatch_log_group.{group}.arn\n format = jsonencode({format})\n }}\n}}\n"
            )
        };
        let group = "resource \"aws_cloudwatch_log_group\" \"g\" {\n name = \"g\"\n retention_in_days = 1\n}\nresource \"aws_cloudwatch_log_group\" \"h\" {\n name = \"h\"\n retention_in_days = 1\n}\n";
        said_of(&format!(
            "{}{}{group}",
            stage("a", one, groups[0]),
            stage("b", other, groups[1])
        ))
    };
    let status = "{ status = \"$context.status\" }";
    for (other, groups, expected) in [
        ("{ code = \"$context.status\" }", ["g", "g"], 1),
        ("{ a = { status = \"$context.status\" } }", ["g", "g"], 1),
        (
            "{ status = \"$context.status\", code = \"$context.status\" }",
            ["g", "g"],
            0,
        ),
        (
            "{ status = \"$context.status\", path = \"$context.path\" }",
            ["g", "g"],
            0,
        ),
        (
            "{ code = \"$context.status $context.path\" }",
            ["g", "g"],
            0,
        ),
        ("{ code = \"$context.status\" }", ["g", "h"], 0),
        ("{ code = \"$context.status\" }", ["g[0]", "g[1]"], 0),
        (
            "{ code = \"$context.status\" }",
            ["g[var.x]", "g[var.x]"],
            1,
        ),
        ("{ \"${var.k}\" = \"$context.status\" }", ["g", "g"], 0),
    ] {
        let found = two(status, other, groups);
        assert_eq!(found.len(), expected, "{other} {groups:?}: {found:?}");
        assert!(found.iter().all(|name| *name == "differing-keys"));
    }
}

#[test]
fn json_syntax_is_read_too() {
    let main = r#"{"resource":{"aws_kinesis_firehose_delivery_stream":{"f":{"name":"x"}},"aws_api_gateway_stage":{"s":{"access_log_settings":{"destination_arn":"${aws_kinesis_firehose_delivery_stream.f.arn}","format":"$context.requestId"}}}}}"#;
    assert_eq!(said(&[("main.tf.json", main)]), ["misnamed-stream"]);
}

#[test]
fn the_awscc_provider_is_read_too() {
    let main = "resource \"awscc_logs_log_group\" \"g\" {\n log_group_name = \"API-Gateway-Execution-Logs_x/prod\"\n}\nresource \"awscc_apigateway_stage\" \"s\" {\n rest_api_id = var.x\n access_log_setting = {\n destination_arn = awscc_logs_log_group.g.arn\n format = \"$context.requestId\"\n }\n}\n";
    assert_eq!(
        said_of(main),
        [
            "execution-log-group",
            "missing-account-role",
            "unlimited-retention"
        ]
    );
    let half = main.replace("destination_arn = awscc_logs_log_group.g.arn\n", "");
    assert_eq!(said_of(&half), ["incomplete-settings"]);
}
