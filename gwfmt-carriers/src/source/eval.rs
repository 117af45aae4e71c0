//! What an expression is worth, as far as the files say it: names, members, sums, choices. Calls are in [`super::calls`].

use std::rc::Rc;

use gwfmt_core::limits::{
    SOURCE_CALLS, SOURCE_CHOICES, SOURCE_FUEL, SOURCE_FUEL_ALL, SOURCE_FUEL_LEAST, SOURCE_TEXT,
};
use gwfmt_core::span::{SourceSpan, Span};
use gwfmt_core::text::FormatText;

use super::cdk::Field;
use super::imports::Imports;
use super::ir::{
    Binding, BindingKind, ClassId, Entry, Expr, Item, Language, MemberValue, Module, NodeId,
    ScopeId, ScopeKind, TOP, Whole, Write, WriteKind,
};
use super::later::known_later;
use super::value::{Closure, Frame, Frames, Kind, Lazy, Value};

/// The members of an object, in their order.
pub(super) type Members = Vec<(Rc<FormatText>, Lazy)>;

pub(super) struct Evaluator<'s> {
    pub(super) imports: Imports<'s>,
    /// Steps that the format at hand may still take.
    left: u32,
    /// Steps that all formats have taken.
    spent: u32,
    depth: u32,
}

impl<'s> Evaluator<'s> {
    pub(super) fn new(imports: Imports<'s>) -> Self {
        Self {
            imports,
            left: SOURCE_FUEL,
            spent: 0,
            depth: 0,
        }
    }

    /// Before another format is worked out.
    pub(super) fn refuel(&mut self) {
        self.left = if self.spent < SOURCE_FUEL_ALL {
            SOURCE_FUEL
        } else {
            SOURCE_FUEL_LEAST
        };
    }

    /// Whether the format at hand took more steps than it has.
    pub(super) fn is_dry(&self) -> bool {
        self.left == 0
    }

    pub(super) fn value(&mut self, module: &Rc<Module>, id: NodeId, frames: &Frames) -> Value {
        let place = module.place(id);
        if self.left == 0 {
            return Value::not_computed(place, "it takes too many steps to compute");
        }
        self.left -= 1;
        self.spent = self.spent.saturating_add(1);
        if self.depth >= SOURCE_CALLS {
            return Value::not_computed(
                place,
                "it goes through too many levels of names and calls",
            );
        }
        self.depth += 1;
        let value = self.known(module, id, frames, place);
        self.depth -= 1;
        value
    }

    /// Whether nothing more is followed.
    pub(super) fn is_too_deep(&self) -> bool {
        self.depth >= SOURCE_CALLS || self.left == 0
    }

