//! The only place of the workspace with unsafe code: instructions that look at sixteen bytes at a time, and the line in the
//! making. Each says why safe code does not do, and each `unsafe` why it is sound.

#![allow(unsafe_code)]

#[cfg(target_arch = "x86_64")]
pub(crate) mod block;
pub(crate) mod line;
