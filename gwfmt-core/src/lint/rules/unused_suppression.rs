//! See [`RULE`].

use crate::lint::rule;

rule! {
    /// A suppression names a rule that finds nothing there.
    ///
    /// What it was written for is mended, or never was there. As long as it stands, it would hide the next finding of that rule at that
    /// place. Nothing is said of a rule that did not run, nor in files where something could not be read or a format is not known.
    ///
    /// ```bad main.tf
    /// resource "aws_api_gateway_stage" "prod" {
    ///   access_log_settings {
    ///     # gwfmt: ignore[unknown-variable] -- deployed next week
    ///     format = "$context.requestId $context.status"
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
    "unused-suppression", Files, File, Note, true, Documented,
    sources: ["https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html"]
}
