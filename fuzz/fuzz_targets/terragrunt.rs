//! A unit of Terragrunt, a file that it may include, and a module: a NUL is between them.
#![no_main]

use gwfmt_carriers::Sources as _;
use gwfmt_carriers::carrier::{self, Input};
use laws::Files;
use libfuzzer_sys::fuzz_target;

const PATHS: [&str; 3] = ["live/api/terragrunt.hcl", "root.hcl", "modules/api/main.tf"];

fuzz_target!(|data: &str| {
    let texts = data.split('\0').map(str::to_owned);
    let files = Files::new(PATHS.map(str::to_owned).into_iter().zip(texts));
    let Some((source, text)) = files.read(PATHS[0]) else {
        return;
    };
    let input = Input {
        path: PATHS[0],
        source,
        text: &text,
        sources: &files,
    };
    if let Some((_, extraction)) = carrier::read([&gwfmt_carriers::hcl::TERRAGRUNT], &input) {
        laws::extraction(&extraction, &files);
    }
});
