//! Formats that are known only when the program runs: read from a file, from an argument, from the stage itself.
//!
//! What [`access_log_format`](crate::access_log_format) does for a format that the compiler knows, [`Format`] does for any:
//! the same lines are read, with the same values, and written the same. A record is a row of [`Value`]s, found by name.
//!
//! ```
//! use gwfmt::runtime::{Api, Format, Value};
//!
//! let text = r#"{"requestId":"$context.requestId","status":$context.status,"latency":"$context.integration.latency"}"#;
//! let format = Format::new(text, Some(Api::Rest))?;
//! let record = format.parse(r#"{"requestId":"a1","status":504,"latency":"-"}"#)?;
//! assert_eq!(record.get("status"), Some(&Value::Number(504)));
//! assert_eq!(record.get("latency"), Some(&Value::Absent));
//! assert_eq!(record.to_csv(), "a1,504,-");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A format is shared among its copies and its records, and freed with the last of them. Where the format is known beforehand,
//! the attribute is several times faster, and its fields have types.

mod field;
mod known;
mod lines;
mod literal;
mod plan;
mod read;
mod records;
mod rows;
#[cfg(feature = "serde")]
mod serial;

use std::fmt;
use std::sync::Arc;

pub use gwfmt_core::api::Api;
use gwfmt_core::api::ApiSet;
use gwfmt_core::model::Model;
pub use gwfmt_core::record::{Column, ColumnType};
use gwfmt_core::span::SourceId;
use gwfmt_core::text::FormatText;

pub use crate::format::Kind;
pub use crate::value::Value;
pub use field::Field;
pub use records::{OwnedRecords, Records};
pub use rows::{ColumnValues, LinePlace, Rows, Written};

use crate::decode::Decode;
use crate::error::{Error, ErrorKind, WriteError};
use crate::follow::{is_missing, settle, settle_some};
use crate::format::Format as Fixed;
use crate::reader::LogReader;
use crate::render::dynamic::{self, To};
use crate::render::{Output, to_string, to_text};
use crate::scan::line_of;
use crate::template::{Partial, no_value, not_utf8};
use crate::text::Text;
use known::Known;

/// A format, ready to read lines. A copy takes no memory: what is known of the format is shared, and freed with the last copy or
/// record.
///
/// ```
/// use gwfmt::runtime::{Api, Format};
///
/// let format = Format::new("$context.requestId $context.status", Some(Api::Http))?;
/// assert_eq!(format.names().collect::<Vec<_>>(), ["request_id", "status"]);
/// assert_eq!(format.parse("a 200")?.to_json(), r#"{"request_id":"a","status":200}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Format {
    known: Arc<Known>,
}

impl Format {
    /// The format of a text as API Gateway receives it. Without `api`, a value is always there only if all three types of
    /// API always write it.
    ///
    /// What the linter would say of the format does not matter, as long as its lines can be read: logs are what they are.
    ///
    /// Making a format takes far longer than reading a line: make it once, and copy it to where it is needed.
    pub fn new(text: &str, api: Option<Api>) -> Result<Self, FormatError> {
        let source = FormatText::verbatim(SourceId(0), 0, text);
        let model = Model::new(&source, api.map_or(ApiSet::ANY, ApiSet::one));
        let record = gwfmt_core::record::Record::new(&model).map_err(|problems| FormatError {
            problems: problems
                .into_iter()
                .map(|problem| (problem.span.start, problem.message))
                .collect(),
        })?;
        let known = Arc::new(Known::new(&record, text, api));
        Ok(Self { known })
    }

    /// The text of the format.
    pub fn text(&self) -> &str {
        &self.known.text
    }

