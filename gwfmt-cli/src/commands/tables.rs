//! `gwfmt rules` and `gwfmt variables`: the tables, in columns or as JSON.

use gwfmt_core::api::{Api, ApiSet};
use gwfmt_core::catalog::{DocStatus, Kind, Preferred, Sensitive, Unit, VARIABLES, Variable, When};
use gwfmt_core::lint::RULES;
use serde::Serialize;

use crate::args::{Rules, TableFormat, Variables};
use crate::commands::explain::type_name;
use crate::commands::scenarios;
use crate::exit::{Ending, Failure};
use crate::output;

/// `gwfmt rules`.
pub(crate) fn rules(args: &Rules) -> Result<Ending, Failure> {
    let rows = rule_rows();
    let text = match args.output_format {
        TableFormat::Json => json(&rows),
        TableFormat::Table => columns(
            ["rule", "group", "level", "default", "what it finds"],
            rows.iter().map(|row| {
                let on = if row.default { "on" } else { "off" };
                [row.name, row.group, row.severity, on, row.summary.as_str()]
            }),
        ),
    };
    output::page(&text, false)?;
    Ok(Ending::Clean)
}

/// A rule, in the table.
#[derive(Debug, Serialize)]
pub(crate) struct RuleRow {
    pub(crate) name: &'static str,
    pub(crate) group: &'static str,
    /// The gravest level it finds anything at.
    pub(crate) severity: &'static str,
    /// Whether it runs when nobody asks for it.
    pub(crate) default: bool,
    /// How sure the fact behind it is.
    pub(crate) mark: &'static str,
    pub(crate) summary: String,
    pub(crate) sources: &'static [&'static str],
}

/// Every rule.
pub(crate) fn rule_rows() -> Vec<RuleRow> {
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let rules = RULES.iter().map(|rule| RuleRow {
        name: rule.name,
        group: rule.group.name(),
        severity: rule.severity.name(),
        default: rule.on,
        mark: rule.mark.name(),
        summary: one_line(rule.summary()),
        sources: rule.sources,
    });
    rules.collect()
}

/// `gwfmt variables`.
pub(crate) fn variables(args: &Variables) -> Result<Ending, Failure> {
    let api = args.api.map(Api::from);
    if args.scenarios {
        let text = match args.output_format {
            TableFormat::Json => json(&scenarios::rows(api)),
            TableFormat::Table => scenarios::table(api),
        };
        output::page(&text, false)?;
        return Ok(Ending::Clean);
    }
    let rows: Vec<VariableRow> = VARIABLES
        .iter()
        .filter(|variable| api.is_none_or(|api| variable.listing(api).is_some()))
        .map(VariableRow::new)
        .collect();
    let text = match args.output_format {
        TableFormat::Json => json(&rows),
        TableFormat::Table => columns(
            ["variable", "apis", "type", "absent", "what it is"],
            rows.iter().map(|row| {
                let absent = if row.may_be_absent { "may be" } else { "" };
                [
                    row.name.as_str(),
                    row.api_words.as_str(),
                    row.kind,
                    absent,
                    row.summary,
                ]
            }),
        ),
    };
    output::page(&text, false)?;
    Ok(Ending::Clean)
}

/// A variable, in the table.
#[derive(Debug, Serialize)]
struct VariableRow {
    name: String,
    /// The types of API whose pages list it.
    apis: Vec<&'static str>,
    #[serde(skip)]
    api_words: String,
    /// Those of them of which only older pages list it.
    older_only: Vec<&'static str>,
    /// Whether the last part of the name is the user's.
    open: bool,
    #[serde(rename = "type")]
    kind: &'static str,
    unit: Option<&'static str>,
    values: &'static [&'static str],
    may_be_absent: bool,
    absent_when: Option<&'static str>,
    free_text: bool,
    sensitive: Option<&'static str>,
    preferred: Option<&'static str>,
    example: Option<&'static str>,
    summary: &'static str,
}

impl VariableRow {
    fn new(variable: &'static Variable) -> Self {
        let apis: Vec<Api> = variable.listings().map(|listing| listing.api).collect();
        let words = match ApiSet::of(&apis) {
            Some(ApiSet::ANY) => "all".to_owned(),
            _ => apis
                .iter()
                .map(|api| api.name())
                .collect::<Vec<_>>()
                .join(" "),
        };
        let older = variable
            .listings()
            .filter(|listing| matches!(listing.status, DocStatus::OlderOnly(_)));
        Self {
            name: format!("$context.{}", variable.path),
            apis: apis.iter().map(|api| api.name()).collect(),
            api_words: words,
            older_only: older.map(|listing| listing.api.name()).collect(),
            open: variable.kind == Kind::Open,
            kind: type_name(variable),
            unit: variable.unit.map(Unit::name),
            values: variable.values,
            may_be_absent: variable.may_be_absent(),
            absent_when: variable.absent_when().map(When::words),
            free_text: variable.free_text(),
            sensitive: variable.sensitive.map(|sensitive| match sensitive {
                Sensitive::Personal => "personal",
                Sensitive::Credential => "credential",
            }),
            preferred: variable.preferred.map(Preferred::words),
            example: variable.example,
            summary: variable.summary,
        }
    }
}

fn json<T: Serialize>(rows: &[T]) -> String {
    let mut text = serde_json::to_string_pretty(rows).unwrap_or_default();
    text.push('\n');
    text
}

/// Rows in columns, each as wide as its widest cell; the last one runs free.
fn columns<'a, const N: usize>(
    head: [&'a str; N],
    rows: impl Iterator<Item = [&'a str; N]>,
) -> String {
    let rows: Vec<[&str; N]> = std::iter::once(head).chain(rows).collect();
    let mut widths = [0; N];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    if let Some(last) = widths.last_mut() {
        *last = 0;
    }
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.into_iter().zip(widths) {
            line.push_str(&format!("{cell:<width$}  "));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_columns() {
        let rows = [["a", "bb"], ["ccc", "d"]].into_iter();
        assert_eq!(columns(["x", "y"], rows), "x    y\na    bb\nccc  d\n");
    }
}
