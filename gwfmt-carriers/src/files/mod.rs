//! Files on disk: the only implementation of [`Sources`] that does I/O, used by the command and by the macro.
//!
//! Nothing outside of one root is opened or listed, nothing but regular files is opened, and what cannot be read is kept
//! as a [`Trouble`] for the caller to report.

mod path;
#[cfg(feature = "config")]
pub mod pattern;
#[cfg(feature = "config")]
pub mod patterns;
mod read;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gwfmt_core::limits::{FILE_BYTES, FOLDER_BYTES, FOLDER_NAMES};
use gwfmt_core::span::SourceId;

pub(crate) use self::path::os_string;
pub use self::path::{key, shown};
pub use self::read::{Trouble, not_a_file, read_limited, read_regular, reason, utf8};
use crate::Sources;

/// Files below a root. A path that leads out of it, also by a symbolic link, leads nowhere.
#[derive(Debug)]
pub struct Files {
    root: PathBuf,
    loaded: RefCell<Loaded>,
    /// Bytes that may still be read: the bound is on one folder with its modules, not on the whole run.
    left: Cell<u64>,
    overlay: Arc<Overlay>,
}

/// Texts that files are to have, whatever the disk says, by their places on disk without symbolic links.
pub type Overlay = HashMap<PathBuf, Arc<str>>;

#[derive(Debug, Default)]
struct Loaded {
    by_key: HashMap<String, Option<SourceId>>,
    texts: Vec<(String, Arc<str>)>,
    troubles: Vec<(String, Trouble)>,
    /// The names in folders, as far as they were asked for.
    lists: HashMap<String, Vec<String>>,
    /// Paths whose texts were put there.
    put: Vec<String>,
}

impl Files {
    /// The files below `root`, which is absolute and without symbolic links.
    pub fn new(root: PathBuf) -> Self {
        Self {
            root,
            loaded: RefCell::default(),
            left: Cell::new(FOLDER_BYTES),
            overlay: Arc::default(),
        }
    }

    /// The same files, some of them with other texts. What is read, and in which order, is the same.
    #[must_use]
    pub fn with_overlay(self, overlay: Arc<Overlay>) -> Self {
        Self { overlay, ..self }
    }

    /// The folder that nothing is read outside of.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The path that a carrier knows a file by: [`key`] of what leads there from the root.
    pub fn key(&self, path: &Path) -> Option<String> {
        path.strip_prefix(&self.root).ok().and_then(key)
    }

    /// Lets a path have this text, whatever the disk says.
    pub fn put(&self, key: &str, text: &str) {
        let mut loaded = self.loaded.borrow_mut();
        loaded.add(key, Arc::from(text));
        loaded.put.push(key.to_owned());
        loaded.lists.clear();
    }

    /// What was read, by the numbers of its sources: absolute paths and texts.
    pub fn texts(&self) -> Vec<(PathBuf, Arc<str>)> {
        let loaded = self.loaded.borrow();
        let texts = loaded.texts.iter();
        texts
            .map(|(key, text)| (self.path(key), Arc::clone(text)))
            .collect()
    }

    /// What could not be read since the last time this was asked.
    pub fn troubles(&self) -> Vec<(PathBuf, Trouble)> {
        let mut loaded = self.loaded.borrow_mut();
        let troubles = loaded.troubles.drain(..);
        troubles
            .map(|(key, trouble)| (self.path(&key), trouble))
            .collect()
    }

    fn path(&self, key: &str) -> PathBuf {
        path::relative(key).map_or_else(|| self.root.clone(), |below| self.root.join(below))
    }

    /// The place of a path on disk; `None` when there is nothing there.
    fn real(&self, key: &str) -> Result<Option<PathBuf>, Trouble> {
        let Some(below) = path::relative(key) else {
            return Ok(None);
        };
        let path = self.root.join(below);
        match within(&path, &self.root) {
            Err(Trouble::Io(error))
                if is_absent(&error) && fs::symlink_metadata(&path).is_err() =>
            {
                Ok(None)
            }
            found => found.map(Some),
        }
    }

