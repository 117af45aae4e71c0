//! What the tests of the rules share.

use crate::api::{Api, ApiSet};
use crate::diagnostic::Diagnostic;
use crate::lint::{Rule, lint};
use crate::model::Model;
use crate::span::{SourceId, SourceSpan};
use crate::text::FormatText;

/// A piece of a format.
#[derive(Clone, Copy)]
pub(crate) enum Piece {
    /// Text of the source.
    Text(&'static str),
    /// A part that only the deployment knows.
    Hole,
}

/// The APIs of a test: `rest`, `http`, `websocket`, `v2`, `any`.
pub(crate) fn apis(word: &str) -> ApiSet {
    match word {
        "any" => ApiSet::ANY,
        "v2" => ApiSet::V2,
        name => ApiSet::one(Api::ALL.into_iter().find(|api| api.name() == name).unwrap()),
    }
}

/// What `rule` says of a format.
pub(crate) fn diagnostics(rule: &'static Rule, text: &str, api: &str) -> Vec<Diagnostic> {
    let text = FormatText::verbatim(SourceId(0), 0, text);
    let model = Model::new(&text, apis(api));
    lint(&model, [&rule])
}

/// Severity and place of what `rule` says of a format.
pub(crate) fn found(rule: &'static Rule, text: &str, api: &str) -> Vec<(String, String)> {
    diagnostics(rule, text, api)
        .iter()
        .map(|d| (d.severity.to_string(), text[d.span.range()].to_owned()))
        .collect()
}

/// Severity and message of what `rule` says of a format with holes.
pub(crate) fn found_in(rule: &'static Rule, pieces: &[Piece], api: &str) -> Vec<(String, String)> {
    let mut text = FormatText::new();
    let mut at = 0;
    for piece in pieces {
        match piece {
            Piece::Text(piece) => text.push_verbatim(SourceId(0), at, piece),
            Piece::Hole => text.push_hole(SourceSpan::new(SourceId(0), at, at + 4)),
        }
        at += 100;
    }
    lint(&Model::new(&text, apis(api)), [&rule])
        .into_iter()
        .map(|d| (d.severity.to_string(), d.message))
        .collect()
}

/// The format after all fixes of `rule`, the last one first.
pub(crate) fn fixed(rule: &'static Rule, text: &str, api: &str) -> String {
    let mut diagnostics = diagnostics(rule, text, api);
    diagnostics.reverse();
    diagnostics
        .iter()
        .filter_map(|d| d.fix.as_ref())
        .fold(text.to_owned(), |text, fix| fix.apply(&text))
}
