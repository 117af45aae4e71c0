//! What is kept of a text so that a part of it can be shown later, at any width: the lines of a file around some places
//! ([`Passage`]), and a stretch of a format ([`Snippet`]).

use std::borrow::Cow;

use gwfmt_core::limits;
use gwfmt_core::span::{Span, floor_boundary};

use crate::check::source::Source;

/// Lines of a source around some places. Offsets are those of the source.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Passage {
    /// In the order of the source; some may be left out between two of them.
    pub(crate) lines: Vec<Line<'static>>,
    /// The places, in the order in which they were given.
    pub(crate) marks: Vec<Mark>,
}

/// A place to point at.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Mark {
    /// Not more of it than is shown.
    pub(crate) span: Span,
    /// The column where it starts, from 0, in characters.
    pub(crate) column: usize,
    pub(crate) words: Words,
}

/// What stands beside a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Words {
    /// The finding's label: this is the place itself.
    Label,
    /// Nothing: the place goes on here.
    Nothing,
    /// Those of the related place of this number.
    Related(usize),
}

/// A line, or the parts of a long one that lie near a place.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Line<'t> {
    /// Its number in the file, from 0.
    pub(crate) number: usize,
    /// Where it starts in the source.
    pub(crate) start: usize,
    /// Its bytes, those that are left out counted.
    pub(crate) len: usize,
    /// The parts that are kept, by the offset of each in the line.
    parts: Vec<(usize, Cow<'t, str>)>,
}

impl Passage {
    /// The lines of some places, each with a neighbour on both sides.
    pub(crate) fn new(source: &Source<'_>, places: &[(Span, Words)]) -> Self {
        let spans: Vec<Span> = places
            .iter()
            .map(|(span, _)| clipped(source, *span))
            .collect();
        let mut numbers: Vec<usize> = Vec::new();
        for span in &spans {
            let first = source.line_of(span.start);
            let last = source.line_of(span.end).max(first);
            numbers.extend(first.saturating_sub(1)..=(last + 1).min(source.lines() - 1));
        }
        numbers.sort_unstable();
        numbers.dedup();
        let lines = numbers.iter().map(|number| {
            let line = source.line(*number);
            let whole = Line {
                number: *number,
                start: line.start,
                len: line.len(),
                parts: vec![(0, Cow::Borrowed(source.slice(line)))],
            };
            let parts = whole.kept(&spans, limits::REPORT_WIDTH);
            let owned =
                |(from, to): (usize, usize)| (from, Cow::Owned(whole.slice(from, to).to_owned()));
            Line {
                parts: parts.into_iter().map(owned).collect(),
                ..whole
            }
        });
        let lines = lines.collect();
        let marks = spans.iter().zip(places).map(|(span, (_, words))| Mark {
            span: *span,
            column: source.spot(*span).column - 1,
            words: *words,
        });
        Self {
            lines,
            marks: marks.collect(),
        }
    }
}

