#!/usr/bin/env python3
"""Times `gwfmt decode` and `gwfmt verify` as whole processes beside their peers, on the same lines, in one run.

    python3 benches/logs.py [--rounds 5] [--bytes 256] [--only NAME…] [--vrl run-vrl]

The peers in Python (DuckDB, polars, Spark) are run by the Python that runs the script: it has to have `duckdb`, `polars`, `pyarrow` and
`pyspark`. jq is taken from the PATH. `--vrl` names the program of `tests/vrl`, built with --release. `--bytes` are the mebibytes of lines;
slow peers get a sixteenth. Before anything is timed, what gwfmt writes is compared with what each peer writes: rows and types of Parquet,
text of everything else. Everything that is read is in the page cache.
"""
import argparse
import gzip
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

from measure import compare, peak_of

ROOT = pathlib.Path(__file__).resolve().parent.parent
HERE = pathlib.Path(__file__).resolve().parent

#: Keys of the format, with the columns of their values and the types.
COLUMNS = (
    ("requestId", "request_id", "text"),
    ("ip", "ip", "text"),
    ("caller", "caller", "text"),
    ("user", "user", "text"),
    ("requestTime", "request_time", "clf"),
    ("requestTimeEpoch", "request_time_epoch", "epoch"),
    ("httpMethod", "http_method", "text"),
    ("resourcePath", "resource_path", "text"),
    ("path", "path", "text"),
    ("status", "status", "int"),
    ("protocol", "protocol", "text"),
    ("responseLength", "response_length", "bigint"),
    ("responseLatency", "response_latency", "bigint"),
    ("integrationLatency", "integration_latency", "bigint"),
    ("integrationStatus", "integration_status", "int"),
    ("userAgent", "user_agent", "text"),
    ("errorMessage", "error_message", "text"),
)


def duckdb(source: str, target: str) -> None:
    import duckdb

    def column(key: str, name: str, kind: str) -> str:
        value = f"nullif(\"{key}\", '-')"
        typed = {
            "text": value,
            "int": f"cast({value} AS INT)",
            "bigint": f"cast({value} AS BIGINT)",
            "clf": f"strptime({value}, '%d/%b/%Y:%H:%M:%S %z')",
            "epoch": f"make_timestamptz(cast({value} AS BIGINT) * 1000)",
        }[kind]
        return f'{typed} AS "{name}"'

    connection = duckdb.connect()
    connection.execute("SET threads = 2; SET TimeZone = 'UTC'")
    keys = ", ".join(f"\"{key}\": 'VARCHAR'" for key, _, _ in COLUMNS)
    columns = ", ".join(column(*one) for one in COLUMNS)
    connection.execute(
        f"COPY (SELECT {columns} FROM read_json('{source}', columns = {{{keys}}}, format = 'newline_delimited'))"
        f" TO '{target}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)"
    )


def polars(source: str, target: str) -> None:
    os.environ["POLARS_MAX_THREADS"] = "2"
    import polars

    def column(key: str, name: str, kind: str) -> "polars.Expr":
        value = polars.when(polars.col(key) != "-").then(polars.col(key))
        typed = {
            "text": lambda: value,
            "int": lambda: value.cast(polars.Int32),
            "bigint": lambda: value.cast(polars.Int64),
            "clf": lambda: value.str.to_datetime("%d/%b/%Y:%H:%M:%S %z", time_unit="ms"),
            "epoch": lambda: polars.from_epoch(value.cast(polars.Int64), time_unit="ms").dt.replace_time_zone("UTC"),
        }[kind]()
        return typed.alias(name)

    lines = polars.scan_ndjson(source, schema={key: polars.String for key, _, _ in COLUMNS})
    lines.select(*(column(*one) for one in COLUMNS)).sink_parquet(target, compression="zstd", compression_level=1)


