//! A folder of files that are read together, by itself or with a file of values.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use gwfmt_carriers::address::Listing;
use gwfmt_carriers::carrier::{Carrier, Claim};
use gwfmt_carriers::files::Files;
use gwfmt_core::limits;
use gwfmt_core::lint::rules::file_too_large;

use crate::check::examine::Subject;
use crate::check::linter::{Linter, is_among, key_of};
use crate::check::run::Run;
use crate::check::share::share;
use crate::check::texts::{Texts, real};
use crate::check::unit::Unit;

/// How a folder of files is read.
#[derive(Clone, Copy)]
enum Way<'p> {
    Folder,
    /// With one more file of values, which is for these folders.
    Values(&'p Path, &'p [String]),
    /// Only this file, whose name says nothing.
    Alone(&'p Path),
}

impl Linter<'_> {
    /// A folder of files that are read together. Of what it holds, the formats are wanted that lie, with their stage or
    /// with any piece of their text, in a file that was named or `met`.
    pub(crate) fn folder(
        &self,
        carrier: &'static Carrier,
        folder: &Path,
        files: &Files,
        met: &HashSet<PathBuf>,
        run: &mut Run,
    ) {
        self.folder_with(carrier, folder, files, met, Way::Folder, run);
    }

    /// Files of values, each with the folders that it is for.
    pub(crate) fn values(&self, carrier: &'static Carrier, paths: &[&Path], run: &mut Run) {
        let Some(reader) = carrier.folder() else {
            return;
        };
        // the folders of each root are looked into once
        let mut roots: BTreeMap<PathBuf, Vec<&Path>> = BTreeMap::new();
        for path in paths {
            let files = self.files(path.parent().unwrap_or(path));
            let root = files.root().to_path_buf();
            roots.entry(root).or_default().push(path);
        }
        let mut all: BTreeMap<(PathBuf, Vec<String>), Vec<&Path>> = BTreeMap::new();
        for (root, paths) in roots {
            let files = Files::new(root.clone());
            let known = paths.into_iter().filter_map(|path| {
                let key = key_of(path, &files)?;
                Some((key, path))
            });
            let (keys, paths): (Vec<_>, Vec<_>) = known.unzip();
            let homes = (reader.values.homes)(&keys, &files);
            for (homes, path) in homes.into_iter().zip(paths) {
                all.entry((root.clone(), homes)).or_default().push(path);
            }
        }
        let all: Vec<_> = all.into_iter().collect();
        share(&all, run, |((_, homes), paths), _, run| {
            self.values_of(carrier, homes, paths, run);
        });
    }

    /// The files of values for the same folders, sorted, as many as there is room for. They share what they read.
    fn values_of(
        &self,
        carrier: &'static Carrier,
        homes: &[String],
        paths: &[&Path],
        run: &mut Run,
    ) {
        let Some(folder) = paths.first().and_then(|path| path.parent()) else {
            return;
        };
        let files = self.files(folder);
        let mut most = limits::VALUES_FILES;
        for (number, path) in paths.iter().enumerate() {
            if number >= most {
                let rest = paths.len() - number;
                let these = if rest == 1 {
                    "this variable file is not tried".to_owned()
                } else {
                    format!("this and {} more variable files are not tried", rest - 1)
                };
                let message = format!("{these}: the folder has to be evaluated again for each");
                let named = self.is_named(path);
                self.file_finding(&file_too_large::RULE, named, (path, ""), 0, &message, run);
                return;
            }
            let formats = self.with_values(carrier, path, homes, &files, run);
            if number == 0 {
                let texts = files.texts();
                let bytes: usize = texts.iter().map(|(_, text)| text.len()).sum();
                most = most
                    .min(limits::VALUES_FORMATS / formats.max(1))
                    .min(limits::VALUES_BYTES / bytes.max(1))
                    .max(1);
            }
        }
    }

    /// One file whose name says nothing, as if it were the only one in its folder.
    pub(super) fn alone(
        &self,
        carrier: &'static Carrier,
        path: &Path,
        folder: &Path,
        files: &Files,
        run: &mut Run,
    ) {
        let met = HashSet::from([path.to_path_buf()]);
        self.folder_with(carrier, folder, files, &met, Way::Alone(path), run);
    }

    /// The folders that a file of values is for. How many formats were made in all.
    pub(super) fn with_values(
        &self,
        carrier: &'static Carrier,
        path: &Path,
        homes: &[String],
        files: &Files,
        run: &mut Run,
    ) -> usize {
        let folder = path.parent().unwrap_or(path);
        let way = Way::Values(path, homes);
        self.folder_with(carrier, folder, files, &HashSet::new(), way, run)
    }

    /// [`Linter::folder`]; with a file of values only the formats that it has a part in. How many were made in all.
    fn folder_with(
        &self,
        carrier: &'static Carrier,
        folder: &Path,
        files: &Files,
        met: &HashSet<PathBuf>,
        way: Way<'_>,
        run: &mut Run,
    ) -> usize {
        let values = match way {
            Way::Values(values, _) => Some(values),
            Way::Folder | Way::Alone(_) => None,
        };
        let Some((below, reader)) = files.key(&real(folder)).zip(carrier.folder()) else {
            return 0;
        };
        let extraction = match way {
            Way::Alone(path) => {
                let Some(key) = key_of(path, files) else {
                    return 0;
                };
                (reader.alone)(&key, files)
            }
            Way::Values(path, homes) => {
                let Some(key) = key_of(path, files) else {
                    return 0;
                };
                (reader.values.read)(&key, homes, files)
            }
            Way::Folder => (reader.read)(&below, files),
        };
        let read = Texts::new(files, folder);
        let unit = || match way {
            Way::Folder => Unit::Folder(carrier, folder.to_path_buf()),
            Way::Values(path, homes) => Unit::Values(carrier, path.to_path_buf(), homes.to_vec()),
            Way::Alone(path) => Unit::File(path.to_path_buf(), true),
        };
        self.note(unit, &read, run);
        let known = match way {
            Way::Alone(path) => Some((path, carrier)),
            Way::Folder | Way::Values(..) => None,
        };
        let sources = self.sources(&read, known);
        let is_asked = |id| {
            let path = read.path(id);
            match values {
                Some(values) => path == values,
                None => self.is_named(path) || met.contains(path),
            }
        };
        let addresses_of = |id| self.addresses(read.path(id));
        let wanted = |subject: &Subject<'_>| {
            let places = subject.places.iter().copied();
            let mut all = places.chain(subject.pieces.iter().copied());
            let is_chosen = values.is_none() || all.clone().any(is_asked);
            is_chosen
                && all
                    .clone()
                    .any(|id| is_among(addresses_of(id), subject.address))
                || all.any(|id| is_asked(id) && addresses_of(id).is_empty())
        };
        self.examiner.extraction(
            &extraction,
            &sources,
            |place| self.is_named(read.path(place.source)),
            wanted,
            run,
        );
        self.troubles(files, &read, run);
        let is_met = |path: &Path| match way {
            Way::Alone(one) => path == one && self.addresses(one).is_empty(),
            Way::Values(..) => values == Some(path) && self.addresses(path).is_empty(),
            Way::Folder => met.contains(path) && self.addresses(path).is_empty(),
        };
        self.suppressions(&extraction, files, &read, &sources, is_met, run);
        for path in &self.with_address {
            let is_claimed = || self.claim(path) == Some(Claim::Folder(carrier));
            let is_here = match way {
                Way::Values(one, _) => path == &one && is_claimed(),
                Way::Alone(one) => path == &one,
                Way::Folder => {
                    path.parent() == Some(folder)
                        && !Self::is_on_demand(path, carrier)
                        && is_claimed()
                }
            };
            if is_here {
                let shown = |id| self.ground.display(read.path(id));
                let listing = Listing {
                    extraction: &extraction,
                    name: &self.ground.display(path),
                    is_here: &|id| read.path(id) == *path,
                    shown: &shown,
                };
                self.check_addresses(path, &listing, run);
            }
        }
        extraction.formats.len() + extraction.unknown.len()
    }
}
