//! [`Rows`]: the lines of a buffer as columns of typed values.

use std::borrow::Cow;
use std::net::IpAddr;
use std::ops::Range;

use super::{Format, Value};
use crate::decode::{Decode, without_quotes};
use crate::error::{Error, ErrorKind};
use crate::find::first_line;
use crate::follow::settle;
use crate::format::{Format as Fixed, Kind, Slot};
use crate::read::{Read, is_dash, is_value};
use crate::records::is_empty;
use crate::render::dynamic::{self, To};
use crate::scan::line_of;
use crate::template::not_utf8;
use crate::text::Text;
use crate::time::Timestamp;

/// The values of one field, one for each good line.
///
/// Texts are borrowed from the buffer unless they hold escapes.
///
/// ```
/// use gwfmt::runtime::{ColumnValues, Format};
///
/// let format = Format::new("$context.requestId $context.status", None)?;
/// let rows = format.rows(b"a 200\nb 504\n");
/// assert_eq!(rows.columns()[1], ColumnValues::Numbers(vec![Some(200), Some(504)]));
/// # Ok::<(), gwfmt::runtime::FormatError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ColumnValues<'a> {
    /// Texts.
    Text(Vec<Option<Cow<'a, str>>>),
    /// Status codes, milliseconds, bytes and other whole numbers.
    Numbers(Vec<Option<u64>>),
    /// Truth values.
    Booleans(Vec<Option<bool>>),
    /// Points in time, in milliseconds since 1970.
    Times(Vec<Option<i64>>),
    /// Addresses.
    Addresses(Vec<Option<IpAddr>>),
}

/// A line of a buffer: its number, from 0 and with empty lines counted, and its bytes without the line break.
///
/// ```
/// use gwfmt::runtime::{Format, LinePlace};
///
/// let format = Format::new("$context.requestId $context.status", None)?;
/// let rows = format.rows(b"\na 200\n");
/// assert_eq!(rows.lines(), [LinePlace { number: 1, bytes: 1..6 }]);
/// # Ok::<(), gwfmt::runtime::FormatError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinePlace {
    /// The number.
    pub number: usize,
    /// The bytes of the buffer.
    pub bytes: Range<usize>,
}

/// How [`Rows::append`] writes a row.
///
/// ```
/// use gwfmt::runtime::{Format, Written};
///
/// let format = Format::new("$context.requestId $context.status", None)?;
/// let rows = format.rows(b"a 200\n");
/// let mut text = Vec::new();
/// rows.append(0, Written::Csv, &mut text);
/// assert_eq!(text, b"a,200");
/// # Ok::<(), gwfmt::runtime::FormatError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// As JSON, with the keys of a JSON format.
    Json,
    /// As a row of CSV.
    Csv,
    /// As a row of CSV of which no spreadsheet takes a cell for a formula.
    GuardedCsv,
    /// As XML.
    Xml,
    /// As a line of Common Log Format.
    Clf,
}

/// The lines of a buffer, by columns. Made by [`Format::rows`].
///
/// ```
/// use gwfmt::runtime::{Format, Value};
///
/// let format = Format::new("$context.requestId $context.status", None)?;
/// let rows = format.rows(b"a 200\nb OK\n");
/// assert_eq!((rows.len(), rows.errors().len()), (1, 1));
/// assert_eq!(rows.value(0, 1), Some(Value::Number(200)));
/// # Ok::<(), gwfmt::runtime::FormatError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Rows<'a> {
    format: Format,
    columns: Vec<ColumnValues<'a>>,
    good: Vec<LinePlace>,
    bad: Vec<(LinePlace, Error)>,
}

