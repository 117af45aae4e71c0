//! Functions of numbers and conversions to them.

use std::cmp::Ordering;

use crate::hcl::value::{Kind, Value};

use super::{Caller, Got, Stop, index, items, stop};

impl Caller<'_, '_> {
    pub(super) fn number_function(&self, name: &str, arguments: &[Value]) -> Option<Got<Value>> {
        Some(match (name, arguments) {
            ("tonumber", [value]) => self.converted(value, value.as_number().map(Kind::Number)),
            ("tobool", [value]) => self.converted(value, value.as_bool().map(Kind::Bool)),
            ("max", all) => self.extreme(all, Ordering::Greater),
            ("min", all) => self.extreme(all, Ordering::Less),
            ("range", [end]) => index(end).and_then(|end| self.range(0, end)),
            ("range", [start, end]) => {
                index(start).and_then(|start| index(end).and_then(|end| self.range(start, end)))
            }
            ("alltrue", [list]) => self.every(list, true),
            ("anytrue", [list]) => self.every(list, false),
            _ => return None,
        })
    }

    fn converted(&self, value: &Value, kind: Option<Kind>) -> Got<Value> {
        match kind {
            _ if value.is_null() => Ok(value.clone()),
            Some(kind) => Ok(Value::new(self.place, kind)),
            None => Err(if value.is_whole() {
                Stop::Mistake
            } else {
                Stop::Unknown
            }),
        }
    }

    fn extreme(&self, values: &[Value], wanted: Ordering) -> Got<Value> {
        let mut best = None;
        for value in values {
            let number = value.as_number().ok_or(stop(value))?;
            best = match best {
                Some(known) if number.compared(known) != Some(wanted) => Some(known),
                _ => Some(number),
            };
        }
        let best = best.ok_or(Stop::Mistake)?;
        Ok(Value::new(self.place, Kind::Number(best)))
    }

    fn range(&self, start: usize, end: usize) -> Got<Value> {
        if end.saturating_sub(start) > 1024 {
            return Err(Stop::Mistake);
        }
        let numbers = (start..end).map(|n| Value::new(self.place, Kind::Number(n.into())));
        Ok(self.list(numbers.collect()))
    }

    /// Whether all are true, or none is false: `all` is the answer for an empty list.
    fn every(&self, list: &Value, all: bool) -> Got<Value> {
        let mut sure = true;
        for item in items(list)? {
            match item.as_bool() {
                Some(value) if value != all => return Ok(self.bool(!all)),
                Some(_) => {}
                None => sure = false,
            }
        }
        if sure {
            Ok(self.bool(all))
        } else {
            Err(Stop::Unknown)
        }
    }
}
