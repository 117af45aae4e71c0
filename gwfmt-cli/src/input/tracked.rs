//! Files of values that git tracks although an ignore file matches them: `*.tfvars` is ignored in most repositories, and
//! those without secrets are added by force. Git's index says so.
//!
//! The index is a stranger's file: it is read only inside the repository and up to a bound, and what makes no sense in it ends
//! the reading.

use std::ops::Range;
use std::path::{Component, Path, PathBuf};

use gwfmt_carriers::files::{self, key};
use gwfmt_core::limits::FILE_BYTES;
use memchr::memmem;

/// The files that the repository at `root` tracks, from there, whose names contain `part` and are wanted. None where `.git` is not a folder: what it points to
/// lies elsewhere.
pub(crate) fn names(root: &Path, part: &str, is_wanted: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let mut bytes = Vec::new();
    let read = files::within(&root.join(".git/index"), root)
        .and_then(|index| files::read_regular(&mut bytes, &index, FILE_BYTES));
    if read.is_err() || memmem::find(&bytes, part.as_bytes()).is_none() {
        return Vec::new();
    }
    let mut values = Vec::new();
    each(&bytes, &mut |name| {
        let Some(name) = std::str::from_utf8(name)
            .ok()
            .filter(|name| is_wanted(name))
        else {
            return;
        };
        let path = Path::new(name);
        let mut parts = path.components();
        if parts.all(|part| matches!(part, Component::Normal(_))) && key(path).is_some() {
            values.push(path.to_path_buf());
        }
    });
    values
}

/// Goes through the names of the files in an index, of its versions 2, 3 and 4.
fn each(index: &[u8], visit: &mut dyn FnMut(&[u8])) -> Option<()> {
    const HEADER: usize = 12;
    /// Times, device, owner, size and SHA-1 of a file.
    const FIXED: usize = 60;
    const EXTENDED: u32 = 0x4000;
    const KIND: u32 = 0o170_000;
    const REGULAR: u32 = 0o100_000;
    if index.get(..4)? != b"DIRC" {
        return None;
    }
    let version = number(index, 4..8)?;
    let count = number(index, 8..HEADER)?;
    let mut at = HEADER;
    let mut name: Vec<u8> = Vec::new();
    for _ in 0..count {
        let start = at;
        let mode = number(index, at + 24..at + 28)?;
        let flags = number(index, at + FIXED..at + FIXED + 2)?;
        at += FIXED + 2;
        if flags & EXTENDED != 0 {
            at += 2;
        }
        let cut = if version == 4 {
            name.len().checked_sub(offset(index, &mut at)?)?
        } else {
            0
        };
        let length = memchr::memchr(0, index.get(at..)?)?;
        name.truncate(cut);
        name.extend_from_slice(&index[at..at + length]);
        at += length + 1;
        if version < 4 {
            // each entry is filled up to a multiple of eight bytes
            at = start + (at - start).next_multiple_of(8);
        }
        if mode & KIND == REGULAR {
            visit(&name);
        }
    }
    Some(())
}

fn number(index: &[u8], range: Range<usize>) -> Option<u32> {
    let bytes = index.get(range)?.iter();
    Some(bytes.fold(0, |number, byte| number << 8 | u32::from(*byte)))
}

/// How much of the name before is not part of this one, as version 4 writes it.
fn offset(index: &[u8], at: &mut usize) -> Option<usize> {
    let mut value: usize = 0;
    for digit in 0.. {
        let byte = *index.get(*at)?;
        *at += 1;
        if digit > 0 {
            value = value.checked_add(1)?;
        }
        value = value.checked_mul(128)? + usize::from(byte & 127);
        if byte & 128 == 0 {
            break;
        }
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::process::Command;

    fn git(folder: &Path, args: &[&str]) {
        let done = Command::new("git")
            .arg("-C")
            .arg(folder)
            .args(args)
            .output();
        assert!(done.unwrap().status.success(), "git {args:?}");
    }

    #[test]
    fn what_is_added_by_force_is_tracked() {
        for version in ["2", "4"] {
            let folder = tempfile::tempdir().unwrap();
            let root = fs::canonicalize(folder.path()).unwrap();
            git(&root, &["init", "-q"]);
            fs::write(root.join(".gitignore"), "*.tfvars*\n").unwrap();
            fs::create_dir_all(root.join("envs/prod")).unwrap();
            let long = format!("envs/{}.tfvars", "x".repeat(200));
            let files = [
                "a.tf",
                "a.tfvars",
                "a.tfvars.json",
                "envs/prod/b.tfvars",
                &long,
            ];
            for name in files {
                fs::write(root.join(name), "").unwrap();
            }
            fs::write(root.join("envs/secret.tfvars"), "").unwrap();
            git(&root, &[&["add", "-f"][..], &files].concat());
            git(&root, &["update-index", "--index-version", version]);
            let expected: Vec<&Path> = files[1..].iter().map(Path::new).collect();
            let is_values =
                |name: &str| name.ends_with(".tfvars") || name.ends_with(".tfvars.json");
            assert_eq!(
                names(&root, ".tfvars", is_values),
                expected,
                "version {version}"
            );
        }
    }

    #[test]
    fn an_index_that_makes_no_sense_ends_the_reading() {
        let mut index = b"DIRC\0\0\0\x04\xff\xff\xff\xff".to_vec();
        index.extend([0; 24]);
        index.extend([0, 0, 0o201, 0o244]);
        index.extend([0; 34]);
        index.extend([0xff; 40]);
        for end in 0..index.len() {
            assert_eq!(each(&index[..end], &mut |_| {}), None);
        }
    }
}
