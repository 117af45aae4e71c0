//! Kubernetes manifests.
#![no_main]

use gwfmt_carriers::kubernetes;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &str| laws::carrier(&kubernetes::CARRIER, &["stage.yaml"], data));
