//! Lines between line breaks.

use std::io::Read;

use super::InputError;
use super::sink::{Sink, Sizes, Why};

/// Reads lines as they are.
pub(super) fn read(input: &mut dyn Read, sink: &mut Sink<'_>) -> Result<(), InputError> {
    let sizes = sink.sizes;
    each_chunk(input, sizes, &mut |event| match event {
        Chunk::Lines(lines) if lines.len() <= sizes.line => {
            let count = bytecount::count(lines, b'\n');
            sink.lines(lines, count as u64)
        }
        // one of them may be too long
        Chunk::Lines(lines) => one_by_one(lines, |line| sink.line(line)),
        Chunk::Last(line) => sink.line(line),
        Chunk::Unread(text, why) => sink.unread(text, why),
    })
}

/// What is done with each line.
type EachLine<'s> = dyn FnMut(&[u8], &mut Sink<'_>) -> Result<(), InputError> + 's;

/// Reads lines one by one, without their line breaks.
pub(super) fn each(
    input: &mut dyn Read,
    sink: &mut Sink<'_>,
    show: &mut EachLine<'_>,
) -> Result<(), InputError> {
    let sizes = sink.sizes;
    each_chunk(input, sizes, &mut |event| match event {
        Chunk::Lines(lines) => one_by_one(lines, |line| {
            if line.len() > sizes.line {
                sink.unread(line, Why::Long)
            } else {
                show(line, sink)
            }
        }),
        Chunk::Last(line) => show(line, sink),
        Chunk::Unread(text, why) => sink.unread(text, why),
    })
}

fn one_by_one(
    lines: &[u8],
    show: impl FnMut(&[u8]) -> Result<(), InputError>,
) -> Result<(), InputError> {
    let lines = lines.strip_suffix(b"\n").unwrap_or(lines);
    lines.split(|byte| *byte == b'\n').try_for_each(show)
}

enum Chunk<'c> {
    /// Whole lines with their line breaks.
    Lines(&'c [u8]),
    /// What stands behind the last line break.
    Last(&'c [u8]),
    /// The beginning of a line that is too long, of which the rest is passed over, or of one that was cut short.
    Unread(&'c [u8], Why),
}

fn each_chunk(
    input: &mut dyn Read,
    sizes: Sizes,
    show: &mut dyn FnMut(Chunk<'_>) -> Result<(), InputError>,
) -> Result<(), InputError> {
    let mut buffer = vec![0; sizes.chunk.max(1)];
    let mut filled = 0;
    // whether the line at the start of the buffer is the rest of one that was too long
    let mut passes = false;
    loop {
        if filled == buffer.len() {
            buffer.resize(buffer.len() * 2, 0);
        }
        let Some(room) = buffer.get_mut(filled..) else {
            return Ok(());
        };
        let read = match input.read(room) {
            Ok(read) => read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => {
                if let Some(line) = last(&buffer, filled, passes) {
                    show(Chunk::Unread(line, Why::Cut))?;
                }
                return Err(error.into());
            }
        };
        if read == 0 {
            let line = last(&buffer, filled, passes);
            return line.map_or(Ok(()), |line| show(Chunk::Last(line)));
        }
        let new = filled;
        filled += read;
        let end = buffer
            .get(new..filled)
            .and_then(|fresh| fresh.iter().rposition(|byte| *byte == b'\n'))
            .map(|at| new + at + 1);
        if let Some(end) = end {
            let mut whole = buffer.get(..end).unwrap_or_default();
            if passes {
                let rest = whole.iter().position(|byte| *byte == b'\n');
                whole = whole.get(rest.map_or(0, |at| at + 1)..).unwrap_or_default();
                passes = false;
            }
            if !whole.is_empty() {
                show(Chunk::Lines(whole))?;
            }
            buffer.copy_within(end..filled, 0);
            filled -= end;
        } else if filled > sizes.line {
            if !passes {
                let beginning = buffer.get(..filled).unwrap_or_default();
                show(Chunk::Unread(beginning, Why::Long))?;
            }
            passes = true;
            filled = 0;
        }
    }
}

/// What stands behind the last line break, if it is not the rest of a line that was too long.
fn last(buffer: &[u8], filled: usize, passes: bool) -> Option<&[u8]> {
    let line = buffer.get(..filled)?;
    (!passes && !line.is_empty()).then_some(line)
}
