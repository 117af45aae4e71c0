//! What `--baseline` or the config accepts of a run, and which accepted findings are no longer there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::check::baseline::Baseline;
use crate::check::run::Run;
use crate::config::Configs;
use crate::exit::Failure;
use crate::input::paths::{Ground, real};
use crate::input::targets::Targets;

/// What was looked at, so that what was not found there is not there.
#[derive(Debug)]
pub(super) struct Scope<'a> {
    files: Vec<PathBuf>,
    folders: Vec<PathBuf>,
    configs: &'a Configs<'a>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(targets: &Targets, configs: &'a Configs<'a>) -> Self {
        let whole = targets
            .files
            .iter()
            .filter(|(_, addresses)| addresses.is_empty());
        Self {
            files: whole.map(|(file, _)| in_real_folder(file)).collect(),
            folders: targets.folders.iter().map(|folder| real(folder)).collect(),
            configs,
        }
    }

    /// Whether a file would have been looked at if it is there; given without symbolic links in its folder.
    pub(super) fn has(&self, file: &Path) -> bool {
        self.files.iter().any(|named| named == file)
            || self.folders.iter().any(|folder| file.starts_with(folder))
                && !self.configs.leaves_out(file, false)
    }

    /// A file of each place that was looked at, whether there is one or not.
    fn samples(&self) -> impl Iterator<Item = PathBuf> {
        let inside = self.folders.iter().map(|folder| folder.join("*"));
        self.files.iter().cloned().chain(inside)
    }
}

/// Sets aside what baselines accept. Gives back what to say of entries that accept nothing any more.
pub(super) fn apply(
    run: &mut Run,
    named: Option<&Path>,
    scope: &Scope<'_>,
    ground: &Ground,
) -> Result<Vec<String>, Failure> {
    let configs = scope.configs;
    let baseline_of = |file: &Path| match named {
        Some(path) => Some(in_real_folder(&ground.absolute(path))),
        None => configs.terms(file).baseline.clone(),
    };
    let found = run.findings().iter();
    let found: BTreeSet<PathBuf> = found
        .map(|it| ground.absolute(Path::new(&*it.said.file)))
        .collect();
    let formats = run.formats.iter();
    let formats = formats.map(|it| ground.absolute(Path::new(&*it.place.file)));
    let paths: BTreeSet<PathBuf> = scope
        .samples()
        .chain(found)
        .chain(formats)
        .chain(named.map(Path::to_path_buf))
        .filter_map(|file| baseline_of(&file))
        .collect();
    let mut baselines = BTreeMap::new();
    for path in paths {
        let root = match named {
            Some(_) => None,
            None => path
                .parent()
                .map(|folder| real(&ground.root_of(&real(folder)))),
        };
        let baseline = Baseline::read(&path, root.as_deref(), ground)?;
        baselines.insert(path, baseline);
    }
    run.has_baseline = !baselines.is_empty();
    run.accept(|finding| {
        let file = ground.absolute(Path::new(&*finding.said.file));
        let baseline = baseline_of(&file).and_then(|path| baselines.get_mut(&path));
        baseline.is_some_and(|baseline| baseline.take(finding, ground))
    });
    let stale = baselines
        .values()
        .filter_map(|baseline| stale(baseline, scope, ground));
    Ok(stale.collect())
}

/// What to say of the entries of a baseline that would have been found and were not.
fn stale(baseline: &Baseline, scope: &Scope<'_>, ground: &Ground) -> Option<String> {
    const MOST: usize = 3;
    let runs = |file: &Path, rule: &str| {
        let terms = scope.configs.terms(file);
        terms.rules.iter().any(|it| it.name == rule) || gwfmt_core::lint::Rule::find(rule).is_none()
    };
    let mut left: Vec<String> = baseline
        .left()
        .filter(|(file, entry)| scope.has(file) && runs(file, &entry.rule))
        .map(|(file, entry)| format!("{} in `{}`", entry.rule, ground.display(&file)))
        .collect();
    let count = left.len();
    left.dedup();
    let more = left.len().saturating_sub(MOST);
    left.truncate(MOST);
    let (entries, they) = match count {
        0 => return None,
        1 => ("1 entry".to_owned(), "it"),
        _ => (format!("{count} entries"), "them"),
    };
    let more = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    Some(format!(
        "{entries} of `{}` no longer found: {}{more}; `gwfmt baseline` drops {they}",
        ground.display(baseline.path()),
        left.join(", ")
    ))
}

/// The path, without symbolic links in its folder.
pub(super) fn in_real_folder(path: &Path) -> PathBuf {
    match (path.parent(), path.file_name()) {
        (Some(folder), Some(name)) => real(folder).join(name),
        _ => path.to_path_buf(),
    }
}
