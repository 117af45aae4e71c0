//! Changes of lines without a shape, and what alarms see that look for words.

use super::value::{both, canonical};
use super::{Change, Class, Consumer, Effect};
use crate::ast::PartKind;
use crate::limits::COMPARE_CELLS;
use crate::model::Model;
use crate::record::Record;

/// A step from one row to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The same in both, with its numbers.
    Both(usize, usize),
    /// One in the place of another.
    Replaced(usize, usize),
    /// Only in the first.
    Removed(usize),
    /// Only in the second.
    Added(usize),
}

/// The fewest steps from one row to another; of rows that are no format's, steps by number.
pub(super) fn steps(one: &[String], other: &[String]) -> Vec<Step> {
    if one.len().saturating_mul(other.len()) > COMPARE_CELLS {
        let step = |at: usize| match (one.get(at), other.get(at)) {
            (Some(a), Some(b)) if a == b => Step::Both(at, at),
            (Some(_), Some(_)) => Step::Replaced(at, at),
            (Some(_), None) => Step::Removed(at),
            (None, _) => Step::Added(at),
        };
        return (0..one.len().max(other.len())).map(step).collect();
    }
    let width = other.len() + 1;
    // the length of the longest common row of what is left, from each pair on
    let mut common = vec![0_usize; (one.len() + 1) * width];
    let get =
        |common: &[usize], a: usize, b: usize| common.get(a * width + b).copied().unwrap_or(0);
    for (a, left) in one.iter().enumerate().rev() {
        for (b, right) in other.iter().enumerate().rev() {
            let best = if left == right {
                get(&common, a + 1, b + 1) + 1
            } else {
                get(&common, a + 1, b).max(get(&common, a, b + 1))
            };
            if let Some(cell) = common.get_mut(a * width + b) {
                *cell = best;
            }
        }
    }
    let (mut a, mut b) = (0, 0);
    let mut steps = Vec::new();
    while a < one.len() || b < other.len() {
        let best = get(&common, a, b);
        if a < one.len() && b < other.len() && one.get(a) == other.get(b) {
            steps.push(Step::Both(a, b));
            (a, b) = (a + 1, b + 1);
        } else if a < one.len() && b < other.len() && get(&common, a + 1, b + 1) == best {
            steps.push(Step::Replaced(a, b));
            (a, b) = (a + 1, b + 1);
        } else if a < one.len() && get(&common, a + 1, b) == best {
            steps.push(Step::Removed(a));
            a += 1;
        } else {
            steps.push(Step::Added(b));
            b += 1;
        }
    }
    steps
}

/// What is different between two lines of text.
pub(super) fn changes(
    old: &Model<'_>,
    new: &Model<'_>,
    old_record: &Record,
    new_record: &Record,
) -> Vec<Change> {
    let apis = both(old, new);
    let variables = |model: &Model<'_>| -> Vec<String> {
        let uses = model.uses.iter();
        uses.map(|used| canonical(model.slice(used.span), model, apis))
            .collect()
    };
    let (one, other) = (variables(old), variables(new));
    let alarms = words(old, new);
    let effects = |class, why| {
        let effect = |consumer, (class, why)| Effect {
            consumer,
            class,
            why,
        };
        vec![
            effect(Consumer::Keys, (class, why)),
            effect(Consumer::Positions, (class, why)),
            effect(Consumer::Tables, (class, why)),
            effect(Consumer::Alarms, alarms),
        ]
    };
    let mut changes = Vec::new();
    let name = |model: &Model<'_>, at: usize| {
        let used = model.uses.get(at);
        used.map(|used| (model.slice(used.span).to_owned(), used.span))
            .unzip()
    };
    const LAID_OUT: &str = "a reader of the line goes along its text, which is another one";
    for step in steps(&one, &other) {
        let (what, was, is, class, why) = match step {
            Step::Both(a, b) => {
                let ((Some(from), was), (Some(to), is)) = (name(old, a), name(new, b)) else {
                    continue;
                };
                if from == to {
                    continue;
                }
                let what = format!("`{to}` stands for `{from}`, which holds the same");
                (what, was, is, Class::Cosmetic, "the value is the same")
            }
            Step::Replaced(a, b) => {
                let ((from, was), (to, is)) = (name(old, a), name(new, b));
                let (from, to) = (from.unwrap_or_default(), to.unwrap_or_default());
                let what = format!("`{to}` stands for `{from}`");
                (what, was, is, Class::Breaking, "another value stands there")
            }
            Step::Removed(a) => {
                let (from, was) = name(old, a);
                let what = format!("`{}` is gone", from.unwrap_or_default());
                (what, was, None, Class::Breaking, LAID_OUT)
            }
            Step::Added(b) => {
                let (to, is) = name(new, b);
                let what = format!("`{}` is new", to.unwrap_or_default());
                (what, None, is, Class::Breaking, LAID_OUT)
            }
        };
        changes.push(Change {
            what,
            old: was,
            new: is,
            effects: effects(class, why),
        });
    }
    if one == other && old_record.literals != new_record.literals {
        changes.push(Change {
            what: "the text around values changes".to_owned(),
            old: None,
            new: None,
            effects: effects(Class::Breaking, LAID_OUT),
        });
    }
    changes
}

/// What alarms see that look for words in a line: whether the values and words of the old line are still there.
pub(super) fn words(old: &Model<'_>, new: &Model<'_>) -> (Class, &'static str) {
    let apis = both(old, new);
    let values = |model: &Model<'_>| -> Vec<String> {
        let uses = model.uses.iter();
        let mut values: Vec<_> = uses
            .map(|used| canonical(model.slice(used.span), model, apis))
            .collect();
        let literals = model.format.parts.iter();
        let literals = literals.filter(|part| part.kind == PartKind::Literal);
        for part in literals {
            let words = model.slice(part.span).split(|c: char| !c.is_alphanumeric());
            values.extend(words.filter(|word| !word.is_empty()).map(str::to_owned));
        }
        values
    };
    let (one, other) = (values(old), values(new));
    if !one.iter().all(|value| other.contains(value)) {
        (
            Class::Breaking,
            "a filter that looks for what is gone finds no line",
        )
    } else if other.iter().any(|value| !one.contains(value)) {
        (
            Class::Additive,
            "a filter that looks for words finds those that it knows",
        )
    } else {
        (
            Class::Cosmetic,
            "a filter that looks for words finds the same ones",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_few() {
        let row = |text: &str| -> Vec<String> { text.split(' ').map(str::to_owned).collect() };
        use Step::{Added, Both, Removed, Replaced};
        assert_eq!(
            steps(&row("a b c"), &row("a c")),
            [Both(0, 0), Removed(1), Both(2, 1)]
        );
        assert_eq!(
            steps(&row("a b"), &row("x a b c")),
            [Added(0), Both(0, 1), Both(1, 2), Added(3)]
        );
        assert_eq!(
            steps(&row("a b c"), &row("a x c")),
            [Both(0, 0), Replaced(1, 1), Both(2, 2)]
        );
    }
}
