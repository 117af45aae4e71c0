//! A raw format file.
#![no_main]

use gwfmt_carriers::raw;
use gwfmt_core::span::SourceId;
use laws::Files;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &str| {
    let files = Files::new([(String::new(), data.to_owned())]);
    laws::extraction(&raw::raw(SourceId(0), data), &files);
    laws::extraction(&raw::exact(SourceId(0), data), &files);
});
