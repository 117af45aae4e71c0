//! From a file to findings: the carriers, the rules, and everything that came of them as one value, the run.

mod callers;
pub(crate) mod examine;
pub(crate) mod fixes;
pub(crate) mod linter;
pub(crate) mod met;
mod needles;
pub(crate) mod passage;
pub(crate) mod run;
pub(crate) mod select;
pub(crate) mod source;
