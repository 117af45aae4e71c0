//! Random formats that only the running program knows, and the lines of every scenario: what is read is written back.
//!
//! `GWFMT_CASES` says how many formats of each type of API and layout are tried; 60 if it is not set.

use gwfmt::runtime::{Api, Format, FormatError};
use gwfmt_core::api::ApiSet;
use gwfmt_core::catalog::{Kind, VARIABLES, Variable};
use gwfmt_core::diagnostic::Severity;
use gwfmt_core::lint::{RULES, lint};
use gwfmt_core::model::Model;
use gwfmt_core::scenario::{Scenario, lines};
use gwfmt_core::span::SourceId;
use gwfmt_core::text::FormatText;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Lines of each scenario.
const LINES: usize = 6;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    Json,
    Xml,
    Columns,
    Words,
}

/// A name that the variable's entry is for.
fn reference(variable: &Variable) -> String {
    match variable.kind {
        Kind::Exact => format!("$context.{}", variable.path),
        Kind::Open => format!("$context.{}example", variable.family_prefix()),
    }
}

/// What is drawn for one variable.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "four coins")]
struct Member {
    which: Index,
    /// A new object or element begins before it, or one ends.
    opens: bool,
    closes: bool,
    /// Without quotes where JSON allows it.
    bare: bool,
    /// In a string or column with the one before it.
    joined: bool,
}

