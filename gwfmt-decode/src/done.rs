//! [`Done`]: which inputs of a folder are done, so that a later run can pass over them.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use gwfmt_core::hash::fnv1a;
use serde::{Deserialize, Serialize};

use crate::input::Source;
use crate::output::Beside;

/// An input that is done, as the list in the folder has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Done {
    source: String,
    part: String,
    /// What it was read by and written as.
    job: u64,
    bytes: u64,
    modified: u64,
}

impl Done {
    pub(crate) fn of(source: &Source, part: &str, job: u64) -> Self {
        let file = match source {
            Source::File(path) => fs::metadata(path).ok(),
            _ => None,
        };
        let modified = file.as_ref().and_then(|file| file.modified().ok());
        let since = modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let nanos = since.map(|since| u64::try_from(since.as_nanos()).unwrap_or(u64::MAX));
        Self {
            source: identity(source),
            part: part.to_owned(),
            job,
            bytes: file.map_or(0, |file| file.len()),
            modified: nanos.unwrap_or(0),
        }
    }

    /// The length of the input.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Whether it is the same input, unchanged, for the same job. What is no file may be another one each time.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self == other && self.modified > 0
    }

    /// What the list holds. A line that nobody can read counts for nothing.
    pub(crate) fn list(path: &Path) -> io::Result<Vec<Self>> {
        match fs::read_to_string(path) {
            Ok(text) => {
                let lines = text.lines();
                let read = lines.filter_map(|line| serde_json::from_str(line).ok());
                Ok(read.collect())
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// Puts it into the list, in the place of what stood there of the same input.
    pub(crate) fn note(&self, path: &Path) -> io::Result<()> {
        let mut list = Self::list(path)?;
        list.retain(|done| done.source != self.source);
        list.push(self.clone());
        list.sort_by(|one, other| one.source.cmp(&other.source));
        let mut file = Beside::new(path)?;
        for done in &list {
            serde_json::to_writer(&mut file, done)?;
            file.write_all(b"\n")?;
        }
        file.keep()
    }
}

/// The name of an input's files: its own, and a number for where it lies, since exports name all their files alike.
pub(crate) fn part_name(source: &Source) -> String {
    let name = match source {
        Source::File(path) => {
            let name = path.file_name().unwrap_or_default();
            name.to_string_lossy().into_owned()
        }
        Source::Stdin => "stdin".to_owned(),
        Source::Bytes(_) | Source::Reader(_) => "bytes".to_owned(),
    };
    // readers of folders pass over files that begin with one of these
    let name = name.trim_start_matches(['.', '_']);
    let place = fnv1a(identity(source).bytes()) & 0xffff_ffff;
    format!("{name}-{place:08x}")
}

/// What an input is called however it was named.
fn identity(source: &Source) -> String {
    match source {
        Source::File(path) => {
            let real: PathBuf = fs::canonicalize(path).unwrap_or_else(|_| path.clone());
            real.display().to_string()
        }
        other => other.to_string(),
    }
}
