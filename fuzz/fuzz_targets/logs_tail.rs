//! Lines as `aws logs tail` prints them: any bytes, or lines that a time and a stream are put before.
#![no_main]
#![allow(dead_code)]

#[path = "../logs.rs"]
mod logs;

use libfuzzer_sys::fuzz_target;
use logs::input::Wrapping;

fn strip(line: &[u8]) -> Option<usize> {
    let first = line.iter().position(|byte| *byte == b' ')?;
    let time: Vec<u8> = line[..first]
        .iter()
        .map(|byte| match byte {
            b'0'..=b'9' => b'0',
            b'-' | b'+' => b'+',
            other => *other,
        })
        .collect();
    match time.as_slice() {
        b"0000+00+00T00:00:00" => {}
        b"0000+00+00T00:00:00+00:00" | b"0000+00+00T00:00:00.000000+00:00" => {
            let behind = line[first + 1..].iter().position(|byte| *byte == b' ')?;
            // a sign where a date has none is no time
            return (line[4] == b'-' && line[7] == b'-').then_some(first + 1 + behind + 1);
        }
        _ => return None,
    }
    (line[4] == b'-' && line[7] == b'-').then_some(first + 1)
}

fn before(number: u8) -> String {
    let time = format!("2024-07-{:02}T{:02}:14:{:02}", 1 + number % 28, number % 24, number % 60);
    match number % 4 {
        1 => format!("{time} "),
        2 => format!("{time}+00:00 stream/{number} "),
        _ => format!("{time}.{number:06}-07:00 s "),
    }
}

fuzz_target!(|data: &[u8]| logs::behind(Wrapping::Tail, strip, before, data));
