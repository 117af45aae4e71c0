//! JSON lines: serde_json and sonic-rs, with gwfmt's own conversions of scalars.

use std::borrow::Cow;
use std::fmt;
use std::hint::black_box;
use std::marker::PhantomData;
use std::net::IpAddr;

use gwfmt::private::v1::{Decode, Read};
use gwfmt::{ErrorType, Method, Timestamp};
use serde::de::{Deserializer, Error, Visitor};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

use crate::bench::Group;
use crate::records::{self, Weigh};
use crate::{each, sink};

/// [`records::Json`] as people write it with serde.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Json<'a> {
    #[serde(borrow)]
    request_id: Cow<'a, str>,
    #[serde(with = "scalar")]
    ip: IpAddr,
    #[serde(borrow, with = "text")]
    caller: Option<Cow<'a, str>>,
    #[serde(borrow, with = "text")]
    user: Option<Cow<'a, str>>,
    #[serde(with = "clf_time")]
    request_time: Timestamp,
    #[serde(with = "scalar")]
    request_time_epoch: Timestamp,
    #[serde(borrow, with = "text")]
    http_method: Method<'a>,
    #[serde(borrow, with = "text")]
    resource_path: Option<Cow<'a, str>>,
    #[serde(borrow)]
    path: Cow<'a, str>,
    #[serde(with = "scalar")]
    status: u16,
    #[serde(borrow)]
    protocol: Cow<'a, str>,
    #[serde(with = "scalar")]
    response_length: u64,
    #[serde(with = "scalar")]
    response_latency: u32,
    #[serde(with = "scalar")]
    integration_latency: Option<u32>,
    #[serde(with = "scalar")]
    integration_status: Option<u16>,
    #[serde(borrow, with = "text")]
    user_agent: Option<Cow<'a, str>>,
    #[serde(borrow, with = "text")]
    error_message: Option<Cow<'a, str>>,
}

/// [`records::Nested`] likewise.
#[derive(Deserialize, Serialize)]
struct Nested<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    time: u64,
    #[serde(borrow)]
    client: Client<'a>,
    #[serde(borrow, with = "text")]
    route: Option<Cow<'a, str>>,
    status: u16,
    bytes: u64,
    latency: u32,
    #[serde(borrow, with = "text")]
    error: Option<Cow<'a, str>>,
}

#[derive(Deserialize, Serialize)]
struct Client<'a> {
    #[serde(with = "scalar")]
    ip: IpAddr,
    #[serde(borrow, with = "text")]
    agent: Option<Cow<'a, str>>,
}

/// The field whose projection is measured, alone.
#[derive(Deserialize)]
struct Status {
    #[serde(with = "scalar")]
    status: u16,
}

impl<'a> From<Json<'a>> for records::Json<'a> {
    #[inline(always)]
    fn from(r: Json<'a>) -> Self {
        Self {
            request_id: r.request_id,
            ip: r.ip,
            caller: r.caller,
            user: r.user,
            request_time: r.request_time,
            request_time_epoch: r.request_time_epoch,
            http_method: r.http_method,
            resource_path: r.resource_path,
            path: r.path,
            status: r.status,
            protocol: r.protocol,
            response_length: r.response_length,
            response_latency: r.response_latency,
            integration_latency: r.integration_latency,
            integration_status: r.integration_status,
            user_agent: r.user_agent,
            error_message: r.error_message,
        }
    }
}

impl<'a> From<Nested<'a>> for records::Nested<'a> {
    #[inline(always)]
    fn from(r: Nested<'a>) -> Self {
        Self {
            id: r.id,
            time: Timestamp::from_millis(r.time as i64),
            client: records::NestedClient {
                ip: r.client.ip,
                agent: r.client.agent,
            },
            route: r.route,
            status: r.status,
            bytes: r.bytes,
            latency: r.latency,
            error: r.error,
        }
    }
}

/// Numbers, addresses and epochs in quotes.
pub mod scalar {
    use super::*;

    pub fn deserialize<'de, D: Deserializer<'de>, T: for<'x> Read<'x>>(
        reader: D,
    ) -> Result<T, D::Error> {
        struct Reads<T>(PhantomData<T>);
        impl<T: for<'x> Read<'x>> Visitor<'_> for Reads<T> {
            type Value = T;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }
            #[inline]
            fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
                T::read(text, Decode::Plain).ok_or_else(|| E::custom("another value"))
            }
        }
        reader.deserialize_str(Reads(PhantomData))
    }

    pub fn serialize<S: Serializer, T: Scalar>(value: &T, writer: S) -> Result<S::Ok, S::Error> {
        value.with(|text| writer.serialize_str(text))
    }
}

/// A scalar's text, made on the stack.
pub trait Scalar {
    fn with<R>(&self, take: impl FnOnce(&str) -> R) -> R;
}

