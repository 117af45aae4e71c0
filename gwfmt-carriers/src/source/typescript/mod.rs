//! TypeScript and JavaScript: text in, [`Module`] out.

mod comments;
mod expressions;
mod literal;
mod statements;

use gwfmt_core::span::{SourceId, Span};
use oxc_allocator::Allocator;
use oxc_parser::Parser;
use oxc_span::SourceType;

use super::builder::Builder;
use super::ir::{Export, Language, Module};

pub(super) use self::comments::suppressions;

/// Why a file has no module: where, and what the parser says.
pub(super) type Refused = (Span, String);

/// The module of a file. `path` tells the dialect by its ending.
pub(super) fn module(source: SourceId, path: &str, text: &str) -> Result<Module, Refused> {
    let allocator = Allocator::default();
    let mut first = None;
    for dialect in dialects(path) {
        let parsed = Parser::new(&allocator, text, dialect).parse();
        let broken = parsed.diagnostics.iter().next().map(|fault| {
            let label = fault.labels.as_ref().first();
            let at = label.map_or(0, oxc_span::LabeledSpan::offset);
            (
                Span::at((at as usize).min(text.len())),
                fault.message.to_string(),
            )
        });
        if parsed.panicked || broken.is_some() && parsed.program.body.is_empty() {
            let why = broken.unwrap_or_else(|| (Span::at(0), "it cannot be parsed".to_owned()));
            first.get_or_insert(why);
            continue;
        }
        let mut builder = Builder::new(source, path, text, Language::TypeScript);
        statements::statements(&mut builder, &parsed.program.body);
        return Ok(builder.finish());
    }
    Err(first.unwrap_or_else(|| (Span::at(0), "it cannot be parsed".to_owned())))
}

/// The module of a file of JSON: what it holds is what is imported from it. Comments and commas at the end are let pass.
pub(super) fn json(source: SourceId, path: &str, text: &str) -> Option<Module> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, text, SourceType::ts()).parse_expression();
    let mut builder = Builder::new(source, path, text, Language::TypeScript);
    let value = expressions::expression(&mut builder, &parsed.ok()?);
    for name in ["default", "module.exports"] {
        let exports = &mut builder.module.exports;
        exports.insert(name.into(), Export::Value(value));
    }
    Some(builder.finish())
}

/// The dialects that a file may be written in, the likeliest first.
fn dialects(path: &str) -> Vec<SourceType> {
    let ending = path.rsplit('.').next().unwrap_or_default();
    match ending {
        "ts" | "mts" | "cts" => vec![SourceType::ts(), SourceType::tsx()],
        "tsx" => vec![SourceType::tsx()],
        // scripts may hold what modules may not, and the other way round; some hold types
        _ => vec![
            SourceType::unambiguous().with_jsx(true),
            SourceType::cjs().with_jsx(true),
            SourceType::tsx(),
        ],
    }
}
