//! What calls give: functions of the repository, and those of the languages and of the CDK that make formats.

use std::rc::Rc;

use gwfmt_core::span::SourceSpan;
use gwfmt_core::text::FormatText;

use super::cdk;
use super::eval::{Evaluator, not_followed};
use super::ir::{Argument, Expr, Language, Module, NodeId};
use super::json::Style;
use super::later::known_later;
use super::members::{Members, put};
use super::value::{Closure, Frame, Frames, Kind, Lazy, Value};
use super::written::dedented;
use super::written::field;

/// What a call is given: names where it says them.
pub(super) type Given = Vec<(Option<Rc<str>>, Value)>;

/// A call that is being worked out.
pub(super) struct Call<'c> {
    pub(super) language: Language,
    pub(super) place: SourceSpan,
    pub(super) given: &'c [(Option<Rc<str>>, Value)],
}

impl Call<'_> {
    /// The argument at a place of the list.
    pub(super) fn at(&self, number: usize) -> Option<&Value> {
        let plain = self.given.iter().filter(|(name, _)| name.is_none());
        plain.map(|(_, value)| value).nth(number)
    }

    pub(super) fn named(&self, wanted: &str) -> Option<&Value> {
        let found = self
            .given
            .iter()
            .find(|(name, _)| name.as_deref() == Some(wanted));
        found.map(|(_, value)| value)
    }
}

