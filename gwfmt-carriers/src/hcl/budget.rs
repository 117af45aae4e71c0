//! What work may cost. Each unit of it (a stage, a call of a module, a name that nothing uses) has fuel of its own, so that a
//! hostile one costs its neighbours nothing; where fuel or another bound ends is noted with its place.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use gwfmt_core::limits::{HCL_DEPTH, HCL_FUEL, HCL_FUEL_ALL, HCL_FUEL_LEAST};
use gwfmt_core::span::SourceSpan;

use crate::{Problem, ProblemKind};

pub(super) struct Budget {
    /// What this unit may still do, and what it was given.
    fuel: Cell<u64>,
    allowance: Cell<u64>,
    /// What all units together may still do before each gets the least.
    all: Cell<u64>,
    /// Whether this unit came to an end before its work did.
    cut: Cell<bool>,
    /// How often a bound was met.
    stops: Cell<u64>,
    /// The expression that is being worked on.
    at: Cell<Option<SourceSpan>>,
    problems: RefCell<BTreeMap<SourceSpan, &'static str>>,
}

/// The state at the start of the work on a value with a name.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    stops: u64,
    fresh: bool,
}

pub(super) const TOO_MUCH: &str =
    "too much to compute: the value of this expression is treated as unknown";
pub(super) const TOO_DEEP: &str =
    "nested too deeply to compute: the value of this expression is treated as unknown";
pub(super) const TOO_LONG: &str = "the resulting text is too long: it is treated as unknown";
pub(super) const TOO_MANY: &str = "too many nested values: they are treated as unknown";
pub(super) const TOO_MANY_ELEMENTS: &str = "too many elements: only the first ones are checked";
pub(super) const TOO_MANY_CHOICES: &str =
    "too many possible values: only the first ones are checked";
pub(super) const TOO_MANY_LEVELS: &str =
    "modules are nested too deeply: what this call leads to is not checked";
pub(super) const NOT_ALL: &str =
    "too much to compute: not everything that this call leads to is checked";

impl Default for Budget {
    fn default() -> Self {
        Self {
            fuel: Cell::new(HCL_FUEL),
            allowance: Cell::new(HCL_FUEL),
            all: Cell::new(HCL_FUEL_ALL),
            cut: Cell::new(false),
            stops: Cell::new(0),
            at: Cell::new(None),
            problems: RefCell::default(),
        }
    }
}

impl Budget {
    /// Does a unit of work with fuel of its own. Also says whether the fuel sufficed.
    pub(super) fn unit<T>(&self, work: impl FnOnce() -> T) -> (T, bool) {
        let allowance = self.all.get().clamp(HCL_FUEL_LEAST, HCL_FUEL);
        let outer = (
            self.fuel.replace(allowance),
            self.allowance.replace(allowance),
            self.cut.replace(false),
        );
        let done = work();
        let used = allowance - self.fuel.get();
        self.all.set(self.all.get().saturating_sub(used));
        let sufficed = !self.cut.get();
        self.fuel.set(outer.0);
        self.allowance.set(outer.1);
        self.cut.set(outer.2);
        (done, sufficed)
    }

    /// Whether there is fuel for that much more work. Where it ends for the first time in a unit is noted.
    pub(super) fn spend(&self, work: u64) -> bool {
        let left = self.fuel.get().saturating_sub(work);
        self.fuel.set(left);
        if left == 0
            && !self.cut.replace(true)
            && let Some(at) = self.at.get()
        {
            self.stop(at, TOO_MUCH);
        }
        left > 0
    }

    pub(super) fn is_cut(&self) -> bool {
        self.cut.get()
    }

    /// Says which expression is worked on now, and gives back which it was.
    pub(super) fn at(&self, place: SourceSpan) -> Option<SourceSpan> {
        self.at.replace(Some(place))
    }

    pub(super) fn back_at(&self, place: Option<SourceSpan>) {
        self.at.set(place);
    }

    /// Notes that a bound was met.
    pub(super) fn stop(&self, place: SourceSpan, message: &'static str) {
        self.stops.set(self.stops.get() + 1);
        self.problems.borrow_mut().entry(place).or_insert(message);
    }

    pub(super) fn mark(&self, depth: u32) -> Mark {
        let fresh = self.fuel.get() >= self.allowance.get() / 2 && depth < HCL_DEPTH / 2;
        Mark {
            stops: self.stops.get(),
            fresh,
        }
    }

    /// Whether what was made since then is the same whoever asks for it: no bound was met, or the value itself is too much,
    /// and not what was done before it.
    pub(super) fn keeps(&self, mark: Mark) -> bool {
        mark.stops == self.stops.get() || mark.fresh
    }

    pub(super) fn problems(&self) -> Vec<Problem> {
        let problems = self.problems.borrow();
        let problem = |(place, message): (&SourceSpan, &&str)| {
            Problem::new(ProblemKind::Limit, *place, *message)
        };
        problems.iter().map(problem).collect()
    }
}
