//! See [`RULE`].

use crate::delivery::{Arn, Deployment, Receiver, Target, may_start_with};
use crate::diagnostic::Severity;
use crate::lint::{Remarks, rule};

rule! {
    /// An access log goes to a Firehose stream whose name does not begin with `amazon-apigateway-`.
    ///
    /// API Gateway takes no other stream. A stream for which nobody says a name gets one that begins otherwise.
    ///
    /// ```bad main.tf
    /// resource "aws_kinesis_firehose_delivery_stream" "access" {
    ///   name = "orders-access-log"
    /// }
    ///
    /// resource "aws_api_gateway_stage" "prod" {
    ///   access_log_settings {
    ///     destination_arn = aws_kinesis_firehose_delivery_stream.access.arn
    ///     format          = "$context.requestId $context.status\n"
    ///   }
    /// }
    /// ```
    ///
    /// ```bad template.yaml
    /// Resources:
    ///   Stage:
    ///     Type: AWS::ApiGateway::Stage
    ///     Properties:
    ///       AccessLogSetting:
    ///         DestinationArn: !Sub arn:aws:firehose:${AWS::Region}:${AWS::AccountId}:deliverystream/orders
    ///         Format: "$context.requestId $context.status\n"
    /// ```
    ///
    /// ```good main.tf
    /// resource "aws_kinesis_firehose_delivery_stream" "access" {
    ///   name = "amazon-apigateway-orders"
    /// }
    ///
    /// resource "aws_api_gateway_stage" "prod" {
    ///   access_log_settings {
    ///     destination_arn = aws_kinesis_firehose_delivery_stream.access.arn
    ///     format          = "$context.requestId $context.status\n"
    ///   }
    /// }
    /// ```
    "misnamed-stream", Delivery, Deployment, Error, true, Documented,
    sources: [
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-logging-to-kinesis.html",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-access-logging.html",
    ],
    check
}

const START: &str = "amazon-apigateway-";

fn check(deployment: &Deployment, remarks: &mut Remarks) {
    for stage in &deployment.stages {
        let Some(destination) = &stage.destination else {
            continue;
        };
        let help = format!("name it `{START}…`");
        match &destination.target {
            Target::Stream(number) => {
                let Some(stream) = deployment.streams.get(*number) else {
                    continue;
                };
                let (place, message) = match &stream.name {
                    Some((_, name)) if may_start_with(name.as_str(), START) => continue,
                    Some((place, _)) => (
                        *place,
                        format!(
                            "the name of the stream does not begin with `{START}`: API Gateway does not accept it for access logs"
                        ),
                    ),
                    None => (
                        stream.place,
                        format!(
                            "the stream has no name of its own: API Gateway takes only one that begins with `{START}` for access logs"
                        ),
                    ),
                };
                remarks.push(Severity::Error, place, &stream.address, message, |r| {
                    r.related(destination.place, "the access log goes there")
                        .help(help)
                });
            }
            Target::Text(text) => {
                let Some(arn) = Arn::read(text) else {
                    continue;
                };
                let is_stream = arn.receiver() == Some(Receiver::Firehose);
                let is_misnamed = |name: &str| !may_start_with(name, START);
                if is_stream && arn.name().is_some_and(is_misnamed) {
                    let message = format!(
                        "the name of the stream does not begin with `{START}`: API Gateway does not accept it for access logs"
                    );
                    remarks.push(
                        Severity::Error,
                        destination.place,
                        &stage.address,
                        message,
                        |r| r.help(help),
                    );
                }
            }
            _ => {}
        }
    }
}
