//! The comments of a script, and where what they are about ends: with the command, which a backslash or a quote leads over
//! several lines.

use gwfmt_core::span::{SourceId, Span};

use super::words::Script;
use crate::suppress::Suppressions;
use crate::suppress::lines::{Code, Lines};

/// What a script asks to leave out.
pub(super) fn suppressions(text: &str) -> Suppressions {
    let script = Script::new(SourceId(0), text);
    let mut comments = script.comments.iter().peekable();
    let mut breaks = script.breaks.iter().peekable();
    let mut lines = Lines::new(text);
    let mut goes_on = false;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        while comments.next_if(|comment| comment.start < start).is_some() {}
        let comment = comments.next_if(|comment| comment.start < at);
        let end = comment.map_or(at, |comment| comment.start);
        let code = text.get(start..end).unwrap_or_default();
        if !code.trim().is_empty() {
            let blanks = code.len() - code.trim_start().len();
            lines.code(start + blanks, Code::Other, goes_on);
        }
        if let Some(comment) = comment {
            lines.comment(*comment, Span::new(comment.start + 1, comment.end));
        }
        if line.ends_with('\n') {
            lines.line_break(at - 1);
            while breaks.next_if(|one| **one < at - 1).is_some() {}
            goes_on = breaks.next_if(|one| **one == at - 1).is_none();
        }
    }
    lines.finish()
}
