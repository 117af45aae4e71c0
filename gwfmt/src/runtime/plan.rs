//! [`Plan`]: how the values of a format's lines are cut out, worked out once for the format.
//!
//! It cuts a line as `follow::straight` does, or not at all. It need not know where the line ends: no value holds a line break.

use super::literal::Literal;
use crate::decode::Decode;
use crate::find::{closing_quote, contains, find_one_of, find_quote};
use crate::follow::{first_char, nulls, straight_end};
use crate::format::{Enclosure, Format, Kind, Layout, MARK, Slot};
use crate::read::is_value;
use crate::scan::{clf_time_end, without_break};

/// How each value is cut out of a line that follows its template.
#[derive(Debug, Default)]
pub(super) struct Plan {
    steps: Box<[Step]>,
    literals: Box<[Literal]>,
    /// Whether a JSON value without quotes may be `null`.
    has_nulls: bool,
    /// Whether a line has to be told from the next one before it is cut.
    needs_line: bool,
    /// Whether each value ends at one of [`MARKED`], without an escape that the template has.
    is_marked: bool,
    /// The slots whose values may be none of their type.
    typed: Box<[usize]>,
}

/// What ends the values of JSON strings, or makes that doubtful.
pub(super) const MARKED: [u8; 3] = *b"\"\\\n";

/// A line that was cut: how its values are written, and how long it is without its line break and with it.
#[derive(Clone, Copy)]
pub(super) struct Cut {
    pub(super) decode: Decode,
    pub(super) line: usize,
    pub(super) whole: usize,
}

/// Where a line ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ends {
    /// With the text, which has no line break.
    WithTheText,
    /// At the first line break of the text, or with it.
    Somewhere,
}

/// How a value is cut out.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// Up to the quote that closes its JSON string.
    Closed,
    /// As long as a time is.
    Time,
    /// Up to the first of four bytes, which has to be the first of them.
    Until([u8; 4]),
    /// Up to the line break, the first of four bytes, or the end of the text. None of the others may stand in it.
    Rest([u8; 4]),
    /// In the way that serves any value.
    Any,
}

impl Plan {
    pub(super) fn new(format: &Format<'_>) -> Self {
        let slots = format.slots.iter().enumerate();
        let steps = slots.map(|(number, slot)| step(format, number, slot));
        let steps: Box<[Step]> = steps.collect();
        let is_bare = |slot: &Slot| slot.enclosure == Enclosure::JsonBare && slot.takes_null();
        let has_break = |text: &str| text.contains(['\n', '\r']);
        let needs_line = steps.iter().any(|step| matches!(step, Step::Any))
            || format.literals().iter().any(|literal| has_break(literal))
            || has_break(format.ends);
        let has_escape = |text: &str| text.contains('\\');
        let is_marked = !needs_line
            && steps.iter().all(|step| matches!(step, Step::Closed))
            && !format.literals().iter().any(|literal| has_escape(literal))
            && (0..steps.len()).all(|slot| format.after(slot).starts_with('"'))
            // no value that was cut so has a backslash
            && format.doubt.is_none_or(|byte| byte == b'\\');
        let typed = |number: &usize| !format.slots[*number].kind.is_text();
        Self {
            steps,
            literals: format
                .literals()
                .iter()
                .map(|text| Literal::new(text))
                .collect(),
            has_nulls: format.slots.iter().any(is_bare),
            needs_line,
            is_marked,
            typed: (0..format.slots.len()).filter(typed).collect(),
        }
    }

