//! Lines in every wrapping come out as they were rendered, each broken line is a reject, and nothing depends on the threads.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use flate2::Compression;
use flate2::write::GzEncoder;
use gwfmt::runtime::{Api, Format};
use gwfmt_core::api::ApiSet;
use gwfmt_core::model::Model;
use gwfmt_core::scenario::{Scenario, lines};
use gwfmt_core::span::SourceId;
use gwfmt_core::text::FormatText;
use gwfmt_decode::batches::Decoder;
use gwfmt_decode::decode::{Failure, Job, OnError, Sum, To, run};
use gwfmt_decode::input::{LINE, Source, Wrapping, sources};
use gwfmt_decode::output::{By, Kind};
use gwfmt_decode::verify::verify;
use serde_json::Value;

mod wrapped;

use wrapped::{FORMAT, WRAPPINGS, format, gz};

/// Rendered lines of which every hundredth is broken, and the numbers of the broken ones.
fn rendered(count: usize) -> (Vec<String>, Vec<usize>) {
    let text = FormatText::verbatim(SourceId(0), 0, FORMAT);
    let model = Model::new(&text, ApiSet::one(Api::Rest));
    let scenarios: Vec<Scenario> = Scenario::of(Api::Rest).collect();
    let each = count.div_ceil(scenarios.len());
    let mut all: Vec<String> = Vec::new();
    for scenario in scenarios {
        all.extend(lines(&model, Api::Rest, scenario, 5).take(each));
    }
    all.truncate(count);
    let broken: Vec<usize> = (7..count).step_by(100).collect();
    for at in &broken {
        all[*at] = all[*at].replacen("\"s\":\"", "\"s\":\"x", 1);
    }
    (all, broken)
}

fn job(source: Source, to: To, on_error: OnError, rejects: Option<PathBuf>, threads: usize) -> Job {
    Job {
        decoder: Decoder::new(format()),
        sources: vec![source],
        wrapping: Wrapping::Auto,
        kind: Kind::JsonLines,
        to,
        on_error,
        rejects,
        threads,
    }
}

fn done(job: &Job) -> Sum {
    run(job, &AtomicBool::new(false), &mut |_| {}).unwrap()
}

