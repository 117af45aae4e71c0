//! What the rules about resources say of a deployment, as findings.

use gwfmt_core::delivery::Deployment;
use gwfmt_core::lint::{RULES, Remark, judge};
use gwfmt_core::span::SourceSpan;

use crate::check::examine::{Examiner, Subject, passage, said, terms};
use crate::check::finding::{Finding, Fix};
use crate::check::run::Run;
use crate::check::source::SourceList;

impl Examiner {
    /// Runs the rules about resources. A remark is wanted when the user asked for any file that it speaks of.
    pub(super) fn deployment(
        deployment: &Deployment,
        sources: &SourceList<'_>,
        wanted: &impl Fn(&Subject<'_>) -> bool,
        run: &mut Run,
    ) {
        for remark in judge(deployment, RULES) {
            let places = || {
                let related = remark.related.iter().map(|(place, _)| *place);
                std::iter::once(remark.place).chain(related)
            };
            let subject = Subject {
                address: &remark.address,
                places: places().map(|place| place.source).collect(),
                pieces: Vec::new(),
            };
            if wanted(&subject) {
                Self::remark(&remark, places(), sources, run);
            }
        }
    }

    fn remark(
        remark: &Remark,
        places: impl Iterator<Item = SourceSpan>,
        sources: &SourceList<'_>,
        run: &mut Run,
    ) {
        let rule = remark.rule;
        let terms = terms(remark.place, sources);
        if !terms.wants(rule) {
            return;
        }
        let severity = terms.settings.level(rule.name).unwrap_or(remark.severity);
        let said = said(rule.name, severity, remark.place, &remark.message, sources);
        let by = sources.covering(rule.name, places);
        let related: Vec<_> = remark
            .related
            .iter()
            .map(|(place, words)| (*place, words.as_str()))
            .collect();
        let fix = remark.fix.as_ref().map(|fix| {
            let edits = fix.edits.iter();
            let edits = edits.map(|(place, new)| (sources.place(*place), new.clone()));
            Fix::of_file(fix.title.clone(), true, edits.collect())
        });
        let finding = Finding {
            help: remark.help.clone(),
            aws_error: remark.aws_error.clone(),
            passage: passage(remark.place, &[], &related, sources),
            related: related
                .into_iter()
                .map(|(place, words)| (sources.place(place), words.to_owned()))
                .collect(),
            fix,
            ..Finding::new(said, sources.place(remark.place).spot, terms.fail_on)
        };
        run.find_or_suppress(finding, &by, sources);
    }
}
