//! Templates of CloudFormation and SAM, in YAML or JSON: the formats of their stages. What a document is, is told by
//! what it holds, never by its name.

mod carrier;
mod delivery;
mod documents;
mod dynamic;
pub(crate) mod engine;
mod formats;
mod function;
mod globals;
mod intrinsic;
mod kept;
mod known;
mod outside;
mod page;
mod parameters;
mod places;
mod template;
#[cfg(test)]
mod tests;
mod to_json_string;
mod values;
mod wrong_keys;

pub use carrier::CARRIER;
#[cfg(feature = "kubernetes")]
pub(crate) use carrier::claims;

#[cfg(feature = "terraform")]
use std::collections::HashMap;

use crate::suppress::Suppressions;
use crate::{Extraction, Problem, ProblemKind, Sources, yaml};
use documents::{Seen, documents};
use gwfmt_core::span::{SourceId, SourceSpan};
use gwfmt_core::text::FormatText;
use parameters::Around;

/// A file without this text holds no format of a template.
pub const NEEDLE: &str = "AccessLogSetting";

/// What a file turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A template of CloudFormation or SAM.
    Template,
    /// Something else in YAML or JSON.
    Other,
    /// Neither YAML nor JSON; the extraction says why.
    Unreadable,
}

/// The formats of a template; none when the file is none.
pub fn template(path: &str, sources: &dyn Sources) -> Extraction {
    match sources.read(path) {
        Some((source, text)) => read(source, &text, Some(Around { path, sources })).1,
        None => Extraction::default(),
    }
}

/// What a text is, without reading its formats.
pub fn kind(text: &str) -> Kind {
    let mut kind = Kind::Other;
    documents(SourceId(0), text, |seen| {
        kind = match seen {
            Seen::Template(template) if template.is_template() => Kind::Template,
            Seen::Fault(_) | Seen::Hole(_) if kind == Kind::Other => Kind::Unreadable,
            _ => kind,
        };
    });
    kind
}

/// The formats of a template whose text is at hand, and whether it is one. What other files give it is not looked at.
pub fn template_text(source: SourceId, text: &str) -> (Kind, Extraction) {
    read(source, text, None)
}

/// The formats of a template within a file of another language, whose parameters are given these values.
#[cfg(feature = "terraform")]
pub(crate) fn embedded(
    source: SourceId,
    text: &str,
    values: &HashMap<String, FormatText>,
) -> (Kind, Extraction) {
    formats(source, text, Some(From::Outside(values)), &|text| text)
}

/// The same for a template in which another tool fills in something before CloudFormation sees it: in each format, as `fill` says.
#[cfg(feature = "serverless")]
pub(crate) fn filled(
    source: SourceId,
    text: &str,
    fill: &dyn Fn(FormatText) -> FormatText,
) -> (Kind, Extraction) {
    formats(source, text, None, fill)
}

/// The same, with what the files around it give it.
fn read(source: SourceId, text: &str, around: Option<Around<'_>>) -> (Kind, Extraction) {
    let from = around.map(From::Around);
    formats(source, text, from, &dynamic::variables)
}

/// Who gives values to the parameters of a template.
#[derive(Clone, Copy)]
enum From<'a> {
    /// The files around it.
    Around(Around<'a>),
    /// The resource that deploys it.
    #[cfg(feature = "terraform")]
    Outside(&'a HashMap<String, FormatText>),
}

/// What a template, or another file of YAML with instructions of a template engine in it, asks to leave out.
pub(crate) fn suppressions(_: &str, text: &str) -> Suppressions {
    if !yaml::comments::may_hold(text) {
        return Suppressions::default();
    }
    yaml::comments::suppressions(&documents::readable(text))
}

fn formats(
    source: SourceId,
    text: &str,
    from: Option<From<'_>>,
    fill: &dyn Fn(FormatText) -> FormatText,
) -> (Kind, Extraction) {
    let mut kind = Kind::Other;
    let mut is_whole = true;
    let mut extraction = Extraction::default();
    let problem = |kind, at, message: &str| {
        let place = SourceSpan::new(source, at, at);
        Problem::new(kind, place, message)
    };
    documents(source, text, |seen| match seen {
        Seen::Template(template) => {
            let stopped = template.tree().stopped;
            if template.is_template() {
                kind = Kind::Template;
                #[cfg(feature = "terraform")]
                if let Some(From::Outside(values)) = from {
                    template.give(values);
                }
                template.everything(&mut extraction);
                if let Some(From::Around(around)) = from {
                    template.given_formats(around, &mut extraction);
                }
            } else if kind == Kind::Other && stopped.is_some() {
                kind = Kind::Unreadable; // for all that is known
            }
            if let Some(at) = stopped {
                let message = "the document has too many values; the rest of it is not checked";
                let limit = problem(ProblemKind::Limit, at, message);
                extraction.problems.push(limit);
            }
        }
        Seen::Limit(at) => {
            let message = "there is more that looks like instructions of a template engine than is looked at; what follows is read as it is";
            let limit = problem(ProblemKind::Limit, at, message);
            extraction.problems.push(limit);
        }
        Seen::Hole(fault) => {
            if kind == Kind::Other {
                kind = Kind::Unreadable;
            }
            let message = format!(
                "cannot be read as YAML: {}; the rest is read",
                fault.message
            );
            let syntax = problem(ProblemKind::Syntax, fault.at, &message);
            extraction.problems.push(syntax);
        }
        Seen::Fault(fault) => {
            if kind == Kind::Other {
                kind = Kind::Unreadable;
            }
            if std::mem::take(&mut is_whole) {
                let message = format!("cannot be read as YAML or JSON: {}", fault.message);
                let syntax = problem(ProblemKind::Syntax, fault.at, &message);
                extraction.problems.push(syntax);
            }
        }
    });
    dynamic::fill(&mut extraction, fill);
    extraction.formats.sort_by_key(|found| found.place);
    extraction.unknown.sort_by_key(|unknown| unknown.place);
    extraction.number_addresses();
    if kind == Kind::Template && text.contains(NEEDLE) {
        delivery::add(source, text, fill, &mut extraction);
    }
    (kind, extraction)
}
