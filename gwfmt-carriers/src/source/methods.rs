//! Methods of strings, lists and objects.

use std::rc::Rc;

use gwfmt_core::limits::SOURCE_TEXT;
use gwfmt_core::span::Span;
use gwfmt_core::text::FormatText;

use super::calls::Call;
use super::eval::{Evaluator, not_followed};
use super::ir::{Expr, Language, Module, NodeId};
use super::value::{Frame, Frames, Kind, Lazy, Value};
use super::written::whole;
use crate::hcl::pattern::Pattern;
use crate::rewrite;

impl Evaluator<'_> {
    /// What a method of a value gives; nothing for one that is not known here.
    pub(super) fn method(&mut self, object: &Value, name: &str, call: &Call<'_>) -> Option<Value> {
        match &object.kind {
            Kind::Text(text) => {
                let text = Rc::clone(text);
                self.text_method(object, &text, name, call)
            }
            Kind::List(items) => {
                let items = Rc::clone(items);
                self.list_method(object, &items, name, call)
            }
            Kind::Map(_) => match name {
                "items" => Some(self.members_of(object, "entries", call.place)),
                "keys" | "values" => Some(self.members_of(object, name, call.place)),
                "copy" => Some(object.clone()),
                "get" => {
                    let key = call.at(0)?.known()?.to_owned();
                    let value = self.member(object, &key, call.place);
                    match (value.is_absent(), call.at(1)) {
                        (true, Some(other)) => Some(other.clone()),
                        _ => Some(value),
                    }
                }
                _ => None,
            },
            Kind::Format(text) if matches!(name, "toString" | "to_string") => {
                Some(Value::new(object.place, Kind::Text(Rc::clone(text))))
            }
            Kind::Number { .. } if name == "toString" && call.given.is_empty() => {
                Some(self.joined(call.place, std::slice::from_ref(object), call.language))
            }
            // `stack.toJsonString({…})`, `stack.to_json_string({…})`
            Kind::Unknown(_) if matches!(name, "toJsonString" | "to_json_string") => {
                let value = call.at(0)?.clone();
                let style = super::json::Style::typescript();
                Some(self.json(&value, &style, call.place))
            }
            _ => None,
        }
    }

    fn text_method(
        &mut self,
        object: &Value,
        text: &Rc<FormatText>,
        name: &str,
        call: &Call<'_>,
    ) -> Option<Value> {
        let is_python = call.language == Language::Python;
        let new = |text: FormatText| Some(Value::text(object.place, text));
        let trimmed = |before: bool, after: bool, set: Option<&str>| {
            let is_cut = |c: char| match set {
                Some(set) => set.contains(c),
                None => c.is_whitespace() || c == '\u{FEFF}' && !is_python,
            };
            let all = text.as_str();
            let start = if before {
                all.len() - all.trim_start_matches(is_cut).len()
            } else {
                0
            };
            let end = if after {
                all.trim_end_matches(is_cut).len()
            } else {
                all.len()
            };
            text.slice(Span::new(start, end.max(start)))
        };
        let set = match call.at(0) {
            Some(value) if name.ends_with("strip") && !value.is_absent() => {
                Some(value.known()?.to_owned())
            }
            _ => None,
        };
        let set = set.as_deref();
        match name {
            "toString" | "valueOf" | "normalize" | "encode" | "decode" => Some(object.clone()),
            "trim" | "strip" => new(trimmed(true, true, set)),
            "trimStart" | "trimLeft" | "lstrip" => new(trimmed(true, false, set)),
            "trimEnd" | "trimRight" | "rstrip" => new(trimmed(false, true, set)),
            "replace" | "replaceAll" => replaced(object, text, name, call),
            "concat" => {
                let given = call.given.iter().map(|(_, value)| value.clone());
                let all: Vec<Value> = std::iter::once(object.clone()).chain(given).collect();
                Some(self.joined(object.place, &all, call.language))
            }
            "join" if is_python => {
                let list = call.at(0)?.clone();
                Some(self.list_joined(&list, object, call))
            }
            "split" | "splitlines" => {
                let separator = match (name, call.at(0)) {
                    ("split", Some(separator)) => separator.known()?.to_owned(),
                    ("splitlines", None) if !text.as_str().contains('\r') => "\n".to_owned(),
                    _ => return None,
                };
                if separator.is_empty() || call.given.len() > 1 {
                    return None;
                }
                let mut items = Vec::new();
                let mut done = 0;
                let ends = text.as_str().match_indices(&*separator).map(|(at, _)| at);
                for end in ends.chain([text.len()]) {
                    let part = text.slice(Span::new(done, end));
                    items.push(Value::text(object.place, part));
                    done = end + separator.len();
                }
                Some(Value::new(object.place, Kind::List(Rc::new(items))))
            }
            "toUpperCase" | "upper" => new(rewrite::map(text, |c| changed(c, c.to_uppercase()))),
            "toLowerCase" | "lower" => new(rewrite::map(text, |c| changed(c, c.to_lowercase()))),
            "format" if is_python => self.formatted(text, call),
            "repeat" => {
                let Kind::Number { value, .. } = call.at(0)?.kind else {
                    return None;
                };
                let times = value.max(0.0) as usize;
                if times.saturating_mul(text.len().max(1)) > SOURCE_TEXT {
                    return None;
                }
                let mut repeated = FormatText::new();
                (0..times).for_each(|_| repeated.push_text(text));
                new(repeated)
            }
            _ => None,
        }
    }

    fn list_method(
        &mut self,
        object: &Value,
        items: &Rc<Vec<Value>>,
        name: &str,
        call: &Call<'_>,
    ) -> Option<Value> {
        let place = call.place;
        let list = |items: Vec<Value>| Some(Value::new(object.place, Kind::List(Rc::new(items))));
        match name {
            "join" if call.language == Language::TypeScript => {
                let comma = Value::written(place, ",");
                let separator = call.at(0).filter(|separator| !separator.is_absent());
                let separator = separator.cloned().unwrap_or(comma);
                Some(self.list_joined(object, &separator, call))
            }
            "map" => {
                let function = call.at(0)?.clone();
                let mut new = Vec::new();
                for (number, item) in items.iter().enumerate() {
                    let index = Kind::Number {
                        value: number as f64,
                        is_float: false,
                    };
                    let index = Value::new(place, index);
                    new.push(self.applied_to(&function, vec![item.clone(), index], place));
                }
                list(new)
            }
            "filter" => {
                let function = call.at(0)?.clone();
                let is_boolean = matches!(&function.kind, Kind::External(path) if path.last().is_some_and(|name| &**name == "Boolean"));
                let mut new = Vec::new();
                for item in items.iter() {
                    let test = if is_boolean {
                        item.clone()
                    } else {
                        self.applied_to(&function, vec![item.clone()], place)
                    };
                    match test.truth() {
                        Some(true) => new.push(item.clone()),
                        Some(false) => {}
                        None => return Some(not_followed(&test, place)),
                    }
                }
                list(new)
            }
            "concat" => {
                let mut new = items.to_vec();
                for (_, more) in call.given {
                    match &more.kind {
                        Kind::List(more) => new.extend(more.iter().cloned()),
                        Kind::Unknown(_) | Kind::OneOf(_) | Kind::External(_) => {
                            return Some(not_followed(more, place));
                        }
                        _ => new.push(more.clone()),
                    }
                }
                list(new)
            }
            "reverse" | "toReversed" if call.language == Language::TypeScript => {
                list(items.iter().rev().cloned().collect())
            }
            "toString" if call.language == Language::TypeScript => {
                Some(self.joined(place, std::slice::from_ref(object), call.language))
            }
            "slice" if call.given.is_empty() => Some(object.clone()),
            _ => None,
        }
    }

    /// `{key: value for element in list}` and `[value for element in list]`
    pub(super) fn each(&mut self, module: &Rc<Module>, id: NodeId, frames: &Frames) -> Value {
        let place = module.place(id);
        let Expr::Each {
            list,
            function,
            key,
            value,
        } = module.expr(id)
        else {
            return Value::not_computed(place, "gwfmt does not compute this expression");
        };
        let list = self.value(module, *list, frames);
        let Kind::List(items) = &list.kind else {
            return not_followed(&list, place);
        };
        let parameters = module.function(*function).parameters.len();
        let mut members = Vec::new();
        let mut new = Vec::new();
        for item in items.iter() {
            let given: Vec<Value> = match &item.kind {
                Kind::List(parts) if parameters > 1 && parts.len() == parameters => parts.to_vec(),
                _ if parameters == 1 => vec![item.clone()],
                _ => return not_followed(item, place),
            };
            let frame = Frame {
                source: module.source,
                function: *function,
                arguments: given.into_iter().map(|value| (None, value)).collect(),
                outer: frames.clone(),
            };
            let frames = Some(Rc::new(frame));
            let value = self.value(module, *value, &frames);
            match key {
                Some(key) => {
                    let key = self.value(module, *key, &frames);
                    let Some(key) = self.key(&key, module.language) else {
                        return Value::not_computed(place, "the name of a member is not known");
                    };
                    super::members::put(&mut members, key, Lazy::Value(value));
                }
                None => new.push(value),
            }
        }
        let kind = match key {
            Some(_) => Kind::Map(Rc::new(members)),
            None => Kind::List(Rc::new(new)),
        };
        Value::new(place, kind)
    }
}

