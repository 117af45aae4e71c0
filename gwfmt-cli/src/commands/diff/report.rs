//! What `gwfmt diff` says: for people, for programs, for a workflow, for a comment on a pull request.

use std::io::{self, Write};

use gwfmt_core::compare::{Change, Class, Comparison, Consumer};
use serde_json::{Value, json};

use crate::args::DiffReport;
use crate::commands::chosen::Chosen;
use crate::report::github::{Data, Property};
use crate::text::color::PLAIN;
use crate::text::many;
use crate::text::plain_json::plain_json;
use crate::text::shown::Shown;

/// What is said of two formats.
pub(super) struct Said<'a> {
    pub(super) old: &'a Chosen,
    pub(super) new: &'a Chosen,
    pub(super) comparison: &'a Comparison,
}

impl Said<'_> {
    /// Where a change stands in the file of the new format; nothing in one of a revision, which is not in the working folder.
    fn place(&self, change: &Change) -> Option<(&str, usize)> {
        let is_here = !self.new.name.starts_with("git:");
        is_here.then(|| self.new.line(change.new)).flatten()
    }
}

/// Writes the report.
pub(super) fn write(
    report: DiffReport,
    said: &Said<'_>,
    color: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    match report {
        DiffReport::Pretty => pretty(said, color, out),
        DiffReport::Json => plain_json(&as_json(said), out),
        DiffReport::Github => github(said, out),
        DiffReport::Markdown => markdown(said, out),
    }
}

/// The line that standard error ends with.
pub(super) fn last_line(comparison: &Comparison) -> String {
    let of = |class| {
        let changes = comparison.changes.iter();
        changes
            .filter(|change| change.class() == Some(class))
            .count()
    };
    let counts =
        [Class::Breaking, Class::Additive, Class::Cosmetic].map(|class| (class, of(class)));
    let counts: Vec<String> = counts
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(class, count)| format!("{count} {class}"))
        .collect();
    if counts.is_empty() {
        return "no changes".to_owned();
    }
    let all = many(comparison.changes.len(), "change");
    format!("{all}: {}", counts.join(", "))
}