impl Line<'_> {
    /// The part that holds an offset, or the last one before it.
    fn part(&self, at: usize) -> (usize, &str) {
        let after = self.parts.partition_point(|(from, _)| *from <= at);
        match self.parts.get(after.saturating_sub(1)) {
            Some((from, text)) => (*from, text),
            None => (0, ""),
        }
    }

    /// What is kept between two offsets of one part.
    pub(crate) fn slice(&self, from: usize, to: usize) -> &str {
        let (start, text) = self.part(from);
        let to = to.saturating_sub(start).min(text.len());
        text.get(from.saturating_sub(start)..to).unwrap_or_default()
    }

    /// The offset `count` characters after `from`.
    fn after(&self, from: usize, count: usize) -> usize {
        let (start, text) = self.part(from);
        let rest = text.get(from.saturating_sub(start)..).unwrap_or_default();
        let mut chars = rest.char_indices();
        chars
            .nth(count)
            .map_or(start + text.len(), |(at, _)| from + at)
    }

    /// The offset `count` characters before `to`.
    fn before(&self, to: usize, count: usize) -> usize {
        let Some(last) = count.checked_sub(1) else {
            return to;
        };
        let (start, text) = self.part(to);
        let rest = text.get(..to.saturating_sub(start)).unwrap_or_default();
        let mut chars = rest.char_indices().rev();
        chars.nth(last).map_or(start, |(at, _)| start + at)
    }

    /// The nearest character boundary at or before an offset, as far as it is known.
    fn floor(&self, at: usize) -> usize {
        let (start, text) = self.part(at.min(self.len));
        let mut inside = at.min(self.len).saturating_sub(start);
        while inside < text.len() && !text.is_char_boundary(inside) {
            inside -= 1;
        }
        start + inside
    }

    /// The parts of the line that are shown in `width` columns, as offsets: around each place that touches it, as wide
    /// as there is room. A wider view shows all that a narrower one does, so a line may be cut to the widest at first.
    pub(crate) fn kept(&self, spans: &[Span], width: usize) -> Vec<(usize, usize)> {
        const LEAD: usize = 8; // seen before a place that fills the line
        let is_whole = matches!(&self.parts[..], [(0, text)] if text.len() == self.len);
        if is_whole && self.after(0, width) == self.len {
            return vec![(0, self.len)];
        }
        let end = self.start + self.len;
        let inside: Vec<Span> = spans
            .iter()
            .filter(|span| span.start <= end && span.end >= self.start)
            .map(|span| Span::new(span.start.max(self.start), span.end.min(end)))
            .collect();
        if inside.is_empty() {
            return vec![(0, self.after(0, width))];
        }
        let share = (width / inside.len().min(4)).max(2 * LEAD);
        let mut parts: Vec<(usize, usize)> = inside
            .iter()
            .map(|span| {
                let start = self.floor(span.start - self.start);
                let most = self.after(start, share - LEAD);
                let end = self.floor(span.end - self.start).min(most);
                let shown = self.slice(start, end).chars().count();
                let room = share.saturating_sub(shown) / 2;
                (self.before(start, room), self.after(end, room))
            })
            .collect();
        parts.sort_unstable();
        let mut merged: Vec<(usize, usize)> = Vec::new();
        for (from, to) in parts {
            match merged.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => merged.push((from, to)),
            }
        }
        merged
    }
}

/// Not more lines than a reader wants, and no start or end beyond the end of a line.
fn clipped(source: &Source<'_>, span: Span) -> Span {
    let first = source.line_of(span.start);
    let last = source.line_of(span.end);
    if last < first + limits::EXCERPT_LINES {
        let start = span.start.min(source.line(first).end);
        let after_break = last > first && source.line(last).start == span.end;
        let end = if after_break {
            source.line(last - 1).end
        } else {
            span.end
        };
        return Span::new(start, end.max(start));
    }
    let mut line = first;
    while line < last && source.slice(source.line(line)).trim().is_empty() {
        line += 1;
    }
    let whole = source.line(line);
    Span::new(span.start.max(whole.start), whole.end)
}

/// A stretch of a text around a part of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Snippet {
    pub(crate) text: String,
    /// The part, in this text.
    pub(crate) mark: Span,
    /// The expressions of the holes in it, by the bytes of this text where each stands.
    pub(crate) holes: Vec<(usize, String)>,
}

impl Snippet {
    /// Whether the part is what fills a hole. API Gateway does not receive it as the file has it.
    pub(crate) fn marks_hole(&self) -> bool {
        let (start, marked) = (self.mark.start, &self.text[self.mark.range()]);
        marked.chars().count() == 1 && self.holes.iter().any(|(at, _)| *at == start)
    }

    /// As much of `text` around `mark` as the widest report shows. `hole` tells what fills the hole at an offset.
    pub(crate) fn new(text: &str, mark: Span, hole: impl Fn(usize) -> Option<String>) -> Self {
        let around = around(text, mark);
        let shown = &text[around.range()];
        let holes = shown.char_indices().filter_map(|(at, c)| {
            let is_hole = c == gwfmt_core::text::HOLE;
            let expression = is_hole.then(|| hole(around.start + at)).flatten()?;
            Some((at, expression))
        });
        let inside = |at: usize| at.clamp(around.start, around.end) - around.start;
        Self {
            text: shown.to_owned(),
            mark: Span::new(inside(mark.start), inside(mark.end)),
            holes: holes.collect(),
        }
    }
}

/// The bytes of `text` that the widest report may show of it when `mark` is in the middle. Reports show less than
/// [`limits::REPORT_WIDTH`], so where this cuts, they cut too.
pub(crate) fn around(text: &str, mark: Span) -> Span {
    let start = floor_boundary(text, mark.start);
    let before = text[..start].char_indices().rev();
    let before = before.take(limits::REPORT_WIDTH).last();
    let after = text[start..].char_indices().nth(limits::REPORT_WIDTH);
    Span::new(
        before.map_or(start, |(at, _)| at),
        after.map_or(text.len(), |(at, _)| start + at),
    )
}
