//! [`Put`]: how each type of value is written.

use std::borrow::Cow;
use std::fmt::{Display, Write as _};
use std::net::{IpAddr, Ipv6Addr};

use super::Out;
use super::style::{NativeJson, Style, equal, hex};
use crate::format::MARK;
use crate::format::{Enclosure, Format, Kind, Layout, Slot};
use crate::names::{BasePath, ErrorType, EventType, Method};
use crate::time::{Timestamp, clf_words, two};

/// Whether a value can be written natively and read back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carried {
    /// It can.
    Yes,
    /// Only reading the whole line can tell.
    Maybe,
    /// It cannot.
    No,
}

/// A value that can be written.
pub trait Put {
    /// Writes it. The text around it is there already.
    fn put<S: Style>(&self, out: &mut Out<'_, '_>, slot: &Slot);

    /// Writes it as the time of Common Log Format.
    fn put_clf_time(&self, out: &mut Out<'_, '_>) {
        out.text("-");
    }

    /// Whether it can be written natively and read back.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn carried(&self, slot: &Slot, format: &Format<'_>) -> Carried {
        let _ = slot;
        // Digits, dots and the like: rarely what ends another value.
        if format
            .ends
            .bytes()
            .all(|end| matches!(end, b'"' | b',' | b'<' | b'|'))
        {
            Carried::Yes
        } else {
            Carried::Maybe
        }
    }
}

impl<T: Put> Put for Option<T> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put<S: Style>(&self, out: &mut Out<'_, '_>, slot: &Slot) {
        match self {
            Some(value) => value.put::<S>(out, slot),
            None if S::JSON_VALUES && slot.enclosure != Enclosure::JsonString => out.text("null"),
            // Without its quotes the line would not be JSON. They are read as absence too.
            None if S::NATIVE
                && slot.kind == Kind::QuotedText
                && slot.enclosure == Enclosure::JsonBare =>
            {
                out.text("\"-\"");
            }
            None => out.byte(b'-'),
        }
    }

    fn put_clf_time(&self, out: &mut Out<'_, '_>) {
        match self {
            Some(value) => value.put_clf_time(out),
            None => out.text("-"),
        }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn carried(&self, slot: &Slot, format: &Format<'_>) -> Carried {
        match self {
            Some(value) => value.carried(slot, format),
            None if format.ends.contains('-') => Carried::Maybe,
            None => Carried::Yes,
        }
    }
}

/// Text, in quotes where the place has none and the style wants them.
#[cfg_attr(not(debug_assertions), inline(always))]
fn put_text<S: Style>(text: &str, out: &mut Out<'_, '_>, slot: &Slot) {
    if S::JSON_VALUES && slot.enclosure != Enclosure::JsonString {
        out.byte(b'"');
        out.value::<S>(text);
        out.byte(b'"');
    } else if S::NATIVE && slot.kind == Kind::QuotedText {
        out.byte(b'"');
        out.value::<NativeJson>(text);
        out.byte(b'"');
    } else if S::NATIVE && slot.enclosure == Enclosure::JsonBare {
        out.text(text);
    } else {
        out.value::<S>(text);
    }
}

/// Whether text comes back from its place: it is not taken for absence, and nothing in it ends a value early.
#[inline]
fn text_carried(text: &str, slot: &Slot, format: &Format<'_>) -> Carried {
    if slot.optional && text == "-" {
        return Carried::No;
    }
    if begins_line(slot, format) {
        if text.starts_with(MARK) {
            return Carried::No;
        }
        // What follows begins the line, and may be the mark.
        if text.is_empty() {
            return Carried::Maybe;
        }
    }
    // What is escaped ends nothing.
    if slot.closed {
        return Carried::Yes;
    }
    // In quotes of its own: outside of JSON, other values may hold quotes too, and end in these.
    if slot.kind == Kind::QuotedText {
        let alone = format.layout == Layout::Json || format.ends.is_empty();
        return if alone { Carried::Yes } else { Carried::Maybe };
    }
    // Without quotes nothing is escaped, but a backslash would be read as an escape.
    let breaks = match slot.enclosure {
        Enclosure::JsonString => "",
        Enclosure::JsonBare => "\n\r\\",
        Enclosure::Plain => "\n\r",
    };
    // What is escaped begins with a backslash, and there a value may end.
    let ends_at_escape = slot.stops.contains('\\') || format.ends.contains('\\');
    let is_escaped = |c: char| c.is_control() || matches!(c, '"' | '\\');
    let may_end =
        slot.enclosure == Enclosure::JsonString && ends_at_escape && text.contains(is_escaped);
    if holds_any(text, breaks) {
        Carried::No
    } else if may_end || !slot.free && holds_any(text, &slot.stops) || holds_any(text, format.ends)
    {
        Carried::Maybe
    } else {
        Carried::Yes
    }
}

