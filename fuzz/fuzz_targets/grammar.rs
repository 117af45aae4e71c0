//! Any string, with holes where it says so, through the grammar, the shapes and the rules.
#![no_main]

use gwfmt_core::api::{Api, ApiSet};
use gwfmt_core::span::{SourceId, SourceSpan};
use gwfmt_core::text::FormatText;
use laws::Files;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((&kind, rest)) = data.split_first() else {
        return;
    };
    let Ok(source) = std::str::from_utf8(rest) else {
        return;
    };
    let apis = match kind % 5 {
        0 => ApiSet::one(Api::Rest),
        1 => ApiSet::one(Api::Http),
        2 => ApiSet::one(Api::WebSocket),
        3 => ApiSet::V2,
        _ => ApiSet::ANY,
    };
    // A DEL character stands for a hole.
    let mut text = FormatText::new();
    let mut at = 0;
    for piece in source.split_inclusive('\u{7f}') {
        let plain = piece.strip_suffix('\u{7f}').unwrap_or(piece);
        text.push_verbatim(SourceId(0), at, plain);
        if plain.len() < piece.len() {
            text.push_hole(SourceSpan::new(
                SourceId(0),
                at + plain.len(),
                at + piece.len(),
            ));
        }
        at += piece.len();
    }
    let files = Files::new([(String::new(), source.to_owned())]);
    laws::source_map(&text, &files);
    laws::findings(&text, apis);
});
