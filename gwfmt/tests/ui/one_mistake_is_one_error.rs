use gwfmt::access_log_format;

#[access_log_format(r#"{"requestId":"$context.requestId","status":"$context.status","x":"$context.nothing"}"#, api = "http")]
struct Log;

fn status(line: &str) -> Option<u16> {
    let log = Log::parse(line).ok()?;
    println!("{}", log.to_json());
    Some(log.status)
}

fn main() {}
