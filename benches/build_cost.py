#!/usr/bin/env python3
"""What building with gwfmt costs: a cold build of a small crate beside one with thiserror and nom, the number of crates,
core's share, the time of an expansion, and what compiling the generated code takes.

    python3 benches/build_cost.py [--rounds 3] [--jobs 2]

Times are processor seconds of all processes of a build, which other jobs disturb less than the clock."""
import argparse
import json
import os
import pathlib
import re
import resource
import shutil
import statistics
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
FIELDS = ("requestId identity.sourceIp identity.caller identity.user requestTime requestTimeEpoch httpMethod resourcePath path "
          "status protocol responseLength responseLatency integration.latency identity.userAgent error.message").split()
FORMAT = "{%s}" % ",".join('"%s":"$context.%s"' % (path.replace(".", "_"), path) for path in FIELDS)
USES = 100


def crate(folder: pathlib.Path, dependencies: str, main: str) -> pathlib.Path:
    (folder / "src").mkdir(parents=True)
    (folder / "Cargo.toml").write_text(
        f'[package]\nname = "{folder.name}"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n[dependencies]\n{dependencies}\n')
    (folder / "src" / "main.rs").write_text(main)
    return folder


def run(folder: pathlib.Path, *command: str) -> tuple[float, float]:
    """Processor seconds and seconds by the clock."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE if "-q" in command else None)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, time.monotonic() - start


def median(values) -> float:
    return statistics.median(values)


def cold(folder: pathlib.Path, jobs: str) -> tuple[float, float]:
    shutil.rmtree(folder / "target", ignore_errors=True)
    return run(folder, "cargo", "build", "-q", "--offline", "-j", jobs)


def touched(folder: pathlib.Path, *command: str) -> float:
    (folder / "src" / "main.rs").touch()
    return run(folder, "cargo", *command, "-q", "--offline")[0]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--jobs", default="2")
    options = parser.parse_args()
    os.environ.pop("CARGO_TARGET_DIR", None)
    os.environ["CARGO_INCREMENTAL"] = "0"
    gwfmt = f'gwfmt = {{ path = "{ROOT / "gwfmt"}" }}'
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        one = '#[gwfmt::access_log_format(r#"%s"#, api = "rest")]\nstruct Log%s;\n'
        ours = crate(folder / "ours", gwfmt, one % (FORMAT, "")
                     + 'fn main() { println!("{:?}", Log::parse(&std::env::args().nth(1).unwrap_or_default()).map(|log| log.to_json())); }\n')
        theirs = crate(folder / "theirs", 'thiserror = "2"\nnom = "8"', """
#[derive(Debug, thiserror::Error)]
enum Error { #[error("no number: {0}")] Number(String) }
fn number(text: &str) -> Result<u64, Error> {
    let parsed: nom::IResult<&str, u64> = nom::character::complete::u64(text);
    parsed.map(|(_, number)| number).map_err(|error| Error::Number(error.to_string()))
}
fn main() { println!("{:?}", number(&std::env::args().nth(1).unwrap_or_default())); }
""")
        for each in (ours, theirs):
            subprocess.run(["cargo", "fetch", "-q"], cwd=each, check=True)
        times = [(cold(ours, options.jobs), cold(theirs, options.jobs)) for _ in range(options.rounds)]
        ratio = median(a[0] / b[0] for a, b in times)
        clock = median(a[1] / b[1] for a, b in times)
        print(f"cold build: {median(a[0] for a, _ in times):.1f} s beside {median(b[0] for _, b in times):.1f} s: {ratio:.2f}x (by the clock {clock:.2f}x), goal 1.6x")
        tree = subprocess.run(["cargo", "tree", "--offline", "--prefix", "none", "-e", "normal,build"], cwd=ours, check=True, capture_output=True, text=True).stdout
        names = sorted({line.split()[0] for line in tree.splitlines() if line} - {"ours"})
        print(f"crates: {len(names)}, goal 10: {' '.join(names)}")

        shutil.rmtree(ours / "target")
        run(ours, "cargo", "build", "-q", "--offline", "-j", "1", "--timings")
        page = max((ours / "target" / "cargo-timings").glob("*.html"), key=lambda path: path.stat().st_size).read_text()
        units = json.loads(re.search(r"const UNIT_DATA = (\[.*?\]);", page, re.S).group(1))
        whole = sum(unit["duration"] for unit in units)
        shares = {}
        for unit in units:
            shares[unit["name"]] = shares.get(unit["name"], 0) + unit["duration"]
        listed = ", ".join(f"{name} {100 * time / whole:.0f} %" for name, time in sorted(shares.items(), key=lambda item: -item[1])[:5])
        print(f"shares of {whole:.1f} s, one job: {listed}")

        printer = crate(folder / "printer", f'gwfmt-core = {{ path = "{ROOT / "gwfmt-core"}", default-features = false, features = ["codegen"] }}', """
use gwfmt_core::{api::{Api, ApiSet}, codegen::{Options, to_file}, model::Model, record::Record, span::SourceId, text::FormatText};
fn main() {
    let format = std::env::args().nth(1).unwrap();
    let mut text = FormatText::new();
    text.push_verbatim(SourceId(0), 0, &format);
    let record = Record::new(&Model::new(&text, ApiSet::one(Api::Rest))).unwrap_or_else(|found| panic!("{found:?}"));
    for number in 0..100 {
        println!("{}", to_file(&record, &Options::new(format!("Log{number}")), &format));
    }
}
""")
        run(printer, "cargo", "build", "-q")
        printed = subprocess.run([printer / "target" / "debug" / "printer", FORMAT], check=True, capture_output=True, text=True).stdout
        uses = "".join(f"    println!(\"{{:?}}\", Log{n}::parse(&line).map(|log| log.to_json()));\n" for n in range(USES))
        body = "fn main() {\n    let line = std::env::args().nth(1).unwrap_or_default();\n" + uses + "}\n"
        by_macro = crate(folder / "by_macro", gwfmt, "".join(one % (FORMAT, n) for n in range(USES)) + body)
        by_print = crate(folder / "by_print", gwfmt, printed + body)
        by_nothing = crate(folder / "by_nothing", gwfmt, "fn main() {}\n")
        for each in (by_macro, by_print, by_nothing):
            run(each, "cargo", "check", "-q", "--offline")
            run(each, "cargo", "build", "-q", "--offline")
        rounds = [[touched(each, "check") for each in (by_macro, by_print, by_nothing)] for _ in range(options.rounds)]
        expansion = median((macro - plain) / USES for macro, plain, _ in rounds)
        checking = median((plain - empty) / USES for _, plain, empty in rounds)
        building = median(touched(by_print, "build") - touched(by_nothing, "build") for _ in range(options.rounds)) / USES
        print(f"expansion: {1000 * expansion:.1f} ms a use, goal 5 ms (the macro unoptimised, as in any debug build)")
        print(f"generated code: {1000 * checking:.0f} ms a record to check, {1000 * building:.0f} ms to build for debugging, with `parse` and `to_json`;"
              f" {len(printed) // USES} bytes of text")


main()
