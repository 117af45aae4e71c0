//! What is read of templates with instructions of template engines.

use crate::cloudformation::{Kind, template_text};
use crate::{Extraction, Why};
use gwfmt_core::model::Extent;
use gwfmt_core::span::SourceId;

fn read(text: &str) -> Extraction {
    let (kind, extraction) = template_text(SourceId(0), text);
    assert_eq!(kind, Kind::Template, "{text}\n{:?}", extraction.problems);
    assert_eq!(extraction.problems, [], "{text}");
    extraction
}

/// Address, extent and text of each format, holes with what is written at their place.
fn found(text: &str) -> Vec<String> {
    let extraction = read(text);
    let formats = extraction.formats.iter().map(|found| {
        let mut shown = String::new();
        let mut done = 0;
        for (span, place) in found.text.holes() {
            shown += &found.text.as_str()[done..span.start];
            shown.extend(["<", text[place.span.range()].trim(), ">"]);
            done = span.end;
        }
        shown += &found.text.as_str()[done..];
        let extent = if found.extent == Extent::Part {
            " part"
        } else {
            ""
        };
        format!("{}{extent}: {shown}", found.address)
    });
    formats.collect()
}

fn stage(format: &str) -> String {
    format!(
        "Resources:\n  S:\n    Type: AWS::ApiGateway::Stage\n    Properties:\n      AccessLogSetting:\n        Format: {format}\n      StageName: x\n"
    )
}

/// Each engine's way to choose, to end that, and to write a value.
const ENGINES: [(&str, &str, &str); 7] = [
    ("{% if a %}", "{% endif %}", "{{ b }}"),
    ("{%- for a in b -%}", "{%- endfor -%}", "{{- b | c -}}"),
    ("{{- if .a }}", "{{- end }}", "{{ .b }}"),
    ("{{#if a}}", "{{/if}}", "{{{b}}}"),
    ("<% if a then %>", "<% end %>", "<%= b %>"),
    ("<%- if a -%>", "<%- end -%>", "<%= b -%>"),
    ("% if a:", "% endif", "{{b}}"),
];

#[test]
fn lines_of_an_engine_cost_nothing_around_them() {
    for (open, close, value) in ENGINES {
        let text = format!(
            "# {value}\nAWSTemplateFormatVersion: x\n{open}\nParameters:\n  P: {{Type: String}}\n{close}\n{}{open}\n  {value}T:\n    Type: AWS::S3::Bucket\n    Properties:\n      Name: {value}\n      Other: a-{value}-b\n      Quoted: \"{value}\"\n      List:\n    {open}\n      - {value}\n    {close}\n    {open}\n      {value}\n    {close}\n{close}\n  U:\n    Type: AWS::ApiGatewayV2::Stage\n    Properties:\n      {open}\n      AccessLogSettings: {{Format: u}}\n      {close}\n",
            stage("s")
        );
        assert_eq!(found(&text), ["S: s", "U: u"], "{text}");
        let crlf = text.replace('\n', "\r\n");
        assert_eq!(found(&crlf), ["S: s", "U: u"], "{open}");
    }
}

#[test]
fn what_an_engine_writes_in_a_format_is_a_hole() {
    for (_, _, value) in ENGINES {
        for format in [
            format!("$context.requestId {value} b"),
            format!("'$context.requestId {value} b'"),
            format!("\"$context.requestId {value} b\""),
            format!("!Sub '$context.requestId {value} b'"),
            format!(">-\n          $context.requestId\n          {value}\n          b"),
            format!("|-\n          $context.requestId {value} b"),
            format!("!Join [' ', [$context.requestId, {value}, b]]"),
        ] {
            let whole = format!("S: $context.requestId <{value}> b");
            assert_eq!(found(&stage(&format)), [whole], "{format}");
        }
        let json = stage(&format!(
            "{{'Fn::ToJsonString': {{a: $context.requestId, b: {value}}}}}"
        ));
        if !value.starts_with("{{{") {
            assert_eq!(
                found(&json),
                [format!(
                    "S: {{\"a\":\"$context.requestId\",\"b\":\"<{value}>\"}}"
                )]
            );
        }
    }
}

