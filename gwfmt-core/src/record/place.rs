//! Where each value stands in its shape, and the names that follow from that.

use super::name::snake;
use super::{Group, Layout, layout};
use crate::model::Model;
use crate::shape::json::{Json, Value, ValueKind};
use crate::shape::{Delimited, Shape, Xml};

/// The places of all values of a format.
pub(super) struct Places {
    /// One a reference, in order.
    pub(super) fields: Vec<FieldPlace>,
    pub(super) groups: Vec<Group>,
    pub(super) by_name: bool,
    pub(super) columns: Vec<Option<usize>>,
}

/// A value's place: its name before clashes are looked at, its group, its path.
#[derive(Clone, Default)]
pub(super) struct FieldPlace {
    pub(super) name: String,
    pub(super) group: usize,
    pub(super) path: Vec<String>,
}

pub(super) fn places(model: &Model<'_>) -> Places {
    let mut places = Places {
        fields: vec![FieldPlace::default(); model.uses.len()],
        groups: vec![Group {
            name: String::new(),
            suffix: String::new(),
            parent: None,
            path: Vec::new(),
        }],
        by_name: false,
        columns: Vec::new(),
    };
    match &model.shape {
        Shape::Json(json) => from_json(model, json, &mut places),
        Shape::Xml(xml) => from_xml(model, xml, &mut places),
        Shape::Delimited(columns) => from_columns(model, columns, &mut places),
        Shape::Text => {}
    }
    for (place, used) in places.fields.iter_mut().zip(&model.uses) {
        if place.name.is_empty() {
            // A JSON key that holds a reference, text without a shape: the variable names the field.
            place.name = snake(model.path(used));
            places.by_name &= layout(&model.shape) != Layout::Json;
        }
    }
    places
}

/// The numbers of the references among `parts`.
fn uses_of(model: &Model<'_>, parts: &[usize]) -> Vec<usize> {
    parts
        .iter()
        .filter_map(|part| model.uses.binary_search_by_key(part, |used| used.part).ok())
        .collect()
}

fn from_json(model: &Model<'_>, json: &Json, places: &mut Places) {
    places.by_name = json.faults.is_empty() && matches!(json.root.kind, ValueKind::Object(_));
    let mut walk = JsonWalk {
        model,
        places,
        path: Vec::new(),
    };
    walk.value(&json.root, "", 0);
}

struct JsonWalk<'m, 'p> {
    model: &'m Model<'m>,
    places: &'p mut Places,
    path: Vec<String>,
}

impl JsonWalk<'_, '_> {
    /// A value under `key`, which is empty for the root. The reader limits the depth.
    fn value(&mut self, value: &Value, key: &str, group: usize) {
        match &value.kind {
            ValueKind::Object(members) => {
                let inner = if self.path.is_empty() || !self.holds_reference(value) {
                    group
                } else {
                    self.places.groups.push(Group {
                        name: snake(key),
                        suffix: String::new(),
                        parent: Some(group),
                        path: self.path.clone(),
                    });
                    self.places.groups.len() - 1
                };
                for member in members {
                    let name = member.name(self.model.text());
                    self.places.by_name &= name.is_some();
                    let name = name.unwrap_or_default().into_owned();
                    self.path.push(name.clone());
                    if let Some(value) = &member.value {
                        self.value(value, &name, inner);
                    }
                    self.path.pop();
                }
            }
            ValueKind::Array(elements) => {
                if self.holds_reference(value) {
                    self.places.by_name = false;
                }
                for (number, element) in elements.iter().enumerate() {
                    self.path.push((number + 1).to_string());
                    match element.kind {
                        ValueKind::Object(_) => {
                            self.value(element, &format!("{key}_{}", number + 1), group);
                        }
                        _ => self.element(element, key, group),
                    }
                    self.path.pop();
                }
            }
            ValueKind::String(parts) | ValueKind::Bare(parts) => {
                let uses = uses_of(self.model, parts);
                let alone = matches!(uses.as_slice(), [one]
                    if is_whole(self.model, value, *one));
                if alone && !key.is_empty() {
                    self.field(uses[0], snake(key), group);
                } else {
                    self.places.by_name &= uses.is_empty();
                    for used in uses {
                        let path = self.model.path(&self.model.uses[used]);
                        self.field(used, snake(&format!("{key}.{path}")), group);
                    }
                }
            }
            ValueKind::Hole => {}
        }
    }

