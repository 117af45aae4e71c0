#![deny(warnings)]

use gwfmt::access_log_format;

#[access_log_format(
    r#"{"requestId":"$context.requestId","x":"$context.nothing"}"#,
    api = "rest"
)]
struct Log;

#[access_log_format(
    r#"{"requestId":"$context.requestId","x":"$context.nothing"}"#,
    api = "rest",
    allow("unknown-variable")
)]
struct Accepted;

fn main() {
    let _ = (Log::parse(""), Accepted::parse(""));
}
