//! All readings of a line: the ways to cut it along the template. The only one is taken; of several, the only one in which
//! every text is one that its variable can have.
//!
//! Between two free values, those that may hold what follows them, every value ends at the first character that it cannot
//! hold. So a reading is a row of ends of free values, each of which fits what stands up to the next. For each free value
//! the ends are found that can be reached from the left (`forward`), then those that are left out from which the end of the line
//! cannot be reached (`back`); what remains are the readings. The work is bounded, and linear in the length of the line where
//! the text after a free value is rare.

use std::ops::Range;

use crate::decode::Decode;
use crate::error::{Error, ErrorKind};
use crate::find::closing_quote;
use crate::format::{Enclosure, Format, Kind, Layout, Slot};
use crate::limits::WORK_PER_BYTE;
use crate::read::fits;
use crate::scan::{CLF_TIME, clf_time_end};
use crate::text::Text;

/// Where a line departs from its template.
#[derive(Clone, Copy)]
pub(super) struct Miss {
    /// In bytes from the start of the line.
    offset: usize,
    /// The slot that has no text, or as many as there are slots behind the last.
    slot: usize,
    /// The piece of text that was expected.
    literal: usize,
    /// It can be read in several ways, or in too many to try.
    pub(super) ambiguous: bool,
}

impl Miss {
    pub(super) fn error(self, line: &str, format: &Format<'_>) -> Error {
        let found = line.get(self.offset..).unwrap_or_default();
        let name = format.slots.get(self.slot).map(|slot| slot.name.clone());
        let name = name.unwrap_or(Text::EMPTY);
        if self.ambiguous {
            let expected = "a value whose end can be told";
            return Error::new(ErrorKind::Ambiguous, self.offset, name, expected, found);
        }
        match format.literals().get(self.literal) {
            Some(text) if !text.is_empty() => {
                Error::of_text(self.offset, name, text.clone(), found)
            }
            _ => {
                let expected = "the end of the line";
                Error::new(ErrorKind::Format, self.offset, name, expected, found)
            }
        }
    }
}

/// How strictly a line is read.
#[derive(Clone, Copy)]
struct Rules {
    /// Values in JSON strings and in quotes of their own hold no quotes that are not escaped.
    escaped: bool,
    /// Values are what their variables can be.
    typed: bool,
}

/// Fills the slots with the only reading of the line. Escapes are tried first: only a line that is not to be read with them may
/// hold raw quotes, which API Gateway did not always escape.
pub(super) fn readings<'a>(
    line: &'a str,
    format: &Format<'_>,
    slots: &mut [&'a str],
) -> Result<(), Miss> {
    let quotes = format.layout == Layout::Json
        || format
            .slots
            .iter()
            .any(|slot| slot.kind == Kind::QuotedText);
    let mut first = None;
    for escaped in [true, false] {
        if escaped && !quotes {
            continue;
        }
        match read(line, format, slots, escaped) {
            Err(miss) if !miss.ambiguous => {
                first.get_or_insert(miss);
            }
            Ok(()) => {
                if let Some(miss) = laid_out_anew(line, format, slots) {
                    return Err(miss);
                }
                return are_told_apart(line, format, slots)
                    .and_then(|()| agrees(line, format, slots));
            }
            other => return other,
        }
    }
    let nowhere = Miss {
        offset: 0,
        slot: 0,
        literal: 0,
        ambiguous: false,
    };
    Err(first.unwrap_or(nowhere))
}

/// Where a value that brings its own quotes has white space of JSON around it.
fn laid_out_anew(line: &str, format: &Format<'_>, slots: &[&str]) -> Option<Miss> {
    let start = line.as_ptr() as usize;
    let is_anew = |(text, slot): (&&str, &Slot)| {
        let ends = text.chars().next_back().map_or(0, char::len_utf8);
        let last = text.get(text.len() - ends..).unwrap_or_default();
        super::is_laid_out_anew(text, slot) || super::is_laid_out_anew(last, slot)
    };
    let slot = slots.iter().zip(format.slots).position(is_anew)?;
    Some(Miss {
        offset: slots[slot].as_ptr() as usize - start,
        slot,
        literal: slot + 1,
        ambiguous: false,
    })
}

