use gwfmt::access_log_format;

#[access_log_format({ "requestId": ("$context.requestId") })]
struct Log;

fn main() {}
