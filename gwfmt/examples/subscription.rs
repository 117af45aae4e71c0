//! What a Lambda function behind a CloudWatch Logs subscription does with access log lines.
//!
//! CloudWatch Logs sends JSON whose `logEvents` hold one line each. (The payload arrives compressed and in base64; whatever
//! undoes that hands over the JSON.) The function counts the slow requests and the errors of each route.
//!
//!     cargo run -p gwfmt --example subscription

#![allow(clippy::print_stdout, reason = "an example shows what it read")]

use std::collections::BTreeMap;

use gwfmt::access_log_format;

/// A line of the access log, from the format that the stage deploys.
#[access_log_format(
    r#"{"requestId":"$context.requestId","time":"$context.requestTimeEpoch","route":"$context.routeKey","status":"$context.status","latency":"$context.responseLatency","userAgent":"$context.identity.userAgent","error":"$context.integration.error"}"#,
    api = "http"
)]
pub struct AccessLog;

/// What is known of a route.
#[derive(Debug, Default)]
struct Route {
    requests: u32,
    slow: u32,
    failed: u32,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let payload: serde_json::Value = serde_json::from_str(PAYLOAD)?;
    let events = payload["logEvents"].as_array().ok_or("no log events")?;
    let mut routes: BTreeMap<String, Route> = BTreeMap::new();
    for event in events {
        let line = event["message"]
            .as_str()
            .ok_or("an event without a message")?;
        match AccessLog::parse(line) {
            Ok(record) => {
                let route = record.route.as_deref().unwrap_or("(none)");
                let route = routes.entry(route.to_owned()).or_default();
                route.requests += 1;
                route.slow += u32::from(record.latency > 1000);
                route.failed += u32::from(record.status >= 500);
            }
            // A bad line must not stop the others; the error says which field of it is bad.
            Err(error) => println!("skipped: {error}"),
        }
    }
    for (name, route) in &routes {
        println!("{name:12} {route:?}");
    }
    assert_eq!(routes["GET /orders"].slow, 1);
    assert_eq!(routes["POST /orders"].failed, 1);
    Ok(())
}

const PAYLOAD: &str = r#"{
  "messageType": "DATA_MESSAGE",
  "owner": "123456789012",
  "logGroup": "/aws/vendedlogs/orders",
  "logStream": "prod",
  "logEvents": [
    { "id": "1", "timestamp": 1720635262451, "message": "{\"requestId\":\"WyHPAfymhcwCENw=\",\"time\":\"1720635262451\",\"route\":\"GET /orders\",\"status\":\"200\",\"latency\":\"1629\",\"userAgent\":\"say \\\"hello\\\"\",\"error\":\"-\"}" },
    { "id": "2", "timestamp": 1720635262452, "message": "{\"requestId\":\"WyHPBfymhcwCENx=\",\"time\":\"1720635262452\",\"route\":\"POST /orders\",\"status\":\"504\",\"latency\":\"29000\",\"userAgent\":\"curl/8.1\",\"error\":\"Endpoint request timed out\"}" },
    { "id": "3", "timestamp": 1720635262453, "message": "{\"requestId\":\"WyHPCfymhcwCENy=\",\"time\":\"1720635262453\",\"route\":\"GET /orders\",\"status\":\"200\",\"latency\":\"12\",\"userAgent\":\"-\",\"error\":\"-\"}" },
    { "id": "4", "timestamp": 1720635262454, "message": "not a line of this format" }
  ]
}"#;
