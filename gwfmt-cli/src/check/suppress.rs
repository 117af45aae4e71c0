//! The suppressions of the files of one reading: which of them covers a finding.

use std::collections::HashMap;
use std::path::Path;

use gwfmt_carriers::carrier::{self, Carrier};
use gwfmt_carriers::files::Files;
use gwfmt_carriers::suppress::{NEEDLE, Suppression, Suppressions};
use gwfmt_carriers::{Extraction, Problem};
use gwfmt_core::lint::rules::{invalid_suppression, unused_suppression};
use gwfmt_core::lint::{Check, Group, RULES, Rule};
use gwfmt_core::span::{SourceId, SourceSpan, Span};
use memchr::memmem;

use crate::check::linter::Linter;
use crate::check::run::Run;
use crate::check::source::SourceList;
use crate::check::texts::Texts;

/// What a file asks to leave out.
#[derive(Debug, Default)]
pub(crate) struct InFile {
    pub(crate) all: Vec<Suppression>,
    /// Where the first stands that is not read.
    pub(crate) left_out: Option<Span>,
    /// By the rule: the numbers of the suppression, and of the name in it.
    by_rule: HashMap<&'static str, Vec<(usize, usize)>>,
}

/// A suppression that covers something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct By {
    pub(crate) source: SourceId,
    /// Its number in the file.
    pub(crate) suppression: usize,
    /// The number of the name in it.
    pub(crate) named: usize,
}

/// What a name between the brackets stands for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Meant {
    Rule(&'static Rule),
    Group(Group),
    /// A rule about suppressions themselves.
    Own,
    Nothing,
}

impl Meant {
    pub(crate) fn new(name: &str) -> Self {
        let group = || Group::ALL.into_iter().find(|group| group.name() == name);
        match Rule::find(name) {
            Some(rule) if is_own(rule) => Meant::Own,
            Some(rule) => Meant::Rule(rule),
            None => group().map_or(Meant::Nothing, Meant::Group),
        }
    }

    /// The rules.
    pub(crate) fn rules(self) -> Vec<&'static Rule> {
        match self {
            Meant::Rule(rule) => vec![rule],
            Meant::Group(group) => {
                let rules = RULES.iter().copied();
                let rules = rules.filter(|rule| rule.group == group && !is_own(rule));
                rules.collect()
            }
            Meant::Own | Meant::Nothing => Vec::new(),
        }
    }
}

fn is_own(rule: &Rule) -> bool {
    [
        invalid_suppression::RULE.name,
        unused_suppression::RULE.name,
    ]
    .contains(&rule.name)
}

impl InFile {
    /// Looks for suppressions, as the first of these carriers has them that finds one.
    pub(crate) fn new(
        carriers: impl IntoIterator<Item = &'static Carrier>,
        name: &str,
        text: &str,
    ) -> Self {
        let found = carriers
            .into_iter()
            .map(|carrier| (carrier.suppressions)(name, text))
            .find(|found| *found != Suppressions::default());
        let Some(Suppressions { all, left_out }) = found else {
            return Self::default();
        };
        let mut by_rule: HashMap<&'static str, Vec<(usize, usize)>> = HashMap::new();
        for (suppression, one) in all.iter().enumerate() {
            for (number, named) in one.rules.iter().enumerate() {
                for rule in Meant::new(&named.name).rules() {
                    let of_rule = by_rule.entry(rule.name).or_default();
                    of_rule.push((suppression, number));
                }
            }
        }
        Self {
            all,
            left_out,
            by_rule,
        }
    }

    fn covering(&self, rule: &str, place: Span) -> impl Iterator<Item = (usize, usize)> {
        let of_rule = self.by_rule.get(rule).into_iter().flatten().copied();
        of_rule.filter(move |(at, _)| self.all.get(*at).is_some_and(|one| one.covers(place)))
    }
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
