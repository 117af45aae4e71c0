//! A folder in, its formats out, each with its place and once.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::{Extraction, Found, Problem, ProblemKind, Sources, Unknown};
use gwfmt_core::api::ApiSet;
use gwfmt_core::model::Extent;
use gwfmt_core::span::SourceSpan;
use gwfmt_core::text::{FormatText, Origin};

use super::delivery;
use super::embedded::embedded;
use super::hit::{Hit, place_of};
use super::kinds::ignored_in_stage;
use super::modules::{new_in_module, unused};
use super::stages::{is_unknown, stage_hits};
use super::world::World;
use crate::reason::Reason;

pub(super) fn extract(folder: &str, values: Option<&str>, sources: &dyn Sources) -> Extraction {
    let values = values.map(|path| (folder, path));
    let world = World::new(sources, values);
    let Some(root) = world.root(folder) else {
        return Extraction::default();
    };
    let mut hits = Vec::new();
    for stage in &root.folder.stages {
        let work = || stage_hits(&world, &root, stage);
        hits.extend(world.budget.unit(work).0);
    }
    hits.extend(embedded(&world, &root));
    for module in 0..root.folder.modules.len() {
        hits.extend(new_in_module(&world, &root, module));
    }
    hits.extend(unused(&world, &root));
    let mut problems = root.folder.problems.clone();
    for stage in &root.folder.stages {
        problems.extend(ignored_in_stage(stage.kind, &stage.body));
    }
    problems.extend(world.problems());
    let mut extraction = Extraction {
        problems,
        ..settled(&world, hits)
    };
    delivery::add(&world, &root, &mut extraction);
    extraction
}

/// What was found, as formats with their places, and those of which nothing is known.
pub(super) fn settled(world: &World<'_>, hits: Vec<Hit>) -> Extraction {
    let (unknown, hits) = hits.into_iter().partition(|hit: &Hit| {
        is_unknown(&hit.text) && hit.faults.is_empty() && faults(world, &hit.text).is_empty()
    });
    Extraction {
        formats: settle(world, hits),
        unknown: settle_unknown(world, unknown),
        ..Extraction::default()
    }
}

/// The formats of which nothing is known. What a call leaves unknown stands where the call says it.
fn settle_unknown(world: &World<'_>, hits: Vec<Hit>) -> Vec<Unknown> {
    let unknown = hits.into_iter().map(|hit| {
        let hole = hit
            .text
            .holes()
            .next()
            .map_or(hit.place, |(_, place)| place);
        let reason = world
            .reason(hole)
            .unwrap_or_else(|| Reason::not_computed("gwfmt does not compute this expression"));
        let mut via = hit.calls;
        let mut place = hit.place;
        if !via.is_empty() {
            via.insert(0, place);
            place = hole;
        }
        Unknown {
            address: hit.address,
            place,
            via,
            why: reason.why,
            reason: reason.text,
        }
    });
    let mut unknown: Vec<Unknown> = unknown.collect();
    unknown.sort_by(|a, b| (a.place, &a.address).cmp(&(b.place, &b.address)));
    unknown.dedup_by(|a, b| (a.place, &a.address) == (b.place, &b.address));
    unknown
}

/// References to `context` that Terraform takes for a resource.
fn faults(world: &World<'_>, text: &FormatText) -> Vec<Problem> {
    const WORD: &str = "context.";
    let places: BTreeSet<SourceSpan> = text.holes().map(|(_, place)| place).collect();
    let faults = places.into_iter().filter_map(|place| {
        let path = world.context_at(place)?;
        let bare = WORD.len() + path.len();
        let (written, fix) = if place.span.len() > bare {
            (format!("${{{WORD}{path}}}"), format!("${WORD}{path}"))
        } else {
            (format!("{WORD}{path}"), format!("\"${WORD}{path}\""))
        };
        let message = format!("`{written}` refers to a resource that is not declared");
        let fix = (place.span.len() == bare || place.span.len() == written.len()).then_some(fix);
        Some(Problem {
            fix,
            ..Problem::new(ProblemKind::Interpolated, place, message)
        })
    });
    faults.collect()
}

