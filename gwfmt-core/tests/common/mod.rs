//! What the tests of rules share: ordinary readers of each shape, random values, and the corpus.

#![allow(
    dead_code,
    clippy::print_stderr,
    reason = "each test uses a part; a test says when it cannot run"
)]

use gwfmt_core::diagnostic::{CounterExample, Diagnostic, Severity};
use gwfmt_core::line::{EITHER, Line, Reading};
use gwfmt_core::lint::slots::{Slots, Takes};
use gwfmt_core::lint::{Group, RULES, Rule, lint};
use gwfmt_core::model::Model;
use gwfmt_core::scenario::{Scenario, values};
use gwfmt_core::shape::Shape;
use gwfmt_core::span::SourceId;
use gwfmt_core::text::FormatText;
use gwfmt_core::texts::{TextKind, Texts};
use serde_json::Value;

/// A format as it stands.
pub(crate) fn source(text: &str) -> FormatText {
    FormatText::verbatim(SourceId(0), 0, text)
}

/// What all rules, those that are off included, say of a format.
pub(crate) fn all_findings(model: &Model<'_>) -> Vec<Diagnostic> {
    lint(model, RULES)
}

/// What is said when nobody asks for more.
pub(crate) fn findings(model: &Model<'_>) -> Vec<Diagnostic> {
    lint(model, RULES.iter().filter(|rule| rule.on))
}

/// The rule of a finding.
pub(crate) fn rule_of(finding: &Diagnostic) -> &'static Rule {
    Rule::find(finding.rule).expect("a finding names its rule")
}

/// Reads JSON and refuses an object with two members of one key, as strict readers do.
pub(crate) fn read_json(line: &str) -> Result<Value, String> {
    let mut reader = serde_json::Deserializer::from_str(line);
    let value = strict::read(&mut reader).map_err(|e| e.to_string())?;
    reader.end().map_err(|e| e.to_string())?;
    Ok(value)
}

mod strict {
    use serde_json::{Map, Value};

    use serde_json::de::{Deserializer, StrRead};

    pub(super) fn read(reader: &mut Deserializer<StrRead<'_>>) -> Result<Value, serde_json::Error> {
        serde::de::DeserializeSeed::deserialize(Seed, reader)
    }

    struct Seed;

    impl<'de> serde::de::DeserializeSeed<'de> for Seed {
        type Value = Value;

        fn deserialize<D: serde::Deserializer<'de>>(self, de: D) -> Result<Value, D::Error> {
            de.deserialize_any(self)
        }
    }

    impl<'de> serde::de::Visitor<'de> for Seed {
        type Value = Value;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a JSON value")
        }

        fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
            Ok(value.into())
        }

        fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
            Ok(value.into())
        }

        fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
            Ok(value.into())
        }

        fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
            Ok(value.into())
        }

        fn visit_str<E>(self, value: &str) -> Result<Value, E> {
            Ok(value.into())
        }

        fn visit_unit<E>(self) -> Result<Value, E> {
            Ok(Value::Null)
        }

        fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
            let mut list = Vec::new();
            while let Some(item) = items.next_element_seed(Seed)? {
                list.push(item);
            }
            Ok(list.into())
        }

        fn visit_map<A: serde::de::MapAccess<'de>>(
            self,
            mut members: A,
        ) -> Result<Value, A::Error> {
            let mut map = Map::new();
            while let Some(key) = members.next_key::<String>()? {
                let value = members.next_value_seed(Seed)?;
                if map.insert(key.clone(), value).is_some() {
                    return Err(serde::de::Error::custom(format!("duplicate key `{key}`")));
                }
            }
            Ok(map.into())
        }
    }
}

/// The cells of one line of CSV; a line break in a cell makes a second record.
pub(crate) fn read_cells(line: &str, delimiter: char, quote: char) -> Vec<Vec<String>> {
    let reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(u8::try_from(delimiter).expect("an ASCII delimiter"))
        .quote(u8::try_from(quote).expect("an ASCII quote"))
        .from_reader(line.as_bytes());
    reader
        .into_records()
        .map(|record| record.expect("text").iter().map(str::to_owned).collect())
        .collect()
}

