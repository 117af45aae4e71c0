//! Reports: functions from a `Run` to what is written. One file a way of saying it.

mod checkstyle;
mod concise;
mod excerpt;
mod fingerprint;
mod github;
mod gitlab;
pub mod json;
mod junit;
mod pretty;
mod sarif;
mod statistics;
mod strip;
pub(crate) mod summary;
mod xml;

use std::io::{self, Write};

use gwfmt_core::diagnostic::Severity;

use crate::check::run::Run;

/// A way of reporting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Report {
    /// For people.
    Pretty {
        color: bool,
        /// The columns of the terminal, if it is one.
        width: Option<usize>,
    },
    /// A line a finding.
    Concise { color: bool },
    /// Everything, for machines.
    Json,
    /// What code scanning services read.
    Sarif,
    /// Annotations of a GitHub Actions workflow.
    Github,
    /// GitLab's Code Quality report.
    Gitlab,
    /// Tests, for services that show tests.
    Junit {
        /// The mildest finding that is a failure.
        fail_on: Severity,
    },
    /// Checkstyle's XML.
    Checkstyle,
    /// Counts alone.
    Statistics,
}

impl Report {
    /// Whether it prints the texts of formats.
    pub(crate) fn prints_texts(self) -> bool {
        self == Report::Json
    }

    /// Writes what it says of a run.
    pub(crate) fn write(self, run: &Run, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Report::Pretty { color, width } => pretty::pretty(run, color, width, out),
            Report::Concise { color } => concise::concise(run, color, out),
            Report::Json => json::json(run, out),
            Report::Sarif => sarif::sarif(run, out),
            Report::Github => github::github(run, out),
            Report::Gitlab => gitlab::gitlab(run, out),
            Report::Junit { fail_on } => junit::junit(run, fail_on, out),
            Report::Checkstyle => checkstyle::checkstyle(run, out),
            Report::Statistics => statistics::statistics(run, out),
        }
    }
}
