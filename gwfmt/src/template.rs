//! [`Template`]: what the macro writes for a format. [`parse`] and its sisters use it.

use std::borrow::Cow;

use crate::decode::{self, Decode, without_quotes};
use crate::error::Error;
use crate::follow::{self, is_missing};
use crate::format::{Format, Kind};
use crate::read::Read;
use crate::render::{ClfVisitor, Visitor};
use std::str::FromStr;

/// A record of a format. The macro implements it.
pub trait Template<'a>: Sized {
    /// An array of texts, one a slot.
    type Slots: AsRef<[&'a str]> + AsMut<[&'a str]>;
    /// The format.
    const FORMAT: &'static Format;
    /// Slots without text.
    const EMPTY: Self::Slots;

    /// Follows the template along a line, up to the last slot that is asked for. `None` when the line departs from it.
    fn split<U: Upto>(line: &'a str) -> Option<Split<Self::Slots>>;

    /// Makes a record of the texts.
    fn convert<M: Mode<'a>>(split: &Split<Self::Slots>, mode: &mut M) -> Option<Self>;

    /// Shows every value, in the order of the line.
    fn visit<V: Visitor>(&self, visitor: &mut V);

    /// Shows the values of Common Log Format, with the text around them.
    fn clf<V: ClfVisitor>(&self, visitor: &mut V);
}

/// The texts of a line.
#[derive(Debug)]
pub struct Split<S> {
    /// One a slot.
    pub slots: S,
    /// How they are written.
    pub decode: Decode,
}

impl<S> Split<S> {
    /// The texts of a line whose template was followed.
    #[inline(always)]
    pub fn new(slots: S, decode: Decode) -> Self {
        Self { slots, decode }
    }
}

/// How far to follow a template.
pub trait Upto {
    /// The last slot that is asked for; beyond all of them when the whole line is.
    const LAST: usize;
}

/// The whole line.
#[derive(Debug)]
pub(crate) struct All;

impl Upto for All {
    const LAST: usize = usize::MAX;
}

/// What to do with a text that is no value of its field's type.
pub trait Mode<'a> {
    /// A value.
    fn field<T: Read<'a>>(&mut self, raw: &'a str, decode: Decode, slot: usize) -> Option<T>;

    /// A text that may have quotes of its own, or none.
    fn quoted(
        &mut self,
        raw: &'a str,
        decode: Decode,
        slot: usize,
    ) -> Option<Option<Cow<'a, str>>> {
        let (raw, decode) = without_quotes(raw, decode);
        self.field(raw, decode, slot)
    }

    /// A value of the user's type.
    fn user<T: FromStr>(&mut self, raw: &'a str, decode: Decode, slot: usize) -> Option<T>;

    /// A value of the user's type, or none.
    fn user_option<T: FromStr>(
        &mut self,
        raw: &'a str,
        decode: Decode,
        slot: usize,
    ) -> Option<Option<T>>;
}

/// Gives up at the first such text, without a word.
#[derive(Debug)]
pub(crate) struct Strict;

impl<'a> Mode<'a> for Strict {
    #[inline(always)]
    fn field<T: Read<'a>>(&mut self, raw: &'a str, decode: Decode, _: usize) -> Option<T> {
        T::read(raw, decode)
    }

    #[inline]
    fn user<T: FromStr>(&mut self, raw: &'a str, decode: Decode, _: usize) -> Option<T> {
        match decode {
            Decode::Plain => raw.parse().ok(),
            other => decode::text(raw, other).parse().ok(),
        }
    }

    #[inline]
    fn user_option<T: FromStr>(
        &mut self,
        raw: &'a str,
        decode: Decode,
        slot: usize,
    ) -> Option<Option<T>> {
        if raw == "-" {
            return Some(None);
        }
        self.user(raw, decode, slot).map(Some)
    }
}

/// Notes every such text, and goes on where that is wanted.
struct Careful {
    line: (usize, usize),
    format: &'static Format,
    go_on: bool,
    first: Option<Error>,
    others: Vec<Error>,
}

impl Careful {
    fn new(line: &str, format: &'static Format, go_on: bool) -> Self {
        Self {
            line: (line.as_ptr() as usize, line.len()),
            format,
            go_on,
            first: None,
            others: Vec::new(),
        }
    }

