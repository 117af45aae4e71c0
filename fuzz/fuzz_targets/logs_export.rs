//! Lines behind the time of an export to S3: any bytes, or lines that a time is put before.
#![no_main]
#![allow(dead_code)]

#[path = "../logs.rs"]
mod logs;

use libfuzzer_sys::fuzz_target;
use logs::input::Wrapping;

fn strip(line: &[u8]) -> Option<usize> {
    let shape = line.iter().take(25).map(|byte| match byte {
        b'0'..=b'9' => b'0',
        other => *other,
    });
    let is_time = shape.eq(*b"0000-00-00T00:00:00.000Z ");
    is_time.then_some(25)
}

fn before(number: u8) -> String {
    format!("2024-07-{:02}T{:02}:14:{:02}.{:03}Z ", 1 + number % 28, number % 24, number % 60, number)
}

fuzz_target!(|data: &[u8]| logs::behind(Wrapping::Export, strip, before, data));
