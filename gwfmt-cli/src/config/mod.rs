//! What holds for each file of a run: what the command line says, and else the config file that is nearest to the file.
//!
//! `gwfmt-carriers/src/config/` reads config files. Here they are found, each once, and joined with the command line.

pub(crate) mod schema;
pub(crate) mod select;
mod terms;

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use gwfmt_carriers::config::find::{self, Loaded};
use gwfmt_carriers::files::patterns::Verdict;
use gwfmt_core::api::Api;
use gwfmt_core::diagnostic::Severity;

pub(crate) use self::terms::{FAIL_ON, Terms};
use crate::args::ConfigFile;
use crate::config::select::Selection;
use crate::exit::Failure;
use crate::input::excluded::Excluded;
use crate::input::paths::{Ground, normal, real};
use crate::text::shown::Shown;

/// What the command line says, which wins over every config file.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) selection: Selection,
    pub(crate) excluded: Excluded,
    pub(crate) api: Option<Api>,
    pub(crate) fail_on: Option<Severity>,
}

/// The config files of a run.
#[derive(Debug)]
pub(crate) struct Configs<'g> {
    asked: Asked,
    way: Way,
    ground: &'g Ground,
    known: Mutex<Known>,
}

/// Which config files are asked.
#[derive(Debug)]
enum Way {
    /// None.
    Isolated,
    /// The one that was named, for every file.
    Named(Arc<Held>),
    /// For each file the nearest one above it.
    Nearest,
}

/// A config file with a number of its own.
#[derive(Debug)]
pub(crate) struct Held {
    number: usize,
    pub(crate) loaded: Loaded,
}

#[derive(Debug, Default)]
struct Known {
    /// By the folder of a file, as the user knows it: the folder without symbolic links, and what holds there.
    above: HashMap<PathBuf, (PathBuf, Option<Arc<Held>>)>,
    /// By the folder that may hold a config file itself, without symbolic links.
    inside: HashMap<PathBuf, Option<Arc<Held>>>,
    /// By config file and the overrides of it that match.
    terms: HashMap<(Option<usize>, Vec<usize>), Arc<Terms>>,
    /// What is wrong with config files.
    faults: Vec<(PathBuf, Vec<String>)>,
}

impl<'g> Configs<'g> {
    /// What holds, where the command line asks for this.
    pub(crate) fn new(
        asked: Asked,
        file: &ConfigFile,
        ground: &'g Ground,
    ) -> Result<Self, Failure> {
        let way = match &file.config {
            _ if file.isolated => Way::Isolated,
            None => Way::Nearest,
            Some(path) => {
                let whole = ground.absolute(path);
                let here = ground.absolute(Path::new("."));
                let name = ground.display(&whole);
                let loaded = Loaded::read(&whole, &real(&here), None, &name);
                let loaded = loaded.map_err(|lines| failure(&lines))?;
                Way::Named(Arc::new(Held { number: 0, loaded }))
            }
        };
        Ok(Self {
            asked,
            way,
            ground,
            known: Mutex::default(),
        })
    }

    /// What config files say, where the command line asks for nothing.
    pub(crate) fn of_files(file: &ConfigFile, ground: &'g Ground) -> Result<Self, Failure> {
        let asked = Asked {
            selection: Selection::new(&[], &[])?,
            excluded: Excluded::new(&[], Path::new(""))?,
            api: None,
            fail_on: None,
        };
        Self::new(asked, file, ground)
    }

    /// The config file that holds for a file, and the numbers of the overrides that match. The path is absolute.
    pub(crate) fn holding(&self, path: &Path) -> (Option<Arc<Held>>, Vec<usize>) {
        let (real, held) = self.held(path);
        let overrides = held.as_ref().map(|held| held.overrides_of(&real));
        (held, overrides.unwrap_or_default())
    }

    /// Whether command line or config leave a path out, by itself or by a folder above it. The path is absolute.
    pub(crate) fn leaves_out(&self, path: &Path, folder: bool) -> bool {
        let said = self.asked.excluded.verdict(path, folder);
        let said = said.or_else(|| {
            let (below, held) = self.held(path);
            let held = held?;
            let config = &held.loaded.config;
            match below.strip_prefix(&held.loaded.folder) {
                Ok(below) => config.exclude_verdict(below, true, folder),
                Err(_) => config.exclude_verdict(&below, false, folder),
            }
        });
        said == Some(Verdict::Ignored)
    }

    /// The terms on which a file is judged. The path is absolute.
    pub(crate) fn terms(&self, path: &Path) -> Arc<Terms> {
        let (held, overrides) = self.holding(path);
        let key = (held.as_ref().map(|held| held.number), overrides);
        let mut known = self.known();
        if let Some(terms) = known.terms.get(&key) {
            return Arc::clone(terms);
        }
        let number = known.terms.len();
        let terms = self.joined(number, held.as_deref(), &key.1);
        let terms = Arc::new(terms);
        known.terms.insert(key, Arc::clone(&terms));
        terms
    }

