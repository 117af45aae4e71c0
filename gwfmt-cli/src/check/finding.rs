//! A finding as data, with all that a report may say of it.

use std::sync::Arc;

use gwfmt_core::diagnostic::{CounterExample, Severity};
use gwfmt_core::span::Span;

use crate::check::passage::{Passage, Snippet};
use crate::check::place::{Place, Spot};
use crate::check::ways::Change;

/// What a finding says, and where: two that say the same are one, however many formats they were found in. The order is
/// that of reports.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Said {
    pub(crate) file: Arc<str>,
    pub(crate) span: Span,
    pub(crate) rule: &'static str,
    pub(crate) severity: Severity,
    pub(crate) message: String,
}

/// A finding with all that a report may say of it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    pub(crate) said: Arc<Said>,
    /// The format, where the finding is about one. Of several the first one, by address.
    pub(crate) format: Option<InFormat>,
    pub(crate) spot: Spot,
    /// Whether it makes the command fail.
    pub(crate) fails: bool,
    /// A few words at the place itself.
    pub(crate) label: Option<String>,
    /// What to do.
    pub(crate) help: Option<String>,
    /// What API Gateway answers when such a format is deployed.
    pub(crate) aws_error: Option<String>,
    /// A line that shows it.
    pub(crate) example: Option<Example>,
    /// Further pieces of what is pointed at, in any file.
    pub(crate) others: Vec<Place>,
    /// Other places that belong to it, in any file, and what they have to do with it.
    pub(crate) related: Vec<(Place, String)>,
    pub(crate) fix: Option<Fix>,
    /// The lines of the file around it.
    pub(crate) passage: Option<Passage>,
}

/// The format that a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct InFormat {
    pub(crate) address: String,
    /// The stages and calls that the format passes through.
    pub(crate) via: Vec<Place>,
    /// The part of the format that is meant, where the file does not say it in the same bytes.
    pub(crate) received: Option<Snippet>,
}

/// A line that API Gateway would write.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Example {
    pub(crate) line: CounterExample,
    /// The expressions of the holes near the part that is shown, by the bytes of the line where each stands.
    pub(crate) holes: Vec<(usize, String)>,
}

/// A change of files.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Fix {
    pub(crate) title: String,
    /// Whether the line keeps its meaning.
    pub(crate) safe: bool,
    /// What to write where, all together. Empty when the change cannot be told in terms of the file; the title still
    /// says what to do, and reports for machines remove it.
    pub(crate) edits: Vec<(Place, String)>,
    /// The same for who writes files, when somebody does.
    pub(crate) change: Option<Change>,
}

impl Fix {
    /// A change of files that changes no format.
    pub(crate) fn of_file(title: String, safe: bool, edits: Vec<(Place, String)>) -> Self {
        Self {
            title,
            safe,
            change: Change::of_files(&edits),
            edits,
        }
    }
}

impl Finding {
    /// A finding with nothing but its message. It makes the command fail from `fail_on` on.
    pub(crate) fn new(said: Said, spot: Spot, fail_on: Severity) -> Self {
        Self {
            fails: said.severity >= fail_on,
            said: Arc::new(said),
            format: None,
            spot,
            label: None,
            help: None,
            aws_error: None,
            example: None,
            others: Vec::new(),
            related: Vec::new(),
            fix: None,
            passage: None,
        }
    }

    /// What to do, in words.
    pub(crate) fn advice(&self) -> Option<&str> {
        let title = self.fix.as_ref().map(|fix| &fix.title);
        self.help.as_ref().or(title).map(String::as_str)
    }

    /// Where it is.
    pub(crate) fn place(&self) -> Place {
        Place {
            file: Arc::clone(&self.said.file),
            span: self.said.span,
            spot: self.spot,
        }
    }
}

/// A finding that a file asks to leave out.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Suppressed {
    pub(crate) finding: Finding,
    pub(crate) by: Place,
    pub(crate) reason: Option<Arc<str>>,
}
