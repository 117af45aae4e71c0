//! [`Format`]: what the shared code needs to know of a format, as constants that the macro writes.

pub use gwfmt_format::{Enclosure, Form, Kind, TextSet};

use crate::text::{Names, Text};

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

/// The byte order mark, which files may begin with.
pub(crate) const MARK: char = '\u{feff}';

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
        first.is_some_and(|first| first.starts_with(MARK))
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
    /// How it is written in the line.
    pub enclosure: Enclosure,
    /// Whether its text may hold the first character of what follows.
    pub free: bool,
    /// Whether the quote that closes its JSON string ends it.
    pub closed: bool,
    /// The characters at which the value ends if it is not free.
    pub stops: Text,
    /// Whether `-` stands for no value.
    pub optional: bool,
    /// The texts that it may be.
    pub texts: TextSet,
}

impl Slot {
    /// Whether the word `null` of JSON is no text here, so that it says that there is no value: everywhere but where text
    /// stands without quotes.
    pub(crate) fn takes_null(&self) -> bool {
        self.enclosure != Enclosure::JsonBare
            || self.kind == Kind::QuotedText
            || !self.kind.is_text()
    }
}
