//! A plan or state of Terraform, or an answer of AWS.
#![no_main]

use gwfmt_carriers::deployed;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &str| laws::carrier(&deployed::CARRIER, &["state.json"], data));
