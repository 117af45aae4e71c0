//! The attribute's arguments: the format first, then options.

use gwfmt_core::api::Api;
use gwfmt_core::codegen::literal;
use gwfmt_core::lint::Rule;
use gwfmt_core::span::SourceId;
use proc_macro2::{Delimiter, Group, Literal, Span, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Error, Ident, Lit, Path, Result, Token, Type, parenthesized, token};

/// What stands in the attribute's parentheses.
#[derive(Debug)]
pub(crate) struct Arguments {
    pub(crate) source: Source,
    pub(crate) api: Option<Api>,
    pub(crate) deny_warnings: bool,
    /// The rules whose findings are neither errors nor warnings.
    pub(crate) allow: Vec<&'static str>,
    /// The path of the crate `gwfmt`.
    pub(crate) runtime: String,
    pub(crate) rename: Vec<(Word, Word)>,
    pub(crate) types: Vec<(Word, TokenStream)>,
    /// What is wrong with the options.
    pub(crate) problems: Vec<Error>,
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
const OPTIONS: &str =
    "the options are `api`, `allow(…)`, `deny`, `crate`, `rename(…)` and `types(…)`";

impl Arguments {
    /// What is assumed where there is no format.
    pub(crate) fn none() -> Self {
        Self::of(Source::Literal(Literal::string("")))
    }

    fn of(source: Source) -> Self {
        Self {
            source,
            api: None,
            deny_warnings: false,
            allow: Vec::new(),
            runtime: "::gwfmt".to_owned(),
            rename: Vec::new(),
            types: Vec::new(),
            problems: Vec::new(),
        }
    }

    fn option(&mut self, input: ParseStream<'_>) -> Result<()> {
        let name = Ident::parse_any(input).map_err(|error| Error::new(error.span(), OPTIONS))?;
        match name.to_string().as_str() {
            "api" => {
                let value = value(&name, input)?;
                let api = Api::ALL.into_iter().find(|api| api.name() == value.text);
                let message = format!(
                    "`{}` is not an API type; write `rest`, `http`, or `websocket`",
                    value.text
                );
                self.api = Some(api.ok_or(Error::new(value.span, message))?);
            }
            "deny" => {
                let value = value(&name, input)?;
                if value.text != "warning" {
                    let message =
                        "errors are always denied; the only other level is `deny = \"warning\"`";
                    return Err(Error::new(value.span, message));
                }
                self.deny_warnings = true;
            }
            "allow" => {
                for rule in words(&name, input, r#"allow("rule-name")"#)? {
                    let known = Rule::find(&rule.text).map(|rule| rule.name);
                    let message = format!(
                        "there is no rule `{}`; `gwfmt rules` lists all of them",
                        rule.text
                    );
                    self.allow
                        .push(known.ok_or(Error::new(rule.span, message))?);
                }
            }
            "crate" => self.runtime = runtime(&name, input)?,
            "rename" => {
                let pairs = pairs(&name, input, "rename(old = new)", Word::parse)?;
                self.rename.extend(pairs);
            }
            "types" => {
                let pairs = pairs(&name, input, "types(field = Type)", Type::parse)?;
                let pairs = pairs.into_iter();
                self.types
                    .extend(pairs.map(|(field, ty)| (field, ty.into_token_stream())));
            }
            "file" => {
                return Err(Error::new(
                    name.span(),
                    "the format is given twice; write it or name its file, not both",
                ));
            }
            other => {
                return Err(Error::new(
                    name.span(),
                    format!("`{other}` is no option; {OPTIONS}"),
                ));
            }
        }
        if input.is_empty() || input.peek(Token![,]) {
            Ok(())
        } else {
            Err(input.error("write a comma between options"))
        }
    }
}

/// Fails when there is no format.
impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        if input.is_empty() {
            return Err(Error::new(Span::call_site(), NO_FORMAT));
        }
        let mut read = Self::of(source(input)?);
        while input.parse::<Option<Token![,]>>()?.is_some() && !input.is_empty() {
            if let Err(problem) = read.option(input) {
                read.problems.push(problem);
                while !input.is_empty() && !input.peek(Token![,]) {
                    input.parse::<TokenTree>()?;
                }
            }
        }
        Ok(read)
    }
}

