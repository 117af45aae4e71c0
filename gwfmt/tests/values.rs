//! Records by name and value, and as text.

use std::net::IpAddr;

use gwfmt::runtime::{Format, Kind};
use gwfmt::{Timestamp, Value, access_log_format};

const FORMAT: &str = r#"{"id":"$context.requestId","who":{"ip":"$context.identity.sourceIp","at":"$context.requestTime"},"status":$context.status,"method":"$context.httpMethod","ms":"$context.integration.latency"}"#;
const LINE: &str = r#"{"id":"a\"b","who":{"ip":"192.0.2.1","at":"10/Jul/2024:18:14:22 +0000"},"status":200,"method":"GET","ms":"-"}"#;

#[access_log_format(
    r#"{"id":"$context.requestId","who":{"ip":"$context.identity.sourceIp","at":"$context.requestTime"},"status":$context.status,"method":"$context.httpMethod","ms":"$context.integration.latency"}"#
)]
struct Log;

#[access_log_format(
    "$context.status $context.integration.latency $context.requestId",
    types(integration_latency = i8, request_id = u64)
)]
#[derive(Copy)]
struct Numbers;

#[test]
fn values_are_had_by_name_and_in_order() {
    let log = Log::parse(LINE).unwrap();
    let address: IpAddr = "192.0.2.1".parse().unwrap();
    let time = Timestamp::from_millis(1_720_635_262_000);
    let expected = [
        ("id", Value::Text("a\"b".into())),
        ("who.ip", Value::Address(address)),
        ("who.at", Value::Time(time)),
        ("status", Value::Number(200)),
        ("method", Value::Text("GET".into())),
        ("ms", Value::Absent),
    ];
    assert_eq!(log.iter().collect::<Vec<_>>(), expected);
    assert_eq!(log.iter().len(), 6);
    assert_eq!(log.iter().next_back(), Some(("ms", Value::Absent)));
    assert_eq!(
        log.get("who.ip").and_then(|ip| ip.as_address()),
        Some(address)
    );
    assert_eq!(log.get("who.at").and_then(|at| at.as_time()), Some(time));
    assert_eq!(log.get("id").as_ref().and_then(Value::as_str), Some("a\"b"));
    assert!(log.get("ms").is_some_and(|ms| ms.is_absent()));
    assert_eq!(log.get("who"), None);
    let format = Format::new(FORMAT, None).unwrap();
    let record = format.parse(LINE).unwrap();
    assert_eq!(record.iter().len(), 6);
    for ((name, value), (same_name, same)) in record.iter().zip(log.iter()) {
        assert_eq!((name, value), (same_name, &same));
    }
}

#[test]
fn a_type_of_the_users_is_text() {
    let numbers: Numbers = "200 -7 1".parse().unwrap();
    assert_eq!(
        numbers.get("integration_latency"),
        Some(Value::Text("-7".into()))
    );
    let numbers = Numbers::try_from("200 - 1").unwrap();
    assert_eq!(numbers.get("integration_latency"), Some(Value::Absent));
    assert_eq!(numbers.to_string(), "200 - 1");
}

#[test]
fn a_record_is_displayed_as_its_line_and_read_from_it() {
    let log = Log::try_from(LINE).unwrap();
    assert_eq!(log.to_string(), LINE);
    let owned: Log<'static> = LINE.to_owned().parse().unwrap();
    assert_eq!(owned, log);
    let error = "nonsense".parse::<Log>().unwrap_err();
    assert_eq!(Some(error), Log::parse("nonsense").err());
    let format = Format::new(FORMAT, None).unwrap();
    assert_eq!(format.parse(LINE).unwrap().to_string(), LINE);
}

#[test]
fn display_writes_what_reads_back_as_something_else() {
    let mut numbers = Numbers::parse("200 7 1").unwrap();
    numbers.status = 7;
    assert!(numbers.to_native().is_err());
    assert_eq!(numbers.to_string(), "7 7 1");
}

#[test]
fn a_format_of_run_time_shows_its_fields() {
    let format = Format::new(FORMAT, None).unwrap();
    let shown: Vec<_> = format
        .fields()
        .map(|field| {
            let keys: Vec<_> = field.keys().collect();
            (
                field.name(),
                keys.join("/"),
                field.kind(),
                field.unit(),
                field.is_optional(),
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("id", "id".to_owned(), Kind::Text, None, false),
            ("who.ip", "who/ip".to_owned(), Kind::Ip, None, false),
            ("who.at", "who/at".to_owned(), Kind::ClfTime, None, false),
            ("status", "status".to_owned(), Kind::Status, None, false),
            ("method", "method".to_owned(), Kind::Method, None, true),
            ("ms", "ms".to_owned(), Kind::Millis, Some("ms"), true),
        ]
    );
    let status = format.field("status").unwrap();
    assert_eq!(status.variable(), "$context.status");
    assert!(status.description().starts_with("`$context.status`: "));
    assert!(format.field("who").is_none());
}

#[test]
fn a_name_that_the_format_does_not_have_is_an_error() {
    let format = Format::new(FORMAT, None).unwrap();
    let error = format.select(LINE, &["status", "nothing"]).unwrap_err();
    assert_eq!(error.kind(), gwfmt::ErrorKind::UnknownField);
    assert_eq!(error.field(), "nothing");
    let cut = &LINE[..LINE.len() - 30];
    assert!(format.parse(cut).is_err());
    assert_eq!(
        format.select(cut, &["id"]),
        Ok(vec![Value::Text("a\"b".into())])
    );
}
