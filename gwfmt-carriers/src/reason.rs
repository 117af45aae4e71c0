//! Why nothing is known of a value.

use crate::Why;

/// Why nothing is known of a value: which of two things keeps it from being known, and the same in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reason {
    pub(crate) why: Why,
    pub(crate) text: String,
}

impl Reason {
    pub(crate) fn new(why: Why, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { why, text }
    }

    /// Nobody can know it earlier.
    pub(crate) fn deployment(text: impl Into<String>) -> Self {
        Self::new(Why::Deployment, text)
    }

    /// The files say it, and nobody works it out.
    pub(crate) fn not_computed(text: impl Into<String>) -> Self {
        Self::new(Why::NotComputed, text)
    }
}
