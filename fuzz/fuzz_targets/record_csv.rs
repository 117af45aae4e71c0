//! Any bytes as lines of delimited formats; the first byte chooses the format.
#![no_main]
#![allow(dead_code)]

#[macro_use]
#[path = "../../gwfmt/tests/agreement/law.rs"]
mod law;
#[path = "../records.rs"]
mod records;

use libfuzzer_sys::fuzz_target;

records! {
    Comma, comma, "rest", "$context.identity.sourceIp,$context.identity.caller,$context.requestTime,$context.httpMethod,$context.resourcePath,$context.protocol,$context.status,$context.responseLength,$context.requestId";
    Free, free, "rest", "$context.requestId,$context.identity.userAgent,$context.status,$context.requestTimeEpoch,$context.error.message";
    Pipe, pipe, "rest", "$context.requestId|$context.status|access|$context.identity.userAgent|$context.integration.latency|$context.identity.sourceIp";
    Tab, tab, "http", "$context.requestId\t$context.routeKey\t$context.status\t$context.identity.userAgent\t$context.integrationErrorMessage";
    Quoted, quoted, "rest", r#""$context.requestId","$context.identity.userAgent","$context.status","$context.path""#;
}

fuzz_target!(|data: &[u8]| {
    let Some((first, data)) = data.split_first() else {
        return;
    };
    match first % 5 {
        0 => record_laws!(Comma, comma(), data, [identity_source_ip, identity_caller, request_time, http_method, resource_path, protocol, status, response_length, request_id], [(0 IDENTITY_SOURCE_IP), (1 IDENTITY_CALLER), (2 REQUEST_TIME), (3 HTTP_METHOD), (4 RESOURCE_PATH), (5 PROTOCOL), (6 STATUS), (7 RESPONSE_LENGTH), (8 REQUEST_ID), (0 IDENTITY_SOURCE_IP, 8 REQUEST_ID), (3 HTTP_METHOD, 2 REQUEST_TIME, 5 PROTOCOL, 0 IDENTITY_SOURCE_IP)]),
        1 => record_laws!(Free, free(), data, [request_id, identity_user_agent, status, request_time_epoch, error_message], [(0 REQUEST_ID), (1 IDENTITY_USER_AGENT), (2 STATUS), (3 REQUEST_TIME_EPOCH), (4 ERROR_MESSAGE), (0 REQUEST_ID, 4 ERROR_MESSAGE), (4 ERROR_MESSAGE, 2 STATUS, 0 REQUEST_ID, 3 REQUEST_TIME_EPOCH)]),
        2 => record_laws!(Pipe, pipe(), data, [request_id, status, identity_user_agent, integration_latency, identity_source_ip], [(0 REQUEST_ID), (1 STATUS), (2 IDENTITY_USER_AGENT), (3 INTEGRATION_LATENCY), (4 IDENTITY_SOURCE_IP), (0 REQUEST_ID, 4 IDENTITY_SOURCE_IP), (4 IDENTITY_SOURCE_IP, 2 IDENTITY_USER_AGENT, 0 REQUEST_ID, 3 INTEGRATION_LATENCY)]),
        3 => record_laws!(Tab, tab(), data, [request_id, route_key, status, identity_user_agent, integration_error_message], [(0 REQUEST_ID), (1 ROUTE_KEY), (2 STATUS), (3 IDENTITY_USER_AGENT), (4 INTEGRATION_ERROR_MESSAGE), (0 REQUEST_ID, 4 INTEGRATION_ERROR_MESSAGE), (4 INTEGRATION_ERROR_MESSAGE, 2 STATUS, 0 REQUEST_ID, 3 IDENTITY_USER_AGENT)]),
        _ => record_laws!(Quoted, quoted(), data, [request_id, identity_user_agent, status, path], [(0 REQUEST_ID), (1 IDENTITY_USER_AGENT), (2 STATUS), (3 PATH), (0 REQUEST_ID, 3 PATH), (0 REQUEST_ID, 3 PATH, 2 STATUS, 1 IDENTITY_USER_AGENT)]),
    }
});