fn read<'a>(
    line: &'a str,
    format: &Format<'_>,
    slots: &mut [&'a str],
    escaped: bool,
) -> Result<(), Miss> {
    let rules = |typed| Rules { escaped, typed };
    match Reader::new(line, format, rules(false)).read(slots) {
        Err(miss) if miss.ambiguous => {
            // Several: types may rule out all but one.
            let typed = Reader::new(line, format, rules(true)).read(slots);
            typed.map_err(|_| miss)
        }
        other => other,
    }
}

/// Whether the values that share a JSON string are told apart: one in which letters, digits or signs are spelled as escapes
/// (`\u0031`) was written anew by another program, and may hide the text between two values. API Gateway never spells them so.
fn are_told_apart(line: &str, format: &Format<'_>, slots: &[&str]) -> Result<(), Miss> {
    let start = line.as_ptr() as usize;
    let mut texts = slots.iter().enumerate();
    match texts.find(|(number, text)| may_hide(format, *number, text)) {
        None => Ok(()),
        Some((number, text)) => Err(Miss {
            offset: text.as_ptr() as usize - start,
            slot: number,
            literal: number + 1,
            ambiguous: true,
        }),
    }
}

/// Whether a text shares its JSON string with another value, and spells a character that needs no escape as one.
fn may_hide(format: &Format<'_>, number: usize, text: &str) -> bool {
    let slot = &format.slots[number];
    // A number holds nothing that could be the text between two values.
    let may_hold = slot.kind.is_text() || slot.kind == Kind::ClfTime;
    may_hold && shares_string(format, number) && spells_plain(text)
}

/// Whether a value shares its JSON string with another value.
fn shares_string(format: &Format<'_>, number: usize) -> bool {
    let joins = |at: usize| {
        let is_between = at > 0 && at < format.slots.len();
        is_between && closing_quote(&format.literals()[at], 0).is_none()
    };
    let is_shared = joins(number) || joins(number + 1);
    is_shared && format.slots[number].enclosure == Enclosure::JsonString
}

/// Whether a `\u` escape stands for a printable character of ASCII other than a quote or a backslash.
fn spells_plain(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let escape = &rest[at + 1..];
        let code = escape.strip_prefix('u').and_then(|hex| hex.get(..4));
        let code = code.and_then(|hex| u32::from_str_radix(hex, 16).ok());
        if code.is_some_and(|code| (0x20..0x7F).contains(&code) && code != 0x22 && code != 0x5C) {
            return true;
        }
        let mut after = escape.chars();
        after.next(); // what is escaped, a second backslash among it
        rest = after.as_str();
    }
    false
}

/// Whether a line has its first values where a reader finds them that looks no further than these: raw quotes in a string, or in
/// a value with quotes of its own, may hold what follows it.
fn agrees(line: &str, format: &Format<'_>, slots: &[&str]) -> Result<(), Miss> {
    let start = line.as_ptr() as usize;
    for (number, (text, slot)) in slots
        .iter()
        .zip(format.slots)
        .enumerate()
        .take(format.certain)
    {
        let begin = text.as_ptr() as usize - start;
        let rest = line.get(begin..).unwrap_or_default();
        let end = if slot.closed {
            closing_quote(rest, 0)
        } else if slot.kind == Kind::QuotedText && rest.starts_with('"') {
            closing_quote(rest, 1).map(|at| at + 1)
        } else if slot.kind == Kind::QuotedText && rest.starts_with('-') {
            Some(1)
        } else {
            None
        };
        let follows = |end: usize| {
            let after = format.after(number);
            let rest = rest.get(end..).unwrap_or_default();
            if number + 1 == format.slots.len() {
                rest == after
            } else {
                rest.starts_with(after)
            }
        };
        if end.is_some_and(|end| end != text.len() && follows(end)) {
            return Err(Miss {
                offset: begin,
                slot: number,
                literal: number + 1,
                ambiguous: true,
            });
        }
    }
    Ok(())
}

