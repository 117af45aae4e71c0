"""`gwfmt.spark.read` gives the rows of `Format.read`, whatever the files are and however they are parted; Parquet is the same for all readers."""

import gzip
import json
import os
import pathlib
import subprocess
import sys
import time

os.environ["TZ"] = "UTC"
time.tzset()

import duckdb
import polars
import pyarrow.dataset
import pyarrow.parquet
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


def test_a_large_file_is_read_by_several_workers():
    frame = gwfmt.spark.read(spark, "logs/plain.log", FORMAT, on_error="skip", whole=0)
    assert frame.rdd.getNumPartitions() > 1
    assert frame.count() == 990


def test_columns_have_the_types_of_parquet():
    frame = gwfmt.spark.read(spark, "logs/plain.log", FORMAT, on_error="keep")
    types = dict(frame.dtypes)
    assert list(types.values())[:5] == ["string", "timestamp", "int", "bigint", "string"], types
    assert types["_reject"].startswith("struct<source:string,line:bigint,reason:string,"), types
    rejects = frame.where("_reject is not null").select("_reject.*")
    assert [row.line for row in rejects.orderBy("line").collect()] == [number + 1 for number in range(7, COUNT, 100)]
    assert rejects.first().source.endswith("/logs/plain.log")


def test_a_line_that_does_not_match_ends_the_job_unless_told_otherwise():
    for whole, place in [(gwfmt.spark.WHOLE, "plain.log:8: byte"), (0, "plain.log: byte")]:
        try:
            gwfmt.spark.read(spark, "logs/plain.log", FORMAT, whole=whole).collect()
        except Exception as error:
            assert "LineError" in str(error) and place in str(error), error
        else:
            raise AssertionError("no error")
    cut = pathlib.Path("cut.gz")
    cut.write_bytes(gzip.compress(pathlib.Path("logs/plain.log").read_bytes())[:-20])
    for whole in [gwfmt.spark.WHOLE, 0]:
        try:
            gwfmt.spark.read(spark, "cut.gz", FORMAT, on_error="skip", whole=whole).collect()
        except Exception:
            continue
        raise AssertionError(f"what was cut off is taken for a whole file: {whole}")


def written(path, *options):
    """What `gwfmt decode` makes of a log of three days, of which two have one hour and one has two."""
    hours = ["09/Jul/2024:18", "10/Jul/2024:03", "10/Jul/2024:23", "31/Dec/2024:00"]
    text = "\n".join(
        line.replace("10/Jul/2024:18", hours[number % 4]) for number, line in enumerate(lines("days")) if "OK" not in line
    )
    pathlib.Path("days.log").write_text(text)
    command = ["gwfmt", "decode", "--format", FORMAT.text, "--api", "rest", "-o", path, *options, "days.log"]
    subprocess.run(command, check=True)
    return FORMAT.read("days.log").read_all()


def test_parquet_of_decode_is_the_same_table_for_all():
    table = written("days.parquet")
    assert table.num_rows == 990
    assert pyarrow.parquet.read_table("days.parquet") == table
    in_polars = polars.read_parquet("days.parquet")
    assert in_polars.schema == polars.DataFrame(table).schema and in_polars.equals(polars.DataFrame(table))
    in_duckdb = duckdb.sql("from 'days.parquet'")
    assert in_duckdb.columns == table.column_names
    assert [str(type) for type in in_duckdb.types] == ["VARCHAR", "TIMESTAMP WITH TIME ZONE", "INTEGER", "BIGINT", "VARCHAR"]
    assert sorted_rows(in_duckdb.fetchall()) == sorted_rows(tuple(row.values()) for row in table.to_pylist())
    in_spark = spark.read.parquet("days.parquet")
    of_package = gwfmt.spark.read(spark, "days.log", FORMAT)
    assert in_spark.schema == of_package.schema, (in_spark.schema, of_package.schema)
    assert sorted_rows(in_spark.collect()) == sorted_rows(tuple(row.values()) for row in table.to_pylist())


def test_folders_by_time_are_columns_for_all():
    for by, parts in [("day", ["year", "month", "day"]), ("hour", ["year", "month", "day", "hour"])]:
        folder = f"by-{by}"
        table = written(folder + "/", "--partition-by", by, "--to", "parquet")
        names = ", ".join(parts)
        expected = {}
        for time in table["time"].to_pylist():
            key = tuple(getattr(time, part) for part in parts)
            expected[key] = expected.get(key, 0) + 1
        assert len(expected) == {"day": 3, "hour": 4}[by]
        files = f"{folder}/**/*.parquet"
        count = f"select {names}, count(*) from {{}} group by all"
        in_arrow = pyarrow.dataset.dataset(folder, format="parquet", partitioning="hive", exclude_invalid_files=False)
        hive = in_arrow.to_table()
        found = {
            "pyarrow": duckdb.sql(count.format("hive")).fetchall(),
            "duckdb": duckdb.sql(count.format(f"read_parquet('{files}', hive_partitioning = true)")).fetchall(),
            "polars": polars.read_parquet(files, hive_partitioning=True).group_by(parts).len().rows(),
            "spark": spark.read.parquet(folder).groupBy(*parts).count().collect(),
        }
        for who, rows in found.items():
            assert {tuple(map(int, row[:-1])): row[-1] for row in rows} == expected, (who, rows, expected)
        own = [tuple(row.values()) for row in table.to_pylist()]
        assert sorted_rows(spark.read.parquet(folder).select(*table.column_names).collect()) == sorted_rows(own)
        assert sorted_rows(tuple(row.values()) for row in hive.select(table.column_names).to_pylist()) == sorted_rows(own)


for name, test in list(globals().items()):
    if name.startswith("test_"):
        start = time.monotonic()
        test()
        print("ok", name, f"{time.monotonic() - start:.1f} s", flush=True)
spark.stop()
