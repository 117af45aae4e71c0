use gwfmt::access_log_format;

#[access_log_format(
    r#"{"requestId":"$context.requestId","x":"$context.nothing"}"#,
    api = "rest",
    deny = "warning"
)]
struct Log;

fn main() {}
