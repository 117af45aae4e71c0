//! Any bytes as lines of XML formats; the first byte chooses the format.
#![no_main]
#![allow(dead_code)]

#[macro_use]
#[path = "../../gwfmt/tests/agreement/law.rs"]
mod law;
#[path = "../records.rs"]
mod records;

use libfuzzer_sys::fuzz_target;

records! {
    Guide, guide, "rest", r#"<request id="$context.requestId"> <ip>$context.identity.sourceIp</ip> <time>$context.requestTime</time> <method>$context.httpMethod</method> <status>$context.status</status> <bytes>$context.responseLength</bytes> </request>"#;
    Free, free, "rest", r#"<r id="$context.requestId"><ip>$context.identity.sourceIp</ip><agent>$context.identity.userAgent</agent><status>$context.status</status><message>$context.error.message</message></r>"#;
    Attributes, attributes, "rest", r#"<r id='$context.requestId' status='$context.status'><a><b agent="$context.identity.userAgent">$context.requestTimeEpoch</b></a></r>"#;
    Together, together, "rest", "<r><id>$context.requestId</id><line>$context.httpMethod $context.path $context.protocol</line><status>$context.status</status></r>";
}

fuzz_target!(|data: &[u8]| {
    let Some((first, data)) = data.split_first() else {
        return;
    };
    match first % 4 {
        0 => record_laws!(Guide, guide(), data, [id, ip, time, method, status, bytes], [(0 ID), (1 IP), (2 TIME), (3 METHOD), (4 STATUS), (5 BYTES), (0 ID, 5 BYTES), (5 BYTES, 1 IP, 3 METHOD, 0 ID)]),
        1 => record_laws!(Free, free(), data, [id, ip, agent, status, message], [(0 ID), (1 IP), (2 AGENT), (3 STATUS), (4 MESSAGE), (0 ID, 4 MESSAGE), (4 MESSAGE, 2 AGENT, 0 ID, 3 STATUS)]),
        2 => record_laws!(Attributes, attributes(), data, [id, status, agent, b], [(0 ID), (1 STATUS), (2 AGENT), (3 B), (0 ID, 3 B), (0 ID, 3 B, 2 AGENT, 1 STATUS)]),
        _ => record_laws!(Together, together(), data, [id, line_http_method, line_path, line_protocol, status], [(0 ID), (1 LINE_HTTP_METHOD), (2 LINE_PATH), (3 LINE_PROTOCOL), (4 STATUS), (0 ID, 4 STATUS), (4 STATUS, 2 LINE_PATH, 0 ID, 3 LINE_PROTOCOL)]),
    }
});
