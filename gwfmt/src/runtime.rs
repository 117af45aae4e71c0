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
//! A format is kept for the life of the program, once however often it is made: memory grows with the number of different
//! formats, not with lines. Where the format is known beforehand, the attribute is several times faster, and its fields
//! have types.

mod leak;
#[cfg(feature = "serde")]
mod serial;
mod value;

use std::collections::HashMap;
use std::fmt;
use std::sync::{LazyLock, Mutex, PoisonError};

pub use gwfmt_core::api::Api;
use gwfmt_core::api::ApiSet;
use gwfmt_core::model::Model;
use gwfmt_core::span::SourceId;
use gwfmt_core::text::FormatText;

pub use value::Value;

use crate::error::{Error, WriteError};
use crate::follow::settle;
use crate::format::Slot;
use crate::render::dynamic::{self, To};
use crate::render::{Output, to_string, to_text};
use crate::scan::line_of;
use crate::template::{no_value, not_utf8};
use leak::Known;

/// A format, ready to read lines.
#[derive(Clone, Copy)]
pub struct Format {
    known: &'static Known,
}

/// The formats that were made of a text for a type of API.
type Made = HashMap<(String, Option<Api>), Format>;

static MADE: LazyLock<Mutex<Made>> = LazyLock::new(Mutex::default);

impl Format {
    /// The format of a text as API Gateway receives it. Without `api`, a value is always there only if all three types of
    /// API always write it.
    ///
    /// What the linter would say of the format does not matter, as long as its lines can be read: logs are what they are.
    pub fn new(text: &str, api: Option<Api>) -> Result<Self, FormatError> {
        let key = (text.to_owned(), api);
        let made = |made: &Made| made.get(&key).copied();
        if let Some(format) = made(&MADE.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(format);
        }
        let source = FormatText::verbatim(SourceId(0), 0, text);
        let model = Model::new(&source, api.map_or(ApiSet::ANY, ApiSet::one));
        let record = gwfmt_core::record::Record::new(&model).map_err(|problems| FormatError {
            problems: problems
                .into_iter()
                .map(|problem| (problem.span.start, problem.message))
                .collect(),
        })?;
        let mut formats = MADE.lock().unwrap_or_else(PoisonError::into_inner);
        // Another thread may have made it meanwhile.
        Ok(made(&formats).unwrap_or_else(|| {
            let format = Self {
                known: Known::leak(&record),
            };
            formats.insert(key.clone(), format);
            format
        }))
    }

    /// The names of the fields in the order of the line, with dots for those of nested objects: `identity.source_ip`.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &'static str> + use<> {
        self.known.format.slots.iter().map(|slot| slot.name)
    }

    /// Reads a line, with or without its line break: the values are those that the attribute's readers give, and the errors too.
    pub fn parse<'a>(&self, line: &'a str) -> Result<Record<'a>, Error> {
        let (line, skipped) = line_of(line, self.known.format);
        self.read(line).map_err(|error| error.further(skipped))
    }

    fn read<'a>(self, line: &'a str) -> Result<Record<'a>, Error> {
        let format = self.known.format;
        let mut slots = vec![""; format.slots.len()];
        let value = |(slot, raw): (&'static Slot, &&'a str), decode| Value::read(raw, decode, slot);
        let good = |slots: &[&'a str], decode| {
            let mut values = format.slots.iter().zip(slots);
            values.all(|pair| value(pair, decode).is_some())
        };
        let decode = settle(line, format, &mut slots, good)?;
        let values = format.slots.iter().zip(&slots).enumerate();
        let values = values.map(|(at, pair)| {
            value(pair, decode).ok_or_else(|| no_value(line, format, pair.1, at))
        });
        Ok(self.record(values.collect::<Result<_, _>>()?))
    }

    /// Reads a line of bytes; they must be UTF-8.
    pub fn parse_bytes<'a>(&self, line: &'a [u8]) -> Result<Record<'a>, Error> {
        match std::str::from_utf8(line) {
            Ok(line) => self.parse(line),
            Err(error) => Err(not_utf8(error.valid_up_to())),
        }
    }

    /// The names of the columns that [`Record::to_csv`] writes, as a row.
    pub fn csv_header(&self) -> &'static str {
        self.known.csv_header
    }

    fn record(self, values: Vec<Value<'_>>) -> Record<'_> {
        let known = self.known;
        Record { known, values }
    }
}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.names()).finish()
    }
}

