//! The laws of records, whatever the bytes that they are read from.

/// The lines of a buffer as the buffer's iterator sees them.
pub fn lines(data: &[u8]) -> impl Iterator<Item = &[u8]> {
    data.split(|b| *b == b'\n')
        .filter(|line| !line.is_empty() && *line != b"\r")
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
            KNOWN.clone()
        }
    )+};
}

/// All readers agree on the line, whatever it is; a record that was read is written as a line that reads back as the same
/// record and is written the same again; every rendering is what it says it is. The lists are those of `readings!`.
#[macro_export]
macro_rules! record_laws {
    ($record:ident, $known:expr, $data:expr, [$($($field:ident).+),+], $selects:tt) => {{
        let data: &[u8] = $data;
        if data.contains(&b'\n') {
            let lines: Vec<_> = $crate::records::lines(data).map($record::parse_bytes).collect();
            assert_eq!($record::records(data).collect::<Vec<_>>(), lines, "the buffer's records are those of its lines");
        }
        match std::str::from_utf8(data) {
            Err(error) => {
                let read = $record::parse_bytes(data).expect_err("not UTF-8");
                assert_eq!(read.offset(), error.valid_up_to());
            }
            Ok(line) => {
                #[allow(non_snake_case)]
                let readings = readings!($record, $known, line, [$($($field).+),+], $selects);
                let fields = [$(stringify!($($field).+)),+].len();
                if let Err(why) = $crate::law::agree(fields, readings) {
                    panic!("{why}\nline = {line:?}");
                }
                let read = $record::parse(line);
                if !line.ends_with(['\r', '\n']) {
                    assert_eq!($record::parse(&format!("{line}\r\n")), read);
                }
                match ($known.parse(line), &read) {
                    (Ok(same), Ok(record)) => {
                        assert_eq!(same.to_json(), record.to_json(), "the running program reads the same");
                        assert_eq!(same.to_native().ok(), record.to_native().ok());
                        assert_eq!(same.to_clf(), record.to_clf());
                    }
                    (same, read) => assert_eq!(same.as_ref().err(), read.as_ref().err()),
                }
                match read {
                    Err(error) => assert!(error.offset() <= line.len() && !error.to_string().is_empty()),
                    Ok(record) => {
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
        }
    }};
}
