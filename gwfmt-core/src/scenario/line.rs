//! Made-up requests as lines of a format.

use super::Scenario;
use super::request::Request;
use super::value::value;
use crate::api::Api;
use crate::catalog::MISSING;
use crate::line::{Line, Reading};
use crate::model::{Model, Use};
use crate::shape::Shape;

/// How values come into a line of this shape. AWS documents neither: in lines that are JSON they were last seen
/// JSON-escaped, of others nobody has said anything, so they are taken to come as they are.
pub fn reading(shape: &Shape) -> Reading {
    match shape {
        Shape::Json(_) => Reading::JsonEscaped,
        _ => Reading::AsIs,
    }
}

/// What each reference of the format stands for, request after request, before anything is escaped: the text, or nothing
/// where `-` is written. Never ends, but is empty where the scenario cannot happen on the API.
///
/// The requests depend on API, scenario and seed alone: two formats show the same ones.
pub fn values<'m>(
    model: &'m Model<'m>,
    api: Api,
    scenario: Scenario,
    seed: u64,
) -> impl Iterator<Item = Vec<Option<String>>> + use<'m> {
    Values::new(model, api, scenario, seed)
}

/// The lines that API Gateway would write, request after request. See [`values`].
pub fn lines<'m>(
    model: &'m Model<'m>,
    api: Api,
    scenario: Scenario,
    seed: u64,
) -> impl Iterator<Item = String> + use<'m> {
    Values::new(model, api, scenario, seed).map(move |values| write(model, &values))
}

/// A line with these values. Line breaks at the end of the format are left out.
pub fn write(model: &Model<'_>, values: &[Option<String>]) -> String {
    let mut text = Line::of(model, reading(&model.shape), values).text;
    if model.text().ends_with(['\r', '\n']) {
        text.truncate(text.trim_end_matches(['\r', '\n']).len());
    }
    text
}

#[derive(Debug)]
struct Values<'m> {
    model: &'m Model<'m>,
    api: Api,
    scenario: Scenario,
    seed: u64,
    number: u64,
}

impl<'m> Values<'m> {
    fn new(model: &'m Model<'m>, api: Api, scenario: Scenario, seed: u64) -> Self {
        Self {
            model,
            api,
            scenario,
            seed,
            number: 0,
        }
    }
}

/// What a reference stands for in a request; `breaks` says whether the line can carry line breaks in a value.
pub(super) fn text(
    model: &Model<'_>,
    used: &Use,
    request: &Request,
    breaks: bool,
) -> Option<String> {
    let variable = used.resolution.variable()?;
    value(request, variable, model.path(used), breaks).filter(|text| text != MISSING)
}

impl Iterator for Values<'_> {
    type Item = Vec<Option<String>>;

    fn next(&mut self) -> Option<Self::Item> {
        if !self.scenario.apis().has(self.api) {
            return None;
        }
        let request = Request::draw(self.api, self.scenario, self.seed, self.number);
        self.number += 1;
        let breaks = reading(&self.model.shape) == Reading::JsonEscaped;
        let uses = self.model.uses.iter();
        Some(
            uses.map(|used| text(self.model, used, &request, breaks))
                .collect(),
        )
    }
}