    /// Appends the values of the line at the start of a text, if it follows its template and can be read in no other way.
    /// Otherwise the texts are as they were, and [`Self::cut_line`] may do more.
    #[inline]
    pub(super) fn cut<'a>(
        &self,
        text: &'a str,
        format: &Format<'_>,
        texts: &mut Vec<&'a str>,
    ) -> Option<Cut> {
        if self.needs_line || text.starts_with(MARK) {
            return None;
        }
        self.cut_first(text, format, texts, Ends::Somewhere)
    }

    /// Whether [`Self::cut_marked`] can do it.
    pub(super) fn is_marked(&self) -> bool {
        self.is_marked
    }

    /// As [`Self::cut`], for the line at a place of a text in which [`MARKED`] bytes are known: a line without an escape, in which
    /// all values are JSON strings.
    #[inline]
    pub(super) fn cut_marked<'a>(
        &self,
        text: &'a str,
        at: usize,
        marks: &[u64],
        texts: &mut Vec<&'a str>,
    ) -> Option<Cut> {
        let before = texts.len();
        let end = self.follow_marked(text, at, marks, texts);
        let end = end.filter(|end| text.as_bytes().get(*end) == Some(&b'\n'));
        if end.is_none() {
            texts.truncate(before);
        }
        end.map(|end| Cut {
            decode: Decode::Plain,
            line: end - at,
            whole: end - at + 1,
        })
    }

    /// Where the line ends.
    #[inline]
    fn follow_marked<'a>(
        &self,
        text: &'a str,
        at: usize,
        marks: &[u64],
        texts: &mut Vec<&'a str>,
    ) -> Option<usize> {
        let (last, literals) = self.literals.split_last()?;
        let mut at = at;
        for literal in literals {
            at = literal.end(text.as_bytes(), at)?;
            let mut block = at / 64;
            let mut left = marks.get(block)? >> (at % 64) << (at % 64);
            while left == 0 {
                block += 1;
                left = *marks.get(block)?;
            }
            let end = 64 * block + left.trailing_zeros() as usize;
            texts.push(text.get(at..end)?);
            // where it is no quote, the next literal does not begin with it
            at = end;
        }
        last.end(text.as_bytes(), at)
    }

    /// The same for a line without its line break and without a byte order mark before it, where [`Self::cut`] could not tell.
    pub(super) fn cut_line<'a>(
        &self,
        line: &'a str,
        format: &Format<'_>,
        texts: &mut Vec<&'a str>,
    ) -> Option<Decode> {
        let cut = self.cut_first(line, format, texts, Ends::WithTheText)?;
        Some(cut.decode)
    }

    /// Whether the values that were cut are values of their types.
    #[inline]
    pub(super) fn are_values(&self, format: &Format<'_>, texts: &[&str], decode: Decode) -> bool {
        let mut typed = self.typed.iter();
        typed.all(
            |number| match (format.slots.get(*number), texts.get(*number)) {
                (Some(slot), Some(text)) => is_value(text, decode, slot),
                _ => false,
            },
        )
    }

    fn cut_first<'a>(
        &self,
        text: &'a str,
        format: &Format<'_>,
        texts: &mut Vec<&'a str>,
        ends: Ends,
    ) -> Option<Cut> {
        let before = texts.len();
        let followed = self.follow(text, format, texts, ends);
        let certain = followed.filter(|(line, ..)| {
            let line = text.get(..*line).unwrap_or_default();
            let is_in_doubt = format
                .doubt
                .is_some_and(|byte| contains(line.as_bytes(), byte));
            !line.is_empty() && !is_in_doubt
        });
        let Some((line, whole, is_escaped)) = certain else {
            texts.truncate(before);
            return None;
        };
        if self.has_nulls
            && let Some(texts) = texts.get_mut(before..)
        {
            nulls(format, texts);
        }
        let decode = if is_escaped {
            Decode::Json
        } else {
            Decode::Plain
        };
        Some(Cut {
            decode,
            line,
            whole,
        })
    }

    /// The lengths of the line and of its break, and whether a value may hold an escape of JSON.
    fn follow<'a>(
        &self,
        text: &'a str,
        format: &Format<'_>,
        texts: &mut Vec<&'a str>,
        ends: Ends,
    ) -> Option<(usize, usize, bool)> {
        let is_json = format.layout == Layout::Json;
        let mut is_escaped = false;
        let mut rest = text;
        for (number, (step, literal)) in self.steps.iter().zip(&self.literals).enumerate() {
            rest = literal.behind(rest)?;
            let bytes = rest.as_bytes();
            let end = match step {
                Step::Closed => {
                    let at = find_quote(bytes)?;
                    match bytes.get(at) {
                        Some(b'"') => at,
                        Some(b'\\') => {
                            is_escaped = true;
                            let end = closing_quote(rest, at)?;
                            if contains(bytes.get(at..end)?, b'\n') {
                                return None;
                            }
                            end
                        }
                        _ => return None,
                    }
                }
                Step::Time => clf_time_end(rest)?,
                Step::Until(stops) => {
                    let at = find_one_of(bytes, *stops)?;
                    if bytes.get(at) != stops.first() {
                        return None;
                    }
                    at
                }
                Step::Rest(stops) => match find_one_of(bytes, *stops) {
                    None if ends == Ends::WithTheText => rest.len(),
                    None => without_break(rest).len(),
                    Some(at) if bytes.get(at) == Some(&b'\n') => {
                        without_break(rest.get(..=at)?).len()
                    }
                    Some(_) => return None,
                },
                Step::Any => straight_end(rest, format, number)?,
            };
            let (value, after) = rest.split_at_checked(end)?;
            if is_json && !matches!(step, Step::Closed) {
                is_escaped |= value.as_bytes().contains(&b'\\');
            }
            texts.push(value);
            rest = after;
        }
        rest = self.literals.last()?.behind(rest)?;
        let line = text.len() - rest.len();
        let whole = match rest.as_bytes() {
            [] => line,
            // of several carriage returns, one is a part of the line break
            _ if ends == Ends::WithTheText => return None,
            [b'\n', ..] | [b'\r'] => line + 1,
            [b'\r', b'\n', ..] => line + 2,
            _ => return None,
        };
        Some((line, whole, is_escaped))
    }
}

/// The same that `straight_end` decides for each line.
fn step(format: &Format<'_>, number: usize, slot: &Slot) -> Step {
    if slot.kind == Kind::QuotedText {
        return Step::Any;
    }
    if slot.closed {
        return Step::Closed;
    }
    if slot.kind == Kind::ClfTime {
        return Step::Time;
    }
    let after = format.after(number);
    let ends_line = number + 1 == format.slots.len() && after.is_empty();
    let stops: &str = match (ends_line, slot.kind.is_text()) {
        (true, true) => &slot.stops,
        (true, false) => "",
        (false, _) if slot.free => first_char(after),
        (false, _) => first_char(&slot.stops),
    };
    let string: &str = match slot.enclosure {
        Enclosure::JsonString => "\\\"",
        _ => "",
    };
    let mut all: Vec<u8> = Vec::new();
    for c in stops
        .chars()
        .chain(format.ends.chars())
        .chain(string.chars())
        .chain(['\n'])
    {
        match u8::try_from(c) {
            Ok(byte) if byte.is_ascii() => {
                if !all.contains(&byte) {
                    all.push(byte);
                }
            }
            _ => return Step::Any,
        }
    }
    let stops = match *all.as_slice() {
        [a] => [a; 4],
        [a, b] => [a, b, b, b],
        [a, b, c] => [a, b, c, c],
        [a, b, c, d] => [a, b, c, d],
        _ => return Step::Any,
    };
    if ends_line {
        Step::Rest(stops)
    } else {
        Step::Until(stops)
    }
}
