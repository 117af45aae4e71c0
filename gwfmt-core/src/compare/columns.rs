//! Changes of columns: a value is known by its number.

use super::value::{both, canonical};
use super::{Change, Class, Consumer, Effect, text};
use crate::compose::{Cell, cells};
use crate::model::Model;
use crate::span::Span;

const NUMBER: &str =
    "the columns behind it get other numbers, and a line has another number of them";
const MORE: &str = "a line has more columns than are known: a regular expression matches no line";
const OTHER: &str = "the column holds another value";
const QUOTES: &str = "a reader of CSV takes the quotes off";
const ENCLOSED: &str = "what encloses the column is a part of the text that is read";
const SAME: &str = "the column holds the same value";

/// What is different between two formats with the same delimiter.
pub(super) fn changes(old: &Model<'_>, new: &Model<'_>, delimiter: char) -> Vec<Change> {
    let (olds, news) = (
        cells(old).unwrap_or_default(),
        cells(new).unwrap_or_default(),
    );
    let apis = both(old, new);
    let key = |cell: &Cell, model| canonical(&cell.member.value, model, apis);
    let one: Vec<String> = olds.iter().map(|cell| key(cell, old)).collect();
    let other: Vec<String> = news.iter().map(|cell| key(cell, new)).collect();
    let by_number = delimiter == ' ';
    let effects =
        |class, why: &'static str| effects(class, why, by_number.then_some(class), old, new);
    let mut changes = Vec::new();
    let mut change = |what: String, old: Option<Span>, new: Option<Span>, effects| {
        changes.push(Change {
            what,
            old,
            new,
            effects,
        });
    };
    for step in text::steps(&one, &other) {
        match step {
            text::Step::Both(a, b) => {
                let (Some(a), Some(b)) = (olds.get(a), news.get(b)) else {
                    continue;
                };
                let (was, is) = (&a.member.value, &b.member.value);
                if a.quote != b.quote {
                    let is_csv = delimiter == ','
                        && !matches!((a.quote, b.quote), (Some('['), _) | (_, Some('[')));
                    let words = format!(
                        "`{is}` is enclosed by {} instead of {}",
                        enclosed(b.quote),
                        enclosed(a.quote)
                    );
                    let mut effects = if is_csv {
                        effects(Class::Cosmetic, QUOTES)
                    } else {
                        effects(Class::Breaking, ENCLOSED)
                    };
                    let tables = effects.iter_mut();
                    for effect in tables.filter(|effect| effect.consumer == Consumer::Tables) {
                        (effect.class, effect.why) = (Class::Breaking, ENCLOSED);
                    }
                    change(words, Some(a.span), Some(b.span), effects);
                }
                if was != is {
                    let words = format!("`{is}` stands for `{was}`, which holds the same");
                    change(
                        words,
                        Some(a.span),
                        Some(b.span),
                        effects(Class::Cosmetic, SAME),
                    );
                }
            }
            text::Step::Replaced(a, b) => {
                let (Some(from), Some(to)) = (olds.get(a), news.get(b)) else {
                    continue;
                };
                let (was, is) = (&from.member.value, &to.member.value);
                let words = format!("column {} holds `{is}` instead of `{was}`", a + 1);
                let effects = effects(Class::Breaking, OTHER);
                change(words, Some(from.span), Some(to.span), effects);
            }
            text::Step::Removed(a) => {
                let Some(cell) = olds.get(a) else { continue };
                let words = format!("column {} (`{}`) is gone", a + 1, cell.member.value);
                change(
                    words,
                    Some(cell.span),
                    None,
                    effects(Class::Breaking, NUMBER),
                );
            }
            text::Step::Added(b) => {
                let Some(cell) = news.get(b) else { continue };
                let is_last = one.len() <= b && other.get(..one.len()) == Some(&one[..]);
                let why = if is_last { MORE } else { NUMBER };
                let words = format!("column {} (`{}`) is new", b + 1, cell.member.value);
                change(words, None, Some(cell.span), effects(Class::Breaking, why));
            }
        }
    }
    if changes.is_empty() && gaps(old, &olds) != gaps(new, &news) {
        changes.push(Change {
            what: "the text between columns changes".to_owned(),
            old: None,
            new: None,
            effects: effects(
                Class::Breaking,
                "what stands between two values is a part of what is read",
            ),
        });
    }
    changes
}

/// The text around columns, line breaks at the end left out.
fn gaps<'a>(model: &Model<'a>, cells: &[Cell]) -> Vec<&'a str> {
    let mut from = 0;
    let mut gaps = Vec::new();
    for cell in cells {
        gaps.push(model.slice(Span::new(from, cell.span.start.max(from))));
        from = cell.span.end;
    }
    let last = model.slice(Span::new(from, model.text().len().max(from)));
    gaps.push(last.trim_end_matches(['\r', '\n']));
    gaps
}

fn enclosed(quote: Option<char>) -> &'static str {
    match quote {
        None => "nothing",
        Some('[') => "brackets",
        Some(_) => "quotes",
    }
}

/// Readers and tables go by position; so do alarms of columns with spaces between them. Others look for words.
fn effects(
    class: Class,
    why: &'static str,
    alarms: Option<Class>,
    old: &Model<'_>,
    new: &Model<'_>,
) -> Vec<Effect> {
    let effect = |consumer, (class, why)| Effect {
        consumer,
        class,
        why,
    };
    let alarms = match alarms {
        Some(class) => (class, why),
        None if class == Class::Cosmetic => (class, why),
        None => text::words(old, new),
    };
    vec![
        effect(Consumer::Positions, (class, why)),
        effect(Consumer::Tables, (class, why)),
        effect(Consumer::Alarms, alarms),
    ]
}
