//! CloudFormation and SAM templates from outside: any text in any scalar style comes out as it went in, with its places;
//! `Globals` reach the resources that the SAM translator says they reach.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use gwfmt_carriers::Found;
use gwfmt_carriers::cloudformation::template_text;
use gwfmt_core::api::{Api, ApiSet};
use gwfmt_core::lint::{RULES, lint};
use gwfmt_core::model::Model;
use gwfmt_core::span::{SourceId, Span};
use gwfmt_core::text::{FormatText, Origin};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};

/// The same random cases each time.
fn runner(cases: u32) -> TestRunner {
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

/// The only format of a template.
fn only(template: &str) -> Result<Found, TestCaseError> {
    let (_, mut extraction) = template_text(SourceId(5), template);
    let count = extraction.formats.len();
    match extraction.formats.pop() {
        Some(found) if count == 1 && extraction.problems.is_empty() => Ok(found),
        _ => Err(TestCaseError::fail(format!(
            "{count} formats, {:?} in {template}",
            extraction.problems
        ))),
    }
}

/// The laws of the source map, and that a place is where its text stands.
fn check_laws(source: &str, text: &FormatText) -> Result<(), TestCaseError> {
    let mut covered = 0;
    for (span, origin) in text.spans() {
        prop_assert_eq!(span.start, covered);
        covered = span.end;
        match origin {
            Origin::Verbatim { offset, .. } => {
                let there = source.get(offset..offset + span.len());
                prop_assert_eq!(there, Some(&text.as_str()[span.range()]));
            }
            Origin::Escape(place) | Origin::Written(place) | Origin::Hole(place) => {
                prop_assert_eq!(place.source, SourceId(5));
                prop_assert!(source.get(place.span.range()).is_some());
            }
        }
    }
    prop_assert_eq!(covered, text.len());
    let bounds: Vec<usize> = text.as_str().char_indices().map(|(at, _)| at).collect();
    for (at, start) in bounds.iter().enumerate() {
        let end = bounds.get(at + 3).copied().unwrap_or(text.len());
        let places = text.locate(Span::new(*start, end)).expect("a place");
        let there = source.get(places.primary.span.range());
        prop_assert!(there.is_some());
        if places.verbatim {
            prop_assert_eq!(there, Some(&text.as_str()[*start..end]));
        }
    }
    Ok(())
}

/// A template of one stage whose format is this value, on the line of its key or below.
fn stage(value: &str) -> String {
    format!(
        "# é 😀\nResources:\n  Stage:\n    Type: AWS::ApiGateway::Stage\n    Properties:\n      AccessLogSetting:\n        Format: {value}\n        DestinationArn: !GetAtt Logs.Arn\n"
    )
}

/// Texts of one line with everything that scalar styles treat in a way of their own.
fn line() -> impl Strategy<Value = String> {
    let pieces = [
        "$context.requestId",
        "$context.error.message",
        "\"",
        "'",
        "\\",
        "\\n",
        "{",
        "}",
        "[",
        "]",
        ": ",
        " #",
        ",",
        "é",
        "😀",
        "\u{fffc}",
        " ",
        "  ",
        "\t",
        "$",
        "${",
        "${!",
        "%{",
        "&",
        "*",
        "!",
        "|",
        ">",
        "%",
        "@",
        "-",
        "?",
        "~",
        "0",
    ];
    let line = prop::collection::vec(select(pieces.to_vec()), 1..12);
    let line = line.prop_map(|pieces| pieces.concat());
    line.prop_filter("an instruction of a template engine", |line| {
        !["{{", "{%"].iter().any(|sign| line.contains(sign))
    })
}

/// Texts of some lines.
fn lines() -> impl Strategy<Value = String> {
    let line = prop_oneof![4 => line(), 1 => Just(String::new())];
    (prop::collection::vec(line, 1..6), 0..3_usize)
        .prop_map(|(lines, breaks)| lines.join("\n") + &"\n".repeat(breaks))
}

/// Choices that a writer has, used up one after the other.
struct Choices(Vec<bool>);

impl Choices {
    fn next(&mut self) -> bool {
        self.0.pop().unwrap_or(false)
    }
}

fn choices() -> impl Strategy<Value = Vec<bool>> {
    prop::collection::vec(any::<bool>(), 0..80)
}

/// Whether a line may be broken at the space `at` of `text`, to be folded into that space again.
fn can_fold(text: &str, at: usize) -> bool {
    let is_blank = |c: Option<char>| c.is_none_or(|c| matches!(c, ' ' | '\t' | '\n'));
    text[at..].starts_with(' ')
        && !is_blank(text[..at].chars().next_back())
        && !is_blank(text[at + 1..].chars().next())
}

fn single_quoted(text: &str, choices: &mut Choices) -> String {
    let mut written = "'".to_owned();
    for (at, c) in text.char_indices() {
        match c {
            '\'' => written += "''",
            '\n' => written += "\n\n          ",
            ' ' if can_fold(text, at) && choices.next() => written += " \n  \t ",
            c => written.push(c),
        }
    }
    written + "'"
}

fn double_quoted(text: &str, choices: &mut Choices) -> String {
    let mut written = "\"".to_owned();
    for (at, c) in text.char_indices() {
        match c {
            '"' => written += "\\\"",
            '\\' => written += "\\\\",
            '\n' => written += "\\n",
            '\t' => written += "\\t",
            ' ' if can_fold(text, at) && choices.next() => written += "\n            ",
            c if choices.next() && choices.next() => {
                write!(written, "\\U{:08x}", u32::from(c)).expect("a string grows");
            }
            c => written.push(c),
        }
        let is_blank_next = text[at + c.len_utf8()..].starts_with([' ', '\t']);
        if !is_blank_next && choices.next() && choices.next() && choices.next() {
            written += "\\\n   "; // nothing at all
        }
    }
    written + "\""
}

/// A JSON string, its characters escaped as `choices` has it.
fn json_string(text: &str, choices: &mut Choices) -> String {
    let mut written = "\"".to_owned();
    for c in text.chars() {
        match c {
            '"' => written += "\\\"",
            '\\' => written += "\\\\",
            '\n' => written += "\\n",
            '\t' => written += "\\t",
            c if choices.next() && choices.next() => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    write!(written, "\\u{unit:04X}").expect("a string grows");
                }
            }
            c => written.push(c),
        }
    }
    written + "\""
}

