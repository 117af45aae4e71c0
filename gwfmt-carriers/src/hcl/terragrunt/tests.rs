//! Whole repositories of Terragrunt, in memory.

use super::CARRIER;
use crate::Extraction;
use crate::Sources as _;
use crate::carrier::{self, Input};
use crate::fixture::Files;

const MODULE: &str = r#"
variable "log_format" {
  type    = string
  default = "$context.default"
}
variable "api_id" {
  default = ""
}
resource "aws_apigatewayv2_stage" "s" {
  api_id = var.api_id
  access_log_settings {
    format = replace(var.log_format, "\n", "")
  }
}
"#;

fn extract(files: &Files<'_>, path: &str) -> Extraction {
    let (source, text) = files.read(path).unwrap();
    let input = Input {
        path,
        source,
        text: &text,
        sources: files,
    };
    let (_, found) = carrier::read([&CARRIER], &input).unwrap();
    files.check(&found);
    found
}

/// `address api extent text` and the place for each format.
fn lines(files: &[(&str, &str)], path: &str) -> Vec<String> {
    let files = Files(files);
    let found = extract(&files, path);
    assert_eq!(found.problems, []);
    let line = |one: &crate::Found| {
        let text = one.text.as_str().replace(gwfmt_core::text::HOLE, "_");
        let (address, api, extent) = (&one.address, one.api, one.extent.name());
        format!("{address} {api} {extent} {text} at {}", files.at(one.place))
    };
    found.formats.iter().map(line).collect()
}

/// What a unit with these lines gives to the module's stage.
fn given(unit: &str, more: &[(&str, &str)]) -> Vec<String> {
    let mut files = vec![
        ("live/prod/api/terragrunt.hcl", unit),
        ("modules/api/main.tf", MODULE),
    ];
    files.extend(more);
    let found = Files(&files);
    let found = extract(&found, "live/prod/api/terragrunt.hcl");
    assert_eq!(found.problems, []);
    let text = |one: &crate::Found| one.text.as_str().replace(gwfmt_core::text::HOLE, "_");
    found.formats.iter().map(text).collect()
}

const SOURCE: &str = "terraform {\n source = \"../../../modules/api\"\n}\n";

#[test]
fn an_input_is_a_value_of_the_modules_variable() {
    let unit = SOURCE.to_owned() + "inputs = {\n log_format = \"$context.path\"\n}\n";
    let files = [
        ("live/prod/api/terragrunt.hcl", unit.as_str()),
        ("modules/api/main.tf", MODULE),
    ];
    assert_eq!(
        lines(&files, "live/prod/api/terragrunt.hcl"),
        ["aws_apigatewayv2_stage.s http or websocket whole $context.path at \"$context.path\""]
    );
    let found = extract(&Files(&files), "live/prod/api/terragrunt.hcl");
    let via = found.formats[0].via.iter();
    let via: Vec<_> = via
        .map(|place| Files(&files).at(*place).to_owned())
        .collect();
    assert_eq!(
        via,
        [
            "replace(var.log_format, \"\\n\", \"\")",
            "\"../../../modules/api\""
        ]
    );
}

#[test]
fn a_source_may_be_written_in_many_ways() {
    for source in [
        "../../../modules/api",
        "../../../modules//api",
        "../../..//modules/api",
        "${get_terragrunt_dir()}/../../../modules/api",
        "${get_repo_root()}/modules//api",
        "${get_path_to_repo_root()}/modules/api",
        "${dirname(find_in_parent_folders(\"root.hcl\"))}/modules/api",
        "${dirname(dirname(find_in_parent_folders(\"env.hcl\")))}/modules/api",
        "${find_in_parent_folders(\"modules\")}/api",
        "${get_parent_terragrunt_dir()}/modules/api",
        "${get_parent_terragrunt_dir(\"root\")}/modules/${basename(get_terragrunt_dir())}",
        "${path_relative_from_include()}/modules//api",
        "../../../modules/${basename(path_relative_to_include())}",
        "${include.root.locals.modules}/api",
        "${get_repo_root()}/modules//api?ref=v1",
    ] {
        let unit = format!(
            "include \"root\" {{\n path = find_in_parent_folders(\"root.hcl\")\n expose = true\n}}\nterraform {{\n source = \"{source}\"\n}}\ninputs = {{\n log_format = \"$context.path\"\n}}\n"
        );
        let more = [
            (
                "root.hcl",
                "locals {\n modules = \"${get_repo_root()}/modules\"\n}\n",
            ),
            ("live/env.hcl", ""),
        ];
        let mut files = vec![
            ("live/prod/api/terragrunt.hcl", unit.as_str()),
            ("modules/api/main.tf", MODULE),
        ];
        files.extend(more);
        let expected =
            "aws_apigatewayv2_stage.s http or websocket whole $context.path at \"$context.path\"";
        assert_eq!(
            lines(&files, "live/prod/api/terragrunt.hcl"),
            [expected],
            "{source}"
        );
    }
}

