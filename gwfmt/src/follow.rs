//! Reading lines by the format's table: along the template, as generated code does; and where a line departs from that, values
//! with raw quotes first, then by name.
//!
//! Values that may hold anything end where the rest of the template fits; when it fits at two places, the line is
//! ambiguous and refused. All of it is linear in the length of the line.

mod csv;
mod json;
mod xml;

use crate::decode::Decode;
use crate::error::Error;
use crate::format::{Format, Kind, Layout, Place};

/// Stands in a slot for which the line has no text. Told by its address.
static MISSING: &str = "(missing)";

pub(crate) fn is_missing(text: &str) -> bool {
    std::ptr::eq(text, MISSING)
}

/// Fills all slots of a line that follows its template: each value ends at the first character that only the template may
/// hold. What generated code does, step by step.
pub(crate) fn straight<'a>(
    line: &'a str,
    format: &Format,
    slots: &mut [&'a str],
) -> Option<Decode> {
    let mut rest = line;
    for (number, slot) in slots.iter_mut().enumerate() {
        rest = rest.strip_prefix(format.literals().get(number)?)?;
        let (value, after) = rest.split_at_checked(straight_end(rest, format, number)?)?;
        *slot = value;
        rest = after;
    }
    (Some(&rest) == format.literals().last()).then(|| decode(format))
}

/// The end of the value at the start of `rest`.
fn straight_end(rest: &str, format: &Format, number: usize) -> Option<usize> {
    let (slot, after) = (
        format.slots.get(number)?,
        format.literals().get(number + 1)?,
    );
    if !format.ends.is_ascii() || after.starts_with(|c: char| !c.is_ascii()) {
        return None;
    }
    let closing = |from| crate::scan::closing_quote(rest, from);
    if slot.kind == Kind::QuotedText && rest.starts_with('"') {
        return closing(1).map(|at| at + 1);
    }
    let string = slot.place == Place::JsonString;
    if string && after.starts_with('"') && slot.kind.is_text() {
        // In a string with others, the value must not hold what ends one of them.
        let alone = format.literals().get(number)?.ends_with('"');
        if alone || format.ends.bytes().all(|end| end == b'"') {
            return closing(0);
        }
    }
    let ends_line = number + 1 == format.slots.len() && after.is_empty();
    let stops = match (ends_line, slot.kind.is_text()) {
        (true, true) => slot.stops,
        (true, false) => "",
        (false, _) if slot.free => after.get(..1)?,
        (false, _) => slot.stops.get(..1)?,
    };
    let found = rest.find(|c| stops.contains(c) || format.ends.contains(c) || string && c == '\\');
    match found {
        None if ends_line => Some(rest.len()),
        Some(at) if !ends_line && rest.get(at..)?.starts_with(stops) => Some(at),
        _ => None,
    }
}

/// Fills all slots, or says where the line departs from the format.
pub(crate) fn recover<'a>(
    line: &'a str,
    format: &'static Format,
    slots: &mut [&'a str],
) -> Result<Decode, Error> {
    let miss = match follow(line, format, slots) {
        Ok(()) => return Ok(decode(format)),
        Err(miss) => miss,
    };
    if !miss.ambiguous
        && let Some(decode) = by_name(line, format, slots)
    {
        let Some(at) = slots.iter().position(|slot| is_missing(slot)) else {
            return Ok(decode);
        };
        let slot = &format.slots[at];
        return Err(Error::new(
            line.len(),
            slot.name,
            "a value under its name",
            "",
        ));
    }
    Err(miss.error(line, format))
}

/// Fills the slots that can be filled.
pub(crate) fn recover_some<'a>(
    line: &'a str,
    format: &'static Format,
    slots: &mut [&'a str],
) -> Decode {
    let Err(miss) = follow(line, format, slots) else {
        return decode(format);
    };
    if !miss.ambiguous
        && let Some(decode) = by_name(line, format, slots)
        && slots.iter().any(|slot| !is_missing(slot))
    {
        return decode;
    }
    slots.fill(MISSING);
    let known = follow(line, format, slots)
        .err()
        .map_or(0, |miss| miss.slot);
    if let Some(unknown) = slots.get_mut(known..) {
        unknown.fill(MISSING);
    }
    decode(format)
}

/// How values stand in a line that follows the template.
fn decode(format: &Format) -> Decode {
    match format.layout {
        Layout::Json => Decode::Json,
        _ => Decode::Plain,
    }
}

fn by_name<'a>(line: &'a str, format: &Format, slots: &mut [&'a str]) -> Option<Decode> {
    if !format.by_name {
        return None;
    }
    slots.fill(MISSING);
    match format.layout {
        Layout::Json => json::by_name(line, format, slots).map(|()| Decode::Json),
        Layout::Xml => xml::by_name(line, format, slots).map(|()| Decode::Xml),
        Layout::Delimited(delimiter) => {
            csv::by_column(line, delimiter, format, slots).map(|()| Decode::Csv)
        }
        Layout::Text => None,
    }
}

