//! Lines without line breaks between them: any bytes, or lines of JSON and XML behind each other.
#![no_main]
#![allow(dead_code)]

#[path = "../logs.rs"]
mod logs;

use libfuzzer_sys::fuzz_target;
use logs::input::Wrapping;
use logs::{KNOWN, Line};

fuzz_target!(|data: &[u8]| {
    let Some((how, data)) = data.split_first() else {
        return;
    };
    let known = &KNOWN[usize::from(how % 2)];
    if *how < 128 {
        any(known, data);
    } else {
        let space = [" ", "\n", "\r\n", ""][usize::from(how / 2 % 4)];
        let mut lines: Vec<String> = logs::chosen(known, data).into_iter().map(str::to_owned).collect();
        // and what the format reads of the bytes themselves
        for line in logs::naive(data) {
            if let Some(line) = known.format.parse_bytes(line).ok().and_then(|record| record.to_native().ok()) {
                lines.push(line);
            }
        }
        let (read, error) = logs::read(lines.join(space).as_bytes(), Wrapping::Unbroken, &known.format);
        assert!(error.is_none(), "{error:?}");
        let expected: Vec<Line> = lines.iter().map(|line| logs::given(line.as_bytes())).collect();
        assert_eq!(read, expected);
    }
});

/// No byte is lost or invented but white space.
fn any(known: &logs::Known, data: &[u8]) {
    if logs::is_packed(data) {
        return;
    }
    let (lines, error) = logs::read(data, Wrapping::Unbroken, &known.format);
    assert!(error.is_none(), "{error:?}");
    let visible = |bytes: &[u8]| -> Vec<u8> {
        bytes.iter().copied().filter(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).collect()
    };
    let mut rest = visible(data);
    for line in lines {
        let (text, is_whole) = match &line {
            Line::Whole(text) => (visible(text), true),
            Line::Long(text) | Line::Cut(text) => (visible(text), false),
        };
        assert!(rest.starts_with(&text), "{line:?}");
        rest.drain(..text.len());
        if !is_whole {
            // the rest of a long line is passed over
            return;
        }
    }
    assert!(rest.is_empty(), "{:?}", String::from_utf8_lossy(&rest));
}
