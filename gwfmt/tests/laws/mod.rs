//! What must hold for every record of every format, and lines to try it with.
//!
//! Lines are made from the format's own table, so the same code serves the samples of AWS's guide, the formats of the
//! corpus and any other.

#![allow(
    unreachable_pub,
    dead_code,
    reason = "each test file uses a part of it"
)]

use gwfmt::private::v1::{Enclosure, Format, Kind, Layout, Slot};

/// What happened to the request of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scenario {
    Success,
    Throttled,
    Denied,
    Timeout,
    Preflight,
    Hostile,
}

pub const SCENARIOS: [Scenario; 6] = [
    Scenario::Success,
    Scenario::Throttled,
    Scenario::Denied,
    Scenario::Timeout,
    Scenario::Preflight,
    Scenario::Hostile,
];

/// A small generator of pseudo-random numbers (xorshift).
pub struct Rng(pub u64);

impl Rng {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit
    }

    fn of<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[self.below(texts.len())]
    }
}

const AGENTS: &[&str] = &[
    "curl/8.1.2",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36",
    "Amazon CloudFront",
    "okhttp/4.9.3",
];
const MESSAGES: &[&str] = &[
    "Forbidden",
    "Too Many Requests",
    "Endpoint request timed out",
    "Internal server error",
];
const HOSTILE: &[&str] = &[
    "say \"no\"",
    "back\\slash",
    "\"><script>alert(1)</script>",
    "a,b,\"c\"",
    "caf\u{e9} \u{1f600}",
    "tab\there",
    "\u{1}control",
    "x\",\"status\":\"200",
    "-",
    "",
    " ",
    "C:\\apps\\",
    "&amp; <b>",
    "=cmd|' /C calc'!A0",
];

/// The text of each value of a line, as it was meant (not escaped); none where `-` is written.
pub fn values(format: &Format<'_>, scenario: Scenario, rng: &mut Rng) -> Vec<Option<String>> {
    let last = format.slots.len() - 1;
    format
        .slots
        .iter()
        .enumerate()
        .map(|(number, slot)| {
            let often = match scenario {
                Scenario::Success | Scenario::Hostile => 8,
                Scenario::Timeout => 4,
                Scenario::Denied | Scenario::Throttled | Scenario::Preflight => 2,
            };
            if slot.optional && rng.below(often) == 0 {
                return None;
            }
            let touches_next = number < last && format.literals()[number + 1].is_empty();
            let touches_last = number > 0 && format.literals()[number].is_empty();
            Some(match slot.kind {
                Kind::Status => rng
                    .of(&["200", "204", "301", "403", "429", "500", "504"])
                    .to_owned(),
                Kind::Millis | Kind::Integer => {
                    let digits = rng.below(30);
                    rng.below(1 << digits).to_string()
                }
                Kind::EpochMillis => (1_700_000_000_000 + rng.below(1 << 36)).to_string(),
                Kind::ClfTime => {
                    clf_time(1_700_000_000 + i64::try_from(rng.below(1 << 26)).unwrap())
                }
                Kind::Boolean => rng.of(&["true", "false"]).to_owned(),
                Kind::Ip if rng.below(6) == 0 => rng
                    .of(&["2001:db8::1", "::1", "2001:db8:1:2:3:4:5:6"])
                    .to_owned(),
                Kind::Ip => format!(
                    "{}.{}.{}.{}",
                    rng.below(256),
                    rng.below(256),
                    rng.below(256),
                    rng.below(256)
                ),
                Kind::Method => rng.of(&["GET", "POST", "OPTIONS", "PURGE"]).to_owned(),
                Kind::EventType => rng
                    .of(&["CONNECT", "MESSAGE", "DISCONNECT", "OTHER"])
                    .to_owned(),
                Kind::ErrorType => rng
                    .of(&["THROTTLED", "ACCESS_DENIED", "NEW_KIND"])
                    .to_owned(),
                Kind::BasePath => rng.of(&["(none)", "v1"]).to_owned(),
                Kind::QuotedText => rng.of(MESSAGES).to_owned(),
                Kind::Text if touches_last => format!("/prod/{}", rng.below(1000)),
                Kind::Text if touches_next => format!("h{}.example.com", rng.below(100)),
                Kind::Text | Kind::User if slot.free => match scenario {
                    Scenario::Hostile => rng.of(HOSTILE).to_owned(),
                    _ if rng.below(2) == 0 => rng.of(AGENTS).to_owned(),
                    _ => rng.of(MESSAGES).to_owned(),
                },
                Kind::Text | Kind::User => {
                    format!("{:x}-{:x}", rng.below(1 << 30), rng.below(1 << 16))
                }
            })
        })
        .collect()
}

