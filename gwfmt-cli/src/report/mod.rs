//! Reports: what is said about a finding, and how. One file a way of saying it.

pub mod concise;
mod excerpt;
pub mod json;
mod pretty;
mod statistics;
mod strip;
pub(crate) mod summary;

use gwfmt_carriers::Found;
use gwfmt_core::diagnostic::{CounterExample, Severity};
use gwfmt_core::span::{SourceSpan, Span};
use gwfmt_core::text::HOLE;

use crate::args::OutputFormat;
use crate::fixes::FileFix;
use crate::source::SourceList;

pub(crate) use statistics::statistics;

/// A finding with all that a report may say of it.
#[derive(Debug)]
pub(crate) struct Finding<'a> {
    pub(crate) sources: &'a SourceList<'a>,
    pub(crate) rule: &'static str,
    pub(crate) severity: Severity,
    pub(crate) message: &'a str,
    pub(crate) label: Option<&'a str>,
    pub(crate) help: Option<&'a str>,
    pub(crate) aws_error: Option<&'a str>,
    pub(crate) counter_example: Option<&'a CounterExample>,
    /// The place to point at.
    pub(crate) primary: SourceSpan,
    /// Further pieces of what is pointed at.
    pub(crate) others: Vec<SourceSpan>,
    /// Other places that belong to it.
    pub(crate) related: Vec<(SourceSpan, &'a str)>,
    /// The format, and what of it is meant; nothing for findings about files.
    pub(crate) format: Option<(&'a Found, Span)>,
    pub(crate) fix: Option<FileFix>,
}

/// A way of reporting.
#[derive(Debug)]
pub(crate) enum Reporter {
    Pretty(Box<pretty::Pretty>),
    Concise(concise::Concise),
    Json,
    /// Nothing of the single finding.
    Counts,
}

/// What is kept of a finding when its file is closed.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Body {
    Text(String),
    Json(Box<json::Finding>),
    Nothing,
}

impl Reporter {
    pub(crate) fn new(format: OutputFormat, color: bool, width: Option<usize>) -> Self {
        match format {
            OutputFormat::Pretty => Reporter::Pretty(Box::new(pretty::Pretty::new(color, width))),
            OutputFormat::Concise => Reporter::Concise(concise::Concise { color }),
            OutputFormat::Json => Reporter::Json,
        }
    }

    /// What this report says of a finding.
    pub(crate) fn body(&self, finding: &Finding<'_>) -> Body {
        match self {
            Reporter::Pretty(pretty) => Body::Text(pretty.finding(finding)),
            Reporter::Concise(concise) => Body::Text(concise.finding(finding)),
            Reporter::Json => Body::Json(Box::new(json::Finding::new(finding))),
            Reporter::Counts => Body::Nothing,
        }
    }

    /// Whether the report lists formats too.
    pub(crate) fn lists_formats(&self) -> bool {
        matches!(self, Reporter::Json)
    }
}

/// The escape sequence that begins the colour of a severity.
pub(crate) fn color(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "\u{1b}[1;31m",
        Severity::Warning => "\u{1b}[1;33m",
        Severity::Note => "\u{1b}[1;36m",
    }
}

/// Ends every colour.
pub(crate) const PLAIN: &str = "\u{1b}[0m";

/// A control character as something that a terminal prints: nothing in a file may move the cursor or change colours.
pub(crate) fn visible(c: char) -> char {
    match c {
        '\u{7F}' => '\u{2421}',
        '\0'..='\u{1F}' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{FFFD}'),
        '\u{80}'..='\u{9F}'
        | '\u{200E}'
        | '\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2066}'..='\u{2069}' => '\u{FFFD}',
        c => c,
    }
}

/// A text with every control character made visible, and every hole.
pub(crate) fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            HOLE => out.push_str("‹…›"),
            c => out.push(visible(c)),
        }
    }
    out
}
