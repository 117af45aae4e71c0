//! [`Value`]: a value of which only the running program knows the type.

use std::borrow::Cow;
use std::net::IpAddr;

use crate::decode::{Decode, without_quotes};
use crate::format::{Format, Kind, Slot};
use crate::own::Own;
use crate::read::{Read, is_dash};
use crate::render::{Carried, Out, Put, Style};
use crate::time::Timestamp;

/// A value of a line.
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

impl<'a> Value<'a> {
    /// From the text of its slot; `None` when it is no such value.
    pub(super) fn read(raw: &'a str, decode: Decode, slot: &Slot) -> Option<Self> {
        let (raw, decode) = match slot.kind {
            Kind::QuotedText => without_quotes(raw, decode),
            _ => (raw, decode),
        };
        if slot.optional && is_dash(raw, decode) {
            return Some(Value::Absent);
        }
        match slot.kind {
            Kind::Status => u16::read(raw, decode).map(|value| Value::Number(value.into())),
            Kind::Millis => u32::read(raw, decode).map(|value| Value::Number(value.into())),
            Kind::Integer => u64::read(raw, decode).map(Value::Number),
            Kind::Boolean => bool::read(raw, decode).map(Value::Boolean),
            Kind::ClfTime | Kind::EpochMillis => Read::read(raw, decode).map(Value::Time),
            Kind::Ip => Read::read(raw, decode).map(Value::Address),
            Kind::Text
            | Kind::QuotedText
            | Kind::Method
            | Kind::EventType
            | Kind::ErrorType
            | Kind::BasePath
            | Kind::User => Read::read(raw, decode).map(Value::Text),
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

impl Put for Value<'_> {
    fn put<S: Style>(&self, out: &mut Out<'_, '_>, slot: &Slot) {
        match self {
            Value::Absent => None::<bool>.put::<S>(out, slot),
            Value::Text(text) => text.put::<S>(out, slot),
            Value::Number(number) => number.put::<S>(out, slot),
            Value::Boolean(value) => value.put::<S>(out, slot),
            Value::Time(time) => time.put::<S>(out, slot),
            Value::Address(address) => address.put::<S>(out, slot),
        }
    }

    fn put_clf_time(&self, out: &mut Out<'_, '_>) {
        match self {
            Value::Time(time) => time.put_clf_time(out),
            _ => None::<Timestamp>.put_clf_time(out),
        }
    }

    fn carried(&self, slot: &Slot, format: &Format<'_>) -> Carried {
        match self {
            Value::Absent => None::<bool>.carried(slot, format),
            Value::Text(text) => text.carried(slot, format),
            Value::Number(number) if slot.kind == Kind::Integer => number.carried(slot, format),
            Value::Number(_) => 0_u32.carried(slot, format),
            Value::Boolean(value) => value.carried(slot, format),
            Value::Time(time) => time.carried(slot, format),
            Value::Address(address) => address.carried(slot, format),
        }
    }
}
