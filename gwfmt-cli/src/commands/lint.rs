//! `gwfmt lint`: from what was named to a report and an exit code.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use gwfmt_carriers::Why;
use gwfmt_carriers::carrier::{Carrier, Claim};
use gwfmt_core::diagnostic::Severity;
use gwfmt_core::lint::rules::file_too_large;
use gwfmt_core::model::Extent;

use super::accepted::{self, Scope};
use crate::args::{Judging, Lint};
use crate::check::examine::Examiner;
use crate::check::linter::Linter;
use crate::check::met::Met;
use crate::check::run::Run;
use crate::check::share::share;
use crate::check::unit;
use crate::config::select::Selection;
use crate::config::{Asked, Configs};
use crate::exit::{Ending, Failure};
use crate::fix::{self, Mending, Outcome};
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
    let mending = mending_of(args)?;
    let wanted = Wanted {
        texts: report.prints_texts || mending.is_some(),
        mends: mending.is_some(),
    };
    prepared(args, carriers, wanted, |job| {
        let (mut run, met, mut stale) = job.find()?;
        let mut mended = Outcome::default();
        if let Some(mending) = mending {
            mended = fix::mend(job.linter, &met, &run, mending);
            if args.mends.diff {
                return print_diff(args, &run, &mended, streams);
            }
            if !mended.batches.is_empty() {
                let failures = mended.write();
                // what is left is what the disk says
                (run, _, stale) = job.find()?;
                run.failures.extend(failures);
            }
        }
        for name in job.linter.configs.names() {
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
        for line in stale {
            streams.say(line);
        }
        say(&run, &mended.lines("fixed"), streams);
        let fails = run.findings().iter().any(|finding| finding.fails);
        Ok(if !run.failures.is_empty() {
            Ending::Incomplete
        } else if fails && !args.exit_zero {
            Ending::Findings
        } else {
            Ending::Clean
        })
    })
}

/// What is found, with the texts of formats, and nothing written.
pub(super) fn findings(args: &Lint, carriers: &'static [Carrier]) -> Result<Run, Failure> {
    let wanted = Wanted {
        texts: true,
        mends: false,
    };
    prepared(args, carriers, wanted, |job| Ok(job.find()?.0))
}

/// What is kept of formats beside the findings.
#[derive(Clone, Copy)]
struct Wanted {
    texts: bool,
    mends: bool,
}

/// All that the arguments say, ready to look at files.
struct Job<'j> {
    args: &'j Lint,
    linter: &'j Linter<'j>,
    scope: Scope<'j>,
}

fn prepared<T>(
    args: &Lint,
    carriers: &'static [Carrier],
    wanted: Wanted,
    work: impl FnOnce(&Job<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let paths: &[PathBuf] = match args.format {
        Some(_) => &[],
        None => &args.paths,
    };
    let (ground, mut targets) = named(paths)?;
    if args.stdin_filename.is_some() && !targets.stdin {
        return Err(Failure::new("`--stdin-filename` needs the path `-`"));
    }
    let configs = configs(&args.judging, args.fail_on.map(Into::into), &ground)?;
    if args.force_exclude {
        leave_out(&mut targets, &configs);
    }
    configs.check()?;
    let examiner = Examiner {
        carriers,
        suppressions: !args.no_inline_ignores,
        texts: wanted.texts,
        mends: wanted.mends,
    };
    let linter = Linter::new(&examiner, &ground, &configs, &targets);
    work(&Job {
        args,
        linter: &linter,
        scope: Scope::new(&targets, &configs),
    })
}

impl Job<'_> {
    /// What is found, which of the files that are read by folder were met, and what is to be said of baselines.
    fn find(&self) -> Result<(Run, unit::Met, Vec<String>), Failure> {
        let (args, linter) = (self.args, self.linter);
        let (mut run, met) = match &args.format {
            Some(format) => (linter.format(format), unit::Met::new()),
            None => examine(linter, args.stdin_filename.as_deref()),
        };
        if let Some(output) = &args.output_file {
            keep_inputs(args, output, linter, &run)?;
        }
        // what a baseline accepts is neither reported nor fixed
        let baseline = args.baseline.as_deref();
        let stale = accepted::apply(&mut run, baseline, &self.scope, linter.ground)?;
        linter.configs.check()?;
        Ok((run, met, stale))
    }
}

/// Where the command stands, and what these paths name.
pub(super) fn named(paths: &[PathBuf]) -> Result<(Ground, Targets), Failure> {
    let ground = Ground::here()?;
    let targets = Targets::new(paths, &ground);
    let ground = ground.with_folders(&targets.folders);
    Ok((ground, targets))
}

