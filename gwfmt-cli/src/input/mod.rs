//! What the command reads: what was named, what lies in folders, and what is left out.

pub(crate) mod callers;
pub(crate) mod chosen;
mod git_config;
pub(crate) mod ignored;
pub(crate) mod paths;
mod pattern;
pub(crate) mod targets;
mod tracked;
pub(crate) mod walk;
