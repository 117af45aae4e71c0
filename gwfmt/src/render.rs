//! Writing a record: [`Render`] shows its values, with the text around them, to one [`Style`].
//!
//! A line is put together in a small buffer and handed to the writer in few pieces. Copying and looking for what must be
//! escaped is one pass of sixteen bytes a step.

mod put;
mod style;

pub use put::{Put, User, UserOption};
use style::{Clf, Csv, GuardedCsv, Json, NativeJson, NativePlain, Style, Xml};

use std::marker::PhantomData;

use crate::error::WriteError;
use crate::format::{Layout, Slot};
use crate::template::Template;

/// Long enough for most lines; longer ones take several pieces.
const ROOM: usize = 640;

/// Where lines go: `Kind` tells `std::io::Write` from `std::fmt::Write`.
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

/// A line in the making. Its length is never behind a reference that leaves this module's inlined code, so that it stays
/// in a register; all else is in [`Buffer`].
#[derive(Debug)]
pub struct Out<'b, 'o> {
    len: usize,
    buffer: &'b mut Buffer<'o>,
}

/// The room for a line, and where it goes.
pub struct Buffer<'o> {
    room: [u8; ROOM],
    output: &'o mut dyn FnMut(&[u8]) -> Result<(), WriteError>,
    failed: Option<WriteError>,
}

impl std::fmt::Debug for Buffer<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Buffer").finish_non_exhaustive()
    }
}

impl<'o> Buffer<'o> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn new(output: &'o mut dyn FnMut(&[u8]) -> Result<(), WriteError>) -> Self {
        Self {
            room: [0; ROOM],
            output,
            failed: None,
        }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn finish(&mut self, len: usize) -> Result<(), WriteError> {
        match self.failed.take() {
            Some(error) => Err(error),
            None => (self.output)(self.room.get(..len).unwrap_or_default()),
        }
    }

    /// Makes room and puts the text there; gives the new length.
    #[cold]
    #[inline(never)]
    fn overflow(&mut self, len: usize, text: &[u8]) -> usize {
        let mut result = (self.output)(self.room.get(..len).unwrap_or_default());
        let mut len = 0;
        if let Some(room) = self.room.get_mut(..text.len()) {
            room.copy_from_slice(text);
            len = text.len();
        } else if result.is_ok() {
            result = (self.output)(text);
        }
        if self.failed.is_none() {
            self.failed = result.err();
        }
        len
    }

    /// Does something with a line that is as long as this; gives the new length.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn with(&mut self, len: usize, write: impl FnOnce(&mut Out<'_, 'o>)) -> usize {
        let mut out = Out { len, buffer: self };
        write(&mut out);
        out.len
    }
}

impl<'b, 'o> Out<'b, 'o> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn new(buffer: &'b mut Buffer<'o>) -> Self {
        Self { len: 0, buffer }
    }

    /// The next `len` bytes of the buffer, if there is room.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn room(&mut self, len: usize) -> Option<&mut [u8]> {
        self.buffer.room.get_mut(self.len..)?.get_mut(..len)
    }

    /// Text that needs nothing done to it.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn text(&mut self, text: &str) {
        if let Some(room) = self.room(text.len()) {
            room.copy_from_slice(text.as_bytes());
            self.len += text.len();
        } else {
            self.len = self.buffer.overflow(self.len, text.as_bytes());
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
        if let Some(room) = self.room(N).and_then(|room| room.first_chunk_mut::<N>()) {
            *room = *bytes;
            self.len += N;
        } else {
            self.len = self.buffer.overflow(self.len, bytes);
        }
    }

    /// Up to `N` bytes of ASCII, written in place: `write` says how many there are.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn in_place<const N: usize>(&mut self, write: impl FnOnce(&mut [u8; N]) -> usize) {
        if let Some(room) = self.room(N).and_then(|room| room.first_chunk_mut::<N>()) {
            self.len += write(room);
        } else {
            let mut bytes = [0; N];
            let len = write(&mut bytes);
            let bytes = bytes.get(..len).unwrap_or_default();
            self.len = self.buffer.overflow(self.len, bytes);
        }
    }

    /// Text of a value, escaped as the style escapes.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn value<S: Style>(&mut self, text: &str) {
        if let Some(room) = self.room(text.len())
            && copy::<S>(room, text.as_bytes())
        {
            self.len += text.len();
        } else {
            self.len = S::escape(text, self.buffer, self.len);
        }
    }

    /// A whole number.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn number(&mut self, number: u64) {
        if number < 10_000 {
            let number = number as u32;
            let ([a, b], [c, d]) = (two(number / 100), two(number % 100));
            let len =
                1 + usize::from(number > 9) + usize::from(number > 99) + usize::from(number > 999);
            let digits = u32::from_le_bytes([a, b, c, d]) >> (8 * (4 - len));
            self.in_place(|room| {
                *room = digits.to_le_bytes();
                len
            });
        } else {
            self.len = long_number(self.buffer, self.len, number);
        }
    }
}

