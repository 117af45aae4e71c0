//! XML with references in it: elements, attributes, text; what is not well-formed is a fault with its place.

use super::{Place, Symbol, symbols};
use crate::ast::{Format, PartKind};
use crate::limits::XML_DEPTH;
use crate::span::Span;

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
    /// The parts directly between its tags.
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
    /// The changes that would fix it, in the order of the text; none where that is not plain.
    pub mend: Vec<(Span, String)>,
}

/// What can be wrong with an XML format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// A start tag without an end tag.
    Unclosed,
    /// `<a>…<a>` where the second was to be `</a>`.
    MissingSlash,
    /// An end tag that closes nothing, or another element than the last one opened.
    WrongEnd,
    /// An attribute's value without quotes.
    UnquotedAttribute,
    /// An attribute's value without its closing quote.
    UnclosedAttribute,
    /// Two attributes of one name.
    DuplicateAttribute,
    /// No space between two attributes.
    MissingSpace,
    /// A name that begins with a digit, a dot or a hyphen.
    BadName,
    /// `&` that begins no entity.
    Ampersand,
    /// `<` that begins no tag, or a tag that never ends.
    Markup,
    /// Text or a second element beside the root.
    OutsideRoot,
    /// Nested deeper than [`XML_DEPTH`].
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

