//! [`Value`]: a value of which only the running program knows the type, and [`Values`], all of a record's.

use std::borrow::Cow;
use std::fmt;
use std::net::IpAddr;
use std::ops::Range;

use crate::format::Format;
use crate::names::{BasePath, ErrorType, EventType, Method};
use crate::own::Own;
use crate::time::Timestamp;

/// A value of a line, whatever its type.
///
/// ```
/// use gwfmt::{Value, access_log_format};
///
/// #[access_log_format("$context.requestId $context.status $context.integration.latency", api = "rest")]
/// pub struct Line;
///
/// let line = Line::parse("a 504 -")?;
/// assert_eq!(line.get("status").and_then(|status| status.as_u64()), Some(504));
/// assert_eq!(line.get("integration_latency"), Some(Value::Absent));
/// # Ok::<(), gwfmt::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Value<'a> {
    /// API Gateway had none, and wrote `-`.
    Absent,
    /// Text, also the HTTP method and the like. `-` and the empty text only where they are no sign of absence.
    Text(Cow<'a, str>),
    /// A status code, milliseconds, bytes, or another whole number.
    Number(u64),
    /// `true` or `false`.
    Boolean(bool),
    /// A point in time.
    Time(Timestamp),
    /// The client's address.
    Address(IpAddr),
}

impl Value<'_> {
    /// Whether there is no value.
    pub fn is_absent(&self) -> bool {
        matches!(self, Value::Absent)
    }

    /// The text, if it is text.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if it is one.
    pub fn as_u64(&self) -> Option<u64> {
        match self {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// `true` or `false`, if it is one of them.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Value::Boolean(value) => Some(*value),
            _ => None,
        }
    }

    /// The point in time, if it is one.
    pub fn as_time(&self) -> Option<Timestamp> {
        match self {
            Value::Time(time) => Some(*time),
            _ => None,
        }
    }

    /// The address, if it is one.
    pub fn as_address(&self) -> Option<IpAddr> {
        match self {
            Value::Address(address) => Some(*address),
            _ => None,
        }
    }

    /// The same without a borrow.
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Value::Absent => Value::Absent,
            Value::Text(text) => Value::Text(text.own()),
            Value::Number(number) => Value::Number(number),
            Value::Boolean(value) => Value::Boolean(value),
            Value::Time(time) => Value::Time(time),
            Value::Address(address) => Value::Address(address),
        }
    }
}

/// The text, the number and so on; times as RFC 3339, and `-` where there is no value.
impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Absent => f.pad("-"),
            Value::Text(text) => f.pad(text),
            Value::Number(number) => number.fmt(f),
            Value::Boolean(value) => value.fmt(f),
            Value::Time(time) => time.fmt(f),
            Value::Address(address) => address.fmt(f),
        }
    }
}

/// A record whose values can be had by number. The macro implements it.
pub trait Row {
    /// The format.
    fn format() -> &'static Format<'static>;

    /// The value of a slot.
    fn value(&self, slot: usize) -> Option<Value<'_>>;
}

/// The names and values of a record, in the order of the line: what `iter` of a record gives.
///
/// ```
/// # use gwfmt::access_log_format;
/// #[access_log_format("$context.requestId $context.status", api = "rest")]
/// pub struct Line;
///
/// let line = Line::parse("a 200")?;
/// let shown: Vec<_> = line.iter().map(|(name, value)| format!("{name}={value}")).collect();
/// assert_eq!(shown, ["request_id=a", "status=200"]);
/// # Ok::<(), gwfmt::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Values<'r, R> {
    record: &'r R,
    left: Range<usize>,
}

impl<'r, R: Row> Values<'r, R> {
    #[doc(hidden)]
    pub fn new(record: &'r R) -> Self {
        let left = 0..R::format().slots.len();
        Self { record, left }
    }
}

impl<'r, R: Row> Values<'r, R> {
    fn at(&self, slot: usize) -> Option<(&'static str, Value<'r>)> {
        let name = R::format().slots.get(slot)?.name.fixed();
        Some((name, self.record.value(slot)?))
    }
}

impl<'r, R: Row> Iterator for Values<'r, R> {
    type Item = (&'static str, Value<'r>);

    fn next(&mut self) -> Option<Self::Item> {
        let slot = self.left.next()?;
        self.at(slot)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.left.size_hint()
    }
}

impl<R: Row> DoubleEndedIterator for Values<'_, R> {
    fn next_back(&mut self) -> Option<Self::Item> {
        let slot = self.left.next_back()?;
        self.at(slot)
    }
}

impl<R: Row> ExactSizeIterator for Values<'_, R> {}

/// The value of a record's field, by its name with dots.
pub fn get<'r, R: Row>(record: &'r R, name: &str) -> Option<Value<'r>> {
    let slot = R::format()
        .slots
        .iter()
        .position(|slot| *slot.name == *name);
    record.value(slot?)
}

/// The type of a field, as a [`Value`].
pub trait ToValue {
    /// The value.
    fn to_value(&self) -> Value<'_>;
}

impl ToValue for Cow<'_, str> {
    fn to_value(&self) -> Value<'_> {
        Value::Text(Cow::Borrowed(self))
    }
}

impl<T: ToValue> ToValue for Option<T> {
    fn to_value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Absent, T::to_value)
    }
}

macro_rules! to_value {
    ($($ty:ty: |$value:ident| $result:expr;)+) => {$(
        impl ToValue for $ty {
            fn to_value(&self) -> Value<'_> {
                let $value = self;
                $result
            }
        }
    )+};
}
to_value! {
    u16: |number| Value::Number((*number).into());
    u32: |number| Value::Number((*number).into());
    u64: |number| Value::Number(*number);
    bool: |value| Value::Boolean(*value);
    Timestamp: |time| Value::Time(*time);
    IpAddr: |address| Value::Address(*address);
    Method<'_>: |word| Value::Text(word.as_str().into());
    EventType<'_>: |word| Value::Text(word.as_str().into());
    ErrorType<'_>: |word| Value::Text(word.as_str().into());
    BasePath<'_>: |word| Value::Text(word.as_str().into());
}

/// A value of the user's type: its text.
pub fn user_value<'v>(value: &impl fmt::Display) -> Value<'v> {
    Value::Text(value.to_string().into())
}

/// The same where there may be none.
pub fn user_option_value<'v>(value: &Option<impl fmt::Display>) -> Value<'v> {
    value.as_ref().map_or(Value::Absent, user_value)
}
