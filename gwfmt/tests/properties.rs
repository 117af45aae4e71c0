//! The laws of records whose values nobody chose: what is written is read back.
//!
//! `GWFMT_CASES` says how many records of each kind are tried; 1,000 if it is not set.
#![allow(
    deprecated,
    reason = "formats that the linter warns of are read all the same"
)]
#![allow(
    clippy::single_match_else,
    reason = "both outcomes of a rendering are judged"
)]

use std::borrow::Cow;
use std::net::IpAddr;

use gwfmt::{ErrorType, Method, Timestamp, access_log_format};
use proptest::prelude::*;

#[access_log_format(
    r#"{"id":"$context.requestId","ip":"$context.identity.sourceIp","time":"$context.requestTime","epoch":$context.requestTimeEpoch,"method":"$context.httpMethod","status":"$context.status","latency":"$context.integration.latency","agent":"$context.identity.userAgent","message":"$context.error.message","kind":"$context.error.responseType"}"#,
    api = "rest"
)]
#[allow(clippy::struct_field_names)]
struct Json;

#[access_log_format(
    r#"$context.identity.sourceIp - - [$context.requestTime] "$context.httpMethod $context.path $context.protocol" $context.status $context.responseLength "$context.identity.userAgent" $context.requestId"#,
    api = "rest", rename(identity_source_ip = ip, identity_user_agent = agent)
)]
#[allow(clippy::struct_field_names)]
struct Clf;

#[access_log_format(
    "$context.requestId,$context.identity.sourceIp,$context.requestTimeEpoch,$context.status,$context.integration.latency,$context.identity.userAgent",
    api = "rest", rename(identity_source_ip = ip, identity_user_agent = agent, integration_latency = latency)
)]
#[allow(clippy::struct_field_names)]
struct Csv;

#[access_log_format(
    r#"<r id="$context.requestId"><ip>$context.identity.sourceIp</ip><time>$context.requestTime</time><status>$context.status</status><agent>$context.identity.userAgent</agent><message>$context.error.message</message></r>"#,
    api = "rest"
)]
#[allow(clippy::struct_field_names)]
struct Xml;

/// Text with more of what ends or escapes values than chance would give.
fn text() -> impl Strategy<Value = Cow<'static, str>> {
    let odd = prop_oneof![
        Just("\"".to_owned()),
        Just("\\".to_owned()),
        Just("\",\"".to_owned()),
        Just(",".to_owned()),
        Just("<".to_owned()),
        Just(" ".to_owned()),
        Just("\" ".to_owned()),
        Just("-".to_owned()),
        Just("\n".to_owned()),
        Just("&amp;".to_owned()),
        Just("</agent>".to_owned()),
        Just("\\u00e9".to_owned()),
        Just("=1".to_owned()),
        any::<char>().prop_map(String::from),
        "[a-z0-9]{1,12}",
    ];
    prop::collection::vec(odd, 0..6).prop_map(|pieces| Cow::Owned(pieces.concat()))
}

fn ip() -> impl Strategy<Value = IpAddr> {
    any::<IpAddr>()
}

fn second() -> impl Strategy<Value = Timestamp> {
    (-62_135_596_800_i64..=253_402_300_799).prop_map(|second| Timestamp::from_millis(second * 1000))
}

fn millis() -> impl Strategy<Value = Timestamp> {
    (0_i64..=99_999_999_999_999).prop_map(Timestamp::from_millis)
}

fn method() -> impl Strategy<Value = Method<'static>> {
    prop_oneof![
        Just(Method::Get),
        Just(Method::Options),
        text().prop_map(Method::new)
    ]
}

fn kind() -> impl Strategy<Value = ErrorType<'static>> {
    prop_oneof![Just(ErrorType::Throttled), text().prop_map(ErrorType::new)]
}

fn json() -> impl Strategy<Value = Json<'static>> {
    (
        (text(), ip(), second(), millis(), method()),
        (
            100_u16..1000,
            any::<Option<u32>>(),
            prop::option::of(text()),
            prop::option::of(text()),
            prop::option::of(kind()),
        ),
    )
        .prop_map(
            |((id, ip, time, epoch, method), (status, latency, agent, message, kind))| Json {
                id,
                ip,
                time,
                epoch,
                method,
                status,
                latency,
                agent,
                message,
                kind,
            },
        )
}

fn clf() -> impl Strategy<Value = Clf<'static>> {
    (
        (ip(), second(), method(), text(), text()),
        (
            100_u16..1000,
            0..10_000_000_000_000_000_000_u64,
            prop::option::of(text()),
            text(),
        ),
    )
        .prop_map(
            |(
                (ip, request_time, http_method, path, protocol),
                (status, response_length, agent, request_id),
            )| Clf {
                ip,
                request_time,
                http_method,
                path,
                protocol,
                status,
                response_length,
                agent,
                request_id,
            },
        )
}

fn csv() -> impl Strategy<Value = Csv<'static>> {
    (
        text(),
        ip(),
        millis(),
        100_u16..1000,
        any::<Option<u32>>(),
        prop::option::of(text()),
    )
        .prop_map(
            |(request_id, ip, request_time_epoch, status, latency, agent)| Csv {
                request_id,
                ip,
                request_time_epoch,
                status,
                latency,
                agent,
            },
        )
}

