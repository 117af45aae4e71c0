//! Writing a record: [`Render`] shows its values, with the text around them, to one [`Style`].
//!
//! A line is put together in a small room and handed to the writer in few pieces, mostly one. Copying and looking for what
//! must be escaped is one pass of sixteen bytes a step.

#[cfg(feature = "runtime")]
pub(crate) mod dynamic;
mod put;
mod style;

pub use put::{Put, User, UserOption};
pub use style::Style;
use style::{Clf, Csv, GuardedCsv, Json, NativeJson, NativePlain, Xml};

use std::marker::PhantomData;

use crate::error::WriteError;
use crate::format::{Format, Layout, Slot};
use crate::raw::line::{self, Line};
use crate::template::Template;

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
fn write_line<K, W: Output<K>>(
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
fn append_line(text: &mut Vec<u8>, write: impl for<'l> Fn(Line<'l>, &mut dyn Sink) -> Line<'l>) {
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
    line: Line<'l>,
    sink: &'s mut (dyn Sink + 's),
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

    /// A whole number.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn number(&mut self, number: u64) {
        if number < PART {
            self.short_number(number as u32);
        } else {
            self.apart(|out| long_number(out, number));
        }
    }

    /// Up to eight digits.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn short_number(&mut self, number: u32) {
        let len = length(number);
        let digits = (eight(number) | ZEROS) >> (8 * (8 - len));
        self.some_of(&digits.to_le_bytes(), len);
    }

    /// A number that mostly has more than eight digits.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn millis(&mut self, number: u64) {
        let (first, last) = (number / PART, (number % PART) as u32);
        if 0 < first && first < PART {
            self.short_number(first as u32);
            self.eight(last);
        } else {
            self.number(number);
        }
    }

    /// Eight digits, zeros among them.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn eight(&mut self, number: u32) {
        self.array(&(eight(number) | ZEROS).to_le_bytes());
    }
}

/// What eight digits can count.
const PART: u64 = 100_000_000;
const ZEROS: u64 = 0x3030_3030_3030_3030;

/// Eight digits of a number that has no more, not yet ASCII; the first is the lowest byte.
#[cfg_attr(not(debug_assertions), inline(always))]
fn eight(number: u32) -> u64 {
    // Halves, quarters, digits: each step divides all parts at once.
    let halves = u64::from(number / 10_000) | u64::from(number % 10_000) << 32;
    let hundreds = ((halves * 5243) >> 19) & 0x7f_0000_007f;
    let pairs = hundreds | (halves - hundreds * 100) << 16;
    let tens = ((pairs * 103) >> 10) & 0x000f_000f_000f_000f;
    tens | (pairs - tens * 10) << 8
}

/// How many digits a number below 100,000,000 has. The digits themselves would say so later: where the next value begins
/// should be known early.
#[cfg_attr(not(debug_assertions), inline(always))]
fn length(number: u32) -> usize {
    /// For each number of bits: the carry into the high half is at the power of ten among such numbers.
    const STEPS: [u64; 32] = {
        let mut steps = [0; 32];
        let mut bits = 0;
        while bits < 32 {
            let least = 1u64 << bits;
            let (mut power, mut digits) = (10, 1);
            while power <= least {
                power *= 10;
                digits += 1;
            }
            steps[bits] = if power < 2 * least {
                ((digits + 1) << 32) - power
            } else {
                digits << 32
            };
            bits += 1;
        }
        steps
    };
    let step = STEPS[(number | 1).ilog2() as usize];
    ((u64::from(number) + step) >> 32) as usize
}

#[inline(never)]
fn long_number(out: &mut Out<'_, '_>, number: u64) {
    let (first, last) = (number / PART, (number % PART) as u32);
    if first < PART {
        out.short_number(first as u32);
    } else {
        out.short_number((first / PART) as u32);
        out.eight((first % PART) as u32);
    }
    out.eight(last);
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

/// Writes what it is shown.
struct Render<'l, 's, R, S> {
    out: Out<'l, 's>,
    of: PhantomData<(R, S)>,
}

impl<'a, R: Template<'a>, S: Style> Visitor for Render<'_, '_, R, S> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn field<const I: usize, T: Put + ?Sized>(&mut self, value: &T) {
        self.out
            .text(const { R::FORMAT.pieces[S::PIECES][I].fixed() });
        value.put::<S>(&mut self.out, const { &R::FORMAT.slots[I] });
    }
}

