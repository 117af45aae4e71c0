use gwfmt::access_log_format;

#[access_log_format("$context.status", allow("missing-request"))]
struct Log;

fn main() {}
