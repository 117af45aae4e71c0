//! A fix of the format text as a change of files: only where it can be written down without knowing how the file escapes.

use gwfmt_core::diagnostic::Fix;
use gwfmt_core::span::{SourceSpan, Span};
use gwfmt_core::text::{FormatText, Origin};

use crate::check::finding;
use crate::check::source::SourceList;

/// A change of files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FileFix {
    pub(crate) title: String,
    pub(crate) safe: bool,
    /// Empty when the change cannot be told in terms of the file; the title still says what to do, and reports for
    /// machines remove it.
    pub(crate) edits: Vec<(SourceSpan, String)>,
}

impl FileFix {
    /// The change of files that makes `fix` of the format.
    pub(crate) fn new(fix: &Fix, text: &FormatText, sources: &SourceList<'_>) -> Self {
        let edits: Option<Vec<_>> = fix
            .edits
            .iter()
            .map(|(span, new)| {
                let place = replaceable(text, *span, new, sources)?;
                Some((place, new.clone()))
            })
            .collect();
        Self {
            title: fix.title.clone(),
            safe: fix.safe,
            edits: edits.unwrap_or_default(),
        }
    }

    /// With its places as reports name them.
    pub(crate) fn owned(self, sources: &SourceList<'_>) -> finding::Fix {
        let edits = self.edits.into_iter();
        finding::Fix {
            title: self.title,
            safe: self.safe,
            edits: edits.map(|(at, text)| (sources.place(at), text)).collect(),
            change: None,
        }
    }
}

/// The place of `span`, when `new` can stand there as it is.
///
/// Letters, digits, `_`, `.` and `$` stand for themselves in every carrier. Any other character does where it stands for
/// itself already, in the same run, and in a file that is the format.
fn replaceable(
    text: &FormatText,
    span: Span,
    new: &str,
    sources: &SourceList<'_>,
) -> Option<SourceSpan> {
    let places = text.locate(span)?;
    if !places.verbatim || !places.others.is_empty() {
        return None;
    }
    let source = sources.get(places.primary.source)?;
    let whole = source.text.strip_suffix('\n').unwrap_or(source.text);
    if [source.text, whole].contains(&text.as_str()) {
        return Some(places.primary);
    }
    let (run, _) = text
        .spans()
        .find(|(run, origin)| matches!(origin, Origin::Verbatim { .. }) && run.contains(span))?;
    // A line break belongs to the file's own language: it ends a heredoc's line or a block scalar's.
    if text.as_str().get(span.range())?.contains(['\n', '\r']) {
        return None;
    }
    let around = text.as_str().get(run.range())?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '$');
    let odd = new.chars().any(|c| !plain(c) && !around.contains(c));
    let first = new
        .chars()
        .next()
        .is_none_or(|c| plain(c) || span.start > run.start);
    let special = ["${", "%{", ": ", " #"]
        .iter()
        .any(|mark| new.contains(mark) && !around.contains(mark));
    let joins = new.ends_with(['$', '%'])
        && text
            .as_str()
            .get(span.end..)
            .is_some_and(|rest| rest.starts_with('{'));
    if odd || !first || special || joins {
        return None;
    }
    // the file still says what the run says
    let same = Some(source.slice(places.primary.span)) == text.as_str().get(span.range());
    same.then_some(places.primary)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::source::Source;
    use gwfmt_core::span::SourceId;

    /// A quoted string of a file, `\"` decoded.
    fn escaped() -> (FormatText, SourceList<'static>) {
        let file = r#"f = "{\"a\":$context.b}""#;
        let mut text = FormatText::new();
        text.push_verbatim(SourceId(0), 5, "{");
        text.push_escape(SourceSpan::new(SourceId(0), 6, 8), "\"");
        text.push_verbatim(SourceId(0), 8, "a");
        text.push_escape(SourceSpan::new(SourceId(0), 9, 11), "\"");
        text.push_verbatim(SourceId(0), 11, ":$context.b}");
        (
            text,
            SourceList(vec![Source::new("f.tf", file, std::sync::Arc::default())]),
        )
    }

    fn edits(span: (usize, usize), new: &str) -> usize {
        let (text, sources) = escaped();
        let fix = Fix::safe("x", Span::new(span.0, span.1), new);
        FileFix::new(&fix, &text, &sources).edits.len()
    }

    #[test]
    fn replaces_where_nothing_needs_escaping() {
        assert_eq!(edits((5, 15), "$context.status"), 1);
        assert_eq!(edits((5, 15), ""), 1);
    }

    #[test]
    fn offers_no_edit_where_the_file_would_need_another_text() {
        assert_eq!(edits((5, 15), "\"$context.b\""), 0);
        assert_eq!(edits((1, 4), "b"), 0, "crosses escapes");
        assert_eq!(edits((5, 15), "${context.b}"), 0);
    }

    #[test]
    fn quotes_where_quotes_stand_for_themselves() {
        let file = r#"f: {"a":$context.b}"#;
        let text = FormatText::verbatim(SourceId(0), 3, &file[3..]);
        let sources = SourceList(vec![Source::new("f.yaml", file, std::sync::Arc::default())]);
        let fix = Fix::safe("x", Span::new(5, 15), "\"$context.b\"");
        assert_eq!(FileFix::new(&fix, &text, &sources).edits.len(), 1);
        let fix = Fix::safe("x", Span::new(5, 15), "[]");
        assert_eq!(FileFix::new(&fix, &text, &sources).edits.len(), 0);
    }

    #[test]
    fn a_file_that_is_the_format_takes_everything() {
        for (file, format) in [("{a\nb", "{a\nb"), ("{a\nb\n", "{a\nb")] {
            let text = FormatText::verbatim(SourceId(0), 0, format);
            let sources = SourceList(vec![Source::new(
                "format.txt",
                file,
                std::sync::Arc::default(),
            )]);
            for (span, new) in [(Span::new(2, 3), ""), (Span::at(4), "}")] {
                let fix = Fix::safe("x", span, new);
                assert_eq!(FileFix::new(&fix, &text, &sources).edits.len(), 1);
            }
        }
    }
}
