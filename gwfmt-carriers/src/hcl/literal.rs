//! Templates as Terraform reads them: a flat row of tokens, of which the literal ones are a line long in a heredoc. Strip
//! markers (`~`) and the dedent of `<<-` work on that row, before directives are nested.

use gwfmt_core::span::{SourceId, SourceSpan, Span};
use gwfmt_core::text::FormatText;

use super::syntax::{Expr, Part};

#[derive(Debug)]
pub(super) enum Token {
    Literal(FormatText),
    Value(Expr),
    If(Expr),
    Else,
    EndIf,
    For {
        key: Option<String>,
        value: String,
        over: Expr,
    },
    EndFor,
}

/// A token, and whether it strips the white space before and after itself.
#[derive(Debug)]
pub(super) struct Marked {
    pub(super) token: Token,
    pub(super) before: bool,
    pub(super) after: bool,
}

impl Marked {
    pub(super) fn literal(text: FormatText) -> Self {
        Self {
            token: Token::Literal(text),
            before: false,
            after: false,
        }
    }
}

/// Text that stands at `offset` of the source, with its escapes undone: all of them in a quoted string, only `$${` and
/// `%%{` elsewhere.
pub(super) fn decode(source: SourceId, offset: usize, raw: &str, quoted: bool) -> FormatText {
    let mut text = FormatText::new();
    let mut done = 0;
    let mut at = 0;
    while let Some(n) = raw[at..].find(['\\', '$', '%']) {
        at += n;
        let rest = &raw[at..];
        let Some((length, meaning)) = marker(rest).or_else(|| quoted.then(|| escape(rest))?) else {
            at += 1;
            continue;
        };
        text.push_verbatim(source, offset + done, &raw[done..at]);
        let place = SourceSpan::new(source, offset + at, offset + at + length);
        text.push_escape(place, &meaning);
        at += length;
        done = at;
    }
    text.push_verbatim(source, offset + done, &raw[done..]);
    text
}

/// `$${` or `%%{` at the start: its length and its meaning.
fn marker(rest: &str) -> Option<(usize, String)> {
    let meaning = match rest.get(..3)? {
        "$${" => "${",
        "%%{" => "%{",
        _ => return None,
    };
    Some((3, meaning.to_owned()))
}

/// A backslash escape at the start: its length and its meaning.
fn escape(rest: &str) -> Option<(usize, String)> {
    let letter = rest.strip_prefix('\\')?.chars().next()?;
    let (length, meaning) = match letter {
        'n' => (2, '\n'),
        'r' => (2, '\r'),
        't' => (2, '\t'),
        '"' | '\\' => (2, letter),
        'u' | 'U' => {
            let length = if letter == 'u' { 6 } else { 10 };
            let digits = rest.get(2..length)?;
            (
                length,
                char::from_u32(u32::from_str_radix(digits, 16).ok()?)?,
            )
        }
        _ => return None,
    };
    Some((length, meaning.to_string()))
}

/// Carries out the strip markers.
pub(super) fn strip(tokens: &mut [Marked]) {
    for at in 0..tokens.len() {
        let (before, after) = (tokens[at].before, tokens[at].after);
        if before
            && at > 0
            && let Token::Literal(text) = &mut tokens[at - 1].token
        {
            let kept = text.as_str().trim_end().len();
            *text = keep(text, Span::new(0, kept));
        }
        if after
            && let Some(Marked {
                token: Token::Literal(text),
                ..
            }) = tokens.get_mut(at + 1)
        {
            let kept = text.len() - text.as_str().trim_start().len();
            *text = keep(text, Span::new(kept, text.len()));
        }
    }
}

/// Takes from the lines of a `<<-` heredoc the indentation that all of them have.
///
/// A line that is only white space does not count, unless something else follows on it; a line that begins with `${`, or
/// whose white space a strip marker took, has none.
pub(super) fn dedent(tokens: &mut [Marked]) {
    let mut smallest = usize::MAX;
    let mut lines = Vec::new();
    let mut line_starts = true;
    for (at, marked) in tokens.iter().enumerate() {
        let literal = match &marked.token {
            Token::Literal(text) => Some(text.as_str()),
            _ => None,
        };
        if line_starts {
            line_starts = false;
            match literal {
                Some(text) if text.trim_start().is_empty() && text.ends_with('\n') => {}
                Some(text) => {
                    let space = &text[..text.len() - text.trim_start().len()];
                    smallest = smallest.min(space.replace("\r\n", "\n").chars().count());
                    lines.push(at);
                }
                None => smallest = 0,
            }
        }
        line_starts |= literal.is_some_and(|text| text.ends_with('\n'));
    }
    for at in lines {
        if let Token::Literal(text) = &mut tokens[at].token {
            let cut = text.as_str().char_indices().nth(smallest);
            let cut = cut.map_or(text.len(), |(cut, _)| cut);
            *text = keep(text, Span::new(cut, text.len()));
        }
    }
}

/// The part `span`; what was cut off leaves runs of no bytes, so that the places of the text stay in touch.
fn keep(text: &FormatText, span: Span) -> FormatText {
    let mut new = FormatText::new();
    let cut = |new: &mut FormatText, span: Span| {
        if let Some(places) = text.locate(span).filter(|_| !span.is_empty()) {
            new.push_escape(places.primary, "");
        }
    };
    cut(&mut new, Span::new(0, span.start));
    new.push_text(&text.slice(span));
    cut(&mut new, Span::new(span.end, text.len()));
    new
}

/// Nests the directives.
pub(super) fn nest(tokens: Vec<Marked>) -> Vec<Part> {
    let mut tokens = tokens.into_iter().map(|marked| marked.token);
    nest_until(&mut tokens).0
}

/// The parts up to the directive that ends them, and that directive.
fn nest_until(tokens: &mut impl Iterator<Item = Token>) -> (Vec<Part>, Option<Token>) {
    let mut parts: Vec<Part> = Vec::new();
    while let Some(token) = tokens.next() {
        match token {
            Token::Literal(text) => match parts.last_mut() {
                Some(Part::Literal(last)) => last.push_text(&text),
                _ => parts.push(Part::Literal(text)),
            },
            Token::Value(expr) => parts.push(Part::Value(expr)),
            Token::If(condition) => {
                let (then, end) = nest_until(tokens);
                let otherwise = match end {
                    Some(Token::Else) => nest_until(tokens).0,
                    _ => Vec::new(),
                };
                parts.push(Part::If {
                    condition,
                    then,
                    otherwise,
                });
            }
            Token::For { key, value, over } => {
                let (body, _) = nest_until(tokens);
                parts.push(Part::For {
                    key,
                    value,
                    over,
                    body,
                });
            }
            end @ (Token::Else | Token::EndIf | Token::EndFor) => return (parts, Some(end)),
        }
    }
    (parts, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undoes_escapes_and_keeps_places() {
        let raw = r#"a\"b$${c}%%{ \u00e9\U0001F600 $x 5%"#;
        let text = decode(SourceId(0), 10, raw, true);
        assert_eq!(text.as_str(), "a\"b${c}%{ é😀 $x 5%");
        let c = text.locate(Span::new(5, 6)).unwrap();
        assert_eq!(c.primary, SourceSpan::new(SourceId(0), 17, 18));
        assert_eq!(decode(SourceId(0), 0, r"\n$${", false).as_str(), r"\n${");
    }

    #[test]
    fn three_dollars_are_a_dollar_and_an_escape() {
        assert_eq!(decode(SourceId(0), 0, "$$${", true).as_str(), "$${");
    }
}
