//! Values as texts: sums, and what each language writes for a value.

use std::rc::Rc;

use gwfmt_core::limits::{SOURCE_CHOICES, SOURCE_TEXT};
use gwfmt_core::span::{SourceSpan, Span};
use gwfmt_core::text::FormatText;

use super::cdk::Field;
use super::eval::{Evaluator, not_followed};
use super::ir::Language;
use super::value::{Kind, Value};

impl Evaluator<'_> {
    pub(super) fn sum(&mut self, place: SourceSpan, all: &[Value], language: Language) -> Value {
        let is_number = |value: &Value| matches!(value.kind, Kind::Number { .. });
        let is_list = |value: &Value| matches!(value.kind, Kind::List(_));
        if all.iter().all(is_number) {
            let mut sum = 0.0;
            let mut any_float = false;
            for value in all {
                if let Kind::Number { value, is_float } = value.kind {
                    sum += value;
                    any_float |= is_float;
                }
            }
            let kind = Kind::Number {
                value: sum,
                is_float: any_float,
            };
            return Value::new(place, kind);
        }
        if language == Language::Python && all.iter().all(is_list) {
            let items = all.iter().filter_map(|value| match &value.kind {
                Kind::List(items) => Some(items.iter().cloned()),
                _ => None,
            });
            let items = items.flatten().collect();
            return Value::new(place, Kind::List(Rc::new(items)));
        }
        let is_text = |value: &Value| {
            let is_text = |one: &Value| match &one.kind {
                Kind::Text(_) => true,
                Kind::Unknown(unknown) => unknown.is_text,
                _ => false,
            };
            value.alternatives().iter().all(is_text)
        };
        if all.iter().any(is_text) {
            return self.joined(place, all, language);
        }
        let unknown = all
            .iter()
            .find(|value| matches!(value.kind, Kind::Unknown(_)));
        match unknown {
            Some(unknown) => not_followed(unknown, place),
            None => Value::not_computed(place, "gwfmt does not compute this sum"),
        }
    }

    /// Values as one text, one after the other: several where a part is one of several.
    pub(super) fn joined(&mut self, place: SourceSpan, all: &[Value], language: Language) -> Value {
        let mut texts = vec![FormatText::new()];
        for value in all {
            let mut parts = self.texts(value, language);
            if parts.len() * texts.len() > SOURCE_CHOICES {
                let mut hole = FormatText::new();
                hole.push_hole(value.place);
                parts = vec![Rc::new(hole)];
            }
            let mut new = Vec::with_capacity(texts.len() * parts.len());
            for text in &texts {
                for part in &parts {
                    let mut text = text.clone();
                    text.push_text(part);
                    if text.len() > SOURCE_TEXT {
                        return Value::not_computed(place, "it is longer than gwfmt computes");
                    }
                    new.push(text);
                }
            }
            texts = new;
        }
        let texts = texts.into_iter().map(|text| Value::text(place, text));
        let texts: Vec<Value> = texts.collect();
        Value::one_of(place, texts)
    }

    /// A value as text, the way the language writes it: a hole where it is not known.
    pub(super) fn texts(&mut self, value: &Value, language: Language) -> Vec<Rc<FormatText>> {
        let place = value.place;
        let is_python = language == Language::Python;
        let written = |text: &str| {
            let mut new = FormatText::new();
            new.push_written(place, text);
            vec![Rc::new(new)]
        };
        let hole = || {
            let mut new = FormatText::new();
            new.push_hole(place);
            vec![Rc::new(new)]
        };
        match &value.kind {
            Kind::Text(text) | Kind::Format(text) => vec![Rc::clone(text)],
            Kind::OneOf(all) => {
                let all = Rc::clone(all);
                all.iter()
                    .flat_map(|one| self.texts(one, language))
                    .collect()
            }
            Kind::Bool(value) => written(match (value, is_python) {
                (true, true) => "True",
                (false, true) => "False",
                (true, false) => "true",
                (false, false) => "false",
            }),
            Kind::Null => written(if is_python { "None" } else { "null" }),
            Kind::Nothing => written("undefined"),
            Kind::Number { value, is_float } => match number(*value, *is_float) {
                Some(text) => written(&text),
                None => hole(),
            },
            Kind::Map(_) | Kind::List(_) if is_python => match self.python_repr(value) {
                Some(text) => vec![Rc::new(text)],
                None => hole(),
            },
            Kind::Map(_) => written("[object Object]"),
            Kind::List(items) => {
                let items = Rc::clone(items);
                let comma = Value::written(place, ",");
                let mut parts = Vec::new();
                for (number, item) in items.iter().enumerate() {
                    if number > 0 {
                        parts.push(comma.clone());
                    }
                    if !item.is_absent() {
                        parts.push(item.clone());
                    }
                }
                match self.joined(place, &parts, language).as_text() {
                    Some(text) => vec![Rc::clone(text)],
                    None => hole(),
                }
            }
            Kind::External(path) => match field(path) {
                Some((field, name)) if is_python => {
                    let _ = field;
                    let class = "<class 'aws_cdk.aws_apigateway.AccessLogField'>";
                    written(&format!("<bound method AccessLogField.{name} of {class}>"))
                }
                Some((field, name)) => written(&field.source(name)),
                None => hole(),
            },
            Kind::Function(closure) if is_python => {
                let function = closure.module.function(closure.function);
                let name = function.name.as_deref().unwrap_or("<lambda>");
                written(&format!("<function {name} at 0x7f0000000000>"))
            }
            Kind::Function(_)
            | Kind::Class(..)
            | Kind::Object(..)
            | Kind::Module(_)
            | Kind::Pattern { .. }
            | Kind::Unknown(_) => hole(),
        }
    }
}

