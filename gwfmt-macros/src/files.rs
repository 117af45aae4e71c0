//! [`Files`]: what a carrier asks for while the macro runs, and the list of it for the compiler to watch.

use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gwfmt_carriers::Sources;
use gwfmt_core::span::SourceId;
use proc_macro2::Span;

use crate::origin::Text;

/// The files of the repository around a file; nothing outside of it is read.
pub(crate) struct Files {
    root: PathBuf,
    read: RefCell<Vec<(String, Arc<str>)>>,
}

/// A larger file is not read.
const LIMIT: u64 = 64 << 20;

impl Files {
    /// The repository that holds the file, or the file's folder when there is none.
    pub(crate) fn around(file: &Path) -> Self {
        let folder = file.parent().unwrap_or(Path::new(""));
        let repository = folder.ancestors().find(|at| at.join(".git").exists());
        Self {
            root: repository.unwrap_or(folder).to_path_buf(),
            read: RefCell::default(),
        }
    }

    pub(crate) fn relative(&self, file: &Path) -> String {
        let inside = file.strip_prefix(&self.root).unwrap_or(file);
        let parts = inside.components();
        let parts: Vec<_> = parts
            .map(|part| part.as_os_str().to_string_lossy())
            .collect();
        parts.join("/")
    }

    /// The place of a path on disk, when it lies inside.
    fn inside(&self, path: &str) -> Option<PathBuf> {
        let real = fs::canonicalize(self.root.join(path)).ok()?;
        real.starts_with(&self.root).then_some(real)
    }

    /// What was read: the paths for the compiler, and the texts by the numbers of their sources.
    pub(crate) fn watched(self, span: Span) -> (Vec<String>, Vec<Text>) {
        let read = self.read.into_inner();
        let full = |path: &str| self.root.join(path).display().to_string();
        let paths = read.iter().map(|(path, _)| full(path)).collect();
        let texts = read.into_iter().map(|(name, text)| Text::File {
            name,
            text: text.to_string(),
            span,
        });
        (paths, texts.collect())
    }
}

impl Sources for Files {
    fn read(&self, path: &str) -> Option<(SourceId, Arc<str>)> {
        let mut read = self.read.borrow_mut();
        if let Some(number) = read.iter().position(|(known, _)| known == path) {
            let (_, text) = read.get(number)?;
            return Some((SourceId(number as u32), Arc::clone(text)));
        }
        let real = self.inside(path)?;
        let size = fs::metadata(&real)
            .ok()
            .filter(fs::Metadata::is_file)?
            .len();
        if size > LIMIT {
            return None;
        }
        let text: Arc<str> = fs::read_to_string(real).ok()?.into();
        read.push((path.to_owned(), Arc::clone(&text)));
        Some((SourceId((read.len() - 1) as u32), text))
    }

    fn list(&self, folder: &str) -> Vec<String> {
        let entries = self.inside(folder).and_then(|real| fs::read_dir(real).ok());
        let mut names: Vec<String> = entries
            .into_iter()
            .flatten()
            .flatten()
            .filter(|entry| entry.file_type().is_ok_and(|kind| !kind.is_dir()))
            .filter_map(|entry| entry.file_name().into_string().ok())
            .collect();
        names.sort_unstable();
        names
    }
}
