"""`Reading`: records of logs as a stream of Arrow."""

from __future__ import annotations

import atexit
import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal, Protocol, Union

from . import _gwfmt
from ._errors import GwfmtError, InputError, LineError

if TYPE_CHECKING:
    import pyarrow

Wrapping = Literal["auto", "lines", "export", "tail", "events", "unbroken"]
OnError = Literal["raise", "skip", "keep"]


# what reads file objects in the background has to be out of Python before Python ends
atexit.register(_gwfmt.end)


class Readable(Protocol):
    """A file object that was opened in binary mode."""

    def read(self, size: int, /) -> bytes: ...


Input = Union[bytes, bytearray, memoryview, str, "os.PathLike[str]", Readable]


class Reading:
    """Records that are read in the background, a few batches ahead. Made by `Format.open`, and read once.

    It speaks the Arrow C stream interface: polars, DuckDB, pandas and pyarrow take it as it is.
    """

    __slots__ = ("_inner", "_numbered")

    def __init__(self, inner: _gwfmt.Reading, *, numbered: bool = True) -> None:
        self._inner = inner
        # whether the numbers of lines are those of a file
        self._numbered = numbered

    @property
    def schema(self) -> pyarrow.Schema:
        """The columns."""
        return _pyarrow().schema(self)

    @property
    def records(self) -> int:
        """How many lines were read as records so far."""
        return self._inner.counts()[0]

    @property
    def rejects(self) -> int:
        """How many lines did not match the format so far."""
        return self._inner.counts()[1]

    @property
    def lines(self) -> int:
        """How many lines that are not empty were read so far: records and rejects."""
        return sum(self._inner.counts())

    def reader(self) -> pyarrow.RecordBatchReader:
        """The records for pyarrow. What ends them too early is a `LineError` or an `InputError`."""
        arrow = _pyarrow()
        stream = arrow.RecordBatchReader.from_stream(self)

        def batches() -> Iterator[pyarrow.RecordBatch]:
            try:
                yield from stream
            except (arrow.ArrowException, OSError):
                self._raise()
                raise

        return arrow.RecordBatchReader.from_batches(stream.schema, batches())

    def close(self) -> None:
        """Ends the reading, if nobody has begun to take the records."""
        self._inner.close()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._inner.__arrow_c_stream__(requested_schema)

    def __arrow_c_schema__(self) -> object:
        return self._inner.__arrow_c_schema__()

    def __repr__(self) -> str:
        return f"<Reading: {self.records} records, {self.rejects} rejects so far>"

    def _raise(self) -> None:
        line, source = self._inner.fault()
        if line is not None:
            name, number, byte, field, expected, found, reason = line
            number = number if self._numbered else None
            place = name if number is None else f"{name}:{number}"
            raise LineError(
                f"{place}: {reason}",
                byte=byte,
                field=field or None,
                expected=expected,
                found=found,
                source=name,
                line=number,
            ) from None
        if source is not None:
            name, words = source
            raise InputError(f"{name}: {words}", source=name) from None


def inputs(source: Input | Iterable[Input]) -> list[tuple[Any, str]]:
    """What is to be read, with the name of each in messages."""
    if isinstance(source, bytes):
        return [(source, "<bytes>")]
    if isinstance(source, (bytearray, memoryview)):
        return [(bytes(source), "<bytes>")]
    if isinstance(source, (str, os.PathLike)):
        path = os.fspath(source)
        os.stat(path)  # a file that is missing is said here, and not in the background
        return [(path, path)]
    if hasattr(source, "read"):
        name = getattr(source, "name", None)
        return [(source, name if isinstance(name, str) else "<file>")]
    try:
        each = iter(source)
    except TypeError:
        raise TypeError(f"bytes, a path, a file object or several of them, not {type(source).__name__}") from None
    return [one for some in each for one in inputs(some)]


def _pyarrow() -> Any:
    try:
        import pyarrow
    except ImportError:
        raise GwfmtError("this needs pyarrow: pip install 'gwfmt[arrow]'") from None
    return pyarrow
