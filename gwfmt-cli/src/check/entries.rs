//! Ways of adding a member and of taking one away where a function makes the format: `jsonencode`, `JSON.stringify`,
//! `Fn::ToJsonString`, `Fn::Join`. Its comma and quotes stand in no file; what stands there is an entry of an object or of a list.

use std::sync::Arc;

use gwfmt_core::span::Span;
use gwfmt_core::text::{FormatText, Origin};

use crate::check::place::FileEdit;
use crate::check::source::{Source, SourceList};

/// Which bytes around an entry go with it.
#[derive(Clone, Copy)]
pub(super) enum Around {
    /// The whole lines.
    Lines,
    /// A comma behind it.
    CommaBehind,
    /// A comma before it.
    CommaBefore,
}

impl Around {
    pub(super) const ALL: [Around; 3] = [Around::Lines, Around::CommaBehind, Around::CommaBefore];
}

/// Whether some of these bytes of the format, or those at this point, stand in no file.
pub(super) fn is_made(span: Span, text: &FormatText) -> bool {
    let mut runs = text.spans();
    runs.any(|(run, origin)| {
        let is_in = if span.is_empty() {
            run.start <= span.start && span.start <= run.end
        } else {
            run.start < span.end && span.start < run.end
        };
        matches!(origin, Origin::Written(_)) && is_in
    })
}

/// The edit that adds a member at the beginning of an object: an entry written as the one before which it comes.
pub(super) fn added(
    at: usize,
    new: &str,
    text: &FormatText,
    sources: &SourceList<'_>,
) -> Option<FileEdit> {
    let (key, value) = member(new.strip_suffix(',')?)?;
    let rest = text.as_str().get(at..)?;
    let (first_key, first_value) = member(rest)?;
    let offset = |part: &str| at + part.as_ptr() as usize - rest.as_ptr() as usize;
    let place = |part: &str| {
        let places = text.locate(Span::new(offset(part), offset(part) + part.len()))?;
        (places.verbatim && places.others.is_empty()).then_some(places.primary)
    };
    let (first_key, first_value) = (place(first_key)?, place(first_value)?);
    let source = sources.get(first_key.source)?;
    if first_key.source != first_value.source || first_key.span.end > first_value.span.start {
        return None;
    }
    let between = Span::new(first_key.span.end, first_value.span.start);
    let before = source.text.get(..first_key.span.start)?;
    let behind = source.text.get(first_value.span.end..)?;
    let opening = &before[before.strip_suffix(QUOTES).unwrap_or(before).len()..];
    let closing = &behind[..behind.len() - behind.strip_prefix(QUOTES).unwrap_or(behind).len()];
    let entry = format!("{opening}{key}{}{value}{closing}", source.slice(between));
    let before = &before[..before.len() - opening.len()];
    let behind = &behind[closing.len()..];
    let line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
    let end = behind.split('\n').next().unwrap_or_default();
    let comma = if end.trim_start().starts_with(',') {
        ","
    } else {
        ""
    };
    let text = if line.trim().is_empty() {
        let line_break = if end.ends_with('\r') { "\r\n" } else { "\n" };
        format!("{entry}{comma}{line_break}{line}")
    } else {
        format!("{entry}, ")
    };
    Some(FileEdit {
        file: Arc::clone(&source.name),
        span: Span::at(before.len()),
        text,
    })
}

/// The key and the text of a member that a text begins with, when both are plain.
fn member(text: &str) -> Option<(&str, &str)> {
    let (key, rest) = text.strip_prefix('"')?.split_once("\":")?;
    let rest = rest.trim_start_matches(' ').strip_prefix('"')?;
    let (value, _) = rest.split_once('"')?;
    let is_plain = !key.is_empty() && !value.is_empty() && !key.contains(['"', '\\']);
    (is_plain && !value.contains('\\')).then_some((key, value))
}