impl Evaluator<'_> {
    pub(super) fn call(
        &mut self,
        module: &Rc<Module>,
        id: NodeId,
        callee: NodeId,
        arguments: &[Argument],
        is_new: bool,
        frames: &Frames,
    ) -> Value {
        let place = module.place(id);
        let function = match module.expr(callee) {
            Expr::Member { object, name } => {
                let object = self.value(module, *object, frames);
                let is_own = matches!(
                    object.kind,
                    Kind::External(_) | Kind::Module(_) | Kind::Object(..) | Kind::Class(..)
                );
                let member = if is_own {
                    Some(self.member(&object, name, module.place(callee)))
                } else if let Kind::Map(members) = &object.kind {
                    let is_there = members.iter().any(|(key, _)| key.as_str() == &**name);
                    is_there.then(|| self.member(&object, name, module.place(callee)))
                } else {
                    None
                };
                if let Some(function) = member {
                    function
                } else {
                    let Some(given) = self.given(module, arguments, frames) else {
                        return Value::not_computed(place, "its arguments are not known");
                    };
                    let call = Call {
                        language: module.language,
                        place,
                        given: &given,
                    };
                    return self.of_alternatives(&object, name, &call, (module, id));
                }
            }
            _ => self.value(module, callee, frames),
        };
        match &function.kind {
            Kind::Function(closure) => match self.given(module, arguments, frames) {
                Some(given) => self.applied(closure, given, place),
                None => Value::not_computed(place, "its arguments are not known"),
            },
            Kind::Class(module, class) => {
                Value::new(place, Kind::Object(Rc::clone(module), *class))
            }
            Kind::External(path) if !is_new || is_plain_object(path) => {
                let Some(given) = self.given(module, arguments, frames) else {
                    return made(
                        Value::not_computed(place, "its arguments are not known"),
                        module,
                        id,
                    );
                };
                let call = Call {
                    language: module.language,
                    place,
                    given: &given,
                };
                if let Some(value) = self.external(path, &call) {
                    value
                } else {
                    let name = path.last().map_or("", |name| &**name);
                    let value = match known_later(path) {
                        Some(reason) => Value::running(place, reason),
                        None => {
                            Value::not_computed(place, format!("gwfmt does not compute `{name}()`"))
                        }
                    };
                    made(value, module, id)
                }
            }
            Kind::External(path) => {
                let name = path.last().map_or("", |name| &**name);
                let reason = format!("what is in `{name}` is known only when the program runs");
                made(Value::running(place, reason), module, id)
            }
            _ => made(not_followed(&function, place), module, id),
        }
    }

    /// The arguments; nothing where a list of them is not known.
    fn given(
        &mut self,
        module: &Rc<Module>,
        arguments: &[Argument],
        frames: &Frames,
    ) -> Option<Given> {
        let mut given = Vec::new();
        for argument in arguments {
            let value = self.value(module, argument.value, frames);
            match (argument.is_spread, &value.kind) {
                (false, _) => given.push((argument.name.clone(), value)),
                (true, Kind::List(items)) => {
                    given.extend(items.iter().map(|item| (None, item.clone())));
                }
                (true, Kind::Map(members)) => {
                    for (key, member) in members.iter() {
                        let member = self.force(member);
                        given.push((Some(Rc::from(key.as_str())), member));
                    }
                }
                (true, _) => return None,
            }
        }
        Some(given)
    }

    /// What a function of the repository gives back.
    pub(super) fn applied(&mut self, closure: &Closure, given: Given, place: SourceSpan) -> Value {
        let module = Rc::clone(&closure.module);
        let function = module.function(closure.function);
        if function.is_wrapped {
            let name = function.name.as_deref().unwrap_or("the function");
            let reason = format!("what `{name}` returns is known only when the program runs");
            return Value::running(place, reason);
        }
        let frame = Frame {
            source: module.source,
            function: closure.function,
            arguments: given,
            outer: closure.frame.clone(),
        };
        let frames = Some(Rc::new(frame));
        if self.is_too_deep() {
            return Value::not_computed(
                place,
                "it goes through too many levels of names and calls",
            );
        }
        let all: Vec<Value> = self.deeper(|this| {
            let returns = function.returns.iter();
            returns
                .map(|value| this.value(&module, *value, &frames))
                .collect()
        });
        if all.is_empty() {
            return Value::new(place, Kind::Nothing);
        }
        Value::one_of(place, all)
    }

    /// A function as an argument of another, on one element.
    pub(super) fn applied_to(
        &mut self,
        function: &Value,
        given: Vec<Value>,
        place: SourceSpan,
    ) -> Value {
        let given: Given = given.into_iter().map(|value| (None, value)).collect();
        match &function.kind {
            Kind::Function(closure) => {
                let parameters = &closure.module.function(closure.function).parameters;
                let given = given.into_iter().take(parameters.len().max(1)).collect();
                self.applied(closure, given, place)
            }
            Kind::External(path) => {
                let language = Language::TypeScript;
                let given = &given[..1.min(given.len())];
                let call = Call {
                    language,
                    place,
                    given,
                };
                let path = Rc::clone(path);
                self.external(&path, &call)
                    .unwrap_or_else(|| not_followed(function, place))
            }
            _ => not_followed(function, place),
        }
    }

    /// A method of a value, of each of its alternatives.
    fn of_alternatives(
        &mut self,
        object: &Value,
        name: &str,
        call: &Call<'_>,
        at: (&Rc<Module>, NodeId),
    ) -> Value {
        let mut all = Vec::new();
        for one in object.alternatives() {
            let value = self.method(one, name, call);
            all.push(value.unwrap_or_else(|| {
                if let Kind::Unknown(unknown) = &one.kind {
                    let mut unknown = unknown.clone();
                    unknown.is_text = gives_text(name);
                    Value::new(call.place, Kind::Unknown(unknown))
                } else {
                    let reason = format!("gwfmt does not compute `.{name}()`");
                    let value = Value::not_computed(call.place, reason);
                    let value = if gives_text(name) {
                        value.into_text()
                    } else {
                        value
                    };
                    made(value, at.0, at.1)
                }
            }));
        }
        Value::one_of(call.place, all)
    }

    /// What a function gives that is not of the repository; nothing for one that is not known here.
    fn external(&mut self, path: &Rc<[Rc<str>]>, call: &Call<'_>) -> Option<Value> {
        let place = call.place;
        if let Some((field, _)) = field(path) {
            let property = match call
                .at(0)
                .or_else(|| call.given.first().map(|(_, value)| value))
            {
                Some(property) if field.has_property => {
                    let property = property.clone();
                    self.texts(&property, call.language).into_iter().next()
                }
                _ => None,
            };
            return Some(Value::text(place, field.text(place, property.as_deref())));
        }
        let names: Vec<&str> = path.iter().map(|name| &**name).collect();
        let (name, class) = match names[..] {
            [.., class, name] => (name, class),
            [name] => (name, ""),
            [] => return None,
        };
        if class == "AccessLogFormat" {
            return self.access_log_format(&cdk::plain(name), call);
        }
        match (class, name) {
            ("JSON", "stringify") => Some(self.stringified(call)),
            (_, "json_dumps") => self.dumped(call),
            ("json", "dumps") => self.dumped(call),
            (_, "jsonStringify" | "$jsonStringify" | "toJsonString") => {
                let value = call.at(0)?.clone();
                Some(self.json(&value, &Style::typescript(), place))
            }
            ("" | "String", "String" | "raw") | (_, "interpolate" | "$interpolate") => {
                let value = call.at(0).or_else(|| call.named("template"))?;
                Some(self.joined(place, std::slice::from_ref(value), call.language))
            }
            ("pulumi" | "@pulumi/pulumi" | "Output" | "", "concat" | "$concat") => {
                let all: Vec<Value> = call.given.iter().map(|(_, value)| value.clone()).collect();
                Some(self.joined(place, &all, call.language))
            }
            ("Object", "freeze" | "seal") | (_, "deepcopy") => call.at(0).cloned(),
            ("Object", "assign") => self.merged(call),
            ("Object", "fromEntries") => self.object_of_pairs(call.at(0)?, call),
            ("Object", "entries" | "keys" | "values") => {
                let object = call.at(0)?.clone();
                Some(self.members_of(&object, name, place))
            }
            ("Array", "from" | "of") => None,
            ("Fn", "join") => {
                let separator = call.at(0)?.clone();
                let list = call.at(1)?.clone();
                Some(self.list_joined(&list, &separator, call))
            }
            ("" | "typing", "str" | "cast") if call.language == Language::Python => {
                let value = call.at(call.given.len().checked_sub(1)?)?.clone();
                Some(self.joined(place, &[value], call.language))
            }
            (_, "dict" | "OrderedDict") if call.language == Language::Python => self.merged(call),
            ("", "list" | "tuple") if call.language == Language::Python => {
                let list = call.at(0)?;
                matches!(list.kind, Kind::List(_)).then(|| list.clone())
            }
            ("textwrap", "dedent") | ("inspect", "cleandoc") => {
                let text = call.at(0)?.as_text()?.clone();
                dedented(&text, name == "cleandoc", place)
            }
            _ => None,
        }
    }

    /// `AccessLogFormat` of the CDK.
    fn access_log_format(&mut self, name: &str, call: &Call<'_>) -> Option<Value> {
        let place = call.place;
        let format = |text: FormatText| Value::new(place, Kind::Format(Rc::new(text)));
        match name {
            "clf" => {
                let mut text = FormatText::new();
                text.push_written(place, cdk::CLF);
                Some(format(text))
            }
            "custom" => {
                let given = call.at(0).or_else(|| call.named("format"))?;
                let given = given.clone();
                let mut all = Vec::new();
                for one in given.alternatives() {
                    all.push(match &one.kind {
                        Kind::Text(text) => Value::new(one.place, Kind::Format(Rc::clone(text))),
                        _ => not_followed(one, one.place),
                    });
                }
                Some(Value::one_of(place, all))
            }
            "jsonwithstandardfields" => {
                let options = call.at(0).cloned();
                let mut text = FormatText::new();
                for (number, (key, path)) in cdk::STANDARD.iter().enumerate() {
                    let is_on = number == 0
                        || match (&options, call.given.is_empty()) {
                            (_, true) => true,
                            (Some(options), _) => {
                                let value = self.member(options, key, place);
                                value.truth()?
                            }
                            (None, _) => {
                                let plain = cdk::plain(key);
                                let mut given = call.given.iter();
                                let given = given.find(|(name, _)| {
                                    name.as_deref()
                                        .is_some_and(|name| cdk::plain(name) == plain)
                                });
                                given.map_or(Some(false), |(_, value)| value.truth())?
                            }
                        };
                    if is_on {
                        let comma = if text.is_empty() { "{" } else { "," };
                        text.push_written(place, &format!("{comma}\"{key}\":\"$context.{path}\""));
                    }
                }
                text.push_written(place, "}");
                Some(format(text))
            }
            _ => None,
        }
    }

    /// `JSON.stringify(value, replacer, indent)`
    fn stringified(&mut self, call: &Call<'_>) -> Value {
        let Some(value) = call.at(0).cloned() else {
            return Value::new(call.place, Kind::Nothing);
        };
        let mut style = Style::typescript();
        if let Some(replacer) = call.at(1)
            && !replacer.is_absent()
        {
            let Some(names) = self.names_in(replacer) else {
                let reason = "gwfmt does not compute `JSON.stringify` with a function or a long list of names";
                return Value::not_computed(call.place, reason);
            };
            style.only = Some(names);
        }
        style.indent = match call.at(2).map(|indent| &indent.kind) {
            Some(Kind::Number { value, .. }) if *value >= 1.0 => {
                Some(" ".repeat(value.min(10.0) as usize))
            }
            Some(Kind::Text(text)) if !text.is_empty() => {
                Some(text.as_str().chars().take(10).collect())
            }
            Some(Kind::Unknown(_) | Kind::OneOf(_) | Kind::External(_)) => {
                let reason = "the indentation of `JSON.stringify` is not known";
                return Value::not_computed(call.place, reason);
            }
            _ => None,
        };
        if style.indent.is_some() {
            ": ".clone_into(&mut style.colon);
        }
        self.json(&value, &style, call.place)
    }

    /// The names in a list, each once. They are looked for in every object.
    fn names_in(&mut self, list: &Value) -> Option<Vec<String>> {
        const MOST: usize = 100;
        let Kind::List(items) = &list.kind else {
            return None;
        };
        if items.len() > MOST {
            return None;
        }
        let mut names = Vec::new();
        for item in items.iter() {
            let name = self.key(item, Language::TypeScript)?.as_str().to_owned();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        Some(names)
    }

    /// `json.dumps(value, …)`
    fn dumped(&mut self, call: &Call<'_>) -> Option<Value> {
        let value = call.at(0).or_else(|| call.named("obj"))?.clone();
        let mut style = Style::python();
        for (name, option) in call.given {
            match (name.as_deref(), &option.kind) {
                (None | Some("obj" | "allow_nan" | "check_circular" | "skipkeys"), _) => {}
                (Some("ensure_ascii"), Kind::Bool(on)) => style.ascii = *on,
                (Some("sort_keys"), Kind::Bool(on)) => style.sorted = *on,
                (Some("indent" | "separators" | "default" | "cls"), Kind::Null) => {}
                (Some("indent"), Kind::Number { value, .. }) => {
                    style.indent = Some(" ".repeat(value.clamp(0.0, 100.0) as usize));
                }
                (Some("indent"), Kind::Text(text)) => style.indent = Some(text.as_str().to_owned()),
                (Some("separators"), Kind::List(_)) => {}
                // what it does not meet is written as without it
                (Some("default"), _) => {}
                _ => return None,
            }
        }
        if style.indent.is_some() {
            ",".clone_into(&mut style.comma);
        }
        if let Some(Kind::List(pair)) = call.named("separators").map(|pair| &pair.kind) {
            let [comma, colon] = &pair[..] else {
                return None;
            };
            comma.known()?.clone_into(&mut style.comma);
            colon.known()?.clone_into(&mut style.colon);
        }
        Some(self.json(&value, &style, call.place))
    }

    /// `Object.assign(a, b)`, `dict(a, b=c)`
    fn merged(&mut self, call: &Call<'_>) -> Option<Value> {
        let mut members: Members = Vec::new();
        for (name, value) in call.given {
            match (name, &value.kind) {
                (Some(name), _) => {
                    let mut key = FormatText::new();
                    key.push_written(value.place, name);
                    put(&mut members, Rc::new(key), Lazy::Value(value.clone()));
                }
                (None, Kind::Map(more)) => {
                    for (key, member) in more.iter() {
                        put(&mut members, Rc::clone(key), member.clone());
                    }
                }
                (None, Kind::List(_)) if call.language == Language::Python => {
                    let pairs = self.object_of_pairs(value, call)?;
                    let Kind::Map(more) = &pairs.kind else {
                        return None;
                    };
                    for (key, member) in more.iter() {
                        put(&mut members, Rc::clone(key), member.clone());
                    }
                }
                (None, _) if value.is_absent() => {}
                _ => return Some(not_followed(value, call.place)),
            }
        }
        Some(Value::new(call.place, Kind::Map(Rc::new(members))))
    }

    /// An object of a list of pairs.
    fn object_of_pairs(&mut self, list: &Value, call: &Call<'_>) -> Option<Value> {
        let Kind::List(items) = &list.kind else {
            return Some(not_followed(list, call.place));
        };
        let mut members: Members = Vec::new();
        for item in items.iter() {
            let Kind::List(pair) = &item.kind else {
                return Some(not_followed(item, call.place));
            };
            let [key, value] = &pair[..] else {
                return None;
            };
            let key = self.key(key, call.language)?;
            put(&mut members, key, Lazy::Value(value.clone()));
        }
        Some(Value::new(call.place, Kind::Map(Rc::new(members))))
    }

    /// The keys, values or pairs of an object as a list.
    pub(super) fn members_of(&mut self, object: &Value, what: &str, place: SourceSpan) -> Value {
        let Kind::Map(members) = &object.kind else {
            return not_followed(object, place);
        };
        let members = Rc::clone(members);
        let mut items = Vec::new();
        for (key, value) in members.iter() {
            let key = || Value::new(place, Kind::Text(Rc::clone(key)));
            items.push(match what {
                "keys" => key(),
                "values" => self.force(value),
                _ => {
                    let value = self.force(value);
                    Value::new(place, Kind::List(Rc::new(vec![key(), value])))
                }
            });
        }
        Value::new(place, Kind::List(Rc::new(items)))
    }

    /// The elements of a list as one text.
    pub(super) fn list_joined(
        &mut self,
        list: &Value,
        separator: &Value,
        call: &Call<'_>,
    ) -> Value {
        let mut all = Vec::new();
        for one in list.alternatives() {
            let Kind::List(items) = &one.kind else {
                all.push(not_followed(one, call.place).into_text());
                continue;
            };
            let mut parts = Vec::new();
            for (number, item) in items.iter().enumerate() {
                if number > 0 {
                    parts.push(separator.clone());
                }
                let is_left_out = item.is_absent() && call.language == Language::TypeScript;
                if !is_left_out {
                    parts.push(item.clone());
                }
            }
            all.push(self.joined(call.place, &parts, call.language));
        }
        Value::one_of(call.place, all)
    }
}

/// A value with the call that made it.
fn made(mut value: Value, module: &Rc<Module>, id: NodeId) -> Value {
    if let Kind::Unknown(unknown) = &mut value.kind
        && unknown.made.is_none()
    {
        unknown.made = Some((Rc::clone(module), id));
    }
    value
}

/// Whether what `new` makes is known by its parts.
fn is_plain_object(path: &[Rc<str>]) -> bool {
    matches!(path, [name] if &**name == "String")
}

/// Methods that give a string, whatever it is.
fn gives_text(name: &str) -> bool {
    matches!(
        name,
        "toString"
            | "join"
            | "replace"
            | "replaceAll"
            | "trim"
            | "toUpperCase"
            | "toLowerCase"
            | "strip"
            | "format"
            | "lower"
            | "upper"
            | "toJSON"
            | "toFixed"
    )
}
