//! What the command reads: what was named, what lies in folders, and what is left out.

mod git_config;
pub(crate) mod ignored;
pub(crate) mod paths;
mod pattern;
pub(crate) mod targets;
pub(crate) mod tracked;
pub(crate) mod walk;
