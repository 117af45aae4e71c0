//! [`Sketch`]: the distribution of whole numbers, in bounded memory. Few of them are kept as they are; many as an HDR histogram,
//! which is exact for small numbers and has a known error for others, whatever order they come in and whatever is merged.

use hdrhistogram::Histogram;

/// So many numbers are kept as they are.
const FEW: usize = 128;
/// No greater number is told apart: 49 days of milliseconds.
const MOST: u64 = u32::MAX as u64;

/// How exactly a sketch keeps large numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// At most 1 in 100 too high, exact below 256.
    Coarse,
    /// At most 1 in 1,000 too high, exact below 2,048.
    Fine,
}

impl Precision {
    const fn digits(self) -> u8 {
        match self {
            Precision::Coarse => 2,
            Precision::Fine => 3,
        }
    }

    /// By what part a percentile may be too high.
    pub const fn error(self) -> f64 {
        match self {
            Precision::Coarse => 0.01,
            Precision::Fine => 0.001,
        }
    }
}

/// The distribution of some numbers.
#[derive(Clone, Debug)]
pub struct Sketch {
    precision: Precision,
    /// All numbers, while they are few.
    few: Vec<u32>,
    /// All numbers, as soon as they are many.
    many: Option<Histogram<u64>>,
    count: u64,
    sum: u128,
    least: u64,
    most: u64,
}

impl Sketch {
    /// Of no numbers.
    pub fn new(precision: Precision) -> Self {
        Self {
            precision,
            few: Vec::new(),
            many: None,
            count: 0,
            sum: 0,
            least: u64::MAX,
            most: 0,
        }
    }

    /// Adds a number.
    pub fn add(&mut self, value: u64) {
        self.count += 1;
        self.sum += u128::from(value);
        self.least = self.least.min(value);
        self.most = self.most.max(value);
        let value = value.min(MOST);
        match &mut self.many {
            Some(many) => record(many, value),
            None if self.few.len() < FEW => self.few.push(value as u32),
            None => record(self.many(), value),
        }
    }

    /// Adds all numbers of another one.
    pub fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.sum += other.sum;
        self.least = self.least.min(other.least);
        self.most = self.most.max(other.most);
        match (&mut self.many, &other.many) {
            (None, None) if self.few.len() + other.few.len() <= FEW => {
                self.few.extend_from_slice(&other.few);
            }
            (_, None) => {
                let many = self.many();
                for value in &other.few {
                    record(many, u64::from(*value));
                }
            }
            (_, Some(more)) => {
                // it grows by itself, so that nothing is too great for it
                let added = self.many().add(more);
                debug_assert!(added.is_ok());
            }
        }
    }

    /// The histogram, made of what was kept as it is.
    fn many(&mut self) -> &mut Histogram<u64> {
        let few = std::mem::take(&mut self.few);
        self.many.get_or_insert_with(|| {
            let digits = self.precision.digits();
            let mut many = Histogram::new(digits).expect("so many digits are supported");
            for value in few {
                record(&mut many, u64::from(value));
            }
            many
        })
    }

    /// How many numbers there are.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The least.
    pub fn least(&self) -> Option<u64> {
        (self.count > 0).then_some(self.least)
    }

    /// The greatest.
    pub fn most(&self) -> Option<u64> {
        (self.count > 0).then_some(self.most)
    }

    /// The mean.
    #[expect(clippy::cast_precision_loss, reason = "a mean is not an exact number")]
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum as f64 / self.count as f64)
    }

    /// The least of the numbers that so many of a thousand do not exceed; too high by no more than [`Precision::error`] says.
    pub fn percentile(&self, of_thousand: u64) -> Option<u64> {
        let rank = (u128::from(self.count) * u128::from(of_thousand)).div_ceil(1_000);
        let rank = u64::try_from(rank).unwrap_or(u64::MAX).max(1);
        let value = match &self.many {
            None => {
                let mut few = self.few.clone();
                few.sort_unstable();
                u64::from(*few.get(usize::try_from(rank - 1).ok()?)?)
            }
            Some(many) => {
                let mut below = 0;
                let mut values = many.iter_recorded();
                let found = values.find(|value| {
                    below += value.count_since_last_iteration();
                    below >= rank
                });
                many.highest_equivalent(found?.value_iterated_to())
            }
        };
        Some(value.min(self.most))
    }
}

