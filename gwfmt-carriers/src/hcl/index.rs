//! All blocks of a folder, not parsed: where each is, and which names stand in it. Who needs more of one asks for its body.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use gwfmt_core::limits::{HCL_BLOCK, HCL_COMPARISONS};
use gwfmt_core::span::{SourceId, SourceSpan, Span};

use super::json;
use super::parse::Reader;
use super::split;
use super::syntax::Body;

/// The blocks of a folder.
#[derive(Debug, Default)]
pub(super) struct Index {
    files: Vec<(SourceId, Arc<str>)>,
    entries: Vec<Entry>,
}

/// A block.
#[derive(Debug)]
pub(super) struct Entry {
    kind: String,
    labels: Vec<String>,
    file: usize,
    overrides: bool,
    /// In Terraform's JSON syntax the whole file: it is not known which part of it the block is.
    span: Span,
    comparisons: usize,
    /// What is said of it where somebody has read it already.
    known: Option<Rc<Body>>,
    is_json: bool,
    /// Its first value, where it is one of Terraform's JSON syntax.
    first: Option<SourceSpan>,
}

impl Entry {
    /// `aws_iam_role.logs`, `data.aws_iam_policy_document.logs`, `module.api`.
    pub(super) fn address(&self) -> String {
        match self.kind.as_str() {
            "resource" => self.labels.join("."),
            kind => format!("{kind}.{}", self.labels.join(".")),
        }
    }

    pub(super) fn kind(&self) -> &str {
        &self.kind
    }

    /// The first label: of a resource its type.
    pub(super) fn label(&self) -> &str {
        self.labels.first().map_or("", String::as_str)
    }
}

impl Index {
    /// Notes a file; gives back its number.
    pub(super) fn file(&mut self, source: SourceId, text: &Arc<str>) -> usize {
        self.files.push((source, Arc::clone(text)));
        self.files.len() - 1
    }

    pub(super) fn add(&mut self, file: usize, item: &split::Item<'_>, span: Span, overrides: bool) {
        self.entries.push(Entry {
            kind: item.kind.to_owned(),
            labels: item
                .labels
                .iter()
                .map(|label| (*label).to_owned())
                .collect(),
            file,
            overrides,
            span,
            comparisons: item.comparisons,
            known: None,
            is_json: false,
            first: None,
        });
    }

    /// Adds a block of Terraform's JSON syntax; gives back its number.
    pub(super) fn add_json(&mut self, file: usize, item: &json::Item, overrides: bool) -> usize {
        let whole = self.files.get(file).map_or(0, |(_, text)| text.len());
        self.entries.push(Entry {
            kind: item.kind.clone(),
            labels: item.labels.clone(),
            file,
            overrides,
            span: Span::new(0, whole),
            comparisons: 0,
            known: None,
            is_json: true,
            first: item.body.attributes.first().map(|one| one.value.place),
        });
        self.entries.len() - 1
    }

    /// Keeps what a block of Terraform's JSON syntax says.
    pub(super) fn keep(&mut self, entry: usize, body: Body) {
        if let Some(entry) = self.entries.get_mut(entry) {
            entry.known = Some(Rc::new(body));
        }
    }

