//! Values as JSON, byte for byte as `JSON.stringify` and `json.dumps` write them.

use std::rc::Rc;

use gwfmt_core::limits::SOURCE_TEXT;
use gwfmt_core::shape::json::short_escape;
use gwfmt_core::span::{SourceSpan, Span};
use gwfmt_core::text::FormatText;

use super::eval::{Evaluator, not_followed};
use super::ir::Language;
use super::members::Members;
use super::value::{Kind, Value};
use super::written::number;
use crate::rewrite;

/// How JSON is written.
#[derive(Clone, Debug)]
pub(super) struct Style {
    pub(super) language: Language,
    /// What a level is indented by; nothing for one line.
    pub(super) indent: Option<String>,
    pub(super) comma: String,
    pub(super) colon: String,
    /// Other characters than those of ASCII are escaped.
    pub(super) ascii: bool,
    /// Members in the order of their names.
    pub(super) sorted: bool,
    /// No other members than these, in this order.
    pub(super) only: Option<Vec<String>>,
}

impl Style {
    /// `JSON.stringify(value)`
    pub(super) fn typescript() -> Self {
        Self {
            language: Language::TypeScript,
            indent: None,
            comma: ",".to_owned(),
            colon: ":".to_owned(),
            ascii: false,
            sorted: false,
            only: None,
        }
    }

    /// `json.dumps(value)`
    pub(super) fn python() -> Self {
        Self {
            language: Language::Python,
            indent: None,
            comma: ", ".to_owned(),
            colon: ": ".to_owned(),
            ascii: true,
            sorted: false,
            only: None,
        }
    }
}

/// Why there is no JSON.
pub(super) struct Refused;

