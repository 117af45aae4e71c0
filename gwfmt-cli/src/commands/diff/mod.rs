//! `gwfmt diff`: what the change from one format to another means to whoever reads the lines.

mod git;
mod report;

use std::env;
use std::path::PathBuf;

use gwfmt_carriers::carrier::Carrier;
use gwfmt_core::api::{Api, ApiSet};
use gwfmt_core::codegen::excerpt;
use gwfmt_core::compare::{Class, Comparison, Consumer, Side, compare};
use gwfmt_core::model::Model;

use crate::args::{Diff, DiffClass, DiffConsumer, DiffReport, Named};
use crate::commands::chosen::Chosen;
use crate::exit::{Ending, Failure};
use crate::output::{self, Streams};
use crate::text::shown::Shown;
use git::Revision;

/// Runs the command.
pub(crate) fn run(
    args: &Diff,
    carriers: &'static [Carrier],
    streams: &Streams,
) -> Result<Ending, Failure> {
    let (old, new) = both(args, carriers, streams)?;
    new.keep_inputs(args.output_file.as_deref())?;
    old.keep_inputs(args.output_file.as_deref())?;
    let (old_apis, new_apis) = apis(&old, &new);
    let (one, other) = (
        Model::new(&old.text, old_apis),
        Model::new(&new.text, new_apis),
    );
    let mut comparison = compare(&one, &other).map_err(|(side, problems)| {
        let chosen = match side {
            Side::Old => &old,
            Side::New => &new,
        };
        let messages: Vec<String> = problems
            .iter()
            .map(|problem| excerpt::message(problem, &chosen.text, None))
            .collect();
        let name = Shown::new(&chosen.name);
        Failure::lines(&format!(
            "`{name}` cannot be compared: {}",
            messages.join("\n\nerror: ")
        ))
    })?;
    only(&mut comparison, &args.consumers);
    let said = report::Said {
        old: &old,
        new: &new,
        comparison: &comparison,
    };
    let color = streams.color_of(args.output_file.as_deref());
    output::report(args.output_file.as_deref(), |out| {
        report::write(report_of(args), &said, color, out)
    })?;
    let fails = match args.fail_on {
        DiffClass::Breaking => comparison.worst() >= Some(Class::Breaking),
        DiffClass::Additive => comparison.worst() >= Some(Class::Additive),
        DiffClass::Cosmetic => comparison.worst().is_some(),
        DiffClass::Never => false,
    };
    streams.say(report::last_line(&comparison));
    Ok(if fails {
        Ending::Findings
    } else {
        Ending::Clean
    })
}

/// The report that is asked for; where nobody asks, that of a workflow in a workflow.
fn report_of(args: &Diff) -> DiffReport {
    let is_workflow = || env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true");
    match args.output_format {
        Some(report) => report,
        None if args.output_file.is_none() && is_workflow() => DiffReport::Github,
        None => DiffReport::Pretty,
    }
}

/// The two formats that are named, paths before literal ones.
fn both(
    args: &Diff,
    carriers: &'static [Carrier],
    streams: &Streams,
) -> Result<(Chosen, Chosen), Failure> {
    let paths = args.paths.iter().map(|path| (Some(path), None));
    let formats = args.format.iter().map(|format| (None, Some(format)));
    let mut sides = paths.chain(formats).map(|(path, format)| {
        let named = |path: Option<PathBuf>| Named {
            path,
            format: format.cloned(),
            api: args.api,
        };
        let Some(path) = path else {
            return Chosen::new(&named(None), carriers, streams);
        };
        let Some(revision) = Revision::named(path)? else {
            return Chosen::new(&named(Some(path.clone())), carriers, streams);
        };
        let tree = revision.tree()?;
        let path = tree.place(&revision);
        let mut chosen = Chosen::new(&named(Some(path)), carriers, streams).map_err(|failure| {
            // the place of the copy says nothing to anybody
            failure.replacing(&tree.shown(), &format!("git:{}:", revision.name))
        })?;
        revision.said.clone_into(&mut chosen.name);
        Ok(chosen)
    });
    match (sides.next(), sides.next(), sides.next()) {
        (Some(old), Some(new), None) => Ok((old?, new?)),
        _ => Err(Failure::new(
            "name two formats, the old one first: files, `FILE#ADDRESS`, `git:REVISION:FILE#ADDRESS`, `-`, or `--format '…'`",
        )),
    }
}

/// The types of API of both: where only one side's is known, it is that of the other too.
fn apis(old: &Chosen, new: &Chosen) -> (ApiSet, ApiSet) {
    let known = |chosen: &Chosen| chosen.apis.known();
    let narrowed = |apis: ApiSet, other: Option<Api>| apis.narrowed(other);
    (
        narrowed(old.apis, known(new)),
        narrowed(new.apis, known(old)),
    )
}

/// Leaves out the consumers that were not asked for, and changes that do nothing to those that were.
fn only(comparison: &mut Comparison, asked: &[DiffConsumer]) {
    if asked.is_empty() {
        return;
    }
    let asked: Vec<Consumer> = asked.iter().map(|one| Consumer::from(*one)).collect();
    comparison.consumers.retain(|one| asked.contains(one));
    for change in &mut comparison.changes {
        change
            .effects
            .retain(|effect| asked.contains(&effect.consumer));
    }
    comparison
        .changes
        .retain(|change| !change.effects.is_empty());
}

impl From<DiffConsumer> for Consumer {
    fn from(word: DiffConsumer) -> Self {
        match word {
            DiffConsumer::Keys => Consumer::Keys,
            DiffConsumer::Positions => Consumer::Positions,
            DiffConsumer::Tables => Consumer::Tables,
            DiffConsumer::Alarms => Consumer::Alarms,
        }
    }
}
