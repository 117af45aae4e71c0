use gwfmt::access_log_format;

#[access_log_format("$context.requestId $context.error.message$context.identity.userAgent", api = "rest")]
struct Log;

fn main() {}
