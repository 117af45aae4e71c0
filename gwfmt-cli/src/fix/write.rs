//! Writing a file in one step: who looks at it sees the old text or the new one.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use gwfmt_carriers::files;
use gwfmt_core::limits::FILE_BYTES;

use super::Mended;
use crate::exit::reason;

/// Writes files that change together, unless one of them no longer holds what it held or may not be written. What kept us,
/// in words.
pub(super) fn batch(files: &[Mended]) -> Result<(), String> {
    let named = |file: &Mended, words: String| format!("`{}` {words}", file.name);
    for file in files {
        check(file).map_err(|words| named(file, words))?;
    }
    for file in files {
        let found = fs::metadata(&file.path);
        let written = found.and_then(|found| replace(&file.path, &file.new, &found));
        written.map_err(|error| named(file, unwritten(&error)))?;
    }
    Ok(())
}

fn check(file: &Mended) -> Result<(), String> {
    let mut bytes = Vec::new();
    files::read_regular(&mut bytes, &file.path, FILE_BYTES).map_err(|trouble| trouble.words())?;
    if bytes != file.old.as_bytes() {
        return Err("has changed since it was read and is left alone".to_owned());
    }
    let found = fs::metadata(&file.path).map_err(|error| unwritten(&error))?;
    if found.permissions().readonly() {
        return Err("is read-only and is left alone".to_owned());
    }
    Ok(())
}

fn unwritten(error: &std::io::Error) -> String {
    format!("cannot be written: {}", reason(error))
}

fn replace(path: &Path, text: &str, found: &fs::Metadata) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(path);
    let mut new = tempfile::Builder::new()
        .prefix(".gwfmt-")
        .tempfile_in(folder)?;
    new.write_all(text.as_bytes())?;
    keep_owner(new.as_file(), found);
    new.as_file().set_permissions(found.permissions())?;
    new.as_file().sync_all()?;
    new.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Who may not give files away keeps them.
#[cfg(unix)]
fn keep_owner(file: &fs::File, found: &fs::Metadata) {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    let _ = fchown(file, Some(found.uid()), Some(found.gid()));
}

#[cfg(not(unix))]
fn keep_owner(_: &fs::File, _: &fs::Metadata) {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn files_that_change_together_are_all_written_or_none_is() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| Mended {
            name: Arc::from(name),
            path: folder.path().join(name),
            old: Arc::from("old"),
            new: Arc::from("new"),
        };
        let files = [file("a"), file("b")];
        let text = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
        fs::write(folder.path().join("a"), "old").unwrap();
        fs::write(folder.path().join("b"), "changed").unwrap();
        assert_eq!(
            batch(&files).unwrap_err(),
            "`b` has changed since it was read and is left alone"
        );
        assert_eq!((text("a"), text("b")), ("old".into(), "changed".into()));
        fs::write(folder.path().join("b"), "old").unwrap();
        batch(&files).unwrap();
        assert_eq!((text("a"), text("b")), ("new".into(), "new".into()));
    }
}
