//! Formats in programs: found at their place, with the text that the program would make, whatever it makes it with.

use std::sync::Arc;

use gwfmt_carriers::source::read;
use gwfmt_carriers::{Extraction, ProblemKind, Sources, Why};
use gwfmt_core::span::SourceId;
use gwfmt_core::text::Origin;
use proptest::prelude::*;

/// Files by their paths.
struct Files(Vec<(&'static str, Arc<str>)>);

impl Files {
    fn new(files: &[(&'static str, &str)]) -> Self {
        Self(
            files
                .iter()
                .map(|(path, text)| (*path, Arc::from(*text)))
                .collect(),
        )
    }

    fn text(&self, id: SourceId) -> &str {
        &self.0[id.0 as usize].1
    }
}

impl Sources for Files {
    fn read(&self, path: &str) -> Option<(SourceId, Arc<str>)> {
        let at = self.0.iter().position(|(known, _)| *known == path)?;
        Some((SourceId(at as u32), Arc::clone(&self.0[at].1)))
    }

    fn list(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
}

/// Reads the first of the files, and holds every verbatim byte against its source.
fn extraction(files: &Files) -> Extraction {
    let extraction = read(files.0[0].0, files);
    for found in &extraction.formats {
        for (span, origin) in found.text.spans() {
            if let Origin::Verbatim { source, offset } = origin {
                let range = offset..offset + span.len();
                assert_eq!(
                    files.text(source).get(range),
                    Some(&found.text.as_str()[span.range()])
                );
            }
        }
    }
    extraction
}

/// Address, API and text of each format; holes as `<…>` with what is at their place.
fn found(files: &[(&'static str, &str)]) -> Vec<String> {
    let files = Files::new(files);
    let extraction = extraction(&files);
    assert!(extraction.problems.is_empty(), "{:?}", extraction.problems);
    let formats = extraction.formats.iter().map(|found| {
        let mut text = String::new();
        let mut done = 0;
        for (span, place) in found.text.holes() {
            text += &found.text.as_str()[done..span.start];
            text.extend(["<", &files.text(place.source)[place.span.range()], ">"]);
            done = span.end;
        }
        text += &found.text.as_str()[done..];
        format!("{} {} {text}", found.address, found.api)
    });
    formats.collect()
}

/// The format of a REST API in TypeScript, given by an expression behind some statements.
fn typescript(before: &str, format: &str) -> Vec<String> {
    let text = format!(
        "import * as apigw from 'aws-cdk-lib/aws-apigateway';\nconst {{ AccessLogField, AccessLogFormat }} = apigw;\n{before}\nnew apigw.CfnStage(this, 'S', {{ accessLogSetting: {{ format: {format} }} }});\n"
    );
    let all = found(&[("app.ts", &text)]);
    all.iter().map(|one| one.replace("S rest ", "")).collect()
}

/// The same in Python.
fn python(before: &str, format: &str) -> Vec<String> {
    let text = format!(
        "import json\nfrom aws_cdk import aws_apigateway as apigw\n{before}\napigw.CfnStage(self, 'S', access_log_setting=apigw.CfnStage.AccessLogSettingProperty(format={format}))\n"
    );
    let all = found(&[("app.py", &text)]);
    all.iter().map(|one| one.replace("S rest ", "")).collect()
}

const FIELD: &str = "AccessLogField.contextRequestId()";

#[test]
fn texts_of_typescript_are_put_together() {
    for (before, format, text) in [
        ("", "'$context.requestId \\'a\\''", "$context.requestId 'a'"),
        (
            "const s = '$context.status';",
            "`$context.requestId ${s} ${1 + 1}`",
            "$context.requestId $context.status 2",
        ),
        (
            "",
            "'a ' + '$context.status' + ' ' + 1.5 + true",
            "a $context.status 1.5true",
        ),
        (
            "",
            "['$context.requestId', `b`].join(' | ')",
            "$context.requestId | b",
        ),
        (
            "",
            "['a', '$context.status'].map(x => `<${x}>`).join('')",
            "<a><$context.status>",
        ),
        (
            "",
            "`\n  $context.requestId\n  b\n`.replace(/\\n\\s*/g, ' ').trim()",
            "$context.requestId b",
        ),
        (
            "",
            "'a-b-$context.status'.replace('-', '+')",
            "a+b-$context.status",
        ),
        (
            "",
            "'a-b-$context.status'.replaceAll('-', '')",
            "ab$context.status",
        ),
        (
            "const [a, , { b }] = ['$context.status', 1, { b: 'x' }];",
            "[`${a}`, b].concat(Object.entries({ c: 'd' }).map(([k, v]) => `${k}=${v}`)).join(' ')",
            "$context.status x c=d",
        ),
        (
            "let f = '$context.requestId'; f += ' x';",
            "f",
            "$context.requestId x",
        ),
        (
            "const p: string[] = []; p.push('$context.requestId'); p.push('b');",
            "p.join(' ')",
            "$context.requestId b",
        ),
        (
            "enum E { A = '$context.requestId' }",
            "E.A",
            "$context.requestId",
        ),
        (
            "class C { static readonly F = '$context.requestId'; }",
            "C.F",
            "$context.requestId",
        ),
        (
            "const f = (x: string) => `$context.${x}`;",
            "f('requestId')",
            "$context.requestId",
        ),
        (
            "function f(x = 'status') { const y = '$context.'; return y + x; }",
            "f()",
            "$context.status",
        ),
        (
            "const { a: { b } } = { a: { b: '$context.requestId' } };",
            "b",
            "$context.requestId",
        ),
        ("", FIELD, "$context.requestId"),
        (
            "",
            "`${AccessLogField.contextAuthorizer('x')} ${AccessLogField.contextStatus()}`",
            "$context.authorizer.x $context.status",
        ),
        (
            "",
            "String.raw`$context.requestId\\n`",
            "$context.requestId\\n",
        ),
    ] {
        assert_eq!(typescript(before, format), [text], "{before} {format}");
    }
}

#[test]
fn json_is_what_json_stringify_writes() {
    for (format, text) in [
        (
            r#"JSON.stringify({ b: '$context.status', 'a"': "é\n\u0001\\", 2: 1, 1: null, u: undefined, f: () => 1 })"#,
            r#"{"1":null,"2":1,"b":"$context.status","a\"":"é\n\u0001\\"}"#,
        ),
        (
            "JSON.stringify({ ...{ a: '$context.status', b: 1 }, b: [true, undefined] })",
            r#"{"a":"$context.status","b":[true,null]}"#,
        ),
        (
            "JSON.stringify(Object.assign({}, { a: '$context.status' }, { c: {} }))",
            r#"{"a":"$context.status","c":{}}"#,
        ),
        (
            "JSON.stringify({ a: '$context.status', b: [] }, null, 2)",
            "{\n  \"a\": \"$context.status\",\n  \"b\": []\n}",
        ),
        (
            "JSON.stringify({ a: 1, s: '$context.status', l: [{ b: 2, s: 3 }], 1: 4 }, ['s', 'l', 1, 's', 'none'])",
            r#"{"s":"$context.status","l":[{"s":3}],"1":4}"#,
        ),
        (
            "JSON.stringify(Object.fromEntries(['status', 'path'].map(k => [k, `$context.${k}`])))",
            r#"{"status":"$context.status","path":"$context.path"}"#,
        ),
        (
            "JSON.stringify({ a: '$context.status', b: process.env.X, c: `${process.env.X}` })",
            r#"{"a":"$context.status","b":<process.env.X>,"c":"<process.env.X>"}"#,
        ),
    ] {
        assert_eq!(typescript("", format), [text], "{format}");
    }
}

#[test]
fn json_is_what_json_dumps_writes() {
    for (format, text) in [
        (
            "json.dumps({'b': '$context.status', 'a': ['é\"', 1, 1.0, True, None, {}]})",
            r#"{"b": "$context.status", "a": ["\u00e9\"", 1, 1.0, true, null, {}]}"#,
        ),
        (
            "json.dumps({'b': '$context.status', 'a': '😀'}, sort_keys=True, separators=(',', ':'))",
            r#"{"a":"\ud83d\ude00","b":"$context.status"}"#,
        ),
        (
            "json.dumps({'a': '$context.status é'}, ensure_ascii=False, indent=1)",
            "{\n \"a\": \"$context.status é\"\n}",
        ),
        (
            "json.dumps({k: f'$context.{k}' for k in ['status', 'path']})",
            r#"{"status": "$context.status", "path": "$context.path"}"#,
        ),
        (
            "json.dumps(dict(a='$context.status', **{'b': 'c'}))",
            r#"{"a": "$context.status", "b": "c"}"#,
        ),
    ] {
        assert_eq!(python("", format), [text], "{format}");
    }
}

#[test]
fn texts_of_python_are_put_together() {
    for (before, format, text) in [
        (
            "",
            "'$context.requestId ' \"b\" r'\\d'",
            "$context.requestId b\\d",
        ),
        (
            "s = '$context.status'",
            "f'{s} {{x}} {1}'",
            "$context.status {x} 1",
        ),
        (
            "",
            "'{} {a}'.format('$context.status', a='b')",
            "$context.status b",
        ),
        (
            "",
            "'%s %(a)s'.replace('%(a)s', 'c') % '$context.status'",
            "$context.status c",
        ),
        (
            "",
            "' '.join(['$context.status', 'b'])",
            "$context.status b",
        ),
        (
            "class C:\n    F = '$context.status'",
            "C.F",
            "$context.status",
        ),
        (
            "class C:\n    def __init__(self):\n        self.f = '$context.status'\nc = C()",
            "c.f",
            "$context.status",
        ),
        (
            "def f(x='status'):\n    y = '$context.'\n    return y + x",
            "f()",
            "$context.status",
        ),
        ("x = '$context.status'\nx += ' b'", "x", "$context.status b"),
        (
            "def f(*all, end='.'):\n    return ' '.join(all) + end",
            "f('$context.status', 'b') + f() + f('c', end='!')",
            "$context.status b..c!",
        ),
        (
            "",
            "'%s' % 'a' + ' %d %s' % (5, '$context.status') + '!'",
            "a 5 $context.status!",
        ),
        (
            "import json",
            "json.dumps(['$context.status', -0.0, 0.0, -0, 1.50])",
            "[\"$context.status\", -0.0, 0.0, 0, 1.5]",
        ),
        (
            "",
            "apigw.AccessLogField.context_identity_source_ip()",
            "$context.identity.sourceIp",
        ),
        (
            "",
            "str({'a': '$context.status'})",
            "{'a': '$context.status'}",
        ),
    ] {
        assert_eq!(python(before, format), [text], "{before} {format}");
    }
}

#[test]
fn helpers_of_the_cdk_make_formats() {
    let clf = "$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] \"$context.httpMethod $context.resourcePath $context.protocol\" $context.status $context.responseLength $context.requestId";
    assert_eq!(typescript("", "AccessLogFormat.clf()"), [clf]);
    assert_eq!(
        typescript(
            "",
            "AccessLogFormat.jsonWithStandardFields({ ip: true, status: true, caller: false })"
        ),
        [
            r#"{"requestId":"$context.requestId","ip":"$context.identity.sourceIp","status":"$context.status"}"#
        ]
    );
    let all = typescript("", "AccessLogFormat.jsonWithStandardFields()");
    assert!(all[0].ends_with(
        r#""protocol":"$context.protocol","responseLength":"$context.responseLength"}"#
    ));
    assert_eq!(
        typescript("", "AccessLogFormat.custom('$context.path')"),
        ["$context.path"]
    );
}

#[test]
fn a_helper_that_is_not_called_is_its_source() {
    let text = typescript("", "`${AccessLogField.contextRequestId} x`");
    assert_eq!(text, ["contextRequestId(){return\"$context.requestId\"} x"]);
    let text = python(
        "",
        "f'{apigw.AccessLogField.context_request_id} $context.path'",
    );
    assert_eq!(
        text,
        [
            "<bound method AccessLogField.context_request_id of <class 'aws_cdk.aws_apigateway.AccessLogField'>> $context.path"
        ]
    );
}

#[test]
fn what_the_program_chooses_from_is_several_formats() {
    let both = ["$context.path", "$context.status"].map(str::to_owned);
    let numbered = |texts: Vec<String>| -> Vec<String> {
        texts
            .iter()
            .map(|text| text.replace("S~2 rest ", ""))
            .collect()
    };
    assert_eq!(
        numbered(typescript("", "x.y ? '$context.path' : '$context.status'")),
        both
    );
    assert_eq!(
        numbered(typescript(
            "let f; if (x) f = '$context.path'; else f = '$context.status';",
            "f"
        )),
        both
    );
    assert_eq!(
        typescript("", "props.format ?? '$context.path'"),
        ["$context.path"]
    );
    assert_eq!(
        typescript("", "true ? '$context.path' : '$context.status'"),
        ["$context.path"]
    );
    assert_eq!(
        numbered(python("", "'$context.path' if x else '$context.status'")),
        both
    );
}

#[test]
fn what_is_changed_out_of_sight_is_not_known() {
    for before in [
        "const o: any = { a: '$context.path' }; for (const k of ks) { o[k] = k; }",
        "const o: any = { a: '$context.path' }; delete o.a;",
        "const o: any = { a: '$context.path' }; o.b.c = 1;",
    ] {
        let files = format!(
            "import * as apigw from 'aws-cdk-lib/aws-apigateway';\n{before}\nnew apigw.CfnStage(this, 'S', {{ accessLogSetting: {{ format: JSON.stringify(o) }} }});"
        );
        let extraction = extraction(&Files::new(&[("a.ts", &files)]));
        assert!(
            extraction.formats.is_empty(),
            "{before}: {:?}",
            extraction.formats
        );
        assert_eq!(extraction.unknown.len(), 1, "{before}");
    }
}

#[test]
fn what_is_made_of_itself_is_worked_out_step_by_step_or_not_at_all() {
    let steps = "let f = '$context.path'; f = f + ' $context.status'; f = f.trim();";
    assert_eq!(typescript(steps, "f"), ["$context.path $context.status"]);
    let steps = "f = '$context.path'\nf = f + ' $context.status'\nf = f.strip()";
    assert_eq!(python(steps, "f"), ["$context.path $context.status"]);
    // a member that is set to something made of it, twice: the ways to it double with each look
    for (name, text) in [
        (
            "a.py",
            "class B:\n  def s(self):\n    self.body = self.body.read()\n    self.body = self.body.decode('x')\n  def f(self):\n    g(access_log=self.body)\n",
        ),
        (
            "a.ts",
            "class B { s() { this.body = this.body.read(); this.body = this.body.decode(); }\n f() { g({accessLog: this.body}); } }",
        ),
    ] {
        let extraction = extraction(&Files::new(&[(name, text)]));
        assert_eq!(extraction.problems, [], "{name}");
        assert!(extraction.formats.is_empty(), "{name}");
    }
}

#[test]
fn a_new_stage_of_the_sdk_with_settings_is_one_of_an_http_or_websocket_api() {
    let python = "import boto3\nboto3.client('apigatewayv2').create_stage(ApiId='a', StageName='s', AccessLogSettings={'DestinationArn': 'x', 'Format': 'JSON'})\n";
    let typescript = "new CreateStageCommand({ApiId: 'a', StageName: 's', AccessLogSettings: {DestinationArn: 'x', Format: 'JSON'}});";
    for (name, text) in [("a.py", python), ("a.ts", typescript)] {
        let extraction = extraction(&Files::new(&[(name, text)]));
        let formats: Vec<_> = extraction
            .formats
            .iter()
            .map(|found| (found.text.as_str(), found.api))
            .collect();
        assert_eq!(formats, [("JSON", gwfmt_core::api::ApiSet::V2)], "{name}");
    }
}

#[test]
fn the_construct_says_the_type_of_the_api_and_the_address() {
    let text = "
import { aws_apigatewayv2 as v2, aws_sam as sam, CfnResource } from 'aws-cdk-lib';
import * as apigw from '@aws-cdk/aws-apigateway';
import * as aws from '@pulumi/aws';
import { Apigatewayv2Stage } from '@cdktf/provider-aws/lib/apigatewayv2-stage';
class Mine extends apigw.RestApi {}
const ws = new v2.CfnApi(this, 'W', { protocolType: 'WEBSOCKET' });
const http = new aws.apigatewayv2.Api('h', { protocolType: 'HTTP' });
new Mine(this, 'A', { deployOptions: { accessLogFormat: apigw.AccessLogFormat.custom('a $context.path') } });
new v2.CfnStage(this, 'B', { apiId: ws.ref, accessLogSettings: { format: 'b $context.path' } });
new aws.apigatewayv2.Stage('C', { apiId: http.id, accessLogSettings: { destinationArn: x, format: 'c $context.path' } });
new Apigatewayv2Stage(this, 'D', { apiId: y, accessLogSettings: { format: 'd $context.path' } });
new sam.CfnApi(this, 'E', { accessLogSetting: { format: 'e $context.path' } });
const stage = http.node.defaultChild as v2.CfnStage;
stage.accessLogSettings = { destinationArn: x, format: 'f $context.path' };
stage.addPropertyOverride('AccessLogSettings.Format', 'g $context.path');
const template = { Resources: { H: { Type: 'AWS::Serverless::HttpApi', Properties: { AccessLogSettings: { Format: 'h $context.path' } } } } };
const serverless = { provider: { logs: { websocket: { format: 'i $context.path' } } } };
new CfnResource(this, 'J', { type: 'AWS::ApiGateway::Stage', properties: { AccessLogSetting: { Format: 'j $context.path' } } });
const options = { accessLogSettings: { format: 'k $context.path' } };
new v2.HttpStage(this, 'K', { ...options });
client.updateStage({ patchOperations: [{ op: 'replace', path: '/accessLogSettings/format', value: 'l $context.path' }] });
const late = new Apigatewayv2Stage(this, 'M', { apiId: y });
late.putAccessLogSettings({ destinationArn: x, format: 'm $context.path' });
";
    assert_eq!(
        found(&[("a.ts", text)]),
        [
            "A rest a $context.path",
            "B websocket b $context.path",
            "C http c $context.path",
            "D http or websocket d $context.path",
            "E rest e $context.path",
            "h http f $context.path",
            "h~2 http g $context.path",
            "H http h $context.path",
            "provider.logs.websocket websocket i $context.path",
            "J rest j $context.path",
            "K http k $context.path",
            "accessLogSettings rest l $context.path",
            "M http or websocket m $context.path",
        ]
    );
}

#[test]
fn a_name_that_any_program_may_use_does_not_say_the_type_of_the_api() {
    let api = |name: &'static str, text: &str| -> Vec<String> {
        let extraction = extraction(&Files::new(&[(name, text)]));
        let apis = extraction.formats.iter().map(|found| found.api.to_string());
        apis.collect()
    };
    let any = [gwfmt_core::api::ApiSet::ANY.to_string()];
    for (name, text) in [
        (
            "a.js",
            "const c = {}; c.accessLogFormat = '$context.routeKey';",
        ),
        (
            "a.ts",
            "new MyHttpApi(this, 'X', { accessLogFormat: '$context.routeKey' });",
        ),
        (
            "a.ts",
            "class A extends C { constructor(s, i, p: P = { accessLogFormat: '$context.routeKey' }) { super(s, i); } }",
        ),
        (
            "a.py",
            "class A:\n    def __init__(self):\n        self.access_log_format = '$context.routeKey'\n",
        ),
        (
            "a.py",
            "HttpApiStack(app, 'x', access_log_format='$context.routeKey')\n",
        ),
    ] {
        assert_eq!(api(name, text), any, "{text}");
    }
    for (name, text) in [
        (
            "a.ts",
            "new Mine(this, 'X', { deployOptions: { accessLogFormat: '$context.path' } });",
        ),
        (
            "a.ts",
            "const deployOptions = { accessLogFormat: '$context.path' };",
        ),
        (
            "a.ts",
            "const o = { accessLogFormat: '$context.path' } as apigateway.StageOptions;",
        ),
        (
            "a.ts",
            "const o: apigateway.StageOptions = { accessLogFormat: '$context.path' };",
        ),
        (
            "a.ts",
            "new apigateway.LambdaRestApi(this, 'X', { deployOptions: { accessLogFormat: '$context.path' } });",
        ),
        (
            "a.py",
            "apigateway.StageOptions(access_log_format='$context.path')\n",
        ),
        (
            "a.py",
            "Mine(self, 'X', deploy_options={'access_log_format': '$context.path'})\n",
        ),
        (
            "a.py",
            "from aws_cdk import aws_apigateway as a\na.Stage(self, 'X', access_log_format='$context.path')\n",
        ),
    ] {
        assert_eq!(api(name, text), ["rest"], "{text}");
    }
}

#[test]
fn a_format_with_a_type_is_not_there_again_without_one() {
    for member in [
        "this.accessLogFormat = '$context.path';",
        "this.accessLogFormat = F;",
    ] {
        let text = format!(
            "import * as v2 from 'aws-cdk-lib/aws-apigatewayv2';\nconst F = '$context.path';\nclass A {{ constructor() {{ {member}\nnew v2.CfnStage(this, 'S', {{ accessLogSettings: {{ destinationArn: x, format: this.accessLogFormat }} }}); }} }}"
        );
        let all = found(&[("a.ts", &text)]);
        assert_eq!(all, ["S http or websocket $context.path"], "{member}");
    }
}

#[test]
fn a_class_of_values_is_not_a_setting() {
    for before in [
        "api.default_stage.node.default_child",
        "stage = api.default_stage.node.default_child\nstage",
    ] {
        let text = format!(
            "{before}.AccessLogSettingsProperty = {{'destination_arn': arn, 'format': '$context.nothing'}}\n"
        );
        let extraction = extraction(&Files::new(&[("a.py", &text)]));
        assert!(extraction.formats.is_empty(), "{:?}", extraction.formats);
        let [problem] = &extraction.problems[..] else {
            panic!("{:?}", extraction.problems)
        };
        assert_eq!(problem.kind, ProblemKind::IgnoredKey);
        assert!(
            problem
                .message
                .ends_with("the setting is `access_log_settings`")
        );
    }
    let text = "s.node.default_child.access_log_settings = {'destination_arn': arn, 'format': '$context.path'}\n";
    assert_eq!(found(&[("a.py", text)]).len(), 1);
}

#[test]
fn logs_of_the_serverless_framework_may_be_assigned() {
    for (text, expected) in [
        (
            "const F = { a: '$context.path' }; c.provider.logs.httpApi.format = JSON.stringify(F);",
            "httpApi http {\"a\":\"$context.path\"}",
        ),
        (
            "c.provider.logs = { restApi: { format: '$context.path' } };",
            "restApi rest $context.path",
        ),
        (
            "const logs = { restApi: { format: '$context.path' } }; this.serverless.service.provider.logs = logs;",
            "restApi rest $context.path",
        ),
        (
            "const logs = c.provider.logs; logs.restApi.format = '$context.path';",
            "restApi rest $context.path",
        ),
        (
            "const { provider } = s.service; provider.logs['websocket'] = { format: '$context.path' };",
            "websocket websocket $context.path",
        ),
        (
            "c.provider = { logs: { httpApi: { format: '$context.path' } } };",
            "httpApi http $context.path",
        ),
    ] {
        let all = found(&[("plugin.js", text)]);
        assert_eq!(all, [format!("provider.logs.{expected}")], "{text}");
    }
    let text = "c.logs.restApi.format = '$context.path'; c.provider.logs.format = '$context.path';";
    assert!(found(&[("plugin.js", text)]).is_empty());
}

#[test]
fn a_key_of_terraforms_json_says_the_type_of_the_api() {
    for (kind, api) in [
        ("aws_api_gateway_stage", "rest"),
        ("aws_apigatewayv2_stage", "http or websocket"),
    ] {
        let text = format!(
            "def config(name, arn):\n    return {{'resource': {{'{kind}': {{name: {{'access_log_settings': {{'destination_arn': arn, 'format': '$context.path'}}}}}}}}}}\n"
        );
        let all = found(&[("a.py", &text)]);
        assert_eq!(all, [format!("{kind} {api} $context.path")]);
    }
}

#[test]
fn formats_of_python_have_their_places() {
    let text = "
from aws_cdk import aws_apigateway as apigw, aws_apigatewayv2 as v2
import pulumi_aws as aws
import boto3
class Stack:
    def __init__(self):
        api = v2.CfnApi(self, 'W', protocol_type='HTTP')
        apigw.RestApi(self, 'A', deploy_options=apigw.StageOptions(access_log_format=apigw.AccessLogFormat.custom('a $context.path')))
        v2.CfnStage(self, 'B', api_id=api.ref, access_log_settings=v2.CfnStage.AccessLogSettingsProperty(format='b $context.path'))
        stage = apigw.CfnStage(self, 'C')
        stage.access_log_setting = {'format': 'c $context.path'}
        aws.apigatewayv2.Stage('D', access_log_settings=aws.apigatewayv2.StageAccessLogSettingsArgs(format='d $context.path'))
def deploy():
    boto3.client('apigatewayv2').create_stage(AccessLogSettings={'Format': 'e $context.path'})
";
    assert_eq!(
        found(&[("a.py", text)]),
        [
            "A rest a $context.path",
            "B http b $context.path",
            "C rest c $context.path",
            "D http or websocket d $context.path",
            "deploy http or websocket e $context.path",
        ]
    );
}

#[test]
fn imports_are_followed_inside_the_repository() {
    let app = "import * as apigw from 'aws-cdk-lib/aws-apigateway';
import { A, other } from './lib';
import config from '../config.json';
import { alias } from '@lib/alias';
const { c } = require('./common');
import { gone } from './gone';
for (const format of []) {}
new apigw.CfnStage(this, 'S', { accessLogSetting: { format: `${A} ${other()} ${config.log} ${alias} ${c} ${gone}` } });";
    let files = [
        ("bin/app.ts", app),
        (
            "bin/lib/index.ts",
            "export * from './a';\nexport { b as other } from './b.js';",
        ),
        ("bin/lib/a.ts", "export const A = '$context.path';"),
        ("bin/lib/b.ts", "export function b() { return 'b'; }"),
        ("config.json", "{\"log\": \"j\"}"),
        (
            "tsconfig.json",
            "{ // paths\n \"compilerOptions\": { \"paths\": { \"@lib/*\": [\"./src/*\"] } }, }",
        ),
        ("src/alias.ts", "const alias = 'alias';\nexport { alias };"),
        ("bin/common.js", "exports.c = 'c';"),
    ];
    assert_eq!(found(&files), ["S rest $context.path b j alias c <gone>"]);
    let app = "from aws_cdk import aws_apigateway as apigw
from .formats import A
from shared import formats
import shared.more as more
apigw.CfnStage(self, 'S', access_log_setting={'format': f'{A} {formats.B} {more.C}'})";
    let files = [
        ("infra/stack/app.py", app),
        ("infra/stack/formats.py", "A = '$context.path'"),
        ("infra/shared/__init__.py", ""),
        ("infra/shared/formats.py", "B = 'b'"),
        ("infra/shared/more.py", "from .formats import *\nC = B"),
    ];
    assert_eq!(found(&files), ["S rest $context.path b b"]);
}

#[test]
fn a_format_has_the_place_of_its_text_and_the_way_to_it() {
    let files = Files::new(&[
        (
            "a.ts",
            "import { F } from './f';\nnew RestApi(this, 'A', { deployOptions: { accessLogFormat: F } });",
        ),
        (
            "f.ts",
            "import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';\nexport const F = AccessLogFormat.custom('$context.path');",
        ),
    ]);
    let extraction = extraction(&files);
    let format = &extraction.formats[0];
    assert_eq!(
        &files.text(format.place.source)[format.place.span.range()],
        "'$context.path'"
    );
    let [via] = format.via[..] else {
        panic!("{:?}", format.via)
    };
    assert_eq!(&files.text(via.source)[via.span.range()], "F");
}

#[test]
fn a_test_that_replaces_a_function_of_the_cdk_does_not_change_its_helpers() {
    let mock = "const mock = () => { apigw.RestApi.fromRestApiId = x; };";
    assert_eq!(
        typescript(mock, "apigw.AccessLogField.contextStatus()"),
        ["$context.status"]
    );
}

#[test]
fn what_has_nothing_to_do_with_api_gateway_is_left_alone() {
    for text in [
        "nginx({ accessLogFormat: '%h %l %u' });",
        "const options = { accessLog: true, accessLogSettings: { format: 'combined' } };",
        "class A { accessLogFormat = 1; }",
        "app.use({ accessLog: { format: process.env.F } });",
    ] {
        let extraction = extraction(&Files::new(&[("a.ts", text)]));
        assert!(
            extraction.formats.is_empty() && extraction.unknown.is_empty(),
            "{text}"
        );
    }
}

#[test]
fn files_that_cannot_be_read_are_said() {
    let problem = |name: &'static str, text: &str| {
        let extraction = extraction(&Files::new(&[(name, text)]));
        assert!(extraction.formats.is_empty());
        extraction
            .problems
            .first()
            .map(|problem| problem.message.clone())
    };
    let broken = problem("a.ts", "const a = '$context.path';\nnew (;");
    assert!(broken.is_some_and(|message| message.starts_with("cannot be read as JavaScript: ")));
    let broken = problem("a.py", "a = '$context.path'\nb = (");
    assert!(broken.is_some_and(|message| message.starts_with("cannot be read as Python: ")));
    assert_eq!(problem("a.ts", "new (;"), None);
}

/// How much may be open: one unit of the bound for each of these.
const HOSTILE: [(&str, &str, &str); 12] = [
    ("a.ts", "[", "]"),
    ("a.ts", "(", ")"),
    ("a.ts", "{a:", "}"),
    ("a.ts", "!", ""),
    ("a.ts", "a=>", ""),
    ("a.ts", "a?b:", ""),
    ("a.ts", "`${", "}`"),
    ("a.ts", "function(){return ", "}"),
    ("a.ts", "new ", ""),
    ("a.py", "[", "]"),
    ("a.py", "not ", ""),
    ("a.py", "lambda:", ""),
];

#[test]
fn nesting_is_bounded_on_a_small_stack() {
    let work = || {
        for (name, open, close) in HOSTILE {
            let mut is_read = Vec::new();
            for depth in [100, 3_000, 8_000, 60_000] {
                let format = "$context.path";
                let text = format!(
                    "accessLogFormat = '{format}'\nx = {}1{}\n",
                    open.repeat(depth),
                    close.repeat(depth)
                );
                let extraction = extraction(&Files::new(&[(name, &text)]));
                is_read.push(extraction.problems.is_empty());
            }
            assert!(is_read[0], "{open}");
            assert!(!is_read[3], "{open}");
        }
        let chain = format!("x = 'a'{}; // accessLogFormat", " + 'b'".repeat(20_000));
        assert!(
            extraction(&Files::new(&[("a.ts", &chain)]))
                .problems
                .is_empty()
        );
    };
    let thread = std::thread::Builder::new().stack_size(128 * 1024);
    thread.spawn(work).unwrap().join().unwrap();
}

#[test]
fn work_is_bounded() {
    let mut text = "const a0 = ['$context.path', '$context.path'];\n".to_owned();
    for number in 1..40 {
        let before = number - 1;
        text += &format!("const a{number} = [...a{before}, ...a{before}];\n");
    }
    text += "const f = (x) => f(x) + f(x);\n";
    let new = "new CfnStage(this, 'S', { accessLogSetting: { format:";
    text = format!(
        "import {{ CfnStage }} from 'aws-cdk-lib/aws-apigateway';\n{text}{new} a39.join(' ') }} }});\n{new} f('a') }} }});\n{new} '$context.path' }} }});"
    );
    let extraction = extraction(&Files::new(&[("a.ts", &text)]));
    let texts: Vec<&str> = extraction
        .formats
        .iter()
        .map(|found| found.text.as_str())
        .collect();
    assert_eq!(texts, ["$context.path"]);
    assert!(extraction.unknown.len() + extraction.problems.len() >= 2);
}

/// A text as each language may write it.
fn quoted(text: &str) -> Vec<(&'static str, String)> {
    let escaped = |quote: char| {
        let mut out = String::new();
        for c in text.chars() {
            match c {
                '\n' => out += "\\n",
                '\r' => out += "\\r",
                '\\' => out += "\\\\",
                c if c == quote => out.extend(['\\', c]),
                c if c.is_control() => out += &format!("\\u{:04x}", u32::from(c)),
                c => out.push(c),
            }
        }
        out
    };
    let template = escaped('`').replace("${", "\\${");
    let double = escaped('"');
    let single = escaped('\'');
    let mut units = String::new();
    for unit in text.encode_utf16() {
        units += &format!("\\u{unit:04x}");
    }
    let mut wide = String::new();
    for c in text.chars() {
        wide += &format!("\\U{:08x}", u32::from(c));
    }
    let braces = single.replace('{', "{{").replace('}', "}}");
    vec![
        ("a.ts", format!("'{single}'")),
        ("a.ts", format!("\"{double}\"")),
        ("a.ts", format!("`{template}`")),
        ("a.ts", format!("'{units}'")),
        ("a.ts", format!("'' + \"{double}\" + ``")),
        ("a.ts", format!("['{single}'].join('x')")),
        (
            "a.ts",
            format!("JSON.parse === 1 ? '' : '{single}'.concat('')"),
        ),
        ("a.py", format!("'{single}'")),
        ("a.py", format!("\"\"\"{double}\"\"\"")),
        ("a.py", format!("f'{braces}'")),
        ("a.py", format!("'{wide}'")),
        ("a.py", format!("'' '{single}' \"\"")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_read_back_from_any_quotes(rest in "[ -~é😀\n\r\t\\\\'\"`{}$]{0,40}") {
        let text = format!("$context.requestId{rest}");
        for (name, quoted) in quoted(&text) {
            let (before, after) = if name == "a.ts" {
                ("import { CfnStage } from 'aws-cdk-lib/aws-apigateway';\nnew CfnStage(this, 'S', { accessLogSetting: { format: ", "} });")
            } else {
                ("from aws_cdk.aws_apigateway import CfnStage\nCfnStage(self, 'S', access_log_setting={'format': ", "})")
            };
            let file = format!("{before}{quoted}{after}");
            let extraction = extraction(&Files::new(&[(name, &file)]));
            let texts: Vec<&str> = extraction.formats.iter().map(|found| found.text.as_str()).collect();
            prop_assert!(texts.contains(&&*text), "{file}: {texts:?}");
        }
    }

    #[test]
    fn any_bytes_harm_nobody(text in "[ -~\n]{0,200}", lines in prop::collection::vec("(accessLogFormat|\\$context\\.path|new RestApi|\\{|\\}|\\(|\\)|`|'|=>|=|:|,|\\.\\.\\.|const a|import a from './a'|\n)", 0..40)) {
        let text = text + &lines.join(" ");
        for name in ["a.ts", "a.js", "a.tsx", "a.py"] {
            extraction(&Files::new(&[(name, &text)]));
        }
    }
}

#[test]
fn what_only_the_deployment_knows_is_told_from_what_is_not_computed() {
    let why = |name: &'static str, value: &str| {
        let text = match name {
            "a.ts" => format!(
                "import * as apigw from 'aws-cdk-lib/aws-apigateway';\nnew apigw.CfnStage(this, 'S', {{ accessLogSetting: {{ format: {value} }} }});"
            ),
            _ => format!(
                "from aws_cdk import aws_apigateway as a\na.CfnStage(self, 'S', access_log_setting=a.CfnStage.AccessLogSettingProperty(format={value}))\n"
            ),
        };
        let unknown = extraction(&Files::new(&[(name, &text)])).unknown;
        assert_eq!(unknown.len(), 1, "{value}");
        unknown[0].why
    };
    for (name, value) in [
        ("a.ts", "process.env.FORMAT"),
        ("a.ts", "process.env['FORMAT']!"),
        ("a.ts", "cdk.Fn.importValue('f')"),
        ("a.py", "os.environ['FORMAT']"),
        ("a.py", "os.environ.get('FORMAT')"),
        ("a.py", "os.getenv('FORMAT')"),
    ] {
        assert_eq!(why(name, value), Why::Deployment, "{value}");
    }
    for (name, value) in [
        ("a.ts", "logs.makeFormat()"),
        ("a.py", "logs.make_format()"),
    ] {
        assert_eq!(why(name, value), Why::NotComputed, "{value}");
    }
}
