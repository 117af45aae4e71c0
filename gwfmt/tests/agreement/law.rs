//! The law of readers: for every line, all readers of a format give the same value or an error, never different values.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::net::IpAddr;
use std::ops::Range;

use gwfmt::runtime::{self, Value};
use gwfmt::{BasePath, Error, ErrorType, EventType, Method, Timestamp};

/// What one reader made of a line: its values, each with its place in the format, or an error.
#[derive(Debug)]
pub struct Reading<'a> {
    pub by: &'static str,
    /// Reads all of the line or nothing, so all such readers accept the same lines.
    pub whole: bool,
    pub values: Result<Vec<(usize, Value<'a>)>, Error>,
}

/// What all readers together made of a line: one value for each field, or none.
pub type Said<'a> = Vec<Option<(Value<'a>, &'static str)>>;

/// Whether only readers that read all of a line are compared: `select` and `parse_partial` do not always look at all of it.
const WHOLE_LINES: bool = false;

/// What all readers say of a line, or two of them that disagree.
pub fn agree<'a>(fields: usize, readings: Vec<Reading<'a>>) -> Result<Said<'a>, String> {
    let readings = readings
        .into_iter()
        .filter(|reading| reading.whole || !WHOLE_LINES);
    let mut said: Said<'a> = vec![None; fields];
    let mut accepted: Option<(&'static str, bool)> = None;
    for reading in readings {
        if reading.whole {
            let ok = reading.values.is_ok();
            match accepted {
                Some((other, before)) if before != ok => {
                    let [yes, no] = if ok {
                        [reading.by, other]
                    } else {
                        [other, reading.by]
                    };
                    return Err(format!("{yes} reads the line, {no} refuses it"));
                }
                _ => accepted = Some((reading.by, ok)),
            }
        }
        for (field, value) in reading.values.into_iter().flatten() {
            match &said[field] {
                Some((same, _)) if *same == value => {}
                Some((other, by)) => {
                    let mut text = format!("field {field}: {by} gives {other:?}");
                    let _ = write!(text, ", {} gives {value:?}", reading.by);
                    return Err(text);
                }
                None => said[field] = Some((value, reading.by)),
            }
        }
    }
    Ok(said)
}

/// Whether what was said is what was meant. `None` is a value of which nobody knows what was meant.
pub fn holds_true(said: &Said<'_>, meant: &[Option<Value<'static>>]) -> Result<(), String> {
    for (field, (said, meant)) in said.iter().zip(meant).enumerate() {
        if let (Some((said, by)), Some(meant)) = (said, meant)
            && said != meant
        {
            return Err(format!(
                "field {field}: {by} gives {said:?}, meant was {meant:?}"
            ));
        }
    }
    Ok(())
}

/// The readings of a format that only the running program knows.
pub fn at_run_time<'a>(format: &runtime::Format, line: &'a str) -> Vec<Reading<'a>> {
    let values = |record: runtime::Record<'a>| {
        let values = record.iter().map(|(_, value)| value.clone());
        values.enumerate().collect()
    };
    let whole = true;
    let names: Vec<_> = format.names().collect();
    let selected = asked_of_select(names.len(), line).map(|slot| (slot, names[slot]));
    let selected = selected.map(|(slot, name)| Reading {
        by: "runtime::Format::select",
        whole: false,
        values: format
            .select(line, &[name])
            .map(|values| values.into_iter().map(|value| (slot, value)).collect()),
    });
    let partial = format.parse_partial(line);
    let mut kept: Vec<(usize, Value<'a>)> = values(partial.record);
    kept.retain(|(slot, _)| !partial.bad.iter().any(|bad| bad.field() == names[*slot]));
    let mut readings = vec![
        Reading {
            by: "runtime::Format::parse_partial",
            whole: false,
            values: Ok(kept),
        },
        Reading {
            by: "runtime::Format::parse",
            whole,
            values: format.parse(line).map(values),
        },
    ];
    // `parse` of bytes that were looked at: fuzzing has better things to do with its time.
    if cfg!(not(fuzzing)) {
        readings.push(Reading {
            by: "runtime::Format::parse_bytes",
            whole,
            values: format.parse_bytes(line.as_bytes()).map(values),
        });
    }
    readings.extend(selected);
    readings.extend(by_columns(format, line));
    readings
}

