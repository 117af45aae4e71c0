//! Instructions of template engines inside a template: `{% … %}` and `{{ … }}` of Jinja and its like, `{{ if … }}` of Go and
//! Handlebars, `<% … %>` of ERB and EJS, `% if` of Mako. They are covered before the text is read as YAML, byte for byte, so that
//! every place stays where it is; what an engine would write there is a hole.

use std::ops::Range;

use crate::limits::ENGINE_LINES;
use gwfmt_core::span::{SourceId, SourceSpan, Span};
use gwfmt_core::text::{FormatText, Origin};

mod tags;
#[cfg(test)]
mod tests;

/// A text whose instructions are covered.
pub(crate) struct Covered {
    /// As long as the text that it was made from.
    pub(crate) text: String,
    pub(crate) parts: Parts,
    /// Where looking for more ended before the end of the text.
    pub(crate) stopped: Option<usize>,
}

/// What is covered, in order; no two overlap.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parts(Vec<Part>);

/// An instruction, or the lines that hold nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Part {
    span: Span,
    /// Whether it may choose or repeat what stands around it.
    is_statement: bool,
    /// Whether it may write something itself.
    writes: bool,
}

/// Covers the instructions of a text; nothing when it has none.
pub(crate) fn cover(text: &str) -> Option<Covered> {
    let (tags, stopped) = tags::all(text);
    if tags.is_empty() && stopped.is_none() {
        return None;
    }
    let mut bytes = text.as_bytes().to_vec();
    let mut parts = Vec::new();
    let mut rest = &tags[..];
    while let Some(first) = rest.first() {
        let (group, line) = alone(text, rest);
        if let Some(line) = line {
            parts.push(cover_line(text, group, line, &mut bytes));
            rest = rest.get(group.len()..).unwrap_or_default();
        } else {
            fill(&mut bytes, first.span.range());
            parts.push(*first);
            rest = rest.get(1..).unwrap_or_default();
        }
    }
    // what is covered is covered with ASCII, and whole characters of it
    let text = String::from_utf8(bytes).ok()?;
    Some(Covered {
        text,
        parts: Parts(parts),
        stopped,
    })
}

/// The first of these, and those behind it on the same lines, when there is nothing but blanks beside them; with the lines,
/// the last line break included.
fn alone<'p>(text: &str, parts: &'p [Part]) -> (&'p [Part], Option<Range<usize>>) {
    let is_blank = |range: Range<usize>| {
        let there = text.get(range).unwrap_or_default();
        there
            .bytes()
            .all(|byte| matches!(byte, b' ' | b'\t' | b'\r'))
    };
    let Some(first) = parts.first() else {
        return (parts, None);
    };
    let start = text
        .get(..first.span.start)
        .and_then(|before| before.rfind('\n'));
    let start = start.map_or(0, |at| at + 1);
    if !is_blank(start..first.span.start) {
        return (parts, None);
    }
    let mut at = first.span.end;
    let mut count = 1;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let end = rest.find('\n').map_or(text.len(), |break_at| at + break_at);
        match parts.get(count).filter(|next| next.span.start <= end) {
            Some(next) if is_blank(at..next.span.start) => {
                at = next.span.end;
                count += 1;
            }
            None if is_blank(at..end) => {
                let end = (end + 1).min(text.len());
                return (parts.get(..count).unwrap_or(parts), Some(start..end));
            }
            _ => return (parts, None),
        }
    }
}

/// Covers lines that hold nothing but instructions. Those that only choose or repeat become empty lines, which are allowed
/// everywhere. What writes something may stand for text, in a block scalar or behind a key, or for lines of YAML: as a comment
/// it is the first and does no harm where it is the second.
fn cover_line(text: &str, group: &[Part], line: Range<usize>, bytes: &mut [u8]) -> Part {
    let is_statement = group.iter().any(|part| part.is_statement);
    let writes = group.iter().any(|part| part.writes);
    if !writes {
        for byte in bytes.get_mut(line.clone()).unwrap_or_default() {
            *byte = b'\n';
        }
        return Part {
            span: Span::from(line),
            is_statement,
            writes,
        };
    }
    let ends = group.first().zip(group.last());
    let span = ends.map_or(Span::at(line.start), |(first, last)| {
        Span::new(first.span.start, last.span.end)
    });
    fill(bytes, span.range());
    if !is_value(bytes, text, &line, span.start - line.start)
        && let Some(first) = bytes.get_mut(span.start)
    {
        *first = b'#';
    }
    Part {
        span,
        is_statement,
        writes,
    }
}

