//! `gwfmt render`: the lines that API Gateway would write in each situation.

use std::io::{self, BufWriter, Write as _};

use gwfmt_carriers::carrier::Carrier;
use gwfmt_core::api::{Api, ApiSet};
use gwfmt_core::model::Model;
use gwfmt_core::scenario::{Scenario, lines};
use gwfmt_core::text::HOLE;

use crate::args::Render;
use crate::commands::chosen::Chosen;
use crate::exit::{Ending, Failure};
use crate::output::Streams;
use crate::text::shown;
use crate::text::suggest::did_you_mean;

/// Runs the command.
pub(crate) fn run(
    args: &Render,
    carriers: &'static [Carrier],
    streams: &Streams,
) -> Result<Ending, Failure> {
    let asked = Asked::new(&args.scenario)?;
    let chosen = Chosen::new(&args.named, carriers, streams)?;
    let api = chosen.api(asked.apis(), streams)?;
    let scenarios = asked.on(api)?;
    let model = Model::new(&chosen.text, ApiSet::one(api));
    remark(&chosen, &model, streams);
    let mut out = BufWriter::new(io::stdout().lock());
    let failed = |error: io::Error| Failure::writing("standard output", &error);
    for scenario in scenarios {
        streams.detail(|| {
            let name = scenario.name();
            format!("{}: {}, {name}: {}", chosen.name, api.name(), args.count)
        });
        let count = usize::try_from(args.count).unwrap_or(usize::MAX);
        for line in lines(&model, api, scenario, args.seed).take(count) {
            // exact for a program that reads it, harmless for a terminal
            let shown = streams.terminal.then(|| shown::line(&line, false));
            let line = shown.as_deref().unwrap_or(&line);
            writeln!(out, "{line}").map_err(failed)?;
        }
    }
    out.flush().map_err(failed)?;
    Ok(Ending::Clean)
}

/// What keeps these lines from being what API Gateway writes.
fn remark(chosen: &Chosen, model: &Model<'_>, streams: &Streams) {
    let name = &chosen.name;
    if model.has_holes() {
        streams.say(format!(
            "parts of `{name}` are known only at deployment; each is written as `{HOLE}` (U+FFFC)"
        ));
    }
    let text = model.text().trim_end_matches(['\r', '\n']);
    if text.contains(['\r', '\n']) {
        streams.say(format!(
            "`{name}` has more than one line: API Gateway refuses it and would write none of these lines"
        ));
    }
}

/// The scenarios that were asked for.
#[derive(Debug)]
enum Asked {
    All,
    These(Vec<Scenario>),
}

impl Asked {
    fn new(words: &[String]) -> Result<Self, Failure> {
        if words.iter().any(|word| word == "all") {
            return Ok(Asked::All);
        }
        let find = |word: &String| {
            Scenario::find(word).ok_or_else(|| {
                let names = Scenario::ALL.into_iter().map(Scenario::name);
                let hint = did_you_mean(word, names.chain(["all"]));
                Failure::new(format!("no scenario is named `{word}`{hint}"))
            })
        };
        Ok(Asked::These(
            words.iter().map(find).collect::<Result<_, _>>()?,
        ))
    }

    /// The types of API on which all of them can happen; all types when there is none.
    fn apis(&self) -> ApiSet {
        let Asked::These(scenarios) = self else {
            return ApiSet::ANY;
        };
        let all = |api: &Api| scenarios.iter().all(|scenario| scenario.apis().has(*api));
        let apis: Vec<Api> = Api::ALL.into_iter().filter(all).collect();
        ApiSet::of(&apis).unwrap_or(ApiSet::ANY)
    }

    fn on(self, api: Api) -> Result<Vec<Scenario>, Failure> {
        let scenarios = match self {
            Asked::All => return Ok(Scenario::of(api).collect()),
            Asked::These(scenarios) => scenarios,
        };
        match scenarios.iter().find(|one| !one.apis().has(api)) {
            None => Ok(scenarios),
            Some(one) => {
                let names: Vec<&str> = Scenario::of(api).map(Scenario::name).collect();
                Err(Failure::new(format!(
                    "`{}` cannot happen on {} APIs; possible scenarios: {}",
                    one.name(),
                    api.title(),
                    names.join(", ")
                )))
            }
        }
    }
}
