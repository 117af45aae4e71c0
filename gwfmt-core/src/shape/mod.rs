//! Shapes: what the text around the references is. Recognised, not declared.

pub mod delimited;
pub mod json;
pub(crate) mod program;
pub mod xml;

pub use delimited::Delimited;
pub use json::Json;
pub use xml::Xml;

use crate::ast::{Format, PartKind};
use crate::limits::FORMAT_READ;
use crate::span::Span;

/// What a line of the format is meant to be.
#[derive(Clone, Debug)]
pub enum Shape {
    /// A JSON value, maybe a broken one.
    Json(Json),
    /// An XML element, maybe a broken one.
    Xml(Xml),
    /// Columns with one delimiter, Common Log Format among them.
    Delimited(Delimited),
    /// Anything else.
    Text,
}

impl Shape {
    /// The word of reports: `json`, `xml`, `csv`, `clf`, `delimited`, `text`.
    pub fn name(&self) -> &'static str {
        match self {
            Shape::Json(_) => "json",
            Shape::Xml(_) => "xml",
            Shape::Delimited(columns) if columns.is_clf() => "clf",
            Shape::Delimited(columns) if columns.delimiter == ',' => "csv",
            Shape::Delimited(_) => "delimited",
            Shape::Text => "text",
        }
    }
}

/// Where in the shape a part of the format is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Inside a JSON string that is a value.
    JsonString,
    /// A JSON value, or a part of one, without quotes.
    JsonBare,
    /// Inside the key of a JSON object.
    JsonKey,
    /// Between the tags of XML.
    XmlText,
    /// Inside the quotes of an XML attribute.
    XmlAttribute(char),
    /// Inside an XML tag, but not in an attribute's value.
    XmlTag,
    /// A column, or a part of one, without quotes.
    Cell,
    /// Inside the quotes or brackets of a column; the character is the one that ends it.
    Quoted(char),
    /// Anywhere in text without a shape.
    Text,
}

/// Recognises the shape of a format, and the place of each of its parts (in the order of [`Format::parts`]).
pub fn recognise(text: &str, format: &Format) -> (Shape, Vec<Place>) {
    let mut places = vec![Place::Text; format.parts.len()];
    if text.len() > FORMAT_READ {
        return (Shape::Text, places);
    }
    let shape = if json::looks_like(text, format) {
        Shape::Json(json::read(text, format, &mut places))
    } else if xml::looks_like(text, format) && !program::holds_code(text, format) {
        Shape::Xml(xml::read(text, format, &mut places))
    } else if let Some(columns) = delimited::read(text, format, &mut places) {
        Shape::Delimited(columns)
    } else {
        Shape::Text
    };
    (shape, places)
}

/// A format as a row of symbols: the bytes of its literals, and one symbol for each other part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Symbol {
    /// A character of literal text.
    Char(char),
    /// A part that is not literal, by its number; what it will be replaced by is not known here.
    Atom(usize),
}

/// The symbols of a format, each with its bytes.
pub(crate) fn symbols(text: &str, format: &Format) -> Vec<(Symbol, Span)> {
    let mut symbols = Vec::with_capacity(text.len());
    for (number, part) in format.parts.iter().enumerate() {
        if part.kind == PartKind::Literal {
            symbols.extend(text[part.span.range()].char_indices().map(|(at, c)| {
                let start = part.span.start + at;
                (Symbol::Char(c), Span::new(start, start + c.len_utf8()))
            }));
        } else {
            symbols.push((Symbol::Atom(number), part.span));
        }
    }
    symbols
}
