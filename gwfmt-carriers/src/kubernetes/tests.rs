//! What is found in manifests, written as `address api text` with holes as `_`.

use super::*;
use crate::fixture::Files;

fn lines(text: &str) -> Vec<String> {
    let found = read(SourceId(0), text).expect("a manifest");
    assert_eq!(found.problems, [], "{text}");
    Files(&[("a.yaml", text)]).check(&found);
    let formats = found.formats.iter().map(|one| {
        let text = one.text.as_str().replace('\u{FFFC}', "_");
        format!("{} {} {text}", one.address, one.api)
    });
    let unknown = found.unknown.iter();
    let unknown = unknown.map(|one| format!("{}: {}", one.address, one.reason));
    formats.chain(unknown).collect()
}

fn manifest(version: &str, name: &str, spec: &str) -> String {
    format!("apiVersion: {version}\nkind: Stage\nmetadata:\n  name: {name}\nspec: {spec}\n")
}

#[test]
fn settings_of_another_shape_are_named() {
    let expected = ["s: gwfmt does not know settings of access logs that are a text"];
    for settings in [
        "$context.path",
        "[$context.path]",
        "'{\"format\": \"$context.path\"}'",
    ] {
        let spec = format!("{{accessLogSettings: {settings}}}");
        assert_eq!(
            lines(&manifest("apigateway.aws.upbound.io/v1beta1", "s", &spec)),
            expected
        );
    }
    let none: [&str; 0] = [];
    let spec = "{accessLogSettings: enabled}";
    assert_eq!(
        lines(&manifest("apigateway.aws.upbound.io/v1beta1", "s", spec)),
        none
    );
}

#[test]
fn each_tool_keeps_formats_in_its_own_place() {
    let settings = "{destinationArn: a, format: $context.path}";
    for (version, spec, expected) in [
        (
            "apigateway.aws.upbound.io/v1beta1",
            format!("{{forProvider: {{accessLogSettings: [{settings}]}}}}"),
            "s rest $context.path",
        ),
        (
            "apigateway.aws.m.upbound.io/v1beta1",
            format!("{{forProvider: {{accessLogSettings: {settings}}}}}"),
            "s rest $context.path",
        ),
        (
            "apigatewayv2.aws.upbound.io/v1beta2",
            format!("{{initProvider: {{accessLogSettings: {settings}}}}}"),
            "s http or websocket $context.path",
        ),
        (
            "apigatewayv2.services.k8s.aws/v1alpha1",
            format!("{{accessLogSettings: {settings}}}"),
            "s http or websocket $context.path",
        ),
        (
            "apigatewayv2.aws.kubeform.com/v1alpha1",
            format!("{{resource: {{accessLogSettings: {settings}}}}}"),
            "s http or websocket $context.path",
        ),
        (
            "platform.example.org/v1",
            format!("{{api: {{accessLogSettings: {settings}}}}}"),
            "s any $context.path",
        ),
    ] {
        let found = lines(&manifest(version, "s", &spec));
        assert_eq!(
            found,
            [expected.replace("any", &ApiSet::ANY.to_string())],
            "{version}"
        );
    }
}

#[test]
fn formats_of_other_resources_are_left_alone() {
    for (version, format, expected) in [
        ("gateway.acme.io/v1", "json", None),
        ("gateway.acme.io/v1", "'[%START_TIME%]'", None),
        ("gateway.acme.io/v1", "{type: json}", None),
        ("gateway.acme.io/v1", "a $context.path", Some("")),
        // a group of somebody else says nothing of the type of the API
        ("apigateway.acme.io/v1", "a $context.path", Some("")),
        ("apigateway.acme.io/v1", "json", None),
        ("apigateway.services.k8s.aws/v1", "json", Some("rest")),
        (
            "apigatewayv2.aws.crossplane.io/v1",
            "json",
            Some("http or websocket"),
        ),
    ] {
        let any = ApiSet::ANY.to_string();
        let expected = expected.map(|apis| if apis.is_empty() { &any } else { apis });
        let expected = expected.map(|apis| format!("s {apis} {format}"));
        let spec = format!("{{accessLogSettings: {{format: {format}}}}}");
        let found = lines(&manifest(version, "s", &spec));
        assert_eq!(found, Vec::from_iter(expected), "{version} {format}");
    }
    let definition = "apiVersion: apiextensions.crossplane.io/v1\nkind: CompositeResourceDefinition\nspec: {accessLogSettings: {type: string, format: '$context'}}\n";
    assert_eq!(lines(definition), Vec::<String>::new());
}

