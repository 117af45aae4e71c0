//! See [`RULE`].

use crate::api::Api;
use crate::delivery::{Deployment, Receiver, Target};
use crate::diagnostic::Severity;
use crate::lint::{Remarks, rule};

rule! {
    /// The ARN of a log group ends with `:*`, and the tool hands it on as it is.
    ///
    /// CloudWatch Logs shows the ARNs of log groups with `:*` at their ends. REST APIs do not take that. Terraform cuts it off, and
    /// CloudFormation copes with it; the command line sends what it is given.
    ///
    /// ```bad deploy.sh
    /// aws apigateway update-stage --rest-api-id a1b2c3 --stage-name prod --patch-operations \
    ///   'op=replace,path=/accessLogSettings/destinationArn,value=arn:aws:logs:eu-west-1:111122223333:log-group:orders:*' \
    ///   'op=replace,path=/accessLogSettings/format,value=$context.requestId $context.status'
    /// ```
    ///
    /// ```good deploy.sh
    /// aws apigateway update-stage --rest-api-id a1b2c3 --stage-name prod --patch-operations \
    ///   'op=replace,path=/accessLogSettings/destinationArn,value=arn:aws:logs:eu-west-1:111122223333:log-group:orders' \
    ///   'op=replace,path=/accessLogSettings/format,value=$context.requestId $context.status'
    /// ```
    "starred-arn", Delivery, Deployment, Error, true, Reported,
    sources: [
        "https://github.com/hashicorp/terraform-provider-aws/pull/4369",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-access-logging.html",
    ],
    check
}

fn check(deployment: &Deployment, remarks: &mut Remarks) {
    for stage in &deployment.stages {
        let Some(destination) = &stage.destination else {
            continue;
        };
        let Target::Text(text) = &destination.target else {
            continue;
        };
        let is_group = stage.receiver() == Some(Receiver::LogGroup);
        let is_raw = stage.is_raw && stage.apis.known() == Some(Api::Rest);
        let star = text.as_str().strip_suffix(":*").map(str::len);
        let Some(start) = star.filter(|_| is_group && is_raw) else {
            continue;
        };
        let message = "the ARN of the log group ends with `:*`, which a REST API does not take";
        let star = text.locate(crate::span::Span::new(start, text.len()));
        let star = star
            .filter(|places| places.verbatim)
            .map(|places| places.primary);
        remarks.push(
            Severity::Error,
            destination.place,
            &stage.address,
            message,
            |r| match star {
                Some(place) => r.fix("remove `:*`", place, ""),
                None => r.help("remove `:*`"),
            },
        );
    }
}
