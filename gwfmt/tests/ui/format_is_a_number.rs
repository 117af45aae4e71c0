use gwfmt::access_log_format;

#[access_log_format(5)]
struct Log;

fn main() {}