impl Format {
    /// The lines of a buffer by columns: for each line that is not empty, the values that [`Self::parse`] gives, or its error.
    /// Far faster than a record for each line.
    ///
    /// ```
    /// use gwfmt::runtime::{ColumnValues, Format};
    ///
    /// let format = Format::new("$context.requestId $context.status", None)?;
    /// let rows = format.rows(b"a 200\nb OK\n\nc 504\n");
    /// assert_eq!(rows.columns()[1], ColumnValues::Numbers(vec![Some(200), Some(504)]));
    /// let (line, error) = &rows.errors()[0];
    /// assert_eq!((line.number, error.field()), (1, "status"));
    /// # Ok::<(), gwfmt::runtime::FormatError>(())
    /// ```
    pub fn rows<'a>(&self, buffer: &'a [u8]) -> Rows<'a> {
        let format = self.known.format();
        let cut = Cut::new(self, &format, buffer);
        let mut columns: Vec<ColumnValues<'a>> = Vec::with_capacity(format.slots.len());
        let mut is_bad = vec![false; cut.lines.len()];
        for (number, slot) in format.slots.iter().enumerate() {
            columns.push(cut.column(number, slot, &mut is_bad));
        }
        let Cut { lines, mut bad, .. } = cut;
        let mut good = lines;
        if is_bad.contains(&true) {
            let mut kept = is_bad.iter().map(|is_bad| !is_bad);
            for column in &mut columns {
                column.retain(&is_bad);
            }
            for (line, _) in good.iter().zip(&is_bad).filter(|(_, is_bad)| **is_bad) {
                let text = with_return(buffer, &line.bytes);
                let error = self.parse_bytes(text).err();
                let error = error.unwrap_or_else(|| departed(text));
                bad.push((line.clone(), error));
            }
            good.retain(|_| kept.next().unwrap_or(true));
            bad.sort_by_key(|(line, _)| line.number);
        }
        Rows {
            format: self.clone(),
            columns,
            good,
            bad,
        }
    }

    /// Whether each line of a buffer can be read: how many can, and the errors of those that cannot. As [`Self::rows`], but
    /// no values are kept.
    pub fn check(&self, buffer: &[u8]) -> (usize, Vec<(LinePlace, Error)>) {
        let format = self.known.format();
        let mut texts = Vec::with_capacity(format.slots.len());
        let (mut good, mut bad) = (0, Vec::new());
        each_line(buffer, |place, line| {
            let read = line.and_then(|line| {
                texts.clear();
                let whole = line_of(line, &format).0;
                if let Some(decode) = self.known.plan.cut(whole, &format, &mut texts) {
                    let mut values = format.slots.iter().zip(&texts);
                    if values.all(|(slot, raw)| is_value(raw, decode, slot)) {
                        return Ok(());
                    }
                }
                self.parse(line).map(drop)
            });
            match read {
                Ok(()) => good += 1,
                Err(error) => bad.push((place, error)),
            }
        });
        (good, bad)
    }
}

impl<'a> Rows<'a> {
    /// How many lines were read.
    pub fn len(&self) -> usize {
        self.good.len()
    }

    /// Whether no line was read.
    pub fn is_empty(&self) -> bool {
        self.good.is_empty()
    }

    /// Where the lines are that were read, one for each row.
    pub fn lines(&self) -> &[LinePlace] {
        &self.good
    }

    /// The columns, one for each field.
    pub fn columns(&self) -> &[ColumnValues<'a>] {
        &self.columns
    }

    /// The lines that could not be read, in their order.
    pub fn errors(&self) -> &[(LinePlace, Error)] {
        &self.bad
    }

    /// Leaves out the rows for whose number `keep` says no.
    pub fn retain(&mut self, mut keep: impl FnMut(usize) -> bool) {
        let is_out: Vec<bool> = (0..self.good.len()).map(|row| !keep(row)).collect();
        for column in &mut self.columns {
            column.retain(&is_out);
        }
        let mut out = is_out.iter();
        self.good.retain(|_| out.next() != Some(&true));
    }

