//! The stages of a folder that have settings of an access log, and where each sends its lines.

use std::rc::Rc;

use gwfmt_core::delivery::{Destination, Stage, Target};
use gwfmt_core::span::{SourceId, SourceSpan};

use super::{GROUPS, Maker, Reference, STREAMS, named, reference, without_defaults};
use crate::hcl::folder;
use crate::hcl::stages::{elements_or_none, is_off, stage_api};
use crate::hcl::syntax::{Body, Expr, ExprKind};
use crate::hcl::value::{Kind, Value};
use crate::hcl::world::{Binding, Bound, Instance, Scope};

/// What the settings of a stage say in one of the ways that they can go.
struct Settings {
    has_format: bool,
    /// The value of the destination, where it is set.
    destination: Option<Value>,
}

impl Maker<'_, '_> {
    pub(super) fn stages(&mut self, root: &Rc<Instance>) {
        self.deployment.is_whole = true;
        for stage in &root.folder.stages {
            self.stage(root, stage);
        }
    }

    fn stage(&mut self, root: &Rc<Instance>, stage: &folder::Stage) {
        let world = self.world;
        let top = Scope::top(root);
        if is_off(world, top, &stage.body) {
            return;
        }
        let mut all: Vec<Settings> = Vec::new();
        for each in elements_or_none(world, top, stage.body.get("for_each")) {
            let binding = Binding {
                bound: Bound::One("each", each.unwrap_or(Value::unknown(NOWHERE))),
                outer: None,
            };
            self.settings(top.with(&binding), stage, &mut all);
        }
        let Some(first) = all.first() else {
            return;
        };
        // settings of which some have a format and some have none are chosen from in a way that is not looked into
        let is_one = all.iter().all(|one| {
            one.has_format == first.has_format
                && one.destination.is_some() == first.destination.is_some()
        });
        if !is_one {
            return;
        }
        // a stage of no API is a part of one, or an example: what is missing may be elsewhere
        let apis_of = ["rest_api_id", "api_id"];
        let is_part = !apis_of.iter().any(|name| stage.body.get(name).is_some());
        let has_format = first.has_format || is_part;
        let targets: Vec<(SourceSpan, Target)> = all
            .iter()
            .filter_map(|one| one.destination.as_ref())
            .map(|value| (value.place, self.target(value)))
            .collect();
        let destination = targets.first().map(|(place, target)| Destination {
            place: *place,
            target: if targets[1..].iter().all(|(_, other)| is_same(target, other)) {
                target.clone()
            } else {
                Target::Unknown
            },
        });
        let address = format!("{}.{}", stage.kind.name, stage.name);
        let place = match root.folder.index.find(&address) {
            Some(entry) => root.folder.index.place(entry),
            None => return,
        };
        let destination = destination.or_else(|| {
            is_part.then_some(Destination {
                place,
                target: Target::Unknown,
            })
        });
        let apis = stage_api(world, top, stage);
        self.deployment.stages.push(Stage {
            address,
            apis,
            place,
            has_format,
            formats: Vec::new(),
            destination,
            needs_both: stage.kind.name.starts_with("aws_"),
            is_raw: false,
            waits_for_account: None,
        });
    }

    /// The settings of a stage, for one of its instances.
    fn settings(&self, scope: Scope<'_>, stage: &folder::Stage, to: &mut Vec<Settings>) {
        let world = self.world;
        let kind = stage.kind;
        if let Some(expr) = stage.body.get(kind.within.unwrap_or(kind.settings)) {
            let value = world.eval(scope, expr);
            let value = match kind.within {
                Some(_) => value.get(kind.settings).cloned(),
                None => Some(value),
            };
            let Some(value) = value else {
                return;
            };
            let all = value.items().unwrap_or(std::slice::from_ref(&value));
            for one in all.iter().filter(|one| one.entries().is_some()) {
                let set = |name| one.get(name).filter(|value| !value.is_null());
                to.push(Settings {
                    // one that is null is told as such
                    has_format: one.get("format").is_some(),
                    destination: set("destination_arn").cloned(),
                });
            }
        }
        for block in stage
            .body
            .blocks
            .iter()
            .filter(|block| block.sets() == kind.settings)
        {
            if block.kind != "dynamic" {
                to.push(self.in_body(scope, &block.body));
                continue;
            }
            if is_off(world, scope, &block.body) {
                continue;
            }
            let iterator = match block.body.get("iterator").map(|name| &name.kind) {
                Some(ExprKind::Name(name)) => name,
                _ => block.sets(),
            };
            let content = block
                .body
                .blocks
                .iter()
                .find(|inner| inner.kind == "content");
            let Some(content) = content else {
                continue;
            };
            for item in elements_or_none(world, scope, block.body.get("for_each")) {
                let binding = Binding {
                    bound: Bound::One(iterator, item.unwrap_or(Value::unknown(NOWHERE))),
                    outer: scope.names,
                };
                to.push(self.in_body(scope.with(&binding), &content.body));
            }
        }
    }

