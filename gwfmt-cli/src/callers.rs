//! Folders of Terraform files that hold no format themselves, and call a module of the same repository that does: what they
//! give to it may make another format of it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use crate::extract::{self, Kind};
use crate::paths::{normal, repository};
use crate::sources::{LIMIT, read_into};

/// How deep modules may call each other.
const MOST_DEPTH: usize = 10;

/// Which folders call which, and which of them hold formats.
#[derive(Debug)]
pub(crate) struct Callers<'a> {
    calls: &'a BTreeMap<PathBuf, BTreeSet<PathBuf>>,
    holding: &'a BTreeSet<PathBuf>,
    /// Whether a folder leads to a format, as far as it was asked.
    known: HashMap<PathBuf, bool>,
    buffer: Vec<u8>,
}

impl<'a> Callers<'a> {
    /// From the calls of the folders that were met, and the folders of those that may hold a format.
    pub(crate) fn new(
        calls: &'a BTreeMap<PathBuf, BTreeSet<PathBuf>>,
        holding: &'a BTreeSet<PathBuf>,
    ) -> Self {
        Self {
            calls,
            holding,
            known: HashMap::new(),
            buffer: Vec::new(),
        }
    }

    /// The folders that call a module with a format in it, or one that calls such a module.
    pub(crate) fn found(mut self) -> Vec<PathBuf> {
        let folders = self.calls.keys();
        folders
            .filter(|folder| !self.holding.contains(*folder))
            .filter(|folder| self.leads_to_format(folder, MOST_DEPTH))
            .cloned()
            .collect()
    }

    fn leads_to_format(&mut self, folder: &Path, depth: usize) -> bool {
        if self.holding.contains(folder) {
            return true;
        }
        if let Some(known) = self.known.get(folder) {
            return *known;
        }
        if depth == 0 {
            return false;
        }
        self.known.insert(folder.to_path_buf(), false); // a circle leads nowhere
        let calls = match self.calls.get(folder) {
            Some(calls) => calls.clone(),
            None => match self.read(folder) {
                None => {
                    self.known.insert(folder.to_path_buf(), true);
                    return true;
                }
                Some(calls) => calls,
            },
        };
        let leads = calls
            .iter()
            .any(|called| self.leads_to_format(called, depth - 1));
        self.known.insert(folder.to_path_buf(), leads);
        leads
    }

    /// What a folder calls that was not walked; nothing when it holds a format.
    fn read(&mut self, folder: &Path) -> Option<BTreeSet<PathBuf>> {
        let mut calls = BTreeSet::new();
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        for path in entries.map(|entry| entry.path()) {
            let is_code = Kind::of(&path) == Some(Kind::Terraform) && path.is_file();
            if !is_code || read_into(&mut self.buffer, &path, LIMIT).is_err() {
                continue;
            }
            if extract::may_hold(Kind::Terraform, &self.buffer) {
                return None;
            }
            calls.extend(called(folder, &self.buffer));
        }
        Some(calls)
    }
}

/// The folders of the same repository whose modules a file calls.
pub(crate) fn called(folder: &Path, file: &[u8]) -> Vec<PathBuf> {
    let mut sources = extract::local_modules(file).peekable();
    if sources.peek().is_none() {
        return Vec::new();
    }
    let root = repository(folder);
    let inside = |path: &PathBuf| root.as_ref().is_none_or(|root| path.starts_with(root));
    sources
        .map(|source| normal(&folder.join(source)))
        .filter(inside)
        .collect()
}
