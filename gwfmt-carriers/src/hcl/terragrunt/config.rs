//! A file of Terragrunt, read: its `locals`, and what it says of modules and of other files.

use std::collections::BTreeMap;

use gwfmt_core::span::SourceSpan;

use crate::Sources;
use crate::hcl::folder::{Folder, Module, whole_file};
use crate::hcl::syntax::{self, Body, Expr, ExprKind};
use crate::paths::parent;

/// What a file says besides its `locals`.
#[derive(Debug, Default)]
pub(in crate::hcl) struct Config {
    /// The values that it gives.
    pub(in crate::hcl) inputs: Option<Expr>,
    /// `source` of `terraform`.
    pub(super) source: Option<Expr>,
    pub(super) includes: Vec<Include>,
    /// The paths of other units, by name.
    pub(super) dependencies: BTreeMap<String, Expr>,
    /// Defaults, by name.
    pub(super) features: BTreeMap<String, Expr>,
    /// Files that it writes beside the module, by name.
    pub(super) generated: Vec<(String, Expr)>,
    /// What a stack consists of.
    pub(super) parts: Vec<Part>,
}

/// A `unit` or `stack` block of a stack.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) name: String,
    pub(super) is_stack: bool,
    /// The folder that is copied.
    pub(super) source: Expr,
    /// What it is given.
    pub(super) values: Option<Expr>,
}

/// An `include` block.
#[derive(Debug)]
pub(super) struct Include {
    /// Empty in files that include only one.
    pub(super) name: String,
    pub(super) path: Expr,
    pub(super) merge: Merge,
}

/// What becomes of inputs that both files give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Merge {
    /// Those of the included file are left out.
    Not,
    /// Those of the including file are used.
    Shallow,
    /// Objects are merged, lists are joined.
    Deep,
}

impl Config {
    /// What it gives to its module, or to the parts of a stack.
    pub(in crate::hcl) fn given(&self) -> impl Iterator<Item = &Expr> {
        let values = self.parts.iter().filter_map(|part| part.values.as_ref());
        self.inputs.iter().chain(values)
    }
}

impl Folder {
    /// A file of Terragrunt as the only file of a folder; `None` when there is no such file.
    pub(in crate::hcl) fn of_config(path: &str, sources: &dyn Sources) -> Option<Self> {
        let (body, problems) = whole_file(path, sources)?;
        // what it gives is found as the inputs of a call are
        let call = Module::new("", String::new(), Body::default());
        let mut folder = Folder {
            path: parent(path).to_owned(),
            modules: vec![call],
            problems,
            ..Folder::default()
        };
        folder.declare_config(body);
        Some(folder)
    }

    fn declare_config(&mut self, body: Body) {
        let mut config = Config::default();
        for attribute in body.attributes {
            if attribute.name == "inputs" {
                config.inputs = Some(attribute.value);
            }
        }
        for mut block in body.blocks {
            let name = block.labels.pop().unwrap_or_default();
            match block.kind.as_str() {
                "locals" => self.declare("locals", &[], block.body, false),
                "terraform" => config.source = config.source.or(block.body.take("source")),
                "include" => {
                    let merge = match block.body.take("merge_strategy").as_ref().and_then(literal) {
                        Some("no_merge") => Merge::Not,
                        Some("deep" | "deep_map_only") => Merge::Deep,
                        _ => Merge::Shallow,
                    };
                    if let Some(path) = block.body.take("path") {
                        config.includes.push(Include { name, path, merge });
                    }
                }
                "dependency" => {
                    if let Some(path) = block.body.take("config_path") {
                        config.dependencies.insert(name, path);
                    }
                }
                "feature" => {
                    if let Some(default) = block.body.take("default") {
                        config.features.insert(name, default);
                    }
                }
                kind @ ("unit" | "stack") => {
                    if let Some(source) = block.body.take("source") {
                        config.parts.push(Part {
                            name,
                            is_stack: kind == "stack",
                            source,
                            values: block.body.take("values"),
                        });
                    }
                }
                "generate" => {
                    if let Some(contents) = block.body.take("contents") {
                        config.generated.push((name, contents));
                    }
                }
                _ => {}
            }
        }
        self.config = Some(config);
    }
}

/// The places of the values that an expression gives by name.
pub(in crate::hcl) fn places(inputs: &Expr, places: &mut Vec<SourceSpan>) {
    let mut open = vec![inputs];
    while let Some(expr) = open.pop() {
        match &expr.kind {
            ExprKind::Object(entries) => {
                places.extend(entries.iter().map(|(_, value)| value.place));
            }
            ExprKind::Call(call) => open.extend(&call.arguments),
            ExprKind::Wrap(inner) => open.push(inner),
            _ => {}
        }
    }
}

/// What a string says in which nothing is filled in.
pub(in crate::hcl) fn literal(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        ExprKind::Template(parts) => match parts.as_slice() {
            [syntax::Part::Literal(text)] => Some(text.as_str()),
            _ => None,
        },
        _ => None,
    }
}
