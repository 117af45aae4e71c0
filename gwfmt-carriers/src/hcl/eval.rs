//! Expressions into values, as Terraform does it. What only the deployment knows is an unknown value, or a hole in a text;
//! so is what Terraform would refuse, unless `try` asks.

use std::rc::Rc;

use gwfmt_core::limits::{HCL_DEPTH, HCL_TEXT};
use gwfmt_core::span::SourceSpan;
use gwfmt_core::text::FormatText;

use super::budget::{TOO_DEEP, TOO_LONG, TOO_MANY, TOO_MANY_CHOICES};
use super::functions;
use super::syntax::{Call, Expr, ExprKind, For, Operator};
use super::value::{Kind, Mistake, Outcome, Value};
use super::world::{Binding, Bound, Scope, World};
use crate::reason::Reason;

impl World<'_> {
    /// The value of an expression.
    pub(super) fn eval(&self, scope: Scope<'_>, expr: &Expr) -> Value {
        let trying = self.trying.replace(0);
        let value = self.attempt(scope, expr);
        self.trying.set(trying);
        value.unwrap_or(Value::unknown(expr.place))
    }

    /// The value, or the mistake when within `try`.
    pub(super) fn attempt(&self, scope: Scope<'_>, expr: &Expr) -> Outcome {
        let depth = self.depth.get();
        let outer = self.budget.at(expr.place);
        if depth >= HCL_DEPTH || !self.spend(1) {
            self.budget.back_at(outer);
            if !self.budget.is_cut() {
                self.budget.stop(expr.place, TOO_DEEP);
            }
            return Ok(self.too_much(expr.place));
        }
        self.depth.set(depth + 1);
        let value = self.value(scope, expr);
        self.depth.set(depth);
        self.budget.back_at(outer);
        match value {
            Err(Mistake) if self.trying.get() == 0 => Ok(Value::unknown(expr.place)),
            value => value,
        }
    }

    fn value(&self, scope: Scope<'_>, expr: &Expr) -> Outcome {
        let place = expr.place;
        Ok(match &expr.kind {
            ExprKind::Null => Value::new(place, Kind::Null),
            ExprKind::Bool(value) => Value::bool(place, *value),
            ExprKind::Number(Some(number)) => Value::new(place, Kind::Number(*number)),
            ExprKind::Number(None) => Value::unknown(place),
            ExprKind::Template(parts) => return self.template(scope, place, parts),
            ExprKind::Wrap(inner) => return self.attempt(scope, inner),
            ExprKind::Tuple(items) => {
                let items = items.iter().map(|item| self.attempt(scope, item));
                self.list(place, items.collect::<Result<_, _>>()?)
            }
            ExprKind::Object(entries) => return self.object(scope, place, entries),
            ExprKind::Name(_) => return self.traverse(scope, place, expr, &[]),
            ExprKind::Traversal(root, steps) => return self.traverse(scope, place, root, steps),
            ExprKind::Conditional(parts) => return self.conditional(scope, place, parts),
            ExprKind::Not(inner) => {
                let inner = self.attempt(scope, inner)?;
                match inner.as_bool() {
                    Some(value) => Value::bool(place, !value),
                    None => self.unknown_or_mistake(place, &inner)?,
                }
            }
            ExprKind::Negative(inner) => {
                let inner = self.attempt(scope, inner)?;
                match inner.as_number() {
                    Some(number) => Value::new(place, Kind::Number(number.negated())),
                    None => self.unknown_or_mistake(place, &inner)?,
                }
            }
            ExprKind::Binary(operator, sides) => {
                return self.binary(scope, place, *operator, sides);
            }
            ExprKind::Call(call) => return self.call(scope, place, call),
            ExprKind::For(each) => return self.for_each(scope, place, each),
        })
    }

    pub(super) fn list(&self, place: SourceSpan, items: Vec<Value>) -> Value {
        let list = Value::list(place, items);
        if list.is_unknown() {
            return self.over(place, TOO_MANY);
        }
        self.paid(list.size() / 8, list)
    }

    pub(super) fn map(&self, place: SourceSpan, entries: Vec<(Rc<FormatText>, Value)>) -> Value {
        let map = Value::map(place, entries);
        if map.is_unknown() {
            return self.over(place, TOO_MANY);
        }
        self.paid(map.size() / 8, map)
    }

    /// A string, unless it grows too large.
    pub(super) fn text(&self, place: SourceSpan, text: FormatText) -> Value {
        if text.len() > HCL_TEXT || text.runs().len() > HCL_TEXT {
            return self.over(place, TOO_LONG);
        }
        let work = text.len() / 8 + text.runs().len() / 2;
        self.paid(work as u64, Value::text(place, text))
    }

    fn paid(&self, work: u64, value: Value) -> Value {
        if self.spend(work) {
            value
        } else {
            self.too_much(value.place)
        }
    }

    /// One of these values, or something else.
    pub(super) fn one_of(&self, place: SourceSpan, values: &[Value]) -> Value {
        let (value, all) = Value::one_of(place, values);
        if !all {
            self.budget.stop(place, TOO_MANY_CHOICES);
        }
        value
    }

    /// The unknown value of what met a bound, which is noted.
    pub(super) fn over(&self, place: SourceSpan, message: &'static str) -> Value {
        self.budget.stop(place, message);
        self.too_much(place)
    }

    /// An unknown value, since these are.
    pub(super) fn unknown_as(&self, place: SourceSpan, values: &[Value]) -> Value {
        self.because_of(place, values, || None);
        Value::unknown(place)
    }

    fn unknown_or_mistake(&self, place: SourceSpan, value: &Value) -> Outcome {
        if value.is_unknown() || !value.is_whole() {
            Ok(self.unknown_as(place, std::slice::from_ref(value)))
        } else {
            Err(Mistake)
        }
    }

    fn too_much(&self, place: SourceSpan) -> Value {
        self.because(place, || Reason::not_computed("it is too much to compute"))
    }

    fn object(&self, scope: Scope<'_>, place: SourceSpan, entries: &[(Expr, Expr)]) -> Outcome {
        let mut all = Vec::with_capacity(entries.len());
        let mut unsure = Vec::new();
        for (key, value) in entries {
            let key = self.attempt(scope, key)?;
            let value = self.attempt(scope, value)?;
            match key.known_text() {
                Some(key) => all.push((key, value)),
                None => unsure.push(key),
            }
        }
        if unsure.is_empty() {
            Ok(self.map(place, all))
        } else {
            Ok(self.unknown_as(place, &unsure))
        }
    }

    fn conditional(&self, scope: Scope<'_>, place: SourceSpan, parts: &[Expr; 3]) -> Outcome {
        let [condition, then, otherwise] = parts;
        let (chosen, other) = match self.attempt(scope, condition)?.as_bool() {
            Some(true) => (self.attempt(scope, then)?, otherwise),
            Some(false) => (self.attempt(scope, otherwise)?, then),
            None => {
                let then = self.attempt(scope, then)?;
                let otherwise = self.attempt(scope, otherwise)?;
                let same = then.is_whole() && then.equals(&otherwise) == Some(true);
                if same {
                    return Ok(then);
                }
                let sides = [then, otherwise];
                self.because_of(place, &sides, || None);
                return Ok(self.one_of(place, &sides));
            }
        };
        // both sides get one type: a number beside a string becomes a string
        if matches!(chosen.kind, Kind::Number(_) | Kind::Bool(_))
            && self.attempt(scope, other)?.as_text().is_some()
            && let Some(text) = chosen.to_text()
        {
            return Ok(Value::new(chosen.place, Kind::Text(text)));
        }
        Ok(chosen)
    }

    fn binary(
        &self,
        scope: Scope<'_>,
        place: SourceSpan,
        operator: Operator,
        sides: &[Expr; 2],
    ) -> Outcome {
        let left = self.attempt(scope, &sides[0])?;
        if let (Operator::And, Some(false)) | (Operator::Or, Some(true)) =
            (operator, left.as_bool())
        {
            return Ok(Value::bool(place, operator == Operator::Or));
        }
        let right = self.attempt(scope, &sides[1])?;
        if left.is_unknown() || right.is_unknown() {
            return Ok(match (operator, right.as_bool()) {
                (Operator::And, Some(false)) => Value::bool(place, false),
                (Operator::Or, Some(true)) => Value::bool(place, true),
                _ => self.unknown_as(place, &[left, right]),
            });
        }
        if !self.spend(left.size() + right.size()) {
            return Ok(Value::unknown(place));
        }
        let bool = |value: Option<bool>| value.map(Kind::Bool);
        let numbers = left.as_number().zip(right.as_number());
        let order = || numbers.and_then(|(a, b)| a.compared(b));
        let kind = match operator {
            Operator::Equal => bool(left.equals(&right)),
            Operator::NotEqual => bool(left.equals(&right).map(|equal| !equal)),
            Operator::And | Operator::Or => bool(right.as_bool()),
            Operator::Less => bool(order().map(std::cmp::Ordering::is_lt)),
            Operator::LessEqual => bool(order().map(std::cmp::Ordering::is_le)),
            Operator::Greater => bool(order().map(std::cmp::Ordering::is_gt)),
            Operator::GreaterEqual => bool(order().map(std::cmp::Ordering::is_ge)),
            Operator::Plus => numbers.and_then(|(a, b)| a.plus(b)).map(Kind::Number),
            Operator::Minus => {
                let sum = numbers.and_then(|(a, b)| a.plus(b.negated()));
                sum.map(Kind::Number)
            }
            Operator::Times => numbers.and_then(|(a, b)| a.times(b)).map(Kind::Number),
            Operator::Divide => numbers.and_then(|(a, b)| a.divided_by(b)).map(Kind::Number),
            Operator::Modulo => numbers.and_then(|(a, b)| a.modulo(b)).map(Kind::Number),
        };
        Ok(kind.map_or(Value::unknown(place), |kind| Value::new(place, kind)))
    }

    fn for_each(&self, scope: Scope<'_>, place: SourceSpan, each: &For) -> Outcome {
        let over = self.attempt(scope, &each.over)?;
        let Some(pairs) = over.pairs() else {
            return self.unknown_or_mistake(place, &over);
        };
        let mut items = Vec::new();
        let mut entries: Vec<(Rc<FormatText>, Value)> = Vec::new();
        let mut sure = true;
        for pair in pairs {
            with_pair(scope, (each.key.as_deref(), &each.value), pair, |scope| {
                if let Some(condition) = &each.condition {
                    match self.attempt(scope, condition)?.as_bool() {
                        Some(true) => {}
                        Some(false) => return Ok(()),
                        None => sure = false,
                    }
                }
                let Some(entry) = &each.entry else {
                    items.push(self.attempt(scope, &each.item)?);
                    return Ok(());
                };
                let key = self.attempt(scope, entry)?;
                let item = self.attempt(scope, &each.item)?;
                match key.known_text() {
                    Some(key) => entries.push((key, item)),
                    None => sure = false,
                }
                Ok(())
            })?;
        }
        if !sure {
            return Ok(Value::unknown(place));
        }
        if each.entry.is_none() {
            return Ok(self.list(place, items));
        }
        if each.group {
            entries = self.gathered(place, entries);
        }
        Ok(self.map(place, entries))
    }

    /// For each key the list of its values, in the order in which they came.
    fn gathered(
        &self,
        place: SourceSpan,
        mut entries: Vec<(Rc<FormatText>, Value)>,
    ) -> Vec<(Rc<FormatText>, Value)> {
        entries.sort_by(|(a, _), (b, _)| a.as_str().cmp(b.as_str()));
        let groups = entries.chunk_by(|(a, _), (b, _)| a.as_str() == b.as_str());
        let gathered = groups.filter_map(|group| {
            let (key, _) = group.first()?;
            let values = group.iter().map(|(_, value)| value.clone()).collect();
            Some((Rc::clone(key), self.list(place, values)))
        });
        gathered.collect()
    }

    fn call(&self, scope: Scope<'_>, place: SourceSpan, call: &Call) -> Outcome {
        if let "try" | "can" = call.name.as_str() {
            return Ok(self.try_each(scope, place, call));
        }
        let mut arguments = Vec::with_capacity(call.arguments.len());
        for argument in &call.arguments {
            arguments.push(self.attempt(scope, argument)?);
        }
        if call.expand
            && let Some(last) = arguments.pop()
        {
            match last.items() {
                Some(items) => arguments.extend(items.iter().cloned()),
                None => return self.unknown_or_mistake(place, &last),
            }
        }
        functions::call(self, scope, place, &call.name, &arguments)
    }

    /// The first argument without a mistake; or whether the only one has none.
    fn try_each(&self, scope: Scope<'_>, place: SourceSpan, call: &Call) -> Value {
        let trying = self.trying.get();
        for argument in &call.arguments {
            self.trying.set(trying + 1);
            let value = self.attempt(scope, argument);
            self.trying.set(trying);
            match value {
                Ok(value) if call.name == "can" => {
                    return if value.is_unknown() {
                        Value::unknown(place)
                    } else {
                        Value::bool(place, true)
                    };
                }
                // what is unknown may still turn out to be a mistake
                Ok(value) if value.is_unknown() => {
                    let rest = call
                        .arguments
                        .iter()
                        .skip_while(|other| !std::ptr::eq(*other, argument));
                    let mut all = vec![value];
                    all.extend(rest.skip(1).map(|other| self.eval(scope, other)));
                    self.because_of(place, &all, || None);
                    return self.one_of(place, &all);
                }
                Ok(value) => return value,
                Err(Mistake) if call.name == "can" => return Value::bool(place, false),
                Err(Mistake) => {}
            }
        }
        Value::unknown(place)
    }
}

/// Calls `inner` with a `for`'s names bound.
pub(super) fn with_pair(
    scope: Scope<'_>,
    (key_name, value_name): (Option<&str>, &str),
    (key, value): (Value, Value),
    inner: impl FnOnce(Scope<'_>) -> Result<(), Mistake>,
) -> Result<(), Mistake> {
    let key = Binding {
        bound: Bound::One(key_name.unwrap_or_default(), key),
        outer: scope.names,
    };
    let value = Binding {
        bound: Bound::One(value_name, value),
        outer: Some(&key),
    };
    inner(scope.with(&value))
}
