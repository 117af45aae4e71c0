"""`Format.read` and `Format.open`: what comes out, for whom, and what happens when something is wrong."""

import bz2
import gc
import gzip
import io
import json
import os
import pathlib
import pickle
import signal
import subprocess
import sys
import threading
import time

import duckdb
import pandas
import polars
import pyarrow

import gwfmt

FORMAT = gwfmt.Format(
    '{"id":"$context.requestId","time":"$context.requestTime","status":$context.status,'
    '"ms":"$context.integration.latency","ip":"$context.identity.sourceIp"}',
    api="rest",
)
COLUMNS = ["id", "time", "status", "ms", "ip"]


def line(number, status=200):
    ms = "-" if number % 3 == 0 else str(number)
    return f'{{"id":"r{number}","time":"10/Jul/2024:18:14:22 +0000","status":{status},"ms":"{ms}","ip":"192.0.2.7"}}\n'


LINES = "".join(line(number) for number in range(3_000)).encode()
#: More than is read ahead.
MANY = LINES * 60
#: The third of its lines does not match.
FAULTY = "".join(line(number, "OK" if number == 2 else 200) for number in range(5)).encode()


def raises(kind, what):
    try:
        what()
    except kind as error:
        return error
    raise AssertionError(f"no {kind.__name__}")


def test_the_schema_is_that_of_the_columns():
    schema = FORMAT.schema
    assert schema.names == COLUMNS
    assert [str(type) for type in schema.types] == ["string", "timestamp[ms, tz=UTC]", "int32", "int64", "string"]
    assert [field.nullable for field in schema] == [field.nullable for field in FORMAT.fields]


def test_all_kinds_of_inputs_give_the_same_table():
    pathlib.Path("logs/deep").mkdir(parents=True)
    pathlib.Path("logs/deep/a.log.gz").write_bytes(gzip.compress(LINES))
    expected = FORMAT.read(LINES).read_all()
    assert expected.num_rows == 3_000 and expected.schema == FORMAT.schema
    records = [FORMAT.parse(text) for text in LINES.decode().splitlines()]
    assert expected.to_pylist() == records
    for source in [
        bytearray(LINES),
        memoryview(gzip.compress(LINES)),
        "logs",
        pathlib.Path("logs/deep/a.log.gz"),
        open("logs/deep/a.log.gz", "rb"),
        gzip.open("logs/deep/a.log.gz"),
        io.BytesIO(LINES),
        bz2.open(io.BytesIO(bz2.compress(LINES))),
        [LINES[:0], pathlib.Path("logs")],
    ]:
        assert FORMAT.read(source).read_all() == expected, source
    assert FORMAT.read(LINES, threads=1).read_all() == expected
    twice = FORMAT.read(["logs", io.BytesIO(LINES)]).read_all()
    assert twice.num_rows == 6_000
    events = json.dumps({"messageType": "DATA_MESSAGE", "logEvents": [{"message": text} for text in LINES.decode().splitlines()]})
    assert FORMAT.read(events.encode()).read_all() == expected
    assert FORMAT.read(events.encode(), input="events").read_all() == expected


def test_columns_are_selected():
    table = FORMAT.read(LINES, select=["status", "id"]).read_all()
    assert table.column_names == ["status", "id"]
    error = raises(gwfmt.GwfmtError, lambda: FORMAT.read(LINES, select=["nope"]))
    expected = "no column is named `nope`; the columns are `id`, `time`, `status`, `ms`, `ip`"
    assert str(error) == expected, error


def test_others_read_the_stream_as_it_is():
    expected = FORMAT.read(LINES).read_all()
    for make in [FORMAT.read, FORMAT.open]:
        assert polars.DataFrame(make(LINES)).to_arrow().to_pylist() == expected.to_pylist()
        assert pandas.DataFrame.from_arrow(make(LINES)).equals(expected.to_pandas())
        records = make(LINES)
        found = duckdb.sql("select count(*), count(ms), sum(ms), min(time)::varchar from records").fetchall()[0]
        assert found[:3] == (3_000, 2_000, sum(n for n in range(3_000) if n % 3)), found
        assert found[3].startswith("2024-07-10 "), found
    assert FORMAT.read(LINES).read_pandas().equals(expected.to_pandas())
    assert polars.DataFrame(FORMAT.open(LINES)).schema["time"] == polars.Datetime("ms", "UTC")


def test_the_first_line_that_does_not_match_is_an_error_with_its_place():
    pathlib.Path("faulty.log").write_bytes(FAULTY)
    error = raises(gwfmt.LineError, FORMAT.read("faulty.log").read_all)
    assert (error.source, error.line, error.field, error.expected, error.found) == (
        "faulty.log",
        3,
        "status",
        "a status code",
        "OK",
    )
    assert str(error) == f"faulty.log:3: byte {error.byte}: field `status`: expected a status code, found `OK`"
    for read in [lambda stream: polars.DataFrame(stream), lambda stream: duckdb.sql("from stream").fetchall()]:
        assert "faulty.log:3: byte" in str(raises(Exception, lambda: read(FORMAT.open("faulty.log"))))


