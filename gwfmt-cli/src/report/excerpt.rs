//! The lines of a file around what a finding points at, for miette: long lines cut around the places, control characters
//! made visible, line numbers kept.
//!
//! miette's own reader of sources counts from the first byte for each label and prints lines whole; formats stand on
//! lines of hundreds of characters.

use gwfmt_core::span::Span;
use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::{printable, visible};
use crate::source::Source;
use crate::wrap::wrap;

/// Stands for what was cut.
const CUT: char = '…';

/// Lines that one label may cover; of a longer one, only the beginning is shown.
const MOST_LINES: usize = 8;

/// A place to point at.
#[derive(Debug)]
pub(crate) struct Label<'a> {
    pub(crate) span: Span,
    pub(crate) text: Option<&'a str>,
    pub(crate) primary: bool,
}

/// A few lines of a source. Offsets are those of the lines as they are shown.
#[derive(Debug)]
pub(crate) struct Excerpt {
    name: String,
    text: String,
    lines: Vec<Line>,
    /// Where labels start, with the column (from 0) that they have in the file.
    columns: Vec<(usize, usize)>,
    pub(crate) labels: Vec<LabeledSpan>,
}

#[derive(Debug)]
struct Line {
    /// Its number in the file, from 0.
    number: usize,
    /// Where it starts in the excerpt.
    start: usize,
}

impl Excerpt {
    /// The lines of the labels, each with a neighbour on both sides, cut to `width`.
    pub(crate) fn new(source: &Source<'_>, labels: &[Label<'_>], width: usize) -> Self {
        let spans: Vec<Span> = labels
            .iter()
            .map(|label| clipped(source, label.span))
            .collect();
        let mut numbers: Vec<usize> = Vec::new();
        for span in &spans {
            let first = source.line_of(span.start);
            let last = source.line_of(span.end).max(first);
            numbers.extend(first.saturating_sub(1)..=(last + 1).min(source.lines() - 1));
        }
        numbers.sort_unstable();
        numbers.dedup();

        let mut excerpt = Self {
            name: printable(&source.name),
            text: String::new(),
            lines: Vec::new(),
            columns: Vec::new(),
            labels: Vec::new(),
        };
        let mut shown: Vec<Shown> = vec![None; labels.len()];
        for number in numbers {
            excerpt.lines.push(Line {
                number,
                start: excerpt.text.len(),
            });
            excerpt.line(source, number, &spans, width, &mut shown);
        }
        for ((label, span), shown) in labels.iter().zip(&spans).zip(shown) {
            let Some((start, end)) = shown else { continue };
            excerpt.columns.push((start, source.spot(*span).column - 1));
            let text = label.text.map(folded);
            let range = (start, end - start);
            excerpt.labels.push(if label.primary {
                LabeledSpan::new_primary_with_span(text, range)
            } else {
                LabeledSpan::new_with_span(text, range)
            });
        }
        excerpt
    }

    /// Adds a line, cut around the labels in it, and notes where these come to stand.
    fn line(
        &mut self,
        source: &Source<'_>,
        number: usize,
        spans: &[Span],
        width: usize,
        shown: &mut [Shown],
    ) {
        let line = source.line(number);
        let text = source.slice(line);
        let inside: Vec<Span> = spans
            .iter()
            .filter(|span| span.start <= line.end && span.end >= line.start)
            .map(|span| Span::new(span.start.max(line.start), span.end.min(line.end)))
            .collect();
        let mut done = 0;
        for (from, to) in kept(text, line.start, &inside, width) {
            if done != from {
                self.text.push(CUT);
            }
            let mut at = line.start + from;
            for c in text[from..to].chars() {
                self.note(at, spans, shown);
                match c {
                    '\u{FEFF}' if at == 0 => {}
                    '\t' => self.text.push_str("    "),
                    c => self.text.push(visible(c)),
                }
                at += c.len_utf8();
            }
            self.note(at, spans, shown);
            done = to;
        }
        if done < text.len() {
            self.text.push(CUT);
        }
        self.text.push('\n');
    }

    /// The byte `at` of the source comes to stand at the excerpt's present end.
    fn note(&self, at: usize, spans: &[Span], shown: &mut [Shown]) {
        let here = self.text.len();
        for (span, shown) in spans.iter().zip(shown) {
            if shown.is_none() && at >= span.start {
                *shown = Some((here, here));
            }
            if let Some((_, end)) = shown
                && at <= span.end
            {
                *end = here;
            }
        }
    }

    /// The number of the excerpt's line that holds `at`.
    fn line_of(&self, at: usize) -> usize {
        self.lines
            .partition_point(|line| line.start <= at)
            .saturating_sub(1)
    }
}

/// The words of a label in lines that fit beside what they are about.
fn folded(text: &str) -> String {
    const WIDTH: usize = 48;
    let mut out = String::new();
    wrap(&printable(text), "", 0, WIDTH, &mut out);
    out.trim_end().to_owned()
}

/// Where a label comes to stand in an excerpt.
type Shown = Option<(usize, usize)>;

