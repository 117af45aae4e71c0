//! JSON that holds log events: any bytes, or lines that are put into payloads, events and results.
#![no_main]
#![allow(dead_code)]

#[path = "../logs.rs"]
mod logs;

use std::fmt;
use std::io::{Read as _, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use libfuzzer_sys::fuzz_target;
use logs::input::Wrapping;
use logs::{KNOWN, Line};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::{Value, json};

fuzz_target!(|data: &[u8]| {
    let Some((how, data)) = data.split_first() else {
        return;
    };
    if *how < 128 {
        any(data);
    } else {
        wrapped(*how, &String::from_utf8_lossy(data));
    }
});

/// What a simple reader finds, line by line; nothing where it cannot say.
fn any(data: &[u8]) {
    if logs::is_packed(data) {
        return;
    }
    let (lines, error) = logs::read(data, Wrapping::Events, &KNOWN[0].format);
    if error.is_some() {
        return;
    }
    if let Some(mut messages) = messages(data, 0) {
        let mut lines = lines;
        // what stands before `messageType` is given out behind the rest
        let text = |line: &Line| match line {
            Line::Whole(text) | Line::Long(text) | Line::Cut(text) => text.clone(),
        };
        lines.sort_by_key(text);
        messages.sort_by_key(text);
        assert_eq!(lines, messages);
    }
}

fn messages(data: &[u8], depth: usize) -> Option<Vec<Line>> {
    let mut all = Vec::new();
    for object in serde_json::Deserializer::from_slice(data).into_iter::<Members>() {
        let Members(members) = object.ok()?;
        let of = |key: &'static str| members.iter().filter(move |(name, _)| name == key).map(|(_, value)| value);
        if of("messageType").count() > 1 {
            return None;
        }
        let is_control = of("messageType").any(|kind| kind == "CONTROL_MESSAGE");
        let mut texts: Vec<&str> = Vec::new();
        let events = of("logEvents").filter(|_| !is_control).chain(of("events"));
        for event in events.filter_map(Value::as_array).flatten() {
            texts.push(event.get("message")?.as_str()?);
        }
        for row in of("results").filter_map(Value::as_array).flatten() {
            let is_message = |cell: &&Value| cell.get("field").is_some_and(|field| field == "@message");
            let cell = row.as_array()?.iter().find(is_message)?;
            texts.push(cell.get("value").and_then(Value::as_str).unwrap_or_default());
        }
        for text in texts {
            let text = text.strip_suffix('\n').unwrap_or(text);
            all.extend(text.split('\n').map(|line| logs::given(line.as_bytes())));
        }
        for packed in of("awslogs") {
            assert_eq!(depth, 0, "a payload in a payload is refused");
            let packed = STANDARD.decode(packed.get("data")?.as_str()?.trim()).ok()?;
            let mut plain = Vec::new();
            MultiGzDecoder::new(packed.as_slice()).read_to_end(&mut plain).ok()?;
            all.extend(messages(&plain, depth + 1)?);
        }
    }
    Some(all)
}

/// An object with all its members, in their order.
struct Members(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = Members;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut all = Vec::new();
                while let Some(member) = map.next_entry()? {
                    all.push(member);
                }
                Ok(Members(all))
            }
        }
        json.deserialize_map(All)
    }
}

fn payload(lines: &[&str], kind_first: bool) -> String {
    let events: Vec<Value> = lines.iter().map(|line| json!({"id": "1", "timestamp": 1, "message": line})).collect();
    let events = Value::from(events);
    if kind_first {
        format!(r#"{{"messageType":"DATA_MESSAGE","owner":"1","logEvents":{events}}}"#)
    } else {
        format!(r#"{{"logEvents":{events},"logGroup":"g","messageType":"DATA_MESSAGE"}}"#)
    }
}

/// Lines in a wrapping are read as they are.
fn wrapped(how: u8, text: &str) {
    let lines: Vec<&str> = text.split('\n').collect();
    let kind_first = how & 8 == 0;
    let object = |key: &str, value: Value| {
        if kind_first {
            json!({key: value, "nextForwardToken": "f/1"}).to_string()
        } else {
            format!("{:#}\n", json!({key: value, "searchedLogStreams": [{"a": [1, null]}]}))
        }
    };
    let wrapped = match how % 4 {
        0 => lines
            .chunks(2)
            .map(|lines| payload(lines, kind_first))
            .collect::<Vec<_>>()
            .join(r#"{"messageType":"CONTROL_MESSAGE","logEvents":[{"message":"CWL"}]}"#),
        1 => {
            let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
            packed.write_all(payload(&lines, kind_first).as_bytes()).expect("memory");
            json!({"awslogs": {"data": STANDARD.encode(packed.finish().expect("memory"))}}).to_string()
        }
        2 => object("events", lines.iter().map(|line| json!({"message": line, "eventId": "1"})).collect()),
        _ => object("results", lines.iter().map(|line| json!([{"field": "@ptr", "value": "p"}, {"field": "@message", "value": line}])).collect()),
    };
    let (read, error) = logs::read(wrapped.as_bytes(), Wrapping::Events, &KNOWN[0].format);
    assert!(error.is_none(), "{error:?}\n{wrapped}");
    let expected: Vec<Line> = lines.iter().map(|line| logs::given(line.as_bytes())).collect();
    assert_eq!(read, expected, "{wrapped}");
}
