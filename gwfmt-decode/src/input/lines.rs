//! Lines between line breaks.

use std::io::Read;

use super::InputError;
use super::sink::{LINE, Sink};

/// Reads lines as they are.
pub(super) fn read(input: &mut dyn Read, sink: &mut Sink<'_>) -> Result<(), InputError> {
    each_chunk(input, &mut |event| match event {
        Chunk::Lines(lines) => {
            let count = bytecount::count(lines, b'\n');
            sink.lines(lines, count as u64)
        }
        Chunk::Last(line) => sink.line(line),
        Chunk::Long(beginning) => sink.long(beginning),
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
    each_chunk(input, &mut |event| match event {
        Chunk::Lines(lines) => {
            let lines = lines.strip_suffix(b"\n").unwrap_or(lines);
            let mut lines = lines.split(|byte| *byte == b'\n');
            lines.try_for_each(|line| show(line, sink))
        }
        Chunk::Last(line) => show(line, sink),
        Chunk::Long(beginning) => sink.long(beginning),
    })
}

enum Chunk<'c> {
    /// Whole lines with their line breaks.
    Lines(&'c [u8]),
    /// What stands behind the last line break.
    Last(&'c [u8]),
    /// The beginning of a line that is too long; the rest is passed over.
    Long(&'c [u8]),
}

/// As much is read at once.
const CHUNK: usize = 1 << 18;

fn each_chunk(
    input: &mut dyn Read,
    show: &mut dyn FnMut(Chunk<'_>) -> Result<(), InputError>,
) -> Result<(), InputError> {
    let mut buffer = vec![0; CHUNK];
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
                last(&buffer, filled, passes, show)?;
                return Err(error.into());
            }
        };
        if read == 0 {
            return last(&buffer, filled, passes, show);
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
        } else if filled > LINE {
            if !passes {
                show(Chunk::Long(buffer.get(..filled).unwrap_or_default()))?;
            }
            passes = true;
            filled = 0;
        }
    }
}

fn last(
    buffer: &[u8],
    filled: usize,
    passes: bool,
    show: &mut dyn FnMut(Chunk<'_>) -> Result<(), InputError>,
) -> Result<(), InputError> {
    match buffer.get(..filled) {
        Some(line) if !passes && !line.is_empty() => show(Chunk::Last(line)),
        _ => Ok(()),
    }
}