    /// The fields in the order of the line: names, types, units, keys.
    ///
    /// ```
    /// use gwfmt::runtime::{Format, Kind};
    ///
    /// let format = Format::new(r#"{"id":"$context.requestId","t":{"ms":"$context.integration.latency"}}"#, None)?;
    /// let latency = format.field("t.ms").unwrap();
    /// assert_eq!(latency.keys().collect::<Vec<_>>(), ["t", "ms"]);
    /// assert_eq!((latency.kind(), latency.unit(), latency.is_optional()), (Kind::Millis, Some("ms"), true));
    /// assert_eq!(latency.variable(), "$context.integration.latency");
    /// assert_eq!(format.fields().len(), 2);
    /// # Ok::<(), gwfmt::runtime::FormatError>(())
    /// ```
    pub fn fields(&self) -> impl ExactSizeIterator<Item = Field<'_>> {
        (0..self.known.slots().len()).map(|number| Field::new(&self.known, number))
    }

    /// The field of that name.
    pub fn field(&self, name: &str) -> Option<Field<'_>> {
        self.fields().find(|field| field.name() == name)
    }

    /// The names of the fields in the order of the line, with dots for those of nested objects: `identity.source_ip`.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.known.slots().iter().map(|slot| &*slot.name)
    }

    /// Reads a line, with or without its line break: the values are those that the attribute's readers give, and the errors too.
    pub fn parse<'a>(&self, line: &'a str) -> Result<Record<'a>, Error> {
        let format = self.known.format();
        let (line, skipped) = line_of(line, &format);
        self.read(line, &format)
            .map_err(|error| error.further(skipped))
    }

    fn read<'a>(&self, line: &'a str, format: &Fixed<'_>) -> Result<Record<'a>, Error> {
        let mut slots = vec![""; format.slots.len()];
        let decode = settle(line, format, &mut slots, are_good(format))?;
        let values = format.slots.iter().zip(&slots).enumerate();
        let values = values.map(|(at, (slot, raw))| {
            Value::read(raw, decode, slot).ok_or_else(|| no_value(line, format, raw, at))
        });
        Ok(Record {
            values: values.collect::<Result<_, _>>()?,
            format: self.clone(),
        })
    }

    /// Reads what can be read of a line: the good fields, and a list of the bad ones, whose values are [`Value::Absent`].
    ///
    /// ```
    /// use gwfmt::runtime::{Format, Value};
    ///
    /// let format = Format::new("$context.requestId $context.status", None)?;
    /// let partial = format.parse_partial("a OK");
    /// assert_eq!(partial.record.get("request_id"), Some(&Value::Text("a".into())));
    /// assert_eq!(partial.record.get("status"), Some(&Value::Absent));
    /// assert_eq!(partial.bad[0].field(), "status");
    /// # Ok::<(), gwfmt::runtime::FormatError>(())
    /// ```
    pub fn parse_partial<'a>(&self, line: &'a str) -> Partial<Record<'a>> {
        let error = match self.parse(line) {
            Ok(record) => {
                let bad = Vec::new();
                return Partial { record, bad };
            }
            Err(error) => error,
        };
        let format = self.known.format();
        let (line, skipped) = line_of(line, &format);
        let mut slots = vec![""; format.slots.len()];
        let decode = settle_some(line, &format, &mut slots, are_good(&format));
        let mut bad = Vec::new();
        let values = format.slots.iter().zip(&slots).enumerate();
        let values = values.map(|(at, (slot, raw))| {
            let value = (!is_missing(raw)).then(|| Value::read(raw, decode, slot));
            value.flatten().unwrap_or_else(|| {
                bad.push(no_value(line, &format, raw, at).further(skipped));
                Value::Absent
            })
        });
        let record = Record {
            values: values.collect(),
            format: self.clone(),
        };
        if bad.is_empty() {
            // Every field is there; the line goes on behind the last one, or holds one twice.
            bad.push(error);
        }
        Partial { record, bad }
    }

    /// Reads single fields, by their names as [`Self::names`] has them: the values that [`Self::parse`] gives. It is no error
    /// where something else is wrong with the line that cannot change them.
    ///
    /// ```
    /// use gwfmt::runtime::{Format, Value};
    ///
    /// let format = Format::new("$context.requestId $context.status", None)?;
    /// assert_eq!(format.select("a 200", &["status"])?, [Value::Number(200)]);
    /// assert_eq!(format.select("a OK", &["request_id"])?, [Value::Text("a".into())]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn select<'a>(&self, line: &'a str, names: &[&str]) -> Result<Vec<Value<'a>>, Error> {
        let format = self.known.format();
        let (line, skipped) = line_of(line, &format);
        let further = |error: Error| error.further(skipped);
        let mut slots = vec![""; format.slots.len()];
        let settled = settle(line, &format, &mut slots, are_good(&format));
        let (decode, refused) = match settled {
            Ok(decode) => (decode, None),
            Err(error) => {
                let decode = settle_some(line, &format, &mut slots, are_good(&format));
                (decode, Some(error))
            }
        };
        let values = names.iter().map(|name| {
            let found = format.slots.iter().position(|slot| *slot.name == **name);
            let at = found.ok_or_else(|| unknown_field(name))?;
            let (slot, raw) = (&format.slots[at], slots[at]);
            let value = (!is_missing(raw)).then(|| Value::read(raw, decode, slot));
            value.flatten().ok_or_else(|| {
                let refused = refused.clone().filter(|_| is_missing(raw));
                further(refused.unwrap_or_else(|| no_value(line, &format, raw, at)))
            })
        });
        values.collect()
    }

    /// The records of a buffer of lines, one for each line that is not empty: what [`Self::parse`] makes of the line.
    ///
    /// ```
    /// use gwfmt::runtime::Format;
    ///
    /// let format = Format::new("$context.requestId $context.status", None)?;
    /// let good = format.records(b"a 200\nb OK\n\nc 404\n").filter(Result::is_ok);
    /// assert_eq!(good.count(), 2);
    /// # Ok::<(), gwfmt::runtime::FormatError>(())
    /// ```
    pub fn records<'a>(&self, buffer: &'a [u8]) -> Records<'a> {
        Records::new(self.clone(), buffer)
    }

    /// The records of an input as an iterator. Each owns its texts; [`LogReader::next_of`](crate::LogReader::next_of) saves
    /// copying them.
    ///
    /// ```
    /// use gwfmt::{LogReader, runtime::Format};
    ///
    /// let format = Format::new("$context.requestId $context.status", None)?;
    /// let input: &[u8] = b"a 200\nb 504\n"; // a file would be in a `BufReader`
    /// let records = format.records_from(LogReader::new(input));
    /// let failed = |status: Option<u64>| status.is_some_and(|status| status >= 500);
    /// let mut bad = 0;
    /// for record in records {
    ///     bad += u32::from(failed(record?.get("status").and_then(|status| status.as_u64())));
    /// }
    /// assert_eq!(bad, 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn records_from<B>(&self, reader: LogReader<B>) -> OwnedRecords<B> {
        OwnedRecords::new(self.clone(), reader)
    }

    /// Reads a line of bytes; they must be UTF-8.
    pub fn parse_bytes<'a>(&self, line: &'a [u8]) -> Result<Record<'a>, Error> {
        match std::str::from_utf8(line) {
            Ok(line) => self.parse(line),
            Err(error) => Err(not_utf8(error.valid_up_to())),
        }
    }

    /// The names of the columns that [`Record::to_csv`] writes, as a row.
    pub fn csv_header(&self) -> &str {
        &self.known.csv_header
    }
}