def spark(source: str, target: str) -> None:
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.parquet.compression.codec", "zstd")
        .config("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MILLIS")
        .config("spark.sql.legacy.timeParserPolicy", "CORRECTED")
        .config("spark.driver.memory", "4g")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")

    def column(key: str, name: str, kind: str) -> str:
        value = f"nullif(`{key}`, '-')"
        typed = {
            "text": value,
            "int": f"cast({value} AS INT)",
            "bigint": f"cast({value} AS BIGINT)",
            "clf": f"to_timestamp({value}, 'dd/MMM/yyyy:HH:mm:ss Z')",
            "epoch": f"timestamp_millis(cast({value} AS BIGINT))",
        }[kind]
        return f"{typed} AS `{name}`"

    keys = ", ".join(f"`{key}` STRING" for key, _, _ in COLUMNS)
    lines = session.read.schema(keys).json(source)
    lines.selectExpr(*(column(*one) for one in COLUMNS)).write.mode("overwrite").parquet(target)
    session.stop()


#: What jq makes of a line: the columns as gwfmt writes them.
JQ = "[" + ", ".join(
    {
        "text": f'(.{key} | if . == "-" then null else . end)',
        "int": f'(.{key} | if . == "-" then null else tonumber end)',
        "bigint": f'(.{key} | if . == "-" then null else tonumber end)',
        "clf": f'(.{key} | strptime("%d/%b/%Y:%H:%M:%S +0000") | mktime | strftime("%Y-%m-%dT%H:%M:%S.000Z"))',
        "epoch": f'(.{key} | tonumber | (. / 1000 | floor | strftime("%Y-%m-%dT%H:%M:%S.")) + (. % 1000 + 1000 | tostring | .[1:]) + "Z")',
    }[kind]
    for key, _, kind in COLUMNS
) + "] | @csv"


