use gwfmt::access_log_format;

#[access_log_format("$context.requestId", deny = "note")]
struct Log;

fn main() {}
