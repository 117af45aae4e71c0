//! What the command reads: what was named, what lies in folders, and what is left out.

pub(crate) mod excluded;
mod git_config;
pub(crate) mod ignored;
pub(crate) mod paths;
pub(crate) mod targets;
pub(crate) mod tracked;
pub(crate) mod walk;
