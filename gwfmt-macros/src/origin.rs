//! Where a format came from: a literal, tokens, or files; and the way back from a place in it.

use std::path::{Path, PathBuf};

use gwfmt_core::api::ApiSet;
use gwfmt_core::codegen::{excerpt, literal};
use gwfmt_core::diagnostic::Diagnostic;
use gwfmt_core::span::SourceId;
use gwfmt_core::text::FormatText;
use proc_macro::{Literal, Span};

use crate::arguments::{Source, Word};
use crate::error::Error;
use crate::tokens;

/// A format with what is needed to point into it.
#[derive(Debug)]
pub(crate) struct Origin {
    pub(crate) text: FormatText,
    pub(crate) apis: ApiSet,
    /// The files that were read, for the compiler to watch.
    pub(crate) files: Vec<String>,
    /// One a source, by its number.
    sources: Vec<Text>,
}

/// Text that a format's places are bytes of.
#[derive(Debug)]
pub(crate) enum Text {
    /// A literal as it stands in the source; errors show it.
    Literal { text: String, span: Span },
    /// Tokens; errors stand at them.
    Tokens { first: Span, last: Span },
    /// A file, by the name that the user gave.
    File {
        name: String,
        text: String,
        span: Span,
    },
}

impl Origin {
    pub(crate) fn read(source: &Source) -> Result<Self, Error> {
        match source {
            Source::Literal(token) => from_literal(token),
            Source::Tokens(group) => {
                let (text, sources) = tokens::read(group)?;
                Ok(Self {
                    text,
                    apis: ApiSet::ANY,
                    files: Vec::new(),
                    sources,
                })
            }
            Source::File(name) => from_file(name),
        }
    }

    /// A finding as a compile error.
    pub(crate) fn error(&self, diagnostic: &Diagnostic) -> Error {
        let place = self
            .text
            .locate(diagnostic.span)
            .map(|places| places.primary.source);
        let source = place.and_then(|SourceId(number)| self.sources.get(number as usize));
        match source.or(self.sources.first()) {
            Some(Text::Literal { text, span }) => {
                let file = span.file();
                let place = excerpt::Place {
                    file: &file,
                    text,
                    start: (span.start().line(), span.start().column()),
                };
                Error::new(
                    *span,
                    excerpt::message(diagnostic, &self.text, Some(&place)),
                )
            }
            Some(Text::File { name, text, span }) => {
                let place = excerpt::Place {
                    file: name,
                    text,
                    start: (1, 1),
                };
                Error::new(
                    *span,
                    excerpt::message(diagnostic, &self.text, Some(&place)),
                )
            }
            Some(Text::Tokens { first, last }) => {
                // Joining spans is not possible on stable Rust; the first token is the name's beginning.
                let _ = last;
                Error::new(*first, excerpt::message(diagnostic, &self.text, None))
            }
            None => Error::new(
                Span::call_site(),
                excerpt::message(diagnostic, &self.text, None),
            ),
        }
    }
}

fn from_literal(token: &Literal) -> Result<Origin, Error> {
    let text = token.to_string();
    let format = literal::read(SourceId(0), &text).ok_or_else(|| {
        Error::new(
            token.span(),
            "the format is a string: `\"…\"` or `r#\"…\"#`",
        )
    })?;
    Ok(Origin {
        text: format,
        apis: ApiSet::ANY,
        files: Vec::new(),
        sources: vec![Text::Literal {
            text,
            span: token.span(),
        }],
    })
}

fn from_file(name: &Word) -> Result<Origin, Error> {
    let (path, address) = name.text.split_once('#').unwrap_or((&name.text, ""));
    if !address.is_empty() || is_carrier(path) {
        return Err(Error::new(
            name.span,
            format!(
                "reading the format out of `{path}` is not possible yet; name a file that holds the format alone"
            ),
        ));
    }
    let root = std::env::var_os("CARGO_MANIFEST_DIR")
        .map(PathBuf::from)
        .unwrap_or_default();
    let full = root.join(Path::new(path));
    let text = std::fs::read_to_string(&full).map_err(|error| {
        Error::new(
            name.span,
            format!(
                "cannot read `{path}` (looked for at {}): {error}",
                full.display()
            ),
        )
    })?;
    Ok(Origin {
        text: FormatText::verbatim(SourceId(0), 0, &text),
        apis: ApiSet::ANY,
        files: vec![full.display().to_string()],
        sources: vec![Text::File {
            name: path.to_owned(),
            text,
            span: name.span,
        }],
    })
}

/// Whether the file deploys the format, and is not the format.
fn is_carrier(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    [".tf", ".tf.json", ".yaml", ".yml", ".template"]
        .iter()
        .any(|end| lower.ends_with(end))
}
