//! The built command on whole trees of logs: nothing is lost, whatever happens, and memory is bounded.
//!
//! `GWFMT_COMMAND` names the command, built with the feature `decode`. `GWFMT_LOG_BYTES` is the size of the tree of lines,
//! `GWFMT_KILLS` how often a run is killed, `GWFMT_BAD_BYTES` the size of a bomb and of a line that is too long.

#![cfg(target_os = "linux")]
#![allow(clippy::print_stderr)] // what a test says of itself

mod command;
mod expected;
mod tree;
#[path = "../wrapped/mod.rs"]
mod wrapped;

use std::env;
use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use command::{Ran, command, decode};
use expected::Pool;
use flate2::Compression;
use flate2::write::GzEncoder;
use tree::{Random, Tree, files};

/// No run may have more memory, in KiB.
const MEMORY: u64 = 200 << 10;

fn size(name: &str, usual: u64) -> u64 {
    let set = env::var(name).ok();
    set.map_or(usual, |set| set.parse().expect("a number"))
}

/// A run that has to end well.
fn well(ran: &Ran) {
    assert_eq!(ran.status.code(), Some(0), "{}", ran.said);
    assert!(ran.memory <= MEMORY, "{} KiB", ran.memory);
}

#[test]
fn every_line_of_a_tree_is_a_record_or_a_reject() {
    let Some(command) = command() else { return };
    let folder = tempfile::tempdir().unwrap();
    let pool = Pool::new();
    let tree = Tree::new(
        &pool,
        &folder.path().join("in"),
        size("GWFMT_LOG_BYTES", 3 << 20),
    );
    eprintln!("{} lines, {} bytes of lines", tree.lines, tree.bytes);
    for kind in ["jsonl", "parquet"] {
        let [one, two] = ["1", "2"].map(|threads| {
            let out = folder.path().join(format!("{kind}-{threads}/"));
            let start = Instant::now();
            let ran = decode(
                &command,
                &tree.folder,
                &out,
                &["--to", kind, "--threads", threads],
            );
            eprintln!(
                "{kind}, {threads} threads: {} KiB, {:?}",
                ran.memory,
                start.elapsed()
            );
            well(&ran);
            let told = format!("{} rejects\n", grouped(tree.corrupt()));
            assert!(ran.said.ends_with(&told), "{}", ran.said);
            out
        });
        same(&one, &two);
        fs::remove_dir_all(&two).unwrap();
        tree.check(&pool, &one, kind);
        fs::remove_dir_all(&one).unwrap();
    }
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|group| std::str::from_utf8(group).unwrap())
        .collect();
    groups.join(",")
}

/// Two folders hold the same files.
fn same(one: &Path, other: &Path) {
    let names = |folder: &Path| {
        let names = files(folder).into_iter();
        let names = names.map(|path| path.strip_prefix(folder).unwrap().to_owned());
        names.collect::<Vec<_>>()
    };
    assert_eq!(names(one), names(other));
    for name in names(one) {
        let [one, other] = [one, other].map(|folder| fs::read(folder.join(&name)).unwrap());
        assert!(one == other, "{}", name.display());
    }
}

#[test]
fn a_run_that_is_killed_goes_on() {
    let Some(command) = command() else { return };
    let folder = tempfile::tempdir().unwrap();
    let pool = Pool::new();
    let tree = Tree::new(
        &pool,
        &folder.path().join("in"),
        size("GWFMT_LOG_BYTES", 3 << 20).min(200 << 20),
    );
    let args = ["--to", "parquet", "--resume"];
    let whole = folder.path().join("whole/");
    let start = Instant::now();
    well(&decode(&command, &tree.folder, &whole, &args));
    let length = start.elapsed();
    let mut random = Random(size("GWFMT_SEED", 1));
    let (mut kills, wanted) = (0, size("GWFMT_KILLS", 6));
    let mut rounds = 0;
    while kills < wanted {
        rounds += 1;
        let out = folder.path().join(format!("killed-{rounds}/"));
        loop {
            // wherever it falls; a round ends with a run that is done before
            let most = u64::try_from(length.as_micros()).unwrap() + 1;
            let after = Duration::from_micros(random.next() % most);
            let ended = command::killed(&command, &tree.folder, &out, &args, after);
            match ended.signal() {
                Some(9) => kills += 1,
                _ => break assert_eq!(ended.code(), Some(0)),
            }
            if kills >= wanted {
                well(&decode(&command, &tree.folder, &out, &args));
                break;
            }
        }
        same(&whole, &out);
        fs::remove_dir_all(&out).unwrap();
    }
    eprintln!("{kills} kills in {rounds} rounds of {length:?}");
}

