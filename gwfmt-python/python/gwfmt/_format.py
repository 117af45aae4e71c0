"""`Format`: the lines of a format, typed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, Literal

from . import _gwfmt
from ._errors import FormatError, GwfmtError, LineError
from ._lint import Api
from ._reading import Input, OnError, Reading, Wrapping, _pyarrow, inputs

if TYPE_CHECKING:
    import pyarrow

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


@dataclass(frozen=True)
class Field:
    """A field of a format."""

    #: Its name, with dots for nested objects: `identity.source_ip`.
    name: str
    #: The name of its column: `identity_source_ip`.
    column: str
    type: Literal["text", "int", "bigint", "boolean", "time"]
    #: Whether API Gateway may write `-` for it, which is `None`.
    nullable: bool
    #: The variable: `$context.identity.sourceIp`.
    variable: str
    #: The unit of its numbers: `ms`, `bytes`.
    unit: str | None
    #: What it is, in Markdown.
    description: str


class Format:
    """A format whose lines can be read.

    >>> format = Format("$context.requestId $context.status", api="rest")
    >>> format.parse("a1 504")
    {'request_id': 'a1', 'status': 504}
    """

    __slots__ = ("_fields", "_inner")

    _inner: _gwfmt.Format

    def __init__(self, text: str, *, api: Api | None = None) -> None:
        self._inner = _named(_gwfmt.Format.of_text, text, api)
        self._fields = tuple(Field(*field) for field in self._inner.fields())

    @classmethod
    def from_file(cls, path: str | os.PathLike[str], *, api: Api | None = None) -> Format:
        """The format in a file: a raw file, or ``FILE#ADDRESS`` for one of Terraform, CloudFormation and the others."""
        self = cls.__new__(cls)
        self._inner = _named(_gwfmt.Format.of_file, os.fspath(path), api)
        self._fields = tuple(Field(*field) for field in self._inner.fields())
        return self

    @property
    def text(self) -> str:
        """The format as API Gateway receives it."""
        return self._inner.text

    @property
    def api(self) -> Api | None:
        """The type of API, where it is known."""
        return self._inner.api

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields, in the order of the line."""
        return self._fields

    def json_schema(self) -> dict[str, Any]:
        """The JSON Schema of a record of the format."""
        try:
            schema: dict[str, Any] = json.loads(self._inner.json_schema())
            return schema
        except ValueError as error:
            raise FormatError(str(error)) from None

    def parse(self, line: str) -> dict[str, Any]:
        """The values of a line by the names of their columns. Times are `datetime` in UTC, absent values `None`.

        Raises `LineError` where the line does not match the format.
        """
        values, fault = self._inner.parse(line)
        if fault is not None:
            byte, field, expected, found, message = fault
            raise LineError(message, byte=byte, field=field or None, expected=expected, found=found)
        return {field.column: _value(field, value) for field, value in zip(self._fields, values or ())}

    @property
    def schema(self) -> pyarrow.Schema:
        """The columns of its records."""
        schema: pyarrow.Schema = _pyarrow().schema(self._inner)
        return schema

    def read(
        self,
        source: Input | Iterable[Input],
        *,
        input: Wrapping = "auto",
        select: Sequence[str] | None = None,
        on_error: OnError = "raise",
        threads: int | None = None,
    ) -> pyarrow.RecordBatchReader:
        """The records of logs, as they come.

        ``source`` is bytes, the path of a file or a folder, a file object that was opened in binary mode, or several of them. gzip and
        zstd are seen by themselves, and so is what AWS wraps the lines in, which ``input`` names. ``select`` are names of columns.

        With ``on_error="raise"`` the first line that does not match is a `LineError`; ``"skip"`` leaves such lines out; ``"keep"`` makes a
        row of each, in which all is null but the column ``_reject``. An input that cannot be read to its end is an `InputError`, or with
        ``"keep"`` a row too. `Format.open` counts lines.

        It reads a few batches ahead, in the background and with as many threads as there are processors, whatever the size of the logs.
        """
        return self.open(source, input=input, select=select, on_error=on_error, threads=threads).reader()

    def open(
        self,
        source: Input | Iterable[Input],
        *,
        input: Wrapping = "auto",
        select: Sequence[str] | None = None,
        on_error: OnError = "raise",
        threads: int | None = None,
    ) -> Reading:
        """What `Format.read` gives, without pyarrow: a stream that polars and DuckDB read, and that counts lines."""
        return self._open(inputs(source), input, select, on_error, threads=threads)

    def _open(
        self,
        sources: list[tuple[Any, str]],
        input: Wrapping,
        select: Sequence[str] | None,
        on_error: OnError,
        *,
        threads: int | None,
        numbered: bool = True,
    ) -> Reading:
        names = None if select is None else list(select)
        try:
            inner = self._inner.read(sources, input, names, on_error, threads or os.cpu_count() or 1)
        except ValueError as error:
            raise GwfmtError(str(error)) from None
        return Reading(inner, numbered=numbered)

    def __repr__(self) -> str:
        api = f", api={self.api!r}" if self.api else ""
        return f"Format({self.text!r}{api})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Format) and (self.text, self.api) == (other.text, other.api)

    def __hash__(self) -> int:
        return hash((self.text, self.api))

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (self.text, self.api)


def _again(text: str, api: Api | None) -> Format:
    return Format(text, api=api)


def _named(make: Any, name: str, api: Api | None) -> Any:
    try:
        return make(name, api)
    except ValueError as error:
        raise FormatError(str(error)) from None


def _value(field: Field, value: Any) -> Any:
    if field.type == "time" and value is not None:
        return _EPOCH + timedelta(milliseconds=value)
    return value
