//! [`Summary`]: what some lines say together.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use gwfmt::Value;
use gwfmt::runtime::Rows;

use super::classes::Classes;
use super::sketch::{Precision, Sketch};
use super::subjects::{Subject, Subjects};
use super::times::Times;
use super::top::{Facts, Top};
use crate::rejects::Reject;

/// So many routes are told apart: each has a sketch of each latency.
const ROUTES: usize = 512;
/// So many callers or errors of a kind are told apart.
const TEXTS: usize = 4_096;
/// So many lines that do not match are kept, to be shown.
const EXAMPLES: usize = 3;

/// What is known of a route.
#[derive(Clone, Debug, Default)]
pub struct Route {
    /// Its lines by the class of their status.
    pub classes: Classes,
    /// For each latency of the format.
    pub latencies: Vec<Sketch>,
}

impl Facts for Route {
    fn merge(&mut self, other: &Self) {
        self.classes.merge(&other.classes);
        merge(&mut self.latencies, &other.latencies);
    }

    fn count(&self) -> u64 {
        self.classes.total()
    }
}

/// Texts that come often.
#[derive(Clone, Debug)]
pub struct List<F> {
    /// The texts.
    pub top: Top<F>,
    /// Lines that have none.
    pub absent: u64,
}

impl<F: Facts> List<F> {
    fn new(room: usize) -> Self {
        Self {
            top: Top::new(room),
            absent: 0,
        }
    }

    fn merge(&mut self, other: &Self) {
        self.top.merge(&other.top);
        self.absent += other.absent;
    }
}

/// What some lines say together. What the format has no variable for is not there.
#[derive(Clone, Debug)]
pub struct Summary {
    /// Lines that are not empty.
    pub lines: u64,
    /// How many of them are records.
    pub records: u64,
    /// How many are records that the condition leaves out.
    pub left_out: u64,
    /// Inputs that were read, all or in part.
    pub inputs: u64,
    /// Inputs that could not be read to their end.
    pub faults: Vec<Reject>,
    /// The first lines that do not match the format.
    pub examples: Vec<Reject>,
    /// Records by the class of their status.
    pub classes: Classes,
    /// Records by their status.
    pub statuses: BTreeMap<u64, u64>,
    /// For each latency of the format.
    pub latencies: Vec<Sketch>,
    /// Routes.
    pub routes: Option<List<Route>>,
    /// For each of [`CALLERS`](super::CALLERS).
    pub callers: [Option<List<Classes>>; 4],
    /// For each of [`ERRORS`](super::ERRORS).
    pub errors: [Option<List<Classes>>; 4],
    /// What happened when.
    pub times: Option<Times>,
}

impl Summary {
    /// Of no lines, with room for all that a block may hold.
    pub(super) fn of_block(subjects: &Subjects) -> Self {
        Self::new(subjects, usize::MAX, usize::MAX)
    }

    /// Of no lines, with bounded memory.
    pub(super) fn bounded(subjects: &Subjects) -> Self {
        Self::new(subjects, ROUTES, TEXTS)
    }

    fn new(subjects: &Subjects, routes: usize, texts: usize) -> Self {
        let list = |subject: &Option<Subject>| subject.as_ref().map(|_| List::new(texts));
        let sketch = |_| Sketch::new(Precision::Fine);
        Self {
            lines: 0,
            records: 0,
            left_out: 0,
            inputs: 0,
            faults: Vec::new(),
            examples: Vec::new(),
            classes: Classes::default(),
            statuses: BTreeMap::new(),
            latencies: subjects.latencies.iter().map(sketch).collect(),
            routes: (!subjects.route.is_empty()).then(|| List::new(routes)),
            callers: subjects.callers.each_ref().map(list),
            errors: subjects.errors.each_ref().map(list),
            times: subjects.time.as_ref().map(|_| Times::default()),
        }
    }

