//! The laws of records, whatever the bytes that they are read from.

use gwfmt::private::slow_reads;

/// The lines of a buffer as the buffer's iterator sees them.
pub fn lines(data: &[u8]) -> impl Iterator<Item = &[u8]> {
    data.split(|b| *b == b'\n')
        .filter(|line| !line.is_empty() && *line != b"\r")
}

/// Runs `read`; says whether it followed the template.
pub fn followed<T>(read: impl FnOnce() -> T) -> (T, bool) {
    let before = slow_reads();
    let value = read();
    (value, slow_reads() == before)
}

/// Declares records, and for each a function that gives its format to the module `runtime`.
#[macro_export]
macro_rules! records {
    ($($record:ident, $known:ident, $api:literal, $format:literal;)+) => {$(
        #[gwfmt::access_log_format($format, api = $api)]
        struct $record;

        fn $known() -> gwfmt::runtime::Format {
            use gwfmt::runtime::{Api, Format};
            static KNOWN: std::sync::LazyLock<Format> = std::sync::LazyLock::new(|| {
                let api = Api::ALL.into_iter().find(|api| api.name() == $api);
                Format::new($format, api).expect("a format that the attribute takes")
            });
            *KNOWN
        }
    )+};
}

/// A record that was read is written as a line that reads back as the same record and is written the same again;
/// all ways of reading agree; every rendering is what it says it is.
#[macro_export]
macro_rules! record_laws {
    ($record:ident, $known:ident, $data:expr, $($constant:ident = $field:ident),+) => {{
        let data: &[u8] = $data;
        let lines: Vec<_> = $crate::records::lines(data).map($record::parse_bytes).collect();
        assert_eq!($record::records(data).collect::<Vec<_>>(), lines, "the buffer's records are those of its lines");
        match std::str::from_utf8(data) {
            Err(error) => {
                let read = $record::parse_bytes(data).expect_err("not UTF-8");
                assert_eq!(read.offset(), error.valid_up_to());
            }
            Ok(line) => {
                let (read, followed) = $crate::records::followed(|| $record::parse(line));
                assert_eq!($record::parse_bytes(data), read);
                if !line.ends_with(['\r', '\n']) {
                    assert_eq!($record::parse(&format!("{line}\r\n")), read);
                }
                match ($known().parse(line), &read) {
                    (Ok(same), Ok(record)) => {
                        assert_eq!(same.to_json(), record.to_json(), "the running program reads the same");
                        assert_eq!(same.to_native().ok(), record.to_native().ok());
                        assert_eq!(same.to_clf(), record.to_clf());
                    }
                    (same, read) => assert_eq!(same.as_ref().err(), read.as_ref().err()),
                }
                let partial = $record::parse_partial(line).expect("no field has a type of the user's");
                match &read {
                    Ok(record) => {
                        assert!(partial.bad.is_empty(), "{:?}", partial.bad);
                        assert_eq!(&partial.record, record);
                    }
                    Err(error) => {
                        assert!(!partial.bad.is_empty(), "{error}");
                        assert!(error.offset() <= line.len() && !error.to_string().is_empty());
                    }
                }
                if let Ok(record) = read {
                    $(
                        let (value, fast) = $crate::records::followed(|| $record::select(line, $record::$constant));
                        assert_eq!($record::select_bytes(data, $record::$constant), value);
                        if followed {
                            assert!(fast, stringify!($field));
                            assert_eq!(value.as_ref(), Ok(&record.$field));
                        }
                    )+
                    if let Ok(native) = record.to_native() {
                        let again = $record::parse(&native).expect("what was written is read");
                        assert_eq!(again, record, "{native}");
                        assert_eq!(again.to_native().expect("written once, written again"), native);
                    }
                    serde_json::from_str::<serde::de::IgnoredAny>(&record.to_json()).expect("JSON");
                    record.to_csv_guarded();
                    assert!(record.to_clf().bytes().all(|b| (b' '..=b'~').contains(&b)));
                    record.to_csv();
                    record.to_xml();
                    assert_eq!(record.clone().into_owned(), record);
                }
            }
        }
    }};
}
