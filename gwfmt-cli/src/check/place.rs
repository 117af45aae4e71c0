//! Where something is in a file: in bytes, and as people count.

use std::sync::Arc;

use gwfmt_core::span::Span;

/// A place in a file, as bytes and as people count. Its order is that of the files' names, then that of the bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Place {
    /// The file, as reports name it; empty when nothing is known of it.
    pub(crate) file: Arc<str>,
    pub(crate) span: Span,
    pub(crate) spot: Spot,
}

impl Default for Place {
    fn default() -> Self {
        Self {
            file: Arc::from(""),
            span: Span::at(0),
            spot: Spot::default(),
        }
    }
}

/// A place as people count: lines and columns from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Spot {
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) end_line: usize,
    pub(crate) end_column: usize,
}

impl Default for Spot {
    fn default() -> Self {
        Self {
            line: 1,
            column: 1,
            end_line: 1,
            end_column: 1,
        }
    }
}

/// A range of a file, and what replaces it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FileEdit {
    pub(crate) file: Arc<str>,
    pub(crate) span: Span,
    pub(crate) text: String,
}