#[test]
fn documents_and_lists_and_compositions_are_gone_through() {
    let spec = |format: &str| format!("{{accessLogSettings: {{format: '{format}'}}}}");
    let version = "apigatewayv2.services.k8s.aws/v1alpha1";
    let two = manifest(version, "a", &spec("$context.path"))
        + "---\n"
        + &manifest(version, "b", &spec("$context.stage"));
    assert_eq!(
        lines(&two),
        [
            "a http or websocket $context.path",
            "b http or websocket $context.stage"
        ]
    );
    let composition = "apiVersion: apiextensions.crossplane.io/v1\nkind: Composition\nmetadata: {name: c}\nspec:\n  resources:\n  - base:\n      apiVersion: apigateway.aws.upbound.io/v1beta1\n      kind: Stage\n      spec: {forProvider: {accessLogSettings: [{format: $context.path}]}}\n";
    assert_eq!(lines(composition), ["Stage rest $context.path"]);
    let list = format!(
        "{{\"apiVersion\": \"v1\", \"kind\": \"List\", \"items\": [{{\"apiVersion\": \"{version}\", \"kind\": \"Stage\", \"metadata\": {{\"name\": \"s\"}}, \"spec\": {{\"accessLogSettings\": {{\"format\": \"a\"}}}}}}]}}"
    );
    assert_eq!(lines(&list), ["s http or websocket a"]);
}

#[test]
fn what_an_alias_repeats_is_read_for_each_type_of_api() {
    let stage = |group: &str, name: &str, spec: &str| {
        format!(
            "- apiVersion: {group}.aws.upbound.io/v1beta1\n  kind: Stage\n  metadata: {{name: {name}}}\n  spec: {spec}\n"
        )
    };
    let first = stage(
        "apigateway",
        "r",
        "&s {forProvider: {accessLogSettings: [{format: a}]}}",
    );
    let list = format!(
        "apiVersion: v1\nkind: List\nitems:\n{first}{}",
        stage("apigatewayv2", "h", "*s")
    );
    assert_eq!(lines(&list), ["r rest a", "h http or websocket a"]);
}

#[test]
fn a_stage_is_of_the_type_of_its_api() {
    let api = |name: &str, protocol: &str| {
        format!(
            "apiVersion: apigatewayv2.services.k8s.aws/v1alpha1\nkind: API\nmetadata: {{name: {name}}}\nspec: {{protocolType: {protocol}}}\n---\n"
        )
    };
    let stage = manifest(
        "apigatewayv2.services.k8s.aws/v1alpha1",
        "s",
        "{apiRef: {from: {name: chat}}, accessLogSettings: {format: a}}",
    );
    assert_eq!(
        lines(&(api("chat", "WEBSOCKET") + &stage)),
        ["s websocket a"]
    );
    assert_eq!(
        lines(&(api("other", "WEBSOCKET") + &stage)),
        ["s http or websocket a"]
    );
    let both = api("chat", "WEBSOCKET") + &api("chat", "HTTP") + &stage;
    assert_eq!(lines(&both), ["s http or websocket a"]);
    // the API of another namespace is another one
    let there = api("chat", "WEBSOCKET").replace("{name: chat}", "{name: chat, namespace: n}");
    assert_eq!(lines(&(there.clone() + &stage)), ["s http or websocket a"]);
    for with_namespace in [
        stage.replace("  name: s\n", "  name: s\n  namespace: n\n"),
        stage.replace("{name: chat}", "{name: chat, namespace: n}"),
    ] {
        assert_eq!(lines(&(there.clone() + &with_namespace)), ["s websocket a"]);
    }
}

