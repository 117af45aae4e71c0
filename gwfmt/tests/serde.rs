//! The features `serde` and `schema`.

use std::fmt;
use std::str::FromStr;

use gwfmt::access_log_format;
use serde_json::{Value, json};

/// A type of the user's.
#[derive(Clone, Debug, PartialEq)]
struct Tenant(u32);

impl FromStr for Tenant {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.trim_start_matches("t-").parse().map(Tenant)
    }
}

impl fmt::Display for Tenant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "t-{}", self.0)
    }
}

#[access_log_format(
    r#"{"requestId":"$context.requestId","time":"$context.requestTime","status":$context.status,"identity":{"sourceIp":"$context.identity.sourceIp","user-agent":"$context.identity.userAgent"},"timing":{"latency":"$context.integration.latency"},"method":"$context.httpMethod","tenant":"$context.authorizer.tenant","type":"$context.error.responseType"}"#,
    api = "rest",
    types(tenant = Tenant)
)]
struct Log;

const LINE: &str = r#"{"requestId":"r-1","time":"10/Jul/2024:18:14:22 +0000","status":504,"identity":{"sourceIp":"192.0.2.7","user-agent":"a \"b\""},"timing":{"latency":"-"},"method":"GET","tenant":"t-7","type":"INTEGRATION_TIMEOUT"}"#;

fn object() -> Value {
    json!({
        "requestId": "r-1",
        "time": "2024-07-10T18:14:22.000Z",
        "status": 504,
        "identity": {"sourceIp": "192.0.2.7", "user-agent": "a \"b\""},
        "timing": {"latency": null},
        "method": "GET",
        "tenant": "t-7",
        "type": "INTEGRATION_TIMEOUT",
    })
}

#[test]
fn a_record_is_an_object_with_the_keys_of_the_format() {
    let record = Log::parse(LINE).unwrap();
    assert_eq!(serde_json::to_value(&record).unwrap(), object());
}

#[test]
fn reads_what_it_wrote() {
    let record = Log::parse(LINE).unwrap();
    let text = serde_json::to_string(&record).unwrap();
    assert_eq!(serde_json::from_str::<Log>(&text).unwrap(), record);
    assert_eq!(serde_json::from_value::<Log>(object()).unwrap(), record);
}

#[test]
fn keys_may_stand_in_any_order_and_some_may_be_missing_or_new() {
    let mut object = object();
    let map = object.as_object_mut().unwrap();
    map.remove("type");
    map.insert("new".to_owned(), json!([1, {"deep": true}]));
    let backwards: serde_json::Map<_, _> = std::mem::take(map).into_iter().rev().collect();
    let read: Log = serde_json::from_value(Value::Object(backwards)).unwrap();
    assert_eq!(read.r#type, None);
    assert_eq!(read.tenant, Some(Tenant(7)));
}

#[test]
fn reads_a_sequence_of_values() {
    let row = json!([
        "r",
        "1970-01-01T00:00:00Z",
        1,
        ["::1", "x"],
        [5],
        "PUT",
        null,
        null
    ]);
    let read: Log = serde_json::from_value(row).unwrap();
    assert_eq!((read.status, read.timing.latency), (1, Some(5)));
    let error = serde_json::from_value::<Log>(json!(["r"])).unwrap_err();
    assert!(error.to_string().contains("invalid length 1"), "{error}");
}

#[test]
fn says_what_is_wrong() {
    let wrong = |key: &str, value: Value| {
        let mut object = object();
        object[key] = value;
        serde_json::from_value::<Log>(object)
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        wrong("time", json!("10/Jul/2024")),
        "`10/Jul/2024` is not an RFC 3339 time in UTC"
    );
    assert_eq!(
        wrong("tenant", json!("x")),
        "`x` is not a value of the field's type"
    );
    assert!(wrong("status", json!(70000)).starts_with("invalid value: integer `70000`"));
    let mut object = object();
    object.as_object_mut().unwrap().remove("status");
    let error = serde_json::from_value::<Log>(object).unwrap_err();
    assert_eq!(error.to_string(), "missing field `status`");
}

#[test]
fn a_flat_format_has_its_labels_as_keys() {
    #[access_log_format(
        "$context.requestId $context.status $context.identity.sourceIp",
        api = "http"
    )]
    struct Row;
    let row = Row::parse("a 200 ::1").unwrap();
    let object = json!({"request_id": "a", "status": 200, "identity_source_ip": "::1"});
    assert_eq!(serde_json::to_value(&row).unwrap(), object);
    assert_eq!(serde_json::from_value::<Row>(object).unwrap(), row);
}

#[test]
fn a_record_without_text_is_one_too() {
    #[access_log_format("$context.requestTimeEpoch $context.status $context.requestId", api = "rest", types(request_id = Tenant))]
    struct Row;
    let row = Row::parse("1720635262451 200 9").unwrap();
    let object = json!({"request_time_epoch": "2024-07-10T18:14:22.451Z", "status": 200, "request_id": "t-9"});
    assert_eq!(serde_json::to_value(&row).unwrap(), object);
    assert_eq!(serde_json::from_value::<Row>(object).unwrap(), row);
}

#[cfg(feature = "schema")]
#[test]
fn the_schema_says_the_same() {
    let schema = serde_json::to_value(schemars::schema_for!(Log<'_>)).unwrap();
    assert_eq!(
        schema["$schema"],
        "https://json-schema.org/draft/2020-12/schema"
    );
    assert_eq!(
        schema["required"],
        json!([
            "requestId",
            "time",
            "status",
            "identity",
            "timing",
            "method",
            "tenant",
            "type"
        ])
    );
    let identity = &schema["properties"]["identity"];
    assert_eq!(identity["required"], json!(["sourceIp", "user-agent"]));
    assert_eq!(identity["additionalProperties"], false);
    let latency = &schema["properties"]["timing"]["properties"]["latency"];
    assert_eq!(latency["type"], json!(["integer", "null"]));
    assert!(
        latency["description"]
            .as_str()
            .unwrap()
            .contains("milliseconds")
    );
    assert_eq!(schema["properties"]["time"]["format"], "date-time");
}

/// A record that has its own `Serialize`, and the crate's `Deserialize`.
#[access_log_format(
    r#"{"requestId":"$context.requestId","o":{"sourceIp":"$context.identity.sourceIp"}}"#,
    api = "rest"
)]
#[derive(serde::Serialize)]
struct Own;

#[test]
fn a_derive_of_the_users_is_kept() {
    let line = r#"{"requestId":"a","o":{"sourceIp":"192.0.2.7"}}"#;
    let json = serde_json::to_value(Own::parse(line).unwrap()).unwrap();
    assert_eq!(
        json,
        json!({"request_id": "a", "o": {"source_ip": "192.0.2.7"}})
    );
    assert_eq!(serde_json::from_str::<Own>(line).unwrap().request_id, "a");
}