/// Settles the places, and drops what is there twice, and what a stage would have if it were not switched off, where another
/// instance of it is on and has the same.
fn settle(world: &World<'_>, mut hits: Vec<Hit>) -> Vec<Found> {
    let own = |hit: &Hit| (hit.place, hit.text.as_str().to_owned());
    let on: BTreeSet<_> = hits.iter().filter(|hit| !hit.is_off).map(own).collect();
    hits.retain(|hit| !hit.is_off || !on.contains(&own(hit)));
    let definitions = world.definitions();
    let mut formats: Vec<Found> = Vec::new();
    let mut known: BTreeMap<(SourceSpan, Extent, ApiSet, String, String), usize> = BTreeMap::new();
    let mut twins: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for hit in hits {
        let place = place_of(&hit.text, hit.place, &definitions);
        let mut via = hit.calls;
        if place != hit.place {
            via.insert(0, hit.place);
        }
        let text = hit.text.as_str().to_owned();
        let key = (place, hit.extent, hit.api, text, hit.address.clone());
        if let Some(same) = known.get(&key).and_then(|&at| formats.get_mut(at)) {
            same.via.extend(via);
            continue;
        }
        known.insert(key, formats.len());
        let twin = twins.entry(hit.address.clone()).or_default();
        twin.push(formats.len());
        formats.push(Found {
            address: match twin.len() {
                1 => hit.address,
                n => format!("{}~{n}", hit.address),
            },
            remarks: remarks(&hit.text),
            faults: [hit.faults, faults(world, &hit.text)].concat(),
            text: Rc::unwrap_or_clone(hit.text),
            extent: hit.extent,
            api: hit.api,
            receiver: None,
            place,
            via,
        });
    }
    for at in twins.values().filter(|twin| twin.len() > 1).flatten() {
        if let Some(found) = formats.get_mut(*at) {
            let remark = "one of several possible formats of the stage";
            found.remarks.push(remark.to_owned());
        }
    }
    formats.sort_by(|a, b| (a.place, &a.address).cmp(&(b.place, &b.address)));
    formats
}

fn remarks(text: &FormatText) -> Vec<String> {
    let mut remarks = Vec::new();
    let written = |needle| {
        text.spans().any(|(span, origin)| {
            matches!(origin, Origin::Written(_)) && text.as_str()[span.range()].contains(needle)
        })
    };
    if written('{') {
        remarks.push("jsonencode writes the keys in alphabetical order".to_owned());
    }
    let broken = text.spans().any(|(span, origin)| {
        matches!(origin, Origin::Verbatim { .. }) && text.as_str()[span.range()].contains('\n')
    });
    if broken {
        remarks.push("a heredoc keeps its line breaks".to_owned());
    }
    remarks
}

#[cfg(test)]
mod tests {
    use gwfmt_core::api::{Api, ApiSet};

    use crate::hcl::fixture::{Files, text_of};

    const STAGE: &str = "resource \"aws_api_gateway_stage\" \"s\" {\n access_log_settings {\n format = var.log_format\n }\n}\n";