    /// The value of a field in a row.
    pub fn value(&self, row: usize, field: usize) -> Option<Value<'_>> {
        Some(self.columns.get(field)?.value(row))
    }

    /// Appends a row to a text, without a line break.
    ///
    /// ```
    /// use gwfmt::runtime::{Format, Written};
    ///
    /// let format = Format::new("$context.requestId $context.status", None)?;
    /// let rows = format.rows(b"a 200\n");
    /// let mut text = Vec::new();
    /// rows.append(0, Written::Json, &mut text);
    /// assert_eq!(text, br#"{"request_id":"a","status":200}"#);
    /// # Ok::<(), gwfmt::runtime::FormatError>(())
    /// ```
    pub fn append(&self, row: usize, written: Written, text: &mut Vec<u8>) {
        let values: Vec<Value<'_>> = self
            .columns
            .iter()
            .map(|column| column.value(row))
            .collect();
        let known = &self.format.known;
        let to = match written {
            Written::Json => To::Json,
            Written::Csv => To::Csv,
            Written::GuardedCsv => To::GuardedCsv,
            Written::Xml => To::Xml,
            Written::Clf => To::Clf(&known.clf),
        };
        dynamic::append(to, &known.format(), &values, text);
    }
}

impl ColumnValues<'_> {
    /// How many values there are.
    pub fn len(&self) -> usize {
        match self {
            ColumnValues::Text(values) => values.len(),
            ColumnValues::Numbers(values) => values.len(),
            ColumnValues::Booleans(values) => values.len(),
            ColumnValues::Times(values) => values.len(),
            ColumnValues::Addresses(values) => values.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of a row; absent where there is no such row.
    pub fn value(&self, row: usize) -> Value<'_> {
        fn at<T: Clone>(values: &[Option<T>], row: usize) -> Option<T> {
            values.get(row).cloned().flatten()
        }
        let value = match self {
            ColumnValues::Text(values) => {
                let text = values.get(row).and_then(Option::as_deref);
                text.map(|text| Value::Text(Cow::Borrowed(text)))
            }
            ColumnValues::Numbers(values) => at(values, row).map(Value::Number),
            ColumnValues::Booleans(values) => at(values, row).map(Value::Boolean),
            ColumnValues::Times(values) => {
                let time = at(values, row).map(Timestamp::from_millis);
                time.map(Value::Time)
            }
            ColumnValues::Addresses(values) => at(values, row).map(Value::Address),
        };
        value.unwrap_or(Value::Absent)
    }

    /// Leaves out the bad rows.
    fn retain(&mut self, is_bad: &[bool]) {
        fn keep<T>(values: &mut Vec<T>, is_bad: &[bool]) {
            let mut is_bad = is_bad.iter();
            values.retain(|_| is_bad.next() != Some(&true));
        }
        match self {
            ColumnValues::Text(values) => keep(values, is_bad),
            ColumnValues::Numbers(values) => keep(values, is_bad),
            ColumnValues::Booleans(values) => keep(values, is_bad),
            ColumnValues::Times(values) => keep(values, is_bad),
            ColumnValues::Addresses(values) => keep(values, is_bad),
        }
    }
}

/// The lines of a buffer, cut along their template or by what else they can be read as.
struct Cut<'a> {
    lines: Vec<LinePlace>,
    /// For each line, the texts of all slots.
    texts: Vec<&'a str>,
    /// For each line, how its texts are written.
    decodes: Vec<Decode>,
    slots: usize,
    bad: Vec<(LinePlace, Error)>,
}

impl<'a> Cut<'a> {
    fn new(of: &Format, format: &Fixed<'_>, buffer: &'a [u8]) -> Self {
        let slots = format.slots.len();
        // a value and the text before it are seldom shorter than eight bytes
        let mut cut = Self {
            lines: Vec::new(),
            texts: Vec::with_capacity(buffer.len() / 16),
            decodes: Vec::new(),
            slots,
            bad: Vec::new(),
        };
        each_line(buffer, |place, line| {
            let read = line.and_then(|text| {
                let (line, skipped) = line_of(text, format);
                if let Some(decode) = of.known.plan.cut(line, format, &mut cut.texts) {
                    return Ok(decode);
                }
                let before = cut.texts.len();
                cut.texts.resize(before + slots, "");
                let mut own = cut.texts.split_off(before);
                let settled = settle(line, format, &mut own, super::are_good(format));
                if settled.is_ok() {
                    cut.texts.extend_from_slice(&own);
                }
                settled.map_err(|error| error.further(skipped))
            });
            match read {
                Ok(decode) => {
                    cut.lines.push(place);
                    cut.decodes.push(decode);
                }
                Err(error) => cut.bad.push((place, error)),
            }
        });
        cut
    }

