//! A [`Line`] as API Gateway would write it, and where each piece of the format stands in it.

use std::borrow::Cow;

use crate::catalog::MISSING;
use crate::model::{Model, Use};
use crate::shape::json;
use crate::span::Span;
use crate::texts::{TextKind, Texts};

/// How a value comes into the line. AWS documents neither; see `unescaped-json-text`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Byte for byte.
    AsIs,
    /// With `\"`, `\\`, `\n` as inside a JSON string.
    JsonEscaped,
}

/// What holds whichever way values are written.
pub const EITHER: &[Reading] = &[Reading::AsIs, Reading::JsonEscaped];

/// The newest observation for JSON formats.
pub const ESCAPED: &[Reading] = &[Reading::JsonEscaped];

impl Reading {
    /// A value as the line has it. `error.messageString` brings its own quotes and is escaped already.
    pub fn write(self, texts: Texts, value: &str) -> Cow<'_, str> {
        if self == Reading::AsIs || texts.kind == TextKind::JsonString {
            Cow::Borrowed(value)
        } else {
            json::escape(value)
        }
    }
}

/// A line as API Gateway would write it.
#[derive(Clone, Debug)]
pub struct Line<'m> {
    /// Its text.
    pub text: String,
    model: &'m Model<'m>,
    /// Where each part of the format begins in it.
    starts: Vec<usize>,
}

impl<'m> Line<'m> {
    /// The line in which each reference is replaced by what `value` says for it.
    pub fn write<'v>(
        model: &'m Model<'m>,
        reading: Reading,
        mut value: impl FnMut(&Use) -> &'v str,
    ) -> Self {
        let mut text = String::with_capacity(model.text().len());
        let mut starts = Vec::with_capacity(model.format.parts.len());
        let mut next = model.uses.iter().peekable();
        for (number, part) in model.format.parts.iter().enumerate() {
            starts.push(text.len());
            match next.next_if(|used| used.part == number) {
                Some(used) => {
                    text.push_str(&reading.write(used.texts(), value(used)));
                    // What follows a name that ends before its part does is text.
                    text.push_str(model.slice(Span::new(used.span.end, part.span.end)));
                }
                None => text.push_str(model.slice(part.span)),
            }
        }
        Self {
            text,
            model,
            starts,
        }
    }

    /// The line with these values, one for each reference, or none where `-` is written.
    pub fn of(model: &'m Model<'m>, reading: Reading, values: &[Option<String>]) -> Self {
        let mut next = values.iter();
        Self::write(model, reading, |_| {
            next.next().and_then(Option::as_deref).unwrap_or(MISSING)
        })
    }

    /// Where a range of the format is in the line; a reference stands or falls as a whole.
    pub fn place(&self, span: Span) -> Span {
        let start = self.offset(span.start);
        Span::new(start, self.offset(span.end).max(start))
    }

    fn offset(&self, at: usize) -> usize {
        let parts = &self.model.format.parts;
        let number = parts.partition_point(|part| part.span.end <= at);
        let (Some(part), Some(&start)) = (parts.get(number), self.starts.get(number)) else {
            return self.text.len();
        };
        let inside = at.saturating_sub(part.span.start);
        match self.model.use_of(number) {
            None => start + inside,
            Some(used) if at < used.span.end => start,
            // Counted from the end of the part, which is literal text.
            Some(_) => {
                let end = self.starts.get(number + 1).copied();
                end.unwrap_or(self.text.len()) - (part.span.end - at)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::ApiSet;
    use crate::span::SourceId;
    use crate::text::FormatText;

    #[test]
    fn places_survive_names_that_end_before_their_part() {
        let source = FormatText::verbatim(SourceId(0), 0, "a$context.requestId-b$context.status.");
        let model = Model::new(&source, ApiSet::ANY);
        let line = Line::write(&model, Reading::AsIs, |used| used.texts().ordinary());
        for used in &model.uses {
            let place = line.place(used.span);
            assert_eq!(&line.text[place.range()], used.texts().ordinary());
        }
        let whole = line.place(Span::new(0, model.text().len()));
        assert_eq!(whole, Span::new(0, line.text.len()));
    }
}
