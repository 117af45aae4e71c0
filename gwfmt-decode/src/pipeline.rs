//! Blocks to workers, and what they make back in the order of the blocks.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::thread;

use crate::input::{Block, InputError, Source, Wrapping, read};
use gwfmt::runtime::Format;

/// What comes out, in order.
#[derive(Debug)]
pub enum Event<T> {
    /// What was made of a block of the source with this number.
    Made {
        /// The number of the source.
        source: usize,
        /// How many bytes of all sources had been read so far, as they lie there.
        taken: u64,
        /// What was made.
        made: T,
    },
    /// The source with this number is at its end.
    End {
        /// The number of the source.
        source: usize,
        /// What kept it from being read to its end, if anything did.
        error: Option<InputError>,
    },
}

/// How far a run is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Lines that are not empty.
    pub lines: u64,
    /// How many of them do not match the format.
    pub rejects: u64,
    /// Bytes of the inputs, as they lie there.
    pub bytes: u64,
}

/// Reads sources one after the other. `work` makes something of each block, on as many threads as `threads`; `take` gets it in the
/// order of the lines, and says whether to go on. No more than a few blocks for each thread are there at a time.
pub fn run<T: Send>(
    sources: &[Source],
    wrapping: Wrapping,
    format: &Format,
    threads: usize,
    work: &(dyn Fn(usize, &Block) -> T + Sync),
    take: &mut dyn FnMut(Event<T>) -> bool,
) {
    let threads = threads.max(1);
    // one for each block that may be under way
    let (permit, permits) = sync_channel::<()>(threads + 2);
    let (blocks, to_work) = channel::<(u64, usize, Block)>();
    let to_work = Mutex::new(to_work);
    let (made, to_take) = channel::<(u64, Event<T>)>();
    // the room of blocks that are done with
    let (spare, rooms) = channel::<Vec<u8>>();
    thread::scope(|scope| {
        for _ in 0..threads {
            let (made, spare, to_work) = (made.clone(), spare.clone(), &to_work);
            scope.spawn(move || {
                while let Some((number, source, block)) = next(to_work) {
                    let event = Event::Made {
                        source,
                        taken: block.taken,
                        made: work(source, &block),
                    };
                    // nobody wants it at the end
                    let _ = spare.send(block.bytes);
                    if made.send((number, event)).is_err() {
                        break;
                    }
                }
            });
        }
        scope.spawn(move || feed(sources, wrapping, format, &permit, &blocks, &rooms, &made));
        let (mut ended, mut all) = (0, 0);
        in_order(&to_take, |mut event| {
            match &mut event {
                Event::Made { taken, .. } => {
                    all = ended + *taken;
                    *taken = all;
                }
                Event::End { .. } => ended = all,
            }
            // the block is done with, so that another one may be read
            let is_block = matches!(event, Event::Made { .. });
            let goes_on = take(event);
            if is_block {
                let _ = permits.recv();
            }
            goes_on
        });
        drop((permits, to_take));
    });
}

fn next<T>(queue: &Mutex<Receiver<T>>) -> Option<T> {
    queue.lock().ok()?.recv().ok()
}

fn feed<T>(
    sources: &[Source],
    wrapping: Wrapping,
    format: &Format,
    permit: &std::sync::mpsc::SyncSender<()>,
    blocks: &Sender<(u64, usize, Block)>,
    rooms: &Receiver<Vec<u8>>,
    made: &Sender<(u64, Event<T>)>,
) {
    let numbers = Cell::new(0);
    let next_number = || numbers.replace(numbers.get() + 1);
    for (source, from) in sources.iter().enumerate() {
        let error = read(from, wrapping, format, &mut |block| {
            permit.send(()).ok()?;
            blocks.send((next_number(), source, block)).ok()?;
            Some(rooms.try_recv().unwrap_or_default())
        })
        .err();
        if matches!(error, Some(InputError::Stopped)) {
            return;
        }
        if made
            .send((next_number(), Event::End { source, error }))
            .is_err()
        {
            return;
        }
    }
}

/// Shows what arrives in the order of the numbers.
fn in_order<T>(arriving: &Receiver<(u64, T)>, mut show: impl FnMut(T) -> bool) {
    let mut early = BTreeMap::new();
    let mut due = 0;
    while let Ok((number, event)) = arriving.recv() {
        early.insert(number, event);
        while let Some(event) = early.remove(&due) {
            due += 1;
            if !show(event) {
                return;
            }
        }
    }
}