/// What holds for each file.
pub(super) fn configs<'g>(
    judging: &Judging,
    fail_on: Option<Severity>,
    ground: &'g Ground,
) -> Result<Configs<'g>, Failure> {
    let asked = Asked {
        selection: Selection::new(&judging.select, &judging.ignore)?,
        excluded: Excluded::new(&judging.exclude, &ground.absolute(Path::new(".")))?,
        api: judging.api.map(Into::into),
        fail_on,
    };
    Configs::new(asked, &judging.config, ground)
}

/// Drops what command line or config exclude, although it was named.
fn leave_out(targets: &mut Targets, configs: &Configs<'_>) {
    targets
        .files
        .retain(|file, _| !configs.leaves_out(file, false));
    targets
        .folders
        .retain(|folder| !configs.leaves_out(folder, true));
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

/// The fixes that are asked for.
fn mending_of(args: &Lint) -> Result<Option<Mending>, Failure> {
    let is_wanted = args.mends.fix || args.mends.diff;
    if args.mends.unsafe_fixes && !is_wanted {
        return Err(Failure::new("`--unsafe-fixes` needs `--fix` or `--diff`"));
    }
    if is_wanted && args.paths.iter().any(|path| path == Path::new("-")) {
        let option = if args.mends.fix { "--fix" } else { "--diff" };
        return Err(Failure::new(format!(
            "`{option}` needs files; standard input cannot be fixed"
        )));
    }
    Ok(is_wanted.then_some(Mending {
        unsafe_too: args.mends.unsafe_fixes,
    }))
}

/// Prints what would change.
fn print_diff(
    args: &Lint,
    run: &Run,
    mended: &Outcome,
    streams: &Streams,
) -> Result<Ending, Failure> {
    let diff: String = mended.files().map(fix::unified).collect();
    if streams.terminal {
        output::page(&diff, false)?;
    } else {
        output::text(&diff, None)?;
    }
    say(run, &mended.lines("would fix"), streams);
    Ok(if !run.failures.is_empty() {
        Ending::Incomplete
    } else if mended.batches.is_empty() || args.exit_zero {
        Ending::Clean
    } else {
        Ending::Findings
    })
}

/// Examines all that was named. Gives back, too, which of the files that are read by folder were met.
pub(super) fn examine(linter: &Linter<'_>, stdin_filename: Option<&Path>) -> (Run, unit::Met) {
    let targets = linter.targets;
    let mut run = Run::default();
    run.failures.clone_from(&targets.failures);
    if targets.stdin {
        linter.stdin(stdin_filename, &mut run);
    }
    linter.named(&mut run);
    let mut met = Met::default();
    if !targets.folders.is_empty() {
        met = walk(&targets.folders, linter);
        run.absorb(std::mem::take(&mut met.run));
    }
    let met = by_folder(linter, met, &mut run);
    run.conclude();
    run.settle();
    (run, met)
}

/// Examines the files that are read by folder: those that were named, and those that were met, which are given back.
fn by_folder(linter: &Linter<'_>, mut met: Met, run: &mut Run) -> unit::Met {
    let carriers = linter.carriers();
    let mut all = unit::Met::new();
    let mut named = linter.targets.by_folder(carriers);
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
        all.insert(carrier, met.files);
    }
    all
}

/// Refuses to write the report over a file that it is about.
fn keep_inputs(args: &Lint, output: &Path, linter: &Linter<'_>, run: &Run) -> Result<(), Failure> {
    let (ground, targets) = (linter.ground, linter.targets);
    let Ok(real) = fs::canonicalize(output) else {
        return Ok(()); // a new file
    };
    let names = [ground.absolute(output), real.clone()].map(|path| ground.display(&path));
    let is_output = |file: &str| names.iter().any(|name| name == file);
    // one that is over the limit is none: it may be the last report
    let mut findings = run.findings().iter();
    let is_baseline = linter.configs.baselines().any(|path| path == real)
        || args
            .baseline
            .as_deref()
            .is_some_and(|path| output::is_same(path, &real));
    let is_input = is_baseline
        || targets
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
fn say(run: &Run, mended: &[String], streams: &Streams) {
    for line in summary::not_read(&run.not_read) {
        streams.say(line);
    }
    for failure in &run.failures {
        streams.error(failure);
    }
    for line in mended {
        streams.say(line.as_str());
    }
    streams.say(summary::closing(run));
}
