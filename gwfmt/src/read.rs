//! [`Read`]: from the text of a slot to a typed value.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr};

use crate::decode::{self, Decode};
use crate::format::{Kind, Slot};
use crate::names::{BasePath, ErrorType, EventType, Method};
use crate::time::{Timestamp, clf_seconds};

/// Whether the text of a slot is one that its variable can have.
pub(crate) fn fits(raw: &str, decode: Decode, slot: &Slot) -> bool {
    let is_text = slot.kind.is_text() && !(slot.optional && is_dash(raw, decode));
    match slot.kind {
        // Its quotes and escapes are its own.
        Kind::QuotedText if is_text => slot.texts.contains(raw),
        _ if is_text => slot.texts.contains(&decode::text(raw, decode)),
        _ => is_value(raw, decode, slot),
    }
}

/// Whether the text of a slot is a value of its type. Of one that is text, any text is.
pub(crate) fn is_value(raw: &str, decode: Decode, slot: &Slot) -> bool {
    if slot.optional && is_dash(raw, decode) {
        return true;
    }
    match slot.kind {
        Kind::Status => u16::read(raw, decode).is_some(),
        Kind::Millis => u32::read(raw, decode).is_some(),
        Kind::Integer => u64::read(raw, decode).is_some(),
        Kind::Boolean => bool::read(raw, decode).is_some(),
        Kind::ClfTime | Kind::EpochMillis => Timestamp::read(raw, decode).is_some(),
        Kind::Ip => IpAddr::read(raw, decode).is_some(),
        Kind::Text
        | Kind::QuotedText
        | Kind::Method
        | Kind::EventType
        | Kind::ErrorType
        | Kind::BasePath
        | Kind::User => true,
    }
}

/// Whether a text is the `-` that stands for no value, written in any way.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn is_dash(raw: &str, decode: Decode) -> bool {
    raw.as_bytes() == b"-" || decode != Decode::Plain && is_escaped_dash(raw, decode)
}

#[cfg_attr(not(debug_assertions), inline(always))]
fn is_escaped_dash(raw: &str, decode: Decode) -> bool {
    matches!(raw.as_bytes().first(), Some(b'\\' | b'&')) && is_written_dash(raw, decode)
}

#[cold]
#[inline(never)]
fn is_written_dash(raw: &str, decode: Decode) -> bool {
    // `\u002d`, or `&#45;` with as many zeros as an entity may have.
    raw.len() <= 14 && decode::text(raw, decode) == "-"
}

/// A value that is not text: as it stands, or what its escapes stand for.
#[cfg_attr(not(debug_assertions), inline(always))]
fn unescaped<T>(raw: &str, decode: Decode, read: fn(&str) -> Option<T>) -> Option<T> {
    match read(raw) {
        None if decode != Decode::Plain => from_escapes(raw, decode, read),
        value => value,
    }
}

#[cold]
#[inline(never)]
fn from_escapes<T>(raw: &str, decode: Decode, read: fn(&str) -> Option<T>) -> Option<T> {
    match decode::text(raw, decode) {
        Cow::Borrowed(_) => None,
        Cow::Owned(text) => read(&text),
    }
}

/// A value that a slot can hold.
pub trait Read<'a>: Sized {
    /// From the slot's text; `None` when it is no such value.
    fn read(raw: &'a str, decode: Decode) -> Option<Self>;

    /// What stands for it in a partial record when the line has no such value.
    fn missing() -> Self;
}

/// A value that is text, so that it can hold escapes.
pub trait ReadText<'a>: Read<'a> {
    /// From the text without its escapes.
    fn unescaped(text: Cow<'a, str>) -> Self;
}

impl<'a, T: ReadText<'a>> ReadText<'a> for Option<T> {
    #[inline]
    fn unescaped(text: Cow<'a, str>) -> Self {
        (text != "-").then(|| T::unescaped(text))
    }
}

impl<'a> ReadText<'a> for Cow<'a, str> {
    #[inline]
    fn unescaped(text: Cow<'a, str>) -> Self {
        text
    }
}

impl<'a, T: Read<'a>> Read<'a> for Option<T> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn read(raw: &'a str, decode: Decode) -> Option<Self> {
        if is_dash(raw, decode) {
            return Some(None);
        }
        T::read(raw, decode).map(Some)
    }

    fn missing() -> Self {
        None
    }
}

