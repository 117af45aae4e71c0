//! What parsing and rendering say when they fail.

use std::borrow::Cow;
use std::fmt;

use crate::text::Text;

const ROOM: usize = 46;

/// What is wrong with a line, for programs: [`Error::kind`].
///
/// ```
/// # use gwfmt::access_log_format;
/// use gwfmt::ErrorKind;
///
/// #[access_log_format("$context.requestId $context.status", api = "rest")]
/// pub struct Line;
///
/// let kind = |line| Line::parse(line).unwrap_err().kind();
/// assert_eq!(kind("a OK"), ErrorKind::Value);
/// assert_eq!(kind("a"), ErrorKind::Format);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The text of the format, or the end of the line, is not where it should be.
    Format,
    /// A text is not a value of its field's type.
    Value,
    /// A field has no value: the line holds no member of its name.
    Missing,
    /// The line can be read in several ways, or in more than are tried.
    Ambiguous,
    /// The line is nested deeper than any format.
    TooDeep,
    /// The line is longer than a [`LogReader`](crate::LogReader) takes.
    TooLong,
    /// The line is not UTF-8.
    Utf8,
    /// The format has no field of this name. Only `select` of a [`runtime::Format`](https://docs.rs/gwfmt/latest/gwfmt/runtime)
    /// says so.
    UnknownField,
}

/// A line that could not be read. Takes no memory of its own.
///
/// ```
/// # use gwfmt::access_log_format;
/// use gwfmt::ErrorKind;
///
/// #[access_log_format("$context.requestId $context.status", api = "rest")]
/// pub struct Line;
///
/// let error = Line::parse("a OK").unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Value);
/// assert_eq!((error.field(), error.offset()), ("status", 2));
/// assert_eq!((error.expected(), error.found()), ("a status code", "OK"));
/// assert_eq!(error.to_string(), "byte 2: field `status`: expected a status code, found `OK`");
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Error {
    kind: ErrorKind,
    /// Whether `expected` is text of the format, and not words.
    text: bool,
    offset: u32,
    field: Text,
    expected: Text,
    found: Excerpt,
}

impl Error {
    /// `found` is cut to what fits.
    pub(crate) fn new(
        kind: ErrorKind,
        offset: usize,
        field: Text,
        expected: &'static str,
        found: &str,
    ) -> Self {
        Self {
            kind,
            text: false,
            offset: u32::try_from(offset).unwrap_or(u32::MAX),
            field,
            expected: Text::Fixed(expected),
            found: Excerpt::new(found),
        }
    }

    /// The text of the format should stand there.
    pub(crate) fn of_text(offset: usize, field: Text, expected: Text, found: &str) -> Self {
        Self {
            text: true,
            expected,
            ..Self::new(ErrorKind::Format, offset, field, "", found)
        }
    }

    /// The same of a line that no reader by name follows to its end.
    pub(crate) fn too_deep(self) -> Self {
        Self {
            kind: ErrorKind::TooDeep,
            ..self
        }
    }

    /// The name of the field.
    pub(crate) fn into_field(self) -> Text {
        self.field
    }

    /// The same that many bytes further right.
    pub(crate) fn further(self, bytes: usize) -> Self {
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        Self {
            offset: self.offset.saturating_add(bytes),
            ..self
        }
    }

    /// What is wrong, for programs.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Where in the line, in bytes from its start.
    pub fn offset(&self) -> usize {
        self.offset as usize
    }

    /// The field, with dots for nested ones: `identity.source_ip`. Empty where the error is about the line itself.
    pub fn field(&self) -> &str {
        &self.field
    }

    /// What should stand there: `a status code`, or the text of the format.
    pub fn expected(&self) -> &str {
        &self.expected
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
            .field("kind", &self.kind)
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
///
/// ```
/// # use gwfmt::access_log_format;
/// use gwfmt::WriteError;
///
/// #[access_log_format("$context.requestId $context.status", api = "rest")]
/// pub struct Line;
///
/// let mut line = Line::parse("a 200")?;
/// line.status = 7; // not a status code: no reader would take it
/// match line.to_native() {
///     Err(WriteError::Field(name)) => assert_eq!(name, "status"),
///     other => panic!("{other:?}"),
/// }
/// # Ok::<(), gwfmt::Error>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum WriteError {
    /// The format cannot carry the value of this field: reading the line back would give another value. Only
    /// `write_native` says so.
    Field(Cow<'static, str>),
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
        let value = |offset, field, expected, found: &str| {
            Error::new(
                ErrorKind::Value,
                offset,
                Text::Fixed(field),
                expected,
                found,
            )
        };
        let error = value(17, "status", "a status code", "OK");
        assert_eq!(
            error.to_string(),
            "byte 17: field `status`: expected a status code, found `OK`"
        );
        let long = value(0, "", "`{`", &"é".repeat(60));
        assert_eq!(long.found().chars().count(), 23);
        assert!(long.to_string().ends_with("…`"));
        assert!(value(0, "", "x", "").to_string().ends_with("found nothing"));
    }
}
