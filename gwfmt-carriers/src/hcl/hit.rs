//! A format as a stage, a module or an input gives it, and where it is written.

use std::rc::Rc;

use gwfmt_core::api::ApiSet;
use gwfmt_core::model::Extent;
use gwfmt_core::span::SourceSpan;
use gwfmt_core::text::{FormatText, Origin};

use crate::Problem;

/// A format before its place is settled.
pub(super) struct Hit {
    pub(super) text: Rc<FormatText>,
    pub(super) extent: Extent,
    pub(super) api: ApiSet,
    pub(super) address: String,
    /// The value of `format`, or whatever else gives the text.
    pub(super) place: SourceSpan,
    /// The calls of modules that lead there.
    pub(super) calls: Vec<SourceSpan>,
    /// What is wrong with how another language makes it.
    pub(super) faults: Vec<Problem>,
    /// Whether a `count` or a `for_each` says that there is no such stage, or that it has no such settings.
    pub(super) is_off: bool,
}

/// The local, default or input that the whole text comes from, or else the value of the stage.
pub(super) fn place_of(
    text: &FormatText,
    place: SourceSpan,
    definitions: &[SourceSpan],
) -> SourceSpan {
    let within = |outer: SourceSpan, inner: SourceSpan| {
        outer.source == inner.source && outer.span.contains(inner.span)
    };
    let mut pieces = text.spans().filter_map(|(span, origin)| match origin {
        Origin::Verbatim { source, offset } => {
            Some(SourceSpan::new(source, offset, offset + span.len()))
        }
        Origin::Escape(place) if !span.is_empty() => Some(place),
        _ => None,
    });
    let Some(first) = pieces.next() else {
        return place;
    };
    if within(place, first) {
        return place;
    }
    let before = definitions.partition_point(|definition| {
        (definition.source, definition.span.start) <= (first.source, first.span.start)
    });
    match before.checked_sub(1).and_then(|at| definitions.get(at)) {
        Some(&definition)
            if within(definition, first) && pieces.all(|piece| within(definition, piece)) =>
        {
            definition
        }
        _ => place,
    }
}
