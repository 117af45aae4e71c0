//! One file: opened only when it is a regular one, read within a bound, and taken for text.

use std::fs::{self, FileType};
use std::io::{self, Read as _};
use std::path::Path;

use gwfmt_core::limits::{FILE_BYTES, FOLDER_BYTES, FOLDER_NAMES};

use crate::recognise;

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

/// What the system says, without its number.
pub fn reason(error: &io::Error) -> String {
    let words = error.to_string();
    match words.find(" (os error") {
        Some(at) => words[..at].to_lowercase(),
        None => words,
    }
}
