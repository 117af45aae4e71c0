//! Writing values: [`Put`] says how each is written, a [`Style`] how it is escaped, [`Out`] is the line in the making.
//!
//! A line is put together in a small room and handed to the writer in few pieces, mostly one. Copying and looking for what
//! must be escaped is one pass of sixteen bytes a step.

#[cfg(feature = "runtime")]
pub(crate) mod dynamic;
mod native;
mod number;
mod put;
pub(crate) mod style;

pub(crate) use native::{comes_back, native_text};
pub use put::{Carried, Put, User, UserOption};
pub use style::Style;

use std::marker::PhantomData;

use crate::error::WriteError;
use crate::raw::line::{self, Line};

/// Where lines go: anything that implements [`std::io::Write`] or [`std::fmt::Write`]; `Kind` tells one from the other, and is
/// found by the compiler.
///
/// ```
/// # use gwfmt::access_log_format;
/// #[access_log_format("$context.requestId $context.status", api = "rest")]
/// pub struct Line;
///
/// let line = Line::parse("a 200")?;
/// let (mut bytes, mut text) = (Vec::new(), String::new());
/// line.write_json(&mut bytes)?;
/// line.write_csv(&mut text)?;
/// assert_eq!((bytes.as_slice(), text.as_str()), (&br#"{"request_id":"a","status":200}"#[..], "a,200"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Output<Kind> {
    /// Takes whole characters.
    fn take(&mut self, text: &[u8]) -> Result<(), WriteError>;
}

/// Marks what implements `std::io::Write`.
#[derive(Debug)]
pub struct Io;

/// Marks what implements `std::fmt::Write`.
#[derive(Debug)]
pub struct Fmt;

impl<W: std::io::Write> Output<Io> for W {
    #[inline]
    fn take(&mut self, text: &[u8]) -> Result<(), WriteError> {
        self.write_all(text).map_err(WriteError::Io)
    }
}

impl<W: std::fmt::Write> Output<Fmt> for W {
    #[inline]
    fn take(&mut self, text: &[u8]) -> Result<(), WriteError> {
        let text = std::str::from_utf8(text).map_err(|_| WriteError::Fmt(std::fmt::Error))?;
        self.write_str(text).map_err(WriteError::Fmt)
    }
}

/// Where the pieces of one line go.
pub(crate) trait Sink {
    /// Takes a piece.
    fn take(&mut self, text: &[u8]);
}

/// An output, and the first error it gave.
struct Checked<'w, K, W> {
    output: &'w mut W,
    failed: Option<WriteError>,
    of: PhantomData<K>,
}

impl<K, W: Output<K>> Sink for Checked<'_, K, W> {
    #[inline]
    fn take(&mut self, text: &[u8]) {
        if self.failed.is_none() {
            self.failed = self.output.take(text).err();
        }
    }
}

/// Where the pieces of a line go that is meant to have one: nowhere.
struct TooLong(bool);

impl Sink for TooLong {
    fn take(&mut self, _: &[u8]) {
        self.0 = true;
    }
}

/// Writes a line from a room of its own. `write` gives the line back.
#[inline]
pub(crate) fn write_line<K, W: Output<K>>(
    output: &mut W,
    write: impl for<'l> Fn(Line<'l>, &mut dyn Sink) -> Line<'l>,
) -> Result<(), WriteError> {
    let mut sink = Checked {
        output,
        failed: None,
        of: PhantomData,
    };
    let mut room = line::room();
    let line = write(Line::new(&mut room), &mut sink);
    sink.take(line.written());
    sink.failed.map_or(Ok(()), Err)
}

/// Appends a line to a text, in place if it is not longer than most lines.
#[inline]
pub(crate) fn append_line(
    text: &mut Vec<u8>,
    write: impl for<'l> Fn(Line<'l>, &mut dyn Sink) -> Line<'l>,
) {
    let mut sink = TooLong(false);
    let in_place = line::append(text, |line| {
        let line = write(line, &mut sink);
        (!sink.0).then_some(line)
    });
    if !in_place {
        // Memory takes everything.
        let _ = write_line::<Io, _>(text, write);
    }
}

/// A line in the making, and where it goes. It is never behind a reference that leaves inlined code, so that the length
/// stays in a register.
pub struct Out<'l, 's> {
    pub(crate) line: Line<'l>,
    pub(crate) sink: &'s mut (dyn Sink + 's),
}

impl std::fmt::Debug for Out<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Out").finish_non_exhaustive()
    }
}

