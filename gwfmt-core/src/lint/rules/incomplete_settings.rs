//! See [`RULE`].

use crate::delivery::Deployment;
use crate::diagnostic::Severity;
use crate::lint::{Remarks, rule};

rule! {
    /// Settings of an access log have a format and no destination, or a destination and no format.
    ///
    /// API Gateway writes a line when it knows both. Terraform's `aws` provider refuses settings of which one half is missing. A REST
    /// API takes either half alone, and logs nothing; HTTP and WebSocket APIs have been reported to refuse it.
    ///
    /// ```bad template.yaml
    /// Resources:
    ///   Stage:
    ///     Type: AWS::ApiGateway::Stage
    ///     Properties:
    ///       RestApiId: !Ref Api
    ///       AccessLogSetting:
    ///         Format: $context.requestId $context.status
    /// ```
    ///
    /// ```bad main.tf
    /// resource "aws_api_gateway_stage" "prod" {
    ///   rest_api_id = aws_api_gateway_rest_api.orders.id
    ///   stage_name  = "prod"
    ///
    ///   access_log_settings {
    ///     destination_arn = aws_cloudwatch_log_group.access.arn
    ///   }
    /// }
    /// ```
    ///
    /// ```good template.yaml
    /// Resources:
    ///   Stage:
    ///     Type: AWS::ApiGateway::Stage
    ///     Properties:
    ///       RestApiId: !Ref Api
    ///       AccessLogSetting:
    ///         DestinationArn: !GetAtt AccessLog.Arn
    ///         Format: $context.requestId $context.status
    ///   AccessLog:
    ///     Type: AWS::Logs::LogGroup
    /// ```
    "incomplete-settings", Delivery, Deployment, Error, true, Documented,
    sources: [
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-access-logging.html",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigatewayv2-stage-accesslogsettings.html",
        "https://github.com/hashicorp/terraform-provider-aws/blob/main/website/docs/r/api_gateway_stage.html.markdown",
        "https://github.com/localstack/localstack/pull/13849",
    ],
    check
}

fn check(deployment: &Deployment, remarks: &mut Remarks) {
    for stage in &deployment.stages {
        let (there, missing) = match (stage.has_format, &stage.destination) {
            (true, None) => ("a format", "no destination"),
            (false, Some(_)) => ("a destination", "no format"),
            _ => continue,
        };
        let severity = if stage.needs_both {
            Severity::Error
        } else {
            Severity::Warning
        };
        let message = format!("the access log has {there} and {missing}: nothing is logged");
        remarks.push(severity, stage.place, &stage.address, message, |r| {
            r.help("set both the destination and the format")
        });
    }
}
