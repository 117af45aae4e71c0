//! `generate dashboard`: the body of a CloudWatch dashboard, a widget for each query of Insights.

use serde_json::json;

use super::insights::queries;
use crate::commands::generate::source::Source;
use crate::commands::generate::target::{Made, Make, Target};
use crate::exit::Failure;

/// `gwfmt generate dashboard`.
#[derive(Debug, clap::Args)]
pub(super) struct Dashboard {
    /// The log group
    #[arg(long, value_name = "NAME", default_value = "LOG-GROUP")]
    log_group: String,
    /// The region of the log group
    #[arg(long, value_name = "REGION", default_value = "us-east-1")]
    region: String,
}

impl Target for Dashboard {
    const NAME: &'static str = "dashboard";
    const ABOUT: &'static str = "The body of a CloudWatch dashboard with a widget for each query";
    const AFTER: &'static str = "\
Example:
  gwfmt generate dashboard --log-group api --region eu-central-1 main.tf#aws_api_gateway_stage.prod

What the format has no variable for is left out, and said. AWS has not run the queries.";
}

impl Make for Dashboard {
    fn make(&self, source: &Source<'_>) -> Result<Made, Failure> {
        let (queries, remarks) = queries(source);
        if queries.is_empty() {
            return Err(Failure::lines(&remarks.join("\n")));
        }
        let widget = |(number, query): (usize, &super::insights::Query)| {
            let view = if query.name == "errors-over-time" {
                "timeSeries"
            } else {
                "table"
            };
            json!({
                "type": "log", "x": number % 2 * 12, "y": number / 2 * 6, "width": 12, "height": 6,
                "properties": {
                    "title": query.title, "region": self.region, "view": view,
                    "query": format!("SOURCE '{}' | {}", self.log_group, query.text()),
                },
            })
        };
        let widgets: Vec<_> = queries.iter().enumerate().map(widget).collect();
        let body = json!({ "widgets": widgets });
        let text = serde_json::to_string_pretty(&body).unwrap_or_default();
        Ok(Made {
            text: format!("{text}\n"),
            remarks,
        })
    }
}
