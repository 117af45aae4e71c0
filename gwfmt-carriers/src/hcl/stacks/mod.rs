//! Terraform Stacks: the components of a folder are calls of modules, and its deployments are calls of the components.

mod carrier;

pub use carrier::CARRIER;

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::hcl::folder::{Folder, Module, whole_file};
use crate::hcl::modules::{new_in_module, unused};
use crate::hcl::syntax::{Attribute, Block, Body, ExprKind};
use crate::hcl::terraform::settled;
use crate::hcl::terragrunt::literal;
use crate::hcl::value::Value;
use crate::hcl::world::{Instance, World};
use crate::paths::join;
use crate::{Extraction, Sources};

/// Whether a file of this name declares components.
fn is_component(name: &str) -> bool {
    name.ends_with(".tfcomponent.hcl") || name.ends_with(".tfstack.hcl")
}

/// Whether a file of this name declares deployments.
fn is_deployment(name: &str) -> bool {
    name.ends_with(".tfdeploy.hcl")
}

/// The formats of the modules that a folder's components call, with what its deployments give to them.
pub(super) fn extract(folder: &str, sources: &dyn Sources) -> Extraction {
    let world = World::new(sources, None);
    let roots = [world.stack(folder), world.deployments(folder)];
    let mut hits = Vec::new();
    let mut problems = Vec::new();
    for folder in roots.into_iter().flatten() {
        problems.extend(folder.problems.clone());
        let Some(root) = world.add(folder, None, 0) else {
            continue;
        };
        for module in 0..root.folder.modules.len() {
            hits.extend(new_in_module(&world, &root, module));
        }
        hits.extend(unused(&world, &root));
    }
    let mut all = settled(&world, hits);
    problems.extend(world.problems());
    all.problems = problems;
    all
}

impl World<'_> {
    /// The files of components in a folder, read.
    fn stack(&self, path: &str) -> Option<Rc<Folder>> {
        self.read_once(&format!("{path}\0stack"), || {
            Folder::of_stack(path, is_component, self.sources)
        })
    }

    /// The files of deployments in a folder, read.
    fn deployments(&self, path: &str) -> Option<Rc<Folder>> {
        self.read_once(&format!("{path}\0deployments"), || {
            Folder::of_stack(path, is_deployment, self.sources)
        })
    }

    /// What a deployment calls: the components beside it. Nothing for other calls.
    pub(in crate::hcl) fn stack_of(
        &self,
        instance: &Rc<Instance>,
        module: usize,
    ) -> Option<Rc<Folder>> {
        let call = instance.folder.modules.get(module)?;
        (call.kind == "deployment").then(|| self.stack(&instance.folder.path))?
    }

    /// The inputs of a call that do not stand in its block by name.
    pub(in crate::hcl) fn others_of(
        &self,
        instance: &Rc<Instance>,
        call: &Module,
        each: Option<&(Value, Value)>,
    ) -> BTreeMap<String, Value> {
        let Some(inputs) = &call.inputs else {
            return BTreeMap::new();
        };
        Self::in_each(instance, each, |scope| {
            let mut names = BTreeMap::new();
            self.keys(scope, inputs, &mut names);
            let known = names.into_keys().filter_map(|name| {
                let value = self.member(scope, inputs, &name)?;
                Some((name, value))
            });
            known.collect()
        })
    }
}

impl Folder {
    /// The files of a folder whose names are of one kind; `None` when there are none.
    fn of_stack(path: &str, is_wanted: fn(&str) -> bool, sources: &dyn Sources) -> Option<Self> {
        let mut folder = Folder {
            path: path.to_owned(),
            is_stack: true,
            ..Folder::default()
        };
        let names = sources.list(path);
        let mut names = names.iter().filter(|name| is_wanted(name)).peekable();
        names.peek()?;
        for name in names {
            let Some((body, problems)) = whole_file(&join(path, name), sources) else {
                continue;
            };
            folder.problems.extend(problems);
            for block in body.blocks {
                folder.declare_in_stack(block);
            }
        }
        Some(folder)
    }

    fn declare_in_stack(&mut self, mut block: Block) {
        match block.kind.as_str() {
            "component" | "deployment" => {
                let name = block.labels.pop().unwrap_or_default();
                let kind = if block.kind == "component" {
                    "component"
                } else {
                    "deployment"
                };
                self.modules.push(call(kind, name, block.body));
            }
            "locals" | "variable" | "output" => {
                self.declare(&block.kind, &block.labels, block.body, false);
            }
            _ => {}
        }
    }
}

/// A block with `inputs` as the call of a module, whose inputs stand in the block itself.
fn call(kind: &'static str, name: String, mut body: Body) -> Module {
    let mut inputs = body.take("inputs");
    if let Some(given) = &mut inputs
        && let ExprKind::Object(entries) = &mut given.kind
    {
        let (known, other) = std::mem::take(entries)
            .into_iter()
            .partition(|(key, _)| literal(key).is_some());
        *entries = other;
        let known: Vec<_> = known;
        body.attributes
            .extend(known.into_iter().map(|(key, value)| Attribute {
                name: literal(&key).unwrap_or_default().to_owned(),
                key: None,
                value,
            }));
    }
    Module {
        inputs,
        ..Module::new(kind, name, body)
    }
}

