use gwfmt::access_log_format;

#[access_log_format("$context.requestId")]
struct Log<T>;

fn main() {}