/// Whether texts are values of the types of a format's fields.
fn are_good(format: &Fixed<'_>) -> impl FnOnce(&[&str], Decode) -> bool {
    |slots, decode| {
        let mut values = format.slots.iter().zip(slots);
        values.all(|(slot, raw)| Value::read(raw, decode, slot).is_some())
    }
}

#[cold]
fn unknown_field(name: &str) -> Error {
    let name = Text::Shared(name.into());
    Error::new(
        ErrorKind::UnknownField,
        0,
        name,
        "a field of the format",
        "",
    )
}

/// Formats of the same text, for the same type of API.
impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.known, &other.known)
            || (&self.known.text, self.known.api) == (&other.known.text, other.known.api)
    }
}

impl Eq for Format {}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.names()).finish()
    }
}

/// A line's values.
///
/// ```
/// use gwfmt::runtime::Format;
///
/// let format = Format::new("$context.requestId $context.status", None)?;
/// let record = format.parse("a 200")?;
/// let shown: Vec<_> = record.iter().map(|(name, value)| format!("{name}={value}")).collect();
/// assert_eq!(shown, ["request_id=a", "status=200"]);
/// assert_eq!(record.to_string(), "a 200");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct Record<'a> {
    format: Format,
    values: Vec<Value<'a>>,
}

impl<'a> Record<'a> {
    /// The value of a field, by its name as [`Format::names`] has it.
    pub fn get(&self, name: &str) -> Option<&Value<'a>> {
        let find = |(at, _): &(&str, _)| *at == name;
        self.iter().find(find).map(|(_, value)| value)
    }

    /// Names and values, in the order of the line.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Value<'a>)> {
        self.format.names().zip(&self.values)
    }

    /// The same without a borrow.
    pub fn into_owned(self) -> Record<'static> {
        Record {
            format: self.format,
            values: self.values.into_iter().map(Value::into_owned).collect(),
        }
    }

    /// Writes the line as API Gateway would. Fails, naming the field, when the format cannot carry a value: reading the line
    /// would give another one.
    pub fn write_native<K>(&self, output: &mut impl Output<K>) -> Result<(), WriteError> {
        let format = self.format.known.format();
        dynamic::is_carried(&format, &self.values)?;
        dynamic::write(To::Native, &format, &self.values, output)
    }

    /// Appends the line to a buffer; faster than writing. Fails as [`Self::write_native`] does.
    pub fn append_native(&self, buffer: &mut Vec<u8>) -> Result<(), WriteError> {
        let format = self.format.known.format();
        dynamic::is_carried(&format, &self.values)?;
        dynamic::append(To::Native, &format, &self.values, buffer);
        Ok(())
    }

    /// The line as API Gateway would write it; see [`Self::write_native`].
    pub fn to_native(&self) -> Result<String, WriteError> {
        to_text(|text| self.append_native(text))
    }
}

