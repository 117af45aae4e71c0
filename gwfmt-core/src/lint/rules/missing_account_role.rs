//! See [`RULE`].

use crate::delivery::{AccountRole, Deployment};
use crate::diagnostic::Severity;
use crate::lint::{Remarks, rule};

rule! {
    /// A REST or WebSocket API has an access log, and no role with which to write it is in sight.
    ///
    /// The role is set once for an account and region, often in another repository, so this rule runs only when it is selected. HTTP APIs
    /// need no such role.
    ///
    /// ```bad main.tf
    /// resource "aws_cloudwatch_log_group" "access" {
    ///   name = "/orders/access"
    /// }
    ///
    /// resource "aws_api_gateway_stage" "prod" {
    ///   access_log_settings {
    ///     destination_arn = aws_cloudwatch_log_group.access.arn
    ///     format          = "$context.requestId $context.status"
    ///   }
    /// }
    /// ```
    ///
    /// ```good main.tf
    /// resource "aws_cloudwatch_log_group" "access" {
    ///   name = "/orders/access"
    /// }
    ///
    /// resource "aws_api_gateway_account" "this" {
    ///   cloudwatch_role_arn = var.role_arn
    /// }
    ///
    /// resource "aws_api_gateway_stage" "prod" {
    ///   access_log_settings {
    ///     destination_arn = aws_cloudwatch_log_group.access.arn
    ///     format          = "$context.requestId $context.status"
    ///   }
    ///
    ///   depends_on = [aws_api_gateway_account.this]
    /// }
    /// ```
    "missing-account-role", Account, Deployment, Warning, false, Documented,
    sources: [
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-access-logging.html",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-logging.html",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html",
    ],
    check
}

fn check(deployment: &Deployment, remarks: &mut Remarks) {
    let mut accounts = deployment.accounts.iter();
    if !deployment.is_whole || accounts.any(|account| account.role != AccountRole::None) {
        return;
    }
    for stage in deployment
        .stages
        .iter()
        .filter(|stage| stage.needs_account_role())
    {
        let message = "the access log is written with the role of the account settings, and nothing here sets one";
        remarks.push(Severity::Warning, stage.place, &stage.address, message, |r| {
            r.help("set the role, or make sure that it is set for the account and region")
                .aws_error("CloudWatch Logs role ARN must be set in account settings to enable logging")
        });
    }
}
