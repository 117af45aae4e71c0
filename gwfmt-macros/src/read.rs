//! A format, read from where the attribute says that it is.

use gwfmt_core::api::ApiSet;
use gwfmt_core::codegen::literal;
use gwfmt_core::span::SourceId;
use proc_macro2::Literal;
use syn::{Error, Result};

use crate::arguments::Source;
use crate::origin::{Origin, Text};
use crate::{file, tokens};

/// The format of the attribute.
pub(crate) fn read(source: &Source) -> Result<Origin> {
    match source {
        Source::Literal(token) => from_literal(token),
        Source::Tokens(group) => {
            let (text, sources) = tokens::read(group)?;
            Ok(Origin {
                text,
                apis: ApiSet::ANY,
                files: Vec::new(),
                sources,
            })
        }
        Source::File(name) => file::read(name),
    }
}

fn from_literal(token: &Literal) -> Result<Origin> {
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
