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

/// What a file asks to leave out; nothing when something is wrong with it, for then nobody knows its tokens. `path` tells the
/// dialect by its ending.
pub(in crate::source) fn suppressions(path: &str, text: &str) -> Suppressions {
    let allocator = Allocator::default();
    for dialect in dialects(path) {
        let parsed = Parser::new(&allocator, text, dialect).parse();
        if parsed.panicked || !parsed.diagnostics.is_empty() {
            continue;
        }
        let parser = Parser::new(&allocator, text, dialect).with_config(TokensParserConfig);
        let parsed = parser.parse();
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
        if words.is_empty() || words.starts_with("#!") {
            continue; // the end of the file, and what runs it
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::suppress::testing::{assert_sound, without, words};

    fn read(text: &str) -> Vec<(String, String)> {
        words(text, &suppressions("a.ts", text))
    }

    fn one(name: &str, covers: &str) -> (String, String) {
        (name.to_owned(), covers.to_owned())
    }

    #[test]
    fn a_comment_covers_a_property_or_a_statement() {
        let text = "f({\n  // gwfmt: ignore[x] -- y\n  a: `b` +\n    'c'\n    + 'd',\n  e: 1, /* gwfmt: ignore[y] */\n});\n";
        assert_eq!(
            read(text),
            [
                one("x", "a: `b` +\n    'c'\n    + 'd',"),
                one("y", "e: 1, /* gwfmt: ignore[y] */"),
            ]
        );
        let text = "/**\n * gwfmt: ignore[x]\n */\nconst a = f({\n  b: 1,\n})\nconst c = 1\n";
        assert_eq!(read(text), [one("x", "const a = f({\n  b: 1,\n})")]);
        let text = "a\n  // gwfmt: ignore[x]\n  .b({\n    c: 1,\n  })\n  .d();\n";
        assert!(read(text)[0].1.starts_with(".b({\n    c: 1,\n  })"));
    }

    #[test]
    fn what_stands_in_a_string_is_text() {
        for text in [
            "const a = '// gwfmt: ignore[x]';\n",
            "const a = `\n// gwfmt: ignore[x]\n${'// gwfmt: ignore[x]'}`;\n",
            "const a = /[/] gwfmt: ignore[x]/;\n",
        ] {
            assert_eq!(read(text), [], "{text}");
        }
        // code in a template may hold comments, and what is about it goes to its end
        let text = "const a = `${/* gwfmt: ignore[x] */ b}\n`;\nconst c = 1;\n";
        let found = read(text);
        assert_eq!(found.len(), 1);
        assert!(!found[0].1.contains("c ="), "{found:?}");
    }

    #[test]
    fn the_file_is_covered_from_its_top_only() {
        let text = "#!/usr/bin/env node\n// gwfmt: ignore-file[x]\n'use strict';\n// gwfmt: ignore-file[y]\n";
        let read = read(text);
        assert_eq!(read[0], one("x", "the file"));
        assert!(read[1].1.contains("top"), "{read:?}");
    }

    #[test]
    fn what_is_taken_away_leaves_the_code() {
        let text = "const a = 1; // gwfmt: ignore[x]\n/* gwfmt: ignore[x] */\nf(/* gwfmt: ignore[x] */ 1); // lint // gwfmt: ignore[x]\n";
        let rest = without(text, &suppressions("a.ts", text));
        assert_eq!(rest, "const a = 1;\nf( 1); // lint\n");
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "([/*'`{}\\[\\]()$a,:=+<>\\\\é\r\n ]|// gwfmt: ignore\\[a\\]|/\\*|\\*/){0,40}") {
            assert_sound(&text, &suppressions("a.tsx", &text));
        }
    }
}
