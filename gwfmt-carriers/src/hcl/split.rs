//! Cuts a file into its top-level items without parsing them, so that only what can matter is parsed, and a mistake in one
//! block does not cost the others.

use crate::ProblemKind;
use gwfmt_core::limits::HCL_MISTAKES;
use gwfmt_core::span::Span;

/// A block at the top of a file: `resource "aws_api_gateway_stage" "prod" { … }`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Item<'a> {
    /// The first word.
    pub(super) kind: &'a str,
    /// The labels as they are written, without quotes.
    pub(super) labels: Vec<&'a str>,
    /// All of it, from the first word to the closing brace.
    pub(super) span: Span,
    /// How often the parser would compare the keys of an object within.
    pub(super) comparisons: usize,
    /// Where its brace opens.
    open: usize,
}

/// Where the text stops being blocks, and why.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Broken {
    pub(super) at: usize,
    pub(super) kind: ProblemKind,
    pub(super) message: &'static str,
}

impl Broken {
    fn new(at: usize, message: &'static str) -> Self {
        let kind = ProblemKind::Syntax;
        Self { at, kind, message }
    }
}

/// What the text between two positions belongs to.
enum Inside<'a> {
    /// Code within `{`, `(`, `[` or `${`, that this byte closes, with so many `=` and `:` so far.
    Code(u8, usize),
    Quote,
    Heredoc(&'a str),
}

/// The blocks of a file. After a mistake it goes on with the next line that begins like a block.
pub(super) fn items(text: &str) -> (Vec<Item<'_>>, Vec<Broken>) {
    let mut items = Vec::new();
    let mut broken = Vec::new();
    let mut at = 0;
    loop {
        at = skip_blank(text, at);
        if at >= text.len() {
            return (items, broken);
        }
        match item(text, at) {
            Ok(item) => {
                at = item.span.end;
                items.push(item);
            }
            Err(mistake) => {
                broken.push(mistake);
                // a block that is not closed is read to the end of the file, each time anew
                match next_block(text, at) {
                    Some(next) if broken.len() < HCL_MISTAKES => at = next,
                    Some(at) => {
                        broken.push(Broken {
                            at,
                            kind: ProblemKind::Limit,
                            message: "too many syntax errors: the rest of the file is not read",
                        });
                        return (items, broken);
                    }
                    None => return (items, broken),
                }
            }
        }
    }
}

fn item(text: &str, start: usize) -> Result<Item<'_>, Broken> {
    let expected = |at| Broken {
        at,
        kind: ProblemKind::Syntax,
        message: "expected a block, like `resource \"type\" \"name\" {`",
    };
    let kind = word(text, start).ok_or(expected(start))?;
    let mut labels = Vec::new();
    let mut at = skip_space(text, start + kind.len());
    loop {
        match text.as_bytes().get(at) {
            Some(b'{') => break,
            Some(b'"') => {
                let end = text[at + 1..].find(['"', '\n']).map(|n| at + 1 + n);
                let end = end.filter(|&end| text.as_bytes()[end] == b'"');
                let end = end.ok_or(expected(at))?;
                labels.push(&text[at + 1..end]);
                at = end + 1;
            }
            _ => {
                let label = word(text, at).ok_or(expected(at))?;
                labels.push(label);
                at += label.len();
            }
        }
        at = skip_space(text, at);
    }
    let mut comparisons = 0;
    let end = skip_nested(text, at + 1, false, &mut comparisons)?;
    Ok(Item {
        kind,
        labels,
        span: Span::new(start, end),
        comparisons,
        open: at,
    })
}

/// The attributes and blocks directly within a block: what is left when it cannot be parsed as a whole.
pub(super) fn inner(text: &str, item: &Item<'_>) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut at = skip_blank(text, item.open + 1);
    while at < item.span.end && word(text, at).is_some() {
        let Ok(end) = skip_nested(text, at, true, &mut 0) else {
            break;
        };
        spans.push(Span::new(at, end));
        at = skip_blank(text, end);
    }
    spans
}

/// How often the parser would compare the keys of an object of this body.
pub(super) fn comparisons(body: &str) -> usize {
    let mut comparisons = 0;
    // the body ends without a brace
    let _ = skip_nested(body, 0, false, &mut comparisons);
    comparisons
}