    /// What is wrong with the config files that were asked so far: nobody can say what holds where one is not understood.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        let known = self.known();
        let mut faults: Vec<_> = known.faults.iter().collect();
        faults.sort_unstable();
        let lines: Vec<String> = faults.iter().flat_map(|(_, lines)| lines.clone()).collect();
        if lines.is_empty() {
            Ok(())
        } else {
            Err(failure(&lines))
        }
    }

    /// The baselines that were named so far by config files.
    pub(crate) fn baselines(&self) -> impl Iterator<Item = PathBuf> {
        let terms = self.known();
        let terms = terms.terms.values();
        let all: Vec<PathBuf> = terms.filter_map(|terms| terms.baseline.clone()).collect();
        all.into_iter()
    }

    /// The names of the config files that hold somewhere.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut paths: Vec<PathBuf> = match &self.way {
            Way::Isolated => Vec::new(),
            Way::Named(held) => vec![held.loaded.path.clone()],
            Way::Nearest => {
                let known = self.known();
                let found = known.inside.values().flatten();
                found.map(|held| held.loaded.path.clone()).collect()
            }
        };
        paths.sort_unstable();
        paths.iter().map(|path| self.ground.display(path)).collect()
    }

    fn joined(&self, number: usize, held: Option<&Held>, overrides: &[usize]) -> Terms {
        let config = held.map(|held| &held.loaded.config);
        let said = config.and_then(|config| config.api(overrides));
        let fail_on = config.and_then(|config| config.fail_on.as_ref());
        let asked = &self.asked;
        let fail_on = asked.fail_on.or(fail_on.map(|said| said.value));
        Terms {
            number,
            rules: asked.selection.rules(|rule| match config {
                Some(config) => config.is_on(rule, overrides),
                None => rule.on,
            }),
            settings: config.map_or_else(Default::default, |config| config.settings(overrides)),
            api: asked.api.or(said.map(|said| said.value)),
            fail_on: fail_on.unwrap_or(FAIL_ON),
            baseline: held.and_then(|held| {
                let said = held.loaded.config.baseline.as_ref()?;
                Some(normal(&held.loaded.folder.join(&said.value)))
            }),
        }
    }

    /// The path without symbolic links in its folder, and the config file that holds for it.
    fn held(&self, path: &Path) -> (PathBuf, Option<Arc<Held>>) {
        let folder = path.parent().unwrap_or(path);
        let name = path.file_name().unwrap_or_default();
        if let Some((real, held)) = self.known().above.get(folder) {
            return (real.join(name), held.clone());
        }
        let real = real(folder);
        let held = match &self.way {
            Way::Isolated => None,
            Way::Named(held) => Some(Arc::clone(held)),
            Way::Nearest => self.nearest(&real),
        };
        let path = real.join(name);
        let known = (real, held.clone());
        self.known().above.insert(folder.to_path_buf(), known);
        (path, held)
    }

    fn nearest(&self, real: &Path) -> Option<Arc<Held>> {
        let root = self.ground.root_of(real);
        for folder in real.ancestors() {
            if let Some(held) = self.inside(folder, &root) {
                return Some(held);
            }
            if folder == root {
                break;
            }
        }
        None
    }

    /// The config file that a folder itself holds.
    fn inside(&self, folder: &Path, root: &Path) -> Option<Arc<Held>> {
        let mut known = self.known();
        if let Some(held) = known.inside.get(folder) {
            return held.clone();
        }
        let shown = |path: &Path| self.ground.display(path);
        let root = fs::canonicalize(root).unwrap_or_else(|_| root.to_path_buf());
        let read = match find::in_folder(folder, shown) {
            Ok(None) => Ok(None),
            Ok(Some(path)) => Loaded::read(&path, folder, Some(&root), &shown(&path)).map(Some),
            Err(message) => Err(vec![message]),
        };
        let held = match read {
            Ok(loaded) => loaded.map(|loaded| {
                let number = known.inside.len();
                Arc::new(Held { number, loaded })
            }),
            Err(lines) => {
                known.faults.push((folder.to_path_buf(), lines));
                None
            }
        };
        known.inside.insert(folder.to_path_buf(), held.clone());
        held
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    /// The numbers of the overrides that are for a file, given without symbolic links in its folder.
    fn overrides_of(&self, real: &Path) -> Vec<usize> {
        match real.strip_prefix(&self.loaded.folder) {
            Ok(below) => self.loaded.config.overrides_of(below, true),
            Err(_) => self.loaded.config.overrides_of(real, false),
        }
    }
}

fn failure(lines: &[String]) -> Failure {
    Failure::Said(lines.iter().map(Shown::from).collect())
}
