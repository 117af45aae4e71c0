//! A unit of Terragrunt, a file that it may include, and a module: a NUL is between them.
#![no_main]

use gwfmt_carriers::hcl;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &str| laws::carrier(
    &hcl::TERRAGRUNT,
    &["live/api/terragrunt.hcl", "root.hcl", "modules/api/main.tf"],
    data
));
