//! A folder of Terraform files: a NUL begins the next file, the first being `main.tf`, then `more.tf`, `terraform.tfvars` and a module.
#![no_main]

use gwfmt_carriers::hcl;
use laws::Files;
use libfuzzer_sys::fuzz_target;

const PATHS: [&str; 4] = ["main.tf", "more.tf", "terraform.tfvars", "module/main.tf"];

fuzz_target!(|data: &str| {
    let texts = data.split('\0').map(str::to_owned);
    let files = Files::new(PATHS.map(str::to_owned).into_iter().zip(texts));
    for folder in ["", "module"] {
        laws::extraction(&hcl::directory(folder, &files), &files);
    }
});
