//! What an error tells a program: its kind, its field, its place.

use gwfmt::{ErrorKind, access_log_format};

#[access_log_format(
    r#"{"id":"$context.requestId","status":$context.status,"route":"$context.httpMethod $context.path"}"#,
    api = "rest"
)]
#[derive(Eq)]
struct Json;

#[access_log_format(
    "$context.requestId $context.error.message $context.identity.userAgent",
    api = "rest",
    allow("ambiguous-delimiter")
)]
struct Words;

const GOOD: &str = r#"{"id":"a","status":200,"route":"GET /a"}"#;

/// The kind of the error of a line, its field and its place.
fn kind_of(line: &str) -> (ErrorKind, String, usize) {
    let error = Json::parse(line).unwrap_err();
    (error.kind(), error.field().to_owned(), error.offset())
}

#[test]
fn every_kind_is_told_apart() {
    assert!(Json::parse(GOOD).is_ok());
    let (kind, field, _) = kind_of(&GOOD.replace("200", "OK"));
    assert_eq!((kind, field.as_str()), (ErrorKind::Value, "status"));
    let (kind, _, offset) = kind_of("nonsense");
    assert_eq!((kind, offset), (ErrorKind::Format, 0));
    let (kind, _, offset) = kind_of(&format!("{GOOD}!"));
    assert_eq!((kind, offset), (ErrorKind::Format, GOOD.len()));
    let (kind, field, _) = kind_of(r#"{"status":200,"route":"GET /a"}"#);
    assert_eq!((kind, field.as_str()), (ErrorKind::Format, "id"));
    let error = Words::parse("a b c d").unwrap_err();
    assert_eq!(
        (error.kind(), error.field()),
        (ErrorKind::Ambiguous, "error_message")
    );
    let error = Json::parse_bytes(b"{\"id\":\"\xff").unwrap_err();
    assert_eq!((error.kind(), error.offset()), (ErrorKind::Utf8, 7));
}

#[access_log_format(
    r#"{"id":"$context.requestId","stage":"$context.stage"}"#,
    api = "rest"
)]
struct ByName;

#[test]
fn what_is_read_by_name_may_be_missing_or_too_deep() {
    let error = ByName::parse(r#"{"stage":"prod"}"#).unwrap_err();
    assert_eq!((error.kind(), error.field()), (ErrorKind::Missing, "id"));
    let nested = |depth: usize| {
        let (open, close) = ("[".repeat(depth), "]".repeat(depth));
        format!(r#"{{"more":{open}{close},"stage":"prod","id":"a"}}"#)
    };
    assert_eq!(ByName::parse(&nested(120)).unwrap().id, "a");
    let error = ByName::parse(&nested(200)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooDeep);
}
