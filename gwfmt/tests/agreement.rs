//! The law of readers over formats and lines that nobody chose: for every line, all readers of a format give the same value
//! or an error, and never another value than was meant.
//!
//! `GWFMT_CASES` says how many lines are tried, 4,000 if it is not set; `GWFMT_ORACLE` how many a program in another language
//! writes, 4,000 too. `GWFMT_FORMATS` says for how many random formats code is written and compiled, in a crate under `target/`
//! that tries `GWFMT_CASES` lines on all of them together; none if it is not set.
#![allow(
    deprecated,
    reason = "formats that the linter warns of are read all the same"
)]
#![allow(
    unreachable_pub,
    dead_code,
    unexpected_cfgs,
    clippy::print_stdout,
    reason = "says what was tried; a crate of its own and fuzz targets use the rest"
)]

#[macro_use]
#[path = "agreement/law.rs"]
mod law;

mod aside;

#[path = "agreement/cases.rs"]
mod cases;
#[path = "agreement/code.rs"]
mod code;
#[path = "agreement/formats.rs"]
mod formats;
#[path = "agreement/kinds.rs"]
mod kinds;
#[path = "agreement/rng.rs"]
mod rng;
#[path = "agreement/trial.rs"]
mod trial;
#[path = "agreement/values.rs"]
mod values;

use std::collections::BTreeMap;

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use aside::Aside;
use cases::{Case, STYLES, Style, accepted, mutated, of_text};
use formats::{Random, Shape};
use gwfmt::Timestamp;
use gwfmt::runtime::{Format, Value};
use law::{agree, at_run_time, holds_true};
use rng::Rng;
use trial::{Faults, api, fault_of, shape};

/// Lines of a format.
const LINES: usize = 64;

fn lines() -> usize {
    let cases = std::env::var("GWFMT_CASES").ok();
    cases.and_then(|cases| cases.parse().ok()).unwrap_or(4000)
}

fn fault(format: &Format, case: &Case) -> Option<String> {
    let line = case.line();
    let said = match agree(case.values.len(), at_run_time(format, &line.text)) {
        Ok(said) => said,
        Err(why) => return Some(why),
    };
    holds_true(&said, &line.meant).err()
}

#[test]
fn readers_of_random_formats_read_what_was_meant() {
    let lines = lines();
    let (mut tried, mut refused, mut seed) = (0, 0, 0);
    let mut read: BTreeMap<(Shape, Style), [usize; 2]> = BTreeMap::new();
    let mut faults: BTreeMap<(Shape, Style), Vec<String>> = BTreeMap::new();
    while tried < lines {
        seed += 1;
        let random = Random::new(seed);
        let Some(format) = accepted(&random) else {
            refused += 1;
            continue;
        };
        for number in 0..LINES {
            let style = STYLES[number % STYLES.len()];
            let case = Case::new(&random, style, seed << 16 | number as u64);
            let line = case.line();
            tried += 1;
            let counts = read.entry((random.shape, style)).or_default();
            counts[0] += usize::from(format.parse(&line.text).is_ok());
            counts[1] += 1;
            if fault(&format, &case).is_some() {
                let of_case = |case: &Case| fault(&accepted(&case.format)?, case);
                let case = case.smallest(&of_case);
                let why = of_case(&case).unwrap_or_default();
                faults
                    .entry((random.shape, style))
                    .or_default()
                    .push(case.report(&case.line().text, &why));
            }
        }
    }
    println!(
        "{tried} lines of {} formats, {refused} formats that are none",
        tried / LINES
    );
    for ((shape, style), [read, all]) in &read {
        println!("{shape:?} {style:?}: {read} of {all} read");
    }
    for ((shape, style), [good, all]) in &read {
        let floor = match style {
            Style::Honest => 80,
            Style::Hostile => 65,
            _ => 0,
        };
        assert!(
            good * 100 >= all * floor,
            "{shape:?} {style:?}: {good} of {all} lines are read"
        );
    }
    let count: usize = faults.values().map(Vec::len).sum();
    for (of, faults) in &faults {
        println!("== {of:?}: {}", faults.len());
        for fault in faults.iter().take(4) {
            println!("{fault}\n");
        }
    }
    assert_eq!(count, 0, "of {tried} lines");
}

#[test]
fn all_readers_of_a_format_agree_on_every_line() {
    let kinds = kinds::kinds();
    let lines = lines();
    let mut faults = Faults::default();
    for number in 0..lines {
        let kind = &kinds[number % kinds.len()];
        let style = STYLES[number / kinds.len() % STYLES.len()];
        let case = Case::new(
            &of_text(api(kind), shape(kind), kind.format),
            style,
            number as u64,
        );
        let mut line = case.line();
        if style == Style::Rewritten && shape(kind) != Shape::Json {
            // Which quotes and entities another program would write, the text of the format does not tell.
            line.meant.fill(None);
        }
        if let Some(why) = fault_of(kind, &line.text, &line.meant) {
            faults.push(kind, &line.text, &line.meant, &why);
        }
    }
    faults.none(lines);
}