    #[test]
    fn finds_the_settings_of_stages_in_every_form() {
        for settings in [
            "access_log_settings {\n format = \"$context.path\"\n }",
            "access_log_settings = { format = \"$context.path\" }",
            "access_log_settings = [{ format = \"$context.path\" }]",
            "dynamic \"access_log_settings\" {\n for_each = [\"$context.path\"]\n content {\n format = access_log_settings.value\n }\n }",
            "dynamic \"access_log_settings\" {\n for_each = { \"$context.path\" = 1 }\n iterator = it\n content {\n format = it.key\n }\n }",
            "dynamic \"access_log_settings\" {\n for_each = var.on ? [{ format = \"$context.path\" }] : []\n content {\n format = access_log_settings.value.format\n }\n }",
            "dynamic \"access_log_settings\" {\n for_each = false ? [{ format = \"$context.path\" }] : []\n content {\n format = access_log_settings.value.format\n }\n }",
            "dynamic \"access_log_settings\" {\n for_each = var.some\n content {\n format = \"$context.path\"\n }\n }",
            "for_each = { a = \"$context.path\" }\n access_log_settings {\n format = each.value\n }",
            "for_each = toset([\"$context.path\"])\n access_log_settings {\n format = each.key\n }",
            "count = 0\n access_log_settings {\n format = \"$context.path\"\n }",
        ] {
            let text = format!("resource \"aws_api_gateway_stage\" \"s\" {{\n {settings}\n}}\n");
            let lines = Files(&[("main.tf", &text)]).lines("");
            assert_eq!(
                lines,
                ["aws_api_gateway_stage.s rest $context.path"],
                "{settings}"
            );
        }
    }

    #[test]
    fn a_format_of_which_nothing_is_known_is_named_with_its_reason() {
        let empty: [&str; 0] = [];
        for (format, more, reason) in [
            ("var.f", "", "there is no variable `f`"),
            (
                "var.f",
                "variable \"f\" {}",
                "the variable `f` has no default",
            ),
            (
                "var.f",
                "variable \"f\" {\n default = null\n}",
                "it is null by default",
            ),
            (
                "replace(local.f, \"\\n\", \"\")",
                "variable \"f\" {}\nlocals {\n f = var.f\n}",
                "the variable `f` has no default",
            ),
            (
                "\"${var.f}${local.g}\"",
                "locals {\n g = var.f\n}",
                "there is no variable `f`",
            ),
            ("file(\"no.txt\")", "", "the file `no.txt` cannot be read"),
            (
                "module.m.f",
                "module \"m\" {\n source = \"a/b/c\"\n}",
                "the module `m` is not in the repository, and gwfmt does not read it",
            ),
            ("data.a.b.c", "", "`data.a.b` is read during deployment"),
            ("aws_x.y.z", "", "`aws_x.y` is known only after deployment"),
            ("sha256(\"x\")", "", "gwfmt does not compute `sha256`"),
            (
                "var.a ? var.f : null",
                "variable \"f\" {}",
                "the variable `f` has no default",
            ),
        ] {
            let text = STAGE.replace("var.log_format", format) + more;
            let files = Files(&[("main.tf", &text)]);
            assert_eq!(files.lines(""), empty, "{format}");
            let unknown = files.extract("").unknown;
            assert_eq!(unknown.len(), 1, "{format}");
            assert_eq!(unknown[0].address, "aws_api_gateway_stage.s");
            assert_eq!(unknown[0].reason, reason, "{format}");
            assert_eq!(files.at(unknown[0].place), format);
        }
    }

    #[test]
    fn a_stage_that_is_switched_off_leaves_nothing_unknown() {
        for off in [
            "count = 0\n access_log_settings {\n format = var.f\n }",
            "dynamic \"access_log_settings\" {\n for_each = var.f == null ? [] : [1]\n content {\n format = var.f\n }\n }",
        ] {
            let text = format!(
                "resource \"aws_api_gateway_stage\" \"s\" {{\n {off}\n}}\nvariable \"f\" {{\n default = null\n}}\n"
            );
            assert_eq!(
                Files(&[("main.tf", &text)]).extract("").unknown,
                [],
                "{off}"
            );
        }
    }

