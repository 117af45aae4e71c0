//! A document whose values are read: its tree, its text, and which file that is.

use gwfmt_core::limits::FORMAT_READ;
use gwfmt_core::span::{SourceId, SourceSpan, Span};
use gwfmt_core::text::{FormatText, Quoting};

use super::scalar::{self, Notes, Style};
use super::tree::{Kind, NodeId, Tree};

/// A document.
#[derive(Clone, Copy)]
pub(crate) struct Document<'t> {
    pub(crate) source: SourceId,
    pub(crate) text: &'t str,
    pub(crate) tree: &'t Tree<'t>,
}

impl Document<'_> {
    /// Where a value is, without its tag; what an alias stands for counts as where it is defined.
    pub(crate) fn place(&self, id: NodeId) -> SourceSpan {
        let span = self.tree.node(id).map_or(Span::at(0), |node| {
            let end = match node.kind {
                Kind::Scalar(Style::Literal | Style::Folded) => {
                    let raw = self.text.get(node.span.range()).unwrap_or_default();
                    node.span.start + raw.trim_end().len()
                }
                _ => node.span.end,
            };
            Span::new(node.span.start, end)
        });
        SourceSpan {
            source: self.source,
            span,
        }
    }

    /// The decoded text of a scalar, whatever its tag says, and what decoding did to it; `None` when it is none.
    pub(crate) fn scalar(&self, id: NodeId) -> Option<(FormatText, Notes)> {
        let node = self.tree.node(id)?;
        let Kind::Scalar(style) = node.kind else {
            return None;
        };
        let place = SourceSpan {
            source: self.source,
            span: node.span,
        };
        // of a longer one nothing but its length is judged
        if node.value.len() <= FORMAT_READ {
            let indent = node.indent.map(|indent| indent as usize);
            let range = node.span.range();
            let (mut text, notes) = scalar::decode(self.source, self.text, style, range, indent);
            if text.as_str() == node.value {
                let quoting = match style {
                    Style::Single => Some(Quoting::Single),
                    Style::Plain => Some(Quoting::None),
                    Style::Literal | Style::Folded => Some(Quoting::Block),
                    Style::Double => None,
                };
                if let Some(quoting) = quoting.filter(|_| node.value.contains('\\')) {
                    text.note_quoting(place, quoting);
                }
                return Some((text, notes));
            }
        }
        let mut text = FormatText::new();
        text.push_escape(place, &node.value);
        Some((text, Notes::default()))
    }

    /// What to know about how the text of a scalar came about, for reports.
    #[cfg(feature = "cloudformation")]
    pub(crate) fn remarks(&self, id: NodeId, text: &str, notes: Notes) -> Vec<&'static str> {
        let kind = self.tree.node(id).map(|node| node.kind);
        let mut remarks = Vec::new();
        if notes.folded {
            remarks.push(match kind {
                Some(Kind::Scalar(Style::Folded)) => {
                    "`>` folds each single line break into a space"
                }
                _ => "YAML folds each single line break of a multi-line scalar into a space",
            });
        }
        if notes.indented_more {
            remarks.push("`>` keeps the line breaks before and after lines that are indented more");
        }
        let is_literal = kind == Some(Kind::Scalar(Style::Literal));
        if is_literal && text.trim_end_matches('\n').contains('\n') {
            remarks.push("`|` keeps every line break");
        }
        if notes.final_break {
            remarks.push("a block scalar keeps its last line break unless its header ends in `-`");
        }
        remarks
    }
}
