//! Prices: dated data, ours or the user's. Nothing here is taken for true.

use std::fs;
use std::path::Path;

use gwfmt_core::api::Api;
use serde::{Deserialize, Serialize};

use crate::exit::{Failure, reason};
use crate::input::paths::slashes;
use crate::text::suggest::did_you_mean;

/// What some places take for a byte, and when somebody looked.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Prices {
    pub(super) date: String,
    pub(super) region: String,
    pub(super) currency: String,
    pub(super) bytes_per_gb: f64,
    pub(super) destinations: Vec<Destination>,
}

/// A place that takes lines.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Destination {
    /// As `--price` calls it.
    pub(super) name: String,
    pub(super) title: String,
    /// The types of API whose lines it takes.
    apis: Vec<String>,
    pub(super) per_gb: f64,
    /// What is added to each line.
    bytes_per_event: u64,
    /// Lines are rounded up to a multiple of this.
    step: u64,
    pub(super) sources: Vec<String>,
    pub(super) certainty: String,
}

const OURS: &str = include_str!("prices.json");

impl Prices {
    /// Our prices, or those of a file in the same form, with some of them given on the command line.
    pub(super) fn new(file: Option<&Path>, given: &[String]) -> Result<Self, Failure> {
        let mut prices = match file {
            None => Self::read("prices.json", OURS)?,
            Some(file) => {
                let name = slashes(file);
                let text = fs::read_to_string(file).map_err(|error| {
                    Failure::new(format!("cannot read `{name}`: {}", reason(&error)))
                })?;
                Self::read(&name, &text)?
            }
        };
        for given in given {
            prices.set(given)?;
        }
        Ok(prices)
    }

    fn read(name: &str, text: &str) -> Result<Self, Failure> {
        let prices: Self = serde_json::from_str(text)
            .map_err(|error| Failure::new(format!("`{name}` is no table of prices: {error}")))?;
        let is_amount = |amount: f64| amount.is_finite() && amount >= 0.0;
        let mut destinations = prices.destinations.iter();
        if prices.bytes_per_gb < 1.0 || !destinations.all(|one| is_amount(one.per_gb)) {
            let words = "prices are not negative, and a GB has bytes";
            return Err(Failure::new(format!("`{name}`: {words}")));
        }
        Ok(prices)
    }

    /// `cloudwatch-standard=0.76`.
    fn set(&mut self, given: &str) -> Result<(), Failure> {
        let (name, amount) = given.split_once('=').ok_or_else(|| {
            Failure::new(format!(
                "`{given}` is not a name, `=` and the price of a GB"
            ))
        })?;
        let amount = amount.parse().ok().filter(|amount: &f64| *amount >= 0.0);
        let amount = amount.filter(|amount| amount.is_finite());
        let amount = amount
            .ok_or_else(|| Failure::new(format!("`{given}`: the price of a GB is a number")))?;
        let names: Vec<String> = self
            .destinations
            .iter()
            .map(|one| one.name.clone())
            .collect();
        let found = self.destinations.iter_mut().find(|one| one.name == name);
        let found = found.ok_or_else(|| {
            let meant = did_you_mean(name, names.iter().map(String::as_str));
            Failure::new(format!("no price is named `{name}`{meant}"))
        })?;
        found.per_gb = amount;
        found.sources = vec!["--price".to_owned()];
        "given on the command line".clone_into(&mut found.certainty);
        Ok(())
    }
}

impl Destination {
    /// Whether it takes lines of this type of API.
    pub(super) fn takes(&self, api: Api) -> bool {
        self.apis.iter().any(|name| name == api.name())
    }

    /// The bytes that are counted for a line.
    pub(super) fn counted(&self, bytes: usize) -> u64 {
        let bytes = (bytes as u64).saturating_add(self.bytes_per_event);
        bytes
            .checked_next_multiple_of(self.step.max(1))
            .unwrap_or(bytes)
    }
}