    fn load(&self, key: &str) -> Result<Option<Arc<str>>, Trouble> {
        let Some(real) = self.real(key)? else {
            return Ok(None);
        };
        let left = self.left.get();
        if let Some(text) = self.overlay.get(&real) {
            self.left.set(left.saturating_sub(text.len() as u64));
            return Ok(Some(Arc::clone(text)));
        }
        let mut bytes = Vec::new();
        match read_regular(&mut bytes, &real, FILE_BYTES.min(left)) {
            Err(Trouble::TooLarge) if left < FILE_BYTES => return Err(Trouble::OverBudget),
            read => read?,
        }
        let text = utf8(&bytes)?;
        self.left.set(left - text.len() as u64);
        Ok(Some(Arc::from(text)))
    }
}

impl Loaded {
    fn add(&mut self, key: &str, text: Arc<str>) -> SourceId {
        let id = SourceId(self.texts.len() as u32);
        self.texts.push((key.to_owned(), text));
        self.by_key.insert(key.to_owned(), Some(id));
        id
    }
}

impl Sources for Files {
    fn read(&self, key: &str) -> Option<(SourceId, Arc<str>)> {
        let mut loaded = self.loaded.borrow_mut();
        if let Some(known) = loaded.by_key.get(key) {
            let id = (*known)?;
            let (_, text) = loaded.texts.get(id.0 as usize)?;
            return Some((id, Arc::clone(text)));
        }
        loaded.by_key.insert(key.to_owned(), None);
        match self.load(key) {
            Ok(text) => {
                let text = text?;
                let id = loaded.add(key, Arc::clone(&text));
                Some((id, text))
            }
            Err(trouble) => {
                loaded.troubles.push((key.to_owned(), trouble));
                None
            }
        }
    }

    fn list(&self, folder: &str) -> Vec<String> {
        if let Some(known) = self.loaded.borrow().lists.get(folder) {
            return known.clone();
        }
        let names = self.real(folder).and_then(|real| match real {
            Some(real) => names(&real),
            None => Ok((Vec::new(), true)),
        });
        let mut loaded = self.loaded.borrow_mut();
        let mut names = match names {
            Ok((names, true)) => names,
            Ok((names, false)) => {
                loaded.troubles.push((folder.to_owned(), Trouble::TooMany));
                names
            }
            Err(trouble) => {
                loaded.troubles.push((folder.to_owned(), trouble));
                Vec::new()
            }
        };
        let prefix = if folder.is_empty() {
            String::new()
        } else {
            format!("{folder}/")
        };
        for path in &loaded.put {
            if let Some(name) = path.strip_prefix(&prefix)
                && !name.contains('/')
                && !names.iter().any(|known| known == name)
            {
                names.push(name.to_owned());
            }
        }
        names.sort_unstable();
        loaded.lists.insert(folder.to_owned(), names.clone());
        names
    }

    fn folders(&self, folder: &str) -> Vec<String> {
        // what cannot be listed is said where its files are asked for
        let Ok(Some(real)) = self.real(folder) else {
            return Vec::new();
        };
        let mut names: Vec<String> = folders(&real).unwrap_or_default();
        names.sort_unstable();
        names
    }

    fn location(&self) -> String {
        let root = self.root.to_str().unwrap_or_default();
        root.replace(std::path::MAIN_SEPARATOR, "/")
    }
}

/// The keys of the folders in a folder, without links and hidden ones, as many as names are read.
fn folders(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)?.take(FOLDER_NAMES) {
        let entry = entry?;
        let name = entry.file_name();
        let is_hidden = name.as_encoded_bytes().starts_with(b".");
        if !is_hidden && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            names.extend(key(Path::new(&name)));
        }
    }
    Ok(names)
}

