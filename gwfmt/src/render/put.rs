//! [`Put`]: how each type of value is written.

use std::borrow::Cow;
use std::fmt::{Display, Write as _};
use std::net::IpAddr;

use super::style::{NativeJson, Style};
use super::{Carried, Out};
use crate::format::{Kind, Layout, Place, Slot};
use crate::names::{BasePath, ErrorType, EventType, Method};
use crate::time::{Timestamp, clf_text, two};

/// A value that can be written.
pub trait Put {
    /// Writes it. The text around it is there already.
    fn put<S: Style>(&self, out: &mut Out<'_>, slot: &'static Slot);

    /// Writes it as the time of Common Log Format.
    fn put_clf_time(&self, out: &mut Out<'_>) {
        out.text("-");
    }

    /// Whether it can be written natively and read back.
    #[inline(always)]
    fn carried(&self, _: &'static Slot, _: &'static str, _: Layout) -> Carried {
        Carried::Yes
    }
}

impl<T: Put> Put for Option<T> {
    #[inline(always)]
    fn put<S: Style>(&self, out: &mut Out<'_>, slot: &'static Slot) {
        match self {
            Some(value) => value.put::<S>(out, slot),
            None if S::JSON_VALUES && slot.place != Place::JsonString => out.text("null"),
            None => out.byte(b'-'),
        }
    }

    fn put_clf_time(&self, out: &mut Out<'_>) {
        match self {
            Some(value) => value.put_clf_time(out),
            None => out.text("-"),
        }
    }

    #[inline(always)]
    fn carried(&self, slot: &'static Slot, after: &'static str, layout: Layout) -> Carried {
        match self {
            Some(value) => value.carried(slot, after, layout),
            None if layout == Layout::Json || !after.starts_with('-') => Carried::Yes,
            None => Carried::Maybe,
        }
    }
}

/// Text, in quotes where the place has none and the style wants them.
#[inline(always)]
fn put_text<S: Style>(text: &str, out: &mut Out<'_>, slot: &'static Slot) {
    if S::JSON_VALUES && slot.place != Place::JsonString {
        out.byte(b'"');
        out.value::<S>(text);
        out.byte(b'"');
    } else if S::NATIVE && slot.kind == Kind::QuotedText {
        out.byte(b'"');
        out.value::<NativeJson>(text);
        out.byte(b'"');
    } else if S::NATIVE && slot.place == Place::JsonBare {
        out.text(text);
    } else {
        out.value::<S>(text);
    }
}

/// Whether text comes back from its place: it is not taken for absence, and nothing in it ends the value early.
#[inline(always)]
fn text_carried(text: &str, slot: &'static Slot, after: &'static str, layout: Layout) -> Carried {
    if slot.optional && text.as_bytes() == b"-" {
        return Carried::No;
    }
    if slot.kind == Kind::QuotedText {
        return Carried::Yes;
    }
    if layout == Layout::Json && slot.place == Place::JsonString {
        // Composite strings end at other characters than the quote, which is escaped.
        return if after.starts_with('"') {
            Carried::Yes
        } else {
            Carried::Maybe
        };
    }
    let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if plain && !after.is_empty() {
        Carried::Yes
    } else {
        Carried::Maybe
    }
}