/// A character in the other case, where that is another one.
fn changed(c: char, new: impl Iterator<Item = char>) -> Option<String> {
    let new: String = new.collect();
    (*new != *c.encode_utf8(&mut [0; 4])).then_some(new)
}

/// The matches of a pattern replaced: of those patterns that mean the same in JavaScript and in Go.
fn replaced_by_pattern(
    text: &FormatText,
    pattern: &str,
    is_global: bool,
    with: &FormatText,
) -> Option<FormatText> {
    let is_shared = |c: char| c.is_ascii() && !matches!(c, '\u{b}');
    let mut escapes = pattern
        .match_indices('\\')
        .filter_map(|(at, _)| pattern[at + 1..].chars().next());
    let is_plain =
        escapes.all(|c| matches!(c, 's' | 'n' | 'r' | 't' | 'd' | 'w') || c.is_ascii_punctuation());
    if !is_plain
        || pattern.contains("(?")
        || !text
            .as_str()
            .chars()
            .all(|c| is_shared(c) || !c.is_whitespace())
    {
        return None;
    }
    let pattern = Pattern::parse(pattern)
        .ok()
        .filter(|pattern| !pattern.matches_empty())?;
    let holes: Vec<Span> = text.holes().map(|(hole, _)| hole).collect();
    let matches = pattern.replaced(text.as_str(), &|_| true).ok()?;
    let mut new = FormatText::new();
    let mut done = 0;
    let most = if is_global { usize::MAX } else { 1 };
    for groups in matches.into_iter().take(most) {
        let found = groups.first().copied().flatten()?;
        if holes
            .iter()
            .any(|hole| hole.start < found.end && found.start < hole.end)
        {
            return None;
        }
        new.push_text(&text.slice(Span::new(done, found.start)));
        let cut = text.slice(found);
        if with.is_empty() {
            let nothing = FormatText::new();
            new.push_text(&cut.replace(cut.as_str(), &nothing));
        } else {
            new.push_text(with);
        }
        done = found.end;
        if new.len() > SOURCE_TEXT {
            return None;
        }
    }
    new.push_text(&text.slice(Span::new(done, whole(text).end)));
    Some(new)
}

