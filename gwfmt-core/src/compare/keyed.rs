//! Changes of JSON and XML: values are found by the keys that lead to them.

use std::collections::{HashMap, HashSet};

use super::value::{both, canonical};
use super::{Change, Class, Consumer, Effect, text};
use crate::api::ApiSet;
use crate::compose::{Cell, cells};
use crate::model::Model;
use crate::shape::Shape;
use crate::span::Span;

const GONE: &str = "they look for the key and find nothing";
const OTHER: &str = "they find the key with another value in it";
const UNSEEN: &str = "they look for the keys that they know";
const SAME: &str = "they find the same value under the same key";
const ORDER: &str = "they look for keys, wherever they are";
const ALONG: &str =
    "a table of lines that are not JSON goes along the whole line, with a regular expression";

/// The values of a format by their keys. Of a key that is there twice, the last one counts.
struct Side {
    cells: Vec<Cell>,
    /// What each holds, the same for variables that hold the same.
    held: Vec<String>,
    by_keys: HashMap<Vec<String>, usize>,
}

impl Side {
    fn new(model: &Model<'_>, apis: ApiSet) -> Self {
        let cells = cells(model).unwrap_or_default();
        let held = cells
            .iter()
            .map(|cell| canonical(&cell.member.value, model, apis));
        let keys = cells.iter().map(|cell| cell.member.keys.clone());
        let by_keys = keys.enumerate().map(|(at, keys)| (keys, at));
        Self {
            held: held.collect(),
            by_keys: by_keys.collect(),
            cells,
        }
    }

    /// The values that count, with their numbers.
    fn counting(&self) -> impl Iterator<Item = (usize, &Cell, &str)> {
        let all = self.cells.iter().zip(&self.held).enumerate();
        let all = all.map(|(at, (cell, held))| (at, cell, held.as_str()));
        all.filter(|(at, cell, _)| self.by_keys.get(&cell.member.keys) == Some(at))
    }

    fn find(&self, keys: &[String]) -> Option<(&Cell, &str)> {
        let at = *self.by_keys.get(keys)?;
        Some((self.cells.get(at)?, self.held.get(at)?))
    }

    fn has(&self, keys: &[String]) -> bool {
        self.by_keys.contains_key(keys)
    }
}

/// Two formats of the same kind.
struct Pair<'p, 'a> {
    old: &'p Model<'a>,
    new: &'p Model<'a>,
    is_json: bool,
}

/// What is different between two formats of the same kind, JSON or XML.
pub(super) fn changes(old: &Model<'_>, new: &Model<'_>) -> Vec<Change> {
    let pair = Pair {
        old,
        new,
        is_json: matches!(old.shape, Shape::Json(_)),
    };
    let apis = both(old, new);
    let (olds, news) = (Side::new(old, apis), Side::new(new, apis));
    let mut changes = Vec::new();
    // values that are there under keys that are new
    let mut free: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, cell, held) in news.counting() {
        if !olds.has(&cell.member.keys) {
            free.entry(held).or_default().insert(0, at);
        }
    }
    let mut moved = HashSet::new();
    for (_, cell, held) in olds.counting() {
        if let Some((other, holds)) = news.find(&cell.member.keys) {
            changes.extend(pair.kept(cell, other, held == holds));
            continue;
        }
        let under = free.get_mut(held).and_then(Vec::pop);
        let other = under.and_then(|at| news.cells.get(at));
        moved.extend(under);
        changes.push(pair.gone(cell, other));
    }
    for (at, cell, _) in news.counting() {
        if !olds.has(&cell.member.keys) && !moved.contains(&at) {
            let what = format!("`{}` (`{}`) is new", name(cell), cell.member.value);
            let effects = pair.effects(Class::Additive, UNSEEN);
            changes.push(change(what, None, Some(cell.span), effects));
        }
    }
    let order = |side: &Side, other: &Side| -> Vec<Vec<String>> {
        let keys = side.counting().map(|(_, cell, _)| &cell.member.keys);
        keys.filter(|keys| other.has(keys)).cloned().collect()
    };
    if order(&olds, &news) != order(&news, &olds) {
        let what = "keys come in another order".to_owned();
        changes.push(change(
            what,
            None,
            None,
            pair.effects(Class::Cosmetic, ORDER),
        ));
    }
    changes
}

impl Pair<'_, '_> {
    /// What a change does to readers. Those of JSON all go by key; of XML, tables go along the line, and alarms look for words.
    fn effects(&self, class: Class, why: &'static str) -> Vec<Effect> {
        let effect = |consumer, (class, why)| Effect {
            consumer,
            class,
            why,
        };
        let (tables, alarms) = if self.is_json {
            ((class, why), (class, why))
        } else {
            ((Class::Breaking, ALONG), text::words(self.old, self.new))
        };
        vec![
            effect(Consumer::Keys, (class, why)),
            effect(Consumer::Tables, tables),
            effect(Consumer::Alarms, alarms),
        ]
    }

    /// A key that both have.
    fn kept(&self, cell: &Cell, other: &Cell, is_same: bool) -> Option<Change> {
        let (was, is) = (&cell.member.value, &other.member.value);
        let (what, effects) = if !is_same {
            let what = format!("`{}` holds `{is}` instead of `{was}`", name(cell));
            (what, self.effects(Class::Breaking, OTHER))
        } else if cell.member.bare != other.member.bare {
            quoted(cell, other)
        } else if was != is {
            let what = format!(
                "`{}` holds `{is}`, which is the same as `{was}`",
                name(cell)
            );
            let consumers = [Consumer::Keys, Consumer::Tables, Consumer::Alarms];
            let effect = |consumer| Effect {
                consumer,
                class: Class::Cosmetic,
                why: SAME,
            };
            (what, consumers.map(effect).to_vec())
        } else {
            return None;
        };
        Some(change(what, Some(cell.span), Some(other.span), effects))
    }

    /// A key that only the old format has; its value may have another one now.
    fn gone(&self, cell: &Cell, other: Option<&Cell>) -> Change {
        let what = match other {
            Some(other) => format!("`{}` is called `{}`", name(cell), name(other)),
            None => format!("`{}` (`{}`) is gone", name(cell), cell.member.value),
        };
        let span = other.map(|other| other.span);
        change(
            what,
            Some(cell.span),
            span,
            self.effects(Class::Breaking, GONE),
        )
    }
}

fn change(what: String, old: Option<Span>, new: Option<Span>, effects: Vec<Effect>) -> Change {
    Change {
        what,
        old,
        new,
        effects,
    }
}

fn name(cell: &Cell) -> String {
    cell.member.keys.join(".")
}

/// Quotes that come or go around a value of JSON.
fn quoted(cell: &Cell, other: &Cell) -> (String, Vec<Effect>) {
    let (what, why) = if other.member.bare {
        ("loses its quotes", "a string becomes a number")
    } else {
        ("gets quotes", "a number becomes a string")
    };
    let effect = |consumer, class, why| Effect {
        consumer,
        class,
        why,
    };
    let effects = vec![
        effect(Consumer::Keys, Class::Breaking, why),
        effect(
            Consumer::Tables,
            Class::Cosmetic,
            "a column takes the text of the value, with quotes and without",
        ),
        effect(Consumer::Alarms, Class::Breaking, why),
    ];
    (format!("`{}` {what}", name(cell)), effects)
}