#[test]
fn a_full_disk_is_told_and_leaves_no_half_file() {
    let Some(command) = command() else { return };
    let folder = tempfile::tempdir().unwrap();
    let pool = Pool::new();
    let tree = Tree::new(&pool, &folder.path().join("in"), 3 << 20);
    for kind in ["parquet", "jsonl"] {
        for out in ["out/", "out.file"] {
            let out = folder.path().join(format!("{kind}-{out}"));
            let rejects = folder.path().join("rejects");
            let mut args = vec!["--to", kind];
            if out.extension().is_some() {
                args.extend(["--rejects", rejects.to_str().unwrap()]);
            }
            let ran = command::with_small_files(&command, &tree.folder, &out, &args);
            assert_eq!(ran.status.code(), Some(2), "{kind}: {}", ran.said);
            assert!(
                ran.said.starts_with("error: ") && ran.said.contains("file too large"),
                "{}",
                ran.said
            );
            assert!(!out.is_file() && !rejects.exists(), "{kind}");
            // what is there of a folder are whole files
            if out.is_dir() {
                let done = files(&out);
                assert!(
                    done.iter()
                        .all(|path| !path.to_string_lossy().ends_with(".unfinished")),
                    "{done:?}"
                );
                let args = ["--to", kind, "--resume"];
                well(&decode(&command, &tree.folder, &out, &args));
                tree.check(&pool, &out, kind);
            }
        }
    }
}

#[test]
fn bad_inputs_cost_no_memory_and_lose_nothing() {
    let Some(command) = command() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (inputs, bytes) = (folder.path().join("in"), size("GWFMT_BAD_BYTES", 20 << 20));
    fs::create_dir(&inputs).unwrap();
    let pool = Pool::new();
    let good: String = pool.lines[..50].join("\n") + "\n";
    let file = |name: &str| File::create(inputs.join(name)).unwrap();
    // a line that is too long between others
    let mut long = file("long.log");
    long.write_all(good.as_bytes()).unwrap();
    repeat(&mut long, b'x', bytes / 10);
    long.write_all(b"\n").unwrap();
    long.write_all(good.as_bytes()).unwrap();
    // bombs: nothing but zeros, nothing but empty lines, and one between lines of objects without breaks
    for (name, byte) in [("zeros.gz", 0), ("empty.gz", b'\n')] {
        let mut packed = GzEncoder::new(file(name), Compression::fast());
        packed.write_all(good.as_bytes()).unwrap();
        repeat(&mut packed, byte, bytes);
        packed.finish().unwrap();
    }
    // ends too soon
    let packed = wrapped::gz(good.as_bytes());
    fs::write(inputs.join("short.gz"), &packed[..packed.len() - 9]).unwrap();
    // nested a thousand deep, whole and cut
    let deep = "[".repeat(1_000) + &"]".repeat(1_000);
    let event = serde_json::json!({"message": pool.lines[0]});
    fs::write(
        inputs.join("deep.json"),
        format!(r#"{{"events":[{{"x":{deep},"message":"x"}},{event}]}}"#),
    )
    .unwrap();
    fs::write(
        inputs.join("deep-cut.json"),
        format!(r#"{{"events":[{event},{{"x":{}"#, &deep[..1_000]),
    )
    .unwrap();
    fs::write(inputs.join("deep.log"), format!("{deep}\n{good}")).unwrap();
    // a payload of one string that does not end
    let mut endless = file("endless.json");
    endless
        .write_all(br#"{"messageType":"DATA_MESSAGE","logEvents":[{"message":""#)
        .unwrap();
    repeat(&mut endless, b'x', bytes / 10);
    let out = folder.path().join("out/");
    let ran = decode(&command, &inputs, &out, &["--to", "jsonl"]);
    eprintln!("{} KiB: {}", ran.memory, ran.said);
    assert!(ran.memory <= MEMORY, "{} KiB", ran.memory);
    assert_eq!(ran.status.code(), Some(2), "{}", ran.said);
    assert!(
        ran.said.contains("3 inputs could not be read to the end"),
        "{}",
        ran.said
    );
    let all = files(&out);
    let lines = |name: &str, is_reject: bool| {
        let is_it = |path: &&PathBuf| {
            let own = path.file_name().unwrap().to_string_lossy();
            own.starts_with(&format!("{name}-"))
                && path.starts_with(out.join("_rejects")) == is_reject
        };
        let text = all
            .iter()
            .find(is_it)
            .map(|path| fs::read_to_string(path).unwrap());
        text.map_or(0, |text| text.lines().count())
    };
    for (name, records, rejects) in [
        ("long.log", 100, 1),
        ("zeros.gz", 50, 1),
        ("empty.gz", 50, 0),
        ("short.gz", 50, 1),
        ("deep.json", 1, 1),
        ("deep-cut.json", 1, 1),
        ("deep.log", 50, 1),
        ("endless.json", 0, 1),
    ] {
        assert_eq!(
            (lines(name, false), lines(name, true)),
            (records, rejects),
            "{name}"
        );
    }
}

fn repeat(out: &mut impl std::io::Write, byte: u8, bytes: u64) {
    let piece = vec![byte; 1 << 16];
    for _ in 0..bytes / piece.len() as u64 {
        out.write_all(&piece).unwrap();
    }
}
