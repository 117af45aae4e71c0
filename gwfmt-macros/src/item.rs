//! The struct under the attribute.

use proc_macro::{Delimiter, Ident, Span, TokenStream, TokenTree};

use crate::error::Error;

/// `#[…] pub struct Name;`
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) attributes: TokenStream,
    /// The names in the user's `derive` attributes.
    pub(crate) derives: Vec<String>,
    /// These attributes as text.
    pub(crate) derive_attributes: String,
    pub(crate) visibility: TokenStream,
    /// The word `struct`.
    pub(crate) keyword: TokenTree,
    pub(crate) name: Ident,
}

const SHAPE: &str =
    "`#[access_log_format]` goes above a struct without fields: `pub struct AccessLog;`";

impl Item {
    pub(crate) fn read(tokens: TokenStream) -> Result<Self, Error> {
        let mut tokens = tokens.into_iter().peekable();
        let mut attributes = TokenStream::new();
        let mut derives = Vec::new();
        let mut derive_attributes = String::new();
        while let Some(TokenTree::Punct(punct)) = tokens.peek() {
            if punct.as_char() != '#' {
                break;
            }
            let hash = tokens.next();
            let group = tokens.next();
            if let Some(TokenTree::Group(group)) = &group {
                let names = derived(group.stream());
                if !names.is_empty() {
                    derive_attributes.push('#');
                    derive_attributes.push_str(&group.to_string());
                }
                derives.extend(names);
            }
            attributes.extend(hash.into_iter().chain(group));
        }
        let mut visibility = TokenStream::new();
        let keyword = loop {
            match tokens.next() {
                Some(TokenTree::Ident(word)) if word.to_string() == "struct" => {
                    break TokenTree::Ident(word);
                }
                Some(token @ (TokenTree::Ident(_) | TokenTree::Group(_))) => {
                    let word = token.to_string();
                    if matches!(
                        word.as_str(),
                        "enum" | "union" | "fn" | "mod" | "trait" | "impl" | "type"
                    ) {
                        return Err(Error::new(token.span(), SHAPE));
                    }
                    visibility.extend([token]);
                }
                Some(other) => return Err(Error::new(other.span(), SHAPE)),
                None => return Err(Error::new(Span::call_site(), SHAPE)),
            }
        };
        let Some(TokenTree::Ident(name)) = tokens.next() else {
            return Err(Error::new(keyword.span(), SHAPE));
        };
        match tokens.next() {
            None => {}
            Some(TokenTree::Punct(end)) if end.as_char() == ';' => {}
            Some(TokenTree::Punct(open)) if open.as_char() == '<' => {
                return Err(Error::new(
                    open.span(),
                    "the record gets its lifetime from the format; write no generics: `pub struct AccessLog;`",
                ));
            }
            Some(fields) => {
                return Err(Error::new(
                    fields.span(),
                    "the record gets its fields from the format; write none: `pub struct AccessLog;`",
                ));
            }
        }
        Ok(Self {
            attributes,
            derives,
            derive_attributes,
            visibility,
            keyword,
            name,
        })
    }
}

/// The names in `derive(…)`, without their paths.
fn derived(attribute: TokenStream) -> Vec<String> {
    let mut tokens = attribute.into_iter();
    let (Some(TokenTree::Ident(word)), Some(TokenTree::Group(list))) =
        (tokens.next(), tokens.next())
    else {
        return Vec::new();
    };
    if word.to_string() != "derive" || list.delimiter() != Delimiter::Parenthesis {
        return Vec::new();
    }
    let mut names = Vec::new();
    let mut newest = None;
    for token in list.stream() {
        match token {
            TokenTree::Ident(ident) => newest = Some(ident.to_string()),
            TokenTree::Punct(comma) if comma.as_char() == ',' => names.extend(newest.take()),
            _ => {}
        }
    }
    names.extend(newest);
    names
}
