//! One file, or one folder of files that are read together, at a time: read, handed to its carrier, examined, forgotten.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::{fs, io, thread};

use gwfmt_carriers::address::{self, Listing};
use gwfmt_carriers::carrier::{self, Carrier, Claim, Input, Unit};
use gwfmt_carriers::files::{self, Files, Trouble};
use gwfmt_carriers::recognise::{self, Kind, NotRead};
use gwfmt_carriers::{Extraction, Sources as _, raw};
use gwfmt_core::limits::{self, FILE_BYTES};
use gwfmt_core::lint::Rule;
use gwfmt_core::lint::rules::{file_too_large, parse_error, unreadable_file};
use gwfmt_core::span::{SourceId, SourceSpan};

use crate::check::examine::{Examiner, Subject};
use crate::check::needles;
use crate::check::run::Run;
use crate::check::source::{Source, SourceList};
use crate::input::ignored::{BadIgnoreFile, Excluded, Why};
use crate::input::paths::Ground;
use crate::input::targets::Targets;
use crate::input::walk;

/// Above this many named files, several threads share them.
const FEW: usize = 32;

/// How a folder of files is read.
#[derive(Clone, Copy)]
enum Way<'p> {
    Folder,
    /// With one more file of values, which is for these folders.
    Values(&'p Path, &'p [String]),
    /// Only this file, whose name says nothing.
    Alone(&'p Path),
}

/// What examining a file needs to know.
#[derive(Debug)]
pub(crate) struct Linter<'a> {
    examiner: &'a Examiner,
    ground: &'a Ground,
    pub(crate) excluded: &'a Excluded,
    targets: &'a Targets,
    /// The named files of which only some formats are asked for.
    with_address: Vec<&'a Path>,
}

impl<'a> Linter<'a> {
    pub(crate) fn new(
        examiner: &'a Examiner,
        ground: &'a Ground,
        excluded: &'a Excluded,
        targets: &'a Targets,
    ) -> Self {
        Self {
            examiner,
            ground,
            excluded,
            targets,
            with_address: targets.with_address().collect(),
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

    /// Whether the user named the file.
    pub(crate) fn is_named(&self, path: &Path) -> bool {
        self.targets.files.contains_key(path)
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
            files::read_regular(buffer, path, FILE_BYTES)
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
        files::read_regular(buffer, &self.ground.inside(path)?, FILE_BYTES)
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
        let sources = read.sources(self.ground);
        let addresses = self.addresses(path);
        self.examiner.extraction(
            &extraction,
            &sources,
            |place| place.source == source && named || self.is_named(read.path(place.source)),
            |subject| addresses.is_empty() || is_among(addresses, subject.address),
            run,
        );
        self.troubles(&files, &read, run);
        if is_read {
            self.check_alone(path, &extraction, run);
        }
    }

    /// A file that no carrier claims by its name: its content says what it is.
    fn unclaimed(&self, path: &Path, buffer: &mut Vec<u8>, run: &mut Run) {
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
                    let met = HashSet::from([path.to_path_buf()]);
                    self.folder_with(carrier, folder, &files, &met, Way::Alone(path), run);
                }
                _ => self.text(path, text, &[carrier], true, run),
            },
            _ if !self.addresses(path).is_empty() => {
                self.check_alone(path, &Extraction::default(), run);
            }
            _ => self.raw_text(&self.ground.display(path), text, run),
        }
    }

    fn raw_text(&self, name: &str, text: &str, run: &mut Run) {
        let sources = SourceList(vec![Source::new(name, text)]);
        let extraction = raw::raw(SourceId(0), text);
        self.examiner
            .extraction(&extraction, &sources, |_| true, |_| true, run);
    }

    /// Standard input, as the file that it stands for; without one, what a carrier recognises, or else a format.
    pub(crate) fn stdin(&self, filename: Option<&Path>, run: &mut Run) {
        const NAME: &str = "<stdin>";
        run.looked_at += 1;
        let path = self.ground.absolute(filename.unwrap_or(Path::new(NAME)));
        let name = self.ground.display(&path);
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
            Err(trouble) => return self.named_trouble(&name, true, trouble, run),
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
                    let way = Way::Values(&path, &homes);
                    self.folder_with(carrier, folder, &files, &HashSet::new(), way, run);
                }
            }
            _ => self.raw_text(&name, text, run),
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
        Files::new(fs::canonicalize(&root).unwrap_or(root))
    }

    /// The files that a file may be made of.
    fn files_of(&self, path: &Path) -> Files {
        self.files(path.parent().unwrap_or(path))
    }

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
                let name = self.ground.display(path);
                let named = self.is_named(path);
                self.file_finding(&file_too_large::RULE, named, (&name, ""), 0, &message, run);
                return;
            }
            let way = Way::Values(path, homes);
            let folder = path.parent().unwrap_or(path);
            let formats = self.folder_with(carrier, folder, &files, &HashSet::new(), way, run);
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
        let sources = read.sources(self.ground);
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

    /// Notes which of the files that were asked for could not be read.
    fn troubles(&self, files: &Files, read: &Texts<'_>, run: &mut Run) {
        for (path, trouble) in files.troubles() {
            let path = read.known(path);
            let named = self.is_named(&path);
            self.trouble(&path, named, trouble, run);
        }
    }

    fn addresses(&self, path: &Path) -> &[String] {
        self.targets.files.get(path).map_or(&[], Vec::as_slice)
    }

    /// Complains about addresses that a file does not have.
    fn check_addresses(&self, path: &Path, listing: &Listing<'_, '_>, run: &mut Run) {
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

    /// Notes why a file or folder could not be read.
    pub(crate) fn trouble(&self, path: &Path, named: bool, trouble: Trouble, run: &mut Run) {
        self.named_trouble(&self.ground.display(path), named, trouble, run);
    }

    fn named_trouble(&self, name: &str, named: bool, trouble: Trouble, run: &mut Run) {
        let words = trouble.words();
        match trouble {
            Trouble::TooLarge | Trouble::OverBudget | Trouble::TooMany => {
                let message = format!("the file {words}");
                self.file_finding(&file_too_large::RULE, named, (name, ""), 0, &message, run);
            }
            Trouble::NotUtf8(text, at) => {
                let message = format!("the file {words}");
                self.file_finding(&parse_error::RULE, named, (name, &text), at, &message, run);
            }
            Trouble::Utf16(_) => {
                let message = format!("the file {words}");
                self.file_finding(&parse_error::RULE, named, (name, ""), 0, &message, run);
            }
            Trouble::Io(error) if named => {
                let why = files::reason(&error);
                let failure = format!("cannot read `{name}`: {why}");
                run.failures.push(failure);
            }
            _ if named => run.failures.push(format!("`{name}` {words}")),
            _ => self.file_finding(&unreadable_file::RULE, false, (name, ""), 0, &words, run),
        }
    }

    /// Notes what keeps an ignore file from ignoring anything.
    pub(crate) fn bad_ignore_file(&self, bad: BadIgnoreFile, run: &mut Run) {
        let (rule, words) = match bad.why {
            Why::Unread(trouble) => (&unreadable_file::RULE, trouble.words()),
            Why::TooMuch(words) => (&file_too_large::RULE, words),
        };
        let name = self.ground.display(&bad.path);
        let message = format!("this ignore file has no effect: {words}");
        self.file_finding(rule, false, (&name, ""), 0, &message, run);
    }

    fn file_finding(
        &self,
        rule: &Rule,
        named: bool,
        (name, text): (&str, &str),
        at: usize,
        message: &str,
        run: &mut Run,
    ) {
        let sources = SourceList(vec![Source::new(name, text)]);
        let place = SourceSpan::new(SourceId(0), at, at);
        self.examiner
            .file(rule, named, place, message, &sources, run);
    }
}

