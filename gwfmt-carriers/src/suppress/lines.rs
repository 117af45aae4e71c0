//! Comments of languages whose brackets tell where something ends: what a comment covers is what begins on the line behind it,
//! or on its own line, to the end of the line on which the brackets are closed again that it opens.

use gwfmt_core::span::Span;

use super::{Covers, Directive, NOT_AT_TOP, Suppression, Suppressions, with_blanks};

/// Collects comments while someone else tells what is code.
pub(crate) struct Lines<'t> {
    text: &'t str,
    found: Suppressions,
    depth: usize,
    /// The first code of the line, and how deep it is.
    line: Option<(usize, usize)>,
    has_code: bool,
    /// Comments behind which no code has come yet.
    waiting: Vec<usize>,
    /// What begins and has not ended, with its depth, which grows.
    open: Vec<(usize, usize)>,
    /// A line break after which what is open may go on.
    broken: Option<usize>,
}

/// What a piece of code does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    /// It opens a bracket.
    Opens,
    /// It closes one.
    Closes,
    /// Neither.
    Other,
}

impl<'t> Lines<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self {
            text,
            found: Suppressions::default(),
            depth: 0,
            line: None,
            has_code: false,
            waiting: Vec::new(),
            open: Vec::new(),
            broken: None,
        }
    }

    /// How many brackets are open.
    #[cfg(feature = "source")]
    pub(crate) fn depth(&self) -> usize {
        self.depth
    }

    /// A comment: all of it, and what it says, without its signs.
    pub(crate) fn comment(&mut self, place: Span, said: Span) {
        let mut start = said.start;
        let text = self.text.get(said.range()).unwrap_or_default();
        let is_one_line = !text.trim().contains('\n');
        for line in text.split_inclusive('\n') {
            let inner = line.trim_start_matches([' ', '\t', '*', '#', '/', '!']);
            if let Some(directive) = Directive::read(inner, start + line.len() - inner.len()) {
                self.directive(directive, place, is_one_line);
            }
            start += line.len();
        }
    }

    fn directive(&mut self, directive: Directive, comment: Span, is_one_line: bool) {
        let is_for_file = directive.is_for_file && directive.fault.is_none();
        let misplaced = (is_for_file && self.has_code).then_some(NOT_AT_TOP);
        let fault = directive.fault.or(misplaced);
        let line = self.line;
        let removal = is_one_line.then(|| self.removal(&directive, comment));
        let at = self.found.push(Suppression {
            place: if is_one_line {
                comment
            } else {
                directive.place
            },
            covers: if is_for_file {
                Covers::File
            } else {
                // to the end, until something says where it ends
                let start = line.map_or(self.text.len(), |(start, _)| start);
                Covers::Within(Span::new(start, self.text.len()))
            },
            rules: if fault.is_some() {
                Vec::new()
            } else {
                directive.rules
            },
            list: directive.list,
            removal,
            fault,
        });
        match (at, line) {
            (Some(_), _) if is_for_file => {}
            (Some(at), Some((_, depth))) => self.open.push((at, depth)),
            (Some(at), None) => self.waiting.push(at),
            (None, _) => {}
        }
    }

    /// All of the comment when it says nothing else.
    fn removal(&self, directive: &Directive, comment: Span) -> Span {
        let said = |start: usize, end: usize| self.text.get(start..end).unwrap_or_default();
        let is_sign = |text: &str| {
            text.chars()
                .all(|c| c.is_whitespace() || matches!(c, '#' | '/' | '*' | '!'))
        };
        let begins = is_sign(said(comment.start, directive.place.start));
        let ends = is_sign(said(directive.place.end, comment.end));
        match (begins, ends) {
            (true, true) => with_blanks(self.text, comment),
            (_, true) => with_blanks(self.text, directive.place),
            (_, false) => directive.place,
        }
    }

    /// A piece of code that begins at `at`. `goes_on` says whether it belongs to what stands on the line before.
    pub(crate) fn code(&mut self, at: usize, code: Code, goes_on: bool) {
        if let Some(broken) = self.broken.take() {
            self.close(broken, self.depth + usize::from(goes_on));
        }
        self.has_code = true;
        if self.line.is_none() {
            self.line = Some((at, self.depth));
        }
        let depth = self.depth;
        for waiting in self.waiting.drain(..) {
            if let Some(suppression) = self.found.all.get_mut(waiting) {
                suppression.covers = Covers::Within(Span::new(at, self.text.len()));
            }
            self.open.push((waiting, depth));
        }
        match code {
            Code::Opens => self.depth += 1,
            Code::Closes => self.depth = self.depth.saturating_sub(1),
            Code::Other => {}
        }
    }

    /// The end of a line, not within a string.
    pub(crate) fn line_break(&mut self, at: usize) {
        if self.line.take().is_some() {
            self.broken.get_or_insert(at);
        }
    }

    /// Ends what is open and so deep or deeper.
    fn close(&mut self, at: usize, least: usize) {
        while let Some((suppression, _)) = self.open.pop_if(|(_, depth)| *depth >= least) {
            let suppression = self.found.all.get_mut(suppression);
            if let Some(Covers::Within(within)) = suppression.map(|one| &mut one.covers) {
                within.end = at.max(within.start);
            }
        }
    }

    pub(crate) fn finish(mut self) -> Suppressions {
        if let Some(at) = self.broken {
            self.close(at, 0);
        }
        for waiting in self.waiting {
            if let Some(suppression) = self.found.all.get_mut(waiting) {
                suppression.covers = Covers::Within(Span::at(self.text.len()));
            }
        }
        self.found
    }
}
