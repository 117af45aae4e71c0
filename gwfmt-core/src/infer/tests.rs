//! Formats whose lines are made by scenarios are found again.

use super::*;
use crate::catalog::var;

fn first(lines: &[&str]) -> Proposal {
    propose(lines, ApiSet::ANY).into_iter().next().unwrap()
}

#[test]
fn names_of_members_tell_variables() {
    let lines = [
        r#"{"requestId":"3f1c7a52-9d7e-4c3e-8a44-5a1f6c2b7d10","requestTime":"10/Jul/2024:18:14:22 +0000","status":"200","integrationLatency":"17"}"#,
        r#"{"requestId":"7b0f2f0e-7a9e-4b57-9a5c-0c2a4fb9d1aa","requestTime":"10/Jul/2024:18:14:23 +0000","status":"504","integrationLatency":"-"}"#,
    ];
    let proposal = first(&lines);
    assert_eq!(
        proposal.text,
        r#"{"requestId":"$context.requestId","requestTime":"$context.requestTime","status":"$context.status","integrationLatency":"$context.integrationLatency"}"#
    );
    assert_eq!(proposal.lines, 2);
    assert!(proposal.has_request_id());
}

#[test]
fn what_is_the_same_in_all_lines_and_no_name_of_a_variable_is_text() {
    let lines = [
        r#"{"type":"access","id":"a","path":"/a"}"#,
        r#"{"type":"access","id":"b","path":"/b"}"#,
    ];
    let proposal = first(&lines);
    assert!(proposal.text.starts_with(r#"{"type":"access","#));
    let fixed = Fixed {
        key: "type".to_owned(),
        value: "access".to_owned(),
    };
    assert_eq!(proposal.fixed, [fixed]);
}

#[test]
fn one_line_does_not_say_what_is_always_the_same() {
    let line =
        r#"{"requestId":"3f1c7a52-9d7e-4c3e-8a44-5a1f6c2b7d10","eventType":"-","status":"200"}"#;
    let one = first(&[line]);
    let other = line.replace("3f1c7a52", "7b0f2f0e");
    let two = first(&[line, &other]);
    assert_eq!(one.fixed.len(), 1, "{one:?}");
    assert_eq!(one.fixed, two.fixed);
    assert!(one.certainty() <= Certainty::Possible);
    assert!(one.certainty() < two.certainty());
}

#[test]
fn a_value_that_nothing_is_known_of_is_said_to_be_open() {
    let lines = [
        r#"{"requestId":"a","tenantName":"x 1"}"#,
        r#"{"requestId":"b","tenantName":"y 2"}"#,
    ];
    let proposal = first(&lines);
    assert_eq!(proposal.certainty(), Certainty::Open);
    assert!(proposal.text.contains("$context.authorizer.tenantName"));
}

#[test]
fn common_log_format_is_told_by_its_forms() {
    let lines = [
        r#"192.0.2.1 - - [10/Jul/2024:18:14:22 +0000] "GET /orders HTTP/1.1" 200 1024 3f1c7a52-9d7e-4c3e-8a44-5a1f6c2b7d10"#,
        r#"192.0.2.7 - - [10/Jul/2024:18:14:23 +0000] "POST /orders/{id} HTTP/1.1" 504 33 7b0f2f0e-7a9e-4b57-9a5c-0c2a4fb9d1aa"#,
    ];
    let proposal = first(&lines);
    assert_eq!(
        proposal.text,
        r#"$context.identity.sourceIp - - [$context.requestTime] "$context.httpMethod $context.resourcePath $context.protocol" $context.status $context.responseLength $context.requestId"#
    );
}

#[test]
fn columns_and_elements_are_told_too() {
    let csv = [
        "192.0.2.1,10/Jul/2024:18:14:22 +0000,GET,200,3f1c7a52-9d7e-4c3e-8a44-5a1f6c2b7d10",
        "192.0.2.9,10/Jul/2024:18:14:25 +0000,PUT,403,7b0f2f0e-7a9e-4b57-9a5c-0c2a4fb9d1aa",
    ];
    assert_eq!(
        first(&csv).text,
        "$context.identity.sourceIp,$context.requestTime,$context.httpMethod,$context.status,$context.requestId"
    );
    let xml = [
        r#"<request id="a1"> <ip>192.0.2.1</ip> <status>200</status> </request>"#,
        r#"<request id="b1"> <ip>192.0.2.2</ip> <status>403</status> </request>"#,
    ];
    let proposal = first(&xml);
    assert!(
        proposal
            .text
            .contains("<ip>$context.identity.sourceIp</ip> <status>$context.status</status>")
    );
    let types: Vec<_> = proposal
        .guesses
        .iter()
        .map(|guess| guess.variable)
        .collect();
    assert!(types.contains(&Some(var::STATUS)));
}

#[test]
fn text_of_any_kind_gives_no_panic_and_few_proposals() {
    for line in [
        "",
        "{",
        "{\"a\":",
        "<",
        "<a",
        "\"",
        "[",
        "é,é,é",
        "a=b=c,:,=",
        "<a b='c>",
        "{\"a\":[1,[2",
    ] {
        assert!(propose(&[line, line], ApiSet::ANY).len() <= 4, "{line}");
    }
}
