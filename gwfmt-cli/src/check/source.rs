//! A source as reports see it: its name, its text, and lines and columns from byte offsets.

use std::cell::OnceCell;
use std::sync::Arc;

use gwfmt_core::span::{SourceId, SourceSpan, Span, floor_boundary};

use crate::check::in_file::InFile;
use crate::check::place::{Place, Spot};
use crate::config::Terms;

/// A text with a name.
#[derive(Debug)]
pub(crate) struct Source<'t> {
    /// As reports show it.
    pub(crate) name: Arc<str>,
    /// The text that spans are offsets of.
    pub(crate) text: &'t str,
    /// On which terms what stands in it is judged.
    pub(crate) terms: Arc<Terms>,
    /// What it asks to leave out, when somebody has looked.
    pub(crate) suppressions: InFile,
    starts: OnceCell<Vec<usize>>,
}

impl<'t> Source<'t> {
    pub(crate) fn new(name: impl Into<Arc<str>>, text: &'t str, terms: Arc<Terms>) -> Self {
        Self {
            name: name.into(),
            text,
            terms,
            suppressions: InFile::default(),
            starts: OnceCell::new(),
        }
    }

    /// Where each line starts. Not counted until something is found.
    fn starts(&self) -> &[usize] {
        self.starts.get_or_init(|| {
            let after = |at| at + 1;
            let breaks = memchr::memchr_iter(b'\n', self.text.as_bytes()).map(after);
            std::iter::once(0).chain(breaks).collect()
        })
    }

    /// The number of lines.
    pub(crate) fn lines(&self) -> usize {
        self.starts().len()
    }

    /// The line (from 0) that holds the byte.
    pub(crate) fn line_of(&self, at: usize) -> usize {
        self.starts().partition_point(|start| *start <= at) - 1
    }

    /// The bytes of a line (from 0), without its end.
    pub(crate) fn line(&self, number: usize) -> Span {
        let start = self.starts().get(number).copied();
        let start = start.unwrap_or(self.text.len());
        let next = self.starts().get(number + 1).copied();
        let end = next.map_or(self.text.len(), |next| next - 1);
        let text = &self.text[start..end];
        Span::new(
            start,
            end - usize::from(next.is_some() && text.ends_with('\r')),
        )
    }

    fn position(&self, at: usize) -> (usize, usize) {
        let at = floor_boundary(self.text, at);
        let line = self.line_of(at);
        let before = &self.text[self.line(line).start..at];
        let before = if line == 0 {
            before.strip_prefix('\u{FEFF}').unwrap_or(before)
        } else {
            before
        };
        (line + 1, before.chars().count() + 1)
    }

    /// A range of bytes as lines and columns.
    pub(crate) fn spot(&self, span: Span) -> Spot {
        let (line, column) = self.position(span.start);
        let (end_line, end_column) = self.position(span.end);
        Spot {
            line,
            column,
            end_line,
            end_column,
        }
    }

    /// The text of a range; nothing when there is no such range.
    pub(crate) fn slice(&self, span: Span) -> &'t str {
        self.text.get(span.range()).unwrap_or_default()
    }
}

/// The sources that the spans of one file or folder speak of, by their numbers.
#[derive(Debug, Default)]
pub(crate) struct SourceList<'t>(pub(crate) Vec<Source<'t>>);

impl<'t> SourceList<'t> {
    pub(crate) fn get(&self, id: SourceId) -> Option<&Source<'t>> {
        self.0.get(id.0 as usize)
    }

    /// A place as reports name it.
    pub(crate) fn place(&self, place: SourceSpan) -> Place {
        match self.get(place.source) {
            Some(source) => Place {
                file: Arc::clone(&source.name),
                span: place.span,
                spot: source.spot(place.span),
            },
            None => Place::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_columns_in_characters() {
        let source = Source::new("x", "\u{FEFF}aé\r\n😀b\n", Arc::default());
        let spot = source.spot(Span::new(3, 7));
        assert_eq!((spot.line, spot.column), (1, 1));
        let b = source.text.find('b').unwrap();
        let spot = source.spot(Span::new(b, b + 1));
        assert_eq!((spot.line, spot.column, spot.end_column), (2, 2, 3));
        assert_eq!(source.slice(source.line(0)), "\u{FEFF}aé");
        assert_eq!(source.slice(source.line(1)), "😀b");
        assert_eq!((source.lines(), source.slice(source.line(2))), (3, ""));
    }

    #[test]
    fn survives_places_that_are_not_there() {
        let source = Source::new("x", "é", Arc::default());
        assert_eq!(source.spot(Span::new(1, 9)).end_column, 2);
        assert_eq!(source.slice(Span::new(1, 9)), "");
    }
}
