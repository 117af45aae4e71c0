//! A text as its documents are read.

use super::engine::Parts;
use gwfmt_core::span::SourceId;

/// A text as it is read.
#[derive(Clone, Copy)]
pub(super) struct Page<'t> {
    pub(super) source: SourceId,
    /// The text with everything covered that is no YAML. Each byte is where it was.
    pub(super) text: &'t str,
    /// The text as it is.
    pub(super) original: &'t str,
    /// What a template engine would write.
    pub(super) parts: &'t Parts,
}