impl<'a> Read<'a> for Cow<'a, str> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn read(raw: &'a str, decode: Decode) -> Option<Self> {
        Some(match decode {
            Decode::Plain => Cow::Borrowed(raw),
            other => decode::text(raw, other),
        })
    }

    fn missing() -> Self {
        Cow::Borrowed("")
    }
}

macro_rules! read_names {
    ($($name:ident)+) => {$(
        impl<'a> Read<'a> for $name<'a> {
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn read(raw: &'a str, decode: Decode) -> Option<Self> {
                Cow::read(raw, decode).map(Self::new)
            }

            fn missing() -> Self {
                Self::Other(Cow::Borrowed(""))
            }
        }

        impl<'a> ReadText<'a> for $name<'a> {
            #[cold]
            fn unescaped(text: Cow<'a, str>) -> Self {
                Self::new(text)
            }
        }
    )+};
}
read_names!(Method EventType ErrorType BasePath);

/// A status code: three digits, of which the first is not zero.
impl Read<'_> for u16 {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn read(raw: &str, decode: Decode) -> Option<Self> {
        unescaped(raw, decode, status)
    }

    fn missing() -> Self {
        0
    }
}

#[cfg_attr(not(debug_assertions), inline(always))]
fn status(raw: &str) -> Option<u16> {
    let &[a, b, c] = raw.as_bytes() else {
        return None;
    };
    let [a, b, c] = [a, b, c].map(|digit| u16::from(digit.wrapping_sub(b'0')));
    (a.wrapping_sub(1) <= 8 && b <= 9 && c <= 9).then_some(a * 100 + b * 10 + c)
}

impl Read<'_> for u32 {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn read(raw: &str, decode: Decode) -> Option<Self> {
        u64::read(raw, decode)?.try_into().ok()
    }

    fn missing() -> Self {
        0
    }
}

impl Read<'_> for u64 {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn read(raw: &str, decode: Decode) -> Option<Self> {
        unescaped(raw, decode, number)
    }

    fn missing() -> Self {
        0
    }
}

/// Digits without leading zeros: what is read is written the same again.
#[cfg_attr(not(debug_assertions), inline(always))]
fn number(raw: &str) -> Option<u64> {
    let bytes = raw.as_bytes();
    let (&first, others) = bytes.split_first()?;
    if bytes.len() > 19 || first == b'0' && !others.is_empty() {
        return None;
    }
    let (mut value, mut bad) = (0u64, false);
    for &digit in bytes {
        let digit = u64::from(digit.wrapping_sub(b'0'));
        bad |= digit > 9;
        value = value.wrapping_mul(10).wrapping_add(digit);
    }
    (!bad).then_some(value)
}

impl Read<'_> for bool {
    #[inline]
    fn read(raw: &str, decode: Decode) -> Option<Self> {
        unescaped(raw, decode, |raw| match raw {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        })
    }

    fn missing() -> Self {
        false
    }
}

/// The time of Common Log Format, or milliseconds.
impl Read<'_> for Timestamp {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn read(raw: &str, decode: Decode) -> Option<Self> {
        unescaped(raw, decode, time)
    }

    fn missing() -> Self {
        Timestamp::default()
    }
}

#[cfg_attr(not(debug_assertions), inline(always))]
fn time(raw: &str) -> Option<Timestamp> {
    let bytes = raw.as_bytes();
    let millis = match bytes.len() {
        26 => clf_seconds(bytes)? * 1000,
        13 if bytes.first() != Some(&b'0') => thirteen_digits(bytes)?,
        _ => i64::try_from(number(raw)?).ok()?,
    };
    Some(Timestamp::from_millis(millis))
}

#[cfg_attr(not(debug_assertions), inline(always))]
fn thirteen_digits(bytes: &[u8]) -> Option<i64> {
    let high = eight_digits(*bytes.first_chunk()?)?;
    let low = eight_digits(*bytes.last_chunk()?)?;
    Some(i64::from(high) * 100_000 + i64::from(low % 100_000))
}

#[cfg_attr(not(debug_assertions), inline(always))]
fn eight_digits(digits: [u8; 8]) -> Option<u32> {
    let word = u64::from_le_bytes(digits);
    let values = word.wrapping_sub(0x3030_3030_3030_3030);
    if (values | word.wrapping_add(0x4646_4646_4646_4646)) & 0x8080_8080_8080_8080 != 0 {
        return None;
    }
    let pairs = values.wrapping_mul(10).wrapping_add(values >> 8);
    let mask = 0x0000_00ff_0000_00ff;
    let odd = (pairs & mask).wrapping_mul(0x000f_4240_0000_0064);
    let even = ((pairs >> 16) & mask).wrapping_mul(0x0000_2710_0000_0001);
    Some((odd.wrapping_add(even) >> 32) as u32)
}

