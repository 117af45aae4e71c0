//! The terms on which a file is judged: which rules run, how grave what they find is, what is known of the formats.

use std::path::PathBuf;

use gwfmt_core::api::Api;
use gwfmt_core::diagnostic::Severity;
use gwfmt_core::lint::{RULES, Rule};
use gwfmt_core::settings::Settings;

/// What command line and config say of a file, once for all files of which they say the same.
#[derive(Debug)]
pub(crate) struct Terms {
    /// Two terms are the same when their numbers are.
    pub(crate) number: usize,
    /// The rules that run.
    pub(crate) rules: Vec<&'static Rule>,
    pub(crate) settings: Settings,
    /// The type of API of formats whose resource does not determine it.
    pub(crate) api: Option<Api>,
    /// The mildest finding that makes the command fail.
    pub(crate) fail_on: Severity,
    /// The baseline that the config names.
    pub(crate) baseline: Option<PathBuf>,
}

/// The severity from which on the command fails when nobody says another.
pub(crate) const FAIL_ON: Severity = Severity::Warning;

impl Default for Terms {
    /// The terms when nobody says anything.
    fn default() -> Self {
        Self {
            number: 0,
            rules: RULES.iter().filter(|rule| rule.on).copied().collect(),
            settings: Settings::default(),
            api: None,
            fail_on: FAIL_ON,
            baseline: None,
        }
    }
}

impl Terms {
    /// Whether findings of a rule are wanted.
    pub(crate) fn wants(&self, rule: &Rule) -> bool {
        self.rules.iter().any(|wanted| wanted.name == rule.name)
    }
}
