//! Tables and views for engines that query lines, one file an engine.

mod athena;
mod clickhouse;
mod duckdb;
mod spark;
mod sql;

use super::target::{Row, row};

/// The targets.
pub(crate) const TARGETS: &[Row] = &[
    row::<athena::Athena>(),
    row::<clickhouse::ClickHouse>(),
    row::<duckdb::DuckDb>(),
    row::<spark::Spark>(),
];
