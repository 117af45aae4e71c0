#![doc = include_str!("../README.md")]
//!
//! The way through: a carrier (the crate `gwfmt-carriers`, or the caller) makes a [`text::FormatText`], [`parse::parse`] takes it apart,
//! [`model::Model`] adds shape and catalog, [`lint::lint`] runs the rules over it.

#![forbid(unsafe_code)]

pub mod api;
pub mod ast;
pub mod catalog;
#[cfg(feature = "codegen")]
pub mod codegen;
pub mod compare;
pub mod compose;
pub mod convert;
pub mod delivery;
pub mod diagnostic;
pub mod hash;
pub mod infer;
pub mod limits;
pub mod line;
pub mod lint;
pub mod mark;
pub mod model;
pub mod naming;
pub mod parse;
pub mod pattern;
pub mod preset;
pub mod record;
pub mod samples;
pub mod scenario;
pub mod settings;
pub mod shape;
pub mod span;
pub mod suggest;
pub mod text;
pub mod texts;
pub mod visible;
