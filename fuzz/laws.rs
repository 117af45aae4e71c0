//! The laws that every target asserts, whatever the input.

use std::collections::BTreeMap;
use std::sync::Arc;

use gwfmt_carriers::carrier::{self, Carrier, Input};
use gwfmt_carriers::{Extraction, Sources};
use gwfmt_core::api::ApiSet;
use gwfmt_core::ast::PartKind;
use gwfmt_core::diagnostic::CounterExample;
use gwfmt_core::lint::{RULES, lint};
use gwfmt_core::model::Model;
use gwfmt_core::parse::parse;
use gwfmt_core::span::{SourceId, SourceSpan, Span};
use gwfmt_core::text::{FormatText, HOLE, Origin};

/// Files in memory, each with the path that a carrier asks for.
#[derive(Default)]
pub struct Files {
    ids: BTreeMap<String, (SourceId, Arc<str>)>,
}

impl Files {
    /// Files in the order of their numbers.
    pub fn new(files: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut ids = BTreeMap::new();
        for (number, (path, text)) in files.into_iter().enumerate() {
            ids.insert(path, (SourceId(number as u32), Arc::from(text)));
        }
        Self { ids }
    }

    fn text(&self, id: SourceId) -> &str {
        let found = self.ids.values().find(|(known, _)| *known == id);
        found
            .map(|(_, text)| &**text)
            .expect("a place lies in a source that was read")
    }
}

impl Sources for Files {
    fn read(&self, path: &str) -> Option<(SourceId, Arc<str>)> {
        self.ids.get(path).cloned()
    }

    fn list(&self, folder: &str) -> Vec<String> {
        let inside = |path: &String| {
            let rest = if folder.is_empty() {
                Some(path.as_str())
            } else {
                path.strip_prefix(folder)
                    .and_then(|rest| rest.strip_prefix('/'))
            };
            rest.filter(|rest| !rest.contains('/')).map(str::to_owned)
        };
        self.ids.keys().filter_map(inside).collect()
    }
}

/// A place lies in its source, on character boundaries.
fn place(files: &Files, place: SourceSpan) -> &str {
    files
        .text(place.source)
        .get(place.span.range())
        .expect("a place lies in its source, on character boundaries")
}

/// The laws of the source map.
pub fn source_map(text: &FormatText, files: &Files) {
    let mut from = 0;
    for (span, origin) in text.spans() {
        assert_eq!(span.start, from, "the runs cover the text in order");
        from = span.end;
        let bytes = &text.as_str()[span.range()];
        match origin {
            Origin::Verbatim { source, offset } => {
                let there = SourceSpan::new(source, offset, offset + span.len());
                assert_eq!(
                    place(files, there),
                    bytes,
                    "a verbatim run equals its source"
                );
            }
            Origin::Escape(there) | Origin::Written(there) => {
                place(files, there);
            }
            Origin::Hole(there) => {
                place(files, there);
                assert_eq!(bytes, HOLE.encode_utf8(&mut [0; 4]));
            }
        }
    }
    assert_eq!(from, text.len(), "the runs cover the text to its end");
}

/// Parsing loses nothing, and every finding of every rule stands at a real place.
pub fn findings(text: &FormatText, apis: ApiSet) {
    let format = parse(text);
    let mut from = 0;
    for part in &format.parts {
        assert_eq!(part.span.start, from, "the parts follow each other");
        assert!(!part.span.is_empty(), "no part is empty");
        if part.kind == PartKind::Reference {
            assert!(text.as_str()[part.span.range()].starts_with("$context."));
        }
        from = part.span.end;
    }
    assert_eq!(from, text.len(), "the parts print back the text");
    for finding in lint(&Model::new(text, apis), RULES) {
        let spans = [finding.span]
            .into_iter()
            .chain(finding.related.iter().map(|(s, _)| *s));
        for span in spans {
            assert!(text.as_str().get(span.range()).is_some(), "{finding:?}");
            if !text.is_empty() {
                let places = text.locate(span).expect("every range has a place");
                if places.verbatim {
                    assert_eq!(places.primary.span.len(), span.len());
                }
            }
        }
        if let Some(fix) = &finding.fix {
            let mut from = 0;
            for (span, _) in &fix.edits {
                assert!(
                    span.start >= from && text.as_str().get(span.range()).is_some(),
                    "{fix:?}"
                );
                from = span.end;
            }
            fix.apply(text.as_str());
        }
        match &finding.counter_example {
            Some(CounterExample::Broken { line, at, .. }) => {
                assert!(line.get(at.range()).is_some(), "{finding:?}");
            }
            Some(CounterExample::Ambiguous { one, other, .. }) => assert_ne!(one, other),
            None => {}
        }
    }
    text.locate(Span::at(0));
}

/// What a carrier found obeys all laws.
pub fn extraction(found: &Extraction, files: &Files) {
    for problem in &found.problems {
        place(files, problem.place);
    }
    for unknown in &found.unknown {
        place(files, unknown.place);
        for via in &unknown.via {
            place(files, *via);
        }
    }
    for format in &found.formats {
        place(files, format.place);
        for fault in &format.faults {
            place(files, fault.place);
        }
        source_map(&format.text, files);
        findings(&format.text, format.api);
    }
}

/// What a carrier finds in the first of these files obeys all laws. A NUL in the data begins the next file.
pub fn carrier(of: &'static Carrier, paths: &[&str], data: &str) {
    let files = paths.iter().zip(data.split('\0'));
    let files = Files::new(files.map(|(path, text)| ((*path).to_owned(), text.to_owned())));
    let path = paths[0];
    let (source, text) = files.read(path).expect("data holds a first file");
    let input = Input {
        path,
        source,
        text: &text,
        sources: &files,
    };
    if let Some((_, found)) = carrier::read([of], &input) {
        extraction(&found, &files);
    }
}