impl Read<'_> for IpAddr {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn read(raw: &str, decode: Decode) -> Option<Self> {
        match ipv4(raw.as_bytes()) {
            Some(address) => Some(IpAddr::V4(address)),
            None => other_address(raw, decode),
        }
    }

    fn missing() -> Self {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED)
    }
}

#[cold]
#[inline(never)]
fn other_address(raw: &str, decode: Decode) -> Option<IpAddr> {
    unescaped(raw, decode, |raw| raw.parse().ok())
}

/// Four numbers below 256 without leading zeros.
#[cfg_attr(not(debug_assertions), inline(always))]
fn ipv4(bytes: &[u8]) -> Option<Ipv4Addr> {
    let mut octets = [0u8; 4];
    let mut rest = bytes;
    for octet in octets.iter_mut().take(3) {
        let (value, len) = octet_of(u32::from_le_bytes(*rest.first_chunk()?))?;
        *octet = value;
        rest = rest.get(len..)?.strip_prefix(b".")?;
    }
    let len = rest.len();
    if len == 0 || len > 3 {
        return None;
    }
    // The last four bytes end with the last number; what stands before it goes out on the left.
    let word = u32::from_le_bytes(*bytes.last_chunk()?) >> (8 * (4 - len));
    let (value, read) = octet_of(word)?;
    octets[3] = value;
    (read == len).then(|| Ipv4Addr::from(octets))
}

/// The number at the start of four bytes, and how many digits it has.
#[cfg_attr(not(debug_assertions), inline(always))]
fn octet_of(word: u32) -> Option<(u8, usize)> {
    let digits = word.wrapping_sub(0x0030_3030);
    // The high bit of each byte that is no digit; the fourth never counts.
    let others = (digits | digits.wrapping_add(0x0076_7676)) & 0x0080_8080 | 0x8000_0000;
    let len = others.trailing_zeros() / 8;
    let [hundreds, tens, ones, _] = (digits << (8 * (3 - len)) & 0x000f_0f0f)
        .to_le_bytes()
        .map(u32::from);
    let value = hundreds * 100 + tens * 10 + ones;
    let leading_zero = len > 1 && digits.to_le_bytes()[0] == 0;
    if len == 0 || leading_zero {
        return None;
    }
    Some((u8::try_from(value).ok()?, len as usize))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<'a, T: Read<'a>>(raw: &'a str) -> Option<T> {
        T::read(raw, Decode::Plain)
    }

    #[test]
    fn reads_numbers() {
        assert_eq!(read::<u16>("504"), Some(504));
        assert_eq!(read::<u16>("099"), None);
        assert_eq!(read::<u16>("99"), None);
        assert_eq!(read::<u16>("1000"), None);
        assert_eq!(read::<u64>("007"), None);
        assert_eq!(read::<u64>("0"), Some(0));
        assert_eq!(read::<Timestamp>("0720635262451"), None);
        assert_eq!(read::<u16>("50x"), None);
        assert_eq!(read::<u64>(""), None);
        assert_eq!(read::<Option<u64>>("-"), Some(None));
        assert_eq!(
            read::<u64>("9999999999999999999"),
            Some(9_999_999_999_999_999_999)
        );
        assert_eq!(read::<u64>("12345678901234567890"), None);
        assert_eq!(
            read::<Timestamp>("1720635262451").map(Timestamp::as_millis),
            Some(1_720_635_262_451)
        );
        assert_eq!(read::<Timestamp>("172063526245x"), None);
    }

    #[test]
    fn reads_addresses_as_the_standard_library_does() {
        for text in [
            "192.0.2.10",
            "0.0.0.0",
            "255.255.255.255",
            "256.1.1.1",
            "1.2.3",
            "1.2.3.4.5",
            "01.2.3.4",
            "1.2.3.4 ",
            "1..3.4",
            "2001:db8::1",
            "::ffff:1.2.3.4",
            "x",
            "",
            "1.2.3.1234",
        ] {
            assert_eq!(read::<IpAddr>(text), text.parse().ok(), "{text}");
        }
    }
}
