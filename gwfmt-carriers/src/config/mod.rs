//! `gwfmt.toml`: what a repository wants of gwfmt, each value with its place in the file.
//!
//! A [`Config`] is what one file says; [`Config::overrides_of`] and what takes its answer say what holds for one path.
//! [`find`] is where such files are found on disk.

mod fault;
pub mod find;
mod keys;
mod read;
mod variables;

use std::collections::BTreeMap;
use std::path::Path;

pub use self::fault::{Fault, report};
pub use self::keys::{KEYS, Key, OVERRIDE_KEYS, Takes, VARIABLE_KEYS};
pub use self::read::LEVELS;
use crate::files::patterns::{Patterns, Verdict};
use gwfmt_core::api::Api;
use gwfmt_core::diagnostic::Severity;
use gwfmt_core::lint::{Choice, RULES, Rule};
use gwfmt_core::naming::Naming;
use gwfmt_core::settings::{Added, Settings};
use gwfmt_core::span::Span;

/// A value, and where the file says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said<T> {
    /// The value.
    pub value: T,
    /// The bytes of the file.
    pub span: Span,
}

/// What is wanted of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// It does not run.
    Off,
    /// It runs, and says itself how bad what it finds is.
    On,
    /// It runs, and all that it finds is of this level.
    At(Severity),
}

impl Level {
    /// The word of the file.
    pub const fn word(self) -> &'static str {
        match self {
            Level::Off => "off",
            Level::On => "on",
            Level::At(severity) => severity.name(),
        }
    }
}

/// A key of `[rules]`, and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The rules that are meant.
    pub choice: Said<Choice>,
    /// What is wanted of them.
    pub level: Said<Level>,
}

/// What a config file says.
#[derive(Debug, Default)]
pub struct Config {
    /// `[rules]`.
    pub rules: Vec<Wanted>,
    /// `exclude`, as it is written.
    pub exclude: Vec<Said<String>>,
    excluded: Patterns,
    /// `fail-on`.
    pub fail_on: Option<Said<Severity>>,
    /// `api`.
    pub api: Option<Said<Api>>,
    /// `baseline`.
    pub baseline: Option<Said<String>>,
    /// `variables`.
    pub variables: Vec<Said<Added>>,
    /// `authorizer-keys`.
    pub authorizer_keys: Option<Said<Vec<String>>>,
    /// `claims`.
    pub claims: Option<Said<Vec<String>>>,
    /// `required-variables`, without `$context.`.
    pub required: Vec<Said<String>>,
    /// `forbidden-variables`, without `$context.`.
    pub forbidden: Vec<Said<String>>,
    /// `key-naming`.
    pub key_naming: Option<Said<Naming>>,
    /// `[[overrides]]`.
    pub overrides: Vec<Override>,
}

/// An element of `[[overrides]]`.
#[derive(Debug, Default)]
pub struct Override {
    /// The paths that it is for, as they are written.
    pub paths: Vec<Said<String>>,
    patterns: Patterns,
    /// `rules`.
    pub rules: Vec<Wanted>,
    /// `api`.
    pub api: Option<Said<Api>>,
}

impl Config {
    /// Reads a file, or says all that is wrong with it.
    pub fn read(text: &str) -> Result<Self, Vec<Fault>> {
        read::read(text)
    }

    /// What `exclude` says of a path below the folder of the file; of a path elsewhere with its whole name.
    pub fn exclude_verdict(&self, path: &Path, is_below: bool, folder: bool) -> Option<Verdict> {
        verdict(&self.excluded, path, is_below, folder)
    }

    /// The numbers of the overrides that are for a file below the folder of the config, or elsewhere.
    pub fn overrides_of(&self, path: &Path, is_below: bool) -> Vec<usize> {
        let matches =
            |it: &Override| verdict(&it.patterns, path, is_below, false) == Some(Verdict::Ignored);
        let all = self.overrides.iter().enumerate();
        all.filter(|(_, it)| matches(it))
            .map(|(number, _)| number)
            .collect()
    }

    /// What is wanted of a rule where these overrides hold: the last of them that speaks of it decides, and in each table
    /// the narrowest word.
    pub fn wanted(&self, rule: &Rule, overrides: &[usize]) -> Option<&Wanted> {
        let tables = overrides.iter().rev();
        let tables = tables.filter_map(|number| Some(&self.overrides.get(*number)?.rules));
        let mut tables = tables.chain([&self.rules]);
        tables.find_map(|table| narrowest(table, rule))
    }

    /// The type of API that is said where these overrides hold.
    pub fn api(&self, overrides: &[usize]) -> Option<&Said<Api>> {
        let said = overrides.iter().rev();
        let mut said = said.filter_map(|number| self.overrides.get(*number)?.api.as_ref());
        said.next().or(self.api.as_ref())
    }

    /// Whether a rule runs where these overrides hold.
    pub fn is_on(&self, rule: &Rule, overrides: &[usize]) -> bool {
        let wanted = self.wanted(rule, overrides);
        wanted.map_or(rule.on, |wanted| wanted.level.value != Level::Off)
    }

    /// What rules need to know where these overrides hold.
    pub fn settings(&self, overrides: &[usize]) -> Settings {
        let mut levels = BTreeMap::new();
        for rule in RULES {
            let wanted = self.wanted(rule, overrides);
            if let Some(Level::At(severity)) = wanted.map(|wanted| wanted.level.value) {
                levels.insert(rule.name, severity);
            }
        }
        let values = |said: &[Said<String>]| said.iter().map(|it| it.value.clone()).collect();
        let list = |said: &Option<Said<Vec<String>>>| said.as_ref().map(|it| it.value.clone());
        Settings {
            levels,
            variables: self.variables.iter().map(|it| it.value.clone()).collect(),
            authorizer_keys: list(&self.authorizer_keys),
            claims: list(&self.claims),
            required: values(&self.required),
            forbidden: values(&self.forbidden),
            key_naming: self.key_naming.as_ref().map(|it| it.value),
        }
    }
}

fn verdict(patterns: &Patterns, path: &Path, is_below: bool, folder: bool) -> Option<Verdict> {
    if is_below {
        patterns.verdict(path, folder)
    } else {
        patterns.verdict_elsewhere(path, folder)
    }
}

fn narrowest<'w>(table: &'w [Wanted], rule: &Rule) -> Option<&'w Wanted> {
    let meaning = table.iter().filter(|it| it.choice.value.means(rule));
    // `all`, `default`, a group, a rule: the narrower the greater
    meaning.max_by_key(|it| it.choice.value)
}

#[cfg(test)]
mod tests;
