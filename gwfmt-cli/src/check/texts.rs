//! The texts that were read for one file or folder, under the names that the user knows.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gwfmt_carriers::files::Files;
use gwfmt_core::span::SourceId;

use crate::check::source::{Source, SourceList};
use crate::config::Configs;
use crate::input::paths::Ground;

/// The files that were read for one file or folder.
pub(crate) struct Texts<'p> {
    folder: &'p Path,
    real: PathBuf,
    all: Vec<(PathBuf, Arc<str>)>,
}

impl<'p> Texts<'p> {
    /// What was read so far. `folder` is where the reading began, as the user knows it.
    pub(super) fn new(files: &Files, folder: &'p Path) -> Self {
        let mut texts = Self {
            folder,
            real: real(folder),
            all: files.texts(),
        };
        let mut all = std::mem::take(&mut texts.all);
        for (path, _) in &mut all {
            *path = texts.known(std::mem::take(path));
        }
        texts.all = all;
        texts
    }

    /// The name of a file: a folder may be named through a symbolic link, and its files keep the name that the user knows.
    pub(super) fn known(&self, path: PathBuf) -> PathBuf {
        match (path.parent(), path.file_name()) {
            (Some(parent), Some(name)) if parent == self.real => self.folder.join(name),
            _ => path,
        }
    }

    /// The file of a source; without a name when there is no such source.
    pub(super) fn path(&self, id: SourceId) -> &Path {
        let found = self.all.get(id.0 as usize);
        found.map_or(Path::new(""), |(path, _)| path)
    }

    /// The files, as the user knows them, and how long they are.
    pub(super) fn all(&self) -> impl Iterator<Item = (&Path, usize)> {
        self.all.iter().map(|(path, text)| (&**path, text.len()))
    }

    pub(super) fn sources(&self, ground: &Ground, configs: &Configs<'_>) -> SourceList<'_> {
        let sources = self.all.iter();
        let sources = sources
            .map(|(path, text)| Source::new(ground.display(path), text, configs.terms(path)));
        SourceList(sources.collect())
    }
}

/// The folder without symbolic links.
pub(crate) fn real(folder: &Path) -> PathBuf {
    fs::canonicalize(folder).unwrap_or_else(|_| folder.to_path_buf())
}
