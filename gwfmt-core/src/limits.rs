//! Every bound on what is read and computed, in one place: each with its unit and its reason.
//!
//! A bound that is reached is reported at the place that reached it; nothing is left out silently. The crate `gwfmt` does
//! not depend on this one in ordinary builds and has its own copy of [`JSON_DEPTH`]; a test keeps the two equal.

// Formats and lines

/// Levels of objects and arrays in a JSON format, and in a line that is read by name. The readers call themselves once a
/// level; 127 levels fit the smallest thread stack that the tests use, and real formats have three.
pub const JSON_DEPTH: usize = 127;

/// Levels of elements in an XML format; as [`JSON_DEPTH`].
pub const XML_DEPTH: usize = 127;

// Files

/// Bytes of a named file without a reference that is still taken for a format: one that refers to nothing is a mistake
/// worth naming in a text as short as a format is, and none in a longer one.
pub const RAW_WITHOUT_REFERENCE: usize = 4096;

// Terraform and OpenTofu

// YAML, JSON and CloudFormation

// Reports
