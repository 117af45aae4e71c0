//! The labelled formats: those without an error become records in a crate under `target/`, which tries the laws on them.
//! `GWFMT_RECORDS` says how many (16 of all, evenly spread, if it is not set), `GWFMT_CASES` how many lines of each scenario
//! (20 if it is not set).

mod aside;
#[path = "../../tests/formats/mod.rs"]
mod formats;

use std::fmt::Write as _;
use std::path::Path;

use aside::Aside;
use formats::Entry;
use gwfmt_core::api::Api;
use gwfmt_core::diagnostic::Severity;
use gwfmt_core::model::Model;
use gwfmt_core::record::Record;
use gwfmt_core::span::SourceId;
use gwfmt_core::text::FormatText;

#[test]
fn every_format_without_an_error_round_trips() {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (records, refused) = records(&formats::all());
    assert!(records.len() > 100, "only {} formats", records.len());
    let records = spread(records, number("GWFMT_RECORDS", PART));
    let package = Aside::new("corpus-records", &dependencies(manifest));
    let parts: Vec<_> = records.chunks(PART).collect();
    for (number, part) in parts.iter().enumerate() {
        package.program(&format!("part{number}"), &main_rs(manifest, part));
    }
    for number in 0..parts.len() {
        let status = package
            .run(&format!("part{number}"))
            .env("GWFMT_CASES", self::number("GWFMT_CASES", 20).to_string())
            .status()
            .unwrap();
        assert!(status.success(), "part {number}");
    }
    println!("{} formats tried, {refused} hold an error", records.len());
}

/// The formats that one program tries: all of them in one would take the compiler gigabytes.
const PART: usize = 16;

/// The number that an environment variable holds, or another one where it is not set.
fn number(variable: &str, otherwise: usize) -> usize {
    std::env::var(variable).map_or(otherwise, |text| text.parse().expect(variable))
}

/// So many of the records, evenly spread over all of them.
fn spread<T>(records: Vec<T>, count: usize) -> Vec<T> {
    let all = records.len();
    let count = count.min(all);
    let is_chosen = |at: usize| at * count / all != (at + 1) * count / all;
    let kept = records.into_iter().enumerate();
    kept.filter(|(at, _)| is_chosen(*at))
        .map(|(_, record)| record)
        .collect()
}

/// The different formats without an error, with their API; and the number of the others.
fn records(entries: &[Entry]) -> (Vec<(String, &'static str)>, usize) {
    let mut records: Vec<(String, &'static str)> = Vec::new();
    let mut refused = 0;
    for entry in entries {
        let text = FormatText::verbatim(SourceId(0), 0, &entry.text);
        let model = Model::new(&text, entry.apis());
        if entry.worst() == Some(Severity::Error) || Record::new(&model).is_err() {
            refused += 1;
        } else {
            records.push((entry.text.clone(), entry.api.map_or("", Api::name)));
        }
    }
    (records, refused)
}

fn dependencies(manifest: &Path) -> String {
    format!(
        "gwfmt = {{ path = {0:?}, features = [\"runtime\", \"serde\"] }}\ngwfmt-core = {{ path = \"{0}/../gwfmt-core\" }}\n\
         serde_json = {{ version = \"1\", features = [\"float_roundtrip\", \"preserve_order\"] }}\ncsv = \"1\"\nquick-xml = \"0.42\"\n",
        manifest.display()
    )
}

fn main_rs(manifest: &Path, records: &[(String, &str)]) -> String {
    let mut code = format!(
        "#[path = {:?}]\nmod laws;\nuse gwfmt::access_log_format;\n",
        manifest.join("tests/laws/mod.rs").display()
    );
    for (number, (format, api)) in records.iter().enumerate() {
        let api = if api.is_empty() {
            String::new()
        } else {
            format!(", api = {api:?}")
        };
        let _ = writeln!(
            code,
            "#[access_log_format({format:?}{api})]\npub struct R{number};"
        );
    }
    code.push_str("fn main() {\n");
    for (number, (format, api)) in records.iter().enumerate() {
        let _ = writeln!(code, "    (|| laws!(R{number}, laws::cases()))();");
        if !api.is_empty() {
            let _ = writeln!(
                code,
                "    (|| scenarios!(R{number}, {api:?}, {format:?}, laws::cases()))();"
            );
        }
    }
    code.push_str("}\n");
    code
}
