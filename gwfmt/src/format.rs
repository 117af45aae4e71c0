//! [`Format`]: what the shared code needs to know of a format, as constants that the macro writes.

use crate::text::{Names, Text};
pub use crate::texts::{Form, Texts};

/// A format. That of a record is known at compile time, so that what depends on it is decided there.
#[derive(Clone, Copy, Debug)]
pub struct Format<'f> {
    /// How a line is laid out.
    pub layout: Layout,
    /// The values, in the order of the line.
    pub slots: &'f [Slot],
    /// The text around the values, for each way of writing a record: one piece more than there are
    /// slots. In the order native, JSON, CSV, XML.
    pub pieces: [&'f [Text]; 4],
    /// The characters that end the values that may hold anything. While no value holds one of them, a line can be read
    /// in one way only.
    pub ends: &'f str,
    /// How many values at the start of the line have an end that is certain from the text up to it.
    pub certain: usize,
    /// A byte without which a line's values are the same however they are found: along the template, by name or by column.
    pub doubt: Option<u8>,
    /// Whether a general reader of the layout finds every value.
    pub by_name: bool,
    /// The columns of a delimited line: the slot in each, or none for a constant.
    pub columns: &'f [Option<usize>],
}

/// The indices of [`Format::pieces`].
pub(crate) mod pieces {
    /// As API Gateway writes the line.
    pub(crate) const NATIVE: usize = 0;
    /// As JSON.
    pub(crate) const JSON: usize = 1;
    /// As CSV.
    pub(crate) const CSV: usize = 2;
    /// As XML.
    pub(crate) const XML: usize = 3;
}

impl<'f> Format<'f> {
    /// The text of the line around the values.
    pub const fn literals(&self) -> &'f [Text] {
        self.pieces[pieces::NATIVE]
    }

    /// The text behind the value of that slot.
    pub(crate) fn after(&self, slot: usize) -> &'f str {
        self.literals().get(slot + 1).map_or("", |text| text)
    }

    /// Whether a byte order mark before a line belongs to the format.
    pub(crate) fn begins_with_mark(&self) -> bool {
        let first = self.literals().first();
        first.is_some_and(|first| first.starts_with(crate::scan::MARK))
    }
}

/// How a line is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// JSON.
    Json,
    /// XML.
    Xml,
    /// Columns with this byte between them.
    Delimited(u8),
    /// Anything else, Common Log Format among it.
    Text,
}

/// A value's place in the line.
#[derive(Debug)]
pub struct Slot {
    /// The field, with dots for nested ones.
    pub name: Text,
    /// Where a general reader finds it.
    pub path: Names,
    /// What kind of value it is.
    pub kind: Kind,
    /// How it stands in the line.
    pub place: Place,
    /// Whether its text may hold the first character of what follows.
    pub free: bool,
    /// Whether the quote that closes its JSON string ends it.
    pub closed: bool,
    /// The characters at which the value ends if it is not free.
    pub stops: Text,
    /// Whether `-` stands for no value.
    pub optional: bool,
    /// The texts that it may be.
    pub texts: Texts,
}

impl Slot {
    /// Whether the word `null` of JSON is no text here, so that it says that there is no value: everywhere but where text
    /// stands without quotes.
    pub(crate) fn takes_null(&self) -> bool {
        self.place != Place::JsonBare || self.kind == Kind::QuotedText || !self.kind.is_text()
    }
}

/// What kind of value a field has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// Any text.
    Text,
    /// Text that the line holds with quotes of its own: `error.messageString`.
    QuotedText,
    /// An HTTP status code.
    Status,
    /// Milliseconds.
    Millis,
    /// Bytes, or another whole number.
    Integer,
    /// `true` or `false`.
    Boolean,
    /// A point in time, to the second: `10/Jul/2024:18:14:22 +0000`.
    ClfTime,
    /// A point in time, in milliseconds since 1970.
    EpochMillis,
    /// An IP address.
    Ip,
    /// The HTTP method.
    Method,
    /// The event of a WebSocket API.
    EventType,
    /// Which gateway response answered.
    ErrorType,
    /// The base path of a custom domain, or that it is empty: `(none)`.
    BasePath,
    /// Text that becomes a type of the user's: `types(field = Type)` of the attribute.
    User,
}

impl Kind {
    /// Whether the text of a value may hold what a line escapes.
    pub(crate) fn is_text(self) -> bool {
        match self {
            Kind::Text
            | Kind::QuotedText
            | Kind::Method
            | Kind::EventType
            | Kind::ErrorType
            | Kind::BasePath
            | Kind::User => true,
            Kind::Status
            | Kind::Millis
            | Kind::Integer
            | Kind::Boolean
            | Kind::ClfTime
            | Kind::EpochMillis
            | Kind::Ip => false,
        }
    }

    /// The words of an error.
    pub(crate) fn expected(self) -> &'static str {
        match self {
            Kind::Text | Kind::Method | Kind::EventType | Kind::ErrorType | Kind::BasePath => {
                "text"
            }
            Kind::QuotedText => "text in quotes",
            Kind::Status => "a status code",
            Kind::Millis => "a whole number of milliseconds",
            Kind::Integer => "a whole number",
            Kind::Boolean => "`true` or `false`",
            Kind::ClfTime => "a time such as `10/Jul/2024:18:14:22 +0000`",
            Kind::EpochMillis => "milliseconds since 1970",
            Kind::Ip => "an IP address",
            Kind::User => "a value of the field's own type",
        }
    }
}

/// How a value stands in the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Inside a JSON string.
    JsonString,
    /// As a JSON value without quotes.
    JsonBare,
    /// As it is.
    Plain,
}