/// The keys of the names in a folder that are not folders, and whether these are all.
fn names(folder: &Path) -> Result<(Vec<String>, bool), Trouble> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        // a path may go on behind a file
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Ok((Vec::new(), true));
        }
        Err(error) => return Err(Trouble::Io(error)),
    };
    let mut names = Vec::new();
    for (number, entry) in entries.enumerate() {
        if number >= FOLDER_NAMES {
            return Ok((names, false));
        }
        let entry = entry.map_err(Trouble::Io)?;
        if entry.file_type().is_ok_and(|kind| !kind.is_dir()) {
            names.extend(key(Path::new(&entry.file_name())));
        }
    }
    Ok((names, true))
}

/// The nearest folder upward that holds `.git`.
pub fn repository(folder: &Path) -> Option<PathBuf> {
    folder
        .ancestors()
        .find(|above| fs::symlink_metadata(above.join(".git")).is_ok())
        .map(Path::to_path_buf)
}

/// The place of a path on disk, without symbolic links, when that lies below `root`, which has none.
pub fn within(path: &Path, root: &Path) -> Result<PathBuf, Trouble> {
    let real = fs::canonicalize(path).map_err(Trouble::Io)?;
    if real.starts_with(root) {
        Ok(real)
    } else {
        Err(Trouble::Outside)
    }
}

fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::InvalidFilename
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repository() -> (tempfile::TempDir, Files) {
        let folder = tempfile::tempdir().unwrap();
        let root = fs::canonicalize(folder.path()).unwrap().join("root");
        fs::create_dir_all(root.join("a")).unwrap();
        fs::write(root.join("a/main.tf"), "x").unwrap();
        fs::write(root.join("../outside.tf"), "secret").unwrap();
        (folder, Files::new(root))
    }

    #[test]
    fn reads_each_file_once_and_gives_it_one_number() {
        let (_folder, files) = repository();
        let (first, text) = files.read("a/main.tf").unwrap();
        fs::write(files.root.join("a/main.tf"), "changed").unwrap();
        let (again, same) = files.read("a/main.tf").unwrap();
        assert_eq!((first, &*text), (again, &*same));
        assert_eq!(files.read("a/none.tf"), None);
        assert!(files.troubles().is_empty());
    }

    #[test]
    fn nothing_outside_the_root_is_read() {
        let (_folder, files) = repository();
        assert_eq!(files.read("../outside.tf"), None);
        assert_eq!(files.read("a/../../outside.tf"), None);
        assert_eq!(files.read("/etc/hostname"), None);
        assert!(files.list("..").is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn no_symbolic_link_leads_out_and_those_that_do_are_said() {
        let (_folder, files) = repository();
        let link = |to: &str, name: &str| {
            std::os::unix::fs::symlink(files.root.join(to), files.root.join(name)).unwrap();
        };
        link("../outside.tf", "a/link.tf");
        link("a/main.tf", "inside.tf");
        link("..", "up");
        link("no such file", "broken.tf");
        assert_eq!(files.read("a/link.tf"), None);
        assert_eq!(files.read("up/outside.tf"), None);
        assert!(files.list("up").is_empty());
        assert!(files.read("inside.tf").is_some());
        assert_eq!(files.read("broken.tf"), None);
        let troubles = files.troubles();
        assert!(
            matches!(
                troubles[..],
                [
                    (_, Trouble::Outside),
                    (_, Trouble::Outside),
                    (_, Trouble::Outside),
                    (_, Trouble::Io(_))
                ]
            ),
            "{troubles:?}"
        );
    }

    #[test]
    fn says_what_it_could_not_read() {
        let (_folder, files) = repository();
        fs::write(files.root.join("a/latin.tf"), b"ab\xff").unwrap();
        assert_eq!(files.read("a/latin.tf"), None);
        let troubles = files.troubles();
        assert!(matches!(troubles[..], [(_, Trouble::NotUtf8(_, 2))]));
        assert_eq!(files.read("a"), None);
        assert!(matches!(
            files.troubles()[..],
            [(_, Trouble::NotAFile("a folder"))]
        ));
    }

    #[test]
    fn a_file_that_would_be_over_the_budget_is_told_from_one_that_is_too_large() {
        let (_folder, files) = repository();
        files.left.set(4);
        fs::write(files.root.join("a/b.tf"), "12345").unwrap();
        assert_eq!(files.read("a/b.tf"), None);
        assert!(files.read("a/main.tf").is_some());
        let big = fs::File::create(files.root.join("big.tf")).unwrap();
        big.set_len(FILE_BYTES + 1).unwrap();
        assert_eq!(files.read("big.tf"), None);
        assert!(matches!(
            files.troubles()[..],
            [(_, Trouble::OverBudget), (_, Trouble::OverBudget)]
        ));
        files.left.set(FOLDER_BYTES);
        let mut bytes = Vec::new();
        let read = read_regular(&mut bytes, &files.root.join("big.tf"), FILE_BYTES);
        assert!(matches!(read, Err(Trouble::TooLarge)));
        big.set_len(FILE_BYTES).unwrap();
        assert!(read_regular(&mut bytes, &files.root.join("big.tf"), FILE_BYTES).is_ok());
    }

    #[test]
    fn a_text_that_was_put_there_wins() {
        let (_folder, files) = repository();
        files.put("a/main.tf", "y");
        files.put("a/new.tf", "z");
        assert_eq!(&*files.read("a/main.tf").unwrap().1, "y");
        assert_eq!(files.list("a"), ["main.tf", "new.tf"]);
    }

    #[cfg(unix)]
    #[test]
    fn pipes_sockets_and_devices_are_not_opened() {
        let (_folder, files) = repository();
        let pipe = files.root.join("pipe.tf");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        let _socket = std::os::unix::net::UnixListener::bind(files.root.join("s.tf")).unwrap();
        let mut bytes = Vec::new();
        for (path, kind) in [
            (pipe, "a pipe"),
            (files.root.join("s.tf"), "a socket"),
            (PathBuf::from("/dev/zero"), "a device"),
            (files.root.join("a"), "a folder"),
        ] {
            match read_regular(&mut bytes, &path, FILE_BYTES) {
                Err(Trouble::NotAFile(found)) => assert_eq!(found, kind),
                other => panic!("{path:?}: {other:?}"),
            }
        }
    }

    #[cfg(unix)]
    #[test]
    fn paths_are_told_apart_byte_for_byte() {
        use std::os::unix::ffi::OsStrExt as _;
        let names: [&[u8]; 11] = [
            b"b\xff.tf",
            b"b\xfe.tf",
            b"b\\xff.tf",
            b"b\\\xff.tf",
            b"b\\\\xff.tf",
            b"b\\\\\xff.tf",
            "b\u{fffd}.tf".as_bytes(),
            b"b\\c.tf",
            b"\\",
            b"\xff\xfe",
            b"\xff\\xfe",
        ];
        let (_folder, files) = repository();
        let mut keys = Vec::new();
        let mut texts = Vec::new();
        for name in names {
            let path = Path::new(std::ffi::OsStr::from_bytes(name));
            fs::write(files.root.join(path), name.escape_ascii().to_string()).unwrap();
            let key = key(path).unwrap();
            assert_eq!(path::relative(&key).unwrap(), path);
            let (_, text) = files.read(&key).unwrap();
            assert_eq!(*text, name.escape_ascii().to_string());
            keys.push(key);
            texts.push(shown(path));
        }
        keys.sort_unstable();
        assert_eq!(files.list(""), keys);
        keys.dedup();
        texts.sort_unstable();
        texts.dedup();
        assert_eq!(
            (keys.len(), texts.len()),
            (names.len(), names.len()),
            "{texts:?}"
        );
        assert_eq!(
            shown(Path::new(std::ffi::OsStr::from_bytes(b"b\xff.tf"))),
            "b\\xff.tf"
        );
        assert_eq!(shown(Path::new("a\\b.tf")), "a\\b.tf");
    }
}
