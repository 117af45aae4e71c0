//! [`Template`]: what the macro writes for a format. [`parse`] and its sisters use it.

use std::borrow::Cow;
use std::cell::Cell;

use crate::decode::{self, Decode, without_quotes};
use crate::error::{Error, ErrorKind};
use crate::follow::{self, is_missing};
use crate::format::{Format, Kind};
use crate::read::{Read, is_dash};
use crate::render::{ClfVisitor, Visitor};
use crate::scan::line_of;
use crate::text::Text;
use std::str::FromStr;

/// A record of a format. The macro implements it.
pub trait Template<'a>: Sized {
    /// An array of texts, one a slot.
    type Slots: AsRef<[&'a str]> + AsMut<[&'a str]> + Copy;
    /// The format.
    const FORMAT: &'static Format<'static>;
    /// Slots without text.
    const EMPTY: Self::Slots;

    /// Reads a line, fast if it follows the template.
    fn read(line: &'a str) -> Result<Self, Error>;

    /// Follows the template along a line: up to the text behind the last slot that is asked for, where the ends of all slots
    /// up to it are certain, else to the end of the line. `None` when the line departs from it.
    fn split<U: Upto>(line: &'a str) -> Option<Split<Self::Slots>>;

    /// Makes a record of the texts.
    fn convert<M: Mode<'a>>(split: &Split<Self::Slots>, mode: &mut M) -> Result<Self, Error>;

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
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn new(slots: S, decode: Decode) -> Self {
        Self { slots, decode }
    }
}

/// How far to follow a template.
pub trait Upto {
    /// The last slot that is asked for.
    const LAST: usize;
}

/// The value of a slot's text.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn read<'a, T: Read<'a>>(raw: Option<&'a str>, decode: Decode) -> Option<T> {
    T::read(raw?, decode)
}

/// The value of a JSON string that is no text. Hardly ever does one hold escapes, so they are looked for where it is none without.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn read_scalar<'a, T: Read<'a>>(raw: Option<&'a str>) -> Option<T> {
    let raw = raw?;
    match T::read(raw, Decode::Plain) {
        None => with_escapes(raw),
        value => value,
    }
}

#[cold]
#[inline(never)]
fn with_escapes<'a, T: Read<'a>>(raw: &'a str) -> Option<T> {
    T::read(raw, Decode::Json)
}

/// The value of a slot's text that may have quotes of its own.
#[inline]
pub fn read_quoted(raw: Option<&str>, decode: Decode) -> Option<Option<Cow<'_, str>>> {
    let (raw, decode) = without_quotes(raw?, decode);
    Read::read(raw, decode)
}

/// The value of a slot's text, of the user's type.
#[inline]
pub fn read_user<T: FromStr>(raw: Option<&str>, decode: Decode) -> Option<T> {
    match decode {
        Decode::Plain => raw?.parse().ok(),
        other => decode::text(raw?, other).parse().ok(),
    }
}

/// The value of a slot's text, of the user's type, or none.
#[inline]
pub fn read_user_option<T: FromStr>(raw: Option<&str>, decode: Decode) -> Option<Option<T>> {
    match raw? {
        raw if is_dash(raw, decode) => Some(None),
        raw => read_user(Some(raw), decode).map(Some),
    }
}

/// What to do with a text that is no value of its field's type.
pub trait Mode<'a> {
    /// A value.
    fn field<T: Read<'a>>(&mut self, raw: &'a str, decode: Decode, slot: usize)
    -> Result<T, Error>;

    /// A text that may have quotes of its own, or none.
    fn quoted(
        &mut self,
        raw: &'a str,
        decode: Decode,
        slot: usize,
    ) -> Result<Option<Cow<'a, str>>, Error> {
        let (raw, decode) = without_quotes(raw, decode);
        self.field(raw, decode, slot)
    }

    /// A value of the user's type.
    fn user<T: FromStr>(&mut self, raw: &'a str, decode: Decode, slot: usize) -> Result<T, Error>;

    /// A value of the user's type, or none.
    fn user_option<T: FromStr>(
        &mut self,
        raw: &'a str,
        decode: Decode,
        slot: usize,
    ) -> Result<Option<T>, Error>;
}

