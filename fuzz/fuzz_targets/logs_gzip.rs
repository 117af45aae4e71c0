//! Lines in gzip: any bytes behind its first two, or lines that are packed here in members and layers and maybe cut short.
#![no_main]
#![allow(dead_code)]

#[path = "../logs.rs"]
mod logs;

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use libfuzzer_sys::fuzz_target;

fn pack(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).expect("memory");
    packed.finish().expect("memory")
}

fuzz_target!(|data: &[u8]| logs::packing(&[0x1f, 0x8b], pack, data));
