//! [`Record`]: a format as a row of typed fields, for everything that is generated from it.
//!
//! In: a [`Model`]. Out: the fields in the order of the line, each with name, type, presence and place, the text between
//! them, and the structs that nested JSON objects become. It knows no target language beyond identifiers in snake_case.

mod clf;
mod column;
mod ends;
mod key;
mod name;
mod pieces;
mod place;

pub use clf::ClfPart;
pub use column::{Column, ColumnType};
pub use key::Keys;
#[cfg(feature = "codegen")]
pub(crate) use name::unlike;
pub use name::{pascal, snake};

use gwfmt_format::{Enclosure, Kind};

use crate::ast::{Malformed, PartKind};
use crate::catalog::{self, Unit, Variable, When, var};
use crate::diagnostic::{Diagnostic, Severity};
use crate::hash::fnv1a;
use crate::model::{Model, Use};
use crate::shape::{Place, Shape};
use crate::span::Span;
use crate::texts::{TextKind, Texts};

/// More references than this are refused; no real format has a quarter of it.
pub const MAX_FIELDS: usize = 512;

/// What a line of a format holds.
#[derive(Clone, Debug)]
pub struct Record {
    /// How a line is laid out.
    pub layout: Layout,
    /// The values, in the order of the line.
    pub fields: Vec<Field>,
    /// The text before, between and after the values: one piece more than there are fields. Line breaks at the end of
    /// the format are left out.
    pub literals: Vec<String>,
    /// The record itself first, then one group for each nested JSON object that holds a value, parents before children.
    pub groups: Vec<Group>,
    /// Whether every value has a place of its own that a general reader of the shape finds: JSON keys, XML names,
    /// columns.
    pub by_name: bool,
    /// Whether the text of the format is valid JSON or XML around its values; true for other layouts.
    pub well_formed: bool,
    /// The columns of a delimited line: the field in each, or none for a constant. Empty where a column holds more.
    pub columns: Vec<Option<usize>>,
}

/// How a line is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// A JSON value.
    Json,
    /// An XML element.
    Xml,
    /// Common Log Format, maybe with more columns.
    Clf,
    /// Columns with this between them.
    Delimited(char),
    /// Anything else.
    Text,
}

impl Layout {
    /// The text between the columns, if it is one byte.
    pub fn delimiter(self) -> Option<u8> {
        match self {
            Layout::Delimited(delimiter) if delimiter.is_ascii() => Some(delimiter as u8),
            _ => None,
        }
    }
}

/// A struct: the record, or a nested object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The field that holds it, in snake_case; empty for the record.
    pub name: String,
    /// What follows the record's name in the name of the struct: `Identity`; empty for the record.
    pub suffix: String,
    /// The group around it.
    pub parent: Option<usize>,
    /// The JSON keys that lead to it.
    pub path: Vec<String>,
}

/// A value of the line.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name in snake_case, unlike all others of its group; may be a keyword of Rust.
    pub name: String,
    /// The group that holds it.
    pub group: usize,
    /// Where a general reader finds it: JSON keys, XML element names (`@name` for an attribute), or [`Field::name`].
    pub path: Vec<String>,
    /// One word for it in flat outputs, unlike all others: the path with dots.
    pub label: String,
    /// The variable's name as the format has it, without `$context.`.
    pub variable: String,
    /// The variable's entry in the catalog, when the API may have it.
    pub listed: Option<&'static Variable>,
    /// What kind of value it is.
    pub kind: Kind,
    /// What may be written instead of a value.
    pub presence: Presence,
    /// The texts it may be, absence included.
    pub texts: Texts,
    /// How it is written in the line.
    pub enclosure: Enclosure,
    /// Whether its text may hold the first character of what follows it.
    pub free: bool,
    /// The reference in the format.
    pub span: Span,
}

/// What may be written instead of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// There always is a value.
    Always,
    /// `-` when there is none.
    Dash,
}

