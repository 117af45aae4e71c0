"""The access log formats of Amazon API Gateway: mistakes found before the deployment, and lines read as typed values."""

from ._errors import FormatError, GwfmtError, InputError, LineError
from ._format import Field, Format
from ._gwfmt import __version__
from ._lint import Finding, UnreadableError, lint
from ._reading import Reading

__all__ = [
    "Field",
    "Finding",
    "Format",
    "FormatError",
    "GwfmtError",
    "InputError",
    "LineError",
    "Reading",
    "UnreadableError",
    "__version__",
    "lint",
]
