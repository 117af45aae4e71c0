//! JSON records end to end.

use gwfmt::{Method, access_log_format};

#[access_log_format(
    r#"{"requestId":"$context.requestId","ip":"$context.identity.sourceIp","caller":"$context.identity.caller","requestTime":"$context.requestTime","requestTimeEpoch":"$context.requestTimeEpoch","httpMethod":"$context.httpMethod","path":"$context.path","status":"$context.status","latency":"$context.integration.latency","userAgent":"$context.identity.userAgent","identity":{"agent":"$context.identity.userAgent","length":$context.responseLength}}"#,
    api = "rest"
)]
#[allow(missing_docs)]
pub struct AccessLog;

const LINE: &str = r#"{"requestId":"e21d5914-d1e1-4e48-8826-8c968a40276a","ip":"192.0.2.10","caller":"-","requestTime":"10/Jul/2024:18:14:22 +0000","requestTimeEpoch":"1720635262451","httpMethod":"GET","path":"/prod/orders/7","status":"200","latency":"617","userAgent":"curl/8.1","identity":{"agent":"-","length":1234}}"#;

#[test]
fn reads_and_writes_a_line() {
    let record = AccessLog::parse(LINE).unwrap();
    assert_eq!(record.request_id, "e21d5914-d1e1-4e48-8826-8c968a40276a");
    assert_eq!(record.status, 200);
    assert_eq!(record.latency, Some(617));
    assert_eq!(record.caller, None);
    assert_eq!(record.http_method, Method::Get);
    assert_eq!(record.request_time_epoch.as_millis(), 1_720_635_262_451);
    assert_eq!(record.identity.length, 1234);
    assert_eq!(record.to_native().unwrap(), LINE);
    assert_eq!(record.to_json(), LINE);
    assert_eq!(record.clone().into_owned(), record);
    assert_eq!(
        record.to_clf(),
        r#"192.0.2.10 - - [10/Jul/2024:18:14:22 +0000] "GET /prod/orders/7 -" 200 1234"#
    );
    let select = (AccessLog::STATUS, AccessLog::USER_AGENT);
    let (status, agent) = AccessLog::select(LINE, select).unwrap();
    assert_eq!(
        AccessLog::select_bytes(LINE.as_bytes(), select),
        Ok((status, agent.clone()))
    );
    let error = AccessLog::select_bytes(b"{\xff", AccessLog::STATUS).unwrap_err();
    assert_eq!(
        (error.offset(), error.to_string().as_str()),
        (1, "byte 1: expected UTF-8, found `other bytes`")
    );
    assert_eq!((status, agent.as_deref()), (200, Some("curl/8.1")));
}

#[test]
fn reads_values_with_raw_quotes_and_escaped_ones() {
    for (written, meant) in [
        (r#"say \"no\" \\ \u00e9"#, "say \"no\" \\ é"),
        (r#"say "no""#, r#"say "no""#),
        (r"C:\apps\", r"C:\apps\"),
        (r#"x","evil":"1"#, r#"x","evil":"1"#),
    ] {
        let line = LINE.replace("curl/8.1", written);
        let record = AccessLog::parse(&line).unwrap();
        assert_eq!(record.user_agent.as_deref(), Some(meant));
        assert_eq!(
            AccessLog::parse(&record.to_native().unwrap()).unwrap(),
            record
        );
    }
}

#[test]
fn reads_by_name_what_was_re_ordered() {
    let record = AccessLog::parse(LINE).unwrap();
    let line = LINE.replace("\":", "\" : ").replace(",\"", " ,\t\"");
    assert_eq!(AccessLog::parse(&line).unwrap(), record);
    let (head, tail) = LINE.split_once(",\"status\":\"200\"").unwrap();
    let line = format!("{{\"status\":200,{}{tail}", head.strip_prefix('{').unwrap());
    assert_eq!(AccessLog::parse(&line).unwrap(), record);
}

#[test]
fn says_what_is_wrong() {
    let error = AccessLog::parse(&LINE.replace("\"200\"", "\"OK\"")).unwrap_err();
    assert_eq!((error.field(), error.found()), ("status", "OK"));
    assert_eq!(error.offset(), LINE.find("200\"").unwrap());
    let error = AccessLog::parse("{\"requestId\":\"x\",\"oops\":1}").unwrap_err();
    assert_eq!(
        error.to_string(),
        "byte 26: field `ip`: expected a value under its name, found nothing"
    );
    let error = AccessLog::parse("GET /").unwrap_err();
    assert_eq!(
        error.to_string(),
        "byte 0: field `request_id`: expected `{\"requestId\":\"`, found `GET /`"
    );
}

#[test]
fn keeps_the_good_fields() {
    let line = LINE
        .replace("\"200\"", "\"OK\"")
        .replace("\"617\"", "\"6.17\"");
    let partial = AccessLog::parse_partial(&line).unwrap();
    assert_eq!(
        partial
            .bad
            .iter()
            .map(gwfmt::Error::field)
            .collect::<Vec<_>>(),
        ["status", "latency"]
    );
    assert_eq!(partial.record.path, "/prod/orders/7");
    let cut = &LINE[..LINE.find("\"latency\"").unwrap()];
    let partial = AccessLog::parse_partial(cut).unwrap();
    assert_eq!(partial.record.path, "/prod/orders/7");
    assert_eq!(partial.bad[0].field(), "status");
}

#[test]
fn reads_a_buffer() {
    let buffer = format!("{LINE}\n\nnot a line\n{LINE}\r\n{LINE}");
    let records: Vec<_> = AccessLog::records(buffer.as_bytes()).collect();
    assert_eq!(
        records.iter().map(Result::is_ok).collect::<Vec<_>>(),
        [true, false, true, true]
    );
    let mut bytes = buffer.into_bytes();
    bytes[10] = 0xff;
    let records: Vec<_> = AccessLog::records(&bytes).collect();
    assert_eq!(
        records.iter().map(Result::is_ok).collect::<Vec<_>>(),
        [false, false, true, true]
    );
}
