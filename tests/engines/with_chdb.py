"""The views of `gwfmt generate clickhouse`, run by chdb."""

import glob
import json

from chdb.session import Session
from rows import Comparison, expected

comparison = Comparison("clickhouse")
engine = Session()
for file in sorted(glob.glob("*.sql")):
    name = file.removesuffix(".sql")
    for statement in open(file, encoding="utf-8").read().split(";\n"):
        if statement.strip():
            engine.query(statement)
    answer = engine.query(
        "SELECT * FROM access_log SETTINGS output_format_json_quote_64bit_integers = 0", "JSONCompactStringsEachRowWithNamesAndTypes"
    ).bytes().decode()
    _, types, *rows = map(json.loads, answer.rstrip("\n").split("\n"))

    def typed(text, ty):
        if text is None or text == "ᴺᵁᴸᴸ":
            return None
        if "Int" in ty:
            return int(text)
        if "Bool" in ty:
            return text == "true"
        if "DateTime" in ty:
            import datetime

            return datetime.datetime.fromisoformat(text)
        return text

    comparison.add(name, [[typed(value, ty) for value, ty in zip(row, types)] for row in rows])
    refused = int(str(engine.query("SELECT count() FROM access_log_refused")))
    assert len(expected(name)) == refused + len(rows), (name, refused, len(rows))
comparison.end()
