//! What can be found about a file before any rule sees a format. These stand in the table of rules, in the group `files`.

use gwfmt_carriers::ProblemKind;
use gwfmt_core::diagnostic::Severity;

/// The word that `--ignore` takes for all of them.
pub(crate) const GROUP: &str = "files";

/// A finding about a file.
#[derive(Debug)]
pub(crate) struct FileRule {
    /// Its name.
    pub(crate) name: &'static str,
    /// The gravest level it is found at.
    pub(crate) severity: Severity,
    /// Whether it says that something was not read, so that there may be more formats than were seen.
    pub(crate) leaves_out: bool,
    /// Its page, in Markdown.
    pub(crate) docs: &'static str,
}

/// The file is no text of its kind.
pub(crate) static PARSE_ERROR: FileRule = FileRule {
    name: "parse-error",
    severity: Severity::Error,
    leaves_out: true,
    docs: "\
The file cannot be read as what its name says it is.

An error for a file that is named, a note for one that is met while walking a folder: Helm charts are full of YAML that is
not YAML yet. Only files that may hold a format are read at all.
",
};

/// The format's value is there and cannot be read.
pub(crate) static UNREADABLE_FORMAT: FileRule = FileRule {
    name: "unreadable-format",
    severity: Severity::Error,
    leaves_out: false,
    docs: "\
Something stands where a format belongs, and it is none.

A mapping where CloudFormation or Terraform want a string, for instance: they refuse it. `Fn::ToJsonString` and `jsonencode` make a
string of it. In Terraform, a format that is empty or `null` as well.
",
};

/// The file's own language fills the reference in.
pub(crate) static INTERPOLATED_REFERENCE: FileRule = FileRule {
    name: "interpolated-reference",
    severity: Severity::Error,
    leaves_out: false,
    docs: "\
A reference is written `${context.x}` where the file's own language fills in what stands in `${…}`.

In a string of Terraform, and in `Fn::Sub` of CloudFormation, `${context.requestId}` does not reach API Gateway: it is the
attribute `requestId` of a resource `context`, which nobody declares. Terraform fails with `Reference to undeclared resource`, and
CloudFormation with an unresolved resource dependency. Write `$context.requestId`, without braces.
",
};

/// The format is where nobody looks for it.
pub(crate) static IGNORED_KEY: FileRule = FileRule {
    name: "ignored-key",
    severity: Severity::Warning,
    leaves_out: false,
    docs: "\
A format stands under a key that its resource does not have.

Stages call their settings by other names from tool to tool and from one type of API to the other: `access_log_settings` in Terraform's
`aws` provider, `access_log_setting` or `access_log_settings` in `awscc`. What stands under any other key is refused, or taken for nothing: the
deployment goes through and nothing is logged.
",
};

/// The file could not be opened.
pub(crate) static UNREADABLE_FILE: FileRule = FileRule {
    name: "unreadable-file",
    severity: Severity::Note,
    leaves_out: true,
    docs: "\
A file that was met while walking cannot be read.

It may not be opened, it is a pipe, a socket or a device, or a link that leads out of the repository. An ignore file of that kind ignores nothing.
A note, since nothing is known of what it holds. A file that is named and cannot be read ends the command with 2.
",
};

/// The file is over the limit.
pub(crate) static FILE_TOO_LARGE: FileRule = FileRule {
    name: "file-too-large",
    severity: Severity::Error,
    leaves_out: true,
    docs: "\
There is more than is read: a file over 64 MiB, a folder of Terraform files with more than can be followed, more files of values for it than are tried, a template in which few bytes stand for too much, or an ignore file with more patterns than are tried.

An error for a file that is named, a note for one that is met while walking a folder.
",
};

/// All of them.
pub(crate) static FILE_RULES: [&FileRule; 6] = [
    &PARSE_ERROR,
    &UNREADABLE_FORMAT,
    &INTERPOLATED_REFERENCE,
    &IGNORED_KEY,
    &UNREADABLE_FILE,
    &FILE_TOO_LARGE,
];

impl FileRule {
    /// The first sentence of its page.
    pub(crate) fn summary(&self) -> &'static str {
        self.docs.split("\n\n").next().unwrap_or(self.docs)
    }
}

/// The rule and the level of what a carrier says.
pub(crate) fn of(kind: ProblemKind, named: bool) -> (&'static FileRule, Severity) {
    match kind {
        ProblemKind::Syntax => (&PARSE_ERROR, severity(named)),
        ProblemKind::Value => (&UNREADABLE_FORMAT, Severity::Error),
        ProblemKind::Limit => (&FILE_TOO_LARGE, severity(named)),
        ProblemKind::IgnoredKey => (&IGNORED_KEY, Severity::Warning),
        ProblemKind::Interpolated => (&INTERPOLATED_REFERENCE, Severity::Error),
    }
}

/// An error for what was named, a note for what was met.
pub(crate) fn severity(named: bool) -> Severity {
    if named {
        Severity::Error
    } else {
        Severity::Note
    }
}
