//! Any bytes as lines of XML formats; the first byte chooses the format.
#![no_main]
#![allow(dead_code)]

#[path = "../records.rs"]
mod records;

use libfuzzer_sys::fuzz_target;

records! {
    Guide, guide, "rest", r#"<request id="$context.requestId"> <ip>$context.identity.sourceIp</ip> <time>$context.requestTime</time> <method>$context.httpMethod</method> <status>$context.status</status> <bytes>$context.responseLength</bytes> </request>"#;
    Free, free, "rest", r#"<r id="$context.requestId"><ip>$context.identity.sourceIp</ip><agent>$context.identity.userAgent</agent><status>$context.status</status><message>$context.error.message</message></r>"#;
    Attributes, attributes, "rest", r#"<r id='$context.requestId' status='$context.status'><a><b agent="$context.identity.userAgent">$context.requestTimeEpoch</b></a></r>"#;
}

fuzz_target!(|data: &[u8]| {
    let Some((first, data)) = data.split_first() else {
        return;
    };
    match first % 3 {
        0 => record_laws!(
            Guide,
            guide,
            data,
            ID = id,
            IP = ip,
            TIME = time,
            METHOD = method,
            STATUS = status,
            BYTES = bytes
        ),
        1 => record_laws!(
            Free,
            free,
            data,
            ID = id,
            IP = ip,
            AGENT = agent,
            STATUS = status,
            MESSAGE = message
        ),
        _ => record_laws!(Attributes, attributes, data, ID = id, STATUS = status),
    }
});
