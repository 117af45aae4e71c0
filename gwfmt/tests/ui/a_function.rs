use gwfmt::access_log_format;

#[access_log_format("$context.requestId")]
fn log() {}

fn main() {}
