use gwfmt::access_log_format;

#[access_log_format(r#"{"status":"$context.statsu","path":"$context.pth"}"#, api = "http")]
struct Log;

fn main() {}
