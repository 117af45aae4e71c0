//! Calls of modules: where they lead, and what is known of a module that is not read.

use std::rc::Rc;

use gwfmt_core::api::Api;
use gwfmt_core::limits::HCL_LEVELS;
use gwfmt_core::span::SourceSpan;

use super::apis::protocol_of;
use super::budget::TOO_MANY_LEVELS;
use super::folder::{Folder, is_local_source};
use super::value::Value;
use super::world::{Caller, Instance, Scope, World};

impl World<'_> {
    /// The local module that the call leads to; `None` when it lies elsewhere. `each` is the element of its `for_each`.
    pub(super) fn child(
        &self,
        instance: &Rc<Instance>,
        module: usize,
        each: Option<(Value, Value)>,
    ) -> Option<Rc<Instance>> {
        let key = each.as_ref().and_then(|(key, _)| key.known_text());
        let key = (
            module,
            key.map_or_else(String::new, |key| key.as_str().to_owned()),
        );
        if let Some(known) = instance.children.borrow().get(&key) {
            return known.clone();
        }
        let child = self.called(instance, module).and_then(|folder| {
            if instance.level >= HCL_LEVELS {
                let place = self.place_of_call(instance, module)?;
                self.budget.stop(place, TOO_MANY_LEVELS);
                return None;
            }
            let caller = Caller {
                instance: instance.index,
                module,
                each,
            };
            self.add(folder, Some(caller), instance.level + 1)
        });
        if !self.budget.is_cut() {
            instance.children.borrow_mut().insert(key, child.clone());
        }
        child
    }

    /// The code that a call leads to, unless it leads back to itself.
    fn called(&self, instance: &Rc<Instance>, module: usize) -> Option<Rc<Folder>> {
        if let Some(stack) = self.stack_of(instance, module) {
            return Some(stack);
        }
        let path = if let Some(unit) = &instance.unit {
            self.module_of(instance, unit)?
        } else {
            let source = self.module_source(instance, module)?;
            let path = self.resolve(&instance.folder.path, &source);
            path.filter(|_| is_local_source(&source))?
        };
        if self.is_within(instance, &path) {
            return None;
        }
        self.folder(&path)
    }

    /// Why the folder that a call names is not read, and the place of that name. Nothing for a module that is published
    /// somewhere: whoever calls one knows that it lies elsewhere.
    pub(super) fn not_read(
        &self,
        instance: &Rc<Instance>,
        module: usize,
    ) -> Option<(SourceSpan, String)> {
        if let Some(unit) = &instance.unit {
            return self.module_not_read(instance, unit);
        }
        let place = self.place_of_call(instance, module)?;
        let source = self.module_source(instance, module)?;
        if !is_local_source(&source) {
            return None;
        }
        let reason = match self.resolve(&instance.folder.path, &source) {
            None => format!("the module `{source}` is outside the repository"),
            Some(path) if self.folder(&path).is_none() => {
                format!("the folder `{source}` contains no Terraform file")
            }
            Some(_) => return None,
        };
        Some((place, reason))
    }

    /// The `source` of a module call.
    pub(super) fn module_source(&self, instance: &Rc<Instance>, module: usize) -> Option<String> {
        if instance.unit.is_some() {
            let source = self.source_of(instance)?;
            return Some(source.known_text()?.as_str().to_owned());
        }
        let source = instance.folder.modules.get(module)?.body.get("source")?;
        let source = self.eval(Scope::top(instance), source).known_text()?;
        Some(source.as_str().to_owned())
    }

    /// What stands for a call in messages: its `source`, or what it gives where it has none.
    pub(super) fn place_of_call(
        &self,
        instance: &Rc<Instance>,
        module: usize,
    ) -> Option<SourceSpan> {
        if let Some(config) = &instance.folder.config {
            let source = self.source_of(instance).map(|source| source.place);
            return source.or_else(|| Some(config.inputs.as_ref()?.place));
        }
        let body = &instance.folder.modules.get(module)?.body;
        Some(body.get("source")?.place)
    }

    /// Whether the folder is the instance's own or that of one above it.
    fn is_within(&self, instance: &Rc<Instance>, path: &str) -> bool {
        let mut at = Some(Rc::clone(instance));
        while let Some(this) = at {
            if this.unit.is_none() && this.folder.path == path {
                return true;
            }
            let above = this.caller.as_ref().map(|caller| caller.instance);
            at = above.and_then(|above| self.instances.borrow().get(above).cloned());
        }
        false
    }

    /// The protocol that a call of the well-known module `terraform-aws-modules/apigateway-v2` asks for.
    pub(super) fn published_api(&self, instance: &Rc<Instance>, module: usize) -> Option<Api> {
        let source = self.module_source(instance, module)?;
        if !source.contains("apigateway-v2") {
            return None;
        }
        let protocol = if instance.unit.is_some() {
            self.input_of(instance, "protocol_type")
        } else {
            let body = &instance.folder.modules.get(module)?.body;
            let protocol = body.get("protocol_type");
            protocol.map(|protocol| self.eval(Scope::top(instance), protocol))
        };
        match protocol {
            Some(protocol) => protocol_of(&protocol),
            None => Some(Api::Http),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::hcl::fixture::Files;

    const STAGE: &str = "variable \"api_id\" {}\nresource \"aws_apigatewayv2_stage\" \"s\" {\n api_id = var.api_id\n access_log_settings {\n format = \"$context.connectionId\"\n }\n}\noutput \"api_id\" {\n value = aws_apigatewayv2_stage.s.api_id\n}\noutput \"given\" {\n value = var.api_id\n}\n";

    /// The types that calls of the stage's module say.
    fn types(files: &[(&str, &str)]) -> Vec<String> {
        let mut all = files.to_vec();
        all.push(("stage/main.tf", STAGE));
        let lines = Files(&all).lines("");
        let types = lines.iter().map(|line| {
            let line = line.strip_suffix(" $context.connectionId").unwrap();
            line.rsplit_once(' ').unwrap().1.to_owned()
        });
        let mut types: Vec<String> = types.collect();
        types.sort();
        types
    }

    #[test]
    fn the_type_of_an_api_is_handed_to_modules() {
        let call =
            |id: &str| format!("module \"s\" {{\n source = \"./stage\"\n api_id = {id}\n}}\n");
        let api = |name: &str, protocol: &str| {
            format!(
                "resource \"aws_apigatewayv2_api\" \"{name}\" {{\n protocol_type = {protocol}\n}}\n"
            )
        };
        let http = api("a", "\"HTTP\"");
        for id in [
            "aws_apigatewayv2_api.a.id",
            "\"${aws_apigatewayv2_api.a.id}\"",
            "aws_apigatewayv2_api.a[0].id",
            "one(aws_apigatewayv2_api.a[*].id)",
            "try(aws_apigatewayv2_api.a[0].id, \"\")",
            "var.create ? aws_apigatewayv2_api.a[0].id : null",
            "element(concat(aws_apigatewayv2_api.a.*.id, [\"\"]), 0)",
        ] {
            assert_eq!(
                types(&[("main.tf", &(http.clone() + &call(id)))]),
                ["http"],
                "{id}"
            );
        }
        let each = "resource \"aws_apigatewayv2_api\" \"a\" {\n for_each = { web = \"HTTP\", push = \"WEBSOCKET\" }\n protocol_type = each.value\n}\n";
        for (id, expected) in [
            ("aws_apigatewayv2_api.a[\"web\"].id", "http"),
            ("aws_apigatewayv2_api.a[\"push\"].id", "websocket"),
        ] {
            let main = each.to_owned() + &call(id);
            assert_eq!(types(&[("main.tf", &main)]), [expected]);
        }
        let main = each.to_owned()
            + "module \"s\" {\n for_each = toset([\"web\", \"push\"])\n source = \"./stage\"\n api_id = aws_apigatewayv2_api.a[each.key].id\n}\n";
        assert_eq!(types(&[("main.tf", &main)]), ["http", "websocket"]);
    }

    #[test]
    fn the_type_of_an_api_comes_back_from_modules() {
        let api = "variable \"type\" {}\nresource \"aws_apigatewayv2_api\" \"a\" {\n protocol_type = var.type\n}\noutput \"id\" {\n value = aws_apigatewayv2_api.a.id\n}\n";
        let main = "module \"api\" {\n source = \"./api\"\n type = \"HTTP\"\n}\nmodule \"s\" {\n source = \"./stage\"\n api_id = module.api.id\n}\n";
        assert_eq!(types(&[("main.tf", main), ("api/main.tf", api)]), ["http"]);
        let main = "locals {\n types = { web = \"HTTP\", push = \"WEBSOCKET\" }\n}\nmodule \"api\" {\n for_each = local.types\n source = \"./api\"\n type = each.value\n}\nmodule \"s\" {\n for_each = local.types\n source = \"./stage\"\n api_id = module.api[each.key].id\n}\n";
        assert_eq!(
            types(&[("main.tf", main), ("api/main.tf", api)]),
            ["http", "websocket"]
        );
        // there and back and there again
        let main = "module \"api\" {\n source = \"./api\"\n type = \"HTTP\"\n}\nmodule \"hand\" {\n source = \"./hand\"\n id = module.api.id\n}\nmodule \"s\" {\n source = \"./stage\"\n api_id = module.hand.id\n}\n";
        let hand = "variable \"id\" {\n type = string\n}\noutput \"id\" {\n value = var.id\n}\n";
        let files = [
            ("main.tf", main),
            ("api/main.tf", api),
            ("hand/main.tf", hand),
        ];
        assert_eq!(types(&files), ["http"]);
    }

    #[test]
    fn a_source_may_leave_the_repository_and_come_back_by_its_name() {
        let main = "module \"m\" {\n source = \"../../../own/c\"\n f = \"$context.path\"\n}\n";
        let child = "variable \"f\" {}\nresource \"aws_api_gateway_stage\" \"s\" {\n access_log_settings {\n format = var.f\n }\n}\n";
        let files = Files(&[("a/b/main.tf", main), ("c/main.tf", child)]);
        assert_eq!(
            files.lines("a/b"),
            ["module.m.aws_api_gateway_stage.s rest $context.path"]
        );
    }

    #[test]
    fn a_module_that_is_not_there_is_named_where_it_may_make_a_format() {
        let reasons = |source: &str, input: &str| -> Vec<String> {
            let main = format!("module \"m\" {{\n source = \"{source}\"\n {input}\n}}\n");
            let files = Files(&[("a/main.tf", &main)]);
            let found = files.extract("a");
            for unknown in &found.unknown {
                assert_eq!(unknown.address, "module.m");
                assert_eq!(files.at(unknown.place), format!("\"{source}\""));
            }
            found.unknown.into_iter().map(|one| one.reason).collect()
        };
        for input in [
            "log_format = \"$context.path\"",
            "access_log_format = data.a.b.c",
        ] {
            assert_eq!(
                reasons("../../other/m", input),
                [
                    "the module `../../other/m` is outside the repository, and gwfmt does not read it"
                ]
            );
            assert_eq!(
                reasons("../m", input),
                ["the folder `../m` contains no Terraform file, and gwfmt does not read it"]
            );
            assert_eq!(reasons("a/b/c", input), [""; 0]);
        }
        assert_eq!(reasons("../../other/m", "name = \"m\""), [""; 0]);
    }
}