macro_rules! writers {
    ($($write:ident $append:ident $to:ident $docs:literal = |$known:ident| $way:expr;)+) => {
        impl Record<'_> {$(
            #[doc = concat!("Writes the record as ", $docs, ".")]
            pub fn $write<K>(&self, output: &mut impl Output<K>) -> Result<(), WriteError> {
                let $known = &self.format.known;
                dynamic::write($way, &$known.format(), &self.values, output)
            }

            #[doc = concat!("Appends the record to a buffer as ", $docs, "; faster than writing.")]
            pub fn $append(&self, buffer: &mut Vec<u8>) {
                let $known = &self.format.known;
                dynamic::append($way, &$known.format(), &self.values, buffer);
            }

            #[doc = concat!("The record as ", $docs, ".")]
            pub fn $to(&self) -> String {
                to_string(|text| self.$append(text))
            }
        )+}
    };
}
writers! {
    write_json append_json to_json "JSON" = |known| To::Json;
    write_csv append_csv to_csv "a row of CSV, without a line break" = |known| To::Csv;
    write_csv_guarded append_csv_guarded to_csv_guarded "a row of CSV of which no spreadsheet takes a cell for a formula: such cells begin with `'`" = |known| To::GuardedCsv;
    write_xml append_xml to_xml "XML" = |known| To::Xml;
    write_clf append_clf to_clf "a line of Common Log Format" = |known| To::Clf(&known.clf);
}

/// The line as API Gateway would write it, whether it reads back or not; [`Record::to_native`] tells.
impl fmt::Display for Record<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let format = self.format.known.format();
        dynamic::write(To::Native, &format, &self.values, f).map_err(|_| fmt::Error)
    }
}

impl fmt::Debug for Record<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

/// A format whose lines nobody can read.
///
/// ```
/// use gwfmt::runtime::Format;
///
/// let error = Format::new("$context.path$context.requestId", None).unwrap_err();
/// let (at, message) = error.problems().next().unwrap();
/// assert_eq!(at, 0);
/// assert!(message.ends_with("the end of the first value cannot be found"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatError {
    problems: Vec<(usize, String)>,
}

impl FormatError {
    /// What is wrong, in the order of the format: the byte of the format, and a sentence.
    pub fn problems(&self) -> impl ExactSizeIterator<Item = (usize, &str)> {
        self.problems
            .iter()
            .map(|(at, message)| (*at, message.as_str()))
    }
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, (at, message)) in self.problems().enumerate() {
            let between = if number > 0 { "; " } else { "" };
            write!(f, "{between}byte {at}: {message}")?;
        }
        Ok(())
    }
}

impl std::error::Error for FormatError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_freed_with_its_last_record() {
        let text = "$context.requestId,$context.status";
        let format = Format::new(text, None).unwrap();
        let record = format.parse("a,200").unwrap();
        let known = Arc::downgrade(&format.known);
        drop(format);
        assert_eq!(record.get("status"), Some(&Value::Number(200)));
        assert!(known.upgrade().is_some());
        drop(record);
        assert!(known.upgrade().is_none());
    }

    #[test]
    fn formats_are_told_apart_by_text_and_api() {
        let text = "$context.requestId,$context.status";
        let [one, other] = [0, 1].map(|_| Format::new(text, None).unwrap());
        assert_eq!(one, other);
        assert_eq!(one.parse("a,200"), other.parse("a,200"));
        let rest = Format::new(text, Some(Api::Rest)).unwrap();
        assert_ne!(one, rest);
        assert_ne!(one.parse("a,200"), rest.parse("a,200"));
    }

    #[test]
    fn errors_own_what_they_name() {
        let format = Format::new("$context.requestId,$context.status", None).unwrap();
        let error = format.parse("a,OK").unwrap_err();
        let mut record = format.parse("a,200").unwrap();
        drop(format);
        assert_eq!(error.field(), "status");
        record.values[1] = Value::Number(7_000_000_000_000);
        record.values[0] = Value::Text("a,b\n".into());
        let lost = record.to_native().unwrap_err();
        drop(record);
        assert!(matches!(lost, WriteError::Field(name) if name == "request_id"));
    }

    #[test]
    fn says_what_keeps_a_format_from_being_read() {
        let error = Format::new("$context.path$context.requestId", None).unwrap_err();
        assert_eq!(
            error.to_string(),
            "byte 0: `$context.path` and `$context.requestId` touch, so the end of the first value cannot be found"
        );
    }
}
