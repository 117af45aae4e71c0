//! A fix of the format text as changes of files that may be right: each way writes the new text as some language would.
//!
//! Nothing here is known of the file's language, so a way is a guess. Who takes one applies it, reads the file again and
//! looks whether the format has become what was wanted.

use std::sync::Arc;

use gwfmt_carriers::Found;
use gwfmt_core::limits::{FIX_RUNS, FIX_WAYS};
use gwfmt_core::span::{SourceSpan, Span};
use gwfmt_core::text::{FormatText, Origin};

use crate::check::entries::{self, Around};
use crate::check::place::{FileEdit, Place};
use crate::check::source::SourceList;

/// What a fix makes of a format, and how files may say it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Change {
    /// The value that holds the format.
    pub(crate) value: Place,
    /// The address of the format.
    pub(crate) address: String,
    /// The ranges of the format's text, and what replaces each.
    pub(crate) edits: Vec<(Span, String)>,
    /// Ways of writing it, the likeliest first.
    pub(crate) ways: Vec<Vec<FileEdit>>,
}

impl Change {
    /// A change of the format.
    pub(crate) fn of_format(
        edits: &[(Span, String)],
        found: &Found,
        sources: &SourceList<'_>,
    ) -> Self {
        Self {
            value: sources.place(found.place),
            address: found.address.clone(),
            edits: edits.to_vec(),
            ways: {
                let last = without_final_break(edits, found, sources);
                let mut ways = ways(edits, &found.text, sources);
                ways.splice(0..0, by_entries(edits, &found.text, sources));
                ways.splice(0..0, last);
                ways
            },
        }
    }

    /// A change of files that changes no format; nothing where there is nothing to change.
    pub(crate) fn of_files(edits: &[(Place, String)]) -> Option<Self> {
        let (first, _) = edits.first()?;
        let edits = edits.iter().map(|(place, new)| FileEdit {
            file: Arc::clone(&place.file),
            span: place.span,
            text: new.clone(),
        });
        Some(Self {
            value: first.clone(),
            address: String::new(),
            edits: Vec::new(),
            ways: vec![edits.collect()],
        })
    }

    /// A change of the file, which makes a hole of the format a part of its text.
    pub(crate) fn of_file(
        (place, new): &(Place, String),
        hole: Option<Span>,
        found: &Found,
        sources: &SourceList<'_>,
    ) -> Self {
        Self {
            value: sources.place(found.place),
            address: found.address.clone(),
            edits: hole.map(|span| (span, new.clone())).into_iter().collect(),
            ways: vec![vec![FileEdit {
                file: Arc::clone(&place.file),
                span: place.span,
                text: new.clone(),
            }]],
        }
    }
}

/// On which side of what the file writes between two bytes of the format the new text goes: indentation, the end of an escape.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    After,
}

fn ways(
    edits: &[(Span, String)],
    text: &FormatText,
    sources: &SourceList<'_>,
) -> Vec<Vec<FileEdit>> {
    let mut ways: Vec<Vec<FileEdit>> = Vec::new();
    let short: Vec<_> = edits.iter().map(|edit| trimmed(edit, text)).collect();
    for edits in [&short[..], edits] {
        for spelling in SPELLINGS {
            for side in [Side::After, Side::Before] {
                let way = edits
                    .iter()
                    .map(|(span, new)| written(*span, new, *spelling, side, text, sources));
                let Some(way) = way.collect::<Option<Vec<_>>>() else {
                    continue;
                };
                let mut way = way.concat();
                way.sort_unstable();
                way.dedup();
                if !ways.contains(&way) {
                    ways.push(way);
                }
                if ways.len() == FIX_WAYS {
                    return ways;
                }
            }
        }
    }
    ways
}