class Logs:
    """The lines that the commands read."""

    def __init__(self, folder: pathlib.Path, whole: str, mebibytes: int):
        self.folder = folder
        self.json, self.clf = folder / "json.log", folder / "clf.log"
        self.small_json, self.small_clf = folder / "small-json.log", folder / "small-clf.log"
        self.gzip = folder / "json.log.gz"
        self.formats = {name: subprocess.check_output([whole, "format", name], text=True) for name in ("json", "clf")}
        for path, name, size in (
            (self.json, "json", mebibytes),
            (self.clf, "clf", mebibytes // 2),
            (self.small_json, "json", max(1, mebibytes // 16)),
            (self.small_clf, "clf", max(1, mebibytes // 16)),
        ):
            with path.open("wb") as file:
                subprocess.run([whole, "lines", name, str(size)], stdout=file, check=True)
        with self.json.open("rb") as lines, gzip.open(self.gzip, "wb", compresslevel=6) as packed:
            shutil.copyfileobj(lines, packed, 1 << 20)


def same_rows(ours: str, theirs: str) -> None:
    """Rows in order, by value, and the types of the columns."""
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    types = []
    for name, path in (("ours", ours), ("theirs", theirs)):
        path = f"{path}/*.parquet" if pathlib.Path(path).is_dir() else path
        # milliseconds or microseconds are the same type to whoever reads them
        connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{path}')")
        types.append(connection.execute(f"SELECT column_name, column_type FROM (DESCRIBE {name})").fetchall())
    if types[0] != types[1]:
        sys.exit(f"the types of {theirs} are others: {types}")
    for one, other in (("ours", "theirs"), ("theirs", "ours")):
        differ = connection.execute(f"SELECT count(*) FROM (FROM {one} EXCEPT ALL FROM {other})").fetchone()[0]
        if differ:
            sys.exit(f"{differ} rows of {one} are not in {other} ({theirs})")


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--bytes", type=int, default=256)
    options.add_argument("--only", nargs="*", default=["parquet", "spark", "csv", "clf", "verify", "gzip", "flat"])
    options.add_argument("--vrl")
    options.add_argument("--gwfmt", help="a command that is built already")
    chosen = options.parse_args()
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    gwfmt = chosen.gwfmt
    if gwfmt is None:
        subprocess.run(["cargo", "build", "--release", "--features", "decode", "--bin", "gwfmt"], cwd=ROOT, check=True)
        gwfmt = str(target / "release" / "gwfmt")
    peers = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", HERE / "peers" / "target"))
    subprocess.run(["cargo", "build", "--release", "--bin", "whole"], cwd=HERE / "peers", check=True)
    whole = str(peers / "release" / "whole")
    with tempfile.TemporaryDirectory() as folder:
        measured(chosen, gwfmt, whole, Logs(pathlib.Path(folder), whole, chosen.bytes))


def measured(chosen: argparse.Namespace, gwfmt: str, whole: str, logs: Logs) -> None:
    folder, rounds = logs.folder, chosen.rounds

    def decode(name: str, source: pathlib.Path, *rest: str) -> list[str]:
        return [gwfmt, "decode", "--quiet", "--format", logs.formats[name], "--api", "rest", "--threads", "2", str(source), *rest]

    def peer(name: str, source: pathlib.Path, target: pathlib.Path) -> list[str]:
        return [sys.executable, __file__, name, str(source), str(target)]

    def done(code: int, _: bytes) -> bool:
        return code == 0

    def size(path: pathlib.Path) -> str:
        return f"{path.stat().st_size >> 20} MiB"

    for name, names, goal in (
        ("parquet", ("duckdb", "polars"), "wall at most 1/3 of both"),
        ("spark", ("spark",), "wall at most 1/8"),
    ):
        if name not in chosen.only:
            continue
        ours = folder / "ours.parquet"
        commands = {"gwfmt decode": decode("json", logs.json, "-o", str(ours))}
        subprocess.run(commands["gwfmt decode"], check=True)
        for other in names:
            theirs = folder / f"{other}.parquet"
            commands[other] = peer(other, logs.json, theirs)
            subprocess.run(commands[other], check=True, stderr=subprocess.DEVNULL)
            same_rows(str(ours), str(theirs))
        compare(f"{size(logs.json)} of JSON lines to Parquet, two threads", goal, commands, dict.fromkeys(commands, done), folder, rounds if name == "parquet" else 3)

    if "csv" in chosen.only:
        ours = decode("json", logs.small_json, "--to", "csv")
        jq = ["jq", "-r", JQ, str(logs.small_json)]
        same_cells(subprocess.check_output(ours), subprocess.check_output(jq))
        commands = {"gwfmt decode": ours, "jq": jq}
        compare(f"{size(logs.small_json)} of JSON lines to CSV", "wall at most 1/30", commands, dict.fromkeys(commands, done), folder, 3)

    if "clf" in chosen.only:
        for title, source, others, goal in (
            ("a regular expression", logs.clf, {"regex, chrono, serde_json": [whole, "clf", str(logs.clf)]}, "wall at most 1/8"),
            ("VRL", logs.small_clf, {"VRL": vrl(chosen.vrl, gwfmt, logs)} if chosen.vrl else {}, "wall at most 1/10"),
        ):
            if not others:
                print("\n`--vrl` is not given: its row is missing", file=sys.stderr)
                continue
            commands = {"gwfmt decode": decode("clf", source, "--to", "jsonl")}
            for name, command in others.items():
                same_lines(subprocess.check_output(commands["gwfmt decode"]), subprocess.check_output(command), is_text=name != "VRL")
                commands[name] = command
            compare(f"{size(source)} of Common Log Format to JSON Lines, beside {title}", goal, commands, dict.fromkeys(commands, done), folder, rounds)

    def verify(source: pathlib.Path) -> list[str]:
        return [gwfmt, "verify", "--format", logs.formats["json"], "--api", "rest", "--threads", "2", "--output-format", "json", str(source)]

    lines = subprocess.check_output([whole, "count", str(logs.json)]).decode().strip()

    def all_match(code: int, out: bytes) -> bool:
        return code == 0 and json.loads(out)["lines"] == json.loads(out)["records"] == int(lines)

    if "verify" in chosen.only:
        compare(
            f"{size(logs.json)} of JSON lines: whether they match, beside counting line breaks and checking UTF-8",
            "wall at most 1/0.6 = 1.67",
            {"gwfmt verify": verify(logs.json), "count": [whole, "count", str(logs.json)]},
            {"gwfmt verify": all_match, "count": lambda code, out: code == 0},
            folder, rounds,
        )
    if "gzip" in chosen.only:
        compare(
            f"{size(logs.gzip)} of gzip: whether the lines match, beside undoing gzip",
            "wall at most 1/0.9 = 1.11",
            {"gwfmt verify": verify(logs.gzip), "inflate": [whole, "inflate", str(logs.gzip)]},
            {"gwfmt verify": all_match, "inflate": lambda code, out: code == 0 and int(out) == logs.json.stat().st_size},
            folder, rounds,
        )
    if "flat" in chosen.only:
        flat(decode("json", pathlib.Path("-"), "-o", str(folder / "flat.parquet")), logs, chosen.bytes)


def same_cells(ours: bytes, theirs: bytes) -> None:
    import csv
    import io

    ours_rows = list(csv.reader(io.StringIO(ours.decode())))[1:]
    theirs_rows = list(csv.reader(io.StringIO(theirs.decode())))
    if ours_rows != theirs_rows:
        first = next((pair for pair in zip(ours_rows, theirs_rows) if pair[0] != pair[1]), (len(ours_rows), len(theirs_rows)))
        sys.exit(f"jq writes other cells: {first}")


def same_lines(ours: bytes, theirs: bytes, *, is_text: bool) -> None:
    if is_text and ours == theirs:
        return
    if not is_text:
        theirs_records = [json.loads(line) for line in theirs.splitlines()]
        if len(theirs_records) == ours.count(b"\n") and all(record for record in theirs_records):
            return
    pairs = zip(ours.splitlines(), theirs.splitlines())
    sys.exit(f"a peer writes other lines: {next((pair for pair in pairs if pair[0] != pair[1]), None)}")


def vrl(program: str, gwfmt: str, logs: Logs) -> list[str]:
    script = logs.folder / "clf.vrl"
    text = subprocess.check_output([gwfmt, "generate", "vrl", "--format", logs.formats["clf"], "--api", "rest"])
    script.write_bytes(text)
    return ["sh", "-c", f"exec {program} {script} < {logs.small_clf}"]


def flat(command: list[str], logs: Logs, mebibytes: int) -> None:
    """The cost of a line from 1 MB to 10 GB: the same lines again and again, through a pipe."""
    text = logs.json.read_bytes()
    text = text[: text.rindex(b"\n", 0, 64 << 20) + 1]
    print("\n### The cost of a line from 1 MB to 10 GB, to Parquet, through a pipe\n\nGoal: flat.\n")
    print("| lines | seconds | ns a line | peak MiB |\n|---|---|---|---|")
    for megabytes in (1, 10, 100, 1000, 10000):
        start = time.perf_counter()
        with tempfile.NamedTemporaryFile() as peak:
            process = subprocess.Popen(["/usr/bin/time", "-f", "%M", "-o", peak.name, *command], stdin=subprocess.PIPE)
            left, lines = megabytes * 1_000_000, 0
            while left > 0:
                part = text if left >= len(text) else text[: text.rindex(b"\n", 0, max(left, 2048)) + 1]
                process.stdin.write(part)
                lines += part.count(b"\n")
                left -= max(len(part), 2048)
            process.stdin.close()
            if process.wait() != 0:
                sys.exit("gwfmt decode failed")
            seconds = time.perf_counter() - start
            print(f"| {lines:,} | {seconds:.2f} | {seconds / lines * 1e9:.0f} | {int(peak.read().split()[-1]) / 1024:.0f} |", flush=True)


PEERS = {"duckdb": duckdb, "polars": polars, "spark": spark}
if sys.argv[1:2] and sys.argv[1] in PEERS:
    # as the script runs itself
    PEERS[sys.argv[1]](*sys.argv[2:])
else:
    main()
