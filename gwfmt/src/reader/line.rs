//! [`Line`]: a line that is put together from what an input gives, piece by piece, within a limit.

use std::io;

use super::{Cause, ReadError};
use crate::error::{Error, ErrorKind};
use crate::find::{find, utf8};
use crate::limits::LINE_BYTES;
use crate::records::is_empty;
use crate::template::not_utf8;
use crate::text::Text;

#[derive(Debug)]
pub(super) struct Line {
    limit: usize,
    /// The line so far. Nothing of one that is too long.
    bytes: Vec<u8>,
    is_too_long: bool,
    /// Whether more of the line is to come.
    is_open: bool,
    /// Whether there are no more lines.
    is_last: bool,
    number: u64,
    /// Where the line begins in the input, and where what was not taken yet does.
    start: u64,
    taken: u64,
}

impl Line {
    pub(super) fn new() -> Self {
        Self {
            limit: LINE_BYTES,
            bytes: Vec::new(),
            is_too_long: false,
            is_open: false,
            is_last: false,
            number: 0,
            start: 0,
            taken: 0,
        }
    }

    pub(super) fn set_limit(&mut self, bytes: usize) {
        self.limit = bytes;
    }

    pub(super) fn number(&self) -> u64 {
        self.number
    }

    pub(super) fn start(&self) -> u64 {
        self.start
    }

    pub(super) fn is_open(&self) -> bool {
        self.is_open
    }

    /// Begins the next line, unless one was begun and not finished. `None` when there is none.
    pub(super) fn begin(&mut self) -> Option<()> {
        if self.is_open {
            return Some(());
        }
        if self.is_last {
            return None;
        }
        self.bytes.clear();
        self.is_too_long = false;
        self.is_open = true;
        self.start = self.taken;
        Some(())
    }

    /// Takes what belongs to the line from what the input has, which is nothing at its end. How many bytes that are.
    pub(super) fn take(&mut self, chunk: &[u8]) -> usize {
        if chunk.is_empty() {
            self.is_open = false;
            self.is_last = true;
            return 0;
        }
        if self.taken == self.start {
            self.number += 1;
        }
        let end = find::<b'\n', b'\n', b'\n'>(chunk, chunk);
        let part = chunk.get(..end.unwrap_or(chunk.len())).unwrap_or_default();
        // One byte more for the `\r` of a line break.
        let most = self.limit.saturating_add(1);
        self.is_too_long |= part.len() > most.saturating_sub(self.bytes.len());
        if self.is_too_long {
            self.bytes.clear();
        } else {
            self.bytes.extend_from_slice(part);
        }
        let used = part.len() + usize::from(end.is_some());
        self.taken += used as u64;
        self.is_open = end.is_none();
        used
    }

    /// Whether the line holds anything.
    pub(super) fn is_wanted(&self) -> bool {
        let text = std::str::from_utf8(&self.bytes);
        self.is_too_long || !text.is_ok_and(is_empty)
    }

    /// Reads the line.
    pub(super) fn read<'l, T>(
        &'l self,
        read: impl FnOnce(&'l str) -> Result<T, Error>,
    ) -> Result<T, ReadError> {
        let bytes = self.bytes.strip_suffix(b"\r").unwrap_or(&self.bytes);
        let result = if self.is_too_long || bytes.len() > self.limit {
            Err(too_long(self.limit))
        } else {
            utf8(bytes)
                .map_err(|error| not_utf8(error.valid_up_to()))
                .and_then(read)
        };
        result.map_err(|error| self.error(Cause::Line(error)))
    }

    /// An error of the input: nothing more is read.
    pub(super) fn broken(&mut self, error: io::Error) -> ReadError {
        self.is_open = false;
        self.is_last = true;
        if self.taken == self.start {
            self.number += 1;
        }
        self.error(Cause::Io(error))
    }

    fn error(&self, cause: Cause) -> ReadError {
        ReadError {
            line: self.number,
            offset: self.start,
            cause,
        }
    }
}

fn too_long(limit: usize) -> Error {
    let expected = "the end of the line within the limit";
    Error::new(
        ErrorKind::TooLong,
        limit,
        Text::EMPTY,
        expected,
        "more bytes",
    )
}
