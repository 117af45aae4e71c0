//! A program of Python, and a module that it may import: a NUL is between them.
#![no_main]

use gwfmt_carriers::source;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &str| laws::carrier(&source::PYTHON, &["app.py", "lib.py"], data));