/// The header of a block scalar for `text`, which ends as its chomping says.
fn header(style: char, text: &str) -> String {
    let body = text.trim_end_matches('\n');
    let breaks = text.len() - body.len();
    let chomping = match breaks {
        0 => "-",
        1 if !body.is_empty() => "",
        _ => "+",
    };
    // a first line that begins with a blank, or no line at all, hides the indentation
    format!("{style}2{chomping}\n")
}

fn literal(text: &str) -> String {
    let mut written = header('|', text);
    for line in text.split_terminator('\n') {
        if !line.is_empty() {
            written = written + "          " + line;
        }
        written.push('\n');
    }
    written.pop();
    written
}

fn folded(text: &str, choices: &mut Choices) -> String {
    let mut written = header('>', text);
    let is_spaced = |line: &str| line.starts_with([' ', '\t']);
    let mut last: Option<&str> = None; // the last line that is not empty
    for line in text.split_terminator('\n') {
        if line.is_empty() {
            written.push('\n');
            continue;
        }
        if last.is_some_and(|last| !is_spaced(last)) && !is_spaced(line) {
            written.push('\n'); // of several breaks the first is dropped
        }
        let mut broken = String::new();
        for (at, c) in line.char_indices() {
            if c == ' ' && !is_spaced(line) && can_fold(line, at) && choices.next() {
                broken += "\n          ";
            } else {
                broken.push(c);
            }
        }
        written = written + "          " + &broken + "\n";
        last = Some(line);
    }
    written.pop();
    written
}

