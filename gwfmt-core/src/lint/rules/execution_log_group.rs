//! See [`RULE`].

use crate::delivery::{Arn, Deployment, Target};
use crate::diagnostic::Severity;
use crate::lint::{Remarks, rule};
use crate::text::HOLE;

rule! {
    /// An access log goes to the log group in which API Gateway writes execution logs.
    ///
    /// Execution logs of a stage are in `API-Gateway-Execution-Logs_API/STAGE`, whether anybody made the group or not. Lines of both kinds
    /// would be mixed there, and who reads the group finds lines that are not of the format.
    ///
    /// ```bad main.tf
    /// resource "aws_cloudwatch_log_group" "api" {
    ///   name = "API-Gateway-Execution-Logs_${aws_api_gateway_rest_api.orders.id}/prod"
    /// }
    ///
    /// resource "aws_api_gateway_stage" "prod" {
    ///   access_log_settings {
    ///     destination_arn = aws_cloudwatch_log_group.api.arn
    ///     format          = "$context.requestId $context.status"
    ///   }
    /// }
    /// ```
    ///
    /// ```good main.tf
    /// resource "aws_cloudwatch_log_group" "access" {
    ///   name = "/orders/access"
    /// }
    ///
    /// resource "aws_api_gateway_stage" "prod" {
    ///   access_log_settings {
    ///     destination_arn = aws_cloudwatch_log_group.access.arn
    ///     format          = "$context.requestId $context.status"
    ///   }
    /// }
    /// ```
    "execution-log-group", Delivery, Deployment, Note, true, Inferred,
    sources: [
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-access-logging.html",
    ],
    check
}

const START: &str = "API-Gateway-Execution-Logs_";

fn check(deployment: &Deployment, remarks: &mut Remarks) {
    for stage in &deployment.stages {
        let Some(destination) = &stage.destination else {
            continue;
        };
        let named = match &destination.target {
            Target::Group(number) => {
                let group = deployment.groups.get(*number);
                let name = group.and_then(|group| group.name.as_ref());
                name.map(|(place, name)| (Some(*place), name.as_str()))
            }
            Target::Text(text) => Arn::read(text).and_then(|arn| Some((None, arn.name()?))),
            _ => None,
        };
        let Some((name_place, name)) = named else {
            continue;
        };
        let known = name.split(HOLE).next().unwrap_or_default();
        if !known.starts_with(START) {
            continue;
        }
        let message =
            "the access log goes to a log group of execution logs: the two are mixed there";
        remarks.push(
            Severity::Note,
            destination.place,
            &stage.address,
            message,
            |r| {
                let r = r.help("give the access log a group of its own, with another name");
                match name_place {
                    Some(place) => r.related(
                        place,
                        "API Gateway writes execution logs to a group of this name",
                    ),
                    None => r,
                }
            },
        );
    }
}
