//! Paths: made absolute without asking the file system, shown as the user would write them, and the root that nothing
//! is read outside of.

use std::io;
use std::path::{Component, Path, PathBuf};

/// Where the command stands.
#[derive(Debug)]
pub(crate) struct Ground {
    here: PathBuf,
}

impl Ground {
    /// The working folder.
    pub(crate) fn new() -> io::Result<Self> {
        Ok(Self {
            here: std::env::current_dir()?,
        })
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
        if let Some(root) = repository(&self.here)
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

    /// The folder that files for `folder` may be read in: its repository, else the working folder, else itself.
    pub(crate) fn root_of(&self, folder: &Path) -> PathBuf {
        repository(folder).unwrap_or_else(|| {
            let outside = !folder.starts_with(&self.here);
            if outside { folder } else { &self.here }.to_path_buf()
        })
    }
}

/// The nearest folder upward that holds `.git`.
pub(crate) fn repository(folder: &Path) -> Option<PathBuf> {
    folder
        .ancestors()
        .find(|above| above.join(".git").exists())
        .map(Path::to_path_buf)
}

/// With `/` between the parts, on every system.
pub(crate) fn slashes(path: &Path) -> String {
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' {
        text.into_owned()
    } else {
        text.replace(std::path::MAIN_SEPARATOR, "/")
    }
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
}
