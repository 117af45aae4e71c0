#![doc = include_str!("../README.md")]
//!
//! A thin layer: it reads the attribute's arguments and the struct, lets gwfmt-core do the work, and turns findings into
//! compile errors. Nothing here knows what a format means.

#![forbid(unsafe_code)]

mod arguments;
mod config;
mod file;
mod item;
mod origin;
mod read;
mod tokens;

use std::fmt::Write as _;

use gwfmt_core::codegen::{Expansion, Options, RUNTIME, expand, ident, literal};
use gwfmt_core::diagnostic::Severity;
use gwfmt_core::lint::lint;
use gwfmt_core::model::Model;
use gwfmt_core::record::{Field, Record, snake};
use proc_macro2::{Delimiter, Group, Ident, Literal, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::Error;

use arguments::Arguments;
use item::Item;

/// Turns a struct into a typed record of an access log format. The documentation of the crate `gwfmt` explains it.
#[proc_macro_attribute]
pub fn access_log_format(
    arguments: proc_macro::TokenStream,
    item: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
    let item = match syn::parse::<Item>(item) {
        Ok(item) => item,
        Err(error) => return error.into_compile_error().into(),
    };
    let tokens = match syn::parse::<Arguments>(arguments) {
        Ok(mut arguments) => {
            let problems = std::mem::take(&mut arguments.problems);
            record(&arguments, &item, problems)
        }
        Err(error) => skeleton(&item, &[error], &Arguments::none()),
    };
    tokens.into()
}

/// Errors, and a record without fields: whatever is done with the record, only its fields are missing.
fn skeleton(item: &Item, errors: &[Error], arguments: &Arguments) -> TokenStream {
    let mut out: TokenStream = errors.iter().map(Error::to_compile_error).collect();
    out.extend(expansion(&Record::empty(), item, arguments, &[], &[]));
    out
}

fn record(arguments: &Arguments, item: &Item, mut errors: Vec<Error>) -> TokenStream {
    let origin = match read::read(&arguments.source) {
        Ok(origin) => origin,
        Err(error) => {
            errors.push(error);
            return skeleton(item, &errors, arguments);
        }
    };
    let terms = match config::terms(&arguments.source) {
        Ok(terms) => terms,
        Err(error) => {
            errors.push(error);
            return skeleton(item, &errors, arguments);
        }
    };
    let mut files = origin.files.clone();
    files.extend(terms.file.clone());
    let apis = origin.apis.narrowed(arguments.api.or(terms.api));
    let model = Model::with_settings(&origin.text, apis, &terms.settings);
    let least = if arguments.deny_warnings {
        Severity::Warning
    } else {
        Severity::Error
    };
    let mut findings = lint(&model, &terms.rules);
    findings.retain(|finding| !arguments.allow.contains(&finding.rule));
    let (denied, others): (Vec<_>, Vec<_>) = findings
        .iter()
        .partition(|finding| finding.severity >= least);
    errors.extend(denied.into_iter().map(|finding| origin.error(finding)));
    let warnings = others
        .into_iter()
        .filter(|finding| finding.severity == Severity::Warning);
    match Record::new(&model) {
        Ok(mut record) => {
            errors.extend(rename(&mut record, arguments));
            let types = types(&record, arguments, &mut errors);
            let mut out: TokenStream = errors.iter().map(Error::to_compile_error).collect();
            out.extend(warnings.map(|finding| warning(finding.rule, &origin.error(finding))));
            out.extend(expansion(&record, item, arguments, &files, &types));
            out
        }
        Err(problems) => {
            // A rule may have said the same with more words.
            if errors.is_empty() {
                errors.extend(problems.iter().map(|diagnostic| origin.error(diagnostic)));
            }
            skeleton(item, &errors, arguments)
        }
    }
}

/// A finding as a warning of the compiler. Stable Rust has no other way than the use of something that is deprecated: its
/// note is the finding, and its name the rule's.
fn warning(rule: &str, finding: &Error) -> TokenStream {
    let name = Ident::new(&snake(rule), finding.span());
    let note = Literal::string(&format!(
        "{finding}\n  = help: `allow(\"{rule}\")` behind the format accepts it"
    ));
    quote! {
        #[allow(clippy::all, clippy::pedantic, non_upper_case_globals)]
        const _: () = {
            #[deprecated(note = #note)]
            const #name: () = ();
            let _ = #name;
        };
    }
}

/// Whether an argument means this field: by its name in Rust, by its key in the format, or by its variable.
fn is_meant(record: &Record, field: &Field, name: &str) -> bool {
    record.dotted(field) == name
        || field.label == name
        || field.variable == name.trim_start_matches("$context.")
}

fn find(record: &Record, name: &str) -> Option<usize> {
    let exact = record
        .fields
        .iter()
        .position(|field| record.dotted(field) == name);
    exact.or_else(|| {
        record
            .fields
            .iter()
            .position(|field| is_meant(record, field, name))
    })
}

fn unknown_field(record: &Record, name: &str) -> String {
    let names: Vec<_> = record
        .fields
        .iter()
        .map(|field| record.dotted(field))
        .collect();
    format!(
        "the format has no field `{name}`\n  = help: its fields are `{}`",
        names.join("`, `")
    )
}

fn rename(record: &mut Record, arguments: &Arguments) -> Vec<Error> {
    let mut errors = Vec::new();
    for (name, to) in &arguments.rename {
        let Some(number) = find(record, &name.text) else {
            errors.push(Error::new(name.span, unknown_field(record, &name.text)));
            continue;
        };
        let group = record.fields[number].group;
        if snake(&to.text) != to.text {
            let message = format!(
                "`{}` is not in snake_case; write `{}`",
                to.text,
                snake(&to.text)
            );
            errors.push(Error::new(to.span, message));
        } else if record
            .fields
            .iter()
            .enumerate()
            .any(|(at, field)| at != number && field.group == group && field.name == to.text)
        {
            errors.push(Error::new(
                to.span,
                format!("there is already a field `{}`", to.text),
            ));
        } else {
            record.rename(number, &to.text);
        }
    }
    errors
}

/// The fields whose types the user chose, each with a stand-in for the type.
fn types(record: &Record, arguments: &Arguments, errors: &mut Vec<Error>) -> Vec<(usize, String)> {
    let mut types = Vec::new();
    for (at, (name, _)) in arguments.types.iter().enumerate() {
        match find(record, &name.text) {
            Some(number) => types.push((number, stand_in(at))),
            None => errors.push(Error::new(name.span, unknown_field(record, &name.text))),
        }
    }
    types
}

/// The user's tokens are put in its place afterwards, so that they keep what `$crate` and spans mean.
fn stand_in(number: usize) -> String {
    format!("__GwfmtType{number}")
}

fn expansion(
    record: &Record,
    item: &Item,
    arguments: &Arguments,
    files: &[String],
    types: &[(usize, String)],
) -> TokenStream {
    let options = Options {
        name: ident(&item.name.to_string()),
        visibility: item.visibility.to_token_stream().to_string(),
        runtime: arguments.runtime.clone(),
        derives: item.derives.clone(),
        derive_attributes: item.derive_attributes.clone(),
        types: types.to_vec(),
    };
    let Expansion {
        attributes,
        body,
        mut items,
    } = expand(record, &options);
    for file in files {
        let _ = writeln!(
            items,
            "const _: &[u8] = {}::{RUNTIME}::include_bytes!({});",
            arguments.runtime,
            literal::write(file)
        );
    }
    let lex = |code: &str| -> TokenStream {
        // Not through proc_macro2, which reads the code with a lexer of its own before it asks the compiler's.
        let tokens = code.parse::<proc_macro::TokenStream>();
        let Ok(tokens) = tokens else {
            let message = "the code of this record cannot be read; please report it";
            return Error::new(item.name.span(), message).into_compile_error();
        };
        let tokens = TokenStream::from(tokens);
        if types.is_empty() {
            tokens
        } else {
            put_types(tokens, arguments)
        }
    };
    let mut out = TokenStream::new();
    out.extend(item.attributes.clone());
    out.extend(lex(&attributes));
    item.visibility.to_tokens(&mut out);
    item.keyword.to_tokens(&mut out);
    item.name.to_tokens(&mut out);
    out.extend(lex(&body));
    out.extend(lex(&items));
    out
}

/// Puts the user's types in the place of their stand-ins.
fn put_types(tokens: TokenStream, arguments: &Arguments) -> TokenStream {
    tokens
        .into_iter()
        .flat_map(|token| match token {
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), put_types(group.stream(), arguments));
                inner.set_span(group.span());
                TokenStream::from(TokenTree::Group(inner))
            }
            TokenTree::Ident(ident) => {
                let text = ident.to_string();
                let number = text
                    .strip_prefix("__GwfmtType")
                    .and_then(|at| at.parse::<usize>().ok());
                match number.and_then(|at| arguments.types.get(at)) {
                    Some((_, ty)) => {
                        TokenStream::from(TokenTree::Group(Group::new(Delimiter::None, ty.clone())))
                    }
                    None => TokenStream::from(TokenTree::Ident(ident)),
                }
            }
            other => TokenStream::from(other),
        })
        .collect()
}
