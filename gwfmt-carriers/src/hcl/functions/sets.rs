//! Functions of sets, and of lists of lists.

use crate::hcl::value::{Kind, Value};

use super::{Caller, Got, Stop, index, items, known};

impl Caller<'_, '_> {
    pub(super) fn set_function(&self, name: &str, arguments: &[Value]) -> Option<Got<Value>> {
        Some(match (name, arguments) {
            ("chunklist", [list, size]) => self.chunklist(list, size),
            ("index", [list, value]) => self.index_of(list, value),
            ("setintersection", [first, rest @ ..]) => {
                self.set(first, rest, |found| found.iter().all(|found| *found))
            }
            ("setsubtract", [first, rest @ ..]) => {
                self.set(first, rest, |found| !found.iter().any(|found| *found))
            }
            ("setunion", lists) => self.set_of(lists),
            ("sum", [list]) => self.sum(list),
            _ => return None,
        })
    }

    fn chunklist(&self, list: &Value, size: &Value) -> Got<Value> {
        let (items, size) = (items(list)?, index(size)?);
        if size == 0 {
            return Err(Stop::Unknown);
        }
        let chunks = items.chunks(size).map(|chunk| self.list(chunk.to_vec()));
        Ok(self.list(chunks.collect()))
    }

    fn index_of(&self, list: &Value, value: &Value) -> Got<Value> {
        for (at, item) in items(list)?.iter().enumerate() {
            match item.equals(value) {
                Some(true) => return Ok(Value::new(self.place, Kind::Number(at.into()))),
                Some(false) => {}
                None => return Err(Stop::Unknown),
            }
        }
        Err(Stop::Mistake)
    }

    fn sum(&self, list: &Value) -> Got<Value> {
        let mut numbers = items(list)?.iter().map(Value::as_number);
        let first = numbers.next().ok_or(Stop::Mistake)?.ok_or(Stop::Unknown)?;
        let sum = numbers.try_fold(first, |sum, number| sum.plus(number?));
        let sum = sum.ok_or(Stop::Unknown)?;
        Ok(Value::new(self.place, Kind::Number(sum)))
    }

    /// Those of the first set for which it is as wanted whether each of the others has them.
    fn set(&self, first: &Value, others: &[Value], wanted: fn(&[bool]) -> bool) -> Got<Value> {
        let mut kept = Vec::new();
        for item in strings(first)? {
            let mut found = Vec::new();
            for other in others {
                let other = strings(other)?;
                if !self.world.spend(other.len() as u64) {
                    return Err(Stop::Unknown);
                }
                found.push(other.iter().any(|other| other.equals(item) == Some(true)));
            }
            if wanted(&found) {
                kept.push(item.clone());
            }
        }
        self.set_of(&[Value::list(self.place, kept)])
    }

    /// All of them, sorted, and each once.
    fn set_of(&self, lists: &[Value]) -> Got<Value> {
        let mut all = Vec::new();
        for list in lists {
            all.extend(strings(list)?.iter().cloned());
        }
        let text = |value: &Value| value.known_text().map(|text| text.as_str().to_owned());
        all.sort_by_cached_key(text);
        all.dedup_by_key(|value| text(value));
        Ok(self.list(all))
    }
}

/// The items of a set of strings.
fn strings(list: &Value) -> Got<&[Value]> {
    let items = items(list)?;
    for item in items {
        known(item)?;
        item.as_text().ok_or(Stop::Unknown)?;
    }
    Ok(items)
}
