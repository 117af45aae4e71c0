//! Folders that hold no format themselves, and call a folder of the same repository that does: what they give to it may make
//! another format of it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use gwfmt_carriers::Sources as _;
use gwfmt_carriers::carrier::{Carrier, Claim, FolderReader};
use gwfmt_carriers::files::{self, Files};
use gwfmt_core::limits::HCL_LEVELS;

use crate::check::linter::Linter;
use crate::check::needles::may_hold;
use crate::input::paths::normal;

/// Which folders call which, and which of them hold formats.
#[derive(Debug)]
pub(crate) struct Callers<'a> {
    carrier: &'static Carrier,
    calls: &'a BTreeMap<PathBuf, BTreeSet<PathBuf>>,
    holding: &'a BTreeSet<PathBuf>,
    /// Whether a folder leads to a format, as far as it was asked.
    known: HashMap<PathBuf, bool>,
    linter: &'a Linter<'a>,
}

impl<'a> Callers<'a> {
    /// From the calls of the folders that were met, and the folders of those that may hold a format.
    pub(crate) fn new(
        carrier: &'static Carrier,
        calls: &'a BTreeMap<PathBuf, BTreeSet<PathBuf>>,
        holding: &'a BTreeSet<PathBuf>,
        linter: &'a Linter<'a>,
    ) -> Self {
        Self {
            carrier,
            calls,
            holding,
            known: HashMap::new(),
            linter,
        }
    }

    /// The folders that call one with a format in it, or one that calls such a folder.
    pub(crate) fn found(mut self) -> Vec<PathBuf> {
        let folders = self.calls.keys();
        folders
            .filter(|folder| !self.holding.contains(*folder))
            .filter(|folder| self.leads_to_format(folder, HCL_LEVELS))
            .cloned()
            .collect()
    }

    fn leads_to_format(&mut self, folder: &Path, depth: u32) -> bool {
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

    /// What a folder calls that was not walked; nothing when it holds a format. What cannot be read there is said when the
    /// folder that calls it is.
    fn read(&self, folder: &Path) -> Option<BTreeSet<PathBuf>> {
        let mut calls = BTreeSet::new();
        let Some(reader) = self.carrier.folder() else {
            return Some(calls);
        };
        // a link on the way may lead out: the root is that of the path, not of what it leads to
        let root = self.linter.root_of(folder);
        let Some(at) = folder.strip_prefix(&root).ok().and_then(files::key) else {
            return Some(calls);
        };
        let files = Files::new(fs::canonicalize(&root).unwrap_or(root));
        for name in files.list(&at) {
            if self.linter.claim(Path::new(&name)) != Some(Claim::Folder(self.carrier)) {
                continue;
            }
            let path = if at.is_empty() {
                name
            } else {
                format!("{at}/{name}")
            };
            let Some((_, text)) = files.read(&path) else {
                continue;
            };
            if may_hold(self.carrier, text.as_bytes()) {
                return None;
            }
            calls.extend(called(reader, folder, text.as_bytes(), self.linter));
        }
        Some(calls)
    }
}

/// The folders that nothing forbids to read and that a file calls.
pub(crate) fn called(
    reader: &FolderReader,
    folder: &Path,
    file: &[u8],
    linter: &Linter<'_>,
) -> Vec<PathBuf> {
    let sources = (reader.calls)(file);
    if sources.is_empty() {
        return Vec::new();
    }
    let root = linter.root_of(folder);
    sources
        .into_iter()
        .map(|source| normal(&folder.join(source)))
        .filter(|path| path.starts_with(&root))
        .collect()
}
