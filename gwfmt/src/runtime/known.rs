//! From core's record to what the shared code works with. It is freed with the last format or record that holds it.

use gwfmt_core::api::Api;
use gwfmt_core::catalog::Unit;
use gwfmt_core::record::{self, Presence};

use super::plan::Plan;
use crate::format::{Format, Layout, Slot};
use crate::render::dynamic::ClfPart;
use crate::text::{Names, Text};

/// What is said of a field.
#[derive(Debug)]
pub(super) struct Facts {
    pub(super) variable: Box<str>,
    pub(super) description: Box<str>,
    pub(super) unit: Option<&'static str>,
    pub(super) column: record::Column,
}

/// All that is known of a format.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) text: Box<str>,
    pub(super) api: Option<Api>,
    layout: Layout,
    slots: Box<[Slot]>,
    pieces: [Box<[Text]>; 4],
    ends: Box<str>,
    certain: usize,
    doubt: Option<u8>,
    by_name: bool,
    columns: Box<[Option<usize>]>,
    pub(super) clf: Box<[ClfPart]>,
    pub(super) csv_header: Box<str>,
    pub(super) plan: Plan,
    /// What is said of each field.
    pub(super) facts: Box<[Facts]>,
    /// The keys that lead to each value where the record is an object.
    pub(super) keys: Box<[Names]>,
}

impl Known {
    pub(super) fn new(record: &record::Record, text: &str, api: Option<Api>) -> Self {
        let (count, keys) = (record.fields.len(), record.keys());
        let clf = record.clf(|_| true).into_iter().map(|part| match part {
            record::ClfPart::Text(words) => ClfPart::Text(words.into()),
            record::ClfPart::Value(number) => ClfPart::Value(number),
            record::ClfPart::Time(number) => ClfPart::Time(number),
        });
        let mut known = Self {
            plan: Plan::default(),
            text: text.into(),
            api,
            layout: match record.layout {
                record::Layout::Json => Layout::Json,
                record::Layout::Xml => Layout::Xml,
                columns => columns.delimiter().map_or(Layout::Text, Layout::Delimited),
            },
            slots: (0..count).map(|number| slot(record, number)).collect(),
            pieces: record
                .pieces()
                .map(|pieces| pieces.iter().map(|piece| shared(piece)).collect()),
            ends: record.ends().into(),
            certain: record.certain(),
            doubt: record.doubt(),
            by_name: record.by_name,
            columns: record.columns.as_slice().into(),
            clf: clf.collect(),
            csv_header: record.csv_header().into(),
            facts: record
                .fields
                .iter()
                .zip(record.table())
                .map(|(field, column)| facts(field, column))
                .collect(),
            keys: (0..count).map(|number| names(&keys.path(number))).collect(),
        };
        known.plan = Plan::new(&known.format());
        known
    }

    pub(super) fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// The same as the shared code sees it.
    pub(super) fn format(&self) -> Format<'_> {
        Format {
            layout: self.layout,
            slots: &self.slots,
            pieces: self.pieces.each_ref().map(|pieces| &**pieces),
            ends: &self.ends,
            certain: self.certain,
            doubt: self.doubt,
            by_name: self.by_name,
            columns: &self.columns,
        }
    }
}

fn facts(field: &record::Field, column: record::Column) -> Facts {
    Facts {
        variable: format!("$context.{}", field.variable).into(),
        description: field.docs("-").into(),
        unit: field
            .listed
            .and_then(|variable| variable.unit)
            .map(Unit::name),
        column,
    }
}

fn slot(record: &record::Record, number: usize) -> Slot {
    let field = &record.fields[number];
    Slot {
        name: shared(&record.dotted(field)),
        path: names(&field.path),
        kind: field.kind,
        enclosure: field.enclosure,
        free: field.free,
        stops: shared(&record.stops(number)),
        closed: record.is_closed(number),
        optional: field.presence == Presence::Dash,
        texts: field.texts.set(),
    }
}

fn shared(text: &str) -> Text {
    Text::Shared(text.into())
}

fn names(names: &[impl AsRef<str>]) -> Names {
    Names::Shared(names.iter().map(|name| name.as_ref().into()).collect())
}
