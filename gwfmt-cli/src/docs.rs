//! Pages that are made of the tables of the program: a test keeps the files in `docs/` equal to them.

use std::fmt::Write as _;

use gwfmt_core::lint::{Group, RULES};

use crate::commands::explain::in_short;
use crate::commands::tables::rule_rows;
use crate::text::markdown::example;

/// `docs/config.schema.json`: what a config file may hold.
pub fn config_schema() -> serde_json::Value {
    crate::config::schema::schema()
}

/// `docs/stats.schema.json`: what `gwfmt stats` writes for programs.
#[cfg(feature = "decode")]
pub fn stats_schema() -> serde_json::Value {
    crate::commands::logs::stats::schema()
}

/// `docs/rules.md`: every rule with its page.
pub fn rules_page() -> String {
    let mut out = String::from(
        "# Rules\n\n\
         <!-- Made from the rules' own pages by `GWFMT_UPDATE=1 cargo test --test docs`. -->\n\n\
         `gwfmt explain RULE` prints a page. `--select` and `--ignore` take names and groups.\n\n\
         The level is the highest severity of a rule's findings. An **error** makes API Gateway refuse the deployment, or every\n\
         line unusable. A **warning** makes some lines unusable, logs `-` in place of a value, or logs a credential. A **note** is\n\
         advice. A rule that is off runs when `--select` names it or its group.\n\n\
         | rule | group | level | default | what it finds |\n|---|---|---|---|---|\n",
    );
    for row in rule_rows() {
        let on = if row.default { "on" } else { "off" };
        let summary = row.summary.replace('|', "\\|");
        let _ = writeln!(
            out,
            "| [{name}](#{name}) | {} | {} | {on} | {summary} |",
            row.group,
            row.severity,
            name = row.name,
        );
    }
    for group in Group::ALL {
        for rule in RULES.iter().filter(|rule| rule.group == group) {
            let _ = write!(out, "\n## {}\n\nGroup {}.\n\n", rule.name, in_short(rule));
            page(rule.docs, &mut out);
            out.push_str("\nSources:\n");
            for source in rule.sources {
                let _ = writeln!(out, "- <{source}>");
            }
        }
    }
    out
}

/// `docs/scenarios.md`: what each variable holds in each scenario.
pub fn scenarios_page() -> String {
    crate::commands::scenarios::page()
}

/// A rule's page as other readers of Markdown take it: what an example is stands before it, not in its info string.
fn page(docs: &str, out: &mut String) {
    for line in docs.lines() {
        let line = line.strip_prefix(' ').unwrap_or(line);
        if let Some(words) = line.strip_prefix("```").and_then(example) {
            let _ = write!(out, "{words}\n\n```text\n");
        } else {
            out.push_str(line);
            out.push('\n');
        }
    }
}
