//! From a file to findings: the carriers, the rules, and everything that came of them as one value, the run.

mod account;
mod again;
pub(crate) mod baseline;
mod callers;
mod covering;
mod deployed;
mod entries;
pub(crate) mod examine;
pub(crate) mod finding;
pub(crate) mod fixes;
mod folders;
mod in_file;
pub(crate) mod linter;
pub(crate) mod met;
mod needles;
pub(crate) mod passage;
pub(crate) mod place;
pub(crate) mod run;
pub(crate) mod share;
pub(crate) mod source;
mod suppressed;
pub(crate) mod texts;
mod trouble;
pub(crate) mod unit;
pub(crate) mod ways;
