use gwfmt::access_log_format;

#[access_log_format(file = "no/such/file.txt")]
struct Log;

fn main() {}
