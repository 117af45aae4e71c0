//! See [`RULE`].

use crate::lint::rule;

rule! {
    /// A reference is written `${context.x}` where the file's own language fills in what is written in `${…}`.
    ///
    /// In a string of Terraform, and in `Fn::Sub` of CloudFormation, `${context.requestId}` does not reach API Gateway: it is the
    /// attribute `requestId` of a resource `context`, which nobody declares. Terraform fails with `Reference to undeclared resource`, and
    /// CloudFormation with an unresolved resource dependency. Write `$context.requestId`, without braces.
    ///
    /// A shell does so without braces too, between double quotes and outside of quotes: `$context.requestId` is the variable `context`, which is
    /// mostly not set, and API Gateway receives `.requestId`. Use single quotes, or write `\$context.requestId`.
    ///
    /// ```bad main.tf
    /// resource "aws_api_gateway_stage" "prod" {
    ///   access_log_settings {
    ///     format = "${context.requestId} $context.status"
    ///   }
    /// }
    /// ```
    ///
    /// ```bad deploy.sh
    /// aws apigatewayv2 update-stage --api-id "$API" --stage-name prod \
    ///   --access-log-settings "DestinationArn=$ARN,Format=$context.requestId $context.status"
    /// ```
    ///
    /// ```good main.tf
    /// resource "aws_api_gateway_stage" "prod" {
    ///   access_log_settings {
    ///     format = "$context.requestId $context.status"
    ///   }
    /// }
    /// ```
    /// ```good deploy.sh
    /// aws apigatewayv2 update-stage --api-id "$API" --stage-name prod \
    ///   --access-log-settings "DestinationArn=$ARN,"'Format=$context.requestId $context.status'
    /// ```
    "interpolated-reference", Files, File, Error, true, Documented,
    sources: [
        "https://developer.hashicorp.com/terraform/language/expressions/strings",
        "https://www.gnu.org/software/bash/manual/html_node/Double-Quotes.html",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html",
    ]
}
