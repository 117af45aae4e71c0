//! Colours of a terminal.

use gwfmt_core::diagnostic::Severity;

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
