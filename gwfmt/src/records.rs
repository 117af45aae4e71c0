//! [`Records`]: the records of a buffer of lines.

use std::marker::PhantomData;

use crate::error::Error;
use crate::scan::first_line;
use crate::template::{Template, not_utf8, parse};

/// The records of a buffer: one for each line that is not empty, good or bad.
///
/// Made by `records` of a record. Lines end with `\n` or `\r\n`; the last one may end with the buffer. A byte order mark before a
/// line, such as files begin with, is skipped.
///
/// A line gives what `parse` gives of it: a record, or an error where its values are not sure.
#[derive(Clone, Debug)]
pub struct Records<'a, R> {
    /// What was not read yet.
    rest: &'a [u8],
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
}

/// Whether a line holds nothing but what belongs to the file.
#[inline]
fn is_empty(line: &str) -> bool {
    matches!(line, "" | "\r" | "\u{feff}" | "\u{feff}\r")
}

impl<'a, R: Template<'a>> Iterator for Records<'a, R> {
    type Item = Result<R, Error>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        while !self.rest.is_empty() {
            let (line, rest) = first_line(self.rest);
            self.offset += self.rest.len() - rest.len();
            self.line += 1;
            self.rest = rest;
            match line {
                Ok(line) if is_empty(line) => {}
                Ok(line) => return Some(parse(line)),
                Err(error) => return Some(Err(not_utf8(error.valid_up_to()))),
            }
        }
        None
    }
}