/// What a buffer of this line alone gives by columns; nothing for a line that is none or several. Its errors are those of `parse`.
fn by_columns<'a>(format: &runtime::Format, line: &'a str) -> Option<Reading<'a>> {
    if line.contains('\n') || matches!(line, "" | "\r" | "\u{feff}" | "\u{feff}\r") {
        return None;
    }
    let rows = format.rows(line.as_bytes());
    let (good, bad) = format.check(line.as_bytes());
    assert_eq!(
        (good, bad.as_slice()),
        (rows.len(), rows.errors()),
        "{line}"
    );
    let values = match rows.errors() {
        [] => {
            let fields = 0..rows.columns().len();
            let value = |field| Some((field, rows.value(0, field)?.into_owned()));
            Ok(fields.filter_map(value).collect())
        }
        [(_, error), ..] => {
            assert_eq!(Some(error), format.parse(line).err().as_ref(), "{line}");
            Err(error.clone())
        }
    };
    Some(Reading {
        by: "runtime::Format::rows",
        whole: true,
        values,
    })
}

/// The fields that `select` is asked for, one at a time: each of them, or one that the line chooses while fuzzing, where
/// millions of lines choose all in turn.
fn asked_of_select(fields: usize, line: &str) -> Range<usize> {
    if cfg!(fuzzing) && fields > 1 {
        let mut hasher = DefaultHasher::new();
        line.hash(&mut hasher);
        let chosen = (hasher.finish() % fields as u64) as usize;
        return chosen..chosen + 1;
    }
    0..fields
}

/// The value of a field, as formats known at run time have it.
pub trait Shown<'a> {
    fn shown(self) -> Value<'a>;
}

impl<'a, T: Shown<'a>> Shown<'a> for Option<T> {
    fn shown(self) -> Value<'a> {
        self.map_or(Value::Absent, T::shown)
    }
}

impl<'a> Shown<'a> for Cow<'a, str> {
    fn shown(self) -> Value<'a> {
        Value::Text(self)
    }
}

macro_rules! shown {
    ($($type:ty: $value:ident => $shown:expr;)+) => {$(
        impl<'a> Shown<'a> for $type {
            fn shown(self) -> Value<'a> {
                let $value = self;
                $shown
            }
        }
    )+};
}
shown! {
    u16: value => Value::Number(value.into());
    u32: value => Value::Number(value.into());
    u64: value => Value::Number(value);
    bool: value => Value::Boolean(value);
    Timestamp: value => Value::Time(value);
    IpAddr: value => Value::Address(value);
    Method<'a>: value => Value::Text(value.as_str().to_owned().into());
    EventType<'a>: value => Value::Text(value.as_str().to_owned().into());
    ErrorType<'a>: value => Value::Text(value.as_str().to_owned().into());
    BasePath<'a>: value => Value::Text(value.as_str().to_owned().into());
}

/// A format with code of its own, and all readers of it.
pub struct Kind {
    pub name: &'static str,
    pub api: &'static str,
    pub format: &'static str,
    pub fields: usize,
    pub read: for<'a> fn(&'a str) -> Vec<Reading<'a>>,
}

