//! Reading a line, and writing it into a buffer that is there, takes no memory.
#![allow(
    deprecated,
    reason = "formats that the linter warns of are read all the same"
)]

use std::hint::black_box;

use gwfmt::access_log_format;

#[access_log_format(
    r#"{"requestId":"$context.requestId","ip":"$context.identity.sourceIp","time":"$context.requestTime","status":"$context.status","agent":"$context.identity.userAgent","message":"$context.error.message"}"#,
    api = "rest"
)]
struct Json;

#[access_log_format(
    r#"$context.identity.sourceIp - - [$context.requestTime] "$context.httpMethod $context.path $context.protocol" $context.status $context.responseLength $context.requestId"#,
    api = "rest"
)]
struct Clf;

#[access_log_format(
    "$context.requestId,$context.status,$context.identity.userAgent",
    api = "rest"
)]
struct Csv;

#[access_log_format(
    r#"<r id="$context.requestId"><status>$context.status</status><ip>$context.identity.sourceIp</ip></r>"#,
    api = "rest"
)]
struct Xml;

const JSON: &str = r#"{"requestId":"a-1","ip":"2001:db8::1","time":"10/Jul/2024:18:14:22 +0000","status":"200","agent":"curl/8.1","message":"-"}"#;

/// Nothing is taken for reading `line` and for writing its record in each way.
macro_rules! takes_nothing {
    ($record:ident, $line:expr) => {{
        let line: &str = $line;
        let mut text = String::with_capacity(4096);
        let mut bytes: Vec<u8> = Vec::with_capacity(4096);
        let taken = allocation_counter::measure(|| {
            let record = $record::parse(line).unwrap();
            black_box($record::parse_bytes(line.as_bytes()).unwrap());
            black_box($record::records(line.as_bytes()).next());
            record.write_json(&mut text).unwrap();
            record.write_csv(&mut text).unwrap();
            record.write_xml(&mut text).unwrap();
            record.write_clf(&mut bytes).unwrap();
            record.write_native(&mut bytes).unwrap();
            record.append_json(&mut bytes);
            record.append_native(&mut bytes).unwrap();
        });
        assert_eq!(taken.count_total, 0, "{line}");
        assert!(!text.is_empty() && !bytes.is_empty());
    }};
}

#[test]
fn lines_as_api_gateway_writes_them_take_nothing() {
    takes_nothing!(Json, JSON);
    takes_nothing!(
        Clf,
        r#"192.0.2.10 - - [10/Jul/2024:18:14:22 +0000] "GET /prod HTTP/1.1" 200 1234 a-1"#
    );
    takes_nothing!(Csv, "a-1,200,curl/8.1 (x; y)");
    takes_nothing!(
        Xml,
        r#"<r id="a-1"><status>504</status><ip>192.0.2.10</ip></r>"#
    );
}

#[test]
fn lines_that_depart_from_the_template_take_nothing_either() {
    takes_nothing!(Json, &JSON.replace("curl/8.1", "say \"no\""));
    takes_nothing!(Json, &JSON.replace("\":", "\": "));
    takes_nothing!(
        Xml,
        r#"<r id="a-1"> <status>504</status> <ip>192.0.2.10</ip> </r>"#
    );
}

#[test]
fn a_bad_line_takes_nothing() {
    let line = JSON.replace("\"200\"", "\"OK\"");
    let taken = allocation_counter::measure(|| {
        black_box(Json::parse(&line).unwrap_err());
        black_box(Json::parse("nonsense").unwrap_err());
    });
    assert_eq!(taken.count_total, 0);
}

#[test]
fn a_value_with_escapes_takes_memory_for_itself_only() {
    let line = JSON.replace("curl/8.1", r#"say \"no\""#);
    let taken = allocation_counter::measure(|| {
        black_box(Json::parse(&line).unwrap());
    });
    assert_eq!(taken.count_total, 1);
}
