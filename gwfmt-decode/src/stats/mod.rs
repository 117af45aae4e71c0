//! What log lines say together: status classes, latencies, routes, callers, errors, over time. In one pass, and in memory that
//! does not depend on how many lines or different values there are.

mod classes;
mod sketch;
mod subjects;
mod summary;
mod times;
mod top;

pub use classes::Classes;
pub use sketch::{Precision, Sketch};
pub use subjects::{CALLERS, ERRORS, Question, Subject, Subjects};
pub use summary::{List, Route, Summary};
pub use times::{Moment, Times};
pub use top::{Entry, Facts, Top};

use crate::batches::Decoder;
use crate::input::{Block, Source, Wrapping};
use crate::pipeline::{self, Event, Progress};
use crate::rejects::Reject;

/// Reads all lines of some sources and sums them up. `progress` is told how far it is.
///
/// A block is summed up by itself, on as many threads as `threads`, and exactly, since it is small; the sums are put together in
/// the order of the blocks. So the result does not depend on the number of threads.
pub fn stats(
    decoder: &Decoder,
    sources: &[Source],
    wrapping: Wrapping,
    threads: usize,
    progress: &mut dyn FnMut(Progress),
) -> Summary {
    let names: Vec<String> = sources.iter().map(Source::to_string).collect();
    let name = |source: usize| names.get(source).map_or("", String::as_str);
    let format = &decoder.format;
    let subjects = Subjects::of(format);
    let work = |source: usize, block: &Block| {
        let read = decoder.read(name(source), block, |rows| {
            let mut summary = Summary::of_block(&subjects);
            summary.add(&subjects, rows);
            summary
        });
        let mut summary = read.made;
        summary.lines = read.lines;
        summary.left_out = read.left_out;
        summary.keep(read.rejects);
        summary
    };
    let mut total = Summary::bounded(&subjects);
    pipeline::run(sources, wrapping, format, threads, &work, &mut |event| {
        match event {
            Event::Made { made, taken, .. } => {
                total.merge(made);
                progress(Progress {
                    lines: total.lines,
                    rejects: total.rejects(),
                    bytes: taken,
                });
            }
            Event::End { source, error } => {
                total.inputs += 1;
                let faults = error.map(|error| Reject::of_input(name(source), error.to_string()));
                total.faults.extend(faults);
            }
        }
        true
    });
    total
}
