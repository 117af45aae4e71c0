//! Queries, filters and alarms of CloudWatch, made of the questions that people ask of access logs.

mod alarms;
mod dashboard;
mod insights;
mod metric_filters;
mod pattern;
mod questions;
mod resources;

use super::target::{Row, row};

/// The targets.
pub(crate) const TARGETS: &[Row] = &[
    row::<insights::Insights>(),
    row::<metric_filters::MetricFilters>(),
    row::<alarms::Alarms>(),
    row::<dashboard::Dashboard>(),
];
