//! What files beside a template give to its parameters.

use std::sync::Arc;

use super::*;
use crate::cloudformation::template;
use crate::fixture::Files;
use crate::limits::PARAMETER_FILES;
use crate::{Extraction, ProblemKind};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

fn extract(files: &[(&str, &str)]) -> Extraction {
    let extraction = template(files[0].0, &Files(files));
    Files(files).check(&extraction);
    extraction
}

/// Address and text of each format, with the file of its place; then what is unknown.
fn found(files: &[(&str, &str)]) -> Vec<String> {
    let extraction = extract(files);
    assert_eq!(extraction.problems, []);
    let formats = extraction.formats.iter().map(|found| {
        let file = files[found.place.source.0 as usize].0;
        format!("{} {} in {file}", found.address, found.text.as_str())
    });
    let unknown = extraction.unknown.iter();
    formats
        .chain(unknown.map(|one| format!("{} unknown", one.address)))
        .collect()
}

const TEMPLATE: &str = "Parameters:\n  Log: {Type: String}\n  Other: {Type: String, Default: o}\nResources:\n  S:\n    Type: AWS::ApiGateway::Stage\n    Properties:\n      AccessLogSetting: {Format: !Ref Log}\n";

#[test]
fn every_form_of_a_file_of_parameters_is_read() {
    let format = "$context.requestId $context.path";
    for (name, text) in [
        (
            "p.json",
            r#"[{"ParameterKey": "Other", "ParameterValue": "x"}, {"ParameterKey": "Log", "ParameterValue": "FORMAT"}]"#,
        ),
        (
            "p.json",
            r#"{"Parameters": {"Log": "FORMAT", "Other": "x"}, "Tags": {}}"#,
        ),
        (
            "p.json",
            r#"{"StackName": "s", "Parameters": [{"ParameterKey": "Log", "ParameterValue": "FORMAT"}]}"#,
        ),
        ("p.json", r#"["Other=x", "Log=FORMAT"]"#),
        ("p.yaml", "Parameters:\n  Log: FORMAT\n"),
        (
            "p.yml",
            "template_path: t.yaml\nparameters:\n  Log: 'FORMAT'\n",
        ),
        (
            "p.yml",
            "- ParameterKey: Log\n  ParameterValue: >-\n    FORMAT\n",
        ),
        (
            "samconfig.toml",
            "version = 0.1\n[default.deploy.parameters]\nparameter_overrides = \"Other=x Log=\\\"FORMAT\\\"\"\n",
        ),
        (
            "samconfig.toml",
            "[a.deploy.parameters]\nparameter_overrides = 'Other=\"x\" Log=\"FORMAT\"'\n",
        ),
        (
            "samconfig.toml",
            "[a.deploy.parameters]\nparameter_overrides = [\n  \"Other=x\", # c\n  \"Log='FORMAT'\",\n]\n",
        ),
        (
            "samconfig.toml",
            "[a.deploy.parameters]\nparameter_overrides = \"\"\"\nOther=x \\\n  Log='FORMAT'\n\"\"\"\n",
        ),
        (
            "samconfig.toml",
            "[a.deploy.parameters]\nparameter_overrides = '''ParameterKey=Other,ParameterValue=x ParameterKey=Log,ParameterValue=\"FORMAT\"'''\n",
        ),
        (
            "samconfig.toml",
            "[a.deploy]\nparameters = { confirm = true, parameter_overrides = \"Log='FORMAT'\" } # c\n",
        ),
        (
            "samconfig.toml",
            "[a]\nbuild = { cached = true, x = 'a, }' }\ndeploy = { y = [1], parameters = { \"parameter_overrides\" = [\"Other=x\", \"Log='FORMAT'\"], z = 1 } }\n",
        ),
        (
            "samconfig.toml",
            "[a.deploy]\n# x.parameter_overrides = 'Log=no'\nparameters.parameter_overrides = 'Log=\"FORMAT\"'\n",
        ),
        (
            "samconfig.yaml",
            "prod:\n  deploy:\n    parameters:\n      parameter_overrides: Other=x Log=\"FORMAT\"\n",
        ),
        (
            "samconfig.yaml",
            "prod:\n  deploy:\n    parameters:\n      parameter_overrides: [Other=x, 'Log=\"FORMAT\"']\n",
        ),
    ] {
        let text = text.replace("FORMAT", format);
        let expected = [format!("S {format} in {name}")];
        assert_eq!(
            found(&[("t.yaml", TEMPLATE), (name, &text)]),
            expected,
            "{text}"
        );
    }
}

#[test]
fn a_value_without_quotes_ends_at_a_blank_for_sam_alone() {
    for (name, text, format) in [
        (
            "samconfig.toml",
            "parameter_overrides = [\"Log=$context.path a\"]",
            "$context.path",
        ),
        (
            "samconfig.yaml",
            "a: {deploy: {parameters: {parameter_overrides: [Log=$context.path a]}}}",
            "$context.path",
        ),
        ("p.json", "[\"Log=$context.path a\"]", "$context.path a"),
        ("p.json", "[\"Log='$context.path'\"]", "'$context.path'"),
    ] {
        let expected = [format!("S {format} in {name}")];
        assert_eq!(
            found(&[("t.yaml", TEMPLATE), (name, text)]),
            expected,
            "{text}"
        );
    }
}

#[test]
fn tables_that_do_not_end_are_read_to_the_end() {
    for text in [
        "a = {",
        "a = {b",
        "a = {b = {c = {d = {e = {",
        "a = {parameter_overrides = ",
        "a = {b = [",
        "a = {b = \"",
        "a = {é = é",
    ] {
        assert_eq!(
            found(&[
                ("t.yaml", TEMPLATE),
                ("samconfig.toml", &format!("# Log $context\n{text}"))
            ]),
            ["S unknown"]
        );
    }
}

#[test]
fn values_for_another_template_are_not_for_this_one() {
    let toml = |template: &str, command: &str| {
        format!(
            "[p.deploy.parameters]\nparameter_overrides = \"Log=$context.path\"\n[p.{command}.parameters]\n{template} # c\n[q.deploy.parameters]\ntemplate = \"b/t.yaml\"\n"
        )
    };
    let yaml = |template: &str| {
        format!(
            "p:\n  deploy:\n    parameters:\n      template: {template}\n      parameter_overrides: Log=$context.path\n"
        )
    };
    for (name, text, is_for) in [
        (
            "samconfig.toml",
            toml("template_file = \"a/t.yaml\"", "deploy"),
            true,
        ),
        (
            "samconfig.toml",
            toml("template = './a/t.yaml'", "global"),
            true,
        ),
        (
            "samconfig.toml",
            toml("template_file = \"b/t.yaml\"", "deploy"),
            false,
        ),
        (
            "samconfig.toml",
            toml("template=\"b/t.yaml\"", "global"),
            false,
        ),
        (
            "samconfig.toml",
            toml("template=\"b/t.yaml\"", "build"),
            false,
        ),
        (
            "samconfig.toml",
            toml("template_file = \"b/t.yaml\"", "logs"),
            true,
        ),
        // what a build makes
        (
            "samconfig.toml",
            toml("template_file = \".aws-sam/build/template.yaml\"", "deploy"),
            true,
        ),
        ("samconfig.yaml", yaml("a/t.yaml"), true),
        ("samconfig.yaml", yaml("b/t.yaml"), false),
        ("samconfig.yaml", yaml("packaged.yaml"), true),
    ] {
        let expected = if is_for {
            format!("S $context.path in {name}")
        } else {
            "S unknown".to_owned()
        };
        let files = [
            ("a/t.yaml", TEMPLATE),
            (name, &*text),
            ("b/t.yaml", TEMPLATE),
        ];
        assert_eq!(found(&files), [expected], "{text}");
    }
}

#[test]
fn each_file_makes_a_format_of_its_own() {
    let with = |text: &str| format!("{{\"Parameters\": {{\"Log\": \"{text}\"}}}}");
    let (dev, prod) = (
        with("$context.requestId dev"),
        with("$context.requestId prod"),
    );
    let default = TEMPLATE.replace(
        "{Type: String}",
        "{Type: String, Default: '$context.requestId'}",
    );
    assert_eq!(
        found(&[
            ("api/t.yaml", &default),
            ("api/dev.json", &dev),
            ("api/params/prod.json", &prod)
        ]),
        [
            "S $context.requestId in api/t.yaml",
            "S~2 $context.requestId dev in api/dev.json",
            "S~3 $context.requestId prod in api/params/prod.json",
        ]
    );
    // above the template only what says that it gives values
    assert_eq!(
        found(&[
            ("api/t.yaml", TEMPLATE),
            ("dev.json", &dev),
            ("env/prod.json", &prod),
            ("parameters.json", &dev)
        ]),
        [
            "S $context.requestId prod in env/prod.json",
            "S~2 $context.requestId dev in parameters.json"
        ]
    );
    // a piece of a format
    let piece = TEMPLATE.replace("!Ref Log", "!Sub 'a ${Log} ${Other}'");
    assert_eq!(
        found(&[("t.yaml", &piece), ("dev.json", &dev)]),
        [
            "S a \u{FFFC} o in t.yaml",
            "S~2 a $context.requestId dev o in t.yaml"
        ]
    );
}

#[test]
fn what_gives_no_format_is_nothing() {
    for (name, text) in [
        ("p.json", r#"{"Parameters": {"Log": "NONE"}}"#),
        (
            "p.json",
            r#"{"Parameters": {"Another": "$context.requestId", "Log": "x"}}"#,
        ),
        ("p.json", r#"{"Log": "$context.requestId"}"#),
        (
            "p.json",
            r#"{"Parameters": {"Log": {"Default": "$context.requestId"}}}"#,
        ),
        (
            "p.json",
            "{\"Parameters\": {\"Log\": \"$context.requestId\"",
        ),
        ("p.txt", "Log=$context.requestId"),
        (
            "samconfig.toml",
            "parameter_overrides = \"Log=$context.requestId",
        ),
        (
            "samconfig.toml",
            "parameter_overrides = [\"Log=$context.requestId\\",
        ),
        ("samconfig.toml", "other = \"Log=$context.requestId\""),
    ] {
        assert_eq!(
            found(&[("t.yaml", TEMPLATE), (name, text)]),
            ["S unknown"],
            "{text}"
        );
    }
}

/// A folder that nobody may look into.
struct Closed<'a>(&'a str);

impl Sources for Closed<'_> {
    fn read(&self, path: &str) -> Option<(SourceId, Arc<str>)> {
        assert_eq!(path, "t.yaml");
        Some((SourceId(0), Arc::from(self.0)))
    }

    fn list(&self, folder: &str) -> Vec<String> {
        panic!("{folder} is listed");
    }
}

#[test]
fn no_file_is_looked_for_where_no_parameter_is_asked_for() {
    let own = TEMPLATE.replace("!Ref Log", "$context.requestId");
    assert_eq!(template("t.yaml", &Closed(&own)).formats.len(), 1);
}

#[test]
fn so_many_files_are_tried_and_no_more() {
    let text = "{\"Parameters\": {\"Log\": \"$context.requestId\"}}";
    let names: Vec<String> = (0..=PARAMETER_FILES)
        .map(|at| format!("p{at:03}.json"))
        .collect();
    let mut files = vec![("t.yaml", TEMPLATE)];
    files.extend(names.iter().map(|name| (name.as_str(), text)));
    let extraction = extract(&files);
    assert_eq!(extraction.formats.len(), PARAMETER_FILES);
    assert_eq!(
        extraction
            .problems
            .iter()
            .map(|problem| problem.kind)
            .collect::<Vec<_>>(),
        [ProblemKind::Limit]
    );
    assert_eq!(extract(&files[..=PARAMETER_FILES]).problems, []);
}

#[test]
fn stacks_of_the_repository_are_given_formats() {
    for (kind, key) in [
        ("AWS::CloudFormation::Stack", "TemplateURL"),
        ("AWS::Serverless::Application", "Location"),
    ] {
        let parent = format!(
            "Resources:\n  N:\n    Type: {kind}\n    Properties:\n      {key}: ./inner/t.yaml\n      Parameters:\n        Log: $context.requestId n\n        Other: !Ref AWS::Region\n"
        );
        assert_eq!(
            found(&[("p.yaml", &parent), ("inner/t.yaml", TEMPLATE)]),
            ["N.S $context.requestId n in p.yaml"]
        );
        let piece = TEMPLATE.replace("!Ref Log", "!Sub 'a ${Log} ${Other}'");
        assert_eq!(
            found(&[("p.yaml", &parent), ("inner/t.yaml", &piece)]),
            ["N.S a $context.requestId n \u{FFFC} in inner/t.yaml"]
        );
        // by a parameter of its own, two stacks deep, given by a file
        let middle = parent
            .replace(
                "Resources:",
                "Parameters: {Mine: {Type: String}}\nResources:",
            )
            .replace("$context.requestId n", "!Ref Mine");
        let outer = parent
            .replace("./inner/t.yaml", "p.yaml")
            .replace("Log:", "Mine:")
            .replace("N:", "O:");
        let files = [
            ("o.yaml", &*outer),
            ("p.yaml", &*middle),
            ("inner/t.yaml", TEMPLATE),
        ];
        assert_eq!(found(&files), ["O.N.S $context.requestId n in o.yaml"]);
        let given = "{\"Parameters\": {\"Mine\": \"$context.requestId g\"}}";
        let files = [
            ("p.yaml", &*middle),
            ("inner/t.yaml", TEMPLATE),
            ("p.json", given),
        ];
        assert_eq!(found(&files), ["N.S $context.requestId g in p.json"]);
        for elsewhere in [
            "https://a/t.yaml",
            "s3://a/t.yaml",
            "../t.yaml",
            "nothing.yaml",
            "/t.yaml",
        ] {
            let parent = parent.replace("./inner/t.yaml", elsewhere);
            assert_eq!(
                found(&[("p.yaml", &parent), ("t.yaml", TEMPLATE)]),
                [""; 0],
                "{elsewhere}"
            );
        }
    }
    // a stack of itself
    let circle = "Parameters: {Log: {Type: String}}\nResources:\n  N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: p.yaml, Parameters: {Log: $context.requestId}}}\n  S: {Type: AWS::ApiGateway::Stage, Properties: {AccessLogSetting: {Format: !Ref Log}}}\n";
    let extraction = extract(&[("p.yaml", circle)]);
    assert!(
        extraction
            .problems
            .iter()
            .all(|problem| problem.kind == ProblemKind::Limit)
    );
    assert_eq!(extraction.problems.len(), 1, "{:?}", extraction.problems);
}

/// Texts with everything that strings of TOML and values of `parameter_overrides` treat in a way of their own.
fn texts() -> impl Strategy<Value = String> {
    let pieces = [
        "$context.status",
        "\"",
        "'",
        "\\",
        "{",
        "}",
        "[",
        "]",
        "=",
        ",",
        "#",
        "é",
        "😀",
        " ",
        "  ",
        "\t",
        "\n",
        "\r",
        "${",
        "'''",
        "\"\"\"",
        "a",
        "\u{7f}",
    ];
    let pieces = prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..12);
    pieces.prop_map(|pieces| format!("$context.requestId {}", pieces.concat()))
}

