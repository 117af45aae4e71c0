//! What lines are wrapped in, told by the first bytes: any bytes, or lines of a format in each wrapping, of which the first is one
//! that the format reads.
#![no_main]
#![allow(dead_code)]

#[path = "../logs.rs"]
mod logs;

use libfuzzer_sys::fuzz_target;
use logs::KNOWN;
use logs::input::Wrapping;
use serde_json::{Value, json};

fuzz_target!(|data: &[u8]| {
    let Some((how, data)) = data.split_first() else {
        return;
    };
    let known = &KNOWN[usize::from(how % 4)];
    if *how < 64 {
        let (lines, error) = logs::read(data, Wrapping::Auto, &known.format);
        let same = Wrapping::ALL.into_iter().skip(1).any(|wrapping| {
            let (other, fault) = logs::read(data, wrapping, &known.format);
            other == lines && fault.is_some() == error.is_some()
        });
        assert!(same, "it is one of them");
        return;
    }
    let Some((choice, data)) = data.split_first() else {
        return;
    };
    let text = String::from_utf8_lossy(data);
    // the first one is good, the others are whatever they are
    let mut lines = logs::chosen(known, &[*choice]);
    let wrapping = Wrapping::ALL[1 + usize::from(how / 4) % 5];
    if wrapping == Wrapping::Unbroken {
        if usize::from(how % 4) > 1 {
            return;
        }
        lines.extend(logs::chosen(known, data));
    } else {
        lines.extend(text.split('\n'));
    }
    let before = |before: &str| lines.iter().map(|line| format!("{before}{line}\n")).collect::<String>();
    let wrapped = match wrapping {
        Wrapping::Auto | Wrapping::Lines => before(""),
        Wrapping::Export => before("2024-07-10T18:14:22.000Z "),
        Wrapping::Tail if how % 8 < 4 => before("2024-07-10T18:14:22 "),
        Wrapping::Tail => before("2024-07-10T18:14:22.123000+00:00 stream/a "),
        Wrapping::Events => {
            let events: Vec<Value> = lines.iter().map(|line| json!({"message": line})).collect();
            let key = if how % 8 < 4 { "logEvents" } else { "events" };
            json!({key: events}).to_string()
        }
        Wrapping::Unbroken => lines.concat(),
    };
    let (auto, fault) = logs::read(wrapped.as_bytes(), Wrapping::Auto, &known.format);
    let (named, other) = logs::read(wrapped.as_bytes(), wrapping, &known.format);
    assert_eq!((fault.is_some(), other.is_some()), (false, false), "{wrapped}");
    assert_eq!(auto, named, "{wrapping:?}\n{wrapped}");
});
