//! What generated code names. No promises to anybody else.

/// What the code of this version names. A version that has to change it gets a module `v2` beside it: printed code that names
/// this one goes on to compile, or fails at its first line.
pub mod v1;
