//! All readers of a format give the same value of a line, or an error: `parse`, `parse_bytes`, `parse_partial`, `records`,
//! `select`, `select_bytes` and `runtime::Format`.
#![allow(
    deprecated,
    reason = "formats that the linter warns of are read all the same"
)]

use gwfmt::access_log_format;
use gwfmt::runtime::{Api, Format};

/// Declares a record, and a function that reads a line with all readers, says whether they agree, and gives the values as JSON.
macro_rules! reader {
    ($function:ident, $api:ident, $name:literal, $format:literal, $($constant:ident = $field:ident),+) => {
        fn $function(line: &str) -> Result<String, String> {
            #[access_log_format($format, api = $name)]
            #[allow(clippy::struct_field_names)]
            struct Record;

            let read = Record::parse(line);
            assert_eq!(Record::parse_bytes(line.as_bytes()), read, "{line}");
            if !line.trim_matches(['\u{feff}', '\r', '\n']).is_empty() && !line.contains('\n') {
                let mut records = Record::records(line.as_bytes());
                assert_eq!(records.next().as_ref(), Some(&read), "{line}");
                assert_eq!(Record::records(format!("{line}\r\n").as_bytes()).next().as_ref(), Some(&read), "{line}");
            }
            let known = Format::new($format, Some(Api::$api)).unwrap();
            let same = known.parse(line).map(|record| record.to_json());
            assert_eq!(same.as_ref().ok(), read.as_ref().ok().map(Record::to_json).as_ref(), "{line}");
            assert_eq!(same.as_ref().err(), read.as_ref().err(), "{line}");
            let partial = Record::parse_partial(line).unwrap();
            if let Ok(record) = &read {
                assert_eq!((&partial.record, partial.bad.len()), (record, 0), "{line}");
                if let Ok(native) = record.to_native() {
                    assert_eq!(Record::parse(&native).as_ref(), Ok(record), "{line}\n{native}");
                }
            }
            $(
                let value = Record::select(line, Record::$constant);
                assert_eq!(Record::select_bytes(line.as_bytes(), Record::$constant), value, "{line}");
                match (&value, &read) {
                    (Ok(value), Ok(record)) => assert_eq!(value, &record.$field, "{line}"),
                    (Err(error), Ok(_)) => panic!("{line}: {}: {error}", stringify!($field)),
                    (Ok(value), Err(_)) => {
                        if !partial.bad.iter().any(|error| error.field() == stringify!($field)) {
                            assert_eq!(value, &partial.record.$field, "{line}");
                        }
                    }
                    (Err(_), Err(_)) => {}
                }
            )+
            read.map(|record| record.to_json()).map_err(|error| error.to_string())
        }
    };
}

reader!(
    message_and_path,
    Rest,
    "rest",
    r#"{"id":"$context.requestId","m":"$context.error.message $context.path","s":"$context.status"}"#,
    ID = id,
    M_ERROR_MESSAGE = m_error_message,
    M_PATH = m_path,
    S = s
);

