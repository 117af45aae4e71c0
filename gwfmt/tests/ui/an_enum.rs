use gwfmt::access_log_format;

#[access_log_format("$context.requestId")]
enum Log {}

fn main() {}
