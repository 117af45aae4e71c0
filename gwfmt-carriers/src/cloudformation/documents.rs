//! The documents of a text as templates: instructions of template engines covered, and what cannot be read left out, so that a
//! mistake in one resource costs that resource.

use std::borrow::Cow;

use super::NEEDLE;
use super::engine::{self, Parts};
use super::kept;
use super::page::Page;
use super::template::Template;
use crate::limits::{REREAD_BYTES, REREADS};
use crate::yaml::tree::Tree;
use crate::yaml::{self, Fault, Keep};
use gwfmt_core::span::SourceId;

/// What a text turns out to hold.
pub(super) enum Seen<'t> {
    Template(Box<Template<'t>>),
    /// A document cannot be read.
    Fault(&'t Fault),
    /// A part of a document cannot be read; the rest is.
    Hole(&'t Fault),
    /// What looks like an instruction of a template engine is not looked at from there on.
    Limit(usize),
}

/// Hands over what a text holds. When no document is a template, they are looked at once more: resources may stand in them as
/// other files have them.
pub(super) fn documents(source: SourceId, text: &str, mut visit: impl FnMut(Seen<'_>)) {
    let covered = engine::cover(text);
    let none = Parts::default();
    let (plain, parts) = match &covered {
        Some(covered) => (&*covered.text, &covered.parts),
        None => (text, &none),
    };
    if let Some(at) = covered.as_ref().and_then(|covered| covered.stopped) {
        visit(Seen::Limit(at));
    }
    let mut is_plain = true;
    let mut see = |page: Page<'_>, document: Result<Tree<'_>, Fault>| match document {
        Ok(tree) => {
            let template = Template::new(page, &tree);
            is_plain &= !template.is_template() && tree.stopped.is_none();
            visit(Seen::Template(Box::new(template)));
        }
        Err(fault) => {
            is_plain = false;
            visit(Seen::Fault(&fault));
        }
    };
    let page = Page {
        source,
        text: plain,
        original: text,
        parts,
    };
    // one document at a time: together they may be more than there is room for
    let mut read = 0;
    let mut is_broken = false;
    for document in yaml::read(plain, Keep(kept::root)) {
        if document.is_err() {
            is_broken = true;
            break;
        }
        see(page, document);
        read += 1;
    }
    let (whole, holes, parts) = if !is_broken {
        (Cow::Borrowed(plain), Vec::new(), parts)
    } else if covered.is_some() && yaml::read(text, Keep(|_| None)).all(|document| document.is_ok())
    {
        // what looks like instructions is none
        (Cow::Borrowed(text), Vec::new(), &none)
    } else {
        let (whole, holes) = without_faults(plain);
        (whole, holes, parts)
    };
    let page = Page {
        text: &whole,
        parts,
        ..page
    };
    if is_broken {
        for document in yaml::read(&whole, Keep(kept::root)).skip(read) {
            see(page, document);
        }
    }
    for hole in &holes {
        visit(Seen::Hole(hole));
    }
    let words = [NEEDLE, "AWS::", "provider"];
    if is_plain && words.iter().any(|word| text.contains(word)) {
        let documents = yaml::read(&whole, Keep(kept::elsewhere));
        for tree in documents.flatten() {
            visit(Seen::Template(Box::new(Template::elsewhere(page, &tree))));
        }
    }
}

/// A text as far as it can be read. Each byte is where it was.
pub(super) fn readable(text: &str) -> Cow<'_, str> {
    let covered = engine::cover(text);
    let plain = covered.as_ref().map_or(text, |covered| &*covered.text);
    let is_read = |text: &str| yaml::read(text, Keep(|_| None)).all(|document| document.is_ok());
    if covered.is_some() && !is_read(plain) && is_read(text) {
        return Cow::Borrowed(text);
    }
    let whole = without_faults(plain).0.into_owned();
    Cow::Owned(whole)
}

/// The text without the resources, parameters and the like that cannot be read, and what is wrong with them; the text as it is
/// when that does not fix it.
fn without_faults(text: &str) -> (Cow<'_, str>, Vec<Fault>) {
    let mut whole = Cow::Borrowed(text);
    let mut faults = Vec::new();
    if text.len() > REREAD_BYTES {
        return (whole, faults);
    }
    loop {
        let fault = yaml::read(&whole, Keep(|_| None)).find_map(Result::err);
        let Some(fault) = fault else {
            return (whole, faults);
        };
        let rest = without_unit(&whole, fault.at).filter(|_| faults.len() < REREADS);
        let Some(rest) = rest else {
            return (Cow::Borrowed(text), Vec::new());
        };
        whole = Cow::Owned(rest);
        faults.push(fault);
    }
}

/// The text without the entry of a section around `at`: a resource, a parameter. Empty lines are in its place.
fn without_unit(text: &str, at: usize) -> Option<String> {
    let before = text.get(..at)?;
    let line = before.rfind('\n').map_or(0, |end| end + 1);
    let lines = || lines_from(text, 0);
    // the section: the last line before it that begins at the margin
    let (section, _) = lines()
        .take_while(|(start, _)| *start <= line)
        .filter(|(_, text)| indent(text) == Some(0))
        .last()?;
    let inside = || lines_from(text, section).skip(1);
    let width = inside()
        .find_map(|(_, text)| indent(text))
        .filter(|width| *width > 0)?;
    let (start, _) = inside()
        .take_while(|(start, _)| *start <= line)
        .filter(|(_, text)| indent(text) == Some(width))
        .last()?;
    let after = lines_from(text, start).skip(1);
    let end = after
        .into_iter()
        .find(|(_, text)| indent(text).is_some_and(|there| there <= width))
        .map_or(text.len(), |(start, _)| start);
    let mut rest = text.get(..start)?.to_owned();
    rest.extend(std::iter::repeat_n('\n', end - start));
    rest.push_str(text.get(end..)?);
    Some(rest)
}

/// The lines from a place on, each with its own place.
fn lines_from(text: &str, from: usize) -> impl Iterator<Item = (usize, &str)> {
    let mut at = from;
    let rest = text.get(from..).unwrap_or_default();
    rest.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, line)
    })
}

