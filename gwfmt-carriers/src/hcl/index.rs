//! All blocks of a folder, not parsed: where each is, and which names stand in it. Who needs more of one asks for its body.

use std::cell::OnceCell;
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
    /// The first block of each address, once somebody asks.
    by_address: OnceCell<HashMap<String, usize>>,
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
        let by_address = self.by_address.get_or_init(|| {
            let mut first = HashMap::new();
            for (number, entry) in self.entries.iter().enumerate() {
                if !entry.overrides {
                    first.entry(entry.address()).or_insert(number);
                }
            }
            first
        });
        self.entries.get(*by_address.get(address)?)
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

    /// The addresses of the blocks that name one of these anywhere, or name one that does.
    pub(super) fn leading_to(&self, to: &[String]) -> HashSet<String> {
        let mut named_in: HashMap<String, Vec<String>> = HashMap::new();
        let mut in_file: HashMap<(usize, Span), Vec<String>> = HashMap::new();
        for entry in &self.entries {
            let own = match entry.kind.as_str() {
                "locals" => "locals".to_owned(),
                _ => entry.address(),
            };
            // of Terraform's JSON syntax the whole file counts for each block of it
            let all = in_file.entry((entry.file, entry.span)).or_default();
            if all.is_empty() {
                let text = self.text_of(entry);
                all.extend(names(text).collect::<HashSet<_>>());
                let whole = format!("{} {}", entry.file, entry.span.start);
                for name in all.iter() {
                    let by = named_in.entry(name.clone()).or_default();
                    by.push(whole.clone());
                }
            }
            let whole = format!("{} {}", entry.file, entry.span.start);
            named_in.entry(whole).or_default().push(own);
        }
        let mut met: HashSet<String> = HashSet::new();
        let mut open: Vec<&str> = to.iter().map(String::as_str).collect();
        while let Some(name) = open.pop() {
            for by in named_in.get(name).into_iter().flatten() {
                if met.insert(by.clone()) {
                    open.push(by);
                }
            }
        }
        met
    }

    fn text_of(&self, entry: &Entry) -> &str {
        let file = self.files.get(entry.file);
        let text = file.and_then(|(_, text)| text.get(entry.span.range()));
        text.unwrap_or_default()
    }

    /// Whether a block names any resource of these types.
    pub(super) fn names_any(&self, entry: &Entry, kinds: &[&str]) -> bool {
        names(self.text_of(entry)).any(|name| {
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
