//! The files that a carrier asks for: read once, inside one root, within bounds.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gwfmt_carriers::{Sources, recognise};
use gwfmt_core::span::SourceId;

/// A file above this is not read.
pub(crate) const LIMIT: u64 = 64 << 20;

/// What a carrier may read for one folder, all files together.
const BUDGET: u64 = 4 * LIMIT;

/// Why a file was not read.
#[derive(Debug)]
pub(crate) enum Trouble {
    TooLarge,
    /// The text with a sign in place of every byte that is none, and where the first of them is.
    NotUtf8(String, usize),
    /// Text in UTF-16, of this byte order.
    Utf16(&'static str),
    Io(io::Error),
}

/// Files below a root. A path that leads out of it, also by a symbolic link, leads nowhere.
#[derive(Debug)]
pub(crate) struct Files {
    root: PathBuf,
    loaded: RefCell<Loaded>,
    left: Cell<u64>,
}

#[derive(Debug, Default)]
struct Loaded {
    by_path: HashMap<String, Option<SourceId>>,
    texts: Vec<(String, Arc<str>)>,
    troubles: Vec<(String, Trouble)>,
}

impl Files {
    /// The files below `root`, which is absolute and without symbolic links.
    pub(crate) fn new(root: PathBuf) -> Self {
        Self {
            root,
            loaded: RefCell::default(),
            left: Cell::new(BUDGET),
        }
    }

    /// The folder that nothing is read outside of.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Lets `path` have this text, whatever the disk says.
    pub(crate) fn put(&self, path: &str, text: &str) {
        self.loaded.borrow_mut().add(path, Arc::from(text));
    }

    /// What was read, by the numbers of its sources: absolute paths and texts.
    pub(crate) fn texts(&self) -> Vec<(PathBuf, Arc<str>)> {
        let loaded = self.loaded.borrow();
        let texts = loaded.texts.iter();
        texts
            .map(|(path, text)| (self.root.join(path), Arc::clone(text)))
            .collect()
    }

    /// What could not be read.
    pub(crate) fn troubles(&self) -> Vec<(PathBuf, Trouble)> {
        let mut loaded = self.loaded.borrow_mut();
        loaded
            .troubles
            .drain(..)
            .map(|(path, trouble)| (self.root.join(path), trouble))
            .collect()
    }

    /// The place of `path` on disk, when it lies inside.
    fn inside(&self, path: &str) -> Option<PathBuf> {
        let odd = path.split('/').any(|part| matches!(part, "." | ".."));
        if odd || path.starts_with('/') || path.contains('\\') {
            return None;
        }
        let real = fs::canonicalize(self.root.join(path)).ok()?;
        real.starts_with(&self.root).then_some(real)
    }
}

impl Loaded {
    fn add(&mut self, path: &str, text: Arc<str>) -> SourceId {
        let id = SourceId(self.texts.len() as u32);
        self.texts.push((path.to_owned(), text));
        self.by_path.insert(path.to_owned(), Some(id));
        id
    }
}

impl Sources for Files {
    fn read(&self, path: &str) -> Option<(SourceId, Arc<str>)> {
        let mut loaded = self.loaded.borrow_mut();
        if let Some(known) = loaded.by_path.get(path) {
            let id = (*known)?;
            let (_, text) = loaded.texts.get(id.0 as usize)?;
            return Some((id, Arc::clone(text)));
        }
        loaded.by_path.insert(path.to_owned(), None);
        let real = self.inside(path)?;
        if !real.is_file() {
            return None;
        }
        let mut bytes = Vec::new();
        let read = read_into(&mut bytes, &real, LIMIT.min(self.left.get()));
        let text = read.and_then(|()| utf8(&bytes).map(Arc::<str>::from));
        match text {
            Ok(text) => {
                self.left.set(self.left.get() - text.len() as u64);
                let id = loaded.add(path, Arc::clone(&text));
                Some((id, text))
            }
            Err(trouble) => {
                loaded.troubles.push((path.to_owned(), trouble));
                None
            }
        }
    }

