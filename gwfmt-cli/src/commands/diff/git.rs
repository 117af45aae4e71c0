//! `git:REVISION:FILE#ADDRESS`: a file as a revision has it, with the files beside it, in a folder of its own.
//!
//! Only `git ls-tree` and `git cat-file` run: no filter, no hook, nothing that writes into the repository.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Component, Path, PathBuf};
use std::process::{Command, Stdio};

use gwfmt_core::limits::{FILE_BYTES, FOLDER_BYTES};
use tempfile::TempDir;

use crate::exit::{Failure, reason};

/// A file of a revision.
#[derive(Debug)]
pub(super) struct Revision {
    /// As it was named, `git:` included.
    pub(super) said: String,
    /// The revision.
    pub(super) name: String,
    /// The file, from the root of the repository, and the address.
    file: String,
    address: Option<String>,
}

/// The files of a revision.
#[derive(Debug)]
pub(super) struct Tree {
    folder: TempDir,
}

impl Revision {
    /// The revision that an argument names, if it names one.
    pub(super) fn named(path: &Path) -> Result<Option<Self>, Failure> {
        let Some(said) = path.to_str().filter(|text| text.starts_with("git:")) else {
            return Ok(None);
        };
        if path.exists() {
            return Ok(None);
        }
        let rest = said.trim_start_matches("git:");
        let parts = rest
            .split_once(':')
            .filter(|(name, file)| !name.is_empty() && !file.is_empty());
        let Some((name, rest)) = parts else {
            let words = "a file of a revision is written `git:REVISION:FILE` or `git:REVISION:FILE#ADDRESS`";
            return Err(Failure::new(format!("`{said}`: {words}")));
        };
        let (file, address) = match rest.split_once('#') {
            Some((file, address)) => (file, Some(address.to_owned())),
            None => (rest, None),
        };
        let file = match file.strip_prefix("./") {
            Some(file) => {
                let prefix = git(&["rev-parse", "--show-prefix"])?;
                format!(
                    "{}{file}",
                    String::from_utf8_lossy(&prefix).trim_end_matches(['\r', '\n'])
                )
            }
            None => file.to_owned(),
        };
        Ok(Some(Self {
            said: said.to_owned(),
            name: name.to_owned(),
            file,
            address,
        }))
    }

    /// The files of the revision, as far as a reader of this one may ask for them.
    pub(super) fn tree(&self) -> Result<Tree, Failure> {
        let listed = git(&[
            "ls-tree",
            "-r",
            "-z",
            "-l",
            "--full-tree",
            "--end-of-options",
            &self.name,
        ])?;
        let mut left = FOLDER_BYTES;
        let mut blobs: Vec<(String, PathBuf)> = Vec::new();
        let mut is_there = false;
        for row in listed.split(|byte| *byte == 0) {
            let Ok(row) = std::str::from_utf8(row) else {
                continue;
            };
            let Some((facts, name)) = row.split_once('\t') else {
                continue;
            };
            let facts: Vec<&str> = facts.split_ascii_whitespace().collect();
            let [mode, "blob", id, size] = facts.as_slice() else {
                continue;
            };
            let size: u64 = size.parse().unwrap_or(u64::MAX);
            // a link leads who knows where
            let is_file = mode.starts_with("100") && size <= FILE_BYTES && size <= left;
            if is_file && is_inside(Path::new(name)) {
                left -= size;
                is_there |= *name == *self.file;
                blobs.push(((*id).to_owned(), PathBuf::from(name)));
            }
        }
        if !is_there {
            let words = format!("`{}` is not a file of `{}`", self.file, self.name);
            return Err(Failure::new(words));
        }
        let failed = |error: std::io::Error| {
            Failure::new(format!(
                "cannot copy the files of `{}`: {}",
                self.name,
                reason(&error)
            ))
        };
        let folder = TempDir::new().map_err(failed)?;
        // where a repository begins
        fs::create_dir(folder.path().join(".git")).map_err(failed)?;
        copy(&blobs, folder.path()).map_err(failed)?;
        Ok(Tree { folder })
    }
}

impl Tree {
    /// Where the file of the revision is now.
    pub(super) fn place(&self, revision: &Revision) -> PathBuf {
        let mut path = self.folder.path().join(&revision.file).into_os_string();
        if let Some(address) = &revision.address {
            path.push("#");
            path.push(address);
        }
        path.into()
    }

    /// The folder as messages name it, with its last slash.
    pub(super) fn shown(&self) -> String {
        format!("{}/", self.folder.path().display())
    }
}

fn is_inside(path: &Path) -> bool {
    path.components()
        .all(|part| matches!(part, Component::Normal(_)))
}

/// Writes blobs to their places below a folder.
fn copy(blobs: &[(String, PathBuf)], folder: &Path) -> std::io::Result<()> {
    let mut git = Command::new("git")
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let (stdin, stdout) = (git.stdin.take(), git.stdout.take());
    let (Some(mut stdin), Some(stdout)) = (stdin, stdout) else {
        return Err(std::io::ErrorKind::BrokenPipe.into());
    };
    let mut stdout = BufReader::new(stdout);
    for (id, name) in blobs {
        writeln!(stdin, "{id}")?;
        stdin.flush()?;
        let mut head = String::new();
        stdout.read_line(&mut head)?;
        let size = head.split_ascii_whitespace().nth(2);
        let size = size.and_then(|size| size.parse().ok());
        let size: u64 = size.ok_or(std::io::ErrorKind::NotFound)?;
        let mut bytes = Vec::new();
        stdout.by_ref().take(size).read_to_end(&mut bytes)?;
        stdout.read_exact(&mut [0])?;
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, bytes)?;
    }
    drop(stdin);
    git.wait().map(drop)
}

/// Runs git; its own words where it fails.
fn git(args: &[&str]) -> Result<Vec<u8>, Failure> {
    let output = Command::new("git").args(args).output();
    let output =
        output.map_err(|error| Failure::new(format!("cannot run `git`: {}", reason(&error))))?;
    if !output.status.success() {
        let words = String::from_utf8_lossy(&output.stderr);
        let words = words.lines().next().unwrap_or("it fails without a word");
        return Err(Failure::new(format!("git: {words}")));
    }
    Ok(output.stdout)
}
