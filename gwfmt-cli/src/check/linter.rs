//! One file, or one folder of Terraform files, at a time: read, handed to its carrier, examined, forgotten.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::{fs, io, thread};

use gwfmt_carriers::Extraction;
use gwfmt_carriers::address::{self, Listing};
use gwfmt_carriers::files::{self, Files, Trouble};
use gwfmt_carriers::hcl::Homes;
use gwfmt_carriers::recognise::{self, Kind as Recognised};
use gwfmt_core::limits::{self, FILE_BYTES};
use gwfmt_core::span::{SourceId, SourceSpan};

use crate::check::examine::{Examiner, Subject};
use crate::check::extract::{self, Kind};
use crate::check::file_rules::{FILE_TOO_LARGE, FileRule, PARSE_ERROR, UNREADABLE_FILE, severity};
use crate::check::run::Run;
use crate::check::source::{Source, SourceList};
use crate::input::ignored::{BadIgnoreFile, Excluded, Why};
use crate::input::paths::Ground;
use crate::input::targets::Targets;
use crate::input::walk;

/// Above this many named files, several threads share them.
const FEW: usize = 32;

/// How a folder of Terraform files is read.
#[derive(Clone, Copy)]
enum Way<'p> {
    Folder,
    /// With one more file of values, which is for these folders.
    Values(&'p Path, &'p [String]),
    /// Only this file, whose name is none of Terraform's.
    Alone(&'p Path),
}