#[test]
fn a_unit_without_a_source_deploys_the_code_beside_it() {
    let files = [
        (
            "api/terragrunt.hcl",
            "inputs = {\n log_format = \"$context.path\"\n}\n",
        ),
        ("api/main.tf", MODULE),
    ];
    assert_eq!(
        lines(&files, "api/terragrunt.hcl"),
        ["aws_apigatewayv2_stage.s http or websocket whole $context.path at \"$context.path\""]
    );
}

#[test]
fn values_come_from_other_files() {
    let root = "include \"root\" {\n path = find_in_parent_folders(\"root.hcl\")\n}\n";
    for (unit, more, expected) in [
        // what the included file gives, and what wins over it
        (
            root.to_owned(),
            vec![("root.hcl", "inputs = {\n log_format = \"$context.root\"\n}\n")],
            "$context.root",
        ),
        (
            root.to_owned() + "inputs = {\n log_format = \"$context.own\"\n}\n",
            vec![("root.hcl", "inputs = {\n log_format = \"$context.root\"\n}\n")],
            "$context.own",
        ),
        (
            root.replace("\n}", "\n merge_strategy = \"no_merge\"\n}"),
            vec![("root.hcl", "inputs = {\n log_format = \"$context.root\"\n}\n")],
            "",
        ),
        (
            "include {\n path = find_in_parent_folders()\n expose = true\n}\ninputs = {\n log_format = include.locals.f\n}\n".to_owned(),
            vec![("terragrunt.hcl", "locals {\n f = \"$context.root\"\n}\n")],
            "$context.root",
        ),
        (
            root.to_owned() + "include \"env\" {\n path = \"${get_terragrunt_dir()}/../env.hcl\"\n}\n",
            vec![
                ("root.hcl", "inputs = {\n log_format = \"$context.root\"\n}\n"),
                ("live/prod/env.hcl", "inputs = {\n log_format = \"$context.env\"\n}\n"),
            ],
            "$context.env",
        ),
        (
            "locals {\n env = read_terragrunt_config(find_in_parent_folders(\"env.hcl\"))\n}\ninputs = {\n log_format = \"$context.stage ${local.env.locals.f}\"\n}\n".to_owned(),
            vec![("live/prod/env.hcl", "locals {\n f = \"$context.env\"\n}\n")],
            "$context.stage $context.env",
        ),
        (
            "locals {\n env = read_terragrunt_config(\"no.hcl\", { inputs = { f = \"$context.no\" } })\n}\ninputs = merge({ log_format = 1 }, local.nothing, { log_format = local.env.inputs.f })\n".to_owned(),
            vec![],
            "$context.no",
        ),
        (
            "locals {\n c = yamldecode(file(find_in_parent_folders(\"common.yaml\")))\n}\ninputs = local.c\n".to_owned(),
            vec![("live/common.yaml", "log_format: $context.yaml\n")],
            "$context.yaml",
        ),
        (
            "inputs = jsondecode(read_tfvars_file(find_in_parent_folders(\"c.tfvars\")))\n".to_owned(),
            vec![("live/c.tfvars", "log_format = \"$context.tfvars\"\n")],
            "$context.tfvars",
        ),
        // files are looked for beside the file that names them
        (
            root.to_owned(),
            vec![
                ("root.hcl", "inputs = {\n log_format = file(\"f.txt\")\n}\n"),
                ("f.txt", "$context.file"),
            ],
            "$context.file",
        ),
        (
            "inputs = {\n log_format = templatefile(\"${get_terragrunt_dir()}/f.tpl\", { a = get_env(\"A\", \"$context.a\") })\n}\n".to_owned(),
            vec![("live/prod/api/f.tpl", "$context.t ${a}")],
            "$context.t $context.a",
        ),
        (
            "inputs = {\n log_format = \"$context.a ${run_cmd(\"x\")} ${get_env(\"A\")}\"\n}\n".to_owned(),
            vec![],
            "$context.a _ _",
        ),
        (
            "feature \"f\" {\n default = \"$context.f\"\n}\ninputs = {\n log_format = feature.f.value\n}\n".to_owned(),
            vec![],
            "$context.f",
        ),
        (
            root.to_owned() + "inputs = {\n log_format = \"$context.a ${dependency.d.outputs.x}\"\n}\n",
            vec![("root.hcl", "locals {\n}\n")],
            "$context.a _",
        ),
    ] {
        let unit = SOURCE.to_owned() + &unit;
        let expected: Vec<&str> = [expected].into_iter().filter(|one| !one.is_empty()).collect();
        assert_eq!(given(&unit, &more), expected, "{unit}");
    }
}

