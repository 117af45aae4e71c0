//! The comments of a file of Terraform, and where what they are about ends. A `#` in a string or a heredoc begins none.

use super::split::{end_of_heredoc, heredoc, skip_comment};
use crate::suppress::Suppressions;
use crate::suppress::lines::{Code, Lines};
use gwfmt_core::span::Span;

/// What is around a byte.
enum Inside<'t> {
    /// Code, within brackets or `${`.
    Code,
    Quote,
    Heredoc(&'t str),
}

/// What a file asks to leave out; one of Terraform's JSON syntax in its members `"//"`.
pub(super) fn suppressions(name: &str, text: &str) -> Suppressions {
    if name.strip_suffix(".json").is_some() {
        return crate::yaml::comments::suppressions(text);
    }
    let mut lines = Lines::new(text);
    let bytes = text.as_bytes();
    let mut inside = vec![Inside::Code];
    let mut at = text
        .strip_prefix('\u{FEFF}')
        .map_or(0, |rest| text.len() - rest.len());
    while let Some(&byte) = bytes.get(at) {
        match inside.last() {
            None => break,
            Some(Inside::Code) => match byte {
                b'\n' => {
                    lines.line_break(at);
                    at += 1;
                }
                b' ' | b'\t' | b'\r' => at += 1,
                b'"' => {
                    lines.code(at, Code::Other, false);
                    inside.push(Inside::Quote);
                    at += 1;
                }
                b'{' | b'(' | b'[' => {
                    lines.code(at, Code::Opens, false);
                    inside.push(Inside::Code);
                    at += 1;
                }
                b'}' | b')' | b']' => {
                    lines.code(at, Code::Closes, false);
                    if inside.len() > 1 {
                        inside.pop();
                    }
                    at += 1;
                }
                b'#' | b'/' if skip_comment(text, at).is_some() => {
                    let end = skip_comment(text, at).unwrap_or(text.len());
                    let comment = text.get(at..end).unwrap_or_default();
                    let end = at + comment.trim_end_matches('\r').len();
                    lines.comment(Span::new(at, end), said(text, at, end));
                    at = end;
                }
                b'<' => {
                    lines.code(at, Code::Other, false);
                    at = match heredoc(text, at) {
                        Some((marker, line)) => {
                            end_of_heredoc(text, line, marker).unwrap_or_else(|| {
                                inside.push(Inside::Heredoc(marker));
                                line
                            })
                        }
                        None => at + 1,
                    };
                }
                _ => {
                    lines.code(at, Code::Other, false);
                    at += 1;
                }
            },
            Some(Inside::Quote) => match byte {
                b'"' => {
                    inside.pop();
                    at += 1;
                }
                b'\\' => at += 2,
                // a string that is not closed ends with its line
                b'\n' => {
                    inside.pop();
                }
                _ => at = template_byte(bytes, at, &mut inside, &mut lines),
            },
            Some(&Inside::Heredoc(marker)) => {
                if byte != b'\n' {
                    at = template_byte(bytes, at, &mut inside, &mut lines);
                } else if let Some(end) = end_of_heredoc(text, at + 1, marker) {
                    inside.pop();
                    at = end;
                } else {
                    at += 1;
                }
            }
        }
    }
    lines.finish()
}

/// Past one byte of a template, which may begin `${` or `%{`: what is in it is code.
fn template_byte(
    bytes: &[u8],
    at: usize,
    inside: &mut Vec<Inside<'_>>,
    lines: &mut Lines<'_>,
) -> usize {
    let rest = &bytes[at..];
    if rest.starts_with(b"$${") || rest.starts_with(b"%%{") {
        at + 3
    } else if rest.starts_with(b"${") || rest.starts_with(b"%{") {
        lines.code(at, Code::Opens, false);
        inside.push(Inside::Code);
        at + 2
    } else {
        at + 1
    }
}

