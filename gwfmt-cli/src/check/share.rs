//! Work that several threads share, each with a run of its own.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::check::run::Run;
use crate::input::walk;

/// Above this many named files, several threads share them.
const FEW: usize = 32;

/// Does `work` for every item: at once when there are few, by several threads when there are many.
pub(crate) fn share<T: Sync>(
    items: &[T],
    run: &mut Run,
    work: impl Fn(&T, &mut Vec<u8>, &mut Run) + Sync,
) {
    let threads = walk::threads();
    if items.len() <= FEW || threads == 1 {
        let mut buffer = Vec::new();
        for item in items {
            work(item, &mut buffer, run);
        }
        return;
    }
    let next = AtomicUsize::new(0);
    let all = Mutex::new(std::mem::take(run));
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut buffer = Vec::new();
                let mut mine = Run::default();
                while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    work(item, &mut buffer, &mut mine);
                }
                all.lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .absorb(mine);
            });
        }
    });
    *run = all.into_inner().unwrap_or_else(PoisonError::into_inner);
}
