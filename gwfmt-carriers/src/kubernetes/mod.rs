//! Kubernetes manifests that make stages of API Gateway: Crossplane, ACK, Kubeform, and compositions of such. Formats are told by
//! the field that holds them, in whatever resource it is; what a template engine (Helm) writes is a hole.

mod carrier;
#[cfg(test)]
mod tests;

pub use carrier::CARRIER;

use std::collections::{HashMap, HashSet};

use gwfmt_core::api::{Api, ApiSet};
use gwfmt_core::model::Extent;
use gwfmt_core::span::{SourceId, SourceSpan};

use crate::cloudformation::engine::{self, Parts};
use crate::yaml::document::Document;
use crate::yaml::tree::{NodeId, Tree};
use crate::yaml::{self, ALL, Fault, Keep};
use crate::{Extraction, Found, Problem, ProblemKind, Unknown, Why};

/// A manifest without this text holds no format.
pub const NEEDLE: &str = "ccessLogSetting";

/// The fields that hold the settings of access logs.
const FIELDS: [&str; 2] = ["accessLogSettings", "accessLogSetting"];

/// The formats of a file of manifests; nothing when it is none.
pub(crate) fn read(source: SourceId, text: &str) -> Option<Extraction> {
    if !is_manifest(text) {
        return None;
    }
    let mut extraction = Extraction::default();
    let covered = engine::cover(text);
    let none = Parts::default();
    let as_it_is: Vec<_> = yaml::read(text, ALL).collect();
    let (plain, parts) = match &covered {
        Some(covered) if as_it_is.iter().any(Result::is_err) || covers_values(covered) => {
            (&*covered.text, &covered.parts)
        }
        _ => (text, &none),
    };
    let documents: Vec<Result<Tree<'_>, Fault>> = yaml::read(plain, ALL).collect();
    let problem =
        |kind, at, message: String| Problem::new(kind, SourceSpan::new(source, at, at), message);
    let trees: Vec<&Tree<'_>> = documents.iter().flatten().collect();
    let choices: Vec<Doubled<'_>> = trees.iter().map(|tree| doubled(tree, parts)).collect();
    let page = |(tree, doubled)| Page {
        document: Document {
            source,
            text: plain,
            tree,
        },
        original: text,
        parts,
        doubled,
    };
    let pages: Vec<Page<'_>> = trees.iter().copied().zip(&choices).map(page).collect();
    let mut protocols = HashMap::new();
    for page in &pages {
        page.protocols(&mut protocols);
    }
    let mut pages = pages.into_iter();
    for document in &documents {
        match document {
            Ok(tree) => {
                let Some(page) = pages.next() else {
                    continue;
                };
                let mut walk = Walk {
                    page,
                    protocols: &protocols,
                    met: HashSet::new(),
                    to: &mut extraction,
                };
                walk.value(tree.root, &Owner::default());
                if let Some(at) = tree.stopped {
                    let message =
                        "the document has more values than are read; what follows is not looked at";
                    extraction
                        .problems
                        .push(problem(ProblemKind::Limit, at, message.to_owned()));
                }
            }
            Err(fault) => {
                let message = format!("cannot be read as YAML: {}", fault.message);
                extraction
                    .problems
                    .push(problem(ProblemKind::Syntax, fault.at, message));
            }
        }
    }
    extraction.formats.sort_by_key(|found| found.place);
    extraction.unknown.sort_by_key(|unknown| unknown.place);
    extraction.number_addresses();
    Some(extraction)
}

/// Whether some document of a text is of Kubernetes. Its lines tell, so that one with instructions of an engine counts too.
fn is_manifest(text: &str) -> bool {
    if !text.contains("apiVersion") || !text.contains("kind") {
        return false;
    }
    let has = |key: &str| text.lines().any(|line| line.starts_with(key));
    if has("apiVersion:") && has("kind:") {
        return true;
    }
    let top = Keep(|key| matches!(key, "apiVersion" | "kind").then_some(ALL));
    let mut documents = yaml::read(text, top).flatten();
    documents.any(|tree| {
        ["apiVersion", "kind"]
            .iter()
            .all(|key| tree.get(tree.root, key).is_some())
    })
}

/// Whether an engine writes more than comments: then what is read as YAML is the text without its instructions.
fn covers_values(covered: &engine::Covered) -> bool {
    covered.parts.have_choices() || covered.parts.any_writes()
}