macro_rules! put_text {
    ($($ty:ty),+) => {$(
        impl Put for $ty {
            #[inline(always)]
            fn put<S: Style>(&self, out: &mut Out<'_>, slot: &'static Slot) {
                put_text::<S>(&self.text_of(), out, slot);
            }

            #[inline(always)]
            fn carried(&self, slot: &'static Slot, after: &'static str, layout: Layout) -> Carried {
                text_carried(&self.text_of(), slot, after, layout)
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
    #[inline(always)]
    fn text_of(&self) -> &str {
        self
    }
}

macro_rules! text_of {
    ($($name:ident)+) => {$(
        impl TextOf for $name<'_> {
            #[inline(always)]
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
            #[inline(always)]
            fn put<S: Style>(&self, out: &mut Out<'_>, _: &'static Slot) {
                out.number(u64::from(*self));
            }
        }
    )+};
}
put_number!(u16 u32);

impl Put for u64 {
    #[inline(always)]
    fn put<S: Style>(&self, out: &mut Out<'_>, _: &'static Slot) {
        out.number(*self);
    }

    /// Nineteen digits are read.
    #[inline(always)]
    fn carried(&self, _: &'static Slot, _: &'static str, _: Layout) -> Carried {
        if *self < 10_000_000_000_000_000_000 {
            Carried::Yes
        } else {
            Carried::No
        }
    }
}

impl Put for bool {
    #[inline]
    fn put<S: Style>(&self, out: &mut Out<'_>, _: &'static Slot) {
        out.text(if *self { "true" } else { "false" });
    }
}

impl Put for Timestamp {
    #[inline(always)]
    fn put<S: Style>(&self, out: &mut Out<'_>, slot: &'static Slot) {
        if slot.kind == Kind::EpochMillis {
            if self.as_millis() < 0 {
                out.byte(b'-');
            }
            out.number(self.as_millis().unsigned_abs());
        } else if S::JSON_VALUES && slot.place != Place::JsonString {
            out.byte(b'"');
            self.put_clf_time(out);
            out.byte(b'"');
        } else {
            self.put_clf_time(out);
        }
    }

    #[inline(always)]
    fn put_clf_time(&self, out: &mut Out<'_>) {
        // Years beyond four digits cannot be written; the nearest second that can be is.
        let seconds = self.as_secs().clamp(-62_135_596_800, 253_402_300_799);
        out.array(&clf_text(seconds));
    }

    #[inline(always)]
    fn carried(&self, slot: &'static Slot, _: &'static str, _: Layout) -> Carried {
        let fits = if slot.kind == Kind::EpochMillis {
            self.as_millis() >= 0
        } else {
            self.subsec_millis() == 0 && self.to_clf().is_some()
        };
        if fits { Carried::Yes } else { Carried::No }
    }
}

impl Put for IpAddr {
    #[inline(always)]
    fn put<S: Style>(&self, out: &mut Out<'_>, slot: &'static Slot) {
        let quotes = S::JSON_VALUES && slot.place != Place::JsonString;
        if quotes {
            out.byte(b'"');
        }
        match self {
            IpAddr::V4(address) => put_ipv4(address.octets(), out),
            IpAddr::V6(_) => put_display(self, out),
        }
        if quotes {
            out.byte(b'"');
        }
    }
}

#[inline(always)]
fn put_ipv4(octets: [u8; 4], out: &mut Out<'_>) {
    let mut text = [0u8; 16];
    let mut len = 0;
    for octet in octets {
        let number = u32::from(octet);
        let [tens, ones] = two(number % 100);
        let digits = 1 + usize::from(number > 9) + usize::from(number > 99);
        let word = u32::from_le_bytes([b'0' + (number / 100) as u8, tens, ones, b'.'])
            >> (8 * (3 - digits));
        if let Some(room) = text
            .get_mut(len..)
            .and_then(|room| room.first_chunk_mut::<4>())
        {
            *room = word.to_le_bytes();
        } else if let Some(room) = text
            .get_mut(len..)
            .and_then(|room| room.first_chunk_mut::<3>())
        {
            let [a, b, c, _] = word.to_le_bytes();
            *room = [a, b, c];
        } else {
            // The last octet, two digits and its dot.
            let [a, b, ..] = word.to_le_bytes();
            if let Some(room) = text
                .get_mut(len..)
                .and_then(|room| room.first_chunk_mut::<2>())
            {
                *room = [a, b];
            }
        }
        len += digits + 1;
    }
    out.ascii(text.get(..len - 1).unwrap_or_default());
}

/// Through `Display`, without memory of its own.
#[inline(never)]
fn put_display(value: &dyn Display, out: &mut Out<'_>) {
    struct Adapter<'r, 'o>(&'r mut Out<'o>);
    impl std::fmt::Write for Adapter<'_, '_> {
        fn write_str(&mut self, text: &str) -> std::fmt::Result {
            self.0.text(text);
            Ok(())
        }
    }
    // `Out` keeps its own errors.
    let _ = write!(Adapter(out), "{value}");
}

/// A value of the user's type.
#[derive(Debug)]
pub struct User<'v, T>(pub &'v T);

impl<T: Display> Put for User<'_, T> {
    fn put<S: Style>(&self, out: &mut Out<'_>, slot: &'static Slot) {
        put_text::<S>(&self.0.to_string(), out, slot);
    }

    fn carried(&self, slot: &'static Slot, after: &'static str, layout: Layout) -> Carried {
        text_carried(&self.0.to_string(), slot, after, layout)
    }
}

/// A value of the user's type, or none.
#[derive(Debug)]
pub struct UserOption<'v, T>(pub &'v Option<T>);

impl<T: Display> Put for UserOption<'_, T> {
    fn put<S: Style>(&self, out: &mut Out<'_>, slot: &'static Slot) {
        self.0.as_ref().map(User).put::<S>(out, slot);
    }

    fn carried(&self, slot: &'static Slot, after: &'static str, layout: Layout) -> Carried {
        self.0.as_ref().map(User).carried(slot, after, layout)
    }
}
