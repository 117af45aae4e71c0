//! Lines behind a time, and maybe the name of a stream.

use std::io::Read;

use super::sink::Sink;
use super::{InputError, lines};

/// Reads lines without what `strip` finds before them. A line that has no such beginning is kept as it is.
pub(super) fn read(
    input: &mut dyn Read,
    strip: fn(&[u8]) -> Option<&[u8]>,
    sink: &mut Sink<'_>,
) -> Result<(), InputError> {
    lines::each(input, sink, &mut |line, sink| {
        sink.line(strip(line).unwrap_or(line))
    })
}

/// The line behind the time of an export to S3: `2024-07-10T18:14:22.000Z `.
pub(super) fn export(line: &[u8]) -> Option<&[u8]> {
    looks_like(line, b"0000-00-00T00:00:00.000Z ")
}

/// The line behind what `aws logs tail` prints before it: time and stream, or with `--format short` the time alone.
pub(super) fn tail(line: &[u8]) -> Option<&[u8]> {
    if let Some(rest) = looks_like(line, b"0000-00-00T00:00:00 ") {
        return Some(rest);
    }
    let rest = looks_like(line, b"0000-00-00T00:00:00.000000+00:00 ")
        .or_else(|| looks_like(line, b"0000-00-00T00:00:00+00:00 "))?;
    let space = rest.iter().position(|byte| *byte == b' ')?;
    rest.get(space + 1..)
}

/// What stands behind a pattern, in which `0` is any digit and `+` either sign.
fn looks_like<'l>(line: &'l [u8], pattern: &[u8]) -> Option<&'l [u8]> {
    let (head, rest) = line.split_at_checked(pattern.len())?;
    let looks = head.iter().zip(pattern).all(|(byte, form)| match form {
        b'0' => byte.is_ascii_digit(),
        b'+' => matches!(byte, b'+' | b'-'),
        other => byte == other,
    });
    looks.then_some(rest)
}
