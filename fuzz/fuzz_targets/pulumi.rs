//! A Pulumi program in YAML.
#![no_main]

use gwfmt_carriers::carrier::{self, Input};
use gwfmt_carriers::{Sources as _, pulumi};
use laws::Files;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &str| {
    let path = "Pulumi.yaml";
    let files = Files::new([(path.to_owned(), data.to_owned())]);
    let Some((source, text)) = files.read(path) else {
        return;
    };
    let input = Input {
        path,
        source,
        text: &text,
        sources: &files,
    };
    if let Some((_, extraction)) = carrier::read([&pulumi::CARRIER], &input) {
        laws::extraction(&extraction, &files);
    }
});
