//! One file, or one folder of files that are read together, at a time: read, handed to its carrier, examined, forgotten.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use gwfmt_carriers::address::{self, Listing};
use gwfmt_carriers::carrier::{self, Carrier, Claim, Input, Unit};
use gwfmt_carriers::files::{self, Files, Overlay, Trouble};
use gwfmt_carriers::recognise::{self, Kind, NotRead};
use gwfmt_carriers::{Extraction, Sources as _, raw};
use gwfmt_core::limits::FILE_BYTES;
use gwfmt_core::span::SourceId;

use crate::check::examine::Examiner;
use crate::check::needles;
use crate::check::run::Run;
use crate::check::share::share;
use crate::check::source::{Source, SourceList};
use crate::check::texts::{Texts, real};
use crate::check::unit;
use crate::config::Configs;
use crate::input::paths::Ground;
use crate::input::targets::Targets;

/// What examining a file needs to know.
#[derive(Clone, Debug)]
pub(crate) struct Linter<'a> {
    pub(super) examiner: &'a Examiner,
    pub(crate) ground: &'a Ground,
    pub(crate) configs: &'a Configs<'a>,
    pub(crate) targets: &'a Targets,
    /// The named files of which only some formats are asked for.
    pub(super) with_address: Vec<&'a Path>,
    /// What files are to hold, whatever the disk says.
    pub(super) overlay: Arc<Overlay>,
}

impl<'a> Linter<'a> {
    pub(crate) fn new(
        examiner: &'a Examiner,
        ground: &'a Ground,
        configs: &'a Configs<'a>,
        targets: &'a Targets,
    ) -> Self {
        Self {
            examiner,
            ground,
            configs,
            targets,
            with_address: targets.with_address().collect(),
            overlay: Arc::default(),
        }
    }

    /// What the name of a file says of it.
    pub(crate) fn claim(&self, path: &Path) -> Option<Claim> {
        carrier::claim(self.carriers(), &path.file_name()?.to_string_lossy())
    }

    /// Whether a file holds values that are used only when somebody says so.
    pub(crate) fn is_on_demand(path: &Path, carrier: &Carrier) -> bool {
        let reader = carrier.folder();
        reader.is_some_and(|reader| address::is_values_on_demand(path, reader))
    }