    fn bad(&mut self, raw: &str, slot: usize) {
        let (name, kind) = self
            .format
            .slots
            .get(slot)
            .map_or(("", Kind::Text), |slot| (slot.name, slot.kind));
        let error = if is_missing(raw) {
            Error::new(self.line.1, name, kind.expected(), "")
        } else {
            // A text that does not lie in the line (the `-` of a JSON `null`) has no place of its own.
            let offset = (raw.as_ptr() as usize).wrapping_sub(self.line.0);
            Error::new(offset.min(self.line.1), name, kind.expected(), raw)
        };
        if self.first.is_none() {
            self.first = Some(error);
        } else {
            self.others.push(error);
        }
    }

    fn read<'a, T>(
        &mut self,
        raw: &'a str,
        slot: usize,
        read: impl FnOnce(&'a str) -> Option<T>,
        missing: Option<fn() -> T>,
    ) -> Option<T> {
        let value = if is_missing(raw) { None } else { read(raw) };
        if value.is_none() {
            self.bad(raw, slot);
            if self.go_on {
                return missing.map(|missing| missing());
            }
        }
        value
    }
}

impl<'a> Mode<'a> for Careful {
    fn field<T: Read<'a>>(&mut self, raw: &'a str, decode: Decode, slot: usize) -> Option<T> {
        self.read(raw, slot, |raw| T::read(raw, decode), Some(T::missing))
    }

    fn user<T: FromStr>(&mut self, raw: &'a str, decode: Decode, slot: usize) -> Option<T> {
        self.read(raw, slot, |raw| Strict.user(raw, decode, slot), None)
    }

    fn user_option<T: FromStr>(
        &mut self,
        raw: &'a str,
        decode: Decode,
        slot: usize,
    ) -> Option<Option<T>> {
        self.read(
            raw,
            slot,
            |raw| Strict.user_option(raw, decode, slot),
            Some(|| None),
        )
    }
}

/// Reads a line.
#[inline(always)]
pub fn parse<'a, R: Template<'a>>(line: &'a str) -> Result<R, Error> {
    if let Some(split) = R::split::<All>(line)
        && let Some(record) = R::convert(&split, &mut Strict)
    {
        return Ok(record);
    }
    parse_slowly(line)
}

/// Reads a line that departs from its template, or says what is wrong with it.
#[cold]
#[inline(never)]
pub(crate) fn parse_slowly<'a, R: Template<'a>>(line: &'a str) -> Result<R, Error> {
    let line = without_break(line);
    let mut slots = R::EMPTY;
    let decode = follow::recover(line, R::FORMAT, slots.as_mut())?;
    let mut mode = Careful::new(line, R::FORMAT, false);
    R::convert(&Split { slots, decode }, &mut mode).ok_or_else(|| {
        mode.first
            .unwrap_or_else(|| Error::new(0, "", "a line of the format", line))
    })
}

/// Reads a line of bytes.
#[inline]
pub fn parse_bytes<'a, R: Template<'a>>(line: &'a [u8]) -> Result<R, Error> {
    match std::str::from_utf8(line) {
        Ok(line) => parse(line),
        Err(error) => Err(not_utf8(error.valid_up_to())),
    }
}

#[cold]
pub(crate) fn not_utf8(offset: usize) -> Error {
    Error::new(offset, "", "UTF-8", "other bytes")
}

/// A record of which some fields may be missing.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Partial<R> {
    /// The good fields. A bad one is `None`, or empty (`0`, `""`, 1970, `0.0.0.0`, `false`) where it is no `Option`.
    pub record: R,
    /// The bad fields, in the order of the format; empty when the whole line is good.
    pub bad: Vec<Error>,
}

/// Reads what can be read of a line.
pub fn parse_partial<'a, R: Template<'a>>(line: &'a str) -> Result<Partial<R>, Error> {
    if let Some(split) = R::split::<All>(line)
        && let Some(record) = R::convert(&split, &mut Strict)
    {
        return Ok(Partial {
            record,
            bad: Vec::new(),
        });
    }
    let line = without_break(line);
    let mut slots = R::EMPTY;
    let decode = follow::recover_some(line, R::FORMAT, slots.as_mut());
    let mut mode = Careful::new(line, R::FORMAT, true);
    let record = R::convert(&Split { slots, decode }, &mut mode);
    match (record, mode.first) {
        (Some(record), first) => {
            let mut bad: Vec<Error> = first.into_iter().collect();
            bad.append(&mut mode.others);
            Ok(Partial { record, bad })
        }
        (None, Some(first)) => Err(mode.others.pop().unwrap_or(first)),
        (None, None) => Err(Error::new(0, "", "a line of the format", line)),
    }
}

/// A line may be given with its line break.
fn without_break(line: &str) -> &str {
    let line = line.strip_suffix('\n').unwrap_or(line);
    line.strip_suffix('\r').unwrap_or(line)
}