#[test]
fn lines_that_two_readers_once_read_differently_are_read_in_one_way() {
    let lines = [
        ("CsvGuide", ",,,11/2023:15:30:55 +0000,GET,,,,,"),
        ("CsvGuide", ",,,19/Oct/2008:06:32:00,PURGE,,,,,"),
        (
            "CsvGuide",
            "2001:db8::1,-,10/Jul/2024:18:14:22.1,200,1234,c6af9aaf9a1:14:9220 00+0,GET,-,8d",
        ),
        (
            "CsvGuide",
            "192.0.2.10/,-,10/Jul/2024:0,124:22 +0000,GET,-,HTTP/1.1,200,12e6-96,a",
        ),
        (
            "CsvGuide",
            "192.0.2.10,-2024\"\"HTTP/1.1,300,1234,c6/1.1,300,123,4,c6",
        ),
        (
            "ClfCombined",
            "192.0.2.10 - - [1000] \"GET Moz (X1; x86) HTTP/1.1\" 200 1235 \"Mozilla/5.0 (X11)\" c6",
        ),
        ("CsvSpaced", ", , ,,"),
        (
            "CsvSpaced",
            "\"a=\",\" OPTIONS\",\" 520\",\" x\",\" 19/Aug/2010:19:38:17 +0000\"",
        ),
        (
            "JsonMessageString",
            r#"{"id":"","message":-,"status":","status":""}"#,
        ),
        (
            "JsonMessageString",
            r#"{"id":"","message":"","status":","status":""}"#,
        ),
        (
            "JsonMessages",
            r#"{"id":"","message":"","quoted":"","integration":","integration":"","authorizer":""}"#,
        ),
        (
            "JsonTogether",
            r#"{"id":"a","m":"Missing Authentication Token /x","s":"403"}"#,
        ),
        ("Words", "id=r1 ua=x status=500 status=200 lat=12"),
        ("WordsPlain", "r1 Mozilla/5.0 (X11; Linux x86_64) Gecko 200"),
        ("WordsRoute", "id=a route=GET /pets ¶ 200"),
        ("WordsTouching", "https://,/"),
        ("XmlAgent", r#"<r id=""><ua><</ua><status></status></r>"#),
    ];
    let kinds = kinds::kinds();
    for (name, line) in lines {
        let kind = kinds.iter().find(|kind| kind.name == name).unwrap();
        assert_eq!(
            fault_of(kind, line, &vec![None; kind.fields]),
            None,
            "{name}\n{line}"
        );
    }
}

/// A value as the oracle writes it.
fn meant(value: &serde_json::Value) -> Option<Value<'static>> {
    let (what, value) = value.as_object()?.iter().next()?;
    Some(match what.as_str() {
        "absent" => Value::Absent,
        "text" => Value::Text(value.as_str()?.to_owned().into()),
        "number" => Value::Number(value.as_u64()?),
        "boolean" => Value::Boolean(value.as_bool()?),
        "time" => Value::Time(Timestamp::from_millis(value.as_i64()?)),
        "address" => Value::Address(value.as_str()?.parse().ok()?),
        other => panic!("`{other}` is no kind of value"),
    })
}

/// How many lines the oracle writes: `GWFMT_ORACLE`, else 4,000.
fn oracle_lines() -> usize {
    let lines = std::env::var("GWFMT_ORACLE").ok();
    lines.and_then(|lines| lines.parse().ok()).unwrap_or(4000)
}

