//! The comments of a YAML text that may be suppressions: each `#` with `gwfmt` behind it, until a scalar is found to hold it, and
//! the entry or item that it is about.

use gwfmt_core::span::Span;

use crate::limits::SUPPRESSION_SIGNS;
use crate::suppress::{NEEDLE, line_of};

/// The signs of comments, in order.
pub(super) struct Signs {
    pub(super) all: Vec<Sign>,
    /// The first that is not looked at.
    pub(super) left_out: Option<usize>,
    /// Those before this one lie before what was read.
    passed: usize,
    /// What those before this one are about has begun.
    begun: usize,
    /// Where the comments at the top of the file end.
    top: usize,
}

/// The sign of a comment.
pub(super) struct Sign {
    pub(super) at: usize,
    /// The line that it is about.
    pub(super) line: Span,
    /// Whether it is no comment, or nobody knows.
    pub(super) is_text: bool,
    /// The first entry or item that begins on the line.
    pub(super) about: Option<Span>,
    /// Whether nothing but comments stands before it.
    pub(super) is_at_top: bool,
}

impl Signs {
    pub(super) fn new(text: &str) -> Self {
        let mut signs = Signs {
            all: Vec::new(),
            left_out: None,
            passed: 0,
            begun: 0,
            top: top(text),
        };
        let mut line = Span::at(0);
        for (at, _) in text.match_indices(NEEDLE) {
            let Some(at) = sign_before(text, at) else {
                continue;
            };
            if signs.all.len() == SUPPRESSION_SIGNS {
                signs.left_out = Some(at);
                break;
            }
            if at >= line.end {
                line = line_of(text, at);
            }
            signs.all.push(Sign {
                at,
                line,
                is_text: false,
                about: None,
                is_at_top: at < signs.top,
            });
        }
        signs.look_ahead(text);
        signs
    }

    /// Whether there is any.
    pub(super) fn are_in(text: &str) -> bool {
        let mut words = text.match_indices(NEEDLE);
        words.any(|(at, _)| sign_before(text, at).is_some())
    }

    /// Those that stand alone on their line are about the next line that is neither blank nor a comment.
    fn look_ahead(&mut self, text: &str) {
        let mut next: Option<(Span, Span)> = None;
        for sign in self.all.iter_mut().rev() {
            let own = sign.line;
            let before = text.get(own.start..sign.at).unwrap_or_default();
            let before = before.trim_start_matches('\u{FEFF}').trim_start();
            if !before.is_empty() && !before.starts_with('#') {
                continue; // it is about its own
            }
            sign.line = match next {
                Some((line, about)) if line == own => about,
                _ => ahead(text, own, next),
            };
            next = Some((own, sign.line));
        }
    }

    /// Something begins: what lies before it is read. `is_unit` says whether it is an entry or an item. Gives back the signs
    /// that are about it.
    pub(super) fn begins(&mut self, start: usize, is_unit: bool) -> Vec<usize> {
        while self
            .all
            .get(self.passed)
            .is_some_and(|sign| sign.at < start)
        {
            self.passed += 1;
        }
        let mut about = Vec::new();
        while let Some(sign) = self.all.get_mut(self.begun)
            && sign.line.start <= start
        {
            if start < sign.line.end {
                if !is_unit {
                    break;
                }
                sign.about = Some(Span::new(start, sign.line.end));
                about.push(self.begun);
            }
            self.begun += 1;
        }
        about
    }

    /// What a sign is about has ended.
    pub(super) fn ends(&mut self, sign: usize, end: usize) {
        if let Some(about) = self.all.get_mut(sign).and_then(|sign| sign.about.as_mut()) {
            about.end = about.end.max(end);
        }
    }

    /// The signs in these bytes are none.
    pub(super) fn is_text(&mut self, bytes: Span) {
        while let Some(sign) = self.all.get_mut(self.passed)
            && sign.at < bytes.end
        {
            sign.is_text |= sign.at >= bytes.start && !sign.is_at_top;
            self.passed += 1;
        }
    }
}

/// Where the `#` before a word begins, when it can begin a comment.
fn sign_before(text: &str, word: usize) -> Option<usize> {
    let before = text.get(..word)?.trim_end_matches([' ', '\t']);
    let outside = before.trim_end_matches('#');
    let is_apart = outside.is_empty() || outside.ends_with([' ', '\t', '\n', '\r', '\u{FEFF}']);
    (outside.len() < before.len() && is_apart).then_some(outside.len())
}

/// The first line behind one that holds something. `next` is a line of comments behind it, and what that is about.
fn ahead(text: &str, own: Span, next: Option<(Span, Span)>) -> Span {
    let mut line = own;
    while line.end < text.len() {
        line = line_of(text, line.end + 1);
        if let Some((comment, about)) = next
            && comment == line
        {
            return about;
        }
        let words = text.get(line.range()).unwrap_or_default().trim();
        if !words.is_empty() && !words.starts_with('#') && words != "---" {
            return line;
        }
    }
    Span::at(text.len())
}

/// Where the blank lines, comments and directives at the top of a text end.
fn top(text: &str) -> usize {
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        let words = line.trim_start_matches('\u{FEFF}').trim();
        let is_top = words.is_empty() || words.starts_with(['#', '%']) || words == "---";
        if !is_top {
            break;
        }
        end += line.len();
    }
    end
}