/// The histogram grows by itself: nothing is too great for it.
fn record(many: &mut Histogram<u64>, value: u64) {
    let recorded = many.record(value);
    debug_assert!(recorded.is_ok());
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that spread over several orders of magnitude, always the same.
    fn numbers(count: u64) -> Vec<u64> {
        let mixed = |seed: u64| seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
        let number = |at| {
            let (one, other) = (mixed(at), mixed(at + 7));
            one % [30, 300, 3_000, 30_000][(other % 4) as usize]
        };
        (0..count).map(number).collect()
    }

    fn exact(numbers: &[u64], of_thousand: u64) -> u64 {
        let mut sorted = numbers.to_vec();
        sorted.sort_unstable();
        let rank = (sorted.len() as u64 * of_thousand).div_ceil(1_000).max(1);
        sorted[rank as usize - 1]
    }

    fn sketch(precision: Precision, numbers: &[u64]) -> Sketch {
        let mut sketch = Sketch::new(precision);
        for number in numbers {
            sketch.add(*number);
        }
        sketch
    }

    const ASKED: [u64; 7] = [1, 250, 500, 900, 990, 999, 1_000];

    #[test]
    fn few_numbers_are_exact() {
        for count in 1..=128 {
            let numbers = numbers(count);
            let sketch = sketch(Precision::Coarse, &numbers);
            for asked in ASKED {
                assert_eq!(sketch.percentile(asked), Some(exact(&numbers, asked)));
            }
        }
    }

    #[test]
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    fn many_numbers_are_within_the_error() {
        for (precision, is_exact_below) in [(Precision::Coarse, 256), (Precision::Fine, 2_048)] {
            for count in [129, 1_000, 100_000] {
                let numbers = numbers(count);
                let sketch = sketch(precision, &numbers);
                for asked in ASKED {
                    let (found, exact) =
                        (sketch.percentile(asked).unwrap(), exact(&numbers, asked));
                    let most = exact as f64 * (1.0 + precision.error());
                    assert!(
                        found >= exact && found as f64 <= most,
                        "{found} for {exact}"
                    );
                    assert!(found == exact || exact >= is_exact_below);
                }
                assert_eq!(sketch.most(), numbers.iter().copied().max());
                assert_eq!(sketch.least(), numbers.iter().copied().min());
                let sum: u64 = numbers.iter().sum();
                assert_eq!(sketch.mean(), Some(sum as f64 / count as f64));
            }
        }
    }

    #[test]
    fn what_is_merged_is_what_was_added_to_one() {
        let numbers = numbers(5_000);
        let whole = sketch(Precision::Fine, &numbers);
        for size in [1, 64, 127, 1_000, 4_999] {
            let mut merged = Sketch::new(Precision::Fine);
            for part in numbers.chunks(size).rev() {
                merged.merge(&sketch(Precision::Fine, part));
            }
            let all = |of: &Sketch| (0..=1_000).map(|at| of.percentile(at)).collect::<Vec<_>>();
            assert_eq!(all(&merged), all(&whole), "{size}");
            assert_eq!(
                (merged.count(), merged.mean()),
                (whole.count(), whole.mean())
            );
        }
    }

    #[test]
    fn no_number_is_too_great() {
        let numbers: Vec<u64> = (0..200).map(|at| u64::MAX - at).collect();
        let sketch = sketch(Precision::Coarse, &numbers);
        assert_eq!(sketch.most(), Some(u64::MAX));
        assert!(sketch.percentile(500).is_some_and(|value| value >= MOST));
        assert_eq!(Sketch::new(Precision::Fine).percentile(500), None);
    }
}
