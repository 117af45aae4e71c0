//! What a word is worth: variables that are assigned once before are filled in, others are holes.

use gwfmt_core::span::{SourceSpan, Span};
use gwfmt_core::text::FormatText;

use super::words::{Piece, Script, Word};
use crate::{Problem, ProblemKind};

/// A word, worked out.
#[derive(Debug, Default)]
pub(super) struct Value {
    pub(super) text: FormatText,
    /// References to `$context` that the shell takes for a variable of its own.
    pub(super) faults: Vec<Problem>,
    /// The name of a variable that is not known.
    pub(super) open: Option<String>,
}

/// Variables within variables that are followed.
const VARIABLES: usize = 8;

/// The value of a word.
pub(super) fn value(script: &Script, word: &Word, file: &str) -> Value {
    let mut value = Value::default();
    add(script, word, file, VARIABLES, &mut value);
    value
}

fn add(script: &Script, word: &Word, file: &str, depth: usize, to: &mut Value) {
    let mut pieces = word.pieces.iter().peekable();
    while let Some(piece) = pieces.next() {
        match piece {
            Piece::Text(text) => to.text.push_text(text),
            Piece::Unknown(place) => to.text.push_hole(*place),
            Piece::Document(document) => {
                let mut inner = Value::default();
                add(script, document, file, depth, &mut inner);
                let end = inner.text.as_str().trim_end_matches('\n').len();
                to.text.push_text(&inner.text.slice(Span::new(0, end)));
                to.faults.append(&mut inner.faults);
                to.open = to.open.take().or(inner.open);
            }
            Piece::Variable(name, place) => {
                if let Some(known) = known(script, name, *place).filter(|_| depth > 0) {
                    add(script, known, file, depth - 1, to);
                    continue;
                }
                let is_ours = name == "context" && !script.assigned.contains_key(name);
                let next = match pieces.peek() {
                    Some(Piece::Text(text)) => text.as_str(),
                    _ => "",
                };
                let raw = file.get(place.span.range()).unwrap_or_default();
                let is_whole = raw.contains('.');
                if !is_ours || !is_whole && !next.starts_with('.') {
                    to.text.push_hole(*place);
                    to.open.get_or_insert_with(|| name.clone());
                    continue;
                }
                // the rest of the reference goes with it
                let rest = if is_whole { 0 } else { name_len(next) };
                let whole = SourceSpan::new(place.source, place.span.start, place.span.end + rest);
                to.text.push_hole(whole);
                to.faults.push(fault(file, whole, is_whole));
                if rest > 0
                    && let Some(Piece::Text(text)) = pieces.next()
                {
                    to.text.push_text(&text.slice(Span::new(rest, text.len())));
                }
            }
        }
    }
}

/// The word that a variable holds: the only one that is assigned to it, and before.
fn known<'s>(script: &'s Script, name: &str, place: SourceSpan) -> Option<&'s Word> {
    match script.assigned.get(name)?.as_slice() {
        [(at, word)] if *at < place.span.start => Some(word),
        _ => None,
    }
}

/// How much of a text is the rest of the name of a reference.
fn name_len(text: &str) -> usize {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    let len = text.bytes().take_while(|byte| is_name(*byte)).count();
    text.get(..len)
        .map_or(0, |name| name.trim_end_matches(['.', '-']).len())
}

fn fault(file: &str, place: SourceSpan, is_refused: bool) -> Problem {
    let written = file.get(place.span.range()).unwrap_or_default();
    let message = if is_refused {
        format!("`{written}` is not a variable of the shell, which refuses it")
    } else {
        format!(
            "the shell replaces the start of `{written}` by its own variable `context`, which is not set"
        )
    };
    Problem {
        fix: Some(format!("\\${}", written.replace(['$', '{', '}'], ""))),
        ..Problem::new(ProblemKind::Interpolated, place, message)
    }
}