fn clf_time(seconds: i64) -> String {
    let time = gwfmt::Timestamp::from_millis(seconds * 1000)
        .to_clf()
        .unwrap();
    String::from_utf8(time.to_vec()).unwrap()
}

/// The line as API Gateway writes it.
pub fn line(format: &Format<'_>, values: &[Option<String>]) -> String {
    let mut line = String::new();
    for (number, piece) in format.literals().iter().enumerate() {
        line.push_str(piece);
        let (Some(value), Some(slot)) = (values.get(number), format.slots.get(number)) else {
            continue;
        };
        match value {
            None => line.push('-'),
            Some(text) if slot.kind == Kind::QuotedText => {
                line.push_str(&format!("\"{}\"", escaped(text)));
            }
            Some(text) if slot.enclosure == Enclosure::JsonString => line.push_str(&escaped(text)),
            Some(text) => line.push_str(text),
        }
    }
    line
}

fn escaped(text: &str) -> String {
    let quoted = serde_json::to_string(text).unwrap();
    quoted[1..quoted.len() - 1].to_owned()
}

/// Whether the format can carry these values: none is taken for absence, none holds what stands between it and another
/// value in one JSON string, and outside of JSON none holds what ends one.
pub fn plain(format: &Format<'_>, values: &[Option<String>]) -> bool {
    let literals = format.literals();
    let slots = format.slots.iter().zip(values);
    slots.enumerate().all(|(at, (slot, value))| {
        let Some(text) = value else {
            // nobody knows whether an absent messageString has quotes: what is written is not what was read
            return !format.ends.contains('-') && slot.kind != Kind::QuotedText;
        };
        let before = literals[at].rsplit('"').next().unwrap_or_default();
        let after = literals[at + 1].split('"').next().unwrap_or_default();
        let ends = |c: char| format.ends.contains(c) || c.is_control();
        let between = |c: char| before.contains(c) || after.contains(c);
        let is_carried = match slot.enclosure {
            Enclosure::JsonString => !text.contains(between),
            _ => !text.contains(ends),
        };
        !(slot.optional && text == "-") && is_carried
    })
}

/// Whether two texts that may hold anything are in one JSON string: then nothing tells where the first ends.
pub fn may_run_together(format: &Format<'_>) -> bool {
    let slots = format.slots.windows(2).zip(&format.literals()[1..]);
    let mut pairs = slots.filter(|(pair, _)| pair.iter().all(|slot| slot.free));
    pairs.any(|(_, between)| !between.contains('"'))
}

/// Reads JSON back: the number of values that are no objects.
pub fn json_values(text: &str) -> usize {
    fn count(value: &serde_json::Value) -> usize {
        match value {
            serde_json::Value::Object(members) => members.values().map(count).sum(),
            serde_json::Value::Array(elements) => elements.iter().map(count).sum(),
            _ => 1,
        }
    }
    count(&serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}")))
}

/// Reads a row of CSV back.
pub fn csv_cells(row: &str) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(row.as_bytes());
    let record = reader.records().next().expect("a row").expect("valid CSV");
    record.iter().map(str::to_owned).collect()
}

