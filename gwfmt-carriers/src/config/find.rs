//! Config files on disk: the nearest one above a folder, read like any other file of a stranger's repository.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use gwfmt_core::limits::CONFIG_BYTES;

use super::{Config, fault};
use crate::files::{self, Trouble};

/// The names that a config file may have.
pub const NAMES: [&str; 2] = [".gwfmt.toml", "gwfmt.toml"];

/// A config file that was read.
#[derive(Debug)]
pub struct Loaded {
    /// Where it lies.
    pub path: PathBuf,
    /// The folder that its patterns are relative to.
    pub folder: PathBuf,
    /// Its text.
    pub text: String,
    /// What it says.
    pub config: Config,
}

impl Loaded {
    /// Reads a file, or says in lines what is wrong with it. `name` is what messages call it. Of a file that is not inside
    /// `root`, where one is given, only that is said.
    pub fn read(
        path: &Path,
        folder: &Path,
        root: Option<&Path>,
        name: &str,
    ) -> Result<Self, Vec<String>> {
        let text = text(path, root).map_err(|trouble| match trouble {
            Trouble::Io(error) => vec![format!("cannot read `{name}`: {}", files::reason(&error))],
            Trouble::TooLarge => vec![format!(
                "`{name}` is over {} MiB and is not read",
                CONFIG_BYTES >> 20
            )],
            _ => vec![format!("`{name}` {}", trouble.words())],
        })?;
        match Config::read(&text) {
            Ok(config) => Ok(Self {
                path: path.to_path_buf(),
                folder: folder.to_path_buf(),
                text,
                config,
            }),
            Err(faults) => Err(fault::report(name, &text, &faults)),
        }
    }

    /// The line on which a byte stands, from 1.
    pub fn line(&self, at: usize) -> usize {
        fault::position(&self.text, at).0
    }
}

/// The config file that a folder itself holds. Two are a mistake: nobody could say which one holds.
pub fn in_folder(
    folder: &Path,
    shown: impl Fn(&Path) -> String,
) -> Result<Option<PathBuf>, String> {
    let paths = NAMES.map(|name| folder.join(name));
    let mut found = Vec::new();
    for path in paths {
        match fs::symlink_metadata(&path) {
            Ok(_) => found.push(path),
            Err(error) if is_absent(&error) => {}
            Err(error) => {
                let name = shown(&path);
                return Err(format!("cannot read `{name}`: {}", files::reason(&error)));
            }
        }
    }
    match found.as_slice() {
        [_, _] => Err(format!(
            "`{}` holds both `{}` and `{}`; keep one of them",
            shown(folder),
            NAMES[0],
            NAMES[1]
        )),
        _ => Ok(found.pop()),
    }
}

fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

fn text(path: &Path, root: Option<&Path>) -> Result<String, Trouble> {
    let real = match root {
        Some(root) => files::within(path, root)?,
        None => path.to_path_buf(),
    };
    let mut bytes = Vec::new();
    files::read_regular(&mut bytes, &real, CONFIG_BYTES)?;
    files::utf8(&bytes).map(str::to_owned)
}
