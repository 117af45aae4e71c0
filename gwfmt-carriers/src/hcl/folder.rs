//! A folder of Terraform files, read: what it declares, and the values that its `.tfvars` files give.

use std::collections::BTreeMap;

use crate::paths::join;
use crate::{Problem, ProblemKind, Sources};
use gwfmt_core::limits::{HCL_BLOCK, HCL_BLOCKS, HCL_COMPARISONS, HCL_FILE};
use gwfmt_core::span::{SourceId, SourceSpan, Span};

use super::index::Index;
use super::json;
use super::kinds::{self, StageKind, V2_APIS};
use super::parse::Reader;
use super::split;
use super::syntax::{Attribute, Body, Expr};
use super::terragrunt::Config;

/// What the files of a folder declare, of the things that formats can depend on.
#[derive(Debug, Default)]
pub(super) struct Folder {
    pub(super) path: String,
    pub(super) variables: BTreeMap<String, Variable>,
    pub(super) locals: BTreeMap<String, Expr>,
    pub(super) outputs: BTreeMap<String, Expr>,
    pub(super) modules: Vec<Module>,
    pub(super) stages: Vec<Stage>,
    /// Resources that deploy a template of CloudFormation, with their addresses.
    pub(super) templates: Vec<(String, Body)>,
    /// APIs that say their type, by address.
    pub(super) apis: BTreeMap<String, Body>,
    /// Data sources and resources whose attributes the configuration says, by address: `data.template_file.f`.
    pub(super) configured: BTreeMap<String, Body>,
    /// From `.tfvars` files.
    pub(super) given: BTreeMap<String, Expr>,
    /// What a file of Terragrunt says besides; a folder of Terraform has none.
    pub(super) config: Option<Config>,
    /// Whether these are files of Terraform Stacks.
    pub(super) is_stack: bool,
    pub(super) problems: Vec<Problem>,
    /// All blocks, for those who look around.
    pub(super) index: Index,
}

#[derive(Debug)]
pub(super) struct Variable {
    pub(super) default: Option<Expr>,
    pub(super) kind: Option<Expr>,
}

/// A `module` block, and what is a call as that is.
#[derive(Debug)]
pub(super) struct Module {
    /// `module`, `component`, `deployment`; empty for a unit of Terragrunt.
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) body: Body,
    /// What gives further inputs, by name.
    pub(super) inputs: Option<Expr>,
}

impl Module {
    pub(super) fn new(kind: &'static str, name: String, body: Body) -> Self {
        Self {
            kind,
            name,
            body,
            inputs: None,
        }
    }
}

/// A resource that has access log settings.
#[derive(Debug)]
pub(super) struct Stage {
    pub(super) kind: &'static StageKind,
    pub(super) name: String,
    pub(super) body: Body,
}

/// Data sources and resources of which the configuration says what they give.
const DATA: [&str; 3] = ["template_file", "local_file", "local_sensitive_file"];
const RESOURCES: [&str; 3] = ["local_file", "local_sensitive_file", "terraform_data"];

/// Resources that deploy a template of CloudFormation.
const TEMPLATES: [&str; 3] = [
    "aws_cloudformation_stack",
    "aws_cloudformation_stack_set",
    "awscc_cloudformation_stack",
];

/// Whether a block can matter: by its kind and its first label.
fn is_wanted(kind: &str, label: &str) -> bool {
    match kind {
        "locals" | "variable" | "output" | "module" => true,
        "resource" => {
            StageKind::of(label).is_some()
                || [&V2_APIS[..], &RESOURCES[..], &TEMPLATES[..]]
                    .iter()
                    .any(|known| known.contains(&label))
        }
        "data" => DATA.contains(&label),
        _ => false,
    }
}

/// Whether a file of this name belongs to a folder of Terraform or OpenTofu files, in either syntax. Hidden ones do not.
pub(super) fn is_code(name: &str) -> bool {
    let name = name.rsplit('/').next().unwrap_or(name);
    let ends = [".tf", ".tofu", ".tf.json", ".tofu.json"];
    !name.starts_with('.') && ends.iter().any(|end| name.ends_with(end))
}

