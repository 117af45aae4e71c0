//! What is found in services, written as `address api text` with holes as `_`.

use super::*;
use crate::fixture::Files;
use gwfmt_core::span::SourceId;

fn read_all(files: &[(&str, &str)]) -> Extraction {
    let files = Files(files);
    let (path, text) = files.0[0];
    let input = Input {
        path,
        source: SourceId(0),
        text,
        sources: &files,
    };
    let extraction = read(&input).expect("a service");
    files.check(&extraction);
    extraction
}

fn lines_of(extraction: &Extraction) -> Vec<String> {
    let formats = extraction.formats.iter();
    let line = |found: &crate::Found| {
        let text = found.text.as_str().replace('\u{FFFC}', "_");
        format!("{} {} {text}", found.address, found.api)
    };
    formats.map(line).collect()
}

/// The formats of a service, and `address: reason` for what is unknown; no problem.
fn lines(files: &[(&str, &str)]) -> Vec<String> {
    let extraction = read_all(files);
    assert_eq!(extraction.problems, []);
    let unknown = extraction.unknown.iter();
    let unknown = unknown.map(|one| format!("{}: {}", one.address, one.reason));
    lines_of(&extraction).into_iter().chain(unknown).collect()
}

/// A service with this value for the format of its HTTP API, and these sections.
fn service(format: &str, more: &str) -> String {
    format!(
        "service: notes\nprovider:\n  name: aws\n  stage: ${{opt:stage, 'dev'}}\n  logs:\n    httpApi:\n      format: {format}\n{more}"
    )
}

/// The texts of the format, or the reason why it is not known.
fn values(format: &str, more: &str, files: &[(&str, &str)]) -> Vec<String> {
    let text = service(format, more);
    let mut all = vec![("api/serverless.yml", text.as_str())];
    all.extend(files);
    let lines = lines(&all).into_iter();
    let value = |line: String| {
        let (address, value) = line.split_once(' ').expect("an address");
        let value = value.strip_prefix("http ").unwrap_or(value);
        assert!(address.starts_with("provider.logs.httpApi"), "{address}");
        value.to_owned()
    };
    lines.map(value).collect()
}