/// What a comment says.
fn said(text: &str, start: usize, end: usize) -> Span {
    let comment = text.get(start..end).unwrap_or_default();
    let is_block = comment.starts_with("/*");
    let sign = if comment.starts_with('#') { 1 } else { 2 };
    let closed = is_block && comment.len() >= 4 && comment.ends_with("*/");
    Span::new(start + sign, end - if closed { 2 } else { 0 })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::suppress::testing::{assert_sound, without, words};

    fn read(text: &str) -> Vec<(String, String)> {
        words(text, &suppressions("main.tf", text))
    }

    fn one(name: &str, covers: &str) -> (String, String) {
        (name.to_owned(), covers.to_owned())
    }

    #[test]
    fn a_comment_covers_what_begins_behind_it() {
        let text = "resource \"a\" \"b\" {\n  # gwfmt: ignore[x] -- y\n  # and more\n\n  format = jsonencode({\n    a = 1\n  })\n  other = 2\n}\n";
        assert_eq!(
            read(text),
            [one("x", "format = jsonencode({\n    a = 1\n  })")]
        );
        let text = "// gwfmt: ignore[x]\nresource \"a\" \"b\" {\n  a = 1\n}\nlocals {}\n";
        assert_eq!(read(text), [one("x", "resource \"a\" \"b\" {\n  a = 1\n}")]);
        let text = "a = [\n  # gwfmt: ignore[x]\n]\nb = 1\n";
        assert_eq!(read(text), [one("x", "]")]);
        assert_eq!(read("a = 1\n# gwfmt: ignore[x]"), [one("x", "")]);
    }

    #[test]
    fn a_heredoc_is_covered_to_its_end() {
        let text = "/* gwfmt: ignore[x] */\nformat = <<-EOT\n  # gwfmt: ignore[y]\n  ${a ? \"}\" : 1}\n  EOT\nb = 1\n";
        assert_eq!(
            read(text),
            [one(
                "x",
                "format = <<-EOT\n  # gwfmt: ignore[y]\n  ${a ? \"}\" : 1}\n  EOT"
            )]
        );
    }

    #[test]
    fn a_comment_behind_code_covers_what_begins_on_its_line() {
        let text = "a = 1 # gwfmt: ignore[x]\nb = f({ // gwfmt: ignore[y]\n  c = 1\n}) /* gwfmt: ignore[z] */\n";
        assert_eq!(
            read(text),
            [
                one("x", "a = 1 # gwfmt: ignore[x]"),
                one(
                    "y",
                    "b = f({ // gwfmt: ignore[y]\n  c = 1\n}) /* gwfmt: ignore[z] */"
                ),
                one("z", "}) /* gwfmt: ignore[z] */"),
            ]
        );
        let text = "/* gwfmt: ignore[x] */ a = 1\nb = 2\n";
        assert_eq!(read(text), [one("x", "a = 1")]);
    }

    #[test]
    fn what_stands_in_a_string_is_text() {
        for text in [
            "a = \"# gwfmt: ignore[x]\"\n",
            "a = \"\\\" # gwfmt: ignore[x]\"\n",
            "a = \"$${ # gwfmt: ignore[x]\"\n",
            "a = <<E\n// gwfmt: ignore[x]\n# gwfmt: ignore-file[x]\nE\n",
            "a = \"${f(\"# gwfmt: ignore[x]\")}\"\n",
        ] {
            assert_eq!(read(text), [], "{text}");
        }
        // code in a template may hold comments
        let text = "a = \"${f( /* gwfmt: ignore[x] */ 1)}\"\nb = 1\n";
        assert_eq!(read(text).len(), 1);
    }

    #[test]
    fn the_file_is_covered_from_its_top_only() {
        let text = "\u{FEFF}# the team\n/*\n * gwfmt: ignore-file[x, y] -- z\n */\na = 1\n# gwfmt: ignore-file[x]\n";
        let read = read(text);
        assert_eq!(read[0], one("x y", "the file"));
        assert!(read[1].1.contains("top"), "{read:?}");
    }

    #[test]
    fn a_block_comment_may_hold_several() {
        let text = "/*\n gwfmt: ignore[x] -- é\n gwfmt: ignore[y]\n*/\na = 1\n";
        assert_eq!(read(text), [one("x", "a = 1"), one("y", "a = 1")]);
        let found = suppressions("a.tf", text);
        assert_eq!(found.all[0].rules[0].reason.as_deref(), Some("é"));
        assert_eq!(without(text, &found), text);
    }

    #[test]
    fn a_mistake_costs_no_other_line() {
        let text = "a = \"open\n# gwfmt: ignore[x]\nb = 1\n}\n# gwfmt: ignore[y]\nc = 1\n";
        assert_eq!(read(text), [one("x", "b = 1"), one("y", "c = 1")]);
    }

    #[test]
    fn what_is_taken_away_leaves_the_code() {
        let text = "a = 1 # gwfmt: ignore[x]\r\nb = 1\r\n# gwfmt: ignore[x]\r\n";
        let found = suppressions("a.tf", text);
        assert_eq!(without(text, &found), "a = 1\r\nb = 1\r\n");
        let text = "a = 1 # gwfmt: ignore[x]\n  # gwfmt: ignore[x]\nb = 2 # noqa # gwfmt: ignore[x] -- y\n";
        let found = suppressions("a.tf", text);
        assert_eq!(without(text, &found), "a = 1\nb = 2 # noqa\n");
    }

    #[test]
    fn a_file_of_nothing_but_comments_is_read_in_time() {
        let text = "# gwfmt: ignore[x] [\n".repeat(50_000);
        let found = suppressions("a.tf", &text);
        assert!(found.left_out.is_some());
        let text = "a = [ # gwfmt: ignore[x]\n".repeat(50_000);
        assert!(suppressions("a.tf", &text).left_out.is_some());
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "([#/*\"{}\\[\\]()$<\\-A\\\\é\r\n ]|gwfmt|: ignore\\[a\\]|<<A\n|/\\*|\\*/){0,40}") {
            assert_sound(&text, &suppressions("a.tf", &text));
        }
    }
}
