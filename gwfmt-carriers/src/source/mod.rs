//! Program source: TypeScript, JavaScript and Python that deploy an API, parsed, never run.
//!
//! A file is parsed, brought to a form that both languages share (`ir`), and the values of the properties that hold formats are
//! worked out as far as the files of the repository say them (`eval`). What only the running program knows is a hole or
//! an [`Unknown`](crate::Unknown) with its reason.

#![expect(
    clippy::too_many_lines,
    reason = "a kind of syntax, a method or a helper is an arm; each is short"
)]
#![expect(
    clippy::match_same_arms,
    reason = "each arm is read by itself, and says what is meant"
)]
#![expect(
    clippy::case_sensitive_file_extension_comparisons,
    reason = "no tool that runs programs takes an ending in capitals"
)]
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    reason = "numbers of JavaScript are doubles; those that count something are small, and not below zero"
)]

mod bound;
mod builder;
mod calls;
mod carrier;
mod cdk;
mod eval;
mod exports;
mod imports;
mod ir;
mod json;
mod later;
mod members;
mod methods;
mod nesting;
mod owner;
mod places;
mod printf;
mod python;
mod targets;
mod typescript;
mod value;
mod written;

use std::rc::Rc;

use gwfmt_core::limits::{SOURCE_BYTES, SOURCE_STACK};
use gwfmt_core::span::{SourceId, SourceSpan, Span};

pub use self::carrier::{PYTHON, TYPESCRIPT};
use self::eval::Evaluator;
use self::imports::Imports;
use self::ir::{Language, Module};
use crate::stack::{on_stack, with_stack};
use crate::suppress::Suppressions;
use crate::{Extraction, Problem, ProblemKind, Sources};

/// A file of a program without any of these holds no format.
pub const NEEDLES: [&str; 5] = [
    "accessLog",
    "access_log",
    "AccessLogSetting",
    "AccessLogFormat",
    "$context.",
];

/// The formats in a file of a program, and in what it imports as far as its own formats are made of it.
pub fn read(path: &str, sources: &dyn Sources) -> Extraction {
    let Some((source, text)) = sources.read(path) else {
        return Extraction::default();
    };
    let Some(language) = language(path) else {
        return Extraction::default();
    };
    let work = |sources: &dyn Sources| extraction(source, path, &text, language, sources);
    on_stack(SOURCE_STACK, sources, &work).unwrap_or_else(|| {
        let message = "there is no memory for the stack that reading it may need";
        refused(source, ProblemKind::Limit, Span::at(0), message.to_owned())
    })
}

/// The language of a file by its name; declarations of types hold no values, and are not read.
fn language(name: &str) -> Option<Language> {
    let (stem, ending) = name.rsplit_once('.')?;
    match ending {
        "ts" | "mts" | "cts" if stem.ends_with(".d") => None,
        "ts" | "mts" | "cts" | "tsx" | "js" | "mjs" | "cjs" | "jsx" => Some(Language::TypeScript),
        "py" => Some(Language::Python),
        _ => None,
    }
}

/// What a file of a program asks to leave out; nothing when it cannot be read.
fn suppressions(name: &str, text: &str) -> Suppressions {
    let Some(language) = language(name) else {
        return Suppressions::default();
    };
    if text.len() > SOURCE_BYTES || nesting::too_deep(text, language).is_some() {
        return Suppressions::default();
    }
    let work = || match language {
        Language::TypeScript => typescript::suppressions(name, text),
        Language::Python => python::suppressions(text),
    };
    with_stack(SOURCE_STACK, work).unwrap_or_default()
}

fn extraction(
    source: SourceId,
    path: &str,
    text: &str,
    language: Language,
    sources: &dyn Sources,
) -> Extraction {
    let module = match parsed(source, path, text, language) {
        Ok(module) => Rc::new(module),
        // code of others, bundled or made by a tool, has the words too
        Err(_) if !text.contains("$context.") && !text.contains("AccessLogField") => {
            return Extraction::default();
        }
        Err((kind, at, message)) => return refused(source, kind, at, message),
    };
    let mut evaluator = Evaluator::new(Imports::new(sources));
    let mut extraction = places::formats(&mut evaluator, &module);
    extraction.formats.sort_by_key(|found| found.place);
    extraction.unknown.sort_by_key(|unknown| unknown.place);
    extraction.number_addresses();
    extraction
}

/// A file as a [`Module`]; else what is wrong with it, and where.
fn parsed(
    source: SourceId,
    path: &str,
    text: &str,
    language: Language,
) -> Result<Module, (ProblemKind, Span, String)> {
    if text.len() > SOURCE_BYTES {
        let message = format!("the file has more than {SOURCE_BYTES} bytes, and is not read");
        return Err((ProblemKind::Limit, Span::at(0), message));
    }
    if let Some(at) = nesting::too_deep(text, language) {
        let message = "the file is nested too deeply".to_owned();
        return Err((ProblemKind::Limit, Span::at(at), message));
    }
    let module = match language {
        Language::TypeScript => typescript::module(source, path, text),
        Language::Python => python::module(source, path, text),
    };
    module.map_err(|(at, why)| {
        let what = match language {
            Language::TypeScript => "JavaScript",
            Language::Python => "Python",
        };
        let message = format!("cannot be read as {what}: {why}");
        (ProblemKind::Syntax, at, message)
    })
}

fn refused(source: SourceId, kind: ProblemKind, at: Span, message: String) -> Extraction {
    let place = SourceSpan::new(source, at.start, at.end);
    Extraction {
        problems: vec![Problem::new(kind, place, message)],
        ..Extraction::default()
    }
}
