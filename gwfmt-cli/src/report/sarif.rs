//! SARIF 2.1.0, which code scanning services and editors read.
//!
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use gwfmt_core::diagnostic::{CounterExample, Severity};
use gwfmt_core::lint::{RULES, Rule};
use serde_json::{Value, json};

use super::fingerprint;
use super::{Look, Report};
use crate::check::finding::Suppressed;
use crate::check::finding::{Finding, Fix};
use crate::check::place::Place;
use crate::check::run::Run;
use crate::text::plain_json::plain_json;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The row of the table.
pub(crate) static REPORT: Report = Report {
    name: "sarif",
    what: "SARIF 2.1.0, for code scanning services",
    is_for_people: false,
    prints_texts: false,
    write: sarif,
};

/// Writes a log with one run.
fn sarif(run: &Run, _: &Look, out: &mut dyn Write) -> io::Result<()> {
    // what is suppressed is a result like the others, in its place
    let findings = run.findings().iter().map(|finding| (finding, None));
    let suppressed = run.suppressed.iter();
    let suppressed = suppressed.map(|one| (&one.finding, Some(one)));
    let accepted = run.accepted.iter().map(|finding| (finding, None));
    let mut all: Vec<_> = findings.chain(suppressed).chain(accepted).collect();
    all.sort_by_key(|(finding, _)| *finding);
    let fingerprints = fingerprint::of(all.iter().map(|(finding, _)| *finding));
    let has_suppressions = !run.suppressed.is_empty() || run.has_baseline;
    let results: Vec<Value> = all
        .into_iter()
        .zip(fingerprints)
        .map(|((finding, suppressed), fingerprint)| {
            let mut result = result(finding, &fingerprint);
            let is_accepted = run.is_accepted(finding);
            if run.has_baseline {
                let state = if is_accepted { "unchanged" } else { "new" };
                result["baselineState"] = state.into();
            }
            if is_accepted {
                result["suppressions"] = json!([{ "kind": "external", "status": "accepted" }]);
            } else if has_suppressions {
                // of all results, or of none
                let one = suppressed.map(suppression);
                result["suppressions"] = one.into_iter().collect();
            }
            result
        })
        .collect();
    let failures = run.failures.iter();
    let notifications: Vec<Value> = failures
        .map(|failure| json!({ "level": "error", "message": { "text": failure } }))
        .collect();
    let rules: Vec<Value> = RULES.iter().map(|rule| descriptor(rule)).collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "gwfmt",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": run.failures.is_empty(),
                "toolExecutionNotifications": notifications,
            }],
            "results": results,
        }],
    });
    plain_json(&log, out)
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn descriptor(rule: &Rule) -> Value {
    let page = rule.docs.trim();
    json!({
        "id": rule.name,
        "shortDescription": { "text": words(rule.summary()) },
        "help": { "text": page, "markdown": page },
        "defaultConfiguration": { "enabled": rule.on, "level": level(rule.severity) },
        "properties": { "tags": [rule.group.name()] },
    })
}

/// A text in one line.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn result(finding: &Finding, fingerprint: &str) -> Value {
    let said = &finding.said;
    let mut result = json!({
        "ruleId": said.rule,
        "level": level(said.severity),
        "message": { "text": message(finding) },
        "locations": [location(&finding.place())],
        "partialFingerprints": { "gwfmt/v1": fingerprint },
    });
    if let Some(index) = RULES.iter().position(|rule| rule.name == said.rule) {
        result["ruleIndex"] = index.into();
    }
    if let Some(format) = finding
        .format
        .as_ref()
        .filter(|format| !format.address.is_empty())
    {
        result["locations"][0]["logicalLocations"] =
            json!([{ "fullyQualifiedName": format.address, "kind": "resource" }]);
    }
    if let Some(label) = &finding.label {
        result["locations"][0]["physicalLocation"]["region"]["message"] = json!({ "text": label });
    }
    let pieces = finding.others.iter().map(|place| (place, None));
    let others = finding
        .related
        .iter()
        .map(|(place, words)| (place, Some(words)));
    let via = finding.format.iter().flat_map(|format| &format.via);
    let via = via.map(|place| (place, None));
    let related: Vec<Value> = pieces
        .chain(others)
        .chain(via)
        .enumerate()
        .map(|(id, (place, words))| {
            let mut related = location(place);
            related["id"] = id.into();
            if let Some(words) = words {
                related["message"] = json!({ "text": words });
            }
            related
        })
        .collect();
    if !related.is_empty() {
        result["relatedLocations"] = related.into();
    }
    if let Some(fix) = finding.fix.as_ref().filter(|fix| !fix.edits.is_empty()) {
        result["fixes"] = json!([change(fix)]);
    }
    result
}

