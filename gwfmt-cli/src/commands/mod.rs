//! The subcommands, one file or folder each.

mod accepted;
pub(crate) mod baseline;
mod chosen;
pub(crate) mod config;
pub(crate) mod convert;
pub(crate) mod cost;
pub(crate) mod diff;
pub(crate) mod explain;
pub(crate) mod generate;
pub mod library;
pub(crate) mod lint;
pub(crate) mod logs;
pub(crate) mod manual;
pub(crate) mod new;
pub(crate) mod render;
pub(crate) mod scenarios;
pub(crate) mod tables;
