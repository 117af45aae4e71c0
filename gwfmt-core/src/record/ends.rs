//! Where values end: the characters that cannot stand in them, or that only the template ends; and which values' ends are
//! certain from the text up to them.

use gwfmt_format::{Enclosure, Kind};

use super::{Layout, Record};
use crate::texts::TextKind;

impl Record {
    /// The characters that end the values that may hold anything.
    pub fn ends(&self) -> String {
        let mut ends = String::new();
        for (number, field) in self.fields.iter().enumerate() {
            let end = self.literals[number + 1].chars().next();
            if let Some(end) = end.filter(|end| field.free && !ends.contains(*end)) {
                ends.push(end);
            }
        }
        ends
    }

    /// The characters at which a value ends that cannot hold them. The first is the one that follows the value, if any.
    pub fn stops(&self, number: usize) -> String {
        let field = &self.fields[number];
        let after = self.literals[number + 1].chars().next();
        let last = number + 1 == self.fields.len();
        let mut stops = String::new();
        match after {
            Some(c) => stops.push(c),
            None if last => {}
            // Two values that touch: the second begins with a slash.
            None => stops.push('/'),
        }
        let others: &[char] = match field.enclosure {
            // In a string with others, what stands between them ends them too.
            Enclosure::JsonString if !self.is_closed(number) => &['"', ' ', ','],
            Enclosure::JsonString | Enclosure::JsonBare => &['"'],
            Enclosure::Plain if self.layout == Layout::Xml => &['<'],
            Enclosure::Plain => &[' ', '"', ','],
        };
        let holds = |c: char| {
            matches!(
                (field.texts.kind, c),
                (TextKind::Any | TextKind::JsonString, _)
                    | (
                        TextKind::RouteKey | TextKind::Time | TextKind::CertTime,
                        ' '
                    )
                    | (TextKind::Path | TextKind::Visible, ',')
            )
        };
        for &other in others {
            if !stops.contains(other) && !holds(other) {
                stops.push(other);
            }
        }
        stops
    }

    /// Whether the quote that closes its JSON string ends a value: it is the last thing in the string, and no other value
    /// is in it.
    pub fn is_closed(&self, number: usize) -> bool {
        self.fields[number].enclosure == Enclosure::JsonString
            && self.literals[number + 1].starts_with('"')
            && holds_quote(&self.literals[number])
    }

    /// How many values at the start of the line have a certain end: whatever follows, a line that is read at all is read with
    /// these ends. A reader of one of them need not look further than the text behind it.
    ///
    /// A value that is alone in its JSON string is one: its end is the first quote that is not escaped, if the format's
    /// text follows there. A line with another reading is refused. So is a value that cannot hold what ends it. Where values
    /// may hold anything, only the whole line tells where they end.
    pub fn certain(&self) -> usize {
        (0..self.fields.len())
            .position(|number| !self.is_certain(number))
            .unwrap_or(self.fields.len())
    }

    fn is_certain(&self, number: usize) -> bool {
        let field = &self.fields[number];
        let after = &self.literals[number + 1];
        if self.is_closed(number) {
            return true;
        }
        if field.kind == Kind::QuotedText {
            // In quotes of its own, or `-`; the reader looks.
            return field.enclosure == Enclosure::JsonBare && !after.is_empty();
        }
        !field.free
    }

    /// A byte that makes the text of a value differ between the line as it is and the same line by its names or columns:
    /// the quote of CSV, the ampersand of XML. While a line has none, how its values are written does not matter.
    pub fn doubt(&self) -> Option<u8> {
        match self.layout {
            Layout::Xml if self.by_name => Some(b'&'),
            Layout::Delimited(_) if self.by_name => Some(b'"'),
            _ => None,
        }
    }
}

/// Whether a piece of JSON holds a quote that is not escaped.
fn holds_quote(text: &str) -> bool {
    let mut escaped = false;
    text.bytes().any(|byte| {
        let quote = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        quote
    })
}
