use gwfmt::access_log_format;

#[access_log_format("hello", api = "rest")]
struct Log;

fn main() {}
