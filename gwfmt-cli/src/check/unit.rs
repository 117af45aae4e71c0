//! What is read at once: a file or a folder, which can be read again, with other texts where files are to be mended.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gwfmt_carriers::carrier::{Carrier, Claim};
use gwfmt_carriers::files::Overlay;

use crate::check::linter::Linter;
use crate::check::run::Run;
use crate::check::texts::Texts;

/// What a carrier is given at once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unit {
    /// A file, and whether it was named.
    File(PathBuf, bool),
    /// The files of a folder.
    Folder(&'static Carrier, PathBuf),
    /// A file of values, with the folders that it is for.
    Values(&'static Carrier, PathBuf, Vec<String>),
}

/// What was read for a unit.
#[derive(Debug, Default)]
pub(crate) struct Read {
    /// The files, as reports and as the user name them.
    pub(crate) files: Vec<(Arc<str>, PathBuf)>,
    /// The bytes of all of them.
    pub(crate) bytes: usize,
}

/// The files that were met, by the carrier that reads them by folder.
pub(crate) type Met = BTreeMap<&'static Carrier, HashSet<PathBuf>>;

impl<'a> Linter<'a> {
    /// The same linter, for which some files have other texts.
    pub(crate) fn over(&self, overlay: Arc<Overlay>) -> Linter<'a> {
        Linter {
            overlay,
            ..self.clone()
        }
    }

    /// Reads and examines units once more.
    pub(crate) fn again<'u>(&self, units: impl IntoIterator<Item = &'u Unit>, met: &Met) -> Run {
        let mut run = Run::default();
        let nothing = HashSet::new();
        for unit in units {
            match unit {
                Unit::File(path, named) => self.file_again(path, *named, &mut run),
                Unit::Folder(carrier, folder) => {
                    let files = self.files(folder);
                    let met = met.get(carrier).unwrap_or(&nothing);
                    self.folder(carrier, folder, &files, met, &mut run);
                }
                Unit::Values(carrier, path, homes) => {
                    let files = self.files_of(path);
                    self.with_values(carrier, path, homes, &files, &mut run);
                }
            }
        }
        run.conclude();
        run.settle();
        run
    }

    fn file_again(&self, path: &Path, named: bool, run: &mut Run) {
        let mut buffer = Vec::new();
        match self.claim(path) {
            Some(Claim::File) => self.file(path, named, &mut buffer, run),
            _ => self.unclaimed(path, &mut buffer, run),
        }
    }

    /// Notes what was read for a unit, when it is to be read again.
    pub(super) fn note(&self, unit: impl FnOnce() -> Unit, read: &Texts<'_>, run: &mut Run) {
        if !self.examiner.mends {
            return;
        }
        let mut all = Read::default();
        for (path, bytes) in read.all() {
            let name = Arc::from(self.ground.display(path));
            all.files.push((name, path.to_path_buf()));
            all.bytes += bytes;
        }
        run.units.insert(unit(), all);
    }

    /// The same for a named file that is the format itself.
    pub(super) fn note_raw(&self, path: &Path, text: &str, run: &mut Run) {
        if self.examiner.mends {
            let name = Arc::from(self.ground.display(path));
            let read = Read {
                files: vec![(name, path.to_path_buf())],
                bytes: text.len(),
            };
            run.units.insert(Unit::File(path.to_path_buf(), true), read);
        }
    }
}