/// Fills the slots at the start of a line whose texts are certain, whatever follows them.
pub(super) fn certain<'a>(line: &'a str, format: &Format<'_>, slots: &mut [&'a str]) {
    let mut reader = Reader::new(
        line,
        format,
        Rules {
            escaped: true,
            typed: false,
        },
    );
    let first = format.literals().first().map_or("", |first| first);
    let mut at = first.len();
    if !line.starts_with(first) {
        return;
    }
    for (number, slot) in slots.iter_mut().enumerate().take(format.certain) {
        let Some(end) = reader.value_end(number, at, false) else {
            return;
        };
        let text = line.get(at..end).unwrap_or_default();
        if format.slots[number].kind == Kind::QuotedText && !text.starts_with('"') && text != "-" {
            return;
        }
        // a time that another program spelled with escapes may hold what follows it
        let is_cut = format.slots[number].kind == Kind::ClfTime
            && clf_time_end(text) != Some(text.len())
            && shares_string(format, number);
        if is_cut || may_hide(format, number, text) {
            return;
        }
        *slot = text;
        at = end + format.after(number).len();
    }
}

/// An end of a free value, and where the next free value begins.
#[derive(Clone, Copy, Debug, Default)]
struct End {
    slot: usize,
    at: usize,
    next: usize,
    /// Whether the end of the line cannot be reached from it.
    lost: bool,
}

/// Ends, slot by slot and from left to right. Few lines have more than take no memory.
struct Ends {
    few: [End; 32],
    len: usize,
    many: Vec<End>,
}

impl Ends {
    fn push(&mut self, end: End) {
        match self.few.get_mut(self.len) {
            Some(place) if self.many.is_empty() => *place = end,
            _ => {
                if self.many.is_empty() {
                    self.many.extend_from_slice(&self.few);
                }
                self.many.push(end);
            }
        }
        self.len += 1;
    }

    fn all(&mut self) -> &mut [End] {
        match self.few.get_mut(..self.len) {
            Some(few) if self.many.is_empty() => few,
            _ => &mut self.many,
        }
    }
}

struct Reader<'a, 'f> {
    line: &'a str,
    format: &'f Format<'f>,
    rules: Rules,
    /// How many bytes may still be looked at.
    work: usize,
    /// The miss that is furthest to the right.
    miss: Option<Miss>,
}

impl<'a, 'f> Reader<'a, 'f> {
    fn new(line: &'a str, format: &'f Format<'f>, rules: Rules) -> Self {
        Reader {
            line,
            format,
            rules,
            work: WORK_PER_BYTE * (line.len() + 1024),
            miss: None,
        }
    }

    /// Notes a miss. `None`, for `?`.
    fn miss<T>(&mut self, offset: usize, slot: usize, literal: usize) -> Option<T> {
        if self.miss.is_none_or(|miss| miss.offset < offset) {
            self.miss = Some(Miss {
                offset,
                slot,
                literal,
                ambiguous: false,
            });
        }
        None
    }

    fn spend(&mut self, bytes: usize) -> Option<()> {
        let left = self.work.checked_sub(bytes);
        self.work = left.unwrap_or(0);
        left.map(|_| ())
    }

