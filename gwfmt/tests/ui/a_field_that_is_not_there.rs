use gwfmt::access_log_format;

#[access_log_format(r#"{"requestId":"$context.requestId"}"#)]
struct Log;

fn status(log: &Log<'_>) -> u16 {
    log.status
}

fn main() {}
