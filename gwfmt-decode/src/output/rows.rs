//! Rows as lines of text.

use std::io::Write as _;

use gwfmt::Timestamp;
use gwfmt::runtime::{ColumnValues, Rows, Value, Written};

use super::Kind;
use crate::arrays::append_address;
use crate::table::Table;

/// Appends the rows as lines.
pub(super) fn append(kind: Kind, table: &Table, rows: &Rows<'_>, out: &mut Vec<u8>) {
    match kind {
        Kind::Xml | Kind::Clf => {
            let written = if kind == Kind::Xml {
                Written::Xml
            } else {
                Written::Clf
            };
            for row in 0..rows.len() {
                rows.append(row, written, out);
                out.push(b'\n');
            }
        }
        Kind::Csv | Kind::GuardedCsv => csv(table, rows, kind == Kind::GuardedCsv, out),
        _ => json(table, rows, out),
    }
}

/// The line that names the columns.
pub(super) fn header(table: &Table) -> Vec<u8> {
    let names: Vec<_> = table
        .schema()
        .fields()
        .iter()
        .map(|field| field.name().as_str())
        .collect();
    (names.join(",") + "\n").into_bytes()
}

fn columns<'r, 'a>(table: &Table, rows: &'r Rows<'a>) -> Vec<&'r ColumnValues<'a>> {
    let columns = table
        .fields()
        .iter()
        .filter_map(|field| rows.columns().get(*field));
    columns.collect()
}

/// What stands before the values of a column in a line of JSON, with all that is known of the value.
struct Key {
    bare: Vec<u8>,
    quoted: Vec<u8>,
    null: Vec<u8>,
}

impl Key {
    /// The names of columns are letters, digits and `_`.
    fn new(number: usize, name: &str) -> Self {
        let bare = format!("{}\"{name}\":", if number == 0 { '{' } else { ',' });
        Self {
            quoted: format!("{bare}\"").into_bytes(),
            null: format!("{bare}null").into_bytes(),
            bare: bare.into_bytes(),
        }
    }
}

fn json(table: &Table, rows: &Rows<'_>, out: &mut Vec<u8>) {
    let columns = columns(table, rows);
    let fields = table.schema().fields().iter().enumerate();
    let keys: Vec<Key> = fields
        .map(|(number, field)| Key::new(number, field.name()))
        .collect();
    for row in 0..rows.len() {
        for (column, key) in columns.iter().zip(&keys) {
            let is_there = match column {
                ColumnValues::Text(values) => value(values, row).map(|text| string(text, key, out)),
                ColumnValues::Numbers(values) => value(values, row).map(|number| {
                    out.extend_from_slice(&key.bare);
                    integer(*number, out);
                }),
                ColumnValues::Booleans(values) => value(values, row).map(|is_true| {
                    out.extend_from_slice(&key.bare);
                    out.extend_from_slice(truth(*is_true));
                }),
                ColumnValues::Times(values) => value(values, row).map(|millis| {
                    out.extend_from_slice(&key.quoted);
                    time(*millis, out);
                    out.push(b'"');
                }),
                ColumnValues::Addresses(values) => value(values, row).map(|address| {
                    out.extend_from_slice(&key.quoted);
                    append_address(*address, out);
                    out.push(b'"');
                }),
                // a kind of values that is new has no table yet
                _ => None,
            };
            if is_there.is_none() {
                out.extend_from_slice(&key.null);
            }
        }
        out.extend_from_slice(if columns.is_empty() { b"{}\n" } else { b"}\n" });
    }
}

fn value<T>(values: &[Option<T>], row: usize) -> Option<&T> {
    values.get(row).and_then(Option::as_ref)
}

fn csv(table: &Table, rows: &Rows<'_>, guarded: bool, out: &mut Vec<u8>) {
    let columns = columns(table, rows);
    for row in 0..rows.len() {
        for (at, column) in columns.iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            match column {
                ColumnValues::Text(values) => {
                    if let Some(text) = value(values, row) {
                        cell(text, guarded, out);
                    }
                }
                ColumnValues::Numbers(values) => {
                    if let Some(number) = value(values, row) {
                        integer(*number, out);
                    }
                }
                ColumnValues::Booleans(values) => {
                    if let Some(is_true) = value(values, row) {
                        out.extend_from_slice(truth(*is_true));
                    }
                }
                ColumnValues::Times(values) => {
                    if let Some(millis) = value(values, row) {
                        time(*millis, out);
                    }
                }
                ColumnValues::Addresses(values) => {
                    if let Some(address) = value(values, row) {
                        append_address(*address, out);
                    }
                }
                _ => {}
            }
        }
        out.push(b'\n');
    }
}

/// A cell of CSV. Empty text is in quotes: nothing at all is no value.
fn cell(text: &str, guarded: bool, out: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    let guard = guarded
        && matches!(
            bytes.first(),
            Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r')
        );
    let special = |byte| matches!(byte, b'"' | b',' | b'\n' | b'\r');
    if !bytes.is_empty() && !guard && !any(bytes, special) {
        out.extend_from_slice(bytes);
        return;
    }
    out.push(b'"');
    if guard {
        out.push(b'\'');
    }
    for byte in bytes {
        if *byte == b'"' {
            out.push(b'"');
        }
        out.push(*byte);
    }
    out.push(b'"');
}

fn string(text: &str, key: &Key, out: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    if any(bytes, |byte| byte < 0x20 || matches!(byte, b'"' | b'\\')) {
        out.extend_from_slice(&key.bare);
        // writing to memory does not fail
        let _ = serde_json::to_writer(&mut *out, text);
        return;
    }
    out.extend_from_slice(&key.quoted);
    out.extend_from_slice(bytes);
    out.push(b'"');
}

fn integer(number: u64, out: &mut Vec<u8>) {
    out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
}

fn truth(value: bool) -> &'static [u8] {
    if value { b"true" } else { b"false" }
}

/// Appends a time as [`Value`] displays it.
fn time(millis: i64, out: &mut Vec<u8>) {
    let time = Timestamp::from_millis(millis);
    match time.to_rfc3339() {
        Some(text) => out.extend_from_slice(&text),
        // writing to memory does not fail
        None => drop(write!(out, "{}", Value::Time(time))),
    }
}

/// Whether one of the bytes is special. A whole piece is looked at at once, so that the compiler can make wide compares of it.
fn any(bytes: &[u8], is_special: impl Fn(u8) -> bool) -> bool {
    let mut pieces = bytes.chunks(32);
    pieces.any(|piece| {
        piece
            .iter()
            .fold(false, |any, byte| any | is_special(*byte))
    })
}
