//! [`Times`]: what happened when, in buckets of time that widen by themselves, so that there are never more than so many.

use std::collections::BTreeMap;

use super::classes::Classes;
use super::sketch::{Precision, Sketch};

/// No more buckets than this.
const MOST: usize = 240;

/// The widths of buckets in milliseconds, each a multiple of the one before; wider ones are twice as wide as the one before.
const WIDTHS: [i64; 9] = [
    1_000, 5_000, 15_000, 60_000, 300_000, 900_000, 3_600_000, 14_400_000, 86_400_000,
];

fn wider(width: i64) -> i64 {
    let next = WIDTHS.into_iter().find(|wider| *wider > width);
    next.unwrap_or_else(|| width.saturating_mul(2))
}

/// What happened in a bucket of time.
#[derive(Clone, Debug)]
pub struct Moment {
    /// Lines by the class of their status.
    pub classes: Classes,
    /// The latency that is followed.
    pub latency: Sketch,
}

impl Default for Moment {
    fn default() -> Self {
        Self {
            classes: Classes::default(),
            latency: Sketch::new(Precision::Coarse),
        }
    }
}

impl Moment {
    fn merge(&mut self, other: &Self) {
        self.classes.merge(&other.classes);
        self.latency.merge(&other.latency);
    }
}

/// What happened when.
#[derive(Clone, Debug)]
pub struct Times {
    width: i64,
    /// Buckets in which something happened, by the number of their width since 1970.
    moments: BTreeMap<i64, Moment>,
    /// The first and the last time.
    ends: Option<(i64, i64)>,
}

impl Default for Times {
    fn default() -> Self {
        Self {
            width: WIDTHS[0],
            moments: BTreeMap::new(),
            ends: None,
        }
    }
}

impl Times {
    /// Adds to what happened at a time, in milliseconds since 1970.
    pub fn add(&mut self, time: i64, add: impl FnOnce(&mut Moment)) {
        self.reach(time, time);
        let number = time.div_euclid(self.width);
        add(self.moments.entry(number).or_default());
        self.bound();
    }

    /// Adds what another one holds.
    pub fn merge(&mut self, other: &Self) {
        let Some((first, last)) = other.ends else {
            return;
        };
        self.reach(first, last);
        while self.width < other.width {
            self.widen();
        }
        for (number, moment) in &other.moments {
            let time = number.saturating_mul(other.width);
            let own = self.moments.entry(time.div_euclid(self.width));
            own.or_default().merge(moment);
        }
        self.bound();
    }

    fn reach(&mut self, first: i64, last: i64) {
        let (was_first, was_last) = self.ends.unwrap_or((first, last));
        self.ends = Some((first.min(was_first), last.max(was_last)));
    }

    fn bound(&mut self) {
        while self.moments.len() > MOST {
            self.widen();
        }
    }

    fn widen(&mut self) {
        let (old, new) = (self.width, wider(self.width));
        for (number, moment) in std::mem::take(&mut self.moments) {
            let number = number.saturating_mul(old).div_euclid(new);
            self.moments.entry(number).or_default().merge(&moment);
        }
        self.width = new;
    }

    /// The same in wider buckets, so that no more than so many lie between the first and the last, empty ones included.
    #[must_use]
    pub fn at_most(&self, count: usize) -> Self {
        let mut wide = self.clone();
        let count = i64::try_from(count.max(2)).unwrap_or(i64::MAX);
        let span = |times: &Self| {
            let first = times.moments.keys().next()?;
            let last = times.moments.keys().next_back()?;
            Some(last.saturating_sub(*first))
        };
        while wide.width < i64::MAX && span(&wide).is_some_and(|span| span >= count) {
            wide.widen();
        }
        wide
    }

    /// The width of a bucket in milliseconds.
    pub fn width(&self) -> i64 {
        self.width
    }

    /// The first and the last time, in milliseconds since 1970.
    pub fn ends(&self) -> Option<(i64, i64)> {
        self.ends
    }

    /// The buckets in which something happened, with the time at which each begins.
    pub fn moments(&self) -> impl Iterator<Item = (i64, &Moment)> {
        let begin = |number: i64| number.saturating_mul(self.width);
        self.moments
            .iter()
            .map(move |(number, moment)| (begin(*number), moment))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(all: impl IntoIterator<Item = i64>) -> Times {
        let mut times = Times::default();
        for time in all {
            times.add(time, |moment| moment.classes.add(Some(200)));
        }
        times
    }

    fn counts(times: &Times) -> Vec<(i64, u64)> {
        let counts = times
            .moments()
            .map(|(begin, moment)| (begin, moment.classes.total()));
        counts.collect()
    }

    #[test]
    fn buckets_are_seconds_while_they_are_few() {
        let times = times([-1, 0, 999, 1_000, 5_000]);
        assert_eq!(
            counts(&times),
            [(-1_000, 1), (0, 2), (1_000, 1), (5_000, 1)]
        );
        assert_eq!((times.width(), times.ends()), (1_000, Some((-1, 5_000))));
    }

    #[test]
    fn buckets_widen_and_lose_nothing() {
        for step in [1_000, 60_000, 86_400_000, i64::MAX / 400] {
            let times = times((0..300).map(|at| at * step));
            assert!(times.moments.len() <= MOST);
            let sum: u64 = counts(&times).iter().map(|(_, count)| count).sum();
            assert_eq!(sum, 300, "{step}");
        }
        let wide = times([i64::MIN, 0, i64::MAX]).at_most(1);
        assert_eq!((wide.moments().count(), wide.width()), (2, i64::MAX));
    }

    #[test]
    fn the_order_does_not_matter() {
        let all: Vec<i64> = (0..2_000).map(|at| at * at * 37 % 9_000_000).collect();
        let whole = times(all.iter().copied());
        for size in [1, 17, 1_999] {
            let mut merged = Times::default();
            for part in all.chunks(size).rev() {
                merged.merge(&times(part.iter().copied()));
            }
            assert_eq!(counts(&merged), counts(&whole));
            assert_eq!(merged.ends(), whole.ends());
        }
    }

    #[test]
    fn there_are_as_few_as_asked_for() {
        let times = times((0..100).map(|at| at * 1_000));
        let few = times.at_most(10);
        assert_eq!((few.width(), few.moments().count()), (15_000, 7));
    }
}
