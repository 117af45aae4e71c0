//! From a file to findings: the carriers, the rules, and everything that came of them as one value, the run.

pub(crate) mod examine;
pub(crate) mod extract;
pub(crate) mod file_rules;
pub(crate) mod fixes;
pub(crate) mod linter;
pub(crate) mod passage;
pub(crate) mod run;
pub(crate) mod select;
pub(crate) mod source;