/// A line's values.
#[derive(Clone)]
pub struct Record<'a> {
    known: &'static Known,
    values: Vec<Value<'a>>,
}

impl<'a> Record<'a> {
    /// The value of a field, by its name as [`Format::names`] has it.
    pub fn get(&self, name: &str) -> Option<&Value<'a>> {
        let find = |(at, _): &(&str, _)| *at == name;
        self.iter().find(find).map(|(_, value)| value)
    }

    /// Names and values, in the order of the line.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&'static str, &Value<'a>)> {
        let slots = self.known.format.slots.iter();
        slots.map(|slot| slot.name).zip(&self.values)
    }

    /// The same without a borrow.
    pub fn into_owned(self) -> Record<'static> {
        Record {
            known: self.known,
            values: self.values.into_iter().map(Value::into_owned).collect(),
        }
    }

    /// Writes the line as API Gateway would. Fails, naming the field, when the format cannot carry a value: reading the line
    /// would give another one.
    pub fn write_native<K>(&self, output: &mut impl Output<K>) -> Result<(), WriteError> {
        dynamic::write_native(self.known.format, &self.values, output)
    }

    /// The line as API Gateway would write it; see [`Self::write_native`].
    pub fn to_native(&self) -> Result<String, WriteError> {
        to_text(|text| self.write_native(text))
    }
}

macro_rules! writers {
    ($($write:ident $to:ident $docs:literal = |$record:ident, $output:ident| $body:expr;)+) => {
        impl Record<'_> {$(
            #[doc = concat!("Writes the record as ", $docs, ".")]
            pub fn $write<K>(&self, $output: &mut impl Output<K>) -> Result<(), WriteError> {
                let $record = self;
                $body
            }

            #[doc = concat!("The record as ", $docs, ".")]
            pub fn $to(&self) -> String {
                to_string(|text| self.$write(text))
            }
        )+}
    };
}
writers! {
    write_json to_json "JSON" = |record, output| dynamic::write(To::Json, record.known.format, &record.values, output);
    write_csv to_csv "a row of CSV, without a line break" = |record, output| dynamic::write(To::Csv, record.known.format, &record.values, output);
    write_csv_guarded to_csv_guarded "a row of CSV of which no spreadsheet takes a cell for a formula: such cells begin with `'`" = |record, output| dynamic::write(To::GuardedCsv, record.known.format, &record.values, output);
    write_xml to_xml "XML" = |record, output| dynamic::write(To::Xml, record.known.format, &record.values, output);
    write_clf to_clf "a line of Common Log Format" = |record, output| dynamic::write_clf(record.known.clf, record.known.format, &record.values, output);
}

/// Records of the same format with the same values.
impl PartialEq<Record<'_>> for Record<'_> {
    fn eq(&self, other: &Record<'_>) -> bool {
        std::ptr::eq(self.known, other.known) && self.values == other.values
    }
}

impl fmt::Debug for Record<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

/// A format whose lines nobody can read.
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
    fn a_format_is_made_once() {
        let text = "$context.requestId,$context.status";
        let [one, other] = [0, 1].map(|_| Format::new(text, None).unwrap());
        assert!(std::ptr::eq(one.known, other.known));
        let rest = Format::new(text, Some(Api::Rest)).unwrap();
        assert!(!std::ptr::eq(one.known, rest.known));
    }

    #[test]
    fn says_what_keeps_a_format_from_being_read() {
        let error = Format::new("$context.path$context.requestId", None).unwrap_err();
        assert_eq!(
            error.to_string(),
            "byte 0: `$context.path` and `$context.requestId` touch, so nobody can say where one value ends"
        );
    }
}
