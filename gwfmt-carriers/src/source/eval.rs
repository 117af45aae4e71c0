//! What an expression is worth, as far as the files say it, within bounds. Names are in [`super::bound`], members in
//! [`super::members`], texts in [`super::written`], calls in [`super::calls`].

use std::rc::Rc;

use gwfmt_core::limits::{SOURCE_CALLS, SOURCE_FUEL, SOURCE_FUEL_ALL, SOURCE_FUEL_LEAST};
use gwfmt_core::span::{SourceId, SourceSpan};

use super::imports::Imports;
use super::ir::{ClassId, Expr, Module, NodeId, TOP};
use super::later::known_later;
use super::value::{Closure, Frames, Kind, Value};

pub(super) struct Evaluator<'s> {
    pub(super) imports: Imports<'s>,
    /// Steps that the format at hand may still take.
    left: u32,
    /// Steps that all formats have taken.
    spent: u32,
    depth: u32,
    /// The members of classes that are being worked out.
    pub(super) open: Vec<(SourceId, ClassId, String)>,
}

impl<'s> Evaluator<'s> {
    pub(super) fn new(imports: Imports<'s>) -> Self {
        Self {
            imports,
            left: SOURCE_FUEL,
            spent: 0,
            depth: 0,
            open: Vec::new(),
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

    pub(super) fn all(
        &mut self,
        module: &Rc<Module>,
        ids: &[NodeId],
        frames: &Frames,
    ) -> Vec<Value> {
        let values = ids.iter().map(|id| self.value(module, *id, frames));
        values.collect()
    }
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
