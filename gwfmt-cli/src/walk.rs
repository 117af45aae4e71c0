//! Folders, walked: each file that may hold a format is examined where it is met, by as many threads as there are cores.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread;

use ignore::{DirEntry, ParallelVisitor, ParallelVisitorBuilder, WalkBuilder, WalkState};

use crate::callers;
use crate::extract::{self, Kind};
use crate::linter::Linter;
use crate::matcher;
use crate::run::Run as Outcome;

/// What walking gave, besides findings.
#[derive(Debug, Default)]
pub(crate) struct Walked {
    pub(crate) outcome: Outcome,
    /// Every file of Terraform that was met.
    pub(crate) terraform: HashSet<PathBuf>,
    /// The folders of those that may hold a format.
    pub(crate) folders: BTreeSet<PathBuf>,
    /// The folders whose modules they call, by the folder of the calls.
    pub(crate) calls: BTreeMap<PathBuf, BTreeSet<PathBuf>>,
    /// Files of values that may hold a format, and that Terraform reads only when it is told to.
    pub(crate) values: BTreeSet<PathBuf>,
}

/// Threads beyond these find no more work.
const MOST_THREADS: usize = 8;

/// How many threads to use.
pub(crate) fn threads() -> usize {
    thread::available_parallelism().map_or(1, |cores| cores.get().min(MOST_THREADS))
}

/// Walks the folders.
pub(crate) fn walk(folders: &[PathBuf], linter: &Linter<'_>) -> Walked {
    let shared = Mutex::new(Walked::default());
    let (ignored, plain): (Vec<_>, Vec<_>) = folders
        .iter()
        .partition(|folder| matcher::is_ignored(folder));
    let mut walks: Vec<WalkBuilder> = Vec::new();
    if let Some((first, more)) = plain.split_first() {
        let mut walk = WalkBuilder::new(first);
        for folder in more {
            walk.add(folder);
        }
        walks.push(walk);
    }
    for folder in ignored {
        let mut walk = WalkBuilder::new(folder);
        walk.parents(false);
        walks.push(walk);
    }
    for mut walk in walks {
        walk.require_git(false).threads(threads());
        walk.build_parallel().visit(&mut Builder {
            shared: &shared,
            linter,
        });
    }
    shared.into_inner().unwrap_or_else(PoisonError::into_inner)
}

struct Builder<'s> {
    shared: &'s Mutex<Walked>,
    linter: &'s Linter<'s>,
}

impl<'s> ParallelVisitorBuilder<'s> for Builder<'s> {
    fn build(&mut self) -> Box<dyn ParallelVisitor + 's> {
        Box::new(Visitor {
            shared: self.shared,
            linter: self.linter,
            walked: Walked::default(),
            buffer: Vec::new(),
        })
    }
}

/// What one thread does.
struct Visitor<'s> {
    shared: &'s Mutex<Walked>,
    linter: &'s Linter<'s>,
    walked: Walked,
    buffer: Vec<u8>,
}

impl ParallelVisitor for Visitor<'_> {
    fn visit(&mut self, entry: Result<DirEntry, ignore::Error>) -> WalkState {
        match entry {
            Ok(entry) => self.entry(&entry),
            Err(error) => {
                self.linter.unreadable(&error, &mut self.walked.outcome);
                WalkState::Continue
            }
        }
    }
}

impl Visitor<'_> {
    fn entry(&mut self, entry: &DirEntry) -> WalkState {
        let path = entry.path();
        let Some(file_type) = entry.file_type() else {
            return WalkState::Continue;
        };
        let kind = Kind::of(path).filter(|_| file_type.is_file());
        if kind.is_none() && !file_type.is_dir() {
            return WalkState::Continue;
        }
        if entry.depth() > 0 && self.linter.leaves_out(path, file_type.is_dir()) {
            return WalkState::Skip;
        }
        if let Some(kind) = kind
            && !self.linter.is_named(path)
        {
            self.file(path, kind);
        }
        WalkState::Continue
    }

    fn file(&mut self, path: &Path, kind: Kind) {
        let Walked {
            outcome,
            terraform,
            folders,
            calls,
            values,
        } = &mut self.walked;
        match kind {
            Kind::Template => self.linter.template(path, false, &mut self.buffer, outcome),
            Kind::Terraform => {
                let may_hold = self.linter.may_hold(path, &mut self.buffer, outcome);
                if let Some(folder) = path.parent() {
                    let called = callers::called(folder, &self.buffer);
                    if may_hold {
                        folders.insert(folder.to_path_buf());
                    }
                    if !called.is_empty() {
                        calls
                            .entry(folder.to_path_buf())
                            .or_default()
                            .extend(called);
                    }
                }
                if may_hold && extract::is_values_on_demand(path) {
                    values.insert(path.to_path_buf());
                }
                terraform.insert(path.to_path_buf());
            }
        }
    }
}

impl Drop for Visitor<'_> {
    fn drop(&mut self) {
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        let walked = std::mem::take(&mut self.walked);
        shared.outcome.absorb(walked.outcome);
        shared.terraform.extend(walked.terraform);
        shared.folders.extend(walked.folders);
        shared.values.extend(walked.values);
        for (folder, called) in walked.calls {
            shared.calls.entry(folder).or_default().extend(called);
        }
    }
}