    fn slot(&self, number: usize) -> &'f Slot {
        &self.format.slots[number]
    }

    fn after(&self, number: usize) -> &'f str {
        self.format.after(number)
    }

    fn is_last(&self, number: usize) -> bool {
        number + 1 == self.format.slots.len()
    }

    /// Whether the end of a value has to be chosen.
    fn is_choice(&self, number: usize) -> bool {
        let slot = self.slot(number);
        slot.free && !self.is_last(number) && !(self.rules.escaped && slot.closed)
    }

    /// The first value from `number` on whose end has to be chosen.
    fn choice(&self, number: usize) -> Option<usize> {
        (number..self.format.slots.len()).find(|at| self.is_choice(*at))
    }

    fn read(mut self, slots: &mut [&'a str]) -> Result<(), Miss> {
        let mut begin = 0;
        let found = self.find(slots, &mut begin);
        let ambiguous = found == Some(false) || self.work == 0;
        if found == Some(true) && !ambiguous {
            return Ok(());
        }
        let slot = self.choice(0).unwrap_or(0);
        let here = Miss {
            offset: begin,
            slot,
            literal: slot + 1,
            ambiguous,
        };
        Err(if ambiguous {
            here
        } else {
            self.miss.unwrap_or(here)
        })
    }

    /// Fills the slots. `None` when there is no reading, `false` when there are several. Says where the first value that has to be
    /// chosen begins.
    fn find(&mut self, slots: &mut [&'a str], first_begin: &mut usize) -> Option<bool> {
        let first = self.format.literals().first().map_or("", |first| first);
        if !self.line.starts_with(first) {
            return self.miss(0, 0, 0);
        }
        // Up to the first free value there is nothing to choose.
        let mut begin = self.run(0, first.len(), false, Some(&mut *slots))?;
        *first_begin = begin;
        let Some(mut number) = self.choice(0) else {
            return Some(true);
        };
        let mut ends = Ends {
            few: [End::default(); 32],
            len: 0,
            many: Vec::new(),
        };
        self.forward(number, begin, &mut ends)?;
        let ends = ends.all();
        self.back(ends)?;
        loop {
            let (end, several) = self.reachable(number, begin, ends, 2);
            let end = end?;
            if several {
                return Some(false);
            }
            *slots.get_mut(number)? = self.line.get(begin..end.at)?;
            let from = end.at + self.after(number).len();
            begin = self.run(number + 1, from, true, Some(&mut *slots))?;
            match self.choice(number + 1) {
                Some(next) => number = next,
                None => return Some(true),
            }
        }
    }

    /// For each free value, the ends that can be reached from the left and fit up to the next.
    fn forward(&mut self, first: usize, begin: usize, ends: &mut Ends) -> Option<()> {
        let mut number = first;
        // Where the value can begin: at the `next` of these ends.
        let mut before = 0..0;
        let mut from = begin;
        loop {
            let (literal, start) = (self.after(number), ends.len);
            let mut at = from;
            // The last quote that is not escaped, and how far it was looked for.
            let (mut quote, mut looked) = (None, from);
            while let Some(found) = self.line.get(at..)?.find(literal) {
                self.spend(found / 8 + literal.len() + 1)?;
                let end = at + found;
                at = end
                    + self
                        .line
                        .get(end..)?
                        .chars()
                        .next()
                        .map_or(1, char::len_utf8);
                while looked < end && self.is_string(number) {
                    self.spend(1)?;
                    let byte = self.line.as_bytes().get(looked)?;
                    if *byte == b'"' {
                        quote = Some(looked);
                    }
                    looked += if *byte == b'\\' { 2 } else { 1 };
                }
                if looked > end {
                    // A backslash before it takes its meaning.
                    continue;
                }
                // No quote stands in a string.
                let inside = |begin: usize| begin <= end && quote.is_none_or(|at| begin > at);
                let begins = ends.all().get(before.clone()).unwrap_or_default();
                self.spend(begins.len())?;
                if !(before.is_empty() && inside(begin) || begins.iter().any(|e| inside(e.next))) {
                    continue;
                }
                if let Some(next) = self.run(number + 1, end + literal.len(), true, None) {
                    ends.push(End {
                        slot: number,
                        at: end,
                        next,
                        lost: false,
                    });
                }
                if self.work == 0 {
                    return None;
                }
            }
            before = start..ends.len;
            let begins = ends.all().get(before.clone()).unwrap_or_default();
            let Some(next) = begins.iter().map(|end| end.next).min() else {
                return self.miss(from, number, number + 1);
            };
            from = next;
            match self.choice(number + 1) {
                Some(next) => number = next,
                None => return Some(()),
            }
        }
    }

    /// Marks the ends from which the end of the line cannot be reached.
    fn back(&mut self, ends: &mut [End]) -> Option<()> {
        let last = ends.last()?.slot;
        for at in (0..ends.len()).rev() {
            let (rest, behind) = ends.split_at_mut(at + 1);
            let end = rest.last_mut()?;
            if end.slot == last {
                continue;
            }
            let number = self.choice(end.slot + 1)?;
            end.lost = self.reachable(number, end.next, behind, 1).0.is_none();
        }
        (self.work > 0).then_some(())
    }

    /// The first end of a free value that begins at `begin`, and if `enough` is two whether there is another.
    fn reachable(
        &mut self,
        number: usize,
        begin: usize,
        ends: &[End],
        enough: usize,
    ) -> (Option<End>, bool) {
        let from = ends.partition_point(|end| (end.slot, end.at) < (number, begin));
        let limit = self.limit(number, begin);
        let mut first = None;
        for end in ends.get(from..).unwrap_or_default() {
            if end.slot != number || end.at > limit || self.spend(1).is_none() {
                break;
            }
            let good = !end.lost
                && (!self.rules.typed || self.is_value(number, begin..end.at) == Some(true));
            match first {
                None if good => first = Some(*end),
                Some(_) if good => return (first, true),
                _ => {}
            }
            if first.is_some() && enough == 1 {
                break;
            }
        }
        (first, false)
    }

    /// Whether a value stands in a string that ends at the first quote that is not escaped.
    fn is_string(&self, number: usize) -> bool {
        self.rules.escaped && self.slot(number).enclosure == Enclosure::JsonString
    }

    /// How far a free value that begins at `begin` can go.
    fn limit(&mut self, number: usize, begin: usize) -> usize {
        if self.is_string(number) {
            let end = closing_quote(self.line, begin).unwrap_or(self.line.len());
            self.spend(end.saturating_sub(begin));
            return end;
        }
        self.line.len()
    }

    /// Whether a text is one that the variable can have.
    fn is_value(&mut self, number: usize, text: Range<usize>) -> Option<bool> {
        self.spend(text.len())?;
        let slot = self.slot(number);
        let decode = match self.format.layout {
            Layout::Json => Decode::Json,
            _ => Decode::Plain,
        };
        Some(fits(self.line.get(text)?, decode, slot))
    }

    /// Goes over the values from `number` on up to the next free one, or to the end of the line; where that begins. Fills the
    /// slots if there are any.
    fn run(
        &mut self,
        mut number: usize,
        mut at: usize,
        in_doubt: bool,
        mut slots: Option<&mut [&'a str]>,
    ) -> Option<usize> {
        while number < self.format.slots.len() {
            if self.is_choice(number) {
                return Some(at);
            }
            let end = self.value_end(number, at, in_doubt)?;
            if self.rules.typed && in_doubt && !self.is_value(number, at..end)? {
                return None;
            }
            if let Some(slot) = slots.as_mut().and_then(|slots| slots.get_mut(number)) {
                *slot = self.line.get(at..end)?;
            }
            at = end + self.after(number).len();
            number += 1;
        }
        if at == self.line.len() {
            return Some(at);
        }
        self.miss(at, number, usize::MAX)
    }

    /// The end of a value that begins at `from` and is not to be chosen. Where it is in doubt whether it begins there at all, it
    /// has to look like one.
    fn value_end(&mut self, number: usize, from: usize, in_doubt: bool) -> Option<usize> {
        let end = self.end(number, from, in_doubt);
        if end.is_none() && self.work > 0 {
            return self.miss(from, number, number + 1);
        }
        end
    }

    fn end(&mut self, number: usize, from: usize, in_doubt: bool) -> Option<usize> {
        let (slot, after, last) = (self.slot(number), self.after(number), self.is_last(number));
        let line = self.line;
        let rest = line.get(from..)?;
        let fits = |end: usize| {
            let behind = rest.get(end..)?;
            let fits = match after {
                // The end of the line, or a second value that begins with a slash.
                "" if last => behind.is_empty(),
                "" => behind.starts_with('/'),
                after => behind.starts_with(after),
            };
            fits.then_some(from + end)
        };
        if self.rules.escaped && slot.closed {
            let end = closing_quote(rest, 0)?;
            self.spend(end)?;
            return fits(end);
        }
        if self.rules.escaped && slot.kind == Kind::QuotedText && rest.starts_with('"') {
            let end = closing_quote(rest, 1)? + 1;
            self.spend(end)?;
            return fits(end);
        }
        if last && slot.free {
            let end = line.len().checked_sub(after.len())?;
            return (end >= from && line.ends_with(after)).then_some(end);
        }
        let string = slot.enclosure == Enclosure::JsonString;
        if slot.kind == Kind::ClfTime {
            if let Some(end) = clf_time_end(rest).and_then(fits) {
                self.spend(CLF_TIME)?;
                return Some(end);
            }
            // In a string it may be written with escapes.
            if in_doubt && !string {
                return None;
            }
        }
        let mut end = rest.len();
        let mut escaped = false;
        for (at, c) in rest.char_indices() {
            if !escaped && slot.stops.contains(c) {
                end = at;
                break;
            }
            escaped = string && c == '\\' && !escaped;
        }
        self.spend(end)?;
        fits(end)
    }
}