/// How a result is suppressed: by the file, and why.
fn suppression(suppressed: &Suppressed) -> Value {
    let mut suppression = json!({ "kind": "inSource", "location": location(&suppressed.by) });
    if let Some(reason) = &suppressed.reason {
        suppression["justification"] = (**reason).into();
    }
    suppression
}

/// All that is said of a finding, in lines: services show the message alone.
fn message(finding: &Finding) -> String {
    let mut text = finding.said.message.clone();
    let mut add = |words: &str| {
        text.push('\n');
        text.push_str(words);
    };
    if let Some(example) = &finding.example {
        let (CounterExample::Broken { line, .. } | CounterExample::Ambiguous { line, .. }) =
            &example.line;
        add(&format!("A line that shows it: {line}"));
    }
    if let Some(error) = &finding.aws_error {
        add(&format!("Error from API Gateway: {error}"));
    }
    if let Some(help) = finding.advice() {
        add(&format!("Help: {help}"));
    }
    text
}

fn location(place: &Place) -> Value {
    let spot = &place.spot;
    json!({ "physicalLocation": {
        "artifactLocation": { "uri": uri(&place.file) },
        "region": {
            "startLine": spot.line,
            "startColumn": spot.column,
            "endLine": spot.end_line,
            "endColumn": spot.end_column,
        },
    }})
}

fn change(fix: &Fix) -> Value {
    let mut files: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for (place, text) in &fix.edits {
        let length = place.span.end - place.span.start;
        files.entry(&place.file).or_default().push(json!({
            "deletedRegion": { "byteOffset": place.span.start, "byteLength": length },
            "insertedContent": { "text": text },
        }));
    }
    let changes: Vec<Value> = files
        .into_iter()
        .map(|(file, replacements)| {
            json!({ "artifactLocation": { "uri": uri(file) }, "replacements": replacements })
        })
        .collect();
    json!({ "description": { "text": fix.title }, "artifactChanges": changes })
}

/// The name of a file as a URI reference, relative to the working folder where the name is.
fn uri(file: &str) -> String {
    let mut uri = String::new();
    if Path::new(file).is_absolute() {
        uri.push_str("file://");
        if !file.starts_with('/') {
            uri.push('/'); // a drive
        }
    } else if file
        .split('/')
        .next()
        .is_some_and(|first| first.contains(':'))
    {
        uri.push_str("./"); // not a scheme
    }
    for byte in file.bytes() {
        match byte {
            byte if byte.is_ascii_alphanumeric() || b"-._~/+=@,".contains(&byte) => {
                uri.push(byte.into());
            }
            b'\\' if cfg!(windows) => uri.push('/'),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn names_of_files_are_uri_references() {
        assert_eq!(uri("infra/main.tf"), "infra/main.tf");
        assert_eq!(uri("../a b/é#1?.tf"), "../a%20b/%C3%A9%231%3F.tf");
        assert_eq!(uri("a:b.tf"), "./a%3Ab.tf");
        assert_eq!(uri("<stdin>"), "%3Cstdin%3E");
        #[cfg(unix)]
        assert_eq!(uri("/srv/a.tf"), "file:///srv/a.tf");
    }
}
