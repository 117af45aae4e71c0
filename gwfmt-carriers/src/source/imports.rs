//! The files that a file imports, as far as they are in the repository.

use std::collections::HashMap;
use std::rc::Rc;

use gwfmt_core::limits::{SOURCE_BYTES, SOURCE_IMPORTS};

use super::ir::{Language, Module};
use super::{language, nesting, parsed, typescript};
use crate::Sources;
use crate::paths::{parent, resolve};

/// Endings that a module of TypeScript may have, the likeliest first.
const ENDINGS: [&str; 8] = [".ts", ".tsx", ".js", ".mjs", ".cjs", ".jsx", ".mts", ".cts"];

/// Folders above a file in which its modules are looked for.
pub(super) const FOLDERS_ABOVE: usize = 16;

/// The files that have been read.
pub(super) struct Imports<'s> {
    sources: &'s dyn Sources,
    modules: HashMap<String, Option<Rc<Module>>>,
    /// What the `tsconfig.json` of a folder says of the names of modules: a pattern, and where it leads.
    pub(super) aliases: HashMap<String, Rc<[(String, String)]>>,
    left: usize,
}

impl<'s> Imports<'s> {
    pub(super) fn new(sources: &'s dyn Sources) -> Self {
        Self {
            sources,
            modules: HashMap::new(),
            aliases: HashMap::new(),
            left: SOURCE_IMPORTS,
        }
    }

    /// A file by its path; nothing when it is not there or cannot be read.
    pub(super) fn file(&mut self, path: &str) -> Option<Rc<Module>> {
        if let Some(known) = self.modules.get(path) {
            return known.clone();
        }
        if self.left == 0 {
            return None;
        }
        let module = self.load(path);
        self.modules.insert(path.to_owned(), module.clone());
        module
    }

    fn load(&mut self, path: &str) -> Option<Rc<Module>> {
        let (source, text) = self.sources.read(path)?;
        self.left -= 1;
        if text.len() > SOURCE_BYTES {
            return None;
        }
        let module = if path.ends_with(".json") {
            nesting::too_deep(&text, Language::TypeScript)
                .is_none()
                .then_some(())?;
            typescript::json(source, path, &text)?
        } else {
            parsed(source, path, &text, language(path)?).ok()?
        };
        Some(Rc::new(module))
    }

    /// A module by its path without an ending, or with the one that it has when it is built.
    pub(super) fn typescript(&mut self, path: &str) -> Option<Rc<Module>> {
        let built = [".js", ".mjs", ".cjs", ".jsx"];
        let stem = built.iter().find_map(|ending| path.strip_suffix(ending));
        let is_named = path.ends_with(".json") || language(path).is_some();
        if is_named && let Some(module) = self.file(path) {
            return Some(module);
        }
        for stem in stem.into_iter().chain([path]) {
            for ending in ENDINGS {
                if let Some(module) = self.file(&format!("{stem}{ending}")) {
                    return Some(module);
                }
            }
        }
        let folder = if path.is_empty() {
            String::new()
        } else {
            format!("{path}/")
        };
        ENDINGS
            .iter()
            .find_map(|ending| self.file(&format!("{folder}index{ending}")))
    }

    /// A module of Python by its dotted name.
    pub(super) fn python(&mut self, from: &str, name: &str) -> Option<Rc<Module>> {
        let dots = name.len() - name.trim_start_matches('.').len();
        let below = name[dots..].replace('.', "/");
        let mut folder = Some(parent(from));
        if dots > 0 {
            for _ in 1..dots.min(FOLDERS_ABOVE) {
                folder = folder.filter(|folder| !folder.is_empty()).map(parent);
            }
            return self.python_below(folder?, &below);
        }
        for _ in 0..FOLDERS_ABOVE {
            let here = folder?;
            if let Some(module) = self.python_below(here, &below) {
                return Some(module);
            }
            folder = (!here.is_empty()).then(|| parent(here));
        }
        None
    }

    fn python_below(&mut self, folder: &str, below: &str) -> Option<Rc<Module>> {
        let path = resolve("", folder, below)?;
        let file = format!("{path}.py");
        let package = if path.is_empty() {
            "__init__.py".to_owned()
        } else {
            format!("{path}/__init__.py")
        };
        let module = (!path.is_empty()).then(|| self.file(&file)).flatten();
        module.or_else(|| self.file(&package))
    }
}
