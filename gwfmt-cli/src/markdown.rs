//! Markdown for terminals.
