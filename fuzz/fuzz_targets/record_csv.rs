//! Any bytes as lines of delimited formats; the first byte chooses the format.
#![no_main]
#![allow(dead_code)]

#[path = "../records.rs"]
mod records;

use libfuzzer_sys::fuzz_target;

records! {
    Comma, comma, "rest", "$context.identity.sourceIp,$context.identity.caller,$context.requestTime,$context.httpMethod,$context.resourcePath,$context.protocol,$context.status,$context.responseLength,$context.requestId";
    Free, free, "rest", "$context.requestId,$context.identity.userAgent,$context.status,$context.requestTimeEpoch,$context.error.message";
    Pipe, pipe, "rest", "$context.requestId|$context.status|access|$context.identity.userAgent|$context.integration.latency|$context.identity.sourceIp";
    Tab, tab, "http", "$context.requestId\t$context.routeKey\t$context.status\t$context.identity.userAgent\t$context.integrationErrorMessage";
}

fuzz_target!(|data: &[u8]| {
    let Some((first, data)) = data.split_first() else {
        return;
    };
    match first % 4 {
        0 => record_laws!(
            Comma,
            comma,
            data,
            IDENTITY_SOURCE_IP = identity_source_ip,
            REQUEST_TIME = request_time,
            STATUS = status,
            REQUEST_ID = request_id
        ),
        1 => record_laws!(
            Free,
            free,
            data,
            REQUEST_ID = request_id,
            IDENTITY_USER_AGENT = identity_user_agent,
            STATUS = status,
            ERROR_MESSAGE = error_message
        ),
        2 => record_laws!(
            Pipe,
            pipe,
            data,
            REQUEST_ID = request_id,
            STATUS = status,
            IDENTITY_USER_AGENT = identity_user_agent,
            IDENTITY_SOURCE_IP = identity_source_ip
        ),
        _ => record_laws!(
            Tab,
            tab,
            data,
            REQUEST_ID = request_id,
            ROUTE_KEY = route_key,
            STATUS = status,
            IDENTITY_USER_AGENT = identity_user_agent
        ),
    }
});
