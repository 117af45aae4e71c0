//! See [`RULE`].

use crate::delivery::{AccountRole, Answer, Attached, Deployment, Policy, Role, allows};
use crate::diagnostic::Severity;
use crate::lint::{Remarks, rule};

rule! {
    /// The role of the account settings may not write logs.
    ///
    /// The managed policy `service-role/AmazonAPIGatewayPushToCloudWatchLogs` allows all that API Gateway asks for: `CreateLogGroup`,
    /// `CreateLogStream`, `DescribeLogGroups`, `DescribeLogStreams`, `PutLogEvents`, `GetLogEvents` and `FilterLogEvents`. Without
    /// `CreateLogStream` and `PutLogEvents` no line is written; whether a role without one of the others is refused is not documented.
    ///
    /// ```bad main.tf
    /// resource "aws_iam_role" "logs" {
    ///   assume_role_policy = jsonencode({
    ///     Statement = [{
    ///       Effect    = "Allow"
    ///       Principal = { Service = "apigateway.amazonaws.com" }
    ///       Action    = "sts:AssumeRole"
    ///     }]
    ///   })
    /// }
    ///
    /// resource "aws_api_gateway_account" "this" {
    ///   cloudwatch_role_arn = aws_iam_role.logs.arn
    /// }
    ///
    /// resource "aws_api_gateway_stage" "prod" {
    ///   access_log_settings {
    ///     destination_arn = var.log_group_arn
    ///     format          = "$context.requestId $context.status"
    ///   }
    ///
    ///   depends_on = [aws_api_gateway_account.this]
    /// }
    /// ```
    ///
    /// ```good main.tf
    /// resource "aws_iam_role" "logs" {
    ///   assume_role_policy = jsonencode({
    ///     Statement = [{
    ///       Effect    = "Allow"
    ///       Principal = { Service = "apigateway.amazonaws.com" }
    ///       Action    = "sts:AssumeRole"
    ///     }]
    ///   })
    /// }
    ///
    /// resource "aws_iam_role_policy_attachment" "logs" {
    ///   role       = aws_iam_role.logs.name
    ///   policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
    /// }
    ///
    /// resource "aws_api_gateway_account" "this" {
    ///   cloudwatch_role_arn = aws_iam_role.logs.arn
    /// }
    ///
    /// resource "aws_api_gateway_stage" "prod" {
    ///   access_log_settings {
    ///     destination_arn = var.log_group_arn
    ///     format          = "$context.requestId $context.status"
    ///   }
    ///
    ///   depends_on = [aws_api_gateway_account.this]
    /// }
    /// ```
    "missing-log-permission", Delivery, Deployment, Warning, true, Documented,
    sources: [
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html",
        "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonAPIGatewayPushToCloudWatchLogs.html",
    ],
    check
}

/// Without these nothing is written.
const NEEDED: [&str; 2] = ["logs:CreateLogStream", "logs:PutLogEvents"];
/// What the managed policy allows besides.
const OTHERS: [&str; 5] = [
    "logs:CreateLogGroup",
    "logs:DescribeLogGroups",
    "logs:DescribeLogStreams",
    "logs:GetLogEvents",
    "logs:FilterLogEvents",
];

fn check(deployment: &Deployment, remarks: &mut Remarks) {
    for account in &deployment.accounts {
        let AccountRole::Role(number) = account.role else {
            continue;
        };
        let Some(role) = deployment.roles.get(number) else {
            continue;
        };
        let missing = |actions: &[&'static str]| -> Vec<&'static str> {
            let lacks = |action: &&&str| of_role(role, action) == Answer::No;
            actions.iter().filter(lacks).copied().collect()
        };
        let place = role
            .policies
            .first()
            .map_or(role.place, |first| first.place);
        let (needed, others) = (missing(&NEEDED), missing(&OTHERS));
        let (severity, message) = if role.policies.is_empty() && !needed.is_empty() {
            let message = format!(
                "`{}` has no policy that lets API Gateway write logs",
                role.address
            );
            (Severity::Warning, message)
        } else if !needed.is_empty() {
            let all = [needed, others].concat();
            let message = format!(
                "`{}` does not allow {}: API Gateway cannot write logs with it",
                role.address,
                list(&all)
            );
            (Severity::Warning, message)
        } else if !others.is_empty() {
            let message = format!(
                "`{}` does not allow {}, which the managed policy for logs of API Gateway does; whether API Gateway then refuses the role is not documented",
                role.address,
                list(&others)
            );
            (Severity::Note, message)
        } else {
            continue;
        };
        remarks.push(severity, place, &role.address, message, |r| {
            r.related(account.place, "the role is used here")
                .help("attach `arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs`")
        });
    }
}

fn list(actions: &[&str]) -> String {
    format!("`{}`", actions.join("`, `"))
}

/// Whether a role allows an action.
fn of_role(role: &Role, action: &str) -> Answer {
    let mut answer = if role.is_whole {
        Answer::No
    } else {
        Answer::Unknown
    };
    for attached in &role.policies {
        match of_policy(attached, action) {
            Answer::Yes => return Answer::Yes,
            Answer::Unknown => answer = Answer::Unknown,
            Answer::No => {}
        }
    }
    answer
}

/// Managed policies of AWS that have to do with API Gateway and not with logs.
const WITHOUT_LOGS: [&str; 2] = [
    ":policy/AmazonAPIGatewayAdministrator",
    ":policy/AmazonAPIGatewayInvokeFullAccess",
];

fn of_policy(attached: &Attached, action: &str) -> Answer {
    match &attached.policy {
        Policy::Document(document) => allows(document, action),
        Policy::Managed(arn) => {
            let arn = arn.as_str();
            let is_of_aws = arn.starts_with("arn:") && arn.contains(":iam::aws:policy/");
            let is_without = is_of_aws && WITHOUT_LOGS.iter().any(|end| arn.ends_with(end));
            if arn.ends_with(":policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs") {
                Answer::Yes
            } else if is_without {
                Answer::No
            } else {
                Answer::Unknown
            }
        }
    }
}