#[test]
fn what_the_included_file_says_of_the_source_holds() {
    let unit = "include \"root\" {\n path = find_in_parent_folders(\"root.hcl\")\n}\ninclude \"common\" {\n path = \"${get_repo_root()}/_envcommon/api.hcl\"\n}\ninputs = {\n log_format = \"$context.path\"\n}\n";
    for source in [
        "${get_terragrunt_dir()}/../../../modules/api",
        "../../../modules/api",
        "${get_parent_terragrunt_dir()}/../modules/api",
        "${dirname(find_in_parent_folders(\"root.hcl\"))}/modules/api",
        "${path_relative_from_include()}/../modules/api",
        "${local.modules}/api",
    ] {
        let common = format!(
            "locals {{\n modules = \"${{get_repo_root()}}/modules\"\n}}\nterraform {{\n source = \"{source}\"\n}}\n"
        );
        let more = [("root.hcl", ""), ("_envcommon/api.hcl", common.as_str())];
        assert_eq!(given(unit, &more), ["$context.path"], "{source}");
    }
}

#[test]
fn inputs_may_be_merged_deeply() {
    let module = MODULE.replace(
        "replace(var.log_format, \"\\n\", \"\")",
        "jsonencode(var.log.fields)",
    ) + "variable \"log\" {}\n";
    let unit = SOURCE.to_owned()
        + "include \"root\" {\n path = find_in_parent_folders(\"root.hcl\")\n merge_strategy = \"deep\"\n}\ninputs = {\n log = {\n fields = {\n b = \"$context.status\"\n }\n }\n}\n";
    let root = "inputs = {\n log = {\n fields = {\n a = \"$context.path\"\n b = 1\n }\n }\n}\n";
    let files = Files(&[
        ("live/prod/api/terragrunt.hcl", &unit),
        ("modules/api/main.tf", &module),
        ("root.hcl", root),
    ]);
    let found = extract(&files, "live/prod/api/terragrunt.hcl");
    assert_eq!(
        found.formats[0].text.as_str(),
        "{\"a\":\"$context.path\",\"b\":\"$context.status\"}"
    );
}

