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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::suppress::testing::{assert_sound, words};

    fn read(text: &str) -> Vec<(String, String)> {
        words(text, &suppressions(text))
    }

    fn one(name: &str, covers: &str) -> (String, String) {
        (name.to_owned(), covers.to_owned())
    }

    #[test]
    fn a_comment_covers_an_element_or_a_statement() {
        let text = "f(\n    # gwfmt: ignore[x] -- y\n    a='b'\n      'c',\n    d={\n        'e': 1,  # gwfmt: ignore[y]\n    },\n)\n";
        assert_eq!(
            read(text),
            [
                one("x", "a='b'\n      'c',"),
                one("y", "'e': 1,  # gwfmt: ignore[y]"),
            ]
        );
        let text = "# gwfmt: ignore[x]\na = {\n    'b': [\n    1],\n}\nc = 1\n";
        assert_eq!(read(text), [one("x", "a = {\n    'b': [\n    1],\n}")]);
    }

    #[test]
    fn a_long_string_is_covered_from_its_first_line() {
        let text = "a = '''\n# gwfmt: ignore[y]\n'''  # gwfmt: ignore[x]\nb = 1\n";
        assert_eq!(
            read(text),
            [one(
                "x",
                "a = '''\n# gwfmt: ignore[y]\n'''  # gwfmt: ignore[x]"
            )]
        );
    }

    #[test]
    fn what_stands_in_a_string_is_text() {
        for text in [
            "a = '# gwfmt: ignore[x]'\n",
            "a = f\"{b} # gwfmt: ignore[x] {'# gwfmt: ignore[x]'}\"\n",
            "'''\n# gwfmt: ignore-file[x]\n'''\n",
        ] {
            assert_eq!(read(text), [], "{text}");
        }
    }

    #[test]
    fn the_file_is_covered_from_its_top_only() {
        let text =
            "#!/usr/bin/env python\n# gwfmt: ignore-file[x]\n'''doc'''\n# gwfmt: ignore-file[y]\n";
        let read = read(text);
        assert_eq!(read[0], one("x", "the file"));
        assert!(read[1].1.contains("top"), "{read:?}");
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "([#'\"{}\\[\\]()a,:=\\\\é\r\n ]|\n    |f\"|\"\"\"|# gwfmt: ignore\\[a\\]){0,40}") {
            assert_sound(&text, &suppressions(&text));
        }
    }
}
