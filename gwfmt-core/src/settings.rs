//! What a repository wants of the rules, beside what API Gateway does: plain values, wherever they were written.

use std::collections::BTreeMap;

use crate::diagnostic::Severity;

/// What a repository wants of the rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The level of all that a rule finds, by the rule's name, where that is not for the rule to say.
    pub levels: BTreeMap<&'static str, Severity>,
}

/// The settings of a repository that says nothing.
pub static NO_SETTINGS: Settings = Settings {
    levels: BTreeMap::new(),
};

impl Settings {
    /// The level that is wanted of a rule's findings.
    pub fn level(&self, rule: &str) -> Option<Severity> {
        self.levels.get(rule).copied()
    }
}