/// The resource around a value.
#[derive(Clone, Default)]
struct Owner {
    name: String,
    /// The types of its API; nothing when its kind is not one of API Gateway.
    apis: Option<ApiSet>,
}

/// A namespace, and a name in it.
type FullName = (String, String);

/// What the groups of the tools are called behind `apigateway.` and `apigatewayv2.`: of Crossplane, ACK and Kubeform.
const GROUPS: [&str; 5] = [
    "aws.crossplane.io",
    "aws.kubeform.com",
    "aws.m.upbound.io",
    "aws.upbound.io",
    "services.k8s.aws",
];

/// The types of the APIs that a group is for: of `apigatewayv2.aws.upbound.io` HTTP and WebSocket. Nothing for a group that is
/// not one of API Gateway.
fn apis(group: &str) -> Option<ApiSet> {
    let (service, rest) = group.split_once('.')?;
    match service {
        _ if !GROUPS.contains(&rest) => None,
        "apigateway" => Some(ApiSet::one(Api::Rest)),
        "apigatewayv2" => Some(ApiSet::V2),
        _ => None,
    }
}

/// A document, and what an engine would write in it.
#[derive(Clone, Copy)]
struct Page<'t> {
    document: Document<'t>,
    /// The text with the instructions of the engine.
    original: &'t str,
    parts: &'t Parts,
    doubled: &'t Doubled<'t>,
}

/// The values of the keys that a mapping has more than once, because a template engine chooses one of them.
type Doubled<'t> = HashMap<(NodeId, &'t str), Vec<NodeId>>;

fn doubled<'t>(tree: &'t Tree<'_>, parts: &Parts) -> Doubled<'t> {
    let mut all = Doubled::new();
    if !parts.have_choices() {
        return all;
    }
    for id in nodes(tree) {
        for (name, value) in tree.pairs(id) {
            if let Some(name) = tree.word(name) {
                all.entry((id, name)).or_default().push(value);
            }
        }
    }
    all.retain(|_, values| values.len() > 1);
    all
}

/// All values of a document, each once.
fn nodes(tree: &Tree<'_>) -> impl Iterator<Item = NodeId> {
    let all = tree.nodes.iter().enumerate();
    let all = all.filter_map(|(at, _)| Some(NodeId(u32::try_from(at).ok()?)));
    all.filter(|id| tree.target(*id) == *id)
}

impl<'t> Page<'t> {
    fn tree(&self) -> &'t Tree<'t> {
        self.document.tree
    }

    /// The entries of a mapping, a key as often as a template engine may choose it.
    fn entries(&self, id: NodeId) -> Vec<(NodeId, NodeId)> {
        let tree = self.tree();
        let target = tree.target(id);
        let mut entries = tree.entries(id);
        let more = entries.iter().flat_map(|&(key, value)| {
            let all = tree
                .word(key)
                .and_then(|key| self.doubled.get(&(target, key)));
            let others = all.into_iter().flatten().filter(move |it| **it != value);
            others.map(move |it| (key, *it))
        });
        let more: Vec<_> = more.collect();
        entries.extend(more);
        entries
    }

    /// The values of a key: several where a template engine chooses.
    fn every(&self, id: NodeId, key: &str) -> Vec<NodeId> {
        match self.doubled.get(&(self.tree().target(id), key)) {
            Some(all) => all.clone(),
            None => Vec::from_iter(self.tree().get(id, key)),
        }
    }

    /// What is behind these keys; nothing where a template engine chooses one of several.
    fn at(&self, id: NodeId, keys: &[&str]) -> Option<NodeId> {
        let tree = self.tree();
        keys.iter().try_fold(id, |id, key| {
            let is_doubled = self.doubled.contains_key(&(tree.target(id), *key));
            tree.get(id, key).filter(|_| !is_doubled)
        })
    }