/// Whether a line begins with the value, so that a byte order mark at its start would be taken for the file's.
#[cfg_attr(not(debug_assertions), inline(always))]
fn begins_line(slot: &Slot, format: &Format<'_>) -> bool {
    format
        .literals()
        .first()
        .is_some_and(|first| first.is_empty())
        && format
            .slots
            .first()
            .is_some_and(|first| std::ptr::eq(first, slot))
}

/// Whether one of these characters stands in the text; those of ASCII are looked for in eight bytes a step.
#[inline(never)]
fn holds_any(text: &str, set: &str) -> bool {
    if !set.is_ascii() {
        return text.contains(|c| set.contains(c));
    }
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let mut last = [0; 8];
    for (to, from) in last.iter_mut().zip(rest) {
        *to = *from;
    }
    set.bytes().any(|byte| {
        // Nothing that is looked for is zero, with which the last word is filled up.
        let hits = words.iter().fold(0, |hits, word| {
            hits | equal(u64::from_le_bytes(*word), byte)
        });
        hits | equal(u64::from_le_bytes(last), byte) != 0
    })
}

macro_rules! put_text {
    ($($ty:ty),+) => {$(
        impl Put for $ty {
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn put<S: Style>(&self, out: &mut Out<'_, '_>, slot: &Slot) {
                put_text::<S>(&self.text_of(), out, slot);
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn carried(&self, slot: &Slot, format: &Format<'_>) -> Carried {
                text_carried(&self.text_of(), slot, format)
            }
        }
    )+};
}
put_text!(
    Cow<'_, str>,
    Method<'_>,
    EventType<'_>,
    ErrorType<'_>,
    BasePath<'_>
);

/// The text of text-like values.
trait TextOf {
    fn text_of(&self) -> &str;
}

impl TextOf for Cow<'_, str> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn text_of(&self) -> &str {
        self
    }
}

macro_rules! text_of {
    ($($name:ident)+) => {$(
        impl TextOf for $name<'_> {
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn text_of(&self) -> &str {
                self.as_str()
            }
        }
    )+};
}
text_of!(Method EventType ErrorType BasePath);

macro_rules! put_number {
    ($($ty:ty)+) => {$(
        impl Put for $ty {
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn put<S: Style>(&self, out: &mut Out<'_, '_>, _: &Slot) {
                out.number(u64::from(*self));
            }
        }
    )+};
}
put_number!(u32);

impl Put for u16 {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put<S: Style>(&self, out: &mut Out<'_, '_>, _: &Slot) {
        out.number(u64::from(*self));
    }

    /// Three digits are read.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn carried(&self, slot: &Slot, format: &Format<'_>) -> Carried {
        if (100..1000).contains(self) {
            u32::from(*self).carried(slot, format)
        } else {
            Carried::No
        }
    }
}

impl Put for u64 {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put<S: Style>(&self, out: &mut Out<'_, '_>, _: &Slot) {
        out.number(*self);
    }

    /// Nineteen digits are read.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn carried(&self, _: &Slot, _: &Format<'_>) -> Carried {
        if *self < 10_000_000_000_000_000_000 {
            Carried::Yes
        } else {
            Carried::No
        }
    }
}

impl Put for bool {
    #[inline]
    fn put<S: Style>(&self, out: &mut Out<'_, '_>, _: &Slot) {
        out.text(if *self { "true" } else { "false" });
    }
}

