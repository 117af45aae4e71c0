//! The comments of a file of TypeScript or JavaScript, and where what they are about ends: a line that ends with an operator goes
//! on, and so does one before a line that begins with one.

use gwfmt_core::span::Span;
use oxc_allocator::Allocator;
use oxc_ast::CommentKind;
use oxc_parser::Parser;
use oxc_parser::config::TokensParserConfig;

use super::dialects;
use crate::suppress::Suppressions;
use crate::suppress::lines::{Code, Lines};

/// What a file asks to leave out. `path` tells the dialect by its ending.
pub(in crate::source) fn suppressions(path: &str, text: &str) -> Suppressions {
    let allocator = Allocator::default();
    for dialect in dialects(path) {
        let parser = Parser::new(&allocator, text, dialect).with_config(TokensParserConfig);
        let parsed = parser.parse();
        if parsed.panicked || !parsed.diagnostics.is_empty() && parsed.program.body.is_empty() {
            continue;
        }
        let tokens = parsed.tokens.iter().map(|token| {
            let span = Span::new(token.start() as usize, token.end() as usize);
            (span, None)
        });
        let comments = parsed.program.comments.iter().map(|comment| {
            let span = Span::new(comment.span.start as usize, comment.span.end as usize);
            (span, Some(comment.kind))
        });
        let mut pieces: Vec<(Span, Option<CommentKind>)> = tokens.chain(comments).collect();
        pieces.sort_by_key(|(span, _)| *span);
        return walk(text, &pieces);
    }
    Suppressions::default()
}

fn walk(text: &str, pieces: &[(Span, Option<CommentKind>)]) -> Suppressions {
    let mut lines = Lines::new(text);
    let mut end = 0;
    let mut wants_more = false;
    for (span, comment) in pieces {
        let said = |start, end| text.get(start..end).unwrap_or_default();
        if let Some(at) = said(end, span.start).find('\n') {
            lines.line_break(end + at);
        }
        end = span.end;
        let words = said(span.start, span.end);
        if let Some(kind) = comment {
            let closing = if *kind == CommentKind::Line { 0 } else { 2 };
            let inner = (span.start + 2).min(span.end);
            lines.comment(*span, Span::new(inner, (span.end - closing).max(inner)));
            continue;
        }
        if words.is_empty() {
            continue; // the end of the file
        }
        let code = match words {
            "{" | "(" | "[" | "${" => Code::Opens,
            "}" | ")" | "]" => Code::Closes,
            // the parts of a template around the expressions in it
            _ if words.starts_with('`') && words.ends_with("${") => Code::Opens,
            _ if words.starts_with('}') && words.ends_with('`') => Code::Closes,
            _ => Code::Other,
        };
        let goes_on = wants_more || is_operator(words);
        lines.code(span.start, code, goes_on);
        wants_more = is_operator(words);
    }
    lines.finish()
}

/// Whether a word or sign stands between two parts of an expression.
fn is_operator(words: &str) -> bool {
    const WORDS: [&str; 5] = ["as", "in", "instanceof", "of", "satisfies"];
    let is_sign = |byte: u8| b"+-*/%=?:&|.<>^".contains(&byte);
    WORDS.contains(&words) || words.len() <= 4 && words.bytes().all(is_sign)
}