/// Whether a line gives these texts back; if not, the field that it gives another text for.
pub(crate) fn check(
    line: &str,
    format: &'static Format,
    texts: &[String],
) -> Result<(), &'static str> {
    let mut slots = vec![MISSING; texts.len()];
    let name = |slot: usize| format.slots.get(slot).map_or("", |slot| slot.name);
    if let Err(miss) = follow(line, format, &mut slots) {
        return Err(name(miss.slot.min(texts.len().saturating_sub(1))));
    }
    match texts
        .iter()
        .zip(&slots)
        .position(|(text, slot)| text != slot)
    {
        Some(slot) => Err(name(slot)),
        None => Ok(()),
    }
}

/// Where a line departs from its template.
pub(crate) struct Miss {
    /// In bytes from the start of the line.
    offset: usize,
    /// The first slot without a text.
    slot: usize,
    /// The piece of text that was expected.
    literal: usize,
    /// It fits at two places, or at too many to try.
    ambiguous: bool,
}

impl Miss {
    fn error(&self, line: &str, format: &'static Format) -> Error {
        let found = line.get(self.offset..).unwrap_or_default();
        let about = self.slot.min(format.slots.len().saturating_sub(1));
        let name = format.slots.get(about).map_or("", |slot| slot.name);
        if self.ambiguous {
            return Error::new(self.offset, name, "a value whose end can be told", found);
        }
        match format.literals().get(self.literal) {
            Some(&"") | None => Error::new(self.offset, name, "the end of the line", found),
            Some(text) => Error::of_text(self.offset, name, text, found),
        }
    }
}

/// Cuts the line along the template. What is written may hold raw quotes where only one reading is possible.
pub(crate) fn follow<'a>(
    line: &'a str,
    format: &Format,
    slots: &mut [&'a str],
) -> Result<(), Miss> {
    let mut follower = Follower {
        line,
        format,
        budget: 16 * line.len() + 4096,
    };
    let first = format.literals().first().copied().unwrap_or_default();
    if !line.starts_with(first) {
        return Err(follower.miss(0, 0, 0));
    }
    let mut at = first.len();
    let mut slot = 0;
    // Up to the first value that may hold anything there is nothing to choose.
    while slot < slots.len() {
        if format.slots[slot].free && slot + 1 < slots.len() {
            break;
        }
        let end = follower
            .value_end(slot, at, false)
            .ok_or(follower.miss(at, slot, slot + 1))?;
        slots[slot] = line.get(at..end).unwrap_or_default();
        at = end + format.literals()[slot + 1].len();
        slot += 1;
    }
    if slot < slots.len() {
        return follower.choose(slot, at, slots);
    }
    if at == line.len() {
        Ok(())
    } else {
        Err(follower.miss(at, slot, usize::MAX))
    }
}

/// The length of a time of Common Log Format.
const CLF_TIME: usize = 26;

struct Follower<'a, 'f> {
    line: &'a str,
    format: &'f Format,
    /// How many bytes may still be looked at.
    budget: usize,
}