    /// A value of an array that is not an object: the variables name the fields.
    fn element(&mut self, element: &Value, key: &str, group: usize) {
        match &element.kind {
            ValueKind::String(parts) | ValueKind::Bare(parts) => {
                for used in uses_of(self.model, parts) {
                    let path = self.model.path(&self.model.uses[used]);
                    self.field(used, snake(&format!("{key}.{path}")), group);
                }
            }
            _ => self.value(element, key, group),
        }
    }

    fn field(&mut self, used: usize, name: String, group: usize) {
        self.places.fields[used] = FieldPlace {
            name,
            group,
            path: self.path.clone(),
        };
    }

    fn holds_reference(&self, value: &Value) -> bool {
        self.model
            .uses
            .iter()
            .any(|used| value.span.contains(used.span))
    }
}

/// Whether a JSON value is one reference and nothing else.
fn is_whole(model: &Model<'_>, value: &Value, used: usize) -> bool {
    let span = model.uses[used].span;
    let quotes = usize::from(matches!(value.kind, ValueKind::String(_)));
    value.span.len() == span.len() + 2 * quotes
}

fn from_xml(model: &Model<'_>, xml: &Xml, places: &mut Places) {
    places.by_name = xml.faults.is_empty();
    let mut paths: Vec<Vec<String>> = Vec::with_capacity(xml.elements.len());
    for element in &xml.elements {
        let mut path = element.parent.map_or_else(Vec::new, |p| paths[p].clone());
        let name = model.slice(element.name);
        path.push(name.to_owned());
        for attribute in &element.attributes {
            let uses = uses_of(model, &attribute.parts);
            let mut path = path.clone();
            path.push(format!("@{}", model.slice(attribute.name)));
            let whole =
                matches!(uses.as_slice(), [one] if model.uses[*one].span == attribute.value);
            named(
                model,
                &uses,
                whole,
                model.slice(attribute.name),
                &path,
                places,
            );
        }
        let uses = uses_of(model, &element.parts);
        let whole = matches!(uses.as_slice(), [one] if model.uses[*one].span == element.content);
        named(model, &uses, whole, name, &path, places);
        paths.push(path);
    }
    places.by_name &= places.fields.iter().all(|place| !place.name.is_empty());
    let all: Vec<_> = places.fields.iter().map(|place| &place.path).collect();
    let distinct: std::collections::HashSet<_> = all.iter().collect();
    places.by_name &= distinct.len() == all.len();
}

/// References that are together under one name.
fn named(
    model: &Model<'_>,
    uses: &[usize],
    whole: bool,
    name: &str,
    path: &[String],
    places: &mut Places,
) {
    places.by_name &= whole || uses.is_empty();
    for &used in uses {
        let name = if whole {
            snake(name)
        } else {
            snake(&format!("{name}.{}", model.path(&model.uses[used])))
        };
        places.fields[used] = FieldPlace {
            name,
            group: 0,
            path: path.to_vec(),
        };
    }
}

fn from_columns(model: &Model<'_>, delimited: &Delimited, places: &mut Places) {
    let columns: Option<Vec<Option<usize>>> = delimited
        .columns
        .iter()
        .map(|column| match uses_of(model, &column.parts).as_slice() {
            [] => Some(None),
            [one] => {
                let quotes = 2 * usize::from(column.quote.is_some());
                // A reader of CSV keeps spaces, brackets and single quotes as a part of the cell.
                let before = &model.text()[..column.span.start];
                let whole = column.span.len() == model.uses[*one].span.len() + quotes
                    && column.quote.is_none_or(|quote| quote == '"')
                    && (before.is_empty() || before.ends_with(delimited.delimiter));
                whole.then_some(Some(*one))
            }
            _ => None,
        })
        .collect();
    places.by_name = columns.is_some() && delimited.delimiter != ' ';
    places.columns = columns.unwrap_or_default();
}
