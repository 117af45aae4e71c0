//! From a file to findings: the carriers, the rules, and everything that came of them as one value, the run.

pub(crate) mod baseline;
mod callers;
pub(crate) mod examine;
pub(crate) mod fixes;
mod folders;
pub(crate) mod linter;
pub(crate) mod met;
mod needles;
pub(crate) mod passage;
pub(crate) mod place;
pub(crate) mod run;
pub(crate) mod select;
pub(crate) mod share;
pub(crate) mod source;
pub(crate) mod suppress;
pub(crate) mod suppressed;
pub(crate) mod texts;
mod trouble;
pub(crate) mod unit;
pub(crate) mod ways;
