//! What parsing and rendering say when they fail.

use std::fmt;

const ROOM: usize = 46;

/// A line that could not be read. Takes no memory of its own.
#[derive(Clone, PartialEq, Eq)]
pub struct Error {
    offset: u32,
    field: &'static str,
    expected: &'static str,
    found: Excerpt,
    /// Whether `expected` is text of the format, and not words.
    text: bool,
}

impl Error {
    /// `found` is cut to what fits.
    pub(crate) fn new(
        offset: usize,
        field: &'static str,
        expected: &'static str,
        found: &str,
    ) -> Self {
        Self {
            offset: u32::try_from(offset).unwrap_or(u32::MAX),
            field,
            expected,
            found: Excerpt::new(found),
            text: false,
        }
    }

    /// The text of the format should stand there.
    pub(crate) fn of_text(
        offset: usize,
        field: &'static str,
        expected: &'static str,
        found: &str,
    ) -> Self {
        Self {
            text: true,
            ..Self::new(offset, field, expected, found)
        }
    }

    /// The same that many bytes further right.
    pub(crate) fn further(self, bytes: usize) -> Self {
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        Self {
            offset: self.offset.saturating_add(bytes),
            ..self
        }
    }

    /// Where in the line, in bytes from its start.
    pub fn offset(&self) -> usize {
        self.offset as usize
    }

    /// The field, with dots for nested ones: `identity.source_ip`. Empty where the error is about the line itself.
    pub fn field(&self) -> &'static str {
        self.field
    }

    /// What should stand there: `a status code`, or the text of the format.
    pub fn expected(&self) -> &'static str {
        self.expected
    }

    /// What stands there, cut after some forty bytes.
    pub fn found(&self) -> &str {
        self.found.as_str()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "byte {}: ", self.offset)?;
        if !self.field.is_empty() {
            write!(f, "field `{}`: ", self.field)?;
        }
        if self.text {
            write!(f, "expected `{}`, found ", self.expected)?;
        } else {
            write!(f, "expected {}, found ", self.expected)?;
        }
        match self.found() {
            "" => f.write_str("nothing"),
            found => write!(f, "`{found}{}`", if self.found.cut { "…" } else { "" }),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("offset", &self.offset)
            .field("field", &self.field)
            .field("expected", &self.expected)
            .field("found", &self.found())
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Error {}

/// The beginning of a text, kept in place.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Excerpt {
    text: [u8; ROOM],
    len: u8,
    cut: bool,
}

impl Excerpt {
    fn new(text: &str) -> Self {
        let mut len = text.len().min(ROOM);
        while !text.is_char_boundary(len) {
            len -= 1;
        }
        let mut bytes = [0; ROOM];
        for (to, from) in bytes.iter_mut().zip(text.as_bytes().iter().take(len)) {
            *to = *from;
        }
        Self {
            text: bytes,
            len: len as u8,
            cut: len < text.len(),
        }
    }

    fn as_str(&self) -> &str {
        let bytes = self.text.get(..usize::from(self.len)).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }
}

/// A record that could not be written.
#[derive(Debug)]
pub enum WriteError {
    /// The format cannot carry the value of this field: reading the line back would give another value. Only
    /// `write_native` says so.
    Field(&'static str),
    /// The writer failed.
    Io(std::io::Error),
    /// The formatter failed.
    Fmt(fmt::Error),
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WriteError::Field(field) => {
                write!(f, "the format cannot carry the value of field `{field}`")
            }
            WriteError::Io(error) => error.fmt(f),
            WriteError::Fmt(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            WriteError::Field(_) => None,
            WriteError::Io(error) => Some(error),
            WriteError::Fmt(error) => Some(error),
        }
    }
}

/// For functions that speak of `std::io::Error` only.
impl From<WriteError> for std::io::Error {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Io(error) => error,
            other => std::io::Error::other(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_where_what_and_how() {
        let error = Error::new(17, "status", "a status code", "OK");
        assert_eq!(
            error.to_string(),
            "byte 17: field `status`: expected a status code, found `OK`"
        );
        let long = Error::new(0, "", "`{`", &"é".repeat(60));
        assert_eq!(long.found().chars().count(), 23);
        assert!(long.to_string().ends_with("…`"));
        assert!(
            Error::new(0, "", "x", "")
                .to_string()
                .ends_with("found nothing")
        );
    }
}