/// Asserts that a finding's places are places of the text, and that its fix can be made.
pub(crate) fn check_places(finding: &Diagnostic, text: &str) {
    let inside = |span: gwfmt_core::span::Span| {
        assert!(
            span.start <= span.end && text.get(span.range()).is_some(),
            "{text:?}: {finding:?}"
        );
    };
    inside(finding.span);
    for (span, _) in &finding.related {
        inside(*span);
    }
    if let Some(fix) = &finding.fix {
        let mut end = 0;
        for (span, _) in &fix.edits {
            inside(*span);
            assert!(span.start >= end, "{text:?}: {fix:?}");
            end = span.end;
        }
        assert_ne!(fix.apply(text), text, "{fix:?}");
    }
}

/// Asserts that a finding of the shape groups shows a line, and that the line is as bad as it says.
pub(crate) fn check_counter_example(finding: &Diagnostic, model: &Model<'_>) {
    let rule = rule_of(finding);
    let shown = matches!(rule.group, Group::Json | Group::Xml | Group::Text);
    if shown && finding.severity >= Severity::Warning {
        assert!(
            finding.counter_example.is_some(),
            "nothing shown: {finding:?}"
        );
    }
    match &finding.counter_example {
        None => {}
        Some(CounterExample::Broken { line, at, why }) => {
            assert!(line.get(at.range()).is_some(), "{finding:?}");
            assert!(!why.is_empty(), "{finding:?}");
            let place = &line[at.range()];
            match (&model.shape, finding.rule) {
                // The whole line is JSON, but for what other findings say of it.
                (_, "double-quoted-value") => {
                    let value: String = serde_json::from_str(place).expect("a JSON string");
                    assert!(
                        value.starts_with('"') && value.ends_with('"'),
                        "{finding:?}"
                    );
                }
                (Shape::Json(_), _) => {
                    let read = read_json(line);
                    // `"{\"a\":…}"` is JSON: one string, where an object was meant.
                    assert!(matches!(read, Err(_) | Ok(Value::String(_))), "{finding:?}");
                }
                (Shape::Xml(_), _) => {
                    assert!(roxmltree::Document::parse(line).is_err(), "{finding:?}");
                }
                (Shape::Delimited(_) | Shape::Text, _) => check_cells(finding, model, line),
            }
        }
        Some(CounterExample::Ambiguous { line, one, other }) => {
            assert_ne!(one, other);
            for reading in [one, other] {
                assert_eq!(reading.len(), model.uses.len());
                for (used, (name, value)) in model.uses.iter().zip(reading) {
                    assert_eq!(name, model.slice(used.span));
                    assert!(
                        used.texts().contains(value),
                        "{name} is never {value:?}: {finding:?}"
                    );
                    // The same bytes whether values are escaped or not.
                    let escaped = Reading::JsonEscaped.write(used.texts(), value);
                    assert_eq!(&escaped, value, "{finding:?}");
                }
                let mut values = reading.iter();
                let rendered = model.render(|_, _| {
                    let (_, value) = values.next().expect("a value for each reference");
                    value.as_str().into()
                });
                assert_eq!(&rendered, line, "{finding:?}");
            }
        }
    }
}

/// The values of a line of a scenario, of those that `gwfmt render` writes first.
fn drawn(model: &Model<'_>, line: &str) -> Vec<Option<String>> {
    let mut scenarios = model
        .apis
        .iter()
        .flat_map(|api| Scenario::of(api).map(move |scenario| (api, scenario)));
    let found = scenarios.find_map(|(api, scenario)| {
        let mut lines = values(model, api, scenario, 1).take(24);
        lines.find(|values| Line::of(model, Reading::AsIs, values).text == line)
    });
    found.expect("the line of a sample or of a scenario")
}