/// A value in quotes; nothing for one that cannot be written so: a backslash before a quote or a blank would protect it.
fn value_in_quotes(text: &str, quote: char) -> Option<String> {
    let protects = ["\\ ", "\\\"", "\\'"]
        .iter()
        .any(|pair| text.contains(pair));
    let is_plain = !protects && !text.ends_with('\\');
    is_plain.then(|| {
        format!(
            "{quote}{}{quote}",
            text.replace(quote, &format!("\\{quote}"))
        )
    })
}

/// A string of TOML of each kind; nothing where that kind cannot hold it.
fn toml_string(text: &str, kind: usize) -> Option<String> {
    let is_control = |c: char| c.is_control() && !matches!(c, '\t' | '\n');
    let escaped = || {
        let text = text
            .replace('\\', "\\\\")
            .replace('"', "\\\"")
            .replace('\r', "\\r");
        text.replace('\u{7f}', "\\u007F")
            .replace('😀', "\\U0001F600")
    };
    let is_literal = !text.contains(is_control);
    match kind {
        0 => Some(format!(
            "\"{}\"",
            escaped().replace('\n', "\\n").replace('\t', "\\t")
        )),
        1 => Some(format!("\"\"\"\n{}\"\"\"", escaped())),
        2 => Some(format!(
            "\"\"\"{}\\\n   \"\"\"",
            escaped().replace('\n', "\\n")
        )),
        3 => (is_literal && !text.contains(['\'', '\n'])).then(|| format!("'{text}'")),
        _ => (is_literal && !text.contains("'''")).then(|| format!("'''\n{text}'''")),
    }
}

