use gwfmt::access_log_format;

#[access_log_format("$context.requestId $context.status", rename(request_id = status))]
struct Log;

fn main() {}
