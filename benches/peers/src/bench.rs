//! Cases that take turns: each round runs every case once, in another order than the round before.

use std::hint::black_box;

use rustix::time::{ClockId, clock_gettime};

/// Nanoseconds that this thread has run: what it waited for others does not count.
fn now() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
}

/// One way of doing the group's work.
struct Case<'a> {
    name: &'static str,
    run: Box<dyn FnMut() -> u64 + 'a>,
    times: Vec<f64>,
}

/// A reference, and how much faster than it a case is meant to be.
pub struct Goal {
    pub case: &'static str,
    pub beside: &'static str,
    pub ratio: f64,
}

/// Cases that do the same: their checksums have to agree.
pub struct Group<'a> {
    title: String,
    lines: usize,
    cases: Vec<Case<'a>>,
    goals: Vec<Goal>,
}

impl<'a> Group<'a> {
    pub fn new(title: impl Into<String>, lines: usize) -> Self {
        Self {
            title: title.into(),
            lines,
            cases: Vec::new(),
            goals: Vec::new(),
        }
    }

    pub fn add(&mut self, name: &'static str, run: impl FnMut() -> u64 + 'a) {
        self.cases.push(Case {
            name,
            run: Box::new(run),
            times: Vec::new(),
        });
    }

    pub fn goal(&mut self, case: &'static str, beside: &'static str, ratio: f64) {
        self.goals.push(Goal {
            case,
            beside,
            ratio,
        });
    }

    /// Runs all rounds, prints the times, and the ratios of the goals.
    pub fn run(mut self, rounds: usize) {
        let count = self.cases.len();
        let mut sum = None;
        for round in 0..=rounds {
            for turn in 0..count {
                let case = &mut self.cases[(turn + round * 3) % count];
                let start = now();
                let checksum = black_box((case.run)());
                let time = (now() - start) / self.lines as f64;
                assert_eq!(
                    *sum.get_or_insert(checksum),
                    checksum,
                    "{}: checksum of {}",
                    self.title,
                    case.name
                );
                // The first round warms up.
                if round > 0 {
                    case.times.push(time);
                }
            }
        }
        println!("\n{} ({} lines, {rounds} rounds)", self.title, self.lines);
        for case in &self.cases {
            let (median, min) = middle_and_least(&case.times);
            println!("  {:<34} {median:>8.0} ns/line, min {min:.0}", case.name);
        }
        for goal in &self.goals {
            let times = |name| {
                &self
                    .cases
                    .iter()
                    .find(|case| case.name == name)
                    .expect("a case of this name")
                    .times
            };
            let (ours, theirs) = (times(goal.case), times(goal.beside));
            let ratios: Vec<f64> = theirs
                .iter()
                .zip(ours)
                .map(|(theirs, ours)| theirs / ours)
                .collect();
            let (median, _) = middle_and_least(&ratios);
            let of_minima = middle_and_least(theirs).1 / middle_and_least(ours).1;
            let verdict = if median >= goal.ratio {
                "met"
            } else {
                "NOT met"
            };
            println!(
                "  = {} beside {}: {median:.2}x (minima {of_minima:.2}x), goal {}x {verdict}",
                goal.case, goal.beside, goal.ratio
            );
        }
    }
}

fn middle_and_least(values: &[f64]) -> (f64, f64) {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    (values[values.len() / 2], values[0])
}
