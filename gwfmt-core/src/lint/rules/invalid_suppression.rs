//! See [`RULE`].

use crate::lint::rule;

rule! {
    /// A comment is meant to suppress findings, and suppresses none.
    ///
    /// A suppression is `# gwfmt: ignore[rule] -- reason` before or behind what it is about, or `# gwfmt: ignore-file[rule] -- reason` in the
    /// comments at the top of a file, with the file's own sign for comments. It names each rule, or group of rules, between the
    /// brackets. One that is written in another way, or that names a rule which does not exist, has no effect: the findings are reported.
    ///
    /// Comments that merely speak of gwfmt are left alone. Suppressions have a page of their own: `docs/suppressions.md`.
    ///
    /// ```bad main.tf
    /// resource "aws_api_gateway_stage" "prod" {
    ///   access_log_settings {
    ///     # gwfmt: ignore[unknown-varable] -- deployed next week
    ///     format = "$context.requestId $context.newThing"
    ///   }
    /// }
    /// ```
    ///
    /// ```good main.tf
    /// resource "aws_api_gateway_stage" "prod" {
    ///   access_log_settings {
    ///     # gwfmt: ignore[unknown-variable] -- deployed next week
    ///     format = "$context.requestId $context.newThing"
    ///   }
    /// }
    /// ```
    "invalid-suppression", Files, File, Warning, true, Documented,
    sources: ["https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html"]
}