impl Member {
    fn of(&self, listed: &[&'static Variable]) -> &'static Variable {
        listed[self.which.index(listed.len())]
    }
}

fn members() -> impl Strategy<Value = Vec<Member>> {
    let member = (
        any::<Index>(),
        prop::bool::weighted(0.15),
        prop::bool::weighted(0.2),
        any::<bool>(),
        prop::bool::weighted(0.1),
    );
    let member = member.prop_map(|(which, opens, closes, bare, joined)| Member {
        which,
        opens,
        closes,
        bare,
        joined,
    });
    prop::collection::vec(member, 1..14)
}

/// Whether a value may hold spaces, and nothing tells their number.
fn is_hungry(variable: &'static Variable) -> bool {
    use gwfmt_core::texts::TextKind;
    matches!(
        variable.texts().kind,
        TextKind::Any | TextKind::JsonString | TextKind::RouteKey | TextKind::CertTime
    )
}

fn json(listed: &[&'static Variable], members: &[Member], space: &str) -> String {
    let (mut text, mut depth, mut hungry) = ("{".to_owned(), 0, false);
    for (number, member) in members.iter().enumerate() {
        let variable = member.of(listed);
        let name = reference(variable);
        // Of two such values in one string, nobody can say where one ends.
        if member.joined
            && text.ends_with('"')
            && variable.path != "error.messageString"
            && !(hungry && is_hungry(variable))
        {
            hungry |= is_hungry(variable);
            text.pop();
            text.push_str(&format!(" {name}\""));
            continue;
        }
        if member.closes && depth > 0 && !text.ends_with('{') {
            text.push('}');
            depth -= 1;
        }
        if !text.ends_with('{') {
            text.push_str(&format!(",{space}"));
        }
        if member.opens {
            text.push_str(&format!("\"o{number}\":{space}{{"));
            depth += 1;
        }
        hungry = is_hungry(variable);
        let quote = match variable.path {
            "error.messageString" => "",
            "status" | "requestTimeEpoch" if member.bare => "",
            _ => "\"",
        };
        text.push_str(&format!("\"k{number}\":{space}{quote}{name}{quote}"));
    }
    text.push_str(&"}".repeat(depth + 1));
    text
}

fn xml(listed: &[&'static Variable], members: &[Member], space: &str) -> String {
    let (mut text, mut open) = ("<r>".to_owned(), Vec::new());
    for (number, member) in members.iter().enumerate() {
        let name = reference(member.of(listed));
        if member.opens {
            text.push_str(&format!("{space}<o{number} a='{name}'>"));
            open.push(number);
            continue;
        }
        if member.closes
            && let Some(number) = open.pop()
        {
            text.push_str(&format!("</o{number}>"));
        }
        text.push_str(&format!("{space}<e{number}>{name}</e{number}>"));
    }
    for number in open.into_iter().rev() {
        text.push_str(&format!("</o{number}>"));
    }
    text + "</r>"
}

fn columns(listed: &[&'static Variable], members: &[Member], delimiter: &str) -> String {
    let names: Vec<_> = members
        .iter()
        .map(|member| {
            let name = reference(member.of(listed));
            if member.opens {
                format!("\"{name}\"")
            } else {
                name
            }
        })
        .collect();
    names.join(delimiter)
}

fn words(listed: &[&'static Variable], members: &[Member]) -> String {
    let mut text = "access".to_owned();
    for (number, member) in members.iter().enumerate() {
        let name = reference(member.of(listed));
        text.push_str(&match (member.opens, member.closes) {
            (true, _) => format!(" [{name}]"),
            (_, true) => format!(" \"{name}\""),
            _ => format!(" w{number}={name}"),
        });
    }
    text
}

/// A line is read and written back; only where a client can end a value that it chose may a line be refused.
fn comes_back(api: Api, layout: Layout, text: &str) -> Result<usize, TestCaseError> {
    let format = match Format::new(text, Some(api)) {
        Ok(format) => format,
        Err(error) => {
            let error: FormatError = error;
            let touches = error
                .problems()
                .all(|(_, message)| message.contains("touch"));
            prop_assert!(touches, "{}: {}", text, error);
            return Ok(0);
        }
    };
    let source = FormatText::verbatim(SourceId(0), 0, text);
    let model = Model::new(&source, ApiSet::one(api));
    let warned = lint(&model, RULES.iter().filter(|rule| rule.on))
        .iter()
        .any(|finding| finding.severity > Severity::Note);
    let mut read = 0;
    for scenario in Scenario::of(api) {
        for line in lines(&model, api, scenario, 1).take(LINES) {
            let record = match format.parse(&line) {
                Ok(record) => record,
                Err(error) => {
                    let hard = warned || scenario == Scenario::Hostile;
                    let hard = hard && layout != Layout::Json;
                    prop_assert!(hard, "{}\n{}\n{}: {}", text, line, scenario.name(), error);
                    continue;
                }
            };
            read += 1;
            let with_break = format!("{line}\r\n");
            prop_assert_eq!(&format.parse(&with_break).unwrap(), &record);
            prop_assert!(serde_json::from_str::<serde_json::Value>(&record.to_json()).is_ok());
            match record.to_native() {
                // Nobody knows whether an absent messageString has quotes, so a record does not tell.
                Ok(native) if text.contains("error.messageString") => {
                    prop_assert_eq!(format.parse(&native), Ok(record));
                }
                Ok(native) => prop_assert_eq!(native, line, "{}", text),
                Err(error) => prop_assert!(
                    (warned || scenario == Scenario::Hostile) && layout != Layout::Json,
                    "{}\n{}\n{}: {}",
                    text,
                    line,
                    scenario.name(),
                    error
                ),
            }
        }
    }
    Ok(read)
}

#[test]
fn lines_of_random_formats_come_back() {
    let cases = std::env::var("GWFMT_CASES").ok();
    let cases: u32 = cases.and_then(|cases| cases.parse().ok()).unwrap_or(60);
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    let mut runner =
        TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let mut read = 0;
    for api in Api::ALL {
        let listed: Vec<_> = VARIABLES
            .iter()
            .filter(|variable| variable.listing(api).is_some())
            .collect();
        for layout in [Layout::Json, Layout::Xml, Layout::Columns, Layout::Words] {
            for _ in 0..cases {
                let drawn = (
                    members(),
                    select(vec!["", " "]),
                    select(vec![",", "|", "\t", ";"]),
                );
                let (members, space, delimiter) = drawn.new_tree(&mut runner).unwrap().current();
                let text = match layout {
                    Layout::Json => json(&listed, &members, space),
                    Layout::Xml => xml(&listed, &members, space),
                    Layout::Columns => columns(&listed, &members, delimiter),
                    Layout::Words => words(&listed, &members),
                };
                read += comes_back(api, layout, &text).unwrap_or_else(|error| panic!("{error}"));
            }
        }
    }
    assert!(read > 100 * cases as usize, "{read} lines");
    println!("{read} lines");
}

#[test]
fn of_several_carriage_returns_one_belongs_to_the_line_break() {
    let formats = [
        "$context.requestId,$context.status",
        "$context.identity.userAgent",
        r#"{"id":"$context.requestId","status":"$context.status"}"#,
    ];
    let begins = [
        "a,200",
        "a,",
        "",
        "\u{feff}a,200",
        r#"{"id":"a","status":"200"}"#,
    ];
    // a line that is not UTF-8 has those around it read one by one
    for (text, beside) in formats
        .into_iter()
        .flat_map(|text| [(text, "".as_bytes()), (text, b"\xff\n")])
    {
        let format = Format::new(text, Some(Api::Rest)).unwrap();
        for line in begins
            .iter()
            .flat_map(|begin| (0..4).map(move |returns| begin.to_string() + &"\r".repeat(returns)))
        {
            let buffer = [line.as_bytes(), b"\n", beside].concat();
            let (rows, (good, bad)) = (format.rows(&buffer), format.check(&buffer));
            assert_eq!((good, bad.as_slice()), (rows.len(), rows.errors()));
            if matches!(line.as_str(), "" | "\r") {
                assert_eq!(good, 0);
                continue;
            }
            match format.parse(&line) {
                Ok(record) => {
                    let values: Vec<_> = record.iter().map(|(_, value)| value.clone()).collect();
                    let read = (0..values.len()).map(|field| rows.value(0, field).unwrap());
                    assert_eq!(read.collect::<Vec<_>>(), values, "{text} {line:?}");
                }
                Err(error) => {
                    let (place, found) = &rows.errors()[0];
                    assert_eq!((place.number, found), (0, &error), "{text} {line:?}");
                }
            }
        }
    }
}
