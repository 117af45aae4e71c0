//! Services of the Serverless Framework (`serverless.yml`): the formats of the stages that the framework makes, and those of the
//! resources that a service adds. Variables are filled in as far as the files of the repository say what they are.

mod carrier;
mod choices;
mod file;
mod logs;
mod resources;
mod service;
mod typed;
mod variable;

pub use carrier::CARRIER;

use std::sync::Arc;

use crate::carrier::Input;
use crate::yaml::tree::Tree;
use crate::yaml::{self, ALL, Fault, Keep};
use crate::{Extraction, Problem, ProblemKind, Unknown, Why};
use file::File;
use gwfmt_core::span::SourceSpan;
use service::Service;

/// A service that holds a format has at least one of these; a part of its configuration may be in another file.
pub const NEEDLES: [&str; 5] = [
    "restApi",
    "httpApi",
    "websocket",
    "AccessLogSetting",
    "file(",
];

/// The formats of a service; nothing when the file is none.
pub(crate) fn read(input: &Input<'_>) -> Option<Extraction> {
    let text = input.text;
    if !may_be_service(text) {
        return None;
    }
    let mut documents = yaml::read(text, ALL);
    match documents.next()? {
        Ok(tree) => is_service_tree(&tree).then(|| {
            let mut extraction = formats(input, tree);
            extraction.unknown.extend(second(input, documents.next()));
            extraction
        }),
        Err(fault) => has_sections(text).then(|| unreadable(input, &fault)),
    }
}

/// Whether a text is a service. One that cannot be read counts when it has the sections of one: reading it says why.
fn is_service(text: &str) -> bool {
    let top = Keep(|key| {
        let tells = SECTIONS.contains(&key) || OTHERS.contains(&key);
        tells.then_some(Keep(|_| None))
    });
    let tree = may_be_service(text).then(|| yaml::read(text, top).next());
    match tree.flatten() {
        Some(Ok(tree)) => is_service_tree(&tree),
        Some(Err(_)) => has_sections(text),
        None => false,
    }
}

/// What a service has.
const SECTIONS: [&str; 3] = ["provider", "service", "functions"];

/// What documents of others have that may look like one.
const OTHERS: [&str; 5] = [
    "apiVersion",
    "services",
    "AWSTemplateFormatVersion",
    "openapi",
    "swagger",
];

fn may_be_service(text: &str) -> bool {
    text.contains("provider") && (text.contains("service") || text.contains("functions"))
}

fn is_service_tree(tree: &Tree<'_>) -> bool {
    let has = |key| tree.get(tree.root, key).is_some();
    has("provider") && (has("service") || has("functions")) && !OTHERS.iter().any(|key| has(key))
}

/// Whether the lines of a text begin the sections of a service.
fn has_sections(text: &str) -> bool {
    let has = |key: &str| text.lines().any(|line| line.starts_with(key));
    has("provider:") && (has("service:") || has("functions:"))
}

fn formats(input: &Input<'_>, tree: Tree<'_>) -> Extraction {
    let mut extraction = Extraction::default();
    if let Some(at) = tree.stopped {
        let place = SourceSpan::new(input.source, at, at);
        let message = "the document has too many values; the rest of it is not checked";
        extraction
            .problems
            .push(Problem::new(ProblemKind::Limit, place, message));
    }
    let file = File::new(input.source, &Arc::from(input.text), tree);
    let service = Service::new(input.path, &file, input.sources);
    logs::formats(&service, &mut extraction);
    logs::misplaced(&service, &mut extraction);
    resources::formats(&service, &mut extraction);
    // a variable or an alias may read what is under another key
    extraction.problems.retain(|problem| {
        problem.kind != ProblemKind::IgnoredKey || !service.has_read(problem.place)
    });
    extraction.formats.sort_by_key(|found| found.place);
    extraction.unknown.sort_by_key(|unknown| unknown.place);
    extraction.number_addresses();
    extraction
}

/// Names a second document that may hold a format: the framework takes one.
fn second(input: &Input<'_>, document: Option<Result<Tree<'_>, Fault>>) -> Option<Unknown> {
    let at = match document? {
        Ok(tree) => tree.node(tree.root)?.span.start,
        Err(fault) => fault.at,
    };
    let rest = input.text.get(at..)?;
    NEEDLES
        .iter()
        .any(|needle| rest.contains(needle))
        .then(|| Unknown {
            address: "the second document".to_owned(),
            place: SourceSpan::new(input.source, at, at),
            via: Vec::new(),
            why: Why::NotComputed,
            reason: "a service is one document: gwfmt reads the first one".to_owned(),
        })
}

fn unreadable(input: &Input<'_>, fault: &Fault) -> Extraction {
    let place = SourceSpan::new(input.source, fault.at, fault.at);
    let message = format!("cannot be read as YAML or JSON: {}", fault.message);
    Extraction {
        problems: vec![Problem::new(ProblemKind::Syntax, place, message)],
        ..Extraction::default()
    }
}

#[cfg(test)]
mod tests;
