//! XML with references in it: elements, attributes, text; what is not well-formed is a fault with its place.

use super::{Place, Symbol, symbols};
use crate::ast::{Format, PartKind};
use crate::span::Span;

/// Elements nested deeper than this are a fault, and are read as if they were empty.
pub const MAX_DEPTH: usize = 64;

/// A format that is XML.
#[derive(Clone, Debug)]
pub struct Xml {
    /// The elements in the order of their start tags.
    pub elements: Vec<Element>,
    /// What is wrong, in the order of the text.
    pub faults: Vec<Fault>,
}

/// An element.
#[derive(Clone, Debug)]
pub struct Element {
    /// Its name, in the start tag.
    pub name: Span,
    /// From its start tag to its end tag.
    pub span: Span,
    /// The number of the element around it.
    pub parent: Option<usize>,
    /// Its attributes.
    pub attributes: Vec<Attribute>,
    /// The parts that stand directly between its tags.
    pub parts: Vec<usize>,
    /// The bytes between its tags.
    pub content: Span,
}

/// An attribute.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// Its name.
    pub name: Span,
    /// Its value, quotes left out.
    pub value: Span,
    /// The parts inside the value.
    pub parts: Vec<usize>,
}

/// Something that makes every line XML that is not well-formed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The text at fault.
    pub span: Span,
    /// What it is.
    pub kind: FaultKind,
}

/// What can be wrong with an XML format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// A start tag without an end tag.
    Unclosed,
    /// An end tag that closes nothing, or another element than the last one opened.
    WrongEnd,
    /// An attribute's value without quotes.
    UnquotedAttribute,
    /// `&` that begins no entity.
    Ampersand,
    /// `<` that begins no tag, or a tag that never ends.
    Markup,
    /// Text or a second element beside the root.
    OutsideRoot,
    /// Nested deeper than [`MAX_DEPTH`].
    TooDeep,
}

/// Whether a format was meant to be XML.
pub fn looks_like(text: &str, format: &Format) -> bool {
    let text = text.trim_start();
    let starts = text.strip_prefix('<').is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_alphabetic() || matches!(c, '_' | '?' | '!'))
    });
    starts
        && format
            .parts
            .iter()
            .find(|part| part.kind != PartKind::Hole)
            .is_some_and(|part| part.kind == PartKind::Literal)
        && text.contains('>')
}

/// Reads an XML format and fills in the place of each part.
pub fn read(text: &str, format: &Format, places: &mut [Place]) -> Xml {
    let has_holes = format
        .parts
        .iter()
        .any(|part| matches!(part.kind, PartKind::Hole | PartKind::Template));
    let mut reader = Reader {
        text,
        symbols: symbols(text, format),
        at: 0,
        places,
        elements: Vec::new(),
        open: Vec::new(),
        faults: Vec::new(),
    };
    reader.document();
    let Reader {
        elements,
        mut faults,
        ..
    } = reader;
    if has_holes {
        // A hole may open or close any element.
        faults.retain(|fault| !matches!(fault.kind, FaultKind::Unclosed | FaultKind::WrongEnd));
    }
    faults.sort_by_key(|fault| fault.span);
    Xml { elements, faults }
}

