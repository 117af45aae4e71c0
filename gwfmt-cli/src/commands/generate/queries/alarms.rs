//! `generate alarms`: metric filters, and an alarm for each.

use super::resources::{Alarm, Language, Settings, filters, resources};
use crate::commands::generate::source::Source;
use crate::commands::generate::target::{Made, Make, Target};
use crate::exit::Failure;

/// `gwfmt generate alarms`.
#[derive(Debug, clap::Args)]
pub(super) struct Alarms {
    /// The language of the resources
    #[arg(long = "as", value_name = "LANGUAGE", default_value = "terraform")]
    written: Language,
    #[command(flatten)]
    settings: Settings,
    /// How many such requests in five minutes raise an alarm
    #[arg(long, value_name = "NUMBER", default_value_t = 10)]
    threshold: u64,
    /// The ARN of the topic that is told
    #[arg(long, value_name = "ARN")]
    topic: Option<String>,
}

impl Target for Alarms {
    const NAME: &'static str = "alarms";
    const ABOUT: &'static str = "Metric filters with alarms, for Terraform or CloudFormation";
    const AFTER: &'static str = "\
Example:
  gwfmt generate alarms --as cloudformation --threshold 5 template.yaml#Api

What the format has no variable for is left out, and said. AWS has not run the patterns.";
}

impl Make for Alarms {
    fn make(&self, source: &Source<'_>) -> Result<Made, Failure> {
        let (filters, remarks) = filters(source)?;
        let alarm = Alarm {
            threshold: self.threshold,
            topic: self.topic.as_deref(),
        };
        let text = resources(self.written, source, &filters, &self.settings, Some(&alarm));
        Ok(Made { text, remarks })
    }
}
