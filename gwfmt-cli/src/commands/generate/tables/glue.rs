//! `generate glue`: the table of texts in the catalog of Glue, as a resource of Terraform or CloudFormation.

use clap::ValueEnum;

use super::athena::Lines;
use super::hive::Reader;
use crate::commands::generate::source::Source;
use crate::commands::generate::target::{Made, Make, Target};
use crate::commands::generate::written::{hcl, json};
use crate::exit::Failure;

const INPUT: &str = "org.apache.hadoop.mapred.TextInputFormat";
const OUTPUT: &str = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat";

/// `gwfmt generate glue`.
#[derive(Debug, clap::Args)]
pub(super) struct Glue {
    /// The language of the resource
    #[arg(long = "as", value_name = "LANGUAGE", default_value = "terraform")]
    written: Language,
    /// The database of the catalog
    #[arg(long, value_name = "NAME", default_value = "default")]
    database: String,
    /// What is read.
    #[command(flatten)]
    lines: Lines,
}

/// In which language the resource is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Language {
    /// HCL, for Terraform and OpenTofu
    Terraform,
    /// A template in YAML
    Cloudformation,
}

impl Target for Glue {
    const NAME: &'static str = "glue";
    const ABOUT: &'static str = "The table of `athena` as a resource of Glue";
    const AFTER: &'static str = "\
Example:
  gwfmt generate glue --as cloudformation --location s3://logs/prod/ template.yaml#Api

The columns are texts. The view that gives them their types is the second statement of `gwfmt generate athena`.";
}

impl Make for Glue {
    fn make(&self, source: &Source<'_>) -> Result<Made, Failure> {
        let reader = Reader::new(source, self.lines.serde)?;
        let mut parameters = vec![("EXTERNAL".to_owned(), "TRUE".to_owned())];
        parameters.extend(self.lines.partition_properties());
        let text = match self.written {
            Language::Terraform => self.terraform(source, &reader, &parameters),
            Language::Cloudformation => self.cloudformation(source, &reader, &parameters),
        };
        Ok(text.into())
    }
}

impl Glue {
    fn terraform(
        &self,
        source: &Source<'_>,
        reader: &Reader,
        parameters: &[(String, String)],
    ) -> String {
        let pairs = |pairs: &[(String, String)], indent: &str| {
            let quoted: Vec<_> = pairs.iter().map(|(k, v)| (hcl(k), hcl(v))).collect();
            let width = quoted.iter().map(|(key, _)| key.len()).max().unwrap_or(0);
            let lines = quoted.iter();
            let lines = lines.map(|(key, value)| format!("{indent}{key:width$} = {value}\n"));
            lines.collect::<String>()
        };
        let parameters = pairs(parameters, "    ");
        let properties = pairs(&reader.properties, "        ");
        let partition = if self.lines.partition.is_some() {
            "\n  partition_keys {\n    name = \"day\"\n    type = \"string\"\n  }\n"
        } else {
            ""
        };
        let columns = reader.columns.iter().map(|(name, ty)| {
            format!(
                "\n    columns {{\n      name = {}\n      type = {}\n    }}\n",
                hcl(name),
                hcl(&ty.words(""))
            )
        });
        format!(
            "# {}
resource \"aws_glue_catalog_table\" \"access_log\" {{
  database_name = {}
  name          = {}
  table_type    = \"EXTERNAL_TABLE\"

  parameters = {{
{parameters}  }}
{partition}
  storage_descriptor {{
    location      = {}
    input_format  = \"{INPUT}\"
    output_format = \"{OUTPUT}\"

    ser_de_info {{
      serialization_library = \"{}\"

      parameters = {{
{properties}      }}
    }}
{}  }}
}}
",
            source.command,
            hcl(&self.database),
            hcl(&self.lines.table()),
            hcl(&self.lines.location),
            reader.serde,
            columns.collect::<String>()
        )
    }

    fn cloudformation(
        &self,
        source: &Source<'_>,
        reader: &Reader,
        parameters: &[(String, String)],
    ) -> String {
        let pairs = |pairs: &[(String, String)], indent: &str| {
            let lines = pairs.iter();
            let lines = lines.map(|(key, value)| format!("{indent}{key}: {}\n", json(value)));
            lines.collect::<String>()
        };
        let parameters = pairs(parameters, "          ");
        let properties = pairs(&reader.properties, "              ");
        let partition = if self.lines.partition.is_some() {
            "        PartitionKeys:\n          - Name: day\n            Type: string\n"
        } else {
            ""
        };
        let columns = reader.columns.iter().map(|(name, ty)| {
            format!(
                "            - Name: {}\n              Type: {}\n",
                json(name),
                json(&ty.words(""))
            )
        });
        format!(
            "# {}
Resources:
  AccessLogTable:
    Type: AWS::Glue::Table
    Properties:
      CatalogId: !Ref AWS::AccountId
      DatabaseName: {}
      TableInput:
        Name: {}
        TableType: EXTERNAL_TABLE
        Parameters:
{parameters}{partition}        StorageDescriptor:
          Location: {}
          InputFormat: {INPUT}
          OutputFormat: {OUTPUT}
          SerdeInfo:
            SerializationLibrary: {}
            Parameters:
{properties}          Columns:
{}",
            source.command,
            json(&self.database),
            json(&self.lines.table()),
            json(&self.lines.location),
            reader.serde,
            columns.collect::<String>()
        )
    }
}
