"""The access log formats of Amazon API Gateway: mistakes found before the deployment, and lines read as typed values."""

from ._errors import FormatError, GwfmtError, LineError
from ._format import Field, Format
from ._gwfmt import __version__
from ._lint import Finding, UnreadableError, lint

__all__ = [
    "Field",
    "Finding",
    "Format",
    "FormatError",
    "GwfmtError",
    "LineError",
    "UnreadableError",
    "__version__",
    "lint",
]
