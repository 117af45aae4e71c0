//! The document and its values: what wraps it, lists, values without quotes.

use super::cursor::Reader;
use super::{FaultKind, Value, ValueKind, is_scalar};
use crate::ast::PartKind;
use crate::limits::JSON_DEPTH;
use crate::shape::{Place, Symbol};
use crate::span::Span;

impl Reader<'_> {
    pub(super) fn document(&mut self) -> Value {
        self.skip_space();
        let start = self.offset();
        self.wrapping(start);
        self.skip_space();
        while self.is_wild(self.peek()) {
            self.take_wild();
            self.skip_space();
        }
        let opens = matches!(self.peek_char(), Some('{' | '['));
        let root = if opens || self.open_hole {
            self.value(0)
        } else {
            self.unopened(start)
        };
        self.after_root(&root);
        root
    }

    /// The brace before the first key is missing.
    fn unopened(&mut self, start: usize) -> Value {
        let mut mend = vec![(Span::at(start), "{")];
        let end = self.text.trim_end();
        if !end.ends_with('}') {
            mend.push((Span::at(end.len()), "}"));
        }
        self.fault(Span::at(start), FaultKind::MissingOpeningBrace, mend);
        let members = self.members(0);
        self.at += usize::from(self.peek_char() == Some('}'));
        Value {
            span: self.since(start),
            kind: ValueKind::Object(members),
        }
    }

    fn after_root(&mut self, root: &Value) {
        self.skip_space();
        if let Some(quote) = self.wrapped
            && self.peek_char() == Some(quote)
        {
            self.at += 1;
            self.skip_space();
        }
        let Some(first) = self.peek() else { return };
        if self.is_wild(Some(first)) || self.open_hole {
            return;
        }
        let here = self.here();
        let rest = Span::new(here.start, self.text.trim_end().len());
        let closed_early = matches!(root.kind, ValueKind::Object(_))
            && match first {
                Symbol::Char(',') => self.key_at(self.solid(self.at + 1)),
                _ => self.key_at(self.at),
            };
        match first {
            _ if closed_early => {
                let brace = Span::new(root.span.end - 1, root.span.end);
                self.fault(brace, FaultKind::ClosedEarly, vec![(brace, "")]);
            }
            Symbol::Char(c @ ('}' | ']')) => {
                self.fault(here, FaultKind::Unbalanced(c), vec![(here, "")]);
            }
            Symbol::Char(',') if rest.len() == 1 => {
                self.fault(rest, FaultKind::TrailingComma, vec![(rest, "")]);
            }
            _ if self.only_leftovers() => {
                self.fault(rest, FaultKind::Leftover, vec![(rest, "")]);
            }
            Symbol::Char(';') if rest.len() == 1 => {
                self.fault(rest, FaultKind::TextAfter, vec![(rest, "")]);
            }
            _ => self.fault(rest, FaultKind::TextAfter, Vec::new()),
        }
        self.lost.get_or_insert(here.start);
    }

    pub(super) fn value(&mut self, depth: usize) -> Value {
        let start = self.offset();
        if depth > JSON_DEPTH {
            self.lose(Span::at(start), FaultKind::TooDeep);
            return Value {
                span: Span::new(start, self.text.len()),
                kind: ValueKind::Hole,
            };
        }
        match self.peek() {
            Some(Symbol::Char('{')) => self.object(depth),
            Some(Symbol::Char('[')) => self.array(depth),
            _ if self.quote_at(self.at).is_some() => {
                let (span, parts) = self.string(Place::JsonString);
                Value {
                    span,
                    kind: ValueKind::String(parts),
                }
            }
            symbol if self.is_wild(symbol) => {
                self.take_wild();
                Value {
                    span: self.since(start),
                    kind: ValueKind::Hole,
                }
            }
            _ => self.bare(),
        }
    }

    fn array(&mut self, depth: usize) -> Value {
        let start = self.offset();
        let open = self.here();
        self.at += 1;
        let mut items = Vec::new();
        let mut comma: Option<Span> = None;
        loop {
            self.skip_space();
            let here = self.here();
            match self.peek() {
                Some(Symbol::Char(']')) => {
                    if let Some(comma) = comma {
                        self.fault(comma, FaultKind::TrailingComma, vec![(comma, "")]);
                    }
                    self.at += 1;
                    break;
                }
                None | Some(Symbol::Char('}')) => {
                    if !self.open_hole {
                        let end = Span::at(self.end_before(self.after_last(self.at)));
                        self.fault(open, FaultKind::Unclosed('['), vec![(end, "]")]);
                    }
                    break;
                }
                Some(Symbol::Char(',')) => {
                    if comma.is_some() || items.is_empty() {
                        self.fault(here, FaultKind::ExtraComma, vec![(here, "")]);
                    }
                    self.at += 1;
                    comma = Some(here);
                    continue;
                }
                _ => {}
            }
            if comma.is_none() && !items.is_empty() {
                let end = Span::at(self.end_before(self.after_last(self.at)));
                self.fault(end, FaultKind::MissingComma, vec![(end, ",")]);
            }
            comma = None;
            items.push(self.value(depth + 1));
        }
        Value {
            span: self.since(start),
            kind: ValueKind::Array(items),
        }
    }

    /// A value without quotes.
    fn bare(&mut self) -> Value {
        let start = self.offset();
        let parts = self.bare_run();
        for &part in &parts {
            self.places[part] = Place::JsonBare;
        }
        let span = self.since(start);
        let closes = self.peek_char() == Some('"')
            && matches!(
                self.symbol(self.solid(self.at + 1)),
                None | Some(Symbol::Char(',' | '}' | ']'))
            );
        if span.is_empty() {
            self.lose(self.here(), FaultKind::Unexpected);
        } else if closes {
            // `"a":$context.b","c":…`: the quote that closes shows where one was to open.
            self.at += 1;
            for &part in &parts {
                self.places[part] = Place::JsonString;
            }
            let span = self.since(start);
            self.fault(
                span,
                FaultKind::MissingOpeningQuote,
                self.quotes(span, &[start]),
            );
        } else if self.is_plain_text(&parts) && !is_scalar(&self.text[span.range()]) {
            let python = match &self.text[span.range()] {
                "True" => "true",
                "False" => "false",
                "None" => "null",
                _ => "",
            };
            if !python.is_empty() {
                self.fault(span, FaultKind::PythonWord, vec![(span, python)]);
            } else if self.peek_char() == Some('"') {
                self.lose(span, FaultKind::BareWord);
            } else {
                let mend = self.quotes(span, &[start, span.end]);
                self.fault(span, FaultKind::BareWord, mend);
            }
        }
        let span = self.since(start);
        let kind = if closes {
            ValueKind::String(parts)
        } else {
            ValueKind::Bare(parts)
        };
        Value { span, kind }
    }

    /// Whether none of the parts is replaced by anything.
    fn is_plain_text(&self, parts: &[usize]) -> bool {
        parts
            .iter()
            .all(|&part| self.format.parts[part].kind == PartKind::Name)
    }

    /// Symbols up to white space, a quote or a character of JSON's own; gives back the parts among them.
    pub(super) fn bare_run(&mut self) -> Vec<usize> {
        let mut parts = Vec::new();
        while let Some(symbol) = self.peek() {
            match symbol {
                Symbol::Char(c) if c.is_whitespace() || "{}[],:;=|".contains(c) => break,
                _ if self.spelled_space(self.at).is_some() || self.continuation(self.at) => break,
                _ if self.quote_at(self.at).is_some() => break,
                Symbol::Char(_) => {}
                Symbol::Atom(part) => parts.push(part),
            }
            self.at += 1;
        }
        parts
    }
}
