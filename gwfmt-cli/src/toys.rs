//! A carrier and a report that only this file knows. Each is a row of a table, and the command does the rest: it finds files,
//! reads and judges them, names their formats and writes the report.

use std::fs;
use std::path::Path;

use gwfmt_carriers::carrier::{Carrier, Comments, Input, Unit};
use gwfmt_carriers::suppress::Suppressions;
use gwfmt_carriers::{CARRIERS, Extraction, Found};
use gwfmt_core::api::ApiSet;
use gwfmt_core::model::Extent;
use gwfmt_core::span::SourceSpan;
use gwfmt_core::text::FormatText;

use crate::args::{Args, Command};
use crate::exit::Ending;
use crate::output::Streams;
use crate::report::Report;

/// What a toy begins with; its format is the rest of the line.
const MARK: &str = "toy: ";

/// The carrier.
const TOY: Carrier = Carrier {
    name: "toy",
    what: "a toy",
    misplaced: "a toy keeps its format in its first line",
    claims: |name| name.strip_suffix(".toy").is_some(),
    recognises: |text| text.starts_with(MARK),
    needles: &[MARK],
    unit: Unit::File(read),
    comments: Comments::HASH,
    suppressions: |_, _| Suppressions::default(),
};

fn read(input: &Input<'_>) -> Option<Extraction> {
    let line = input.text.strip_prefix(MARK)?.lines().next()?;
    let (start, end) = (MARK.len(), MARK.len() + line.len());
    let found = Found {
        text: FormatText::verbatim(input.source, start, line),
        extent: Extent::Whole,
        api: ApiSet::ANY,
        receiver: None,
        address: "box".to_owned(),
        place: SourceSpan::new(input.source, start, end),
        via: Vec::new(),
        remarks: Vec::new(),
        faults: Vec::new(),
    };
    Some(Extraction {
        formats: vec![found],
        ..Extraction::default()
    })
}

/// The report.
static TALLY: Report = Report {
    name: "tally",
    what: "A word for each finding",
    is_for_people: true,
    prints_texts: false,
    write: |run, look, out| {
        writeln!(out, "{} formats, {:?}", run.formats.len(), look.width)?;
        run.findings()
            .iter()
            .try_for_each(|finding| writeln!(out, "{}", finding.said.rule))
    },
};

/// The table with one more row.
fn carriers() -> &'static [Carrier] {
    Box::leak([CARRIERS, &[TOY]].concat().into())
}

fn args(words: &[&str], folder: &Path) -> Args {
    let output = folder.join("output");
    let words = ["gwfmt", "--quiet"].iter().chain(words);
    let words = words.map(|word| word.replace("FOLDER", &folder.display().to_string()));
    let output = ["--output-file".to_owned(), output.display().to_string()];
    Args::read(words.chain(output)).unwrap()
}

/// Runs the command with one more carrier, which writes into `output`.
fn run(args: &Args, folder: &Path) -> (Ending, String) {
    let ending = crate::run(&args.command, carriers(), &Streams::new(&args.common));
    let written = fs::read_to_string(folder.join("output")).unwrap();
    (ending.unwrap(), written)
}

fn toys() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("below")).unwrap();
    let toy = "toy: $context.requestId $context.statsu\n";
    fs::write(folder.path().join("below/a.toy"), toy).unwrap();
    fs::write(folder.path().join("b.txt"), toy).unwrap();
    fs::write(folder.path().join("c.toy"), "no format\n").unwrap();
    folder
}

#[test]
fn a_carrier_is_a_row_of_the_table() {
    let folder = toys();
    let folder = folder.path();
    // by walking, where `b.txt` is not claimed; by its content, where it is named; by its address
    for (words, files) in [
        (&["lint", "FOLDER"][..], &["below/a.toy"][..]),
        (
            &["lint", "FOLDER", "FOLDER/b.txt"],
            &["b.txt", "below/a.toy"],
        ),
        (&["lint", "FOLDER/b.txt#box"], &["b.txt"]),
    ] {
        let words = [words, &["--output-format", "concise"]].concat();
        let (ending, report) = run(&args(&words, folder), folder);
        assert_eq!(ending, Ending::Findings);
        let expected = files.iter().map(|file| {
            let file = folder.join(file);
            let file = file.display();
            format!("{file}:1:25: warning: unknown variable `$context.statsu` [unknown-variable]\n")
        });
        assert_eq!(report, expected.collect::<String>(), "{words:?}");
    }
    let words = [
        "generate",
        "json-schema",
        "FOLDER/below/a.toy#box",
        "--api",
        "http",
    ];
    let (ending, schema) = run(&args(&words, folder), folder);
    assert_eq!(ending, Ending::Clean);
    assert!(schema.contains("pattern"), "{schema}");
}

#[test]
fn a_report_is_a_row_of_the_table() {
    let folder = toys();
    let folder = folder.path();
    let mut args = args(&["lint", "FOLDER"], folder);
    let Command::Lint(lint) = &mut args.command else {
        panic!("{args:?}")
    };
    lint.output_format = Some(&TALLY);
    let (ending, report) = run(&args, folder);
    assert_eq!(ending, Ending::Findings);
    assert_eq!(report, "1 formats, None\nunknown-variable\n");
}
