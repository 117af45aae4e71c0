//! Any bytes as lines of Common Log Format and the like; the first byte chooses the format.
#![no_main]
#![allow(dead_code)]

#[macro_use]
#[path = "../../gwfmt/tests/agreement/law.rs"]
mod law;
#[path = "../records.rs"]
mod records;

use libfuzzer_sys::fuzz_target;

records! {
    Guide, guide, "rest", r#"$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] "$context.httpMethod $context.resourcePath $context.protocol" $context.status $context.responseLength $context.requestId $context.extendedRequestId"#;
    Combined, combined, "rest", r#"$context.identity.sourceIp - - [$context.requestTime] "$context.httpMethod $context.path $context.protocol" $context.status $context.responseLength "$context.identity.userAgent" $context.requestId"#;
    Tail, tail, "http", "$context.requestId [$context.requestTime] $context.routeKey $context.status $context.integrationLatency $context.error.message";
    Pairs, pairs, "rest", "id=$context.requestId status=$context.status agent='$context.identity.userAgent' epoch=$context.requestTimeEpoch";
    Words, words, "rest", "id=$context.requestId ua=$context.identity.userAgent status=$context.status lat=$context.integration.latency";
    Foreign, foreign, "rest", "日$context.requestId→$context.identity.userAgent→$context.status";
}

fuzz_target!(|data: &[u8]| {
    let Some((first, data)) = data.split_first() else {
        return;
    };
    match first % 6 {
        0 => record_laws!(Guide, guide(), data, [identity_source_ip, identity_caller, identity_user, request_time, http_method, resource_path, protocol, status, response_length, request_id, extended_request_id], [(0 IDENTITY_SOURCE_IP), (1 IDENTITY_CALLER), (2 IDENTITY_USER), (3 REQUEST_TIME), (4 HTTP_METHOD), (5 RESOURCE_PATH), (6 PROTOCOL), (7 STATUS), (8 RESPONSE_LENGTH), (9 REQUEST_ID), (10 EXTENDED_REQUEST_ID), (0 IDENTITY_SOURCE_IP, 10 EXTENDED_REQUEST_ID), (7 STATUS, 9 REQUEST_ID, 6 PROTOCOL, 8 RESPONSE_LENGTH)]),
        1 => record_laws!(Combined, combined(), data, [identity_source_ip, request_time, http_method, path, protocol, status, response_length, identity_user_agent, request_id], [(0 IDENTITY_SOURCE_IP), (1 REQUEST_TIME), (2 HTTP_METHOD), (3 PATH), (4 PROTOCOL), (5 STATUS), (6 RESPONSE_LENGTH), (7 IDENTITY_USER_AGENT), (8 REQUEST_ID), (0 IDENTITY_SOURCE_IP, 8 REQUEST_ID), (3 PATH, 2 HTTP_METHOD, 5 STATUS, 0 IDENTITY_SOURCE_IP)]),
        2 => record_laws!(Tail, tail(), data, [request_id, request_time, route_key, status, integration_latency, error_message], [(0 REQUEST_ID), (1 REQUEST_TIME), (2 ROUTE_KEY), (3 STATUS), (4 INTEGRATION_LATENCY), (5 ERROR_MESSAGE), (0 REQUEST_ID, 5 ERROR_MESSAGE), (5 ERROR_MESSAGE, 1 REQUEST_TIME, 3 STATUS, 0 REQUEST_ID)]),
        3 => record_laws!(Pairs, pairs(), data, [request_id, status, identity_user_agent, request_time_epoch], [(0 REQUEST_ID), (1 STATUS), (2 IDENTITY_USER_AGENT), (3 REQUEST_TIME_EPOCH), (0 REQUEST_ID, 3 REQUEST_TIME_EPOCH), (0 REQUEST_ID, 3 REQUEST_TIME_EPOCH, 2 IDENTITY_USER_AGENT, 1 STATUS)]),
        4 => record_laws!(Words, words(), data, [request_id, identity_user_agent, status, integration_latency], [(0 REQUEST_ID), (1 IDENTITY_USER_AGENT), (2 STATUS), (3 INTEGRATION_LATENCY), (0 REQUEST_ID, 3 INTEGRATION_LATENCY), (0 REQUEST_ID, 3 INTEGRATION_LATENCY, 2 STATUS, 1 IDENTITY_USER_AGENT)]),
        _ => record_laws!(Foreign, foreign(), data, [request_id, identity_user_agent, status], [(0 REQUEST_ID), (1 IDENTITY_USER_AGENT), (2 STATUS), (0 REQUEST_ID, 2 STATUS), (2 STATUS, 1 IDENTITY_USER_AGENT, 0 REQUEST_ID)]),
    }
});