    /// The blocks, without those that only override others.
    pub(super) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| !entry.overrides)
    }

    /// The first block of that address.
    pub(super) fn find(&self, address: &str) -> Option<&Entry> {
        self.entries().find(|entry| entry.address() == address)
    }

    /// What a block says, and what overrides of it do; nothing where it cannot be read.
    pub(super) fn body(&self, entry: &Entry) -> Option<Rc<Body>> {
        let address = entry.address();
        let overrides = self.entries.iter().filter(|one| one.overrides);
        let overrides: Vec<&Entry> = overrides.filter(|one| one.address() == address).collect();
        if let Some(known) = &entry.known {
            return overrides.is_empty().then(|| Rc::clone(known));
        }
        let mut body = self.read(entry)?;
        for other in overrides {
            body.override_with(self.read(other)?);
        }
        Some(Rc::new(body))
    }

    fn read(&self, entry: &Entry) -> Option<Body> {
        if entry.is_json {
            return None;
        }
        let (source, text) = self.files.get(entry.file)?;
        if entry.span.len() > HCL_BLOCK || entry.comparisons > HCL_COMPARISONS {
            return None;
        }
        let mut file = Reader::new(*source, text, entry.span).body().ok()?;
        Some(file.blocks.pop()?.body)
    }

    /// Where a block begins: `resource "aws_iam_role" "logs"`.
    pub(super) fn place(&self, entry: &Entry) -> SourceSpan {
        let (source, text) = match self.files.get(entry.file) {
            Some((source, text)) => (*source, &**text),
            None => (SourceId(0), ""),
        };
        if let Some(first) = entry.first {
            return first;
        }
        let whole = text.get(entry.span.range()).unwrap_or_default();
        let header = whole
            .split(['{', '\n'])
            .next()
            .unwrap_or_default()
            .trim_end();
        SourceSpan::new(source, entry.span.start, entry.span.start + header.len())
    }

    /// The text at a place.
    pub(super) fn text(&self, place: SourceSpan) -> Option<&str> {
        let mut files = self.files.iter();
        let (_, text) = files.find(|(source, _)| *source == place.source)?;
        text.get(place.span.range())
    }

    /// Whether a block names another one anywhere, or names one that does.
    pub(super) fn leads_to(&self, from: &Entry, to: &str) -> bool {
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (number, entry) in self.entries.iter().enumerate() {
            let name = match entry.kind.as_str() {
                "locals" => "locals".to_owned(),
                _ => entry.address(),
            };
            by_name.entry(name).or_default().push(number);
        }
        let mut met = HashSet::new();
        let mut read = HashSet::new();
        let mut open: Vec<usize> = by_name.get(&from.address()).cloned().unwrap_or_default();
        while let Some(number) = open.pop() {
            let Some(entry) = self.entries.get(number).filter(|_| met.insert(number)) else {
                continue;
            };
            let text = self
                .files
                .get(entry.file)
                .and_then(|(_, text)| text.get(entry.span.range()));
            if !read.insert((entry.file, entry.span)) {
                continue;
            }
            for name in names(text.unwrap_or_default()) {
                if name == to {
                    return true;
                }
                open.extend(by_name.get(&name).into_iter().flatten());
            }
        }
        false
    }

    /// Whether a block names any resource of these types.
    pub(super) fn names_any(&self, entry: &Entry, kinds: &[&str]) -> bool {
        let text = self
            .files
            .get(entry.file)
            .and_then(|(_, text)| text.get(entry.span.range()));
        names(text.unwrap_or_default()).any(|name| {
            let kind = name.split('.').next().unwrap_or_default();
            kinds.contains(&kind)
        })
    }

    /// The blocks that name an address, each with its text.
    pub(super) fn naming<'i>(
        &'i self,
        address: &'i str,
    ) -> impl Iterator<Item = (&'i Entry, &'i str)> {
        let with_text = self.entries.iter().filter_map(|entry| {
            let (_, text) = self.files.get(entry.file)?;
            Some((entry, text.get(entry.span.range())?))
        });
        with_text.filter(move |(entry, text)| {
            text.contains(address)
                && entry.address() != address
                && names(text).any(|name| name == address)
        })
    }
}

/// The addresses that may be named in a text. What stands in comments counts too.
fn names(text: &str) -> impl Iterator<Item = String> + '_ {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let words = text.split(move |c: char| !is_part(c));
    words.filter_map(|word| {
        let mut parts = word.split('.').filter(|part| !part.is_empty());
        let (first, second) = (parts.next()?, parts.next()?);
        match first {
            "local" => Some("locals".to_owned()),
            "data" => Some(format!("data.{second}.{}", parts.next()?)),
            _ => Some(format!("{first}.{second}")),
        }
    })
}