#[test]
fn the_type_of_an_api_comes_from_another_unit() {
    for (protocol, expected) in [("HTTP", "http"), ("WEBSOCKET", "websocket")] {
        let unit = SOURCE.to_owned()
            + "dependency \"gateway\" {\n config_path = \"../gateway\"\n}\ninputs = {\n api_id = dependency.gateway.outputs.id\n log_format = \"$context.path\"\n}\n";
        let gateway = format!(
            "terraform {{\n source = \"../../../modules/gateway\"\n}}\ninputs = {{\n type = \"{protocol}\"\n}}\n"
        );
        let files = [
            ("live/prod/api/terragrunt.hcl", unit.as_str()),
            ("live/prod/gateway/terragrunt.hcl", gateway.as_str()),
            ("modules/api/main.tf", MODULE),
            (
                "modules/gateway/main.tf",
                "variable \"type\" {}\nresource \"aws_apigatewayv2_api\" \"a\" {\n protocol_type = var.type\n}\noutput \"id\" {\n value = aws_apigatewayv2_api.a.id\n}\n",
            ),
        ];
        assert_eq!(
            lines(&files, "live/prod/api/terragrunt.hcl"),
            [format!(
                "aws_apigatewayv2_stage.s {expected} whole $context.path at \"$context.path\""
            )]
        );
    }
}

#[test]
fn the_type_of_an_api_makes_a_difference_to_the_modules_own_format() {
    let unit = SOURCE.to_owned()
        + "dependency \"gateway\" {\n config_path = \"../gateway\"\n}\ninputs = {\n api_id = dependency.gateway.outputs.id\n}\n";
    let files = [
        ("live/prod/api/terragrunt.hcl", unit.as_str()),
        ("live/prod/gateway/terragrunt.hcl", "inputs = {\n}\n"),
        ("modules/api/main.tf", MODULE),
        (
            "live/prod/gateway/main.tf",
            "resource \"aws_apigatewayv2_api\" \"a\" {\n protocol_type = \"HTTP\"\n}\noutput \"id\" {\n value = aws_apigatewayv2_api.a.id\n}\n",
        ),
    ];
    assert_eq!(
        lines(&files, "live/prod/api/terragrunt.hcl"),
        ["aws_apigatewayv2_stage.s http whole $context.default at \"$context.default\""]
    );
}

#[test]
fn what_goes_to_a_module_that_is_not_in_sight_is_a_part() {
    for (source, expected) in [
        (
            "git::https://example.com/modules.git//api?ref=v1",
            "inputs.access_log_format unknown part $context.path at \"$context.path\"",
        ),
        (
            "tfr:///terraform-aws-modules/apigateway-v2/aws?version=5.0.0",
            "inputs.access_log_format http part $context.path at \"$context.path\"",
        ),
        (
            "github.com/example/modules//api",
            "inputs.access_log_format unknown part $context.path at \"$context.path\"",
        ),
    ] {
        let unit = format!(
            "terraform {{\n source = \"{source}\"\n}}\ninputs = {{\n access_log_format = \"$context.path\"\n other = \"$context.no\"\n}}\n"
        );
        assert_eq!(
            lines(&[("a/terragrunt.hcl", &unit)], "a/terragrunt.hcl"),
            [expected]
        );
    }
}

#[test]
fn what_cannot_be_followed_is_named() {
    for (unit, address, reason) in [
        (
            "terraform {\n source = \"../../../elsewhere\"\n}\ninputs = {\n log_format = \"$context.path\"\n}\n",
            "inputs",
            "the module `../../../elsewhere` is outside the repository, and gwfmt does not read it",
        ),
        (
            "terraform {\n source = \"${get_repo_root()}/no\"\n}\ninputs = {\n log_format = 1\n}\n",
            "inputs",
            "the folder `no` contains no Terraform file, and gwfmt does not read it",
        ),
        (
            "terraform {\n source = \"./m\"\n}\ngenerate \"x\" {\n contents = <<E\nresource \"aws_apigatewayv2_stage\" \"s\" {\n access_log_settings {\n }\n}\nE\n}\n",
            "generate.x",
            "gwfmt does not read code that Terragrunt generates",
        ),
    ] {
        let files = Files(&[("a/terragrunt.hcl", unit), ("a/m/main.tf", "")]);
        let found = extract(&files, "a/terragrunt.hcl");
        let [unknown] = found.unknown.as_slice() else {
            panic!("{unit}: {:?}", found.unknown);
        };
        assert_eq!(
            (unknown.address.as_str(), unknown.reason.as_str()),
            (address, reason)
        );
    }
}

