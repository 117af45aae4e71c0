//! Kubernetes manifests.
#![no_main]

use gwfmt_carriers::carrier::{self, Input};
use gwfmt_carriers::{Sources as _, kubernetes};
use laws::Files;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &str| {
    let path = "stage.yaml";
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
    if let Some((_, extraction)) = carrier::read([&kubernetes::CARRIER], &input) {
        laws::extraction(&extraction, &files);
    }
});
