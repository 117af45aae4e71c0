//! [`Rows`]: the lines of a buffer as columns of typed values.

use std::borrow::Cow;
use std::net::IpAddr;
use std::ops::Range;

use super::lines::{Line, Lines};
use super::{Format, Value};
use crate::decode::{Decode, without_quotes};
use crate::error::{Error, ErrorKind};
use crate::follow::settle;
use crate::format::{Format as Fixed, Kind, Slot};
use crate::read::{Read, is_dash};
use crate::render::dynamic::{self, To};
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
        let mut lines = Lines::new(&self.known.plan, &format, buffer);
        let mut batch = Batch::new(format.slots.len());
        let columns = format.slots.iter().map(|slot| ColumnValues::of(slot.kind));
        let mut columns: Vec<ColumnValues<'a>> = columns.collect();
        let (mut good, mut bad) = (Vec::new(), Vec::new());
        loop {
            let goes_on = batch.fill(&mut lines, &format, &mut good, &mut bad);
            if columns.iter().all(ColumnValues::is_empty) {
                // as many as if all lines were as long as the first ones
                let expected = lines.expected();
                good.reserve(expected);
                for column in &mut columns {
                    column.reserve(expected);
                }
            }
            for (number, (slot, column)) in format.slots.iter().zip(&mut columns).enumerate() {
                batch.append(number, slot, column);
            }
            if !goes_on {
                break;
            }
        }
        let is_bad = batch.is_bad;
        if is_bad.contains(&true) {
            let mut kept = is_bad.iter().map(|is_bad| !is_bad);
            for column in &mut columns {
                column.retain(&is_bad);
            }
            for (line, _) in good.iter().zip(&is_bad).filter(|(_, is_bad)| **is_bad) {
                bad.push((line.clone(), self.error_of(buffer, line)));
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
        let plan = &self.known.plan;
        let mut lines = Lines::new(plan, &format, buffer);
        let mut texts = Vec::with_capacity(format.slots.len());
        let (mut good, mut bad) = (0, Vec::new());
        while let Some((place, line)) = lines.next(&mut texts) {
            let error = match line {
                Line::Cut(decode) if plan.are_values(&format, &texts, decode) => None,
                Line::Bad(error) => Some(error),
                _ => self.parse_bytes(with_return(buffer, &place.bytes)).err(),
            };
            match error {
                None => good += 1,
                Some(error) => bad.push((place, error)),
            }
            texts.clear();
        }
        (good, bad)
    }

    /// The error of a line of a buffer that is none of the format.
    #[cold]
    fn error_of(&self, buffer: &[u8], line: &LinePlace) -> Error {
        let text = with_return(buffer, &line.bytes);
        let error = self.parse_bytes(text).err();
        error.unwrap_or_else(|| departed(text))
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
    /// No values of this kind.
    fn of(kind: Kind) -> Self {
        match kind {
            Kind::Status | Kind::Millis | Kind::Integer => ColumnValues::Numbers(Vec::new()),
            Kind::Boolean => ColumnValues::Booleans(Vec::new()),
            Kind::ClfTime | Kind::EpochMillis => ColumnValues::Times(Vec::new()),
            Kind::Ip => ColumnValues::Addresses(Vec::new()),
            _ => ColumnValues::Text(Vec::new()),
        }
    }

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

    fn reserve(&mut self, additional: usize) {
        match self {
            ColumnValues::Text(values) => values.reserve(additional),
            ColumnValues::Numbers(values) => values.reserve(additional),
            ColumnValues::Booleans(values) => values.reserve(additional),
            ColumnValues::Times(values) => values.reserve(additional),
            ColumnValues::Addresses(values) => values.reserve(additional),
        }
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

/// So many lines are cut before their values are read: their texts stay in the first cache.
const LINES: usize = 64;

/// Some lines, cut along their template or by what else they can be read as.
struct Batch<'a> {
    /// For each line, the texts of all slots.
    texts: Vec<&'a str>,
    /// For each line, how its texts are written.
    decodes: Vec<Decode>,
    slots: usize,
    /// Of all lines so far, whether a text is no value of its slot.
    is_bad: Vec<bool>,
}

impl<'a> Batch<'a> {
    fn new(slots: usize) -> Self {
        Self {
            texts: Vec::with_capacity(slots * LINES),
            decodes: Vec::with_capacity(LINES),
            slots,
            is_bad: Vec::new(),
        }
    }

    /// Takes the next lines instead of those that it has. Says whether there may be more of them.
    fn fill(
        &mut self,
        lines: &mut Lines<'a, '_>,
        format: &Fixed<'_>,
        good: &mut Vec<LinePlace>,
        bad: &mut Vec<(LinePlace, Error)>,
    ) -> bool {
        self.texts.clear();
        self.decodes.clear();
        while self.decodes.len() < LINES {
            let Some((place, line)) = lines.next(&mut self.texts) else {
                self.is_bad.resize(good.len(), false);
                return false;
            };
            let read = match line {
                Line::Cut(decode) => Ok(decode),
                Line::Other(line, skipped) => {
                    let settled = self.settle(line, format);
                    settled.map_err(|error| error.further(skipped))
                }
                Line::Bad(error) => Err(error),
            };
            match read {
                Ok(decode) => {
                    good.push(place);
                    self.decodes.push(decode);
                }
                Err(error) => bad.push((place, error)),
            }
        }
        self.is_bad.resize(good.len(), false);
        true
    }

    #[cold]
    fn settle(&mut self, line: &'a str, format: &Fixed<'_>) -> Result<Decode, Error> {
        let mut own = vec![""; self.slots];
        let decode = settle(line, format, &mut own, super::are_good(format))?;
        self.texts.extend_from_slice(&own);
        Ok(decode)
    }

    /// Appends the values of a slot. A text that is no such value makes its line a bad one.
    fn append(&mut self, number: usize, slot: &Slot, column: &mut ColumnValues<'a>) {
        match column {
            ColumnValues::Numbers(values) => match slot.kind {
                Kind::Status => self.read(number, slot, values, |raw, decode| {
                    u16::read(raw, decode).map(u64::from)
                }),
                Kind::Millis => self.read(number, slot, values, |raw, decode| {
                    u32::read(raw, decode).map(u64::from)
                }),
                _ => self.read(number, slot, values, u64::read),
            },
            ColumnValues::Booleans(values) => self.read(number, slot, values, bool::read),
            ColumnValues::Times(values) => self.read(number, slot, values, |raw, decode| {
                Timestamp::read(raw, decode).map(Timestamp::as_millis)
            }),
            ColumnValues::Addresses(values) => self.read(number, slot, values, IpAddr::read),
            ColumnValues::Text(values) => self.read(number, slot, values, Read::read),
        }
    }

    fn read<T>(
        &mut self,
        number: usize,
        slot: &Slot,
        column: &mut Vec<Option<T>>,
        read: impl Fn(&'a str, Decode) -> Option<T>,
    ) {
        let texts = self.texts.iter().skip(number).step_by(self.slots.max(1));
        let is_bad = self.is_bad.get_mut(column.len()..).unwrap_or_default();
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
        column.extend(values);
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
