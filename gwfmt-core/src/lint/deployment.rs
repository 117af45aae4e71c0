//! [`judge`], which runs the rules about resources over a [`Deployment`]. What they say is a [`Remark`]: its places are in files.

use super::{Check, Rule};
use crate::delivery::Deployment;
use crate::diagnostic::Severity;
use crate::limits::FINDINGS_PER_RULE;
use crate::span::SourceSpan;

/// A finding about resources.
#[derive(Clone, Debug)]
pub struct Remark {
    /// The rule.
    pub rule: &'static Rule,
    /// How bad it is.
    pub severity: Severity,
    /// What must change.
    pub place: SourceSpan,
    /// The stage or resource that it is about.
    pub address: String,
    /// What is wrong.
    pub message: String,
    /// Other places that belong to it.
    pub related: Vec<(SourceSpan, String)>,
    /// What to do.
    pub help: Option<String>,
    /// What API Gateway answers.
    pub aws_error: Option<String>,
    /// How to fix it.
    pub fix: Option<FileFix>,
}

/// A change of files that changes no format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileFix {
    /// What it does, for a person.
    pub title: String,
    /// What to write where.
    pub edits: Vec<(SourceSpan, String)>,
}

impl Remark {
    /// With another place.
    #[must_use]
    pub fn related(mut self, place: SourceSpan, words: impl Into<String>) -> Self {
        self.related.push((place, words.into()));
        self
    }

    /// With what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With the answer of API Gateway.
    #[must_use]
    pub fn aws_error(mut self, error: impl Into<String>) -> Self {
        self.aws_error = Some(error.into());
        self
    }

    /// With a change of one place.
    #[must_use]
    pub fn fix(
        mut self,
        title: impl Into<String>,
        place: SourceSpan,
        text: impl Into<String>,
    ) -> Self {
        self.fix = Some(FileFix {
            title: title.into(),
            edits: vec![(place, text.into())],
        });
        self
    }
}

/// Collects what a rule says.
#[derive(Debug)]
pub struct Remarks {
    rule: &'static Rule,
    all: Vec<Remark>,
}

impl Remarks {
    /// Adds a finding about the resource of that address. Of very many only the first are kept.
    pub fn push(
        &mut self,
        severity: Severity,
        place: SourceSpan,
        address: &str,
        message: impl Into<String>,
        more: impl FnOnce(Remark) -> Remark,
    ) {
        if self.all.len() >= FINDINGS_PER_RULE {
            return;
        }
        self.all.push(more(Remark {
            rule: self.rule,
            severity,
            place,
            address: address.to_owned(),
            message: message.into(),
            related: Vec::new(),
            help: None,
            aws_error: None,
            fix: None,
        }));
    }
}

/// What these rules say of a deployment, in their order.
pub fn judge<'r>(
    deployment: &Deployment,
    rules: impl IntoIterator<Item = &'r &'static Rule>,
) -> Vec<Remark> {
    let mut said = Vec::new();
    for rule in rules {
        if let Check::Deployment(check) = rule.check {
            let mut remarks = Remarks {
                rule,
                all: Vec::new(),
            };
            check(deployment, &mut remarks);
            said.append(&mut remarks.all);
        }
    }
    said
}