/// What all readers of a record make of a line: the fields in the order of the line, and the groups of fields that are selected
/// together, each with its place in the format.
#[macro_export]
macro_rules! readings {
    ($record:ident, $known:expr, $line:expr, [$($($field:ident).+),+ $(,)?], [$(($($slot:literal $constant:ident),+)),* $(,)?]) => {{
        use $crate::law::{Reading, Shown};
        type Values<'a> = Vec<(usize, gwfmt::runtime::Value<'a>)>;
        fn values(record: $record<'_>) -> Values<'_> {
            let values = vec![$(record.$($field).+.shown()),+];
            values.into_iter().enumerate().collect()
        }
        let line: &str = $line;
        let mut readings = $crate::law::at_run_time(&$known, line);
        let mut whole = |by, values| readings.push(Reading { by, whole: true, values });
        let parsed = $record::parse(line);
        let error = parsed.as_ref().err().cloned();
        whole("parse, by iter", parsed.clone().map(|record| {
            record.iter().map(|(_, value)| value.into_owned()).enumerate().collect()
        }));
        whole("parse", parsed.map(values));
        whole("parse_bytes", $record::parse_bytes(line.as_bytes()).map(values));
        if !$crate::law::is_blank(line) && !line.contains('\n') {
            let mut records = $record::records(line.as_bytes());
            whole("records", records.next().expect("a record for a line").map(values));
            assert!(records.next().is_none(), "one line, one record");
        }
        let partial = $record::parse_partial(line).expect("no type of the user's");
        let bad: Vec<_> = partial.bad.iter().map(gwfmt::Error::field).collect();
        assert_eq!(bad.is_empty(), error.is_none(), "a field is bad where the line is refused: {bad:?}");
        let names = [$(concat!($(".", stringify!($field)),+)),+];
        let mut kept = values(partial.record);
        kept.retain(|(slot, _)| !bad.iter().any(|bad| $crate::law::is_name(names[*slot], bad)));
        readings.push(Reading { by: "parse_partial", whole: false, values: Ok(kept) });
        $(
            let values = |($($constant,)+)| vec![$(($slot, Shown::shown($constant))),+];
            readings.push(Reading {
                by: concat!("select", $(" ", stringify!($constant)),+),
                whole: false,
                values: $record::select(line, ($($record::$constant,)+)).map(values),
            });
            // `select` of bytes that were looked at: fuzzing has better things to do with its time.
            #[cfg(not(fuzzing))]
            let values = |($($constant,)+)| vec![$(($slot, Shown::shown($constant))),+];
            #[cfg(not(fuzzing))]
            readings.push(Reading {
                by: concat!("select_bytes", $(" ", stringify!($constant)),+),
                whole: false,
                values: $record::select_bytes(line.as_bytes(), ($($record::$constant,)+)).map(values),
            });
        )*
        readings
    }};
}

/// Declares a record and all of its readers as a [`Kind`]; the lists are those of [`readings!`].
#[macro_export]
macro_rules! kind {
    ($record:ident, $api:literal, $format:literal, [$($($field:ident).+),+ $(,)?], $selects:tt) => {{
        #[gwfmt::access_log_format($format, api = $api)]
        #[allow(clippy::struct_field_names)]
        struct $record;

        #[allow(non_snake_case, clippy::redundant_closure_for_method_calls)]
        fn read(line: &str) -> Vec<$crate::law::Reading<'_>> {
            use std::sync::LazyLock;
            static KNOWN: LazyLock<gwfmt::runtime::Format> = LazyLock::new(|| $crate::law::known($api, $format));
            $crate::readings!($record, *KNOWN, line, [$($($field).+),+], $selects)
        }

        $crate::law::Kind {
            name: stringify!($record),
            api: $api,
            format: $format,
            fields: [$(stringify!($($field).+)),+].len(),
            read,
        }
    }};
}

/// A format that the attribute takes, as the running program knows it.
pub fn known(api: &str, format: &str) -> runtime::Format {
    let api = runtime::Api::ALL
        .into_iter()
        .find(|known| known.name() == api);
    runtime::Format::new(format, api).expect("a format that the attribute takes")
}

/// Whether a buffer has no line here.
pub fn is_blank(line: &str) -> bool {
    line.trim_start_matches('\u{feff}')
        .trim_end_matches(['\r', '\n'])
        .is_empty()
}

/// Whether `.a.r#type` is the field `a.type`.
pub fn is_name(written: &str, name: &str) -> bool {
    written.replace("r#", "").strip_prefix('.') == Some(name)
}
