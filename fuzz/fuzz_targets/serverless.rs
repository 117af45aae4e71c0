//! A service of the Serverless Framework, and two files that it may name: a NUL is between them.
#![no_main]

use gwfmt_carriers::serverless;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &str| laws::carrier(
    &serverless::CARRIER,
    &["serverless.yml", "log.yml", "log.txt"],
    data
));
