//! Where a format came from, and how a finding in it becomes a compile error.

use gwfmt_core::api::ApiSet;
use gwfmt_core::codegen::excerpt;
use gwfmt_core::diagnostic::Diagnostic;
use gwfmt_core::span::SourceId;
use gwfmt_core::text::FormatText;
use proc_macro2::{Punct, Spacing, Span, TokenTree};
use syn::Error;

/// A format with what is needed to point into it.
#[derive(Debug)]
pub(crate) struct Origin {
    pub(crate) text: FormatText,
    pub(crate) apis: ApiSet,
    /// The files that were read, for the compiler to watch.
    pub(crate) files: Vec<String>,
    /// One a source, by its number.
    pub(crate) sources: Vec<Text>,
}

/// Text that a format's places are bytes of.
#[derive(Debug)]
pub(crate) enum Text {
    /// A literal as it stands in the source; errors show it.
    Literal { text: String, span: Span },
    /// Tokens; errors stand at them.
    Tokens { first: Span, last: Span },
    /// A file, by the name that the user knows.
    File {
        name: String,
        text: String,
        span: Span,
    },
}

impl Origin {
    /// A finding as a compile error.
    pub(crate) fn error(&self, diagnostic: &Diagnostic) -> Error {
        let places = self.text.locate(diagnostic.span);
        let source = |SourceId(number)| self.sources.get(number as usize);
        let first = places.as_ref().and_then(|at| source(at.primary.source));
        match first.or(self.sources.first()) {
            Some(Text::Literal { text, span }) => {
                let start = (span.start().line, span.start().column + 1);
                let place = excerpt::Location {
                    file: &span.file(),
                    text,
                    start,
                };
                Error::new(
                    *span,
                    excerpt::message(diagnostic, &self.text, Some(&place)),
                )
            }
            Some(Text::File { name, text, span }) => {
                let place = excerpt::Location {
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
                let others = places.as_ref().and_then(|places| places.others.last());
                let last = match others.and_then(|place| source(place.source)) {
                    Some(Text::Tokens { last, .. }) => last,
                    _ => last,
                };
                let message = excerpt::message(diagnostic, &self.text, None);
                Error::new_spanned(between(*first, *last), message)
            }
            None => Error::new(
                Span::call_site(),
                excerpt::message(diagnostic, &self.text, None),
            ),
        }
    }
}

/// Tokens whose places are the first and the last of a range.
fn between(first: Span, last: Span) -> proc_macro2::TokenStream {
    let at = |span| {
        let mut punct = Punct::new('.', Spacing::Alone);
        punct.set_span(span);
        TokenTree::Punct(punct)
    };
    [at(first), at(last)].into_iter().collect()
}
