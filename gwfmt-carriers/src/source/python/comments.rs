//! The comments of a file of Python, and where what they are about ends: within brackets at the comma, else at the end of the
//! statement's line.

use gwfmt_core::span::Span;
use ruff_python_ast::token::TokenKind;
use ruff_python_parser::{Mode, ParseOptions, parse_unchecked};
use ruff_text_size::Ranged as _;

use crate::suppress::Suppressions;
use crate::suppress::lines::{Code, Lines};

/// What a file asks to leave out.
pub(in crate::source) fn suppressions(text: &str) -> Suppressions {
    let mut lines = Lines::new(text);
    let parsed = parse_unchecked(text, ParseOptions::from(Mode::Module));
    let mut ends_element = false;
    for token in parsed.tokens() {
        let (kind, range) = (token.kind(), token.range());
        let (start, end) = (range.start().to_usize(), range.end().to_usize());
        let code = match kind {
            TokenKind::Comment => {
                lines.comment(Span::new(start, end), Span::new(start + 1, end));
                continue;
            }
            TokenKind::Newline | TokenKind::NonLogicalNewline => {
                lines.line_break(start);
                continue;
            }
            TokenKind::Indent | TokenKind::Dedent | TokenKind::EndOfFile => continue,
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => Code::Opens,
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => Code::Closes,
            _ => Code::Other,
        };
        let goes_on = lines.depth() > 0 && !ends_element && code != Code::Closes;
        lines.code(start, code, goes_on);
        ends_element = kind == TokenKind::Comma || code == Code::Opens;
    }
    lines.finish()
}