    #[test]
    fn a_stage_without_settings_is_not_judged_where_another_of_its_module_has_them() {
        let child = "variable \"kind\" {\n}\nvariable \"logs\" {\n default = []\n}\nresource \"aws_apigatewayv2_api\" \"a\" {\n protocol_type = var.kind\n}\nresource \"aws_apigatewayv2_stage\" \"s\" {\n api_id = aws_apigatewayv2_api.a.id\n dynamic \"access_log_settings\" {\n for_each = var.logs\n content {\n format = \"$context.httpMethod\"\n }\n }\n}\n";
        let call = |name, kind, logs| {
            format!(
                "module \"{name}\" {{\n source = \"./child\"\n kind = \"{kind}\"\n logs = {logs}\n}}\n"
            )
        };
        let apis = |root: &str| {
            let files = Files(&[("main.tf", root), ("child/main.tf", child)]);
            let formats = files.extract("").formats;
            formats.iter().map(|found| found.api).collect::<Vec<_>>()
        };
        let on = call("h", "HTTP", "[1]");
        let off = call("w", "WEBSOCKET", "[]");
        assert_eq!(apis(&(on + &off)), [ApiSet::one(Api::Http)]);
        // a switch can be turned
        assert_eq!(apis(&off), [ApiSet::one(Api::WebSocket)]);
    }

    #[test]
    fn what_a_call_leaves_unknown_stands_in_the_call() {
        let child = "variable \"log_format\" {}\n".to_owned() + STAGE;
        let root = "module \"m\" {\n source = \"./child\"\n log_format = data.a.b.c\n}\nmodule \"n\" {\n source = \"./child\"\n}\n";
        let files = Files(&[("main.tf", root), ("child/main.tf", &child)]);
        let [unknown] = &files.extract("").unknown[..] else {
            panic!("not one");
        };
        assert_eq!(unknown.address, "module.m.aws_api_gateway_stage.s");
        assert_eq!(files.at(unknown.place), "data.a.b.c");
        let [alone] = &files.extract("child").unknown[..] else {
            panic!("not one");
        };
        assert!(unknown.via.contains(&alone.place));
    }

    #[test]
    fn context_in_braces_is_a_fault_with_a_fix() {
        let faults = |format: &str| -> Vec<(String, Option<String>)> {
            let text = STAGE.replace("var.log_format", format);
            let files = Files(&[("main.tf", &text)]);
            let found = files.extract("");
            assert_eq!((found.formats.len(), found.unknown.len()), (1, 0));
            let faults = found.formats[0].faults.iter();
            faults
                .map(|fault| (files.at(fault.place).to_owned(), fault.fix.clone()))
                .collect()
        };
        let fault = |place: &str, fix: &str| (place.to_owned(), Some(fix.to_owned()));
        let path = fault("${context.identity.sourceIp}", "$context.identity.sourceIp");
        assert_eq!(
            faults("\"$context.path ${context.identity.sourceIp}\""),
            std::slice::from_ref(&path)
        );
        assert_eq!(
            faults("<<E\n$context.path ${context.identity.sourceIp}\nE\n"),
            std::slice::from_ref(&path)
        );
        assert_eq!(
            faults("jsonencode({ a = \"${context.identity.sourceIp}\", b = context.path })"),
            [path, fault("context.path", "\"$context.path\"")]
        );
        assert_eq!(faults("\"${context.path}\"").len(), 1);
        for other in [
            "\"$${context.path}\"",
            "join(\" \", [for context in [{ path = \"a\" }] : context.path])",
        ] {
            assert_eq!(faults(other), [], "{other}");
        }
    }

    #[test]
    fn instances_are_named_where_their_formats_differ() {
        let stage = |values: &str| {
            let text = format!(
                "resource \"aws_api_gateway_stage\" \"s\" {{\n for_each = {values}\n access_log_settings {{\n format = each.value\n }}\n}}\n"
            );
            Files(&[("main.tf", &text)]).lines("")
        };
        assert_eq!(
            stage("{ a = \"$context.a\", b = \"$context.b\" }"),
            [
                "aws_api_gateway_stage.s[\"a\"] rest $context.a",
                "aws_api_gateway_stage.s[\"b\"] rest $context.b"
            ]
        );
        assert_eq!(
            stage("{ a = \"$context.a\", b = \"$context.a\" }"),
            ["aws_api_gateway_stage.s rest $context.a"]
        );
    }