/// The blanks before the first letter of a line; nothing for a line without one, and for a comment.
fn indent(line: &str) -> Option<usize> {
    let inner = line.trim_start_matches(' ');
    let is_text = !inner.trim().is_empty() && !inner.starts_with('#');
    // YAML has no tabs there; whatever is meant, it is no section
    let width = if inner.starts_with('\t') {
        usize::MAX
    } else {
        line.len() - inner.len()
    };
    is_text.then_some(width)
}

#[cfg(test)]
mod tests {
    use crate::cloudformation::{Kind, template_text};
    use crate::limits::REREADS;
    use crate::{Extraction, ProblemKind};
    use gwfmt_core::span::SourceId;

    fn stage(name: &str, format: &str) -> String {
        format!(
            "  {name}:\n    Type: AWS::ApiGateway::Stage\n    Properties:\n      AccessLogSetting:\n        Format: {format}\n"
        )
    }

    fn read(text: &str) -> (Kind, Vec<String>, Extraction) {
        let (kind, extraction) = template_text(SourceId(0), text);
        let found = extraction.formats.iter();
        let found = found.map(|found| format!("{} {}", found.address, found.text.as_str()));
        (kind, found.collect(), extraction)
    }

    #[test]
    fn a_mistake_in_a_resource_costs_that_resource() {
        for mistake in [
            "  M:\n    Type: AWS::S3::Bucket\n   Properties: {a: b}\n",
            "  M:\n    Properties:\n      a: b: c\n",
            "  M:\n    Properties:\n      a: 'b'c\n",
            "  M:\n    Properties: {a: [}\n",
            "  M:\n    Properties:\n      a: *nothing\n",
            "  M:\n    Properties:\n      @a: b\n",
            "  M:\n    Properties:\n\ta: b\n",
        ] {
            let text = format!(
                "Parameters:\n  P: {{Type: String}}\nResources:\n{}{mistake}{}Outputs:\n  O: {{Value: a}}\n",
                stage("A", "a"),
                stage("B", "b")
            );
            let (kind, found, extraction) = read(&text);
            assert_eq!(
                (kind, &found[..]),
                (Kind::Template, &["A a".to_owned(), "B b".to_owned()][..]),
                "{mistake}"
            );
            let [problem] = &extraction.problems[..] else {
                panic!("{mistake}: {:?}", extraction.problems);
            };
            assert_eq!(problem.kind, ProblemKind::Syntax);
            let there = text.find(mistake).expect("a mistake");
            let place = problem.place.span.start;
            assert!(
                (there..=there + mistake.len()).contains(&place),
                "{mistake}: {place}"
            );
            for found in &extraction.formats {
                assert_eq!(&text[found.place.span.range()], found.text.as_str());
            }
        }
    }

    #[test]
    fn so_many_mistakes_are_left_out_and_no_more() {
        let with = |count: usize| {
            let mistakes = (0..count).map(|at| format!("  M{at}:\n    a: b: c\n"));
            let mistakes = mistakes.collect::<Vec<_>>().concat();
            format!(
                "Resources:\n{}{mistakes}{}",
                stage("A", "a"),
                stage("B", "b")
            )
        };
        let (kind, found, extraction) = read(&with(REREADS));
        assert_eq!(
            (kind, found.len(), extraction.problems.len()),
            (Kind::Template, 2, REREADS)
        );
        let (kind, found, extraction) = read(&with(REREADS + 1));
        assert_eq!(
            (kind, found.len(), extraction.problems.len()),
            (Kind::Unreadable, 0, 1)
        );
        let text = with(REREADS + 1);
        assert!(text[..extraction.problems[0].place.span.start].ends_with("M0:\n    a: b"));
    }

    #[test]
    fn what_cannot_be_left_out_costs_the_document() {
        for text in [
            "Resources: {S: {Type: AWS::ApiGateway::Stage, Properties: {AccessLogSetting: {Format: a}}}\n".to_owned(),
            format!("Resources:\n{}Outputs: [\n", stage("A", "a")),
            format!("a: b: c\nResources:\n{}", stage("A", "a")),
        ] {
            let (kind, found, extraction) = read(&text);
            assert_eq!((kind, found.len(), extraction.problems.len()), (Kind::Unreadable, 0, 1), "{text}");
        }
    }
}
