//! Files that are there as a whole or not at all.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

/// What the names of files begin and end with that are not finished. Hidden, so that no reader of a folder takes one for a part.
pub const TEMPORARY: (&str, &str) = (".gwfmt-decode-", ".unfinished");

/// A file in the making, beside its place. Dropped before it is [kept](Beside::keep), it is gone.
#[derive(Debug)]
pub struct Beside {
    file: BufWriter<NamedTempFile>,
    path: PathBuf,
}

impl Beside {
    /// Begins a file; folders on its way are made.
    pub fn new(path: &Path) -> io::Result<Self> {
        let folder = match path.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        fs::create_dir_all(folder)?;
        let mut builder = Builder::new();
        builder.prefix(TEMPORARY.0).suffix(TEMPORARY.1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            // as any file that a program makes; the process's mask takes away what it should
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        Ok(Self {
            file: BufWriter::with_capacity(1 << 18, builder.tempfile_in(folder)?),
            path: path.to_owned(),
        })
    }

    /// Puts the file in its place.
    pub fn keep(self) -> io::Result<()> {
        let file = self
            .file
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        file.as_file().sync_all()?;
        file.persist(&self.path).map_err(|error| error.error)?;
        Ok(())
    }
}

impl Write for Beside {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Removes what runs that were killed have left in a folder.
pub fn clean(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            clean(&entry.path())?;
        } else if kind.is_file() && is_unfinished(&entry.file_name().to_string_lossy()) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn is_unfinished(name: &str) -> bool {
    let (start, end) = TEMPORARY;
    name.starts_with(start) && name.ends_with(end)
}