/// Gives up at the first such text.
#[derive(Debug)]
pub(crate) struct Strict<'a> {
    line: &'a str,
    format: &'static Format<'static>,
}

impl<'a> Strict<'a> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn new<R: Template<'a>>(line: &'a str) -> Self {
        Self {
            line,
            format: R::FORMAT,
        }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn or_error<T>(&self, value: Option<T>, raw: &str, slot: usize) -> Result<T, Error> {
        match value {
            Some(value) => Ok(value),
            None => Err(no_value(self.line, self.format, raw, slot)),
        }
    }
}

impl<'a> Mode<'a> for Strict<'a> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn field<T: Read<'a>>(
        &mut self,
        raw: &'a str,
        decode: Decode,
        slot: usize,
    ) -> Result<T, Error> {
        self.or_error(T::read(raw, decode), raw, slot)
    }

    #[inline]
    fn user<T: FromStr>(&mut self, raw: &'a str, decode: Decode, slot: usize) -> Result<T, Error> {
        self.or_error(read_user(Some(raw), decode), raw, slot)
    }

    #[inline]
    fn user_option<T: FromStr>(
        &mut self,
        raw: &'a str,
        decode: Decode,
        slot: usize,
    ) -> Result<Option<T>, Error> {
        self.or_error(read_user_option(Some(raw), decode), raw, slot)
    }
}

/// The error for a text that is no value of its field's type.
#[cold]
#[inline(never)]
pub(crate) fn no_value(line: &str, format: &Format<'_>, raw: &str, slot: usize) -> Error {
    let (name, kind) = match format.slots.get(slot) {
        Some(slot) => (slot.name.clone(), slot.kind),
        None => (Text::EMPTY, Kind::Text),
    };
    if is_missing(raw) {
        return Error::new(ErrorKind::Missing, line.len(), name, kind.expected(), "");
    }
    // A text that does not lie in the line (the `-` of a JSON `null`) has no place of its own.
    let offset = (raw.as_ptr() as usize).wrapping_sub(line.as_ptr() as usize);
    Error::new(
        ErrorKind::Value,
        offset.min(line.len()),
        name,
        kind.expected(),
        raw,
    )
}

/// Notes every such text and goes on.
struct Lenient<'a> {
    strict: Strict<'a>,
    bad: Vec<Error>,
}

impl<'a> Lenient<'a> {
    fn or_missing<T>(
        &mut self,
        raw: &'a str,
        slot: usize,
        read: impl FnOnce(&'a str) -> Option<T>,
        missing: Option<fn() -> T>,
    ) -> Result<T, Error> {
        let value = if is_missing(raw) { None } else { read(raw) };
        self.strict
            .or_error(value, raw, slot)
            .or_else(|error| match missing {
                Some(missing) => {
                    self.bad.push(error);
                    Ok(missing())
                }
                None => Err(error),
            })
    }
}

impl<'a> Mode<'a> for Lenient<'a> {
    fn field<T: Read<'a>>(
        &mut self,
        raw: &'a str,
        decode: Decode,
        slot: usize,
    ) -> Result<T, Error> {
        self.or_missing(raw, slot, |raw| T::read(raw, decode), Some(T::missing))
    }

    fn user<T: FromStr>(&mut self, raw: &'a str, decode: Decode, slot: usize) -> Result<T, Error> {
        self.or_missing(raw, slot, |raw| read_user(Some(raw), decode), None)
    }

    fn user_option<T: FromStr>(
        &mut self,
        raw: &'a str,
        decode: Decode,
        slot: usize,
    ) -> Result<Option<T>, Error> {
        self.or_missing(
            raw,
            slot,
            |raw| read_user_option(Some(raw), decode),
            Some(|| None),
        )
    }
}

/// Reads a line.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn parse<'a, R: Template<'a>>(line: &'a str) -> Result<R, Error> {
    R::read(line)
}

thread_local! {
    static SLOW_READS: Cell<u64> = const { Cell::new(0) };
}

/// How many lines this thread has read that departed from their templates: tests tell by it which way a line took.
pub fn slow_reads() -> u64 {
    SLOW_READS.get()
}