impl<'a, R: Template<'a>> ClfVisitor for Render<'_, '_, R, Clf> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn text(&mut self, text: &'static str) {
        self.out.text(text);
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn value<const I: usize, T: Put + ?Sized>(&mut self, value: &T) {
        value.put::<Clf>(&mut self.out, const { &R::FORMAT.slots[I] });
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn time<const I: usize, T: Put + ?Sized>(&mut self, value: &T) {
        value.put_clf_time(&mut self.out);
    }
}

/// Not inlined: a vector has two places that call it.
#[inline(never)]
fn render<'a, 'l, R: Template<'a>, S: Style>(
    record: &R,
    line: Line<'l>,
    sink: &mut dyn Sink,
) -> Line<'l> {
    let mut render = Render::<R, S> {
        out: Out { line, sink },
        of: PhantomData,
    };
    record.visit(&mut render);
    render
        .out
        .text(const { R::FORMAT.pieces[S::PIECES][R::FORMAT.slots.len()].fixed() });
    render.out.line
}

/// As `render`.
#[inline(never)]
fn render_clf<'a, 'l, R: Template<'a>>(
    record: &R,
    line: Line<'l>,
    sink: &mut dyn Sink,
) -> Line<'l> {
    let mut render = Render::<R, Clf> {
        out: Out { line, sink },
        of: PhantomData,
    };
    record.clf(&mut render);
    render.out.line
}