#[test]
fn what_an_engine_chooses_within_a_format_makes_parts_of_it() {
    for (open, close, value) in ENGINES {
        for style in ["|-", ">-"] {
            let text = stage(&format!(
                "{style}\n          $context.requestId\n{open}\n          $context.status {value}\n          {close}\n          $context.path"
            ));
            let [found] = &found(&text)[..] else {
                panic!("{text}");
            };
            let expected = format!(
                "S part: $context.requestId<{open}>$context.status <{value}><{close}>$context.path"
            );
            // the line break before a line of an engine is its own or not
            let found = found
                .replace('\n', "")
                .replace("$context.requestId <", "$context.requestId<")
                .replace("> <", "><");
            assert_eq!(
                found.replace(&format!("<{value}> <"), &format!("<{value}><")),
                expected,
                "{text}"
            );
        }
    }
    assert_eq!(
        found(&stage(
            "'$context.requestId{% if a %} $context.path{% endif %}'"
        )),
        ["S part: $context.requestId<{% if a %}> $context.path<{% endif %}>"]
    );
}

#[test]
fn a_format_that_an_engine_writes_is_named() {
    for (_, _, value) in ENGINES {
        for format in [
            value.to_owned(),
            format!("'{value}'"),
            format!("|-\n          {value}"),
            format!("\n          {value}"),
        ] {
            let extraction = read(&stage(&format));
            let [unknown] = &extraction.unknown[..] else {
                panic!("{format}: {extraction:?}");
            };
            assert_eq!(
                (unknown.why, &*unknown.reason),
                (Why::NotComputed, "a template engine writes it")
            );
            assert!(extraction.formats.is_empty());
        }
        let settings = stage("a").replace(
            "AccessLogSetting:\n        Format: a",
            &format!("AccessLogSetting: {value}"),
        );
        assert_eq!(read(&settings).unknown.len(), 1, "{settings}");
    }
}

#[test]
fn every_value_that_an_engine_chooses_from_is_read() {
    let text = stage("a").replace(
        "        Format: a\n",
        "{% if a %}\n        Format: a\n{% else %}\n        Format: b\n{% endif %}\n",
    );
    assert_eq!(found(&text), ["S: a", "S~2: b"]);
    let twice = format!(
        "{}{{% else %}}\n{}{{% endif %}}\n",
        stage("a").replace("  S:", "{% if a %}\n  S:"),
        stage("b").replace("Resources:\n", "")
    );
    assert_eq!(found(&twice), ["S: a", "S~2: b"]);
    // names that an engine writes are told from each other
    let named = format!(
        "{}{}",
        stage("a").replace("  S:", "  {{ x }}Stage:"),
        stage("b").replace("Resources:\n  S:", "  {{ y }}Stage:")
    );
    assert_eq!(found(&named), ["{{ x }}Stage: a", "{{ y }}Stage: b"]);
}

#[test]
fn what_only_looks_like_an_instruction_is_text() {
    for format in [
        r#"'{{"requestId":"$context.requestId"}}'"#,
        "'{{$context.requestId}}'",
        "'a {% b'",
        "'a <% b'",
        "'50 % if'",
    ] {
        let inner = format.trim_matches('\'');
        assert_eq!(found(&stage(format)), [format!("S: {inner}")]);
    }
    let folded =
        ">-\n          $context.requestId\n          % with $context.status\n          % end a";
    assert_eq!(
        found(&stage(folded)),
        ["S: $context.requestId % with $context.status % end a"]
    );
    // covered it would not be YAML
    assert_eq!(
        found(&stage(
            "!Join ['', ['{{a', '$context.requestId', 'b}}', \"'\"]]"
        ))
        .len(),
        1
    );
    let comment = stage("a").replace("Resources", "# {% if a\nResources");
    assert_eq!(found(&comment), ["S: a"]);
}