/// Asserts that a line of columns, read back, holds something else than was logged.
fn check_cells(finding: &Diagnostic, model: &Model<'_>, line: &str) {
    if finding.rule == "quoted-line" {
        let first = line.trim().chars().next().expect("a quote");
        if first.is_ascii() {
            let cells = read_cells(line.trim(), ',', first);
            assert_eq!(cells[0].len(), 1, "{finding:?}");
        }
        return;
    }
    if let Some(gap) = separator_behind(finding, model) {
        let Some(CounterExample::Broken { at, .. }) = &finding.counter_example else {
            panic!("a broken line: {finding:?}")
        };
        // Cut at what separates the columns, the line has more of them than the format.
        let columns = model.text().split(gap).count();
        assert!(line.split(gap).count() > columns, "{finding:?}");
        assert!(line[at.start..].starts_with(gap.trim_start()) || gap.trim().is_empty());
        return;
    }
    let slots = Slots::cut(model);
    let at = model
        .uses
        .iter()
        .position(|used| used.span == finding.span)
        .expect("on a reference");
    let used = &model.uses[at];
    let sample = used
        .texts()
        .samples()
        .find(|sample| slots.line_with(Reading::AsIs, used.part, sample).text == line);
    let sample = match sample {
        Some(sample) => sample.to_owned(),
        None => drawn(model, line).swap_remove(at).unwrap_or("-".to_owned()),
    };
    let sample = sample.as_str();
    let slot = slots
        .all
        .iter()
        .find(|slot| slot.parts.contains(&used.part))
        .expect("in a slot");
    let Shape::Delimited(columns) = &model.shape else {
        panic!("columns: {finding:?}")
    };
    if let Takes::Column(close) = slot.takes {
        assert!(sample.contains(close), "{finding:?}");
        return;
    }
    let quote = match slot.takes {
        Takes::QuotedCell(quote) => quote,
        _ => '"',
    };
    let number = columns
        .columns
        .iter()
        .position(|column| column.span == slot.span)
        .expect("a column");
    // What is a note holds only if values are written as they are.
    let readings = if finding.severity == Severity::Note {
        &[Reading::AsIs]
    } else {
        EITHER
    };
    for &reading in readings {
        let line = slots.line_with(reading, used.part, sample);
        let records = read_cells(&line.text, columns.delimiter, quote);
        // What the cell was to hold: its text with the value in it, quotes around it left out.
        let meant = line.text[line.place(slot.span).range()].to_owned();
        let meant = meant
            .strip_prefix(quote)
            .and_then(|text| text.strip_suffix(quote))
            .unwrap_or(&meant);
        let read = match records.as_slice() {
            [cells] if cells.len() == columns.columns.len() => cells[number].trim_start(),
            _ => continue,
        };
        let own_quotes = used.texts().kind == TextKind::JsonString;
        let message = || serde_json::from_str::<String>(sample).expect("a JSON string");
        if own_quotes {
            assert_ne!(read, message(), "{finding:?}");
        } else {
            assert_ne!(read, meant, "{finding:?}");
        }
    }
}

/// What separates the column of a finding from the next one, in a line that no reader of CSV knows.
fn separator_behind<'m>(finding: &Diagnostic, model: &Model<'m>) -> Option<&'m str> {
    let readable = match &model.shape {
        Shape::Delimited(columns) => columns.delimiter != ' ',
        _ => false,
    };
    let at = model.uses.iter().position(|u| u.span == finding.span)?;
    let next = model.uses.get(at + 1)?;
    let gap = &model.text()[finding.span.end..next.span.start];
    let spaced = finding.message.contains("may contain spaces");
    let gap = if spaced { " " } else { gap };
    (!readable && finding.rule == "unescaped-cell-text").then_some(gap)
}