/// The end of the block in whose body `start` lies, or only of the line and of what it opens.
fn skip_nested(
    text: &str,
    start: usize,
    line: bool,
    comparisons: &mut usize,
) -> Result<usize, Broken> {
    let bytes = text.as_bytes();
    let mut stack = vec![Inside::Code(b'}', 0)];
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        if line && byte == b'\n' && stack.len() == 1 {
            return Ok(at);
        }
        let nested = stack.len() > 1;
        match stack.last_mut() {
            None => break,
            Some(Inside::Code(close, keys)) => match byte {
                b'"' => {
                    stack.push(Inside::Quote);
                    at += 1;
                }
                b'{' | b'(' | b'[' => {
                    let close = match byte {
                        b'{' => b'}',
                        b'(' => b')',
                        _ => b']',
                    };
                    stack.push(Inside::Code(close, 0));
                    at += 1;
                }
                b'}' | b')' | b']' => {
                    if byte != *close {
                        let message = "this bracket closes another kind of bracket";
                        return Err(Broken::new(at, message));
                    }
                    stack.pop();
                    at += 1;
                }
                b'=' | b':' => {
                    // each key is compared with those before it
                    *comparisons = comparisons.saturating_add(*keys);
                    *keys += usize::from(nested);
                    at += 1;
                }
                b'#' | b'/' => at = skip_comment(text, at).unwrap_or(at + 1),
                b'<' => match heredoc(text, at) {
                    Some((marker, line)) => {
                        at = end_of_heredoc(text, line, marker).unwrap_or_else(|| {
                            stack.push(Inside::Heredoc(marker));
                            line
                        });
                    }
                    None => at += 1,
                },
                _ => at += 1,
            },
            Some(Inside::Quote) => match byte {
                b'"' => {
                    stack.pop();
                    at += 1;
                }
                b'\\' => at += 2,
                b'\n' => {
                    let message = "a quoted string cannot span lines";
                    return Err(Broken::new(at, message));
                }
                _ => at = template_byte(bytes, at, &mut stack),
            },
            Some(&mut Inside::Heredoc(marker)) => {
                if byte != b'\n' {
                    at = template_byte(bytes, at, &mut stack);
                } else if let Some(end) = end_of_heredoc(text, at + 1, marker) {
                    stack.pop();
                    at = end;
                } else {
                    at += 1;
                }
            }
        }
        if stack.is_empty() {
            return Ok(at);
        }
    }
    let message = "this block is not closed";
    let at = start.saturating_sub(1);
    Err(Broken::new(at, message))
}

/// Past one byte of a template, which may begin `${` or `%{`.
fn template_byte(bytes: &[u8], at: usize, stack: &mut Vec<Inside<'_>>) -> usize {
    let rest = &bytes[at..];
    if rest.starts_with(b"$${") || rest.starts_with(b"%%{") {
        at + 3
    } else if rest.starts_with(b"${") || rest.starts_with(b"%{") {
        stack.push(Inside::Code(b'}', 0));
        at + 2
    } else {
        at + 1
    }
}

/// The end of the closing marker, if the heredoc's line that starts at `line` is that.
pub(super) fn end_of_heredoc(text: &str, line: usize, marker: &str) -> Option<usize> {
    let rest = &text[line..];
    let rest = &rest[..rest.find('\n').unwrap_or(rest.len())];
    (rest.trim() == marker).then(|| line + rest.trim_end().len())
}

/// The marker of a heredoc that begins at `at`, and where its first line starts.
pub(super) fn heredoc(text: &str, at: usize) -> Option<(&str, usize)> {
    let rest = text[at..].strip_prefix("<<")?;
    let rest = rest.strip_prefix('-').unwrap_or(rest);
    let marker = word(rest, 0)?;
    let after = &rest[marker.len()..];
    let after = after.strip_prefix('\r').unwrap_or(after);
    let body = after.strip_prefix('\n')?;
    Some((marker, text.len() - body.len()))
}

