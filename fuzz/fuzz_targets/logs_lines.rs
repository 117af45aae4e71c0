//! Any bytes as lines: they are given as they are, each in its place, whatever the blocks.
#![no_main]
#![allow(dead_code)]

#[path = "../logs.rs"]
mod logs;

use libfuzzer_sys::fuzz_target;
use logs::input::Wrapping;

fuzz_target!(|data: &[u8]| {
    let (lines, error) = logs::read(data, Wrapping::Lines, &logs::KNOWN[0].format);
    if !logs::is_packed(data) {
        assert!(error.is_none(), "{error:?}");
        assert_eq!(lines, logs::naive(data).map(logs::given).collect::<Vec<_>>());
    }
});
