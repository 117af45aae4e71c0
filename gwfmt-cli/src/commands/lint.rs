//! `gwfmt lint`: from what was named to a report and an exit code.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use gwfmt_carriers::carrier::{Carrier, Claim};
use gwfmt_carriers::{Why, raw};
use gwfmt_core::lint::rules::file_too_large;
use gwfmt_core::model::Extent;
use gwfmt_core::span::SourceId;

use crate::args::Lint;
use crate::check::examine::Examiner;
use crate::check::linter::Linter;
use crate::check::met::Met;
use crate::check::run::Run;
use crate::check::select::Selection;
use crate::check::share::share;
use crate::check::source::{Source, SourceList};
use crate::config::{Asked, Configs};
use crate::exit::{Ending, Failure};
use crate::input::excluded::Excluded;
use crate::input::paths::Ground;
use crate::input::targets::Targets;
use crate::input::walk::walk;
use crate::output::{self, Streams};
use crate::report::{Look, Report, github, pretty, statistics, summary};

/// Runs the command, on the files of these carriers.
pub(crate) fn run(
    args: &Lint,
    carriers: &'static [Carrier],
    streams: &Streams,
) -> Result<Ending, Failure> {
    let report = report_of(args)?;
    let ground = Ground::here()?;
    let mut targets = Targets::new(&args.paths, &ground);
    let ground = ground.with_folders(&targets.folders);
    let asked = Asked {
        selection: Selection::new(&args.select, &args.ignore)?,
        excluded: Excluded::new(&args.exclude, &ground.absolute(Path::new(".")))?,
        api: args.api.map(Into::into),
        fail_on: args.fail_on.map(Into::into),
    };
    let configs = Configs::new(asked, &args.config, &ground)?;
    let examiner = Examiner {
        carriers,
        texts: report.prints_texts,
        suppressions: !args.no_inline_ignores,
    };
    let mut run = gather(args, &examiner, &mut targets, &configs, &ground)?;
    configs.check()?;
    run.conclude();
    run.settle();
    for name in configs.names() {
        streams.detail(|| format!("{name}: a config file"));
    }
    detail(&run, streams);
    let look = Look {
        color: streams.color_of(args.output_file.as_deref()),
        width: streams.width.filter(|_| args.output_file.is_none()),
    };
    output::report(args.output_file.as_deref(), |out| {
        (report.write)(&run, &look, out)
    })?;
    say(&run, streams);
    let fails = run.findings().iter().any(|finding| finding.fails);
    Ok(if !run.failures.is_empty() {
        Ending::Incomplete
    } else if fails && !args.exit_zero {
        Ending::Findings
    } else {
        Ending::Clean
    })
}

/// The report that is asked for.
fn report_of(args: &Lint) -> Result<&'static Report, Failure> {
    let by_itself = || {
        let is_workflow = env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true");
        if is_workflow && args.output_file.is_none() {
            &github::REPORT
        } else {
            &pretty::REPORT
        }
    };
    match args.output_format {
        Some(report) if args.statistics && !report.is_for_people => Err(Failure::new(
            "`--statistics` cannot be combined with an `--output-format` for programs",
        )),
        _ if args.statistics => Ok(&statistics::REPORT),
        named => Ok(named.unwrap_or_else(by_itself)),
    }
}

/// Examines all that was named.
fn gather(
    args: &Lint,
    examiner: &Examiner,
    targets: &mut Targets,
    configs: &Configs<'_>,
    ground: &Ground,
) -> Result<Run, Failure> {
    if let Some(format) = &args.format {
        let name = "<format>";
        let mut run = Run::default();
        let terms = configs.terms(&ground.absolute(Path::new(name)));
        let sources = SourceList(vec![Source::new(name, format, terms)]);
        let extraction = raw::exact(SourceId(0), format);
        examiner.extraction(&extraction, &sources, |_| true, |_| true, &mut run);
        return Ok(run);
    }
    if args.stdin_filename.is_some() && !targets.stdin {
        return Err(Failure::new("`--stdin-filename` needs the path `-`"));
    }
    if args.force_exclude {
        targets
            .files
            .retain(|file, _| !configs.leaves_out(file, false));
        targets
            .folders
            .retain(|folder| !configs.leaves_out(folder, true));
    }
    configs.check()?;
    let mut run = Run::default();
    run.failures.append(&mut targets.failures);
    let linter = Linter::new(examiner, ground, configs, targets);
    if targets.stdin {
        linter.stdin(args.stdin_filename.as_deref(), &mut run);
    }
    linter.named(&mut run);
    let mut met = Met::default();
    if !targets.folders.is_empty() {
        met = walk(&targets.folders, &linter);
        run.absorb(std::mem::take(&mut met.run));
    }
    by_folder(examiner.carriers, targets, &linter, met, &mut run);
    if let Some(output) = &args.output_file {
        keep_inputs(output, targets, &linter, &run, ground)?;
    }
    Ok(run)
}

