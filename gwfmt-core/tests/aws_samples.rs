//! AWS's own sample formats: nothing to say above a note.

mod common;

use gwfmt_core::api::ApiSet;
use gwfmt_core::diagnostic::Severity;
use gwfmt_core::model::Model;
use gwfmt_core::samples::samples;

#[test]
fn have_no_finding_above_a_note() {
    let samples = samples();
    assert_eq!(samples.len(), 12);
    for sample in samples {
        let text = common::source(&sample.text);
        for apis in [ApiSet::one(sample.api), ApiSet::ANY] {
            let model = Model::new(&text, apis);
            for finding in common::findings(&model) {
                assert!(
                    finding.severity <= Severity::Note,
                    "{} {}: {finding:?}",
                    sample.api.name(),
                    sample.shape
                );
            }
        }
    }
}
