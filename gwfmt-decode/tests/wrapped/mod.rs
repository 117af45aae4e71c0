//! Lines in every wrapping.

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use gwfmt::runtime::{Api, Format};
use serde_json::{Value, json};

pub(crate) const FORMAT: &str = r#"{"id":"$context.requestId","t":"$context.requestTime","s":"$context.status","ip":"$context.identity.sourceIp","l":"$context.integration.latency","ua":"$context.identity.userAgent"}"#;

#[allow(dead_code)] // not every test asks for it
pub(crate) fn format() -> Format {
    Format::new(FORMAT, Some(Api::Rest)).unwrap()
}

pub(crate) fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

type Wrap = fn(&[String]) -> Vec<u8>;

/// Each way of wrapping lines, with its name.
pub(crate) const WRAPPINGS: [(&str, Wrap); 15] = [
    ("lines", |lines| lines.join("\n").into_bytes()),
    ("windows lines", |lines| lines.join("\r\n").into_bytes()),
    ("gzip", |lines| gz(lines.join("\n").as_bytes())),
    ("gzip in two members", |lines| {
        let (one, other) = lines.split_at(lines.len() / 3);
        [
            gz((one.join("\n") + "\n").as_bytes()),
            gz(other.join("\n").as_bytes()),
        ]
        .concat()
    }),
    ("gzip in gzip", |lines| gz(&gz(lines.join("\n").as_bytes()))),
    ("zstd", |lines| {
        zstd::encode_all(lines.join("\n").as_bytes(), 1).unwrap()
    }),
    ("export", |lines| {
        gz(&behind("2024-07-10T18:14:22.000Z ", lines))
    }),
    ("tail", |lines| {
        behind("2024-07-10T18:14:22.123000+00:00 stream/a ", lines)
    }),
    ("tail, short", |lines| behind("2024-07-10T18:14:22 ", lines)),
    ("subscription", |lines| payload(lines).into_bytes()),
    ("firehose", |lines| {
        let control =
            r#"{"messageType":"CONTROL_MESSAGE","logEvents":[{"message":"CWL CONTROL MESSAGE"}]}"#;
        let payloads: String = lines.chunks(50).map(payload).collect();
        gz(format!("{control}{payloads}").as_bytes())
    }),
    ("lambda", |lines| {
        let data = STANDARD.encode(gz(payload(lines).as_bytes()));
        json!({"awslogs": {"data": data}}).to_string().into_bytes()
    }),
    ("filter-log-events", |lines| {
        let events: Vec<Value> = lines
            .iter()
            .map(|line| json!({"logStreamName": "s", "message": line, "eventId": "1"}))
            .collect();
        let object = json!({"events": events, "searchedLogStreams": []});
        object.to_string().into_bytes()
    }),
    ("insights", |lines| {
        let results: Vec<Value> = lines
            .iter()
            .map(|line| json!([{"field": "@timestamp", "value": "x"}, {"field": "@message", "value": line}, {"field": "@ptr", "value": "p"}]))
            .collect();
        let object = json!({"results": results, "status": "Complete"});
        object.to_string().into_bytes()
    }),
    ("without line breaks", |lines| lines.concat().into_bytes()),
];

fn behind(before: &str, lines: &[String]) -> Vec<u8> {
    let lines = lines.iter().map(|line| format!("{before}{line}\n"));
    lines.collect::<String>().into_bytes()
}

/// The payload of a subscription. CloudWatch Logs names its kind before the events.
fn payload(lines: &[String]) -> String {
    let events: Vec<Value> = lines
        .iter()
        .enumerate()
        .map(|(at, line)| json!({"id": at.to_string(), "timestamp": 1_720_635_262_451_u64, "message": line}))
        .collect();
    let events = Value::from(events);
    format!(
        r#"{{"messageType":"DATA_MESSAGE","owner":"123456789012","logGroup":"g","logStream":"s","subscriptionFilters":["f"],"logEvents":{events}}}"#
    )
}
