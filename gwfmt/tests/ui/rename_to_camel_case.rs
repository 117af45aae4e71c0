use gwfmt::access_log_format;

#[access_log_format("$context.requestId $context.status", rename(request_id = requestId))]
struct Log;

fn main() {}
