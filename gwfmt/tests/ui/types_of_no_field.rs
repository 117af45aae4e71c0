use gwfmt::access_log_format;

#[access_log_format("$context.requestId $context.status", types(code = u32))]
struct Log;

fn main() {}