    /// The values of a slot. A text that is no such value makes its line a bad one.
    fn column(&self, number: usize, slot: &Slot, is_bad: &mut [bool]) -> ColumnValues<'a> {
        match slot.kind {
            Kind::Status => {
                ColumnValues::Numbers(self.read(number, slot, is_bad, |raw, decode| {
                    u16::read(raw, decode).map(u64::from)
                }))
            }
            Kind::Millis => {
                ColumnValues::Numbers(self.read(number, slot, is_bad, |raw, decode| {
                    u32::read(raw, decode).map(u64::from)
                }))
            }
            Kind::Integer => ColumnValues::Numbers(self.read(number, slot, is_bad, u64::read)),
            Kind::Boolean => ColumnValues::Booleans(self.read(number, slot, is_bad, bool::read)),
            Kind::ClfTime | Kind::EpochMillis => {
                ColumnValues::Times(self.read(number, slot, is_bad, |raw, decode| {
                    Timestamp::read(raw, decode).map(Timestamp::as_millis)
                }))
            }
            Kind::Ip => ColumnValues::Addresses(self.read(number, slot, is_bad, IpAddr::read)),
            _ => ColumnValues::Text(self.read(number, slot, is_bad, Read::read)),
        }
    }

    fn read<T>(
        &self,
        number: usize,
        slot: &Slot,
        is_bad: &mut [bool],
        read: impl Fn(&'a str, Decode) -> Option<T>,
    ) -> Vec<Option<T>> {
        let texts = self.texts.iter().skip(number).step_by(self.slots.max(1));
        let rows = texts.zip(&self.decodes).zip(is_bad);
        let values = rows.map(|((raw, decode), is_bad)| {
            let (raw, decode) = match slot.kind {
                Kind::QuotedText => without_quotes(raw, *decode),
                _ => (*raw, *decode),
            };
            if slot.optional && is_dash(raw, decode) {
                return None;
            }
            let value = read(raw, decode);
            *is_bad |= value.is_none();
            value
        });
        values.collect()
    }
}

/// A line with the carriage return of its line break, as it was read the first time: only one of several belongs to the break.
fn with_return<'a>(buffer: &'a [u8], line: &Range<usize>) -> &'a [u8] {
    let end = line.end + usize::from(buffer.get(line.end) == Some(&b'\r'));
    buffer.get(line.start..end).unwrap_or_default()
}

/// The error of a line that one way of reading refuses and the other does not: there is none, and no line may be lost.
#[cold]
fn departed(line: &[u8]) -> Error {
    let found = String::from_utf8_lossy(line);
    let expected = "a line of the format";
    Error::new(ErrorKind::Format, 0, Text::EMPTY, expected, &found)
}

/// Shows the lines of a buffer that are not empty.
fn each_line<'a>(buffer: &'a [u8], mut show: impl FnMut(LinePlace, Result<&'a str, Error>)) {
    let (mut rest, mut number) = (buffer, 0);
    while !rest.is_empty() {
        let start = buffer.len() - rest.len();
        let (line, behind) = first_line(rest);
        let end = buffer.len() - behind.len();
        let whole = buffer.get(start..end).unwrap_or_default();
        let text = whole.strip_suffix(b"\n").unwrap_or(whole);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        let place = LinePlace {
            number,
            bytes: start..start + text.len(),
        };
        match line {
            Ok(line) if is_empty(line) => {}
            Ok(line) => show(place, Ok(line)),
            Err(error) => show(place, Err(not_utf8(error.valid_up_to()))),
        }
        number += 1;
        rest = behind;
    }
}
