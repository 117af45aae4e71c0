"""Logs on Spark: its workers read them as `Format.read` does."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial, reduce
from typing import Any, Union

import pyarrow
import pyarrow.compute as pc
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from ._errors import InputError
from ._format import Format
from ._reading import OnError, Wrapping

#: A file up to this size is read by one worker as a whole.
WHOLE = 64 << 20
#: No larger file can be read as a whole: an array of the JVM ends there.
_MOST = (1 << 31) - (1 << 10)
#: The bytes by which a wrapping is told.
_HEAD = 1 << 16
#: The names of what is lines, so that a file may be read in parts.
_LINES = ("lines", "export", "tail")
#: gzip and zstd.
_PACKED = (b"\x1f\x8b", b"\x28\xb5\x2f\xfd")

_Batches = Iterable[pyarrow.RecordBatch]
_Path = Union[str, "os.PathLike[str]"]


def read(
    spark: SparkSession,
    path: _Path | Sequence[_Path],
    format: Format,
    *,
    input: Wrapping = "auto",
    select: Sequence[str] | None = None,
    on_error: OnError = "raise",
    whole: int = WHOLE,
) -> DataFrame:
    """The records of logs as a `DataFrame`: the rows of `Format.read`, in no order.

    ``path`` is what Spark reads from: files or folders with all files in them, on disk, on S3 or wherever. ``input``, ``select`` and
    ``on_error`` are as in `Format.read`: with ``"keep"`` the column ``_reject`` says what is wrong with a line.

    Files of at most ``whole`` bytes are read as a whole. Larger ones are read line by line, plain ones in parts by several workers, and gzip
    files with the ending ``.gz`` as a stream, so that the size of a file does not matter; what is wrong with a line of theirs is said without its number.
    Larger files without lines (payloads of subscriptions, objects without line breaks) are read as a whole, up to 2 GiB.
    """
    with_rejects = on_error == "keep"
    columns = _columns(format.open([], select=select, on_error=on_error).schema)
    job = partial(_records, format=format, select=select, on_error=on_error, columns=columns)
    paths = [os.fspath(one) for one in ([path] if isinstance(path, (str, os.PathLike)) else path)]
    files = _files(spark, paths)
    large = files.where(F.col("length") > whole).select("path", "length").collect()
    parted: dict[Wrapping, list[str]] = {}
    packed: list[str] = []
    for name, length in large:
        wrapping = _wrapping(spark, name, format, input)
        if wrapping is not None:
            parted.setdefault(wrapping, []).append(name)
        elif length > _MOST:
            raise InputError(f"{name}: more than 2 GiB that are not lines cannot be read by one worker", source=name)
        else:
            packed.append(name)
    schema = T.StructType([T.StructField(field.name, _type(field.type)) for field in columns])
    contents = [files.where(F.col("length") <= whole)]
    if packed:
        contents.append(_files(spark, [_escaped(name) for name in packed]))
    frames = [
        frame.select("path", "content").mapInArrow(partial(_files_whole, job=job, input=input), schema)
        for frame in contents
    ]
    for wrapping, names in parted.items():
        lines = spark.read.option("lineSep", "\n").text([_escaped(name) for name in names])
        of_files = lines.select(F.col("_metadata.file_path").alias("path"), F.col("value").cast("binary"))
        in_parts = partial(_files_in_parts, job=job, input=wrapping, with_rejects=with_rejects)
        frames.append(of_files.mapInArrow(in_parts, schema))
    return reduce(DataFrame.unionAll, frames)


def _files(spark: SparkSession, paths: list[str]) -> DataFrame:
    files = spark.read.format("binaryFile").option("recursiveFileLookup", "true").load(paths)
    # what AWS writes to try a bucket
    return files.where(~F.col("path").rlike("(^|/)aws-logs-write-test$"))


def _escaped(path: str) -> str:
    """A path of which Spark takes no character for a wildcard."""
    return re.sub(r"([\\*?\[\]{}])", r"\\\1", path)


def _wrapping(spark: SparkSession, path: str, format: Format, input: Wrapping) -> Wrapping | None:
    """What the lines of a large file are wrapped in, by its beginning, so that all its parts are read alike; nothing where it has no lines."""
    if input not in ("auto", *_LINES):
        return None
    lines = spark.read.option("lineSep", "\n").text(_escaped(path))
    begins = lines.select(F.substring(F.col("value").cast("binary"), 1, _HEAD)).limit(40).collect()
    head = b"\n".join(bytes(row[0]) for row in begins)[:_HEAD]
    if head.startswith(_PACKED):
        return None
    found = format._inner.recognise(head) if input == "auto" else input
    return found if found in _LINES else None


def _files_whole(batches: _Batches, *, job: _Job, input: Wrapping) -> Iterator[pyarrow.RecordBatch]:
    for batch in batches:
        paths, contents = batch.columns
        for path, content in zip(paths, contents):
            yield from job(content.as_buffer(), path.as_py(), input)


def _files_in_parts(
    batches: _Batches, *, job: _Job, input: Wrapping, with_rejects: bool
) -> Iterator[pyarrow.RecordBatch]:
    for batch in batches:
        # a batch may hold the end of one file and the beginning of another
        runs = pc.run_end_encode(batch.column(0))
        start = 0
        for path, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist()):
            data = _joined(batch.column(1).slice(start, end - start))
            start = end
            for records in job(data, path, input, numbered=False):
                yield _without_numbers(records) if with_rejects else records


def _joined(lines: pyarrow.Array) -> pyarrow.Buffer:
    """Lines with a line break behind each."""
    lists = pyarrow.ListArray.from_arrays(pyarrow.array([0, len(lines)], pyarrow.int32()), lines)
    return pc.binary_join(lists, b"\n")[0].as_buffer()


def _without_numbers(batch: pyarrow.RecordBatch) -> pyarrow.RecordBatch:
    """In a part of a file nobody knows the number of a line."""
    rejects = batch.column(batch.num_columns - 1)
    parts = [
        pyarrow.nulls(len(rejects), part.type) if part.name == "line" else rejects.field(part.name)
        for part in rejects.type
    ]
    rejects = pyarrow.StructArray.from_arrays(parts, fields=list(rejects.type), mask=rejects.is_null())
    return pyarrow.RecordBatch.from_arrays([*batch.columns[:-1], rejects], schema=batch.schema)


#: Bytes, the name of the file, the wrapping.
_Job = Callable[..., Iterator[pyarrow.RecordBatch]]


def _records(
    data: pyarrow.Buffer,
    name: str,
    input: Wrapping,
    *,
    format: Format,
    select: Sequence[str] | None,
    on_error: OnError,
    columns: pyarrow.Schema,
    numbered: bool = True,
) -> Iterator[pyarrow.RecordBatch]:
    reading = format._open([(bytes(data), name)], input, select, on_error, threads=1, numbered=numbered)
    for batch in reading.reader():
        yield batch.cast(columns)


def _columns(schema: pyarrow.Schema) -> pyarrow.Schema:
    """The columns as Spark's workers hand them over."""
    return pyarrow.schema([(field.name, _plain(field.type)) for field in schema])


def _plain(ty: pyarrow.DataType) -> pyarrow.DataType:
    if pyarrow.types.is_timestamp(ty):
        return pyarrow.timestamp("us", "UTC")
    if pyarrow.types.is_string_view(ty):
        return pyarrow.string()
    return ty


def _type(ty: pyarrow.DataType) -> T.DataType:
    if pyarrow.types.is_struct(ty):
        return T.StructType([T.StructField(part.name, _type(part.type)) for part in ty])
    if pyarrow.types.is_timestamp(ty):
        return T.TimestampType()
    if pyarrow.types.is_boolean(ty):
        return T.BooleanType()
    if pyarrow.types.is_int32(ty):
        return T.IntegerType()
    if pyarrow.types.is_int64(ty):
        return T.LongType()
    return T.StringType()
