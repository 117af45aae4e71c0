//! JSON with references in it: a reader that goes on after every fault and pins it.
//!
//! A broken JSON format is still JSON: the tree holds what could be read, [`Json::faults`] what is wrong. A hole outside
//! of a string may hold any piece of JSON, so nothing beside one is a fault.

use std::borrow::Cow;

use super::{Place, Symbol, symbols};
use crate::ast::{Format, PartKind};
use crate::span::Span;

/// Objects and arrays nested deeper than this are a fault and are not read further.
pub const MAX_DEPTH: usize = 64;

/// A format that is JSON.
#[derive(Clone, Debug)]
pub struct Json {
    /// What could be read of it.
    pub root: Value,
    /// What is wrong, in the order of the text.
    pub faults: Vec<Fault>,
}

/// A value, with its bytes in the format text (quotes included).
#[derive(Clone, Debug)]
pub struct Value {
    /// Its bytes.
    pub span: Span,
    /// What it is.
    pub kind: ValueKind,
}

/// What a JSON value is.
#[derive(Clone, Debug)]
pub enum ValueKind {
    /// `{…}`.
    Object(Vec<Member>),
    /// `[…]`.
    Array(Vec<Value>),
    /// `"…"`. The numbers are those of the parts that stand inside.
    String(Vec<usize>),
    /// Anything without quotes: a number, a word, references. The numbers are those of the parts.
    Bare(Vec<usize>),
    /// A hole where a value, a member or several may be.
    Hole,
}

/// A member of an object.
#[derive(Clone, Debug)]
pub struct Member {
    /// The key with its quotes.
    pub key: Span,
    /// The parts that stand inside the key: none in a key that is known.
    pub key_parts: Vec<usize>,
    /// The value; none where it is missing or is a hole's affair.
    pub value: Option<Value>,
}

impl Member {
    /// The key without quotes and escapes; `None` when a part stands in it.
    pub fn name<'a>(&self, text: &'a str) -> Option<Cow<'a, str>> {
        if !self.key_parts.is_empty() {
            return None;
        }
        let raw = &text[self.key.range()];
        let raw = raw.strip_prefix('\\').unwrap_or(raw);
        let raw = raw.strip_prefix(['"', '\'']).unwrap_or(raw);
        let raw = raw.strip_suffix(['"', '\'']).unwrap_or(raw);
        let raw = raw.strip_suffix('\\').unwrap_or(raw);
        Some(unescape(raw))
    }
}

/// Something that makes every line invalid JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The text at fault; empty where something is missing.
    pub span: Span,
    /// What it is.
    pub kind: FaultKind,
}

/// What can be wrong with a JSON format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// No comma between two members or elements.
    MissingComma,
    /// A comma before a closing bracket.
    TrailingComma,
    /// A comma with nothing before it.
    ExtraComma,
    /// A key without a colon after it.
    MissingColon,
    /// A whole object without a colon: a list of values in braces.
    ListInBraces,
    /// A colon with no value after it.
    MissingValue,
    /// `=` or another character where a colon belongs, `;` where a comma belongs.
    WrongSeparator(char),
    /// A key without quotes.
    UnquotedKey,
    /// A key or value in single quotes.
    SingleQuotes,
    /// `{{…}}`.
    DoubledBraces,
    /// `""$context.x""`.
    DoubledQuotes,
    /// The whole format in one more pair of quotes.
    WrappedInQuotes,
    /// `\"` where `"` belongs.
    EscapedQuotes,
    /// A value whose closing quote has no opening one.
    MissingOpeningQuote,
    /// A string that never ends.
    UnclosedString,
    /// A brace or bracket that never ends.
    Unclosed(char),
    /// A closing bracket of the other kind, or one too many.
    Unbalanced(char),
    /// No opening brace before the first key.
    MissingOpeningBrace,
    /// `True`, `None`: Python's words.
    PythonWord,
    /// A word without quotes.
    BareWord,
    /// A backslash followed by a character that JSON does not escape.
    BadEscape,
    /// A line break, tab or other control character inside a string.
    ControlCharacter,
    /// Text after the end of the JSON value.
    TextAfter,
    /// Nested deeper than [`MAX_DEPTH`].
    TooDeep,
    /// Something else at a place where it cannot be.
    Unexpected,
}

