"""What the scripts of engines have in common: gwfmt's rows, and how rows are compared."""

import datetime
import ipaddress
import json
import sys
from collections import Counter


def expected(name):
    """The lines of a format: the scenario, the line, and gwfmt's row, or None where it refuses the line."""
    with open(f"{name}.rows", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def plain(value):
    """A value of an engine as gwfmt's rows have it."""
    if isinstance(value, datetime.datetime):
        if value.tzinfo is None:
            value = value.replace(tzinfo=datetime.timezone.utc)
        return round(value.timestamp() * 1000)
    if hasattr(value, "item"):
        return value.item()
    return value


def same(ours, theirs):
    if ours == theirs and type(ours) is type(theirs):
        return True
    if isinstance(ours, str) and isinstance(theirs, str):
        try:
            return ipaddress.ip_address(ours) == ipaddress.ip_address(theirs)
        except ValueError:
            return False
    return False


class Comparison:
    """Compares the rows of one engine, format by format, and fails at the end if any differed."""

    def __init__(self, engine):
        self.engine = engine
        self.total = 0
        self.differ = 0

    def add(self, name, rows, carries=lambda line: True):
        """`rows`: the engine's rows, in any order, of the lines that it takes for lines of the format. `carries` says which
        lines its reader can carry at all; the others are counted."""
        known = expected(name)
        ours = [entry for entry in known if entry["row"] is not None and carries(entry["line"])]
        theirs = {}
        for row in rows:
            row = [plain(value) for value in row]
            theirs.setdefault(str(key(row)), []).append(row)
        differ, kinds = 0, Counter()
        for entry in ours:
            row = entry["row"]
            found = theirs.get(str(key(row)), [])
            match = next((at for at, other in enumerate(found) if all(map(same, row, other)) and len(row) == len(other)), None)
            if match is None:
                differ += 1
                kinds[entry["scenario"]] += 1
                if differ <= 3:
                    print(f"  differs: {entry['line'][:300]}\n    gwfmt:  {row!r:.600}\n    engine: {found!r:.600}", file=sys.stderr)
            else:
                found.pop(match)
        refused = sum(entry["row"] is None for entry in known)
        uncarried = len(known) - refused - len(ours)
        self.total += len(ours)
        self.differ += differ
        left = "".join(f", {count} {what}" for count, what in [(refused, "refused by gwfmt"), (uncarried, "not carried")] if count)
        print(f"{self.engine}: {name}: {len(ours)} rows compared, {differ} differ {dict(kinds) or ''}{left}")

    def end(self):
        print(f"{self.engine}: {self.total} rows, {self.differ} differ")
        assert self.total, "nothing was compared"
        sys.exit(1 if self.differ else 0)


def key(row):
    """Request ids are unique: every format has one first or last."""
    return [value for value in (row[0], row[-1]) if isinstance(value, str) and len(value) == 36][:1]