impl Record {
    /// Makes the record of a format; what keeps it from being one is a list of errors.
    pub fn new(model: &Model<'_>) -> Result<Self, Vec<Diagnostic>> {
        let mut problems = unreadable(model);
        if !problems.is_empty() {
            return Err(problems);
        }
        let layout = layout(&model.shape);
        let literals = literals(model);
        let mut places = place::places(model);
        let mut fields = Vec::with_capacity(model.uses.len());
        for (number, (used, place)) in model.uses.iter().zip(&mut places.fields).enumerate() {
            fields.push(Field {
                name: std::mem::take(&mut place.name),
                group: place.group,
                path: std::mem::take(&mut place.path),
                label: String::new(),
                variable: model.path(used).to_owned(),
                listed: listed(model, used),
                kind: kind(model, used),
                presence: presence(model, used),
                texts: used.texts(),
                enclosure: enclosure(layout, used.place),
                free: free(&used.texts(), &literals[number + 1]),
                span: used.span,
            });
        }
        problems.extend(touching(model, &fields, &literals));
        if !problems.is_empty() {
            return Err(problems);
        }
        name::disambiguate(&mut fields, &mut places.groups, layout);
        Ok(Self {
            layout,
            fields,
            literals,
            groups: places.groups,
            by_name: places.by_name,
            well_formed: match &model.shape {
                Shape::Json(json) => json.faults.is_empty(),
                Shape::Xml(xml) => xml.faults.is_empty(),
                Shape::Delimited(_) | Shape::Text => true,
            },
            columns: places.columns,
        })
    }

    /// A record of nothing.
    pub fn empty() -> Self {
        Self {
            layout: Layout::Text,
            fields: Vec::new(),
            literals: vec![String::new()],
            groups: vec![Group {
                name: String::new(),
                suffix: String::new(),
                parent: None,
                path: Vec::new(),
            }],
            by_name: false,
            well_formed: true,
            columns: Vec::new(),
        }
    }

    /// Gives a field another name. Where the format has no names of its own, outputs use it too.
    pub fn rename(&mut self, number: usize, name: &str) {
        let nameless = !matches!(self.layout, Layout::Json | Layout::Xml);
        if let Some(field) = self.fields.get_mut(number) {
            name.clone_into(&mut field.name);
            if nameless {
                field.path = vec![name.to_owned()];
                name.clone_into(&mut field.label);
            }
        }
    }

    /// A name for the record that is the same wherever its format is, and another for every other format.
    pub fn id(&self) -> String {
        let pieces = self.literals.iter().enumerate().flat_map(|(at, literal)| {
            let field = self.fields.get(at).map(|field| {
                let presence = if field.presence == Presence::Dash {
                    "?"
                } else {
                    ""
                };
                [field.variable.as_str(), field.name.as_str(), presence]
            });
            std::iter::once(literal.as_str()).chain(field.into_iter().flatten())
        });
        format!("urn:gwfmt:record:{:016x}", fingerprint(pieces))
    }

    /// The field's name from the record on, with dots: `identity.source_ip`.
    pub fn dotted(&self, field: &Field) -> String {
        let mut names = vec![field.name.as_str()];
        let mut group = &self.groups[field.group];
        while let Some(parent) = group.parent {
            names.push(&group.name);
            group = &self.groups[parent];
        }
        names.reverse();
        names.join(".")
    }
}

impl Field {
    /// What it is, in Markdown: the catalog's sentence, the unit, when it is absent. `none` is the word for no value:
    /// `None` in Rust, `null` in JSON.
    pub fn docs(&self, none: &str) -> String {
        let absent = (self.presence == Presence::Dash).then_some(none);
        describe(&self.variable, self.listed, absent)
    }
}

/// A number for a row of texts that stays the same from version to version.
pub fn fingerprint<'t>(texts: impl IntoIterator<Item = &'t str>) -> u64 {
    // The byte after each text keeps `["ab", "c"]` apart from `["a", "bc"]`.
    fnv1a(texts.into_iter().flat_map(|text| text.bytes().chain([0])))
}

