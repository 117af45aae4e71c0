//! Reports: functions from a [`Run`] to what is written. One file a way of saying it.

mod concise;
mod excerpt;
pub mod json;
mod pretty;
mod statistics;
mod strip;
pub(crate) mod summary;

use std::io::{self, Write};

use gwfmt_core::diagnostic::Severity;
use gwfmt_core::text::HOLE;

use crate::run::Run;

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
            Report::Statistics => statistics::statistics(run, out),
        }
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
