//! The struct under the attribute.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Path, Token, Visibility};

/// `#[…] pub struct Name;`
pub(crate) struct Item {
    pub(crate) attributes: TokenStream,
    /// The names in the user's `derive` attributes, without their paths.
    pub(crate) derives: Vec<String>,
    /// These attributes as text.
    pub(crate) derive_attributes: String,
    pub(crate) visibility: Visibility,
    pub(crate) keyword: Token![struct],
    pub(crate) name: Ident,
}

const SHAPE: &str =
    "`#[access_log_format]` goes above a struct without fields: `pub struct AccessLog;`";

impl Parse for Item {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = Attribute::parse_outer(input)?;
        let visibility = input.parse()?;
        let keyword = input
            .parse()
            .map_err(|error| syn::Error::new(error.span(), SHAPE))?;
        let name = input
            .parse()
            .map_err(|error| syn::Error::new(error.span(), SHAPE))?;
        if input.peek(Token![<]) {
            return Err(input.error(
                "the record gets its lifetime from the format; remove the generics: `pub struct AccessLog;`",
            ));
        }
        if input.parse::<Option<Token![;]>>()?.is_none() && !input.is_empty() {
            let fields = input.parse::<TokenTree>()?;
            return Err(syn::Error::new(
                fields.span(),
                "the record gets its fields from the format; remove these: `pub struct AccessLog;`",
            ));
        }
        let derives = attributes.iter().flat_map(derived).collect();
        let derive_attributes = attributes
            .iter()
            .filter(|attribute| !derived(attribute).is_empty())
            .map(|attribute| attribute.to_token_stream().to_string())
            .collect();
        Ok(Self {
            attributes: attributes.iter().map(ToTokens::to_token_stream).collect(),
            derives,
            derive_attributes,
            visibility,
            keyword,
            name,
        })
    }
}

/// The names in `#[derive(…)]`.
fn derived(attribute: &Attribute) -> Vec<String> {
    if !attribute.path().is_ident("derive") {
        return Vec::new();
    }
    let paths = attribute
        .parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated)
        .unwrap_or_default();
    paths
        .iter()
        .filter_map(|path| path.segments.last())
        .map(|segment| segment.ident.to_string())
        .collect()
}