/// Reads XML to its end.
pub fn xml_is_well_formed(text: &str) -> bool {
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => return true,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}

/// The texts that are in JSON without quotes.
pub fn bare_texts<'f>(format: &'f Format<'_>) -> impl Iterator<Item = &'f Slot> {
    format.slots.iter().filter(|slot| {
        let is_number = matches!(
            slot.kind,
            Kind::Status | Kind::Millis | Kind::Integer | Kind::Boolean
        );
        let is_other = matches!(slot.kind, Kind::ClfTime | Kind::EpochMillis | Kind::Ip);
        slot.enclosure == Enclosure::JsonBare && !is_number && !is_other
    })
}

/// The same JSON with its keys in another order and spaces between, where the format is read by name.
pub fn shuffled(format: &Format<'_>, json: &str) -> Option<String> {
    if format.layout != Layout::Json || !format.by_name {
        return None;
    }
    // where text has no quotes, `null` is a text like any other, and not what says that there is none
    if json.contains("null") && bare_texts(format).next().is_some() {
        return None;
    }
    let value: serde_json::Value = serde_json::from_str(json).unwrap();
    let mut members: Vec<_> = value.as_object().unwrap().iter().collect();
    members.reverse();
    let members: Vec<String> = members
        .into_iter()
        .map(|(key, value)| format!("{} : {value:#}", serde_json::to_string(key).unwrap()))
        .collect();
    Some(format!("{{ {} }}", members.join(" ,\n")))
}

/// How many lines of each scenario: `GWFMT_CASES`, else 200.
pub fn cases() -> usize {
    let cases = std::env::var("GWFMT_CASES")
        .ok()
        .and_then(|text| text.parse().ok());
    cases.unwrap_or(200)
}

/// Tries the laws for one record type with `count` lines of every scenario.
#[macro_export]
macro_rules! laws {
    ($record:ident, $count:expr) => {{
        use $crate::laws::{
            SCENARIOS, csv_cells, json_values, line, plain, shuffled, values, xml_is_well_formed,
        };
        let format = <$record as gwfmt::private::v1::Template>::FORMAT;
        let mut rng = $crate::laws::Rng(0x9e37_79b9_7f4a_7c15);
        let mut read = 0;
        for scenario in SCENARIOS {
            for _ in 0..$count {
                let values = values(format, scenario, &mut rng);
                let line = line(format, &values);
                let plain = plain(format, &values);
                let record = match $record::parse(&line) {
                    Ok(record) => record,
                    Err(error) if plain => panic!("{}: {error}\n{line}", stringify!($record)),
                    Err(_) => continue,
                };
                read += 1;
                let native = match record.to_native() {
                    Ok(native) => native,
                    Err(error) if plain => panic!("{}: {error}\n{line}", stringify!($record)),
                    Err(_) => continue,
                };
                if plain {
                    assert_eq!(native, line, "{}", stringify!($record));
                }
                assert_eq!($record::parse(&native).as_ref(), Ok(&record), "{line}");
                assert_eq!($record::parse_bytes(line.as_bytes()).as_ref(), Ok(&record));
                assert_eq!(record.clone().into_owned(), record);
                let partial = $record::parse_partial(&line).unwrap();
                assert!(partial.bad.is_empty() && partial.record == record);
                let row = csv_cells(&record.to_csv());
                assert_eq!(row.len(), format.slots.len());
                for (cell, value) in row.iter().zip(&values) {
                    let _ = plain && {
                        assert_eq!(cell, value.as_deref().unwrap_or("-"));
                        true
                    };
                }
                assert_eq!(csv_cells($record::csv_header()).len(), format.slots.len());
                if let Some(json) = shuffled(format, &record.to_json()) {
                    assert_eq!($record::parse(&json).as_ref(), Ok(&record), "{json}");
                }
                assert!(
                    json_values(&record.to_json()) >= format.slots.len().min(1),
                    "{line}"
                );
                assert!(xml_is_well_formed(&record.to_xml()), "{}", record.to_xml());
                assert!(!record.to_clf().contains('\n'));
                assert_eq!(
                    $record::records(line.as_bytes()).count(),
                    1 + line.matches('\n').count()
                );
            }
        }
        assert!(read >= 4 * $count, "{} of {} lines read", read, 6 * $count);
    }};
}