    /// Follows one name or call more.
    pub(super) fn deeper<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        self.depth += 1;
        let done = work(self);
        self.depth -= 1;
        done
    }

    /// A name of a file, as its last line leaves it.
    pub(super) fn top(&mut self, module: &Rc<Module>, name: &str, place: SourceSpan) -> Value {
        self.name(module, TOP, &Rc::from(name), place, &None)
    }

    fn known(
        &mut self,
        module: &Rc<Module>,
        id: NodeId,
        frames: &Frames,
        place: SourceSpan,
    ) -> Value {
        let node = module.node(id);
        match &node.kind {
            Expr::Text(text) => Value::new(place, Kind::Text(Rc::clone(text))),
            Expr::Template(parts) => {
                let parts = self.all(module, parts, frames);
                self.joined(place, &parts, module.language)
            }
            Expr::Number { value, is_float } => {
                let (value, is_float) = (*value, *is_float);
                Value::new(place, Kind::Number { value, is_float })
            }
            Expr::Bool(value) => Value::new(place, Kind::Bool(*value)),
            Expr::Null => Value::new(place, Kind::Null),
            Expr::Name(name) => self.name(module, node.scope, name, place, frames),
            Expr::This => match module.class_around(node.scope) {
                Some(class) => Value::new(place, Kind::Object(Rc::clone(module), class)),
                None => Value::not_computed(place, "`this` is not in a class"),
            },
            Expr::Member { object, name } => {
                let object = self.value(module, *object, frames);
                self.member(&object, name, place)
            }
            Expr::Index { object, key } => {
                let object = self.value(module, *object, frames);
                let key = self.value(module, *key, frames);
                self.element(&object, &key, place)
            }
            Expr::Call {
                callee,
                arguments,
                is_new,
            } => self.call(module, id, *callee, arguments, *is_new, frames),
            Expr::Object(entries) => self.object(module, entries, frames, place),
            Expr::List(items) => self.list(module, items, frames, place),
            Expr::Choice {
                test,
                then,
                otherwise,
            } => match self.value(module, *test, frames).truth() {
                Some(true) => self.value(module, *then, frames),
                Some(false) => self.value(module, *otherwise, frames),
                None => {
                    let then = self.value(module, *then, frames);
                    let otherwise = self.value(module, *otherwise, frames);
                    Value::one_of(place, [then, otherwise])
                }
            },
            Expr::Or { left, right } => {
                let left = self.value(module, *left, frames);
                match left.truth() {
                    Some(true) => left,
                    Some(false) => self.value(module, *right, frames),
                    None => {
                        let right = self.value(module, *right, frames);
                        let lefts = left.alternatives().iter();
                        let lefts = lefts.filter(|one| one.truth() != Some(false)).cloned();
                        Value::one_of(place, lefts.chain([right]))
                    }
                }
            }
            Expr::And { left, right } => {
                let left = self.value(module, *left, frames);
                match left.truth() {
                    Some(true) => self.value(module, *right, frames),
                    Some(false) => left,
                    None => {
                        let right = self.value(module, *right, frames);
                        let no = Value::new(place, Kind::Bool(false));
                        Value::one_of(place, [right, no])
                    }
                }
            }
            Expr::Add(all) => {
                let all = self.all(module, all, frames);
                self.sum(place, &all, module.language)
            }
            Expr::Percent { text, values } => {
                let text = self.value(module, *text, frames);
                let values = self.value(module, *values, frames);
                self.percent(place, &text, &values)
            }
            Expr::Assign { value, .. } | Expr::Cast { value, .. } => {
                self.value(module, *value, frames)
            }
            Expr::Function(function) => {
                let closure = Closure {
                    module: Rc::clone(module),
                    function: *function,
                    frame: frames.clone(),
                };
                Value::new(place, Kind::Function(Rc::new(closure)))
            }
            Expr::Class(class) => Value::new(place, Kind::Class(Rc::clone(module), *class)),
            Expr::Pattern { pattern, flags } => {
                let (pattern, flags) = (Rc::clone(pattern), Rc::clone(flags));
                Value::new(place, Kind::Pattern { pattern, flags })
            }
            Expr::Each { .. } => self.each(module, id, frames),
            Expr::Other(_) => Value::not_computed(place, "gwfmt does not compute this expression"),
        }
    }

    fn all(&mut self, module: &Rc<Module>, ids: &[NodeId], frames: &Frames) -> Vec<Value> {
        let values = ids.iter().map(|id| self.value(module, *id, frames));
        values.collect()
    }

    /// The value of a name where it is used.
    fn name(
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
        function: super::ir::FunctionId,
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
            let rest = rest.map(|(_, value)| value.clone()).collect();
            return Value::new(place, Kind::List(Rc::new(rest)));
        }
        let named = frame
            .arguments
            .iter()
            .find(|(name, _)| name.is_some() && *name == parameter.name);
        let plain = frame
            .arguments
            .get(number)
            .filter(|(name, _)| name.is_none());
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
            let is_later = write.span.start >= at && module.source == place.source;
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

    fn object(
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

    fn list(
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
        Value::one_of(place, all)
    }

    fn element(&mut self, object: &Value, key: &Value, place: SourceSpan) -> Value {
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

/// A number as both languages write it; nothing where they need an exponent.
pub(super) fn number(value: f64, is_float: bool) -> Option<String> {
    if value == 0.0 {
        return Some(if is_float { "0.0" } else { "0" }.to_owned());
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

/// Something that takes in a value of which not enough is known.
pub(super) fn not_followed(value: &Value, place: SourceSpan) -> Value {
    match &value.kind {
        Kind::Unknown(unknown) => Value::new(place, Kind::Unknown(unknown.clone())),
        Kind::External(path) => match known_later(path) {
            Some(reason) => Value::running(place, reason),
            None => Value::not_computed(place, "gwfmt does not compute this expression"),
        },
        _ => Value::not_computed(place, "gwfmt does not compute this expression"),
    }
}
