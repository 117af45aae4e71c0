//! Any bytes as lines of Common Log Format and the like; the first byte chooses the format.
#![no_main]
#![allow(dead_code)]

#[path = "../records.rs"]
mod records;

use libfuzzer_sys::fuzz_target;

records! {
    Guide, guide, "rest", r#"$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] "$context.httpMethod $context.resourcePath $context.protocol" $context.status $context.responseLength $context.requestId $context.extendedRequestId"#;
    Combined, combined, "rest", r#"$context.identity.sourceIp - - [$context.requestTime] "$context.httpMethod $context.path $context.protocol" $context.status $context.responseLength "$context.identity.userAgent" $context.requestId"#;
    Tail, tail, "http", r#"$context.requestId [$context.requestTime] $context.routeKey $context.status $context.integrationLatency $context.error.message"#;
    Pairs, pairs, "rest", "id=$context.requestId status=$context.status agent='$context.identity.userAgent' epoch=$context.requestTimeEpoch";
}

fuzz_target!(|data: &[u8]| {
    let Some((first, data)) = data.split_first() else {
        return;
    };
    match first % 4 {
        0 => record_laws!(
            Guide,
            guide,
            data,
            IDENTITY_SOURCE_IP = identity_source_ip,
            REQUEST_TIME = request_time,
            HTTP_METHOD = http_method,
            STATUS = status,
            EXTENDED_REQUEST_ID = extended_request_id
        ),
        1 => record_laws!(
            Combined,
            combined,
            data,
            IDENTITY_SOURCE_IP = identity_source_ip,
            PATH = path,
            STATUS = status,
            IDENTITY_USER_AGENT = identity_user_agent,
            REQUEST_ID = request_id
        ),
        2 => record_laws!(
            Tail,
            tail,
            data,
            REQUEST_ID = request_id,
            ROUTE_KEY = route_key,
            STATUS = status,
            ERROR_MESSAGE = error_message
        ),
        _ => record_laws!(
            Pairs,
            pairs,
            data,
            REQUEST_ID = request_id,
            STATUS = status,
            IDENTITY_USER_AGENT = identity_user_agent
        ),
    }
});
