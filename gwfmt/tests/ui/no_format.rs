use gwfmt::access_log_format;

#[access_log_format]
struct Log;

fn main() {}