    #[test]
    fn takes_the_type_of_the_api_from_its_protocol() {
        let api = |id: &str, more: &str| {
            let text = format!(
                "resource \"aws_apigatewayv2_stage\" \"s\" {{\n api_id = {id}\n access_log_settings {{\n format = \"$context.path\"\n }}\n}}\n{more}"
            );
            let lines = Files(&[("main.tf", &text)]).lines("");
            lines[0]
                .replace("aws_apigatewayv2_stage.s ", "")
                .replace(" $context.path", "")
        };
        let web = "resource \"aws_apigatewayv2_api\" \"a\" {\n protocol_type = var.p\n}\nvariable \"p\" {\n default = \"WEBSOCKET\"\n}\n";
        for id in [
            "aws_apigatewayv2_api.a.id",
            "aws_apigatewayv2_api.a[0].id",
            "one(aws_apigatewayv2_api.a[*].id)",
            "join(\"\", aws_apigatewayv2_api.a.*.id)",
            "try(aws_apigatewayv2_api.a[0].id, null)",
            "var.x ? aws_apigatewayv2_api.a.id : null",
            "local.id",
        ] {
            let local = "locals {\n id = aws_apigatewayv2_api.a.id\n}\n";
            assert_eq!(api(id, &format!("{web}{local}")), "websocket", "{id}");
        }
        assert_eq!(
            api(
                "aws_apigatewayv2_api.a.id",
                &web.replace("WEBSOCKET", "HTTP")
            ),
            "http"
        );
        assert_eq!(api("var.id", web), "http or websocket");
        let module = "module \"g\" {\n source = \"terraform-aws-modules/apigateway-v2/aws\"\n}\n";
        assert_eq!(api("module.g.api_id", module), "http");
    }

    #[test]
    fn a_default_is_judged_after_what_the_stage_does_to_it() {
        let files = Files(&[
            (
                "main.tf",
                "resource \"aws_api_gateway_stage\" \"s\" {\n access_log_settings {\n format = replace(var.log_format, \"\\n\", \"\")\n }\n}\n",
            ),
            (
                "variables.tf",
                "variable \"log_format\" {\n default = <<EOF\n{\n$context.path\n}\nEOF\n}\n",
            ),
        ]);
        let found = files.extract("");
        let [format] = found.formats.as_slice() else {
            panic!("{:?}", found.formats);
        };
        assert_eq!(format.text.as_str(), "{$context.path}");
        assert_eq!(files.at(format.place), "<<EOF\n{\n$context.path\n}\nEOF");
        assert!(files.at(format.via[0]).starts_with("replace("));
    }

    #[test]
    fn given_values_win_over_defaults_in_the_order_of_terraform() {
        let default = "variable \"log_format\" {\n default = \"$context.default\"\n}\n";
        let mut files = vec![("main.tf", STAGE), ("v.tf", default)];
        for (name, text, expected) in [
            ("v2.tf", "", "default"),
            (
                "terraform.tfvars",
                "log_format = \"$context.given\"",
                "given",
            ),
            ("b.auto.tfvars", "log_format = \"$context.b\"", "b"),
            ("a.auto.tfvars", "log_format = \"$context.a\"", "b"),
            (
                "v_override.tf",
                "variable \"log_format\" {\n default = \"$context.o\"\n}\n",
                "b",
            ),
        ] {
            files.push((name, text));
            let lines = Files(&files).lines("");
            let expected = format!("aws_api_gateway_stage.s rest $context.{expected}");
            assert_eq!(lines, [expected], "{name}");
        }
    }