/// Whether a line can only be the value of the key on the line before: what follows is indented less. Before the line all is
/// covered.
fn is_value(bytes: &[u8], text: &str, line: &Range<usize>, indent: usize) -> bool {
    let before = bytes.get(..line.start).unwrap_or_default();
    let lines = before.rsplit(|byte| *byte == b'\n').take(ENGINE_LINES);
    let last = lines.map(<[u8]>::trim_ascii_end).find(|line| {
        let inner = line.trim_ascii_start();
        !inner.is_empty() && !inner.starts_with(b"#")
    });
    let last = last.filter(|last| {
        let width = last.len() - last.trim_ascii_start().len();
        last.ends_with(b":") && width < indent
    });
    let after = text.get(line.end..).unwrap_or_default();
    let next = after.lines().take(ENGINE_LINES).find(|line| {
        let signs = ["{%", "{{", "{#", "<%", "% ", "#"];
        let inner = line.trim_start();
        !inner.is_empty() && !signs.iter().any(|sign| inner.starts_with(sign))
    });
    let width = |line: &str| line.len() - line.trim_start_matches(' ').len();
    last.is_some() && next.is_none_or(|next| width(next) < indent)
}

/// Makes one word of an instruction, which tells it from others: letters and digits stay.
fn fill(bytes: &mut [u8], range: Range<usize>) {
    for byte in bytes.get_mut(range).unwrap_or_default() {
        if !byte.is_ascii_alphanumeric() {
            *byte = b'x';
        }
    }
}

impl Parts {
    /// Whether instructions choose what is there: a key may be there twice.
    pub(crate) fn have_choices(&self) -> bool {
        self.0.iter().any(|part| part.is_statement)
    }

    /// Whether instructions write something.
    pub(crate) fn any_writes(&self) -> bool {
        self.0.iter().any(|part| part.writes)
    }

    /// Those that reach into a range.
    fn within(&self, span: Span) -> &[Part] {
        let first = self.0.partition_point(|part| part.span.end <= span.start);
        let rest = self.0.get(first..).unwrap_or_default();
        let count = rest.partition_point(|part| part.span.start < span.end);
        rest.get(..count).unwrap_or_default()
    }

    /// Whether something in this range is covered.
    pub(crate) fn touch(&self, span: Span) -> bool {
        !self.within(span).is_empty()
    }

    /// The text with a hole for everything that an engine would write, and whether an engine chooses or repeats what is
    /// around it.
    pub(crate) fn holes(&self, source: SourceId, text: FormatText) -> (FormatText, bool) {
        if self.0.is_empty() {
            return (text, false);
        }
        let mut out = FormatText::new();
        let mut last = None;
        let mut has_statement = false;
        let mut hole = |part: &Part, out: &mut FormatText, last: &mut Option<Span>| {
            has_statement |= part.is_statement;
            if *last != Some(part.span) {
                out.push_hole(SourceSpan {
                    source,
                    span: part.span,
                });
            }
            *last = Some(part.span);
        };
        for (span, origin) in text.spans() {
            let place = match origin {
                Origin::Verbatim { source, offset } => {
                    SourceSpan::new(source, offset, offset + span.len())
                }
                Origin::Escape(place) | Origin::Written(place) => place,
                Origin::Hole(_) => SourceSpan::new(source, 0, 0),
            };
            let parts = if place.source == source {
                self.within(place.span)
            } else {
                &[]
            };
            let Origin::Verbatim { offset, .. } = origin else {
                // of what nobody typed the place may be all that it was made from
                let is_sign = || {
                    let there = text.as_str().get(span.range()).unwrap_or_default();
                    !there.bytes().any(|byte| byte.is_ascii_alphanumeric())
                };
                let covers = |part: &&Part| {
                    !matches!(origin, Origin::Written(_))
                        || part.span.contains(place.span) && !is_sign()
                };
                if let Some(part) = parts.iter().find(covers) {
                    hole(part, &mut out, &mut last);
                } else {
                    out.push_text(&text.slice(span));
                    last = last.filter(|_| span.is_empty());
                }
                continue;
            };
            let mut at = span.start;
            for part in parts {
                let start = span.start + part.span.start.saturating_sub(offset);
                let end = (span.start + part.span.end.saturating_sub(offset)).min(span.end);
                if start > at {
                    out.push_text(&text.slice(Span::new(at, start)));
                    last = None;
                }
                hole(part, &mut out, &mut last);
                at = end.max(at);
            }
            if at < span.end {
                out.push_text(&text.slice(Span::new(at, span.end)));
                last = None;
            }
        }
        (out, has_statement)
    }
}
