//! A shell script, and a file that it may name: a NUL is between them.
#![no_main]

use gwfmt_carriers::shell;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &str| laws::carrier(&shell::CARRIER, &["deploy.sh", "stage.json"], data));