/// Checks that `write` writes texts in such a way that they come out again, with LF and with CRLF.
fn comes_out(texts: impl Strategy<Value = String>, write: impl Fn(&str, &mut Choices) -> String) {
    let result = runner(1500).run(
        &(texts, choices(), any::<bool>()),
        |(text, choices, crlf)| {
            let mut template = stage(&write(&text, &mut Choices(choices)));
            if crlf {
                template = template.replace('\n', "\r\n");
            }
            let found = only(&template)?;
            prop_assert_eq!(found.text.as_str(), &text, "from {}", template);
            check_laws(&template, &found.text)?;
            let value = template.find("Format: ").map(|at| at + "Format: ".len());
            prop_assert_eq!(Some(found.place.span.start), value);
            Ok(())
        },
    );
    if let Err(error) = result {
        panic!("{error}");
    }
}

#[test]
fn single_quoted_texts_come_out() {
    let no_blank_beside_a_break = |text: &String| {
        let mut lines = text.split('\n');
        lines.all(|line| line == line.trim_matches([' ', '\t']) && !line.is_empty())
    };
    comes_out(
        lines().prop_filter("blanks are trimmed", no_blank_beside_a_break),
        single_quoted,
    );
}

#[test]
fn double_quoted_texts_come_out() {
    comes_out(lines(), double_quoted);
}

#[test]
fn literal_texts_come_out() {
    comes_out(
        lines().prop_filter("no text", |text| !text.is_empty()),
        |text, _| literal(text),
    );
}

#[test]
fn folded_texts_come_out() {
    comes_out(
        lines().prop_filter("no text", |text| !text.is_empty()),
        folded,
    );
}

