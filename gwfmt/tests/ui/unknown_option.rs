use gwfmt::access_log_format;

#[access_log_format("$context.requestId", style = "json")]
struct Log;

fn main() {}
