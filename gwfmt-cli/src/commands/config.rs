//! `gwfmt config`: what holds for a file, and which line of which config file says so.

use std::fmt::Write as _;

use gwfmt_carriers::config::find::Loaded;
use gwfmt_carriers::config::{Config, Level, Said};
use gwfmt_core::lint::{RULES, Rule};
use serde::Serialize;

use crate::args::{Config as Args, TableFormat};
use crate::config::{Configs, FAIL_ON};
use crate::exit::{Ending, Failure};
use crate::input::paths::Ground;
use crate::output;
use crate::text::plain_json::plain_json;
use crate::text::shown::Shown;

/// What holds for a file.
#[derive(Serialize)]
struct Page {
    /// The file.
    path: String,
    /// The config file.
    config: Option<String>,
    /// Whether it is left out when folders are walked.
    excluded: bool,
    values: Vec<Row>,
    rules: Vec<RuleRow>,
}

/// What a key of the config is.
#[derive(Serialize)]
struct Row {
    key: &'static str,
    value: serde_json::Value,
    /// The line of the config file; nothing where it is so by itself.
    line: Option<usize>,
}

/// What holds for a rule.
#[derive(Serialize)]
struct RuleRow {
    rule: &'static str,
    /// `off`, `on` with levels of its own, or the level of all that it finds.
    level: &'static str,
    /// The line of the config file; nothing where it is so by itself.
    line: Option<usize>,
    /// The word that the file has there: the rule, its group, `default` or `all`.
    by: Option<&'static str>,
}

/// Runs the command.
pub(crate) fn run(args: &Args) -> Result<Ending, Failure> {
    let ground = Ground::here()?;
    let configs = Configs::of_files(&args.which, &ground)?;
    let mut path = ground.absolute(&args.path);
    let name = ground.display(&path);
    let is_folder = path.is_dir();
    let excluded = configs.leaves_out(&path, is_folder);
    if is_folder {
        path.push("*"); // any file in it
    }
    let (held, overrides) = configs.holding(&path);
    configs.check()?;
    let loaded = held.as_ref().map(|held| &held.loaded);
    let page = Page {
        path: name,
        config: loaded.map(|loaded| ground.display(&loaded.path)),
        excluded,
        values: values(loaded, &overrides),
        rules: RULES
            .iter()
            .map(|rule| row(rule, loaded, &overrides))
            .collect(),
    };
    match args.output_format {
        TableFormat::Json => output::report(None, |out| plain_json(&page, out))?,
        TableFormat::Table => output::page(&page.table(), false)?,
    }
    Ok(Ending::Clean)
}

fn values(loaded: Option<&Loaded>, overrides: &[usize]) -> Vec<Row> {
    let empty = Config::default();
    let config = loaded.map_or(&empty, |loaded| &loaded.config);
    let line = |at: usize| loaded.map(|loaded| loaded.line(at));
    let mut values = Vec::new();
    let mut add = |key, value: serde_json::Value, at: Option<usize>| {
        let line = at.and_then(line);
        values.push(Row { key, value, line });
    };
    match &config.fail_on {
        Some(said) => add("fail-on", said.value.name().into(), Some(said.span.start)),
        None => add("fail-on", FAIL_ON.name().into(), None),
    }
    if let Some(said) = config.api(overrides) {
        add("api", said.value.name().into(), Some(said.span.start));
    }
    if let Some(said) = &config.baseline {
        add(
            "baseline",
            said.value.as_str().into(),
            Some(said.span.start),
        );
    }
    let lists: [(_, &[Said<String>]); 3] = [
        ("exclude", &config.exclude),
        ("required-variables", &config.required),
        ("forbidden-variables", &config.forbidden),
    ];
    for (key, list) in lists {
        for said in list {
            add(key, said.value.as_str().into(), Some(said.span.start));
        }
    }
    for said in &config.variables {
        add(
            "variables",
            said.value.name.as_str().into(),
            Some(said.span.start),
        );
    }
    for (key, said) in [
        ("authorizer-keys", &config.authorizer_keys),
        ("claims", &config.claims),
    ] {
        if let Some(said) = said {
            add(key, said.value.clone().into(), Some(said.span.start));
        }
    }
    if let Some(said) = &config.key_naming {
        add(
            "key-naming",
            said.value.name().into(),
            Some(said.span.start),
        );
    }
    values
}

fn row(rule: &Rule, loaded: Option<&Loaded>, overrides: &[usize]) -> RuleRow {
    let said = loaded.and_then(|loaded| {
        let wanted = loaded.config.wanted(rule, overrides)?;
        Some((wanted, loaded.line(wanted.choice.span.start)))
    });
    let by_itself = if rule.on { Level::On } else { Level::Off };
    RuleRow {
        rule: rule.name,
        level: said
            .map_or(by_itself, |(wanted, _)| wanted.level.value)
            .word(),
        line: said.map(|(_, line)| line),
        by: said.map(|(wanted, _)| wanted.choice.value.word()),
    }
}

impl Page {
    fn table(&self) -> String {
        const KEY: usize = 24;
        const VALUE: usize = 28;
        let mut out = String::new();
        let config = self.config.as_deref();
        let _ = writeln!(out, "{}", Shown::new(&self.path));
        let mut row = |key: &str, value: &str, place: &str| {
            let value = Shown::new(value);
            let line = format!("{key:KEY$}{value:VALUE$}{}", Shown::new(place));
            let _ = writeln!(out, "{}", line.trim_end());
        };
        row("config", config.unwrap_or("none"), "");
        if self.excluded {
            row("excluded", "when folders are walked", "");
        }
        let place = |line: Option<usize>| match (config, line) {
            (Some(config), Some(line)) => format!("{config}:{line}"),
            _ => "by itself".to_owned(),
        };
        for value in &self.values {
            let text = match &value.value {
                serde_json::Value::String(text) => text.clone(),
                serde_json::Value::Array(list) => {
                    let texts = list.iter().filter_map(serde_json::Value::as_str);
                    texts.collect::<Vec<_>>().join(", ")
                }
                other => other.to_string(),
            };
            row(value.key, &text, &place(value.line));
        }
        for rule in &self.rules {
            if let Some(by) = rule.by {
                let by = if by == rule.rule {
                    String::new()
                } else {
                    format!(" (`{by}`)")
                };
                row(rule.rule, rule.level, &format!("{}{by}", place(rule.line)));
            }
        }
        row("other rules", "as `gwfmt rules` lists them", "");
        out
    }
}