    /// Adds the records of a block.
    pub(super) fn add(&mut self, subjects: &Subjects, rows: &Rows<'_>) {
        let value = |row: usize, subject: &Subject| {
            let value = rows.value(row, subject.field);
            value.filter(|value| !value.is_absent())
        };
        let number = |row: usize, subject: &Subject| value(row, subject).and_then(|v| v.as_u64());
        let mut text = String::new();
        let mut latencies = Vec::with_capacity(subjects.latencies.len());
        for row in 0..rows.len() {
            let status = subjects.status.as_ref().and_then(|of| number(row, of));
            self.records += 1;
            self.classes.add(status);
            if let Some(status) = status {
                *self.statuses.entry(status).or_default() += 1;
            }
            latencies.clear();
            latencies.extend(subjects.latencies.iter().map(|of| number(row, of)));
            add_all(&mut self.latencies, &latencies);
            if let Some(routes) = &mut self.routes {
                text.clear();
                let mut is_absent = true;
                for (at, subject) in subjects.route.iter().enumerate() {
                    let part = value(row, subject);
                    is_absent &= part.is_none();
                    let between = if at > 0 { " " } else { "" };
                    let _ = write!(text, "{between}{}", part.unwrap_or(Value::Text("-".into())));
                }
                if is_absent {
                    routes.absent += 1;
                } else {
                    routes.top.add(&text, |route| {
                        route.classes.add(status);
                        let sketch = || Sketch::new(Precision::Coarse);
                        route.latencies.resize_with(latencies.len(), sketch);
                        add_all(&mut route.latencies, &latencies);
                    });
                }
            }
            let callers = self.callers.iter_mut().zip(&subjects.callers);
            let errors = self.errors.iter_mut().zip(&subjects.errors);
            for (list, subject) in callers.chain(errors) {
                let (Some(list), Some(subject)) = (list, subject) else {
                    continue;
                };
                let add = |classes: &mut Classes| classes.add(status);
                match value(row, subject) {
                    None => list.absent += 1,
                    Some(Value::Text(text)) => list.top.add(&text, add),
                    Some(other) => {
                        text.clear();
                        let _ = write!(text, "{other}");
                        list.top.add(&text, add);
                    }
                }
            }
            if let (Some(times), Some(of)) = (&mut self.times, &subjects.time)
                && let Some(time) = value(row, of).and_then(|value| value.as_time())
            {
                times.add(time.as_millis(), |moment| {
                    moment.classes.add(status);
                    if let Some(latency) = latencies.first().copied().flatten() {
                        moment.latency.add(latency);
                    }
                });
            }
        }
    }

    /// Keeps the first lines that do not match, without their text.
    pub(super) fn keep(&mut self, rejects: Vec<Reject>) {
        let room = EXAMPLES.saturating_sub(self.examples.len());
        let without_text = |mut reject: Reject| {
            reject.text = String::new();
            reject.bytes = String::new();
            reject
        };
        self.examples
            .extend(rejects.into_iter().take(room).map(without_text));
    }

    /// Adds what another one holds.
    pub(super) fn merge(&mut self, other: Self) {
        self.lines += other.lines;
        self.records += other.records;
        self.left_out += other.left_out;
        self.inputs += other.inputs;
        self.faults.extend(other.faults);
        self.keep(other.examples);
        self.classes.merge(&other.classes);
        for (status, count) in other.statuses {
            *self.statuses.entry(status).or_default() += count;
        }
        merge(&mut self.latencies, &other.latencies);
        if let (Some(own), Some(more)) = (&mut self.routes, &other.routes) {
            own.merge(more);
        }
        let callers = self.callers.iter_mut().zip(&other.callers);
        let errors = self.errors.iter_mut().zip(&other.errors);
        for (own, more) in callers.chain(errors) {
            if let (Some(own), Some(more)) = (own, more) {
                own.merge(more);
            }
        }
        if let (Some(own), Some(more)) = (&mut self.times, &other.times) {
            own.merge(more);
        }
    }

    /// Lines that do not match the format.
    pub fn rejects(&self) -> u64 {
        self.lines.saturating_sub(self.records + self.left_out)
    }
}

fn add_all(sketches: &mut [Sketch], values: &[Option<u64>]) {
    for (sketch, value) in sketches.iter_mut().zip(values) {
        if let Some(value) = value {
            sketch.add(*value);
        }
    }
}

fn merge(own: &mut Vec<Sketch>, more: &[Sketch]) {
    let sketch = || Sketch::new(Precision::Coarse);
    own.resize_with(own.len().max(more.len()), sketch);
    for (own, more) in own.iter_mut().zip(more) {
        own.merge(more);
    }
}
