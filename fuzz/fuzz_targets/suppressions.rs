//! Suppressions in a file of any kind: each stands in it, with its parts.
#![no_main]

use gwfmt_carriers::CARRIERS;
use gwfmt_carriers::suppress::Covers;
use gwfmt_core::span::Span;
use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 8] = [
    "main.tf",
    "template.yaml",
    "template.json",
    "stack.ts",
    "deploy.py",
    "deploy.sh",
    "serverless.yml",
    "format.txt",
];

fuzz_target!(|data: &str| {
    // what makes it worth looking at
    let text = format!("{data}\n# gwfmt: ignore[bare-value] -- x\n{data}");
    let fits = |span: Span| span.start <= span.end && text.get(span.range()).is_some();
    for (carrier, name) in CARRIERS
        .iter()
        .flat_map(|one| NAMES.map(|name| (one, name)))
    {
        let found = (carrier.suppressions)(name, &text);
        for one in &found.all {
            assert!(fits(one.place));
            assert!(one.list.into_iter().chain(one.removal).all(fits));
            if let Covers::Within(span) = one.covers {
                assert!(fits(span));
            }
        }
        assert!(found.left_out.into_iter().all(fits));
    }
});
