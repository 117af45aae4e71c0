//! Reports: functions from a `Run` to what is written. One file a way of saying it, and a row of `REPORTS`.

mod checkstyle;
mod concise;
mod excerpt;
mod fingerprint;
pub(crate) mod github;
mod gitlab;
pub mod json;
mod junit;
pub(crate) mod pretty;
mod sarif;
pub(crate) mod statistics;
mod strip;
pub(crate) mod summary;
mod xml;

use std::io::{self, Write};

use crate::check::run::Run;

/// A way of reporting: data and a function.
#[derive(Debug)]
pub(crate) struct Report {
    /// What `--output-format` calls it.
    pub(crate) name: &'static str,
    /// What `--help` says of it.
    pub(crate) what: &'static str,
    /// Whether people read it, or programs.
    pub(crate) is_for_people: bool,
    /// Whether it prints the texts of formats, which are not kept otherwise.
    pub(crate) prints_texts: bool,
    /// Writes what it says of a run.
    pub(crate) write: fn(&Run, &Look, &mut dyn Write) -> io::Result<()>,
}

/// What the user asks of any report.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    /// Whether it may have colours.
    pub(crate) color: bool,
    /// The columns of the terminal that shows it, if one does.
    pub(crate) width: Option<usize>,
}

/// The reports that `--output-format` knows, in the order of `--help`.
pub(crate) static REPORTS: &[&Report] = &[
    &pretty::REPORT,
    &concise::REPORT,
    &json::REPORT,
    &sarif::REPORT,
    &github::REPORT,
    &gitlab::REPORT,
    &junit::REPORT,
    &checkstyle::REPORT,
];