/// What examining a file needs to know.
#[derive(Debug)]
pub(crate) struct Linter<'a> {
    examiner: &'a Examiner,
    ground: &'a Ground,
    excluded: &'a Excluded,
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

    /// Whether `--exclude` leaves a path out.
    pub(crate) fn leaves_out(&self, path: &Path, folder: bool) -> bool {
        self.excluded.leaves_out(path, folder)
    }

    /// Whether the user named the file.
    pub(crate) fn is_named(&self, path: &Path) -> bool {
        self.targets.files.contains_key(path)
    }

    /// The named files that are read one by one.
    pub(crate) fn named(&self, run: &mut Run) {
        let files: Vec<&PathBuf> = self.targets.files.keys().collect();
        share(&files, run, |path, buffer, run| {
            match Kind::of(path) {
                Some(Kind::Template) => self.template(path, true, buffer, run),
                Some(Kind::Terraform) => {} // by folder
                None => self.unclaimed(path, buffer, run),
            }
        });
    }

    /// A file that may be a template.
    pub(crate) fn template(&self, path: &Path, named: bool, buffer: &mut Vec<u8>, run: &mut Run) {
        run.looked_at += 1;
        let read = if named {
            self.read_named(path, buffer)
        } else {
            files::read_regular(buffer, path, FILE_BYTES)
        };
        let text = read.and_then(|()| {
            if extract::may_hold(Kind::Template, buffer) || named && extract::refers(buffer) {
                files::utf8(buffer).map(Some)
            } else {
                Ok(None)
            }
        });
        match text {
            Ok(Some(text)) => self.template_text(path, text, named, run),
            Ok(None) if named => {
                let why = extract::not_a_template(&String::from_utf8_lossy(buffer));
                run.not_read(self.ground.display(path), Some(why));
            }
            Ok(None) => {}
            Err(trouble) => self.trouble(path, named, trouble, run),
        }
    }

    /// Reads a file that was named; not one that it links to outside of the repository.
    fn read_named(&self, path: &Path, buffer: &mut Vec<u8>) -> Result<(), Trouble> {
        files::read_regular(buffer, &self.ground.inside(path)?, FILE_BYTES)
    }

    fn template_text(&self, path: &Path, text: &str, named: bool, run: &mut Run) {
        let name = || self.ground.display(path);
        let Some(extraction) = extract::template(text) else {
            if named {
                run.not_read(name(), Some(extract::not_a_template(text)));
            }
            return;
        };
        if named && extract::is_empty(&extraction) {
            run.not_read(name(), extract::no_format(text));
        }
        let sources = SourceList(vec![Source::new(name(), text)]);
        let addresses = self.addresses(path);
        self.examiner.extraction(
            &extraction,
            &sources,
            |_| named,
            |subject| addresses.is_empty() || is_among(addresses, subject.address),
            run,
        );
        self.check_alone(path, &extraction, run);
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
        let kind = recognise::by_content(bytes);
        if let Recognised::Other(other) = kind {
            run.not_read(self.ground.display(path), Some(extract::not_known(other)));
            return self.check_alone(path, &Extraction::default(), run);
        }
        let text = match files::utf8(bytes) {
            Ok(text) => text,
            Err(trouble) => return self.trouble(path, true, trouble, run),
        };
        match (kind, path.parent()) {
            (Recognised::Template, _) => self.template_text(path, text, true, run),
            (Recognised::Terraform, Some(folder)) => {
                let files = self.files(folder);
                put(&files, path, text);
                let met = HashSet::from([path.to_path_buf()]);
                self.terraform_with(folder, &files, &met, Way::Alone(path), run);
            }
            _ if !self.addresses(path).is_empty() => {
                self.check_alone(path, &Extraction::default(), run);
            }
            _ => self.raw_text(&self.ground.display(path), text, run),
        }
    }

    fn raw_text(&self, name: &str, text: &str, run: &mut Run) {
        let sources = SourceList(vec![Source::new(name, text)]);
        let extraction = extract::raw(text);
        self.examiner
            .extraction(&extraction, &sources, |_| true, |_| true, run);
    }

    /// Standard input, as the file that it stands for.
    pub(crate) fn stdin(&self, filename: Option<&Path>, run: &mut Run) {
        run.looked_at += 1;
        let path = filename.map(|name| self.ground.absolute(name));
        let name = path
            .as_ref()
            .map_or_else(|| "<stdin>".to_owned(), |path| self.ground.display(path));
        let mut bytes = Vec::new();
        let mut stdin = io::stdin().lock();
        let read = files::read_limited(&mut bytes, &mut stdin, FILE_BYTES);
        if let (Ok(()), Some(path)) = (&read, &path)
            && Kind::of(path).is_none()
        {
            return self.content(path, &bytes, run);
        }
        let text = match read.and_then(|()| files::utf8(&bytes)) {
            Ok(text) => text,
            Err(trouble) => return self.named_trouble(&name, true, trouble, run),
        };
        let Some(path) = path else {
            return self.raw_text(&name, text, run);
        };
        match (Kind::of(&path), path.parent()) {
            (Some(Kind::Template), _) => self.template_text(&path, text, true, run),
            (Some(Kind::Terraform), Some(folder)) => {
                let files = self.files(folder);
                put(&files, &path, text);
                self.terraform(folder, &files, &HashSet::from([path.clone()]), run);
                if address::is_values_on_demand(&path)
                    && let Some(key) = key_of(&path, &files)
                {
                    let homes = Homes::new(&files).of(&key);
                    let way = Way::Values(&path, &homes);
                    self.terraform_with(folder, &files, &HashSet::new(), way, run);
                }
            }
            _ => self.raw_text(&name, text, run),
        }
    }

    /// Whether a file of Terraform that was met may hold a format.
    pub(crate) fn may_hold(&self, path: &Path, buffer: &mut Vec<u8>, run: &mut Run) -> bool {
        run.looked_at += 1;
        match files::read_regular(buffer, path, FILE_BYTES) {
            Ok(()) => extract::may_hold(Kind::Terraform, buffer),
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

    /// The files that a folder of Terraform files may be made of.
    pub(crate) fn files(&self, folder: &Path) -> Files {
        let real = real(folder);
        let root = self.ground.root_of(&real);
        Files::new(fs::canonicalize(&root).unwrap_or(root))
    }

    /// A folder of Terraform files. Of what it holds, the formats are wanted that lie, with their stage or with any
    /// piece of their text, in a file that was named or `met`.
    pub(crate) fn terraform(
        &self,
        folder: &Path,
        files: &Files,
        met: &HashSet<PathBuf>,
        run: &mut Run,
    ) {
        self.terraform_with(folder, files, met, Way::Folder, run);
    }

    /// Files of values, each with the folders that it is for.
    pub(crate) fn values(&self, paths: &[&PathBuf], run: &mut Run) {
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
            let homes = Homes::new(&files);
            for path in paths {
                if let Some(key) = key_of(path, &files) {
                    let homes = (root.clone(), homes.of(&key));
                    all.entry(homes).or_default().push(path);
                }
            }
        }
        let all: Vec<_> = all.into_iter().collect();
        share(&all, run, |((_, homes), paths), _, run| {
            self.values_of(homes, paths, run);
        });
    }

    /// The files of values for the same folders, sorted, as many as there is room for. They share what they read.
    fn values_of(&self, homes: &[String], paths: &[&Path], run: &mut Run) {
        let Some(folder) = paths.first().and_then(|path| path.parent()) else {
            return;
        };
        let files = self.files(folder);
        let mut most = limits::VALUES_FILES;
        for (number, path) in paths.iter().enumerate() {
            if number >= most {
                let rest = paths.len() - number;
                let these = if rest == 1 {
                    "this file of values is not tried".to_owned()
                } else {
                    format!(
                        "this and {} further files of values are not tried",
                        rest - 1
                    )
                };
                let message =
                    format!("{these}: the folder that they are for is made anew for each");
                let name = self.ground.display(path);
                let named = self.is_named(path);
                self.file_finding(&FILE_TOO_LARGE, named, (&name, ""), 0, &message, run);
                return;
            }
            let way = Way::Values(path, homes);
            let folder = path.parent().unwrap_or(path);
            let formats = self.terraform_with(folder, &files, &HashSet::new(), way, run);
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

    /// [`Linter::terraform`]; with a file of values only the formats that it has a part in. How many were made in all.
    fn terraform_with(
        &self,
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
        let real = real(folder);
        let Some(below) = files.key(&real) else {
            return 0;
        };
        let extraction = match way {
            Way::Alone(path) => {
                let Some(key) = key_of(path, files) else {
                    return 0;
                };
                recognise::terraform_alone(&key, files)
            }
            Way::Values(path, homes) => {
                let Some(key) = key_of(path, files) else {
                    return 0;
                };
                address::with_values(&key, homes, files)
            }
            Way::Folder => extract::terraform(&below, files),
        };
        // a folder may be named through a symbolic link: its files keep the name that the user knows
        let known = |path: PathBuf| match (path.parent(), path.file_name()) {
            (Some(parent), Some(name)) if parent == real => folder.join(name),
            _ => path,
        };
        let texts: Vec<_> = files
            .texts()
            .into_iter()
            .map(|(path, text)| (known(path), text))
            .collect();
        let sources = texts
            .iter()
            .map(|(path, text)| Source::new(self.ground.display(path), text));
        let sources = SourceList(sources.collect());
        let path_of = |id: SourceId| texts.get(id.0 as usize).map(|(path, _)| path.as_path());
        let is_named = |id| path_of(id).is_some_and(|path| self.is_named(path));
        let is_asked = |id| {
            path_of(id).is_some_and(|path| match values {
                Some(values) => path == values,
                None => self.is_named(path) || met.contains(path),
            })
        };
        let addresses_of = |id| path_of(id).map_or(&[][..], |path| self.addresses(path));
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
            |place: SourceSpan| is_named(place.source),
            wanted,
            run,
        );
        for (path, trouble) in files.troubles() {
            let path = known(path);
            let named = self.is_named(&path);
            self.trouble(&path, named, trouble, run);
        }
        for path in &self.with_address {
            let is_terraform = || Kind::of(path) == Some(Kind::Terraform);
            let is_here = match way {
                Way::Values(one, _) => path == &one && is_terraform(),
                Way::Alone(one) => path == &one,
                Way::Folder => {
                    path.parent() == Some(folder)
                        && !address::is_values_on_demand(path)
                        && is_terraform()
                }
            };
            if is_here {
                let shown =
                    |id| path_of(id).map_or_else(String::new, |path| self.ground.display(path));
                let listing = Listing {
                    extraction: &extraction,
                    name: &self.ground.display(path),
                    is_here: &|id| path_of(id) == Some(path),
                    shown: &shown,
                };
                self.check_addresses(path, &listing, run);
            }
        }
        extraction.formats.len() + extraction.unknown.len()
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
                self.file_finding(&FILE_TOO_LARGE, named, (name, ""), 0, &message, run);
            }
            Trouble::NotUtf8(text, at) => {
                let message = format!("the file {words}");
                self.file_finding(&PARSE_ERROR, named, (name, &text), at, &message, run);
            }
            Trouble::Utf16(_) => {
                let message = format!("the file {words}");
                self.file_finding(&PARSE_ERROR, named, (name, ""), 0, &message, run);
            }
            Trouble::Io(error) if named => {
                let why = files::reason(&error);
                let failure = format!("cannot read `{name}`: {why}");
                run.failures.push(failure);
            }
            _ if named => run.failures.push(format!("`{name}` {words}")),
            _ => self.file_finding(&UNREADABLE_FILE, false, (name, ""), 0, &words, run),
        }
    }

    /// Notes what keeps an ignore file from ignoring anything.
    pub(crate) fn bad_ignore_file(&self, bad: BadIgnoreFile, run: &mut Run) {
        let (rule, words) = match bad.why {
            Why::Unread(trouble) => (&UNREADABLE_FILE, trouble.words()),
            Why::TooMuch(words) => (&FILE_TOO_LARGE, words),
        };
        let name = self.ground.display(&bad.path);
        let message = format!("nothing is ignored because of this file: {words}");
        self.file_finding(rule, false, (&name, ""), 0, &message, run);
    }

    fn file_finding(
        &self,
        rule: &FileRule,
        named: bool,
        (name, text): (&str, &str),
        at: usize,
        message: &str,
        run: &mut Run,
    ) {
        let sources = SourceList(vec![Source::new(name, text)]);
        let place = SourceSpan::new(SourceId(0), at, at);
        let severity = severity(named);
        self.examiner
            .file(rule, severity, place, message, &sources, run);
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
