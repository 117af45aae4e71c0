//! Counter-examples are true: each line that is shown as broken really is refused by an ordinary reader, each line that is
//! shown with two readings really has both; and a JSON format without such a finding is JSON whatever is logged.

#![allow(clippy::print_stderr, reason = "says what was looked at")]

mod common;
#[path = "../../tests/formats/mod.rs"]
mod formats;

use std::collections::BTreeSet;

use common::Random;
use gwfmt_core::api::{Api, ApiSet};
use gwfmt_core::lint::{RULES, examples};
use gwfmt_core::model::Model;
use gwfmt_core::samples::samples;
use gwfmt_core::shape::Shape;

/// The labelled formats, those of AWS's pages and of the rules' pages.
fn known_formats() -> BTreeSet<(ApiSet, String)> {
    let mut formats = BTreeSet::new();
    for entry in formats::all() {
        formats.insert((entry.apis(), entry.text));
    }
    for sample in samples() {
        formats.insert((ApiSet::one(sample.api), sample.text));
    }
    for rule in RULES.iter().filter(|rule| rule.is_about_formats()) {
        let examples = examples(rule.docs).into_iter();
        formats.extend(examples.map(|example| (example.apis, example.text)));
    }
    formats
}

#[test]
fn are_true_of_every_known_format() {
    let mut shown = 0;
    for (apis, text) in known_formats() {
        for apis in [
            apis,
            ApiSet::ANY,
            ApiSet::one(Api::Http),
            ApiSet::one(Api::WebSocket),
        ] {
            let source = common::source(&text);
            let model = Model::new(&source, apis);
            for finding in common::all_findings(&model) {
                common::check_places(&finding, &text);
                common::check_counter_example(&finding, &model);
                shown += usize::from(finding.counter_example.is_some());
            }
        }
    }
    eprintln!("{shown} counter-examples are true");
    assert!(shown > 50);
}

/// Lines written for each format: ten thousand where everything is to run, as `.ci/run` has it.
fn renderings() -> usize {
    if std::env::var_os("GWFMT_REQUIRE_TOOLS").is_some() {
        10_000
    } else {
        1_000
    }
}

#[test]
fn json_without_a_finding_is_json_whatever_is_logged() {
    let mut seen = BTreeSet::new();
    let mut sound = Vec::new();
    for (apis, text) in known_formats() {
        let source = common::source(&text);
        let model = Model::new(&source, apis);
        let broken = common::all_findings(&model).iter().any(common::breaks_json);
        // Two types of API may read one text alike: once is enough.
        let sets: Vec<String> = model
            .uses
            .iter()
            .map(|used| format!("{:?}", used.texts()))
            .collect();
        if matches!(model.shape, Shape::Json(_)) && !broken && seen.insert((text.clone(), sets)) {
            sound.push((apis, text));
        }
    }
    std::thread::scope(|scope| {
        for half in sound.chunks(sound.len().div_ceil(2)) {
            scope.spawn(move || {
                for (seed, (apis, text)) in (1..).zip(half) {
                    let source = common::source(text);
                    let model = Model::new(&source, *apis);
                    common::check_renderings(&model, renderings(), &mut Random(seed));
                }
            });
        }
    });
    eprintln!("{} JSON formats, {} lines each", sound.len(), renderings());
    assert!(sound.len() > 5);
}
