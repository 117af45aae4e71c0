//! The account of suppressions: which were met, and which were needed.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use crate::check::finding::Finding;
use crate::check::place::Place;

/// The suppressions that were met.
#[derive(Debug, Default)]
pub(crate) struct Account {
    /// By file and first byte.
    pub(super) met: BTreeMap<Key, Met>,
    /// Names that left something out.
    pub(super) used: HashSet<(Key, usize)>,
    /// Names that may be needed for something that was not seen.
    pub(super) doubtful: HashSet<(Key, usize)>,
}

/// The file of a suppression, and its first byte.
pub(super) type Key = (Arc<str>, usize);

/// A suppression that was met.
#[derive(Debug)]
pub(super) struct Met {
    /// What would be said of it, without words; nothing when nobody wants to hear it.
    pub(super) draft: Option<Finding>,
    pub(super) names: Vec<Name>,
    /// Where the names stand, when they can be written anew.
    pub(super) list: Option<Place>,
    pub(super) removal: Option<Place>,
    /// Whether anyone asked for the file.
    pub(super) is_asked: bool,
    /// Whether everything was read that may need it.
    pub(super) is_whole: bool,
}

/// A name between its brackets.
#[derive(Debug)]
pub(super) struct Name {
    pub(super) name: Box<str>,
    /// Whether the rules that it stands for ran.
    pub(super) ran: bool,
}

impl Account {
    pub(crate) fn absorb(&mut self, other: Account) {
        for (key, met) in other.met {
            self.meet(key, met);
        }
        self.used.extend(other.used);
        self.doubtful.extend(other.doubtful);
    }

    pub(super) fn meet(&mut self, key: Key, met: Met) {
        match self.met.get_mut(&key) {
            Some(known) => {
                known.is_asked |= met.is_asked;
                known.is_whole &= met.is_whole;
            }
            None => {
                self.met.insert(key, met);
            }
        }
    }
}