/// Reads an XML format and fills in the place of each part. Text in comments and `CDATA` keeps its place.
pub fn read(text: &str, format: &Format, places: &mut [Place]) -> Xml {
    let wild = || {
        format
            .parts
            .iter()
            .filter(|part| matches!(part.kind, PartKind::Hole | PartKind::Template))
    };
    let mut reader = Reader {
        text,
        symbols: symbols(text, format),
        at: 0,
        places,
        elements: Vec::new(),
        open: Vec::new(),
        faults: Vec::new(),
        too_deep: false,
    };
    reader.document();
    let Reader {
        elements,
        mut faults,
        ..
    } = reader;
    if let Some(first) = wild().next() {
        // A hole may open or close any element, and bring quotes of its own.
        faults.retain(|fault| match fault.kind {
            FaultKind::Unclosed | FaultKind::WrongEnd => false,
            FaultKind::OutsideRoot => fault.span.start < first.span.start,
            FaultKind::UnquotedAttribute => !wild().any(|part| fault.span.contains(part.span)),
            _ => true,
        });
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
    too_deep: bool,
}

impl Reader<'_> {
    fn char(&self) -> Option<char> {
        self.char_at(self.at)
    }

    fn char_at(&self, at: usize) -> Option<char> {
        match self.symbols.get(at) {
            Some((Symbol::Char(c), _)) => Some(*c),
            _ => None,
        }
    }

    fn offset(&self) -> usize {
        self.offset_of(self.at)
    }

    fn offset_of(&self, at: usize) -> usize {
        self.symbols
            .get(at)
            .map_or(self.text.len(), |(_, span)| span.start)
    }

    fn slice(&self, span: Span) -> &str {
        &self.text[span.range()]
    }

    fn fault(&mut self, span: Span, kind: FaultKind) {
        self.mendable(span, kind, Vec::new());
    }

    fn mendable(&mut self, span: Span, kind: FaultKind, mend: Vec<(Span, String)>) {
        self.faults.push(Fault { span, kind, mend });
    }

    fn ampersand(&mut self, span: Span) {
        let after = Span::at(span.end);
        self.mendable(span, FaultKind::Ampersand, vec![(after, "amp;".to_owned())]);
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
                        None if self.slice(span).starts_with('$') => {
                            self.fault(span, FaultKind::OutsideRoot);
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
                            self.fault(self.elements[before].name, FaultKind::OutsideRoot);
                        }
                    }
                }
                Symbol::Char('&') => {
                    if !is_entity(self.rest()) {
                        self.ampersand(span);
                    }
                    self.at += 1;
                }
                Symbol::Char(c) => {
                    if self.open.is_empty() && !c.is_whitespace() {
                        let start = self.offset();
                        while self.char().is_some_and(|c| c != '<') {
                            self.at += 1;
                        }
                        let text = &self.text[start..self.offset()];
                        let end = start + text.trim_end().len();
                        self.fault(Span::new(start, end), FaultKind::OutsideRoot);
                    } else {
                        self.at += 1;
                    }
                }
            }
        }
        let end = self.text.len();
        let unclosed: Vec<usize> = self.open.drain(..).rev().collect();
        for &element in &unclosed {
            self.elements[element].span.end = end;
            self.elements[element].content.end = end;
        }
        self.unclosed(&unclosed, self.text.trim_end().len());
    }

    /// Elements that nothing closes before `end`, inner ones first.
    fn unclosed(&mut self, elements: &[usize], end: usize) {
        let mut rest = elements;
        while let [element, others @ ..] = rest {
            let name = self.elements[*element].name;
            rest = others;
            // `<ip>…<ip>`: the second one was to close the first.
            if let [around, beyond @ ..] = others
                && self.slice(self.elements[*around].name) == self.slice(name)
            {
                rest = beyond;
                let mend = vec![(Span::at(name.start), "/".to_owned())];
                self.mendable(name, FaultKind::MissingSlash, mend);
                continue;
            }
            let tag = format!("</{}>", self.slice(name));
            self.mendable(name, FaultKind::Unclosed, vec![(Span::at(end), tag)]);
        }
    }

    /// What begins with `<`.
    fn markup(&mut self) {
        let start = self.offset();
        let opening = Span::new(start, start + 1);
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
                    self.at += 1;
                }
            } else {
                self.fault(opening, FaultKind::Markup);
                self.at = self.symbols.len();
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
            let mend = vec![(opening, "&lt;".to_owned())];
            self.mendable(opening, FaultKind::Markup, mend);
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
            end += c.len_utf8();
        }
        let name = Span::new(start, end);
        if self
            .slice(name)
            .starts_with(|c: char| !c.is_alphabetic() && !matches!(c, '_' | ':'))
        {
            self.fault(name, FaultKind::BadName);
        }
        name
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
            let mend = vec![(Span::at(name.end), ">".to_owned())];
            self.mendable(Span::new(start, name.end), FaultKind::Markup, mend);
        }
        let end = self.offset();
        let same = |element: &usize| self.slice(self.elements[*element].name) == self.slice(name);
        let nearly = |element: &usize| {
            let other = self.slice(self.elements[*element].name);
            other.len() <= 64
                && name.len() <= 64
                && strsim::damerau_levenshtein(
                    &other.to_ascii_lowercase(),
                    &self.slice(name).to_ascii_lowercase(),
                ) <= other.len() / 3
        };
        if self.open.last().is_some_and(same) {
            self.close(start, end);
        } else if self.open.iter().any(same) {
            let mut between = Vec::new();
            while let Some(&element) = self.open.last() {
                let other = self.elements[element].name;
                let found = self.slice(other) == self.slice(name);
                self.close(start, end);
                if found {
                    break;
                }
                between.push(element);
            }
            self.unclosed(&between, start);
        } else if let Some(&element) = self.open.last().filter(|&open| nearly(open)) {
            let opened = self.slice(self.elements[element].name).to_owned();
            self.close(start, end);
            self.mendable(name, FaultKind::WrongEnd, vec![(name, opened)]);
        } else {
            self.fault(name, FaultKind::WrongEnd);
        }
    }

    fn close(&mut self, start: usize, end: usize) {
        if let Some(element) = self.open.pop() {
            self.elements[element].content.end = start;
            self.elements[element].span.end = end;
        }
    }

    fn start_tag(&mut self, start: usize, name: Span) {
        let mut attributes: Vec<Attribute> = Vec::new();
        let mut empty = false;
        loop {
            let spaced = self.char().is_some_and(char::is_whitespace);
            self.skip_space();
            let Some(&(symbol, span)) = self.symbols.get(self.at) else {
                self.fault(Span::new(start, start + 1), FaultKind::Markup);
                break;
            };
            match symbol {
                Symbol::Char('<') => {
                    self.fault(Span::new(start, start + 1), FaultKind::Markup);
                    break;
                }
                Symbol::Atom(part) => {
                    self.places[part] = Place::XmlTag;
                    if self.slice(span).starts_with('$') {
                        self.fault(span, FaultKind::UnquotedAttribute);
                    }
                    self.at += 1;
                }
                Symbol::Char('>') => {
                    self.at += 1;
                    break;
                }
                Symbol::Char('/') => {
                    empty = true;
                    self.at += 1;
                }
                Symbol::Char(_) => {
                    if !spaced && !attributes.is_empty() {
                        let point = Span::at(span.start);
                        let mend = vec![(point, " ".to_owned())];
                        self.mendable(point, FaultKind::MissingSpace, mend);
                    }
                    match self.attribute() {
                        Some(attribute) => {
                            self.duplicate(&attributes, &attribute);
                            attributes.push(attribute);
                        }
                        None => self.at += usize::from(self.offset() == span.start),
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
        if !empty && self.open.len() == XML_DEPTH {
            if !self.too_deep {
                self.fault(name, FaultKind::TooDeep);
            }
            self.too_deep = true;
        } else if !empty {
            self.open.push(self.elements.len() - 1);
        }
    }

    fn duplicate(&mut self, before: &[Attribute], attribute: &Attribute) {
        let name = self.slice(attribute.name);
        let last = before.iter().rev().take(128);
        if last.into_iter().any(|a| self.slice(a.name) == name) {
            self.fault(attribute.name, FaultKind::DuplicateAttribute);
        }
    }

    fn attribute(&mut self) -> Option<Attribute> {
        let name = self.name();
        if name.is_empty() {
            let at = self.offset();
            let end = self.symbols.get(self.at).map_or(at, |(_, span)| span.end);
            self.fault(Span::new(at, end), FaultKind::Markup);
            return None;
        }
        self.skip_space();
        if self.char() != Some('=') {
            self.fault(name, FaultKind::UnquotedAttribute);
            return None;
        }
        self.at += 1;
        self.skip_space();
        let Some(quote @ ('"' | '\'')) = self.char() else {
            return self.unquoted(name);
        };
        self.at += 1;
        let start = self.offset();
        let end = self.end_of_value(quote);
        let parts = self.value(end, Place::XmlAttribute(quote));
        let value = Span::new(start, self.offset());
        if self.char() == Some(quote) {
            self.at += 1;
        } else {
            let mend = vec![(Span::at(value.end), quote.to_string())];
            self.mendable(
                Span::new(start - 1, value.end),
                FaultKind::UnclosedAttribute,
                mend,
            );
        }
        Some(Attribute { name, value, parts })
    }

    /// Where an attribute's value ends: at its quote, or, where that was forgotten, at the end of the tag.
    fn end_of_value(&self, quote: char) -> usize {
        let mut at = self.at;
        let mut tag_end = None;
        while let Some(&(symbol, _)) = self.symbols.get(at) {
            match symbol {
                Symbol::Char(c) if c == quote => return at,
                Symbol::Char('<') => break,
                Symbol::Char('>') if tag_end.is_none() => {
                    tag_end = Some(at - usize::from(self.char_at(at - 1) == Some('/')));
                }
                _ => {}
            }
            at += 1;
        }
        tag_end.unwrap_or(at)
    }

    fn value(&mut self, end: usize, place: Place) -> Vec<usize> {
        let mut parts = Vec::new();
        while self.at < end
            && let Some(&(symbol, span)) = self.symbols.get(self.at)
        {
            match symbol {
                Symbol::Atom(part) => {
                    self.places[part] = place;
                    parts.push(part);
                }
                Symbol::Char('&') if !is_entity(&self.text[span.start..]) => self.ampersand(span),
                Symbol::Char(_) => {}
            }
            self.at += 1;
        }
        parts
    }

    /// `id=$context.requestId`: the value up to white space or the end of the tag.
    fn unquoted(&mut self, name: Span) -> Option<Attribute> {
        let start = self.offset();
        let mut end = self.at;
        while self.symbols.get(end).is_some()
            && !self
                .char_at(end)
                .is_some_and(|c| c.is_whitespace() || matches!(c, '>' | '<' | '"' | '\''))
            && !(self.char_at(end) == Some('/') && self.char_at(end + 1) == Some('>'))
        {
            end += 1;
        }
        let parts = self.value(end, Place::XmlTag);
        let value = Span::new(start, self.offset());
        if value.is_empty() {
            self.fault(name, FaultKind::UnquotedAttribute);
            return None;
        }
        let mend = vec![
            (Span::at(value.start), "\"".to_owned()),
            (Span::at(value.end), "\"".to_owned()),
        ];
        self.mendable(value, FaultKind::UnquotedAttribute, mend);
        Some(Attribute { name, value, parts })
    }
}

/// `&amp;`, `&#38;`, `&#x26;`.
fn is_entity(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('&') else {
        return false;
    };
    let Some(end) = rest.bytes().take(12).position(|b| b == b';') else {
        return false;
    };
    let name = &rest[..end];
    let digits = |text: &str, hex: bool| {
        !text.is_empty()
            && text
                .chars()
                .all(|c| c.is_ascii_digit() || hex && c.is_ascii_hexdigit())
    };
    matches!(name, "amp" | "lt" | "gt" | "quot" | "apos")
        || name.strip_prefix("#x").is_some_and(|n| digits(n, true))
        || name.strip_prefix('#').is_some_and(|n| digits(n, false))
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

    fn mended(text: &str) -> String {
        let mut edits: Vec<_> = xml(text)
            .0
            .faults
            .into_iter()
            .flat_map(|f| f.mend)
            .collect();
        edits.sort_by_key(|(span, _)| *span);
        let mut out = String::new();
        let mut from = 0;
        for (span, new) in edits {
            out.push_str(&text[from..span.start]);
            out.push_str(&new);
            from = span.end;
        }
        out + &text[from..]
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
    fn a_hole_may_open_close_and_quote() {
        use crate::span::SourceSpan;
        for pieces in [
            ["<a x=", "/>"],
            ["<a>", "</b>"],
            ["<a>", "</a><b/>"],
            ["<a>$context.path</a>", ""],
        ] {
            let mut text = FormatText::verbatim(SourceId(0), 0, pieces[0]);
            text.push_hole(SourceSpan::new(SourceId(0), 50, 60));
            text.push_verbatim(SourceId(0), 70, pieces[1]);
            let format = parse(&text);
            let mut places = vec![Place::Text; format.parts.len()];
            let xml = read(text.as_str(), &format, &mut places);
            assert_eq!(xml.faults, [], "{pieces:?}");
        }
        assert_eq!(xml("<a/><b/>").0.faults.len(), 1);
    }

    #[test]
    fn text_in_cdata_is_not_judged() {
        let (xml, places) = xml("<a><![CDATA[$context.error.message & <b>]]></a>");
        assert_eq!(xml.faults, []);
        assert_eq!(places[1], Place::Text);
    }

    /// One fault each: its kind, its place, and the text that its repair makes (empty where there is none).
    #[test]
    fn pins_and_mends_each_fault() {
        use FaultKind::{
            Ampersand, BadName, DuplicateAttribute, Markup, MissingSlash, MissingSpace,
            OutsideRoot, Unclosed, UnclosedAttribute, UnquotedAttribute, WrongEnd,
        };
        #[rustfmt::skip]
        let cases = [
            ("<a><b>x</a>", Unclosed, "b", "<a><b>x</b></a>"),
            ("<a>x", Unclosed, "a", "<a>x</a>"),
            ("<a><b>x<b></a>", MissingSlash, "b", "<a><b>x</b></a>"),
            ("<a></b></a>", WrongEnd, "b", ""),
            ("<r><ip>x</IP></r>", WrongEnd, "IP", "<r><ip>x</ip></r>"),
            ("<a id=$context.path>x</a>", UnquotedAttribute, "$context.path", r#"<a id="$context.path">x</a>"#),
            ("<a id=$context.path/>", UnquotedAttribute, "$context.path", r#"<a id="$context.path"/>"#),
            ("<a $context.path>x</a>", UnquotedAttribute, "$context.path", ""),
            (r#"<a id="$context.path>x</a>"#, UnclosedAttribute, r#""$context.path"#, r#"<a id="$context.path">x</a>"#),
            (r#"<a id="$context.path/>"#, UnclosedAttribute, r#""$context.path"#, r#"<a id="$context.path"/>"#),
            (r#"<a id="x" id="y"/>"#, DuplicateAttribute, "id", ""),
            (r#"<a id="x"b="y"/>"#, MissingSpace, "", r#"<a id="x" b="y"/>"#),
            ("<a><1b>x</1b></a>", BadName, "1b", ""),
            ("<a>x & y</a>", Ampersand, "&", "<a>x &amp; y</a>"),
            ("<a>1 < 2</a>", Markup, "<", "<a>1 &lt; 2</a>"),
            ("<a>x</a", Markup, "</a", "<a>x</a>"),
            ("<a>x</a><b>y</b>", OutsideRoot, "b", ""),
            ("<a>x</a> y z", OutsideRoot, "y z", ""),
        ];
        for (text, kind, at, after) in cases {
            let found = faults(text);
            assert_eq!(found[0], (kind, at.to_owned()), "{text}: {found:?}");
            if !after.is_empty() {
                assert_eq!(found.len(), 1, "{text}: {found:?}");
                assert_eq!(mended(text), after, "{text}");
                assert_eq!(faults(after), [], "{after}");
            }
        }
    }

    #[test]
    fn deep_nesting_ends() {
        let found = faults(&"<a>".repeat(100_000));
        let deep = |(kind, _): &&(FaultKind, String)| *kind == FaultKind::TooDeep;
        assert_eq!(found.iter().filter(deep).count(), 1);
    }
}
