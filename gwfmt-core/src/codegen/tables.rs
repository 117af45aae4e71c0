//! The constant description of a format that the runtime's shared code works with.

use std::fmt::Write as _;

use super::{FieldType, Plan, quote};
use crate::record::{Field, Layout, Presence, Quoting, Record, Type};
use crate::shape::json::escape;
use crate::texts::TextKind;

/// `const FORMAT: … = &Format { … };`
pub(super) fn format(plan: &Plan<'_>, out: &mut String) {
    let record = plan.record;
    let _ = writeln!(
        out,
        "        const FORMAT: &'static __gwfmt::Format = &__gwfmt::Format {{"
    );
    let layout = match record.layout {
        Layout::Json => "Json".to_owned(),
        Layout::Xml => "Xml".to_owned(),
        Layout::Delimited(delimiter) if delimiter.is_ascii() => {
            format!("Delimited({})", delimiter as u32)
        }
        Layout::Clf | Layout::Delimited(_) | Layout::Text => "Text".to_owned(),
    };
    let _ = writeln!(out, "            layout: __gwfmt::Layout::{layout},");
    out.push_str("            slots: &[\n");
    for (number, field) in record.fields.iter().enumerate() {
        slot(plan, number, field, out);
    }
    out.push_str("            ],\n            pieces: [\n");
    for pieces in [&record.literals, &json(record), &csv(record), &xml(record)] {
        out.push_str("                &[");
        for (number, piece) in pieces.iter().enumerate() {
            let comma = if number > 0 { ", " } else { "" };
            let _ = write!(out, "{comma}{}", quote(piece));
        }
        out.push_str("],\n");
    }
    out.push_str("            ],\n");
    let _ = writeln!(out, "            ends: {},", quote(&ends(record)));
    let _ = writeln!(out, "            by_name: {},", record.by_name);
    out.push_str("            columns: &[");
    for column in &record.columns {
        let _ = match column {
            Some(slot) => write!(out, "__gwfmt::Some({slot}), "),
            None => write!(out, "__gwfmt::None, "),
        };
    }
    out.push_str("],\n        };\n");
}

fn slot(plan: &Plan<'_>, number: usize, field: &Field, out: &mut String) {
    let kind = match plan.types[number] {
        FieldType::User(_) => "User",
        FieldType::Own(ty) => match ty {
            Type::Text => "Text",
            Type::QuotedText => "QuotedText",
            Type::Status => "Status",
            Type::Millis => "Millis",
            Type::Integer => "Integer",
            Type::Boolean => "Boolean",
            Type::ClfTime => "ClfTime",
            Type::EpochMillis => "EpochMillis",
            Type::Ip => "Ip",
            Type::Method => "Method",
            Type::EventType => "EventType",
            Type::ErrorType => "ErrorType",
            Type::BasePath => "BasePath",
        },
    };
    let place = match field.quoting {
        Quoting::JsonString => "JsonString",
        Quoting::JsonBare => "JsonBare",
        Quoting::Xml | Quoting::Plain => "Plain",
    };
    let path: Vec<String> = field.path.iter().map(|step| quote(step)).collect();
    let _ = writeln!(
        out,
        "                __gwfmt::Slot {{ name: {}, path: &[{}], kind: __gwfmt::Kind::{kind}, place: __gwfmt::Place::{place}, free: {}, stops: {}, optional: {} }},",
        quote(&plan.record.dotted(field)),
        path.join(", "),
        field.free,
        quote(&stops(plan.record, number)),
        field.presence == Presence::Dash,
    );
}

/// The characters that end the values that may hold anything.
pub(super) fn ends(record: &Record) -> String {
    let mut ends = String::new();
    for (number, field) in record.fields.iter().enumerate() {
        let end = record.literals[number + 1].chars().next();
        if let Some(end) = end.filter(|end| field.free && !ends.contains(*end)) {
            ends.push(end);
        }
    }
    ends
}

/// The characters at which a value ends that cannot hold them. The first is the one that follows the value, if any.
pub(super) fn stops(record: &Record, number: usize) -> String {
    let field = &record.fields[number];
    let after = record.literals[number + 1].chars().next();
    let last = number + 1 == record.fields.len();
    let mut stops = String::new();
    match after {
        Some(c) if c.is_ascii() => stops.push(c),
        Some(_) => {}
        None if last => {}
        // Two values that touch: the second begins with a slash.
        None => stops.push('/'),
    }
    let others: &[char] = match field.quoting {
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

/// A JSON object. A JSON format that is well-formed keeps its own text.
fn json(record: &Record) -> Vec<String> {
    if record.layout == Layout::Json && record.well_formed {
        return record.literals.clone();
    }
    let mut pieces = Vec::with_capacity(record.literals.len());
    let mut close = "{";
    for field in &record.fields {
        let quote = if super::in_string(field) { "\"" } else { "" };
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

/// The names of the columns, as a row of CSV.
pub(super) fn csv_header(record: &Record) -> String {
    let cell = |field: &Field| {
        let label = &field.label;
        if label.is_empty() || label.contains([',', '"', '\r', '\n']) {
            format!("\"{}\"", label.replace('"', "\"\""))
        } else {
            label.clone()
        }
    };
    record.fields.iter().map(cell).collect::<Vec<_>>().join(",")
}

/// An element `record` with one element a field. An XML format that is well-formed keeps its own text.
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
