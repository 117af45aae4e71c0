//! Templates of CloudFormation and SAM, in YAML or JSON: the formats of their stages. What a document is, is told by
//! what it holds, never by its name.

mod carrier;
mod dynamic;
mod formats;
mod function;
mod globals;
mod intrinsic;
mod known;
mod places;
mod template;
#[cfg(test)]
mod tests;
mod to_json_string;
mod wrong_keys;

pub use carrier::CARRIER;

use crate::yaml::{self, Fault, Keep};
use crate::{Extraction, Problem, ProblemKind, Sources};
use gwfmt_core::span::{SourceId, SourceSpan};
use template::Template;

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
        Some((source, text)) => template_text(source, &text).1,
        None => Extraction::default(),
    }
}

/// What a text is, without reading its formats.
pub fn kind(text: &str) -> Kind {
    let mut kind = Kind::Other;
    documents(SourceId(0), text, |template| {
        kind = match template {
            Ok(template) if template.is_template() => Kind::Template,
            Err(_) if kind == Kind::Other => Kind::Unreadable,
            _ => kind,
        };
    });
    kind
}

/// The formats of a template whose text is at hand, and whether it is one.
pub fn template_text(source: SourceId, text: &str) -> (Kind, Extraction) {
    let mut kind = Kind::Other;
    let mut is_whole = true;
    let mut extraction = Extraction::default();
    documents(source, text, |template| match template {
        Ok(template) => {
            let stopped = template.tree().stopped;
            if template.is_template() {
                kind = Kind::Template;
                template.formats(&mut extraction);
            } else if kind == Kind::Other && stopped.is_some() {
                kind = Kind::Unreadable; // for all that is known
            }
            if let Some(at) = stopped {
                let place = SourceSpan::new(source, at, at);
                let message =
                    "the document has more values than are read; what follows is not looked at";
                extraction
                    .problems
                    .push(Problem::new(ProblemKind::Limit, place, message));
            }
        }
        Err(fault) => {
            if kind == Kind::Other {
                kind = Kind::Unreadable;
            }
            if std::mem::take(&mut is_whole) {
                let message = format!("cannot be read as YAML or JSON: {}", fault.message);
                let place = SourceSpan::new(source, fault.at, fault.at);
                let problem = Problem::new(ProblemKind::Syntax, place, message);
                extraction.problems.push(problem);
            }
        }
    });
    extraction.formats.sort_by_key(|found| found.place);
    extraction.unknown.sort_by_key(|unknown| unknown.place);
    extraction.number_addresses();
    (kind, extraction)
}

/// Hands over each document of a text as a template, or what is wrong with it. When none is a template, the documents are
/// looked at once more: resources may stand in them as other files have them.
fn documents(source: SourceId, text: &str, mut visit: impl FnMut(Result<Template<'_>, &Fault>)) {
    let mut is_plain = true;
    for document in yaml::read(text, Keep(template::root)) {
        match &document {
            Ok(tree) => {
                let template = Template::new(source, text, tree);
                is_plain &= !template.is_template() && tree.stopped.is_none();
                visit(Ok(template));
            }
            Err(fault) => {
                is_plain = false;
                visit(Err(fault));
            }
        }
    }
    let may_hold = [NEEDLE, "AWS::", "provider"]
        .iter()
        .any(|word| text.contains(word));
    if is_plain && may_hold {
        let documents = yaml::read(text, Keep(template::elsewhere));
        for tree in documents.flatten() {
            visit(Ok(Template::elsewhere(source, text, &tree)));
        }
    }
}
