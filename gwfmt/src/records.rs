//! [`Records`]: the records of a buffer of lines.

use std::marker::PhantomData;

use crate::error::Error;
use crate::scan::line_end;
use crate::template::{Template, not_utf8, parse};

/// Checked for UTF-8 at once; a line that is longer makes its block longer.
const BLOCK: usize = 16 * 1024;

/// The records of a buffer: one for each line that is not empty, good or bad.
///
/// Made by `records` of a record. Lines end with `\n` or `\r\n`; the last one may end with the buffer.
#[derive(Clone, Debug)]
pub struct Records<'a, R> {
    /// What is not checked yet.
    rest: &'a [u8],
    /// What is checked and not read yet.
    block: &'a str,
    /// Bytes and lines of the buffer that were read.
    offset: usize,
    line: usize,
    of: PhantomData<fn() -> R>,
}

impl<'a, R: Template<'a>> Records<'a, R> {
    /// The records of `buffer`.
    pub fn new(buffer: &'a [u8]) -> Self {
        Self {
            rest: buffer,
            block: "",
            offset: 0,
            line: 0,
            of: PhantomData,
        }
    }

    /// How many lines were read, empty ones included: after [`Iterator::next`], the number of its line, from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// How many bytes of the buffer were read.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// Checks the next block. `Err` holds a line that is not UTF-8.
    #[cold]
    #[inline(never)]
    fn refill(&mut self) -> Option<Result<(), Error>> {
        if self.rest.is_empty() {
            return None;
        }
        let whole_lines = |upto: usize| {
            let head = self.rest.get(..upto)?;
            head.iter().rposition(|b| *b == b'\n').map(|at| at + 1)
        };
        let end = if self.rest.len() <= BLOCK {
            self.rest.len()
        } else {
            whole_lines(BLOCK).unwrap_or_else(|| next_line_end(self.rest))
        };
        let (block, rest) = self.rest.split_at_checked(end)?;
        match crate::scan::utf8(block) {
            Ok(block) => {
                self.block = block;
                self.rest = rest;
                Some(Ok(()))
            }
            Err(error) => Some(self.around_bad_line(block, error.valid_up_to())),
        }
    }

    /// Takes the good lines before a bad one, or the bad one if it is the first.
    fn around_bad_line(&mut self, block: &'a [u8], valid: usize) -> Result<(), Error> {
        let good = block.get(..valid).unwrap_or_default();
        let lines = good
            .iter()
            .rposition(|b| *b == b'\n')
            .map_or(0, |at| at + 1);
        if lines > 0 {
            let (block, rest) = self.rest.split_at_checked(lines).unwrap_or_default();
            self.block = std::str::from_utf8(block).unwrap_or_default();
            self.rest = rest;
            return Ok(());
        }
        let end = next_line_end(self.rest);
        self.rest = self.rest.get(end..).unwrap_or_default();
        self.offset += end;
        self.line += 1;
        Err(not_utf8(valid))
    }
}

/// Whether a line holds nothing but what belongs to the file.
#[inline]
fn is_empty(line: &str) -> bool {
    matches!(line, "" | "\r" | "\u{feff}" | "\u{feff}\r")
}

fn next_line_end(bytes: &[u8]) -> usize {
    line_end(bytes).map_or(bytes.len(), |at| at + 1)
}

impl<'a, R: Template<'a>> Iterator for Records<'a, R> {
    type Item = Result<R, Error>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if self.block.is_empty()
                && let Err(error) = self.refill()?
            {
                return Some(Err(error));
            }
            let bytes = self.block.as_bytes();
            let (line, rest) = match line_end(bytes) {
                Some(at) => {
                    let (line, rest) = self.block.split_at_checked(at)?;
                    (line, rest.strip_prefix('\n').unwrap_or(rest))
                }
                None => (self.block, ""),
            };
            self.offset += self.block.len() - rest.len();
            self.line += 1;
            self.block = rest;
            if !is_empty(line) {
                return Some(parse(line));
            }
        }
    }
}
