//! Rows as lines of text.

use std::fmt;
use std::io::Write as _;

use gwfmt::runtime::{ColumnValues, Rows, Value, Written};

use super::Kind;
use crate::arrays::append_address;
use crate::table::Table;

/// The rows as lines.
pub(super) fn text(kind: Kind, table: &Table, rows: &Rows<'_>) -> Vec<u8> {
    let mut out = Vec::with_capacity(rows.len() * 256);
    match kind {
        Kind::Xml | Kind::Clf => {
            let written = if kind == Kind::Xml {
                Written::Xml
            } else {
                Written::Clf
            };
            for row in 0..rows.len() {
                rows.append(row, written, &mut out);
                out.push(b'\n');
            }
        }
        Kind::Csv | Kind::GuardedCsv => csv(table, rows, kind == Kind::GuardedCsv, &mut out),
        _ => json(table, rows, &mut out),
    }
    out
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

fn json(table: &Table, rows: &Rows<'_>, out: &mut Vec<u8>) {
    let columns = columns(table, rows);
    let before: Vec<Vec<u8>> = table
        .schema()
        .fields()
        .iter()
        .enumerate()
        .map(|(at, field)| {
            // names are letters, digits and `_`
            format!("{}\"{}\":", if at == 0 { '{' } else { ',' }, field.name()).into_bytes()
        })
        .collect();
    for row in 0..rows.len() {
        for (column, before) in columns.iter().zip(&before) {
            out.extend_from_slice(before);
            match column {
                ColumnValues::Text(values) => match values.get(row).and_then(Option::as_deref) {
                    Some(text) => string(text, out),
                    None => out.extend_from_slice(b"null"),
                },
                ColumnValues::Numbers(values) => match values.get(row).copied().flatten() {
                    Some(number) => integer(number, out),
                    None => out.extend_from_slice(b"null"),
                },
                ColumnValues::Booleans(values) => match values.get(row).copied().flatten() {
                    Some(value) => out.extend_from_slice(truth(value)),
                    None => out.extend_from_slice(b"null"),
                },
                other => {
                    let before = out.len();
                    out.push(b'"');
                    if plain(other, row, out) {
                        out.push(b'"');
                    } else {
                        out.truncate(before);
                        out.extend_from_slice(b"null");
                    }
                }
            }
        }
        out.extend_from_slice(if columns.is_empty() { b"{}\n" } else { b"}\n" });
    }
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
                    if let Some(text) = values.get(row).and_then(Option::as_deref) {
                        cell(text, guarded, out);
                    }
                }
                ColumnValues::Numbers(values) => {
                    if let Some(number) = values.get(row).copied().flatten() {
                        integer(number, out);
                    }
                }
                ColumnValues::Booleans(values) => {
                    if let Some(value) = values.get(row).copied().flatten() {
                        out.extend_from_slice(truth(value));
                    }
                }
                other => {
                    plain(other, row, out);
                }
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

fn string(text: &str, out: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    if any(bytes, |byte| byte < 0x20 || matches!(byte, b'"' | b'\\')) {
        // writing to memory does not fail
        let _ = serde_json::to_writer(&mut *out, text);
        return;
    }
    out.push(b'"');
    out.extend_from_slice(bytes);
    out.push(b'"');
}

fn integer(number: u64, out: &mut Vec<u8>) {
    out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
}

fn truth(value: bool) -> &'static [u8] {
    if value { b"true" } else { b"false" }
}

/// Appends a time or an address, if there is one, as [`Value`] displays it, without its detours.
fn plain(column: &ColumnValues<'_>, row: usize, out: &mut Vec<u8>) -> bool {
    match column.value(row) {
        Value::Absent => return false,
        Value::Time(time) => match time.to_rfc3339() {
            Some(text) => out.extend_from_slice(&text),
            None => display(&time, out),
        },
        Value::Address(address) => append_address(address, out),
        other => display(&other, out),
    }
    true
}

fn display(value: &impl fmt::Display, out: &mut Vec<u8>) {
    // writing to memory does not fail
    let _ = write!(out, "{value}");
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
