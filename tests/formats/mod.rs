//! The formats that the laws are tried on: the project's own, each labelled with what is wrong with it, and, where the
//! variable `GWFMT_FORMAT_FILE` names a file of the same form, those in it as well.
//!
//! One line of `formats.jsonl` is one format: `id`, `api`, `style`, `effective` (the format as API Gateway receives it) and
//! `problems` (what is wrong, in words of its own; empty for a clean format).

#![allow(dead_code, reason = "every test takes what it needs")]
#![allow(clippy::print_stderr, reason = "says what was tried")]

use std::path::Path;

use gwfmt_core::api::{Api, ApiSet};
use gwfmt_core::diagnostic::Severity;
use gwfmt_core::lint::{RULES, lint};
use gwfmt_core::model::Model;
use gwfmt_core::span::SourceId;
use gwfmt_core::text::FormatText;
use serde_json::Value;

/// A format with its labels.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) id: String,
    /// Nothing where the type of the API is not known.
    pub(crate) api: Option<Api>,
    pub(crate) text: String,
    pub(crate) problems: Vec<String>,
}

impl Entry {
    pub(crate) fn apis(&self) -> ApiSet {
        self.api.map_or(ApiSet::ANY, ApiSet::one)
    }

    /// The gravest that the rules that are on say of it.
    pub(crate) fn worst(&self) -> Option<Severity> {
        let text = FormatText::verbatim(SourceId(0), 0, &self.text);
        let model = Model::new(&text, self.apis());
        let findings = lint(&model, RULES.iter().filter(|rule| rule.on));
        findings.iter().map(|finding| finding.severity).max()
    }
}

/// The project's own formats.
pub(crate) fn own() -> Vec<Entry> {
    let own = read(include_str!("formats.jsonl"));
    assert!(own.len() > 150, "{} formats", own.len());
    own
}

/// The formats of the file that `GWFMT_FORMAT_FILE` names; none when it names none. A file that cannot be read is a failure.
pub(crate) fn given() -> Vec<Entry> {
    let Some(path) = std::env::var_os("GWFMT_FORMAT_FILE") else {
        eprintln!("GWFMT_FORMAT_FILE names no file: only the project's own formats are tried");
        return Vec::new();
    };
    let text = std::fs::read_to_string(Path::new(&path));
    let text =
        text.unwrap_or_else(|error| panic!("GWFMT_FORMAT_FILE, {}: {error}", path.display()));
    let given = read(&text);
    assert!(!given.is_empty(), "{} holds no format", path.display());
    given
}

/// All of them.
pub(crate) fn all() -> Vec<Entry> {
    own().into_iter().chain(given()).collect()
}

fn read(lines: &str) -> Vec<Entry> {
    let entry = |line: &str| {
        let value: Value = serde_json::from_str(line).expect("a line of JSON");
        let string = |key: &str| value[key].as_str().map(str::to_owned);
        let labels = value["problems"].as_array().expect("labels");
        let label = |label: &Value| label.as_str().expect("text").to_owned();
        Some(Entry {
            id: string("id").expect("an id"),
            api: Api::ALL.into_iter().find(|api| value["api"] == api.name()),
            // there is none where only a running program knows the format
            text: string("effective")?,
            problems: labels.iter().map(label).collect(),
        })
    };
    lines.lines().filter_map(entry).collect()
}
