//! Python: text in, [`Module`] out.

mod comments;
mod expressions;
mod literal;
mod statements;

use gwfmt_core::span::{SourceId, Span};

use super::builder::Builder;
use super::ir::{Language, Module};

pub(super) use self::comments::suppressions;

/// The module of a file; else where it is wrong, and what the parser says.
pub(super) fn module(source: SourceId, path: &str, text: &str) -> Result<Module, (Span, String)> {
    let parsed = ruff_python_parser::parse_module(text).map_err(|fault| {
        let at = fault.location.start().to_usize().min(text.len());
        (Span::at(at), fault.error.to_string())
    })?;
    let mut builder = Builder::new(source, path, text, Language::Python);
    statements::statements(&mut builder, &parsed.syntax().body);
    Ok(builder.finish())
}
