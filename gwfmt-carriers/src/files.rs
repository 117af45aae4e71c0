//! Files on disk: the only implementation of [`Sources`] that does I/O, used by the command and by the macro.
//!
//! Nothing outside of one root is opened or listed, nothing but regular files is opened, and what cannot be read is kept
//! as a [`Trouble`] for the caller to report.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::ffi::OsString;
use std::fs::{self, FileType};
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use gwfmt_core::limits::{FILE_BYTES, FOLDER_BYTES, FOLDER_NAMES};
use gwfmt_core::span::SourceId;

use crate::{Sources, recognise};

/// Why a file or folder was not read.
#[derive(Debug)]
pub enum Trouble {
    /// The file is larger than [`FILE_BYTES`].
    TooLarge,
    /// The files that were read before it use up [`FOLDER_BYTES`].
    OverBudget,
    /// The folder holds more than [`FOLDER_NAMES`] names; the rest is not read.
    TooMany,
    /// The text with a sign in place of every byte that is not UTF-8, and where the first of them is.
    NotUtf8(String, usize),
    /// Text in UTF-16, of this byte order.
    Utf16(&'static str),
    /// It is a pipe, a socket, a device or a folder.
    NotAFile(&'static str),
    /// It is a link, or lies below one, that leads out of the root.
    Outside,
    /// The system says why.
    Io(io::Error),
}

/// Files below a root. A path that leads out of it, also by a symbolic link, leads nowhere.
#[derive(Debug)]
pub struct Files {
    root: PathBuf,
    loaded: RefCell<Loaded>,
    /// Bytes that may still be read: the bound is on one folder with its modules, not on the whole run.
    left: Cell<u64>,
}

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
        }
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
        relative(key).map_or_else(|| self.root.clone(), |below| self.root.join(below))
    }

    /// The place of a path on disk; `None` when there is nothing there.
    fn real(&self, key: &str) -> Result<Option<PathBuf>, Trouble> {
        let Some(below) = relative(key) else {
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

/// The sign before a byte that is not part of a character, which is written as two hexadecimal digits. No system allows
/// it in a name, so two names never have the same key.
const BYTE: char = '\0';

/// A relative path as text, losslessly: with `/` between the parts. `None` for a path that goes up, or that cannot be
/// told on this system.
pub fn key(path: &Path) -> Option<String> {
    let mut key = String::new();
    for part in path.components() {
        let name = match part {
            Component::CurDir => continue,
            Component::Normal(name) => name,
            _ => return None,
        };
        if !key.is_empty() {
            key.push('/');
        }
        for chunk in name.as_encoded_bytes().utf8_chunks() {
            key.push_str(chunk.valid());
            for byte in chunk.invalid() {
                key.push_str(&format!("{BYTE}{byte:02x}"));
            }
        }
    }
    Some(key)
}

/// The path that a key stands for; `None` when it is not one that [`key`] makes.
fn relative(key: &str) -> Option<PathBuf> {
    if key.starts_with('/') || key.split('/').any(|part| matches!(part, "." | "..")) {
        return None;
    }
    // names from the files of a repository may hold what separates folders on another system
    if cfg!(windows) && key.contains(['\\', ':']) {
        return None;
    }
    let mut bytes = Vec::with_capacity(key.len());
    let mut pieces = key.split(BYTE);
    bytes.extend_from_slice(pieces.next().unwrap_or_default().as_bytes());
    for piece in pieces {
        let (byte, rest) = piece.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(byte, 16).ok()?);
        bytes.extend_from_slice(rest.as_bytes());
    }
    os_string(bytes).map(PathBuf::from)
}

/// A name of these bytes; not every system has one of any bytes.
pub(crate) fn os_string(bytes: Vec<u8>) -> Option<OsString> {
    #[cfg(unix)]
    let name = Some(std::os::unix::ffi::OsStringExt::from_vec(bytes));
    #[cfg(not(unix))]
    let name = String::from_utf8(bytes).ok().map(OsString::from);
    name
}

/// A path as people read it, and different for different paths: a byte that is not part of a character is `\xff`, and
/// only backslashes before something that would read as such a byte are doubled.
pub fn shown(path: &Path) -> String {
    let mut out = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        let valid = chunk.valid();
        out.push_str(&double_backslashes(valid));
        if !chunk.invalid().is_empty() {
            let run = valid.len() - valid.trim_end_matches('\\').len();
            out.push_str(&"\\".repeat(run));
        }
        for byte in chunk.invalid() {
            out.push_str(&format!("\\x{byte:02x}"));
        }
    }
    out
}

