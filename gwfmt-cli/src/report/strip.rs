//! One line of text with carets under a part of it, cut to a width around that part.

use gwfmt_core::span::{Span, floor_boundary};
use gwfmt_core::visible::visible;
use unicode_width::UnicodeWidthStr as _;

/// A line and the line of carets below it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Strip {
    pub(crate) line: String,
    pub(crate) marks: String,
}

/// Stands for what was cut.
const CUT: &str = "…";

/// A character of the line, as it is shown.
struct Cell {
    shown: String,
    width: usize,
    marked: bool,
}

/// The part of `text` around `mark` that fits into `width` columns. `stand_in` may give another text for the character at
/// an offset: for holes. An empty mark is the character that follows, or the place after the last one.
pub(crate) fn strip(
    text: &str,
    mark: Span,
    width: usize,
    stand_in: impl Fn(usize) -> Option<String>,
) -> Strip {
    let width = width.max(10) - 2; // room for the two signs of a cut
    let start = floor_boundary(text, mark.start);
    let end = floor_boundary(text, mark.end).max(start);
    let cell = |(at, c): (usize, char)| {
        let shown = stand_in(at).unwrap_or_else(|| visible(c).to_string());
        Cell {
            width: shown.width(),
            shown,
            marked: at == start || (start..end).contains(&at),
        }
    };
    // Never more than a width to either side: the text may be long, and there may be many findings in it.
    let mut cells: Vec<Cell> = text[..start]
        .char_indices()
        .rev()
        .take(width)
        .map(cell)
        .collect();
    cells.reverse();
    let first = cells.len();
    let known_start = text[..start].chars().rev().nth(width).is_none();
    let after = |(offset, c)| cell((start + offset, c));
    cells.extend(text[start..].char_indices().take(width).map(after));
    let known_end = text[start..].chars().nth(width).is_none();
    if first == cells.len() {
        cells.push(Cell {
            shown: " ".to_owned(),
            width: 1,
            marked: true,
        });
    }
    let window = window(&cells, first, width);

    let mut line = String::new();
    let mut marks = String::new();
    if window.start > 0 || !known_start {
        line.push_str(CUT);
        marks.push(' ');
    }
    for cell in &cells[window.clone()] {
        line.push_str(&cell.shown);
        let sign = if cell.marked { "^" } else { " " };
        marks.push_str(&sign.repeat(cell.width));
    }
    if window.end < cells.len() || !known_end {
        line.push_str(CUT);
    }
    Strip {
        line: line.trim_end().to_owned(),
        marks: marks.trim_end().to_owned(),
    }
}

/// The cells that are shown: the marked ones, then as many on both sides as there is room for.
fn window(cells: &[Cell], first: usize, width: usize) -> std::ops::Range<usize> {
    let marked = cells[first..].iter().take_while(|cell| cell.marked).count();
    let (mut from, mut to, mut used) = (first, first, 0);
    while to < first + marked && used + cells[to].width <= width {
        used += cells[to].width;
        to += 1;
    }
    loop {
        let left = from.checked_sub(1).map(|at| cells[at].width);
        let right = cells.get(to).map(|cell| cell.width);
        let fits = |wide: Option<usize>| wide.is_some_and(|wide| used + wide <= width);
        let leftward = first - from <= to - (first + marked.min(to - first));
        if fits(left) && (leftward || !fits(right)) {
            from -= 1;
            used += cells[from].width;
        } else if fits(right) {
            used += cells[to].width;
            to += 1;
        } else {
            return from..to;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, mark: (usize, usize), width: usize) -> String {
        let strip = strip(text, Span::new(mark.0, mark.1), width, |_| None);
        format!("{}\n{}", strip.line, strip.marks)
    }

    #[test]
    fn marks_a_part() {
        assert_eq!(shown("a $b c", (2, 4), 40), "a $b c\n  ^^");
        assert_eq!(shown("日本 x", (7, 8), 40), "日本 x\n     ^");
        assert_eq!(shown("ab", (2, 2), 40), "ab\n  ^");
        assert_eq!(shown("ab", (1, 1), 40), "ab\n ^");
        assert_eq!(shown("", (0, 0), 40), "\n^");
    }

    #[test]
    fn cuts_what_is_far_away() {
        let text = format!("{}MARK{}", "a".repeat(100), "b".repeat(100));
        assert_eq!(shown(&text, (100, 104), 14), "…aaaaMARKbbbb…\n     ^^^^");
        let marked = shown(&text, (0, 204), 12);
        assert_eq!(marked, "aaaaaaaaaa…\n^^^^^^^^^^");
        assert_eq!(shown(&text, (203, 204), 12), "…bbbbbbbbbb\n          ^");
    }

    #[test]
    fn shows_control_characters() {
        assert_eq!(shown("a\n\u{1b}b", (1, 2), 20), "a␊␛b\n ^");
    }

    #[test]
    fn shows_another_text_for_a_hole() {
        let text = "a\u{FFFC}b";
        let strip = strip(text, Span::new(4, 5), 20, |at| {
            (at == 1).then(|| "‹var.x›".to_owned())
        });
        assert_eq!(
            (strip.line.as_str(), strip.marks.as_str()),
            ("a‹var.x›b", "        ^")
        );
    }
}
