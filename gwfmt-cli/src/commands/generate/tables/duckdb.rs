//! `generate duckdb`: views over files of lines.

use gwfmt_format::Kind;

use super::sql::{Engine, Texts, name, text};
use crate::commands::generate::line_regex::{NUMBERED, of_line};
use crate::commands::generate::source::Source;
use crate::commands::generate::target::{Made, Make, Target};
use crate::exit::Failure;

/// `gwfmt generate duckdb`.
#[derive(Debug, clap::Args)]
pub(super) struct DuckDb {
    /// The name of the view
    #[arg(long, value_name = "NAME", default_value = "access_log")]
    table: String,
    /// The files of lines: a path, a glob, or what else `read_csv` takes
    #[arg(long, value_name = "FILES", default_value = "access.log")]
    location: String,
}

impl Target for DuckDb {
    const NAME: &'static str = "duckdb";
    const ABOUT: &'static str = "Views for DuckDB over files of lines";
    const AFTER: &'static str = "\
Example:
  gwfmt generate duckdb --location 'logs/*.log.gz' main.tf#aws_api_gateway_stage.prod";
}

const ENGINE: Engine = Engine {
    quote: '"',
    unescaped: |text| format!("json_text({text})"),
    unquoted: |text| format!("without_quotes({text})"),
    cast: |text, kind| match kind {
        Kind::Status => format!("TRY_CAST({text} AS INTEGER)"),
        Kind::Boolean => format!("TRY_CAST({text} AS BOOLEAN)"),
        Kind::ClfTime => format!("TRY_STRPTIME({text}, '%d/%b/%Y:%H:%M:%S %z')"),
        Kind::EpochMillis => format!("make_timestamptz(TRY_CAST({text} AS BIGINT) * 1000)"),
        _ => format!("TRY_CAST({text} AS BIGINT)"),
    },
};

const MACROS: &str = r#"
-- A text without the escapes of JSON; one that could not stand in a JSON string stays as it is.
CREATE OR REPLACE MACRO json_text(t) AS
    CASE WHEN json_valid('"' || t || '"') THEN json_extract_string('"' || t || '"', '$') ELSE t END;

-- A text without quotes of its own.
CREATE OR REPLACE MACRO without_quotes(t) AS
    CASE WHEN t LIKE '"%"' THEN json_text(t[2:-2]) ELSE t END;
"#;

impl Make for DuckDb {
    fn make(&self, source: &Source<'_>) -> Result<Made, Failure> {
        let view = name(&self.table, '"');
        let lines = name(&format!("{}_lines", self.table), '"');
        let refused = name(&format!("{}_refused", self.table), '"');
        let files = text(&self.location);
        let mut out = format!(
            "-- {}\n\n-- The lines, as they are.\nCREATE OR REPLACE VIEW {lines} AS\nSELECT line\nFROM read_csv({files}, columns = {{'line': 'VARCHAR'}}, header = false,\n              auto_detect = false, delim = '', quote = '', escape = '')\nWHERE line IS NOT NULL;\n",
            source.command
        );
        let follows;
        if let Some(paths) = source.json_paths() {
            follows = "json_valid(line)".to_owned();
            let columns = ENGINE.columns(source, Texts::Read, |number| {
                format!("(line ->> {})", text(&pointer(paths[number])))
            });
            out.push_str(&format!(
                "\nCREATE OR REPLACE VIEW {view} AS\nSELECT\n{columns}\nFROM {lines}\nWHERE {follows};\n"
            ));
        } else {
            let pattern = name(&format!("{}_pattern", self.table), '"');
            let numbers: Vec<String> = (1..=source.columns.len()).map(|n| n.to_string()).collect();
            let regex = of_line(source.record, &numbers, NUMBERED);
            let names: Vec<String> = source.columns.iter().map(|c| text(&c.name)).collect();
            follows = format!("regexp_full_match(line, {pattern}())");
            let columns = ENGINE.columns(source, Texts::AsWritten, |number| {
                format!("v.{}", name(&source.columns[number].name, '"'))
            });
            out.push_str(MACROS);
            out.push_str(&format!(
                "\n-- A line of the format.\nCREATE OR REPLACE MACRO {pattern}() AS\n    {};\n\nCREATE OR REPLACE VIEW {view} AS\nSELECT\n{columns}\nFROM (\n    SELECT regexp_extract(line, '^' || {pattern}() || '$', [{}]) AS v\n    FROM {lines}\n    WHERE {follows}\n);\n",
                text(&regex),
                names.join(", ")
            ));
        }
        out.push_str(&format!(
            "\n-- The lines that do not follow the format, which {view} leaves out.\nCREATE OR REPLACE VIEW {refused} AS\nSELECT line FROM {lines} WHERE NOT {follows};\n"
        ));
        Ok(out.into())
    }
}

/// Keys as a path of JSON.
fn pointer(keys: &[String]) -> String {
    let keys = keys.iter();
    let keys = keys.map(|key| format!("/{}", key.replace('~', "~0").replace('/', "~1")));
    keys.collect()
}
