//! [`Records`]: the records of a buffer of lines. [`Record`]: what all records are.

use std::marker::PhantomData;

use crate::error::Error;
use crate::find::first_line;
use crate::template::{Template, not_utf8, parse};

/// A record that the attribute made, for functions that take records of any format.
///
/// ```
/// use gwfmt::{Record, access_log_format};
///
/// /// How many lines of a text are records.
/// fn count<'a, R: Record<'a>>(text: &'a str) -> usize {
///     text.lines().filter(|line| R::from_line(line).is_ok()).count()
/// }
///
/// #[access_log_format("$context.requestId $context.status", api = "rest")]
/// pub struct Line;
///
/// assert_eq!(count::<Line>("a 200\nb OK\nc 404\n"), 2);
/// ```
pub trait Record<'a>: Sized {
    /// Reads a line, with or without its line break: `parse` of the record.
    fn from_line(line: &'a str) -> Result<Self, Error>;
}

impl<'a, R: Template<'a>> Record<'a> for R {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn from_line(line: &'a str) -> Result<Self, Error> {
        parse(line)
    }
}

/// The lines of a buffer that are not empty.
#[derive(Clone, Debug)]
pub(crate) struct Lines<'a> {
    /// What was not read yet.
    rest: &'a [u8],
    /// Bytes and lines of the buffer that were read.
    offset: usize,
    line: usize,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(buffer: &'a [u8]) -> Self {
        Self {
            rest: buffer,
            offset: 0,
            line: 0,
        }
    }

    pub(crate) fn line(&self) -> usize {
        self.line
    }

    pub(crate) fn offset(&self) -> usize {
        self.offset
    }
}

impl<'a> Iterator for Lines<'a> {
    /// A line without its break, or where it is not UTF-8.
    type Item = Result<&'a str, usize>;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn next(&mut self) -> Option<Self::Item> {
        while !self.rest.is_empty() {
            let (line, rest) = first_line(self.rest);
            self.offset += self.rest.len() - rest.len();
            self.line += 1;
            self.rest = rest;
            match line {
                Ok(line) if is_empty(line) => {}
                Ok(line) => return Some(Ok(line)),
                Err(error) => return Some(Err(error.valid_up_to())),
            }
        }
        None
    }
}

/// The records of a buffer: one for each line that is not empty, good or bad.
///
/// Made by `records` of a record. Lines end with `\n` or `\r\n`; the last one may end with the buffer. A byte order mark before a
/// line, such as files begin with, is skipped.
///
/// A line gives what `parse` gives of it: a record, or an error where its values are not sure.
///
/// ```
/// # use gwfmt::access_log_format;
/// #[access_log_format("$context.requestId $context.status", api = "rest")]
/// pub struct Line;
///
/// let mut records = Line::records(b"a 200\n\nb OK\n");
/// assert_eq!(records.next().unwrap()?.status, 200);
/// assert!(records.next().unwrap().is_err());
/// assert_eq!(records.line(), 3);
/// assert!(records.next().is_none());
/// # Ok::<(), gwfmt::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Records<'a, R> {
    lines: Lines<'a>,
    of: PhantomData<fn() -> R>,
}

impl<'a, R: Record<'a>> Records<'a, R> {
    /// The records of `buffer`.
    pub fn new(buffer: &'a [u8]) -> Self {
        Self {
            lines: Lines::new(buffer),
            of: PhantomData,
        }
    }

    /// How many lines were read, empty ones included: after [`Iterator::next`], the number of its line, from 1.
    pub fn line(&self) -> usize {
        self.lines.line()
    }

    /// How many bytes of the buffer were read.
    pub fn offset(&self) -> usize {
        self.lines.offset()
    }
}

/// Whether a line holds nothing but what belongs to the file.
#[inline]
pub(crate) fn is_empty(line: &str) -> bool {
    matches!(line, "" | "\r" | "\u{feff}" | "\u{feff}\r")
}

impl<'a, R: Record<'a>> Iterator for Records<'a, R> {
    type Item = Result<R, Error>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        Some(match self.lines.next()? {
            Ok(line) => R::from_line(line),
            Err(offset) => Err(not_utf8(offset)),
        })
    }
}
