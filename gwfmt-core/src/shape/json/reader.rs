//! Objects, arrays, bare values, and how to go on after a fault.

use super::{Fault, FaultKind, Json, MAX_DEPTH, Member, Value, ValueKind, is_scalar};
use crate::ast::{Format, PartKind};
use crate::shape::{Place, Symbol, symbols};
use crate::span::Span;

pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    format: &'a Format,
    symbols: Vec<(Symbol, Span)>,
    pub(super) at: usize,
    pub(super) places: &'a mut [Place],
    faults: Vec<Fault>,
    /// Where a fault was met after which nothing can be judged.
    lost: Option<usize>,
    /// The quote that wraps the whole format.
    pub(super) wrapped: Option<char>,
    /// The quotes within it are escaped, all of them.
    pub(super) escaped: bool,
    /// A hole stands outside of all strings: brackets may be closed or opened in it.
    open_hole: bool,
    /// How many more braces open than close, all over the text.
    surplus: isize,
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

    // --- looking ---

    pub(super) fn symbol(&self, at: usize) -> Option<Symbol> {
        self.symbols.get(at).map(|(symbol, _)| *symbol)
    }

    fn peek(&self) -> Option<Symbol> {
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
    fn here(&self) -> Span {
        Span::new(
            self.offset(),
            self.end_before(self.at + 1).max(self.offset()),
        )
    }

    fn is_space(&self, at: usize) -> bool {
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

    /// `$requestId`: looks like a reference and is copied into the line.
    pub(super) fn is_name(&self, symbol: Option<Symbol>) -> bool {
        matches!(symbol, Some(Symbol::Atom(part)) if self.format.parts[part].kind == PartKind::Name)
    }

    /// Whether something wild touches this point, white space apart.
    fn beside_hole(&self) -> bool {
        let before = self.after_last(self.at);
        self.is_wild(self.symbol(self.solid(self.at)))
            || before > 0 && self.is_wild(self.symbol(before - 1))
    }

    /// Whether a key in quotes and its colon begin at `at`.
    fn quoted_key_at(&self, at: usize) -> bool {
        let Some(quote) = self.quote_at(at) else {
            return false;
        };
        self.close_of(at + quote.width, quote).is_some_and(|close| {
            self.char_at(self.solid(close + self.closing_width(close))) == Some(':')
        })
    }

    /// Whether a key without quotes and its colon begin at `at`.
    fn bare_key_at(&self, at: usize) -> bool {
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

    // --- taking ---

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
    fn quotes(&self, span: Span, points: &[usize]) -> Vec<(Span, &'static str)> {
        if self.text[span.range()].contains('\\') {
            return Vec::new();
        }
        points.iter().map(|&at| (Span::at(at), "\"")).collect()
    }

    fn skip_space(&mut self) {
        loop {
            self.at = self.solid(self.at);
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

    fn document(&mut self) -> Value {
        self.skip_space();
        let start = self.offset();
        self.wrapping(start);
        self.skip_space();
        while self.is_wild(self.peek()) {
            self.open_hole = true;
            self.at += 1;
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
            Symbol::Char(';') if rest.len() == 1 => {
                self.fault(rest, FaultKind::TextAfter, vec![(rest, "")]);
            }
            _ => self.fault(rest, FaultKind::TextAfter, Vec::new()),
        }
        self.lost.get_or_insert(here.start);
    }

    fn value(&mut self, depth: usize) -> Value {
        let start = self.offset();
        if depth > MAX_DEPTH {
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
                self.at += 1;
                self.open_hole = true;
                Value {
                    span: self.since(start),
                    kind: ValueKind::Hole,
                }
            }
            _ => self.bare(),
        }
    }

    fn object(&mut self, depth: usize) -> Value {
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
    fn members(&mut self, depth: usize) -> Vec<Member> {
        let mut members: Vec<Member> = Vec::new();
        let mut comma: Option<Span> = None;
        loop {
            self.skip_space();
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
        self.open_hole = true;
        self.at += 1;
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

    /// Takes the colon, or what stands in its place; whether a value is to follow.
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
    fn bare_run(&mut self) -> Vec<usize> {
        let mut parts = Vec::new();
        while let Some(symbol) = self.peek() {
            match symbol {
                Symbol::Char(c) if c.is_whitespace() || "{}[],:;=|".contains(c) => break,
                _ if self.quote_at(self.at).is_some() => break,
                Symbol::Char(_) => {}
                Symbol::Atom(part) => parts.push(part),
            }
            self.at += 1;
        }
        parts
    }
}
