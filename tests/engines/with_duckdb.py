"""The views of `gwfmt generate duckdb`, run by DuckDB."""

import glob

import duckdb
from rows import Comparison, expected

comparison = Comparison("duckdb")
for file in sorted(glob.glob("*.sql")):
    name = file.removesuffix(".sql")
    engine = duckdb.connect()
    engine.execute("SET TimeZone = 'UTC'")
    engine.execute(open(file, encoding="utf-8").read())
    comparison.add(name, engine.execute("SELECT * FROM access_log").fetchall())
    all_lines, refused, rows = engine.execute(
        "SELECT (SELECT count(*) FROM access_log_lines), (SELECT count(*) FROM access_log_refused), (SELECT count(*) FROM access_log)"
    ).fetchone()
    assert all_lines == len(expected(name)) == refused + rows, (name, all_lines, refused, rows)
comparison.end()
