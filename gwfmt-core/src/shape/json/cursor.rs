//! Where the reader of JSON stands: looking ahead and behind, noting faults, passing over white space and comments.

use super::{Fault, FaultKind, Json};
use crate::ast::{Format, PartKind};
use crate::shape::{Place, Symbol, symbols};
use crate::span::Span;

pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) format: &'a Format,
    symbols: Vec<(Symbol, Span)>,
    pub(super) at: usize,
    pub(super) places: &'a mut [Place],
    pub(super) faults: Vec<Fault>,
    /// Where a fault was met after which nothing can be judged.
    pub(super) lost: Option<usize>,
    /// The quote that wraps the whole format.
    pub(super) wrapped: Option<char>,
    /// The quotes within it are escaped, all of them.
    pub(super) escaped: bool,
    /// A hole is outside all strings: brackets may be closed or opened in it.
    pub(super) open_hole: bool,
    /// One past the parentheses of a directive that were passed over.
    pub(super) condition_end: Option<usize>,
    /// How many more braces open than close, all over the text.
    pub(super) surplus: isize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, format: &'a Format, places: &'a mut [Place]) -> Self {
        let braces = |c: u8| text.bytes().filter(|b| *b == c).count().cast_signed();
        Self {
            surplus: braces(b'{') - braces(b'}'),
            text,
            format,
            symbols: symbols(text, format),
            at: 0,
            places,
            faults: Vec::new(),
            lost: None,
            wrapped: None,
            escaped: false,
            open_hole: false,
            condition_end: None,
        }
    }

    pub(super) fn read(mut self) -> Json {
        let root = self.document();
        let mut faults = self.faults;
        faults.sort_by_key(|fault| fault.span);
        faults.dedup();
        Json {
            root,
            faults,
            lost: self.lost,
        }
    }

    pub(super) fn symbol(&self, at: usize) -> Option<Symbol> {
        self.symbols.get(at).map(|(symbol, _)| *symbol)
    }

    pub(super) fn peek(&self) -> Option<Symbol> {
        self.symbol(self.at)
    }

    pub(super) fn char_at(&self, at: usize) -> Option<char> {
        match self.symbol(at) {
            Some(Symbol::Char(c)) => Some(c),
            _ => None,
        }
    }

    pub(super) fn peek_char(&self) -> Option<char> {
        self.char_at(self.at)
    }

    /// The byte at which the symbol `at` starts.
    pub(super) fn start_of(&self, at: usize) -> usize {
        self.symbols
            .get(at)
            .map_or(self.text.len(), |(_, span)| span.start)
    }

    /// The byte at which the symbol before `at` ends.
    pub(super) fn end_before(&self, at: usize) -> usize {
        at.checked_sub(1)
            .and_then(|at| self.symbols.get(at))
            .map_or(0, |(_, span)| span.end)
    }

    pub(super) fn offset(&self) -> usize {
        self.start_of(self.at)
    }

    /// From byte `start` to the end of the last symbol taken.
    pub(super) fn since(&self, start: usize) -> Span {
        Span::new(start, self.end_before(self.at).max(start))
    }

    /// The symbol here.
    pub(super) fn here(&self) -> Span {
        Span::new(
            self.offset(),
            self.end_before(self.at + 1).max(self.offset()),
        )
    }

    pub(super) fn is_space(&self, at: usize) -> bool {
        self.char_at(at).is_some_and(char::is_whitespace)
    }

    /// The first symbol from `at` on that is not white space.
    pub(super) fn solid(&self, mut at: usize) -> usize {
        while self.is_space(at) {
            at += 1;
        }
        at
    }

    /// One past the last symbol before `at` that is not white space.
    pub(super) fn after_last(&self, mut at: usize) -> usize {
        while at > 0 && self.is_space(at - 1) {
            at -= 1;
        }
        at
    }

    /// A hole or a template's directive: may stand for anything.
    pub(super) fn is_wild(&self, symbol: Option<Symbol>) -> bool {
        matches!(symbol, Some(Symbol::Atom(part))
            if matches!(self.format.parts[part].kind, PartKind::Hole | PartKind::Template))
    }

    /// Takes a hole or a directive, the latter with its condition: `#if($context.error.message)`.
    pub(super) fn take_wild(&mut self) {
        let directive = matches!(self.peek(), Some(Symbol::Atom(part))
            if self.format.parts[part].kind == PartKind::Template);
        self.open_hole = true;
        self.at += 1;
        let mut at = self.solid(self.at);
        if !directive || self.char_at(at) != Some('(') {
            return;
        }
        let mut open = 0_usize;
        while let Some(symbol) = self.symbol(at) {
            at += 1;
            match symbol {
                Symbol::Char('(') => open += 1,
                Symbol::Char(')') => open -= 1,
                _ => {}
            }
            if open == 0 {
                self.at = at;
                self.condition_end = Some(at);
                return;
            }
        }
    }

    /// `$requestId`: looks like a reference and is copied into the line.
    pub(super) fn is_name(&self, symbol: Option<Symbol>) -> bool {
        matches!(symbol, Some(Symbol::Atom(part)) if self.format.parts[part].kind == PartKind::Name)
    }

    /// Whether something wild touches this point, white space apart.
    pub(super) fn beside_hole(&self) -> bool {
        let before = self.after_last(self.at);
        self.is_wild(self.symbol(self.solid(self.at)))
            || before > 0 && self.is_wild(self.symbol(before - 1))
            || self.condition_end == Some(before)
    }

    /// Whether a key in quotes and its colon begin at `at`.
    pub(super) fn quoted_key_at(&self, at: usize) -> bool {
        let Some(quote) = self.quote_at(at) else {
            return false;
        };
        self.close_of(at + quote.width, quote).is_some_and(|close| {
            self.char_at(self.solid(close + self.closing_width(close))) == Some(':')
        })
    }

    /// Whether a key without quotes and its colon begin at `at`.
    pub(super) fn bare_key_at(&self, at: usize) -> bool {
        let mut end = at;
        while self
            .char_at(end)
            .is_some_and(|c| c.is_alphanumeric() || "_-.".contains(c))
        {
            end += 1;
        }
        end > at && self.char_at(self.solid(end)) == Some(':')
    }

    pub(super) fn key_at(&self, at: usize) -> bool {
        self.quoted_key_at(at) || self.bare_key_at(at)
    }

    pub(super) fn fault(&mut self, span: Span, kind: FaultKind, mend: Vec<(Span, &'static str)>) {
        if self.lost.is_none() && !self.beside_hole() {
            self.faults.push(Fault { span, kind, mend });
        }
    }

    /// A fault after which the rest cannot be judged.
    pub(super) fn lose(&mut self, span: Span, kind: FaultKind) {
        self.fault(span, kind, Vec::new());
        self.lost.get_or_insert(span.start);
        self.at = self.symbols.len();
    }

    /// Quotes at these points make a string of `span`, unless a backslash in it would begin an escape.
    pub(super) fn quotes(&self, span: Span, points: &[usize]) -> Vec<(Span, &'static str)> {
        if self.text[span.range()].contains('\\') {
            return Vec::new();
        }
        points.iter().map(|&at| (Span::at(at), "\"")).collect()
    }

    pub(super) fn skip_space(&mut self) {
        loop {
            self.at = self.solid(self.at);
            if self.skip_spelled() {
                continue;
            }
            let (Some('/'), Some(second @ ('/' | '*'))) =
                (self.peek_char(), self.char_at(self.at + 1))
            else {
                return;
            };
            let start = self.offset();
            let rest = &self.text[start..];
            let length = if second == '/' {
                rest.find(['\n', '\r'])
            } else {
                rest.find("*/").map(|end| end + 2)
            };
            let length = length.unwrap_or(rest.len());
            while self.offset() < start + length {
                self.at += 1;
            }
            let span = Span::new(start, start + length);
            self.fault(span, FaultKind::Comment, vec![(span, "")]);
        }
    }
}
