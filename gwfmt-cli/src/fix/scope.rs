//! Which files may be written, and who reads them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Units;
use crate::check::linter::Linter;
use crate::check::texts::real;
use crate::check::unit::{Met, Read, Unit};
use crate::input::ignored;

/// The files of a run.
pub(super) struct Scope<'a, 'l> {
    linter: &'a Linter<'l>,
    met: &'a Met,
    units: &'a BTreeMap<Unit, Read>,
    /// As the user knows them and on disk, by what reports call them.
    paths: HashMap<Arc<str>, (PathBuf, PathBuf)>,
    /// The units that read a file, by its place on disk.
    readers: HashMap<PathBuf, Vec<&'a Unit>>,
}

impl<'a, 'l> Scope<'a, 'l> {
    pub(super) fn new(
        linter: &'a Linter<'l>,
        met: &'a Met,
        units: &'a BTreeMap<Unit, Read>,
    ) -> Self {
        let mut paths: HashMap<Arc<str>, (PathBuf, PathBuf)> = HashMap::new();
        let mut readers: HashMap<PathBuf, Vec<&Unit>> = HashMap::new();
        for (unit, read) in units {
            for (name, path) in &read.files {
                let (_, real) = paths
                    .entry(Arc::clone(name))
                    .or_insert_with(|| (path.clone(), real(path)));
                readers.entry(real.clone()).or_default().push(unit);
            }
        }
        Self {
            linter,
            met,
            units,
            paths,
            readers,
        }
    }

    /// The place on disk of a file.
    pub(super) fn path(&self, name: &str) -> Option<&Path> {
        self.paths.get(name).map(|(_, real)| &**real)
    }

    /// Whether a file was named, or lies in a folder that was named and is not left out there.
    pub(super) fn may_write(&self, name: &str) -> bool {
        let Some((path, real)) = self.paths.get(name) else {
            return false;
        };
        let is_met = self.met.values().any(|met| met.contains(path))
            || self.units.contains_key(&Unit::File(path.clone(), false));
        self.linter.is_named(path)
            || self
                .linter
                .folders()
                .iter()
                .any(|folder| self.is_in(folder, path, real, is_met))
    }

    fn is_in(&self, folder: &Path, path: &Path, file: &Path, is_met: bool) -> bool {
        let folder = real(folder);
        let Ok(below) = file.strip_prefix(&folder) else {
            return false;
        };
        let configs = self.linter.configs;
        if configs.leaves_out(path, false) || configs.leaves_out(file, false) {
            return false;
        }
        let mut names = below.components();
        let is_hidden = names.any(|name| name.as_os_str().as_encoded_bytes().starts_with(b"."));
        let root = self.linter.root_of(&folder);
        is_met || !is_hidden && !ignored::above(file, &root, &mut Vec::new()).1
    }

    /// The units that read any of these files.
    pub(super) fn units_of(&self, files: &BTreeSet<Arc<str>>) -> Units<'a> {
        let paths = files.iter().filter_map(|name| self.path(name));
        let readers = paths.filter_map(|path| self.readers.get(path));
        let mut all: Vec<&Unit> = readers.flatten().copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The bytes that are read for these units.
    pub(super) fn bytes_of(&self, units: &[&Unit]) -> usize {
        let read = units.iter().filter_map(|unit| self.units.get(unit));
        read.map(|read| read.bytes).sum()
    }
}
