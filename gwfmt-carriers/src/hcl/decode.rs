//! `jsondecode`: JSON text into a value. Strings keep the place of each byte.

use std::rc::Rc;

use gwfmt_core::limits::HCL_JSON_DEPTH;
use gwfmt_core::span::{SourceSpan, Span};
use gwfmt_core::text::FormatText;

use super::json::escape;
use super::number::Decimal;
use super::value::{Kind, Value};
use super::world::World;

/// The value, or `None` when the text is no JSON or goes too deep.
pub(super) fn json(world: &World<'_>, text: &FormatText, place: SourceSpan) -> Option<Value> {
    let mut reader = Reader {
        world,
        text,
        place,
        at: 0,
    };
    let value = reader.value(0)?;
    reader.space();
    (reader.at == text.len()).then_some(value)
}

struct Reader<'a, 's> {
    world: &'a World<'s>,
    text: &'a FormatText,
    place: SourceSpan,
    at: usize,
}

impl Reader<'_, '_> {
    fn rest(&self) -> &str {
        self.text.as_str().get(self.at..).unwrap_or_default()
    }

    fn space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
    }

    fn eat(&mut self, word: &str) -> bool {
        self.space();
        let found = self.rest().starts_with(word);
        if found {
            self.at += word.len();
        }
        found
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        if depth > HCL_JSON_DEPTH || !self.world.spend(1) {
            return None;
        }
        let place = self.place;
        if self.eat("{") {
            let mut entries = Vec::new();
            let mut more = !self.eat("}");
            while more {
                self.space();
                let key = Rc::new(self.string()?);
                if !self.eat(":") {
                    return None;
                }
                entries.push((key, self.value(depth + 1)?));
                more = self.eat(",");
                if !more && !self.eat("}") {
                    return None;
                }
            }
            return Some(self.world.map(place, entries));
        }
        if self.eat("[") {
            let mut items = Vec::new();
            let mut more = !self.eat("]");
            while more {
                items.push(self.value(depth + 1)?);
                more = self.eat(",");
                if !more && !self.eat("]") {
                    return None;
                }
            }
            return Some(self.world.list(place, items));
        }
        if self.rest().starts_with('"') {
            let text = self.string()?;
            return Some(self.world.text(place, text));
        }
        for (word, kind) in [
            ("null", Kind::Null),
            ("true", Kind::Bool(true)),
            ("false", Kind::Bool(false)),
        ] {
            if self.eat(word) {
                return Some(Value::new(place, kind));
            }
        }
        let rest = self.rest();
        let end = rest.find(|c: char| !matches!(c, '0'..='9' | '-' | '+' | '.' | 'e' | 'E'));
        let length = end.unwrap_or(rest.len());
        let number = Decimal::parse(rest.get(..length)?)?;
        self.at += length;
        Some(Value::new(place, Kind::Number(number)))
    }

    fn string(&mut self) -> Option<FormatText> {
        let mut string = FormatText::new();
        if !self.rest().starts_with('"') {
            return None;
        }
        let mut done = self.at + 1;
        loop {
            let special = self.text.as_str().get(done..)?.find(['"', '\\'])?;
            let at = done + special;
            string.push_text(&self.text.slice(Span::new(done, at)));
            self.at = at;
            if self.rest().starts_with('"') {
                self.at += 1;
                return Some(string);
            }
            let (length, c) = escape(self.rest())?;
            done = at + length;
            let places = self.text.locate(Span::new(at, done))?;
            string.push_escape(places.primary, c.encode_utf8(&mut [0; 4]));
        }
    }
}
