//! How sure what is known of API Gateway is.

/// How sure a fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// AWS says so, or who makes the tool.
    Documented,
    /// Users saw it happen.
    Reported,
    /// It follows from what is documented or reported.
    Inferred,
    /// Nobody said so, or sources contradict each other.
    Unclear,
}

impl Mark {
    /// The word.
    pub const fn name(self) -> &'static str {
        match self {
            Mark::Documented => "documented",
            Mark::Reported => "reported",
            Mark::Inferred => "inferred",
            Mark::Unclear => "unclear",
        }
    }
}