pub(super) fn skip_comment(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    if let Some(inner) = rest.strip_prefix("/*") {
        return Some(inner.find("*/").map_or(text.len(), |n| at + n + 4));
    }
    if rest.starts_with('#') || rest.starts_with("//") {
        return Some(rest.find('\n').map_or(text.len(), |n| at + n));
    }
    None
}

/// Past white space, line breaks and comments.
fn skip_blank(text: &str, mut at: usize) -> usize {
    loop {
        match text.as_bytes().get(at) {
            Some(b' ' | b'\t' | b'\r' | b'\n') => at += 1,
            Some(b'#' | b'/') => match skip_comment(text, at) {
                Some(next) => at = next,
                None => return at,
            },
            _ => return at,
        }
    }
}

/// Past blanks of one line.
fn skip_space(text: &str, mut at: usize) -> usize {
    loop {
        match text.as_bytes().get(at) {
            Some(b' ' | b'\t') => at += 1,
            Some(b'/') if text[at..].starts_with("/*") => match skip_comment(text, at) {
                Some(next) => at = next,
                None => return at,
            },
            _ => return at,
        }
    }
}

fn word(text: &str, at: usize) -> Option<&str> {
    let rest = text.get(at..)?;
    let mut chars = rest.char_indices();
    let (_, first) = chars.next()?;
    if !(first.is_alphabetic() || first == '_') {
        return None;
    }
    let end = chars.find(|&(_, c)| !(c.is_alphanumeric() || c == '_' || c == '-'));
    Some(&rest[..end.map_or(rest.len(), |(n, _)| n)])
}

/// The next line after `at` that begins, without indentation, with the name of a block of Terraform.
fn next_block(text: &str, at: usize) -> Option<usize> {
    const KINDS: [&str; 9] = [
        "resource",
        "module",
        "locals",
        "variable",
        "output",
        "data",
        "provider",
        "terraform",
        "moved",
    ];
    let mut at = at;
    while let Some(n) = text[at..].find('\n') {
        at += n + 1;
        if let Some(kind) = word(text, at)
            && KINDS.contains(&kind)
            && text[at + kind.len()..].starts_with([' ', '{', '\t'])
        {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<&str> {
        let (items, broken) = items(text);
        assert_eq!(broken, []);
        items.iter().map(|item| &text[item.span.range()]).collect()
    }

    #[test]
    fn cuts_blocks_apart() {
        let text = "# a\nresource \"x\" y {\n}\n/* } */ locals { a = \"}\" } // {\n\nmodule m{}";
        assert_eq!(
            kinds(text),
            [
                "resource \"x\" y {\n}",
                "locals { a = \"}\" }",
                "module m{}"
            ]
        );
        assert_eq!(items(text).0[0].labels, ["x", "y"]);
    }

    #[test]
    fn follows_templates_and_heredocs() {
        for text in [
            "locals { a = \"${f(\"}\", { b = \"${c}\" })}$${ %%{ \\\" \" }",
            "locals {\n a = <<EOF\n }} ${b} $${ \" \n EOF x\n  EOF\n b = 1 }",
            "locals {\r\n a = <<-EOF\r\n }\r\n  EOF\r\n}",
            "locals {\n a = <<EOF\nEOF\n}",
            "locals { a = 1 < 2 ? b[\"]\"] : (c) }",
            "locals { a = 4 / 2 /* } */ # }\n }",
        ] {
            assert_eq!(kinds(text), [text]);
        }
    }

    #[test]
    fn finds_the_pieces_of_a_block() {
        let text = "locals {\n a = [\n 1]\n # c }\n b = <<E\n}\nE\n c {\n }\n}";
        let (items, _) = items(text);
        let pieces = inner(text, &items[0]);
        let pieces: Vec<&str> = pieces.iter().map(|span| &text[span.range()]).collect();
        assert_eq!(pieces, ["a = [\n 1]", "b = <<E\n}\nE", "c {\n }"]);
    }

    #[test]
    fn goes_on_after_a_mistake() {
        let (found, broken) = items("locals { a = \"x\n}\nmodule m {}\n");
        assert_eq!(found.len(), 1);
        assert_eq!(broken.len(), 1);
        let (found, broken) = items("locals { a = (1 }\nresource a b {\n");
        assert_eq!((found.len(), broken.len()), (0, 2));
    }
}