#[inline(never)]
fn long_number(buffer: &mut Buffer<'_>, len: usize, mut number: u64) -> usize {
    let mut digits = [b'0'; 20];
    let mut at = digits.len();
    for pair in digits.as_chunks_mut::<2>().0.iter_mut().rev() {
        *pair = two((number % 100) as u32);
        number /= 100;
        at -= 2;
        if number == 0 {
            at += usize::from(pair[0] == b'0');
            break;
        }
    }
    let digits = std::str::from_utf8(digits.get(at..).unwrap_or_default()).unwrap_or_default();
    buffer.with(len, |out| out.text(digits))
}

use crate::time::two;

/// Copies and says whether nothing has to be escaped. The slices are of one length.
#[cfg_attr(not(debug_assertions), inline(always))]
fn copy<S: Style>(to: &mut [u8], from: &[u8]) -> bool {
    if from.len() >= 16 {
        let mut bad = false;
        let (blocks, _) = from.as_chunks::<16>();
        let (rooms, _) = to.as_chunks_mut::<16>();
        for (room, block) in rooms.iter_mut().zip(blocks) {
            *room = *block;
            bad |= S::bad16(block);
        }
        if let (Some(room), Some(block)) = (to.last_chunk_mut::<16>(), from.last_chunk::<16>()) {
            *room = *block;
            bad |= S::bad16(block);
        }
        return !bad;
    }
    copy_short::<S>(to, from)
}

