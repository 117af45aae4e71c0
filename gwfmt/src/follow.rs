//! Reading lines by the format's table, in one way for all readers of a format: [`settle`].
//!
//! First along the template, as generated code does: each value ends at the first character that only the template may hold,
//! and a line that fits so can be read in no other way. A line that does not fit is looked through for all its readings
//! (`readings.rs`); the only one is taken, of several none. A line without a reading is read by the names of JSON and XML or
//! the columns of CSV. What a line gives does not depend on which of its values are asked for.

mod csv;
mod json;
mod path;
mod readings;
mod xml;

pub(crate) use path::Path;

use crate::decode::Decode;
use crate::error::{Error, ErrorKind};
use crate::find::closing_quote;
use crate::format::{Enclosure, Format, Kind, Layout, Slot};
use crate::scan::{clf_time_end, line_of};
use crate::text::Text;
use readings::readings;

/// Stands in a slot for which the line has no text. Told by its address.
static MISSING: &str = "(missing)";

/// What stands in a slot whose line says in another way that there is no value.
pub(crate) const ABSENT: &str = "-";

pub(crate) fn is_missing(text: &str) -> bool {
    std::ptr::eq(text, MISSING)
}

/// Fills all slots of a line, or says where it departs from the format. `good` says whether the texts of the slots are values
/// of their types; it is asked where that decides how the line is meant.
pub(crate) fn settle<'a>(
    line: &'a str,
    format: &Format<'_>,
    slots: &mut [&'a str],
    good: impl FnOnce(&[&'a str], Decode) -> bool,
) -> Result<Decode, Error> {
    if let Some(decode) = straight(line, format, slots)
        && (!in_doubt(line, format) || good(slots, decode))
    {
        return Ok(decode);
    }
    let miss = match readings(line, format, slots) {
        Ok(()) => {
            nulls(format, slots);
            return Ok(decode(format));
        }
        Err(miss) => miss,
    };
    if miss.ambiguous {
        return Err(miss.error(line, format));
    }
    let mut path = Path::new();
    let Some(decode) = by_name(line, format, slots, &mut path) else {
        let error = miss.error(line, format);
        return Err(if path.is_full() {
            error.too_deep()
        } else {
            error
        });
    };
    let Some(at) = slots.iter().position(|slot| is_missing(slot)) else {
        return Ok(decode);
    };
    let (name, expected) = (format.slots[at].name.clone(), "a value under its name");
    Err(Error::new(
        ErrorKind::Missing,
        line.len(),
        name,
        expected,
        "",
    ))
}

/// Fills the slots that can be filled: the others are missing.
pub(crate) fn settle_some<'a>(
    line: &'a str,
    format: &Format<'_>,
    slots: &mut [&'a str],
    good: impl FnOnce(&[&'a str], Decode) -> bool,
) -> Decode {
    if let Some(decode) = straight(line, format, slots)
        && (!in_doubt(line, format) || good(slots, decode))
    {
        return decode;
    }
    let Err(miss) = readings(line, format, slots) else {
        nulls(format, slots);
        return decode(format);
    };
    if !miss.ambiguous
        && let Some(decode) = by_name(line, format, slots, &mut Path::new())
        && slots.iter().any(|slot| !is_missing(slot))
    {
        return decode;
    }
    slots.fill(MISSING);
    readings::certain(line, format, slots);
    decode(format)
}

/// Whether the line's values could be others by its names or columns.
fn in_doubt(line: &str, format: &Format<'_>) -> bool {
    format
        .doubt
        .is_some_and(|byte| line.as_bytes().contains(&byte))
}

/// Fills all slots of a line that follows its template: each value ends at the first character that only the template may
/// hold. What generated code does, step by step.
fn straight<'a>(line: &'a str, format: &Format<'_>, slots: &mut [&'a str]) -> Option<Decode> {
    let mut rest = line;
    for (number, slot) in slots.iter_mut().enumerate() {
        rest = rest.strip_prefix(&**format.literals().get(number)?)?;
        let (value, after) = rest.split_at_checked(straight_end(rest, format, number)?)?;
        *slot = value;
        rest = after;
    }
    if rest != &**format.literals().last()? {
        return None;
    }
    nulls(format, slots);
    Some(decode(format))
}

/// The end of the value at the start of `rest`.
pub(crate) fn straight_end(rest: &str, format: &Format<'_>, number: usize) -> Option<usize> {
    let slot = format.slots.get(number)?;
    let after = &**format.literals().get(number + 1)?;
    if slot.kind == Kind::QuotedText && rest.starts_with('"') {
        let end = closing_quote(rest, 1)? + 1;
        // What ends another value, in these quotes, may be that other end: then the whole line has to be looked at. In JSON it
        // may not, since every quote that is not the template's is escaped there.
        let hides =
            format.layout != Layout::Json && rest.get(..end)?.contains(|c| format.ends.contains(c));
        return (!hides).then_some(end);
    }
    if is_laid_out_anew(rest, slot) {
        return None;
    }
    if slot.closed {
        return closing_quote(rest, 0);
    }
    if slot.kind == Kind::ClfTime {
        return clf_time_end(rest);
    }
    let string = slot.enclosure == Enclosure::JsonString;
    let ends_line = number + 1 == format.slots.len() && after.is_empty();
    let stops = match (ends_line, slot.kind.is_text()) {
        (true, true) => &slot.stops,
        (true, false) => "",
        (false, _) if slot.free => first_char(after),
        (false, _) => first_char(&slot.stops),
    };
    let found = rest.find(|c| {
        stops.contains(c) || format.ends.contains(c) || string && matches!(c, '\\' | '"')
    });
    match found {
        None if ends_line => Some(rest.len()),
        Some(at) if !ends_line && rest.get(at..)?.starts_with(stops) => Some(at),
        _ => None,
    }
}

/// Whether the text begins with white space of JSON before a value that brings its own quotes: API Gateway writes none there,
/// so the line was written anew, and its value is found by its name.
fn is_laid_out_anew(text: &str, slot: &Slot) -> bool {
    slot.kind == Kind::QuotedText
        && slot.enclosure == Enclosure::JsonBare
        && text.starts_with([' ', '\t', '\n', '\r'])
}

/// The first character of a text, as text.
pub(crate) fn first_char(text: &str) -> &str {
    text.chars().next().map_or("", |c| &text[..c.len_utf8()])
}

/// A JSON value without quotes that is `null` is no value.
pub(crate) fn nulls(format: &Format<'_>, slots: &mut [&str]) {
    for (text, slot) in slots.iter_mut().zip(format.slots) {
        if slot.enclosure == Enclosure::JsonBare && slot.takes_null() && *text == "null" {
            *text = ABSENT;
        }
    }
}

/// How values stand in a line that follows the template.
fn decode(format: &Format<'_>) -> Decode {
    match format.layout {
        Layout::Json => Decode::Json,
        _ => Decode::Plain,
    }
}

/// Fills the slots by their names or columns. Says in `path` whether the line is too deep for that.
fn by_name<'a>(
    line: &'a str,
    format: &Format<'_>,
    slots: &mut [&'a str],
    path: &mut Path<'a>,
) -> Option<Decode> {
    if !format.by_name {
        return None;
    }
    slots.fill(MISSING);
    match format.layout {
        Layout::Json => json::by_name(line, format, slots, path).map(|()| Decode::Json),
        Layout::Xml => xml::by_name(line, format, slots, path).map(|()| Decode::Xml),
        Layout::Delimited(delimiter) => {
            csv::by_column(line, delimiter, format, slots).map(|()| Decode::Csv)
        }
        Layout::Text => None,
    }
}

/// Whether a line gives these texts back; if not, the field that it gives another text for.
pub(crate) fn check(line: &str, format: &Format<'_>, texts: &[String]) -> Result<(), Text> {
    let mut slots = vec![MISSING; texts.len()];
    let name = |slot: usize| {
        let slot = format.slots.get(slot);
        slot.map_or(Text::EMPTY, |slot| slot.name.clone())
    };
    let (line, _) = line_of(line, format);
    match settle(line, format, &mut slots, |_, _| true) {
        // By names or columns it would be read with escapes that it does not have.
        Ok(read) if read != decode(format) => return Err(name(0)),
        Ok(_) => {}
        Err(error) if error.field().is_empty() => return Err(name(format.slots.len() - 1)),
        Err(error) => return Err(error.into_field()),
    }
    let differ = |(text, slot): (&String, &&str)| text != slot;
    match texts.iter().zip(&slots).position(differ) {
        Some(slot) => Err(name(slot)),
        None => Ok(()),
    }
}

/// Puts a text into a slot; `None` when there is one already.
pub(crate) fn fill<'a>(slots: &mut [&'a str], slot: usize, text: &'a str) -> Option<()> {
    let place = slots.get_mut(slot)?;
    if !is_missing(place) {
        return None;
    }
    *place = text;
    Some(())
}