#[test]
fn a_file_that_units_include_is_judged_in_them() {
    let unit =
        SOURCE.to_owned() + "include \"root\" {\n path = find_in_parent_folders(\"root.hcl\")\n}\n";
    let root = "inputs = {\n log_format = \"$context.path\"\n}\n";
    let files = [
        ("live/prod/api/terragrunt.hcl", unit.as_str()),
        ("live/prod/other/terragrunt.hcl", "inputs = {}\n"),
        ("modules/api/main.tf", MODULE),
        ("root.hcl", root),
    ];
    let expected =
        ["aws_apigatewayv2_stage.s http or websocket whole $context.path at \"$context.path\""];
    assert_eq!(lines(&files, "root.hcl"), expected);
    assert_eq!(lines(&files, "live/prod/api/terragrunt.hcl"), expected);
    // beside the units, and read by them
    let unit = unit.replace(
        "find_in_parent_folders(\"root.hcl\")",
        "\"${get_repo_root()}/_envcommon/api.hcl\"",
    );
    let files = [
        ("live/prod/api/terragrunt.hcl", unit.as_str()),
        ("modules/api/main.tf", MODULE),
        ("_envcommon/api.hcl", root),
    ];
    assert_eq!(lines(&files, "_envcommon/api.hcl"), expected);
    // by nobody
    assert_eq!(
        lines(&[("root.hcl", root)], "root.hcl"),
        ["inputs.log_format unknown part $context.path at \"$context.path\""]
    );
    assert_eq!(
        lines(
            &[(
                "root.hcl",
                "locals {\n access_log_format = \"$context.path\"\n}\n"
            )],
            "root.hcl"
        ),
        ["local.access_log_format unknown part $context.path at \"$context.path\""]
    );
}

#[test]
fn a_stack_gives_values_to_its_units() {
    let stack = r#"
locals {
  format = "$context.requestId a"
}
unit "api" {
  source = "../units/api"
  path   = "api"
  values = {
    log_format = local.format
  }
}
unit "other" {
  source = "git::https://example.com/units.git//api"
  path   = "other"
  values = { access_log_format = "$context.requestId other", name = "$context" }
}
stack "inner" {
  source = "${get_repo_root()}/stacks/inner"
  path   = "inner"
  values = {
    format = "$context.requestId inner"
  }
}
"#;
    let inner = "unit \"b\" {\n source = \"../../units/api\"\n path = \"b\"\n values = {\n log_format = values.format\n }\n}\n";
    let unit = "terraform {\n source = \"${get_repo_root()}/modules/api\"\n}\ninputs = {\n log_format = values.log_format\n}\n";
    let files = [
        ("live/terragrunt.stack.hcl", stack),
        ("stacks/inner/terragrunt.stack.hcl", inner),
        ("units/api/terragrunt.hcl", unit),
        ("modules/api/main.tf", MODULE),
    ];
    let mut found = lines(&files, "live/terragrunt.stack.hcl");
    found.sort();
    assert_eq!(
        found,
        [
            "aws_apigatewayv2_stage.s http or websocket whole $context.requestId a at \"$context.requestId a\"",
            "aws_apigatewayv2_stage.s~2 http or websocket whole $context.requestId inner at \"$context.requestId inner\"",
            "unit.other.values.access_log_format unknown part $context.requestId other at \"$context.requestId other\"",
        ]
    );
    // a stack of itself ends
    let round = "stack \"a\" {\n source = \".\"\n path = \"a\"\n values = {\n access_log_format = \"$context.path\"\n }\n}\n";
    assert_eq!(
        lines(&[("terragrunt.stack.hcl", round)], "terragrunt.stack.hcl"),
        [""; 0]
    );
}

/// Files that count how often one of them is read.
struct Counted<'a> {
    files: Files<'a>,
    path: &'a str,
    times: std::cell::Cell<usize>,
}