impl Folder {
    /// Reads a folder, with one more file of values; `None` when it holds no Terraform file.
    pub(super) fn read(
        path: &str,
        more_values: Option<&str>,
        sources: &dyn Sources,
    ) -> Option<Self> {
        let names = sources.list(path);
        let mut code: Vec<&String> = names.iter().filter(|name| is_code(name)).collect();
        // OpenTofu reads `a.tofu` instead of `a.tf`
        code.retain(|name| {
            let pair = |tf: &str, tofu: &str| {
                let stem = name.strip_suffix(tf);
                stem.is_some_and(|stem| names.contains(&format!("{stem}{tofu}")))
            };
            !pair(".tf", ".tofu") && !pair(".tf.json", ".tofu.json")
        });
        if code.is_empty() {
            return None;
        }
        // overrides come last, and win
        code.sort_by_key(|name| is_override(name));
        let mut folder = Folder {
            path: path.to_owned(),
            ..Folder::default()
        };
        for name in code {
            folder.read_code(&join(path, name), is_override(name), sources);
        }
        let given = names.iter().map(String::as_str);
        let mut values: Vec<&str> = given.filter(|name| is_given(name)).collect();
        values.sort_by_key(|name| (!name.starts_with("terraform.tfvars"), *name));
        for name in values {
            folder.read_values(&join(path, name), sources);
        }
        if let Some(path) = more_values {
            folder.read_values(path, sources);
        }
        Some(folder)
    }

    fn read_code(&mut self, path: &str, overrides: bool, sources: &dyn Sources) {
        let mut budget = Budget::default();
        let Some((source, text)) = sources.read(path) else {
            return;
        };
        let start = byte_order_mark(&text);
        if path.strip_suffix(".json").is_some() {
            let (items, problems) = json::items(source, &text, start);
            self.problems.extend(problems);
            let file = self.index.file(source, &text);
            for item in items {
                let kind = item.labels.first().map_or("", String::as_str);
                let entry = self.index.add_json(file, &item, overrides);
                if is_wanted(&item.kind, kind) || kinds::is_other(kind) {
                    self.declare(&item.kind, &item.labels, item.body, overrides);
                } else {
                    self.index.keep(entry, item.body);
                }
            }
            return;
        }
        let (items, broken) = split::items(&text[start..]);
        for mistake in broken {
            let at = start + mistake.at;
            let width = text[at..].chars().next().map_or(0, char::len_utf8);
            let place = SourceSpan::new(source, at, at + width);
            let problem = Problem::new(mistake.kind, place, mistake.message);
            self.problems.push(problem);
        }
        let file = self.index.file(source, &text);
        for item in items {
            let label = |at: usize| item.labels.get(at).copied().unwrap_or_default();
            let span = Span::new(start + item.span.start, start + item.span.end);
            self.index.add(file, &item, span, overrides);
            // the documents that APIs hold are large
            let is_ignored = || {
                item.kind == "resource"
                    && kinds::is_other(label(0))
                    && text[span.range()].contains("access_log")
            };
            if !is_wanted(item.kind, label(0)) && !is_ignored() {
                continue;
            }
            let reader = Reader::new(source, &text, span);
            if span.len() > HCL_BLOCK || item.comparisons > HCL_COMPARISONS {
                self.problems.push(reader.too_large());
                continue;
            }
            if !budget.take(span.len(), item.comparisons) {
                self.problems.push(too_much(source, span));
                return;
            }
            let body = match reader.body() {
                Ok(mut file) => file
                    .blocks
                    .pop()
                    .map(|block| block.body)
                    .unwrap_or_default(),
                Err(problem) => {
                    self.problems.push(problem);
                    let pieces = split::inner(&text[start..], &item).into_iter();
                    let pieces =
                        pieces.map(|piece| Span::new(start + piece.start, start + piece.end));
                    readable(source, &text, pieces)
                }
            };
            let labels = item
                .labels
                .iter()
                .map(|&label| label.to_owned())
                .collect::<Vec<_>>();
            self.declare(item.kind, &labels, body, overrides);
        }
    }

    pub(super) fn declare(
        &mut self,
        kind: &str,
        labels: &[String],
        mut body: Body,
        overrides: bool,
    ) {
        let name = labels.last().cloned().unwrap_or_default();
        match kind {
            "locals" => {
                for local in body.attributes {
                    put(&mut self.locals, local.name, local.value, overrides);
                }
            }
            "variable" => {
                let variable = Variable {
                    default: body.take("default"),
                    kind: body.take("type"),
                };
                match self.variables.get_mut(&name) {
                    Some(known) if overrides => {
                        known.default = variable.default.or(known.default.take());
                        known.kind = variable.kind.or(known.kind.take());
                    }
                    _ => put(&mut self.variables, name, variable, false),
                }
            }
            "output" => {
                if let Some(value) = body.take("value") {
                    put(&mut self.outputs, name, value, overrides);
                }
            }
            "module" => {
                let known = |module: &&mut Module| overrides && module.name == name;
                match self.modules.iter_mut().find(known) {
                    Some(known) => known.body.override_with(body),
                    None => self.modules.push(Module::new("module", name, body)),
                }
            }
            "data" => {
                let address = format!("data.{}", labels.join("."));
                put(&mut self.configured, address, body, overrides);
            }
            _ if labels
                .first()
                .is_some_and(|kind| RESOURCES.contains(&kind.as_str())) =>
            {
                put(&mut self.configured, labels.join("."), body, overrides);
            }
            _ => {
                let resource = labels.first().map_or("", String::as_str);
                if let Some(kind) = StageKind::of(resource) {
                    let known =
                        |stage: &&mut Stage| overrides && stage.kind == kind && stage.name == name;
                    match self.stages.iter_mut().find(known) {
                        Some(known) => known.body.override_with(body),
                        None => self.stages.push(Stage { kind, name, body }),
                    }
                    return;
                }
                if TEMPLATES.contains(&resource) {
                    let address = format!("{resource}.{name}");
                    let known = |(one, _): &&mut (String, Body)| overrides && *one == address;
                    match self.templates.iter_mut().find(known) {
                        Some((_, known)) => known.override_with(body),
                        None => self.templates.push((address, body)),
                    }
                    return;
                }
                self.problems
                    .extend(kinds::ignored_in_other(resource, &body));
                if V2_APIS.contains(&resource) {
                    put(
                        &mut self.apis,
                        format!("{resource}.{name}"),
                        body,
                        overrides,
                    );
                }
            }
        }
    }