/// A small generator of random numbers (SplitMix64): the same numbers on every run.
#[derive(Clone, Debug)]
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).expect("small")).expect("small")
    }

    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    fn chars(&mut self, alphabet: &str, least: usize) -> String {
        let length = least + self.below(10);
        let count = alphabet.chars().count();
        (0..length)
            .filter_map(|_| alphabet.chars().nth(self.below(count)))
            .collect()
    }

    /// A text of the set.
    pub(crate) fn text(&mut self, texts: Texts) -> String {
        let fixed = texts.samples().count();
        if self.below(3) == 0 {
            let at = self.below(fixed);
            return texts.samples().nth(at).unwrap_or_default().to_owned();
        }
        match texts.kind {
            TextKind::Integer => (self.next() >> self.below(64)).to_string(),
            TextKind::Status => (100 + self.below(500)).to_string(),
            TextKind::Alnum => self.chars("abcXYZ019", 1),
            TextKind::Method => self.chars("GETPOS", 1),
            TextKind::Host => self.chars("abc019.-", 1),
            TextKind::Word => self.chars("abc019_-.$", 1),
            TextKind::Id => self.chars("abcXYZ019=+/_-", 1),
            TextKind::Token => self.chars("abc019:@/=*()", 1),
            TextKind::Resource => "/".to_owned() + &self.chars("abc/{}._-:+", 0),
            TextKind::Path => "/".to_owned() + &self.chars("abc/,;&'%20=", 0),
            TextKind::Visible => self.chars("abc,:/019|", 1),
            TextKind::RouteKey => "GET /".to_owned() + &self.chars("abc/{}-", 0),
            TextKind::AccountId => format!("{:012}", self.next() % 1_000_000_000_000),
            TextKind::EpochMillis => (1_700_000_000_000 + self.next() % 1_000_000).to_string(),
            TextKind::Any => self.chars("ab \"\\/'<>&,;|[]{}:\n\r\t\u{1}\u{7f}é\u{1F600}$-u0", 0),
            TextKind::JsonString => {
                let inside = self.chars("ab \"\\<&,é\n", 0);
                serde_json::to_string(&inside).expect("a string")
            }
            TextKind::Ip
            | TextKind::Boolean
            | TextKind::OneOf
            | TextKind::Time
            | TextKind::CertTime
            | TextKind::Nothing => {
                let at = self.below(fixed);
                texts.samples().nth(at).unwrap_or_default().to_owned()
            }
        }
    }

    /// A random line of a format.
    pub(crate) fn line<'m>(
        &mut self,
        model: &'m Model<'m>,
        reading: Reading,
    ) -> (Line<'m>, Vec<String>) {
        let values: Vec<String> = model
            .uses
            .iter()
            .map(|used| self.text(used.texts()))
            .collect();
        let mut next = values.iter();
        let line = Line::write(model, reading, |_| next.next().map_or("", String::as_str));
        (line, values)
    }
}

/// Whether a finding says that lines of the format are not JSON.
pub(crate) fn breaks_json(finding: &Diagnostic) -> bool {
    // What nobody replaces is an error where JSON cannot have it.
    let stays = matches!(finding.rule, "foreign-namespace" | "template-syntax");
    stays && finding.severity == Severity::Error
        || matches!(
            finding.rule,
            "invalid-json"
                | "bare-value"
                | "bare-message"
                | "quoted-message-string"
                | "duplicate-key"
                | "double-quoted-value"
                | "line-break"
        )
}

/// Asserts that `count` random lines of a JSON format are JSON, and that each value in quotes is read back as logged.
pub(crate) fn check_renderings(model: &Model<'_>, count: usize, random: &mut Random) {
    let slots = Slots::cut(model);
    for _ in 0..count {
        let (line, values) = random.line(model, Reading::JsonEscaped);
        if let Err(e) = read_json(&line.text) {
            panic!("{}\n{}\n{e}", model.text(), line.text);
        }
        for slot in &slots.all {
            let (Takes::JsonString, [part]) = (slot.takes, slot.parts.as_slice()) else {
                continue;
            };
            let at = model.uses.iter().position(|used| used.part == *part);
            let at = at.expect("a reference");
            if model.uses[at].span.len() + 2 == slot.span.len() {
                let read: String = serde_json::from_str(&line.text[line.place(slot.span).range()])
                    .expect("a string");
                assert_eq!(read, values[at], "{}", model.text());
            }
        }
    }
}
