"""Lines of each shape through Spark: the rows that `gwfmt decode` writes. `GWFMT_LINES` is their number, 300 if it is not set."""

import os
import pathlib
import subprocess
import sys
import time

os.environ["TZ"] = "UTC"
time.tzset()

import duckdb
from pyspark.sql import SparkSession

import gwfmt
import gwfmt.spark

COUNT = int(os.environ.get("GWFMT_LINES", "300"))
SHAPES = {
    "json": '{"id":"$context.requestId","time":"$context.requestTime","ip":"$context.identity.sourceIp","status":"$context.status",'
    '"ms":"$context.integration.latency","agent":"$context.identity.userAgent"}',
    "nested": '{"id":"$context.requestId","time":"$context.requestTime","http":{"method":"$context.httpMethod","status":"$context.status",'
    '"from":{"ip":"$context.identity.sourceIp","agent":"$context.identity.userAgent"}},"ms":"$context.integration.latency"}',
    "csv": '"$context.requestId","$context.requestTime","$context.identity.sourceIp","$context.status","$context.integration.latency"',
    "clf": '$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] '
    '"$context.httpMethod $context.resourcePath $context.protocol" $context.status $context.responseLength $context.requestId',
    "xml": "<request id=\"$context.requestId\"><time>$context.requestTime</time><ip>$context.identity.sourceIp</ip>"
    "<status>$context.status</status><ms>$context.integration.latency</ms></request>",
}

os.environ["PYSPARK_PYTHON"] = sys.executable
spark = (
    SparkSession.builder.master(os.environ.get("GWFMT_SPARK", "local[2]"))
    .config("spark.ui.enabled", "false")
    .config("spark.ui.showConsoleProgress", "false")
    .config("spark.sql.session.timeZone", "UTC")
    .config("spark.sql.files.maxPartitionBytes", "20000" if COUNT < 10_000 else "128m")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("OFF")


def lines(shape, text):
    """A log: rendered lines, again and again until there are enough."""
    render = ["gwfmt", "render", "--format", text, "--api", "rest", "--count", str(min(COUNT, 20_000))]
    some = subprocess.run(render, check=True, capture_output=True).stdout.splitlines(keepends=True)
    with open(f"{shape}.log", "wb") as log:
        left = COUNT
        while left > 0:
            log.write(b"".join(some[:left]))
            left -= len(some)


def sums(files):
    """How many rows there are, and a sum that every value of every row goes into."""
    query = f"select count(*), sum(hash(rows)::hugeint) from read_parquet('{files}') rows"
    return duckdb.sql(query).fetchall()[0]


for shape, text in SHAPES.items():
    lines(shape, text)
    start = time.monotonic()
    decode = ["gwfmt", "decode", "--format", text, "--api", "rest", "--on-error", "skip", "-o", f"{shape}.parquet", f"{shape}.log"]
    subprocess.run(decode, check=True)
    one = time.monotonic() - start
    format = gwfmt.Format(text, api="rest")
    start = time.monotonic()
    frame = gwfmt.spark.read(spark, f"{shape}.log", format, on_error="skip", whole=0)
    frame.write.mode("overwrite").parquet(f"{shape}.spark")
    many = time.monotonic() - start
    expected, found = sums(f"{shape}.parquet"), sums(f"{shape}.spark/*.parquet")
    parts = frame.rdd.getNumPartitions()
    size = pathlib.Path(f"{shape}.log").stat().st_size
    print(f"{shape}: {COUNT:,} lines, {size:,} bytes, {expected[0]:,} rows; decode {one:.1f} s, Spark {many:.1f} s in {parts} parts", flush=True)
    assert expected == found and expected[0] > COUNT * 0.9, (shape, expected, found)
    assert parts > 1
    os.remove(f"{shape}.log")
spark.stop()
