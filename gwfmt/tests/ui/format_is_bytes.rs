use gwfmt::access_log_format;

#[access_log_format(b"$context.requestId")]
struct Log;

fn main() {}