#[test]
fn what_helm_writes_is_a_hole() {
    let text = "{{- if .Values.logs }}
apiVersion: apigatewayv2.services.k8s.aws/v1alpha1
kind: Stage
metadata:
  name: {{ .Release.Name }}-stage
  labels:
    {{- include \"labels\" . | nindent 4 }}
spec:
  accessLogSettings:
    format: '{\"id\":\"$context.requestId\",\"env\":\"{{ .Values.env }}\"}'
---
apiVersion: apigatewayv2.services.k8s.aws/v1alpha1
kind: Stage
metadata:
  name: other
spec:
  accessLogSettings:
    format: {{ .Values.format | quote }}
{{- end }}
";
    assert_eq!(
        lines(text),
        [
            r#"{{ .Release.Name }}-stage http or websocket {"id":"$context.requestId","env":"_"}"#,
            "other: a template engine writes it",
        ]
    );
}

#[test]
fn every_value_that_helm_chooses_from_is_read() {
    let choice = |one: &str, other: &str| {
        format!("{{{{- if .Values.a }}}}\n{one}\n{{{{- else }}}}\n{other}\n{{{{- end }}}}\n")
    };
    let stage = |version: &str, format: &str| {
        let version = format!("{version}.aws.upbound.io/v1beta1");
        let spec = format!("{{forProvider: {{accessLogSettings: [{{format: {format}}}]}}}}");
        manifest(&version, "s", &spec)
    };
    let start = "apiVersion: apigateway.aws.upbound.io/v1beta1\nkind: Stage\nmetadata: {name: s}\nspec:\n  forProvider:\n";
    let (a, b) = (
        "    accessLogSettings:\n    - format: a",
        "    accessLogSettings:\n    - format: b",
    );
    let any = ApiSet::ANY;
    for (text, expected) in [
        (
            format!("{start}{}", choice(a, b)),
            ["s rest a".to_owned(), "s~2 rest b".to_owned()],
        ),
        (
            format!(
                "{start}    accessLogSettings:\n    - destinationArn: x\n{}",
                choice("      format: a", "      format: b")
            ),
            ["s rest a".to_owned(), "s~2 rest b".to_owned()],
        ),
        (
            format!(
                "{start}    accessLogSettings:\n    - destinationArn: x\n{}",
                choice("      format: a", "      format: {{ .Values.b }}")
            ),
            [
                "s rest a".to_owned(),
                "s~2: a template engine writes it".to_owned(),
            ],
        ),
        (
            choice(&stage("apigateway", "a"), &stage("apigateway", "b")),
            ["s rest a".to_owned(), "s~2 rest b".to_owned()],
        ),
        // of two groups nothing is sure
        (
            choice(
                &stage("apigateway", "$context.a"),
                &stage("apigatewayv2", "$context.b"),
            ),
            [
                format!("s {any} $context.a"),
                format!("s~2 {any} $context.b"),
            ],
        ),
    ] {
        assert_eq!(lines(&text), expected, "{text}");
    }
}

#[test]
fn what_is_not_read_is_named() {
    let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  stage.yaml: |\n    spec:\n      accessLogSettings:\n        format: $context.path\n";
    assert_eq!(
        lines(text),
        ["c: gwfmt does not read manifests that are the text of another one"]
    );
    let definition = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec: {accessLogSettings: {format: date-time}}\n";
    assert_eq!(lines(definition), Vec::<String>::new());
    let object = manifest(
        "apigateway.aws.upbound.io/v1beta1",
        "s",
        "{forProvider: {accessLogSettings: {format: {a: b}}}}",
    );
    let found = read(SourceId(0), &object).expect("a manifest");
    assert_eq!(found.problems[0].kind, ProblemKind::Value);
    let broken = format!(
        "{}---\na: [\n",
        manifest(
            "apigateway.aws.upbound.io/v1beta1",
            "s",
            "{accessLogSettings: {format: a}}"
        )
    );
    let found = read(SourceId(0), &broken).expect("a manifest");
    assert_eq!(
        (found.formats.len(), found.problems[0].kind),
        (1, ProblemKind::Syntax)
    );
}

#[test]
fn other_documents_are_none() {
    for text in [
        "",
        "a: 1",
        "kind: x\n",
        "apiVersion: [\n",
        "spec: {apiVersion: a, kind: b}\n",
    ] {
        assert!(read(SourceId(0), text).is_none(), "{text}");
    }
}

/// Whatever a format is made of, what JSON and YAML write of it is read back.
#[test]
fn any_format_comes_back() {
    use proptest::prelude::*;
    proptest!(|(format in "[ -~\\n\u{e9}\u{1F600}]{1,60}", single in any::<bool>())| {
        let is_single = single && !format.contains('\n');
        let written = if is_single {
            format!("'{}'", format.replace('\'', "''"))
        } else {
            serde_json::to_string(&format).expect("a string")
        };
        // what looks like an instruction of an engine is one
        prop_assume!(!["{{", "{%", "{#", "<%"].iter().any(|sign| format.contains(sign)));
        let text = manifest("apigateway.aws.upbound.io/v1beta1", "s", &format!("{{accessLogSettings: {{format: {written}}}}}"));
        let found = read(SourceId(0), &text).expect("a manifest");
        Files(&[("a.yaml", &text)]).check(&found);
        prop_assert_eq!(found.problems.len(), 0);
        prop_assert_eq!(found.formats[0].text.as_str(), &format);
    });
}
