//! [`Classes`]: how many lines have a status of which class.

use super::top::Facts;

/// Lines by the first digit of their status; those without one, or with a number that is not a status, at 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Classes([u64; 6]);

impl Classes {
    /// The names of the classes.
    pub const NAMES: [&'static str; 6] = ["other", "1xx", "2xx", "3xx", "4xx", "5xx"];

    /// The name of the class of a status.
    pub fn name(status: Option<u64>) -> &'static str {
        Self::NAMES.get(class(status)).copied().unwrap_or("other")
    }

    /// Counts a line.
    pub fn add(&mut self, status: Option<u64>) {
        if let Some(count) = self.0.get_mut(class(status)) {
            *count += 1;
        }
    }

    /// Adds another one.
    pub fn merge(&mut self, other: &Self) {
        for (own, count) in self.0.iter_mut().zip(other.0) {
            *own += count;
        }
    }

    /// How many lines there are.
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    /// The lines of each class, in the order of [`Self::NAMES`].
    pub fn counts(&self) -> [u64; 6] {
        self.0
    }
}

fn class(status: Option<u64>) -> usize {
    let class = status.and_then(|status| usize::try_from(status / 100).ok());
    class
        .filter(|class| *class < Classes::NAMES.len())
        .unwrap_or(0)
}

impl Facts for Classes {
    fn merge(&mut self, other: &Self) {
        Classes::merge(self, other);
    }

    fn count(&self) -> u64 {
        self.total()
    }
}
