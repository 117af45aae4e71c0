//! Paths: made absolute without asking the file system, shown as the user would write them, and the root that nothing
//! is read outside of.

use std::collections::HashMap;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

pub(crate) use gwfmt_carriers::files::repository;
use gwfmt_carriers::files::{self, Trouble};

use crate::exit::{Failure, reason};

/// Where the command stands.
#[derive(Debug)]
pub(crate) struct Ground {
    here: PathBuf,
    /// The folders that were named.
    folders: Vec<PathBuf>,
    /// The repository of each folder that was asked for: looking for it touches every folder above, and each file asks.
    repositories: Mutex<HashMap<PathBuf, Option<PathBuf>>>,
}

impl Ground {
    /// The working folder.
    pub(crate) fn here() -> Result<Self, Failure> {
        let here = std::env::current_dir().map_err(|error| {
            Failure::new(format!(
                "cannot determine the working folder: {}",
                reason(&error)
            ))
        })?;
        Ok(Self {
            here,
            folders: Vec::new(),
            repositories: Mutex::default(),
        })
    }

    /// With the folders that were named.
    pub(crate) fn with_folders(self, folders: &[PathBuf]) -> Self {
        let real = |folder: &PathBuf| fs::canonicalize(folder).unwrap_or_else(|_| folder.clone());
        Self {
            folders: folders.iter().map(real).collect(),
            ..self
        }
    }

    /// `path` from the file system's root, without `.` and `..`.
    pub(crate) fn absolute(&self, path: &Path) -> PathBuf {
        normal(&self.here.join(path))
    }

    /// As reports show it: from here when it lies below, else with `..` when it lies in the same repository, else whole.
    pub(crate) fn display(&self, path: &Path) -> String {
        if let Ok(below) = path.strip_prefix(&self.here) {
            return if below.as_os_str().is_empty() {
                ".".to_owned()
            } else {
                slashes(below)
            };
        }
        if let Some(root) = self.repository(&self.here)
            && path.starts_with(&root)
        {
            let common = self
                .here
                .components()
                .zip(path.components())
                .take_while(|(here, there)| here == there)
                .count();
            let up = self.here.components().skip(common).map(|_| Path::new(".."));
            let down = path.components().skip(common).map(|part| match part {
                Component::Normal(name) => Path::new(name),
                _ => Path::new(""),
            });
            return slashes(&up.chain(down).collect::<PathBuf>());
        }
        slashes(path)
    }

    fn repository(&self, folder: &Path) -> Option<PathBuf> {
        let known = || {
            self.repositories
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        if let Some(found) = known().get(folder) {
            return found.clone();
        }
        let found = repository(folder);
        known().insert(folder.to_path_buf(), found.clone());
        found
    }

    /// The place on disk of a file that was named, unless it is a link that leads out of its root.
    pub(crate) fn inside(&self, file: &Path) -> Result<PathBuf, Trouble> {
        let folder = file.parent().unwrap_or(file);
        let folder = fs::canonicalize(folder).map_err(Trouble::Io)?;
        let file = folder.join(file.file_name().unwrap_or_default());
        files::within(&file, &self.root_of(&folder))
    }

    /// The folder that nothing is read outside of, for what `folder` holds: its repository; without one the working folder,
    /// or the outermost named folder, that it lies in; else itself. The folder is without symbolic links.
    pub(crate) fn root_of(&self, folder: &Path) -> PathBuf {
        if let Some(repository) = self.repository(folder) {
            return repository;
        }
        // at the root of the file system nobody means all that there is
        let here = Some(&self.here).filter(|here| here.parent().is_some());
        let mut all: Vec<&PathBuf> = self.folders.iter().collect();
        all.sort_unstable();
        here.into_iter()
            .chain(all)
            .find(|root| folder.starts_with(root))
            .map_or_else(|| folder.to_path_buf(), Clone::clone)
    }
}

/// With `/` between the parts, on every system.
pub(crate) fn slashes(path: &Path) -> String {
    let text = files::shown(path);
    if std::path::MAIN_SEPARATOR == '/' {
        text
    } else {
        text.replace(std::path::MAIN_SEPARATOR, "/")
    }
}

/// The folder without symbolic links.
pub(crate) fn real(folder: &Path) -> PathBuf {
    fs::canonicalize(folder).unwrap_or_else(|_| folder.to_path_buf())
}

/// Without `.` and `..`; a `..` too many stays at the root.
pub(crate) fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(here: &str) -> Ground {
        Ground {
            here: PathBuf::from(here),
            folders: Vec::new(),
            repositories: Mutex::default(),
        }
    }

    #[test]
    fn takes_dots_away() {
        let ground = at("/a/b");
        assert_eq!(ground.absolute(Path::new("./c/../d")), Path::new("/a/b/d"));
        assert_eq!(ground.absolute(Path::new("../../../x")), Path::new("/x"));
    }

    #[test]
    fn shows_paths_from_here() {
        let ground = at("/no/such/folder");
        assert_eq!(ground.display(Path::new("/no/such/folder/a/b")), "a/b");
        assert_eq!(ground.display(Path::new("/no/such/folder")), ".");
        assert_eq!(ground.display(Path::new("/elsewhere/a")), "/elsewhere/a");
    }

    #[test]
    fn shows_paths_beside_here_with_dots() {
        let repository = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(repository.path().join(".git")).unwrap();
        let ground = Ground {
            here: repository.path().join("x/y"),
            ..at("")
        };
        assert_eq!(
            ground.display(&repository.path().join("x/z/main.tf")),
            "../z/main.tf"
        );
        assert_eq!(
            ground.root_of(&repository.path().join("x/y")),
            repository.path()
        );
    }

    #[test]
    fn nothing_is_read_outside_of_the_working_folder_or_of_the_named_one() {
        let root = |here: &str, folders: &[&str], folder: &str| {
            let folders = folders.iter().map(PathBuf::from).collect();
            let here = PathBuf::from(here);
            let ground = Ground {
                here,
                folders,
                ..at("")
            };
            ground.root_of(Path::new(folder))
        };
        assert_eq!(root("/no/a", &["/no/a/b"], "/no/a/b/c"), Path::new("/no/a"));
        assert_eq!(
            root("/no/a", &["/no/x/y", "/no/x"], "/no/x/y/z"),
            Path::new("/no/x")
        );
        assert_eq!(root("/", &["/no/x"], "/no/x/y"), Path::new("/no/x"));
        assert_eq!(root("/no/a", &[], "/no/b"), Path::new("/no/b"));
    }
}
