//! The scenario in which a value breaks its line.

use super::Scenario;
use super::line::{reading, text};
use super::request::Request;
use super::table::cell;
use crate::api::Api;
use crate::catalog::MISSING;
use crate::line::Reading;
use crate::mark::Mark;
use crate::model::{Model, Use};

/// A request that breaks the line.
#[derive(Debug)]
pub(crate) struct Breaking {
    pub(crate) scenario: Scenario,
    /// What each reference stands for.
    pub(crate) values: Vec<Option<String>>,
}

/// The first scenario in which `refused` holds for what the reference stands for: those of which something is known go
/// before those of which nothing is. A scenario in which it is rare may be missed.
pub(crate) fn breaking(
    model: &Model<'_>,
    used: &Use,
    refused: impl Fn(&str) -> bool,
) -> Option<Breaking> {
    let breaks = reading(&model.shape) == Reading::JsonEscaped;
    for unclear in [false, true] {
        for api in model.apis.iter() {
            for scenario in Scenario::of(api) {
                if is_unclear(used, api, scenario) != unclear {
                    continue;
                }
                for number in 0..tries(scenario) {
                    let request = Request::draw(api, scenario, SEED, number);
                    let value = text(model, used, &request, breaks);
                    if refused(value.as_deref().unwrap_or(MISSING)) {
                        let uses = model.uses.iter();
                        let values = uses.map(|used| text(model, used, &request, breaks));
                        return Some(Breaking {
                            scenario,
                            values: values.collect(),
                        });
                    }
                }
            }
        }
    }
    None
}

/// The seed of `gwfmt render` when none is given.
const SEED: u64 = 1;

/// Requests that are looked at.
fn tries(scenario: Scenario) -> u64 {
    match scenario {
        Scenario::Hostile => 24,
        _ => 8,
    }
}

fn is_unclear(used: &Use, api: Api, scenario: Scenario) -> bool {
    let variable = used.resolution.variable();
    variable
        .and_then(|variable| cell(api, scenario, variable))
        .is_some_and(|cell| cell.mark == Mark::Unclear)
}