impl<'a> Follower<'a, '_> {
    fn miss(&self, offset: usize, slot: usize, literal: usize) -> Miss {
        Miss {
            offset,
            slot,
            literal,
            ambiguous: self.budget == 0,
        }
    }

    /// The end of the value that begins at `from` and cannot hold what follows it. Where it is in doubt whether it begins
    /// there at all, it has to look like one.
    fn value_end(&mut self, slot: usize, from: usize, in_doubt: bool) -> Option<usize> {
        let after = self.format.literals()[slot + 1];
        let last = slot + 1 == self.format.slots.len();
        let bytes = self.line.as_bytes();
        if last && self.format.slots[slot].free {
            let end = self.line.len().checked_sub(after.len())?;
            return (end >= from && self.line.ends_with(after)).then_some(end);
        }
        if self.format.slots[slot].kind == Kind::ClfTime {
            let rest = self.line.get(from..)?;
            let end = if rest.starts_with('-') { 1 } else { CLF_TIME };
            let fits = |behind: &str| match after {
                "" => behind.is_empty() == last,
                after => behind.starts_with(after),
            };
            if rest.get(end..).is_some_and(fits) {
                self.budget = self.budget.checked_sub(end)?;
                return Some(from + end);
            }
            if in_doubt {
                return None;
            }
        }
        let stops = self.format.slots[slot].stops.as_bytes();
        let json = self.format.slots[slot].place == Place::JsonString;
        let mut at = from;
        while let Some(byte) = bytes.get(at) {
            self.budget = self.budget.checked_sub(1)?;
            if stops.contains(byte) {
                break;
            }
            at += if *byte == b'\\' && json { 2 } else { 1 };
        }
        let rest = bytes.get(at..)?;
        let fits = if after.is_empty() {
            // The end of the line, or a second value that begins with a slash.
            rest.is_empty() == last
        } else {
            rest.starts_with(after.as_bytes())
        };
        fits.then_some(at)
    }

    /// The end of the run after the free slot `slot`, when it fits at `at`: values and text up to the next free slot or
    /// to the end of the line.
    fn run_end(&mut self, slot: usize, at: usize) -> Option<usize> {
        let literals = self.format.literals();
        let mut at = at + literals[slot + 1].len();
        let mut next = slot + 1;
        while next < self.format.slots.len() {
            if self.is_choice(next) {
                return Some(at);
            }
            at = self.value_end(next, at, true)? + literals[next + 1].len();
            next += 1;
        }
        (at == self.line.len()).then_some(at)
    }

    fn is_choice(&self, slot: usize) -> bool {
        self.format.slots[slot].free && slot + 1 < self.format.slots.len()
    }

    /// Finds the ends of the free values: from the left and from the right, which must agree.
    fn choose(mut self, first: usize, from: usize, slots: &mut [&'a str]) -> Result<(), Miss> {
        let mut slot = first;
        let mut at = from;
        while slot < slots.len() {
            // Here `slot` is free and begins at `at`.
            let literal = self.format.literals()[slot + 1];
            let mut search = at;
            let (end, after) = loop {
                let found = self
                    .find(literal, search)
                    .ok_or(self.miss(at, slot, slot + 1))?;
                if let Some(after) = self.run_end(slot, found) {
                    break (found, after);
                }
                if self.budget == 0 {
                    return Err(self.miss(at, slot, slot + 1));
                }
                search = found + 1;
            };
            slots[slot] = self.line.get(at..end).unwrap_or_default();
            let mut inner = end + literal.len();
            slot += 1;
            while slot < slots.len() && !self.is_choice(slot) {
                let end =
                    self.value_end(slot, inner, true)
                        .ok_or(self.miss(inner, slot, slot + 1))?;
                slots[slot] = self.line.get(inner..end).unwrap_or_default();
                inner = end + self.format.literals()[slot + 1].len();
                slot += 1;
            }
            at = after;
        }
        self.agree(first, slots)
    }

    /// Whether the reading that takes every end as far right as possible is the same one.
    fn agree(&mut self, first: usize, slots: &[&'a str]) -> Result<(), Miss> {
        let start = self.line.as_ptr() as usize;
        let mut limit = self.line.len();
        for slot in (first..slots.len())
            .rev()
            .filter(|slot| self.format.slots[*slot].free)
        {
            if !self.is_choice(slot) {
                continue; // the last value: it belongs to the run before it
            }
            let literal = self.format.literals()[slot + 1];
            let begin = slots[slot].as_ptr() as usize - start;
            let end = begin + slots[slot].len();
            let mut upto = limit;
            loop {
                let window = self.line.get(begin..upto).unwrap_or_default();
                let Some(found) = window.rfind(literal) else {
                    break;
                };
                self.budget = self.budget.saturating_sub(window.len() - found);
                let found = begin + found;
                if found == end {
                    break;
                }
                let fits = self
                    .run_end(slot, found)
                    .is_some_and(|after| after <= limit);
                if fits || self.budget == 0 {
                    return Err(Miss {
                        ambiguous: true,
                        ..self.miss(begin, slot, slot + 1)
                    });
                }
                upto = (found + literal.len()).saturating_sub(1);
                while !self.line.is_char_boundary(upto) {
                    upto -= 1;
                }
            }
            limit = end;
        }
        Ok(())
    }

    fn find(&mut self, literal: &str, mut from: usize) -> Option<usize> {
        while !self.line.is_char_boundary(from) {
            from += 1;
        }
        let found = self.line.get(from..)?.find(literal)?;
        self.budget = self.budget.saturating_sub(found);
        Some(from + found)
    }
}

/// A path as it is compared: the names from the outermost in.
#[derive(Debug)]
pub(crate) struct Path<'a> {
    names: [&'a str; Path::DEPTH],
    len: usize,
}

impl<'a> Path<'a> {
    /// As deep as core reads formats, and some.
    const DEPTH: usize = 72;

    pub(crate) fn new() -> Self {
        Self {
            names: [""; Self::DEPTH],
            len: 0,
        }
    }

    /// `None` when it is too deep.
    pub(crate) fn push(&mut self, name: &'a str) -> Option<()> {
        *self.names.get_mut(self.len)? = name;
        self.len += 1;
        Some(())
    }

    pub(crate) fn pop(&mut self) -> Option<&'a str> {
        self.len = self.len.checked_sub(1)?;
        self.names.get(self.len).copied()
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn set_last(&mut self, name: &'a str) -> Option<()> {
        *self.names.get_mut(self.len.checked_sub(1)?)? = name;
        Some(())
    }

    /// The slot with this path, and with `last` behind it if there is one.
    pub(crate) fn slot(&self, format: &Format, last: Option<&str>) -> Option<usize> {
        let names = self.names.get(..self.len)?;
        format.slots.iter().position(|slot| match last {
            None => slot.path == names,
            Some(last) => slot.path.split_last().is_some_and(|(name, before)| {
                before == names && name.strip_prefix('@') == Some(last)
            }),
        })
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
