//! `gwfmt generate`: what is made of one format, one file an output.

mod line;
mod line_regex;
mod pipelines;
mod queries;
mod record;
mod rust;
mod source;
mod tables;
pub(crate) mod target;
mod written;

use std::path::Path;

use gwfmt_carriers::carrier::Carrier;
use gwfmt_core::codegen::excerpt;
use gwfmt_core::diagnostic::{Diagnostic, Severity};
use gwfmt_core::lint::{RULES, lint};
use gwfmt_core::model::Model;
use gwfmt_core::record::Record;

use crate::args::{Generate, Generated, SchemaOf};
use crate::commands::chosen::Chosen;
use crate::exit::{Ending, Failure};
use crate::output::{self, Streams};
use crate::text::plain_json::plain_json;
use crate::text::shown::Shown;
use source::Source;

/// Runs the command.
pub(crate) fn run(
    args: &Generate,
    carriers: &'static [Carrier],
    streams: &Streams,
) -> Result<Ending, Failure> {
    match &args.what {
        Generated::Rust(args) => {
            let chosen = Chosen::new(&args.named, carriers, streams)?;
            chosen.keep_inputs(args.output_file.as_deref())?;
            write(
                &rust::file(&chosen, &args.name)?,
                args.output_file.as_deref(),
            )
        }
        Generated::JsonSchema(args) => {
            let chosen = Chosen::new(&args.named, carriers, streams)?;
            chosen.keep_inputs(args.output_file.as_deref())?;
            let schema = match args.of {
                SchemaOf::Line => line::schema(&chosen)?,
                SchemaOf::Record => record::schema(&chosen)?,
            };
            output::report(args.output_file.as_deref(), |out| plain_json(&schema, out))?;
            Ok(Ending::Clean)
        }
        Generated::Target(target) => {
            let chosen = Chosen::new(target.named(), carriers, streams)?;
            chosen.keep_inputs(target.output_file())?;
            let model = Model::new(&chosen.text, chosen.apis);
            let record = record_of(&chosen, &model)?;
            let made = target.make.make(&Source::new(&record, chosen.apis))?;
            let ending = write(&made.text, target.output_file())?;
            for remark in made.remarks {
                streams.say(remark);
            }
            Ok(ending)
        }
    }
}

/// The JSON Schema of a format's record.
pub(super) fn record_schema(chosen: &Chosen) -> Result<serde_json::Value, Failure> {
    record::schema(chosen)
}

fn write(text: &str, file: Option<&Path>) -> Result<Ending, Failure> {
    output::text(text, file)?;
    Ok(Ending::Clean)
}

/// The record of a format, refused where the macro would refuse it.
fn record_of(chosen: &Chosen, model: &Model<'_>) -> Result<Record, Failure> {
    let findings = lint(model, RULES.iter().filter(|rule| rule.on));
    let errors = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error);
    refuse(chosen, errors)?;
    Record::new(model).map_err(|problems| {
        refuse(chosen, problems.iter())
            .err()
            .unwrap_or_else(|| Failure::new(format!("`{}` cannot be read back", chosen.name)))
    })
}

/// All errors at once, each with the place in the format.
fn refuse<'d>(
    chosen: &Chosen,
    errors: impl Iterator<Item = &'d Diagnostic>,
) -> Result<(), Failure> {
    let messages: Vec<String> = errors
        .map(|error| excerpt::message(error, &chosen.text, None))
        .collect();
    if messages.is_empty() {
        return Ok(());
    }
    let all = messages.join("\n\nerror: ");
    Err(Failure::lines(&format!(
        "in `{}`: {all}",
        Shown::new(&chosen.name)
    )))
}
