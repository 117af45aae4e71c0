//! Lines between line breaks.

use std::io::Read;

use super::InputError;
use super::sink::{Sink, Sizes, Why};

/// Reads lines as they are, into the blocks that they are given out in.
pub(super) fn read(input: &mut dyn Read, sink: &mut Sink<'_>) -> Result<(), InputError> {
    let sizes = sink.sizes;
    let chunk = sizes.chunk.max(1);
    let (mut bytes, mut filled) = sink.take();
    // whole lines, and behind them what was read of the next one
    let (mut whole, mut lines) = (filled, 0);
    // whether that one is the rest of a line that was too long
    let mut passes = false;
    loop {
        let enough = sizes.block.max(filled + chunk);
        if bytes.len() < enough {
            bytes.resize(enough, 0);
        }
        let room = bytes.get_mut(filled..).unwrap_or_default();
        let read = match input.read(room) {
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            read => read,
        };
        let Ok(fresh @ 1..) = read else {
            bytes.truncate(filled);
            let last = bytes.split_off(whole);
            sink.put(bytes, lines, false)?;
            let is_last = !passes && !last.is_empty();
            return match read {
                Ok(_) if is_last => sink.line(&last),
                Ok(_) => Ok(()),
                Err(error) => {
                    if is_last {
                        sink.unread(&last, Why::Cut)?;
                    }
                    Err(error.into())
                }
            };
        };
        let mut new = filled;
        filled += fresh;
        let is_break = |byte: &u8| *byte == b'\n';
        if passes {
            let read = bytes.get(new..filled).unwrap_or_default();
            let Some(rest) = read.iter().position(is_break) else {
                filled = whole;
                continue;
            };
            passes = false;
            bytes.copy_within(new + rest + 1..filled, whole);
            filled -= new + rest + 1 - whole;
            new = whole;
        }
        let read = bytes.get(new..filled).unwrap_or_default();
        let end = read.iter().rposition(is_break);
        let end = end.map_or(whole, |at| new + at + 1);
        let is_long = filled - end > sizes.line;
        if end - whole <= sizes.line && !is_long {
            let read = bytes.get(whole..end).unwrap_or_default();
            lines += bytecount::count(read, b'\n') as u64;
            whole = end;
            if filled + chunk <= bytes.len() || whole == 0 {
                continue;
            }
        }
        // out of the way, for what comes behind the whole lines: another block, or a line that is too long
        bytes.truncate(filled);
        let mut rest = bytes.split_off(whole);
        sink.put(bytes, lines, true)?;
        let behind = rest.split_off(end - whole);
        if !rest.is_empty() {
            one_by_one(&rest, |line| sink.line(line))?;
        }
        if is_long {
            sink.unread(&behind, Why::Long)?;
            passes = true;
        }
        (bytes, whole) = sink.take();
        (filled, lines) = (whole, 0);
        if !is_long {
            let room = bytes.len().max(whole + behind.len());
            bytes.resize(room, 0);
            filled += behind.len();
            let place = bytes.get_mut(whole..filled).unwrap_or_default();
            place.copy_from_slice(&behind);
        }
    }
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