impl Parse for Word {
    /// A name, or the text of a string literal.
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        if input.peek(Lit) {
            let token = input.parse::<Lit>()?.into_token_stream();
            let span = syn::spanned::Spanned::span(&token);
            let text = literal::read(SourceId(0), &token.to_string());
            let text = text.ok_or_else(|| Error::new(span, "expected text"))?;
            return Ok(Self {
                text: text.as_str().to_owned(),
                span,
            });
        }
        let name = Ident::parse_any(input)?;
        Ok(Self {
            text: name.unraw().to_string(),
            span: name.span(),
        })
    }
}

fn source(input: ParseStream<'_>) -> Result<Source> {
    let no_format = |span| Error::new(span, NO_FORMAT);
    let source = match input.parse::<TokenTree>()? {
        TokenTree::Literal(literal) => Source::Literal(literal),
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Source::Tokens(group),
        // A macro's `$format:literal` or `$format:expr`.
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
            return syn::parse::Parser::parse2(source, group.stream());
        }
        TokenTree::Ident(name) if name == "file" => Source::File(value(&name, input)?),
        other => return Err(no_format(other.span())),
    };
    if input.is_empty() || input.peek(Token![,]) {
        Ok(source)
    } else {
        Err(no_format(input.span()))
    }
}

/// `= "text"`
fn value(name: &Ident, input: ParseStream<'_>) -> Result<Word> {
    let wrong = |_| Error::new(name.span(), format!("write `{name} = \"…\"`"));
    input.parse::<Token![=]>().map_err(wrong)?;
    input.parse().map_err(wrong)
}

/// `= "path"` or `= path`
fn runtime(name: &Ident, input: ParseStream<'_>) -> Result<String> {
    let wrong = |_| {
        Error::new(
            name.span(),
            "write the path of the crate: `crate = \"::gwfmt\"`",
        )
    };
    input.parse::<Token![=]>().map_err(wrong)?;
    if input.peek(Lit) {
        return Ok(input.parse::<Word>().map_err(wrong)?.text);
    }
    let path = input.call(Path::parse_mod_style).map_err(wrong)?;
    Ok(path.into_token_stream().to_string().replace(' ', ""))
}

/// `("a", "b", …)`
fn words(name: &Ident, input: ParseStream<'_>, example: &str) -> Result<Vec<Word>> {
    let wrong = |span| Error::new(span, format!("write `{example}`"));
    if !input.peek(token::Paren) {
        return Err(wrong(name.span()));
    }
    let inside;
    parenthesized!(inside in input);
    let span = inside.span();
    let words = inside.call(Punctuated::<Word, Token![,]>::parse_terminated);
    Ok(words.map_err(|_| wrong(span))?.into_iter().collect())
}

/// `(a = b, c.d = e, …)`
fn pairs<T>(
    name: &Ident,
    input: ParseStream<'_>,
    example: &str,
    right: fn(ParseStream<'_>) -> Result<T>,
) -> Result<Vec<(Word, T)>> {
    let wrong = |span| Error::new(span, format!("write `{example}`"));
    if !input.peek(token::Paren) {
        return Err(wrong(name.span()));
    }
    let inside;
    parenthesized!(inside in input);
    let mut pairs = Vec::new();
    while !inside.is_empty() {
        let span = inside.span();
        let mut left: Word = inside.parse().map_err(|_| wrong(span))?;
        while inside.parse::<Option<Token![.]>>()?.is_some() {
            let next: Word = inside.parse().map_err(|_| wrong(span))?;
            left.text = format!("{}.{}", left.text, next.text);
        }
        inside.parse::<Token![=]>().map_err(|_| wrong(span))?;
        pairs.push((left, right(&inside).map_err(|_| wrong(span))?));
        if inside.parse::<Option<Token![,]>>()?.is_none() && !inside.is_empty() {
            return Err(wrong(inside.span()));
        }
    }
    Ok(pairs)
}
