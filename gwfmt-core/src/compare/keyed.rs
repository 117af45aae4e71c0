//! Changes of JSON and XML: values are found by the keys that lead to them.

use super::value::canonical;
use super::{Change, Class, Consumer, Effect, text};
use crate::compose::{Cell, cells};
use crate::model::Model;
use crate::shape::Shape;

const GONE: &str = "they look for the key and find nothing";
const OTHER: &str = "they find the key with another value in it";
const UNSEEN: &str = "they look for the keys that they know";
const SAME: &str = "they find the same value under the same key";

/// What is different between two formats of the same kind, JSON or XML.
pub(super) fn changes(old: &Model<'_>, new: &Model<'_>) -> Vec<Change> {
    let (olds, news) = (
        cells(old).unwrap_or_default(),
        cells(new).unwrap_or_default(),
    );
    let is_json = matches!(old.shape, Shape::Json(_));
    let same = |one: &Cell, other: &Cell| {
        canonical(&one.member.value, old) == canonical(&other.member.value, new)
    };
    let mut changes = Vec::new();
    // of a key that is there twice, the last one counts
    let last = |cells: &[Cell], keys: &[String]| cells.iter().rposition(|c| c.member.keys == keys);
    let is_last = |cells: &[Cell], at: usize| {
        cells
            .get(at)
            .is_some_and(|cell| last(cells, &cell.member.keys) == Some(at))
    };
    let mut renamed = Vec::new();
    for (_, cell) in olds
        .iter()
        .enumerate()
        .filter(|(at, _)| is_last(&olds, *at))
    {
        let Some(other) = last(&news, &cell.member.keys).and_then(|at| news.get(at)) else {
            let mut free = news.iter().enumerate().filter(|(at, other)| {
                last(&olds, &other.member.keys).is_none() && !renamed.contains(at)
            });
            if let Some((at, other)) = free.find(|(_, other)| same(cell, other)) {
                renamed.push(at);
                changes.push(moved(cell, other, old, new, is_json));
            } else {
                changes.push(removed(cell, old, new, is_json));
            }
            continue;
        };
        if !same(cell, other) {
            changes.push(replaced(cell, other, old, new, is_json));
        } else if cell.member.bare != other.member.bare {
            changes.push(quoted(cell, other));
        } else if cell.member.value != other.member.value {
            changes.push(respelled(cell, other));
        }
    }
    for (at, cell) in news
        .iter()
        .enumerate()
        .filter(|(at, _)| is_last(&news, *at))
    {
        if last(&olds, &cell.member.keys).is_none() && !renamed.contains(&at) {
            changes.push(added(cell));
        }
    }
    let order = |cells: &[Cell], others: &[Cell]| -> Vec<Vec<String>> {
        let keys = cells.iter().map(|cell| cell.member.keys.clone());
        keys.filter(|keys| last(others, keys).is_some()).collect()
    };
    if order(&olds, &news) != order(&news, &olds) {
        changes.push(Change {
            what: "keys come in another order".to_owned(),
            old: None,
            new: None,
            effects: all(Class::Cosmetic, "they look for keys, wherever they are"),
        });
    }
    changes
}

fn name(cell: &Cell) -> String {
    cell.member.keys.join(".")
}

fn all(class: Class, why: &'static str) -> Vec<Effect> {
    let consumers = [Consumer::Keys, Consumer::Tables, Consumer::Alarms];
    let effect = |consumer| Effect {
        consumer,
        class,
        why,
    };
    consumers.map(effect).to_vec()
}

/// The effects where alarms look for keys in JSON, and for words in anything else.
fn with_words(
    class: Class,
    why: &'static str,
    is_json: bool,
    words: impl FnOnce() -> (Class, &'static str),
) -> Vec<Effect> {
    let mut effects = all(class, why);
    if !is_json && let Some(alarms) = effects.last_mut() {
        (alarms.class, alarms.why) = words();
    }
    effects
}

fn removed(cell: &Cell, old: &Model<'_>, new: &Model<'_>, is_json: bool) -> Change {
    Change {
        what: format!("`{}` (`{}`) is gone", name(cell), cell.member.value),
        old: Some(cell.span),
        new: None,
        effects: with_words(Class::Breaking, GONE, is_json, || text::words(old, new)),
    }
}

fn moved(cell: &Cell, other: &Cell, old: &Model<'_>, new: &Model<'_>, is_json: bool) -> Change {
    Change {
        what: format!("`{}` is called `{}`", name(cell), name(other)),
        old: Some(cell.span),
        new: Some(other.span),
        effects: with_words(Class::Breaking, GONE, is_json, || text::words(old, new)),
    }
}

fn replaced(cell: &Cell, other: &Cell, old: &Model<'_>, new: &Model<'_>, is_json: bool) -> Change {
    Change {
        what: format!(
            "`{}` holds `{}` instead of `{}`",
            name(cell),
            other.member.value,
            cell.member.value
        ),
        old: Some(cell.span),
        new: Some(other.span),
        effects: with_words(Class::Breaking, OTHER, is_json, || text::words(old, new)),
    }
}

fn quoted(cell: &Cell, other: &Cell) -> Change {
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
    Change {
        what: format!("`{}` {what}", name(cell)),
        old: Some(cell.span),
        new: Some(other.span),
        effects: vec![
            effect(Consumer::Keys, Class::Breaking, why),
            effect(
                Consumer::Tables,
                Class::Cosmetic,
                "a column takes the text of the value, with quotes and without",
            ),
            effect(Consumer::Alarms, Class::Breaking, why),
        ],
    }
}

fn respelled(cell: &Cell, other: &Cell) -> Change {
    Change {
        what: format!(
            "`{}` holds `{}`, which is the same as `{}`",
            name(cell),
            other.member.value,
            cell.member.value
        ),
        old: Some(cell.span),
        new: Some(other.span),
        effects: all(Class::Cosmetic, SAME),
    }
}

fn added(cell: &Cell) -> Change {
    Change {
        what: format!("`{}` (`{}`) is new", name(cell), cell.member.value),
        old: None,
        new: Some(cell.span),
        effects: all(Class::Additive, UNSEEN),
    }
}