macro_rules! scalars {
    ($($ty:ty)+) => {$(
        impl Scalar for $ty {
            #[inline]
            fn with<R>(&self, take: impl FnOnce(&str) -> R) -> R {
                take(itoa::Buffer::new().format(*self))
            }
        }
    )+};
}
scalars!(u16 u32 u64);

impl Scalar for Timestamp {
    #[inline]
    fn with<R>(&self, take: impl FnOnce(&str) -> R) -> R {
        take(itoa::Buffer::new().format(self.as_millis()))
    }
}

impl Scalar for IpAddr {
    #[inline]
    fn with<R>(&self, take: impl FnOnce(&str) -> R) -> R {
        let IpAddr::V4(address) = self else {
            return take(&self.to_string());
        };
        let (mut text, mut len) = ([0; 16], 0);
        for octet in address.octets() {
            let mut number = itoa::Buffer::new();
            let digits = number.format(octet).as_bytes();
            text[len..len + digits.len()].copy_from_slice(digits);
            len += digits.len();
            text[len] = b'.';
            len += 1;
        }
        take(std::str::from_utf8(&text[..len - 1]).expect("ASCII"))
    }
}

impl<T: Scalar> Scalar for Option<T> {
    #[inline]
    fn with<R>(&self, take: impl FnOnce(&str) -> R) -> R {
        match self {
            Some(value) => value.with(take),
            None => take("-"),
        }
    }
}

/// Milliseconds without quotes.
pub mod epoch {
    use super::*;

    pub fn deserialize<'de, D: Deserializer<'de>>(reader: D) -> Result<Timestamp, D::Error> {
        let millis = i64::deserialize(reader)?;
        Ok(Timestamp::from_millis(millis))
    }
}

mod clf_time {
    pub use super::scalar::deserialize;
    use super::*;

    pub fn serialize<S: Serializer>(value: &Timestamp, writer: S) -> Result<S::Ok, S::Error> {
        writer.serialize_str(std::str::from_utf8(&value.to_clf().expect("a year")).expect("ASCII"))
    }
}

/// Text that may be absent, and methods.
pub mod text {
    use super::*;

    pub trait Text<'a>: Read<'a> {
        fn owned(text: String) -> Self;
        fn text(&self) -> &str;
    }

    impl<'a> Text<'a> for Option<Cow<'a, str>> {
        fn owned(text: String) -> Self {
            Some(Cow::Owned(text))
        }
        fn text(&self) -> &str {
            self.as_deref().unwrap_or("-")
        }
    }

    impl<'a> Text<'a> for Option<ErrorType<'a>> {
        fn owned(text: String) -> Self {
            Some(ErrorType::new(text))
        }
        fn text(&self) -> &str {
            self.as_ref().map_or("-", ErrorType::as_str)
        }
    }

    impl<'a> Text<'a> for Method<'a> {
        fn owned(text: String) -> Self {
            Method::new(text)
        }
        fn text(&self) -> &str {
            self.as_str()
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>, T: Text<'de>>(reader: D) -> Result<T, D::Error> {
        struct Reads<T>(PhantomData<T>);
        impl<'de, T: Text<'de>> Visitor<'de> for Reads<T> {
            type Value = T;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text")
            }
            #[inline]
            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<T, E> {
                T::read(text, Decode::Plain).ok_or_else(|| E::custom("no text"))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
                Ok(T::owned(text.to_owned()))
            }
        }
        reader.deserialize_str(Reads(PhantomData))
    }

    pub fn serialize<'a, S: Serializer, T: Text<'a>>(
        value: &T,
        writer: S,
    ) -> Result<S::Ok, S::Error> {
        writer.serialize_str(value.text())
    }
}

fn text(line: &[u8]) -> &str {
    std::str::from_utf8(line).expect("UTF-8")
}

macro_rules! parse {
    ($title:literal, $peer:ident, $log:ident, $lines:ident, $rounds:ident) => {{
        for line in &$lines {
            let ours = records::$peer::parse_bytes(line).unwrap();
            assert_eq!(ours, serde_json::from_slice::<$peer>(line).unwrap().into());
            assert_eq!(ours, sonic_rs::from_slice::<$peer>(line).unwrap().into());
        }
        let mut group = Group::new(concat!("read ", $title), $lines.len());
        group.add("serde_json::from_slice", each!($lines, line => records::$peer::from(serde_json::from_slice::<$peer>(line).unwrap())));
        group.add("sonic_rs::from_slice", each!($lines, line => records::$peer::from(sonic_rs::from_slice::<$peer>(line).unwrap())));
        group.add("gwfmt parse_bytes", each!($lines, line => records::$peer::parse_bytes(line).unwrap()));
        group.add("gwfmt parse of a &str", {
            let texts: Vec<&str> = $lines.iter().map(|line| text(line)).collect();
            move || texts.iter().map(|line| black_box(&records::$peer::parse(line).unwrap()).weigh()).fold(0, u64::wrapping_add)
        });
        group.add("gwfmt records", || records::$peer::records(black_box($log.as_bytes())).map(|record| black_box(&record.unwrap()).weigh()).fold(0, u64::wrapping_add));
        for ours in ["gwfmt parse_bytes", "gwfmt records"] {
            group.goal(ours, "serde_json::from_slice", 5.0);
            group.goal(ours, "sonic_rs::from_slice", 3.0);
        }
        group.run($rounds);
    }};
}

