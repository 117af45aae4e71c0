//! `gwfmt baseline`: accepts what is found now, so that only what is new is reported from then on.

use std::fs;
use std::path::{Path, PathBuf};

use gwfmt_carriers::carrier::Carrier;

use super::accepted::{Scope, in_real_folder};
use super::lint;
use crate::args::Baseline as Args;
use crate::check::baseline::{Baseline, NAME};
use crate::check::examine::Examiner;
use crate::check::linter::Linter;
use crate::config::Configs;
use crate::exit::{Ending, Failure};
use crate::input::paths::Ground;
use crate::output::Streams;
use crate::text::many;

/// Runs the command, on the files of these carriers.
pub(crate) fn run(
    args: &Args,
    carriers: &'static [Carrier],
    streams: &Streams,
) -> Result<Ending, Failure> {
    let (ground, targets) = lint::named(&args.paths)?;
    if targets.stdin {
        return Err(Failure::new(
            "a baseline is of files; `-` has no place in it",
        ));
    }
    let configs = lint::configs(&args.judging, None, &ground)?;
    let examiner = Examiner {
        carriers,
        texts: false,
        suppressions: true,
        mends: false,
    };
    let (path, old) = place(args, &configs, &ground)?;
    let linter = Linter::new(&examiner, &ground, &configs, &targets);
    let (run, _) = lint::examine(&linter, None);
    configs.check()?;
    if !run.failures.is_empty() {
        for failure in &run.failures {
            streams.error(failure);
        }
        streams.say("not all could be looked at; no baseline is written");
        return Ok(Ending::Incomplete);
    }
    let mut baseline = Baseline::empty(&path);
    for finding in run.findings() {
        baseline.add(finding, &ground);
    }
    let scope = Scope::new(&targets, &configs);
    let mut kept = 0;
    if let Some(old) = old {
        let before = baseline.len();
        baseline.keep(&old, |file| !scope.has(file) && file.exists());
        kept = baseline.len() - before;
    }
    baseline.write()?;
    let mut line = format!(
        "{}: {} in {}",
        ground.display(&path),
        many(baseline.len(), "finding"),
        many(baseline.files(), "file")
    );
    if kept > 0 {
        line.push_str(&format!(
            ", {kept} of them in files that were not looked at"
        ));
    }
    streams.say(line);
    Ok(Ending::Clean)
}

/// Where the baseline goes, and the one that is there. A file that nobody named is not written over.
fn place(
    args: &Args,
    configs: &Configs<'_>,
    ground: &Ground,
) -> Result<(PathBuf, Option<Baseline>), Failure> {
    let here = ground.absolute(Path::new(NAME));
    let said = configs.terms(&here).baseline.clone();
    let is_said = args.output_file.is_some() || said.is_some();
    let named = args.output_file.as_ref().map(|path| ground.absolute(path));
    let path = in_real_folder(&named.or(said).unwrap_or(here));
    let there = fs::symlink_metadata(&path).is_ok();
    if there && !is_said {
        return Err(Failure::new(format!(
            "`{NAME}` is there already; to write it anew, name it with `--output-file {NAME}`, or as `baseline` in the config"
        )));
    }
    if !there {
        return Ok((path, None));
    }
    // anything else that lies there is not for us to replace
    let old = Baseline::read(&path, None, ground)?;
    Ok((path, Some(old)))
}
