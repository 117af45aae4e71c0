//! What `--exclude` leaves out, and whether a folder is one that `.gitignore` leaves out.

use std::path::Path;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::exit::Failure;
use crate::paths::repository;

/// The patterns of `--exclude`, in the language of `.gitignore`, from the working folder.
#[derive(Debug)]
pub(crate) struct Excluded(Option<Gitignore>);

impl Excluded {
    pub(crate) fn new(patterns: &[String], here: &Path) -> Result<Self, Failure> {
        if patterns.is_empty() {
            return Ok(Self(None));
        }
        let mut builder = GitignoreBuilder::new(here);
        for pattern in patterns {
            builder.add_line(None, pattern).map_err(|error| {
                Failure::new(format!("`--exclude {pattern}` is no pattern: {error}"))
            })?;
        }
        let matcher = builder
            .build()
            .map_err(|error| Failure::new(format!("`--exclude` cannot be used: {error}")))?;
        Ok(Self(Some(matcher)))
    }

    /// Whether the file or folder is left out, by itself or by a folder above it. The path is absolute.
    pub(crate) fn leaves_out(&self, path: &Path, folder: bool) -> bool {
        let Self(Some(matcher)) = self else {
            return false;
        };
        match path.strip_prefix(matcher.path()) {
            Ok(below) => matcher
                .matched_path_or_any_parents(below, folder)
                .is_ignore(),
            Err(_) => matcher.matched(path, folder).is_ignore(),
        }
    }
}

/// Whether the ignore files above `folder`, up to its repository, leave it or all that it holds out. Who names such a
/// folder wants to see into it.
pub(crate) fn is_ignored(folder: &Path) -> bool {
    let Some(top) = repository(folder) else {
        return false;
    };
    let above = folder.ancestors().skip(1);
    let above = above.take_while(|above| above.starts_with(&top));
    above.into_iter().any(|above| {
        let file = above.join(".gitignore");
        if !file.is_file() {
            return false;
        }
        let (matcher, _) = Gitignore::new(file);
        let Ok(below) = folder.strip_prefix(above) else {
            return false;
        };
        matcher.matched_path_or_any_parents(below, true).is_ignore()
            || matcher
                .matched_path_or_any_parents(below.join("a"), false)
                .is_ignore()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_out_what_matches() {
        let here = Path::new("/no/such");
        let excluded = Excluded::new(&["vendor/".to_owned(), "*.json".to_owned()], here).unwrap();
        assert!(excluded.leaves_out(&here.join("a/vendor/x.tf"), false));
        assert!(excluded.leaves_out(&here.join("b.json"), false));
        assert!(!excluded.leaves_out(&here.join("b.yaml"), false));
        assert!(excluded.leaves_out(Path::new("/else/b.json"), false));
    }

    #[test]
    fn knows_folders_that_are_ignored() {
        let repository = tempfile::tempdir().unwrap();
        let at = |path: &str| repository.path().join(path);
        std::fs::create_dir_all(at(".git")).unwrap();
        std::fs::create_dir_all(at("cdk.out/a")).unwrap();
        std::fs::create_dir_all(at("dist")).unwrap();
        std::fs::create_dir_all(at("src")).unwrap();
        std::fs::write(at(".gitignore"), "cdk.out/\ndist/*\n").unwrap();
        assert!(is_ignored(&at("cdk.out")) && is_ignored(&at("cdk.out/a")));
        assert!(is_ignored(&at("dist")));
        assert!(!is_ignored(&at("src")) && !is_ignored(repository.path()));
    }
}