fn runner(cases: u32) -> TestRunner {
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

#[test]
fn texts_come_out_of_every_kind_of_string() {
    let tried = std::cell::Cell::new(0);
    let quotes = prop::sample::select(vec!['"', '\'']);
    let cases = (texts(), quotes, 0..5_usize, any::<bool>());
    let result = runner(600).run(&cases, |(text, quote, kind, is_list)| {
        let value = value_in_quotes(&text, quote);
        let Some(string) = value.and_then(|value| toml_string(&format!("Log={value}"), kind))
        else {
            return Ok(());
        };
        let string = if is_list {
            format!("[\n  {string}, # \"\n]")
        } else {
            string
        };
        let file =
            format!("# é\n[p.deploy.parameters]\nparameter_overrides = {string}\nother = 1\n");
        let extraction = extract(&[("t.yaml", TEMPLATE), ("samconfig.toml", file.as_str())]);
        let found = extraction.formats.iter().map(|found| found.text.as_str());
        prop_assert_eq!(found.collect::<Vec<_>>(), [text.as_str()], "from {}", file);
        tried.set(tried.get() + 1);
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    assert!(tried.get() > 300, "{}", tried.get());
}

/// Any file at all: no panic, and every place is one.
#[test]
fn no_file_of_parameters_breaks_a_law() {
    let toml = "[p.deploy.parameters]\nparameter_overrides = [\"Log=$context.requestId\", 'A=b']\n[q.deploy.parameters]\nparameter_overrides = \"\"\"Log='$context.requestId' \\\n A=b\"\"\"\n";
    let json = r#"[{"ParameterKey": "Log", "ParameterValue": "$context.requestId"}, "Log=$context.requestId"]"#;
    let splices = [
        "",
        "\"",
        "'",
        "\\",
        "\\u12",
        "\\x",
        "\n",
        "[",
        "]",
        "=",
        "\"\"\"",
        "'''",
        "é",
        "ParameterKey=",
        ",ParameterValue=",
        "#",
        "{",
        "}",
    ];
    let splice = (
        any::<prop::sample::Index>(),
        0..4_usize,
        prop::sample::select(splices.to_vec()),
    );
    let cases = (any::<bool>(), prop::collection::vec(splice, 1..5));
    let result = runner(1000).run(&cases, |(is_toml, splices)| {
        let mut text: Vec<char> = if is_toml { toml } else { json }.chars().collect();
        for (at, len, new) in splices {
            let at = at.index(text.len() + 1);
            let end = (at + len).min(text.len());
            text.splice(at..end, new.chars());
        }
        let text: String = text.into_iter().collect();
        let name = if is_toml { "samconfig.toml" } else { "p.json" };
        extract(&[("t.yaml", TEMPLATE), (name, &text)]);
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}
