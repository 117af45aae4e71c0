//! A record as a line of Common Log Format: which field stands in which column.

use super::{Layout, Record};
use crate::catalog::var;

/// A part of a line of Common Log Format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClfPart {
    /// The text between values.
    Text(String),
    /// The value of a field.
    Value(usize),
    /// The value of a field, as a time of Common Log Format.
    Time(usize),
}

impl Record {
    /// The line. A format that is one keeps all of its columns; of any other, the fields that `may` be in a column are
    /// put there, and the other columns are `-`.
    pub fn clf(&self, may: impl Fn(usize) -> bool) -> Vec<ClfPart> {
        let mut line = Line {
            record: self,
            may: &may,
            text: String::new(),
            parts: Vec::new(),
        };
        if self.layout == Layout::Clf {
            for (number, piece) in self.literals.iter().enumerate() {
                // The guide's own sample forgets this space.
                line.text.push_str(&piece.replace("]\"", "] \""));
                if number < self.fields.len() {
                    line.push(ClfPart::Value(number));
                }
            }
        } else {
            line.column(&[var::IDENTITY_SOURCE_IP]);
            line.text.push_str(" - ");
            line.column(&[
                var::IDENTITY_USER,
                var::IDENTITY_CALLER,
                var::AUTHORIZER_PRINCIPAL_ID,
            ]);
            line.text.push_str(" [");
            match line.find(&[var::REQUEST_TIME, var::REQUEST_TIME_EPOCH]) {
                Some(number) => line.push(ClfPart::Time(number)),
                None => line.text.push('-'),
            }
            line.text.push_str("] \"");
            line.column(&[var::HTTP_METHOD, var::EVENT_TYPE]);
            line.text.push(' ');
            line.column(&[var::PATH, var::RESOURCE_PATH, var::ROUTE_KEY]);
            line.text.push(' ');
            line.column(&[var::PROTOCOL]);
            line.text.push_str("\" ");
            line.column(&[var::STATUS]);
            line.text.push(' ');
            line.column(&[var::RESPONSE_LENGTH]);
        }
        line.flush();
        line.parts
    }
}

struct Line<'r> {
    record: &'r Record,
    may: &'r dyn Fn(usize) -> bool,
    text: String,
    parts: Vec<ClfPart>,
}

impl Line<'_> {
    /// The first of these variables that the record has.
    fn find(&self, variables: &[&str]) -> Option<usize> {
        let fields = &self.record.fields;
        variables.iter().find_map(|variable| {
            (0..fields.len()).find(|at| fields[*at].variable == *variable && (self.may)(*at))
        })
    }

    /// The first of these that the record has, or `-`.
    fn column(&mut self, variables: &[&str]) {
        match self.find(variables) {
            Some(number) => self.push(ClfPart::Value(number)),
            None => self.text.push('-'),
        }
    }

    fn push(&mut self, part: ClfPart) {
        self.flush();
        self.parts.push(part);
    }

    fn flush(&mut self) {
        if !self.text.is_empty() {
            self.parts
                .push(ClfPart::Text(std::mem::take(&mut self.text)));
        }
    }
}
