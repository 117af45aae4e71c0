//! The attribute's arguments: the format first, then options.

use gwfmt_core::api::Api;
use proc_macro::{Delimiter, Group, Literal, Span, TokenStream, TokenTree};

use crate::error::Error;

/// What stands in the attribute's parentheses.
#[derive(Debug)]
pub(crate) struct Arguments {
    pub(crate) source: Source,
    pub(crate) api: Option<Api>,
    pub(crate) deny_warnings: bool,
    /// The path of the crate `gwfmt`.
    pub(crate) runtime: String,
    pub(crate) rename: Vec<(Word, Word)>,
    pub(crate) types: Vec<(Word, TokenStream)>,
}

/// Where the format is.
#[derive(Debug)]
pub(crate) enum Source {
    /// In a string literal.
    Literal(Literal),
    /// In JSON written as tokens.
    Tokens(Group),
    /// In a file: path, and address after `#`.
    File(Word),
}

/// A name or text with its place.
#[derive(Debug)]
pub(crate) struct Word {
    pub(crate) text: String,
    pub(crate) span: Span,
}

const NO_FORMAT: &str =
    "write the format first: a string literal, JSON in braces, or `file = \"…\"`";
const OPTIONS: &str = "the options are `api`, `deny`, `crate`, `rename(…)` and `types(…)`";

impl Arguments {
    /// What is assumed where there is no format.
    pub(crate) fn none() -> Self {
        Self {
            source: Source::Literal(Literal::string("")),
            api: None,
            deny_warnings: false,
            runtime: "::gwfmt".to_owned(),
            rename: Vec::new(),
            types: Vec::new(),
        }
    }

    /// The arguments, and what is wrong with the options. Fails when there is no format.
    pub(crate) fn read(tokens: TokenStream) -> Result<(Self, Vec<Error>), Error> {
        let mut arguments = arguments(tokens).into_iter();
        let source = match arguments.next() {
            Some(argument) => source(argument)?,
            None => return Err(Error::new(Span::call_site(), NO_FORMAT)),
        };
        let mut read = Self {
            source,
            ..Self::none()
        };
        let problems = arguments
            .filter_map(|argument| read.option(argument).err())
            .collect();
        Ok((read, problems))
    }

    fn option(&mut self, argument: Vec<TokenTree>) -> Result<(), Error> {
        let mut tokens = argument.into_iter();
        let Some(TokenTree::Ident(name)) = tokens.next() else {
            return Err(Error::new(Span::call_site(), OPTIONS));
        };
        let rest: Vec<TokenTree> = tokens.collect();
        match name.to_string().as_str() {
            "api" => {
                let value = value(name.span(), &rest)?;
                let api = Api::ALL.into_iter().find(|api| api.name() == value.text);
                let message = format!(
                    "`{}` is no type of API; write `rest`, `http` or `websocket`",
                    value.text
                );
                self.api = Some(api.ok_or(Error::new(value.span, message))?);
            }
            "deny" => {
                let value = value(name.span(), &rest)?;
                if value.text != "warning" {
                    let message =
                        "errors are always denied; the one other level is `deny = \"warning\"`";
                    return Err(Error::new(value.span, message));
                }
                self.deny_warnings = true;
            }
            "crate" => {
                self.runtime = match rest.as_slice() {
                    [TokenTree::Punct(_), TokenTree::Literal(_)] => value(name.span(), &rest)?.text,
                    [TokenTree::Punct(equals), path @ ..]
                        if equals.as_char() == '=' && !path.is_empty() =>
                    {
                        path.iter()
                            .cloned()
                            .collect::<TokenStream>()
                            .to_string()
                            .replace(' ', "")
                    }
                    _ => {
                        return Err(Error::new(
                            name.span(),
                            "write the path of the crate: `crate = \"::gwfmt\"`",
                        ));
                    }
                };
            }
            "rename" => {
                for entry in list(name.span(), &rest, "rename(old = new)")? {
                    let (old, new) = pair(name.span(), entry, "rename(old = new)")?;
                    let new = word(new.into_iter().next(), name.span(), "rename(old = new)")?;
                    self.rename.push((old, new));
                }
            }
            "types" => {
                for entry in list(name.span(), &rest, "types(field = Type)")? {
                    let (field, ty) = pair(name.span(), entry, "types(field = Type)")?;
                    self.types.push((field, ty.into_iter().collect()));
                }
            }
            "file" => {
                return Err(Error::new(
                    name.span(),
                    "there is a format already; write it or name its file, not both",
                ));
            }
            other => {
                return Err(Error::new(
                    name.span(),
                    format!("`{other}` is no option; {OPTIONS}"),
                ));
            }
        }
        Ok(())
    }
}