/// Whether a format was meant to be JSON.
pub fn looks_like(text: &str, format: &Format) -> bool {
    let first_literal = format
        .parts
        .iter()
        .find(|part| !matches!(part.kind, PartKind::Hole | PartKind::Template));
    let Some(first) = first_literal.filter(|part| part.kind == PartKind::Literal) else {
        return false;
    };
    let start = text[first.span.start..].trim_start();
    let end = text.trim_end();
    let start = start
        .strip_prefix(['\'', '"', '`'])
        .map_or(start, str::trim_start);
    if start.starts_with('{') {
        return true;
    }
    if let Some(inside) = start.strip_prefix('[') {
        let inside = inside.trim_start();
        return inside.starts_with(['{', '[', '"', '\'', ']']) && end.contains(']');
    }
    // An opening brace was forgotten: `"requestId": "…"`, of which the first quote is gone by now.
    text.trim_start().starts_with('"')
        && start.find('"').is_some_and(|quote| {
            start[quote + 1..].trim_start().starts_with(':')
                && start[..quote]
                    .chars()
                    .all(|c| c.is_alphanumeric() || "_-. ".contains(c))
                && quote > 0
        })
}

/// Reads a JSON format and fills in the place of each part.
pub fn read(text: &str, format: &Format, places: &mut [Place]) -> Json {
    let mut reader = Reader {
        text,
        format,
        symbols: symbols(text, format),
        at: 0,
        places,
        faults: Vec::new(),
        escaped: false,
        wrapped: None,
        lost: false,
        open_hole: false,
    };
    let root = reader.document();
    let mut faults = reader.faults;
    faults.sort_by_key(|fault| fault.span);
    faults.dedup();
    Json { root, faults }
}

struct Reader<'a> {
    text: &'a str,
    format: &'a Format,
    symbols: Vec<(Symbol, Span)>,
    at: usize,
    places: &'a mut [Place],
    faults: Vec<Fault>,
    /// Quotes are written `\"` throughout.
    escaped: bool,
    /// The quote that wraps the whole format.
    wrapped: Option<char>,
    /// A fault was met after which the rest cannot be judged.
    lost: bool,
    /// A hole stands outside of all strings: brackets may be closed or opened in it.
    open_hole: bool,
}

