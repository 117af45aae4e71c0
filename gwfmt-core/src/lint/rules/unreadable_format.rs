//! See [`RULE`].

use crate::lint::rule;

rule! {
    /// The value here is not a format.
    ///
    /// A mapping where CloudFormation or Terraform want a string, for instance: they refuse it. `Fn::ToJsonString` and `jsonencode` make a
    /// string of it. In Terraform, a format that is empty or `null` as well.
    ///
    /// ```bad template.yaml
    /// Resources:
    ///   Stage:
    ///     Type: AWS::ApiGateway::Stage
    ///     Properties:
    ///       AccessLogSetting:
    ///         Format:
    ///           requestId: $context.requestId
    /// ```
    ///
    /// ```good template.yaml
    /// Resources:
    ///   Stage:
    ///     Type: AWS::ApiGateway::Stage
    ///     Properties:
    ///       AccessLogSetting:
    ///         Format:
    ///           Fn::ToJsonString:
    ///             requestId: $context.requestId
    /// ```
    "unreadable-format", Files, File, Error, true, Documented,
    sources: [
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigatewayv2-stage-accesslogsettings.html",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-ToJsonString.html",
        "https://developer.hashicorp.com/terraform/language/functions/jsonencode",
    ]
}
