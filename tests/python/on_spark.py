"""`gwfmt.spark.read` gives the rows of `Format.read`, whatever the files are and however they are parted."""

import gzip
import json
import os
import pathlib
import sys
import time

os.environ["TZ"] = "UTC"
time.tzset()

from pyspark.sql import SparkSession

import gwfmt
import gwfmt.spark

FORMAT = gwfmt.Format(
    '{"id":"$context.requestId","time":"$context.requestTime","status":$context.status,'
    '"ms":"$context.integration.latency","ua":"$context.identity.userAgent"}',
    api="rest",
)

os.environ["PYSPARK_PYTHON"] = sys.executable
spark = (
    SparkSession.builder.master("local[2]")
    .config("spark.ui.enabled", "false")
    .config("spark.ui.showConsoleProgress", "false")
    .config("spark.sql.session.timeZone", "UTC")
    # so that a small file has several parts
    .config("spark.sql.files.maxPartitionBytes", "50000")
    .config("spark.sql.files.openCostInBytes", "1000")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("OFF")


COUNT = 1_000


def lines(name):
    """The lines of a file, told apart from those of any other. Each hundredth does not match."""
    for number in range(COUNT):
        ms = "-" if number % 3 == 0 else str(number)
        status = "OK" if number % 100 == 7 else 200 + number % 300
        yield (
            f'{{"id":"{name} {number}","time":"10/Jul/2024:18:14:{number % 60:02} +0000","status":{status},'
            f'"ms":"{ms}","ua":"é {number}"}}'
        )


def plain(name, before="", end="\n"):
    return "".join(f"{before}{text}{end}" for text in lines(name)).encode()


def events(lines):
    return json.dumps({"messageType": "DATA_MESSAGE", "logEvents": [{"message": text} for text in lines]})


FILES = {
    "plain.log": plain("plain"),
    "windows.log": plain("windows", end="\r\n"),
    "no end.log": plain("no end")[:-1],
    "packed.log.gz": gzip.compress(plain("packed, with an ending")),
    "packed": gzip.compress(plain("packed")),
    "deep/export.gz": gzip.compress(plain("export", before="2024-07-10T18:14:22.000Z ")),
    "deep/er/tail.log": plain("tail", before="2024-07-10T18:14:22.123000+00:00 stream/a "),
    "firehose": (events(lines("firehose 1")) + events(lines("firehose 2"))).encode(),
    "un[b]roken": "".join(text for text in lines("unbroken") if "OK" not in text).encode(),
    "bytes.log": plain("bytes") + b"\xff\xfe\n\n",
}
for name, content in FILES.items():
    path = pathlib.Path("logs", name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
pathlib.Path("logs/aws-logs-write-test").write_bytes(b"Permission Check Successful")


def in_one_place(path, **options):
    """The rows of `Format.read`."""
    return [tuple(row.values()) for row in FORMAT.read(path, **options).read_all().to_pylist()]


def naive(row):
    """With times as Spark gives them to Python, and a reject as a tuple of what does not depend on the parts."""
    made = []
    for value in row:
        if hasattr(value, "tzinfo"):
            value = value.replace(tzinfo=None)
        if hasattr(value, "asDict"):
            value = value.asDict()
        if isinstance(value, dict):
            value = (value["reason"], value["text"][:1024], value["field"], value["bytes"])
        made.append(value)
    return tuple(made)


def sorted_rows(rows):
    return sorted(map(naive, rows), key=repr)


def test_all_files_give_the_same_rows_whole_and_in_parts():
    pathlib.Path("logs/aws-logs-write-test").unlink()
    expected = in_one_place("logs", on_error="keep")
    assert sum(row[-1] is None for row in expected) == 11 * COUNT * 99 // 100, expected[0]
    assert len(expected) == 11 * COUNT - COUNT // 100 + 1, len(expected)
    pathlib.Path("logs/aws-logs-write-test").write_bytes(b"Permission Check Successful")
    for whole in [gwfmt.spark.WHOLE, 0]:
        frame = gwfmt.spark.read(spark, "logs", FORMAT, on_error="keep", whole=whole)
        assert sorted_rows(frame.collect()) == sorted_rows(expected), whole


def test_columns_are_selected_and_several_paths_are_read():
    paths = ["logs/plain.log", pathlib.Path("logs/packed")]
    frame = gwfmt.spark.read(spark, paths, FORMAT, on_error="skip", select=["status", "id"])
    assert frame.columns == ["status", "id"]
    expected = in_one_place(paths, on_error="skip", select=["status", "id"])
    assert sorted_rows(frame.collect()) == sorted_rows(expected) and len(expected) == 2 * 990


for name, test in list(globals().items()):
    if name.startswith("test_"):
        start = time.monotonic()
        test()
        print("ok", name, f"{time.monotonic() - start:.1f} s", flush=True)
spark.stop()
