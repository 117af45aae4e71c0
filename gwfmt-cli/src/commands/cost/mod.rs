//! `gwfmt cost`: bytes a line, and what a number of lines costs to take in.

mod prices;

use std::fmt::Write as _;

use gwfmt_carriers::carrier::Carrier;
use gwfmt_core::api::{Api, ApiSet};
use gwfmt_core::model::Model;
use gwfmt_core::scenario::{Size, Sizes, sizes};
use serde::Serialize;

use crate::args::{Cost, TableFormat};
use crate::commands::chosen::Chosen;
use crate::exit::{Ending, Failure};
use crate::output::{self, Streams};
use crate::text::plain_json::plain_json;
use prices::{Destination, Prices};

/// Runs the command.
pub(crate) fn run(
    args: &Cost,
    carriers: &'static [Carrier],
    streams: &Streams,
) -> Result<Ending, Failure> {
    let prices = Prices::new(args.prices.as_deref(), &args.price)?;
    if args.print_prices {
        output::report(None, |out| plain_json(&prices, out))?;
        return Ok(Ending::Clean);
    }
    let chosen = Chosen::new(&args.named, carriers, streams)?;
    let api = chosen.api(ApiSet::ANY, streams)?;
    let model = Model::new(&chosen.text, ApiSet::one(api));
    if model.has_holes() {
        streams.say(format!(
            "parts of `{}` are known only at deployment; each is counted as three bytes",
            chosen.name
        ));
    }
    let answer = Answer::new(&prices, api, sizes(&model, api), args.requests);
    match args.output_format {
        TableFormat::Json => output::report(None, |out| plain_json(&answer, out))?,
        TableFormat::Table => output::page(&answer.table(), false)?,
    }
    streams.say(format!(
        "prices of {} for {}: an estimate, since prices change and differ; `--price NAME=AMOUNT` and `--prices FILE` say others",
        prices.date, prices.region
    ));
    Ok(Ending::Clean)
}

/// Three numbers of which the middle one is the usual one.
#[derive(Debug, Serialize)]
struct Three<T> {
    least: T,
    typical: T,
    most: T,
}

impl<T> Three<T> {
    fn of(sizes: Sizes, number: impl Fn(Size) -> T) -> Self {
        Self {
            least: number(sizes.least),
            typical: number(sizes.typical),
            most: number(sizes.most),
        }
    }

    fn all(&self) -> [&T; 3] {
        [&self.least, &self.typical, &self.most]
    }
}

/// What is said, as JSON has it.
#[derive(Debug, Serialize)]
struct Answer {
    api: &'static str,
    requests: u64,
    bytes: Three<usize>,
    /// Where lines of that length were seen.
    scenarios: Three<&'static str>,
    date: String,
    region: String,
    currency: String,
    destinations: Vec<Row>,
}

/// What a place takes.
#[derive(Debug, Serialize)]
struct Row {
    name: String,
    title: String,
    per_gb: f64,
    gb: Three<f64>,
    price: Three<f64>,
    sources: Vec<String>,
    certainty: String,
}

impl Answer {
    fn new(prices: &Prices, api: Api, sizes: Sizes, requests: u64) -> Self {
        let takes = |place: &&Destination| place.takes(api);
        let row = |place: &Destination| {
            #[expect(clippy::cast_precision_loss, reason = "an estimate")]
            let gb = |size: Size| {
                place.counted(size.bytes) as f64 * requests as f64 / prices.bytes_per_gb
            };
            Row {
                name: place.name.clone(),
                title: place.title.clone(),
                per_gb: place.per_gb,
                gb: Three::of(sizes, gb),
                price: Three::of(sizes, |size| gb(size) * place.per_gb),
                sources: place.sources.clone(),
                certainty: place.certainty.clone(),
            }
        };
        Self {
            api: api.name(),
            requests,
            bytes: Three::of(sizes, |size| size.bytes),
            scenarios: Three::of(sizes, |size| size.scenario.name()),
            date: prices.date.clone(),
            region: prices.region.clone(),
            currency: prices.currency.clone(),
            destinations: prices.destinations.iter().filter(takes).map(row).collect(),
        }
    }

    fn table(&self) -> String {
        let mut rows: Vec<[String; 4]> = vec![
            ["", "least", "typical", "most"].map(str::to_owned),
            row("bytes a line", self.bytes.all(), ToString::to_string),
            row(
                "seen in scenario",
                self.scenarios.all(),
                ToString::to_string,
            ),
        ];
        for place in &self.destinations {
            let currency = &self.currency;
            rows.push(row(&format!("{}: GB", place.title), place.gb.all(), |gb| {
                format!("{gb:.3}")
            }));
            rows.push(row(&format!("  {currency}"), place.price.all(), |price| {
                format!("{price:.2}")
            }));
        }
        let mut widths = [0; 4];
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = cell.len().max(*width);
            }
        }
        let [first, one, two, three] = widths;
        let mut text = String::new();
        for [name, least, typical, most] in &rows {
            let _ = writeln!(
                text,
                "{name:first$}  {least:>one$}  {typical:>two$}  {most:>three$}"
            );
        }
        let _ = writeln!(text, "\nfor {} requests", self.requests);
        text
    }
}

fn row<T>(name: &str, numbers: [&T; 3], show: impl Fn(&T) -> String) -> [String; 4] {
    let [least, typical, most] = numbers.map(show);
    [name.to_owned(), least, typical, most]
}