    #[test]
    fn an_override_file_changes_only_what_it_names() {
        let text = "resource \"aws_api_gateway_stage\" \"s\" {\n access_log_settings {\n format = \"$context.path\"\n }\n}\n";
        let files = Files(&[("main.tf", STAGE), ("override.tf", text)]);
        assert_eq!(
            files.lines(""),
            ["aws_api_gateway_stage.s rest $context.path"]
        );
        let files = Files(&[("a.tf", STAGE), ("a.tofu", text)]);
        assert_eq!(
            files.lines(""),
            ["aws_api_gateway_stage.s rest $context.path"]
        );
    }

    #[test]
    fn every_side_of_an_unknown_condition_is_looked_at() {
        let text = "resource \"aws_api_gateway_stage\" \"s\" {\n access_log_settings {\n format = replace(var.own != null ? var.own : var.x ? \"$context\\n.a\" : \"$context\\n.b\", \"\\n\", \"\")\n }\n}\nvariable \"own\" {}\nvariable \"x\" {}\n";
        assert_eq!(
            Files(&[("main.tf", text)]).lines(""),
            [
                "aws_api_gateway_stage.s rest $context.a",
                "aws_api_gateway_stage.s~2 rest $context.b"
            ]
        );
        for found in Files(&[("main.tf", text)]).extract("").formats {
            assert_eq!(
                found.remarks,
                ["one of several possible formats of the stage"]
            );
        }
    }

    #[test]
    fn an_optional_attribute_may_be_missing() {
        let more = "variable \"c\" {\n type = object({ format = optional(string), kind = optional(string, \"$context.stage\") })\n default = {}\n}\n";
        let value = "coalesce(var.c.format, \"$context.path ${var.c.kind}\")";
        assert_eq!(text_of(value, more), "$context.path $context.stage");
    }

    #[test]
    fn inputs_of_modules_that_lie_elsewhere_are_found_by_their_names() {
        let text = r#"
module "a" {
  source                           = "terraform-aws-modules/apigateway-v2/aws"
  default_stage_access_log_format  = "$context.a"
  stage_access_log_settings        = { format = "$context.b", destination_arn = "x" }
  request_parameters               = { "overwrite:header.logformat" = "$context.requestId" }
  response_template_format         = "$context.c"
  integrations                     = { "POST /logs" = { request_templates = "$context.d" } }
}
module "w" {
  source        = "terraform-aws-modules/apigateway-v2/aws"
  protocol_type = "WEBSOCKET"
  log_format    = local.shared
}
module "o" {
  source     = "example/other/aws"
  log_format = { b = "$context.e", a = 1 }
  log_formatter = "json"
}
locals {
  shared = "$context.f"
}
"#;
        assert_eq!(
            Files(&[("main.tf", text)]).lines(""),
            [
                "module.a.default_stage_access_log_format http $context.a",
                "module.a.stage_access_log_settings.format http $context.b",
                "module.o.log_format.b unknown $context.e",
                "module.w.log_format websocket $context.f",
            ]
        );
    }

    /// Extent, address and text of what the folder holds.
    fn extents(files: &[(&str, &str)]) -> Vec<String> {
        let formats = Files(files).extract("").formats.into_iter();
        let line = |found: crate::Found| {
            format!(
                "{} {} {}",
                found.extent.name(),
                found.address,
                found.text.as_str()
            )
        };
        formats.map(line).collect()
    }