fn source(argument: Vec<TokenTree>) -> Result<Source, Error> {
    let mut tokens = argument.into_iter();
    let first = tokens.next();
    let rest: Vec<TokenTree> = tokens.collect();
    match first {
        Some(TokenTree::Literal(literal)) if rest.is_empty() => Ok(Source::Literal(literal)),
        Some(TokenTree::Group(group))
            if group.delimiter() == Delimiter::Brace && rest.is_empty() =>
        {
            Ok(Source::Tokens(group))
        }
        // A macro's `$format:literal` or `$format:expr`.
        Some(TokenTree::Group(group))
            if group.delimiter() == Delimiter::None && rest.is_empty() =>
        {
            source(group.stream().into_iter().collect())
        }
        Some(TokenTree::Ident(name)) if name.to_string() == "file" => {
            Ok(Source::File(value(name.span(), &rest)?))
        }
        Some(other) => Err(Error::new(other.span(), NO_FORMAT)),
        None => Err(Error::new(Span::call_site(), NO_FORMAT)),
    }
}

/// Splits at commas outside of `<…>`; groups are one token already.
fn arguments(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut arguments = Vec::new();
    let mut current = Vec::new();
    let mut depth = 0usize;
    for token in tokens {
        if let TokenTree::Punct(punct) = &token {
            match punct.as_char() {
                '<' => depth += 1,
                '>' => depth = depth.saturating_sub(1),
                ',' if depth == 0 => {
                    arguments.push(std::mem::take(&mut current));
                    continue;
                }
                _ => {}
            }
        }
        current.push(token);
    }
    if !current.is_empty() {
        arguments.push(current);
    }
    arguments
}

/// `= "text"`
fn value(name: Span, tokens: &[TokenTree]) -> Result<Word, Error> {
    match tokens {
        [TokenTree::Punct(equals), value] if equals.as_char() == '=' => {
            word(Some(value.clone()), name, "name = \"text\"")
        }
        _ => Err(Error::new(name, "write `name = \"text\"`")),
    }
}

/// `(a = b, …)`
fn list(name: Span, tokens: &[TokenTree], example: &str) -> Result<Vec<Vec<TokenTree>>, Error> {
    match tokens {
        [TokenTree::Group(group)] if group.delimiter() == Delimiter::Parenthesis => {
            Ok(arguments(group.stream()))
        }
        _ => Err(Error::new(name, format!("write `{example}`"))),
    }
}

/// `name = …`, where the name may have dots.
fn pair(name: Span, entry: Vec<TokenTree>, example: &str) -> Result<(Word, Vec<TokenTree>), Error> {
    let equals = entry
        .iter()
        .position(|token| matches!(token, TokenTree::Punct(p) if p.as_char() == '='));
    let first = entry.first().map_or(name, TokenTree::span);
    let Some(at) = equals.filter(|at| *at > 0 && at + 1 < entry.len()) else {
        return Err(Error::new(first, format!("write `{example}`")));
    };
    let left = match entry.get(..at) {
        Some([one]) => word(Some(one.clone()), name, example)?,
        left => Word {
            text: left
                .unwrap_or_default()
                .iter()
                .map(ToString::to_string)
                .collect(),
            span: first,
        },
    };
    Ok((left, entry.into_iter().skip(at + 1).collect()))
}

/// A name, or the text of a string literal.
fn word(token: Option<TokenTree>, name: Span, example: &str) -> Result<Word, Error> {
    let wrong = |span| Error::new(span, format!("write `{example}`"));
    match token {
        // A macro's `$name:ident` or `$text:literal`.
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::None => {
            word(group.stream().into_iter().next(), name, example)
        }
        Some(TokenTree::Ident(ident)) => Ok(Word {
            text: ident.to_string().trim_start_matches("r#").to_owned(),
            span: ident.span(),
        }),
        Some(TokenTree::Literal(literal)) => {
            let text = gwfmt_core::codegen::literal::read(
                gwfmt_core::span::SourceId(0),
                &literal.to_string(),
            );
            Ok(Word {
                text: text.ok_or(wrong(literal.span()))?.as_str().to_owned(),
                span: literal.span(),
            })
        }
        Some(other) => Err(wrong(other.span())),
        None => Err(wrong(name)),
    }
}