/// Doubles the backslashes before what would read as the sign of a byte.
fn double_backslashes(text: &str) -> String {
    let is_sign = |rest: &str| {
        let digits = rest.strip_prefix('x').and_then(|rest| rest.get(..2));
        digits.is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
    };
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let run = rest[at..].len() - rest[at..].trim_start_matches('\\').len();
        let (before, after) = rest.split_at(at + run);
        out.push_str(before);
        if is_sign(after) {
            out.push_str(&"\\".repeat(run));
        }
        rest = after;
    }
    out.push_str(rest);
    out
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

/// Reads a whole regular file into `bytes`, which keeps its memory for the next one. Nothing else is opened: a pipe
/// would wait for its writer, and a device need not end.
pub fn read_regular(bytes: &mut Vec<u8>, path: &Path, limit: u64) -> Result<(), Trouble> {
    const KEEP: usize = 1 << 20;
    bytes.clear();
    bytes.shrink_to(KEEP);
    let is_regular = |found: &fs::Metadata| match not_a_file(found.file_type()) {
        Some(kind) => Err(Trouble::NotAFile(kind)),
        None => Ok(()),
    };
    is_regular(&fs::metadata(path).map_err(Trouble::Io)?)?;
    let mut file = open(path).map_err(Trouble::Io)?;
    // once more: it may have been put in the other one's place
    let found = file.metadata().map_err(Trouble::Io)?;
    is_regular(&found)?;
    if found.len() > limit {
        return Err(Trouble::TooLarge);
    }
    bytes.reserve(found.len() as usize + 1);
    read_limited(bytes, &mut file, limit)
}

/// Opens without waiting, should the file be a pipe by now.
#[cfg(unix)]
fn open(path: &Path) -> io::Result<fs::File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    // a number of the system, for which a library would be the only use of it
    const NONBLOCK: i32 = if cfg!(any(target_os = "linux", target_os = "android"))
        && cfg!(not(any(
            target_arch = "mips",
            target_arch = "mips64",
            target_arch = "sparc64"
        ))) {
        0o4000
    } else if cfg!(any(
        target_vendor = "apple",
        target_os = "freebsd",
        target_os = "netbsd",
        target_os = "openbsd",
        target_os = "dragonfly"
    )) {
        4
    } else {
        0
    };
    let mut options = fs::OpenOptions::new();
    options.read(true).custom_flags(NONBLOCK).open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<fs::File> {
    fs::File::open(path)
}

/// What it is, when it is not a regular file.
pub fn not_a_file(kind: FileType) -> Option<&'static str> {
    if kind.is_file() {
        return None;
    }
    if kind.is_dir() {
        return Some("a folder");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt as _;
        if kind.is_fifo() {
            return Some("a pipe");
        }
        if kind.is_socket() {
            return Some("a socket");
        }
    }
    Some("a device")
}

/// Reads up to `limit` bytes; more is too large.
pub fn read_limited(
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

/// The text of a file's bytes.
pub fn utf8(bytes: &[u8]) -> Result<&str, Trouble> {
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

fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::InvalidFilename
    )
}

/// What the system says, without its number.
pub fn reason(error: &io::Error) -> String {
    let words = error.to_string();
    match words.find(" (os error") {
        Some(at) => words[..at].to_lowercase(),
        None => words,
    }
}

impl Trouble {
    /// What keeps the file from being read, as half a sentence whose subject is the file.
    pub fn words(&self) -> String {
        match self {
            Trouble::TooLarge => format!("is over {} MiB and is not read", FILE_BYTES >> 20),
            Trouble::OverBudget => format!(
                "is not read: its folder and the modules it calls are over {} MiB in total",
                FOLDER_BYTES >> 20
            ),
            Trouble::TooMany => {
                format!("contains over {FOLDER_NAMES} files, and not all of them are read")
            }
            Trouble::NotUtf8(..) => "is not UTF-8".to_owned(),
            Trouble::Utf16(what) => format!("is {what}; only UTF-8 is read"),
            Trouble::NotAFile(kind) => format!("is {kind}, not a file, and is not read"),
            Trouble::Outside => "points outside the repository and is not read".to_owned(),
            Trouble::Io(error) => format!("cannot be read: {}", reason(error)),
        }
    }
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
            assert_eq!(relative(&key).unwrap(), path);
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
