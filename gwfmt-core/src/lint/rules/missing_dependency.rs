//! See [`RULE`].

use crate::delivery::{AccountRole, Deployment};
use crate::diagnostic::Severity;
use crate::lint::{Remarks, rule};

rule! {
    /// A stage logs with the role of the account settings, and is not deployed after them.
    ///
    /// REST and WebSocket APIs write logs with the role that the account settings name. Where those are deployed with the stage and nothing
    /// says that the stage comes after them, which of them comes first is left to chance: in an account that has no role yet the stage may be refused, and
    /// the second try succeeds.
    ///
    /// ```bad main.tf
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
    /// }
    /// ```
    ///
    /// ```bad template.yaml
    /// Resources:
    ///   AccessLog:
    ///     Type: AWS::Logs::LogGroup
    ///   Account:
    ///     Type: AWS::ApiGateway::Account
    ///     Properties:
    ///       CloudWatchRoleArn: !ImportValue LogRole
    ///   Stage:
    ///     Type: AWS::ApiGateway::Stage
    ///     Properties:
    ///       AccessLogSetting:
    ///         DestinationArn: !GetAtt AccessLog.Arn
    ///         Format: $context.requestId $context.status
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
    "missing-dependency", Delivery, Deployment, Note, true, Inferred,
    sources: [
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-access-logging.html",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-logging.html",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-account.html",
    ],
    check
}

fn check(deployment: &Deployment, remarks: &mut Remarks) {
    let mut accounts = deployment.accounts.iter();
    let Some(account) = accounts.find(|account| account.role != AccountRole::None) else {
        return;
    };
    for stage in &deployment.stages {
        if stage.waits_for_account != Some(false) || !stage.needs_account_role() {
            continue;
        }
        let message = format!(
            "the stage logs with the role of `{}` and may be deployed before it",
            account.address
        );
        remarks.push(Severity::Note, stage.place, &stage.address, message, |r| {
            r.related(account.place, "the role is set here")
                .help("let the stage depend on it")
                .aws_error(
                    "CloudWatch Logs role ARN must be set in account settings to enable logging",
                )
        });
    }
}