/// The final line break of a heredoc or of a block of YAML belongs to their syntax: what drops it is written around the
/// value, and the rest of the edits where it stands.
fn without_final_break(
    edits: &[(Span, String)],
    found: &Found,
    sources: &SourceList<'_>,
) -> Option<Vec<FileEdit>> {
    let text = &found.text;
    let ((last, new), others) = edits.split_last()?;
    let dropped = text.as_str().get(last.range())?;
    let before = dropped.strip_suffix('\n')?;
    let before = before.strip_suffix('\r').unwrap_or(before);
    if last.end != text.len() || !new.is_empty() {
        return None;
    }
    let mut inside = others.to_vec();
    if !before.is_empty() {
        let span = Span::new(last.start, last.start + before.len());
        inside.push((span, String::new()));
    }
    let inside = inside
        .iter()
        .map(|(span, new)| written(*span, new, Spelling::Learned, Side::After, text, sources));
    let mut way = inside.collect::<Option<Vec<_>>>()?.concat();
    let source = sources.get(found.place.source)?;
    let (value, written) = (found.place.span, source.slice(found.place.span));
    let around = if written.starts_with("<<") {
        let line = source.slice(source.line(source.line_of(value.start)));
        let indent = &line[..line.len() - line.trim_start().len()];
        let line_break = if written.contains("\r\n") {
            "\r\n"
        } else {
            "\n"
        };
        vec![
            (value.start, "chomp(".to_owned()),
            (value.end, format!("{line_break}{indent})")),
        ]
    } else if written.starts_with(['|', '>']) {
        vec![(value.start + 1, "-".to_owned())]
    } else {
        return None;
    };
    way.extend(around.into_iter().map(|(at, text)| FileEdit {
        file: Arc::clone(&source.name),
        span: Span::at(at),
        text,
    }));
    way.sort_unstable();
    way.dedup();
    Some(way)
}

/// What comes or goes is an entry of an object that a function makes a format of; the rest of the edits where it stands.
fn by_entries(
    edits: &[(Span, String)],
    text: &FormatText,
    sources: &SourceList<'_>,
) -> Vec<Vec<FileEdit>> {
    let is_entry = |(span, new): &(Span, String)| {
        (new.is_empty() || span.is_empty()) && entries::is_made(*span, text)
    };
    if !edits.iter().any(is_entry) {
        return Vec::new();
    }
    let way = |around| {
        let edits = edits.iter().map(|edit| {
            if is_entry(edit) {
                let (span, new) = edit;
                let edit = if span.is_empty() {
                    entries::added(span.start, new, text, sources)
                } else {
                    entries::without(*span, around, text, sources)
                };
                return Some(vec![edit?]);
            }
            let (span, new) = trimmed(edit, text);
            written(span, &new, Spelling::Learned, Side::After, text, sources)
        });
        let mut way = edits.collect::<Option<Vec<_>>>()?.concat();
        way.sort_unstable();
        way.dedup();
        Some(way)
    };
    Around::ALL.into_iter().filter_map(way).collect()
}

/// The edit without what it leaves as it is at both ends.
fn trimmed((span, new): &(Span, String), text: &FormatText) -> (Span, String) {
    let old = text.as_str().get(span.range()).unwrap_or_default();
    let same = |(a, b): &(char, char)| a == b;
    let start: usize = old
        .chars()
        .zip(new.chars())
        .take_while(same)
        .map(|(c, _)| c.len_utf8())
        .sum();
    let (old, rest) = (&old[start..], &new[start..]);
    let end: usize = old
        .chars()
        .rev()
        .zip(rest.chars().rev())
        .take_while(same)
        .map(|(c, _)| c.len_utf8())
        .sum();
    let span = Span::new(span.start + start, span.end - end);
    (span, rest[..rest.len() - end].to_owned())
}

/// The edit as edits of files, or nothing where no file says the range.
fn written(
    span: Span,
    new: &str,
    spelling: Spelling,
    side: Side,
    text: &FormatText,
    sources: &SourceList<'_>,
) -> Option<Vec<FileEdit>> {
    let places = if span.is_empty() {
        vec![point(span.start, side, text)?]
    } else {
        let places = text.locate(span)?;
        let mut all = vec![places.primary];
        all.extend(places.others);
        take_indentation(span, text, &mut all);
        all
    };
    let new = match spelling {
        Spelling::Learned => learned(new, span, text, sources),
        Spelling::Fixed(pairs) => replaced(new, pairs),
    };
    let mut new = Some(new);
    let edits = places.into_iter().map(|place| {
        Some(FileEdit {
            file: Arc::clone(&sources.get(place.source)?.name),
            span: place.span,
            // of a text in several pieces the first one becomes the new text
            text: new.take().unwrap_or_default(),
        })
    });
    edits.collect()
}

/// Who drops a line break drops what the file writes before the next line, and the format leaves out.
fn take_indentation(span: Span, text: &FormatText, places: &mut [SourceSpan]) {
    let dropped = text.as_str().get(span.range()).unwrap_or_default();
    let Some(last) = places.last_mut().filter(|_| dropped.ends_with('\n')) else {
        return;
    };
    for (run, origin) in text.spans() {
        if let Origin::Escape(place) = origin
            && run == Span::at(span.end)
            && (place.source, place.span.start) == (last.source, last.span.end)
        {
            last.span.end = place.span.end;
        }
    }
}

