use gwfmt::access_log_format;

#[access_log_format("{\"requestId\":\"$context.requestId\",\"status\":\"$context.statsu\"}", api = "http")]
struct Log;

fn main() {}
