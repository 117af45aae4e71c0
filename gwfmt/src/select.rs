//! Reading single fields: only they are converted, and the line is followed no further than to where their ends are certain.

use std::marker::PhantomData;

use std::str::FromStr;

use crate::decode::{Decode, without_quotes};
use crate::error::{Error, ErrorKind};
use crate::format::{Kind, Layout};
use crate::read::Read;
use crate::scan::line_of;
use crate::template::{self, Split, Template, Upto, not_utf8, read_user, read_user_option};
use crate::text::Text;

/// A field of a record: its type and its place. Each record has one constant for each of its fields, for `select`.
///
/// The constant is the field's name in capitals, with `_` for the dots of nested ones; where two fields would have the same
/// constant, the later one has a number behind it: `HTTP_STATUS_2`.
///
/// ```
/// # use gwfmt::access_log_format;
/// #[access_log_format(r#"{"id":"$context.requestId","http":{"status":$context.status}}"#, api = "rest")]
/// pub struct Line;
///
/// let line = r#"{"id":"a","http":{"status":200}}"#;
/// assert_eq!(Line::select(line, Line::HTTP_STATUS)?, 200);
/// let (id, status) = Line::select(line, (Line::ID, Line::HTTP_STATUS))?;
/// assert_eq!((id.as_ref(), status), ("a", 200));
/// # Ok::<(), gwfmt::Error>(())
/// ```
pub struct Field<R, T, const SLOT: usize>(PhantomData<fn() -> (R, T)>);

impl<R, T, const SLOT: usize> Field<R, T, SLOT> {
    /// The macro's constants.
    #[doc(hidden)]
    pub const NEW: Self = Self(PhantomData);
}

impl<R, T, const SLOT: usize> Clone for Field<R, T, SLOT> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R, T, const SLOT: usize> Copy for Field<R, T, SLOT> {}

impl<R, T, const SLOT: usize> std::fmt::Debug for Field<R, T, SLOT> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Field({SLOT})")
    }
}

/// A type that a field can have.
pub trait FieldType<'a> {
    /// The type of the value.
    type Value;

    /// From the text of its slot.
    fn of(raw: &'a str, decode: Decode) -> Option<Self::Value>;
}

impl<'a, T: Read<'a>> FieldType<'a> for T {
    type Value = T;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn of(raw: &'a str, decode: Decode) -> Option<T> {
        T::read(raw, decode)
    }
}

/// Marks a field whose type the user chose.
#[derive(Debug)]
pub struct Parsed<T>(PhantomData<fn() -> T>);

impl<'a, T: FromStr> FieldType<'a> for Parsed<T> {
    type Value = T;

    fn of(raw: &'a str, decode: Decode) -> Option<T> {
        read_user(Some(raw), decode)
    }
}

/// Marks a field whose type the user chose and that may be absent.
#[derive(Debug)]
pub struct ParsedOption<T>(PhantomData<fn() -> T>);

impl<'a, T: FromStr> FieldType<'a> for ParsedOption<T> {
    type Value = Option<T>;

    fn of(raw: &'a str, decode: Decode) -> Option<Option<T>> {
        read_user_option(Some(raw), decode)
    }
}

/// What `select` reads: one [`Field`], or a tuple of up to eight.
///
/// ```
/// use gwfmt::{Select, access_log_format};
///
/// #[access_log_format("$context.requestId $context.status", api = "rest")]
/// pub struct Line;
///
/// /// What `fields` are in the first line of a log.
/// fn first<'a, S: Select<'a, Line<'a>>>(log: &'a str, fields: S) -> Option<S::Output> {
///     Line::select(log.lines().next()?, fields).ok()
/// }
/// assert_eq!(first("a 200\nb 404\n", Line::STATUS), Some(200));
/// ```
pub trait Select<'a, R: Template<'a>>: Upto {
    /// The values.
    type Output;

    /// Converts the fields.
    fn of(split: &Split<R::Slots>) -> Option<Self::Output>;
}

impl<R, T, const SLOT: usize> Upto for Field<R, T, SLOT> {
    const LAST: usize = SLOT;
}

impl<'a, R: Template<'a>, T: FieldType<'a>, const SLOT: usize> Select<'a, R> for Field<R, T, SLOT> {
    type Output = T::Value;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn of(split: &Split<R::Slots>) -> Option<T::Value> {
        let raw = *split.slots.as_ref().get(SLOT)?;
        if matches!(const { R::FORMAT.slots[SLOT].kind }, Kind::QuotedText) {
            let (raw, decode) = without_quotes(raw, split.decode);
            return T::of(raw, decode);
        }
        T::of(raw, split.decode)
    }
}

macro_rules! tuples {
    ($(($($name:ident)+))+) => {$(
        impl<$($name: Upto),+> Upto for ($($name,)+) {
            const LAST: usize = {
                let mut last = 0;
                $(if $name::LAST > last { last = $name::LAST; })+
                last
            };
        }

        impl<'a, Z: Template<'a>, $($name: Select<'a, Z>),+> Select<'a, Z> for ($($name,)+) {
            type Output = ($($name::Output,)+);

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn of(split: &Split<Z::Slots>) -> Option<Self::Output> {
                Some(($($name::of(split)?,)+))
            }
        }
    )+};
}
tuples! {
    (A) (A B) (A B C) (A B C D) (A B C D E) (A B C D E F) (A B C D E F G) (A B C D E F G H)
}

/// Reads the chosen fields of a line.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn select<'a, R: Template<'a>, S: Select<'a, R>>(
    line: &'a str,
    _: S,
) -> Result<S::Output, Error> {
    if let Some(split) = R::split::<S>(line) {
        if let Some(values) = S::of(&split) {
            return Ok(values);
        }
        if R::FORMAT.layout == Layout::Json
            && let Some(values) = with_escapes::<R, S>(split.slots)
        {
            return Ok(values);
        }
    }
    select_slowly::<R, S>(line)
}

/// The values of fields of which one that is no text may hold escapes: following the template, they are not looked for in it.
#[cold]
#[inline(never)]
fn with_escapes<'a, R: Template<'a>, S: Select<'a, R>>(slots: R::Slots) -> Option<S::Output> {
    S::of(&Split {
        slots,
        decode: Decode::Json,
    })
}

/// Reads the chosen fields of a line of bytes, all of which must be UTF-8.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn select_bytes<'a, R: Template<'a>, S: Select<'a, R>>(
    line: &'a [u8],
    fields: S,
) -> Result<S::Output, Error> {
    match crate::find::utf8(line) {
        Ok(line) => select(line, fields),
        Err(error) => Err(not_utf8(error.valid_up_to())),
    }
}

#[cold]
#[inline(never)]
fn select_slowly<'a, R: Template<'a>, S: Select<'a, R>>(line: &'a str) -> Result<S::Output, Error> {
    template::count_slow_read();
    let (line, skipped) = line_of(line, R::FORMAT);
    let read = || {
        let split = template::settle::<R>(line)?;
        S::of(&split).ok_or_else(|| {
            // Reading the whole line finds the field that is at fault.
            template::read_whole::<R>(line).err().unwrap_or_else(|| {
                Error::new(
                    ErrorKind::Format,
                    0,
                    Text::EMPTY,
                    "a line of the format",
                    line,
                )
            })
        })
    };
    read().map_err(|error| error.further(skipped))
}