impl crate::Sources for Counted<'_> {
    fn read(&self, path: &str) -> Option<(gwfmt_core::span::SourceId, std::sync::Arc<str>)> {
        let is_it = path == self.path;
        self.times.set(self.times.get() + usize::from(is_it));
        self.files.read(path)
    }

    fn list(&self, folder: &str) -> Vec<String> {
        self.files.list(folder)
    }

    fn folders(&self, folder: &str) -> Vec<String> {
        self.files.folders(folder)
    }
}

/// Each of many files that units include has one of the many units: no more than that one is worked out for it.
#[test]
fn units_that_do_not_name_an_included_file_are_not_worked_out_for_it() {
    let common = "inputs = {\n log_format = \"$context.path\"\n}\n";
    let unit = |number: usize| {
        let own = format!(
            "include \"own\" {{\n path = \"${{get_repo_root()}}/_envcommon/c{number}.hcl\"\n}}\n"
        );
        let root = "include \"root\" {\n path = find_in_parent_folders(\"root.hcl\")\n}\n";
        SOURCE.to_owned() + root + &own
    };
    let mut owned = Vec::new();
    for number in 0..40 {
        owned.push((format!("live/prod/u{number}/terragrunt.hcl"), unit(number)));
        owned.push((format!("_envcommon/c{number}.hcl"), common.to_owned()));
    }
    let mut files = vec![
        ("modules/api/main.tf", MODULE),
        (
            "root.hcl",
            "locals {\n a = find_in_parent_folders(\"none.hcl\", \"\")\n}\n",
        ),
        ("none.hcl", ""),
    ];
    files.extend(
        owned
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str())),
    );
    let counted = Counted {
        files: Files(&files),
        path: "modules/api/main.tf",
        times: std::cell::Cell::default(),
    };
    let one = extract(&counted.files, "_envcommon/c7.hcl");
    let (source, text) = counted.read("_envcommon/c7.hcl").unwrap();
    let input = Input {
        path: "_envcommon/c7.hcl",
        source,
        text: &text,
        sources: &counted,
    };
    let (_, found) = carrier::read([&CARRIER], &input).unwrap();
    assert_eq!(found.formats.len(), 1);
    assert_eq!(found.formats[0].text, one.formats[0].text);
    assert_eq!(counted.times.get(), 1);
}

#[test]
fn other_files_are_not_taken() {
    for (path, text) in [
        ("policy.hcl", "path \"$context.x\" {\n}\n"),
        ("root.hcl", "inputs = {\n a = 1\n}\n"),
    ] {
        let files = Files(&[(path, text)]);
        let (source, text) = files.read(path).unwrap();
        let input = Input {
            path,
            source,
            text: &text,
            sources: &files,
        };
        assert!(carrier::read([&CARRIER], &input).is_none(), "{path}");
    }
    assert!((CARRIER.recognises)("inputs = {\n log_format = 1\n}\n"));
}

#[test]
fn a_mistake_has_its_place() {
    let files = Files(&[
        ("a/terragrunt.hcl", "inputs = {\n a = \n}\n"),
        ("a/main.tf", MODULE),
    ]);
    let found = extract(&files, "a/terragrunt.hcl");
    assert_eq!(found.problems.len(), 1);
}

#[test]
fn files_that_name_each_other_end() {
    let text = "include \"a\" {\n path = \"./b.hcl\"\n}\nlocals {\n a = read_terragrunt_config(\"terragrunt.hcl\")\n b = read_terragrunt_config(\"b.hcl\")\n}\ndependency \"d\" {\n config_path = \".\"\n}\nterraform {\n source = \"../m\"\n}\ninputs = merge(local.a.inputs, local.b.inputs, { log_format = \"$context.path ${dependency.d.outputs.x}\", api_id = dependency.d.outputs.y })\n";
    let files = Files(&[
        ("a/terragrunt.hcl", text),
        ("a/b.hcl", text),
        ("m/main.tf", MODULE),
    ]);
    let found = extract(&files, "a/terragrunt.hcl");
    let texts: Vec<&str> = found.formats.iter().map(|one| one.text.as_str()).collect();
    assert_eq!(texts, ["$context.path \u{FFFC}"]);
}
