//! The files that a service is put together from, and the values in them as they are written.

use std::rc::Rc;
use std::sync::Arc;

use gwfmt_core::span::{SourceId, SourceSpan};

use crate::yaml::document::Document;
use crate::yaml::scalar::Style;
use crate::yaml::tree::{Kind, NodeId, Tag, Tree};

/// A file of the service.
#[derive(Debug)]
pub(super) struct File {
    source: SourceId,
    text: Arc<str>,
    tree: Tree<'static>,
}

impl File {
    pub(super) fn new(source: SourceId, text: &Arc<str>, tree: Tree<'_>) -> Rc<Self> {
        Rc::new(Self {
            source,
            text: Arc::clone(text),
            tree: tree.into_owned(),
        })
    }

    pub(super) fn document(&self) -> Document<'_> {
        Document {
            source: self.source,
            text: &self.text,
            tree: &self.tree,
        }
    }
}

/// A value of a file, as it is written.
#[derive(Clone, Debug)]
pub(super) struct At {
    pub(super) file: Rc<File>,
    pub(super) id: NodeId,
}

impl At {
    pub(super) fn root(file: &Rc<File>) -> Self {
        Self {
            file: Rc::clone(file),
            id: file.tree.root,
        }
    }

    fn to(&self, id: NodeId) -> Self {
        Self {
            file: Rc::clone(&self.file),
            id,
        }
    }

    pub(super) fn tree(&self) -> &Tree<'static> {
        &self.file.tree
    }

    pub(super) fn place(&self) -> SourceSpan {
        self.file.document().place(self.id)
    }

    /// What is behind a key, as it is written.
    pub(super) fn get(&self, key: &str) -> Option<At> {
        let tree = self.tree();
        let found = tree.get(self.id, key).or_else(|| {
            let at: usize = key.parse().ok()?;
            let list = tree.is_sequence(self.id).then(|| tree.children(self.id));
            list?.nth(at)
        });
        found.map(|id| self.to(id))
    }

    /// The keys of a mapping, each with its value.
    pub(super) fn entries(&self) -> Vec<(String, At)> {
        let tree = self.tree();
        let entries = tree.entries(self.id).into_iter();
        let entries =
            entries.filter_map(|(key, id)| Some((tree.word(key)?.to_owned(), self.to(id))));
        entries.collect()
    }

    /// The items of a sequence.
    pub(super) fn items(&self) -> Vec<At> {
        let tree = self.tree();
        let is_list = tree.is_sequence(self.id);
        let items = tree.children(self.id).filter(|_| is_list);
        items.map(|id| self.to(id)).collect()
    }

    /// Whether it is written out as nothing.
    pub(super) fn is_null(&self) -> bool {
        self.tree().is_null(self.id)
    }

    /// Its text, where nothing says that it is a string.
    pub(super) fn untyped(&self) -> Option<&str> {
        let node = self.tree().node(self.id)?;
        let is_untyped = node.kind == Kind::Scalar(Style::Plain) && node.tag == Tag::None;
        is_untyped.then_some(&*node.value)
    }
}
