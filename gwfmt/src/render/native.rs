//! Whether a native line comes back: it is written, read, and the texts are compared.

use super::style::{NativeJson, NativePlain};
use super::{Out, Put, append_line, to_string};
use crate::error::WriteError;
use crate::follow;
use crate::format::{Format, Layout, Slot};

/// The text of a value as it stands in a native line.
pub(crate) fn native_text<T: Put + ?Sized>(value: &T, slot: &Slot, layout: Layout) -> String {
    to_string(|text| {
        append_line(text, |line, sink| {
            let mut out = Out { line, sink };
            match layout {
                Layout::Json => value.put::<NativeJson>(&mut out, slot),
                _ => value.put::<NativePlain>(&mut out, slot),
            }
            out.line
        });
    })
}

/// Puts a native line together, reads it, and compares the texts.
pub(crate) fn comes_back(format: &Format<'_>, texts: &[String]) -> Result<(), WriteError> {
    let mut line = String::new();
    for (number, piece) in format.literals().iter().enumerate() {
        line.push_str(piece);
        line.push_str(texts.get(number).map_or("", String::as_str));
    }
    let lost = follow::check(&line, format, texts);
    lost.map_err(|field| WriteError::Field(field.into()))
}