#[cfg_attr(not(debug_assertions), inline(always))]
fn copy_short<S: Style>(to: &mut [u8], from: &[u8]) -> bool {
    if let (Some(first), Some(last)) = (from.first_chunk::<8>(), from.last_chunk::<8>()) {
        if let Some(room) = to.first_chunk_mut::<8>() {
            *room = *first;
        }
        if let Some(room) = to.last_chunk_mut::<8>() {
            *room = *last;
        }
        return !S::bad8(u64::from_le_bytes(*first)) && !S::bad8(u64::from_le_bytes(*last));
    }
    if let (Some(first), Some(last)) = (from.first_chunk::<4>(), from.last_chunk::<4>()) {
        if let Some(room) = to.first_chunk_mut::<4>() {
            *room = *first;
        }
        if let Some(room) = to.last_chunk_mut::<4>() {
            *room = *last;
        }
        let both =
            u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << 32;
        return !S::bad8(both);
    }
    let mut bad = from.is_empty() && S::BAD_EMPTY;
    for (room, byte) in to.iter_mut().zip(from) {
        *room = *byte;
        bad |= S::bad8(u64::from(*byte) | 0x7878_7878_7878_7800);
    }
    !bad
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
struct Render<'b, 'o, R, S> {
    out: Out<'b, 'o>,
    of: PhantomData<(R, S)>,
}

impl<'a, R: Template<'a>, S: Style> Visitor for Render<'_, '_, R, S> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn field<const I: usize, T: Put + ?Sized>(&mut self, value: &T) {
        self.out.text(const { R::FORMAT.pieces[S::PIECES][I] });
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

#[cfg_attr(not(debug_assertions), inline(always))]
fn render<'a, R: Template<'a>, S: Style>(
    record: &R,
    output: &mut dyn FnMut(&[u8]) -> Result<(), WriteError>,
) -> Result<(), WriteError> {
    let mut buffer = Buffer::new(output);
    let mut render = Render::<R, S> {
        out: Out::new(&mut buffer),
        of: PhantomData,
    };
    record.visit(&mut render);
    render
        .out
        .text(const { R::FORMAT.pieces[S::PIECES][R::FORMAT.slots.len()] });
    let len = render.out.len;
    buffer.finish(len)
}

/// Writes the record as JSON.
#[inline]
pub fn write_json<'a, R: Template<'a>, K>(
    record: &R,
    output: &mut impl Output<K>,
) -> Result<(), WriteError> {
    render::<R, Json>(record, &mut |text| output.take(text))
}

/// Writes the record as a row of CSV.
#[inline]
pub fn write_csv<'a, R: Template<'a>, K>(
    record: &R,
    output: &mut impl Output<K>,
) -> Result<(), WriteError> {
    render::<R, Csv>(record, &mut |text| output.take(text))
}

/// Writes the record as a row of CSV that no spreadsheet takes for formulas.
#[inline]
pub fn write_csv_guarded<'a, R: Template<'a>, K>(
    record: &R,
    output: &mut impl Output<K>,
) -> Result<(), WriteError> {
    render::<R, GuardedCsv>(record, &mut |text| output.take(text))
}

/// Writes the record as XML.
#[inline]
pub fn write_xml<'a, R: Template<'a>, K>(
    record: &R,
    output: &mut impl Output<K>,
) -> Result<(), WriteError> {
    render::<R, Xml>(record, &mut |text| output.take(text))
}

/// Writes the record in Common Log Format.
#[inline]
pub fn write_clf<'a, R: Template<'a>, K>(
    record: &R,
    output: &mut impl Output<K>,
) -> Result<(), WriteError> {
    let mut take = |text: &[u8]| output.take(text);
    let mut buffer = Buffer::new(&mut take);
    let mut render = Render::<R, Clf> {
        out: Out::new(&mut buffer),
        of: PhantomData,
    };
    record.clf(&mut render);
    let len = render.out.len;
    buffer.finish(len)
}

/// Writes the line as API Gateway would, or names a field whose value the format cannot carry.
#[inline]
pub fn write_native<'a, R: Template<'a>, K>(
    record: &R,
    output: &mut impl Output<K>,
) -> Result<(), WriteError> {
    let mut check = Check::<R> {
        problem: None,
        doubt: false,
        of: PhantomData,
    };
    record.visit(&mut check);
    if let Some(field) = check.problem {
        return Err(WriteError::Field(field));
    }
    if check.doubt {
        doubtful(record)?;
    }
    if matches!(R::FORMAT.layout, Layout::Json) {
        render::<R, NativeJson>(record, &mut |text| output.take(text))
    } else {
        render::<R, NativePlain>(record, &mut |text| output.take(text))
    }
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
    let mut line = String::new();
    for (number, piece) in R::FORMAT.literals().iter().enumerate() {
        line.push_str(piece);
        line.push_str(values.texts.get(number).map_or("", String::as_str));
    }
    crate::follow::check(&line, R::FORMAT, &values.texts).map_err(WriteError::Field)
}

/// Whether each value, by itself, can be written natively.
struct Check<R> {
    problem: Option<&'static str>,
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
            Carried::No => self.problem = Some(slot.name),
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
    format: &'static crate::format::Format,
}

impl Visitor for Values {
    fn field<const I: usize, T: Put + ?Sized>(&mut self, value: &T) {
        let mut text = Vec::new();
        let mut output = |piece: &[u8]| {
            text.extend_from_slice(piece);
            Ok(())
        };
        let mut buffer = Buffer::new(&mut output);
        let mut out = Out::new(&mut buffer);
        if let Some(slot) = self.format.slots.get(I) {
            if self.format.layout == Layout::Json {
                value.put::<NativeJson>(&mut out, slot);
            } else {
                value.put::<NativePlain>(&mut out, slot);
            }
        }
        let len = out.len;
        // The closure cannot fail.
        let _ = buffer.finish(len);
        self.texts.push(String::from_utf8(text).unwrap_or_default());
    }
}

/// What a `write_*` function writes that cannot fail, as a `String`.
#[inline]
pub fn to_string(write: impl FnOnce(&mut Vec<u8>) -> Result<(), WriteError>) -> String {
    to_text(write).unwrap_or_default()
}

/// What a `write_*` function writes, as a `String`.
#[inline]
pub fn to_text(
    write: impl FnOnce(&mut Vec<u8>) -> Result<(), WriteError>,
) -> Result<String, WriteError> {
    let mut text = Vec::with_capacity(1024);
    write(&mut text)?;
    String::from_utf8(text).map_err(|_| WriteError::Fmt(std::fmt::Error))
}
