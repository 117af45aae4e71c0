use gwfmt::access_log_format;

#[access_log_format(api = "rest")]
struct Log;

fn main() {}