/// The place in a file between two bytes of the format.
fn point(at: usize, side: Side, text: &FormatText) -> Option<SourceSpan> {
    let (run, origin) = match side {
        Side::After => text
            .spans()
            .find(|(run, _)| run.start <= at && at < run.end),
        Side::Before => text
            .spans()
            .find(|(run, _)| run.start < at && at <= run.end),
    }?;
    match origin {
        Origin::Verbatim { source, offset } => {
            let at = offset + at - run.start;
            Some(SourceSpan::new(source, at, at))
        }
        Origin::Escape(place) | Origin::Written(place) | Origin::Hole(place) => {
            let at = if at == run.start {
                place.span.start
            } else if at == run.end {
                place.span.end
            } else {
                return None;
            };
            Some(SourceSpan::new(place.source, at, at))
        }
    }
}

/// How a new text is written.
#[derive(Clone, Copy)]
enum Spelling {
    /// Each character as the file writes it nearby in the same format.
    Learned,
    /// With these texts replaced, the first that fits at each place.
    Fixed(&'static [(&'static str, &'static str)]),
}

const SPELLINGS: &[Spelling] = &[
    Spelling::Learned,
    Spelling::Fixed(&[]),
    // "…" of most languages
    Spelling::Fixed(&[("\\", "\\\\"), ("\"", "\\\""), ("\n", "\\n")]),
    // '…' of programs
    Spelling::Fixed(&[("\\", "\\\\"), ("'", "\\'"), ("\n", "\\n")]),
    // '…' of YAML
    Spelling::Fixed(&[("'", "''")]),
    // "…" and heredocs of Terraform
    Spelling::Fixed(&[
        ("\\", "\\\\"),
        ("\"", "\\\""),
        ("\n", "\\n"),
        ("${", "$${"),
        ("%{", "%%{"),
    ]),
    Spelling::Fixed(&[("${", "$${"), ("%{", "%%{")]),
    // `…` of JavaScript
    Spelling::Fixed(&[("\\", "\\\\"), ("`", "\\`"), ("${", "\\${")]),
    // Sub of CloudFormation
    Spelling::Fixed(&[("${", "${!")]),
    Spelling::Fixed(&[("\\", "\\\\"), ("\"", "\\\""), ("\n", "\\n"), ("${", "${!")]),
    // f"…" of Python
    Spelling::Fixed(&[("{", "{{"), ("}", "}}")]),
    // a string within a string
    Spelling::Fixed(&[("\\", "\\\\\\\\"), ("\"", "\\\\\\\""), ("\n", "\\\\n")]),
];

fn replaced(text: &str, pairs: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let pair = pairs.iter().find(|(from, _)| rest.starts_with(from));
        let length = pair.map_or(c.len_utf8(), |(from, to)| {
            out.push_str(to);
            from.len()
        });
        if pair.is_none() {
            out.push(c);
        }
        rest = &rest[length..];
    }
    out
}

/// The text with each character as the nearest run writes it that holds it.
fn learned(new: &str, span: Span, text: &FormatText, sources: &SourceList<'_>) -> String {
    const LONGEST: usize = 12;
    let middle = text.runs().partition_point(|run| run.start <= span.start);
    let first = middle.saturating_sub(FIX_RUNS);
    let near: Vec<_> = text.spans().skip(first).take(2 * FIX_RUNS).collect();
    let as_near = |c: char| {
        let holding = near.iter().filter_map(|(run, origin)| {
            let part = text.as_str().get(run.range())?;
            let mut signs = part.chars();
            let far = run.start.max(span.start) - run.start.min(span.start);
            match origin {
                Origin::Verbatim { .. } if part.contains(c) => {
                    let is_inside = run.start <= span.start && span.start <= run.end;
                    Some((if is_inside { 0 } else { far }, c.to_string()))
                }
                Origin::Escape(place) if signs.next() == Some(c) && signs.next().is_none() => {
                    let written = sources.get(place.source)?.slice(place.span);
                    let is_usable = !written.is_empty() && written.len() <= LONGEST;
                    is_usable.then(|| (far, written.to_owned()))
                }
                _ => None,
            }
        });
        holding.min()
    };
    let mut known: Vec<(char, String)> = Vec::new();
    let mut out = String::with_capacity(new.len());
    for c in new.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c);
            continue;
        }
        if let Some((_, written)) = known.iter().find(|(one, _)| *one == c) {
            out.push_str(written);
            continue;
        }
        let written = as_near(c).map_or_else(|| c.to_string(), |(_, written)| written);
        out.push_str(&written);
        known.push((c, written));
    }
    out
}