struct Reader<'a> {
    text: &'a str,
    symbols: Vec<(Symbol, Span)>,
    at: usize,
    places: &'a mut [Place],
    elements: Vec<Element>,
    open: Vec<usize>,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn char(&self) -> Option<char> {
        match self.symbols.get(self.at) {
            Some((Symbol::Char(c), _)) => Some(*c),
            _ => None,
        }
    }

    fn offset(&self) -> usize {
        self.symbols
            .get(self.at)
            .map_or(self.text.len(), |(_, span)| span.start)
    }

    fn fault(&mut self, start: usize, end: usize, kind: FaultKind) {
        self.faults.push(Fault {
            span: Span::new(start, end),
            kind,
        });
    }

    fn rest(&self) -> &str {
        &self.text[self.offset()..]
    }

    fn document(&mut self) {
        let mut roots = 0;
        while let Some(&(symbol, span)) = self.symbols.get(self.at) {
            match symbol {
                Symbol::Atom(part) => {
                    self.places[part] = Place::XmlText;
                    match self.open.last() {
                        Some(&element) => self.elements[element].parts.push(part),
                        None if self.text[span.range()].starts_with('$') => {
                            self.fault(span.start, span.end, FaultKind::OutsideRoot);
                        }
                        None => {}
                    }
                    self.at += 1;
                }
                Symbol::Char('<') => {
                    let before = self.elements.len();
                    self.markup();
                    if self.elements.len() > before && self.elements[before].parent.is_none() {
                        roots += 1;
                        if roots == 2 {
                            let name = self.elements[before].name;
                            self.fault(name.start, name.end, FaultKind::OutsideRoot);
                        }
                    }
                }
                Symbol::Char('&') => {
                    if !is_entity(self.rest()) {
                        self.fault(span.start, span.end, FaultKind::Ampersand);
                    }
                    self.at += 1;
                }
                Symbol::Char(c) => {
                    if self.open.is_empty() && !c.is_whitespace() {
                        self.fault(span.start, span.end, FaultKind::OutsideRoot);
                        while self.char().is_some_and(|c| c != '<') {
                            self.at += 1;
                        }
                    } else {
                        self.at += 1;
                    }
                }
            }
        }
        while let Some(element) = self.open.pop() {
            let name = self.elements[element].name;
            self.elements[element].span.end = self.text.len();
            self.elements[element].content.end = self.text.len();
            self.fault(name.start, name.end, FaultKind::Unclosed);
        }
    }

    /// What begins with `<`.
    fn markup(&mut self) {
        let start = self.offset();
        let skip_to = |end: &str| self.rest().find(end).map(|at| start + at + end.len());
        if self.rest().starts_with("<?") || self.rest().starts_with("<!") {
            let end = if self.rest().starts_with("<!--") {
                skip_to("-->")
            } else if self.rest().starts_with("<![CDATA[") {
                skip_to("]]>")
            } else {
                skip_to(">")
            };
            if let Some(end) = end {
                while self.offset() < end {
                    if let Some((Symbol::Atom(part), _)) = self.symbols.get(self.at) {
                        self.places[*part] = Place::XmlText;
                    }
                    self.at += 1;
                }
            } else {
                self.fault(start, start + 1, FaultKind::Markup);
                self.at += 1;
            }
            return;
        }
        self.at += 1;
        let closing = self.char() == Some('/');
        if closing {
            self.at += 1;
        }
        let name = self.name();
        if name.is_empty() {
            self.fault(start, start + 1, FaultKind::Markup);
            return;
        }
        if closing {
            self.end_tag(start, name);
        } else {
            self.start_tag(start, name);
        }
    }

    fn name(&mut self) -> Span {
        let start = self.offset();
        let mut end = start;
        while let Some(c) = self.char()
            && (c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':'))
        {
            self.at += 1;
            end = start + (end - start) + c.len_utf8();
        }
        Span::new(start, end)
    }

    fn skip_space(&mut self) {
        while self.char().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    fn end_tag(&mut self, start: usize, name: Span) {
        self.skip_space();
        if self.char() == Some('>') {
            self.at += 1;
        } else {
            self.fault(start, name.end, FaultKind::Markup);
        }
        let end = self.offset();
        let same = |element: &usize| {
            self.text[self.elements[*element].name.range()] == self.text[name.range()]
        };
        if self.open.last().is_some_and(same) {
            self.close(start, end);
        } else if self.open.iter().any(same) {
            // The elements between were never closed.
            while let Some(&element) = self.open.last() {
                let other = self.elements[element].name;
                let found = self.text[other.range()] == self.text[name.range()];
                self.close(start, end);
                if found {
                    break;
                }
                self.fault(other.start, other.end, FaultKind::Unclosed);
            }
        } else {
            self.fault(name.start, name.end, FaultKind::WrongEnd);
        }
    }

    fn close(&mut self, start: usize, end: usize) {
        if let Some(element) = self.open.pop() {
            self.elements[element].content.end = start;
            self.elements[element].span.end = end;
        }
    }

    fn start_tag(&mut self, start: usize, name: Span) {
        let mut attributes = Vec::new();
        let mut empty = false;
        loop {
            self.skip_space();
            match self.symbols.get(self.at) {
                None | Some((Symbol::Char('<'), _)) => {
                    self.fault(start, start + 1, FaultKind::Markup);
                    break;
                }
                Some((Symbol::Atom(part), span)) => {
                    self.places[*part] = Place::XmlTag;
                    if self.text[span.range()].starts_with('$') {
                        let span = *span;
                        self.fault(span.start, span.end, FaultKind::UnquotedAttribute);
                    }
                    self.at += 1;
                }
                Some((Symbol::Char('>'), _)) => {
                    self.at += 1;
                    break;
                }
                Some((Symbol::Char('/'), _)) => {
                    empty = true;
                    self.at += 1;
                }
                Some((Symbol::Char(_), span)) => {
                    let at = *span;
                    match self.attribute() {
                        Some(attribute) => attributes.push(attribute),
                        None => self.at += usize::from(self.offset() == at.start),
                    }
                }
            }
        }
        let end = self.offset();
        self.elements.push(Element {
            name,
            span: Span::new(start, end),
            parent: self.open.last().copied(),
            attributes,
            parts: Vec::new(),
            content: Span::at(end),
        });
        if !empty && self.open.len() == MAX_DEPTH {
            self.fault(name.start, name.end, FaultKind::TooDeep);
        } else if !empty {
            self.open.push(self.elements.len() - 1);
        }
    }

    fn attribute(&mut self) -> Option<Attribute> {
        let name = self.name();
        if name.is_empty() {
            let at = self.offset();
            let end = self.symbols.get(self.at).map_or(at, |(_, span)| span.end);
            self.fault(at, end, FaultKind::Markup);
            return None;
        }
        self.skip_space();
        if self.char() != Some('=') {
            self.fault(name.start, name.end, FaultKind::UnquotedAttribute);
            return None;
        }
        self.at += 1;
        self.skip_space();
        let Some(quote @ ('"' | '\'')) = self.char() else {
            // The value's references are reported as they are met in the tag.
            if self.char().is_some() {
                self.fault(name.start, name.end, FaultKind::UnquotedAttribute);
            }
            return None;
        };
        self.at += 1;
        let start = self.offset();
        let mut parts = Vec::new();
        loop {
            match self.symbols.get(self.at) {
                None => {
                    self.fault(name.start, name.end, FaultKind::Markup);
                    break;
                }
                Some((Symbol::Atom(part), _)) => {
                    self.places[*part] = Place::XmlAttribute(quote);
                    parts.push(*part);
                }
                Some((Symbol::Char(c), _)) if *c == quote => break,
                Some((Symbol::Char('<'), span)) => {
                    let span = *span;
                    self.fault(span.start, span.end, FaultKind::Markup);
                }
                Some((Symbol::Char('&'), span)) if !is_entity(&self.text[span.start..]) => {
                    let span = *span;
                    self.fault(span.start, span.end, FaultKind::Ampersand);
                }
                Some(_) => {}
            }
            self.at += 1;
        }
        let value = Span::new(start, self.offset());
        if self.char() == Some(quote) {
            self.at += 1;
        }
        Some(Attribute { name, value, parts })
    }
}

