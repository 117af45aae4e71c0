//! Lines between line breaks.

use std::cell::Cell;
use std::io::Read;

use super::InputError;
use super::sink::{Block, Sink, Why};

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
    let (sizes, taken) = (sink.sizes, Cell::new(0));
    let mut stopped = None;
    let give = &mut |block: Block| match pass_on(&block, sink, show) {
        Ok(()) => Some(block.bytes),
        Err(error) => {
            stopped = Some(error);
            None
        }
    };
    let mut blocks = Sink::new(sizes, &taken, give);
    let read = read(input, &mut blocks);
    blocks.finish();
    stopped.map_or(read, Err)
}

/// Shows the lines of a block; those that are not to be read stay so.
fn pass_on(block: &Block, sink: &mut Sink<'_>, show: &mut EachLine<'_>) -> Result<(), InputError> {
    let mut unread = block.unread.iter().peekable();
    let mut number = block.first;
    one_by_one(&block.bytes, |line| {
        let shown = match unread.next_if(|one| one.line == number) {
            Some(one) => sink.unread(&one.text, one.why),
            None => show(line, sink),
        };
        number += 1;
        shown
    })
}

fn one_by_one(
    lines: &[u8],
    show: impl FnMut(&[u8]) -> Result<(), InputError>,
) -> Result<(), InputError> {
    let lines = lines.strip_suffix(b"\n").unwrap_or(lines);
    lines.split(|byte| *byte == b'\n').try_for_each(show)
}
