//! What the writing of a format leaves between the tokens of JSON: `\n` in two characters, continuations of lines, operators
//! and quotes that joined strings.

use super::FaultKind;
use super::cursor::Reader;
use crate::limits::LEFTOVER;
use crate::shape::Symbol;
use crate::span::Span;

impl Reader<'_> {
    /// How many symbols at `at` spell white space: `\n`, `\r`, `\t`, maybe with the backslash doubled.
    pub(super) fn spelled_space(&self, at: usize) -> Option<usize> {
        if self.char_at(at) != Some('\\') {
            return None;
        }
        let doubled = usize::from(self.char_at(at + 1) == Some('\\'));
        let letter = at + 1 + doubled;
        let ends = !self
            .char_at(letter + 1)
            .is_some_and(|c| c.is_alphanumeric() || c == '_');
        (matches!(self.char_at(letter), Some('n' | 'r' | 't')) && ends).then_some(2 + doubled)
    }

    /// Whether a line goes on behind `at` in a shell or in another language: `\` or `^` before white space.
    pub(super) fn continuation(&self, at: usize) -> bool {
        matches!(self.char_at(at), Some('\\' | '^'))
            && match self.symbol(at + 1) {
                None => true,
                Some(Symbol::Char(c)) => c.is_whitespace() || matches!(c, '{' | '}' | '[' | ']'),
                Some(Symbol::Atom(_)) => false,
            }
    }

    /// Takes what spells white space, or continues a line, where white space may be.
    pub(super) fn skip_spelled(&mut self) -> bool {
        let start = self.offset();
        if let Some(width) = self.spelled_space(self.at) {
            self.at += width;
            let span = self.since(start);
            self.fault(span, FaultKind::SpelledEscape, vec![(span, "")]);
            return true;
        }
        if self.continuation(self.at) {
            self.at += 1;
            let span = self.since(start);
            self.fault(span, FaultKind::Leftover, vec![(span, "")]);
            return true;
        }
        false
    }

    /// Takes operators and quotes that joined strings: `" + "` or a lone `"` before the next key or the closing brace.
    pub(super) fn skip_leftover(&mut self, members: bool, comma: bool) -> bool {
        let is_left = |c: char| "\"'`\\^+&.".contains(c);
        if !self.peek_char().is_some_and(is_left) || self.key_at(self.at) {
            return false;
        }
        let mut end = self.at;
        let (mut joins, mut quote) = (false, false);
        while end - self.at < LEFTOVER
            && let Some(c) = self.char_at(end)
            // `", "`: a list of strings that was written as one.
            && (is_left(c) || c.is_whitespace() || c == ',' && quote)
        {
            end += 1;
            quote |= "\"'`".contains(c);
            joins |= "\\^+&.".contains(c);
            if c.is_whitespace() {
                continue;
            }
            let next = self.solid(end);
            let own_comma =
                !comma && self.char_at(next) == Some(',') && self.key_at(self.solid(next + 1));
            // `"stage:$context.stage"` has another fault.
            if own_comma
                || self.quoted_key_at(next)
                || joins && self.bare_key_at(next)
                || members && self.char_at(next) == Some('}')
            {
                let span = Span::new(self.offset(), self.end_before(end));
                self.at = end;
                self.fault(span, FaultKind::Leftover, vec![(span, "")]);
                return true;
            }
        }
        false
    }

    /// Whether nothing but operators and quotes follows.
    pub(super) fn only_leftovers(&self) -> bool {
        let mut at = self.at;
        while let Some(symbol) = self.symbol(at) {
            match symbol {
                Symbol::Char(c) if c.is_whitespace() || "\"'`\\^+&.".contains(c) => at += 1,
                _ => return false,
            }
        }
        true
    }
}
