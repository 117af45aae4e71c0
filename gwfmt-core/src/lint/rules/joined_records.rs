//! See [`RULE`].

use crate::api::Api;
use crate::delivery::Receiver;
use crate::diagnostic::Fix;
use crate::lint::{Findings, rule};
use crate::model::Model;
use crate::span::Span;
use crate::text::HOLE;

rule! {
    /// The lines of a Firehose stream are written one behind the other, for the format does not end with a line break.
    ///
    /// A log group keeps lines apart. Firehose joins its records without anything between them, and in S3 a file of a thousand requests is
    /// one line. REST APIs allow a line break at the end of a format for that.
    ///
    /// In Terraform write `"${jsonencode({…})}\n"`, in CloudFormation `!Join ["\n", ['…', '']]` or a text in double quotes that ends
    /// with `\n`. Where the stream itself puts a delimiter between records, a suppression says so.
    ///
    /// ```bad rest firehose
    /// {"requestId":"$context.requestId","status":"$context.status"}
    /// ```
    ///
    /// ```good rest firehose
    /// {"requestId":"$context.requestId","status":"$context.status"}
    ///
    /// ```
    ///
    /// ```good rest log-group
    /// {"requestId":"$context.requestId","status":"$context.status"}
    /// ```
    "joined-records", Delivery, Whole, Warning, true, Documented,
    sources: [
        "https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecord.html",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-logging-to-kinesis.html",
        "https://github.com/serverless/serverless/issues/2916",
    ],
    check
}

fn check(model: &Model<'_>, findings: &mut Findings) {
    let text = model.text();
    let is_stream =
        model.receiver == Some(Receiver::Firehose) && model.apis.known() == Some(Api::Rest);
    let is_open = text.ends_with([HOLE, '\n', '\r']);
    if !is_stream || is_open || text.is_empty() {
        return;
    }
    let last = text.char_indices().next_back().map_or(0, |(at, _)| at);
    let message = "the format does not end with a line break: Firehose joins all lines into one";
    findings.warning(Span::new(last, text.len()), message, |d| {
        d.label("nothing separates this line from the next one")
            .help("end it with `\\n`")
            .fix(Fix::safe(
                "end it with a line break",
                Span::at(text.len()),
                "\n",
            ))
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::ApiSet;
    use crate::lint::lint;
    use crate::span::{SourceId, SourceSpan};
    use crate::text::FormatText;

    fn says(text: &FormatText, api: Api, receiver: Option<Receiver>) -> bool {
        let model = Model::new(text, ApiSet::one(api)).with_receiver(receiver);
        !lint(&model, [&&RULE]).is_empty()
    }

    #[test]
    fn only_rest_apis_with_a_stream_are_told() {
        let text = FormatText::verbatim(SourceId(0), 0, "$context.requestId");
        assert!(says(&text, Api::Rest, Some(Receiver::Firehose)));
        assert!(!says(&text, Api::Rest, Some(Receiver::LogGroup)));
        assert!(!says(&text, Api::Rest, None));
        assert!(!says(&text, Api::Http, Some(Receiver::Firehose)));
        let broken = FormatText::verbatim(SourceId(0), 0, "$context.requestId\n");
        assert!(!says(&broken, Api::Rest, Some(Receiver::Firehose)));
    }

    #[test]
    fn a_hole_at_the_end_may_be_the_line_break() {
        let mut text = FormatText::verbatim(SourceId(0), 0, "$context.requestId");
        text.push_hole(SourceSpan::new(SourceId(0), 20, 21));
        assert!(!says(&text, Api::Rest, Some(Receiver::Firehose)));
    }
}
