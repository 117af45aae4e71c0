//! What was named on the command line: standard input, files, formats of files, folders.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use gwfmt_carriers::address;
use gwfmt_carriers::carrier::{Carrier, Claim, claim};

use crate::exit::reason;
use crate::input::ignored;
use crate::input::paths::{Ground, repository, slashes};

/// What to lint.
#[derive(Debug, Default)]
pub(crate) struct Targets {
    /// Whether `-` was named.
    pub(crate) stdin: bool,
    /// Files, and the addresses that are asked for; every format when there are none.
    pub(crate) files: BTreeMap<PathBuf, Vec<String>>,
    /// Folders to walk.
    pub(crate) folders: Vec<PathBuf>,
    /// What could not be found, in words.
    pub(crate) failures: Vec<String>,
}

impl Targets {
    pub(crate) fn new(paths: &[PathBuf], ground: &Ground) -> Self {
        let mut targets = Self::default();
        for path in paths {
            targets.add(path, ground);
        }
        targets.folders.sort_unstable();
        targets.folders.dedup();
        // a folder below another one is walked with it, unless it is ignored there
        let folders = targets.folders.clone();
        targets.folders.retain(|folder| {
            let inside = |other: &&PathBuf| *other != folder && folder.starts_with(other);
            !folders.iter().any(|other| inside(&other)) || is_ignored(folder)
        });
        targets
    }

    fn add(&mut self, path: &Path, ground: &Ground) {
        if path == Path::new("-") {
            self.stdin = true;
            return;
        }
        let whole = ground.absolute(path);
        match fs::metadata(&whole) {
            Ok(found) if found.is_dir() => self.folders.push(whole),
            Ok(_) => self.file(whole, None),
            Err(error) => match with_address(path, ground) {
                Some((file, address)) => self.file(file, Some(address)),
                None => self.failures.push(format!(
                    "cannot read `{}`: {}",
                    slashes(path),
                    reason(&error)
                )),
            },
        }
    }

    fn file(&mut self, path: PathBuf, address: Option<String>) {
        match (self.files.get_mut(&path), address) {
            (None, address) => {
                self.files.insert(path, address.into_iter().collect());
            }
            // the whole file is named already, or now
            (Some(addresses), None) => addresses.clear(),
            (Some(addresses), Some(address)) if !addresses.is_empty() => addresses.push(address),
            (Some(_), Some(_)) => {}
        }
    }

    /// The files of which only some formats are asked for.
    pub(crate) fn with_address(&self) -> impl Iterator<Item = &Path> {
        let files = self.files.iter();
        let asked = files.filter(|(_, addresses)| !addresses.is_empty());
        asked.map(|(file, _)| file.as_path())
    }

    /// The named files that are read by folder, by their carrier.
    pub(crate) fn by_folder(
        &self,
        carriers: &'static [Carrier],
    ) -> BTreeMap<&'static Carrier, Vec<&Path>> {
        let mut all: BTreeMap<&Carrier, Vec<&Path>> = BTreeMap::new();
        for file in self.files.keys() {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            if let Some(Claim::Folder(carrier)) = claim(carriers, &name) {
                all.entry(carrier).or_default().push(file);
            }
        }
        all
    }
}

/// Whether ignore files leave a folder of a repository out, or all that it holds.
fn is_ignored(folder: &Path) -> bool {
    let real = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_path_buf());
    repository(&real).is_some_and(|root| ignored::above(&real, &root, &mut Vec::new()).1)
}

/// `FILE#ADDRESS`, taken apart. The file is absolute, and may be anything but a folder: what keeps it from being read is
/// said when it is.
pub(crate) fn with_address(path: &Path, ground: &Ground) -> Option<(PathBuf, String)> {
    let there =
        |file: &Path| fs::metadata(ground.absolute(file)).is_ok_and(|found| !found.is_dir());
    let (file, address) = address::split(path, there)?;
    Some((ground.absolute(&file), address))
}
