//! `gwfmt lint`: from what was named to a report and an exit code.

use std::path::{Path, PathBuf};

use gwfmt_core::diagnostic::Severity;

use crate::args::{Common, Lint, OutputFormat};
use crate::callers::Callers;
use crate::examine::{Examiner, Outcome};
use crate::exit::{Ending, Failure, reason};
use crate::extract;
use crate::linter::{self, Linter};
use crate::matcher::Excluded;
use crate::output::{self, Streams};
use crate::paths::Ground;
use crate::report::{Body, Reporter, json, statistics, summary};
use crate::select::Selection;
use crate::source::{Source, SourceList};
use crate::targets::Targets;
use crate::walk::{self, walk};

/// Runs the command.
pub(crate) fn run(args: &Lint, common: &Common, streams: &Streams) -> Result<Ending, Failure> {
    if args.statistics && args.output_format == OutputFormat::Json {
        return Err(Failure::new(
            "`--statistics` is a report of its own; it cannot be JSON",
        ));
    }
    let reporter = if args.statistics {
        Reporter::Counts
    } else {
        let color = streams.color_of(args.output_file.as_deref());
        let width = streams.width.filter(|_| args.output_file.is_none());
        Reporter::new(args.output_format, color, width)
    };
    let examiner = Examiner {
        selection: Selection::new(&args.select, &args.ignore)?,
        api: args.api.map(Into::into),
        reporter,
        verbose: common.verbose,
    };
    let mut outcome = gather(args, &examiner)?;
    outcome.settle();
    report(args, streams, &mut outcome)
}

/// Examines all that was named.
fn gather(args: &Lint, examiner: &Examiner) -> Result<Outcome, Failure> {
    if let Some(format) = &args.format {
        let mut outcome = Outcome::default();
        let sources = SourceList(vec![Source::new("<format>", format)]);
        let extraction = extract::exact(format);
        examiner.extraction(&extraction, &sources, |_| true, |_| true, &mut outcome);
        return Ok(outcome);
    }
    let ground = Ground::new().map_err(|error| {
        Failure::new(format!(
            "cannot tell the working folder: {}",
            reason(&error)
        ))
    })?;
    let mut targets = Targets::new(&args.paths, &ground);
    if args.stdin_filename.is_some() && !targets.stdin {
        return Err(Failure::new("`--stdin-filename` needs the path `-`"));
    }
    let excluded = Excluded::new(&args.exclude, &ground.absolute(Path::new(".")))?;
    if args.force_exclude {
        targets
            .files
            .retain(|file, _| !excluded.leaves_out(file, false));
        targets
            .folders
            .retain(|folder| !excluded.leaves_out(folder, true));
    }
    let mut outcome = Outcome::default();
    outcome.failures.append(&mut targets.failures);
    let linter = Linter::new(examiner, &ground, &excluded, &targets);
    if targets.stdin {
        linter.stdin(args.stdin_filename.as_deref(), &mut outcome);
    }
    linter.named(&mut outcome);
    let mut walked = walk::Walked::default();
    if !targets.folders.is_empty() {
        walked = walk(&targets.folders, &linter);
        outcome.absorb(std::mem::take(&mut walked.outcome));
        let callers = Callers::new(&walked.calls, &walked.folders).found();
        walked.folders.extend(callers);
    }
    let named = targets.terraform();
    let mut folders: Vec<&PathBuf> = named.keys().chain(&walked.folders).collect();
    folders.sort_unstable();
    folders.dedup();
    linter::share(&folders, &mut outcome, |folder, _, outcome| {
        let files = linter.files(folder);
        linter.terraform(folder, &files, &walked.terraform, outcome);
    });
    let named_values = targets.files.keys();
    let named_values = named_values.filter(|path| extract::is_values_on_demand(path));
    let mut values: Vec<&PathBuf> = named_values.chain(&walked.values).collect();
    values.sort_unstable();
    values.dedup();
    linter::share(&values, &mut outcome, |path, _, outcome| {
        linter.values(path, outcome);
    });
    outcome.looked_at += named.values().map(Vec::len).sum::<usize>();
    Ok(outcome)
}

/// Prints what was found.
fn report(args: &Lint, streams: &Streams, outcome: &mut Outcome) -> Result<Ending, Failure> {
    let closing = summary::closing(outcome);
    let worst = outcome.findings.iter().map(|row| row.severity).max();
    for row in &outcome.formats {
        streams.detail(|| {
            let mark = if row.address.is_empty() { "" } else { "#" };
            format!("{}{mark}{}: {}", row.file, row.address, row.description)
        });
    }

    for row in &outcome.unknown {
        streams.detail(|| {
            let json::Unknown {
                address,
                why,
                reason,
                ..
            } = &row.entry;
            let what = match why {
                json::Why::Deployment => "known only at deployment",
                json::Why::NotComputed => "not computed",
            };
            format!("{}#{address}: {what}: {reason}", row.file)
        });
    }

    let text = if args.statistics {
        statistics(outcome.findings.iter().map(|row| (row.rule, row.severity)))
    } else if args.output_format == OutputFormat::Json {
        json_report(outcome).to_text()
    } else {
        let texts = outcome.findings.iter().map(|row| match &row.body {
            Body::Text(text) => text.as_str(),
            Body::Json(_) | Body::Nothing => "",
        });
        texts.collect()
    };
    output::report(&text, args.output_file.as_deref())?;

    for line in summary::not_read(&outcome.not_read) {
        streams.say(&line);
    }
    for failure in &outcome.failures {
        streams.error(failure);
    }
    streams.say(&closing);
    let fails = worst.is_some_and(|worst| worst >= Severity::from(args.fail_on));
    Ok(if !outcome.failures.is_empty() {
        Ending::Incomplete
    } else if fails && !args.exit_zero {
        Ending::Findings
    } else {
        Ending::Clean
    })
}

fn json_report(outcome: &mut Outcome) -> json::Report {
    let formats = outcome.formats.drain(..);
    let findings = outcome.findings.drain(..);
    let unknown = outcome.unknown.drain(..);
    json::Report {
        version: 1,
        formats: formats.filter_map(|row| row.entry.0.map(|f| *f)).collect(),
        unknown: unknown.map(|row| row.entry).collect(),
        findings: findings
            .filter_map(|row| match row.body {
                Body::Json(finding) => Some(*finding),
                Body::Text(_) | Body::Nothing => None,
            })
            .collect(),
    }
}
