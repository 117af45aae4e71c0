//! [`Sink`]: lines are put in, blocks come out.

use std::cell::Cell;

use super::InputError;

/// About as many bytes are in a block: what is made of them should stay in the caches of a core.
pub const BLOCK: usize = 1 << 18;
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
    /// The greatest windows of zstd, as powers of two: of a file, and of zstd inside of it.
    pub windows: [u32; 2],
}

impl Sizes {
    /// Those of every run. Tests may have smaller ones, with which small inputs have many blocks.
    pub const USUAL: Sizes = Sizes {
        block: BLOCK,
        line: LINE,
        kept: 1_024,
        chunk: 1 << 16,
        windows: [27, 23],
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

/// Takes a block, and gives room for the next one if it is wanted.
pub type Give<'g> = dyn FnMut(Block) -> Option<Vec<u8>> + 'g;

pub(super) struct Sink<'g> {
    pub(super) sizes: Sizes,
    give: &'g mut Give<'g>,
    block: Block,
    /// What the next block is put in, with whatever stands there still.
    room: Vec<u8>,
    /// How many lines were put in.
    lines: u64,
    taken: &'g Cell<u64>,
}

impl<'g> Sink<'g> {
    pub(super) fn new(sizes: Sizes, taken: &'g Cell<u64>, give: &'g mut Give<'g>) -> Self {
        Self {
            sizes,
            give,
            block: Block::default(),
            room: Vec::new(),
            lines: 0,
            taken,
        }
    }

    /// A line without its line break.
    pub(super) fn line(&mut self, line: &[u8]) -> Result<(), InputError> {
        if line.len() > self.sizes.line {
            return self.unread(line, Why::Long);
        }
        let bytes = self.bytes();
        bytes.extend_from_slice(line);
        bytes.push(b'\n');
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

    /// The block that is being filled, for many lines to be put in at once, and how many of its bytes are filled. What stands behind
    /// them may be anything.
    pub(super) fn take(&mut self) -> (Vec<u8>, usize) {
        let filled = self.block.bytes.len();
        let of = if filled == 0 {
            &mut self.room
        } else {
            &mut self.block.bytes
        };
        (std::mem::take(of), filled)
    }

    /// What was taken, with so many more lines, each with its line break. It is given out where nothing more fits in.
    pub(super) fn put(
        &mut self,
        bytes: Vec<u8>,
        lines: u64,
        is_full: bool,
    ) -> Result<(), InputError> {
        self.block.bytes = bytes;
        self.lines += lines;
        if is_full && !self.block.bytes.is_empty() {
            return self.give();
        }
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
        self.bytes().push(b'\n');
        self.lines += 1;
        self.full()
    }

    fn bytes(&mut self) -> &mut Vec<u8> {
        let bytes = &mut self.block.bytes;
        if bytes.is_empty() {
            self.room.clear();
            std::mem::swap(bytes, &mut self.room);
        }
        bytes
    }

    fn full(&mut self) -> Result<(), InputError> {
        let Block { bytes, unread, .. } = &self.block;
        if bytes.len() < self.sizes.block && unread.len() < self.sizes.kept {
            return Ok(());
        }
        self.give()
    }

    fn give(&mut self) -> Result<(), InputError> {
        let mut full = std::mem::take(&mut self.block);
        full.taken = self.taken.get();
        self.room = (self.give)(full).ok_or(InputError::Stopped)?;
        self.block.first = self.lines;
        Ok(())
    }

    /// Gives out what is left.
    pub(super) fn finish(mut self) {
        if !self.block.bytes.is_empty() {
            // nothing comes behind it, wanted or not
            let _ = self.give();
        }
    }
}
