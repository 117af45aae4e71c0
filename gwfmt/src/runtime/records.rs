//! The records of a buffer or an input.

use std::io::BufRead;

use super::{Format, Record};
use crate::error::Error;
#[cfg(feature = "futures")]
use crate::reader::{AsyncBufRead, AsyncLogReader};
use crate::reader::{LogReader, ReadError};
use crate::records::Lines;
use crate::template::not_utf8;

/// The records of a buffer: one for each line that is not empty, good or bad. Made by [`Format::records`].
///
/// ```
/// use gwfmt::runtime::Format;
///
/// let format = Format::new("$context.requestId $context.status", None)?;
/// let mut records = format.records(b"a 200\n\nb OK\n");
/// assert!(records.next().unwrap().is_ok());
/// assert!(records.next().unwrap().is_err());
/// assert_eq!(records.line(), 3);
/// # Ok::<(), gwfmt::runtime::FormatError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Records<'a> {
    format: Format,
    lines: Lines<'a>,
}

impl<'a> Records<'a> {
    pub(super) fn new(format: Format, buffer: &'a [u8]) -> Self {
        let lines = Lines::new(buffer);
        Self { format, lines }
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

impl<'a> Iterator for Records<'a> {
    type Item = Result<Record<'a>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(match self.lines.next()? {
            Ok(line) => self.format.parse(line),
            Err(offset) => Err(not_utf8(offset)),
        })
    }
}

/// The records of an input, each of which owns its texts. Made by [`Format::records_from`].
///
/// ```
/// use gwfmt::{LogReader, runtime::Format};
///
/// let format = Format::new("$context.requestId $context.status", None)?;
/// let input: &[u8] = b"a 200\nb OK\n";
/// let mut records = format.records_from(LogReader::new(input));
/// assert!(records.next().unwrap().is_ok());
/// assert_eq!(records.next().unwrap().unwrap_err().line(), 2);
/// # Ok::<(), gwfmt::runtime::FormatError>(())
/// ```
#[derive(Debug)]
pub struct OwnedRecords<B> {
    format: Format,
    reader: LogReader<B>,
}

impl<B> OwnedRecords<B> {
    pub(super) fn new(format: Format, reader: LogReader<B>) -> Self {
        Self { format, reader }
    }

    /// What the records are read with: says where it is.
    pub fn reader(&self) -> &LogReader<B> {
        &self.reader
    }
}

impl<B: BufRead> Iterator for OwnedRecords<B> {
    type Item = Result<Record<'static>, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        let record = self.reader.next_of(&self.format)?;
        Some(record.map(Record::into_owned))
    }
}

impl<B: BufRead> LogReader<B> {
    /// As [`LogReader::next_record`], for a format that only the running program knows.
    pub fn next_of<'l>(&'l mut self, format: &Format) -> Option<Result<Record<'l>, ReadError>> {
        self.next_as(|line| format.parse(line))
    }
}

#[cfg(feature = "futures")]
impl<B: AsyncBufRead + Unpin> AsyncLogReader<B> {
    /// As [`AsyncLogReader::next_record`], for a format that only the running program knows.
    pub async fn next_of<'l>(
        &'l mut self,
        format: &Format,
    ) -> Option<Result<Record<'l>, ReadError>> {
        self.next_as(|line| format.parse(line)).await
    }
}
