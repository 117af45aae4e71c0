//! Reads lines of Common Log Format from standard input, or a few of its own, and writes JSON.
//!
//!     cargo run -p gwfmt --example clf_to_json < access.log

#![allow(clippy::print_stdout, reason = "an example shows what it read")]

use std::io::{self, BufWriter, IsTerminal, Read, Write};

use gwfmt::access_log_format;

/// The format of AWS's guide, with a space where the guide forgets one.
#[access_log_format(
    r#"$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] "$context.httpMethod $context.resourcePath $context.protocol" $context.status $context.responseLength $context.requestId $context.extendedRequestId"#,
    api = "rest",
    rename(identity_source_ip = ip, identity_caller = caller, identity_user = user)
)]
pub struct AccessLog;

fn main() -> io::Result<()> {
    let mut lines = Vec::new();
    if io::stdin().is_terminal() {
        lines.extend_from_slice(LINES);
    } else {
        io::stdin().read_to_end(&mut lines)?;
    }
    let mut out = BufWriter::new(io::stdout().lock());
    let mut records = AccessLog::records(&lines);
    let mut bad = 0;
    while let Some(record) = records.next() {
        match record {
            Ok(record) => {
                record.write_json(&mut out)?;
                out.write_all(b"\n")?;
            }
            Err(error) => {
                bad += 1;
                writeln!(io::stderr(), "line {}: {error}", records.line())?;
            }
        }
    }
    out.flush()?;
    if bad > 0 {
        return Err(io::Error::other(format!("{bad} lines could not be read")));
    }
    Ok(())
}

const LINES: &[u8] = br#"192.0.2.10 - - [10/Jul/2024:18:14:22 +0000] "GET /orders/{id} HTTP/1.1" 200 1234 e21d5914-d1e1-4e48-8826-8c968a40276a XfGLwFTktjMFsLg=
2001:db8::1 AROAEXAMPLE AROAEXAMPLE [10/Jul/2024:18:14:23 +0000] "POST /orders HTTP/2.0" 504 41 0d6f6aee-0d4c-4f4e-9a0c-1f0bb34a33f2 XfGLxGTktjMFsLh=
"#;
