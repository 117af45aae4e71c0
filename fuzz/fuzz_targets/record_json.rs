//! Any bytes as lines of JSON formats; the first byte chooses the format.
#![no_main]
#![allow(dead_code)]

#[macro_use]
#[path = "../../gwfmt/tests/agreement/law.rs"]
mod law;
#[path = "../records.rs"]
mod records;

use libfuzzer_sys::fuzz_target;

records! {
    Together, together, "rest", r#"{"log":"$context.error.message $context.requestId","at":"$context.requestTime $context.httpMethod","who":"$context.identity.sourceIp, $context.identity.userAgent"}"#;
    Flat, flat, "rest", r#"{"id":"$context.requestId","ip":"$context.identity.sourceIp","time":"$context.requestTime","epoch":"$context.requestTimeEpoch","method":"$context.httpMethod","path":"$context.path","status":"$context.status","agent":"$context.identity.userAgent","error":"$context.error.message"}"#;
    Nested, nested, "rest", r#"{"a":{"id":"$context.requestId","b":{"status":$context.status,"bytes":$context.responseLength}},"ms":$context.integration.latency,"kind":"$context.error.responseType","time":"$context.requestTimeEpoch"}"#;
    Composite, composite, "rest", r#"{"id":"$context.requestId","line":"$context.httpMethod $context.path $context.protocol","who":"$context.identity.sourceIp/$context.identity.user","message":$context.error.messageString}"#;
    Spaced, spaced, "http", r#"{ "id" : "$context.requestId", "route": "$context.routeKey", "status": "$context.status", "ok": "yes", "n": 1, "error": "$context.integrationErrorMessage", "list": ["$context.stage", "$context.apiId"] }"#;
    Foreign, foreign, "rest", r#"{"é":"日$context.requestId→","agent":"é$context.identity.userAgent","status":"→$context.status","ms":"$context.integration.latency"}"#;
}

fuzz_target!(|data: &[u8]| {
    let Some((first, data)) = data.split_first() else {
        return;
    };
    match first % 6 {
        0 => record_laws!(Together, together(), data, [log_error_message, log_request_id, at_request_time, at_http_method, who_identity_source_ip, who_identity_user_agent], [(0 LOG_ERROR_MESSAGE), (1 LOG_REQUEST_ID), (2 AT_REQUEST_TIME), (3 AT_HTTP_METHOD), (4 WHO_IDENTITY_SOURCE_IP), (5 WHO_IDENTITY_USER_AGENT), (0 LOG_ERROR_MESSAGE, 5 WHO_IDENTITY_USER_AGENT), (5 WHO_IDENTITY_USER_AGENT, 1 LOG_REQUEST_ID, 3 AT_HTTP_METHOD, 0 LOG_ERROR_MESSAGE)]),
        1 => record_laws!(Flat, flat(), data, [id, ip, time, epoch, method, path, status, agent, error], [(0 ID), (1 IP), (2 TIME), (3 EPOCH), (4 METHOD), (5 PATH), (6 STATUS), (7 AGENT), (8 ERROR), (0 ID, 8 ERROR), (3 EPOCH, 2 TIME, 5 PATH, 0 ID)]),
        2 => record_laws!(Nested, nested(), data, [a.id, a.b.status, a.b.bytes, ms, kind, time], [(0 A_ID), (1 A_B_STATUS), (2 A_B_BYTES), (3 MS), (4 KIND), (5 TIME), (0 A_ID, 5 TIME), (5 TIME, 1 A_B_STATUS, 3 MS, 0 A_ID)]),
        3 => record_laws!(Composite, composite(), data, [id, line_http_method, line_path, line_protocol, who_identity_source_ip, who_identity_user, message], [(0 ID), (1 LINE_HTTP_METHOD), (2 LINE_PATH), (3 LINE_PROTOCOL), (4 WHO_IDENTITY_SOURCE_IP), (5 WHO_IDENTITY_USER), (6 MESSAGE), (0 ID, 6 MESSAGE), (3 LINE_PROTOCOL, 5 WHO_IDENTITY_USER, 1 LINE_HTTP_METHOD, 6 MESSAGE)]),
        4 => record_laws!(Spaced, spaced(), data, [id, route, status, error, list_stage, list_api_id], [(0 ID), (1 ROUTE), (2 STATUS), (3 ERROR), (4 LIST_STAGE), (5 LIST_API_ID), (0 ID, 5 LIST_API_ID), (5 LIST_API_ID, 1 ROUTE, 3 ERROR, 0 ID)]),
        _ => record_laws!(Foreign, foreign(), data, [é_request_id, agent_identity_user_agent, status_status, ms], [(0 É_REQUEST_ID), (1 AGENT_IDENTITY_USER_AGENT), (2 STATUS_STATUS), (3 MS), (0 É_REQUEST_ID, 3 MS), (0 É_REQUEST_ID, 3 MS, 2 STATUS_STATUS, 1 AGENT_IDENTITY_USER_AGENT)]),
    }
});
