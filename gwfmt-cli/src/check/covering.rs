//! The suppressions of the files of one reading: which of them covers a finding.

use std::path::Path;

use gwfmt_carriers::carrier::{self, Carrier};
use gwfmt_carriers::files::Files;
use gwfmt_carriers::suppress::{NEEDLE, Suppression};
use gwfmt_carriers::{Extraction, Problem};
use gwfmt_core::lint::Check;
use gwfmt_core::span::{SourceId, SourceSpan};
use memchr::memmem;

use crate::check::in_file::InFile;
use crate::check::linter::Linter;
use crate::check::run::Run;
use crate::check::source::SourceList;
use crate::check::texts::Texts;

/// A suppression that covers something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct By {
    pub(crate) source: SourceId,
    /// Its number in the file.
    pub(crate) suppression: usize,
    /// The number of the name in it.
    pub(crate) named: usize,
}

impl SourceList<'_> {
    /// Looks for suppressions in every source. Each is read as its name says; one of which it is known otherwise, by
    /// that carrier.
    pub(crate) fn look_for_suppressions<'p>(
        &mut self,
        carriers: &'static [Carrier],
        path: impl Fn(SourceId) -> &'p Path,
        known: Option<(&Path, &'static Carrier)>,
    ) {
        for (number, source) in (0..).zip(&mut self.0) {
            if memmem::find(source.text.as_bytes(), NEEDLE.as_bytes()).is_none() {
                continue;
            }
            let path = path(SourceId(number));
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            source.suppressions = match known.filter(|(known, _)| *known == path) {
                Some((_, carrier)) => InFile::new([carrier], &name, source.text),
                None => InFile::new(carrier::claiming(carriers, &name), &name, source.text),
            };
        }
    }

    /// Whether any file asks to leave out anything.
    pub(crate) fn have_suppressions(&self) -> bool {
        self.0
            .iter()
            .any(|source| !source.suppressions.all.is_empty())
    }

    /// The suppressions of a rule that cover any of these places, in their order.
    pub(crate) fn covering(
        &self,
        rule: &str,
        places: impl IntoIterator<Item = SourceSpan>,
    ) -> Vec<By> {
        let mut by = Vec::new();
        for place in places {
            let Some(source) = self.get(place.source) else {
                continue;
            };
            for (suppression, named) in source.suppressions.covering(rule, place.span) {
                let one = By {
                    source: place.source,
                    suppression,
                    named,
                };
                if !by.contains(&one) {
                    by.push(one);
                }
            }
        }
        by
    }

    /// The suppressions of any rule that cover any of these places: their files and numbers.
    pub(crate) fn around(
        &self,
        places: impl IntoIterator<Item = SourceSpan>,
    ) -> Vec<(SourceId, usize)> {
        let mut around = Vec::new();
        for place in places {
            let of_file = self
                .get(place.source)
                .map(|source| &source.suppressions.all);
            for (number, one) in of_file.into_iter().flatten().enumerate() {
                if one.covers(place.span) && !around.contains(&(place.source, number)) {
                    around.push((place.source, number));
                }
            }
        }
        around.sort_unstable();
        around
    }

    pub(crate) fn suppression(&self, source: SourceId, number: usize) -> Option<&Suppression> {
        self.get(source)?.suppressions.all.get(number)
    }
}

impl Linter<'_> {
    /// The sources of a reading, with what they ask to leave out.
    pub(super) fn sources<'t>(
        &self,
        read: &'t Texts<'_>,
        known: Option<(&Path, &'static Carrier)>,
    ) -> SourceList<'t> {
        let mut sources = read.sources(self.ground, self.configs);
        if self.examiner.suppressions {
            sources.look_for_suppressions(self.carriers(), |id| read.path(id), known);
        }
        sources
    }

    /// Notes the suppressions of a reading. `is_met` tells of a file whether all of it was asked for here.
    pub(super) fn suppressions(
        &self,
        extraction: &Extraction,
        files: &Files,
        read: &Texts<'_>,
        sources: &SourceList<'_>,
        is_met: impl Fn(&Path) -> bool,
        run: &mut Run,
    ) {
        if !sources.have_suppressions() {
            return;
        }
        let unread = |problem: &Problem| matches!(problem.kind.rule().check, Check::Unread);
        let is_whole = !extraction.problems.iter().any(unread) && files.troubles().is_empty();
        let is_asked = |id| {
            let path = read.path(id);
            is_met(path) || self.is_named(path) && self.addresses(path).is_empty()
        };
        run.meet(sources, is_asked, is_whole);
    }
}