impl Put for Timestamp {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put<S: Style>(&self, out: &mut Out<'_, '_>, slot: &Slot) {
        if slot.kind == Kind::EpochMillis {
            if self.as_millis() < 0 {
                out.byte(b'-');
            }
            out.millis(self.as_millis().unsigned_abs());
        } else if S::JSON_VALUES && slot.enclosure != Enclosure::JsonString {
            out.byte(b'"');
            self.put_clf_time(out);
            out.byte(b'"');
        } else {
            self.put_clf_time(out);
        }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put_clf_time(&self, out: &mut Out<'_, '_>) {
        // Years beyond four digits cannot be written; the nearest second that can be is.
        let seconds = self.as_secs().clamp(-62_135_596_800, 253_402_300_799);
        let (words, rest) = clf_words(seconds);
        for word in words {
            out.array(&word.to_le_bytes());
        }
        out.array(&rest);
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn carried(&self, slot: &Slot, format: &Format<'_>) -> Carried {
        let fits = if slot.kind == Kind::EpochMillis {
            self.as_millis() >= 0
        } else {
            self.subsec_millis() == 0 && self.to_clf().is_some()
        };
        if !fits {
            Carried::No
        } else if slot.kind == Kind::ClfTime && format.ends.contains([' ', '/', ':', '+']) {
            Carried::Maybe
        } else {
            Carried::Yes
        }
    }
}

impl Put for IpAddr {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put<S: Style>(&self, out: &mut Out<'_, '_>, slot: &Slot) {
        let quotes = S::JSON_VALUES && slot.enclosure != Enclosure::JsonString;
        if quotes {
            out.byte(b'"');
        }
        match self {
            IpAddr::V4(address) => put_ipv4(address.octets(), out),
            IpAddr::V6(address) => out.apart(|out| put_ipv6(address, out)),
        }
        if quotes {
            out.byte(b'"');
        }
    }
}

/// Four bytes a step, of which the last may be one too many.
#[cfg_attr(not(debug_assertions), inline(always))]
fn put_ipv4(octets: [u8; 4], out: &mut Out<'_, '_>) {
    let [first @ .., last] = octets;
    for octet in first {
        let (digits, len) = three(octet);
        out.some_of(&digits, len + 1);
    }
    let (digits, len) = three(last);
    out.some_of(&digits, len);
}

/// The digits of a byte and a dot, and how many digits there are.
#[cfg_attr(not(debug_assertions), inline(always))]
fn three(octet: u8) -> ([u8; 4], usize) {
    const DIGITS: [[u8; 4]; 256] = {
        let mut table = [[0; 4]; 256];
        let mut number = 0;
        while number < 256 {
            let (hundreds, [tens, ones]) = (b'0' + (number / 100) as u8, two(number as u32 % 100));
            table[number] = match number {
                0..10 => [ones, b'.', 0, 0],
                10..100 => [tens, ones, b'.', 0],
                _ => [hundreds, tens, ones, b'.'],
            };
            number += 1;
        }
        table
    };
    let len = 1 + usize::from(octet > 9) + usize::from(octet > 99);
    (DIGITS[usize::from(octet)], len)
}

/// As `Display` writes it: the longest run of zeros, the first of several, becomes `::`.
#[inline(never)]
fn put_ipv6(address: &Ipv6Addr, out: &mut Out<'_, '_>) {
    if address.to_ipv4_mapped().is_some() {
        return put_display(address, out);
    }
    let groups = address.segments();
    let (mut from, mut upto) = (0, 0);
    let mut begin = 0;
    for (at, group) in groups.iter().enumerate() {
        if *group != 0 {
            begin = at + 1;
        } else if at + 1 - begin > upto - from {
            (from, upto) = (begin, at + 1);
        }
    }
    // A single zero stays.
    let run = if upto - from > 1 { from..upto } else { 0..0 };
    for (at, group) in groups.iter().enumerate() {
        if run.contains(&at) {
            if at == run.start {
                out.text("::");
            }
            continue;
        }
        if at != 0 && at != run.end {
            out.byte(b':');
        }
        let [high, low] = group.to_be_bytes().map(hex);
        let len = 1
            + usize::from(*group > 0xf)
            + usize::from(*group > 0xff)
            + usize::from(*group > 0xfff);
        let digits = u32::from_le_bytes([high[0], high[1], low[0], low[1]]) >> (8 * (4 - len));
        out.some_of(&digits.to_le_bytes(), len);
    }
}

/// Through `Display`, without memory of its own.
#[inline(never)]
fn put_display(value: &dyn Display, out: &mut Out<'_, '_>) {
    struct Adapter<'r, 'l, 's>(&'r mut Out<'l, 's>);
    impl std::fmt::Write for Adapter<'_, '_, '_> {
        fn write_str(&mut self, text: &str) -> std::fmt::Result {
            self.0.text(text);
            Ok(())
        }
    }
    // The sink keeps its own errors.
    let _ = write!(Adapter(out), "{value}");
}

/// A value of the user's type.
#[derive(Debug)]
pub struct User<'v, T>(pub &'v T);

impl<T: Display> Put for User<'_, T> {
    fn put<S: Style>(&self, out: &mut Out<'_, '_>, slot: &Slot) {
        put_text::<S>(&self.0.to_string(), out, slot);
    }

    fn carried(&self, slot: &Slot, format: &Format<'_>) -> Carried {
        text_carried(&self.0.to_string(), slot, format)
    }
}

/// A value of the user's type, or none.
#[derive(Debug)]
pub struct UserOption<'v, T>(pub &'v Option<T>);

impl<T: Display> Put for UserOption<'_, T> {
    fn put<S: Style>(&self, out: &mut Out<'_, '_>, slot: &Slot) {
        self.0.as_ref().map(User).put::<S>(out, slot);
    }

    fn carried(&self, slot: &Slot, format: &Format<'_>) -> Carried {
        self.0.as_ref().map(User).carried(slot, format)
    }
}
