//! The values of one document: what they are read with, and what may be known of one.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap};

use crate::limits::{FORMAT_BYTES_IN_ALL, FORMAT_VALUES_IN_ALL};
use crate::yaml::document::Document;
use crate::yaml::tree::{NodeId, Tree};
use gwfmt_core::span::{SourceId, SourceSpan};
use gwfmt_core::text::FormatText;

/// Reads the values of one document.
pub(super) struct Values<'t> {
    pub(super) tree: &'t Tree<'t>,
    pub(super) source: SourceId,
    pub(super) text: &'t str,
    /// The mapping that holds `Parameters` and `Mappings`.
    pub(super) top: NodeId,
    /// What parameters are given from outside of the template.
    pub(super) given: RefCell<HashMap<String, FormatText>>,
    /// The parameters of which a value was looked for.
    pub(super) asked: RefCell<BTreeSet<String>>,
    /// How many more values, and bytes, all formats together may take.
    pub(super) left: Cell<u32>,
    pub(super) bytes: Cell<usize>,
}

impl<'t> Values<'t> {
    pub(super) fn new(tree: &'t Tree<'t>, source: SourceId, text: &'t str) -> Self {
        Self {
            tree,
            source,
            text,
            top: tree.root,
            given: RefCell::default(),
            asked: RefCell::default(),
            left: Cell::new(FORMAT_VALUES_IN_ALL),
            bytes: Cell::new(FORMAT_BYTES_IN_ALL),
        }
    }

    /// Where a value is, without its tag; what an alias stands for counts as where it is defined.
    pub(super) fn place(&self, id: NodeId) -> SourceSpan {
        self.document().place(id)
    }

    pub(super) fn document(&self) -> Document<'t> {
        Document {
            source: self.source,
            text: self.text,
            tree: self.tree,
        }
    }
}

/// What the parameter of a template holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ParameterKind {
    Text,
    Number,
    /// Words with commas between them.
    List,
    /// The name of something that the deployment looks up.
    Name,
}

/// What is put in for a reference.
#[derive(Clone, Debug)]
pub(super) enum Known {
    /// A value of the template.
    Node(NodeId),
    /// What is given from outside of the template.
    Given(FormatText),
}

impl Known {
    /// The text of a word of the template, or of what is given.
    pub(super) fn word<'k>(&'k self, values: &'k Values<'_>) -> Option<&'k str> {
        match self {
            Known::Node(id) => values.tree.word(*id),
            Known::Given(text) => Some(text.as_str()),
        }
    }
}