/// The helper of the CDK that a name is.
pub(super) fn field(path: &[Rc<str>]) -> Option<(Field, &str)> {
    let [.., class, name] = path else {
        return None;
    };
    let field = Field::named(name)?;
    (&**class == "AccessLogField").then_some((field, &**name))
}

/// A number as both languages write it; nothing where they need an exponent.
pub(super) fn number(value: f64, is_float: bool) -> Option<String> {
    if value == 0.0 {
        return Some(match (is_float, value.is_sign_negative()) {
            (true, true) => "-0.0".to_owned(),
            (true, false) => "0.0".to_owned(),
            (false, _) => "0".to_owned(),
        });
    }
    if !(1e-4..1e15).contains(&value.abs()) {
        return None;
    }
    let text = value.to_string();
    let is_whole = is_float && !text.contains('.');
    Some(if is_whole { text + ".0" } else { text })
}

/// The whole of a text.
pub(super) fn whole(text: &FormatText) -> Span {
    Span::new(0, text.len())
}

/// `textwrap.dedent(text)`, `inspect.cleandoc(text)`: the blanks that all lines begin with are left out.
pub(super) fn dedented(text: &FormatText, is_doc: bool, place: SourceSpan) -> Option<Value> {
    let all = text.as_str();
    if is_doc || all.contains(['\t', '\r']) || text.has_holes() {
        return None;
    }
    let lines = all.split('\n').filter(|line| !line.trim().is_empty());
    let blanks = lines.map(|line| line.len() - line.trim_start_matches(' ').len());
    let margin = blanks.min().unwrap_or_default();
    let mut new = FormatText::new();
    let mut at = 0;
    for (number, line) in all.split('\n').enumerate() {
        if number > 0 {
            new.push_text(&text.slice(Span::new(at - 1, at)));
        }
        if !line.trim().is_empty() {
            new.push_text(&text.slice(Span::new(at + margin, at + line.len())));
        }
        at += line.len() + 1;
    }
    Some(Value::text(place, new))
}
