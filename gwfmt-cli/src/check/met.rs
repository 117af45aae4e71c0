//! What is done with each file that walking meets: a file that is read by itself is examined at once, of one that is read by
//! folder the folder is noted.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use gwfmt_carriers::address;
use gwfmt_carriers::carrier::{Carrier, Claim, FolderReader};
use gwfmt_carriers::files::Trouble;

use crate::check::callers::{self, Callers};
use crate::check::linter::Linter;
use crate::check::run::Run;
use crate::input::ignored::BadIgnoreFile;
use crate::input::tracked;
use crate::input::walk::Visit;

/// What walking gave.
#[derive(Debug, Default)]
pub(crate) struct Met {
    pub(crate) run: Run,
    /// The folders whose files are read together, by their carrier.
    pub(crate) folders: BTreeMap<&'static Carrier, Folders>,
}

/// Folders of one carrier.
#[derive(Debug, Default)]
pub(crate) struct Folders {
    /// Every file that was met.
    pub(crate) files: HashSet<PathBuf>,
    /// The folders of those that may hold a format.
    pub(crate) holding: BTreeSet<PathBuf>,
    /// The folders that they call, by the folder of the calls.
    calls: BTreeMap<PathBuf, BTreeSet<PathBuf>>,
    /// Files of values that may hold a format, and that are used only when somebody says so.
    pub(crate) values: BTreeSet<PathBuf>,
}

impl Folders {
    /// Adds the folders that hold no format, and call one that does.
    pub(crate) fn add_callers(&mut self, carrier: &'static Carrier, linter: &Linter<'_>) {
        let found = Callers::new(carrier, &self.calls, &self.holding, linter).found();
        self.holding.extend(found);
    }

    /// Adds a file, of which the bytes are read.
    fn add(
        &mut self,
        path: &Path,
        reader: &FolderReader,
        may_hold: bool,
        bytes: &[u8],
        linter: &Linter<'_>,
    ) {
        if let Some(folder) = path.parent() {
            let called = callers::called(reader, folder, bytes, linter);
            if may_hold {
                self.holding.insert(folder.to_path_buf());
            }
            if !called.is_empty() {
                let calls = self.calls.entry(folder.to_path_buf()).or_default();
                calls.extend(called);
            }
        }
        if may_hold && address::is_values_on_demand(path, reader) {
            self.values.insert(path.to_path_buf());
        }
        self.files.insert(path.to_path_buf());
    }

    fn absorb(&mut self, other: Self) {
        self.files.extend(other.files);
        self.holding.extend(other.holding);
        self.values.extend(other.values);
        for (folder, called) in other.calls {
            self.calls.entry(folder).or_default().extend(called);
        }
    }
}

impl Visit for Linter<'_> {
    type Found = Met;

    fn claim(&self, path: &Path) -> Option<Claim> {
        Linter::claim(self, path)
    }

    fn leaves_out(&self, path: &Path, is_folder: bool) -> bool {
        self.configs.leaves_out(path, is_folder)
    }

    fn is_named(&self, path: &Path) -> bool {
        Linter::is_named(self, path)
    }

    fn root_of(&self, folder: &Path) -> PathBuf {
        Linter::root_of(self, folder)
    }

    fn is_met(path: &Path, found: &Met) -> bool {
        found
            .folders
            .values()
            .any(|folders| folders.files.contains(path))
    }

    fn tracked(&self, root: &Path) -> Vec<PathBuf> {
        let readers = self.carriers().iter().filter_map(Carrier::folder);
        let values = readers.map(|reader| &reader.values);
        let names = values.flat_map(|values| tracked::names(root, values.part, values.is_values));
        names.collect()
    }

    fn file(&self, path: &Path, claim: Claim, buffer: &mut Vec<u8>, found: &mut Met) {
        match claim {
            Claim::File => self.file(path, false, buffer, &mut found.run),
            Claim::Folder(carrier) => {
                let may_hold = self.may_hold(carrier, path, buffer, &mut found.run);
                if let Some(reader) = carrier.folder() {
                    let folders = found.folders.entry(carrier).or_default();
                    folders.add(path, reader, may_hold, buffer, self);
                }
            }
        }
    }

    fn trouble(&self, path: &Path, trouble: Trouble, found: &mut Met) {
        Linter::trouble(self, path, false, trouble, &mut found.run);
    }

    fn bad_ignore_file(&self, bad: BadIgnoreFile, found: &mut Met) {
        Linter::bad_ignore_file(self, bad, &mut found.run);
    }

    fn absorb(found: &mut Met, other: Met) {
        found.run.absorb(other.run);
        for (carrier, folders) in other.folders {
            found.folders.entry(carrier).or_default().absorb(folders);
        }
    }
}
