//! Objects, lists and classes: how they are made, and what their members are.

use std::rc::Rc;

use gwfmt_core::limits::SOURCE_CHOICES;
use gwfmt_core::span::SourceSpan;
use gwfmt_core::text::FormatText;

use super::eval::{Evaluator, not_followed};
use super::ir::{ClassId, Entry, Item, Language, MemberValue, Module};
use super::value::{Closure, Frames, Kind, Lazy, Value};

/// The members of an object, in their order.
pub(super) type Members = Vec<(Rc<FormatText>, Lazy)>;

impl Evaluator<'_> {
    pub(super) fn object(
        &mut self,
        module: &Rc<Module>,
        entries: &[Entry],
        frames: &Frames,
        place: SourceSpan,
    ) -> Value {
        let mut variants: Vec<Members> = vec![Vec::new()];
        for entry in entries {
            match entry {
                Entry::Pair { key, value } => {
                    let name = self.value(module, *key, frames);
                    let Some(name) = self.key(&name, module.language) else {
                        return Value::not_computed(place, "the name of a member is not known");
                    };
                    for members in &mut variants {
                        let value = Lazy::Node(Rc::clone(module), *value, frames.clone());
                        put(members, Rc::clone(&name), value);
                    }
                }
                Entry::Spread(spread) => {
                    let spread = self.value(module, *spread, frames);
                    let mut new = Vec::new();
                    for one in spread.alternatives() {
                        for members in &variants {
                            let mut members = members.clone();
                            match &one.kind {
                                Kind::Map(more) => {
                                    for (key, value) in more.iter() {
                                        put(&mut members, Rc::clone(key), value.clone());
                                    }
                                }
                                Kind::Null | Kind::Nothing | Kind::Bool(_) => {}
                                _ => return not_followed(one, place),
                            }
                            new.push(members);
                        }
                    }
                    new.truncate(SOURCE_CHOICES);
                    variants = new;
                }
            }
        }
        let variants = variants.into_iter();
        let variants = variants.map(|members| Value::new(place, Kind::Map(Rc::new(members))));
        Value::one_of(place, variants)
    }

    /// A value as the name of a member.
    pub(super) fn key(&mut self, value: &Value, language: Language) -> Option<Rc<FormatText>> {
        match &value.kind {
            Kind::Text(text) if !text.has_holes() => Some(Rc::clone(text)),
            Kind::Number { .. } => {
                let text = self.texts(value, language);
                text.into_iter().next().filter(|text| !text.has_holes())
            }
            _ => None,
        }
    }

    pub(super) fn list(
        &mut self,
        module: &Rc<Module>,
        items: &[Item],
        frames: &Frames,
        place: SourceSpan,
    ) -> Value {
        let mut variants: Vec<Vec<Value>> = vec![Vec::new()];
        for item in items {
            match item {
                Item::One(value) => {
                    let value = self.value(module, *value, frames);
                    for items in &mut variants {
                        items.push(value.clone());
                    }
                }
                Item::Spread(spread) => {
                    let spread = self.value(module, *spread, frames);
                    let mut new = Vec::new();
                    for one in spread.alternatives() {
                        let Kind::List(more) = &one.kind else {
                            return not_followed(one, place);
                        };
                        for items in &variants {
                            let mut items = items.clone();
                            items.extend(more.iter().cloned());
                            new.push(items);
                        }
                    }
                    new.truncate(SOURCE_CHOICES);
                    variants = new;
                }
            }
        }
        let variants = variants.into_iter();
        let variants = variants.map(|items| Value::new(place, Kind::List(Rc::new(items))));
        Value::one_of(place, variants)
    }

    pub(super) fn force(&mut self, lazy: &Lazy) -> Value {
        match lazy {
            Lazy::Value(value) => value.clone(),
            Lazy::Node(module, id, frames) => self.value(module, *id, frames),
        }
    }

    /// `object.name`, or an element of a name that is known.
    pub(super) fn member(&mut self, object: &Value, name: &str, place: SourceSpan) -> Value {
        match &object.kind {
            Kind::Map(members) => {
                let found = members.iter().find(|(key, _)| key.as_str() == name);
                match found {
                    Some((_, value)) => self.force(value),
                    None => Value::new(place, Kind::Nothing),
                }
            }
            // `const [first] = list`
            Kind::List(items) if name.parse::<usize>().is_ok() => {
                let item = name.parse().ok().and_then(|at: usize| items.get(at));
                item.cloned()
                    .unwrap_or_else(|| Value::new(place, Kind::Nothing))
            }
            Kind::External(path) => {
                let path: Rc<[Rc<str>]> = path.iter().cloned().chain([Rc::from(name)]).collect();
                Value::new(place, Kind::External(path))
            }
            Kind::Module(module) => {
                let module = Rc::clone(module);
                self.export(&module, name, place)
            }
            Kind::Object(module, class) | Kind::Class(module, class) => {
                let (module, class) = (Rc::clone(module), *class);
                self.class_member(&module, class, name, place)
            }
            Kind::OneOf(all) => {
                let all: Vec<Value> = all
                    .iter()
                    .map(|one| self.member(one, name, place))
                    .collect();
                Value::one_of(place, all)
            }
            Kind::Unknown(unknown) => {
                let mut unknown = unknown.clone();
                unknown.is_text = false;
                Value::new(place, Kind::Unknown(unknown))
            }
            Kind::Null | Kind::Nothing => Value::new(place, Kind::Nothing),
            _ => Value::not_computed(place, format!("gwfmt does not compute `.{name}`")),
        }
    }

    fn class_member(
        &mut self,
        module: &Rc<Module>,
        class: ClassId,
        name: &str,
        place: SourceSpan,
    ) -> Value {
        if self.is_too_deep() {
            return Value::not_computed(
                place,
                "it goes through too many levels of names and calls",
            );
        }
        let it = module.class(class);
        let Some(values) = it.members.get(name) else {
            let Some(base) = it.base else {
                let reason = format!("the class does not define its member `{name}`");
                return Value::running(place, reason);
            };
            let base = self.value(module, base, &None);
            return if let Kind::Class(module, class) = &base.kind {
                self.deeper(|this| this.class_member(module, *class, name, place))
            } else {
                let reason =
                    format!("the member `{name}` comes from a class that is not in the repository");
                Value::running(place, reason)
            };
        };
        let open = (module.source, class, name.to_owned());
        if self.open.contains(&open) {
            let reason = "it is changed in a way that gwfmt does not follow";
            return Value::not_computed(place, reason);
        }
        self.open.push(open);
        let mut all = Vec::new();
        for member in values {
            all.push(match member {
                MemberValue::Field(value) => self.value(module, *value, &None),
                MemberValue::Method(function) => {
                    let closure = Closure {
                        module: Rc::clone(module),
                        function: *function,
                        frame: None,
                    };
                    Value::new(place, Kind::Function(Rc::new(closure)))
                }
                MemberValue::Getter(function) => {
                    let closure = Closure {
                        module: Rc::clone(module),
                        function: *function,
                        frame: None,
                    };
                    self.applied(&closure, Vec::new(), place)
                }
                MemberValue::Other => {
                    let reason = format!("`{name}` is set where the object is created");
                    Value::running(place, reason)
                }
            });
        }
        self.open.pop();
        Value::one_of(place, all)
    }

    pub(super) fn element(&mut self, object: &Value, key: &Value, place: SourceSpan) -> Value {
        if let (Kind::List(items), Kind::Number { value, .. }) = (&object.kind, &key.kind) {
            let at = if *value < 0.0 {
                items.len() as f64 + value
            } else {
                *value
            };
            let item = items
                .iter()
                .enumerate()
                .find(|(number, _)| *number as f64 == at);
            return item.map_or_else(
                || Value::new(place, Kind::Nothing),
                |(_, item)| item.clone(),
            );
        }
        match key.known() {
            Some(name) => self.member(object, name, place),
            None => match &object.kind {
                // one of the members, and it is not known which
                Kind::Map(members) => {
                    let members = Rc::clone(members);
                    let members = members.iter().take(SOURCE_CHOICES);
                    let all: Vec<Value> = members.map(|(_, value)| self.force(value)).collect();
                    if all.is_empty() {
                        return not_followed(key, place);
                    }
                    Value::one_of(place, all)
                }
                _ => not_followed(object, place),
            },
        }
    }
}

/// Gives a member a value: a new one comes last, a known one keeps its place in the order.
pub(super) fn put(members: &mut Members, key: Rc<FormatText>, value: Lazy) {
    match members
        .iter_mut()
        .find(|(known, _)| known.as_str() == key.as_str())
    {
        Some((_, known)) => *known = value,
        None => members.push((key, value)),
    }
}
