//! See [`RULE`].

use crate::lint::rule;

rule! {
    /// A reference is written `${context.x}` where the file's own language fills in what is written in `${…}`.
    ///
    /// In a string of Terraform, and in `Fn::Sub` of CloudFormation, `${context.requestId}` does not reach API Gateway: it is the
    /// attribute `requestId` of a resource `context`, which nobody declares. Terraform fails with `Reference to undeclared resource`, and
    /// CloudFormation with an unresolved resource dependency. Write `$context.requestId`, without braces.
    ///
    /// ```bad main.tf
    /// resource "aws_api_gateway_stage" "prod" {
    ///   access_log_settings {
    ///     format = "${context.requestId} $context.status"
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
    "interpolated-reference", Files, File, Error, true, Documented,
    sources: [
        "https://developer.hashicorp.com/terraform/language/expressions/strings",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html",
    ]
}
