//! The table of scenarios: in columns, as JSON, and as the page `docs/scenarios.md`.

use std::fmt::Write as _;

use gwfmt_core::api::Api;
use gwfmt_core::catalog::{VARIABLES, Variable};
use gwfmt_core::mark::Mark;
use gwfmt_core::scenario::{Cell, Scenario, cell, outcomes};
use serde::Serialize;

/// A cell, in the list of all of them.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    api: &'static str,
    scenario: &'static str,
    variable: String,
    /// What may stand there: `value`, `-`, `(none)`.
    holds: Vec<&'static str>,
    /// How sure that is.
    mark: &'static str,
    why: &'static str,
    source: &'static str,
}

/// Every cell.
pub(crate) fn rows(only: Option<Api>) -> Vec<Row> {
    let mut rows = Vec::new();
    for api in apis(only) {
        for variable in VARIABLES {
            for scenario in Scenario::of(api) {
                rows.extend(cell(api, scenario, variable).map(|cell| Row {
                    api: api.name(),
                    scenario: scenario.name(),
                    variable: name(variable),
                    holds: cell.holds.words().collect(),
                    mark: cell.mark.name(),
                    why: cell.why,
                    source: cell.source,
                }));
            }
        }
    }
    rows
}

fn apis(only: Option<Api>) -> impl Iterator<Item = Api> {
    Api::ALL
        .into_iter()
        .filter(move |&api| only.is_none_or(|only| only == api))
}

fn name(variable: &Variable) -> String {
    format!("$context.{}", variable.path)
}

/// What a variable holds in the scenarios of a type of API, for its page: `a value in ok; `-` in mock`. Nothing where it
/// always has a value.
pub(crate) fn words(api: Api, variable: &Variable) -> String {
    let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
    for scenario in Scenario::of(api) {
        let Some(cell) = cell(api, scenario, variable) else {
            continue;
        };
        let texts = cell.holds.words().map(|word| match word {
            "value" => "a value".to_owned(),
            text => format!("`{text}`"),
        });
        let mut what = texts.collect::<Vec<_>>().join(" or ");
        if cell.mark == Mark::Unclear {
            what.push_str(", not documented,");
        }
        match groups.iter_mut().find(|(known, _)| *known == what) {
            Some((_, names)) => names.push(scenario.name()),
            None => groups.push((what, vec![scenario.name()])),
        }
    }
    if groups.len() == 1 && groups[0].0 == "a value" {
        return String::new();
    }
    let groups: Vec<String> = groups
        .iter()
        .map(|(what, names)| format!("{what} in {}", names.join(", ")))
        .collect();
    groups.join("; ")
}

/// The table of each type of API, with a letter for each word.
pub(crate) fn table(only: Option<Api>) -> String {
    let mut out = String::from(
        "v a value · - a dash · 0 `(none)` · v- a value or a dash, depending on the setup or the client, or not documented\n\
         d documented · r reported · i inferred · u unclear\n\
         for reasons and sources: --output-format json\n",
    );
    for api in apis(only) {
        let _ = write!(out, "\n{} APIs\n\n", api.title());
        for (number, scenario) in Scenario::of(api).enumerate() {
            let _ = writeln!(out, "{:>3} {}", number + 1, scenario.name());
        }
        let listed = || VARIABLES.iter().filter(|one| one.listing(api).is_some());
        let wide = listed().map(|one| name(one).len()).max().unwrap_or(0);
        let mut head = format!("\n{:wide$}", "");
        for (number, _) in Scenario::of(api).enumerate() {
            let _ = write!(head, "  {:<4}", number + 1);
        }
        let _ = writeln!(out, "{}", head.trim_end());
        for variable in listed() {
            let mut line = format!("{:wide$}", name(variable));
            for scenario in Scenario::of(api) {
                let text = cell(api, scenario, variable).map_or_else(String::new, letters);
                let _ = write!(line, "  {text:<4}");
            }
            let _ = writeln!(out, "{}", line.trim_end());
        }
    }
    out
}

/// `v-d`.
fn letters(cell: Cell) -> String {
    let holds = cell.holds.words().map(|word| match word {
        "value" => 'v',
        "(none)" => '0',
        _ => '-',
    });
    holds.chain(cell.mark.name().chars().next()).collect()
}

/// The reasons of a page, each with a number.
#[derive(Default)]
struct Reasons(Vec<Cell>);

impl Reasons {
    /// The number of a cell's reason.
    fn number(&mut self, cell: Cell) -> usize {
        let same = |known: &Cell| {
            (known.mark, known.why, known.source) == (cell.mark, cell.why, cell.source)
        };
        let at = self.0.iter().position(same).unwrap_or_else(|| {
            self.0.push(cell);
            self.0.len() - 1
        });
        at + 1
    }
}

