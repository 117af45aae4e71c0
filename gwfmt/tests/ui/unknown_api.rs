use gwfmt::access_log_format;

#[access_log_format("$context.requestId", api = "soap")]
struct Log;

fn main() {}
