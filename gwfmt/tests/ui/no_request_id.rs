use gwfmt::access_log_format;

#[access_log_format("$context.status $context.path", api = "rest")]
struct Log;

fn main() {}
