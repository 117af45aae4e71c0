"""The whole public API as a program with types uses it: read by mypy --strict, and run never."""

import io
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, assert_type

from pyspark.sql import DataFrame, SparkSession

import gwfmt
import gwfmt.spark


def lint() -> list[str]:
    assert_type(gwfmt.__version__, str)
    try:
        findings = gwfmt.lint(Path("infra"), api="rest")
    except gwfmt.UnreadableError as error:
        findings = error.findings
    assert_type(findings, list[gwfmt.Finding])
    assert_type(findings[0].severity, Literal["error", "warning", "note"])
    assert_type(findings[0].help, str | None)
    gwfmt.lint("$context.requestId", api="soap")  # type: ignore[arg-type]
    return [f"{finding.file}:{finding.line}:{finding.column} {finding.rule} {finding}" for finding in findings]


def formats() -> gwfmt.Format:
    format = gwfmt.Format.from_file("main.tf#aws_api_gateway_stage.prod")
    format = gwfmt.Format(format.text, api=format.api)
    assert_type(format.fields, tuple[gwfmt.Field, ...])
    assert_type(format.fields[0].type, Literal["text", "int", "bigint", "boolean", "time"])
    assert_type(format.fields[0].unit, str | None)
    assert_type(format.json_schema(), dict[str, Any])
    return format


def lines(format: gwfmt.Format) -> datetime | None:
    try:
        record = format.parse("a 200")
    except gwfmt.LineError as error:
        assert_type(error.byte, int | None)
        assert_type(error.field, str | None)
        assert_type(error.expected + error.found, str)
        assert_type(error.source, str | None)
        assert_type(error.line, int | None)
        return None
    assert_type(record, dict[str, Any])
    time: datetime | None = record["time"]
    return time


def logs(format: gwfmt.Format) -> int:
    format.schema
    format.read(b"a 200", input="lines", select=["status"], on_error="keep", threads=2)
    format.read(["a.log", Path("b.log.gz"), open("c.log", "rb"), io.BytesIO(), b""])
    format.read(b"", on_error="ignore")  # type: ignore[arg-type]
    format.read(b"", input="zip")  # type: ignore[arg-type]
    format.read(3)  # type: ignore[arg-type]
    try:
        reading = format.open("logs/", on_error="skip")
        reading.reader()
    except gwfmt.InputError as error:
        assert_type(error.source, str)
        raise gwfmt.GwfmtError("no logs") from error
    assert_type(reading, gwfmt.Reading)
    reading.schema
    reading.close()
    return reading.lines + reading.records + reading.rejects


def spark(session: SparkSession, format: gwfmt.Format) -> DataFrame:
    frame = gwfmt.spark.read(session, ["s3a://logs/a", Path("b")], format, input="export", select=["status"], on_error="keep")
    frame = gwfmt.spark.read(session, "s3a://logs/", format, whole=1 << 20)
    assert_type(frame, DataFrame)
    return frame
