//! From lines back to the format: the lines of AWS's samples, and what the proposals read.

use gwfmt::runtime::Format;
use gwfmt_core::api::Api;
use gwfmt_core::api::ApiSet;
use gwfmt_core::infer::{Proposal, propose, well_known};
use gwfmt_core::model::Model;
use gwfmt_core::samples::samples;
use gwfmt_core::scenario::{Scenario, lines};
use gwfmt_core::span::SourceId;
use gwfmt_core::text::FormatText;

/// Lines of some ordinary requests and some that failed.
fn rendered(format: &str, api: Api) -> Vec<String> {
    let text = FormatText::verbatim(SourceId(0), 0, format);
    let model = Model::new(&text, ApiSet::one(api));
    let scenarios = Scenario::of(api).filter(|scenario| scenario.name() != "hostile");
    let few =
        scenarios.flat_map(|scenario| lines(&model, api, scenario, 7).take(20).collect::<Vec<_>>());
    few.collect()
}

fn reads_all(proposal: &Proposal, lines: &[String]) -> bool {
    let format = Format::new(&proposal.text, proposal.apis.known());
    format.is_ok_and(|format| lines.iter().all(|line| format.parse(line).is_ok()))
}

#[test]
fn the_formats_of_awss_samples_are_found_again() {
    for sample in samples() {
        let lines = rendered(&sample.text, sample.api);
        let shown: Vec<&str> = lines.iter().map(String::as_str).collect();
        let apis = ApiSet::one(sample.api);
        let mut all = propose(&shown, apis);
        let own = all.iter().find(|one| reads_all(one, &lines));
        // route keys have one word or two, so that no one form holds all lines of an API that has them
        let is_told = sample.api == Api::Rest || matches!(sample.shape, "json" | "xml");
        let own = own.map(|one| one.text.as_str());
        assert_eq!(own == Some(&*sample.text), is_told, "{sample:?}: {own:?}");
        all.extend(well_known(apis));
        let mut texts = all
            .iter()
            .filter(|one| reads_all(one, &lines))
            .map(|one| &one.text);
        assert!(texts.any(|text| *text == sample.text), "{sample:?}");
    }
}
