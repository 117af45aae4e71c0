#![doc = include_str!("../README.md")]
//!
//! It depends on nothing: whoever uses a record builds it, and nothing else of the generator.

#![forbid(unsafe_code)]

mod kind;
mod texts;

pub use kind::{Enclosure, Kind};
pub use texts::{Form, MOST_DIGITS, TextSet, string_end};

/// Levels of objects and arrays in a JSON format, and in a line that is read by name. The readers call themselves once a
/// level; 127 levels fit the smallest thread stack that the tests use, and real formats have three.
pub const JSON_DEPTH: usize = 127;

/// Levels of elements in an XML format, and in a line that is read by name; as [`JSON_DEPTH`].
pub const XML_DEPTH: usize = 127;