/// `&amp;`, `&#38;`, `&#x26;`.
fn is_entity(text: &str) -> bool {
    text.strip_prefix('&')
        .and_then(|rest| rest.split_once(';'))
        .is_some_and(|(name, _)| {
            let digits = |text: &str, hex: bool| {
                !text.is_empty()
                    && text
                        .chars()
                        .all(|c| c.is_ascii_digit() || hex && c.is_ascii_hexdigit())
            };
            matches!(name, "amp" | "lt" | "gt" | "quot" | "apos")
                || name.strip_prefix("#x").is_some_and(|n| digits(n, true))
                || name.strip_prefix('#').is_some_and(|n| digits(n, false))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::parse;
    use crate::span::SourceId;
    use crate::text::FormatText;

    fn xml(text: &str) -> (Xml, Vec<Place>) {
        let format = parse(&FormatText::verbatim(SourceId(0), 0, text));
        assert!(looks_like(text, &format), "{text}");
        let mut places = vec![Place::Text; format.parts.len()];
        (read(text, &format, &mut places), places)
    }

    fn faults(text: &str) -> Vec<(FaultKind, String)> {
        let faults = xml(text).0.faults;
        faults
            .iter()
            .map(|fault| (fault.kind, text[fault.span.range()].to_owned()))
            .collect()
    }

    #[test]
    fn reads_elements_and_attributes() {
        let text = r#"<request id="$context.requestId"> <ip>$context.identity.sourceIp</ip> <a/></request>"#;
        let (xml, places) = xml(text);
        assert_eq!(xml.faults, []);
        let names: Vec<_> = xml.elements.iter().map(|e| &text[e.name.range()]).collect();
        assert_eq!(names, ["request", "ip", "a"]);
        assert_eq!(
            &text[xml.elements[1].content.range()],
            "$context.identity.sourceIp"
        );
        assert_eq!(
            &text[xml.elements[0].attributes[0].value.range()],
            "$context.requestId"
        );
        assert_eq!(places[1], Place::XmlAttribute('"'));
        assert_eq!(places[3], Place::XmlText);
    }

    #[test]
    fn pins_each_fault() {
        use FaultKind::{Ampersand, Markup, OutsideRoot, Unclosed, UnquotedAttribute, WrongEnd};
        for (text, kind, at) in [
            ("<a><b>x</a>", Unclosed, "b"),
            ("<a>x", Unclosed, "a"),
            ("<a></b></a>", WrongEnd, "b"),
            (
                "<a id=$context.path>x</a>",
                UnquotedAttribute,
                "$context.path",
            ),
            ("<a>x & y</a>", Ampersand, "&"),
            ("<a>1 < 2</a>", Markup, "<"),
            ("<a>x</a><b>y</b>", OutsideRoot, "b"),
            ("<a>x</a> y", OutsideRoot, "y"),
        ] {
            assert_eq!(faults(text), [(kind, at.to_owned())], "{text}");
        }
    }
}
