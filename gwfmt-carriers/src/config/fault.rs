//! What is wrong with a config file, and how it is shown: the place, the words, the line with a caret under it.

use gwfmt_core::span::{Span, floor_boundary};
use gwfmt_core::visible::visible;

/// Something that is wrong with a config file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What must change.
    pub span: Span,
    /// What is wrong with it.
    pub message: String,
}

/// Faults that are shown; of more the number is said.
const SHOWN: usize = 10;

/// Characters of a line that are shown on either side of a fault.
const AROUND: usize = 60;

/// Faults in lines for a person to read: `gwfmt.toml:3:1: unknown key …`, with the line of the file under each.
pub fn report(name: &str, text: &str, faults: &[Fault]) -> Vec<String> {
    let mut lines = Vec::new();
    for fault in faults.iter().take(SHOWN) {
        lines.extend(fault.lines(name, text));
    }
    if faults.len() > SHOWN {
        lines.push(format!("{} more mistakes in {name}", faults.len() - SHOWN));
    }
    lines
}

impl Fault {
    pub(super) fn new(span: Span, message: impl Into<String>) -> Self {
        Self {
            span,
            message: message.into(),
        }
    }

    fn lines(&self, name: &str, text: &str) -> Vec<String> {
        let (line, column) = position(text, self.span.start);
        let mut lines = vec![format!("{name}:{line}:{column}: {}", self.message)];
        let start = floor_boundary(text, self.span.start);
        let begin = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let rest = &text[begin..];
        let whole = rest.split('\n').next().unwrap_or_default();
        let whole = whole.strip_suffix('\r').unwrap_or(whole);
        let end = floor_boundary(text, self.span.end)
            .clamp(start, begin.max(start).max(begin + whole.len()));
        let before: String = shown(&text[begin..start]);
        let marked = shown(text.get(start..end).unwrap_or_default());
        let after = shown(rest.get(end - begin..whole.len()).unwrap_or_default());
        let cut = before.chars().count().saturating_sub(AROUND);
        let mut excerpt = String::new();
        if cut > 0 {
            excerpt.push('…');
        }
        excerpt.extend(before.chars().skip(cut));
        let indent = excerpt.chars().count();
        let carets = marked.chars().count().clamp(1, AROUND);
        let tail = format!("{marked}{after}");
        excerpt.extend(tail.chars().take(AROUND));
        if tail.chars().nth(AROUND).is_some() {
            excerpt.push('…');
        }
        let number = line.to_string();
        let gutter = " ".repeat(number.len());
        lines.push(format!("{gutter} |"));
        lines.push(format!("{number} | {}", excerpt.trim_end()));
        lines.push(format!(
            "{gutter} | {}{}",
            " ".repeat(indent),
            "^".repeat(carets)
        ));
        lines
    }
}

/// Line and column of a byte, both from 1; columns count characters.
pub(super) fn position(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..floor_boundary(text, at)];
    let line = before.matches('\n').count() + 1;
    let begin = before.rfind('\n').map_or(0, |at| at + 1);
    let before = &before[begin..];
    let before = before.strip_prefix('\u{FEFF}').unwrap_or(before);
    (line, before.chars().count() + 1)
}

fn shown(text: &str) -> String {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let sign = |c| if c == '\t' { ' ' } else { visible(c) };
    text.chars().map(sign).collect()
}