#[cfg(test)]
mod tests {
    use super::CARRIER;
    use crate::fixture::Files;

    const MODULE: &str = r#"
variable "log_format" {
  default = "$context.default"
}
variable "protocol" {
  default = "HTTP"
}
resource "aws_apigatewayv2_api" "a" {
  protocol_type = var.protocol
}
resource "aws_apigatewayv2_stage" "s" {
  api_id = aws_apigatewayv2_api.a.id
  access_log_settings {
    format = var.log_format
  }
}
output "format" {
  value = var.log_format
}
"#;

    /// `address api text` and the place for each format.
    fn lines(files: &[(&str, &str)]) -> Vec<String> {
        let mut all = files.to_vec();
        all.push(("modules/api/main.tf", MODULE));
        let files = Files(&all);
        let found = (CARRIER.folder().unwrap().read)("stack", &files);
        files.check(&found);
        assert_eq!(found.problems, []);
        let line = |one: &crate::Found| {
            let text = one.text.as_str().replace(gwfmt_core::text::HOLE, "_");
            let (address, api) = (&one.address, one.api);
            format!("{address} {api} {text} at {}", files.at(one.place))
        };
        found.formats.iter().map(line).collect()
    }

    const COMPONENT: &str = "component \"api\" {\n source = \"../modules/api\"\n inputs = {\n log_format = var.log_format\n }\n}\n";

    #[test]
    fn a_component_gives_values_to_a_module() {
        for (name, inputs) in [
            (
                "api.tfcomponent.hcl",
                "{\n log_format = \"$context.path\"\n }",
            ),
            (
                "api.tfstack.hcl",
                "{\n \"log_format\" = \"$context.path\"\n }",
            ),
            (
                "a.tfcomponent.hcl",
                "merge({ log_format = \"$context.path\" }, {})",
            ),
            (
                "a.tfcomponent.hcl",
                "{ (\"log_format\") = \"$context.path\" }",
            ),
        ] {
            let text = format!(
                "component \"api\" {{\n source = \"../modules/api\"\n inputs = {inputs}\n}}\n"
            );
            assert_eq!(
                lines(&[(&format!("stack/{name}"), &text)]),
                ["component.api.aws_apigatewayv2_stage.s http $context.path at \"$context.path\""]
            );
        }
    }

    #[test]
    fn variables_locals_and_other_components_are_followed() {
        let text = COMPONENT.to_owned()
            + "component \"other\" {\n for_each = toset([\"WEBSOCKET\"])\n source = \"../modules/api\"\n inputs = {\n protocol = each.value\n log_format = \"$context.stage ${component.api.format}\"\n }\n}\n";
        let variables =
            "variable \"log_format\" {\n type = string\n default = \"$context.path\"\n}\n";
        assert_eq!(
            lines(&[
                ("stack/main.tfcomponent.hcl", &text),
                ("stack/variables.tfcomponent.hcl", variables)
            ]),
            [
                "component.api.aws_apigatewayv2_stage.s http $context.path at \"$context.path\"",
                "component.other.aws_apigatewayv2_stage.s websocket $context.stage $context.path at var.log_format",
            ]
        );
    }

    #[test]
    fn a_deployment_gives_values_to_the_components() {
        let component = COMPONENT.to_owned() + "variable \"log_format\" {\n type = string\n}\n";
        let deployments = "locals {\n f = \"$context.path\"\n}\ndeployment \"dev\" {\n inputs = {\n log_format = local.f\n }\n}\ndeployment \"prod\" {\n inputs = {\n log_format = \"$context.status\"\n }\n}\n";
        assert_eq!(
            lines(&[
                ("stack/main.tfcomponent.hcl", &component),
                ("stack/x.tfdeploy.hcl", deployments)
            ]),
            [
                "deployment.dev.component.api.aws_apigatewayv2_stage.s http $context.path at \"$context.path\"",
                "deployment.prod.component.api.aws_apigatewayv2_stage.s http $context.status at \"$context.status\"",
            ]
        );
    }

    #[test]
    fn what_goes_to_a_module_of_a_registry_is_a_part() {
        let text = "component \"api\" {\n source = \"terraform-aws-modules/apigateway-v2/aws\"\n version = \"5.0.0\"\n inputs = {\n log_format = \"$context.path\"\n }\n}\n";
        assert_eq!(
            lines(&[("stack/main.tfcomponent.hcl", text)]),
            ["component.api.log_format http $context.path at \"$context.path\""]
        );
    }

    #[test]
    fn a_mistake_has_its_place() {
        let files = Files(&[("main.tfcomponent.hcl", "component \"a\" {\n source = \n}\n")]);
        let found = (CARRIER.folder().unwrap().read)("", &files);
        assert_eq!(found.problems.len(), 1);
    }
}
