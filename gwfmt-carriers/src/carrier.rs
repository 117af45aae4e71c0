//! What the program knows of a carrier: a row of a table. Who finds files, reads them or talks about them asks the rows and
//! knows no carrier by name.

use std::cmp::Ordering;

use gwfmt_core::span::SourceId;

use crate::suppress::Suppressions;
use crate::{Extraction, Sources};

/// One kind of file in which formats are written.
///
/// A file is read by the first row of the table that claims its name and takes its content. A file that no row claims is
/// read when the user names it, by the first row that recognises its content.
#[derive(Clone, Copy, Debug)]
pub struct Carrier {
    /// Its name; no two rows have the same: `terraform`.
    pub name: &'static str,
    /// What a file of it is, with its article, as messages say it: `a template of CloudFormation or SAM`.
    pub what: &'static str,
    /// Said of a file of it in which settings of access logs appear, and no format: half a sentence.
    pub misplaced: &'static str,
    /// Whether a file of this name (without its folder) may be one.
    pub claims: fn(&str) -> bool,
    /// Whether a text is one, whatever the name of the file.
    pub recognises: fn(&str) -> bool,
    /// Words of which a file that holds a format has at least one. No file without any of them is read.
    pub needles: &'static [&'static str],
    /// What is read at once, and by what.
    pub unit: Unit,
    /// How comments are written.
    pub comments: Comments,
    /// What a file of this name (without its folder) and text asks to leave out.
    pub suppressions: fn(&str, &str) -> Suppressions,
}

/// What a carrier reads at once.
#[derive(Clone, Copy, Debug)]
pub enum Unit {
    /// A file, and what it refers to.
    File(fn(&Input<'_>) -> Option<Extraction>),
    /// A file that gives values to the code of a folder, which another carrier reads.
    Caller(fn(&Input<'_>) -> Option<Extraction>),
    /// All files of a folder together.
    Folder(FolderReader),
}

/// A file that is to be read.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// Its path, as `sources` know it.
    pub path: &'a str,
    /// Its number among the `sources`.
    pub source: SourceId,
    /// Its text.
    pub text: &'a str,
    /// The files that it may refer to.
    pub sources: &'a dyn Sources,
}

impl std::fmt::Debug for Input<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Input")
            .field("path", &self.path)
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}

/// How the files of a folder are read together.
#[derive(Clone, Copy, Debug)]
pub struct FolderReader {
    /// Reads a folder.
    pub read: fn(&str, &dyn Sources) -> Extraction,
    /// Reads one file as if it were the only one in its folder: one whose name no row claims.
    pub alone: fn(&str, &dyn Sources) -> Extraction,
    /// The folders, relative to that of the file, whose formats the text may change by calling them.
    pub calls: fn(&[u8]) -> Vec<&str>,
    /// Whether a file of this name belongs to what a folder is without being told.
    pub is_code: fn(&str) -> bool,
    /// The files that give values to what the code declares.
    pub values: Values,
}

/// Files that hold values for the code of a folder and need not lie beside it.
#[derive(Clone, Copy, Debug)]
pub struct Values {
    /// What the name of each of them contains.
    pub part: &'static str,
    /// Whether a file of this name is one.
    pub is_values: fn(&str) -> bool,
    /// Whether one of this name is used without being told, where code is beside it.
    pub is_given: fn(&str) -> bool,
    /// The folders that each of these files is for.
    pub homes: fn(&[String], &dyn Sources) -> Vec<Vec<String>>,
    /// Reads the folders with the values of one of these files.
    pub read: fn(&str, &[String], &dyn Sources) -> Extraction,
}

/// How a language writes comments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comments {
    /// What begins a comment that ends with its line.
    pub line: &'static [&'static str],
    /// What begins and ends a comment of any length.
    pub block: Option<(&'static str, &'static str)>,
}

impl Comments {
    /// `#` to the end of the line.
    pub const HASH: Comments = Comments {
        line: &["#"],
        block: None,
    };
    /// None at all: JSON.
    pub const NONE: Comments = Comments {
        line: &[],
        block: None,
    };
}

/// Whose file a name says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// It is read by itself, by the first row that claims it and takes its content.
    File,
    /// It is read with its folder.
    Folder(&'static Carrier),
}

/// What a name (without its folder) says of a file; nothing for files that are read only when they are named.
pub fn claim(carriers: &'static [Carrier], name: &str) -> Option<Claim> {
    let mut claim = None;
    for carrier in claiming(carriers, name) {
        match carrier.unit {
            Unit::Folder(_) => return Some(Claim::Folder(carrier)),
            Unit::File(_) | Unit::Caller(_) => claim = Some(Claim::File),
        }
    }
    claim
}

/// The rows that claim a name (without its folder), in order.
pub fn claiming(
    carriers: &'static [Carrier],
    name: &str,
) -> impl Iterator<Item = &'static Carrier> {
    let carriers = carriers.iter();
    carriers.filter(move |carrier| (carrier.claims)(name))
}

/// The first of these that takes a file, and what it found there; folders are read in another way.
pub fn read(
    carriers: impl IntoIterator<Item = &'static Carrier>,
    input: &Input<'_>,
) -> Option<(&'static Carrier, Extraction)> {
    carriers.into_iter().find_map(|carrier| match carrier.unit {
        Unit::File(read) | Unit::Caller(read) => {
            read(input).map(|extraction| (carrier, extraction))
        }
        Unit::Folder(_) => None,
    })
}

impl Carrier {
    /// How its folders are read, when it is read by folder.
    pub fn folder(&self) -> Option<&FolderReader> {
        match &self.unit {
            Unit::Folder(reader) => Some(reader),
            Unit::File(_) | Unit::Caller(_) => None,
        }
    }

    /// Whether a file of this name gives values to code that lies elsewhere.
    pub fn gives_values(&self, name: &str) -> bool {
        match &self.unit {
            Unit::Folder(reader) => (reader.values.is_values)(name),
            Unit::Caller(_) => (self.claims)(name),
            Unit::File(_) => false,
        }
    }
}

impl PartialEq for Carrier {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Carrier {}

impl PartialOrd for Carrier {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Carrier {
    fn cmp(&self, other: &Self) -> Ordering {
        self.name.cmp(other.name)
    }
}
