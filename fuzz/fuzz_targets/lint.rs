//! Arbitrary bytes as one file, of the kind that the first byte says.
#![no_main]

use gwfmt_carriers::{cloudformation, hcl, raw};
use gwfmt_core::span::SourceId;
use laws::Files;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((&kind, rest)) = data.split_first() else {
        return;
    };
    let text = String::from_utf8_lossy(rest).into_owned();
    let path = ["main.tf", "template.yaml", "format.txt"][usize::from(kind) % 3];
    let files = Files::new([(path.to_owned(), text.clone())]);
    let found = match kind % 3 {
        0 => hcl::directory("", &files),
        1 => cloudformation::template_text(SourceId(0), &text).1,
        _ => raw::raw(SourceId(0), &text),
    };
    laws::extraction(&found, &files);
});