/// `docs/scenarios.md`.
pub(crate) fn page() -> String {
    let mut out = String::from(
        "# Scenarios\n\n\
         <!-- Made from the table in gwfmt-core/src/scenario/table.rs by `GWFMT_UPDATE=1 cargo test --test docs`. -->\n\n\
         What API Gateway writes for each variable in each situation. `gwfmt render --scenario NAME` prints such lines,\n\
         `gwfmt variables --scenarios` this table.\n\n\
         A cell shows what is written (a value, `-`, or `(none)`) and how certain that is: **d**ocumented by AWS,\n\
         **r**eported by users, **i**nferred from either, **u**nclear. The letter with its number links to the reason and its\n\
         source. `value -` means: now one, now the other, by the set-up of the API, by the client, or, where it is unclear,\n\
         because nobody knows. What is unclear is rendered both ways. Nothing here was measured on AWS by this project.\n\n\
         | scenario | what happens | REST | HTTP | WebSocket |\n|---|---|---|---|---|\n",
    );
    for scenario in Scenario::ALL {
        let _ = write!(out, "| `{}` | {} |", scenario.name(), scenario.summary());
        for api in Api::ALL {
            let _ = write!(out, " {} |", statuses(api, scenario));
        }
        out.push('\n');
    }
    out.push_str(
        "\nThe columns of the API types hold the statuses that are rendered. Those of REST APIs are the defaults of\n\
         [gateway responses](https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html);\n\
         the others are usual ones.\n",
    );
    let mut reasons = Reasons::default();
    for api in Api::ALL {
        section(api, &mut reasons, &mut out);
    }
    out.push_str("\n## Reasons\n\n");
    for (number, cell) in reasons.0.iter().enumerate() {
        let number = number + 1;
        let (mark, why) = (cell.mark.name(), cell.why);
        let _ = writeln!(
            out,
            "{number}. <a id=\"r{number}\"></a>{mark}: {why}. <{}>",
            cell.source
        );
    }
    out.push_str(REMARKS);
    out
}

/// The statuses of a scenario, each once.
fn statuses(api: Api, scenario: Scenario) -> String {
    if !scenario.apis().has(api) {
        return String::new();
    }
    let mut all: Vec<u16> = outcomes(api, scenario).iter().map(|o| o.status).collect();
    all.sort_unstable();
    all.dedup();
    let words: Vec<String> = all.iter().map(u16::to_string).collect();
    words.join(", ")
}

/// The table of one type of API. Variables that come and go together share a row.
fn section(api: Api, reasons: &mut Reasons, out: &mut String) {
    let _ = write!(out, "\n## {} APIs\n\n| variable |", api.title());
    for scenario in Scenario::of(api) {
        let _ = write!(out, " {} |", scenario.name());
    }
    out.push_str("\n|---|");
    out.push_str(&"---|".repeat(Scenario::of(api).count()));
    out.push('\n');
    let mut rows: Vec<(Vec<Cell>, Vec<&str>)> = Vec::new();
    for variable in VARIABLES {
        let cells: Vec<Cell> = Scenario::of(api)
            .filter_map(|scenario| cell(api, scenario, variable))
            .collect();
        if cells.is_empty() {
            continue;
        }
        match rows.iter_mut().find(|(known, _)| *known == cells) {
            Some((_, names)) => names.push(variable.path),
            None => rows.push((cells, vec![variable.path])),
        }
    }
    for (cells, names) in rows {
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        let _ = write!(out, "| {} |", names.join(" "));
        for cell in cells {
            let holds: Vec<&str> = cell.holds.words().collect();
            let letter: String = cell.mark.name().chars().take(1).collect();
            let number = reasons.number(cell);
            let _ = write!(out, " {} [{letter}{number}](#r{number}) |", holds.join(" "));
        }
        out.push('\n');
    }
}

const REMARKS: &str = "
## What else is assumed

- How values come into a line is not documented. Where the format is JSON they are written JSON-escaped, as they were last seen
  on a REST API (<https://github.com/DataBiosphere/azul/issues/4348>); elsewhere as they are. Line breaks in values are rendered
  only where they are escaped.
- `error.messageString` brings its own quotes. Without a message it is rendered as `-` or `\"-\"`.
- The values themselves are made up: addresses of the ranges for documentation, example accounts and names. Latencies, lengths and
  the words of error messages are what such requests commonly have, not what AWS promises.
- No line at all is written for requests that are too large (413), for some throttled ones, for custom domains without a mapping and for
  some internal errors (<https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-access-logging.html>).
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_of_the_page_has_its_source() {
        let page = page();
        for (number, _) in page.match_indices("](#r") {
            let rest = &page[number + 4..];
            let id = &rest[..rest.find(')').unwrap()];
            assert!(page.contains(&format!("<a id=\"r{id}\"></a>")), "{id}");
        }
        for line in page.lines().filter(|line| line.contains("<a id=")) {
            assert!(line.contains("<https://"), "{line}");
        }
    }

    #[test]
    fn the_list_has_every_cell() {
        let rows = rows(Some(Api::Http));
        let listed = VARIABLES
            .iter()
            .filter(|variable| variable.listing(Api::Http).is_some())
            .count();
        assert_eq!(rows.len(), listed * Scenario::of(Api::Http).count());
    }
}
