//! Objects: members, keys, colons, commas, and how to go on where one is missing.

use super::cursor::Reader;
use super::{Fault, FaultKind, Member, Value, ValueKind};
use crate::shape::{Place, Symbol};
use crate::span::Span;

impl Reader<'_> {
    pub(super) fn object(&mut self, depth: usize) -> Value {
        let start = self.offset();
        let open = self.here();
        self.at += 1;
        let doubled = (self.peek_char() == Some('{')).then(|| self.here());
        if let Some(second) = doubled {
            self.at += 1;
            self.surplus -= 1;
            self.fault(
                open.to(second),
                FaultKind::DoubledBraces,
                vec![(second, "")],
            );
        }
        let noted = self.faults.len();
        let members = self.members(depth);
        if self.peek_char() == Some('}') {
            self.at += 1;
        } else if !self.open_hole {
            let end = Span::at(self.text.trim_end().len());
            self.fault(open, FaultKind::Unclosed('{'), vec![(end, "}")]);
        }
        if doubled.is_some() && self.surplus < 0 && self.peek_char() == Some('}') {
            let here = self.here();
            let fault = noted.checked_sub(1).and_then(|at| self.faults.get_mut(at));
            if let Some(fault) = fault.filter(|fault| fault.kind == FaultKind::DoubledBraces) {
                fault.mend.push((here, ""));
            }
            self.surplus += 1;
            self.at += 1;
        }
        let span = self.since(start);
        self.list_in_braces(span, &members, noted);
        Value {
            span,
            kind: ValueKind::Object(members),
        }
    }

    /// `{"$context.requestId", "$context.path"}`: one fault for the object, not one for each of its members. The object's
    /// own faults begin at `noted`.
    fn list_in_braces(&mut self, span: Span, members: &[Member], noted: usize) {
        let missing = |fault: &Fault| fault.kind == FaultKind::MissingColon;
        let own = self.faults.get(noted..).unwrap_or_default();
        if members.len() > 1
            && members.iter().all(|member| member.value.is_none())
            && own.iter().filter(|fault| missing(fault)).count() == members.len()
        {
            let mut at = 0;
            self.faults.retain(|fault| {
                at += 1;
                at <= noted || !missing(fault)
            });
            self.faults.push(Fault {
                span,
                kind: FaultKind::ListInBraces,
                mend: Vec::new(),
            });
        }
    }

    /// The members up to the closing brace, which is left.
    pub(super) fn members(&mut self, depth: usize) -> Vec<Member> {
        let mut members: Vec<Member> = Vec::new();
        let mut comma: Option<Span> = None;
        loop {
            self.skip_space();
            if self.skip_leftover(!members.is_empty(), comma.is_some()) {
                continue;
            }
            let here = self.here();
            match self.peek() {
                None | Some(Symbol::Char('}')) => {
                    if let (Some(comma), Some(_)) = (comma, self.peek()) {
                        self.fault(comma, FaultKind::TrailingComma, vec![(comma, "")]);
                    }
                    return members;
                }
                Some(Symbol::Char(']')) => {
                    self.lose(here, FaultKind::Unbalanced(']'));
                    return members;
                }
                Some(Symbol::Char(c @ (',' | ';' | '|'))) => {
                    if comma.is_some() || members.is_empty() {
                        self.fault(here, FaultKind::ExtraComma, vec![(here, "")]);
                    } else if c != ',' {
                        self.fault(here, FaultKind::WrongSeparator(','), vec![(here, ",")]);
                    }
                    self.at += 1;
                    comma = Some(here);
                    continue;
                }
                Some(symbol @ Symbol::Atom(part)) if self.is_wild(Some(symbol)) => {
                    self.wild_member(part, depth, &mut members);
                    comma = None;
                    continue;
                }
                Some(_) => {}
            }
            let listing = members.last().is_some_and(|member| member.value.is_none());
            if comma.is_none() && !members.is_empty() && !listing {
                self.missing_comma();
                if !self.key_at(self.at) {
                    continue; // taken as text that belongs nowhere
                }
            }
            comma = None;
            let member = self.member(depth);
            members.push(member);
        }
    }

    /// A hole among members; a key may end in it: `{${var.key}: "x"}`.
    fn wild_member(&mut self, part: usize, depth: usize, members: &mut Vec<Member>) {
        self.take_wild();
        self.skip_space();
        if self.peek_char() == Some(':') {
            self.at += 1;
            self.skip_space();
            let value = self.value(depth + 1);
            members.push(Member {
                key: self.format.parts[part].span,
                key_parts: vec![part],
                value: Some(value),
            });
        }
    }

    /// Something follows a member without a comma: another member, or text that belongs nowhere.
    fn missing_comma(&mut self) {
        if self.key_at(self.at) {
            let end = Span::at(self.end_before(self.after_last(self.at)));
            self.fault(end, FaultKind::MissingComma, vec![(end, ",")]);
            return;
        }
        let start = self.offset();
        while let Some(symbol) = self.peek() {
            if matches!(symbol, Symbol::Char(',' | '}')) || self.is_wild(Some(symbol)) {
                break;
            }
            if matches!(symbol, Symbol::Char('{' | '[' | ']')) || self.quote_at(self.at).is_some() {
                let span = Span::new(start, self.here().end);
                self.lose(span, FaultKind::Unexpected);
                return;
            }
            self.at += 1;
        }
        let span = Span::new(start, self.end_before(self.after_last(self.at)).max(start));
        self.fault(span, FaultKind::Unexpected, Vec::new());
    }

    fn member(&mut self, depth: usize) -> Member {
        let start = self.offset();
        let (key, key_parts) = if self.quote_at(self.at).is_some() {
            if let Some(member) = self.colon_in_quotes() {
                return member;
            }
            self.string(Place::JsonKey)
        } else {
            self.bare_key(start)
        };
        let without_value = |key_parts| Member {
            key,
            key_parts,
            value: None,
        };
        if self.lost.is_some() {
            return without_value(key_parts);
        }
        self.skip_space();
        if !self.colon(key) {
            return without_value(key_parts);
        }
        self.skip_space();
        let value = match self.peek() {
            None | Some(Symbol::Char(',' | '}')) => {
                self.fault(key, FaultKind::MissingValue, Vec::new());
                None
            }
            _ => Some(self.value(depth + 1)),
        };
        Member {
            key,
            key_parts,
            value,
        }
    }

    /// A key without quotes, or without its first one.
    fn bare_key(&mut self, start: usize) -> (Span, Vec<usize>) {
        let parts = self.bare_run();
        let span = self.since(start);
        if span.is_empty() {
            // A character that starts nothing: `:`, a stray bracket.
            let here = self.here();
            self.lose(here, FaultKind::Unexpected);
            return (here, parts);
        }
        for &part in &parts {
            self.places[part] = Place::JsonKey;
        }
        if self.peek_char() == Some('"') && self.char_at(self.solid(self.at + 1)) == Some(':') {
            self.at += 1;
            let span = self.since(start);
            self.fault(
                span,
                FaultKind::MissingOpeningQuote,
                self.quotes(span, &[start]),
            );
            return (span, parts);
        }
        if matches!(self.char_at(self.solid(self.at)), Some(':' | '=')) {
            let mend = self.quotes(span, &[start, span.end]);
            self.fault(span, FaultKind::UnquotedKey, mend);
        }
        (span, parts)
    }

    /// Takes the colon, or the text in its place; whether a value is to follow.
    fn colon(&mut self, key: Span) -> bool {
        let start = self.at;
        while matches!(self.peek_char(), Some(':' | '=' | '>')) {
            self.at += 1;
        }
        let span = self.since(self.start_of(start));
        match self.at - start {
            1 if self.char_at(start) == Some(':') => true,
            0 if self.is_wild(self.peek()) => false,
            0 => {
                let follows = self.peek() != Some(Symbol::Char('{'))
                    && self.quote_at(self.at).is_some()
                    && !self.key_at(self.at)
                    && self.ends_a_value();
                let mend = if follows {
                    vec![(Span::at(key.end), ":")]
                } else {
                    Vec::new()
                };
                self.fault(key, FaultKind::MissingColon, mend);
                follows
            }
            _ => {
                self.fault(span, FaultKind::WrongSeparator(':'), vec![(span, ":")]);
                true
            }
        }
    }

    /// Whether the string that begins here ends as a value does.
    fn ends_a_value(&self) -> bool {
        let Some(quote) = self.quote_at(self.at) else {
            return false;
        };
        self.close_of(self.at + quote.width, quote)
            .is_some_and(|close| {
                matches!(
                    self.symbol(self.solid(close + self.closing_width(close))),
                    None | Some(Symbol::Char(',' | '}'))
                )
            })
    }
}