def test_lines_that_do_not_match_are_skipped_or_kept():
    reading = FORMAT.open(FAULTY, on_error="skip")
    assert polars.DataFrame(reading)["id"].to_list() == ["r0", "r1", "r3", "r4"]
    assert (reading.lines, reading.records, reading.rejects) == (5, 4, 1)
    reading = FORMAT.open(FAULTY, on_error="keep")
    assert reading.schema.names == [*COLUMNS, "_reject"]
    table = reading.reader().read_all()
    assert (reading.lines, reading.records, reading.rejects) == (5, 4, 1)
    assert table.num_rows == 5
    records = [row for row in table.to_pylist() if row["_reject"] is None]
    assert [row["id"] for row in records] == ["r0", "r1", "r3", "r4"]
    (reject,) = [row for row in table.to_pylist() if row["_reject"] is not None]
    assert all(reject[name] is None for name in COLUMNS)
    reject = reject["_reject"]
    assert (reject["source"], reject["line"], reject["text"]) == ("<bytes>", 3, FAULTY.decode().splitlines()[2])
    assert reject["reason"].endswith("field `status`: expected a status code, found `OK`"), reject
    long = FORMAT.read(b"x" * (3 << 20) + b"\n" + LINES, on_error="keep").read_all()
    reject = long.to_pylist()[-1]["_reject"] or long["_reject"].drop_null()[0].as_py()
    assert (reject["line"], reject["reason"], len(reject["text"])) == (1, "a line of more than 1048576 bytes", 1024)
    bad = FORMAT.read(b"\xff\n", on_error="keep").read_all()["_reject"][0].as_py()
    assert bad["bytes"] == "/w==", bad


def test_an_input_that_is_cut_off_is_never_taken_for_a_whole_one():
    cut = gzip.compress(LINES)[:-200]
    reading = FORMAT.open(cut, on_error="skip")
    error = raises(gwfmt.InputError, reading.reader().read_all)
    assert error.source == "<bytes>" and reading.records > 0, error
    kept = FORMAT.read([cut, LINES], on_error="keep").read_all()
    faults = [row for row in kept["_reject"].to_pylist() if row and row["line"] is None]
    assert len(faults) == 1 and kept.num_rows > 3_000, faults
    raises(FileNotFoundError, lambda: FORMAT.read("missing.log"))


def test_what_a_file_object_raises_comes_out():
    class Failing:
        def read(self, size):
            raise KeyError(size)

    raises(KeyError, FORMAT.read(Failing()).read_all)
    error = raises(TypeError, FORMAT.read(io.StringIO("text")).read_all)
    assert "binary mode" in str(error)
    raises(TypeError, lambda: FORMAT.read(3))


def test_records_are_read_once():
    reading = FORMAT.open(LINES)
    polars.DataFrame(reading)
    raises(Exception, lambda: polars.DataFrame(reading))


def threads():
    return len(os.listdir("/proc/self/task"))


def test_a_reader_that_is_dropped_early_ends_what_runs_in_the_background():
    class Endless:
        asked = 0

        def read(self, size):
            Endless.asked += 1
            return LINES[: LINES.rindex(b"\n", 0, size) + 1]

    before = threads()
    for make in [FORMAT.read, lambda source: FORMAT.open(source).reader()]:
        reader = make(Endless())
        assert reader.read_next_batch().num_rows > 0
        del reader
    dropped = FORMAT.open(Endless())
    del dropped
    closed = FORMAT.open(Endless())
    closed.close()
    gc.collect()
    end = time.monotonic() + 20
    while threads() > before and time.monotonic() < end:
        time.sleep(0.05)
    assert threads() <= before, (threads(), before)
    asked = Endless.asked
    time.sleep(0.3)
    assert Endless.asked == asked


def test_it_reads_only_a_few_batches_ahead():
    class Counting(io.BytesIO):
        taken = 0

        def read(self, size=-1):
            Counting.taken += size
            return super().read(size)

    reader = FORMAT.read(Counting(MANY), threads=2)
    reader.read_next_batch()
    time.sleep(1)
    assert Counting.taken < 14 << 20 < len(MANY), (Counting.taken, len(MANY))
    reader.close()


def test_ctrl_c_ends_the_waiting():
    # what a shell starts in the background ignores it
    signal.signal(signal.SIGINT, signal.default_int_handler)
    reading, writing = os.pipe()
    os.write(writing, LINES[:5_000])
    reader = FORMAT.read(open(reading, "rb"))
    threading.Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    raises(KeyboardInterrupt, reader.read_all)
    os.close(writing)


def test_python_ends_while_a_file_object_is_read():
    program = """
import time, gwfmt
class Slow:
    def read(self, size):
        time.sleep(0.001)
        return b"a1 200\\n"
reading = gwfmt.Format("$context.requestId $context.status", api="rest").open(Slow())
time.sleep(0.02)
"""
    for _ in range(10):
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", ""), done


def test_a_format_goes_to_other_processes():
    again = pickle.loads(pickle.dumps(FORMAT))
    assert again == FORMAT and again.schema == FORMAT.schema


for name, test in list(globals().items()):
    if name.startswith("test_"):
        test()
        print("ok", name)