impl Reader<'_> {
    fn peek(&self) -> Option<Symbol> {
        self.symbols.get(self.at).map(|(symbol, _)| *symbol)
    }

    fn peek_char(&self) -> Option<char> {
        match self.peek() {
            Some(Symbol::Char(c)) => Some(c),
            _ => None,
        }
    }

    fn char_at(&self, at: usize) -> Option<char> {
        match self.symbols.get(at) {
            Some((Symbol::Char(c), _)) => Some(*c),
            _ => None,
        }
    }

    /// The byte at which the next symbol starts.
    fn offset(&self) -> usize {
        self.symbols
            .get(self.at)
            .map_or(self.text.len(), |(_, span)| span.start)
    }

    /// The byte at which the last symbol ended.
    fn offset_before(&self) -> usize {
        self.at
            .checked_sub(1)
            .and_then(|at| self.symbols.get(at))
            .map_or(0, |(_, span)| span.end)
    }

    fn skip_space(&mut self) {
        while self.peek_char().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    fn is_wild(&self, symbol: Option<Symbol>) -> bool {
        matches!(symbol, Some(Symbol::Atom(part))
            if matches!(self.format.parts[part].kind, PartKind::Hole | PartKind::Template))
    }

    /// Whether a hole or directive touches this point, white space apart.
    fn beside_hole(&self) -> bool {
        let is_space = |at: usize| self.char_at(at).is_some_and(char::is_whitespace);
        let mut after = self.at;
        while is_space(after) {
            after += 1;
        }
        let mut before = self.at;
        while before > 0 && is_space(before - 1) {
            before -= 1;
        }
        self.is_wild(self.symbols.get(after).map(|(s, _)| *s))
            || before > 0 && self.is_wild(self.symbols.get(before - 1).map(|(s, _)| *s))
    }

    fn fault(&mut self, span: Span, kind: FaultKind) {
        if !self.lost && !self.beside_hole() {
            self.faults.push(Fault { span, kind });
        }
    }

    /// A fault after which the rest cannot be judged.
    fn lose(&mut self, span: Span, kind: FaultKind) {
        self.fault(span, kind);
        self.lost = true;
    }

    /// Whether a quote starts here, and how many symbols it takes.
    fn quote(&self) -> Option<(char, usize)> {
        match self.peek_char() {
            Some('\\') if self.escaped && self.char_at(self.at + 1) == Some('"') => Some(('"', 2)),
            Some(c @ ('"' | '\'')) => Some((c, 1)),
            _ => None,
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
        let open = self.at;
        if !self.escaped
            && self.char_at(open) == Some('{')
            && self.text[self.offset() + 1..]
                .trim_start()
                .starts_with("\\\"")
        {
            self.escaped = true;
            let at = self.offset() + 1 + self.text[self.offset() + 1..].find('\\').unwrap_or(0);
            if self.wrapped.is_none() {
                self.fault(Span::new(at, at + 2), FaultKind::EscapedQuotes);
            }
        }
        let root = match self.peek_char() {
            Some('"') if self.wrapped.is_none() => {
                self.fault(Span::at(self.offset()), FaultKind::MissingOpeningBrace);
                let members = self.members(0, self.offset(), true);
                Value {
                    span: Span::new(start, self.offset_before()),
                    kind: ValueKind::Object(members),
                }
            }
            _ => self.value(0),
        };
        self.after_root();
        root
    }

    /// `'{…}'`, `"{…}"`: notes the wrapping quotes and goes inside.
    fn wrapping(&mut self, start: usize) {
        let Some(quote @ ('\'' | '"' | '`')) = self.peek_char() else {
            return;
        };
        let inside = self.text[start + 1..].trim_start();
        if !inside.starts_with(['{', '[']) {
            return;
        }
        let close = self.text.trim_end().ends_with(quote) && self.text.trim_end().len() > start + 1;
        self.fault(
            Span::new(
                start,
                if close {
                    self.text.trim_end().len()
                } else {
                    start + 1
                },
            ),
            FaultKind::WrappedInQuotes,
        );
        self.wrapped = Some(quote);
        self.at += 1;
    }

    fn after_root(&mut self) {
        self.skip_space();
        if let Some(quote) = self.wrapped
            && self.peek_char() == Some(quote)
        {
            self.at += 1;
            self.skip_space();
        }
        let rest = self.symbols[self.at..].to_vec();
        for (symbol, _) in &rest {
            if let Symbol::Atom(part) = symbol {
                self.places[*part] = Place::Text;
            }
        }
        let Some(first) = rest.first() else { return };
        if self.is_wild(Some(first.0)) || self.open_hole {
            return;
        }
        let span = Span::new(first.1.start, self.text.trim_end().len());
        match self.peek_char() {
            Some(c @ ('}' | ']')) => self.fault(first.1, FaultKind::Unbalanced(c)),
            Some(',') if span.len() == 1 => self.fault(span, FaultKind::TrailingComma),
            _ => self.fault(span, FaultKind::TextAfter),
        }
    }

    fn value(&mut self, depth: usize) -> Value {
        let start = self.offset();
        if depth > MAX_DEPTH {
            self.lose(Span::at(start), FaultKind::TooDeep);
            self.at = self.symbols.len();
            return Value {
                span: Span::new(start, self.text.len()),
                kind: ValueKind::Hole,
            };
        }
        match self.peek() {
            Some(Symbol::Char('{')) => self.object(depth),
            Some(Symbol::Char('[')) => self.array(depth),
            _ if self.quote().is_some() => {
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
                    span: Span::new(start, self.offset_before()),
                    kind: ValueKind::Hole,
                }
            }
            _ => self.bare(),
        }
    }

    fn object(&mut self, depth: usize) -> Value {
        let start = self.offset();
        let open = Span::new(start, start + 1);
        self.at += 1;
        let mut doubled = false;
        if self.peek_char() == Some('{') {
            doubled = true;
            self.fault(Span::new(start, start + 2), FaultKind::DoubledBraces);
            self.at += 1;
        }
        let members = self.members(depth, start, false);
        if self.peek_char() == Some('}') {
            self.at += 1;
            if doubled && self.peek_char() == Some('}') {
                self.at += 1;
            }
        } else if !self.open_hole {
            self.fault(open, FaultKind::Unclosed('{'));
        }
        let span = Span::new(start, self.offset_before());
        self.list_in_braces(span, &members);
        Value {
            span,
            kind: ValueKind::Object(members),
        }
    }

    /// `{"$context.requestId", "$context.path"}`: one fault for the object, not one for each member.
    fn list_in_braces(&mut self, span: Span, members: &[Member]) {
        let missing = |fault: &Fault| {
            fault.kind == FaultKind::MissingColon && members.iter().any(|m| m.key == fault.span)
        };
        if members.len() > 1
            && self.faults.iter().filter(|fault| missing(fault)).count() == members.len()
        {
            self.faults.retain(|fault| !missing(fault));
            self.faults.push(Fault {
                span,
                kind: FaultKind::ListInBraces,
            });
        }
    }

    /// The members up to the closing brace, which is left.
    fn members(&mut self, depth: usize, open: usize, unopened: bool) -> Vec<Member> {
        let mut members = Vec::new();
        let mut comma: Option<Span> = None;
        loop {
            self.skip_space();
            let offset = self.offset();
            match self.peek() {
                None => break,
                Some(Symbol::Char('}')) => {
                    if let Some(comma) = comma {
                        self.trailing_comma(comma);
                    }
                    if unopened {
                        self.at += 1;
                    }
                    break;
                }
                Some(Symbol::Char(']')) => {
                    self.lose(Span::new(offset, offset + 1), FaultKind::Unbalanced(']'));
                    self.at += 1;
                    continue;
                }
                Some(Symbol::Char(c @ (',' | ';'))) => {
                    let span = Span::new(offset, offset + 1);
                    if c == ';' {
                        self.fault(span, FaultKind::WrongSeparator(c));
                    } else if comma.is_some() || members.is_empty() {
                        self.fault(span, FaultKind::ExtraComma);
                    }
                    self.at += 1;
                    comma = Some(span);
                    continue;
                }
                Some(symbol @ Symbol::Atom(part)) if self.is_wild(Some(symbol)) => {
                    self.open_hole = true;
                    self.at += 1;
                    // A key may end in the hole: `{${var.key}: "x"}`.
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
                    comma = None;
                    continue;
                }
                Some(_) => {}
            }
            if comma.is_none() && !members.is_empty() && offset > open {
                self.missing_comma();
            }
            comma = None;
            let member = self.member(depth);
            members.push(member);
        }
        members
    }

    /// The end of the last thing before the white space here.
    fn end_of_last(&self) -> usize {
        let mut at = self.at;
        while at > 0 && self.char_at(at - 1).is_some_and(char::is_whitespace) {
            at -= 1;
        }
        at.checked_sub(1)
            .and_then(|at| self.symbols.get(at))
            .map_or(0, |(_, span)| span.end)
    }

    /// Something follows a member without a comma. A whole member is a forgotten comma; anything else is beyond repair.
    fn missing_comma(&mut self) {
        if self.is_whole_key() {
            self.fault(Span::at(self.end_of_last()), FaultKind::MissingComma);
        } else {
            let span = Span::new(self.offset(), self.token_end());
            self.lose(span, FaultKind::Unexpected);
        }
    }

    /// The end of the symbol here.
    fn token_end(&self) -> usize {
        self.symbols
            .get(self.at)
            .map_or(self.text.len(), |(_, span)| span.end)
    }

    /// Whether `"…" :` stands here.
    fn is_whole_key(&self) -> bool {
        let Some((quote, width)) = self.quote() else {
            return false;
        };
        let mut at = self.at + width;
        loop {
            match self.symbols.get(at) {
                Some((Symbol::Char('\\'), _)) if !self.escaped || quote != '"' => at += 1,
                Some((Symbol::Char(c), _)) if *c == quote => break,
                None | Some((Symbol::Char('\n'), _)) => return false,
                Some(_) => {}
            }
            at += 1;
        }
        at += 1;
        while self.char_at(at).is_some_and(char::is_whitespace) {
            at += 1;
        }
        self.char_at(at) == Some(':')
    }

    fn trailing_comma(&mut self, comma: Span) {
        self.fault(comma, FaultKind::TrailingComma);
    }

    fn member(&mut self, depth: usize) -> Member {
        let start = self.offset();
        let (key, key_parts) = if self.quote().is_some() {
            self.string(Place::JsonKey)
        } else {
            let bare = self.bare_run();
            let span = Span::new(start, self.offset_before());
            if span.is_empty() {
                // A character that starts nothing: `(`, `:`, a stray bracket.
                let span = Span::new(start, self.token_end());
                self.lose(span, FaultKind::Unexpected);
                self.at += 1;
                return Member {
                    key: span,
                    key_parts: Vec::new(),
                    value: None,
                };
            }
            for &part in &bare {
                self.places[part] = Place::JsonBare;
            }
            self.skip_space();
            if self.peek_char() == Some(':') {
                self.fault(span, FaultKind::UnquotedKey);
            }
            (span, bare)
        };
        self.skip_space();
        match self.peek() {
            Some(Symbol::Char(':')) => self.at += 1,
            Some(Symbol::Char(c @ '=')) => {
                let at = self.offset();
                self.fault(Span::new(at, at + 1), FaultKind::WrongSeparator(c));
                self.at += 1;
            }
            symbol if self.is_wild(symbol) => {
                return Member {
                    key,
                    key_parts,
                    value: None,
                };
            }
            _ => {
                self.fault(key, FaultKind::MissingColon);
                return Member {
                    key,
                    key_parts,
                    value: None,
                };
            }
        }
        self.skip_space();
        let value = match self.peek() {
            None | Some(Symbol::Char(',' | '}')) => {
                self.fault(key, FaultKind::MissingValue);
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

    fn array(&mut self, depth: usize) -> Value {
        let start = self.offset();
        self.at += 1;
        let mut items = Vec::new();
        let mut comma: Option<Span> = None;
        loop {
            self.skip_space();
            let offset = self.offset();
            match self.peek() {
                Some(Symbol::Char(']')) => {
                    if let Some(comma) = comma {
                        self.trailing_comma(comma);
                    }
                    self.at += 1;
                    break;
                }
                None | Some(Symbol::Char('}')) => {
                    if !self.open_hole {
                        self.fault(Span::new(start, start + 1), FaultKind::Unclosed('['));
                    }
                    break;
                }
                Some(Symbol::Char(',')) => {
                    if comma.is_some() || items.is_empty() {
                        self.fault(Span::new(offset, offset + 1), FaultKind::ExtraComma);
                    }
                    self.at += 1;
                    comma = Some(Span::new(offset, offset + 1));
                    continue;
                }
                _ => {}
            }
            if comma.is_none() && !items.is_empty() {
                let end = self.end_of_last();
                self.fault(Span::at(end), FaultKind::MissingComma);
            }
            comma = None;
            let before = self.at;
            items.push(self.value(depth + 1));
            if self.at == before {
                let span = Span::new(self.offset(), self.token_end());
                self.lose(span, FaultKind::Unexpected);
                self.at += 1;
            }
        }
        Value {
            span: Span::new(start, self.offset_before()),
            kind: ValueKind::Array(items),
        }
    }

    /// A string from its quote on; the parts inside get `place`.
    fn string(&mut self, place: Place) -> (Span, Vec<usize>) {
        let start = self.offset();
        let Some((quote, width)) = self.quote() else {
            return (Span::at(start), Vec::new());
        };
        let doubled = self.doubled_quotes(quote, width);
        self.at += if doubled { width * 2 } else { width };
        let mut parts = Vec::new();
        loop {
            match self.peek() {
                None => {
                    self.lose(Span::new(start, start + width), FaultKind::UnclosedString);
                    break;
                }
                Some(Symbol::Atom(part)) => {
                    self.places[part] = place;
                    parts.push(part);
                    self.at += 1;
                }
                Some(Symbol::Char('\\')) => {
                    if self.escaped && self.char_at(self.at + 1) == Some(quote) {
                        self.at += width;
                        break;
                    }
                    self.escape();
                }
                Some(Symbol::Char(c)) if c == quote => {
                    self.at += 1;
                    if doubled && self.peek_char() == Some(quote) {
                        self.at += 1;
                    }
                    break;
                }
                Some(Symbol::Char(c)) => {
                    if c.is_control() && c < '\u{20}' {
                        let at = self.offset();
                        self.fault(Span::new(at, at + 1), FaultKind::ControlCharacter);
                    }
                    self.at += 1;
                }
            }
        }
        let span = Span::new(start, self.offset_before());
        if doubled {
            self.fault(span, FaultKind::DoubledQuotes);
        } else if quote == '\'' {
            self.fault(span, FaultKind::SingleQuotes);
        }
        (span, parts)
    }

    /// Whether `""$context.x""` stands here.
    fn doubled_quotes(&self, quote: char, width: usize) -> bool {
        width == 1
            && self.char_at(self.at + 1) == Some(quote)
            && matches!(self.symbols.get(self.at + 2), Some((Symbol::Atom(part), _))
                if !matches!(self.format.parts[*part].kind, PartKind::Hole | PartKind::Template))
    }

    fn escape(&mut self) {
        let start = self.offset();
        let good = match self.char_at(self.at + 1) {
            // Before a part, the text that replaces it decides.
            Some('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't') | None => true,
            Some('u') => (2..6).all(|i| {
                self.char_at(self.at + i)
                    .is_some_and(|c| c.is_ascii_hexdigit())
            }),
            Some(_) => false,
        };
        self.at += 1;
        if !good {
            self.fault(Span::new(start, self.token_end()), FaultKind::BadEscape);
        }
        if self.peek_char().is_some() {
            self.at += 1;
        }
    }

    /// A value without quotes.
    fn bare(&mut self) -> Value {
        let start = self.offset();
        let parts = self.bare_run();
        for &part in &parts {
            self.places[part] = Place::JsonBare;
        }
        let span = Span::new(start, self.offset_before());
        let text = &self.text[span.range()];
        // `"a":$context.b","c":…`: the quote that closes shows where one was to open.
        if !parts.is_empty()
            && self.peek_char() == Some('"')
            && matches!(self.next_solid(self.at + 1), None | Some(',' | '}' | ']'))
        {
            self.at += 1;
            self.fault(
                Span::new(start, self.offset_before()),
                FaultKind::MissingOpeningQuote,
            );
        } else if span.is_empty() {
            let span = Span::new(start, self.token_end());
            self.lose(span, FaultKind::Unexpected);
            self.at += 1;
        } else if parts.is_empty() && !is_scalar(text) {
            let kind = if matches!(text, "True" | "False" | "None") {
                FaultKind::PythonWord
            } else {
                FaultKind::BareWord
            };
            self.fault(span, kind);
        }
        Value {
            span: Span::new(start, self.offset_before()),
            kind: ValueKind::Bare(parts),
        }
    }

    /// The next character that is not white space, from `at` on.
    fn next_solid(&self, at: usize) -> Option<char> {
        self.symbols[at.min(self.symbols.len())..]
            .iter()
            .find_map(|(symbol, _)| match symbol {
                Symbol::Char(c) if c.is_whitespace() => None,
                Symbol::Char(c) => Some(*c),
                Symbol::Atom(_) => Some('$'),
            })
    }

    /// Symbols up to white space, a quote or a character of JSON's own; gives back the parts among them.
    fn bare_run(&mut self) -> Vec<usize> {
        let mut parts = Vec::new();
        while let Some(symbol) = self.peek() {
            match symbol {
                Symbol::Char(c) if c.is_whitespace() || "{}[],:;=\"'".contains(c) => break,
                Symbol::Char('\\') if self.quote().is_some() => break,
                Symbol::Char(_) => {}
                Symbol::Atom(part) => parts.push(part),
            }
            self.at += 1;
        }
        parts
    }
}

/// A JSON number, `true`, `false`, `null`.
fn is_scalar(text: &str) -> bool {
    if matches!(text, "true" | "false" | "null") {
        return true;
    }
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = unsigned
        .split_once(['e', 'E'])
        .map_or((unsigned, None), |(m, e)| (m, Some(e)));
    let (whole, fraction) = mantissa
        .split_once('.')
        .map_or((mantissa, None), |(w, f)| (w, Some(f)));
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|e| digits(e.strip_prefix(['+', '-']).unwrap_or(e)))
}

/// The text that a JSON string's inside stands for; what is no escape stays.
fn unescape(raw: &str) -> Cow<'_, str> {
    if !raw.contains('\\') {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut units: Vec<u16> = Vec::new();
    let mut rest = raw;
    while let Some(c) = rest.chars().next() {
        let hex = rest
            .strip_prefix("\\u")
            .and_then(|r| r.get(..4))
            .and_then(|h| u16::from_str_radix(h, 16).ok());
        if let Some(unit) = hex {
            units.push(unit);
            rest = &rest[6..];
            continue;
        }
        out.extend(char::decode_utf16(units.drain(..)).map(|c| c.unwrap_or('\u{FFFD}')));
        if c == '\\'
            && let Some(escaped) = rest[1..].chars().next()
        {
            out.push(match escaped {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'b' => '\u{8}',
                'f' => '\u{c}',
                other => other,
            });
            rest = &rest[1 + escaped.len_utf8()..];
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    out.extend(char::decode_utf16(units).map(|c| c.unwrap_or('\u{FFFD}')));
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::parse;
    use crate::span::{SourceId, SourceSpan};
    use crate::text::FormatText;

    fn faults(text: &str) -> Vec<(FaultKind, String)> {
        let format_text = FormatText::verbatim(SourceId(0), 0, text);
        let format = parse(&format_text);
        assert!(looks_like(text, &format), "{text}");
        let mut places = vec![Place::Text; format.parts.len()];
        read(text, &format, &mut places)
            .faults
            .into_iter()
            .map(|fault| (fault.kind, text[fault.span.range()].to_owned()))
            .collect()
    }

    fn one(text: &str) -> (FaultKind, String) {
        let faults = faults(text);
        assert_eq!(faults.len(), 1, "{text}: {faults:?}");
        faults[0].clone()
    }

    #[test]
    fn reads_what_is_right() {
        for text in [
            r#"{"a":"$context.path","b":$context.status}"#,
            r#" { "a" : { "b" : [ 1, -2.5e3, true, null, "x" ] }, "c":{} } "#,
            r#"[{"a":"$context.path"}]"#,
            r#"{"a\"\u0041":"\\$context.path\n"}"#,
            "{}",
        ] {
            assert_eq!(faults(text), [], "{text}");
        }
    }

    #[test]
    fn pins_each_fault() {
        use FaultKind::{
            BadEscape, BareWord, DoubledBraces, DoubledQuotes, EscapedQuotes, ExtraComma,
            ListInBraces, MissingColon, MissingComma, MissingOpeningBrace, MissingOpeningQuote,
            MissingValue, PythonWord, TextAfter, TrailingComma, UnclosedString, UnquotedKey,
            WrappedInQuotes, WrongSeparator,
        };
        for (text, kind, at) in [
            (r#"{"a":"x" "b":"y"}"#, MissingComma, ""),
            (r#"{"a":"x", }"#, TrailingComma, ","),
            (r#"{,"a":"x"}"#, ExtraComma, ","),
            (
                r#"{"a:$context.stage"}"#,
                MissingColon,
                r#""a:$context.stage""#,
            ),
            (
                r#"{"$context.path","$context.stage"}"#,
                ListInBraces,
                r#"{"$context.path","$context.stage"}"#,
            ),
            (r#"{"a":}"#, MissingValue, r#""a""#),
            (r#"{"a"="x"}"#, WrongSeparator('='), "="),
            (r#"{a:"x"}"#, UnquotedKey, "a"),
            (r#"{{"a":"x"}}"#, DoubledBraces, "{{"),
            (
                r#"{"a":""$context.path""}"#,
                DoubledQuotes,
                r#"""$context.path"""#,
            ),
            (r#"'{"a":"x"}'"#, WrappedInQuotes, r#"'{"a":"x"}'"#),
            (r#"{\"a\":\"$context.path\"}"#, EscapedQuotes, r#"\""#),
            (
                r#"{"a":$context.path","b":"x"}"#,
                MissingOpeningQuote,
                r#"$context.path""#,
            ),
            (r#"{"a":"x}"#, UnclosedString, "\""),
            (r#"{"a":"x""#, FaultKind::Unclosed('{'), "{"),
            (r#"{"a":"x"}}"#, FaultKind::Unbalanced('}'), "}"),
            (r#""a":"x","b":"y"}"#, MissingOpeningBrace, ""),
            (r#"{"a":True}"#, PythonWord, "True"),
            (r#"{"a":GET}"#, BareWord, "GET"),
            (r#"{"a":"\q"}"#, BadEscape, r"\q"),
            ("{\"a\":\"\t\"}", FaultKind::ControlCharacter, "\t"),
            (r#"{"a":"x"} and more"#, TextAfter, "and more"),
        ] {
            assert_eq!(one(text), (kind, at.to_owned()), "{text}");
        }
    }

    #[test]
    fn single_quotes_are_a_fault_each() {
        let faults = faults("{'a':'$context.path'}");
        assert!(
            faults
                .iter()
                .all(|(kind, _)| *kind == FaultKind::SingleQuotes)
        );
        assert_eq!(faults.len(), 2);
    }

    #[test]
    fn a_hole_may_hold_any_piece_of_json() {
        for (before, after) in [
            (r#"{"a":"x""#, r#","b":"y"}"#),
            (r#"{"a":"x","#, "}"),
            (r#"{"a":"#, "}"),
            (r#"{"a":"x"#, r#"y"}"#),
            (r#"{"a":"x""#, ""),
            ("{", "}"),
            ("{", r#""b":"y"}"#),
        ] {
            let mut text = FormatText::verbatim(SourceId(0), 0, before);
            text.push_hole(SourceSpan::new(SourceId(0), 50, 60));
            text.push_verbatim(SourceId(0), 60, after);
            let format = parse(&text);
            let mut places = vec![Place::Text; format.parts.len()];
            let json = read(text.as_str(), &format, &mut places);
            assert_eq!(json.faults, [], "{before}…{after}");
        }
    }

    #[test]
    fn deep_nesting_ends() {
        let text = "{\"a\":[".repeat(50_000);
        assert!(
            faults(&text)
                .iter()
                .any(|(kind, _)| *kind == FaultKind::TooDeep)
        );
    }

    #[test]
    fn a_name_is_read_without_quotes_and_escapes() {
        let text = r#"{"a\u0041\"":"x"}"#;
        let format_text = FormatText::verbatim(SourceId(0), 0, text);
        let format = parse(&format_text);
        let json = read(text, &format, &mut vec![Place::Text; format.parts.len()]);
        let ValueKind::Object(members) = json.root.kind else {
            panic!("an object")
        };
        assert_eq!(members[0].name(text).unwrap(), "aA\"");
    }
}
