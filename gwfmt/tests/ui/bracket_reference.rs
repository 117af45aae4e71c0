use gwfmt::access_log_format;

#[access_log_format("$context.requestId $context.authorizer.claims['sub']", api = "rest")]
struct Log;

fn main() {}
