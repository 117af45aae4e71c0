"""The pattern of `gwfmt generate grok`, run by pygrok."""

import datetime
import glob
import re
import sys

import pygrok
from rows import expected, same


def text_of(value, text):
    """Whether a text means a value of gwfmt."""
    # Quotes of its own go in a filter behind the pattern.
    if value is None:
        return text in ("-", '"-"')
    if isinstance(value, str):
        return same(value, text) or f'"{value}"' == text
    if "/" in text:
        return round(datetime.datetime.strptime(text, "%d/%b/%Y:%H:%M:%S %z").timestamp() * 1000) == value
    return str(value) == text


total = 0
for file in sorted(glob.glob("*.grok")):
    name = file.removesuffix(".grok")
    config = open(file, encoding="utf-8").read()
    match = re.search(r'match => { "message" => "(.*)" }', config)
    if not match:
        print(f"grok: {name}: read by the filter of JSON, not run")
        continue
    definitions = dict(re.findall(r'^      "([A-Z0-9_]+)" => "(.*)"$', config, re.MULTILINE))
    grok = pygrok.Grok(match[1], custom_patterns=definitions)
    compared = differ = escapes = 0
    for entry in expected(name):
        if entry["row"] is None:
            continue
        if ("json" in name or name == "pipes") and "\\" in entry["line"]:
            escapes += 1
            continue
        found = grok.match(entry["line"])
        compared += 1
        if not found or len(found) != len(entry["row"]) or not all(map(text_of, entry["row"], found.values())):
            differ += 1
            print(f"  differs: {entry['line'][:300]}\n    gwfmt:  {entry['row']!r:.500}\n    engine: {found!r:.500}", file=sys.stderr)
    total += compared
    print(f"grok: {name}: {compared} rows compared, {differ} differ" + (f", {escapes} with escapes, which grok leaves" if escapes else ""))
    assert not differ
print(f"grok: {total} rows")
assert total
