//! What a name is worth where it is used: what it is bound to, and what happened to that until then.

use std::rc::Rc;

use gwfmt_core::span::SourceSpan;

use super::eval::{Evaluator, not_followed};
use super::ir::{
    Binding, BindingKind, FunctionId, Language, Module, ScopeId, ScopeKind, Whole, Write, WriteKind,
};
use super::members::put;
use super::value::{Closure, Frame, Frames, Kind, Lazy, Value};

impl Evaluator<'_> {
    /// The value of a name where it is used.
    pub(super) fn name(
        &mut self,
        module: &Rc<Module>,
        scope: ScopeId,
        name: &Rc<str>,
        place: SourceSpan,
        frames: &Frames,
    ) -> Value {
        let Some(declared) = module.declared(scope, name) else {
            if &**name == "undefined" {
                return Value::new(place, Kind::Nothing);
            }
            if module.language == Language::Python
                && let Some(value) = self.exported_by_others(module, name, place)
            {
                return value;
            }
            return Value::new(place, Kind::External(Rc::from([Rc::clone(name)])));
        };
        let binding = &module.scope(declared).names[name];
        let first = self.bound(module, binding, name, place, frames);
        self.written(module, declared, binding, first, scope, place, frames)
    }

    /// What a name is bound to at first.
    fn bound(
        &mut self,
        module: &Rc<Module>,
        binding: &Binding,
        name: &Rc<str>,
        place: SourceSpan,
        frames: &Frames,
    ) -> Value {
        match &binding.kind {
            BindingKind::Variable(Some(value)) => self.value(module, *value, frames),
            BindingKind::Variable(None) => Value::new(place, Kind::Nothing),
            BindingKind::Parameter(function, number) => {
                self.parameter(module, *function, *number, place, frames)
            }
            BindingKind::Part { of, path, default } => {
                let whole = match of {
                    Whole::Value(value) => self.value(module, *value, frames),
                    Whole::Parameter(function, number) => {
                        self.parameter(module, *function, *number, place, frames)
                    }
                };
                let mut value = whole;
                for key in path {
                    value = self.member(&value, key, place);
                }
                match default {
                    Some(default) if value.is_absent() => self.value(module, *default, frames),
                    Some(default) if matches!(value.kind, Kind::Unknown(_)) => {
                        let default = self.value(module, *default, frames);
                        Value::one_of(place, [default, value])
                    }
                    _ => value,
                }
            }
            BindingKind::Import { module: from, what } => {
                self.imported(module, from, what, name, place)
            }
            BindingKind::Function(function) => {
                let closure = Closure {
                    module: Rc::clone(module),
                    function: *function,
                    frame: frames.clone(),
                };
                Value::new(place, Kind::Function(Rc::new(closure)))
            }
            BindingKind::Class(class) => Value::new(place, Kind::Class(Rc::clone(module), *class)),
            BindingKind::Other => {
                let reason = format!("the value of `{name}` is known only when the program runs");
                Value::running(place, reason)
            }
        }
    }

    fn parameter(
        &mut self,
        module: &Rc<Module>,
        function: FunctionId,
        number: usize,
        place: SourceSpan,
        frames: &Frames,
    ) -> Value {
        let parameter = &module.function(function).parameters[number];
        let is_it =
            |frame: &&Rc<Frame>| frame.source == module.source && frame.function == function;
        let frame =
            std::iter::successors(frames.as_ref(), |frame| frame.outer.as_ref()).find(is_it);
        let Some(frame) = frame.cloned() else {
            let reason = match &parameter.name {
                Some(name) => format!("`{name}` is an argument of the function"),
                None => "it is an argument of the function".to_owned(),
            };
            let given = Value::running(place, reason);
            return match parameter.default {
                Some(default) => {
                    let default = self.value(module, default, frames);
                    Value::one_of(place, [default, given])
                }
                None => given,
            };
        };
        if parameter.is_rest {
            let rest = frame.arguments.iter().skip(number);
            let rest = rest.filter(|(name, _)| name.is_none());
            let rest = rest.map(|(_, value)| value.clone()).collect();
            return Value::new(place, Kind::List(Rc::new(rest)));
        }
        let named = frame
            .arguments
            .iter()
            .find(|(name, _)| name.is_some() && *name == parameter.name);
        // behind `*rest` an argument is given by its name
        let parameters = &module.function(function).parameters;
        let is_behind_rest = parameters[..number].iter().any(|one| one.is_rest);
        let plain = frame
            .arguments
            .get(number)
            .filter(|(name, _)| name.is_none() && !is_behind_rest);
        match (named.or(plain), parameter.default) {
            (Some((_, value)), _) if !matches!(value.kind, Kind::Nothing) => value.clone(),
            (_, Some(default)) => self.value(module, default, &frame.outer),
            _ => Value::new(place, Kind::Nothing),
        }
    }

    /// A value after what happened to its name up to the place where it is used.
    #[expect(clippy::too_many_arguments, reason = "what has happened by then")]
    fn written(
        &mut self,
        module: &Rc<Module>,
        declared: ScopeId,
        binding: &Binding,
        first: Value,
        used: ScopeId,
        place: SourceSpan,
        frames: &Frames,
    ) -> Value {
        // what is written to a member of a module or of a construct does not change what it is
        if matches!(first.kind, Kind::External(_) | Kind::Module(_)) {
            return first;
        }
        let mut value = first;
        let owner = module.function_around(declared);
        let is_near = module.function_around(used) == owner;
        let at = place.span.start;
        for write in &binding.writes {
            let is_foreign = module.function_around(write.scope) != owner;
            // in a loop, what is further down may have happened before
            let loops = module
                .around(write.scope)
                .take_while(|scope| *scope != declared);
            let is_repeated = loops
                .into_iter()
                .any(|scope| module.scope(scope).kind == ScopeKind::Loop);
            // what is written is worked out before it is written
            let end = match write.kind {
                WriteKind::Set(value) | WriteKind::Add(value) => module.place(value).span.end,
                _ => write.span.end,
            };
            let is_later = write.span.end.max(end) > at && module.source == place.source;
            if is_near && !is_foreign && is_later && !is_repeated {
                continue;
            }
            let is_certain = !is_foreign
                && !is_repeated
                && if is_near {
                    module.around(used).any(|scope| scope == write.scope)
                } else {
                    write.scope == declared
                };
            let is_set = matches!(write.kind, WriteKind::Set(_));
            let new = if (is_foreign || is_repeated) && !is_set {
                let reason = "it is changed in a way that gwfmt does not follow";
                Value::not_computed(place, reason)
            } else {
                self.changed(module, write, &value, frames, place)
            };
            value = if is_certain || matches!(new.kind, Kind::Unknown(_)) && !is_set {
                new
            } else {
                Value::one_of(place, [value, new])
            };
        }
        value
    }

    /// A value after one thing that happened to its name.
    fn changed(
        &mut self,
        module: &Rc<Module>,
        write: &Write,
        value: &Value,
        frames: &Frames,
        place: SourceSpan,
    ) -> Value {
        match (&write.kind, &value.kind) {
            (WriteKind::Set(new), _) => self.value(module, *new, frames),
            (WriteKind::Add(more), _) => {
                let more = self.value(module, *more, frames);
                self.sum(value.place, &[value.clone(), more], module.language)
            }
            (WriteKind::Member(key, new), Kind::Map(members)) => {
                let key = self.value(module, *key, frames);
                let Some(key) = key.as_text().filter(|key| !key.has_holes()) else {
                    return Value::not_computed(place, "it gets a member whose name is not known");
                };
                let mut members = members.to_vec();
                let new = Lazy::Node(Rc::clone(module), *new, frames.clone());
                put(&mut members, Rc::clone(key), new);
                Value::new(value.place, Kind::Map(Rc::new(members)))
            }
            (WriteKind::Push(new), Kind::List(items)) => {
                let mut items = items.to_vec();
                items.extend(self.all(module, new, frames));
                Value::new(value.place, Kind::List(Rc::new(items)))
            }
            (WriteKind::Merge(new), Kind::Map(members)) => {
                let mut members = members.to_vec();
                for one in self.all(module, new, frames) {
                    match &one.kind {
                        Kind::Map(more) => {
                            for (key, member) in more.iter() {
                                put(&mut members, Rc::clone(key), member.clone());
                            }
                        }
                        _ if one.is_absent() => {}
                        _ => return not_followed(&one, place),
                    }
                }
                Value::new(value.place, Kind::Map(Rc::new(members)))
            }
            // an object of the CDK, whose members are looked for elsewhere
            (
                WriteKind::Member(..) | WriteKind::Push(_) | WriteKind::Merge(_),
                Kind::Unknown(_)
                | Kind::Object(..)
                | Kind::External(_)
                | Kind::Nothing
                | Kind::Null,
            ) => value.clone(),
            (
                WriteKind::Other,
                Kind::Unknown(_) | Kind::Object(..) | Kind::External(_) | Kind::Module(_),
            ) => value.clone(),
            _ => Value::not_computed(place, "it is changed in a way that gwfmt does not follow"),
        }
    }
}
