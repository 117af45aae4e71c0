//! See [`RULE`].

use crate::delivery::{Arn, Deployment, Target};
use crate::diagnostic::Severity;
use crate::lint::{Remarks, rule};
use crate::text::HOLE;

rule! {
    /// An access log goes to something that is neither a log group nor a Firehose stream.
    ///
    /// The destination is the ARN of a log group of CloudWatch Logs or, for REST APIs, of a Firehose stream. The name of the group is not
    /// enough: `!Ref` of a log group gives its name, and so does `.name` in Terraform. API Gateway refuses anything else.
    ///
    /// ```bad template.yaml
    /// Resources:
    ///   AccessLog:
    ///     Type: AWS::Logs::LogGroup
    ///   Stage:
    ///     Type: AWS::ApiGateway::Stage
    ///     Properties:
    ///       AccessLogSetting:
    ///         DestinationArn: !Ref AccessLog
    ///         Format: $context.requestId $context.status
    /// ```
    ///
    /// ```bad main.tf
    /// resource "aws_s3_bucket" "logs" {}
    ///
    /// resource "aws_api_gateway_stage" "prod" {
    ///   access_log_settings {
    ///     destination_arn = aws_s3_bucket.logs.arn
    ///     format          = "$context.requestId $context.status"
    ///   }
    /// }
    /// ```
    ///
    /// ```good template.yaml
    /// Resources:
    ///   AccessLog:
    ///     Type: AWS::Logs::LogGroup
    ///   Stage:
    ///     Type: AWS::ApiGateway::Stage
    ///     Properties:
    ///       AccessLogSetting:
    ///         DestinationArn: !GetAtt AccessLog.Arn
    ///         Format: $context.requestId $context.status
    /// ```
    "wrong-destination", Delivery, Deployment, Error, true, Documented,
    sources: [
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-access-logging.html",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigatewayv2-stage-accesslogsettings.html",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html",
    ],
    check
}

/// What API Gateway says to it.
const AWS: &str = "Invalid ARN specified in the request. The ARN must be a valid CloudWatch Logs log group or Kinesis Data Firehose delivery stream ARN.";

fn check(deployment: &Deployment, remarks: &mut Remarks) {
    for stage in &deployment.stages {
        let Some(destination) = &stage.destination else {
            continue;
        };
        let (message, fix) = match &destination.target {
            Target::Other(kind) => (
                format!(
                    "the access log goes to an `{kind}`, which is neither a log group nor a Firehose stream"
                ),
                None,
            ),
            Target::Name { address, write, at } => {
                let message = format!("this is the name of `{address}`, but its ARN is needed");
                (message, Some((write, *at)))
            }
            Target::Text(text) => match what_is_wrong(text.as_str(), Arn::read(text).as_ref()) {
                Some(message) => (message, None),
                None => continue,
            },
            Target::Unknown | Target::Group(_) | Target::Stream(_) => continue,
        };
        remarks.push(
            Severity::Error,
            destination.place,
            &stage.address,
            message,
            |r| {
                let r = r.aws_error(AWS);
                match fix {
                    Some((write, Some(at))) => {
                        let title = format!("write `{write}`");
                        r.fix(title, at, write)
                    }
                    Some((write, None)) => r.help(format!("write `{write}`")),
                    None => r.help("give the ARN of a log group"),
                }
            },
        );
    }
}

/// What keeps a text from being the ARN of a log group or a stream, whatever its holes hold.
fn what_is_wrong(text: &str, arn: Option<&Arn<'_>>) -> Option<String> {
    if let Some(arn) = arn {
        if arn.receiver().is_none() {
            let service = arn.service;
            return Some(format!(
                "an ARN of `{service}` is neither that of a log group nor that of a Firehose stream"
            ));
        }
        let whole = !arn.rest.contains(HOLE);
        let message =
            "this is not the ARN of a log group: `:log-group:` and its name belong at the end";
        return (whole && arn.service == "logs" && arn.name().is_none())
            .then(|| message.to_owned());
    }
    // what is to be replaced before the deployment looks otherwise: `<ARN>`, `REPLACE_ME`
    let is_name = |c: char| c.is_ascii_alphanumeric() || "-_./#:".contains(c);
    let is_written = text.chars().all(is_name) && text.contains(|c: char| c.is_ascii_lowercase());
    (is_written && !text.starts_with("arn:")).then(|| format!("`{text}` is not an ARN"))
}
