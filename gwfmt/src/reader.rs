//! [`LogReader`]: lines out of a file, a pipe or a socket, through one buffer that is used again for each line.

#[cfg(feature = "futures")]
mod asynchronous;
mod line;

#[cfg(feature = "futures")]
#[cfg(feature = "runtime")]
pub(crate) use asynchronous::AsyncBufRead;
#[cfg(feature = "futures")]
pub use asynchronous::AsyncLogReader;

use std::fmt;
use std::io::{self, BufRead};
use std::marker::PhantomData;
use std::str::FromStr;

use crate::error::Error;
use crate::records::Record;
use line::Line;

/// What a reader is whether its input is waited for or not.
macro_rules! has_an_input {
    ($reader:ident) => {
        impl<B> $reader<B> {
            /// The lines of `input`.
            pub fn new(input: B) -> Self {
                Self {
                    input,
                    line: Line::new(),
                }
            }

            /// The same with another limit: the most bytes that a line may have, its break left out. The buffer takes no
            /// more than twice as much memory.
            #[must_use]
            pub fn limit(mut self, bytes: usize) -> Self {
                self.line.set_limit(bytes);
                self
            }

            /// The number of the line that was read last, from 1; 0 before the first.
            pub fn line(&self) -> u64 {
                self.line.number()
            }

            /// Where the line that was read last begins, in bytes from the start of the input.
            pub fn offset(&self) -> u64 {
                self.line.start()
            }

            /// What is left of the input.
            pub fn into_inner(self) -> B {
                self.input
            }
        }
    };
}
#[cfg(feature = "futures")]
use has_an_input;

/// The lines of an input, read one after the other into one buffer.
///
/// A bad line is an error of that line, with its number and place, and the next one is read as if nothing had been: a line that
/// is not UTF-8, one that is longer than the limit (1 MiB, see [`limit`](Self::limit)), one that is not a line of the format.
/// Only an error of the input itself ends the lines. Empty lines are counted and left out; lines end with `\n`, `\r\n` or the input.
///
/// ```
/// use gwfmt::{LogReader, access_log_format};
///
/// #[access_log_format("$context.requestId $context.status", api = "rest")]
/// pub struct Line;
///
/// let input: &[u8] = b"a 200\n\xff\nb 504\n"; // a file would be in a `BufReader`
/// let mut reader = LogReader::new(input);
/// let mut failed = 0;
/// while let Some(line) = reader.next_record::<Line>() {
///     match line {
///         Ok(line) => failed += u32::from(line.status >= 500),
///         Err(error) => assert_eq!((error.line(), error.offset()), (2, 6)),
///     }
/// }
/// assert_eq!(failed, 1);
/// ```
#[derive(Debug)]
pub struct LogReader<B> {
    input: B,
    line: Line,
}

has_an_input!(LogReader);

impl<B> LogReader<B> {
    /// The records of the lines as an iterator. Each owns its texts; [`next_record`](Self::next_record) saves copying them.
    pub fn into_records<R: FromStr<Err = Error>>(self) -> OwnedRecords<B, R> {
        OwnedRecords {
            reader: self,
            of: PhantomData,
        }
    }
}

impl<B: BufRead> LogReader<B> {
    /// The next line that is not empty, without its break. `None` at the end of the input and behind an error of it.
    pub fn next_line(&mut self) -> Option<Result<&str, ReadError>> {
        self.next_as(Ok)
    }

    /// The record of the next line that is not empty. It borrows from the buffer, so the next one is read when it is gone.
    pub fn next_record<'l, R: Record<'l>>(&'l mut self) -> Option<Result<R, ReadError>> {
        self.next_as(R::from_line)
    }

    pub(crate) fn next_as<'l, T>(
        &'l mut self,
        read: impl FnOnce(&'l str) -> Result<T, Error>,
    ) -> Option<Result<T, ReadError>> {
        loop {
            self.line.begin()?;
            while self.line.is_open() {
                match self.input.fill_buf() {
                    Ok(chunk) => {
                        let used = self.line.take(chunk);
                        self.input.consume(used);
                    }
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => return Some(Err(self.line.broken(error))),
                }
            }
            if self.line.is_wanted() {
                return Some(self.line.read(read));
            }
        }
    }
}

/// The records of an input, each of which owns its texts: made by [`LogReader::into_records`].
///
/// ```
/// use gwfmt::{LogReader, access_log_format};
///
/// #[access_log_format("$context.requestId $context.status", api = "rest")]
/// pub struct Line;
///
/// let input: &[u8] = b"a 200\nb OK\nc 404\n";
/// let records = LogReader::new(input).into_records::<Line>();
/// let (good, bad): (Vec<_>, Vec<_>) = records.partition(Result::is_ok);
/// assert_eq!((good.len(), bad.len()), (2, 1));
/// ```
#[derive(Debug)]
pub struct OwnedRecords<B, R> {
    reader: LogReader<B>,
    of: PhantomData<fn() -> R>,
}

impl<B, R> OwnedRecords<B, R> {
    /// What the records are read with: says where it is.
    pub fn reader(&self) -> &LogReader<B> {
        &self.reader
    }
}

impl<B: BufRead, R: FromStr<Err = Error>> Iterator for OwnedRecords<B, R> {
    type Item = Result<R, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.reader.next_as(str::parse)
    }
}

/// A line of an input that could not be read, or the input itself.
///
/// ```
/// use gwfmt::{ErrorKind, LogReader, access_log_format};
///
/// #[access_log_format("$context.requestId $context.status", api = "rest")]
/// pub struct Line;
///
/// let input: &[u8] = b"a 200\nb OK\n";
/// let mut records = LogReader::new(input).into_records::<Line>();
/// let error = records.nth(1).unwrap().unwrap_err();
/// assert_eq!((error.line(), error.offset()), (2, 6)); // the second line, which begins at the seventh byte
/// assert_eq!(error.line_error().map(|error| error.kind()), Some(ErrorKind::Value));
/// assert!(error.io_error().is_none());
/// ```
#[derive(Debug)]
pub struct ReadError {
    line: u64,
    offset: u64,
    cause: Cause,
}

#[derive(Debug)]
enum Cause {
    Line(Error),
    Io(io::Error),
}

impl ReadError {
    /// The number of the line, from 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// Where the line begins, in bytes from the start of the input.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// What is wrong with the line; the next one can be read.
    pub fn line_error(&self) -> Option<&Error> {
        match &self.cause {
            Cause::Line(error) => Some(error),
            Cause::Io(_) => None,
        }
    }

    /// What is wrong with the input, in which nothing more is read.
    pub fn io_error(&self) -> Option<&io::Error> {
        match &self.cause {
            Cause::Io(error) => Some(error),
            Cause::Line(_) => None,
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: ", self.line)?;
        match &self.cause {
            Cause::Line(error) => error.fmt(f),
            Cause::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.cause {
            Cause::Line(error) => Some(error),
            Cause::Io(error) => Some(error),
        }
    }
}

/// For functions that speak of `std::io::Error` only.
impl From<ReadError> for io::Error {
    fn from(error: ReadError) -> Self {
        match error.cause {
            Cause::Io(error) => error,
            Cause::Line(_) => io::Error::new(io::ErrorKind::InvalidData, error),
        }
    }
}