/// Not more lines than a reader wants, and no start or end beyond the end of a line.
fn clipped(source: &Source<'_>, span: Span) -> Span {
    let first = source.line_of(span.start);
    let last = source.line_of(span.end);
    if last < first + MOST_LINES {
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

/// The parts of a line that are shown, as offsets in it: around each place, as wide as there is room.
fn kept(text: &str, line_start: usize, inside: &[Span], width: usize) -> Vec<(usize, usize)> {
    let after = |from: usize, count: usize| {
        text[from..]
            .char_indices()
            .nth(count)
            .map_or(text.len(), |(at, _)| from + at)
    };
    let before = |to: usize, count: usize| {
        count
            .checked_sub(1)
            .and_then(|last| text[..to].char_indices().rev().nth(last))
            .map_or(if count == 0 { to } else { 0 }, |(at, _)| at)
    };
    if after(0, width) == text.len() {
        return vec![(0, text.len())];
    }
    if inside.is_empty() {
        return vec![(0, after(0, width))];
    }
    const LEAD: usize = 8; // seen before a place that fills the line
    let share = (width / inside.len().min(4)).max(2 * LEAD);
    let mut parts: Vec<(usize, usize)> = inside
        .iter()
        .map(|span| {
            let start = floor(text, span.start - line_start);
            let end = floor(text, span.end - line_start).min(after(start, share - LEAD));
            let room = share.saturating_sub(text[start..end].chars().count()) / 2;
            (before(start, room), after(end, room))
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

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let neighbours = |one: usize, next: usize| {
            let number = |at: usize| self.lines.get(at).map(|line| line.number);
            number(one).map(|number| number + 1) == number(next)
        };
        let (mut first, mut last) = (
            self.line_of(span.offset()),
            self.line_of(span.offset() + span.len()),
        );
        if !(first..last).all(|at| neighbours(at, at + 1)) {
            return Err(MietteError::OutOfBounds); // lines between them are left out
        }
        for _ in 0..before {
            if first > 0 && neighbours(first - 1, first) {
                first -= 1;
            }
        }
        for _ in 0..after {
            if neighbours(last, last + 1) {
                last += 1;
            }
        }
        let start = self.lines.get(first).map_or(0, |line| line.start);
        let end = self
            .lines
            .get(last + 1)
            .map_or(self.text.len(), |line| line.start);
        let data = &self.text.as_bytes()[start..end];
        let number = self.lines.get(first).map_or(0, |line| line.number);
        let column = self
            .columns
            .iter()
            .find(|(at, _)| *at == span.offset() && before == 0)
            .map_or(0, |(_, column)| *column);
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            data,
            (start, end - start).into(),
            number,
            column,
            last - first + 1,
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The excerpt's lines with their numbers, and what each label covers.
    fn shown(
        text: &str,
        spans: &[(usize, usize)],
        width: usize,
    ) -> (Vec<(usize, String)>, Vec<String>) {
        let source = Source::new("x", text);
        let labels: Vec<Label<'_>> = spans
            .iter()
            .map(|(start, end)| Label {
                span: Span::new(*start, *end),
                text: None,
                primary: false,
            })
            .collect();
        let excerpt = Excerpt::new(&source, &labels, width);
        let numbers = excerpt.lines.iter().map(|line| line.number + 1);
        let lines = numbers
            .zip(excerpt.text.lines().map(str::to_owned))
            .collect();
        let covered = excerpt
            .labels
            .iter()
            .map(|label| excerpt.text[label.offset()..label.offset() + label.len()].to_owned());
        (lines, covered.collect())
    }

    #[test]
    fn keeps_the_lines_around_a_place_with_their_numbers() {
        let (lines, covered) = shown("a\nbb\ncc\ndd\nee\n", &[(5, 7)], 40);
        let expected = [(2, "bb"), (3, "cc"), (4, "dd")];
        assert_eq!(lines, expected.map(|(n, text)| (n, text.to_owned())));
        assert_eq!(covered, ["cc"]);
    }

    #[test]
    fn leaves_out_what_lies_between_two_places() {
        let text = "aa\n".repeat(20);
        let (lines, covered) = shown(&text, &[(0, 2), (45, 47)], 40);
        let numbers: Vec<usize> = lines.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, [1, 2, 15, 16, 17]);
        assert_eq!(covered, ["aa", "aa"]);
    }

    #[test]
    fn cuts_long_lines_around_every_place() {
        let text = format!(
            "{}ONE{}TWO{}",
            "a".repeat(200),
            "b".repeat(200),
            "c".repeat(200)
        );
        let (lines, covered) = shown(&text, &[(200, 203), (403, 406)], 40);
        assert_eq!(covered, ["ONE", "TWO"]);
        assert_eq!(lines[0].1, "…aaaaaaaaONEbbbbbbbb…bbbbbbbbTWOcccccccc…");
    }

    #[test]
    fn a_place_that_is_longer_than_the_line_shows_its_beginning() {
        let text = format!("key: {}", "x".repeat(300));
        let (lines, covered) = shown(&text, &[(5, 305)], 40);
        assert!(lines[0].1.starts_with("…ey: xxx") && lines[0].1.ends_with('…'));
        assert!(covered[0].starts_with("xxx") && covered[0].len() >= 30);
    }

    #[test]
    fn shows_few_lines_of_a_place_of_many() {
        let text = format!("<<EOF\n{}EOF\n", "line\n".repeat(100));
        let (lines, covered) = shown(&text, &[(6, 506)], 40);
        assert!(lines.len() <= 3);
        assert_eq!(covered, ["line"]);
    }

    #[test]
    fn survives_odd_places() {
        assert_eq!(shown("", &[(0, 0)], 40).1, [""]);
        assert_eq!(shown("a\r\nb", &[(2, 3)], 40).1, [""]);
        assert_eq!(shown("é\n", &[(1, 2)], 40).1.len(), 1);
        assert_eq!(shown("a", &[(1, 1)], 40).1, [""]);
        assert_eq!(shown("a\tb\u{1b}", &[(2, 3)], 40).0[0].1, "a    b␛");
    }
}