#[test]
fn json_texts_come_out() {
    let result = runner(1500).run(&(lines(), choices()), |(text, choices)| {
        let string = json_string(&text, &mut Choices(choices));
        let template = format!(
            r#"{{"Resources":{{"S":{{"Properties":{{"AccessLogSetting":{{"Format":{string}}}}},"Type":"AWS::ApiGateway::Stage"}}}}}}"#
        );
        let found = only(&template)?;
        prop_assert_eq!(found.text.as_str(), &text, "from {}", template);
        check_laws(&template, &found.text)?;
        prop_assert_eq!(&template[found.place.span.range()], string);
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

#[test]
fn texts_come_out_of_functions() {
    let cases = (lines(), line(), choices());
    let result = runner(1500).run(&cases, |(text, key, choices)| {
        let choices = &mut Choices(choices);
        let quoted = double_quoted(&text, choices);

        // `${` is a variable to Sub unless it is `${!`, which then is `${`
        let escaped = double_quoted(&text.replace("${", "${!"), choices);
        let template = stage(&format!("!Sub {escaped}"));
        let found = only(&template)?;
        prop_assert_eq!(found.text.as_str(), &text, "from {}", template);
        check_laws(&template, &found.text)?;

        let name = single_quoted(&key, &mut Choices(Vec::new()));
        let template = stage(&format!("!Join [{name}, [{quoted}, !Ref A, x]]"));
        let found = only(&template)?;
        let joined = [&text, "\u{fffc}", "x"].join(&key);
        prop_assert_eq!(found.text.as_str(), joined, "from {}", template);
        prop_assert_eq!(found.text.holes().count(), 1);
        check_laws(&template, &found.text)?;

        let template = stage(&format!(
            "!ToJsonString {{{name}: [{quoted}, !Ref A], b: 1}}"
        ));
        let found = only(&template)?;
        let (name, value) = (json!(key).to_string(), json!(text).to_string());
        let written = format!(r#"{{{name}:[{value},{}],"b":1}}"#, '\u{fffc}');
        prop_assert_eq!(found.text.as_str(), written, "from {}", template);
        check_laws(&template, &found.text)?;
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

/// Any file at all: no panic, and the laws hold for whatever is found.
#[test]
fn no_file_breaks_a_law() {
    let template = stage(
        "!Sub\n          - >+2\n              ${a} $context.requestId\n          - {a: [b, 'c', \"d\\\n   e\"]}",
    ) + "  T: &t {Type: AWS::ApiGatewayV2::Stage, Properties: {ApiId: !Ref A, AccessLogSettings: !If [c, {Format: !Join ['', [a, *t]]}, {Format: {Fn::ToJsonString: {<<: *t, d: [1]}}}]}}\n";
    let splice = (
        any::<prop::sample::Index>(),
        0..4_usize,
        select(SPLICES.to_vec()),
    );
    let splices = prop::collection::vec(splice, 1..6);
    let result = runner(1500).run(&splices, |splices| {
        let mut text: Vec<char> = template.chars().collect();
        for (at, len, new) in splices {
            let at = at.index(text.len() + 1);
            let end = (at + len).min(text.len());
            text.splice(at..end, new.chars());
        }
        let text: String = text.into_iter().collect();
        let (_, extraction) = template_text(SourceId(5), &text);
        for found in &extraction.formats {
            check_laws(&text, &found.text)?;
            prop_assert!(text.get(found.place.span.range()).is_some());
        }
        for problem in &extraction.problems {
            prop_assert!(text.get(problem.place.span.range()).is_some());
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

const SPLICES: [&str; 36] = [
    "",
    "\n",
    " ",
    "\t",
    "é",
    "\"",
    "'",
    "{",
    "}",
    "[",
    "]",
    ":",
    "- ",
    "? ",
    "*t",
    "&t ",
    "<<: ",
    "!Sub ",
    "!If ",
    "${",
    "}",
    "|",
    ">",
    "#",
    "---\n",
    "\\",
    ",",
    "\r",
    "!!str ",
    "Format: a\n",
    "{{ a }}",
    "{% if a %}\n",
    "{% endif %}",
    "\n{{- end }}\n",
    "<%= a %>",
    "\n% if a:\n",
];

/// One template of SAM: `Globals`, resources that have settings of their own or not, functions whose events make an API.
fn sam_template() -> impl Strategy<Value = Value> {
    let sections = prop::collection::vec(prop::option::of(settings()), 3);
    let resource = (0..3_usize, prop::option::of(settings()), 0..6_u8);
    let resources = prop::collection::vec(resource, 1..6);
    let events = prop::collection::vec(0..4_u8, 0..3);
    (sections, resources, events).prop_map(|(sections, resources, events)| {
        let mut count = 0;
        let mut globals = json!({});
        let mut all = json!({});
        for (kind, section) in KINDS.iter().zip(sections) {
            let name = kind.name.rsplit(':').next().unwrap_or_default();
            if let Some(section) = section {
                globals[name] = json!({kind.key: numbered(section, &mut count)});
                // what reaches nothing is read by gwfmt, and lost by the translator
                all[format!("Base{name}")] =
                    json!({"Type": kind.name, "Properties": kind.properties()});
                if resources.len() > 1 {
                    all[format!("Base{name}")]["Properties"][kind.key] = json!({"Format": "own"});
                }
            }
        }
        for (at, (kind, section, ignored)) in resources.into_iter().enumerate() {
            let kind = &KINDS[kind];
            let mut resource = json!({"Type": kind.name, "Properties": kind.properties()});
            if let Some(section) = section {
                resource["Properties"][kind.key] = numbered(section, &mut count);
            }
            let name = kind.name.rsplit(':').next().unwrap_or_default();
            match ignored {
                0 => resource["IgnoreGlobals"] = json!("*"),
                1 if !globals[name].is_null() => resource["IgnoreGlobals"] = json!([kind.key]),
                _ => {}
            }
            all[format!("R{at}")] = resource;
        }
        for (at, event) in events.into_iter().enumerate() {
            let (kind, mut properties) = match event {
                0 | 1 => ("Api", json!({"Path": format!("/{at}"), "Method": "get"})),
                2 => (
                    "HttpApi",
                    json!({"Path": format!("/{at}"), "Method": "get"}),
                ),
                _ => ("Schedule", json!({"Schedule": "rate(1 day)"})),
            };
            if event == 1 {
                let api = all.as_object().and_then(|all| {
                    all.iter()
                        .find(|(_, it)| it["Type"] == KINDS[0].name)
                        .map(|(name, _)| name.clone())
                });
                properties["RestApiId"] = api.map_or(Value::Null, |name| json!({"Ref": name}));
                if properties["RestApiId"].is_null() {
                    continue;
                }
            }
            all[format!("F{at}")] = json!({"Type": "AWS::Serverless::Function", "Properties": {
                "InlineCode": "x", "Handler": "x", "Runtime": "python3.12",
                "Events": {"E": {"Type": kind, "Properties": properties}},
            }});
        }
        json!({
            "Transform": "AWS::Serverless-2016-10-31",
            "Conditions": {"C": {"Fn::Equals": ["a", "b"]}},
            "Globals": globals,
            "Resources": all,
        })
    })
}

/// A resource type of SAM that has access logs.
struct SamKind {
    name: &'static str,
    key: &'static str,
}

const KINDS: [SamKind; 3] = [
    SamKind {
        name: "AWS::Serverless::Api",
        key: "AccessLogSetting",
    },
    SamKind {
        name: "AWS::Serverless::HttpApi",
        key: "AccessLogSettings",
    },
    SamKind {
        name: "AWS::Serverless::WebSocketApi",
        key: "AccessLogSettings",
    },
];

impl SamKind {
    /// What the translator wants to see.
    fn properties(&self) -> Value {
        match self.name {
            "AWS::Serverless::Api" => {
                json!({"StageName": "s", "DefinitionBody": {"swagger": "2.0", "paths": {}}})
            }
            "AWS::Serverless::HttpApi" => {
                json!({"DefinitionBody": {"openapi": "3.0.1", "paths": {}}})
            }
            _ => json!({
                "RouteSelectionExpression": "$request.body.action",
                "Routes": {"$default": {"FunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:f"}},
            }),
        }
    }
}

/// A value of `AccessLogSetting`, its formats all `F`.
fn settings() -> impl Strategy<Value = Value> {
    let no_value = json!({"Ref": "AWS::NoValue"});
    select(vec![
        json!({}),
        json!({"DestinationArn": "d"}),
        json!({"Format": "F"}),
        json!({"Format": "F", "DestinationArn": "d"}),
        json!({"Format": {"Fn::If": ["C", "F", "F"]}}),
        json!({"Format": {"Fn::If": ["C", "F", no_value.clone()]}, "DestinationArn": "d"}),
        json!({"Format": no_value.clone()}),
        json!({"Fn::If": ["C", {"Format": "F"}, no_value.clone()]}),
        json!({"Fn::If": ["C", {"Format": "F"}, {"DestinationArn": "d", "Format": "F"}]}),
        no_value,
    ])
}

/// The same with a number for each format, so that each is told from the others.
fn numbered(mut settings: Value, count: &mut u32) -> Value {
    match &mut settings {
        Value::String(text) if text == "F" => {
            *count += 1;
            *text = format!("$context.requestId {count}");
        }
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| *item = numbered(item.take(), count)),
        Value::Object(map) => map
            .values_mut()
            .for_each(|value| *value = numbered(value.take(), count)),
        _ => {}
    }
    settings
}

/// Reads a list of templates, writes for each the formats of its stages after the transform, or why there are none.
const TRANSLATE: &str = r#"
import json, os, sys
os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

def strings(value):
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict) and "Fn::If" in value:
        return [text for branch in value["Fn::If"][1:] for text in strings(branch)]
    if isinstance(value, dict) and "Format" in value:
        return strings(value["Format"])
    return []

def formats(template):
    try:
        resources = Translator({}, Parser()).translate(template, {})["Resources"].values()
    except Exception as error:
        return getattr(error, "message", str(error))
    found = []
    for kind, key in (("ApiGateway", "AccessLogSetting"), ("ApiGatewayV2", "AccessLogSettings")):
        for resource in resources:
            if resource["Type"] == "AWS::" + kind + "::Stage":
                found += [kind + " " + text for text in strings(resource["Properties"].get(key))]
    return found

json.dump([formats(template) for template in json.load(sys.stdin)], sys.stdout)
"#;

/// What the SAM translator makes of the templates, or `None` when it is not installed.
#[allow(clippy::print_stderr)] // a test that cannot run says so
fn translated(templates: &[Value]) -> Option<Vec<Value>> {
    let installed = Command::new("python3")
        .args(["-c", "import samtranslator"])
        .output();
    if !installed.is_ok_and(|output| output.status.success()) {
        assert!(
            std::env::var_os("GWFMT_REQUIRE_TOOLS").is_none(),
            "python3 with aws-sam-translator is required"
        );
        eprintln!("NOT RUN: python3 with aws-sam-translator is missing");
        return None;
    }
    let mut python = Command::new("python3")
        .args(["-c", TRANSLATE])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 starts");
    let input = serde_json::to_string(templates).expect("JSON");
    let mut stdin = python.stdin.take().expect("standard input");
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = python.wait_with_output().expect("python3 ends");
    writer.join().expect("a thread").expect("python3 reads");
    assert!(output.status.success());
    Some(serde_json::from_slice(&output.stdout).expect("JSON"))
}

#[test]
fn globals_reach_what_the_sam_translator_lets_them_reach() {
    let mut runner = runner(1);
    let templates: Vec<Value> = (0..300)
        .map(|_| {
            sam_template()
                .new_tree(&mut runner)
                .expect("a template")
                .current()
        })
        .collect();
    let Some(translated) = translated(&templates) else {
        return;
    };
    let mut shared = 0;
    for (template, theirs) in templates.iter().zip(translated) {
        let text = serde_json::to_string_pretty(template).expect("JSON");
        let Value::Array(theirs) = theirs else {
            panic!("the translator refuses {text}: {theirs}");
        };
        let theirs: BTreeSet<String> = theirs
            .iter()
            .filter_map(|text| text.as_str().map(str::to_owned))
            .collect();
        let (_, extraction) = template_text(SourceId(0), &text);
        let ours: BTreeSet<String> = extraction
            .formats
            .iter()
            .map(|found| {
                let kind = match found.api.to_string().as_str() {
                    "rest" => "ApiGateway",
                    _ => "ApiGatewayV2",
                };
                format!("{kind} {}", found.text.as_str())
            })
            .collect();
        assert_eq!(ours, theirs, "{text}");
        shared += usize::from(
            extraction
                .formats
                .iter()
                .any(|it| it.address.starts_with("Globals")),
        );
    }
    assert!(
        shared > 60,
        "only {shared} templates have a format in `Globals` that counts"
    );
}

/// What YAML leaves alone between its quotes is named with the quotes.
#[test]
fn a_backslash_that_yaml_keeps_is_said_to_be_kept() {
    let said = |value: &str| -> Vec<String> {
        let found = only(&stage(value)).expect("a format");
        let model = Model::new(&found.text, ApiSet::one(Api::Rest));
        let of = ["invalid-json", "spelled-escape"];
        let diagnostics = lint(&model, RULES).into_iter();
        let told = diagnostics.filter(|diagnostic| of.contains(&diagnostic.rule));
        told.map(|diagnostic| diagnostic.message).collect()
    };
    let two = r"`\n` is two characters between single quotes: a backslash and a letter";
    assert_eq!(said(r#"'{"a":"$context.requestId"}\n'"#), [two]);
    assert_eq!(
        said(r#"!Sub '{"a":"$context.requestId","r":"${AWS::Region}"}\n'"#),
        [two]
    );
    assert_eq!(
        said(r#"!Join ['', ['{"a":"$context.requestId"', '}\n']]"#),
        [two]
    );
    assert_eq!(
        said(r#"'{"a":"$context.requestId",\t"b":"$context.status"}'"#),
        [r"`\t` is two characters between single quotes: a backslash and a letter"]
    );
    assert_eq!(
        said(r"'$context.requestId $context.status\n'"),
        [r"`\n` is two characters between single quotes, a backslash and `n`, not a line break"]
    );
    assert_eq!(
        said(r"$context.requestId\t$context.status"),
        [r"`\t` is two characters without quotes, a backslash and `t`, not a tab"]
    );
    assert_eq!(
        said("|-\n          $context.requestId $context.status\\n"),
        [r"`\n` is two characters in a block scalar, a backslash and `n`, not a line break"]
    );
    assert_eq!(
        said(r#"'$context.requestId \"$context.path\" $context.status'"#),
        [r#"`\"` is two characters between single quotes, a backslash and a quote (and 1 more)"#]
    );
    // what is right between them, and what double quotes make one of
    assert_eq!(said(r#"'{"a":"$context.requestId","b":"x\ny"}'"#), [""; 0]);
    assert_eq!(said(r#""$context.requestId $context.status\n""#), [""; 0]);
    assert_eq!(said(r#""{\"a\":\"$context.requestId\"}\n""#), [""; 0]);
}
