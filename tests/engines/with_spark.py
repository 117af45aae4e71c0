"""Spark runs its own views, and the tables of Athena: the RegexSerDe and the OpenCSVSerde are the same classes there.

Athena's SerDe for JSON cannot be had. Its table is read by a parser of Athena's DDL, and Spark's own reader of JSON reads the columns that
it declares, under the keys that its mappings name. The view of Athena is SQL of Trino: DuckDB runs it over the texts, with macros for the functions that
have other names there.
"""

import glob
import os
import re
import time

os.environ["TZ"] = "UTC"
time.tzset()

import duckdb
import pyarrow
import sqlglot
from pyspark.sql import SparkSession
from pyspark.sql.types import StringType, StructField, StructType
from rows import Comparison, expected

folder = os.getcwd()
spark = (
    SparkSession.builder.master("local[2]")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.warehouse.dir", f"{folder}/warehouse")
    .config("spark.driver.extraJavaOptions", f"-Dderby.system.home={folder}")
    .config("spark.sql.session.timeZone", "UTC")
    .config("spark.sql.shuffle.partitions", "2")
    .enableHiveSupport()
    .getOrCreate()
)
spark.sparkContext.setLogLevel("ERROR")

MACROS = """
    SET TimeZone = 'UTC';
    CREATE MACRO parse_datetime(t, f) AS CASE f WHEN 'dd/MMM/yyyy:HH:mm:ss Z' THEN strptime(t, '%d/%b/%Y:%H:%M:%S %z') END;
    CREATE MACRO from_unixtime(t, zone) AS make_timestamptz(CAST(t * 1000000 AS BIGINT));
    CREATE MACRO json_extract_scalar(t, p) AS json_extract_string(CAST(t AS JSON), p);
"""


def statements(file):
    sql = open(file, encoding="utf-8").read()
    return [statement for statement in sql.split(";\n") if statement.strip()]


def typed(texts, view):
    """The rows of a view of Athena over a table of texts."""
    engine = duckdb.connect()
    engine.execute(MACROS)
    engine.register("arrow", texts)
    engine.execute("CREATE TABLE access_log_lines AS SELECT * FROM arrow")
    engine.execute(view)
    return engine.execute("SELECT * FROM access_log").fetchall()


def fields(name, ty, mapping):
    """A column of the DDL as a field of Spark's reader, under its key."""
    members = [] if ty.this == sqlglot.exp.DataType.Type.TEXT or not ty.expressions else ty.expressions
    kind = StringType()
    if members:
        kind = StructType([fields(member.this.name, member.args["kind"], mapping) for member in members])
    return StructField(mapping.get(name, name), kind)


def renamed(value, names):
    if isinstance(value, dict):
        return {names.get(key, key): renamed(inner, names) for key, inner in value.items()}
    return value


def json_rows(ddl, lines):
    """What Spark's reader of JSON finds under the keys of a table for JSON, with the names of the table."""
    mapping = dict(re.findall(r"'mapping\.(\w+)' = '([^']*)'", ddl))
    schema = sqlglot.parse_one(ddl, read="athena").find(sqlglot.exp.Schema)
    columns = [fields(column.name, column.args["kind"], mapping) for column in schema.find_all(sqlglot.exp.ColumnDef) if column.parent is schema]
    names = {key: name for name, key in mapping.items()}
    table = spark.read.schema(StructType(columns)).json(lines)
    return pyarrow.Table.from_pylist([renamed(row.asDict(recursive=True), names) for row in table.collect()])


views, regex, opencsv, json = Comparison("spark"), Comparison("athena, RegexSerDe"), Comparison("athena, OpenCSVSerde"), Comparison("athena, columns of JSON")
for file in sorted(glob.glob("*.sql")):
    name = file.removesuffix(".sql")
    for statement in statements(file):
        spark.sql(statement)
    views.add(name, [tuple(row) for row in spark.sql("SELECT * FROM access_log").collect()])
    refused, rows = (spark.table(view).count() for view in ("access_log_refused", "access_log"))
    assert refused + rows == len(expected(name)), (name, refused, rows)
    for view in ("access_log", "access_log_refused", "access_log_lines"):
        spark.catalog.dropTempView(view)
    for kind, comparison in (("athena", regex), ("opencsv", opencsv)):
        if not os.path.exists(f"{name}.{kind}"):
            continue
        table, view = statements(f"{name}.{kind}")
        sqlglot.parse_one(table, read="athena", error_level=sqlglot.ErrorLevel.RAISE)
        sqlglot.parse_one(view, read="athena", error_level=sqlglot.ErrorLevel.RAISE)
        if "openx" in table:
            json.add(name, typed(json_rows(table, f"{folder}/{name}.lines"), view))
            continue
        spark.sql(table)
        texts = spark.sql("SELECT * FROM access_log_lines").toArrow()
        assert texts.num_rows == len(expected(name)), (name, texts.num_rows)
        # A reader of CSV cannot carry lines with quotes, or with the separator in a value: API Gateway quotes neither.
        separator = {"csv": ",", "pipes": "|"}.get(name, "")
        plain = lambda line: '"' not in line and line.count(separator) == len(texts.column_names) - 1
        carries = plain if kind == "opencsv" else (lambda line: True)
        comparison.add(name, typed(texts, view), carries)
        spark.sql("DROP TABLE access_log_lines")
spark.stop()
if any(comparison.differ for comparison in (views, regex, opencsv, json)):
    raise SystemExit(1)
for comparison in (views, regex, opencsv, json):
    print(f"{comparison.engine}: {comparison.total} rows, {comparison.differ} differ")
    assert comparison.total
