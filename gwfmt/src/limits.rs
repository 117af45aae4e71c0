//! Bounds on what is read from a line.

pub(crate) use gwfmt_format::{JSON_DEPTH, XML_DEPTH};

/// Bytes of a line that a [`LogReader`](crate::LogReader) takes if nothing else is said: four times what CloudWatch takes as one
/// event, and the most that Firehose takes as one record.
pub(crate) const LINE_BYTES: usize = 1024 * 1024;

/// Bytes that are looked at in the search for all readings of a line, for each byte of the line: sixty-four free values with
/// delimiters everywhere, which no real format has. A line that takes more is refused as ambiguous.
pub(crate) const WORK_PER_BYTE: usize = 64;
