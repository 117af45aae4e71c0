"""`lint`: the findings of `gwfmt lint`, as objects."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import Literal

from . import _gwfmt
from ._errors import FormatError, GwfmtError

Api = Literal["rest", "http", "websocket"]


@dataclass(frozen=True)
class Finding:
    """A mistake, at its place."""

    #: The name of the rule: `unknown-variable`.
    rule: str
    severity: Literal["error", "warning", "note"]
    message: str
    #: What to do, if there is something to say.
    help: str | None
    #: The file; `<format>` for a format that was given as text.
    file: str
    #: From 1; columns count characters.
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.severity}: {self.message} [{self.rule}]"


class UnreadableError(GwfmtError):
    """Something that was to be looked at could not be read."""

    def __init__(self, message: str, findings: list[Finding]) -> None:
        super().__init__(message, findings)
        #: What was found in the rest.
        self.findings = findings

    def __str__(self) -> str:
        return str(self.args[0])


def lint(what: str | os.PathLike[str], *, api: Api | None = None) -> list[Finding]:
    """The findings in a format, or in the formats of a file or folder.

    A string is a format, byte for byte; a path (``pathlib.Path("infra")``) is a file or a folder. ``api`` is the type of API of formats
    whose resource does not determine it. Raises `UnreadableError` where a file cannot be read.

    >>> [str(finding) for finding in lint("$context.requestId $context.statsu")]
    ['<format>:1:20: warning: unknown variable `$context.statsu` [unknown-variable]']
    """
    arguments = ["--api", api] if api else []
    if isinstance(what, str):
        arguments += ["--format", what]
    else:
        arguments += ["--", os.fspath(what)]
    try:
        report, failures = _gwfmt.lint(arguments)
    except ValueError as error:
        raise FormatError(str(error)) from None
    names = Finding.__dataclass_fields__
    findings = [
        Finding(**{name: finding.get(name) for name in names}) for finding in json.loads(report)["findings"]
    ]
    if failures:
        raise UnreadableError("\n".join(failures), findings)
    return findings
