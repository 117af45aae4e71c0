//! `gwfmt diff` on pairs of formats that were written by hand: it gives the expected class for each reader; and a reader of the old
//! format really reads rendered lines of the new one where the change is additive or cosmetic, and really does not where it is
//! breaking.

#![allow(clippy::print_stderr, reason = "says what was tried")]

mod revisions;

use std::collections::BTreeMap;
use std::process::Command;

use gwfmt::runtime::Format;
use gwfmt_core::api::{Api, ApiSet};
use gwfmt_core::ast::PartKind;
use gwfmt_core::model::Model;
use gwfmt_core::scenario::{Scenario, values, write};
use gwfmt_core::shape::Shape;
use gwfmt_core::span::SourceId;
use gwfmt_core::text::FormatText;
use serde_json::Value;

struct Pair {
    name: String,
    api: Api,
    old: String,
    new: String,
    /// The class for each reader.
    expected: BTreeMap<String, String>,
}

fn pairs() -> Vec<Pair> {
    let text = include_str!("pairs.txt");
    let blocks = text.split("\n\n").skip(1);
    let pair = |block: &str| {
        let mut lines = block.trim().lines();
        let mut next = || lines.next().unwrap().replace("\\n", "\n");
        let (name, api, old, new) = (next(), next(), next(), next());
        let api = Api::ALL.into_iter().find(|one| one.name() == api).unwrap();
        let expected = lines.map(|line| line.split_once(' ').unwrap());
        let expected = expected.map(|(reader, class)| (reader.to_owned(), class.to_owned()));
        Pair {
            name,
            api,
            old,
            new,
            expected: expected.collect(),
        }
    };
    blocks.map(pair).collect()
}

/// A line of the old format and one of the new format, of the same request.
struct Lines {
    old: String,
    new: String,
    /// What the references of the old format stand for.
    values: Vec<String>,
}

/// What reads lines of the old format.
struct Reader<'p> {
    pair: &'p Pair,
    model: &'p Model<'p>,
    format: Format,
    /// The regular expression of its table, where it is not JSON.
    table: Option<regex_lite::Regex>,
}

/// The expression of the table that `gwfmt generate athena` makes of a format.
fn table(pair: &Pair) -> Option<regex_lite::Regex> {
    let output = Command::new(env!("CARGO_BIN_EXE_gwfmt"))
        .args([
            "generate",
            "athena",
            "--api",
            pair.api.name(),
            "--format",
            &pair.old,
        ])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}: {output:?}", pair.name);
    let table = String::from_utf8(output.stdout).unwrap();
    let (_, rest) = table.split_once("'input.regex' = '")?;
    let (expression, _) = rest.split_once("'\n").unwrap();
    let expression = expression.replace("''", "'").replace("\\\\", "\\");
    Some(regex_lite::Regex::new(&format!("^(?:{expression})$")).unwrap())
}

impl Reader<'_> {
    /// Whether a reader gets from the new line what it gets from the old one; nothing where it cannot read the old one either.
    fn reads(&self, consumer: &str, lines: &Lines) -> Option<bool> {
        match (consumer, &self.model.shape) {
            ("keys", _) | ("alarms", Shape::Json(_)) => {
                let old = self.by_key(&lines.old)?;
                let new = self.by_key(&lines.new).unwrap_or_default();
                Some(old.iter().all(|(key, value)| new.get(key) == Some(value)))
            }
            // a table takes the text of a value, with quotes and without
            ("tables", Shape::Json(_)) => {
                let text = |value: &Value| value.as_str().map_or(value.to_string(), str::to_owned);
                let old = self.by_key(&lines.old)?;
                let new = self.by_key(&lines.new).unwrap_or_default();
                let mut all = old.iter();
                Some(all.all(|(key, value)| new.get(key).map(text) == Some(text(value))))
            }
            // the regular expression that `gwfmt generate athena` writes
            ("tables", _) => {
                let table = self.table.as_ref()?;
                let columns = |line| {
                    let found = table.captures(line)?;
                    let texts = found.iter().skip(1);
                    let texts = texts.map(|text| text.map(|text| text.as_str().to_owned()));
                    texts.collect::<Option<Vec<String>>>()
                };
                let old = columns(&lines.old)?;
                Some(columns(&lines.new) == Some(old))
            }
            ("positions", _) => {
                let record = |line| self.format.parse(line).ok().map(|record| record.to_json());
                let old = record(&lines.old)?;
                Some(record(&lines.new) == Some(old))
            }
            ("alarms", Shape::Delimited(columns)) if columns.delimiter == ' ' => {
                Some(fields(&lines.old) == fields(&lines.new))
            }
            ("alarms", _) => Some(self.words(lines)),
            other => panic!("{other:?}"),
        }
    }

    fn by_key(&self, line: &str) -> Option<BTreeMap<String, Value>> {
        let mut values = BTreeMap::new();
        if let Shape::Xml(_) = self.model.shape {
            let document = roxmltree::Document::parse(line).ok()?;
            elements(document.root_element(), "", &mut values);
        } else {
            members(&serde_json::from_str(line).ok()?, "", &mut values);
        }
        Some(values)
    }

    /// Whether the words and values of the old line are in the new one.
    fn words(&self, lines: &Lines) -> bool {
        let literals = self.model.format.parts.iter();
        let literals = literals.filter(|part| part.kind == PartKind::Literal);
        let literals = literals.map(|part| self.model.slice(part.span));
        let words = literals.flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
        let words = words.chain(lines.values.iter().map(String::as_str));
        words.into_iter().all(|word| lines.new.contains(word))
    }
}