    #[test]
    fn what_goes_out_of_sight_is_a_part_of_a_format() {
        let unread = |input: &str| {
            let text = format!("module \"m\" {{\n source = \"a/b/c\"\n {input}\n}}\n");
            extents(&[("main.tf", &text)])
        };
        assert_eq!(
            unread("access_log_format = \"$context.a\""),
            ["part module.m.access_log_format $context.a"]
        );
        assert_eq!(
            unread("access_log_format_fields = [\"$context.a\", \"x\", \"$context.b\"]"),
            [
                "part module.m.access_log_format_fields[0] $context.a",
                "part module.m.access_log_format_fields[2] $context.b"
            ]
        );
        assert_eq!(
            unread("log_formats = { json = \"$context.a\", clf = [\"$context.b\"] }"),
            [
                "part module.m.log_formats.clf[0] $context.b",
                "part module.m.log_formats.json $context.a"
            ]
        );
        assert_eq!(
            unread("log_format = { b = \"$context.a\", a = \"$context.b.c\" }"),
            ["part module.m.log_format {\"a\":\"$context.b.c\",\"b\":\"$context.a\"}"]
        );
        assert_eq!(
            unread("log_formats = { json = \"{$context.a}\", clf = \"$context.b\" }"),
            [
                "part module.m.log_formats.clf $context.b",
                "part module.m.log_formats.json {$context.a}"
            ]
        );
        assert_eq!(
            unread("log_format = [for n in [\"a\", \"b\"] : \"$context.${n}\"]"),
            [
                "part module.m.log_format[0] $context.a",
                "part module.m.log_format[1] $context.b"
            ]
        );
        for other in [
            "catalog_format",
            "log_information",
            "blog_formats",
            "login_format",
        ] {
            assert_eq!(
                unread(&format!("{other} = \"$context.a\"")),
                [""; 0],
                "{other}"
            );
        }
        for name in ["accessLogFormat", "log-format", "apigw_access_logs_format"] {
            assert_eq!(
                unread(&format!("{name} = \"$context.a\"")).len(),
                1,
                "{name}"
            );
        }
    }

    #[test]
    fn a_module_in_sight_that_hands_its_input_on_shows_a_part_too() {
        let root = "module \"m\" {\n source = \"./inner\"\n text = \"$context.a\"\n}\n";
        let inner = "variable \"text\" {}\nmodule \"n\" {\n source = \"git::https://example.com/x\"\n log_format = \"${var.text}\\n\"\n}\n";
        assert_eq!(
            extents(&[("main.tf", root), ("inner/main.tf", inner)]),
            ["part module.m.module.n.log_format $context.a\n"]
        );
        // a resource that is not read takes it: what it makes of it is not in sight either
        let inner = "variable \"log_format\" {}\nresource \"other_stage\" \"n\" {\n x = var.log_format\n}\n";
        let root = root.replace("text =", "log_format =");
        assert_eq!(
            extents(&[("main.tf", &root), ("inner/main.tf", inner)]),
            ["part module.m.log_format $context.a"]
        );
        let stage = STAGE.to_owned() + "variable \"log_format\" {}\n";
        assert_eq!(
            extents(&[("main.tf", &root), ("inner/main.tf", &stage)]),
            ["whole module.m.aws_api_gateway_stage.s $context.a"]
        );
        assert_eq!(
            extents(&[(
                "main.tf",
                "locals {\n log_format = \"$context.a\"\n}\nresource \"other_stage\" \"n\" {\n x = local.log_format\n}\n"
            )]),
            ["part local.log_format $context.a"]
        );
    }

    #[test]
    fn a_local_module_shows_what_becomes_of_its_inputs() {
        let child = "variable \"log_format\" {\n default = \"$context.default\"\n}\nvariable \"other_log_format\" {}\nresource \"aws_api_gateway_stage\" \"s\" {\n access_log_settings {\n format = replace(var.log_format, \" \", \"\")\n }\n}\nresource \"aws_api_gateway_stage\" \"own\" {\n access_log_settings {\n format = \"$context.own\"\n }\n}\n";
        let root = "module \"m\" {\n source = \"./child\"\n log_format = \"$context. path\"\n other_log_format = \"$context.other\"\n}\nmodule \"n\" {\n source = \"./child\"\n}\n";
        let files = Files(&[("main.tf", root), ("child/main.tf", child)]);
        assert_eq!(
            files.lines(""),
            [
                "module.m.aws_api_gateway_stage.s rest $context.path",
                "module.m.other_log_format unknown $context.other",
            ]
        );
        assert_eq!(
            files.at(files.extract("").formats[0].place),
            "\"$context. path\""
        );
        assert_eq!(
            files.lines("child"),
            [
                "aws_api_gateway_stage.s rest $context.default",
                "aws_api_gateway_stage.own rest $context.own"
            ]
        );
    }

