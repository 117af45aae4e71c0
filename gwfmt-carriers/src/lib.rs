#![doc = include_str!("../README.md")]
//!
//! [`CARRIERS`] is the table of readers; what they find is [`Found`].
//!
//! A carrier does no I/O; it asks the [`Sources`] of its caller for every file that it needs. [`files`] is the one that reads
//! them from disk.

#![forbid(unsafe_code)]

pub mod address;
pub mod carrier;
#[cfg(feature = "cloudformation")]
pub mod cloudformation;
#[cfg(feature = "config")]
pub mod config;
#[cfg(feature = "deployed")]
pub mod deployed;
pub mod files;
#[cfg(all(
    test,
    any(
        feature = "cloudformation",
        feature = "pulumi",
        feature = "shell",
        feature = "terraform"
    )
))]
mod fixture;
#[cfg(feature = "terraform")]
pub mod hcl;
#[cfg(feature = "kubernetes")]
pub mod kubernetes;
#[cfg(any(feature = "cloudformation", feature = "shell", feature = "terraform"))]
mod paths;
#[cfg(feature = "pulumi")]
pub mod pulumi;
pub mod raw;
#[cfg(any(feature = "cloudformation", feature = "terraform"))]
mod reason;
pub mod recognise;
#[cfg(feature = "terraform")]
mod rewrite;
#[cfg(feature = "serverless")]
pub mod serverless;
#[cfg(feature = "shell")]
pub mod shell;
#[cfg(feature = "source")]
pub mod source;
#[cfg(feature = "terraform")]
mod stack;
#[cfg_attr(
    not(feature = "yaml"),
    allow(dead_code, unused_imports, reason = "carriers use it")
)]
pub mod suppress;
mod table;
#[cfg(feature = "yaml")]
mod yaml;

pub use table::CARRIERS;

#[cfg(feature = "yaml")]
use std::collections::HashMap;
use std::sync::Arc;

use gwfmt_core::api::ApiSet;
use gwfmt_core::delivery::{Deployment, Receiver};
pub(crate) use gwfmt_core::limits;
use gwfmt_core::lint::{Rule, rules};
use gwfmt_core::model::Extent;
use gwfmt_core::span::{SourceId, SourceSpan};
use gwfmt_core::text::FormatText;

/// The files that a carrier may read. Paths are relative to the caller's root, with `/`, without `.` and `..`, and each
/// stands for one path on disk: [`files::key`] says how.
pub trait Sources {
    /// The text of a file, or `None` when there is none, it may not be read, or it is not UTF-8. The same path gives the
    /// same [`SourceId`] each time. The text is the file's bytes as they are: a byte order mark and CRLF included.
    fn read(&self, path: &str) -> Option<(SourceId, Arc<str>)>;

    /// The names (not paths) of the files directly in a folder, sorted; empty when there is no such folder. `""` is the
    /// root.
    fn list(&self, folder: &str) -> Vec<String>;

    /// The names (not paths) of the folders directly in a folder, sorted; hidden ones and links are left out.
    fn folders(&self, _folder: &str) -> Vec<String> {
        Vec::new()
    }

    /// Where the root is: its absolute path with `/`. A path may leave the root and come back by its name. Empty when nobody
    /// knows.
    fn location(&self) -> String {
        String::new()
    }
}

/// A format that a carrier found.
#[derive(Clone, Debug)]
pub struct Found {
    /// The format as API Gateway receives it.
    pub text: FormatText,
    /// Whether it is all that API Gateway receives, or goes through something that is not in sight.
    pub extent: Extent,
    /// What the resource says of its API.
    pub api: ApiSet,
    /// What takes its lines, where that is known.
    pub receiver: Option<Receiver>,
    /// Its name within the file, after `#`: `aws_api_gateway_stage.prod`, `Api`, `Globals.Api`. Empty for a raw file.
    pub address: String,
    /// The value that holds it: what follows `format =` or `Format:`.
    pub place: SourceSpan,
    /// Where else it passes through: the stage that uses the default at `place`, the call of the module. Mostly empty.
    pub via: Vec<SourceSpan>,
    /// What to know about how the text was computed, for reports: `"jsonencode sorts the keys"`. Mostly empty.
    pub remarks: Vec<String>,
    /// What is wrong with how the file makes it. Mostly empty.
    pub faults: Vec<Problem>,
}

