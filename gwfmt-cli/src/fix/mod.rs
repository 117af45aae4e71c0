//! `lint --fix` and `--diff`: the fixes of findings, made in files.
//!
//! How a language writes a text is not known here. A fix comes with ways of writing it (`check::ways`); one is taken when
//! the file, read again with it, gives exactly the format that was wanted and nothing that was not there before
//! ([`proof`]). So a file stays valid in its own language, and a fix that cannot be written so is not made.

mod diff;
mod edits;
mod group;
mod proof;
mod scope;
mod write;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use gwfmt_core::limits::FIX_BYTES;

pub(crate) use self::diff::unified;
use self::group::Group;
use self::scope::Scope;
use crate::check::finding::{Finding, Said};
use crate::check::linter::Linter;
use crate::check::run::Run;
use crate::check::unit::{Met, Unit};
use crate::text::many;

/// Which fixes are made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mending {
    /// Also those that a person should look at.
    pub(crate) unsafe_too: bool,
}

impl Mending {
    fn takes(self, finding: &Finding) -> bool {
        let fix = finding.fix.as_ref();
        fix.is_some_and(|fix| fix.safe || self.unsafe_too)
    }
}

/// A file with another text.
#[derive(Debug)]
pub(crate) struct Mended {
    /// As reports name it.
    pub(crate) name: Arc<str>,
    /// Its place on disk.
    pub(crate) path: PathBuf,
    pub(crate) old: Arc<str>,
    pub(crate) new: Arc<str>,
}

/// Files that change together.
#[derive(Debug)]
pub(crate) struct Batch {
    pub(crate) files: Vec<Mended>,
    /// The rules of the findings that are mended so, one for each.
    rules: Vec<&'static str>,
}

/// What became of the fixes of a run.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// What changes, by the name of the first file.
    pub(crate) batches: Vec<Batch>,
    /// Findings whose fix could not be written in their files.
    unwritten: usize,
    /// Findings whose fix was not tried, or not in every way, because there are too many.
    untried: usize,
    /// Findings whose fix would change a file that was not named.
    elsewhere: usize,
    /// Findings whose fix waits for somebody who looks at it.
    to_review: usize,
}

/// Writes files that change together, or says what kept us.
pub(crate) fn replace(files: &[Mended]) -> Result<(), String> {
    write::batch(files)
}

/// Makes the fixes of what was found, in memory.
pub(crate) fn mend(linter: &Linter<'_>, met: &Met, run: &Run, mending: Mending) -> Outcome {
    let mut outcome = Outcome::default();
    let scope = Scope::new(linter, met, &run.units);
    let mut wanted: Vec<(&Finding, BTreeSet<Arc<str>>)> = Vec::new();
    // what has no fix yet may get one when something else is mended
    let mut open: HashSet<&Said> = HashSet::new();
    for finding in run.findings() {
        let change = finding.fix.as_ref().and_then(|fix| fix.change.as_ref());
        let Some(change) = change else {
            open.insert(&finding.said);
            continue;
        };
        let edits = change.ways.iter().flatten();
        let files: BTreeSet<_> = edits.map(|edit| Arc::clone(&edit.file)).collect();
        if !mending.takes(finding) {
            outcome.to_review += 1;
        } else if files.is_empty() {
            outcome.unwritten += 1;
        } else if !files.iter().all(|file| scope.may_write(file)) {
            outcome.elsewhere += 1;
        } else {
            wanted.push((finding, files));
        }
    }
    let mut left = FIX_BYTES;
    for (files, findings) in together(wanted) {
        let units = scope.units_of(&files);
        let group = Group::new(linter, met, mending, &scope, files, units, &mut left);
        match group {
            Some(group) => group.mend(&findings, &open, &mut outcome),
            None => outcome.unwritten += findings.len(),
        }
    }
    let name = |batch: &Batch| batch.files.first().map(|file| Arc::clone(&file.name));
    outcome.batches.sort_by_key(name);
    outcome
}

/// Findings whose fixes share files, together.
fn together(
    wanted: Vec<(&Finding, BTreeSet<Arc<str>>)>,
) -> Vec<(BTreeSet<Arc<str>>, Vec<&Finding>)> {
    let mut groups: Vec<(BTreeSet<Arc<str>>, Vec<&Finding>)> = Vec::new();
    let mut known: HashMap<Arc<str>, usize> = HashMap::new();
    for (finding, files) in wanted {
        let mut at: Vec<usize> = files
            .iter()
            .filter_map(|file| known.get(file))
            .copied()
            .collect();
        at.sort_unstable();
        at.dedup();
        let first = at.first().copied().unwrap_or(groups.len());
        if first == groups.len() {
            groups.push((BTreeSet::new(), Vec::new()));
        }
        for other in at.into_iter().skip(1) {
            let (files, findings) = std::mem::take(&mut groups[other]);
            known.extend(files.iter().map(|file| (Arc::clone(file), first)));
            groups[first].0.extend(files);
            groups[first].1.extend(findings);
        }
        known.extend(files.iter().map(|file| (Arc::clone(file), first)));
        groups[first].0.extend(files);
        groups[first].1.push(finding);
    }
    groups.retain(|(_, findings)| !findings.is_empty());
    groups
}

impl Outcome {
    /// The files that change.
    pub(crate) fn files(&self) -> impl Iterator<Item = &Mended> {
        self.batches.iter().flat_map(|batch| &batch.files)
    }

    /// Writes the files that change. What could not be written is no longer among them, and is told in words.
    pub(crate) fn write(&mut self) -> Vec<String> {
        let mut failures = Vec::new();
        self.batches
            .retain(|batch| match write::batch(&batch.files) {
                Ok(()) => true,
                Err(words) => {
                    failures.push(words);
                    false
                }
            });
        failures
    }

    /// What standard error says: what was mended, and why the rest was not. `done` is `fixed` or `would fix`.
    pub(crate) fn lines(&self, done: &str) -> Vec<String> {
        let mut lines = Vec::new();
        let mut fixed: BTreeMap<&str, usize> = BTreeMap::new();
        for rule in self.batches.iter().flat_map(|batch| &batch.rules) {
            *fixed.entry(rule).or_default() += 1;
        }
        if !fixed.is_empty() {
            let mut line = format!(
                "{done} {} in {}: ",
                many(fixed.values().sum(), "finding"),
                many(self.files().count(), "file")
            );
            for (number, (rule, count)) in fixed.iter().enumerate() {
                let sign = if number == 0 { "" } else { ", " };
                let _ = write!(line, "{sign}{count} {rule}");
            }
            lines.push(line);
        }
        if self.unwritten > 0 {
            lines.push(format!(
                "{}: no way of writing it there gives the wanted format and nothing else",
                not_made(self.unwritten)
            ));
        }
        if self.untried > 0 {
            lines.push(format!(
                "{}: there are too many to try; run the command again, on fewer files",
                not_made(self.untried)
            ));
        }
        if self.elsewhere > 0 {
            lines.push(format!(
                "{}: it belongs in a file that was not named",
                not_made(self.elsewhere)
            ));
        }
        if self.to_review > 0 {
            let (es, them) = if self.to_review == 1 {
                ("", "it")
            } else {
                ("es", "them")
            };
            lines.push(format!(
                "{} fix{es} to review: add `--unsafe-fixes` to make {them}",
                self.to_review
            ));
        }
        lines
    }
}

fn not_made(count: usize) -> String {
    if count == 1 {
        "1 fix is not made".to_owned()
    } else {
        format!("{count} fixes are not made")
    }
}

/// The units that read any of these files.
type Units<'u> = Vec<&'u Unit>;