/// Examines the files that are read by folder: those that were named, and those that were met.
fn by_folder(
    carriers: &'static [Carrier],
    targets: &Targets,
    linter: &Linter<'_>,
    mut met: Met,
    run: &mut Run,
) {
    let mut named = targets.by_folder(carriers);
    for carrier in carriers.iter().filter(|carrier| carrier.folder().is_some()) {
        let named = named.remove(carrier).unwrap_or_default();
        let mut met = met.folders.remove(carrier).unwrap_or_default();
        met.add_callers(carrier, linter);
        let own = named.iter().filter_map(|path| path.parent());
        let mut folders: Vec<&Path> = own
            .chain(met.holding.iter().map(PathBuf::as_path))
            .collect();
        folders.sort_unstable();
        folders.dedup();
        share(&folders, run, |folder, _, run| {
            let files = linter.files(folder);
            linter.folder(carrier, folder, &files, &met.files, run);
        });
        let own = named.iter().copied();
        let own = own.filter(|path| Linter::is_on_demand(path, carrier));
        let mut values: Vec<&Path> = own.chain(met.values.iter().map(PathBuf::as_path)).collect();
        values.sort_unstable();
        values.dedup();
        linter.values(carrier, &values, run);
        run.looked_at += named.len();
    }
}

/// Refuses to write the report over a file that it is about.
fn keep_inputs(
    output: &Path,
    targets: &Targets,
    linter: &Linter<'_>,
    run: &Run,
    ground: &Ground,
) -> Result<(), Failure> {
    let Ok(real) = fs::canonicalize(output) else {
        return Ok(()); // a new file
    };
    let names = [ground.absolute(output), real.clone()].map(|path| ground.display(&path));
    let is_output = |file: &str| names.iter().any(|name| name == file);
    // one that is over the limit is none: it may be the last report
    let mut findings = run.findings().iter();
    let is_input = targets
        .files
        .keys()
        .any(|file| output::is_same(file, &real))
        || matches!(linter.claim(&real), Some(Claim::Folder(_)))
        || run.formats.iter().any(|one| is_output(&one.place.file))
        || run.unknown.iter().any(|one| is_output(&one.place.file))
        || findings.any(|finding| {
            finding.said.rule != file_too_large::RULE.name && is_output(&finding.said.file)
        });
    if is_input {
        return Err(output::own_input(output));
    }
    Ok(())
}

/// Each format, for those who ask for more.
fn detail(run: &Run, streams: &Streams) {
    for format in &run.formats {
        streams.detail(|| {
            let address = &format.address;
            let mark = if address.is_empty() { "" } else { "#" };
            let content = &format.content;
            let what = match content.extent {
                Extent::Whole => content.shape,
                Extent::Part => "part of a format that code outside this repository puts together",
            };
            let mut line = format!(
                "{}{mark}{address}: {}, {what}, {} bytes",
                format.place.file,
                content.apis,
                content.text.len()
            );
            for remark in &format.remarks {
                line.push_str("; ");
                line.push_str(remark);
            }
            line
        });
    }
    for unknown in &run.unknown {
        streams.detail(|| {
            let what = match unknown.why {
                Why::Deployment => "known only at deployment",
                Why::NotComputed => "not computed",
            };
            format!(
                "{}#{}: {what}: {}",
                unknown.place.file, unknown.address, unknown.reason
            )
        });
    }
}

/// Says on standard error what is no finding: what was not read, and how it ended.
fn say(run: &Run, streams: &Streams) {
    for line in summary::not_read(&run.not_read) {
        streams.say(line);
    }
    for failure in &run.failures {
        streams.error(failure);
    }
    streams.say(summary::closing(run));
}
