//! `generate fluent-bit`: a parser of Fluent Bit.

use gwfmt_core::record::ColumnType;
use gwfmt_format::Kind;

use crate::commands::generate::line_regex::{NAMED, of_line};
use crate::commands::generate::source::Source;
use crate::commands::generate::target::{Made, Make, Target};
use crate::exit::Failure;

/// `gwfmt generate fluent-bit`.
#[derive(Debug, clap::Args)]
pub(super) struct FluentBit {
    /// The name of the parser
    #[arg(long, value_name = "NAME", default_value = "access_log")]
    name: String,
}

impl Target for FluentBit {
    const NAME: &'static str = "fluent-bit";
    const ABOUT: &'static str = "A parser of Fluent Bit";
    const AFTER: &'static str = "\
Example:
  gwfmt generate fluent-bit --output-file parsers.conf main.tf#aws_api_gateway_stage.prod

Values that may be `-` stay texts. Fluent Bit has not run it.";
}

impl Make for FluentBit {
    fn make(&self, source: &Source<'_>) -> Result<Made, Failure> {
        let record = source.record;
        let mut names: Vec<String> = source.columns.iter().map(|c| c.name.clone()).collect();
        let mut out = format!(
            "# {}\n[PARSER]\n    Name        {}\n",
            source.command, self.name
        );
        if let Some(paths) = source.json_paths() {
            out.push_str("    Format      json\n");
            names = paths.iter().map(|path| path.join(".")).collect();
        } else {
            let regex = of_line(record, &names, NAMED);
            out.push_str(&format!(
                "    Format      regex\n    Regex       ^{regex}$\n"
            ));
            let fields = source.columns.iter().filter(|column| !column.nullable);
            let types = fields.filter_map(|column| match column.ty {
                ColumnType::Int | ColumnType::BigInt => Some(format!("{}:integer", column.name)),
                ColumnType::Boolean => Some(format!("{}:bool", column.name)),
                ColumnType::Text | ColumnType::Time => None,
            });
            let types: Vec<String> = types.collect();
            if !types.is_empty() {
                out.push_str(&format!("    Types       {}\n", types.join(" ")));
            }
        }
        let time = record.fields.iter().position(|f| f.kind == Kind::ClfTime);
        if let Some(name) = time
            .map(|number| &names[number])
            .filter(|name| !name.contains('.'))
        {
            out.push_str(&format!(
                "    Time_Key    {name}\n    Time_Format %d/%b/%Y:%H:%M:%S %z\n    Time_Keep   On\n"
            ));
        }
        Ok(out.into())
    }
}