#[test]
fn each_kind_of_api_has_a_format_of_its_own() {
    let text = "
service: notes
provider:
  name: aws
  logs:
    restApi:
      accessLogging: true
      format: '{\"id\":\"$context.requestId\"}'
    httpApi: {format: $context.path}
    websocket:
      format: >-
        $context.requestId
        $context.eventType
    frameworkLambda: true
functions: {}
";
    assert_eq!(
        lines(&[("serverless.yml", text)]),
        [
            r#"provider.logs.restApi rest {"id":"$context.requestId"}"#,
            "provider.logs.httpApi http $context.path",
            "provider.logs.websocket websocket $context.requestId $context.eventType",
        ]
    );
    let found = read_all(&[("serverless.yml", text)]);
    assert_eq!(
        found.formats[2].remarks,
        ["`>` folds each single line break into a space"]
    );
    let json = r#"{"service": {"name": "n"}, "provider": {"name": "aws", "logs": {"restApi": {"format": "{\"a\":\"$context.path\"}"}}}}"#;
    assert_eq!(
        lines(&[("serverless.json", json)]),
        [r#"provider.logs.restApi rest {"a":"$context.path"}"#]
    );
}

#[test]
fn what_the_framework_writes_itself_is_no_format_of_the_service() {
    for logs in [
        "restApi: true",
        "restApi: {level: ERROR}",
        "restApi: {accessLogging: false, format: $context.path}",
        "restApi: {accessLogging: '${self:custom.off}', format: $context.path}",
        "restApi: {format: ''}",
        "restApi: {format: null}",
        "restApi: false",
        "lambda: {logFormat: JSON}",
        "",
    ] {
        let text = format!(
            "service: n\ncustom: {{off: false}}\nprovider:\n  name: aws\n  logs: {{{logs}}}\nfunctions: {{}}\n"
        );
        assert!(read_all(&[("serverless.yml", &text)]).is_empty(), "{logs}");
    }
    // an HTTP API has no such switch
    let text =
        "service: n\nprovider: {logs: {httpApi: {accessLogging: false, format: $context.path}}}\n";
    assert_eq!(lines(&[("serverless.yml", text)]).len(), 1);
}

#[test]
fn variables_of_the_service_are_filled_in() {
    let custom = "custom:\n  a: $context.path\n  b: {c: ['x', 'y ${self:custom.a}']}\n  n: 5\n  f: ${file(f.yml)}\n";
    let files = [
        (
            "api/f.yml",
            "g: 'z ${self:custom.a}'\nh: {i: $context.stage}\n",
        ),
        ("api/log.txt", "$context.requestId ${self:custom.n}\n"),
        (
            "shared/log.json",
            r#"{"formats": {"json": "{\"a\":\"$context.path\"}"}}"#,
        ),
    ];
    for (format, expected) in [
        ("${self:custom.a}", "$context.path"),
        ("'${self:custom.a} ${self:custom.n}'", "$context.path 5"),
        ("${self:custom.b.c.1}", "y $context.path"),
        ("${self:custom.f.g}", "z $context.path"),
        ("${file(f.yml):h.i}", "$context.stage"),
        ("${file(./log.txt)}", "$context.requestId 5\n"),
        (
            "${file(../shared/log.json):formats.json}",
            r#"{"a":"$context.path"}"#,
        ),
        (
            "'${self:custom.none, ''$context.status''}'",
            "$context.status",
        ),
        ("${self:custom.none, self:custom.a}", "$context.path"),
        (
            "'${self:custom.none, ${self:custom.a}} x'",
            "$context.path x",
        ),
        ("$context.path ${self:service}", "$context.path notes"),
        (
            "$context.path ${self:provider.name} ${sls:stage}",
            "$context.path aws dev",
        ),
        // the option may say otherwise; what stands there is what is used without it
        ("${opt:format, '$context.path'}", "$context.path"),
        (
            "$context.path ${opt:a, 12} ${env:B, \"c\"}",
            "$context.path 12 c",
        ),
        (
            "${opt:format, '$context.path ${self:custom.n} ${opt:x}'}",
            "$context.path 5 _",
        ),
        (
            "'$context.path ${opt:a, \"${self:service}\"}'",
            "$context.path notes",
        ),
        // what nobody knows is a hole
        (
            "$context.path ${opt:a} ${env:B} ${ssm:/c} ${plugin:d}",
            "$context.path _ _ _ _",
        ),
        ("$context.path ${file(log.js):a}", "$context.path _"),
        ("$context.path ${self:custom.b}", "$context.path _"),
        // and what is no variable is text
        (
            "'$context.path ${context.stage} ${AWS::Region}'",
            "$context.path ${context.stage} ${AWS::Region}",
        ),
        (
            r"'$context.path \${self:custom.n} $${self:custom.n}'",
            "$context.path ${self:custom.n} 5",
        ),
    ] {
        assert_eq!(values(format, custom, &files), [expected], "{format}");
    }
}

#[test]
fn what_is_no_string_is_filled_in_as_javascript_writes_it() {
    let custom = "custom: {yes: True, no: FALSE, n: 12, half: 0.5, odd: .5, old: 007, day: 2026-01-31, text: '007'}\n";
    let files = [("api/v.json", r#"{"t": true, "one": 1.0}"#)];
    for (format, expected) in [
        ("${self:custom.yes} ${self:custom.no}", "true false"),
        ("${self:custom.n} ${self:custom.half}", "12 0.5"),
        ("${self:custom.odd} ${self:custom.old}", "_ _"),
        ("${self:custom.day} ${self:custom.text}", "_ 007"),
        ("${file(v.json):t} ${file(v.json):one}", "true _"),
        ("${opt:a, 1.50} ${opt:b, 1.5}", "_ 1.5"),
    ] {
        let format = format!("$context.path {format}");
        let expected = format!("$context.path {expected}");
        assert_eq!(values(&format, custom, &files), [expected], "{format}");
    }
}

#[test]
fn what_the_stage_decides_is_several_formats() {
    let custom = "custom:\n  stage: ${opt:stage, self:provider.stage}\n  formats: {dev: $context.path, prod: $context.status, note: none}\n  dev: {log: $context.stage}\n  prod: {log: $context.path}\n";
    let files = [
        ("api/config/dev.yml", "log: $context.path\n"),
        ("api/config/prod.yml", "log: $context.stage\n"),
        ("api/config/other.txt", "no"),
        ("api/env/a/log.txt", "$context.path"),
    ];
    for (format, expected) in [
        (
            "${self:custom.formats.${self:provider.stage}}",
            &["$context.path", "$context.status"][..],
        ),
        (
            "${self:custom.formats.${opt:stage, 'dev'}}",
            &["$context.path", "$context.status"],
        ),
        (
            "${self:custom.formats.${sls:stage}, '$context.a'}",
            &["$context.path", "$context.status", "$context.a"],
        ),
        (
            "${self:custom.${self:custom.stage}.log}",
            &["$context.stage", "$context.path"],
        ),
        (
            "${file(./config/${sls:stage}.yml):log}",
            &["$context.path", "$context.stage"],
        ),
        ("${file(./env/${opt:e}/log.txt)}", &["$context.path"]),
        (
            "x ${self:custom.${self:custom.stage}.log}",
            &["x $context.stage", "x $context.path"],
        ),
        (
            "$context.path ${self:custom.names.${sls:stage}}",
            &["$context.path _"],
        ),
        ("${param:log}", &["$context.a", "$context.b", "$context.c"]),
    ] {
        let params = "params:\n  default: {log: $context.a}\n  prod: {log: $context.b}\nstages: {dev: {params: {log: $context.c}}}\n";
        let mut found = values(format, &(custom.to_owned() + params), &files);
        let mut expected: Vec<_> = expected.iter().map(|text| (*text).to_owned()).collect();
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{format}");
    }
}

#[test]
fn says_why_nothing_is_known() {
    let reasons = |format: &str| -> (String, Why) {
        let text = service(format, "custom: {o: '${opt:a}'}\n");
        let found = read_all(&[("api/serverless.yml", &text), ("api/log.js", "x")]);
        assert!(found.formats.is_empty(), "{format}");
        let [
            Unknown {
                address,
                place,
                why,
                reason,
                ..
            },
        ] = &found.unknown[..]
        else {
            panic!("{format}: {found:?}");
        };
        assert_eq!(address, "provider.logs.httpApi");
        assert_eq!(&text[place.span.range()], format);
        (reason.clone(), *why)
    };
    for (format, reason, why) in [
        (
            "${opt:log}",
            "the option `--log` says what it is",
            Why::Deployment,
        ),
        (
            "${self:custom.o}",
            "the option `--a` says what it is",
            Why::Deployment,
        ),
        (
            "${env:LOG}",
            "the environment says what `LOG` is",
            Why::Deployment,
        ),
        (
            "${ssm:/a/b}",
            "the parameter `/a/b` of SSM is not in the repository",
            Why::Deployment,
        ),
        (
            "${param:log}",
            "the deployment gives the parameter `log`",
            Why::Deployment,
        ),
        (
            "${file(log.js):f}",
            "gwfmt does not run `api/log.js`",
            Why::NotComputed,
        ),
        (
            "${file(/etc/log.yml):f}",
            "`/etc/log.yml` is not in the repository",
            Why::NotComputed,
        ),
        (
            "${file(../../log.yml):f}",
            "`../../log.yml` is not in the repository",
            Why::NotComputed,
        ),
        (
            "${file(none.yml):f}",
            "`${file(none.yml):f}` names nothing",
            Why::Deployment,
        ),
        (
            "${self:custom.none}",
            "`${self:custom.none}` names nothing",
            Why::Deployment,
        ),
        (
            "${opt:a}${opt:b}",
            "every part of it is known only at deployment",
            Why::Deployment,
        ),
    ] {
        assert_eq!(reasons(format), (reason.to_owned(), why), "{format}");
    }
}

#[test]
fn settings_may_be_elsewhere() {
    let files = [
        (
            "serverless.yml",
            "service: n\nprovider: ${file(provider.yml):base}\ncustom: {rest: {format: $context.path}}\n",
        ),
        (
            "provider.yml",
            "base:\n  name: aws\n  logs: ${file(logs.yml)}\n",
        ),
        (
            "logs.yml",
            "restApi: ${self:custom.rest}\nhttpApi: ${file(other.js)}\nwebsocket: {format: $context.stage}\n",
        ),
        ("other.js", ""),
    ];
    assert_eq!(
        lines(&files),
        [
            "provider.logs.restApi rest $context.path",
            "provider.logs.websocket websocket $context.stage",
            "provider.logs.httpApi: gwfmt does not run `other.js`",
        ]
    );
    let found = read_all(&files);
    let at = |place: SourceSpan| &files[place.source.0 as usize].1[place.span.range()];
    assert_eq!(at(found.formats[0].place), "$context.path");
    assert_eq!(at(found.formats[0].via[0]), "${self:custom.rest}");
    let all = "service: n\nprovider: {name: aws, logs: '${file(logs.js)}'}\n";
    assert_eq!(
        lines(&[("serverless.yml", all), ("logs.js", "")]),
        ["provider.logs: gwfmt does not run `logs.js`"]
    );
}

#[test]
fn resources_are_read_with_the_variables_of_the_service() {
    let text = "
service: n
custom: {log: '{\"a\":\"$context.path\"}', two: {a: $context.path, b: $context.status}}
provider: {name: aws, logs: {restApi: {format: $context.requestId}}}
resources:
  - Resources:
      S:
        Type: AWS::ApiGateway::Stage
        Properties: {AccessLogSetting: {Format: '${self:custom.log}'}}
      T:
        Type: AWS::ApiGatewayV2::Stage
        Properties: {AccessLogSettings: {Format: '$context.path ${self:service} ${self:custom.two.${sls:stage}}'}}
      U: ${file(parts/u.yml)}
  - ${file(parts/all.yml)}
";
    let files = [
        ("serverless.yml", text),
        (
            "parts/all.yml",
            "Resources:\n  V:\n    Type: AWS::ApiGateway::Stage\n    Properties: {AccessLogSetting: {Format: '${self:custom.log} x'}}\n",
        ),
        (
            "parts/u.yml",
            "Type: AWS::ApiGateway::Stage\nProperties: {AccessLogSetting: {Format: '$context.stage ${sls:stage}'}}\n",
        ),
    ];
    assert_eq!(
        lines(&files),
        [
            "provider.logs.restApi rest $context.requestId",
            r#"S rest {"a":"$context.path"}"#,
            "T http or websocket $context.path n _",
            r#"V rest {"a":"$context.path"} x"#,
            "AWS::ApiGateway::Stage rest $context.stage dev",
        ]
    );
}

#[test]
fn resources_that_a_variable_brings_are_named() {
    let setting = "{Format: $context.path}";
    let properties = format!("{{AccessLogSetting: {setting}}}");
    let resource = format!("{{Type: AWS::ApiGateway::Stage, Properties: {properties}}}");
    let stage = |properties: &str| {
        format!("{{Resources: {{S: {{Type: AWS::ApiGateway::Stage, Properties: {properties}}}}}}}")
    };
    let variable = "'${self:custom.v}'";
    let setting_of = |value: &str| stage(&format!("{{AccessLogSetting: {value}}}"));
    let not_followed = "gwfmt does not follow a variable there";
    for (value, resources, expected) in [
        (
            format!("{{Resources: {{S: {resource}}}}}"),
            variable.to_owned(),
            format!("resources: {not_followed}"),
        ),
        (
            format!("{{Resources: {{S: {resource}}}}}"),
            format!("[{variable}]"),
            format!("resources: {not_followed}"),
        ),
        (
            format!("{{S: {resource}}}"),
            format!("{{Resources: {variable}}}"),
            format!("resources: {not_followed}"),
        ),
        (
            resource.clone(),
            format!("{{Resources: {{S: {variable}}}}}"),
            format!("S: {not_followed}"),
        ),
        (
            properties.clone(),
            stage(variable),
            format!("S: {not_followed}"),
        ),
        (
            setting.to_owned(),
            setting_of(variable),
            format!("S: {not_followed}"),
        ),
        (
            "x".to_owned(),
            setting_of("'${opt:a}'"),
            "S: the option `--a` says what it is".to_owned(),
        ),
    ] {
        let text = format!(
            "service: n\nprovider: {{name: aws}}\ncustom: {{v: {value}}}\nresources: {resources}\n"
        );
        assert_eq!(lines(&[("serverless.yml", &text)]), [expected], "{text}");
    }
    // nothing is lost where there is no format
    let text = format!(
        "service: n\nprovider: {{name: aws}}\ncustom: {{v: {{DestinationArn: a}}}}\nresources: {}\n",
        setting_of(variable)
    );
    assert!(read_all(&[("serverless.yml", &text)]).is_empty());
}

#[test]
fn version_1_let_a_service_choose_its_own_syntax() {
    let text = "service: n\ncustom: {a: x}\nprovider:\n  variableSyntax: \"\\\\${{([ ~:a-zA-Z0-9._@\\\\'\\\",\\\\-\\\\/\\\\(\\\\)]+?)}}\"\n  logs: {restApi: {format: '$context.path ${{self:custom.a}} ${self:custom.a}'}}\n";
    assert_eq!(
        lines(&[("serverless.yml", text)]),
        ["provider.logs.restApi rest $context.path x ${self:custom.a}"]
    );
}

#[test]
fn a_format_that_is_no_string_is_a_fault() {
    let problem = |logs: &str| -> String {
        let text = format!("service: n\nprovider:\n  logs:\n    {logs}\n");
        let found = read_all(&[("serverless.yml", &text)]);
        assert!(found.formats.is_empty());
        let [problem] = &found.problems[..] else {
            panic!("{logs}: {found:?}");
        };
        assert_eq!(problem.kind, ProblemKind::Value);
        problem.message.clone()
    };
    assert_eq!(
        problem("httpApi: {format: {a: $context.path}}"),
        "`format` must be a string"
    );
    assert_eq!(
        problem("restApi: {format: [$context.path]}"),
        "`format` must be a string"
    );
    assert!(problem("restApi: {format: !Sub '$context.path'}").ends_with("computes no function"));
}

#[test]
fn formats_under_keys_that_the_framework_does_not_read_are_told() {
    for (provider, message) in [
        (
            "logs: {restApi: {logFormat: $context.path}}",
            "`provider.logs.restApi` has no `logFormat`: it is called `format` there",
        ),
        (
            "logs: {httpApi: {Format: $context.path}}",
            "`provider.logs.httpApi` has no `Format`: it is called `format` there",
        ),
        (
            "logs: {format: $context.path}",
            "`provider.logs` has no `format`: the format of a stage is set in `restApi`, `httpApi` or `websocket`",
        ),
        (
            "httpApi: {accessLogFormat: $context.path}",
            "`provider.httpApi` has no `accessLogFormat`: access logs are set in `provider.logs.httpApi`",
        ),
        (
            "apiGateway: {logs: {restApi: {format: $context.path}}}",
            "`provider.apiGateway` has no `logs`: access logs are set in `provider.logs.restApi`",
        ),
    ] {
        let text = format!("service: n\nprovider:\n  {provider}\n");
        let found = read_all(&[("serverless.yml", &text)]);
        let [problem] = &found.problems[..] else {
            panic!("{provider}: {found:?}");
        };
        assert_eq!(
            (problem.kind, problem.message.as_str()),
            (ProblemKind::IgnoredKey, message)
        );
        assert_eq!(&text[problem.place.span.range()], "$context.path");
    }
    let top = "service: n\nprovider: {name: aws}\nlogs: {restApi: {format: $context.path}}\n";
    assert_eq!(read_all(&[("serverless.yml", top)]).problems.len(), 1);
    // a plugin may read it
    for plugins in [
        "[serverless-api-logs]",
        "{modules: [a, serverless-api-logs]}",
    ] {
        let text = format!(
            "service: n\nplugins: {plugins}\nprovider: {{apiGateway: {{logFormat: $context.path}}}}\n"
        );
        assert!(
            read_all(&[("serverless.yml", &text)]).is_empty(),
            "{plugins}"
        );
    }
    let other = "service: n\nprovider: {logs: {restApi: {level: INFO, role: x}, lambda: {logFormat: JSON}}}\n";
    assert!(read_all(&[("serverless.yml", other)]).is_empty());
}

#[test]
fn what_a_format_is_made_of_is_not_ignored() {
    for (top, provider) in [
        (
            "logs: {restApi: {format: $context.path}}",
            "logs: '${self:logs}'",
        ),
        (
            "logs: {restApi: {format: $context.path}}",
            "logs: {restApi: {format: 'x ${self:logs.restApi.format}'}}",
        ),
        (
            "custom: {}",
            "logs: {format: &f $context.path, restApi: {format: *f}}",
        ),
        (
            "custom: {}",
            "logs: {format: $context.path, httpApi: {format: '${self:provider.logs.format}'}}",
        ),
        (
            "custom: {}",
            "logs: {restApi: {logFormat: $context.path, format: '${self:provider.logs.restApi.logFormat}'}}",
        ),
        (
            "resources: {Resources: {S: {Type: AWS::ApiGateway::Stage, Properties: {AccessLogSetting: {Format: '${self:provider.logs.format} x'}}}}}",
            "logs: {format: $context.path}",
        ),
    ] {
        let text = format!("service: n\n{top}\nprovider:\n  {provider}\n");
        assert_eq!(lines(&[("serverless.yml", &text)]).len(), 1, "{text}");
    }
}

#[test]
fn a_second_document_is_named() {
    let first = "service: n\nprovider: {logs: {httpApi: {format: $context.path}}}\n---\n";
    for (second, count) in [
        ("provider: {logs: {restApi: {format: $context.stage}}}\n", 2),
        ("a: b\n", 1),
        ("", 1),
    ] {
        let text = format!("{first}{second}");
        assert_eq!(lines(&[("serverless.yml", &text)]).len(), count, "{text}");
    }
}

#[test]
fn other_documents_are_none() {
    let files = Files(&[]);
    for text in [
        "",
        "a: 1",
        "provider: aws\n",
        "service: n\n",
        "apiVersion: v1\nkind: Service\nprovider: x\nservice: y\n",
        "AWSTemplateFormatVersion: x\nprovider: x\nservice: y\n",
        "services: {a: {}}\nprovider: x\nservice: y\n",
        "- provider: x\n  service: y\n",
        "provider 'x'\nservice\n",
    ] {
        let input = Input {
            path: "serverless.yml",
            source: SourceId(0),
            text,
            sources: &files,
        };
        assert!(read(&input).is_none() && !is_service(text), "{text}");
    }
}

#[test]
fn a_service_that_cannot_be_read_says_where() {
    let text = "service: n\nprovider:\n\tname: aws\n  logs: {restApi: {format: a}}\n";
    assert!(is_service(text));
    let found = read_all(&[("serverless.yml", text)]);
    let [problem] = &found.problems[..] else {
        panic!("{found:?}");
    };
    assert_eq!(problem.kind, ProblemKind::Syntax);
    assert_eq!(text[..problem.place.span.start].lines().count(), 3);
}

#[test]
fn variables_that_go_in_circles_end_and_say_so() {
    let circle = "service: n\ncustom: {a: 'x ${self:custom.b}', b: '${self:custom.a} y'}\nprovider: {logs: {restApi: {format: '$context.path ${self:custom.a}'}, httpApi: {format: $context.path}}}\n";
    let found = read_all(&[("serverless.yml", circle)]);
    assert_eq!(
        lines_of(&found).last().map(String::as_str),
        Some("provider.logs.httpApi http $context.path")
    );
    assert_eq!(found.problems.len(), 1);
    assert_eq!(found.problems[0].kind, ProblemKind::Limit);
    // each value is made of ten of the next
    let mut wide = "service: n\nprovider: {logs: {restApi: {format: '$context.path ${self:custom.l0}'}, httpApi: {format: $context.path}}}\ncustom:\n".to_owned();
    for level in 0..15 {
        let next = format!("${{self:custom.l{}}} ", level + 1).repeat(10);
        wide += &format!("  l{level}: '{next}'\n");
    }
    wide += "  l15: x\n";
    let found = read_all(&[("serverless.yml", &wide)]);
    assert_eq!(
        found.formats.last().map(|found| found.text.as_str()),
        Some("$context.path")
    );
    assert_eq!(found.problems[0].kind, ProblemKind::Limit);
}

/// Whatever a format is made of, each way to write it in a service gives it back, and each byte knows its place.
#[test]
fn any_format_comes_back() {
    use proptest::prelude::*;
    let literal = |format: &str, style: usize| -> Option<String> {
        let indented = |header: &str| {
            let has_blank = format.lines().any(|line| line.starts_with([' ', '\t']));
            let is_block = !has_blank
                && !format.is_empty()
                && !format.ends_with('\n')
                && !format.contains('\r');
            is_block.then(|| format!("{header}\n        {}", format.replace('\n', "\n        ")))
        };
        match style {
            0 => Some(serde_json::to_string(format).expect("a string")),
            1 => (!format.contains('\n')).then(|| format!("'{}'", format.replace('\'', "''"))),
            2 => indented("|-"),
            _ => (!format.contains('\n')).then(|| indented(">-")).flatten(),
        }
    };
    proptest!(|(format in "[ -~\\n\u{e9}\u{1F600}]{1,60}", style in 0..4_usize, home in 0..3_usize)| {
        // what begins like a variable is one
        prop_assume!(!format.contains("${"));
        let Some(written) = literal(&format, style) else {
            return Ok(());
        };
        let text = match home {
            0 => format!("service: n\nprovider:\n  logs:\n    restApi:\n      format: {written}\n"),
            1 => format!("service: n\nprovider: {{logs: {{restApi: {{format: '${{self:custom.log}}'}}}}}}\ncustom:\n    a:\n      b: c\n    log: {written}\n"),
            _ => "service: n\nprovider: {logs: {restApi: {format: '${file(log.yml):log}'}}}\n".to_owned(),
        };
        let other = format!("log: {written}\n");
        let found = read_all(&[("serverless.yml", &text), ("log.yml", &other)]);
        prop_assert_eq!(found.problems.len(), 0);
        prop_assert_eq!(found.formats[0].text.as_str(), &format);
    });
}

/// Nothing that is like a service makes the reader panic, and all places are in their files.
#[test]
fn any_text_is_read_to_an_end() {
    use proptest::prelude::*;
    let words = prop::sample::select(vec![
        "${",
        "}",
        "self:",
        "custom.a",
        "custom.",
        "opt:x",
        "file(",
        "a.yml",
        ")",
        ":",
        ",",
        "'",
        "\"",
        "\\",
        "$",
        "param:p",
        " ",
        "$context.path",
        ".",
        "null",
        "provider.stage",
        "sls:stage",
        "\u{FFFC}",
        "é",
    ]);
    proptest!(|(parts in prop::collection::vec(words, 0..24))| {
        let value = serde_json::to_string(&parts.concat()).expect("a string");
        let text = format!("service: n\nprovider: {{logs: {{restApi: {{format: {value}}}, httpApi: {value}}}}}\ncustom: {{a: {value}, b: [{value}]}}\nparams: {{default: {{p: {value}}}}}\n");
        read_all(&[("serverless.yml", &text), ("a.yml", &text)]);
    });
}

#[test]
fn the_deepest_service_is_read_on_a_small_stack() {
    const STACK: usize = 512 << 10;
    let read = std::thread::Builder::new().stack_size(STACK).spawn(|| {
        let mut text =
            "service: n\nprovider: {logs: {restApi: {format: '${self:custom.l0}'}}}\ncustom:\n"
                .to_owned();
        for level in 0..100 {
            text += &format!(
                "  l{level}: '${{file(f.yml):a.l{}, ${{self:custom.l{}}}}}'\n",
                level + 1,
                level + 1
            );
        }
        let files = [("serverless.yml", text.as_str()), ("f.yml", "b: 1\n")];
        let files: Vec<(&str, &str)> = files.to_vec();
        read_all(&files).problems.len()
    });
    assert_eq!(read.expect("a thread").join().expect("an answer"), 1);
}
