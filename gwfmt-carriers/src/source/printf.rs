//! How Python prints values: `text % values`, `text.format(…)`, `str(value)`.

use std::rc::Rc;

use gwfmt_core::span::{SourceSpan, Span};
use gwfmt_core::text::FormatText;

use super::calls::Call;
use super::eval::Evaluator;
use super::ir::Language;
use super::value::{Kind, Value};
use super::written::number;

impl Evaluator<'_> {
    /// `text % values`
    pub(super) fn percent(&mut self, place: SourceSpan, text: &Value, values: &Value) -> Value {
        let known = text.as_text().cloned();
        let known = known.and_then(|text| self.percent_of(&text, values));
        known.map_or_else(
            || Value::not_computed(place, "gwfmt does not compute this `%`").into_text(),
            |value| Value::new(place, value.kind),
        )
    }

    fn percent_of(&mut self, text: &FormatText, values: &Value) -> Option<Value> {
        let all = text.as_str();
        let place = values.place;
        let mut parts = Vec::new();
        let mut done = 0;
        let mut used = 0;
        while let Some(at) = all[done..].find('%') {
            let start = done + at;
            parts.push(Value::text(place, text.slice(Span::new(done, start))));
            let rest = &all[start + 1..];
            if rest.starts_with('%') {
                parts.push(Value::text(place, text.slice(Span::new(start, start + 1))));
                done = start + 2;
                continue;
            }
            let (value, len) = if let Some(named) = rest.strip_prefix('(') {
                let end = named.find(')')?;
                (self.member(values, &named[..end], place), end + 2)
            } else {
                let value = match &values.kind {
                    Kind::List(items) => items.get(used)?.clone(),
                    _ if used == 0 => values.clone(),
                    _ => return None,
                };
                used += 1;
                (value, 0)
            };
            if !rest[len..].starts_with(['s', 'd']) {
                return None;
            }
            parts.push(value);
            done = start + 1 + len + 1;
        }
        parts.push(Value::text(place, text.slice(Span::new(done, all.len()))));
        Some(self.joined(place, &parts, Language::Python))
    }

    /// `text.format(…)`
    pub(super) fn formatted(&mut self, text: &FormatText, call: &Call<'_>) -> Option<Value> {
        let all = text.as_str();
        let part = |from, to| Value::text(call.place, text.slice(Span::new(from, to)));
        let mut parts = Vec::new();
        let mut done = 0;
        let mut used = 0;
        while let Some(at) = all[done..].find(['{', '}']) {
            let start = done + at;
            parts.push(part(done, start));
            let rest = &all[start..];
            if rest.starts_with("{{") || rest.starts_with("}}") {
                parts.push(part(start, start + 1));
                done = start + 2;
                continue;
            }
            let name = rest.strip_prefix('{')?;
            let name = &name[..name.find('}')?];
            let value = match name.parse::<usize>() {
                _ if name.is_empty() => {
                    used += 1;
                    call.at(used - 1)?
                }
                Ok(number) => call.at(number)?,
                Err(_) => call.named(name)?,
            };
            parts.push(value.clone());
            done = start + name.len() + 2;
        }
        parts.push(part(done, all.len()));
        Some(self.joined(call.place, &parts, Language::Python))
    }

    /// What `str` makes of a list or a dictionary; nothing where that is not known here.
    pub(super) fn python_repr(&mut self, value: &Value) -> Option<FormatText> {
        let mut text = FormatText::new();
        self.push_repr(value, &mut text).then_some(text)
    }

    fn push_repr(&mut self, value: &Value, text: &mut FormatText) -> bool {
        let place = value.place;
        if self.is_too_deep() {
            return false;
        }
        match &value.kind {
            Kind::Text(string) => {
                let quote = if string.as_str().contains('\'') && !string.as_str().contains('"') {
                    "\""
                } else {
                    "'"
                };
                let is_plain = |c: char| !c.is_control() && c != '\\' && c != '\'';
                if quote == "'" && !string.as_str().chars().all(is_plain) {
                    return false;
                }
                text.push_written(place, quote);
                text.push_text(string);
                text.push_written(place, quote);
            }
            Kind::List(items) => {
                let items = Rc::clone(items);
                text.push_written(place, "[");
                for (number, item) in items.iter().enumerate() {
                    if number > 0 {
                        text.push_written(item.place, ", ");
                    }
                    if !self.deeper(|this| this.push_repr(item, text)) {
                        return false;
                    }
                }
                text.push_written(place, "]");
            }
            Kind::Map(members) => {
                let members = Rc::clone(members);
                text.push_written(place, "{");
                for (number, (key, member)) in members.iter().enumerate() {
                    let member = self.force(member);
                    if number > 0 {
                        text.push_written(member.place, ", ");
                    }
                    let key = Value::new(member.place, Kind::Text(Rc::clone(key)));
                    if !self.push_repr(&key, text) {
                        return false;
                    }
                    text.push_written(member.place, ": ");
                    if !self.deeper(|this| this.push_repr(&member, text)) {
                        return false;
                    }
                }
                text.push_written(place, "}");
            }
            Kind::Number { value, is_float } => match number(*value, *is_float) {
                Some(number) => text.push_written(place, &number),
                None => return false,
            },
            _ => {
                let texts = self.texts(value, Language::Python);
                let [one] = &texts[..] else {
                    return false;
                };
                text.push_text(one);
            }
        }
        true
    }
}
