//! Byte ranges: [`Span`] inside a format text, [`SourceSpan`] inside one of the files that it came from.

use std::ops::Range;

/// The last character boundary of `text` at or before `at`, which may lie behind its end.
///
/// The standard library's `floor_char_boundary` is younger than the oldest compiler that builds this crate.
///
/// ```
/// use gwfmt_core::span::floor_boundary;
/// assert_eq!(floor_boundary("caf\u{e9}s", 4), 3);
/// assert_eq!(floor_boundary("caf", 9), 3);
/// ```
pub fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A range of bytes of a format text: `start` included, `end` excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The range `start..end`.
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The empty range at `at`.
    pub const fn at(at: usize) -> Self {
        Self { start: at, end: at }
    }

    /// Number of bytes.
    pub const fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether it holds no byte.
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// For slicing: `&text[span.range()]`.
    pub const fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// Whether `other` lies inside.
    pub const fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The smallest range that holds both.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        Span::new(self.start.min(other.start), self.end.max(other.end))
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// Which source a place lies in. The number is the caller's: core never opens a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u32);

/// A range of bytes of one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceSpan {
    /// The source.
    pub source: SourceId,
    /// The bytes of it.
    pub span: Span,
}

impl SourceSpan {
    /// `start..end` of `source`.
    pub const fn new(source: SourceId, start: usize, end: usize) -> Self {
        Self {
            source,
            span: Span::new(start, end),
        }
    }
}
