//! [`compare`]: what a change of format means to whoever reads the lines.
//!
//! In: two models. Out: the changes, each with what it does to readers by key, readers by position, tables and alarms. A change is
//! breaking where a reader made for the old format no longer gets the same values, additive where there is more to read, cosmetic
//! where nobody sees a difference.

mod columns;
mod keyed;
mod text;
mod value;

use std::fmt;

use crate::diagnostic::Diagnostic;
use crate::model::Model;
use crate::record::Record;
use crate::shape::Shape;
use crate::span::Span;

/// Whoever reads lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Consumer {
    /// Readers of JSON and XML, which find a value by its key or element.
    Keys,
    /// Readers of columns and text: regular expressions, Common Log Format, CSV.
    Positions,
    /// Tables of SQL, a column for each value.
    Tables,
    /// Metric filters, and the alarms that stand on them.
    Alarms,
}

impl Consumer {
    /// All of them.
    pub const ALL: [Consumer; 4] = [
        Consumer::Keys,
        Consumer::Positions,
        Consumer::Tables,
        Consumer::Alarms,
    ];

    /// The word of the command line and of reports.
    pub const fn name(self) -> &'static str {
        match self {
            Consumer::Keys => "keys",
            Consumer::Positions => "positions",
            Consumer::Tables => "tables",
            Consumer::Alarms => "alarms",
        }
    }

    /// As a sentence says it.
    pub const fn title(self) -> &'static str {
        match self {
            Consumer::Keys => "readers by key",
            Consumer::Positions => "readers by position",
            Consumer::Tables => "SQL tables",
            Consumer::Alarms => "alarms",
        }
    }
}

/// What a change does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Nobody gets another value.
    Cosmetic,
    /// There is more to read.
    Additive,
    /// A reader made for the old format does not get what it got.
    Breaking,
}

impl Class {
    /// The word of reports.
    pub const fn name(self) -> &'static str {
        match self {
            Class::Cosmetic => "cosmetic",
            Class::Additive => "additive",
            Class::Breaking => "breaking",
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a change does to one consumer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effect {
    /// Who reads.
    pub consumer: Consumer,
    /// How bad it is.
    pub class: Class,
    /// Why, in a clause.
    pub why: &'static str,
}

/// Something that is different.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What, in a sentence.
    pub what: String,
    /// The place in the old format, where it has one.
    pub old: Option<Span>,
    /// The place in the new format.
    pub new: Option<Span>,
    /// What it does, one effect for each consumer that the old format has.
    pub effects: Vec<Effect>,
}

impl Change {
    /// Its gravest effect.
    pub fn class(&self) -> Option<Class> {
        self.effects.iter().map(|effect| effect.class).max()
    }
}

/// All that is different.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// Who reads the old format.
    pub consumers: Vec<Consumer>,
    /// The changes, in the order of the texts.
    pub changes: Vec<Change>,
}

impl Comparison {
    /// The gravest effect on a consumer: cosmetic where nothing changed, nothing for a consumer that the old format has not.
    pub fn class(&self, consumer: Consumer) -> Option<Class> {
        if !self.consumers.contains(&consumer) {
            return None;
        }
        let effects = self.changes.iter().flat_map(|change| &change.effects);
        let of = effects.filter(|effect| effect.consumer == consumer);
        let worst = of.map(|effect| effect.class).max();
        Some(worst.unwrap_or(Class::Cosmetic))
    }

    /// The gravest effect on anybody.
    pub fn worst(&self) -> Option<Class> {
        self.changes.iter().filter_map(Change::class).max()
    }
}

/// Which of the two formats cannot be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The first.
    Old,
    /// The second.
    New,
}

/// Compares two formats. Nobody can say what lines of a format hold that is partly unknown, or whose values run into each
/// other: what is wrong with it comes back.
pub fn compare(old: &Model<'_>, new: &Model<'_>) -> Result<Comparison, (Side, Vec<Diagnostic>)> {
    let old_record = Record::new(old).map_err(|problems| (Side::Old, problems))?;
    let new_record = Record::new(new).map_err(|problems| (Side::New, problems))?;
    let consumers = match &old.shape {
        Shape::Json(_) | Shape::Xml(_) => vec![Consumer::Keys, Consumer::Tables, Consumer::Alarms],
        Shape::Delimited(_) | Shape::Text => {
            vec![Consumer::Positions, Consumer::Tables, Consumer::Alarms]
        }
    };
    let mut changes = match (&old.shape, &new.shape) {
        (Shape::Json(one), Shape::Json(other))
            if one.faults.is_empty() && other.faults.is_empty() =>
        {
            keyed::changes(old, new)
        }
        (Shape::Xml(one), Shape::Xml(other))
            if one.faults.is_empty() && other.faults.is_empty() =>
        {
            keyed::changes(old, new)
        }
        (Shape::Delimited(one), Shape::Delimited(other)) if one.delimiter == other.delimiter => {
            columns::changes(old, new, one.delimiter)
        }
        (Shape::Text, Shape::Text) => text::changes(old, new, &old_record, &new_record),
        (Shape::Json(_), Shape::Json(_)) | (Shape::Xml(_), Shape::Xml(_)) => {
            text::changes(old, new, &old_record, &new_record)
        }
        _ => vec![shape(old, new, &consumers)],
    };
    if changes.is_empty() && old.text() != new.text() {
        changes.push(white_space(old, new, &consumers));
    }
    for change in &mut changes {
        change
            .effects
            .retain(|effect| consumers.contains(&effect.consumer));
    }
    Ok(Comparison { consumers, changes })
}

/// Another shape: nobody who reads the old one reads it.
fn shape(old: &Model<'_>, new: &Model<'_>, consumers: &[Consumer]) -> Change {
    let name = |model: &Model<'_>| match &model.shape {
        Shape::Delimited(columns) if !columns.is_clf() && columns.delimiter != ',' => {
            format!("columns with {:?} between them", columns.delimiter)
        }
        shape => shape.name().to_owned(),
    };
    // filters of JSON and of columns between spaces go by the layout, others look for words
    let by_layout = match &old.shape {
        Shape::Json(_) => true,
        Shape::Delimited(columns) => columns.delimiter == ' ',
        Shape::Xml(_) | Shape::Text => false,
    };
    let effect = |consumer: &Consumer| {
        let (class, why) = match consumer {
            Consumer::Alarms if !by_layout => text::words(old, new),
            _ => (
                Class::Breaking,
                "lines are laid out in another way, and whoever reads the old one reads none of them",
            ),
        };
        Effect {
            consumer: *consumer,
            class,
            why,
        }
    };
    Change {
        what: format!("the shape changes from {} to {}", name(old), name(new)),
        old: None,
        new: None,
        effects: consumers.iter().map(effect).collect(),
    }
}

/// The same values in the same places. Of XML, a table goes along the whole line.
fn white_space(old: &Model<'_>, new: &Model<'_>, consumers: &[Consumer]) -> Change {
    let line = |model: &Model<'_>| model.text().trim_end_matches(['\r', '\n']).to_owned();
    let is_another_line = matches!(old.shape, Shape::Xml(_)) && line(old) != line(new);
    let effect = |consumer: &Consumer| {
        let (class, why) = if is_another_line && *consumer == Consumer::Tables {
            (
                Class::Breaking,
                "a table goes along the whole line, with a regular expression",
            )
        } else {
            (Class::Cosmetic, "the values and their places stay")
        };
        Effect {
            consumer: *consumer,
            class,
            why,
        }
    };
    Change {
        what: "the text is written in another way".to_owned(),
        old: None,
        new: None,
        effects: consumers.iter().map(effect).collect(),
    }
}
