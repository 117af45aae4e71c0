//! The files that are mended together: trials, halves of them where one fails, and what they bring to light.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use gwfmt_carriers::files::{self, Overlay};
use gwfmt_core::limits::{FILE_BYTES, FIX_CHAIN, FIX_TRIALS};

use super::edits::{Edits, FileTexts};
use super::proof::{self, Counts, Key};
use super::scope::Scope;
use super::{Batch, Mended, Mending, Outcome, Units};
use crate::check::finding::{Finding, Said};
use crate::check::linter::Linter;
use crate::check::run::Run;
use crate::check::unit::Met;
use crate::check::ways::Change;

/// Files with the units that read them.
pub(super) struct Group<'a, 'l> {
    linter: &'a Linter<'l>,
    met: &'a Met,
    mending: Mending,
    scope: &'a Scope<'a, 'l>,
    units: Units<'a>,
    /// What the user does not want to be mended.
    bars: HashSet<Words>,
    old: FileTexts,
    /// Trials and bytes that may still be spent.
    trials: usize,
    left: &'a mut usize,
    /// Whether more than that was wanted.
    is_spent: bool,
    /// What could not be mended.
    given_up: BTreeSet<Key>,
}

/// The rule, the file and the message of a finding.
type Words = (&'static str, Arc<str>, String);

/// Edits that were accepted.
struct Accepted {
    texts: FileTexts,
    run: Run,
    rules: Vec<&'static str>,
}

impl<'a, 'l> Group<'a, 'l> {
    /// Nothing when a file cannot be read.
    #[allow(
        clippy::too_many_arguments,
        reason = "the parts of one thing, put together once"
    )]
    pub(super) fn new(
        linter: &'a Linter<'l>,
        met: &'a Met,
        mending: Mending,
        scope: &'a Scope<'a, 'l>,
        names: BTreeSet<Arc<str>>,
        units: Units<'a>,
        left: &'a mut usize,
    ) -> Option<Self> {
        let mut old = FileTexts::new();
        for name in names {
            let mut bytes = Vec::new();
            files::read_regular(&mut bytes, scope.path(&name)?, FILE_BYTES).ok()?;
            let text = Arc::from(files::utf8(&bytes).ok()?);
            old.insert(name, text);
        }
        Some(Self {
            linter,
            met,
            mending,
            scope,
            units,
            bars: HashSet::new(),
            old,
            trials: FIX_TRIALS,
            left,
            is_spent: false,
            given_up: BTreeSet::new(),
        })
    }

    /// Mends what can be mended of these findings, and of those that are `open`: nobody knew what to write for them.
    pub(super) fn mend(
        mut self,
        findings: &[&Finding],
        open: &HashSet<&Said>,
        outcome: &mut Outcome,
    ) {
        let asked: HashSet<&Said> = findings.iter().map(|one| &*one.said).collect();
        let mut texts = self.old.clone();
        let mut rules = Vec::new();
        let mut run = self.examine(&texts);
        let known = run.iter().flat_map(Run::findings);
        let others = known
            .filter(|finding| !asked.contains(&*finding.said) && !open.contains(&*finding.said));
        self.bars = others.map(words).collect();
        let (mut is_first, mut has_changed) = (true, false);
        // each step mends something or gives something up
        while let Some(now) = &run {
            let mut edits = Edits::default();
            let chosen: Vec<&Finding> = now
                .findings()
                .iter()
                .filter(|finding| !is_first || asked.contains(&*finding.said))
                .filter(|finding| self.is_fixable(finding))
                .filter(|finding| {
                    change(finding)
                        .is_some_and(|change| change.ways.first().is_some_and(|way| edits.add(way)))
                })
                .collect();
            if chosen.is_empty() {
                // what was given up may have waited for what was mended since
                if !std::mem::take(&mut has_changed) || self.given_up.is_empty() {
                    break;
                }
                self.given_up.clear();
                continue;
            }
            let Some(accepted) = self.attempt(now, &texts, &chosen) else {
                // what comes after may have waited for what cannot be mended
                continue;
            };
            is_first = false;
            has_changed = true;
            rules.extend(accepted.rules);
            texts = accepted.texts;
            run = Some(accepted.run);
        }
        let rest = match &run {
            Some(run) => still_said(findings, run),
            None => findings.len().saturating_sub(rules.len()),
        };
        if self.is_spent {
            outcome.untried += rest;
        } else {
            outcome.unwritten += rest;
        }
        let mut files = Vec::new();
        for (name, old) in &self.old {
            if let Some((new, path)) = texts.get(name).zip(self.scope.path(name))
                && new != old
            {
                files.push(Mended {
                    name: Arc::clone(name),
                    path: path.to_path_buf(),
                    old: Arc::clone(old),
                    new: Arc::clone(new),
                });
            }
        }
        if !files.is_empty() {
            outcome.batches.push(Batch { files, rules });
        }
    }

    fn is_fixable(&self, finding: &Finding) -> bool {
        let is_here = |change: &Change| {
            let mut edits = change.ways.iter().flatten();
            edits.all(|edit| self.old.contains_key(&edit.file))
        };
        self.mending.takes(finding)
            && change(finding).is_some_and(is_here)
            && !self.bars.contains(&words(finding))
            && !self.given_up.contains(&Key::new(finding))
    }

    /// Makes as many of the fixes as can be made at once. What cannot be made by itself is given up.
    fn attempt(
        &mut self,
        before: &Run,
        texts: &FileTexts,
        chosen: &[&Finding],
    ) -> Option<Accepted> {
        let accepted = self.trial(before, texts, chosen, 0);
        match (accepted, chosen) {
            (Some(accepted), _) => Some(accepted),
            (None, []) => None,
            (None, [finding]) => {
                let ways = change(finding).map_or(0, |change| change.ways.len());
                for way in 1..ways {
                    let accepted = self.trial(before, texts, chosen, way);
                    if accepted.is_some() {
                        return accepted;
                    }
                }
                self.given_up.insert(Key::new(finding));
                None
            }
            (None, _) => {
                let (one, other) = chosen.split_at(chosen.len() / 2);
                self.attempt(before, texts, one)
                    .or_else(|| self.attempt(before, texts, other))
            }
        }
    }

    /// Makes these fixes, and those of what they bring to light. Accepted when nothing is said then that was not said
    /// before.
    fn trial(
        &mut self,
        before: &Run,
        texts: &FileTexts,
        chosen: &[&Finding],
        way: usize,
    ) -> Option<Accepted> {
        let mut may: Counts = proof::counts(before);
        let mut now = texts.clone();
        let mut last: Option<Run> = None;
        let mut changes: Vec<(Key, Change)> = chosen.iter().filter_map(|one| keyed(one)).collect();
        let mut rules = Vec::new();
        for step in 0..FIX_CHAIN {
            let mut edits = Edits::default();
            for (_, change) in &changes {
                let edit = change.ways.get(if step == 0 { way } else { 0 })?;
                if !edits.add(edit) {
                    return None;
                }
            }
            let next = edits.apply(&now)?;
            let after = self.examine(&next)?;
            let made: Vec<&Change> = changes.iter().map(|(_, change)| change).collect();
            if !proof::holds(last.as_ref().unwrap_or(before), &after, &made, &edits) {
                return None;
            }
            for (key, _) in &changes {
                if let Some(count) = may.get_mut(key) {
                    *count = count.saturating_sub(1);
                }
                rules.push(key.rule());
            }
            may.retain(|_, count| *count > 0);
            let fresh = proof::fresh(&after, &may);
            if fresh.is_empty() {
                return Some(Accepted {
                    texts: next,
                    run: after,
                    rules,
                });
            }
            if !fresh.iter().all(|finding| self.is_fixable(finding)) {
                return None;
            }
            let mut edits = Edits::default();
            let possible = fresh.iter().filter(|finding| {
                change(finding)
                    .and_then(|change| change.ways.first())
                    .is_some_and(|way| edits.add(way))
            });
            changes = possible.filter_map(|one| keyed(one)).collect();
            now = next;
            last = Some(after);
        }
        None
    }

    /// Reads the units with these texts; nothing when enough was tried.
    fn examine(&mut self, texts: &FileTexts) -> Option<Run> {
        let bytes = self.scope.bytes_of(&self.units);
        if self.trials == 0 || *self.left < bytes {
            self.is_spent = true;
            return None;
        }
        self.trials -= 1;
        *self.left -= bytes;
        let mut overlay = Overlay::new();
        for (name, text) in texts {
            overlay.insert(self.scope.path(name)?.to_path_buf(), Arc::clone(text));
        }
        let linter = self.linter.over(Arc::new(overlay));
        Some(linter.again(self.units.iter().copied(), self.met))
    }
}

/// How many of these findings are still said. One may be gone with another.
fn still_said(findings: &[&Finding], run: &Run) -> usize {
    let mut said = proof::counts(run);
    let is_said = |finding: &&&Finding| {
        let count = said.get_mut(&Key::new(finding));
        count.is_some_and(|count| {
            let is_left = *count > 0;
            *count = count.saturating_sub(1);
            is_left
        })
    };
    findings.iter().filter(is_said).count()
}

fn words(finding: &Finding) -> Words {
    let said = &finding.said;
    (said.rule, Arc::clone(&said.file), said.message.clone())
}

fn change(finding: &Finding) -> Option<&Change> {
    finding.fix.as_ref()?.change.as_ref()
}

fn keyed(finding: &Finding) -> Option<(Key, Change)> {
    Some((Key::new(finding), change(finding)?.clone()))
}