    fn read_values(&mut self, path: &str, sources: &dyn Sources) {
        let Some((values, problems)) = given_values(path, sources) else {
            return;
        };
        self.problems.extend(problems);
        for value in values {
            self.given.insert(value.name, value.value);
        }
    }
}

/// The values that a file gives, and what is wrong with it; `None` when it cannot be read.
pub(super) fn given_values(
    path: &str,
    sources: &dyn Sources,
) -> Option<(Vec<Attribute>, Vec<Problem>)> {
    let (source, text) = sources.read(path)?;
    if path.strip_suffix(".json").is_some() {
        return Some(json::values(source, &text, byte_order_mark(&text)));
    }
    let (body, problems) = whole_file(path, sources)?;
    Some((body.attributes, problems))
}

/// A file that is read at once, and what is wrong with it; `None` when it cannot be read.
pub(super) fn whole_file(path: &str, sources: &dyn Sources) -> Option<(Body, Vec<Problem>)> {
    let (source, text) = sources.read(path)?;
    let span = Span::new(byte_order_mark(&text), text.len());
    let reader = Reader::new(source, &text, span);
    if span.len() > HCL_BLOCK || split::comparisons(&text) > HCL_COMPARISONS {
        return Some((Body::default(), vec![reader.too_large()]));
    }
    Some(match reader.body() {
        Ok(body) => (body, Vec::new()),
        Err(problem) => (Body::default(), vec![problem]),
    })
}

/// Whether Terraform reads the values of a file of this name without being told to.
pub(super) fn is_given(name: &str) -> bool {
    let name = name.strip_suffix(".json").unwrap_or(name);
    name == "terraform.tfvars" || name.ends_with(".auto.tfvars")
}

/// What can be read of a block with a mistake in it.
fn readable(source: SourceId, text: &str, pieces: impl Iterator<Item = Span>) -> Body {
    let mut body = Body::default();
    for piece in pieces {
        if let Ok(part) = Reader::new(source, text, piece).body() {
            body.attributes.extend(part.attributes);
            body.blocks.extend(part.blocks);
        }
    }
    body
}

/// What may still be parsed in a file.
struct Budget {
    bytes: usize,
    blocks: usize,
    comparisons: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            bytes: HCL_FILE,
            blocks: HCL_BLOCKS,
            comparisons: HCL_COMPARISONS,
        }
    }
}

impl Budget {
    fn take(&mut self, bytes: usize, comparisons: usize) -> bool {
        let mut left = || {
            self.bytes = self.bytes.checked_sub(bytes)?;
            self.blocks = self.blocks.checked_sub(1)?;
            self.comparisons = self.comparisons.checked_sub(comparisons)?;
            Some(())
        };
        left().is_some()
    }
}

fn too_much(source: SourceId, span: Span) -> Problem {
    let place = SourceSpan::new(source, span.start, span.start);
    let message = "too much for one file: the rest of it is not read";
    Problem::new(ProblemKind::Limit, place, message)
}

/// Terraform refuses a second declaration; the first one stays here.
fn put<T>(all: &mut BTreeMap<String, T>, name: String, value: T, overrides: bool) {
    if overrides {
        all.insert(name, value);
    } else {
        all.entry(name).or_insert(value);
    }
}

fn is_override(name: &str) -> bool {
    let name = name.strip_suffix(".json").unwrap_or(name);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    stem == "override" || stem.ends_with("_override")
}

pub(super) fn byte_order_mark(text: &str) -> usize {
    if text.starts_with('\u{FEFF}') { 3 } else { 0 }
}

/// Whether the source of a module is a folder, and no address of something published.
pub(super) fn is_local_source(source: &str) -> bool {
    source.starts_with("./") || source.starts_with("../") || source == ".."
}