/// A format of which nothing is known: it is not judged, and must not look as if it were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// As [`Found::address`].
    pub address: String,
    /// The value that holds it; for what the call of a module leaves unknown, the value that the call gives.
    pub place: SourceSpan,
    /// As [`Found::via`].
    pub via: Vec<SourceSpan>,
    /// Who could know it.
    pub why: Why,
    /// Why nothing is known: ``"the variable `log_format` has no default"``.
    pub reason: String,
}

/// Which of two things keeps a value from being known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// Nobody can know it before the deployment: the files do not say it.
    Deployment,
    /// The files say it, and gwfmt does not work it out: a function that it does not compute, a file that it does not read.
    NotComputed,
}

/// Something that kept a carrier from reading a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What kind of thing it is.
    pub kind: ProblemKind,
    /// Where.
    pub place: SourceSpan,
    /// What is wrong, as the reports print it.
    pub message: String,
    /// What to write at the place instead, where that mends it.
    pub fix: Option<String>,
    /// The key that is at fault, and what to call it, where that is sure.
    pub rename: Option<(SourceSpan, &'static str)>,
}

impl Problem {
    /// A problem that nobody knows how to mend.
    pub fn new(kind: ProblemKind, place: SourceSpan, message: impl Into<String>) -> Self {
        Self {
            kind,
            place,
            message: message.into(),
            fix: None,
            rename: None,
        }
    }

    /// With what to call a key.
    #[must_use]
    pub(crate) fn renamed(mut self, key: Option<SourceSpan>, name: &'static str) -> Self {
        self.rename = key.map(|key| (key, name));
        self
    }
}

/// What kept a carrier from reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// The file is not written in its language.
    Syntax,
    /// What stands where a format belongs is none.
    Value,
    /// There is more than is read.
    Limit,
    /// A format is set under a key that its resource does not have.
    IgnoredKey,
    /// A reference to `$context` is written so that the file's own language takes it for one of its own.
    Interpolated,
}

impl ProblemKind {
    /// The rule whose finding it is.
    pub fn rule(self) -> &'static Rule {
        match self {
            ProblemKind::Syntax => &rules::parse_error::RULE,
            ProblemKind::Value => &rules::unreadable_format::RULE,
            ProblemKind::Limit => &rules::file_too_large::RULE,
            ProblemKind::IgnoredKey => &rules::ignored_key::RULE,
            ProblemKind::Interpolated => &rules::interpolated_reference::RULE,
        }
    }
}

/// What a carrier got out of a file or folder.
#[derive(Clone, Debug, Default)]
pub struct Extraction {
    /// The formats, in the order of their places.
    pub formats: Vec<Found>,
    /// The formats of which nothing is known, in the order of their places.
    pub unknown: Vec<Unknown>,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// The resources around the stages.
    pub deployments: Vec<Deployment>,
}

impl Extraction {
    /// Whether nothing was found at all, and nothing was wrong.
    pub fn is_empty(&self) -> bool {
        self.formats.is_empty() && self.unknown.is_empty() && self.problems.is_empty()
    }
}

impl Extraction {
    /// Tells formats of one address from each other, in their order: `Stage`, `Stage~2`.
    #[cfg(feature = "yaml")]
    pub(crate) fn number_addresses(&mut self) {
        let mut seen: HashMap<String, usize> = HashMap::new();
        let known = self.formats.iter_mut().map(|found| &mut found.address);
        let unknown = self.unknown.iter_mut().map(|one| &mut one.address);
        for address in known.chain(unknown) {
            let count = seen.entry(address.clone()).or_default();
            *count += 1;
            if *count > 1 {
                *address = format!("{address}~{count}");
            }
        }
    }
}
