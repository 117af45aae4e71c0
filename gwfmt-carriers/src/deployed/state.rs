//! Terraform's own JSON: `terraform show -json` of a plan or a state, and `terraform.tfstate`.

use std::collections::HashMap;

use gwfmt_core::api::{Api, ApiSet};
use gwfmt_core::limits::HCL_LEVELS;

use super::Document;
use crate::Extraction;
use crate::yaml::tree::NodeId;

/// The kinds of stages: the type of their API where it is the same for all, the key of their settings.
const STAGES: [(&str, Option<Api>, &str); 4] = [
    (
        "aws_api_gateway_stage",
        Some(Api::Rest),
        "access_log_settings",
    ),
    ("aws_apigatewayv2_stage", None, "access_log_settings"),
    (
        "awscc_apigateway_stage",
        Some(Api::Rest),
        "access_log_setting",
    ),
    ("awscc_apigatewayv2_stage", None, "access_log_settings"),
];

const APIS: [&str; 2] = ["aws_apigatewayv2_api", "awscc_apigatewayv2_api"];

pub(super) fn what(document: &Document<'_>) -> Option<&'static str> {
    let root = document.root();
    if document.has(root, &["format_version", "planned_values"]) {
        Some("a Terraform plan")
    } else if document.at(root, &["values", "root_module"]).is_some()
        && document.has(root, &["format_version"])
        || document.has(root, &["version", "terraform_version", "resources"])
    {
        Some("a Terraform state")
    } else {
        None
    }
}

/// Adds the formats; says whether the document is a plan or a state.
pub(super) fn formats(document: &Document<'_>, extraction: &mut Extraction) -> bool {
    let root = document.root();
    if what(document).is_none() {
        return false;
    }
    let mut all = Resources::default();
    if let Some(module) = document.at(root, &["planned_values", "root_module"]) {
        all.module(document, module, 0);
        if let Some(module) = document.at(root, &["configuration", "root_module"]) {
            all.references(document, module, "", 0);
        }
        all.is_plan = true;
    } else if let Some(module) = document.at(root, &["values", "root_module"]) {
        all.module(document, module, 0);
    } else {
        all.raw(document, root);
    }
    for stage in &all.stages {
        all.stage(document, stage, extraction);
    }
    true
}

/// A stage, its attributes and the key of its settings.
struct Stage {
    address: String,
    api: Option<Api>,
    attributes: NodeId,
    settings: &'static str,
}

/// What a plan or a state has of stages and of the APIs that they are of.
#[derive(Default)]
struct Resources<'a> {
    stages: Vec<Stage>,
    /// The types of APIs by their ids.
    by_id: HashMap<&'a str, Api>,
    /// The types of APIs by their addresses, without keys.
    by_address: HashMap<String, Api>,
    /// The addresses of the APIs that stages name, by those of the stages, without keys.
    api_of: HashMap<String, String>,
    is_plan: bool,
}

impl<'a> Resources<'a> {
    /// The resources of a module and of those within it.
    fn module(&mut self, document: &Document<'a>, module: NodeId, depth: u32) {
        for resource in document.items(module, "resources") {
            let address = document.word(resource, "address");
            let kind = document.word(resource, "type");
            let values = document.at(resource, &["values"]);
            if let (Some(address), Some(kind), Some(values)) = (address, kind, values) {
                self.resource(document, address.to_owned(), kind, values);
            }
        }
        if depth < HCL_LEVELS {
            for inner in document.items(module, "child_modules") {
                self.module(document, inner, depth + 1);
            }
        }
    }

    /// The resources of `terraform.tfstate`.
    fn raw(&mut self, document: &Document<'a>, root: NodeId) {
        for resource in document.items(root, "resources") {
            let (Some(kind), Some(name)) = (
                document.word(resource, "type"),
                document.word(resource, "name"),
            ) else {
                continue;
            };
            if document.word(resource, "mode") == Some("data") {
                continue;
            }
            let module = document.word(resource, "module");
            let module = module.map_or_else(String::new, |module| format!("{module}."));
            for instance in document.items(resource, "instances") {
                let Some(attributes) = document.at(instance, &["attributes"]) else {
                    continue;
                };
                let key = document.at(instance, &["index_key"]);
                let key = key.and_then(|key| Some((document.tree.word(key)?, document.place(key))));
                let key = key.map_or_else(String::new, |(key, place)| {
                    let is_text = document.text[place.span.range()].starts_with('"');
                    let quote = if is_text { "\"" } else { "" };
                    format!("[{quote}{key}{quote}]")
                });
                let address = format!("{module}{kind}.{name}{key}");
                self.resource(document, address, kind, attributes);
            }
        }
    }

