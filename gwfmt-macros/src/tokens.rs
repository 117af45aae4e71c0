//! JSON written as tokens: `{ "requestId": "$context.requestId", "status": $context.status }`. Each literal keeps its own
//! place, so errors stand at the word that is wrong.

use gwfmt_core::codegen::literal;
use gwfmt_core::shape::json;
use gwfmt_core::span::SourceId;
use gwfmt_core::text::FormatText;
use proc_macro2::{Delimiter, Group, Span, TokenTree};
use syn::{Error, Result};

use crate::origin::Text;

/// The format without any white space, and its sources.
pub(crate) fn read(group: &Group) -> Result<(FormatText, Vec<Text>)> {
    let mut writer = Writer {
        text: FormatText::new(),
        sources: Vec::new(),
    };
    writer.group(group)?;
    Ok((writer.text, writer.sources))
}

struct Writer {
    text: FormatText,
    sources: Vec<Text>,
}

impl Writer {
    /// Text that stands for tokens.
    fn push(&mut self, text: &str, first: Span, last: Span) {
        let source = SourceId(u32::try_from(self.sources.len()).unwrap_or(u32::MAX));
        self.sources.push(Text::Tokens { first, last });
        self.text.push_verbatim(source, 0, text);
    }

    /// The compiler has limited the depth already.
    fn group(&mut self, group: &Group) -> Result<()> {
        let (open, close) = match group.delimiter() {
            Delimiter::Brace => ("{", "}"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::None => ("", ""),
            Delimiter::Parenthesis => {
                return Err(Error::new(
                    group.span(),
                    "JSON has no parentheses; write `{…}` or `[…]`",
                ));
            }
        };
        self.push(open, group.span_open(), group.span_open());
        let mut tokens = group.stream().into_iter().peekable();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Group(group) => self.group(&group)?,
                TokenTree::Literal(token) => {
                    let written = token.to_string();
                    if let Some(text) = literal::read(SourceId(0), &written) {
                        self.push(&json_string(text.as_str()), token.span(), token.span());
                    } else {
                        self.push(&written, token.span(), token.span());
                    }
                }
                TokenTree::Punct(punct) if punct.as_char() == '$' => {
                    let mut text = String::from("$");
                    let mut last = punct.span();
                    while let Some(next) = tokens.peek() {
                        match next {
                            TokenTree::Ident(_) => {}
                            TokenTree::Punct(p) if matches!(p.as_char(), '.' | '-') => {}
                            _ => break,
                        }
                        text.push_str(&next.to_string());
                        last = next.span();
                        tokens.next();
                    }
                    self.push(&text, punct.span(), last);
                }
                TokenTree::Ident(ident) => {
                    let word = ident.to_string();
                    let is_key =
                        matches!(tokens.peek(), Some(TokenTree::Punct(p)) if p.as_char() == ':');
                    let word = if is_key { json_string(&word) } else { word };
                    self.push(&word, ident.span(), ident.span());
                }
                // Rust's habit of a comma after the last element is none of JSON's.
                TokenTree::Punct(punct) if punct.as_char() == ',' && tokens.peek().is_none() => {}
                TokenTree::Punct(punct) => {
                    self.push(&punct.to_string(), punct.span(), punct.span());
                }
            }
        }
        self.push(close, group.span_close(), group.span_close());
        Ok(())
    }
}

fn json_string(text: &str) -> String {
    format!("\"{}\"", json::escape(text))
}