    #[test]
    fn a_module_hands_its_values_on() {
        let files = Files(&[
            (
                "main.tf",
                "module \"f\" {\n source = \"./f\"\n}\nmodule \"g\" {\n source = \"./g\"\n}\nresource \"aws_apigatewayv2_stage\" \"s\" {\n api_id = module.g.id\n access_log_settings {\n format = module.f.format\n }\n}\n",
            ),
            (
                "f/main.tf",
                "output \"format\" {\n value = file(\"${path.module}/format.txt\")\n}\n",
            ),
            ("f/format.txt", "$context.path"),
            (
                "g/main.tf",
                "resource \"aws_apigatewayv2_api\" \"a\" {\n protocol_type = \"HTTP\"\n}\noutput \"id\" {\n value = aws_apigatewayv2_api.a.id\n}\n",
            ),
        ]);
        assert_eq!(
            files.lines(""),
            ["aws_apigatewayv2_stage.s http $context.path"]
        );
    }

    #[test]
    fn template_files_are_filled_in() {
        let stage = "resource \"aws_api_gateway_stage\" \"s\" {\n access_log_settings {\n format = templatefile(\"t/log.tpl\", { who = \"$context.path\", list = [\"a\", \"b\"] })\n }\n}\n";
        let files = Files(&[
            ("x/main.tf", stage),
            (
                "x/t/log.tpl",
                "<${who}%{ for l in list ~}\n $${l}=${l}\n%{~ endfor }>",
            ),
        ]);
        assert_eq!(
            files.lines("x"),
            ["aws_api_gateway_stage.s rest <$context.path ${l}=a ${l}=b>"]
        );
    }

    #[test]
    fn unused_defaults_and_locals_are_found_by_their_names() {
        let text = "locals {\n access_log_format = \"$context.path\"\n other = \"$context.no\"\n nested = { log = { format = \"$context.stage\" } }\n}\nvariable \"log_format_map\" {\n default = { b = \"$context.b\" }\n}\n";
        assert_eq!(
            Files(&[("main.tf", text)]).lines(""),
            [
                "local.access_log_format unknown $context.path",
                "local.nested.log.format unknown $context.stage",
                "var.log_format_map.b unknown $context.b",
            ]
        );
    }

    #[test]
    fn a_format_that_two_stages_share_has_two_addresses() {
        let text = format!(
            "{STAGE}{}variable \"log_format\" {{\n default = \"$context.path\"\n}}\n",
            STAGE.replace("\"s\"", "\"t\"")
        );
        let files = Files(&[("main.tf", &text)]);
        assert_eq!(
            files.lines(""),
            [
                "aws_api_gateway_stage.s rest $context.path",
                "aws_api_gateway_stage.t rest $context.path"
            ]
        );
        let formats = files.extract("").formats;
        assert_eq!(formats[0].place, formats[1].place);
        assert_ne!(formats[0].via, formats[1].via);
    }

    #[test]
    fn remarks_tell_how_the_text_was_made() {
        let text = STAGE.replace(
            "var.log_format",
            "jsonencode({ b = <<E\n$context.path\nE\n})",
        );
        let found = Files(&[("main.tf", &text)]).extract("");
        assert_eq!(
            found.formats[0].remarks,
            ["jsonencode writes the keys in alphabetical order"]
        );
        let text = STAGE.replace("var.log_format", "<<E\n$context.path\nE\n");
        let found = Files(&[("main.tf", &text)]).extract("");
        assert_eq!(
            found.formats[0].remarks,
            ["a heredoc keeps its line breaks"]
        );
    }
}
