//! What `--exclude` leaves out: patterns in the language of `.gitignore`, from the working folder.

use std::path::{Path, PathBuf};

use gwfmt_carriers::files::patterns::{Patterns, Verdict};

use crate::exit::Failure;

/// The patterns of `--exclude`.
#[derive(Debug)]
pub(crate) struct Excluded {
    patterns: Patterns,
    here: PathBuf,
}

impl Excluded {
    pub(crate) fn new(patterns: &[String], here: &Path) -> Result<Self, Failure> {
        let made = Patterns::new(patterns.iter().map(String::as_str));
        let patterns = made.map_err(|(number, why)| {
            let pattern = &patterns[number];
            Failure::new(format!("`--exclude {pattern}` is not a pattern: {why}"))
        })?;
        Ok(Self {
            patterns,
            here: here.to_path_buf(),
        })
    }

    /// What they say of a file or folder, by itself or by a folder above it. The path is absolute.
    pub(crate) fn verdict(&self, path: &Path, folder: bool) -> Option<Verdict> {
        match path.strip_prefix(&self.here) {
            Ok(below) => self.patterns.verdict(below, folder),
            Err(_) => self.patterns.verdict_elsewhere(path, folder),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_out_what_matches() {
        let here = Path::new("/no/such");
        let excluded = Excluded::new(&["vendor/".to_owned(), "*.json".to_owned()], here).unwrap();
        let leaves_out = |path: &Path| excluded.verdict(path, false) == Some(Verdict::Ignored);
        assert!(leaves_out(&here.join("a/vendor/x.tf")));
        assert!(leaves_out(&here.join("b.json")));
        assert!(!leaves_out(&here.join("b.yaml")));
        assert!(leaves_out(Path::new("/else/b.json")));
    }
}
