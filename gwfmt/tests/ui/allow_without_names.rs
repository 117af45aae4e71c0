use gwfmt::access_log_format;

#[access_log_format("$context.requestId $context.status", allow = "missing-space")]
struct Log;

fn main() {}
