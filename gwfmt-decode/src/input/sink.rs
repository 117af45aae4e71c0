//! [`Sink`]: lines are put in, blocks come out.

use super::InputError;

/// About as many bytes are in a block.
pub const BLOCK: usize = 1 << 20;
/// A longer line is not read: API Gateway writes at most a few kilobytes.
pub const LINE: usize = 1 << 20;
/// So many bytes of a line that is too long are kept.
const KEPT: usize = 1_024;

/// Whole lines of an input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// The lines, each with its line break.
    pub bytes: Vec<u8>,
    /// The number of the first of them in the input, from 0.
    pub first: u64,
    /// Lines that are too long to be read. An empty line stands in their place.
    pub long: Vec<Long>,
}

/// A line that is too long to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Long {
    /// Its number in the input, from 0.
    pub line: u64,
    /// Its beginning.
    pub beginning: Vec<u8>,
}

pub(super) struct Sink<'g> {
    give: &'g mut dyn FnMut(Block) -> bool,
    block: Block,
    /// How many lines were put in.
    lines: u64,
}

impl<'g> Sink<'g> {
    pub(super) fn new(give: &'g mut dyn FnMut(Block) -> bool) -> Self {
        Self {
            give,
            block: Block::default(),
            lines: 0,
        }
    }

    /// A line without its line break.
    pub(super) fn line(&mut self, line: &[u8]) -> Result<(), InputError> {
        if line.len() > LINE {
            return self.long(line);
        }
        self.block.bytes.extend_from_slice(line);
        self.block.bytes.push(b'\n');
        self.lines += 1;
        self.full()
    }

    /// A message of an event, which may end with a line break. One that holds several lines counts as several.
    pub(super) fn message(&mut self, message: &str) -> Result<(), InputError> {
        let message = message.strip_suffix('\n').unwrap_or(message);
        message
            .split('\n')
            .try_for_each(|line| self.line(line.as_bytes()))
    }

    /// Many lines, each with its line break.
    pub(super) fn lines(&mut self, lines: &[u8], count: u64) -> Result<(), InputError> {
        self.block.bytes.extend_from_slice(lines);
        self.lines += count;
        self.full()
    }

    /// A line that is too long, of which there is at least the beginning.
    pub(super) fn long(&mut self, beginning: &[u8]) -> Result<(), InputError> {
        let kept = beginning.get(..KEPT).unwrap_or(beginning);
        self.block.long.push(Long {
            line: self.lines,
            beginning: kept.to_owned(),
        });
        self.block.bytes.push(b'\n');
        self.lines += 1;
        self.full()
    }

    fn full(&mut self) -> Result<(), InputError> {
        if self.block.bytes.len() < BLOCK && self.block.long.len() < KEPT {
            return Ok(());
        }
        if self.give() {
            Ok(())
        } else {
            Err(InputError::Stopped)
        }
    }

    fn give(&mut self) -> bool {
        let next = Block {
            first: self.lines,
            bytes: Vec::with_capacity(BLOCK + BLOCK / 8),
            long: Vec::new(),
        };
        (self.give)(std::mem::replace(&mut self.block, next))
    }

    /// Gives out what is left.
    pub(super) fn finish(mut self) {
        if !self.block.bytes.is_empty() {
            self.give();
        }
    }
}