impl Out<'_, '_> {
    /// Shows the line to code that is not inlined.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn apart(&mut self, write: impl FnOnce(&mut Out<'_, '_>)) {
        let sink = &mut *self.sink;
        self.line.apart(|line| {
            let mut out = Out { line, sink };
            write(&mut out);
            out.line
        });
    }

    /// Makes room and puts the text there.
    #[cold]
    #[inline(never)]
    fn overflow(&mut self, text: &[u8]) {
        self.sink.take(self.line.written());
        self.line.clear();
        if !self.line.text(text) {
            self.sink.take(text);
        }
    }

    /// Text that needs nothing done to it.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn text(&mut self, text: &str) {
        if !self.line.text(text.as_bytes()) {
            self.apart(|out| out.overflow(text.as_bytes()));
        }
    }

    /// A byte of ASCII.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn byte(&mut self, byte: u8) {
        self.array(&[byte]);
    }

    /// Bytes of ASCII, as many as the type says.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn array<const N: usize>(&mut self, bytes: &[u8; N]) {
        self.some_of(bytes, N);
    }

    /// The first `len` bytes of ASCII.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn some_of<const N: usize>(&mut self, bytes: &[u8; N], len: usize) {
        if !self.line.some_of(bytes, len) {
            let bytes = *bytes;
            self.apart(|out| out.overflow_some(bytes, len));
        }
    }

    /// By value, so that the bytes of the fast way need not be in memory.
    #[cold]
    #[inline(never)]
    fn overflow_some<const N: usize>(&mut self, bytes: [u8; N], len: usize) {
        self.overflow(bytes.get(..len).unwrap_or_default());
    }

    /// Text of a value, escaped as the style escapes.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn value<S: Style>(&mut self, text: &str) {
        let empty = S::BAD_EMPTY && text.is_empty();
        if empty || !self.line.good(text.as_bytes(), S::bad16) {
            self.apart(|out| S::escape(text, out));
        }
    }
}

/// Is shown the values of a record, in the order of the line.
pub trait Visitor {
    /// The value of slot `I`.
    fn field<const I: usize, T: Put + ?Sized>(&mut self, value: &T);
}

/// Is shown the values of Common Log Format, and the text around them.
pub trait ClfVisitor {
    /// Text.
    fn text(&mut self, text: &'static str);
    /// The value of slot `I`.
    fn value<const I: usize, T: Put + ?Sized>(&mut self, value: &T);
    /// The value of slot `I` as a time of Common Log Format.
    fn time<const I: usize, T: Put + ?Sized>(&mut self, value: &T);
}

/// What an `append_*` function writes that cannot fail, as a `String`.
#[inline]
pub fn to_string(append: impl FnOnce(&mut Vec<u8>)) -> String {
    let written = to_text(|text| {
        append(text);
        Ok(())
    });
    written.unwrap_or_default()
}

/// What an `append_*` function writes, as a `String`.
#[inline]
pub fn to_text(
    append: impl FnOnce(&mut Vec<u8>) -> Result<(), WriteError>,
) -> Result<String, WriteError> {
    let mut text = Vec::with_capacity(1024);
    append(&mut text)?;
    String::from_utf8(text).map_err(|_| WriteError::Fmt(std::fmt::Error))
}

#[cfg(test)]
mod tests {
    use super::style::NativePlain;
    use super::*;
    use crate::format::{Enclosure, Kind, Slot, TextSet};
    use crate::text::{Names, Text};

    const SLOT: Slot = Slot {
        name: Text::Fixed("ip"),
        path: Names::Fixed(&[]),
        kind: Kind::Ip,
        enclosure: Enclosure::Plain,
        free: false,
        closed: false,
        stops: Text::EMPTY,
        optional: false,
        texts: TextSet::ANYTHING,
    };

    #[test]
    fn addresses_are_written_as_display_writes_them() {
        let mut seed = 7u64;
        let mut next = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) as u32
        };
        for round in 0..40_000 {
            // Which groups are zero, and how many digits the others have.
            let (zeros, wide) = (next(), next());
            let groups: [u16; 8] = std::array::from_fn(|at| {
                let group = next() as u16 >> (4 * (wide >> (2 * at) & 3));
                if zeros >> at & 1 == 0 { 0 } else { group }
            });
            let six = std::net::Ipv6Addr::from(groups);
            let four = std::net::Ipv4Addr::from(if round < 256 { round } else { next() });
            for address in [six.into(), four.into(), four.to_ipv6_mapped().into()] {
                let address: std::net::IpAddr = address;
                let text = to_string(|text| {
                    append_line(text, |line, sink| {
                        let mut out = Out { line, sink };
                        address.put::<NativePlain>(&mut out, &SLOT);
                        out.line
                    });
                });
                assert_eq!(text, address.to_string());
            }
        }
    }
}
