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

/// How many lines went the slow way meanwhile.
fn slow_reads(read: impl FnOnce()) -> u64 {
    let before = gwfmt::private::v1::slow_reads();
    read();
    gwfmt::private::v1::slow_reads() - before
}

#[test]
fn escapes_in_values_of_every_type_are_read_along_the_template() {
    let plain = AccessLog::parse(LINE).unwrap();
    for (written, escaped) in [
        ("e21d5914", r"\u006521d\u0035914"),
        ("192.0.2.10", r"192.0.\u0032.10"),
        (r#""caller":"-""#, r#""caller":"\u002D""#),
        ("10/Jul/2024", r"10\/Jul\/2024"),
        ("1720635262451", r"\u0031720635262451"),
        ("GET", r"G\u0045T"),
        ("/prod/orders/7", r"\/prod\/orders\/7"),
        ("200", r"\u003200"),
        ("617", r"61\u0037"),
        ("curl/8.1", r"curl\/8.1"),
        (r#""agent":"-""#, r#""agent":"\u002d""#),
    ] {
        let line = LINE.replace(written, escaped);
        assert_ne!(line, LINE);
        let slow = slow_reads(|| {
            assert_eq!(AccessLog::parse(&line).as_ref(), Ok(&plain), "{line}");
            let mut records = AccessLog::records(line.as_bytes());
            assert_eq!(records.next(), Some(Ok(plain.clone())), "{line}");
            let fields = (
                AccessLog::IP,
                AccessLog::CALLER,
                AccessLog::REQUEST_TIME,
                AccessLog::HTTP_METHOD,
                AccessLog::STATUS,
                AccessLog::LATENCY,
            );
            let values = AccessLog::select(&line, fields).unwrap();
            assert_eq!(values, AccessLog::select(LINE, fields).unwrap(), "{line}");
        });
        assert_eq!(slow, 0, "{line}");
    }
}

#[access_log_format(
    r#"{"requestId":"$context.requestId","message":$context.error.messageString,"agent":"$context.identity.userAgent"}"#,
    api = "rest"
)]
struct OwnQuotes;

#[test]
fn escapes_in_quotes_of_the_value_are_read_alike_by_all_readers() {
    for (line, message, agent) in [
        (
            r#"{"requestId":"a","message":"c\td","agent":"x"}"#,
            "c\td",
            "x",
        ),
        (r#"{"requestId":"a\n","message":"c","agent":"x"}"#, "c", "x"),
        (
            r#"{"requestId":"a","message":"c\qd","agent":"x\n"}"#,
            r"c\qd",
            "x\n",
        ),
        (
            r#"{"requestId":"a","message":"\u00e9\"","agent":"\"\""}"#,
            "é\"",
            "\"\"",
        ),
    ] {
        let record = OwnQuotes::parse(line).unwrap();
        assert_eq!(record.message.as_deref(), Some(message));
        assert_eq!(record.agent.as_deref(), Some(agent));
        let fields = (OwnQuotes::MESSAGE, OwnQuotes::AGENT);
        let slow = slow_reads(|| {
            let (message, agent) = OwnQuotes::select(line, fields).unwrap();
            assert_eq!(
                (&message, &agent),
                (&record.message, &record.agent),
                "{line}"
            );
            assert_eq!(
                OwnQuotes::select(line, OwnQuotes::MESSAGE).unwrap(),
                message
            );
        });
        assert_eq!(slow, 0, "{line}");
        assert_eq!(OwnQuotes::parse_partial(line).unwrap().record, record);
    }
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