/// What a variable is, in Markdown. `absent` is written where there is no value, if that can happen.
pub fn describe(path: &str, listed: Option<&Variable>, absent: Option<&str>) -> String {
    let mut docs = format!("`$context.{path}`");
    let Some(variable) = listed else {
        docs.push_str(": in no list of variables for this API, so always `-`.");
        return docs;
    };
    docs.push_str(": ");
    docs.push_str(variable.summary);
    match variable.unit {
        Some(Unit::Milliseconds) if variable.ty != catalog::Type::EpochMillis => {
            docs.push_str(" In milliseconds.");
        }
        Some(Unit::Bytes) => docs.push_str(" In bytes."),
        _ => {}
    }
    if let Some(absent) = absent {
        match variable.absent_when().map(When::words) {
            Some(when) if variable.may_be_absent() => {
                docs.push_str(&format!(" `{absent}` when {when}."));
            }
            _ if absent == "-" => docs.push_str(" `-` where there is none."),
            _ => docs.push_str(&format!(" `{absent}` where API Gateway writes `-`.")),
        }
    }
    docs
}

/// The parts of which nobody can say what they become.
fn unreadable(model: &Model<'_>) -> Vec<Diagnostic> {
    let error = |span, message: String| Diagnostic::new("record", Severity::Error, span, message);
    let mut problems = Vec::new();
    for part in &model.format.parts {
        let text = model.slice(part.span);
        match part.kind {
            PartKind::Hole => problems.push(
                error(part.span, "this part of the format is known only at deployment".to_owned())
                    .help("a record needs the whole format: give the value in the file, or write the format out"),
            ),
            PartKind::Malformed(Malformed::TrailingDot) if text == "." => {}
            PartKind::Malformed(_) => problems.push(
                error(part.span, format!("`{text}` is not a reference, so what is logged for it is not known"))
                    .help("write `$context.` and the name of one variable"),
            ),
            _ => {}
        }
    }
    if model.uses.is_empty() && problems.is_empty() {
        problems.push(
            error(
                Span::new(0, model.text().len()),
                "the format contains no variable, so its lines contain nothing to read".to_owned(),
            )
            .help("write variables as `$context.requestId`"),
        );
    }
    if let Some(first) = model.uses.get(MAX_FIELDS) {
        problems.push(error(
            first.span,
            format!("a record has at most {MAX_FIELDS} fields"),
        ));
    }
    problems
}

/// References with nothing between them, of which nobody can say where one value ends.
fn touching(model: &Model<'_>, fields: &[Field], literals: &[String]) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for (number, pair) in fields.windows(2).enumerate() {
        let [one, other] = pair else { continue };
        if !literals[number + 1].is_empty() || starts_with_slash(one, other) {
            continue;
        }
        problems.push(
            Diagnostic::new(
                "record",
                Severity::Error,
                one.span.to(other.span),
                format!(
                    "`{}` and `{}` touch, so the end of the first value cannot be found",
                    model.slice(one.span),
                    model.slice(other.span)
                ),
            )
            .help("put a space or another delimiter between them"),
        );
    }
    problems
}

/// `$context.domainName$context.path`: the first slash begins the second value.
fn starts_with_slash(one: &Field, other: &Field) -> bool {
    let whole = matches!(
        one.texts.kind,
        TextKind::Host
            | TextKind::Integer
            | TextKind::Status
            | TextKind::EpochMillis
            | TextKind::Ip
    );
    (whole || one.variable == var::STAGE) && other.texts.kind == TextKind::Path
}

fn layout(shape: &Shape) -> Layout {
    match shape {
        Shape::Json(_) => Layout::Json,
        Shape::Xml(_) => Layout::Xml,
        Shape::Delimited(columns) if columns.is_clf() => Layout::Clf,
        Shape::Delimited(columns) => Layout::Delimited(columns.delimiter),
        Shape::Text => Layout::Text,
    }
}

/// The text around the references. Holes and malformed references were refused before.
fn literals(model: &Model<'_>) -> Vec<String> {
    let mut literals = Vec::with_capacity(model.uses.len() + 1);
    let mut from = 0;
    for used in &model.uses {
        literals.push(model.text()[from..used.span.start].to_owned());
        from = used.span.end;
    }
    let last = &model.text()[from..];
    literals.push(last.trim_end_matches(['\r', '\n']).to_owned());
    literals
}

