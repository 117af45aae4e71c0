//! Any bytes as the lines of a buffer: by columns each of them gives what it gives by itself, or the same error.
#![no_main]

use std::sync::LazyLock;

use gwfmt::runtime::{Api, Format};
use libfuzzer_sys::fuzz_target;

static FORMATS: LazyLock<Vec<Format>> = LazyLock::new(|| {
    let of = |(api, text): &(Api, &str)| Format::new(text, Some(*api)).expect("a format");
    TEXTS.iter().map(of).collect()
});

const TEXTS: [(Api, &str); 12] = [
    (Api::Rest, r#"{"id":"$context.requestId","ip":"$context.identity.sourceIp","time":"$context.requestTime","status":"$context.status","agent":"$context.identity.userAgent","n":$context.integration.latency}"#),
    (Api::Rest, r#"{"a":{"e":"$context.requestTimeEpoch","b":$context.status},"line":"$context.httpMethod $context.path $context.protocol","m":$context.error.messageString}"#),
    (Api::Http, r#"{ "route": "$context.routeKey", "ok": 1, "e": "$context.integrationErrorMessage", "s": [ "$context.status", "$context.responseLength" ] }"#),
    (Api::WebSocket, r#"{"é":"日$context.connectionId→","t":"$context.eventType","s":$context.status}"#),
    (Api::Rest, r#"<r id="$context.requestId"><t>$context.requestTime</t><s>$context.status</s><a>$context.identity.userAgent</a></r>"#),
    (Api::Rest, "<r><l>$context.httpMethod $context.path $context.protocol</l><n>$context.responseLength</n></r>"),
    (Api::Rest, "$context.identity.sourceIp,$context.requestId,$context.requestTime,$context.status,$context.responseLength"),
    (Api::Rest, r#""$context.requestId","$context.identity.userAgent","$context.status""#),
    (Api::Http, "$context.requestId\t$context.routeKey\t$context.status\t$context.identity.userAgent"),
    (Api::Rest, r#"$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] "$context.httpMethod $context.resourcePath $context.protocol" $context.status $context.responseLength $context.requestId"#),
    (Api::Rest, "$context.requestId $context.status $context.error.message"),
    (Api::Rest, "$context.identity.userAgent"),
];

fuzz_target!(|data: &[u8]| {
    let Some((first, data)) = data.split_first() else {
        return;
    };
    let format = &FORMATS[usize::from(*first) % FORMATS.len()];
    let rows = format.rows(data);
    let (good, bad) = format.check(data);
    assert_eq!((good, bad.as_slice()), (rows.len(), rows.errors()), "rows and check agree");
    let (mut row, mut error, mut start) = (0, 0, 0);
    for (number, whole) in data.split(|byte| *byte == b'\n').enumerate() {
        let line = whole.strip_suffix(b"\r").unwrap_or(whole);
        let bytes = start..start + line.len();
        start += whole.len() + 1;
        if line.is_empty() || line == "\u{feff}".as_bytes() {
            continue;
        }
        match format.parse_bytes(whole) {
            Ok(record) => {
                let place = &rows.lines()[row];
                assert_eq!((place.number, &place.bytes), (number, &bytes));
                for (field, (name, value)) in record.iter().enumerate() {
                    assert_eq!(rows.value(row, field).as_ref(), Some(value), "{name}");
                }
                row += 1;
            }
            Err(why) => {
                let (place, found) = &rows.errors()[error];
                assert_eq!((place.number, &place.bytes, found), (number, &bytes, &why));
                error += 1;
            }
        }
    }
    assert_eq!((row, error), (rows.len(), bad.len()), "no line is lost or invented");
});
