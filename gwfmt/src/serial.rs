//! Records through serde: objects with the format's keys, numbers as numbers, times as RFC 3339, absent values as `null`.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use serde::ser::{Serialize, Serializer};

use crate::names::{BasePath, ErrorType, EventType, Method};
use crate::render::{User, UserOption};
use crate::time::Timestamp;
use crate::value::Value;

macro_rules! names {
    ($($name:ident)+) => {$(
        impl Serialize for $name<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name<'_> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Cow::<str>::deserialize(deserializer).map($name::new)
            }
        }
    )+};
}
names!(Method EventType ErrorType BasePath);

/// Numbers as numbers, times as RFC 3339, no value as `null`.
impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Absent => serializer.serialize_none(),
            Value::Text(text) => serializer.serialize_str(text),
            Value::Number(number) => serializer.serialize_u64(*number),
            Value::Boolean(value) => serializer.serialize_bool(*value),
            Value::Time(time) => time.serialize(serializer),
            Value::Address(address) => address.serialize(serializer),
        }
    }
}

/// As RFC 3339 in UTC.
impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// From RFC 3339 in UTC, as [`Timestamp`] is written.
impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Timestamp::from_rfc3339(&text).ok_or_else(|| {
            D::Error::custom(format_args!("`{text}` is not an RFC 3339 time in UTC"))
        })
    }
}

/// A value of the user's type, by its text.
#[derive(Debug)]
pub struct FromText<T>(pub T);

impl<'de, T: FromStr> Deserialize<'de> for FromText<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        let wrong =
            || D::Error::custom(format_args!("`{text}` is not a value of the field's type"));
        text.parse().map(FromText).map_err(|_| wrong())
    }
}

impl<T: fmt::Display> Serialize for User<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self.0)
    }
}

impl<T: fmt::Display> Serialize for UserOption<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Some(value) => serializer.serialize_some(&User(value)),
            None => serializer.serialize_none(),
        }
    }
}

/// The place of the next key among `keys`; `keys.len()` for one that is not among them.
pub fn key<'de, A: MapAccess<'de>>(
    entries: &mut A,
    keys: &'static [&'static str],
) -> Result<Option<usize>, A::Error> {
    struct Key(&'static [&'static str]);
    impl<'de> DeserializeSeed<'de> for Key {
        type Value = usize;

        fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
            deserializer.deserialize_identifier(self)
        }
    }
    impl Visitor<'_> for Key {
        type Value = usize;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("a key")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<usize, E> {
            Ok(self
                .0
                .iter()
                .position(|key| *key == text)
                .unwrap_or(self.0.len()))
        }

        fn visit_u64<E: Error>(self, number: u64) -> Result<usize, E> {
            Ok(usize::try_from(number).unwrap_or(self.0.len()))
        }
    }
    entries.next_key_seed(Key(keys))
}

/// The value of the entry whose key was read last.
pub fn value<'de, T: Deserialize<'de>, A: MapAccess<'de>>(entries: &mut A) -> Result<T, A::Error> {
    entries.next_value()
}

/// Leaves out the value of the entry whose key was read last.
pub fn skip<'de, A: MapAccess<'de>>(entries: &mut A) -> Result<(), A::Error> {
    entries.next_value::<IgnoredAny>().map(|_| ())
}

/// A value that has to be there, unless it is an `Option`.
pub fn present<'de, T: Deserialize<'de>, E: Error>(
    value: Option<T>,
    key: &'static str,
) -> Result<T, E> {
    struct Missing<E>(&'static str, PhantomData<E>);
    impl<'de, E: Error> Deserializer<'de> for Missing<E> {
        type Error = E;

        fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, E> {
            Err(E::missing_field(self.0))
        }

        fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
            visitor.visit_none()
        }

        forward_to_deserialize_any! {
            bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
            unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
            ignored_any
        }
    }
    match value {
        Some(value) => Ok(value),
        None => T::deserialize(Missing(key, PhantomData)),
    }
}

/// The next value of a sequence.
pub fn element<'de, T: Deserialize<'de>, A: SeqAccess<'de>>(
    values: &mut A,
    at: usize,
) -> Result<T, A::Error> {
    values
        .next_element()?
        .ok_or_else(|| A::Error::invalid_length(at, &"a value for each field"))
}
