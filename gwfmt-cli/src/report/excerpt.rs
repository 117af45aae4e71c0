//! The lines of a file around what a finding points at, for miette: long lines cut around the places, control characters
//! made visible, line numbers kept.
//!
//! miette's own reader of sources counts from the first byte for each label and prints lines whole; formats stand on
//! lines of hundreds of characters.

use gwfmt_core::span::Span;
use gwfmt_core::visible::visible;
use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use crate::check::finding::Finding;
use crate::check::passage::{Line as Kept, Words};
use crate::text::shown::Shown;
use crate::text::wrap::wrap;

/// Stands for what was cut.
const CUT: char = '…';

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
    /// The lines around a finding, cut to `width`; nothing when no file is known.
    pub(crate) fn new(finding: &Finding, width: usize) -> Option<Self> {
        let passage = finding.passage.as_ref()?;
        let mut excerpt = Self {
            name: Shown::new(&finding.said.file).to_string(),
            text: String::new(),
            lines: Vec::new(),
            columns: Vec::new(),
            labels: Vec::new(),
        };
        let spans: Vec<Span> = passage.marks.iter().map(|mark| mark.span).collect();
        let mut shown: Vec<Range> = vec![None; spans.len()];
        for line in &passage.lines {
            excerpt.lines.push(Line {
                number: line.number,
                start: excerpt.text.len(),
            });
            excerpt.line(line, &spans, width, &mut shown);
        }
        for (mark, shown) in passage.marks.iter().zip(shown) {
            let Some((start, end)) = shown else { continue };
            excerpt.columns.push((start, mark.column));
            let text = match mark.words {
                Words::Label => finding.label.as_deref(),
                Words::Nothing => None,
                Words::Related(at) => finding.related.get(at).map(|(_, words)| words.as_str()),
            };
            let text = text.map(folded);
            let range = (start, end - start);
            excerpt.labels.push(if mark.words == Words::Label {
                LabeledSpan::new_primary_with_span(text, range)
            } else {
                LabeledSpan::new_with_span(text, range)
            });
        }
        Some(excerpt)
    }

    /// Adds a line, cut around the labels in it, and notes where these come to stand.
    fn line(&mut self, line: &Kept<'_>, spans: &[Span], width: usize, shown: &mut [Range]) {
        let mut done = 0;
        for (from, to) in line.kept(spans, width) {
            if done != from {
                self.text.push(CUT);
            }
            let mut at = line.start + from;
            for c in line.slice(from, to).chars() {
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
        if done < line.len {
            self.text.push(CUT);
        }
        self.text.push('\n');
    }

    /// The byte `at` of the source comes to stand at the excerpt's present end.
    fn note(&self, at: usize, spans: &[Span], shown: &mut [Range]) {
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
    wrap(Shown::with_holes(text).as_str(), "", 0, WIDTH, &mut out);
    out.trim_end().to_owned()
}

/// Where a label comes to stand in an excerpt.
type Range = Option<(usize, usize)>;

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
    use crate::check::finding::Said;
    use crate::check::passage::Passage;
    use crate::check::place::Spot;
    use crate::check::source::Source;
    use gwfmt_core::diagnostic::Severity;

    /// The excerpt's lines with their numbers, and what each label covers.
    fn shown(
        text: &str,
        spans: &[(usize, usize)],
        width: usize,
    ) -> (Vec<(usize, String)>, Vec<String>) {
        let source = Source::new("x", text, std::sync::Arc::default());
        let mut places: Vec<_> = spans
            .iter()
            .map(|(start, end)| (Span::new(*start, *end), Words::Nothing))
            .collect();
        places[0].1 = Words::Label;
        let said = Said {
            file: "x".into(),
            span: places[0].0,
            rule: "some-rule",
            severity: Severity::Note,
            message: String::new(),
        };
        let finding = Finding {
            passage: Some(Passage::new(&source, &places)),
            ..Finding::new(said, Spot::default(), Severity::Warning)
        };
        let excerpt = Excerpt::new(&finding, width).unwrap();
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
