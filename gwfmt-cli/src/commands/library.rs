//! What the command does, for programs that have it as a library: nothing is printed, and a failure is its words.

use std::path::PathBuf;

use gwfmt_carriers::CARRIERS;
use gwfmt_core::api::Api;
use serde_json::Value;

use super::chosen::Chosen;
use super::{generate, lint};
use crate::args::{ApiType, Args, Command, Named};
use crate::exit::Failure;
use crate::output::Streams;
use crate::report::{Look, REPORTS};
use crate::text::shown::Shown;

/// A format that was named in one of the ways that all commands take.
#[derive(Clone, Debug)]
pub struct NamedFormat {
    /// How messages call it: `<format>`, `main.tf#aws_api_gateway_stage.prod`.
    pub name: String,
    /// The format as API Gateway receives it.
    pub text: String,
    /// The type of its API, where it is known.
    pub api: Option<Api>,
    named: Named,
}

impl NamedFormat {
    /// The format of this text.
    pub fn of_text(text: &str, api: Option<Api>) -> Result<Self, String> {
        Self::new(Named {
            path: None,
            format: Some(text.to_owned()),
            api: api.map(word),
        })
    }

    /// The format in a file, by its path or as `FILE#ADDRESS`.
    pub fn of_file(path: &str, api: Option<Api>) -> Result<Self, String> {
        Self::new(Named {
            path: Some(PathBuf::from(path)),
            format: None,
            api: api.map(word),
        })
    }

    fn new(named: Named) -> Result<Self, String> {
        let chosen = chosen(&named)?;
        if chosen.text.has_holes() {
            return Err(format!(
                "`{}` has parts that only the deployment knows",
                chosen.name
            ));
        }
        Ok(Self {
            name: chosen.name,
            text: chosen.text.as_str().to_owned(),
            api: chosen.apis.known(),
            named,
        })
    }

    /// The JSON Schema of a record of the format: what `gwfmt generate json-schema --of record` prints.
    pub fn record_schema(&self) -> Result<Value, String> {
        generate::record_schema(&chosen(&self.named)?).map_err(words)
    }
}

/// The report of `gwfmt lint --output-format json` with these arguments, paths and options, and a sentence for everything that
/// was named and could not be looked at.
///
/// Fails where the command would end with 2 before it has looked at anything.
pub fn lint_report(arguments: &[String]) -> Result<(Value, Vec<String>), String> {
    let before = ["gwfmt", "lint", "--quiet"].map(str::to_owned);
    let args = Args::read(before.iter().chain(arguments)).map_err(|error| error.to_string())?;
    let Command::Lint(args) = args.command else {
        return Err("not arguments of `gwfmt lint`".to_owned());
    };
    let run = lint::findings(&args, CARRIERS).map_err(words)?;
    let mut report = Vec::new();
    let look = Look {
        color: false,
        width: None,
    };
    let json = REPORTS.iter().find(|report| report.name == "json");
    let json = json.ok_or("there is no JSON report")?;
    (json.write)(&run, &look, &mut report).map_err(|error| error.to_string())?;
    let report = serde_json::from_slice(&report).map_err(|error| error.to_string())?;
    let failures = run.failures.iter().map(ToString::to_string);
    Ok((report, failures.collect()))
}

fn chosen(named: &Named) -> Result<Chosen, String> {
    Chosen::new(named, CARRIERS, &Streams::silent()).map_err(words)
}

fn word(api: Api) -> ApiType {
    match api {
        Api::Rest => ApiType::Rest,
        Api::Http => ApiType::Http,
        Api::WebSocket => ApiType::Websocket,
    }
}

fn words(failure: Failure) -> String {
    match failure {
        Failure::Said(lines) => {
            let lines: Vec<_> = lines.iter().map(Shown::as_str).collect();
            lines.join("\n")
        }
        Failure::BrokenPipe => "the output is closed".to_owned(),
        Failure::Stopped => "stopped".to_owned(),
    }
}
