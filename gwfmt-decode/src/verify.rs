//! Whether lines are those of a format: how many depart, where, and the first of them.

use std::collections::BTreeMap;

use gwfmt::runtime::Format;

use crate::input::{Block, Source, Wrapping};
use crate::pipeline::{self, Event, Progress};
use crate::rejects::Reject;

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// Lines that are not empty.
    pub lines: u64,
    /// How many of them the format reads.
    pub records: u64,
    /// The first that it does not read, and inputs that could not be read to their end.
    pub examples: Vec<Reject>,
    /// How many lines depart at which field, and what the format has there.
    pub counts: BTreeMap<(String, String), u64>,
    /// Inputs that could not be read to their end.
    pub faults: Vec<Reject>,
}

/// Reads all lines and keeps none but the first `examples` that depart. `progress` is told how far it is.
pub fn verify(
    format: &Format,
    sources: &[Source],
    wrapping: Wrapping,
    threads: usize,
    examples: usize,
    progress: &mut dyn FnMut(Progress),
) -> Verdict {
    let names: Vec<String> = sources.iter().map(Source::to_string).collect();
    let mut verdict = Verdict::default();
    let name = |source: usize| names.get(source).map_or("", String::as_str);
    let work = |source: usize, block: &Block| check(format, name(source), block, examples);
    pipeline::run(sources, wrapping, format, threads, &work, &mut |event| {
        match event {
            Event::Made { made, taken, .. } => {
                verdict.add(made, examples);
                progress(Progress {
                    lines: verdict.lines,
                    rejects: verdict.lines - verdict.records,
                    bytes: taken,
                });
            }
            Event::End { source, error } => {
                let faults = error.map(|error| Reject::of_input(name(source), error.to_string()));
                verdict.faults.extend(faults);
            }
        }
        true
    });
    verdict
}

fn check(format: &Format, source: &str, block: &Block, examples: usize) -> Verdict {
    let (records, errors) = format.check(&block.bytes);
    let mut verdict = Verdict {
        records: records as u64,
        lines: (records + errors.len() + block.unread.len()) as u64,
        ..Verdict::default()
    };
    for (place, error) in &errors {
        let key = (error.field().to_owned(), error.expected().to_owned());
        *verdict.counts.entry(key).or_default() += 1;
        if verdict.examples.len() < examples {
            let text = block.bytes.get(place.bytes.clone()).unwrap_or_default();
            let line = block.first + place.number as u64 + 1;
            verdict
                .examples
                .push(Reject::of_line(source, line, error, text));
        }
    }
    for one in &block.unread {
        let key = (String::new(), one.expected());
        *verdict.counts.entry(key).or_default() += 1;
        if verdict.examples.len() < examples {
            let line = Some(one.line + 1);
            let reject = Reject::new(source, line, one.reason(), &one.text);
            verdict.examples.push(reject);
        }
    }
    verdict.examples.sort_by_key(|example| example.line);
    verdict
}

impl Verdict {
    fn add(&mut self, other: Verdict, examples: usize) {
        self.lines += other.lines;
        self.records += other.records;
        for (key, count) in other.counts {
            *self.counts.entry(key).or_default() += count;
        }
        let room = examples.saturating_sub(self.examples.len());
        self.examples.extend(other.examples.into_iter().take(room));
    }

    /// Whether every line is one of the format, and every input was read to its end.
    pub fn is_clean(&self) -> bool {
        self.lines == self.records && self.faults.is_empty()
    }
}