    fn list(&self, folder: &str) -> Vec<String> {
        let real = if folder.is_empty() {
            Some(self.root.clone())
        } else {
            self.inside(folder)
        };
        let entries = real.and_then(|real| fs::read_dir(real).ok());
        let mut names: Vec<String> = entries
            .into_iter()
            .flatten()
            .flatten()
            .filter(|entry| entry.file_type().is_ok_and(|kind| !kind.is_dir()))
            .filter_map(|entry| entry.file_name().into_string().ok())
            .collect();
        let prefix = if folder.is_empty() {
            String::new()
        } else {
            format!("{folder}/")
        };
        for (path, _) in &self.loaded.borrow().texts {
            if let Some(name) = path.strip_prefix(&prefix)
                && !name.contains('/')
                && !names.iter().any(|known| known == name)
            {
                names.push(name.to_owned()); // put there, and not on disk
            }
        }
        names.sort_unstable();
        names
    }
}

/// Reads a whole file into `bytes`, which keeps its memory for the next one.
pub(crate) fn read_into(bytes: &mut Vec<u8>, path: &Path, limit: u64) -> Result<(), Trouble> {
    const KEEP: usize = 1 << 20;
    bytes.clear();
    bytes.shrink_to(KEEP);
    let mut file = fs::File::open(path).map_err(Trouble::Io)?;
    let size = file.metadata().map_err(Trouble::Io)?.len();
    if size > limit {
        return Err(Trouble::TooLarge);
    }
    bytes.resize(size as usize, 0);
    let mut filled = 0;
    while filled < bytes.len() {
        match file.read(&mut bytes[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(Trouble::Io(error)),
        }
    }
    bytes.truncate(filled);
    if size == 0 {
        return read_limited(bytes, &mut file, limit); // pipes and devices do not tell their size
    }
    Ok(())
}

/// The text of a file's bytes.
pub(crate) fn utf8(bytes: &[u8]) -> Result<&str, Trouble> {
    if let Some(what) = recognise::utf16(bytes) {
        return Err(Trouble::Utf16(what));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        Trouble::NotUtf8(
            String::from_utf8_lossy(bytes).into_owned(),
            error.valid_up_to(),
        )
    })
}

/// Reads up to `limit` bytes; more is too large.
pub(crate) fn read_limited(
    bytes: &mut Vec<u8>,
    from: &mut impl io::Read,
    limit: u64,
) -> Result<(), Trouble> {
    from.take(limit + 1)
        .read_to_end(bytes)
        .map_err(Trouble::Io)?;
    if bytes.len() as u64 > limit {
        bytes.clear();
        return Err(Trouble::TooLarge);
    }
    Ok(())
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
    fn no_symbolic_link_leads_out() {
        let (_folder, files) = repository();
        let link = |to: &str, name: &str| {
            std::os::unix::fs::symlink(files.root.join(to), files.root.join(name)).unwrap();
        };
        link("../outside.tf", "a/link.tf");
        link("a/main.tf", "inside.tf");
        link("..", "up");
        assert_eq!(files.read("a/link.tf"), None);
        assert_eq!(files.read("up/outside.tf"), None);
        assert!(files.read("inside.tf").is_some());
        assert!(files.list("up").is_empty());
    }

    #[test]
    fn says_what_it_could_not_read() {
        let (_folder, files) = repository();
        fs::write(files.root.join("a/latin.tf"), b"ab\xff").unwrap();
        assert_eq!(files.read("a/latin.tf"), None);
        let troubles = files.troubles();
        assert!(matches!(troubles[..], [(_, Trouble::NotUtf8(_, 2))]));
    }

    #[test]
    fn a_text_that_was_put_there_wins() {
        let (_folder, files) = repository();
        files.put("a/main.tf", "y");
        files.put("a/new.tf", "z");
        assert_eq!(&*files.read("a/main.tf").unwrap().1, "y");
        assert_eq!(files.list("a"), ["main.tf", "new.tf"]);
    }
}
