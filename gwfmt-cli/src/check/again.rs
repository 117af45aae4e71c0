//! The second look: what was read is noted, so that it can be read once more with other texts.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use gwfmt_carriers::carrier::Claim;
use gwfmt_carriers::files::Overlay;

use crate::check::linter::Linter;
use crate::check::run::Run;
use crate::check::texts::Texts;
use crate::check::unit::{Met, Read, Unit};

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