    fn resource(
        &mut self,
        document: &Document<'a>,
        address: String,
        kind: &str,
        attributes: NodeId,
    ) {
        if APIS.contains(&kind) {
            let api = match document.word(attributes, "protocol_type") {
                Some("HTTP") => Api::Http,
                Some("WEBSOCKET") => Api::WebSocket,
                _ => return,
            };
            for id in ["id", "api_id"] {
                if let Some(id) = document.word(attributes, id) {
                    self.by_id.insert(id, api);
                }
            }
            self.by_address.insert(without_keys(&address), api);
        }
        let stage = STAGES.iter().find(|(known, ..)| *known == kind);
        if let Some((_, api, settings)) = stage {
            self.stages.push(Stage {
                address,
                api: *api,
                attributes,
                settings,
            });
        }
    }

    /// Which API each stage of the configuration names, where it names one of its own module.
    fn references(&mut self, document: &Document<'a>, module: NodeId, path: &str, depth: u32) {
        for resource in document.items(module, "resources") {
            let id = document.at(resource, &["expressions", "api_id"]);
            let (Some(address), Some(id)) = (document.word(resource, "address"), id) else {
                continue;
            };
            let references = document.items(id, "references").into_iter();
            let mut names = references.filter_map(|name| document.tree.word(name));
            let api = names.find_map(|name| {
                let (kind, rest) = name.split_once('.')?;
                let name = rest.split(['.', '[']).next()?;
                APIS.contains(&kind).then(|| format!("{path}{kind}.{name}"))
            });
            if let Some(api) = api {
                self.api_of.insert(format!("{path}{address}"), api);
            }
        }
        let calls = document.at(module, &["module_calls"]);
        let calls = calls.map_or_else(Vec::new, |calls| document.tree.entries(calls));
        for (name, call) in calls {
            let inner = document.at(call, &["module"]);
            if let (Some(name), Some(inner)) = (document.tree.word(name), inner)
                && depth < HCL_LEVELS
            {
                self.references(document, inner, &format!("{path}module.{name}."), depth + 1);
            }
        }
    }

    fn stage(&self, document: &Document<'a>, stage: &Stage, extraction: &mut Extraction) {
        let Some(settings) = document.at(stage.attributes, &[stage.settings]) else {
            return;
        };
        let api = stage.api.or_else(|| {
            let id = document.word(stage.attributes, "api_id");
            let by_id = id.and_then(|id| self.by_id.get(id));
            let named = || {
                self.by_address
                    .get(self.api_of.get(&without_keys(&stage.address))?)
            };
            by_id.or_else(named).copied()
        });
        let api = api.map_or(ApiSet::V2, ApiSet::one);
        let tree = document.tree;
        let all: Vec<NodeId> = if tree.is_sequence(settings) {
            tree.children(settings).collect()
        } else {
            vec![settings]
        };
        for settings in all
            .into_iter()
            .filter(|settings| tree.is_mapping(*settings))
        {
            match document.at(settings, &["format"]) {
                Some(format) => document.add(format, api, &stage.address, extraction),
                None if self.is_plan => {
                    document.add_unknown(settings, &stage.address, extraction);
                }
                None => {}
            }
        }
    }
}

