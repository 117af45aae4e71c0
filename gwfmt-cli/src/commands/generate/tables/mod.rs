//! Tables and views for engines that query lines, one file an engine.

mod athena;
mod bigquery;
mod clickhouse;
mod duckdb;
mod glue;
mod hive;
mod spark;
mod sql;

use super::target::{Row, row};

/// The targets.
pub(crate) const TARGETS: &[Row] = &[
    row::<athena::Athena>(),
    row::<bigquery::BigQuery>(),
    row::<clickhouse::ClickHouse>(),
    row::<duckdb::DuckDb>(),
    row::<glue::Glue>(),
    row::<spark::Spark>(),
];
