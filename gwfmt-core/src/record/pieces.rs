//! The text around the values in each way of writing a record.

use super::{Field, Layout, Quoting, Record};
use crate::shape::json::escape;

/// The text around the values, for each way of writing a record: one piece more than there are fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pieces {
    /// As API Gateway writes the line.
    pub native: Vec<String>,
    /// As JSON: a format that is well-formed JSON keeps its own text, else an object of labels.
    pub json: Vec<String>,
    /// As CSV.
    pub csv: Vec<String>,
    /// As XML: a format that is well-formed XML keeps its own text, else an element `record` with one element a field.
    pub xml: Vec<String>,
}

impl Record {
    /// The text around the values.
    pub fn pieces(&self) -> Pieces {
        Pieces {
            native: self.literals.clone(),
            json: json(self),
            csv: csv(self),
            xml: xml(self),
        }
    }

    /// The names of the columns, as a row of CSV.
    pub fn csv_header(&self) -> String {
        let cell = |field: &Field| {
            let label = &field.label;
            if label.is_empty() || label.contains([',', '"', '\r', '\n']) {
                format!("\"{}\"", label.replace('"', "\"\""))
            } else {
                label.clone()
            }
        };
        self.fields.iter().map(cell).collect::<Vec<_>>().join(",")
    }
}

fn json(record: &Record) -> Vec<String> {
    if record.layout == Layout::Json && record.well_formed {
        return record.literals.clone();
    }
    let mut pieces = Vec::with_capacity(record.literals.len());
    let mut close = "{";
    for field in &record.fields {
        let quote = if field.quoting == Quoting::JsonString {
            "\""
        } else {
            ""
        };
        pieces.push(format!("{close}\"{}\":{quote}", escape(&field.label)));
        close = if quote.is_empty() { "," } else { "\"," };
    }
    pieces.push(if close == "," { "}" } else { "\"}" }.to_owned());
    pieces
}

fn csv(record: &Record) -> Vec<String> {
    let mut pieces = vec![","; record.literals.len()];
    if let Some(first) = pieces.first_mut() {
        *first = "";
    }
    if let Some(last) = pieces.last_mut() {
        *last = "";
    }
    pieces.into_iter().map(str::to_owned).collect()
}

fn xml(record: &Record) -> Vec<String> {
    if record.layout == Layout::Xml && record.well_formed {
        return record.literals.clone();
    }
    let mut pieces = Vec::with_capacity(record.literals.len());
    let mut close = "<record>".to_owned();
    for field in &record.fields {
        let name = xml_name(&field.label);
        pieces.push(format!("{close}<{name}>"));
        close = format!("</{name}>");
    }
    pieces.push(format!("{close}</record>"));
    pieces
}

fn xml_name(label: &str) -> String {
    let mut name: String = label
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-') {
                c
            } else {
                '_'
            }
        })
        .collect();
    if !name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        name.insert(0, '_');
    }
    name
}
