//! `gwfmt convert`: a format in another shape or for another type of API, printed or written where it was read.

mod place;

use std::path::Path;

use gwfmt_carriers::carrier::Carrier;
use gwfmt_core::api::{Api, ApiSet};
use gwfmt_core::compose::Form;
use gwfmt_core::convert::convert;
use gwfmt_core::lint::{RULES, lint};
use gwfmt_core::model::Model;
use gwfmt_core::span::SourceId;
use gwfmt_core::text::FormatText;

use crate::args::{Convert, Named};
use crate::commands::chosen::Chosen;
use crate::exit::{Ending, Failure};
use crate::output::{self, Streams};
use crate::text::many;
use place::InPlace;

/// Runs the command.
pub(crate) fn run(
    args: &Convert,
    carriers: &'static [Carrier],
    streams: &Streams,
) -> Result<Ending, Failure> {
    if args.to.is_none() && args.api.is_none() {
        return Err(Failure::new(
            "say what to convert to: `--to json|csv|xml|clf`, `--api rest|http|websocket`, or both",
        ));
    }
    let named = Named {
        path: args.path.clone(),
        format: args.format.clone(),
        api: None,
    };
    let chosen = Chosen::new(&named, carriers, streams)?;
    chosen.keep_inputs(args.output_file.as_deref())?;
    let api = match args.api {
        Some(api) => Api::from(api),
        None => chosen.api(ApiSet::ANY, streams)?,
    };
    let model = Model::new(&chosen.text, chosen.apis);
    let form = match args.to {
        Some(shape) => Form::from(shape),
        None => own_form(&model).ok_or_else(|| {
            let name = &chosen.name;
            Failure::new(format!(
                "`{name}` has no shape that can be kept; pass `--to`"
            ))
        })?,
    };
    let converted = convert(&model, form, api)
        .map_err(|why| Failure::new(format!("`{}` cannot be converted: {why}", chosen.name)))?;
    if args.write {
        let path = args.path.as_deref().filter(|path| *path != Path::new("-"));
        let path = path.ok_or_else(|| Failure::new("`--write` needs a file"))?;
        if !chosen.apis.has(api) {
            return Err(Failure::new(format!(
                "`{}` is the format of a stage that is not for {} APIs; without `--write` it is printed",
                chosen.name,
                api.title()
            )));
        }
        let name = InPlace::new(path, carriers)?.write(&converted.text, form)?;
        streams.say(format!("`{}` is converted in `{name}`", chosen.name));
    } else {
        let ending = if converted.text.ends_with('\n') {
            ""
        } else {
            "\n"
        };
        output::text(
            &format!("{}{ending}", converted.text),
            args.output_file.as_deref(),
        )?;
    }
    for note in &converted.notes {
        streams.say(note);
    }
    remarks(&converted.text, api, streams);
    Ok(Ending::Clean)
}

fn own_form(model: &Model<'_>) -> Option<Form> {
    let mut forms = Form::ALL.into_iter();
    forms.find(|form| form.name() == model.shape.name())
}

/// What the rules say of the new format.
fn remarks(text: &str, api: Api, streams: &Streams) {
    let source = FormatText::verbatim(SourceId(0), 0, text);
    let model = Model::new(&source, ApiSet::one(api));
    let findings = lint(
        &model,
        RULES
            .iter()
            .filter(|rule| rule.on && rule.is_about_formats()),
    );
    if findings.is_empty() {
        return;
    }
    let count = many(findings.len(), "finding");
    streams.say(format!("{count} in the new format:"));
    for finding in findings {
        let (severity, message, rule) = (finding.severity, &finding.message, finding.rule);
        streams.say(format!("  {severity}: {message} [{rule}]"));
    }
}
