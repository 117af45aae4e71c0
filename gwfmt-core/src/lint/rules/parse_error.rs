//! See [`RULE`].

use crate::lint::rule;

rule! {
    /// The file cannot be parsed as the kind of file that its name says it is.
    ///
    /// What cannot be read is not judged: a whole template, or the block of a Terraform file in which the mistake is. An error for a file that is
    /// named, a note for one that is met while walking a folder: Helm charts are full of YAML that is not YAML yet. Only files that may hold
    /// a format are read at all.
    ///
    /// ```bad template.yaml
    /// Resources:
    ///   Stage:
    ///     Type: AWS::ApiGateway::Stage
    ///     Properties:
    ///       AccessLogSetting:
    ///         Format: "$context.requestId $context.status
    /// ```
    ///
    /// ```good template.yaml
    /// Resources:
    ///   Stage:
    ///     Type: AWS::ApiGateway::Stage
    ///     Properties:
    ///       AccessLogSetting:
    ///         Format: "$context.requestId $context.status"
    /// ```
    "parse-error", Files, Unread, Error, true, Documented,
    sources: [
        "https://yaml.org/spec/1.2.2/",
        "https://developer.hashicorp.com/terraform/language/syntax/configuration",
    ]
}