/// Declares the functions that write a record in one way: to an output, and appended to a text.
macro_rules! ways {
    ($($(#[$docs:meta])* $write:ident $append:ident = $render:expr;)+) => {$(
        $(#[$docs])*
        #[inline]
        pub fn $write<'a, R: Template<'a>, K>(
            record: &R,
            output: &mut impl Output<K>,
        ) -> Result<(), WriteError> {
            write_line(output, |line, sink| $render(record, line, sink))
        }

        $(#[$docs])*
        #[inline]
        pub fn $append<'a, R: Template<'a>>(record: &R, text: &mut Vec<u8>) {
            append_line(text, |line, sink| $render(record, line, sink));
        }
    )+};
}
ways! {
    /// Writes the record as JSON.
    write_json append_json = render::<R, Json>;
    /// Writes the record as a row of CSV.
    write_csv append_csv = render::<R, Csv>;
    /// Writes the record as a row of CSV that no spreadsheet takes for formulas.
    write_csv_guarded append_csv_guarded = render::<R, GuardedCsv>;
    /// Writes the record as XML.
    write_xml append_xml = render::<R, Xml>;
    /// Writes the record in Common Log Format.
    write_clf append_clf = render_clf;
}

/// Writes the line as API Gateway would, or names a field whose value the format cannot carry.
#[inline]
pub fn write_native<'a, R: Template<'a>, K>(
    record: &R,
    output: &mut impl Output<K>,
) -> Result<(), WriteError> {
    is_carried(record)?;
    write_line(output, |line, sink| render_native(record, line, sink))
}

/// The same, appended to a text.
#[inline]
pub fn append_native<'a, R: Template<'a>>(
    record: &R,
    text: &mut Vec<u8>,
) -> Result<(), WriteError> {
    is_carried(record)?;
    append_line(text, |line, sink| render_native(record, line, sink));
    Ok(())
}

/// Names a field whose value the format cannot carry.
#[inline]
fn is_carried<'a, R: Template<'a>>(record: &R) -> Result<(), WriteError> {
    let mut check = Check::<R> {
        problem: None,
        doubt: false,
        of: PhantomData,
    };
    record.visit(&mut check);
    if let Some(slot) = check.problem {
        return Err(WriteError::Field(slot.name.clone().into()));
    }
    if check.doubt {
        doubtful(record)?;
    }
    Ok(())
}

/// The line as API Gateway would write it, whether it reads back or not.
#[cfg_attr(not(debug_assertions), inline(always))]
fn render_native<'a, 'l, R: Template<'a>>(
    record: &R,
    line: Line<'l>,
    sink: &mut dyn Sink,
) -> Line<'l> {
    if matches!(R::FORMAT.layout, Layout::Json) {
        render::<R, NativeJson>(record, line, sink)
    } else {
        render::<R, NativePlain>(record, line, sink)
    }
}

/// The line as API Gateway would write it, for `Display`.
pub fn display<'a, R: Template<'a>>(
    record: &R,
    f: &mut std::fmt::Formatter<'_>,
) -> std::fmt::Result {
    let written = write_line::<Fmt, _>(f, |line, sink| render_native(record, line, sink));
    written.map_err(|_| std::fmt::Error)
}

/// A value holds what could end it: writes the line, reads it, and compares the texts.
#[cold]
#[inline(never)]
fn doubtful<'a, R: Template<'a>>(record: &R) -> Result<(), WriteError> {
    let mut values = Values {
        texts: Vec::new(),
        format: R::FORMAT,
    };
    record.visit(&mut values);
    comes_back(R::FORMAT, &values.texts)
}

/// Puts a native line together, reads it, and compares the texts.
fn comes_back(format: &Format<'_>, texts: &[String]) -> Result<(), WriteError> {
    let mut line = String::new();
    for (number, piece) in format.literals().iter().enumerate() {
        line.push_str(piece);
        line.push_str(texts.get(number).map_or("", String::as_str));
    }
    let lost = crate::follow::check(&line, format, texts);
    lost.map_err(|field| WriteError::Field(field.into()))
}

/// The text of a value as it stands in a native line.
fn native_text<T: Put + ?Sized>(value: &T, slot: &Slot, layout: Layout) -> String {
    to_string(|text| {
        append_line(text, |line, sink| {
            let mut out = Out { line, sink };
            match layout {
                Layout::Json => value.put::<NativeJson>(&mut out, slot),
                _ => value.put::<NativePlain>(&mut out, slot),
            }
            out.line
        });
    })
}

/// Whether each value, by itself, can be written natively.
struct Check<R> {
    problem: Option<&'static Slot>,
    doubt: bool,
    of: PhantomData<R>,
}

impl<'a, R: Template<'a>> Visitor for Check<R> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn field<const I: usize, T: Put + ?Sized>(&mut self, value: &T) {
        let slot: &'static Slot = const { &R::FORMAT.slots[I] };
        match value.carried(slot, R::FORMAT) {
            Carried::Yes => {}
            Carried::Maybe => self.doubt = true,
            Carried::No => self.problem = Some(slot),
        }
    }
}

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

/// The text of each value as it stands in a native line.
struct Values {
    texts: Vec<String>,
    format: &'static Format<'static>,
}

impl Visitor for Values {
    fn field<const I: usize, T: Put + ?Sized>(&mut self, value: &T) {
        if let Some(slot) = self.format.slots.get(I) {
            let text = native_text(value, slot, self.format.layout);
            self.texts.push(text);
        }
    }
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
    use super::*;
    use crate::format::{Enclosure, Kind, TextSet};
    use crate::text::{Names, Text};

    fn written(number: u64) -> String {
        to_string(|text| {
            append_line(text, |line, sink| {
                let mut out = Out { line, sink };
                out.number(number);
                out.byte(b' ');
                out.millis(number);
                out.line
            });
        })
    }

    #[test]
    fn numbers_are_written_as_display_writes_them() {
        let mut numbers = vec![0, 1, 9, u64::MAX];
        for digits in 1..20 {
            let power = 10u64.pow(digits);
            numbers.extend([power - 1, power, power + 1, 7 * (power / 9), power / 8 * 5]);
        }
        for bits in 1..64 {
            numbers.extend([(1 << bits) - 1, 1 << bits, (1 << bits) + 1]);
        }
        for number in numbers {
            assert_eq!(written(number), format!("{number} {number}"));
        }
    }

    #[test]
    fn every_short_number_is_written_as_display_writes_it() {
        for number in (0..120_000).chain((0..1 << 27).step_by(997)) {
            assert_eq!(written(number), format!("{number} {number}"));
        }
    }

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