    /// A word as people wrote it, instructions of an engine included.
    fn word(&self, id: NodeId, keys: &[&str]) -> Option<&'t str> {
        self.written(self.at(id, keys)?)
    }

    /// The last of the names that a template engine chooses from: one of them is enough to find the resource by.
    fn name(&self, id: NodeId) -> Option<&'t str> {
        let tree = self.tree();
        let name = tree.get(id, "metadata").and_then(|it| tree.get(it, "name"));
        let name = name.and_then(|name| self.written(name));
        name.or_else(|| self.written(tree.get(id, "kind")?))
    }

    fn written(&self, id: NodeId) -> Option<&'t str> {
        let word = self.tree().word(id)?;
        let span = self.document.place(id).span;
        if !self.parts.touch(span) {
            return Some(word);
        }
        let word = self.original.get(span.range())?;
        Some(word.trim_matches(['"', '\'']))
    }

    /// The group of the kind of a resource, when the value is one; empty where a template engine chooses one of several.
    fn group(&self, id: NodeId) -> Option<&'t str> {
        self.tree().get(id, "kind")?;
        let versions = self.every(id, "apiVersion").into_iter();
        let versions = versions.filter_map(|version| self.written(version));
        let mut groups = versions.map(|version| version.split('/').next().unwrap_or(version));
        let first = groups.next()?;
        Some(if groups.all(|group| group == first) {
            first
        } else {
            ""
        })
    }

    /// Whether a resource defines a kind: such a definition has formats of another sort.
    fn is_definition(&self, id: NodeId) -> bool {
        let kind = || self.word(id, &["kind"]);
        match self.group(id) {
            Some("apiextensions.k8s.io") => true,
            Some("apiextensions.crossplane.io") => kind() == Some("CompositeResourceDefinition"),
            _ => false,
        }
    }

    /// The specification of a resource, whichever tool reads it.
    fn specifications(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        let paths: [&[&str]; 3] = [&["spec", "forProvider"], &["spec", "resource"], &["spec"]];
        paths.into_iter().filter_map(move |path| self.at(id, path))
    }

    /// The namespace and the name of a resource.
    fn full_name(&self, id: NodeId) -> Option<FullName> {
        let name = self.word(id, &["metadata", "name"])?;
        Some((self.namespace(id).to_owned(), name.to_owned()))
    }

    /// The namespace of a resource; empty where it is that of whoever applies the manifest.
    fn namespace(&self, id: NodeId) -> &'t str {
        self.word(id, &["metadata", "namespace"])
            .unwrap_or_default()
    }

    /// The API that a resource names: in its own namespace, unless it names one.
    fn api_of(&self, id: NodeId) -> Option<FullName> {
        let references: [&[&str]; 2] = [&["apiIdRef"], &["apiRef", "from"]];
        self.specifications(id).find_map(|spec| {
            let mut all = references.iter().filter_map(|path| self.at(spec, path));
            all.find_map(|reference| {
                let name = self.word(reference, &["name"])?;
                let namespace = self.word(reference, &["namespace"]);
                let namespace = namespace.unwrap_or_else(|| self.namespace(id));
                Some((namespace.to_owned(), name.to_owned()))
            })
        })
    }

    /// Notes what the APIs of a document say of their protocols.
    fn protocols(&self, to: &mut HashMap<FullName, Option<Api>>) {
        for id in nodes(self.tree()) {
            let is_api = self.group(id).and_then(apis) == Some(ApiSet::V2);
            let (true, Some(name)) = (is_api, self.full_name(id)) else {
                continue;
            };
            let protocol = self
                .specifications(id)
                .find_map(|spec| self.word(spec, &["protocolType"]));
            let api = match protocol {
                Some("HTTP") => Some(Api::Http),
                Some("WEBSOCKET") => Some(Api::WebSocket),
                _ => continue,
            };
            // of two with a name nothing is sure
            let known = to.entry(name).or_insert(api);
            if *known != api {
                *known = None;
            }
        }
    }
}

/// A search for formats.
struct Walk<'w, 't> {
    page: Page<'t>,
    protocols: &'w HashMap<FullName, Option<Api>>,
    /// What was looked at, for each of the types of APIs: there are few, so that this stays in proportion to the file.
    met: HashSet<(NodeId, Option<ApiSet>)>,
    to: &'w mut Extraction,
}

impl Walk<'_, '_> {
    /// Looks for formats in a value. The reader of YAML bounds how deep values lie in each other.
    fn value(&mut self, id: NodeId, owner: &Owner) {
        let tree = self.page.tree();
        if !self.met.insert((tree.target(id), owner.apis)) {
            return;
        }
        if tree.is_cut(id) {
            let start = self.page.document.place(id).span.start;
            let place = SourceSpan::new(self.page.document.source, start, start);
            let message = "it has more values than are read; some are not looked at";
            self.to
                .problems
                .push(Problem::new(ProblemKind::Limit, place, message));
        }
        if tree.is_sequence(id) {
            let items: Vec<NodeId> = tree.children(id).collect();
            for item in items {
                self.value(item, owner);
            }
            return;
        }
        if !tree.is_mapping(id) {
            return self.text(id, owner);
        }
        let inner = self.owner(id);
        let owner = inner.as_ref().unwrap_or(owner);
        if self.page.is_definition(id) {
            return;
        }
        for (key, value) in self.page.entries(id) {
            if tree.word(key).is_some_and(|key| FIELDS.contains(&key)) {
                self.settings(value, owner);
            } else {
                self.value(value, owner);
            }
        }
    }

