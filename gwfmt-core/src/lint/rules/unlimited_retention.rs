//! See [`RULE`].

use std::collections::BTreeSet;

use crate::delivery::{Deployment, Retention, Target};
use crate::diagnostic::Severity;
use crate::lint::{Remarks, rule};

rule! {
    /// A log group of an access log keeps its lines forever.
    ///
    /// A group for which nobody says a time keeps everything, and costs more each month. Access logs hold addresses of people besides.
    ///
    /// ```bad main.tf
    /// resource "aws_cloudwatch_log_group" "access" {
    ///   name = "/orders/access"
    /// }
    ///
    /// resource "aws_apigatewayv2_stage" "prod" {
    ///   access_log_settings {
    ///     destination_arn = aws_cloudwatch_log_group.access.arn
    ///     format          = "$context.requestId $context.status"
    ///   }
    /// }
    /// ```
    ///
    /// ```good main.tf
    /// resource "aws_cloudwatch_log_group" "access" {
    ///   name              = "/orders/access"
    ///   retention_in_days = 30
    /// }
    ///
    /// resource "aws_apigatewayv2_stage" "prod" {
    ///   access_log_settings {
    ///     destination_arn = aws_cloudwatch_log_group.access.arn
    ///     format          = "$context.requestId $context.status"
    ///   }
    /// }
    /// ```
    "unlimited-retention", Account, Deployment, Note, false, Documented,
    sources: [
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
    ],
    check
}

fn check(deployment: &Deployment, remarks: &mut Remarks) {
    let used: BTreeSet<usize> = deployment
        .stages
        .iter()
        .filter_map(|stage| match stage.destination.as_ref()?.target {
            Target::Group(number) => Some(number),
            _ => None,
        })
        .collect();
    for group in used
        .iter()
        .filter_map(|number| deployment.groups.get(*number))
    {
        if group.retention == Retention::Unlimited {
            let message = format!("the log group `{}` keeps its lines forever", group.address);
            remarks.push(Severity::Note, group.place, &group.address, message, |r| {
                r.help("say for how many days lines are kept")
            });
        }
    }
}
