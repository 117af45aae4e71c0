//! A GitLab Code Quality report: what a merge request shows beside the changed lines.
//!
//! <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>

use std::io::{self, Write};

use gwfmt_core::diagnostic::Severity;
use serde::Serialize;

use super::fingerprint::fingerprints;
use super::{Look, Report};
use crate::check::run::Run;
use crate::text::plain_json::plain_json;

#[derive(Serialize)]
struct Issue<'r> {
    description: &'r str,
    check_name: &'r str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'r>,
}

#[derive(Serialize)]
struct Location<'r> {
    path: &'r str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

/// The row of the table.
pub(crate) static REPORT: Report = Report {
    name: "gitlab",
    what: "A GitLab Code Quality report",
    is_for_people: false,
    prints_texts: false,
    write: gitlab,
};

/// Writes an array of issues.
fn gitlab(run: &Run, _: &Look, out: &mut dyn Write) -> io::Result<()> {
    let findings = run.findings().iter().zip(fingerprints(run));
    let issues: Vec<_> = findings
        .map(|(finding, fingerprint)| Issue {
            description: &finding.said.message,
            check_name: finding.said.rule,
            fingerprint,
            severity: match finding.said.severity {
                Severity::Error => "critical",
                Severity::Warning => "major",
                Severity::Note => "info",
            },
            location: Location {
                path: &finding.said.file,
                lines: Lines {
                    begin: finding.spot.line,
                    end: finding.spot.end_line,
                },
            },
        })
        .collect();
    plain_json(&issues, out)
}
