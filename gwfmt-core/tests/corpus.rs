//! The labelled formats: every label is found by the rule that names it, at the
//! variable, key or fault that it names, and a format without labels gives no error or warning.

#![allow(clippy::print_stderr, reason = "says what was compared")]

mod common;
#[path = "../../tests/formats/mod.rs"]
mod formats;

use std::collections::BTreeMap;

use formats::Entry;
use gwfmt_core::diagnostic::{Diagnostic, Severity};
use gwfmt_core::lint::Rule;
use gwfmt_core::model::Model;

/// What a label begins with, what it ends with, and the rules that name it. `$X` in a label stands for a reference.
const LABELS: &[(&str, &str, &[&str])] = &[
    ("$X is not listed for ", ")", &["wrong-api-type"]),
    ("unknown variable $X", "", &["unknown-variable"]),
    (
        "not a $context variable: $X",
        "",
        &["missing-context-prefix"],
    ),
    (
        "placeholder copied literally: $X",
        "",
        &["copied-placeholder"],
    ),
    ("logs API key value ($X)", "", &["logged-credential"]),
    ("missing requestId", "", &["missing-request-id"]),
    ("no $context variable at all", "", &["no-reference"]),
    ("newline inside (", " lines)", &["line-break"]),
    ("trailing newline", "", &["line-break"]),
    ("invalid JSON: ", "", &["invalid-json"]),
    ("unquoted number $X may become -", "", &["bare-value"]),
    (
        "unquoted string variable $X",
        "",
        &["bare-value", "bare-message"],
    ),
    (
        "unquoted messageString logs a bare -",
        "",
        &["bare-message"],
    ),
    (
        "double-quoted messageString",
        "",
        &["quoted-message-string"],
    ),
    (
        "value wrapped in a second pair of escaped quotes",
        "",
        &["double-quoted-value"],
    ),
    ("key '", "", &["key-mismatch"]),
];

/// Labels that another rule finds, or none, each with the reason.
const EXCEPTIONS: &[(&str, &str, &[&str])] = &[
    // The text reads `"messageString":$context.error.message","$context.error.messageString","errors:"$context…`: one
    // opening quote is missing, and with it this value stands in quotes. Counted without it, it is bare.
    (
        "126-1",
        "unquoted messageString logs a bare - when there is no error",
        &["quoted-message-string"],
    ),
    // The values have closing quotes and no opening ones: that is what is said of them.
    (
        "126-1",
        "unquoted string variable $context.error.message",
        &["invalid-json"],
    ),
    (
        "126-1",
        "unquoted number $context.integration.integrationStatus may become -",
        &["invalid-json"],
    ),
];

/// The reference that a label names.
fn reference(label: &str) -> Option<&str> {
    let words = label.split([' ', '(', ')', ',']);
    words
        .filter(|word| word.starts_with('$'))
        .find(|word| *word != "$context")
}

fn rules_for(entry: &Entry, label: &str) -> &'static [&'static str] {
    let exception = EXCEPTIONS
        .iter()
        .find(|(id, text, _)| *id == entry.id && *text == label);
    if let Some((_, _, rules)) = exception {
        return rules;
    }
    let general = match reference(label) {
        Some(name) => label.replace(name, "$X"),
        None => label.to_owned(),
    };
    LABELS
        .iter()
        .find(|(start, end, _)| general.starts_with(start) && general.ends_with(end))
        .unwrap_or_else(|| panic!("{}: no rule for the label {label:?}", entry.id))
        .2
}

/// Whether a finding stands at what the label names.
fn names(finding: &Diagnostic, text: &str, label: &str) -> bool {
    let at = |span: gwfmt_core::span::Span| &text[span.range()];
    let places = || std::iter::once(finding.span).chain(finding.related.iter().map(|r| r.0));
    if label == "double-quoted messageString" {
        return at(finding.span) == "$context.error.messageString";
    }
    if let Some((_, near)) = label.split_once(" near ") {
        // The label shows the text around the fault, values left out.
        let before = text[..finding.span.start].chars().rev().take(48);
        let after = text[finding.span.start..].chars().take(48);
        let around: String = before
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .chain(after)
            .collect();
        let words = near.split(|c: char| !c.is_ascii_alphabetic());
        return words
            .filter(|word| word.len() > 5)
            .any(|word| around.contains(word));
    }
    match reference(label) {
        Some(name) => places().any(|span| {
            let found = at(span);
            found == name || found.contains(name) && found.len() <= name.len() + 2
        }),
        None => true,
    }
}

/// Every label is found by the rule that names it, and a format without labels is clean.
fn judge(entries: &[Entry]) {
    let mut found_labels: BTreeMap<&str, usize> = BTreeMap::new();
    let mut failures = Vec::new();
    for entry in entries {
        let text = &entry.text;
        let source = common::source(text);
        let model = Model::new(&source, entry.apis());
        let findings = common::findings(&model);
        for label in &entry.problems {
            let rules = rules_for(entry, label);
            let found = findings
                .iter()
                .any(|d| rules.contains(&d.rule) && names(d, text, label));
            if found {
                *found_labels.entry(rules[0]).or_default() += 1;
            } else {
                failures.push(format!("{}: not found: {label}", entry.id));
            }
        }
        if entry.problems.is_empty() {
            let loud = findings.iter().filter(|d| d.severity > Severity::Note);
            failures.extend(loud.map(|d| format!("{}: {} {:?}", entry.id, d.rule, d.message)));
        }
    }
    eprintln!("labels found, by rule: {found_labels:#?}");
    assert!(failures.is_empty(), "{failures:#?}");
}

#[test]
fn every_label_is_found_and_nothing_else_is_said() {
    let own = formats::own();
    judge(&own);
    let labels = || own.iter().flat_map(|entry| &entry.problems);
    for (start, end, _) in LABELS {
        let has = |label: &String| {
            let general = reference(label).map_or(label.clone(), |name| label.replace(name, "$X"));
            general.starts_with(start) && general.ends_with(end)
        };
        assert!(labels().any(has), "no format has the label {start:?}");
    }
}

#[test]
fn every_label_of_the_given_formats_is_found_and_nothing_else_is_said() {
    judge(&formats::given());
}

#[test]
fn every_rule_of_the_table_exists() {
    for (_, _, rules) in LABELS.iter().chain(EXCEPTIONS) {
        for rule in *rules {
            assert!(Rule::find(rule).is_some(), "{rule}");
        }
    }
}
