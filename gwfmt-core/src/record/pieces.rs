//! The text around the values in each way of writing a record.

use gwfmt_format::Enclosure;

use super::{Field, Layout, Record};
use crate::shape::json::escape;

impl Record {
    /// The text around the values, for each way of writing a record: one piece more than there are fields. In the order
    /// of the runtime: as API Gateway writes the line; as JSON; as CSV; as XML. Well-formed JSON or XML keeps its own text
    /// there, any other format becomes an object, or an element `record`, of labels.
    pub fn pieces(&self) -> [Vec<String>; 4] {
        [self.literals.clone(), json(self), csv(self), xml(self)]
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
        let quote = if field.enclosure == Enclosure::JsonString {
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
