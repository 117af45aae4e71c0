//! `generate metric-filters`: filter patterns of CloudWatch Logs, by themselves or as resources.

use clap::ValueEnum;

use super::resources::{Language, Settings, filters, resources};
use crate::commands::generate::source::Source;
use crate::commands::generate::target::{Made, Make, Target};
use crate::exit::Failure;

/// `gwfmt generate metric-filters`.
#[derive(Debug, clap::Args)]
pub(super) struct MetricFilters {
    /// What to print
    #[arg(long = "as", value_name = "LANGUAGE", default_value = "text")]
    written: Written,
    #[command(flatten)]
    settings: Settings,
}

/// What to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Written {
    /// The patterns
    Text,
    /// Resources in HCL, for Terraform and OpenTofu
    Terraform,
    /// Resources in a template of CloudFormation
    Cloudformation,
}

impl Target for MetricFilters {
    const NAME: &'static str = "metric-filters";
    const ABOUT: &'static str = "Filter patterns of CloudWatch Logs that count errors and refusals";
    const AFTER: &'static str = "\
Example:
  gwfmt generate metric-filters --as terraform --log-group api main.tf#aws_api_gateway_stage.prod

Filters read JSON, and words between spaces. What the format has no variable for is left out, and said. AWS has not run
these patterns.";
}

impl Make for MetricFilters {
    fn make(&self, source: &Source<'_>) -> Result<Made, Failure> {
        let (filters, remarks) = filters(source)?;
        let language = match self.written {
            Written::Terraform => Language::Terraform,
            Written::Cloudformation => Language::Cloudformation,
            Written::Text => {
                let mut text = format!("# {}\n", source.command);
                for one in filters {
                    let question = one.question;
                    text.push_str(&format!(
                        "\n# {} ({})\n{}\n",
                        question.title, question.name, one.pattern
                    ));
                }
                return Ok(Made { text, remarks });
            }
        };
        let text = resources(language, source, &filters, &self.settings, None);
        Ok(Made { text, remarks })
    }
}