    fn in_body(&self, scope: Scope<'_>, body: &Body) -> Settings {
        let is_null = |expr: &&Expr| matches!(expr.kind, ExprKind::Null);
        let set = |name| body.get(name).filter(|expr| !is_null(expr));
        Settings {
            has_format: body.get("format").is_some(),
            destination: set("destination_arn").map(|expr| {
                let mut value = self.world.eval(scope, expr);
                // something that is empty or null by default is to be set by somebody
                if self.world.is_default(value.place) || value.is_null() {
                    value = Value::unknown(expr.place);
                }
                Pointed {
                    value,
                    at: expr.place,
                }
                .into_value()
            }),
        }
    }

    /// What a destination names.
    fn target(&mut self, value: &Value) -> Target {
        if let Some(to) = reference(self.world, value) {
            let attribute = to.attribute.as_str();
            if named(&GROUPS, &to.kind).is_some() {
                let is_text = matches!(value.kind, Kind::Text(_));
                return match attribute {
                    "arn" => self.group(&to).map_or(Target::Unknown, Target::Group),
                    "name" | "id" | "log_group_name" if !to.is_data && !is_text => {
                        match self.group(&to) {
                            Some(_) => self.by_name(&to, value),
                            None => Target::Unknown,
                        }
                    }
                    _ => Target::Unknown,
                };
            }
            if named(&STREAMS, &to.kind).is_some() {
                return match attribute {
                    "arn" => self.stream(&to).map_or(Target::Unknown, Target::Stream),
                    _ => Target::Unknown,
                };
            }
            return match attribute {
                "arn" if !to.is_data => Target::Other(to.kind),
                _ => Target::Unknown,
            };
        }
        match &value.kind {
            Kind::Text(text) => Target::Text(without_defaults(self.world, text)),
            _ => Target::Unknown,
        }
    }

    /// A group by its name, and what to write instead where the reference stands by itself.
    fn by_name(&self, to: &Reference, value: &Value) -> Target {
        let place = value.place;
        let folders = self.world.instances.borrow();
        let text = folders.iter().find_map(|one| one.folder.index.text(place));
        let stem = text.and_then(|text| text.strip_suffix(to.attribute.as_str()));
        match stem.filter(|stem| stem.ends_with('.')) {
            Some(stem) => Target::Name {
                address: to.address.clone(),
                write: format!("{stem}arn"),
                at: Some(place),
            },
            None => Target::Unknown,
        }
    }
}

/// A value, and the expression that gives it.
struct Pointed {
    value: Value,
    at: SourceSpan,
}

impl Pointed {
    /// The value; a text that stands elsewhere is told at the expression.
    fn into_value(self) -> Value {
        match self.value.kind {
            Kind::Text(_) => Value {
                place: self.at,
                ..self.value
            },
            _ => self.value,
        }
    }
}

fn is_same(one: &Target, other: &Target) -> bool {
    match (one, other) {
        (Target::Group(one), Target::Group(other))
        | (Target::Stream(one), Target::Stream(other)) => one == other,
        (Target::Text(one), Target::Text(other)) => one == other,
        _ => false,
    }
}

/// For a value that is never looked at.
const NOWHERE: SourceSpan = SourceSpan::new(SourceId(0), 0, 0);
