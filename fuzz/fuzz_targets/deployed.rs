//! A plan or state of Terraform, or an answer of AWS.
#![no_main]

use gwfmt_carriers::Sources as _;
use gwfmt_carriers::carrier::{self, Input};
use laws::Files;
use libfuzzer_sys::fuzz_target;

const PATHS: [&str; 1] = ["state.json"];

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
    if let Some((_, extraction)) = carrier::read([&gwfmt_carriers::deployed::CARRIER], &input) {
        laws::extraction(&extraction, &files);
    }
});