fn listed(model: &Model<'_>, used: &Use) -> Option<&'static Variable> {
    match used.resolution.meaning {
        catalog::Meaning::Listed(variable) => Some(variable),
        catalog::Meaning::OtherApi(variable) if model.apis.known().is_none() => Some(variable),
        _ => None,
    }
}

fn kind(model: &Model<'_>, used: &Use) -> Kind {
    let Some(variable) = listed(model, used) else {
        return Kind::Text;
    };
    match (variable.path, variable.ty) {
        (var::HTTP_METHOD, _) => Kind::Method,
        (var::EVENT_TYPE, _) => Kind::EventType,
        (var::ERROR_RESPONSE_TYPE, _) => Kind::ErrorType,
        (var::CUSTOM_DOMAIN_BASE_PATH_MATCHED, _) => Kind::BasePath,
        (_, catalog::Type::HttpStatus) => Kind::Status,
        (_, catalog::Type::Integer) if variable.unit == Some(Unit::Milliseconds) => Kind::Millis,
        (_, catalog::Type::Integer) => Kind::Integer,
        (_, catalog::Type::Boolean) => Kind::Boolean,
        (_, catalog::Type::ClfTime) => Kind::ClfTime,
        (_, catalog::Type::EpochMillis) => Kind::EpochMillis,
        (_, catalog::Type::Ip) => Kind::Ip,
        (_, catalog::Type::Json) => Kind::QuotedText,
        _ => Kind::Text,
    }
}

/// Always there: on every API that the format may be for, and never absent.
fn presence(model: &Model<'_>, used: &Use) -> Presence {
    let always = listed(model, used).is_some_and(|variable| {
        !variable.may_be_absent() && model.apis.iter().all(|api| variable.listing(api).is_some())
    });
    if always {
        Presence::Always
    } else {
        Presence::Dash
    }
}

fn enclosure(layout: Layout, place: Place) -> Enclosure {
    match (layout, place) {
        (Layout::Json, Place::JsonString | Place::JsonKey) => Enclosure::JsonString,
        (Layout::Json, _) => Enclosure::JsonBare,
        _ => Enclosure::Plain,
    }
}

/// Whether a value may hold the first character of what follows it, so that only the whole line tells its end.
fn free(texts: &Texts, after: &str) -> bool {
    let Some(stop) = after.chars().next() else {
        return matches!(texts.kind, TextKind::Any | TextKind::JsonString);
    };
    // What API Gateway escapes cannot end a JSON string; only lines without escapes need the whole line.
    let odd = stop.is_control() || !stop.is_ascii();
    let absent = texts.absent.iter().any(|text| text.contains(stop));
    match texts.kind {
        TextKind::Any | TextKind::JsonString => true,
        TextKind::Nothing => absent,
        // Its length tells its end.
        TextKind::Time => false,
        _ if odd => false,
        TextKind::OneOf => absent || texts.values.iter().any(|value| value.contains(stop)),
        kind => absent || kind.may_hold(stop),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{Api, ApiSet};
    use crate::span::SourceId;
    use crate::text::FormatText;

    fn record(format: &str, api: Api) -> Result<Record, Vec<String>> {
        let text = FormatText::verbatim(SourceId(0), 0, format);
        Record::new(&Model::new(&text, ApiSet::one(api)))
            .map_err(|problems| problems.into_iter().map(|p| p.message).collect())
    }

    fn names(format: &str) -> Vec<String> {
        let record = record(format, Api::Rest).unwrap();
        let dotted = |field| record.dotted(field);
        record.fields.iter().map(dotted).collect()
    }

    #[test]
    fn names_fields_after_json_keys() {
        assert_eq!(
            names(
                r#"{"requestId":"$context.requestId","sourceIP":"$context.identity.sourceIp","user-agent":"$context.identity.userAgent","4xx":"$context.status","type":"$context.error.responseType"}"#
            ),
            ["request_id", "source_ip", "user_agent", "n4xx", "type"]
        );
    }

    #[test]
    fn nested_objects_are_groups() {
        let record = record(
            r#"{"id":"$context.requestId","identity":{"ip":"$context.identity.sourceIp","cert":{"dn":"$context.identity.clientCert.subjectDN"}},"empty":{"x":1}}"#,
            Api::Rest,
        )
        .unwrap();
        let suffixes: Vec<_> = record.groups.iter().map(|g| g.suffix.as_str()).collect();
        assert_eq!(suffixes, ["", "Identity", "IdentityCert"]);
        assert_eq!(record.dotted(&record.fields[2]), "identity.cert.dn");
        assert_eq!(record.fields[2].label, "identity.cert.dn");
        assert!(record.by_name);
    }

    #[test]
    fn clashes_get_numbers() {
        assert_eq!(
            names(
                r#"{"requestId":"$context.requestId","request_id":"$context.requestId","request-id":"$context.requestId"}"#
            ),
            ["request_id", "request_id_2", "request_id_3"]
        );
        assert_eq!(
            names(r"$context.requestId,$context.status,$context.requestId"),
            ["request_id", "status", "request_id_2"]
        );
    }

    #[test]
    fn a_value_of_several_references_names_each() {
        assert_eq!(
            names(
                r#"{"id":"$context.requestId","request":"$context.httpMethod $context.path","list":["$context.stage","$context.apiId"]}"#
            ),
            [
                "id",
                "request_http_method",
                "request_path",
                "list_stage",
                "list_api_id"
            ]
        );
    }

    #[test]
    fn names_fields_after_xml_names_and_variables() {
        assert_eq!(
            names(
                r#"<request id="$context.requestId"><sourceIp>$context.identity.sourceIp</sourceIp><a>$context.stage</a></request>"#
            ),
            ["id", "source_ip", "a"]
        );
        assert_eq!(
            names(
                "$context.identity.sourceIp - $context.identity.user [$context.requestTime] \"$context.httpMethod $context.path $context.protocol\" $context.status $context.responseLength $context.requestId"
            ),
            [
                "identity_source_ip",
                "identity_user",
                "request_time",
                "http_method",
                "path",
                "protocol",
                "status",
                "response_length",
                "request_id"
            ]
        );
    }

    #[test]
    fn types_and_presence_come_from_the_catalog() {
        let record = record(
            r#"{"a":"$context.requestId","b":$context.status,"c":"$context.integration.latency","d":"$context.routeKey","e":"$context.nothing","f":"$context.requestTimeEpoch","g":$context.error.messageString}"#,
            Api::Rest,
        )
        .unwrap();
        let types: Vec<_> = record.fields.iter().map(|f| (f.kind, f.presence)).collect();
        assert_eq!(
            types,
            [
                (Kind::Text, Presence::Always),
                (Kind::Status, Presence::Always),
                (Kind::Millis, Presence::Dash),
                (Kind::Text, Presence::Dash),
                (Kind::Text, Presence::Dash),
                (Kind::EpochMillis, Presence::Always),
                (Kind::QuotedText, Presence::Dash),
            ]
        );
        assert_eq!(record.fields[1].enclosure, Enclosure::JsonBare);
    }

    #[test]
    fn the_pieces_and_values_make_the_line() {
        let record = record(
            "  {\"a\":\"$context.requestId-$context.status.\"}\n",
            Api::Rest,
        )
        .unwrap();
        assert_eq!(record.literals, ["  {\"a\":\"", "-", ".\"}"]);
        assert!(record.fields[0].free, "a request id may hold a hyphen");
        assert!(!record.fields[1].free);
    }

    #[test]
    fn refuses_what_cannot_be_read_back() {
        let messages = |format| record(format, Api::Rest).unwrap_err();
        assert_eq!(
            messages("$context.requestId $context.error.message$context.identity.userAgent"),
            [
                "`$context.error.message` and `$context.identity.userAgent` touch, so the end of the first value cannot be found"
            ]
        );
        assert_eq!(
            messages("{\"a\":\"b\"}"),
            ["the format contains no variable, so its lines contain nothing to read"]
        );
        assert_eq!(
            messages("$context.requestId $context['x']"),
            ["`$context['x']` is not a reference, so what is logged for it is not known"]
        );
        assert!(
            record(
                "$context.requestId $context.domainName$context.path",
                Api::Rest
            )
            .is_ok()
        );
    }
}
