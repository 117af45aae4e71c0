//! See [`RULE`].

use crate::lint::rule;

rule! {
    /// A format is written under a key that its resource does not have.
    ///
    /// Stages call their settings by other names from tool to tool and from one type of API to the other: in CloudFormation and SAM
    /// `AccessLogSetting` for REST APIs and `AccessLogSettings` for all others, `access_log_settings` in Terraform's `aws` provider,
    /// `access_log_setting` or `access_log_settings` in `awscc`. What is written under any other key is refused, or taken for nothing: the
    /// deployment goes through and nothing is logged.
    ///
    /// ```bad main.tf
    /// resource "aws_api_gateway_stage" "prod" {
    ///   access_log_settings {
    ///     log_format = "$context.requestId $context.status"
    ///   }
    /// }
    /// ```
    ///
    /// ```good main.tf
    /// resource "aws_api_gateway_stage" "prod" {
    ///   access_log_settings {
    ///     format = "$context.requestId $context.status"
    ///   }
    /// }
    /// ```
    "ignored-key", Files, File, Warning, true, Documented,
    sources: [
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-stage.html",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-stage.html",
        "https://github.com/hashicorp/terraform-provider-aws/blob/main/website/docs/r/api_gateway_stage.html.markdown",
        "https://github.com/hashicorp/terraform-provider-awscc/blob/main/docs/resources/apigateway_stage.md",
    ]
}
