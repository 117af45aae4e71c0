//! What takes lines apart on their way: filters, parsers and processors of log pipelines, one file a tool.

mod fluent_bit;
mod goaccess;
mod grok;
mod names;
mod ottl;
mod vrl;

use super::target::{Row, row};

/// The targets.
pub(crate) const TARGETS: &[Row] = &[
    row::<grok::Grok>(),
    row::<vrl::Vrl>(),
    row::<ottl::Ottl>(),
    row::<fluent_bit::FluentBit>(),
    row::<goaccess::GoAccess>(),
];