macro_rules! write {
    ($title:literal, $peer:ident, $lines:ident, $rounds:ident) => {{
        let theirs: Vec<$peer> = $lines
            .iter()
            .map(|line| serde_json::from_slice(line).unwrap())
            .collect();
        let ours: Vec<_> = $lines
            .iter()
            .map(|line| records::$peer::parse_bytes(line).unwrap())
            .collect();
        for ((theirs, ours), line) in theirs.iter().zip(&ours).zip(&$lines) {
            let mut native = Vec::new();
            ours.write_native(&mut native).unwrap();
            assert_eq!(text(line), text(&native));
            assert_eq!(text(line), ours.to_json());
            assert_eq!(text(line), serde_json::to_string(theirs).unwrap());
            assert_eq!(text(line), sonic_rs::to_string(theirs).unwrap());
        }
        let mut group = Group::new(concat!("write ", $title), $lines.len());
        group.add(
            "serde_json::to_writer",
            sink(&theirs, |record, out| {
                serde_json::to_writer(out, record).unwrap()
            }),
        );
        group.add(
            "sonic_rs::to_writer",
            sink(&theirs, |record, out| {
                sonic_rs::to_writer(out, record).unwrap()
            }),
        );
        group.add(
            "gwfmt write_json",
            sink(&ours, |record, out| record.append_json(out)),
        );
        group.add(
            "gwfmt write_native",
            sink(&ours, |record, out| record.append_native(out).unwrap()),
        );
        group.goal("gwfmt write_json", "serde_json::to_writer", 4.5);
        group.goal("gwfmt write_json", "sonic_rs::to_writer", 2.5);
        group.run($rounds);
    }};
}

pub fn run(bytes: usize, rounds: usize) {
    let log = crate::logs::lines(records::JSON, bytes);
    let lines = crate::lines(&log);
    parse!("JSON", Json, log, lines, rounds);
    let texts: Vec<&str> = log.lines().collect();
    let mut group = Group::new("read one field of JSON", lines.len());
    group.add("serde_json, struct of one field", || {
        lines
            .iter()
            .map(|line| u64::from(serde_json::from_slice::<Status>(line).unwrap().status))
            .sum()
    });
    group.add("sonic_rs::get", || {
        lines
            .iter()
            .map(|line| {
                let value = sonic_rs::get(*line, &["status"]).unwrap();
                let raw = value.as_raw_str();
                u64::from(u16::read(&raw[1..raw.len() - 1], Decode::Plain).unwrap())
            })
            .sum()
    });
    group.add("gwfmt select_bytes", || {
        lines
            .iter()
            .map(|line| {
                u64::from(records::Json::select_bytes(line, records::Json::STATUS).unwrap())
            })
            .sum()
    });
    group.add("gwfmt select of a &str", || {
        texts
            .iter()
            .map(|line| u64::from(records::Json::select(line, records::Json::STATUS).unwrap()))
            .sum()
    });
    group.goal("gwfmt select_bytes", "sonic_rs::get", 3.5);
    group.run(rounds);
    write!("JSON", Json, lines, rounds);

    let log = crate::logs::lines(records::NESTED, bytes);
    let lines = crate::lines(&log);
    parse!("nested JSON", Nested, log, lines, rounds);
    let mut group = Group::new("read one field of nested JSON", lines.len());
    group.add("sonic_rs::get", || {
        lines
            .iter()
            .map(|line| {
                u64::from(
                    u16::read(
                        sonic_rs::get(*line, &["status"]).unwrap().as_raw_str(),
                        Decode::Plain,
                    )
                    .unwrap(),
                )
            })
            .sum()
    });
    group.add("gwfmt select_bytes", || {
        lines
            .iter()
            .map(|line| {
                u64::from(records::Nested::select_bytes(line, records::Nested::STATUS).unwrap())
            })
            .sum()
    });
    group.goal("gwfmt select_bytes", "sonic_rs::get", 3.5);
    group.run(rounds);
    write!("nested JSON", Nested, lines, rounds);
}
