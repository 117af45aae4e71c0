"""What can be wrong with a format or a line."""

from __future__ import annotations


class GwfmtError(ValueError):
    """The base of all errors of this package."""


class FormatError(GwfmtError):
    """A format that cannot be found, or whose lines cannot be read."""


class LineError(GwfmtError):
    """A line that does not match its format."""

    def __init__(
        self,
        message: str,
        *,
        byte: int | None,
        field: str | None,
        expected: str,
        found: str,
        source: str | None = None,
        line: int | None = None,
    ) -> None:
        super().__init__(message)
        #: The byte of the line at which it departs from the format; nothing where the line is too long or a number too great.
        self.byte = byte
        #: The name of the field, if it is one that is at fault.
        self.field = field
        #: What the format asks for.
        self.expected = expected
        #: What the line has there.
        self.found = found
        #: The file, if the line comes from one.
        self.source = source
        #: The number of the line in it, from 1.
        self.line = line


class InputError(GwfmtError):
    """An input that could not be read to its end: a file that is missing, a gzip file that ends too soon."""

    def __init__(self, message: str, *, source: str) -> None:
        super().__init__(message)
        #: The file.
        self.source = source