/// The files that were read for one file or folder.
struct Texts<'p> {
    folder: &'p Path,
    real: PathBuf,
    all: Vec<(PathBuf, Arc<str>)>,
}

impl<'p> Texts<'p> {
    /// What was read so far. `folder` is where the reading began, as the user knows it.
    fn new(files: &Files, folder: &'p Path) -> Self {
        let mut texts = Self {
            folder,
            real: real(folder),
            all: files.texts(),
        };
        let mut all = std::mem::take(&mut texts.all);
        for (path, _) in &mut all {
            *path = texts.known(std::mem::take(path));
        }
        texts.all = all;
        texts
    }

    /// The name of a file: a folder may be named through a symbolic link, and its files keep the name that the user knows.
    fn known(&self, path: PathBuf) -> PathBuf {
        match (path.parent(), path.file_name()) {
            (Some(parent), Some(name)) if parent == self.real => self.folder.join(name),
            _ => path,
        }
    }

    /// The file of a source; without a name when there is no such source.
    fn path(&self, id: SourceId) -> &Path {
        let found = self.all.get(id.0 as usize);
        found.map_or(Path::new(""), |(path, _)| path)
    }

    fn sources(&self, ground: &Ground) -> SourceList<'_> {
        let sources = self.all.iter();
        let sources = sources.map(|(path, text)| Source::new(ground.display(path), text));
        SourceList(sources.collect())
    }
}

/// The folder without symbolic links.
fn real(folder: &Path) -> PathBuf {
    fs::canonicalize(folder).unwrap_or_else(|_| folder.to_path_buf())
}

/// Gives a file the text that it is to have.
fn put(files: &Files, path: &Path, text: &str) {
    if let Some(key) = key_of(path, files) {
        files.put(&key, text);
    }
}

/// A file as the carriers know it.
fn key_of(path: &Path, files: &Files) -> Option<String> {
    let (folder, name) = path.parent().zip(path.file_name())?;
    files.key(&real(folder).join(name))
}

fn is_among(addresses: &[String], address: &str) -> bool {
    addresses.iter().any(|known| known == address)
}

/// Does `work` for every item: at once when there are few, by several threads when there are many.
pub(crate) fn share<T: Sync>(
    items: &[T],
    run: &mut Run,
    work: impl Fn(&T, &mut Vec<u8>, &mut Run) + Sync,
) {
    let threads = walk::threads();
    if items.len() <= FEW || threads == 1 {
        let mut buffer = Vec::new();
        for item in items {
            work(item, &mut buffer, run);
        }
        return;
    }
    let next = AtomicUsize::new(0);
    let all = Mutex::new(std::mem::take(run));
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut buffer = Vec::new();
                let mut mine = Run::default();
                while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    work(item, &mut buffer, &mut mine);
                }
                all.lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .absorb(mine);
            });
        }
    });
    *run = all.into_inner().unwrap_or_else(PoisonError::into_inner);
}
