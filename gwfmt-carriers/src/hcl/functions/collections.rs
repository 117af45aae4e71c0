//! Functions of lists and maps.

use std::rc::Rc;

use crate::hcl::value::{Kind, Value};
use gwfmt_core::text::FormatText;

use super::{Caller, Got, Stop, index, items, known, stop};

impl Caller<'_, '_> {
    pub(super) fn collection_function(
        &self,
        name: &str,
        arguments: &[Value],
    ) -> Option<Got<Value>> {
        Some(match (name, arguments) {
            ("coalesce", all) => self.coalesce(all, |value| {
                value.is_null() || value.as_text().is_some_and(FormatText::is_empty)
            }),
            ("coalescelist", all) => {
                self.coalesce(all, |value| value.items().is_some_and(<[Value]>::is_empty))
            }
            ("compact", [list]) => self.compact(list),
            ("concat", lists) => self.concat(lists),
            ("contains", [list, value]) => self.contains(list, value),
            ("distinct", [list]) => self.distinct(list),
            ("element", [list, at]) => element(list, at),
            ("flatten", [list]) => self.flatten(list),
            ("keys", [map]) => self.keys(map),
            ("length", [value]) => self.length(value),
            ("lookup", [map, key, rest @ ..]) => self.lookup(map, key, rest.first()),
            ("merge", maps) => self.merge(maps),
            ("one", [list]) => match list.items() {
                Some([]) => Ok(Value::new(self.place, Kind::Null)),
                Some([only]) => Ok(only.clone()),
                _ => Err(stop(list)),
            },
            ("reverse", [list]) => {
                items(list).map(|items| self.list(items.iter().rev().cloned().collect()))
            }
            ("slice", [list, from, to]) => self.slice(list, from, to),
            ("sort" | "toset", [list]) => self.sorted(name, list),
            ("tolist", [list]) => items(list).map(|items| self.list(same_type(items.to_vec()))),
            ("tomap", [map]) => self.tomap(map),
            ("values", [map]) => {
                let entries = map.entries().ok_or(stop(map));
                entries.map(|entries| self.list(entries.iter().map(|(_, v)| v.clone()).collect()))
            }
            ("zipmap", [keys, values]) => self.zipmap(keys, values),
            _ => return None,
        })
    }

    /// The first argument that is not empty. One that is not known may be empty, too: the next ones are possible.
    fn coalesce(&self, values: &[Value], is_empty: impl Fn(&Value) -> bool) -> Got<Value> {
        let mut possible = Vec::new();
        for value in values {
            if is_empty(value) {
                continue;
            }
            possible.push(value.clone());
            let only_holes = value.as_text().is_some_and(|text| {
                text.has_holes() && text.spans().count() == text.holes().count()
            });
            if !value.is_unknown() && !only_holes {
                break;
            }
        }
        match possible.as_slice() {
            [] => Err(Stop::Mistake),
            [value] => Ok(self.with_type_of(value, values)),
            possible => Ok(self.world.one_of(self.place, possible)),
        }
    }

    /// All arguments get one type: a number beside a string becomes a string.
    fn with_type_of(&self, value: &Value, values: &[Value]) -> Value {
        let texts = values.iter().any(|value| value.as_text().is_some());
        match (&value.kind, value.to_text()) {
            (Kind::Number(_) | Kind::Bool(_), Some(text)) if texts => {
                Value::new(self.place, Kind::Text(text))
            }
            _ => value.clone(),
        }
    }

    fn compact(&self, list: &Value) -> Got<Value> {
        let mut kept = Vec::new();
        for item in items(list)? {
            match item.to_text() {
                None if item.is_null() => {}
                None => return Err(Stop::Mistake),
                Some(text) if text.is_empty() => {}
                Some(text) if text.spans().count() == text.holes().count() => {
                    return Err(Stop::Unknown);
                }
                Some(text) => kept.push(Value::new(item.place, Kind::Text(text))),
            }
        }
        Ok(self.list(kept))
    }

    fn concat(&self, lists: &[Value]) -> Got<Value> {
        let mut all = Vec::new();
        for list in lists {
            all.extend_from_slice(items(list)?);
        }
        Ok(self.list(all))
    }

    fn contains(&self, list: &Value, value: &Value) -> Got<Value> {
        let mut sure = true;
        for item in items(list)? {
            match item.equals(value) {
                Some(true) => return Ok(self.bool(true)),
                Some(false) => {}
                None => sure = false,
            }
        }
        if sure {
            Ok(self.bool(false))
        } else {
            Err(Stop::Unknown)
        }
    }

    fn distinct(&self, list: &Value) -> Got<Value> {
        let mut kept: Vec<Value> = Vec::new();
        for item in items(list)? {
            if !item.is_whole() || !self.world.spend(kept.len() as u64) {
                return Err(Stop::Unknown);
            }
            if !kept.iter().any(|known| known.equals(item) == Some(true)) {
                kept.push(item.clone());
            }
        }
        Ok(self.list(kept))
    }