/// The edit that takes the entry away of which these bytes of the format are made.
pub(super) fn without(
    span: Span,
    around: Around,
    text: &FormatText,
    sources: &SourceList<'_>,
) -> Option<FileEdit> {
    let mut id = None;
    let mut entry: Option<Span> = None;
    for (run, origin) in text.spans() {
        let (start, end) = (run.start.max(span.start), run.end.min(span.end));
        if start >= end || matches!(origin, Origin::Written(_)) {
            continue;
        }
        let place = match origin {
            Origin::Verbatim { offset, .. } => {
                Span::new(offset + start - run.start, offset + end - run.start)
            }
            Origin::Escape(place) | Origin::Written(place) | Origin::Hole(place) => place.span,
        };
        if *id.get_or_insert(origin.source()) != origin.source() {
            return None;
        }
        entry = Some(entry.map_or(place, |entry| {
            Span::new(entry.start.min(place.start), entry.end.max(place.end))
        }));
    }
    let source = sources.get(id?)?;
    Some(FileEdit {
        file: Arc::clone(&source.name),
        span: grown(entry?, around, source)?,
        text: String::new(),
    })
}

const QUOTES: [char; 3] = ['"', '\'', '`'];

/// The entry with its quotes and what goes with it.
fn grown(entry: Span, around: Around, source: &Source<'_>) -> Option<Span> {
    let before = source.text.get(..entry.start)?;
    let behind = source.text.get(entry.end..)?;
    let before = before.strip_suffix(QUOTES).unwrap_or(before);
    let behind = behind.strip_prefix(QUOTES).unwrap_or(behind);
    let of = |before: &str, behind: &str| Span::new(before.len(), source.text.len() - behind.len());
    match around {
        Around::Lines => {
            let start = before.rfind('\n').map_or(0, |at| at + 1);
            let end = behind.find('\n').map(|at| at + 1)?;
            let is_alone = matches!(before[start..].trim(), "" | "-")
                && matches!(behind[..end].trim(), "" | ",");
            is_alone.then(|| of(&before[..start], &behind[end..]))
        }
        Around::CommaBehind => {
            let rest = behind.trim_start().strip_prefix(',')?;
            Some(of(before, rest.trim_start_matches([' ', '\t'])))
        }
        Around::CommaBefore => {
            let rest = before.trim_end().strip_suffix(',')?;
            Some(of(rest, behind))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_read_when_it_is_plain() {
        assert_eq!(member(r#""a":"$b","c":1"#), Some(("a", "$b")));
        assert_eq!(member(r#""a": "$b""#), Some(("a", "$b")));
        for text in [
            r#""a":1"#,
            r#""a" : "b""#,
            r#""a":"""#,
            r#""a\"":"b""#,
            r#""a":"b\n""#,
            r#"{"a":"b"}"#,
            "",
        ] {
            assert_eq!(member(text), None, "{text}");
        }
    }

    #[test]
    fn an_entry_goes_with_its_line_or_a_comma() {
        let left = |file: &str, around| {
            let start = file.find("k:")?;
            let end = file.find("$v")? + 2;
            let source = Source::new("f", file, Arc::default());
            let gone = grown(Span::new(start, end), around, &source)?;
            Some(format!("{}{}", &file[..gone.start], &file[gone.end..]))
        };
        let lines = "{\n  a: 1,\n  k: '$v',\n  b: 2\n}";
        assert_eq!(
            left(lines, Around::Lines).as_deref(),
            Some("{\n  a: 1,\n  b: 2\n}")
        );
        let items = "- a\n- 'k: $v'\n- b";
        assert_eq!(left(items, Around::Lines).as_deref(), Some("- a\n- b"));
        let line = "{ a: 1, k: '$v', b: 2 }";
        assert_eq!(left(line, Around::Lines), None);
        assert_eq!(
            left(line, Around::CommaBehind).as_deref(),
            Some("{ a: 1, b: 2 }")
        );
        assert_eq!(
            left("{ a: 1, k: '$v' }", Around::CommaBefore).as_deref(),
            Some("{ a: 1 }")
        );
        assert_eq!(left("{ k: '$v' }", Around::CommaBehind), None);
    }
}
