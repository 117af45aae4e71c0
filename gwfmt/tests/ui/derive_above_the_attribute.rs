use gwfmt::access_log_format;

#[derive(Eq)]
#[access_log_format("$context.requestId $context.status", api = "rest")]
struct Log;

fn main() {}
