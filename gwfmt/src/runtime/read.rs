//! Reading and writing a [`Value`] as its slot says.

use crate::decode::{Decode, without_quotes};
use crate::format::{Format, Kind, Slot};
use crate::read::{Read, is_dash};
use crate::render::{Carried, Out, Put, Style};
use crate::time::Timestamp;
use crate::value::Value;

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
