use gwfmt::access_log_format;

#[access_log_format("$context.requestId", api)]
struct Log;

fn main() {}
