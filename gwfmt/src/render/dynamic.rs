//! Writing records whose fields are known only when the program runs: values in a row, with their slots beside them.

use super::style::{Clf, Csv, GuardedCsv, Json, NativeJson, NativePlain, Style, Xml};
use super::{Carried, Out, Output, Put, Sink, append_line, comes_back, native_text, write_line};
use crate::error::WriteError;
use crate::format::{Format, Layout};
use crate::raw::line::Line;
use crate::text::Text;

/// A part of a line of Common Log Format.
#[derive(Debug)]
pub(crate) enum ClfPart {
    Text(Box<str>),
    Value(usize),
    Time(usize),
}

/// How to write.
#[derive(Clone, Copy, Debug)]
pub(crate) enum To<'c> {
    Json,
    Csv,
    GuardedCsv,
    Xml,
    Clf(&'c [ClfPart]),
    /// The line as API Gateway would write it, whether it reads back or not.
    Native,
}

/// Writes the values to an output.
pub(crate) fn write<K>(
    to: To<'_>,
    format: &Format<'_>,
    values: &[impl Put],
    output: &mut impl Output<K>,
) -> Result<(), WriteError> {
    write_line(output, |line, sink| put(to, format, values, line, sink))
}

/// Appends the values to a text.
pub(crate) fn append(to: To<'_>, format: &Format<'_>, values: &[impl Put], text: &mut Vec<u8>) {
    append_line(text, |line, sink| put(to, format, values, line, sink));
}

/// Names a field whose value the format cannot carry.
pub(crate) fn is_carried(format: &Format<'_>, values: &[impl Put]) -> Result<(), WriteError> {
    let mut doubt = false;
    for (value, slot) in values.iter().zip(format.slots) {
        match value.carried(slot, format) {
            Carried::Yes => {}
            Carried::Maybe => doubt = true,
            Carried::No => return Err(WriteError::Field(slot.name.clone().into())),
        }
    }
    if !doubt {
        return Ok(());
    }
    let texts = values.iter().zip(format.slots);
    let texts: Vec<_> = texts
        .map(|(value, slot)| native_text(value, slot, format.layout))
        .collect();
    comes_back(format, &texts)
}

fn put<'l>(
    to: To<'_>,
    format: &Format<'_>,
    values: &[impl Put],
    line: Line<'l>,
    sink: &mut dyn Sink,
) -> Line<'l> {
    match to {
        To::Json => render::<Json>(format, values, line, sink),
        To::Csv => render::<Csv>(format, values, line, sink),
        To::GuardedCsv => render::<GuardedCsv>(format, values, line, sink),
        To::Xml => render::<Xml>(format, values, line, sink),
        To::Clf(parts) => clf(parts, format, values, line, sink),
        To::Native if format.layout == Layout::Json => {
            render::<NativeJson>(format, values, line, sink)
        }
        To::Native => render::<NativePlain>(format, values, line, sink),
    }
}

fn clf<'l>(
    parts: &[ClfPart],
    format: &Format<'_>,
    values: &[impl Put],
    line: Line<'l>,
    sink: &mut dyn Sink,
) -> Line<'l> {
    let mut out = Out { line, sink };
    for part in parts {
        match part {
            ClfPart::Text(text) => out.text(text),
            ClfPart::Value(at) => {
                if let (Some(value), Some(slot)) = (values.get(*at), format.slots.get(*at)) {
                    value.put::<Clf>(&mut out, slot);
                }
            }
            ClfPart::Time(at) => {
                if let Some(value) = values.get(*at) {
                    value.put_clf_time(&mut out);
                }
            }
        }
    }
    out.line
}

fn render<'l, S: Style>(
    format: &Format<'_>,
    values: &[impl Put],
    line: Line<'l>,
    sink: &mut dyn Sink,
) -> Line<'l> {
    let mut out = Out { line, sink };
    let (last, pieces) = format.pieces[S::PIECES]
        .split_last()
        .unwrap_or((&Text::EMPTY, &[]));
    for ((value, slot), piece) in values.iter().zip(format.slots).zip(pieces) {
        out.text(piece);
        value.put::<S>(&mut out, slot);
    }
    out.text(last);
    out.line
}
