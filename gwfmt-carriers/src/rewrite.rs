//! Texts with some of their characters written in another way, for what functions make of them.

use gwfmt_core::span::SourceSpan;
use gwfmt_core::text::{FormatText, Origin};

/// The text with some characters written in other ways. Holes stay, and what stays as it is keeps its place.
pub(crate) fn map(text: &FormatText, change: impl Fn(char) -> Option<String>) -> FormatText {
    let mut new = FormatText::new();
    for (span, origin) in text.spans() {
        let run = &text.as_str()[span.range()];
        match origin {
            Origin::Hole(place) => new.push_hole(place),
            Origin::Verbatim { source, offset } => {
                let mut done = 0;
                for (at, c) in run.char_indices() {
                    let Some(changed) = change(c) else { continue };
                    let end = at + c.len_utf8();
                    new.push_verbatim(source, offset + done, &run[done..at]);
                    let place = SourceSpan::new(source, offset + at, offset + end);
                    new.push_escape(place, &changed);
                    done = end;
                }
                new.push_verbatim(source, offset + done, &run[done..]);
            }
            Origin::Escape(place) | Origin::Written(place) => {
                let mut changed = String::with_capacity(run.len());
                for c in run.chars() {
                    match change(c) {
                        Some(piece) => changed.push_str(&piece),
                        None => changed.push(c),
                    }
                }
                if matches!(origin, Origin::Escape(_)) {
                    new.push_escape(place, &changed);
                } else {
                    new.push_written(place, &changed);
                }
            }
        }
    }
    new
}
