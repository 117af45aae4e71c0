//! Filters and alarms as resources of Terraform and CloudFormation.

use clap::ValueEnum;

use super::pattern::pattern;
use super::questions::{QUESTIONS, Question};
use crate::commands::generate::source::Source;
use crate::commands::generate::written::{hcl, json as yaml};
use crate::exit::Failure;

/// In which language resources are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Language {
    /// HCL, for Terraform and OpenTofu
    Terraform,
    /// A template in YAML
    Cloudformation,
}

/// A question with its pattern.
pub(super) struct Filter {
    pub(super) question: &'static Question,
    pub(super) pattern: String,
}

/// The filters of a format, and why some are left out.
pub(super) fn filters(source: &Source<'_>) -> Result<(Vec<Filter>, Vec<String>), Failure> {
    let (mut filters, mut remarks) = (Vec::new(), Vec::new());
    for question in QUESTIONS {
        match pattern(question, source) {
            Ok(pattern) => filters.push(Filter { question, pattern }),
            Err(why) => remarks.extend(why),
        }
    }
    if filters.is_empty() {
        let mut words = vec!["no filter can be made of this format".to_owned()];
        words.extend(remarks);
        return Err(Failure::lines(&words.join("\n")));
    }
    Ok((filters, remarks))
}

/// Where metrics go, and what alarms do.
#[derive(Debug, clap::Args)]
pub(super) struct Settings {
    /// The log group
    #[arg(long, value_name = "NAME", default_value = "LOG-GROUP")]
    pub(super) log_group: String,
    /// The namespace of the metrics
    #[arg(long, value_name = "NAME", default_value = "AccessLogs")]
    pub(super) namespace: String,
}

/// What an alarm needs.
pub(super) struct Alarm<'a> {
    pub(super) threshold: u64,
    pub(super) topic: Option<&'a str>,
}

/// The resources.
pub(super) fn resources(
    language: Language,
    source: &Source<'_>,
    filters: &[Filter],
    settings: &Settings,
    alarm: Option<&Alarm<'_>>,
) -> String {
    match language {
        Language::Terraform => {
            let all = filters.iter().map(|one| terraform(one, settings, alarm));
            let all: Vec<String> = all.collect();
            format!("# {}\n\n{}", source.command, all.join("\n"))
        }
        Language::Cloudformation => {
            let all = filters.iter();
            let all: String = all
                .map(|one| cloudformation(one, settings, alarm))
                .collect();
            format!("# {}\nResources:\n{all}", source.command)
        }
    }
}

fn terraform(filter: &Filter, settings: &Settings, alarm: Option<&Alarm<'_>>) -> String {
    let Question {
        name,
        metric,
        title,
        ..
    } = filter.question;
    let label = name.replace('-', "_");
    let mut out = format!(
        "# {title}
resource \"aws_cloudwatch_log_metric_filter\" \"{label}\" {{
  name           = \"{name}\"
  log_group_name = {}
  pattern        = {}

  metric_transformation {{
    name          = \"{metric}\"
    namespace     = {}
    value         = \"1\"
    default_value = \"0\"
  }}
}}
",
        hcl(&settings.log_group),
        hcl(&filter.pattern),
        hcl(&settings.namespace)
    );
    if let Some(alarm) = alarm {
        let actions = alarm.topic.map_or_else(String::new, |topic| {
            format!("  alarm_actions       = [{}]\n", hcl(topic))
        });
        out.push_str(&format!(
            "
resource \"aws_cloudwatch_metric_alarm\" \"{label}\" {{
  alarm_name          = \"{name}\"
  alarm_description   = \"{title}\"
  namespace           = {}
  metric_name         = aws_cloudwatch_log_metric_filter.{label}.metric_transformation[0].name
  statistic           = \"Sum\"
  period              = 300
  evaluation_periods  = 1
  threshold           = {}
  comparison_operator = \"GreaterThanOrEqualToThreshold\"
  treat_missing_data  = \"notBreaching\"
{actions}}}
",
            hcl(&settings.namespace),
            alarm.threshold
        ));
    }
    out
}

fn cloudformation(filter: &Filter, settings: &Settings, alarm: Option<&Alarm<'_>>) -> String {
    let Question {
        name,
        metric,
        title,
        ..
    } = filter.question;
    let mut out = format!(
        "  # {title}
  {metric}Filter:
    Type: AWS::Logs::MetricFilter
    Properties:
      FilterName: {name}
      LogGroupName: {}
      FilterPattern: {}
      MetricTransformations:
        - MetricName: {metric}
          MetricNamespace: {}
          MetricValue: \"1\"
          DefaultValue: 0
",
        yaml(&settings.log_group),
        yaml(&filter.pattern),
        yaml(&settings.namespace)
    );
    if let Some(alarm) = alarm {
        let actions = alarm.topic.map_or_else(String::new, |topic| {
            format!("      AlarmActions:\n        - {}\n", yaml(topic))
        });
        out.push_str(&format!(
            "  {metric}Alarm:
    Type: AWS::CloudWatch::Alarm
    DependsOn: {metric}Filter
    Properties:
      AlarmName: {name}
      AlarmDescription: {title}
      Namespace: {}
      MetricName: {metric}
      Statistic: Sum
      Period: 300
      EvaluationPeriods: 1
      Threshold: {}
      ComparisonOperator: GreaterThanOrEqualToThreshold
      TreatMissingData: notBreaching
{actions}",
            yaml(&settings.namespace),
            alarm.threshold
        ));
    }
    out
}
