//! What is read at once: a file or a folder, which can be read again, with other texts where files are to be mended.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use gwfmt_carriers::carrier::Carrier;

/// What a carrier is given at once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unit {
    /// A file, and whether it was named.
    File(PathBuf, bool),
    /// The files of a folder.
    Folder(&'static Carrier, PathBuf),
    /// A file of values, with the folders that it is for.
    Values(&'static Carrier, PathBuf, Vec<String>),
}

/// What was read for a unit.
#[derive(Debug, Default)]
pub(crate) struct Read {
    /// The files, as reports and as the user name them.
    pub(crate) files: Vec<(Arc<str>, PathBuf)>,
    /// The bytes of all of them.
    pub(crate) bytes: usize,
}

/// The files that were met, by the carrier that reads them by folder.
pub(crate) type Met = BTreeMap<&'static Carrier, HashSet<PathBuf>>;
