//! [`Sink`]: lines are put in, blocks come out.

use std::cell::Cell;

use super::InputError;

/// About as many bytes are in a block: what is made of them should stay in the caches of a core.
pub const BLOCK: usize = 1 << 19;
/// A longer line is not read: API Gateway writes at most a few kilobytes.
pub const LINE: usize = 1 << 20;

/// How much is read, kept and given out at once.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    /// About as many bytes are in a block.
    pub block: usize,
    /// A longer line is not read.
    pub line: usize,
    /// So many bytes of a line that is too long are kept.
    pub kept: usize,
    /// So many bytes are read at once.
    pub chunk: usize,
}

impl Sizes {
    /// Those of every run. Tests may have smaller ones, with which small inputs have many blocks.
    pub const USUAL: Sizes = Sizes {
        block: BLOCK,
        line: LINE,
        kept: 1_024,
        chunk: 1 << 17,
    };
}

/// Whole lines of an input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// The lines, each with its line break.
    pub bytes: Vec<u8>,
    /// The number of the first of them in the input, from 0.
    pub first: u64,
    /// Lines that are not to be read. An empty line stands in their place.
    pub unread: Vec<Unread>,
    /// How many bytes of the input, as it lies there, had been read when the block was given out.
    pub taken: u64,
}

/// A line that is not to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Its number in the input, from 0.
    pub line: u64,
    /// What there is of it, or its beginning.
    pub text: Vec<u8>,
    /// Why it is not.
    pub why: Why,
}

/// Why a line is not to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is too long.
    Long,
    /// The input could not be read any further: what is missing of the line might change its last value.
    Cut,
}

impl Unread {
    /// What is wrong with it, in words.
    pub fn reason(&self) -> String {
        match self.why {
            Why::Long => format!("a line of more than {LINE} bytes"),
            Why::Cut => "the input could not be read to the end of this line".to_owned(),
        }
    }

    /// What was expected of it, in words.
    pub fn expected(&self) -> String {
        match self.why {
            Why::Long => format!("a line of at most {LINE} bytes"),
            Why::Cut => "the end of the line".to_owned(),
        }
    }
}

pub(super) struct Sink<'g> {
    pub(super) sizes: Sizes,
    give: &'g mut dyn FnMut(Block) -> bool,
    block: Block,
    /// How many lines were put in.
    lines: u64,
    taken: &'g Cell<u64>,
}

impl<'g> Sink<'g> {
    pub(super) fn new(
        sizes: Sizes,
        taken: &'g Cell<u64>,
        give: &'g mut dyn FnMut(Block) -> bool,
    ) -> Self {
        Self {
            sizes,
            give,
            block: Block::default(),
            lines: 0,
            taken,
        }
    }

    /// A line without its line break.
    pub(super) fn line(&mut self, line: &[u8]) -> Result<(), InputError> {
        if line.len() > self.sizes.line {
            return self.unread(line, Why::Long);
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

    /// A line that is not to be read, of which there is at least the beginning.
    pub(super) fn unread(&mut self, text: &[u8], why: Why) -> Result<(), InputError> {
        let kept = match why {
            Why::Long => text.get(..self.sizes.kept).unwrap_or(text),
            Why::Cut => text,
        };
        self.block.unread.push(Unread {
            line: self.lines,
            text: kept.to_owned(),
            why,
        });
        self.block.bytes.push(b'\n');
        self.lines += 1;
        self.full()
    }

    fn full(&mut self) -> Result<(), InputError> {
        let Block { bytes, unread, .. } = &self.block;
        if bytes.len() < self.sizes.block && unread.len() < self.sizes.kept {
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
            bytes: Vec::with_capacity(self.sizes.block + self.sizes.chunk),
            ..Block::default()
        };
        self.block.taken = self.taken.get();
        (self.give)(std::mem::replace(&mut self.block, next))
    }

    /// Gives out what is left.
    pub(super) fn finish(mut self) {
        if !self.block.bytes.is_empty() {
            self.give();
        }
    }
}
