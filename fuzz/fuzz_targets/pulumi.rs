//! A Pulumi program in YAML.
#![no_main]

use gwfmt_carriers::pulumi;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &str| laws::carrier(&pulumi::CARRIER, &["Pulumi.yaml"], data));
