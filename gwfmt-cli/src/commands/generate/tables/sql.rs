//! What dialects of SQL have in common: quotes, and how a column is made of the text of its value.

use gwfmt_core::record::{Column, ColumnType, Field};
use gwfmt_format::{Enclosure, Kind};

use crate::commands::generate::line_regex::may_hold_escapes;
use crate::commands::generate::source::Source;

/// A text of SQL in which only the quote is doubled.
pub(super) fn text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A text of SQL in which backslashes are escapes.
pub(super) fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('\'', "\\'");
    let text = text.replace('\n', "\\n").replace('\r', "\\r");
    format!("'{}'", text.replace('\0', "\\u0000"))
}

/// A name between quotes, which are doubled inside.
pub(super) fn name(name: &str, quote: char) -> String {
    let quote = quote.to_string();
    format!("{quote}{}{quote}", name.replace(&quote, &quote.repeat(2)))
}

/// How an engine makes a column of a text.
pub(super) struct Engine {
    /// The quote of names.
    pub(super) quote: char,
    /// The text of a value that is written in a JSON string, without its escapes.
    pub(super) unescaped: fn(&str) -> String,
    /// The text of a value with quotes of its own, without them.
    pub(super) unquoted: fn(&str) -> String,
    /// The value of a type, or null where the text is none.
    pub(super) cast: fn(&str, Kind) -> String,
}

/// Where the texts of the values come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Texts {
    /// From a reader of JSON, which knows escapes and quotes.
    Read,
    /// From the line as it stands.
    AsWritten,
}

impl Engine {
    /// The columns of the view, one a line.
    pub(super) fn columns(
        &self,
        source: &Source<'_>,
        texts: Texts,
        of: impl Fn(usize) -> String,
    ) -> String {
        let fields = source.record.fields.iter().zip(&source.columns).enumerate();
        let columns = fields.map(|(number, (field, column))| {
            let value = self.column(field, column, texts, of(number));
            let name = name(&column.name, self.quote);
            if value == name {
                return format!("    {name}");
            }
            format!("    {value} AS {name}")
        });
        columns.collect::<Vec<_>>().join(",\n")
    }

    fn column(&self, field: &Field, column: &Column, texts: Texts, mut value: String) -> String {
        if texts == Texts::AsWritten {
            if field.kind == Kind::QuotedText {
                value = (self.unquoted)(&value);
            } else if field.enclosure != Enclosure::Plain && may_hold_escapes(field) {
                value = (self.unescaped)(&value);
            }
        }
        if column.nullable {
            value = format!("NULLIF({value}, '-')");
        }
        if column.ty == ColumnType::Text {
            return value;
        }
        (self.cast)(&value, field.kind)
    }
}
