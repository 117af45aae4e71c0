//! Lines in zstd: any bytes behind its first four, or lines that are packed here in frames and layers and maybe cut short.
#![no_main]
#![allow(dead_code)]

#[path = "../logs.rs"]
mod logs;

use libfuzzer_sys::fuzz_target;

fn pack(bytes: &[u8]) -> Vec<u8> {
    zstd::bulk::compress(bytes, 1).expect("memory")
}

fuzz_target!(|data: &[u8]| logs::packing(&[0x28, 0xb5, 0x2f, 0xfd], pack, data));
