//! See [`RULE`].

use crate::api::Api;
use crate::delivery::{Deployment, Receiver};
use crate::diagnostic::Severity;
use crate::lint::{Remarks, rule};

rule! {
    /// The access log of an HTTP or WebSocket API goes to a Firehose stream.
    ///
    /// Only REST APIs write to Firehose. A log group can hand its lines on to a stream, by a subscription filter.
    ///
    /// ```bad main.tf
    /// resource "aws_kinesis_firehose_delivery_stream" "access" {
    ///   name = "amazon-apigateway-orders"
    /// }
    ///
    /// resource "aws_apigatewayv2_stage" "prod" {
    ///   access_log_settings {
    ///     destination_arn = aws_kinesis_firehose_delivery_stream.access.arn
    ///     format          = "$context.requestId $context.status"
    ///   }
    /// }
    /// ```
    ///
    /// ```bad template.yaml
    /// Transform: AWS::Serverless-2016-10-31
    /// Resources:
    ///   Api:
    ///     Type: AWS::Serverless::HttpApi
    ///     Properties:
    ///       AccessLogSettings:
    ///         DestinationArn: !GetAtt Stream.Arn
    ///         Format: $context.requestId $context.status
    ///   Stream:
    ///     Type: AWS::KinesisFirehose::DeliveryStream
    ///     Properties:
    ///       DeliveryStreamName: amazon-apigateway-orders
    /// ```
    ///
    /// ```good main.tf
    /// resource "aws_cloudwatch_log_group" "access" {
    ///   name = "/aws/vendedlogs/orders"
    /// }
    ///
    /// resource "aws_apigatewayv2_stage" "prod" {
    ///   access_log_settings {
    ///     destination_arn = aws_cloudwatch_log_group.access.arn
    ///     format          = "$context.requestId $context.status"
    ///   }
    /// }
    /// ```
    "stream-of-other-api", Delivery, Deployment, Error, true, Documented,
    sources: [
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigatewayv2-stage-accesslogsettings.html",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-logging-to-kinesis.html",
        "https://github.com/aws/aws-cdk/pull/33977",
    ],
    check
}

fn check(deployment: &Deployment, remarks: &mut Remarks) {
    for stage in &deployment.stages {
        let Some(destination) = &stage.destination else {
            continue;
        };
        if stage.receiver() != Some(Receiver::Firehose) || stage.apis.has(Api::Rest) {
            continue;
        }
        let kind = match stage.apis.known() {
            Some(api) => format!("{} APIs", api.title()),
            None => "HTTP and WebSocket APIs".to_owned(),
        };
        let message = format!("{kind} cannot log to a Firehose stream, only to a log group");
        remarks.push(
            Severity::Error,
            destination.place,
            &stage.address,
            message,
            |r| {
                r.help("log to a log group; a subscription filter hands its lines on to the stream")
            },
        );
    }
}