#[test]
fn readers_read_what_a_program_in_another_language_meant() {
    let python = std::env::var("GWFMT_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let kinds = kinds::kinds();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/agreement/oracle.py");
    let lines = oracle_lines();
    let child = Command::new(&python)
        .args([script, &lines.to_string(), "1"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        println!("there is no `{python}`: no line was written by another program");
        assert!(
            std::env::var_os("GWFMT_REQUIRE_TOOLS").is_none(),
            "and GWFMT_REQUIRE_TOOLS is set"
        );
        return;
    };
    let formats: Vec<_> = kinds
        .iter()
        .map(|kind| [kind.name, kind.api, kind.format])
        .collect();
    let mut input = child.stdin.take().expect("a pipe");
    input
        .write_all(serde_json::to_string(&formats).unwrap().as_bytes())
        .unwrap();
    drop(input);
    let output = std::io::BufReader::new(child.stdout.take().expect("a pipe"));
    let mut faults = Faults::default();
    let mut read: BTreeMap<(&str, String), [usize; 2]> = BTreeMap::new();
    for line in std::io::BufRead::lines(output) {
        let case: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        let kind = &kinds[case["format"].as_u64().unwrap() as usize];
        let line = case["line"].as_str().unwrap();
        let meant: Vec<_> = case["meant"]
            .as_array()
            .unwrap()
            .iter()
            .map(meant)
            .collect();
        assert_eq!(meant.len(), kind.fields, "{}", kind.name);
        let counts = read
            .entry((kind.name, case["style"].as_str().unwrap().to_owned()))
            .or_default();
        counts[0] += usize::from(
            Format::new(kind.format, Some(api(kind)))
                .unwrap()
                .parse(line)
                .is_ok(),
        );
        counts[1] += 1;
        if let Some(why) = fault_of(kind, line, &meant) {
            faults.push(kind, line, &meant, &why);
        }
    }
    assert!(child.wait().unwrap().success(), "the oracle failed");
    for ((kind, style), [read, all]) in &read {
        println!("{kind} {style}: {read} of {all} read");
    }
    assert!(
        read.len() > 2 * kinds.len(),
        "lines of {} formats and styles",
        read.len()
    );
    for ((kind, style), [good, all]) in &read {
        // Two free values side by side leave some hostile lines with several readings; honest ones have one.
        let floor = if style == "honest" {
            90
        } else if style == "hostile" {
            35
        } else {
            0
        };
        assert!(
            good * 100 >= all * floor,
            "{kind}: {good} of {all} {style} lines are read"
        );
    }
    // Where values stand together or beside text, only the format's own layout tells them apart.
    for (style, floor) in [("honest", 99), ("hostile", 90), ("rewritten", 70)] {
        let of_style = read.iter().filter(|((_, of), _)| of == style);
        let [good, all] = of_style.fold([0, 0], |[good, all], (_, counts)| {
            [good + counts[0], all + counts[1]]
        });
        assert!(
            all > lines / 8 && good * 100 >= all * floor,
            "{good} of {all} {style} lines are read"
        );
    }
    faults.none(lines);
}

/// Formats of one program: all of them in one would take the compiler long.
const PART: usize = 16;

#[test]
fn readers_written_for_random_formats_agree() {
    let formats = std::env::var("GWFMT_FORMATS").ok();
    let formats: usize = formats
        .and_then(|formats| formats.parse().ok())
        .unwrap_or(0);
    if formats == 0 {
        println!("GWFMT_FORMATS is not set: no code is written for random formats");
        return;
    }
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let package = Aside::new("random-records", &dependencies(manifest));
    let mut kinds = Vec::new();
    for seed in 0.. {
        let random = Random::new(seed);
        if accepted(&random).is_some()
            && let Some(kind) = code::kind(&format!("R{seed}"), random.api, &random.text())
        {
            kinds.push(format!("    trial::random({seed}, &{kind}, lines);\n"));
        }
        if kinds.len() == formats {
            break;
        }
    }
    let parts: Vec<_> = kinds.chunks(PART).collect();
    for (number, part) in parts.iter().enumerate() {
        package.program(&format!("part{number}"), &main_rs(manifest, part));
    }
    for number in 0..parts.len() {
        let status = package
            .run(&format!("part{number}"))
            .arg((lines() / formats).max(STYLES.len()).to_string())
            .status()
            .unwrap();
        assert!(status.success(), "part {number}");
    }
    println!("code of {formats} formats");
}

fn dependencies(manifest: &Path) -> String {
    format!(
        "gwfmt = {{ path = {0:?}, features = [\"runtime\"] }}\ngwfmt-core = {{ path = \"{0}/../gwfmt-core\" }}\n",
        manifest.display()
    )
}

fn main_rs(manifest: &Path, kinds: &[String]) -> String {
    let mut code = "#![allow(dead_code, unexpected_cfgs)]\n#[macro_use]\n".to_owned();
    for module in ["law", "cases", "formats", "rng", "trial", "values"] {
        let path = manifest.join(format!("tests/agreement/{module}.rs"));
        code.push_str(&format!(
            "#[path = \"{}\"]\nmod {module};\n",
            path.display()
        ));
    }
    code.push_str(
        "fn main() {\n    let lines = std::env::args().nth(1).unwrap().parse().unwrap();\n",
    );
    code.extend(kinds.iter().map(String::as_str));
    code + "}\n"
}

/// A line that was read is written so that it reads back, or not at all: an escaped text before a backslash of the format among them.
#[test]
fn what_is_written_of_random_lines_is_read() {
    let mut written = 0;
    for seed in 0..200 {
        let random = Random::new(seed);
        let Some(format) = accepted(&random) else {
            continue;
        };
        for (at, number) in [0x0026_0000_0000_0000, seed, seed << 40]
            .into_iter()
            .enumerate()
        {
            let style = STYLES[(166 + at) % STYLES.len()];
            let text = Case::new(&random, style, number).line().text;
            for line in [mutated(&text, &mut Rng(66)), text] {
                if let Ok(record) = format.parse(&line)
                    && let Ok(native) = record.to_native()
                {
                    written += 1;
                    let again = format.parse(&native);
                    assert_eq!(
                        again.as_ref(),
                        Ok(&record),
                        "{}\n{line}\n{native}",
                        random.text()
                    );
                }
            }
        }
    }
    assert!(written > 300, "{written}");
}