/// What is said to each consumer of a change: those to whom it means the same are named together.
fn effects(change: &Change) -> Vec<(Class, Vec<Consumer>, &'static str)> {
    let mut said: Vec<(Class, Vec<Consumer>, &'static str)> = Vec::new();
    for effect in &change.effects {
        let same = said
            .iter_mut()
            .find(|(class, _, why)| (*class, *why) == (effect.class, effect.why));
        match same {
            Some((_, consumers, _)) => consumers.push(effect.consumer),
            None => said.push((effect.class, vec![effect.consumer], effect.why)),
        }
    }
    said.sort_by_key(|(class, ..)| std::cmp::Reverse(*class));
    said
}

fn titles(consumers: &[Consumer]) -> String {
    let titles: Vec<&str> = consumers.iter().map(|consumer| consumer.title()).collect();
    titles.join(", ")
}

fn pretty(said: &Said<'_>, color: bool, out: &mut dyn Write) -> io::Result<()> {
    let paint = |class: Class| match class {
        _ if !color => ("", ""),
        Class::Breaking => ("\u{1b}[1;31m", PLAIN),
        Class::Additive => ("\u{1b}[1;33m", PLAIN),
        Class::Cosmetic => ("\u{1b}[1;36m", PLAIN),
    };
    for change in &said.comparison.changes {
        let Some(class) = change.class() else {
            continue;
        };
        let (on, off) = paint(class);
        writeln!(out, "{on}{class}{off}: {}", Shown::new(&change.what))?;
        if let Some((file, line)) = said.place(change) {
            writeln!(out, "  --> {}:{line}", Shown::new(file))?;
        }
        for (class, consumers, why) in effects(change) {
            writeln!(out, "  {class} for {}: {why}", titles(&consumers))?;
        }
        writeln!(out)?;
    }
    for consumer in &said.comparison.consumers {
        if let Some(class) = said.comparison.class(*consumer) {
            let (on, off) = paint(class);
            let class = if said.comparison.changes.is_empty() {
                "unchanged"
            } else {
                class.name()
            };
            writeln!(out, "{:20} {on}{class}{off}", consumer.title())?;
        }
    }
    Ok(())
}

fn as_json(said: &Said<'_>) -> Value {
    let class = |class: Option<Class>| class.map(Class::name);
    let consumers = said.comparison.consumers.iter();
    let consumers = consumers.map(|one| {
        (
            one.name().to_owned(),
            json!(class(said.comparison.class(*one))),
        )
    });
    let changes = said.comparison.changes.iter().map(|change| {
        let effects = change.effects.iter().map(|effect| {
            json!({
                "consumer": effect.consumer.name(),
                "class": effect.class.name(),
                "why": effect.why,
            })
        });
        let span =
            |span: Option<gwfmt_core::span::Span>| span.map(|span| json!([span.start, span.end]));
        json!({
            "class": class(change.class()),
            "what": change.what,
            "file": said.place(change).map(|(file, _)| file),
            "line": said.place(change).map(|(_, line)| line),
            "old_bytes": span(change.old),
            "new_bytes": span(change.new),
            "effects": effects.collect::<Vec<_>>(),
        })
    });
    json!({
        "schema": 1,
        "old": said.old.name,
        "new": said.new.name,
        "class": class(said.comparison.worst()),
        "consumers": consumers.collect::<serde_json::Map<_, _>>(),
        "changes": changes.collect::<Vec<_>>(),
    })
}

/// Annotations in a workflow: an error for what breaks, a warning for what is new, a notice for the rest. The runner keeps ten of
/// a level; what follows is one line with the number.
fn github(said: &Said<'_>, out: &mut dyn Write) -> io::Result<()> {
    const MOST: usize = 10;
    for class in [Class::Breaking, Class::Additive, Class::Cosmetic] {
        let command = match class {
            Class::Breaking => "error",
            Class::Additive => "warning",
            Class::Cosmetic => "notice",
        };
        let changes = said.comparison.changes.iter();
        let changes: Vec<&Change> = changes
            .filter(|change| change.class() == Some(class))
            .collect();
        let shown = if changes.len() > MOST { MOST - 1 } else { MOST };
        for change in changes.iter().take(shown) {
            let place = said.place(change);
            let place = place.map(|(file, line)| format!(",file={},line={line}", Property(file)));
            let place = place.unwrap_or_default();
            let mut words = change.what.clone();
            for (class, consumers, why) in effects(change) {
                words.push_str(&format!("\n{class} for {}: {why}", titles(&consumers)));
            }
            writeln!(
                out,
                "::{command} title=gwfmt diff: {class}{place}::{}",
                Data(&words)
            )?;
        }
        let rest = changes.len().saturating_sub(shown);
        if rest > 0 {
            writeln!(
                out,
                "::{command} title=gwfmt diff::{rest} more {class} changes"
            )?;
        }
    }
    Ok(())
}

/// A table, for a comment on a pull request.
fn markdown(said: &Said<'_>, out: &mut dyn Write) -> io::Result<()> {
    let cell = |text: &str| Shown::new(text).as_str().replace('|', "\\|");
    let (old, new) = (cell(&said.old.name), cell(&said.new.name));
    writeln!(out, "### Access log format: `{old}` → `{new}`\n")?;
    if said.comparison.changes.is_empty() {
        return writeln!(out, "No changes.");
    }
    writeln!(out, "| change | class | why |\n|---|---|---|")?;
    for change in &said.comparison.changes {
        let Some(class) = change.class() else {
            continue;
        };
        let whys: Vec<String> = effects(change)
            .into_iter()
            .map(|(class, consumers, why)| format!("{class} for {}: {why}", titles(&consumers)))
            .collect();
        writeln!(
            out,
            "| {} | **{class}** | {} |",
            cell(&change.what),
            cell(&whys.join("; "))
        )?;
    }
    writeln!(out, "\n| reader | verdict |\n|---|---|")?;
    for consumer in &said.comparison.consumers {
        if let Some(class) = said.comparison.class(*consumer) {
            writeln!(out, "| {} | {class} |", consumer.title())?;
        }
    }
    Ok(())
}