pub(crate) fn count_slow_read() {
    SLOW_READS.set(SLOW_READS.get().wrapping_add(1));
}

/// Reads a line that departs from its template, or says what is wrong with it.
#[cold]
#[inline(never)]
pub fn read_slowly<'a, R: Template<'a>>(line: &'a str) -> Result<R, Error> {
    count_slow_read();
    let (line, skipped) = line_of(line, R::FORMAT);
    read_whole(line).map_err(|error| error.further(skipped))
}

/// Reads a line without its break.
pub(crate) fn read_whole<'a, R: Template<'a>>(line: &'a str) -> Result<R, Error> {
    let split = settle::<R>(line)?;
    R::convert(&split, &mut Strict::new::<R>(line))
}

/// The texts of a line, in one way for all that read it.
pub(crate) fn settle<'a, R: Template<'a>>(line: &'a str) -> Result<Split<R::Slots>, Error> {
    let mut slots = R::EMPTY;
    let good = |texts: &[&'a str], decode| are_good::<R>(line, texts, decode);
    let decode = follow::settle(line, R::FORMAT, slots.as_mut(), good)?;
    Ok(Split { slots, decode })
}

/// Whether texts are values of the types of a record's fields.
fn are_good<'a, R: Template<'a>>(line: &'a str, texts: &[&'a str], decode: Decode) -> bool {
    let mut slots = R::EMPTY;
    for (slot, text) in slots.as_mut().iter_mut().zip(texts) {
        *slot = text;
    }
    R::convert(&Split { slots, decode }, &mut Strict::new::<R>(line)).is_ok()
}

/// Reads a line of bytes.
#[inline]
pub fn parse_bytes<'a, R: Template<'a>>(line: &'a [u8]) -> Result<R, Error> {
    match crate::find::utf8(line) {
        Ok(line) => parse(line),
        Err(error) => Err(not_utf8(error.valid_up_to())),
    }
}

#[cold]
pub(crate) fn not_utf8(offset: usize) -> Error {
    Error::new(ErrorKind::Utf8, offset, Text::EMPTY, "UTF-8", "other bytes")
}

/// A record of which some fields may be missing.
///
/// ```
/// # use gwfmt::access_log_format;
/// #[access_log_format("$context.requestId $context.status", api = "rest")]
/// pub struct Line;
///
/// let partial = Line::parse_partial("a OK")?;
/// assert_eq!(partial.record.request_id, "a");
/// assert_eq!(partial.bad[0].field(), "status");
/// # Ok::<(), gwfmt::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Partial<R> {
    /// The good fields. A bad one is `None`, or empty (`0`, `""`, 1970, `0.0.0.0`, `false`) where it is no `Option`.
    pub record: R,
    /// The bad fields, in the order of the format; empty when the whole line is good.
    pub bad: Vec<Error>,
}

/// A line read in a function of its own, for callers that are not in a hurry.
#[inline(never)]
fn read_aside<'a, R: Template<'a>>(line: &'a str) -> Result<R, Error> {
    R::read(line)
}

/// Reads what can be read of a line. Fails only when a bad field has a type of the user's and is no `Option`.
pub fn parse_partial<'a, R: Template<'a>>(line: &'a str) -> Result<Partial<R>, Error> {
    let error = match read_aside::<R>(line) {
        Ok(record) => {
            let bad = Vec::new();
            return Ok(Partial { record, bad });
        }
        Err(error) => error,
    };
    let (line, skipped) = line_of(line, R::FORMAT);
    let mut slots = R::EMPTY;
    let good = |texts: &[&'a str], decode| are_good::<R>(line, texts, decode);
    let decode = follow::settle_some(line, R::FORMAT, slots.as_mut(), good);
    let mut mode = Lenient {
        strict: Strict::new::<R>(line),
        bad: Vec::new(),
    };
    let record =
        R::convert(&Split { slots, decode }, &mut mode).map_err(|error| error.further(skipped))?;
    let bad = mode.bad.into_iter().map(|error| error.further(skipped));
    let mut bad: Vec<_> = bad.collect();
    if bad.is_empty() {
        // Every field is there; the line goes on behind the last one, or holds one twice.
        bad.push(error);
    }
    Ok(Partial { record, bad })
}