/// `text.replace(what, with)`
fn replaced(object: &Value, text: &FormatText, name: &str, call: &Call<'_>) -> Option<Value> {
    let is_python = call.language == Language::Python;
    let (what, with) = (call.at(0)?.clone(), call.at(1)?.as_text()?.clone());
    // JavaScript gives `$&` and the like a meaning of their own
    let mut signs = with
        .as_str()
        .match_indices('$')
        .filter_map(|(at, _)| with.as_str()[at + 1..].chars().next());
    if !is_python && signs.any(|c| matches!(c, '$' | '&' | '`' | '\'' | '<' | '0'..='9')) {
        return None;
    }
    let new = |text| Some(Value::text(object.place, text));
    match &what.kind {
        Kind::Text(_) => {
            let what = what.known()?.to_owned();
            if what.is_empty() || is_python && call.given.len() > 2 {
                return None;
            }
            if is_python || name == "replaceAll" {
                return new(text.replace(&what, &with));
            }
            match text.as_str().find(&*what) {
                Some(at) => {
                    let end = at + what.len();
                    let mut first = text.slice(Span::new(0, end)).replace(&what, &with);
                    first.push_text(&text.slice(Span::new(end, text.len())));
                    new(first)
                }
                None => Some(object.clone()),
            }
        }
        Kind::Pattern { pattern, flags } => {
            let is_global = match &**flags {
                "g" => true,
                "" if name == "replace" => false,
                _ => return None,
            };
            new(replaced_by_pattern(text, pattern, is_global, &with)?)
        }
        _ => None,
    }
}