#[test]
fn a_value_in_a_string_with_others_ends_where_the_whole_line_says() {
    assert_eq!(
        message_and_path(r#"{"id":"a","m":"Missing Authentication Token /x","s":"403"}"#).unwrap(),
        r#"{"id":"a","m_error_message":"Missing Authentication Token","m_path":"/x","s":"403"}"#
            .replace("\"m_error_message\":", "\"m\":")
            .replace("\",\"m_path\":\"", " ")
    );
    for line in [
        r#"{"id":"a","m":"say \"no\" to it /x","s":"403"}"#,
        r#"{"id":"a","m":"- /x","s":"403"}"#,
        r#"{"id":"a","m":"back\\slash\\ /x","s":"403"}"#,
        r#"{"id":"a","m":"raw "quotes" here /x","s":"403"}"#,
    ] {
        message_and_path(line).unwrap();
    }
    for line in [
        r#"{"id":"a","m":"no path","s":"403"}"#.replace("no path", "nopath"),
        r#"{"id":"a","m":"x /y","s":"4x3"}"#.to_owned(),
        r#"{"id":"a","m":"x /y","s":"403"},"#.to_owned(),
    ] {
        message_and_path(&line).unwrap_err();
    }
}

reader!(
    route,
    Http,
    "http",
    "id=$context.requestId route=$context.routeKey ¶ $context.status",
    REQUEST_ID = request_id,
    ROUTE_KEY = route_key,
    STATUS = status
);

#[test]
fn a_route_with_its_method_is_one_value_whatever_follows_it() {
    let json = route("id=a route=GET /pets ¶ 200").unwrap();
    assert_eq!(
        json,
        r#"{"request_id":"a","route_key":"GET /pets","status":200}"#
    );
    assert!(
        route("id=a route=$default ¶ 404")
            .unwrap()
            .contains("$default")
    );
    assert!(
        route("id=a route=ANY /{proxy+} ¶ 404")
            .unwrap()
            .contains("ANY /{proxy+}")
    );
    route("id=a route=GET /pets 200").unwrap_err();
}

reader!(
    agent_last,
    Rest,
    "rest",
    "$context.requestId $context.identity.userAgent $context.status",
    REQUEST_ID = request_id,
    IDENTITY_USER_AGENT = identity_user_agent,
    STATUS = status
);
reader!(
    keys,
    Rest,
    "rest",
    "id=$context.requestId ua=$context.identity.userAgent status=$context.status lat=$context.responseLatency",
    REQUEST_ID = request_id,
    IDENTITY_USER_AGENT = identity_user_agent,
    STATUS = status,
    RESPONSE_LATENCY = response_latency
);
reader!(
    columns,
    Rest,
    "rest",
    "$context.requestId,$context.identity.userAgent,$context.status,$context.error.message",
    REQUEST_ID = request_id,
    IDENTITY_USER_AGENT = identity_user_agent,
    STATUS = status,
    ERROR_MESSAGE = error_message
);
reader!(
    elements,
    Rest,
    "rest",
    "<r><id>$context.requestId</id><ua>$context.identity.userAgent</ua><s>$context.status</s></r>",
    ID = id,
    UA = ua,
    S = s
);

#[test]
fn no_reader_takes_what_a_client_wrote_for_the_next_value() {
    let json = agent_last("r1 Mozilla/5.0 (X11; Linux x86_64) Gecko 200").unwrap();
    assert!(
        json.contains(r#""Mozilla/5.0 (X11; Linux x86_64) Gecko","status":200"#),
        "{json}"
    );
    assert!(
        agent_last("r1 evil 500 200")
            .unwrap()
            .contains("\"evil 500\"")
    );
    let json = keys("id=r1 ua=x status=500 status=200 lat=12").unwrap();
    assert!(json.contains(r#""x status=500","status":200"#), "{json}");
    let json = keys("id=r1 ua=x status=500 lat=1 status=200 lat=12").unwrap_or_default();
    assert!(json.is_empty() || json.contains("\"status\":200"), "{json}");
    columns("r1,evil,500,200,-").unwrap_err();
    assert!(columns("r1,evil,x,200,-").unwrap().contains("\"evil,x\""));
    let json = elements("<r><id>1</id><ua>a<b>&amp;</ua><s>200</s></r>").unwrap();
    assert!(json.contains("a<b>&amp;"), "{json}");
    let json = elements("<r><id>1</id><ua>a</ua><s>500</s></r><ua></ua><s>200</s></r>").unwrap();
    assert!(json.ends_with("\"s\":200}"), "{json}");
}

#[test]
fn cells_that_csv_quotes_are_read_alike_by_all() {
    assert!(
        columns(r#""r1","a","200","-""#)
            .unwrap()
            .contains(r#""request_id":"r1","identity_user_agent":"a""#)
    );
    assert!(
        columns(r#"r1,a,"200",-"#)
            .unwrap()
            .contains("\"status\":200")
    );
    for line in [
        r#""r1",a,200,-"#,
        r#"r1,"a,b",200,"-""#,
        r#"r1,"a""b",200,x"#,
        r#""r1,a,200,-"#,
    ] {
        let _ = columns(line);
    }
}

#[test]
fn elements_with_entities_are_read_alike_by_all() {
    for line in [
        "<r><id>1</id><ua>a&amp;b</ua><s>200</s></r>",
        "<r><id>1</id><ua>a&amp;b</ua><s>&#50;00</s></r>",
        "<r> <id>1</id><ua>a&amp;b</ua><s>&#50;00</s></r>",
        "<r><s>200</s><ua>a&lt;b</ua><id>1</id></r>",
        "<r><s>200</s><ua><![CDATA[ > <id>2</id> ]]></ua><id>1</id></r>",
    ] {
        let _ = elements(line);
    }
    assert!(elements("<r><s>200</s><ua><![CDATA[ > <id>2</id> ]]></ua><x>1</x></r>").is_err());
}

reader!(
    alone,
    Rest,
    "rest",
    r#"{"id":"$context.requestId","ua":"$context.identity.userAgent","t":"$context.requestTime","ip":"$context.identity.sourceIp","s":$context.status,"l":"$context.integration.latency","m":$context.error.messageString,"e":"$context.requestTimeEpoch","k":"$context.error.responseType"}"#,
    ID = id,
    UA = ua,
    T = t,
    IP = ip,
    S = s,
    L = l,
    M = m,
    E = e,
    K = k
);

const ALONE_FORMAT: &str = r#"{"id":"$context.requestId","ua":"$context.identity.userAgent","t":"$context.requestTime","ip":"$context.identity.sourceIp","s":$context.status,"l":"$context.integration.latency","m":$context.error.messageString,"e":"$context.requestTimeEpoch","k":"$context.error.responseType"}"#;
const ALONE: &str = r#"{"id":"a","ua":"curl","t":"21/Jul/2024:08:48:33 +0000","ip":"192.0.2.1","s":200,"l":"17","m":"no","e":"1720635262451","k":"THROTTLED"}"#;

#[test]
fn escapes_that_json_allows_are_read_in_values_of_every_type() {
    let read = alone(ALONE).unwrap();
    for (plain, written) in [
        (
            "21/Jul/2024:08:48:33 +0000",
            r"21\/Jul\/2024:08:48:33 +0000",
        ),
        (
            "21/Jul/2024:08:48:33 +0000",
            r"21\u002fJul\u002F2024:08:48:33\u0020+0000",
        ),
        ("192.0.2.1", r"\u0031\u00392.0.2.1"),
        ("\"17\"", r#""\u00317""#),
        ("1720635262451", r"\u0031720635262451"),
        ("THROTTLED", r"\u0054HROTTLED"),
        ("curl", r"\u0063url"),
    ] {
        let line = ALONE.replace(plain, written);
        assert_ne!(line, ALONE);
        assert_eq!(alone(&line).as_ref(), Ok(&read), "{line}");
    }
    let absent = alone(&ALONE.replace("\"17\"", "\"-\"")).unwrap();
    assert_eq!(
        alone(&ALONE.replace("\"17\"", r#""\u002d""#)).as_ref(),
        Ok(&absent)
    );
    let absent = alone(&ALONE.replace("THROTTLED", "-")).unwrap();
    assert_eq!(
        alone(&ALONE.replace("THROTTLED", r"\u002D")).as_ref(),
        Ok(&absent)
    );
    // What is no such value stays none.
    for (plain, written) in [
        ("\"17\"", r#""\u003a7""#),
        ("192.0.2.1", r"\u0020192.0.2.1"),
    ] {
        alone(&ALONE.replace(plain, written)).unwrap_err();
    }
}

#[test]
fn a_line_with_its_members_in_another_order_has_the_same_values() {
    let read = alone(ALONE).unwrap();
    let swapped = format!(
        "{{{},\"id\":\"a\"}}",
        ALONE
            .trim_start_matches("{\"id\":\"a\",")
            .trim_end_matches('}')
    );
    assert_eq!(alone(&swapped).as_ref(), Ok(&read));
    let escaped = swapped.replace("\"id\"", r#""\u0069d""#);
    assert_eq!(alone(&escaped).as_ref(), Ok(&read));
    // A key twice, however it is written.
    alone(&ALONE.replace("\"ua\"", r#""i\u0064":"b","ua""#)).unwrap_err();
    alone(&ALONE.replace(",\"ua\"", ",\"z\":{\"id\":\"b\"},\"ua\"")).unwrap();
}

#[test]
fn what_follows_a_json_line_is_reported_where_it_stands() {
    let error = alone(&format!("{ALONE}garbage")).unwrap_err();
    let at = ALONE.len();
    assert_eq!(
        error,
        format!("byte {at}: expected the end of the line, found `garbage`")
    );
    let error = alone(&format!("{ALONE} {{}}")).unwrap_err();
    assert!(
        error.starts_with(&format!("byte {at}: expected the end of the line")),
        "{error}"
    );
    let error = message_and_path(r#"{"id":"a","m":"x y /z","s":"403"}}"#).unwrap_err();
    assert!(error.starts_with("byte 33: expected the end"), "{error}");
}

#[test]
fn a_client_that_writes_raw_quotes_puts_no_value_into_a_line() {
    for line in [
        ALONE.replace("curl", r#"x","t":"y"#),
        ALONE.replace("curl", r#"x","t":"21/Jul/2024:08:48:33 +0000","ua":"y"#),
        ALONE.replace("curl", r#"say "no""#),
        ALONE.replace("\"no\"", r#""n"o""#),
        ALONE.replace("200", r#"{"z":1,"l":"9"}"#),
        ALONE.replace("200", r#"{"z":1,"l":"9","l":"8"},"s":200"#),
        ALONE.replace("curl", r"\"),
        ALONE.replace("200", "null"),
        ALONE.replace("\"no\"", "null"),
        ALONE.replace("\"no\"", "Forbidden"),
        ALONE.replace("\"no\"", "\"-\""),
        ALONE.replace("\"no\"", "-"),
    ] {
        let _ = alone(&line);
    }
}

reader!(
    scripts,
    Http,
    "http",
    "日$context.requestId→$context.identity.userAgent→$context.status",
    REQUEST_ID = request_id,
    IDENTITY_USER_AGENT = identity_user_agent,
    STATUS = status
);
reader!(
    accents,
    Http,
    "http",
    "$context.requestIdé$context.error.messageé$context.statuséé$context.path",
    REQUEST_ID = request_id,
    ERROR_MESSAGE = error_message,
    STATUS = status,
    PATH = path
);
reader!(
    quotes_of_two_bytes,
    Http,
    "http",
    "«$context.requestId» «$context.identity.userAgent» «$context.status»",
    REQUEST_ID = request_id,
    IDENTITY_USER_AGENT = identity_user_agent,
    STATUS = status
);

#[test]
fn text_of_any_script_stands_between_values() {
    assert_eq!(
        scripts("日a1→curl/8.1→200").unwrap(),
        r#"{"request_id":"a1","identity_user_agent":"curl/8.1","status":200}"#
    );
    // U+2019 and U+2191 begin with the byte that the arrow begins with.
    assert!(scripts("日a1→it’s ↑ up→200").unwrap().contains("it’s ↑ up"));
    assert!(scripts("日a1→a→b→200").unwrap().contains("a→b"));
    assert!(accents("a1éoupsé200éé/x").unwrap().contains("oups"));
    assert!(accents("a1étêtué200éé/x").is_ok());
    assert!(quotes_of_two_bytes("«a1» «©» «200»").unwrap().contains('©'));
    assert!(
        quotes_of_two_bytes("«a1» «a» b» «200»")
            .unwrap()
            .contains("a» b")
    );
    scripts("日a1→curl→OK").unwrap_err();
    scripts("a1→curl→200").unwrap_err();
}

reader!(
    bars,
    Rest,
    "rest",
    "$context.requestId|$context.identity.userAgent|$context.status|$context.error.message",
    REQUEST_ID = request_id,
    IDENTITY_USER_AGENT = identity_user_agent,
    STATUS = status,
    ERROR_MESSAGE = error_message
);
reader!(
    agent_before_route,
    Http,
    "http",
    "$context.routeKey $context.identity.userAgent $context.status $context.requestId",
    ROUTE_KEY = route_key,
    IDENTITY_USER_AGENT = identity_user_agent,
    STATUS = status
);
reader!(
    agent_before_address,
    Rest,
    "rest",
    "$context.identity.userAgent;$context.identity.sourceIp;$context.error.message;$context.requestTime;$context.requestId",
    IDENTITY_USER_AGENT = identity_user_agent,
    IDENTITY_SOURCE_IP = identity_source_ip,
    REQUEST_TIME = request_time
);

reader!(
    quoted_message,
    Rest,
    "rest",
    r#"$context.requestId "$context.identity.userAgent" $context.error.messageString "$context.authorizer.error""#,
    REQUEST_ID = request_id,
    IDENTITY_USER_AGENT = identity_user_agent,
    ERROR_MESSAGE_STRING = error_message_string,
    AUTHORIZER_ERROR = authorizer_error
);

reader!(
    message_between_texts,
    Rest,
    "rest",
    "$context.requestId $context.identity.userAgent $context.error.messageString $context.authorizer.error",
    IDENTITY_USER_AGENT = identity_user_agent,
    ERROR_MESSAGE_STRING = error_message_string,
    AUTHORIZER_ERROR = authorizer_error
);

reader!(
    message_between_elements,
    Rest,
    "rest",
    "<l><i>$context.requestId</i><a>$context.identity.userAgent</a><m>$context.error.messageString</m><b>$context.authorizer.error</b></l>",
    A = a,
    M = m,
    B = b
);

/// What stands in the quotes of a messageString may be the ends of other values, and the message `-`.
#[test]
fn quotes_of_a_message_hide_no_end_of_another_value() {
    let read = |json: Result<String, String>, message: &str| {
        let json = json.unwrap();
        assert!(json.contains(message), "{json}");
    };
    let two_ways = |json: Result<String, String>| {
        let error = json.unwrap_err();
        assert!(error.contains("a value whose end can be told"), "{error}");
    };
    two_ways(quoted_message(r#"i1 "a" " - " "b""#));
    read(
        quoted_message(r#"i1 "a" "x" - "y" "b""#),
        r#":null,"authorizer_error":"y\" \"b""#,
    );
    read(quoted_message(r#"i1 "a" "b c" "d""#), "\"b c\"");
    read(quoted_message(r#"i1 "a" - "d""#), "null");
    two_ways(message_between_texts(r#"i1 x "y - z" w"#));
    two_ways(message_between_texts(r#"i1 x "- - -" w"#));
    read(message_between_texts(r#"i1 x "y z" w"#), "\"y z\"");
    read(message_between_texts("i1 x - w"), "null");
    two_ways(message_between_elements(
        r#"<l><i>i1</i><a>x</a><m>"y</a><m>-</m><b>z"</m><b>w</b></l>"#,
    ));
    read(
        message_between_elements(r#"<l><i>i1</i><a>x</a><m>"y < z"</m><b>w</b></l>"#),
        "\"y < z\"",
    );
}

/// A record whose line could be read in two ways is not written.
#[test]
fn a_message_that_could_hide_an_end_is_not_written() {
    let format = r#"$context.requestId "$context.identity.userAgent" $context.error.messageString "$context.authorizer.error""#;
    let format = Format::new(format, Some(Api::Rest)).unwrap();
    let good = format.parse(r#"i1 "a" "b c" "d""#).unwrap();
    assert_eq!(good.to_native().unwrap(), r#"i1 "a" "b c" "d""#);

    #[access_log_format(
        r#"$context.requestId "$context.identity.userAgent" $context.error.messageString "$context.authorizer.error""#,
        api = "rest"
    )]
    struct Record;
    let mut record = Record::parse(r#"i1 "a" "b c" "d""#).unwrap();
    for (message, is_written) in [("b", true), (" - ", false), ("b\"c", true)] {
        record.error_message_string = Some(message.into());
        match record.to_native() {
            Ok(line) => assert_eq!(Record::parse(&line).unwrap(), record, "{line}"),
            Err(_) => assert!(!is_written, "{message}"),
        }
        assert_eq!(record.to_native().is_ok(), is_written, "{message}");
    }
}

#[test]
fn types_rule_out_readings() {
    let json = bars("a|x|y|200|z").unwrap();
    assert!(
        json.contains(r#""identity_user_agent":"x|y","status":200,"error_message":"z""#),
        "{json}"
    );
    assert!(
        bars("a|x|200|y|z")
            .unwrap()
            .contains(r#""error_message":"y|z""#)
    );
    let error = bars("a|x|200|300|z").unwrap_err();
    assert!(error.contains("a value whose end can be told"), "{error}");
    let json = agent_before_route("GET /pets Mozilla/5.0 (X11) 200 r1").unwrap();
    assert!(json.contains(r#""route_key":"GET /pets""#), "{json}");
    let json = agent_before_address("a;b;192.0.2.1;c;21/Jul/2024:08:48:33 +0000;d").unwrap();
    assert!(
        json.contains(r#""a;b","identity_source_ip":"192.0.2.1""#),
        "{json}"
    );
    agent_before_address("a;192.0.2.9;192.0.2.1;c;21/Jul/2024:08:48:33 +0000;d").unwrap_err();
}

#[test]
fn a_line_with_too_many_readings_to_try_is_refused_soon() {
    let line = format!("a|{}|z", "200|".repeat(50_000));
    assert!(bars(&line).is_err());
    let line = format!(
        "{{\"id\":\"a\",\"m\":\"{}/x\",\"s\":\"403\"}}",
        "/ ".repeat(50_000)
    );
    let _ = message_and_path(&line);
}

#[test]
fn numbers_are_written_as_they_were_read() {
    for bad in ["099", "99", "0200", "1000", "+20", "20 "] {
        alone(&ALONE.replace(":200,", &format!(":{bad},"))).unwrap_err();
        columns(&format!("a,b,{bad},c")).unwrap_err();
    }
    for bad in ["017", "00", "+7"] {
        alone(&ALONE.replace("\"17\"", &format!("\"{bad}\""))).unwrap_err();
    }
    alone(&ALONE.replace("\"17\"", "\"0\"")).unwrap();
    alone(&ALONE.replace("1720635262451", "0720635262451")).unwrap_err();
}

#[test]
fn a_byte_order_mark_before_a_line_is_no_part_of_it() {
    let read = alone(ALONE).unwrap();
    assert_eq!(alone(&format!("\u{feff}{ALONE}")).as_ref(), Ok(&read));
    assert_eq!(agent_last("\u{feff}r1 curl 200"), agent_last("r1 curl 200"));
    assert_eq!(columns("\u{feff}r1,a,200,-"), columns("r1,a,200,-"));
    let error = agent_last("\u{feff}r1 curl OK").unwrap_err();
    assert!(error.starts_with("byte 11: field `status`"), "{error}");
    assert_eq!(
        agent_last("\u{feff}\u{feff}r1 curl 200").unwrap(),
        agent_last("\u{feff}r1 curl 200")
            .unwrap()
            .replace("r1", "\u{feff}r1")
    );
}

#[test]
fn a_line_that_would_begin_with_a_byte_order_mark_by_chance_is_not_written() {
    use gwfmt::runtime::{Api, Format};
    let marked = Format::new("$context.requestId\u{feff}$context.stage", Some(Api::Rest)).unwrap();
    let record = marked.parse("r1\u{feff}prod").unwrap();
    assert_eq!(record.to_native().unwrap(), "r1\u{feff}prod");
    // the first value is empty, so that the line begins with what follows it
    let record = marked.parse("\u{feff}\u{feff}prod").unwrap();
    let refusal = record.to_native().unwrap_err().to_string();
    assert!(refusal.ends_with("field `request_id`"), "{refusal}");
    let apart = Format::new("$context.requestId|$context.stage", Some(Api::Rest)).unwrap();
    let record = apart.parse("|prod").unwrap();
    assert_eq!(record.to_native().unwrap(), "|prod");
}

reader!(
    message_first,
    Rest,
    "rest",
    "$context.error.message|$context.status|$context.requestId",
    ERROR_MESSAGE = error_message,
    STATUS = status
);
reader!(
    path_in_columns,
    Rest,
    "rest",
    "$context.requestId $context.path $context.status",
    REQUEST_ID = request_id,
    PATH = path,
    STATUS = status
);

#[test]
fn what_was_read_is_written_or_refused() {
    message_first("a|200|r1").unwrap();
    for line in [
        ALONE.replace("\"no\"", "-"),
        ALONE.replace("\"no\"", "\"-\""),
    ] {
        let format = Format::new(ALONE_FORMAT, Some(Api::Rest)).unwrap();
        let native = format.parse(&line).unwrap().to_native().unwrap();
        assert_eq!(native, ALONE.replace("\"no\"", "\"-\""));
    }
    path_in_columns("r,1 /a,b 200").unwrap();
    path_in_columns("r1 /a\"b 200").unwrap();
}

#[test]
fn a_format_as_deep_as_any_is_read_in_either_order_on_a_small_stack() {
    for depth in 1..=126 {
        let open: String = "{\"a\":".repeat(depth);
        let close = "}".repeat(depth);
        let text =
            format!("{{\"id\":\"$context.requestId\",\"x\":{open}\"$context.status\"{close}}}");
        std::thread::Builder::new()
            .stack_size(512 * 1024)
            .spawn(move || {
                let format = Format::new(&text, Some(Api::Rest)).unwrap();
                let exact = text
                    .replace("$context.requestId", "r")
                    .replace("$context.status", "200");
                let swapped = format!("{{\"x\":{open}\"200\"{close},\"id\":\"r\"}}");
                assert_eq!(
                    format.parse(&exact).unwrap(),
                    format.parse(&swapped).unwrap(),
                    "{depth}"
                );
            })
            .unwrap()
            .join()
            .unwrap();
    }
}

#[test]
fn elements_as_deep_as_any_are_read_in_either_order_on_a_small_stack() {
    for depth in [1, 71, 72, 125, 126] {
        let (open, close) = ("<a>".repeat(depth), "</a>".repeat(depth));
        let text = format!("<r><id>$context.requestId</id>{open}$context.status{close}</r>");
        let swapped = format!("<r>{open}200{close}<id>r</id></r>");
        let read = move || {
            let format = Format::new(&text, Some(Api::Rest)).unwrap();
            let exact = text
                .replace("$context.requestId", "r")
                .replace("$context.status", "200");
            assert_eq!(
                format.parse(&exact).unwrap(),
                format.parse(&swapped).unwrap(),
                "{depth}"
            );
        };
        let thread = std::thread::Builder::new().stack_size(512 * 1024);
        thread.spawn(read).unwrap().join().unwrap();
    }
}

reader!(
    bare_text,
    Rest,
    "rest",
    r#"{"m":$context.error.message,"s":$context.status,"id":"$context.requestId","n":$context.identity.userAgent}"#,
    M = m,
    S = s,
    ID = id,
    N = n
);

#[test]
fn text_without_quotes_in_json_is_read_alike_by_all() {
    for text in [
        r"a\u0041",
        r"a\",
        "a b",
        "null",
        "-",
        "a,b",
        r#""a""#,
        "{}",
        r#"{"m":1}"#,
        r"\n",
        "",
    ] {
        let line = format!(r#"{{"m":{text},"s":200,"id":"x","n":prod}}"#);
        let _ = bare_text(&line);
        let _ = bare_text(&line.replace("\"x\"", r#""x\\""#));
        let _ = bare_text(&format!(r#"{{"m":x,"s":200,"id":"x","n":{text}}}"#));
    }
}

reader!(
    time_and_message,
    Rest,
    "rest",
    r#"{"id":"$context.requestId","x":"$context.requestTime/$context.error.message "}"#,
    ID = id,
    X_REQUEST_TIME = x_request_time,
    X_ERROR_MESSAGE = x_error_message
);

#[test]
fn letters_spelled_as_escapes_hide_no_end_of_a_value() {
    let line = |x: &str| time_and_message(&format!(r#"{{"id":"a","x":"{x} "}}"#));
    assert!(line("31/Dec/2023:15:30:55 +0000/no").is_ok());
    assert!(line(r#"31/Dec/2023:15:30:55 +0000/a \"word\", a \\u0031 and \u00e9"#).is_ok());
    for hidden in [
        r"3\u0031/De\u0063\u002f2023:15:30:55 +0000/no",
        r"31/Dec/2023:15:30:55 +0000/n\u006f",
        r"31\u002fDec/2023:15:30:55 +0000/no",
        r"31/Dec/2023:15:30:55 +0000\u002fno/no",
    ] {
        assert!(line(hidden).is_err(), "{hidden}");
    }
    // what is read of a part of such a line is not the time up to its first slash
    #[access_log_format(
        r#"{"id":"$context.requestId","x":"$context.requestTime/$context.error.message "}"#,
        api = "rest"
    )]
    struct Part;
    for time in [
        r"31/\u0044ec\/2023:15:30:55 +0000",
        r"31/Dec/202\u0033:15:30:55 +0000",
    ] {
        let line = format!(r#"{{"id":"a","x":"{time}/no "}}"#);
        let partial = Part::parse_partial(&line).unwrap();
        assert_eq!(partial.record.id, "a");
        let bad: Vec<_> = partial.bad.iter().map(gwfmt::Error::field).collect();
        assert_eq!(bad, ["x_request_time", "x_error_message"], "{line}");
    }
    // alone in its string, a value may be spelled in any way
    let id = time_and_message(r#"{"id":"\u0061","x":"31/Dec/2023:15:30:55 +0000/no "}"#);
    assert!(id.unwrap().starts_with(r#"{"id":"a""#));
}

#[test]
fn white_space_around_a_value_with_its_own_quotes_is_not_part_of_it() {
    #[access_log_format(
        r#"{"id":"$context.requestId","why":$context.error.messageString,"last":$context.error.messageString}"#,
        api = "http"
    )]
    struct Log;
    let known = gwfmt::runtime::Format::new(
        r#"{"id":"$context.requestId","why":$context.error.messageString,"last":$context.error.messageString}"#,
        Some(gwfmt::runtime::Api::Http),
    )
    .unwrap();
    for (why, last) in [
        (r#"  "a{\"b""#, r#" "-""#),
        (r#""a{\"b" "#, "null "),
        ("\t\"a{\\\"b\"\t", "\n\"-\"\r"),
        (r#""a{\"b""#, " null"),
    ] {
        let line = format!(r#"{{"id":"i","why":{why},"last":{last}}}"#);
        let log = Log::parse(&line).unwrap();
        assert_eq!(log.why.as_deref(), Some("a{\"b"), "{line}");
        assert_eq!(log.last, None, "{line}");
        let partial = Log::parse_partial(&line).unwrap();
        assert_eq!(partial.record, log);
        let values = known.parse(&line).unwrap();
        let texts: Vec<_> = values.iter().map(|(_, value)| value.as_str()).collect();
        assert_eq!(texts[1], Some("a{\"b"), "{line}");
    }
}
