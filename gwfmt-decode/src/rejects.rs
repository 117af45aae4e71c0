//! [`Reject`]: a line that is none of the format.

use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use gwfmt::Error;
use serde::Serialize;

/// A line that could not be read, or an input that could not be read to its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reject {
    /// The input.
    pub source: String,
    /// The number of the line in it, from 1; nothing for a fault of the input itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// What is wrong.
    pub reason: String,
    /// The byte of the line where it departs from the format.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub byte: Option<usize>,
    /// The field that is at fault.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub field: String,
    /// What the format has there.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub expected: String,
    /// What the line has there.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub found: String,
    /// The line; of one that is too long the beginning.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// The bytes of a line that is not UTF-8, in Base64.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub bytes: String,
}

impl Reject {
    /// A fault of an input.
    pub fn of_input(source: &str, reason: impl Into<String>) -> Self {
        Self::new(source, None, reason.into(), b"")
    }

    /// A line with its error.
    pub fn of_line(source: &str, line: u64, error: &Error, text: &[u8]) -> Self {
        Self {
            byte: Some(error.offset()),
            field: error.field().to_owned(),
            expected: error.expected().to_owned(),
            found: error.found().to_owned(),
            ..Self::new(source, Some(line), error.to_string(), text)
        }
    }

    /// A line that no format reads.
    pub fn new(source: &str, line: Option<u64>, reason: String, text: &[u8]) -> Self {
        let (text, bytes) = match std::str::from_utf8(text) {
            Ok(text) => (text.to_owned(), String::new()),
            Err(_) => (
                String::from_utf8_lossy(text).into_owned(),
                STANDARD.encode(text),
            ),
        };
        Self {
            source: source.to_owned(),
            line,
            reason,
            byte: None,
            field: String::new(),
            expected: String::new(),
            found: String::new(),
            text,
            bytes,
        }
    }

    /// Writes it as a line of JSON.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        serde_json::to_writer(&mut *out, self)?;
        out.write_all(b"\n")
    }
}
