//! Any bytes as lines of JSON formats; the first byte chooses the format.
#![no_main]
#![allow(dead_code)]

#[path = "../records.rs"]
mod records;

use libfuzzer_sys::fuzz_target;

records! {
    Together, together, "rest", r#"{"log":"$context.error.message $context.requestId","at":"$context.requestTime $context.httpMethod","who":"$context.identity.sourceIp, $context.identity.userAgent"}"#;
    Flat, flat, "rest", r#"{"id":"$context.requestId","ip":"$context.identity.sourceIp","time":"$context.requestTime","epoch":"$context.requestTimeEpoch","method":"$context.httpMethod","path":"$context.path","status":"$context.status","agent":"$context.identity.userAgent","error":"$context.error.message"}"#;
    Nested, nested, "rest", r#"{"a":{"id":"$context.requestId","b":{"status":$context.status,"bytes":$context.responseLength}},"ms":$context.integration.latency,"kind":"$context.error.responseType","time":"$context.requestTimeEpoch"}"#;
    Composite, composite, "rest", r#"{"id":"$context.requestId","line":"$context.httpMethod $context.path $context.protocol","who":"$context.identity.sourceIp/$context.identity.user","message":$context.error.messageString}"#;
    Spaced, spaced, "http", r#"{ "id" : "$context.requestId", "route": "$context.routeKey", "status": "$context.status", "ok": "yes", "n": 1, "error": "$context.integrationErrorMessage", "list": ["$context.stage", "$context.apiId"] }"#;
}

fuzz_target!(|data: &[u8]| {
    let Some((first, data)) = data.split_first() else {
        return;
    };
    match first % 5 {
        0 => record_laws!(
            Flat,
            flat,
            data,
            ID = id,
            IP = ip,
            TIME = time,
            EPOCH = epoch,
            METHOD = method,
            PATH = path,
            STATUS = status,
            AGENT = agent,
            ERROR = error
        ),
        1 => record_laws!(Nested, nested, data, MS = ms, KIND = kind, TIME = time),
        2 => record_laws!(Composite, composite, data, ID = id, MESSAGE = message),
        3 => record_laws!(Together, together, data, LOG_REQUEST_ID = log_request_id),
        _ => record_laws!(
            Spaced,
            spaced,
            data,
            ID = id,
            ROUTE = route,
            STATUS = status,
            ERROR = error
        ),
    }
});