    fn flatten(&self, list: &Value) -> Got<Value> {
        let mut flat = Vec::new();
        flatten_into(items(list)?, &mut flat)?;
        Ok(self.list(flat))
    }

    fn keys(&self, map: &Value) -> Got<Value> {
        let entries = map.entries().ok_or(stop(map))?;
        let keys = entries
            .iter()
            .map(|(key, _)| Value::new(self.place, Kind::Text(Rc::clone(key))));
        Ok(self.list(keys.collect()))
    }

    fn length(&self, value: &Value) -> Got<Value> {
        let length = match &value.kind {
            Kind::List(_) => items(value)?.len(),
            Kind::Map(_) => value.entries().unwrap_or_default().len(),
            _ => {
                let text = known(value)?;
                if !text.as_str().is_ascii() || text.as_str().contains("\r\n") {
                    return Err(Stop::Unknown); // Terraform counts grapheme clusters
                }
                text.len()
            }
        };
        Ok(Value::new(self.place, Kind::Number(length.into())))
    }

    fn lookup(&self, map: &Value, key: &Value, default: Option<&Value>) -> Got<Value> {
        let (Some(_), Some(key)) = (map.entries(), key.known_text()) else {
            let default = default.ok_or(Stop::Unknown)?;
            return Ok(self
                .world
                .one_of(self.place, &[Value::unknown(self.place), default.clone()]));
        };
        map.get(key.as_str())
            .or(default)
            .cloned()
            .ok_or(Stop::Mistake)
    }

    fn merge(&self, maps: &[Value]) -> Got<Value> {
        let mut all = Vec::new();
        for map in maps {
            if map.is_null() {
                continue;
            }
            all.extend_from_slice(map.entries().ok_or(stop(map))?);
        }
        Ok(self.world.map(self.place, all))
    }

    fn slice(&self, list: &Value, from: &Value, to: &Value) -> Got<Value> {
        let part = items(list)?.get(index(from)?..index(to)?);
        Ok(self.list(part.ok_or(Stop::Mistake)?.to_vec()))
    }

    /// `sort` of strings, and `toset`, which also drops what is there twice.
    fn sorted(&self, name: &str, list: &Value) -> Got<Value> {
        let mut texts = Vec::new();
        for item in same_type(items(list)?.to_vec()) {
            let number = matches!(item.kind, Kind::Number(_));
            if !item.is_whole() || item.entries().is_some() || number && name == "toset" {
                return Err(Stop::Unknown);
            }
            texts.push(item.to_text().ok_or(Stop::Unknown)?);
        }
        texts.sort_by(|a, b| a.as_str().cmp(b.as_str()));
        if name == "toset" {
            texts.dedup_by(|a, b| a.as_str() == b.as_str());
        }
        let texts = texts.into_iter();
        Ok(self.list(
            texts
                .map(|text| Value::new(self.place, Kind::Text(text)))
                .collect(),
        ))
    }

    fn tomap(&self, map: &Value) -> Got<Value> {
        let entries = map.entries().ok_or(stop(map))?;
        let values = same_type(entries.iter().map(|(_, value)| value.clone()).collect());
        let keys = entries.iter().map(|(key, _)| Rc::clone(key));
        Ok(self.world.map(self.place, keys.zip(values).collect()))
    }

    fn zipmap(&self, keys: &Value, values: &Value) -> Got<Value> {
        let (keys, values) = (items(keys)?, items(values)?);
        if keys.len() != values.len() {
            return Err(Stop::Mistake);
        }
        let mut entries = Vec::new();
        for (key, value) in keys.iter().zip(values) {
            entries.push((known(key)?, value.clone()));
        }
        Ok(self.world.map(self.place, entries))
    }
}

/// Numbers and bools beside strings become strings.
fn same_type(mut items: Vec<Value>) -> Vec<Value> {
    if items.iter().any(|item| item.as_text().is_some()) {
        for item in &mut items {
            if matches!(item.kind, Kind::Number(_) | Kind::Bool(_))
                && let Some(text) = item.to_text()
            {
                item.kind = Kind::Text(text);
            }
        }
    }
    items
}

fn flatten_into(items: &[Value], flat: &mut Vec<Value>) -> Got<()> {
    for item in items {
        match (&item.kind, item.items()) {
            (Kind::Unknown(_), _) => return Err(Stop::Unknown),
            (_, Some(inner)) => flatten_into(inner, flat)?,
            (_, None) => flat.push(item.clone()),
        }
    }
    Ok(())
}

fn element(list: &Value, at: &Value) -> Got<Value> {
    let items = items(list)?;
    let at = index(at)?.checked_rem(items.len()).ok_or(Stop::Mistake)?;
    items.get(at).cloned().ok_or(Stop::Unknown)
}
