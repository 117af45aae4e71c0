use gwfmt::access_log_format;

#[access_log_format("$context.requestId", file = "format.txt")]
struct Log;

fn main() {}
