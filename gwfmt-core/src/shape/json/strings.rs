//! Strings: what opens and closes one, and where one ends whose quote was forgotten.

use super::cursor::Reader;
use super::{FaultKind, Member, Value, ValueKind};
use crate::shape::{Place, Symbol};
use crate::span::Span;

/// A quote that opens a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quote {
    style: Style,
    /// How many symbols it takes.
    pub(super) width: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// `"`.
    Right,
    /// `\"`.
    Escaped,
    /// `'` or a backtick.
    Other(char),
    /// `“`, `”`.
    Typographic,
}

impl Reader<'_> {
    /// The quote at `at`.
    pub(super) fn quote_at(&self, at: usize) -> Option<Quote> {
        let style = match self.char_at(at)? {
            '"' => Style::Right,
            '\\' if self.char_at(at + 1) == Some('"') => Style::Escaped,
            c @ ('\'' | '`') => Style::Other(c),
            '\u{201C}' | '\u{201D}' => Style::Typographic,
            _ => return None,
        };
        let width = 1 + usize::from(style == Style::Escaped);
        Some(Quote { style, width })
    }

    fn closes(&self, at: usize, quote: Quote) -> bool {
        match quote.style {
            Style::Right => self.char_at(at) == Some('"'),
            Style::Escaped => {
                let escaped = self.char_at(at) == Some('\\') && self.char_at(at + 1) == Some('"');
                // `\"$context.path",`: opened with a backslash and closed without.
                let structural = || {
                    let next = self.symbol(self.solid(at + 1));
                    matches!(next, None | Some(Symbol::Char(',' | '}' | ']' | ':')))
                };
                escaped || self.char_at(at) == Some('"') && structural()
            }
            Style::Other(c) => self.char_at(at) == Some(c),
            Style::Typographic => matches!(self.char_at(at), Some('\u{201C}' | '\u{201D}')),
        }
    }

    /// How many symbols the closing quote at `close` takes.
    pub(super) fn closing_width(&self, close: usize) -> usize {
        1 + usize::from(self.char_at(close) == Some('\\'))
    }

    /// Where the string whose inside begins at `at` is closed.
    pub(super) fn close_of(&self, mut at: usize, quote: Quote) -> Option<usize> {
        loop {
            let symbol = self.symbol(at)?;
            if self.closes(at, quote) {
                return Some(at);
            }
            at += match symbol {
                // `\\\"` inside of `\"…\"` is one escaped quote.
                Symbol::Char('\\')
                    if quote.style == Style::Escaped
                        && self.char_at(at + 1) == Some('\\')
                        && self.closes(at + 2, quote) =>
                {
                    4
                }
                Symbol::Char('\\')
                    if quote.style != Style::Escaped
                        && matches!(self.symbol(at + 1), Some(Symbol::Char(_))) =>
                {
                    2
                }
                _ => 1,
            };
        }
    }

    /// `'{…}'`, `"{…}"`: notes the wrapping quotes and goes inside.
    pub(super) fn wrapping(&mut self, start: usize) {
        let Some(quote @ ('\'' | '"' | '`')) = self.peek_char() else {
            return;
        };
        if !self.text[start + 1..].trim_start().starts_with(['{', '[']) {
            return;
        }
        let end = self.text.trim_end().len();
        let closed = end > start + 1 && self.text[..end].ends_with(quote);
        let mut mend = vec![(Span::new(start, start + 1), "")];
        let mut span = Span::new(start, start + 1);
        if closed {
            span.end = end;
            mend.push((Span::new(end - 1, end), ""));
        }
        let inside = &self.text[start + 1..end - usize::from(closed)];
        self.escaped =
            quote == '"' && inside.matches('"').count() == inside.matches("\\\"").count();
        if self.escaped {
            let escapes = inside.match_indices("\\\"").map(|(at, _)| {
                let at = start + 1 + at;
                (Span::new(at, at + 2), "\"")
            });
            mend.extend(escapes);
            mend.sort_by_key(|(span, _)| *span);
        }
        self.fault(span, FaultKind::WrappedInQuotes, mend);
        self.wrapped = Some(quote);
        self.at += 1;
    }

    /// A string from its quote on; the parts inside get `place`.
    pub(super) fn string(&mut self, place: Place) -> (Span, Vec<usize>) {
        let start = self.offset();
        let Some(quote) = self.quote_at(self.at) else {
            return (Span::at(start), Vec::new());
        };
        let doubled = self.doubled(quote);
        let open = self.at;
        let inside = open + quote.width + usize::from(doubled);
        let close = self.close_of(inside, quote);
        if let Some(cut) = self.forgotten_close(inside, close, quote, place) {
            let parts = self.inside(inside, cut, quote, place);
            self.at = cut;
            let span = self.since(start);
            // `\"` where the closing quote belongs.
            let escaped = self.text[span.range()].ends_with("\\\"");
            let from = span.end - if escaped { 2 } else { 0 };
            let mend = vec![(Span::new(from, span.end), "\"")];
            self.fault(span, FaultKind::MissingClosingQuote, mend);
            return (span, parts);
        }
        let Some(close) = close else {
            // The parts stand in the string all the same.
            let parts = self.inside(inside, usize::MAX, quote, place);
            let quote = Span::new(start, self.end_before(inside));
            self.lose(quote, FaultKind::UnclosedString);
            return (self.since(start), parts);
        };
        let parts = self.inside(inside, close, quote, place);
        self.at = close + self.closing_width(close);
        if doubled && self.peek_char() == Some('"') {
            self.at += 1;
        }
        let span = self.since(start);
        self.wrong_quotes(span, open, close, quote, doubled);
        (span, parts)
    }

    fn wrong_quotes(&mut self, span: Span, open: usize, close: usize, quote: Quote, doubled: bool) {
        let first = Span::new(span.start, self.end_before(open + quote.width));
        let last = Span::new(
            self.start_of(close),
            self.end_before(close + self.closing_width(close)),
        );
        let replaced = vec![(first, "\""), (last, "\"")];
        if doubled {
            let second = Span::new(first.end, self.end_before(open + 2));
            let mut mend = vec![(second, "")];
            if span.end > last.end {
                mend.push((last, ""));
            }
            self.fault(span, FaultKind::DoubledQuotes, mend);
            return;
        }
        match quote.style {
            Style::Right => {}
            Style::Escaped if self.escaped => {}
            Style::Escaped => self.fault(span, FaultKind::EscapedQuotes, replaced),
            Style::Other(_) | Style::Typographic => {
                let inner = &self.text[first.end..last.start];
                // Quotes inside would have to be escaped.
                let mend = if inner.contains('"') {
                    Vec::new()
                } else {
                    replaced
                };
                self.fault(span, FaultKind::WrongQuotes, mend);
            }
        }
    }

    /// Whether `""$context.x""` or `""word""` is here.
    fn doubled(&self, quote: Quote) -> bool {
        if quote.style != Style::Right || self.char_at(self.at + 1) != Some('"') {
            return false;
        }
        match self.symbol(self.at + 2) {
            Some(Symbol::Char(c)) if c.is_alphanumeric() || c == '_' => self
                .close_of(self.at + 2, quote)
                .is_some_and(|close| self.char_at(close + 1) == Some('"')),
            symbol @ Some(Symbol::Atom(_)) => !self.is_wild(symbol),
            _ => false,
        }
    }

    /// Where a string ends that was not closed there, as the following text shows. `"$context.path,"stage":…` ends before
    /// its comma, `"stage:"$context.stage"` before its colon, `"$context.path}` at the end before its brace.
    fn forgotten_close(
        &self,
        inside: usize,
        close: Option<usize>,
        quote: Quote,
        place: Place,
    ) -> Option<usize> {
        let key = place == Place::JsonKey;
        let Some(close) = close else {
            if key || quote.style != Style::Right {
                return None;
            }
            let mut end = inside;
            while self.symbol(end).is_some() {
                end += 1;
            }
            let cut = self.before_brackets(end);
            return (cut > inside && cut < self.after_last(end)).then_some(cut);
        };
        let after = self.solid(close + 1);
        let last = self.after_last(close);
        if last <= inside {
            return None;
        }
        if key {
            let opens_value = matches!(self.symbol(close + 1), Some(Symbol::Atom(_)));
            let cut = self.after_last(last - 1);
            return (self.char_at(last - 1) == Some(':') && opens_value && cut > inside)
                .then_some(cut);
        }
        let separates = self.char_at(last - 1) == Some(',');
        let cut = self.before_brackets(last - 1);
        // The quote that seemed to close opens the next key.
        (separates && cut > inside && after == close + 1 && self.key_at(close)).then_some(cut)
    }

    /// One past the last symbol before `at` that is neither space nor a closing bracket.
    fn before_brackets(&self, at: usize) -> usize {
        let mut cut = self.after_last(at);
        while cut > 0 && matches!(self.char_at(cut - 1), Some('}' | ']')) {
            cut = self.after_last(cut - 1);
        }
        cut
    }

    /// Goes through a string's inside: its parts, and the characters that are not allowed there.
    fn inside(&mut self, from: usize, to: usize, quote: Quote, place: Place) -> Vec<usize> {
        let mut parts = Vec::new();
        self.at = from;
        while self.at < to
            && let Some(symbol) = self.symbol(self.at)
        {
            match symbol {
                Symbol::Atom(part) => {
                    self.places[part] = place;
                    parts.push(part);
                    self.at += 1;
                }
                Symbol::Char('\\') if quote.style == Style::Right => self.escape(),
                Symbol::Char(c) => {
                    let start = self.offset();
                    self.at += 1;
                    if c < '\u{20}' {
                        let escaped = match c {
                            '\n' => "\\n",
                            '\r' => "\\r",
                            '\t' => "\\t",
                            _ => "",
                        };
                        let span = self.since(start);
                        self.fault(span, FaultKind::ControlCharacter, vec![(span, escaped)]);
                    }
                }
            }
        }
        parts
    }

    fn escape(&mut self) {
        let start = self.offset();
        let good = match self.char_at(self.at + 1) {
            // Before a part, the text that replaces it decides; a name that nothing replaces begins with `$`.
            None => !self.is_name(self.symbol(self.at + 1)),
            Some('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't') => true,
            Some('u') => (2..6).all(|i| {
                self.char_at(self.at + i)
                    .is_some_and(|c| c.is_ascii_hexdigit())
            }),
            Some(_) => false,
        };
        self.at += 1 + usize::from(self.char_at(self.at + 1).is_some());
        if !good {
            let span = self.since(start);
            let mend = vec![(Span::at(start), "\\")];
            self.fault(span, FaultKind::BadEscape, mend);
        }
    }

    /// `"stage:$context.stage"`: a member whose colon is inside its quotes.
    pub(super) fn colon_in_quotes(&mut self) -> Option<Member> {
        let quote = self.quote_at(self.at).filter(|quote| quote.width == 1)?;
        let inside = self.at + 1;
        let close = self.close_of(inside, quote)?;
        if !matches!(
            self.symbol(self.solid(close + 1)),
            None | Some(Symbol::Char(',' | '}'))
        ) {
            return None;
        }
        let mut colon = inside;
        while self
            .char_at(colon)
            .is_some_and(|c| c.is_alphanumeric() || "_-. ".contains(c))
        {
            colon += 1;
        }
        if colon == inside || self.char_at(colon) != Some(':') || colon + 1 == close {
            return None;
        }
        let start = self.offset();
        let value = self.solid(colon + 1);
        let parts = self.inside(inside, close, quote, Place::JsonString);
        self.at = close + 1;
        let span = self.since(start);
        let key_end = self.end_before(self.after_last(colon));
        let mend = vec![
            (Span::at(key_end), "\""),
            (Span::at(self.start_of(value)), "\""),
        ];
        self.fault(span, FaultKind::ColonInQuotes, mend);
        Some(Member {
            key: Span::new(start, key_end),
            key_parts: Vec::new(),
            value: Some(Value {
                span: Span::new(self.start_of(value), span.end),
                kind: ValueKind::String(parts),
            }),
        })
    }
}