/// Reads the lines of every scenario of an API, and writes them back.
#[macro_export]
macro_rules! scenarios {
    ($record:ident, $api:expr, $format:expr, $count:expr) => {{
        use gwfmt_core::api::{Api, ApiSet};
        use gwfmt_core::model::Model;
        use gwfmt_core::scenario::{Scenario, lines};
        use gwfmt_core::shape::Shape;

        let named = Api::ALL.into_iter().find(|api| api.name() == $api);
        let api = named.expect("a type of API");
        let source = gwfmt_core::span::SourceId(0);
        let text = gwfmt_core::text::FormatText::verbatim(source, 0, $format);
        let model = Model::new(&text, ApiSet::one(api));
        let json = matches!(model.shape, Shape::Json(_));
        let known = gwfmt::runtime::Format::new($format, Some(api)).expect("a format");
        let format = &<$record as gwfmt::private::v1::Template>::FORMAT;
        let free = format.slots.iter().filter(|slot| slot.free).count();
        // Text without quotes of its own, or beside another one, need not come back.
        let mut bare = $crate::laws::bare_texts(format);
        let loose = bare.any(|slot| slot.kind != gwfmt::private::v1::Kind::QuotedText)
            || $crate::laws::may_run_together(format);
        for scenario in Scenario::of(api) {
            // Columns cannot carry everything that a hostile client sends, nor two texts of which each may hold anything.
            let must = json && !loose || free < 2 && scenario != Scenario::Hostile;
            for line in lines(&model, api, scenario, 1).take($count) {
                let read = $record::parse(&line);
                // The format that only the running program knows reads the same, and writes the same.
                match (&read, known.parse(&line)) {
                    (Ok(record), Ok(same)) => {
                        assert_eq!(same.to_json(), record.to_json());
                        assert_eq!(same.to_csv(), record.to_csv());
                        assert_eq!(same.to_csv_guarded(), record.to_csv_guarded());
                        assert_eq!(same.to_xml(), record.to_xml());
                        assert_eq!(same.to_clf(), record.to_clf());
                        assert_eq!(same.to_native().ok(), record.to_native().ok());
                        let value = serde_json::to_string(record).unwrap();
                        assert_eq!(serde_json::to_string(&same).unwrap(), value);
                        assert_eq!(known.csv_header(), $record::csv_header());
                    }
                    (one, other) => assert_eq!(one.as_ref().err(), other.as_ref().err(), "{line}"),
                }
                for line_break in ["\n", "\r\n"] {
                    assert_eq!($record::parse(&format!("{line}{line_break}")), read);
                }
                let record = match read {
                    Ok(record) => record,
                    Err(error) if must => panic!("{}: {error}\n{line}", scenario.name()),
                    Err(_) => continue,
                };
                match record.to_native() {
                    // Nobody knows whether an absent messageString has quotes, nor whether text without quotes is escaped: a
                    // record does not tell, and the line has the same values in other bytes.
                    Ok(native)
                        if $format.contains("error.messageString")
                            || $crate::laws::bare_texts(format).next().is_some() =>
                    {
                        assert_eq!($record::parse(&native).as_ref(), Ok(&record), "{line}");
                    }
                    Ok(native) => assert_eq!(native, line, "{}", scenario.name()),
                    Err(error) => assert!(!must, "{}: {error}\n{line}", scenario.name()),
                }
            }
        }
    }};
}
