//! From core's record to what the shared code works with. It is freed with the last format or record that holds it.

use gwfmt_core::api::Api;
use gwfmt_core::catalog::Unit;
use gwfmt_core::record::{self, Presence, Quoting, Type};

use gwfmt_core::texts as core;

use crate::format::{Form, Format, Kind, Layout, Place, Slot, Texts};
use crate::render::dynamic::ClfPart;
use crate::text::{Names, Text};

/// What is said of a field.
#[derive(Debug)]
pub(super) struct Facts {
    pub(super) variable: Box<str>,
    pub(super) description: Box<str>,
    pub(super) unit: Option<&'static str>,
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
        Self {
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
            facts: record.fields.iter().map(facts).collect(),
            keys: (0..count).map(|number| names(&keys.path(number))).collect(),
        }
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

fn facts(field: &record::Field) -> Facts {
    Facts {
        variable: format!("$context.{}", field.variable).into(),
        description: field.docs("-").into(),
        unit: field
            .listed
            .and_then(|variable| variable.unit)
            .map(Unit::name),
    }
}

fn slot(record: &record::Record, number: usize) -> Slot {
    let field = &record.fields[number];
    Slot {
        name: shared(&record.dotted(field)),
        path: names(&field.path),
        kind: field.ty.into(),
        place: match field.quoting {
            Quoting::JsonString => Place::JsonString,
            Quoting::JsonBare => Place::JsonBare,
            Quoting::Xml | Quoting::Plain => Place::Plain,
        },
        free: field.free,
        stops: shared(&record.stops(number)),
        closed: record.is_closed(number),
        optional: field.presence == Presence::Dash,
        texts: texts_of(&field.texts),
    }
}

fn texts_of(texts: &core::Texts) -> Texts {
    Texts {
        form: match texts.form() {
            core::Form::Anything => Form::Anything,
            core::Form::Letters => Form::Letters,
            core::Form::Path => Form::Path,
            core::Form::Words(words) => Form::Words(words),
            core::Form::Patterns(patterns) => Form::Patterns(patterns),
            core::Form::Number => Form::Number,
            core::Form::Status => Form::Status,
            core::Form::Address => Form::Address,
            core::Form::RouteKey => Form::RouteKey,
            core::Form::JsonString => Form::JsonString,
        },
        letters: texts.kind.letters().map_or(0, core::Letters::bits),
        absent: texts.absent,
    }
}

fn shared(text: &str) -> Text {
    Text::Shared(text.into())
}

fn names(names: &[impl AsRef<str>]) -> Names {
    Names::Shared(names.iter().map(|name| name.as_ref().into()).collect())
}

impl From<Type> for Kind {
    fn from(ty: Type) -> Self {
        match ty {
            Type::Text => Kind::Text,
            Type::QuotedText => Kind::QuotedText,
            Type::Status => Kind::Status,
            Type::Millis => Kind::Millis,
            Type::Integer => Kind::Integer,
            Type::Boolean => Kind::Boolean,
            Type::ClfTime => Kind::ClfTime,
            Type::EpochMillis => Kind::EpochMillis,
            Type::Ip => Kind::Ip,
            Type::Method => Kind::Method,
            Type::EventType => Kind::EventType,
            Type::ErrorType => Kind::ErrorType,
            Type::BasePath => Kind::BasePath,
        }
    }
}

#[cfg(test)]
mod tests {
    use gwfmt_core::catalog::VARIABLES;

    use super::*;

    /// Texts of which each is in some sets and near the border of others.
    const NEAR: &[&str] = &[
        "",
        "-",
        "0",
        "00",
        "007",
        "200",
        "099",
        "1000",
        "12345678901234567890",
        "1234567890123456789",
        "1720635262451",
        "123456789012",
        "GET",
        "get",
        "GET /orders",
        "GET  /orders",
        "GET /a b",
        "/orders",
        "/",
        "$default",
        "$",
        "a b",
        "a,b",
        "a|b",
        "a;b",
        "a&b",
        "a'b",
        "a\"b",
        "a\\b",
        "<a>",
        "a%20b",
        "/a%20~@b",
        "/a,b",
        "/a\"b",
        "/\u{e9}",
        "caf\u{e9}",
        "a_b-c.d$e",
        "a=+/b",
        "true",
        "false",
        "TRUE",
        "192.0.2.1",
        "::1",
        "1.2.3",
        "10/Jul/2024:18:14:22 +0000",
        "10/Jul/2024:18:14:22 -0130",
        "10/jul/2024:18:14:22 +0000",
        "May 28 12:30:02 2019 GMT",
        "May  8 12:30:02 2019 GMT",
        "May 28 12:30:02 2019 CET",
        "(none)",
        "\"a\"",
        "\"a\\\"b\"",
        "\"a\"b\"",
        "\"\\u00e9\"",
        "\"\\u00g9\"",
        "\"",
        "\"\\\"",
        "\"a\tb\"",
        "THROTTLED",
        "api.example.com",
    ];

    #[test]
    fn a_set_of_the_readers_holds_what_the_linter_s_holds() {
        for variable in VARIABLES {
            let texts = variable.texts();
            let near = NEAR.iter().copied().chain(texts.samples());
            for text in near.chain(variable.example) {
                let same = texts_of(&texts).contain(text);
                assert_eq!(same, texts.contains(text), "{}: {text:?}", variable.path);
            }
        }
    }
}