    pub(crate) fn carriers(&self) -> &'static [Carrier] {
        self.examiner.carriers
    }

    /// The folders that the user named.
    pub(crate) fn folders(&self) -> &[PathBuf] {
        &self.targets.folders
    }

    /// Whether the user named the file.
    pub(crate) fn is_named(&self, path: &Path) -> bool {
        self.targets.files.contains_key(path)
    }

    /// A format that was given by itself.
    pub(crate) fn format(&self, format: &str) -> Run {
        const NAME: &str = "<format>";
        let mut run = Run::default();
        let terms = self.configs.terms(&self.ground.absolute(Path::new(NAME)));
        let sources = SourceList(vec![Source::new(NAME, format, terms)]);
        let extraction = raw::exact(SourceId(0), format);
        self.examiner
            .extraction(&extraction, &sources, |_| true, |_| true, &mut run);
        run.settle();
        run
    }

    /// The named files that are read one by one.
    pub(crate) fn named(&self, run: &mut Run) {
        let files: Vec<&PathBuf> = self.targets.files.keys().collect();
        share(&files, run, |path, buffer, run| {
            match self.claim(path) {
                Some(Claim::File) => self.file(path, true, buffer, run),
                Some(Claim::Folder(_)) => {} // by folder
                None => self.unclaimed(path, buffer, run),
            }
        });
    }

    /// A file that is read by itself, by the first carrier that claims its name and takes its content.
    pub(crate) fn file(&self, path: &Path, named: bool, buffer: &mut Vec<u8>, run: &mut Run) {
        run.looked_at += 1;
        let read = if named {
            self.read_named(path, buffer)
        } else {
            self.read(path, buffer)
        };
        if let Err(trouble) = read {
            return self.trouble(path, named, trouble, run);
        }
        let refers = named && needles::refers(buffer);
        let may_hold = |carrier: &&Carrier| refers || needles::may_hold(carrier, buffer);
        let carriers: Vec<&Carrier> = self.claiming(path).filter(may_hold).collect();
        if carriers.is_empty() {
            if named {
                let text = String::from_utf8_lossy(buffer);
                let why = NotRead::claimed(self.claiming(path), &text);
                run.not_read(self.ground.display(path), Some(why));
            }
            return;
        }
        match files::utf8(buffer) {
            Ok(text) => self.text(path, text, &carriers, named, run),
            Err(trouble) => self.trouble(path, named, trouble, run),
        }
    }

    /// The carriers that claim the name of a file.
    fn claiming(&self, path: &Path) -> impl Iterator<Item = &'static Carrier> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let claiming: Vec<_> = carrier::claiming(self.carriers(), &name).collect();
        claiming.into_iter()
    }

    /// Reads a file that was named; not one that it links to outside of the repository.
    fn read_named(&self, path: &Path, buffer: &mut Vec<u8>) -> Result<(), Trouble> {
        self.read(&self.ground.inside(path)?, buffer)
    }

    fn read(&self, path: &Path, buffer: &mut Vec<u8>) -> Result<(), Trouble> {
        files::read_regular(buffer, path, FILE_BYTES)?;
        if !self.overlay.is_empty()
            && let Some(text) = self.overlay.get(&real(path))
        {
            buffer.clear();
            buffer.extend_from_slice(text.as_bytes());
        }
        Ok(())
    }

    /// The text of a file, which the first of these carriers reads that takes it.
    fn text(
        &self,
        path: &Path,
        text: &str,
        carriers: &[&'static Carrier],
        named: bool,
        run: &mut Run,
    ) {
        let (folder, files) = (path.parent().unwrap_or(path), self.files_of(path));
        let key = key_of(path, &files).unwrap_or_default();
        files.put(&key, text);
        let Some((source, text)) = files.read(&key) else {
            return;
        };
        let input = Input {
            path: &key,
            source,
            text: &text,
            sources: &files,
        };
        let (extraction, why) = if named {
            address::by_itself(|| carriers.iter().copied(), &input)
        } else {
            let read = carrier::read(carriers.iter().copied(), &input);
            (read.unzip().1.unwrap_or_default(), None)
        };
        let is_read = why.as_ref().is_none_or(|why| !why.is_about_file);
        run.not_read(self.ground.display(path), why);
        let read = Texts::new(&files, folder);
        self.note(|| unit::Unit::File(path.to_path_buf(), named), &read, run);
        let known = match carriers {
            [carrier] => Some((path, *carrier)),
            _ => None,
        };
        let sources = self.sources(&read, known);
        let addresses = self.addresses(path);
        self.examiner.extraction(
            &extraction,
            &sources,
            |place| place.source == source && named || self.is_named(read.path(place.source)),
            |subject| addresses.is_empty() || is_among(addresses, subject.address),
            run,
        );
        self.troubles(&files, &read, run);
        let is_met = |known: &Path| known == path && addresses.is_empty();
        self.suppressions(&extraction, &files, &read, &sources, is_met, run);
        if is_read {
            self.check_alone(path, &extraction, run);
        }
    }

    /// A file that no carrier claims by its name: its content says what it is.
    pub(super) fn unclaimed(&self, path: &Path, buffer: &mut Vec<u8>, run: &mut Run) {
        run.looked_at += 1;
        match self.read_named(path, buffer) {
            Ok(()) => self.content(path, buffer, run),
            Err(trouble) => self.trouble(path, true, trouble, run),
        }
    }

    fn content(&self, path: &Path, bytes: &[u8], run: &mut Run) {
        let kind = recognise::by_content(self.carriers(), bytes);
        if let Kind::Other(other) = kind {
            run.not_read(self.ground.display(path), Some(NotRead::unknown(other)));
            return self.check_alone(path, &Extraction::default(), run);
        }
        let text = match files::utf8(bytes) {
            Ok(text) => text,
            Err(trouble) => return self.trouble(path, true, trouble, run),
        };
        match kind {
            Kind::Carrier(carrier) => match (carrier.unit, path.parent()) {
                (Unit::Folder(_), Some(folder)) => {
                    let files = self.files(folder);
                    put(&files, path, text);
                    self.alone(carrier, path, folder, &files, run);
                }
                _ => self.text(path, text, &[carrier], true, run),
            },
            _ if !self.addresses(path).is_empty() => {
                self.check_alone(path, &Extraction::default(), run);
            }
            _ => {
                self.note_raw(path, text, run);
                self.raw_text(path, text, run);
            }
        }
    }

    fn raw_text(&self, path: &Path, text: &str, run: &mut Run) {
        let name = self.ground.display(path);
        let source = Source::new(name, text, self.configs.terms(path));
        let sources = SourceList(vec![source]);
        let extraction = raw::raw(SourceId(0), text);
        self.examiner
            .extraction(&extraction, &sources, |_| true, |_| true, run);
    }

    /// Standard input, as the file that it stands for; without one, what a carrier recognises, or else a format.
    pub(crate) fn stdin(&self, filename: Option<&Path>, run: &mut Run) {
        const NAME: &str = "<stdin>";
        run.looked_at += 1;
        let path = self.ground.absolute(filename.unwrap_or(Path::new(NAME)));
        let mut bytes = Vec::new();
        let mut stdin = io::stdin().lock();
        let read = files::read_limited(&mut bytes, &mut stdin, FILE_BYTES);
        let claim = filename.and_then(|_| self.claim(&path));
        if read.is_ok() && claim.is_none() {
            let kind = recognise::by_content(self.carriers(), &bytes);
            if filename.is_some() || matches!(kind, Kind::Carrier(_)) {
                return self.content(&path, &bytes, run);
            }
        }
        let text = match read.and_then(|()| files::utf8(&bytes)) {
            Ok(text) => text,
            Err(trouble) => return self.trouble(&path, true, trouble, run),
        };
        match (claim, path.parent()) {
            (Some(Claim::File), _) => {
                let carriers: Vec<_> = self.claiming(&path).collect();
                self.text(&path, text, &carriers, true, run);
            }
            (Some(Claim::Folder(carrier)), Some(folder)) => {
                let files = self.files(folder);
                put(&files, &path, text);
                let met = HashSet::from([path.clone()]);
                self.folder(carrier, folder, &files, &met, run);
                if Self::is_on_demand(&path, carrier)
                    && let Some((key, reader)) = key_of(&path, &files).zip(carrier.folder())
                {
                    let homes = (reader.values.homes)(&[key], &files).concat();
                    self.with_values(carrier, &path, &homes, &files, run);
                }
            }
            _ => self.raw_text(&path, text, run),
        }
    }

    /// Whether a file that was met, and that is read with its folder, may hold a format.
    pub(crate) fn may_hold(
        &self,
        carrier: &Carrier,
        path: &Path,
        buffer: &mut Vec<u8>,
        run: &mut Run,
    ) -> bool {
        run.looked_at += 1;
        match files::read_regular(buffer, path, FILE_BYTES) {
            Ok(()) => needles::may_hold(carrier, buffer),
            Err(trouble) => {
                self.trouble(path, false, trouble, run);
                false
            }
        }
    }

    /// The folder that nothing is read outside of, for what a folder holds.
    pub(crate) fn root_of(&self, folder: &Path) -> PathBuf {
        self.ground.root_of(folder)
    }

    /// The files that what a folder holds may be made of.
    pub(crate) fn files(&self, folder: &Path) -> Files {
        let real = real(folder);
        let root = self.ground.root_of(&real);
        Files::new(fs::canonicalize(&root).unwrap_or(root)).with_overlay(Arc::clone(&self.overlay))
    }

    /// The files that a file may be made of.
    pub(super) fn files_of(&self, path: &Path) -> Files {
        self.files(path.parent().unwrap_or(path))
    }

    pub(super) fn addresses(&self, path: &Path) -> &[String] {
        self.targets.files.get(path).map_or(&[], Vec::as_slice)
    }

    /// Complains about addresses that a file does not have.
    pub(super) fn check_addresses(&self, path: &Path, listing: &Listing<'_, '_>, run: &mut Run) {
        let addresses = self.addresses(path).iter();
        let refusals = addresses.filter_map(|address| listing.refuses(address));
        run.failures.extend(refusals);
    }

    /// Complains about addresses of a file that stands alone.
    fn check_alone(&self, path: &Path, extraction: &Extraction, run: &mut Run) {
        let name = self.ground.display(path);
        let listing = Listing {
            extraction,
            name: &name,
            is_here: &|_| true,
            shown: &|_| name.clone(),
        };
        self.check_addresses(path, &listing, run);
    }
}

/// Gives a file the text that it is to have.
fn put(files: &Files, path: &Path, text: &str) {
    if let Some(key) = key_of(path, files) {
        files.put(&key, text);
    }
}

/// A file as the carriers know it.
pub(super) fn key_of(path: &Path, files: &Files) -> Option<String> {
    let (folder, name) = path.parent().zip(path.file_name())?;
    files.key(&real(folder).join(name))
}

pub(super) fn is_among(addresses: &[String], address: &str) -> bool {
    addresses.iter().any(|known| known == address)
}