fn xml() -> impl Strategy<Value = Xml<'static>> {
    (
        text(),
        ip(),
        second(),
        100_u16..1000,
        prop::option::of(text()),
        prop::option::of(text()),
    )
        .prop_map(|(id, ip, time, status, agent, message)| Xml {
            id,
            ip,
            time,
            status,
            agent,
            message,
        })
}

fn config() -> ProptestConfig {
    let cases = std::env::var("GWFMT_CASES")
        .ok()
        .and_then(|text| text.parse().ok());
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(cases.unwrap_or(1000))
    }
}

/// Text that a format without escapes can carry at any place.
fn is_tame(text: &str) -> bool {
    !text.is_empty()
        && text != "-"
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "/.;()".contains(c))
}

/// What the csv crate reads from a row.
fn cells(row: &str) -> Vec<String> {
    let text = format!("{}\n{row}", Csv::csv_header());
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let record = reader.records().next().unwrap().unwrap();
    record.iter().map(str::to_owned).collect()
}

/// What quick-xml reads from an element of this name.
fn element(xml: &str, name: &str) -> String {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(xml);
    let (mut inside, mut text) = (false, String::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) if start.name().as_ref() == name => inside = true,
            Event::End(end) if end.name().as_ref() == name => return text,
            Event::Text(piece) if inside => text.push_str(&piece.into_inner()),
            Event::GeneralRef(entity) if inside => {
                let entity = entity.into_inner();
                text.push_str(&quick_xml::escape::unescape(&format!("&{entity};")).unwrap());
            }
            Event::Eof => panic!("no {name} in {xml}"),
            _ => {}
        }
    }
}

/// What XML can hold of a text.
fn in_xml(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c < ' ' && !"\t\n\r".contains(c) {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn json_comes_back(record in json()) {
        match record.to_native() {
            Ok(line) => {
                prop_assert_eq!(Json::parse(&line), Ok(record.clone()));
                prop_assert_eq!(Json::parse(&line).unwrap().to_native().unwrap(), line);
            }
            Err(_) => prop_assert!(
                record.agent.as_deref() == Some("-") || record.message.as_deref() == Some("-")
                    || record.kind.as_ref().is_some_and(|kind| kind.as_str() == "-")
            ),
        }
        let json: serde_json::Value = serde_json::from_str(&record.to_json()).unwrap();
        prop_assert_eq!(json["agent"].as_str(), Some(record.agent.as_deref().unwrap_or("-")));
        prop_assert_eq!(json["id"].as_str(), Some(&*record.id));
        prop_assert_eq!(json["epoch"].as_i64(), Some(record.epoch.as_millis()));
    }

    #[test]
    fn csv_comes_back(record in csv()) {
        match record.to_native() {
            Ok(line) => prop_assert_eq!(Csv::parse(&line), Ok(record.clone())),
            Err(_) => prop_assert!(!is_tame(&record.request_id) || !record.agent.as_deref().is_none_or(is_tame)),
        }
        // The csv crate drops a byte order mark at the start, so the row goes second.
        let row = cells(&record.to_csv());
        prop_assert_eq!(&row[0], &*record.request_id);
        prop_assert_eq!(&row[5], record.agent.as_deref().unwrap_or("-"));
        let guarded = cells(&record.to_csv_guarded());
        prop_assert!(guarded.iter().all(|cell| cell == "-" || !cell.starts_with(['=', '+', '-', '@', '\t', '\r'])));
    }

    #[test]
    fn xml_comes_back(record in xml()) {
        match record.to_native() {
            Ok(line) => prop_assert_eq!(Xml::parse(&line), Ok(record.clone())),
            Err(_) => {
                let texts = [Some(&record.id), record.agent.as_ref(), record.message.as_ref()];
                prop_assert!(texts.into_iter().flatten().any(|text| !is_tame(text)));
            }
        }
        let xml = record.to_xml();
        prop_assert_eq!(element(&xml, "agent"), in_xml(record.agent.as_deref().unwrap_or("-")));
        prop_assert_eq!(element(&xml, "status"), record.status.to_string());
    }

    #[test]
    fn clf_comes_back(record in clf()) {
        match record.to_native() {
            Ok(line) => prop_assert_eq!(Clf::parse(&line), Ok(record.clone())),
            Err(_) => {
                let texts = [record.http_method.as_str(), &record.path, &record.protocol, &record.request_id];
                prop_assert!(texts.iter().any(|text| !is_tame(text)) || !record.agent.as_deref().is_none_or(is_tame));
            }
        }
        let line = record.to_clf();
        prop_assert!(line.bytes().all(|b| (b' '..=b'~').contains(&b)));
        prop_assert!(line.starts_with(&record.ip.to_string()));
    }

    #[test]
    fn no_bytes_make_it_fail(bytes in prop::collection::vec(prop_oneof![any::<u8>(), prop::sample::select(b"{}\":,\\<>/ -".to_vec())], 0..200)) {
        for record in Json::records(&bytes).flatten() {
            let line = record.to_native().unwrap();
            prop_assert_eq!(Json::parse(&line), Ok(record.clone()));
        }
        let text = String::from_utf8_lossy(&bytes);
        let _ = Json::parse_partial(&text);
        let _ = Clf::parse_partial(&text);
        let _ = Csv::parse_partial(&text);
        let _ = Xml::parse_partial(&text);
    }
}