fn members(value: &Value, path: &str, values: &mut BTreeMap<String, Value>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                members(value, &format!("{path}/{key}"), values);
            }
        }
        value => {
            values.insert(path.to_owned(), value.clone());
        }
    }
}

fn elements(node: roxmltree::Node<'_, '_>, path: &str, values: &mut BTreeMap<String, Value>) {
    for attribute in node.attributes() {
        values.insert(
            format!("{path}/@{}", attribute.name()),
            attribute.value().into(),
        );
    }
    let mut children = node
        .children()
        .filter(roxmltree::Node::is_element)
        .peekable();
    if children.peek().is_none() {
        values.insert(path.to_owned(), node.text().unwrap_or_default().into());
    }
    for child in children {
        elements(
            child,
            &format!("{path}/{}", child.tag_name().name()),
            values,
        );
    }
}

/// The fields of a space-delimited filter pattern: what stands in quotes or brackets is one.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut closing = None;
    for c in line.chars() {
        match (closing, c) {
            (None, ' ') => fields.push(String::new()),
            (None, '"') => closing = Some('"'),
            (None, '[') => closing = Some(']'),
            (Some(end), c) if c == end => closing = None,
            _ => {}
        }
        if closing.is_some() || c != ' ' {
            fields.last_mut().unwrap().push(c);
        }
    }
    fields
}

fn lines(api: Api, old: &Model<'_>, new: &Model<'_>) -> Vec<Lines> {
    // clients that send anything break columns of either format
    let scenarios = Scenario::of(api).filter(|scenario| *scenario != Scenario::Hostile);
    let of = |scenario| {
        let both = values(old, api, scenario, 7).zip(values(new, api, scenario, 7));
        both.take(25).map(|(one, other)| Lines {
            old: write(old, &one),
            new: write(new, &other),
            values: one
                .into_iter()
                .map(|text| text.unwrap_or_else(|| "-".to_owned()))
                .collect(),
        })
    };
    scenarios.flat_map(of).collect()
}

fn diff(pair: &Pair) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_gwfmt"))
        .args(["diff", "--output-format", "json", "--fail-on", "never"])
        .args([
            "--api",
            pair.api.name(),
            "--format",
            &pair.old,
            "--format",
            &pair.new,
        ])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}: {output:?}", pair.name);
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn every_pair_has_its_class_and_readers_agree() {
    let pairs = pairs();
    assert!(pairs.len() >= 40, "{}", pairs.len());
    let (mut wrong, mut read, mut refused) = (Vec::new(), 0, 0);
    for pair in &pairs {
        let said = diff(pair);
        let said: BTreeMap<String, String> =
            serde_json::from_value(said["consumers"].clone()).unwrap();
        if said != pair.expected {
            wrong.push(format!("{}: said {said:?}", pair.name));
        }
        let texts = [&pair.old, &pair.new].map(|text| FormatText::verbatim(SourceId(0), 0, text));
        let [old, new] = [&texts[0], &texts[1]].map(|text| Model::new(text, ApiSet::one(pair.api)));
        let reader = Reader {
            pair,
            model: &old,
            format: Format::new(&pair.old, Some(pair.api)).unwrap(),
            table: table(pair),
        };
        let lines = lines(pair.api, &old, &new);
        for (consumer, class) in &pair.expected {
            let name = &reader.pair.name;
            let verdicts = lines
                .iter()
                .filter_map(|lines| reader.reads(consumer, lines));
            let verdicts: Vec<bool> = verdicts.collect();
            assert!(
                verdicts.len() * 2 > lines.len(),
                "{name}: {consumer} reads too few lines"
            );
            let reads_all = verdicts.iter().all(|reads| *reads);
            if reads_all == (class == "breaking") {
                wrong.push(format!(
                    "{name}: {consumer} is {class}, and reads all: {reads_all}"
                ));
            }
            if reads_all {
                read += verdicts.len();
            } else {
                refused += verdicts.iter().filter(|reads| !**reads).count();
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    eprintln!(
        "{} pairs: {read} readings of lines that agree, {refused} that do not",
        pairs.len()
    );
}
