//! A program of TypeScript, and two files that it may import: a NUL is between them.
#![no_main]

use gwfmt_carriers::source;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &str| laws::carrier(
    &source::TYPESCRIPT,
    &["app.ts", "lib.ts", "format.json"],
    data
));
