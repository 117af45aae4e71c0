//! [`Lines`]: the lines of a buffer, each of them cut along the template on the way to its end.

use super::LinePlace;
use super::plan::{Cut, MARKED, Plan};
use crate::decode::Decode;
use crate::error::Error;
use crate::find::{first_line, utf8, utf8_marked};
use crate::format::Format;
use crate::records::is_empty;
use crate::scan::line_of;
use crate::template::not_utf8;

/// So many bytes are looked through for UTF-8 at once, so that they are still in the first cache when they are cut.
const PIECE: usize = 1 << 14;

/// A line of a buffer.
pub(super) enum Line<'a> {
    /// It follows the template: the texts of its slots were appended.
    Cut(Decode),
    /// It does not: without its line break and its byte order mark, and how long that is.
    Other(&'a str, usize),
    /// It is not UTF-8.
    Bad(Error),
}

/// The lines of a buffer that are not empty.
pub(super) struct Lines<'a, 'f> {
    plan: &'f Plan,
    format: &'f Format<'f>,
    buffer: &'a [u8],
    /// How many bytes and lines were read.
    at: usize,
    number: usize,
    /// The next lines, which are known to be UTF-8.
    text: &'a str,
    /// The same with the lines before them, and for each sixty-four bytes of it, which are [`MARKED`].
    piece: &'a str,
    marks: Vec<u64>,
    /// Up to here lines are looked at one by one: one of them is not UTF-8.
    single: usize,
}

impl<'a, 'f> Lines<'a, 'f> {
    pub(super) fn new(plan: &'f Plan, format: &'f Format<'f>, buffer: &'a [u8]) -> Self {
        Self {
            plan,
            format,
            buffer,
            at: 0,
            number: 0,
            text: "",
            piece: "",
            marks: Vec::new(),
            single: 0,
        }
    }

    /// About how many lines the buffer has, if those behind are as long as those that were read.
    pub(super) fn expected(&self) -> usize {
        let each = self.at / self.number.max(1);
        // a little more, for lines differ; short ones at the start are no reason for much memory
        self.buffer.len() / each.max(64) * 9 / 8 + 1
    }

    /// The next line. The texts of one that follows the template are appended.
    #[inline]
    pub(super) fn next(&mut self, texts: &mut Vec<&'a str>) -> Option<(LinePlace, Line<'a>)> {
        loop {
            if self.text.is_empty() && self.at >= self.single {
                self.look_ahead()?;
            }
            if let Some(cut) = self.cut(texts) {
                let place = self.pass(cut.line, cut.whole);
                return Some((place, Line::Cut(cut.decode)));
            }
            if let Some(other) = self.other(texts) {
                return Some(other);
            }
        }
    }

    /// Makes text of the next lines, if they are UTF-8.
    fn look_ahead(&mut self) -> Option<()> {
        let rest = self.buffer.get(self.at..).filter(|rest| !rest.is_empty())?;
        let is_break = |byte: &u8| *byte == b'\n';
        let (head, tail) = rest.split_at_checked(PIECE).unwrap_or((rest, b""));
        let end = match head.iter().rposition(is_break) {
            _ if tail.is_empty() => rest.len(),
            Some(at) => at + 1,
            None => {
                let at = tail.iter().position(is_break);
                at.map_or(rest.len(), |at| PIECE + at + 1)
            }
        };
        let piece = rest.get(..end)?;
        let text = if self.plan.is_marked() {
            utf8_marked(piece, MARKED, &mut self.marks)
        } else {
            utf8(piece)
        };
        if text.is_err() {
            self.single = self.at + end;
        }
        self.text = text.unwrap_or_default();
        self.piece = self.text;
        Some(())
    }

    #[inline]
    fn cut(&self, texts: &mut Vec<&'a str>) -> Option<Cut> {
        if self.plan.is_marked() {
            let at = self.piece.len() - self.text.len();
            let cut = self.plan.cut_marked(self.piece, at, &self.marks, texts);
            if cut.is_some() {
                return cut;
            }
        }
        self.plan.cut(self.text, self.format, texts)
    }

    /// The next line, which was not cut on the way to its end, if it is not empty.
    #[cold]
    #[inline(never)]
    fn other(&mut self, texts: &mut Vec<&'a str>) -> Option<(LinePlace, Line<'a>)> {
        let rest = self.buffer.get(self.at..).unwrap_or_default();
        let (line, behind) = first_line(rest);
        let whole = rest.len() - behind.len();
        let bytes = rest.get(..whole).unwrap_or_default();
        let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        let place = self.pass(bytes.len(), whole);
        let line = match line {
            Ok(line) if is_empty(line) => return None,
            Ok(line) => line,
            Err(error) => return Some((place, Line::Bad(not_utf8(error.valid_up_to())))),
        };
        let (line, skipped) = line_of(line, self.format);
        let line = match self.plan.cut_line(line, self.format, texts) {
            Some(decode) => Line::Cut(decode),
            None => Line::Other(line, skipped),
        };
        Some((place, line))
    }

    /// Goes over a line: so long without its break, and so long with it.
    #[inline]
    fn pass(&mut self, line: usize, whole: usize) -> LinePlace {
        let place = LinePlace {
            number: self.number,
            bytes: self.at..self.at + line,
        };
        self.number += 1;
        self.at += whole;
        self.text = self.text.get(whole..).unwrap_or_default();
        place
    }
}