/// An address without the keys of instances: `module.m.aws_x.y`.
fn without_keys(address: &str) -> String {
    let mut plain = String::new();
    let mut rest = address;
    while let Some((before, after)) = rest.split_once('[') {
        plain.push_str(before);
        // a key in quotes may hold a bracket
        let end = match after.strip_prefix('"') {
            Some(key) => key.find("\"]").map(|at| at + 3),
            None => after.find(']').map(|at| at + 1),
        };
        rest = end.and_then(|end| after.get(end..)).unwrap_or_default();
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::super::tests::lines;
    use super::super::what;

    #[test]
    fn plans_and_states_are_read() {
        let stage = |address: &str, kind: &str, values: &str| {
            format!(
                r#"{{"address": "{address}", "mode": "managed", "type": "{kind}", "values": {{{values}}}}}"#
            )
        };
        let rest = stage(
            "aws_api_gateway_stage.a",
            "aws_api_gateway_stage",
            r#""access_log_settings": [{"destination_arn": "x", "format": "{\"a\":\"$context.path\"}"}]"#,
        );
        let none = stage(
            "aws_api_gateway_stage.b",
            "aws_api_gateway_stage",
            r#""access_log_settings": []"#,
        );
        let api = stage(
            "module.m.aws_apigatewayv2_api.x[\\\"]\\\"]",
            "aws_apigatewayv2_api",
            r#""protocol_type": "WEBSOCKET", "id": "abc""#,
        );
        let v2 = stage(
            "module.m.aws_apigatewayv2_stage.y[0]",
            "aws_apigatewayv2_stage",
            r#""access_log_settings": [{"format": "$context.connectionId"}]"#,
        );
        let later = stage(
            "aws_api_gateway_stage.c",
            "aws_api_gateway_stage",
            r#""access_log_settings": [{}]"#,
        );
        let plan = format!(
            r#"{{"format_version": "1.2", "terraform_version": "1.11.4", "planned_values": {{"root_module": {{"resources": [{rest}, {none}, {later}], "child_modules": [{{"resources": [{api}, {v2}]}}]}}}}, "resource_changes": [1], "configuration": {{"root_module": {{"module_calls": {{"m": {{"module": {{"resources": [{{"address": "aws_apigatewayv2_stage.y", "expressions": {{"api_id": {{"references": ["aws_apigatewayv2_api.x.id", "aws_apigatewayv2_api.x"]}}}}}}]}}}}}}}}}}}}"#
        );
        assert_eq!(
            lines(&plan).unwrap(),
            [
                "aws_api_gateway_stage.a rest {\"a\":\"$context.path\"}",
                "module.m.aws_apigatewayv2_stage.y[0] websocket $context.connectionId",
                "aws_api_gateway_stage.c: the plan says that it is known only after deployment",
            ]
        );
        assert_eq!(what(&plan), Some("a Terraform plan"));
        let v2 = v2.replace("\"values\": {", "\"values\": {\"api_id\": \"abc\", ");
        let state = format!(
            r#"{{"format_version": "1.0", "terraform_version": "1.11.4", "values": {{"root_module": {{"child_modules": [{{"resources": [{api}, {v2}]}}]}}}}}}"#
        );
        assert_eq!(
            lines(&state).unwrap(),
            ["module.m.aws_apigatewayv2_stage.y[0] websocket $context.connectionId"]
        );
        let raw = r#"{"version": 4, "terraform_version": "1.11.4", "resources": [
            {"mode": "managed", "type": "aws_apigatewayv2_api", "name": "x", "instances": [{"attributes": {"id": "abc", "protocol_type": "HTTP"}}]},
            {"module": "module.m", "mode": "managed", "type": "aws_apigatewayv2_stage", "name": "y", "instances": [
                {"index_key": "prod", "attributes": {"api_id": "abc", "access_log_settings": [{"format": "$context.path"}]}},
                {"index_key": 1, "attributes": {"api_id": "other", "access_log_settings": [{"format": "$context.status"}]}}]},
            {"mode": "managed", "type": "awscc_apigateway_stage", "name": "z", "instances": [{"attributes": {"access_log_setting": {"format": "$context.stage"}}}]}]}"#;
        assert_eq!(
            lines(raw).unwrap(),
            [
                "module.m.aws_apigatewayv2_stage.y[\"prod\"] http $context.path",
                "module.m.aws_apigatewayv2_stage.y[1] http or websocket $context.status",
                "awscc_apigateway_stage.z rest $context.stage",
            ]
        );
        assert_eq!(what(raw), Some("a Terraform state"));
    }

    #[test]
    fn a_large_state_is_read_to_the_end() {
        let resource = |n: usize| {
            let attributes: Vec<String> = (0..40).map(|a| format!("\"a{a}\": [1, {n}]")).collect();
            format!(
                "{{\"mode\": \"managed\", \"type\": \"aws_x\", \"name\": \"n{n}\", \"instances\": [{{\"attributes\": {{{}}}}}]}}",
                attributes.join(", ")
            )
        };
        let mut resources: Vec<String> = (0..2000).map(resource).collect();
        resources.push(r#"{"type": "aws_api_gateway_stage", "name": "s", "instances": [{"attributes": {"access_log_settings": [{"format": "$context.path"}]}}]}"#.to_owned());
        let state = format!(
            "{{\"version\": 4, \"terraform_version\": \"1\", \"resources\": [{}]}}",
            resources.join(", ")
        );
        assert_eq!(
            lines(&state).unwrap(),
            ["aws_api_gateway_stage.s rest $context.path"]
        );
    }
}