impl Evaluator<'_> {
    /// A value as JSON: one text for each of its alternatives.
    pub(super) fn json(&mut self, value: &Value, style: &Style, place: SourceSpan) -> Value {
        let mut all = Vec::new();
        for one in value.alternatives() {
            if let Kind::Unknown(_) = one.kind {
                all.push(not_followed(one, place));
                continue;
            }
            let mut text = FormatText::new();
            all.push(match self.push_json(one, style, 0, &mut text) {
                Ok(true) => Value::text(place, text),
                Ok(false) => Value::new(place, Kind::Nothing),
                Err(Refused) => {
                    Value::not_computed(place, "gwfmt cannot compute this value as JSON")
                }
            });
        }
        Value::one_of(place, all)
    }

    /// Whether the value is written at all: functions are not.
    fn push_json(
        &mut self,
        value: &Value,
        style: &Style,
        depth: usize,
        text: &mut FormatText,
    ) -> Result<bool, Refused> {
        let place = value.place;
        let is_python = style.language == Language::Python;
        if text.len() > SOURCE_TEXT || self.is_too_deep() {
            return Err(Refused);
        }
        match &value.kind {
            Kind::Text(string) => push_string(string, place, style, text),
            Kind::Bool(value) => text.push_written(place, if *value { "true" } else { "false" }),
            Kind::Null => text.push_written(place, "null"),
            Kind::Number { value, is_float } => {
                let number = number(*value, is_python && *is_float).ok_or(Refused)?;
                text.push_written(place, &number);
            }
            Kind::List(items) => {
                let items = Rc::clone(items);
                return self.push_list(place, &items, style, depth, text);
            }
            Kind::Map(members) => {
                let members = Rc::clone(members);
                return self.push_object(place, &members, style, depth, text);
            }
            Kind::Nothing | Kind::Function(_) | Kind::Class(..) if !is_python => return Ok(false),
            Kind::External(path) if !is_python && super::written::field(path).is_some() => {
                return Ok(false);
            }
            Kind::Unknown(unknown) => push_hole(place, unknown.is_text, text),
            Kind::OneOf(all) => {
                let is_text = all.iter().all(|one| matches!(one.kind, Kind::Text(_)));
                push_hole(place, is_text, text);
            }
            Kind::External(_) | Kind::Object(..) if !is_python => push_hole(place, false, text),
            _ => return Err(Refused),
        }
        Ok(true)
    }

    fn push_list(
        &mut self,
        place: SourceSpan,
        items: &[Value],
        style: &Style,
        depth: usize,
        text: &mut FormatText,
    ) -> Result<bool, Refused> {
        text.push_written(place, "[");
        for (number, item) in items.iter().enumerate() {
            if number > 0 {
                text.push_written(item.place, &style.comma);
            }
            line(item.place, style, depth + 1, text);
            let is_written = self.deeper(|this| this.push_json(item, style, depth + 1, text))?;
            if !is_written {
                text.push_written(item.place, "null");
            }
        }
        if !items.is_empty() {
            line(place, style, depth, text);
        }
        text.push_written(place, "]");
        Ok(true)
    }

    fn push_object(
        &mut self,
        place: SourceSpan,
        members: &Members,
        style: &Style,
        depth: usize,
        text: &mut FormatText,
    ) -> Result<bool, Refused> {
        let mut members: Vec<_> = members.iter().collect();
        if let Some(only) = &style.only {
            let member = |name: &String| members.iter().find(|(key, _)| key.as_str() == name);
            members = only.iter().filter_map(member).copied().collect();
        } else if style.language == Language::TypeScript {
            // names that are whole numbers come first, by their size
            members.sort_by_key(|(key, _)| index(key.as_str()).map_or((true, 0), |at| (false, at)));
        } else if style.sorted {
            members.sort_by(|(a, _), (b, _)| a.as_str().cmp(b.as_str()));
        }
        text.push_written(place, "{");
        let mut is_first = true;
        for (key, value) in members {
            let value = self.force(value);
            let mut member = FormatText::new();
            let is_written =
                self.deeper(|this| this.push_json(&value, style, depth + 1, &mut member))?;
            if !is_written {
                continue;
            }
            let here = key.locate(Span::new(0, key.len()));
            let here = here.map_or(place, |places| places.primary);
            if !is_first {
                text.push_written(here, &style.comma);
            }
            is_first = false;
            line(here, style, depth + 1, text);
            push_string(key, here, style, text);
            text.push_written(here, &style.colon);
            text.push_text(&member);
        }
        if !is_first {
            line(place, style, depth, text);
        }
        text.push_written(place, "}");
        Ok(true)
    }
}

/// A name that JavaScript takes for an index.
fn index(key: &str) -> Option<u32> {
    let index: u32 = key.parse().ok()?;
    (index != u32::MAX && index.to_string() == key).then_some(index)
}

fn line(place: SourceSpan, style: &Style, depth: usize, text: &mut FormatText) {
    if let Some(indent) = &style.indent {
        text.push_written(place, &format!("\n{}", indent.repeat(depth)));
    }
}

fn push_hole(place: SourceSpan, is_text: bool, text: &mut FormatText) {
    let quote = if is_text { "\"" } else { "" };
    text.push_written(place, quote);
    text.push_hole(place);
    text.push_written(place, quote);
}

fn push_string(string: &FormatText, place: SourceSpan, style: &Style, text: &mut FormatText) {
    text.push_written(place, "\"");
    text.push_text(&rewrite::map(string, |c| escape(c, style.ascii)));
    text.push_written(place, "\"");
}

fn escape(c: char, ascii: bool) -> Option<String> {
    if let Some(escape) = short_escape(c) {
        return Some(escape.to_owned());
    }
    Some(match c {
        '\0'..='\u{1f}' => format!("\\u{:04x}", u32::from(c)),
        _ if ascii && !c.is_ascii() => {
            let mut escaped = String::new();
            for unit in c.encode_utf16(&mut [0; 2]) {
                escaped += &format!("\\u{unit:04x}");
            }
            escaped
        }
        _ => return None,
    })
}
