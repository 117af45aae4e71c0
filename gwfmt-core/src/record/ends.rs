//! Where values end: the characters that cannot stand in them, or that only the template ends.

use super::{Quoting, Record};
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
            Some(c) if c.is_ascii() => stops.push(c),
            Some(_) => {}
            None if last => {}
            // Two values that touch: the second begins with a slash.
            None => stops.push('/'),
        }
        let others: &[char] = match field.quoting {
            // In a string with others, what stands between them ends them too.
            Quoting::JsonString if !self.is_alone(number) => &['"', ' ', ','],
            Quoting::JsonString | Quoting::JsonBare => &['"'],
            Quoting::Xml => &['<'],
            Quoting::Plain => &[' ', '"', ','],
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

    /// Whether a JSON string holds a field's value and nothing else.
    pub fn is_alone(&self, number: usize) -> bool {
        self.literals[number].ends_with('"') && self.literals[number + 1].starts_with('"')
    }
}
