//! A stack of Terragrunt, a unit that it may copy, and a module: a NUL is between them.
#![no_main]

use gwfmt_carriers::hcl;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &str| laws::carrier(
    &hcl::TERRAGRUNT,
    &[
        "live/terragrunt.stack.hcl",
        "units/api/terragrunt.hcl",
        "modules/api/main.tf"
    ],
    data
));