    /// The resource that a mapping is.
    fn owner(&self, id: NodeId) -> Option<Owner> {
        let page = self.page;
        let group = page.group(id)?;
        let api = page.api_of(id);
        let api = api.and_then(|name| self.protocols.get(&name).copied().flatten());
        let apis = match (apis(group), api) {
            (Some(ApiSet::V2), Some(api)) => Some(ApiSet::one(api)),
            (apis, _) => apis,
        };
        Some(Owner {
            name: page.name(id).unwrap_or_default().to_owned(),
            apis,
        })
    }

    /// The settings of a stage: an object, or a list of one.
    fn settings(&mut self, id: NodeId, owner: &Owner) {
        let tree = self.page.tree();
        if tree.is_sequence(id) {
            let items: Vec<NodeId> = tree.children(id).collect();
            for item in items {
                self.settings(item, owner);
            }
            return;
        }
        let mut formats = self.page.every(id, "format");
        if formats.is_empty() {
            formats = self.page.every(id, "Format");
        }
        if !formats.is_empty() {
            for format in formats {
                self.format(format, owner);
            }
        } else if tree.is_mapping(id) {
            self.value(id, owner);
        } else if tree.word(id).is_some()
            && self.page.parts.touch(self.page.document.place(id).span)
        {
            self.unknown(id, owner, Why::NotComputed, "a template engine writes it");
        } else if tree.word(id).is_some_and(|word| word.contains("$context")) {
            let reason = "gwfmt does not know settings of access logs that are a text";
            self.unknown(id, owner, Why::NotComputed, reason);
        }
    }

    fn format(&mut self, id: NodeId, owner: &Owner) {
        let page = self.page;
        let tree = page.tree();
        let place = page.document.place(id);
        let Some((text, notes)) = page.document.scalar(id).filter(|_| !tree.is_null(id)) else {
            let is_sure = owner.apis.is_some() && !tree.is_null(id);
            if is_sure {
                let message = "`format` must be a string";
                self.to
                    .problems
                    .push(Problem::new(ProblemKind::Value, place, message));
            }
            return;
        };
        let remarks = page.document.remarks(id, text.as_str(), notes);
        let mut remarks: Vec<String> = remarks.into_iter().map(str::to_owned).collect();
        let (text, has_statement) = page.parts.holes(page.document.source, text);
        let holes: usize = text.holes().map(|(hole, _)| hole.len()).sum();
        if holes > 0 && holes == text.len() {
            return self.unknown(id, owner, Why::NotComputed, "a template engine writes it");
        }
        // what other resources call so may be a format of anything: of Envoy, of a schema
        let is_format = owner.apis.is_some() || text.as_str().contains("$context");
        if text.is_empty() || !is_format {
            return;
        }
        if holes > 0 {
            remarks.push("what a template engine writes is not known".to_owned());
        }
        self.to.formats.push(Found {
            text,
            // what is chosen or repeated is not all there at once
            extent: if has_statement {
                Extent::Part
            } else {
                Extent::Whole
            },
            api: owner.apis.unwrap_or(ApiSet::ANY),
            receiver: None,
            address: owner.name.clone(),
            place,
            via: Vec::new(),
            remarks,
            faults: Vec::new(),
        });
    }

    /// A text that holds manifests is named, and not read.
    fn text(&mut self, id: NodeId, owner: &Owner) {
        let text = self.page.tree().word(id).unwrap_or_default();
        if text.contains(NEEDLE) && text.contains("$context") {
            let reason = "gwfmt does not read manifests that are the text of another one";
            self.unknown(id, owner, Why::NotComputed, reason);
        }
    }

    fn unknown(&mut self, id: NodeId, owner: &Owner, why: Why, reason: &str) {
        self.to.unknown.push(Unknown {
            address: owner.name.clone(),
            place: self.page.document.place(id),
            via: Vec::new(),
            why,
            reason: reason.to_owned(),
        });
    }
}
