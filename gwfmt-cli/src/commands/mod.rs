//! The subcommands, one file or folder each.

mod chosen;
pub(crate) mod explain;
pub(crate) mod generate;
pub(crate) mod lint;
pub(crate) mod render;
pub(crate) mod scenarios;
pub(crate) mod tables;