fn texts(rejects: &Path) -> Vec<String> {
    let text = fs::read_to_string(rejects).unwrap();
    let of = |line: &str| {
        serde_json::from_str::<Value>(line).unwrap()["text"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    text.lines().map(of).collect()
}

#[test]
fn every_wrapping_gives_the_same_records_and_rejects() {
    let folder = tempfile::tempdir().unwrap();
    let (lines, broken) = rendered(3_000);
    let expected: Vec<String> = broken.iter().map(|at| lines[*at].clone()).collect();
    let mut first: Option<Vec<u8>> = None;
    for (name, wrap) in WRAPPINGS {
        let bytes = wrap(&lines);
        for threads in [1, 2] {
            let (out, rejects) = (folder.path().join("out"), folder.path().join("rejects"));
            let to = To::File(out.clone());
            let sum = done(&job(
                Source::Bytes(bytes.clone()),
                to,
                OnError::Keep,
                Some(rejects.clone()),
                threads,
            ));
            assert_eq!(
                (sum.lines, sum.records, sum.rejects),
                (3_000, 2_970, 30),
                "{name}"
            );
            assert_eq!(texts(&rejects), expected, "{name}");
            let out = fs::read(&out).unwrap();
            let first = first.get_or_insert_with(|| out.clone());
            assert!(*first == out, "{name}, {threads} threads");
        }
    }
    // what came out is what was rendered
    let format = format();
    let good = lines
        .iter()
        .enumerate()
        .filter(|(at, _)| !broken.contains(at));
    let text = String::from_utf8(first.unwrap()).unwrap();
    for ((_, line), made) in good.zip(text.lines()) {
        let record = format.parse(line).unwrap();
        let made: Value = serde_json::from_str(made).unwrap();
        for (field, (_, value)) in format.fields().zip(record.iter()) {
            let shown = match &made[&field.column().name] {
                Value::Null => "-".to_owned(),
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            assert_eq!(shown, value.to_string(), "{line}");
        }
    }
}

#[test]
fn a_line_that_does_not_match_ends_a_run_and_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let (lines, _) = rendered(100);
    let out = folder.path().join("out.jsonl");
    let bytes = Source::Bytes(lines.join("\n").into_bytes());
    let job = job(bytes, To::File(out.clone()), OnError::Fail, None, 2);
    let failure = run(&job, &AtomicBool::new(false), &mut |_| {}).unwrap_err();
    assert!(matches!(failure, Failure::Reject(reject) if reject.line == Some(8)));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_run_that_is_told_to_stop_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let (lines, _) = rendered(100);
    let out = folder.path().join("out.jsonl");
    let job = job(
        Source::Bytes(lines.join("\n").into_bytes()),
        To::File(out),
        OnError::Skip,
        None,
        2,
    );
    let failure = run(&job, &AtomicBool::new(true), &mut |_| {}).unwrap_err();
    assert!(matches!(failure, Failure::Stopped));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn broken_inputs_give_their_lines_and_a_reject_for_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let (lines, _) = rendered(3_000);
    let packed = gz(lines.join("\n").as_bytes());
    let cut = packed[..packed.len() / 2].to_vec();
    let deep = format!(r#"{{"events":[{{"x":{}"#, "[".repeat(1_000)).into_bytes();
    let zeros = gz(&vec![0; 8 << 20]);
    let long = [
        vec![b'x'; 3 << 20],
        b"\n".to_vec(),
        lines[0].clone().into_bytes(),
    ]
    .concat();
    // bytes, records, rejects of lines, faults of the input
    for (name, bytes, records, broken) in [
        ("gzip that ends too soon", cut, 1, 1),
        ("a payload nested a thousand deep", deep, 0, 1),
        ("a bomb", zeros, 0, 0),
        ("a line of 3 MiB", long, 1, 0),
        ("nothing", Vec::new(), 0, 0),
        ("bytes that are not UTF-8", b"\xff\xfe\n".to_vec(), 0, 0),
    ] {
        let rejects = folder.path().join("rejects");
        let to = To::File(folder.path().join("out"));
        let sum = done(&job(
            Source::Bytes(bytes),
            to,
            OnError::Keep,
            Some(rejects.clone()),
            2,
        ));
        assert!(sum.records >= records, "{name}: {sum:?}");
        assert_eq!(sum.broken, broken, "{name}: {sum:?}");
        assert_eq!(sum.lines, sum.records + sum.rejects, "{name}");
        let kept = fs::read_to_string(&rejects).unwrap().lines().count() as u64;
        assert_eq!(kept, sum.rejects + sum.broken, "{name}");
    }
}

/// What a reader makes of bytes with a format: records, rejects, faults of the input.
fn counts(format: &str, bytes: &[u8], wrapping: Wrapping) -> (u64, u64, u64) {
    let folder = tempfile::tempdir().unwrap();
    let source = Source::Bytes(bytes.to_owned());
    let to = To::File(folder.path().join("out"));
    let job = Job {
        decoder: Decoder::new(Format::new(format, Some(Api::Rest)).unwrap()),
        wrapping,
        ..job(source, to, OnError::Skip, None, 1)
    };
    let sum = done(&job);
    (sum.records, sum.rejects, sum.broken)
}

#[test]
fn a_line_that_is_cut_short_is_never_a_record() {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(b"a 200 17\nb 200 1").unwrap();
    packed.flush().unwrap();
    let format = "$context.requestId $context.status $context.integration.latency";
    let (cut, whole) = (packed.get_ref().clone(), packed.finish().unwrap());
    assert_eq!(counts(format, &cut, Wrapping::Auto), (1, 1, 1));
    assert_eq!(counts(format, &whole, Wrapping::Auto), (2, 0, 0));
}

#[test]
fn a_line_is_too_long_however_it_arrives() {
    let format = "$context.requestId $context.status $context.error.message";
    for (length, expected) in [(LINE, (1, 0, 0)), (LINE + 1, (0, 1, 0))] {
        let line = format!("a 200 {}\n", "x".repeat(length - 6)).into_bytes();
        // alone, and so far behind another line that both come at once
        let both = [b"b 200 y\n".as_slice(), &line].concat();
        let (records, rejects, broken) = expected;
        assert_eq!(counts(format, &line, Wrapping::Lines), expected);
        let expected = (records + 1, rejects, broken);
        assert_eq!(counts(format, &both, Wrapping::Lines), expected);
    }
}

#[test]
fn objects_that_hold_no_events_are_an_error() {
    let format = r#"{"id":"$context.requestId"}"#;
    let lines = "{\"id\":\"a\"}\n{\"id\":\"b\"}\n".as_bytes();
    assert_eq!(counts(format, lines, Wrapping::Events), (0, 0, 1));
    // a payload that names its kind behind its events
    let late = r#"{"logEvents":[{"message":"{\"id\":\"a\"}"}],"messageType":"DATA_MESSAGE"}{"messageType":"CONTROL_MESSAGE","logEvents":[{"message":"x"}]}"#;
    assert_eq!(counts(format, late.as_bytes(), Wrapping::Auto), (1, 0, 0));
}

#[test]
fn what_might_be_one_line_or_many_is_many() {
    // the last value may hold anything: all of it is a line of the format
    let format = r#"{"id":"$context.requestId","ua":"$context.identity.userAgent"}"#;
    let objects = r#"{"id":"a","ua":"x"}{"id":"b","ua":"y"}{"id":"c","ua":"z"}"#;
    assert_eq!(
        counts(format, objects.as_bytes(), Wrapping::Auto),
        (3, 0, 0)
    );
    // names are found behind a time as well
    let format = "<r><s>$context.status</s></r>";
    let export =
        "2024-07-10T18:14:22.000Z <r><s>200</s></r>\n2024-07-10T18:14:22.000Z <r><s>x</s></r>\n";
    assert_eq!(counts(format, export.as_bytes(), Wrapping::Auto), (1, 1, 0));
}

#[test]
fn text_without_line_breaks_is_an_error_and_never_guessed() {
    for format in [
        "$context.requestId $context.status",
        "$context.requestId,$context.status",
    ] {
        assert_eq!(counts(format, b"a 200b 504", Wrapping::Unbroken), (0, 0, 1));
    }
}

/// The files of a folder with what is in them; the times of inputs are left out.
fn tree(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    for source in sources(&[folder.to_owned()]).unwrap() {
        if let Source::File(path) = source {
            let bytes = fs::read(&path).unwrap();
            all.push((path.strip_prefix(folder).unwrap().to_owned(), bytes));
        }
    }
    all
}

#[test]
fn a_run_that_goes_on_gives_the_same_tree() {
    let folder = tempfile::tempdir().unwrap();
    let (lines, _) = rendered(600);
    let inputs = folder.path().join("in");
    fs::create_dir(&inputs).unwrap();
    for (number, lines) in lines.chunks(100).enumerate() {
        fs::write(inputs.join(format!("{number}.log")), lines.join("\n")).unwrap();
    }
    let to = |name: &str| To::Folder {
        folder: folder.path().join(name),
        partition: None,
        resume: true,
    };
    let all = sources(&[inputs]).unwrap();
    let with = |sources: &[Source], to: To| Job {
        sources: sources.to_vec(),
        kind: Kind::Parquet,
        ..job(Source::Stdin, to, OnError::Keep, None, 2)
    };
    let whole = done(&with(&all, to("whole")));
    assert_eq!((whole.inputs, whole.lines), (6, 600));
    done(&with(&all[..2], to("parts")));
    // what a killed run leaves
    fs::write(
        folder.path().join("parts/.gwfmt-decode-half.unfinished"),
        "half",
    )
    .unwrap();
    let rest = done(&with(&all, to("parts")));
    assert_eq!((rest.inputs, rest.passed_over), (4, 2));
    // what is hidden and not ours stays
    let own = folder.path().join("parts/.gwfmt-notes");
    fs::write(&own, "mine").unwrap();
    let again = done(&with(&all, to("parts")));
    assert_eq!((again.inputs, again.passed_over), (0, 6));
    assert_eq!(fs::read_to_string(&own).unwrap(), "mine");
    // read in another way, it is another job
    let csv = Job {
        kind: Kind::Csv,
        ..with(&all, to("others"))
    };
    done(&with(&all, to("others")));
    let other = done(&csv);
    assert_eq!((other.inputs, other.passed_over), (6, 0));
    let [whole, parts] = ["whole", "parts"].map(|name| tree(&folder.path().join(name)));
    assert!(whole.len() > 10, "{}", whole.len());
    assert!(whole == parts);
    assert!(
        !folder
            .path()
            .join("parts/.gwfmt-decode-half.unfinished")
            .exists()
    );
}

#[test]
fn verify_counts_what_decode_rejects() {
    let (lines, broken) = rendered(3_000);
    for (name, wrap) in WRAPPINGS {
        let bytes = wrap(&lines);
        let verdict = verify(
            &format(),
            &[Source::Bytes(bytes)],
            Wrapping::Auto,
            2,
            5,
            &mut |_| {},
        );
        assert_eq!((verdict.lines, verdict.records), (3_000, 2_970), "{name}");
        assert_eq!(verdict.examples.len(), 5);
        assert_eq!(
            verdict.examples[0].line,
            Some(broken[0] as u64 + 1),
            "{name}"
        );
        assert_eq!(verdict.counts.values().sum::<u64>(), 30);
    }
}

#[test]
fn inputs_of_one_name_have_a_file_each() {
    let folder = tempfile::tempdir().unwrap();
    let (lines, _) = rendered(20);
    let inputs = folder.path().join("in");
    // as exports name their files, and one that is called like a second of that name
    for (number, name) in ["a/000000.log", "b/000000.log", "c/000000.log-2"]
        .iter()
        .enumerate()
    {
        let path = inputs.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, &lines[number]).unwrap();
    }
    let out = folder.path().join("out");
    let to = To::Folder {
        folder: out.clone(),
        partition: None,
        resume: false,
    };
    let job = Job {
        sources: sources(&[inputs]).unwrap(),
        ..job(Source::Stdin, to, OnError::Fail, None, 1)
    };
    assert_eq!(done(&job).records, 3);
    let files = tree(&out).into_iter().filter(|(path, _)| {
        path.extension().is_some_and(|e| e == "jsonl") && !path.starts_with("_gwfmt.jsonl")
    });
    assert_eq!(files.count(), 3);
}

#[test]
fn folders_by_time_hold_all_records() {
    let folder = tempfile::tempdir().unwrap();
    // a line an hour, for ten days: more folders than are written at a time
    let lines: Vec<String> = (0..240)
        .map(|hour| format!(r#"{{"id":"{hour}","t":"{:02}/Jul/2024:{:02}:00:00 +0000","s":"200","ip":"192.0.2.1","l":"-","ua":"-"}}"#, 1 + hour / 24, hour % 24))
        .collect();
    let to = To::Folder {
        folder: folder.path().join("out"),
        partition: Some((By::Hour, 1)),
        resume: false,
    };
    let bytes = Source::Bytes(lines.join("\n").into_bytes());
    let job = Job {
        kind: Kind::Csv,
        ..job(bytes, to, OnError::Fail, None, 2)
    };
    assert_eq!(done(&job).records, 240);
    let files = tree(&folder.path().join("out"));
    let of_hours = files
        .iter()
        .filter(|(path, _)| path.starts_with("year=2024/month=07"));
    let rows: usize = of_hours
        .clone()
        .map(|(_, csv)| csv.split(|b| *b == b'\n').count() - 2)
        .sum();
    assert_eq!((of_hours.count(), rows), (240, 240));
    assert!(
        files
            .iter()
            .any(|(path, _)| path.starts_with("year=2024/month=07/day=03/hour=07"))
    );
}

#[test]
fn patterns_name_files() {
    let folder = tempfile::tempdir().unwrap();
    for name in [
        "2024/07/a.gz",
        "2024/08/b.gz",
        "2024/08/aws-logs-write-test",
        "2024/c.log",
        "2024/.d.gz",
        "[x].log",
    ] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
    }
    let found = |pattern: &str| {
        let all = sources(&[folder.path().join(pattern)]).map_err(|error| error.to_string())?;
        let names = all.iter().map(|source| {
            let name = source.to_string();
            let name = name.strip_prefix(&format!("{}/", folder.path().display()));
            name.unwrap().to_owned()
        });
        Ok::<_, String>(names.collect::<Vec<_>>())
    };
    let all = ["2024/07/a.gz", "2024/08/b.gz"];
    assert_eq!(found("**/*.gz").unwrap(), all);
    assert_eq!(found("2024/0?").unwrap(), all);
    // folders in folders count once
    assert_eq!(
        found("2024/**").unwrap(),
        ["2024/07/a.gz", "2024/08/b.gz", "2024/c.log"]
    );
    assert_eq!(found("2024/*/*").unwrap(), all);
    assert_eq!(found("[x].log").unwrap(), ["[x].log"]);
    let error = found("**/*.zst").unwrap_err();
    assert!(error.starts_with("no file matches `"), "{error}");
    let error = found("a***").unwrap_err();
    assert!(error.contains("is not a pattern"), "{error}");
}
