//! Runs of the command, with the most memory that they had.

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::wrapped::FORMAT;

/// The command, unless nobody has named one.
pub(crate) fn command() -> Option<PathBuf> {
    let named = env::var_os("GWFMT_COMMAND").map(PathBuf::from);
    if named.is_none() {
        assert!(
            env::var_os("GWFMT_REQUIRE_TOOLS").is_none(),
            "GWFMT_COMMAND names no command"
        );
        eprintln!(
            "left out: GWFMT_COMMAND does not name the command, built with the feature `decode`"
        );
    }
    named
}

/// What a run came to.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) status: ExitStatus,
    pub(crate) said: String,
    /// The most memory that it had, in KiB.
    pub(crate) memory: u64,
}

fn args(inputs: &Path, out: &Path, more: &[&str]) -> Vec<String> {
    let path = |path: &Path| path.to_str().unwrap().to_owned();
    let mut args: Vec<String> = [
        "decode",
        "--api",
        "rest",
        "--on-error",
        "keep",
        "--format",
        FORMAT,
    ]
    .map(str::to_owned)
    .into();
    args.extend(more.iter().map(|arg| (*arg).to_owned()));
    args.extend(["-o".to_owned(), path(out), path(inputs)]);
    args
}

/// Decodes a folder into another one.
pub(crate) fn decode(command: &Path, inputs: &Path, out: &Path, more: &[&str]) -> Ran {
    let mut run = Command::new(command);
    run.args(args(inputs, out, more));
    watched(run)
}

/// The same where no file may be longer than 8 KiB.
pub(crate) fn with_small_files(command: &Path, inputs: &Path, out: &Path, more: &[&str]) -> Ran {
    let mut run = Command::new("bash");
    run.args(["-c", "trap '' XFSZ; ulimit -f 8; exec \"$0\" \"$@\""]);
    run.arg(command).args(args(inputs, out, more));
    watched(run)
}

fn watched(mut run: Command) -> Ran {
    let said = tempfile::NamedTempFile::new().unwrap();
    let stderr = File::create(said.path()).unwrap();
    let mut child = run.stdout(Stdio::null()).stderr(stderr).spawn().unwrap();
    let mut memory = 0;
    let status = loop {
        memory = memory.max(peak(&child));
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        thread::sleep(Duration::from_millis(2));
    };
    let said = fs::read_to_string(said.path()).unwrap();
    Ran {
        status,
        said,
        memory,
    }
}

fn peak(child: &Child) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or(0, |line| {
        line.trim().trim_end_matches(" kB").parse().unwrap()
    })
}

/// A run that is killed after a time, unless it has ended before.
pub(crate) fn killed(
    command: &Path,
    inputs: &Path,
    out: &Path,
    more: &[&str],
    after: Duration,
) -> ExitStatus {
    let mut run = Command::new(command);
    run.args(args(inputs, out, more));
    let mut child = run
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let start = Instant::now();
    while start.elapsed() < after && child.try_wait().unwrap().is_none() {
        thread::sleep(Duration::from_micros(200));
    }
    let _ = child.kill();
    child.wait().unwrap()
}
