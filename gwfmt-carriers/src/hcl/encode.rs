//! `jsonencode`: a value as Terraform writes it into JSON, each byte with its place.

use gwfmt_core::limits::HCL_TEXT;
use gwfmt_core::shape::json::short_escape;
use gwfmt_core::span::{SourceSpan, Span};
use gwfmt_core::text::FormatText;

use super::value::{Kind, Value};
use crate::rewrite::map;

/// The JSON of a value, keys in alphabetical order. Braces, quotes, colons and commas are written by what they enclose.
pub(super) fn json(value: &Value) -> FormatText {
    let mut text = FormatText::new();
    push(value, &mut text);
    text
}

fn push(value: &Value, text: &mut FormatText) {
    if text.len() > HCL_TEXT {
        return; // the caller refuses it
    }
    match &value.kind {
        Kind::Unknown(_) => {
            let quote = if value.is_string() { "\"" } else { "" };
            text.push_written(value.place, quote);
            text.push_hole(value.place);
            text.push_written(value.place, quote);
        }
        Kind::Null => text.push_written(value.place, "null"),
        Kind::Text(string) => push_string(string, value.place, text),
        Kind::Bool(_) | Kind::Number(_) => {
            if let Some(plain) = value.to_text() {
                text.push_text(&plain);
            }
        }
        Kind::List(_) => {
            text.push_written(value.place, "[");
            for (at, item) in value.items().unwrap_or_default().iter().enumerate() {
                if at > 0 {
                    text.push_written(item.place, ",");
                }
                push(item, text);
            }
            text.push_written(value.place, "]");
        }
        Kind::Map(_) => {
            text.push_written(value.place, "{");
            for (at, (key, item)) in value.entries().unwrap_or_default().iter().enumerate() {
                let here = key
                    .locate(Span::new(0, key.len()))
                    .map_or(value.place, |places| places.primary);
                if at > 0 {
                    text.push_written(here, ",");
                }
                push_string(key, here, text);
                text.push_written(here, ":");
                push(item, text);
            }
            text.push_written(value.place, "}");
        }
    }
}

fn push_string(string: &FormatText, place: SourceSpan, text: &mut FormatText) {
    text.push_written(place, "\"");
    text.push_text(&map(string, escape));
    text.push_written(place, "\"");
}

/// What JSON, and Go's encoder beyond it, does not leave as it is.
fn escape(c: char) -> Option<String> {
    if let Some(escape) = short_escape(c) {
        return Some(escape.to_owned());
    }
    Some(match c {
        '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}' => {
            format!("\\u{:04x}", u32::from(c))
        }
        _ => return None,
    })
}
