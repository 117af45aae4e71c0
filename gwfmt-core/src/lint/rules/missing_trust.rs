//! See [`RULE`].

use crate::delivery::{AccountRole, Answer, Deployment, trusts};
use crate::diagnostic::Severity;
use crate::lint::{Remarks, rule};

rule! {
    /// The role of the account settings does not trust API Gateway.
    ///
    /// API Gateway takes the role to write logs. Its trust policy has to name `apigateway.amazonaws.com`.
    ///
    /// ```bad template.yaml
    /// Resources:
    ///   Account:
    ///     Type: AWS::ApiGateway::Account
    ///     Properties:
    ///       CloudWatchRoleArn: !GetAtt Role.Arn
    ///   Role:
    ///     Type: AWS::IAM::Role
    ///     Properties:
    ///       AssumeRolePolicyDocument:
    ///         Statement:
    ///           - Effect: Allow
    ///             Principal: {Service: lambda.amazonaws.com}
    ///             Action: sts:AssumeRole
    ///       ManagedPolicyArns:
    ///         - arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs
    ///   Stage:
    ///     Type: AWS::ApiGateway::Stage
    ///     DependsOn: Account
    ///     Properties:
    ///       AccessLogSetting:
    ///         DestinationArn: !ImportValue AccessLog
    ///         Format: $context.requestId $context.status
    /// ```
    ///
    /// ```good template.yaml
    /// Resources:
    ///   Account:
    ///     Type: AWS::ApiGateway::Account
    ///     Properties:
    ///       CloudWatchRoleArn: !GetAtt Role.Arn
    ///   Role:
    ///     Type: AWS::IAM::Role
    ///     Properties:
    ///       AssumeRolePolicyDocument:
    ///         Statement:
    ///           - Effect: Allow
    ///             Principal: {Service: apigateway.amazonaws.com}
    ///             Action: sts:AssumeRole
    ///       ManagedPolicyArns:
    ///         - arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs
    ///   Stage:
    ///     Type: AWS::ApiGateway::Stage
    ///     DependsOn: Account
    ///     Properties:
    ///       AccessLogSetting:
    ///         DestinationArn: !ImportValue AccessLog
    ///         Format: $context.requestId $context.status
    /// ```
    "missing-trust", Delivery, Deployment, Error, true, Documented,
    sources: [
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-access-logging.html",
    ],
    check
}

fn check(deployment: &Deployment, remarks: &mut Remarks) {
    for account in &deployment.accounts {
        let AccountRole::Role(number) = account.role else {
            continue;
        };
        let Some(role) = deployment.roles.get(number) else {
            continue;
        };
        let Some((place, document)) = &role.trust else {
            continue;
        };
        if trusts(document) == Answer::No {
            let message = format!(
                "the trust policy of `{}` does not name `apigateway.amazonaws.com`, so API Gateway cannot write logs with it",
                role.address
            );
            remarks.push(Severity::Error, *place, &role.address, message, |r| {
                r.related(account.place, "the role is used here")
                    .help("name `apigateway.amazonaws.com` as the service that may assume the role")
            });
        }
    }
}
